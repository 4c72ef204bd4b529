//! `catalogue`: what a pack says, control by control.

mod data;
mod items;
mod show;
mod stats;

pub(super) use items::who;
pub use show::{show, show_profile};
pub use stats::stats;

use crate::diagnostic::Text;
use crate::model::{Catalogue, Policy};
use crate::report::{Document, Inline, Style, Table};
use crate::source::Sources;
use crate::text;
use data::data;
use items::{controls, included, profiles};

/// The catalogues that are there, with their controls in the machine form.
pub fn list<'a>(
    sources: &Sources,
    policy: &'a Policy,
    catalogues: impl Iterator<Item = &'a Catalogue> + Clone,
) -> Document {
    let mut table = Table::new([
        text!("名前", "name"),
        text!("表題", "title"),
        text!("版", "edition"),
        text!("項目", "controls"),
        text!("対応", "duties"),
    ]);
    for catalogue in catalogues.clone() {
        let duties: usize = controls(policy, catalogue).map(|(_, it)| it.duties.len()).sum();
        table = table.row([
            Inline::styled(catalogue.name.as_str(), Style::Code),
            Inline::from(&catalogue.title),
            Inline::from(catalogue.edition.as_str()),
            Inline::from(catalogue.controls.len().to_string()),
            Inline::from(duties.to_string()),
        ]);
    }
    let mut document = Document::new().table(table);
    let all = catalogues.clone().flat_map(|it| profiles(policy, it));
    let all: Vec<(Inline, Inline)> = all
        .map(|it| {
            let parts: Vec<String> = it.parts.iter().map(|part| included(policy, part)).collect();
            let list = Text::new(format!("　（{}）", parts.join("、")), format!("  ({})", parts.join(", ")));
            (Inline::styled(it.name.as_str(), Style::Code), Inline::from(&it.title).and(list, Style::Dim))
        })
        .collect();
    if !all.is_empty() {
        document = document
            .paragraph(text!("抜粋。確認表と同じく `use` で使います", "Profiles, used like catalogues by `use`"));
    }
    document.terms(all).data(data(sources, policy, catalogues))
}

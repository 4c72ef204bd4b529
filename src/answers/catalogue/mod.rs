//! `catalogue`: what a pack says, control by control.

mod data;
mod items;
mod show;
mod stats;

pub(super) use items::who;
pub use show::show;
pub use stats::stats;

use crate::model::{Catalogue, Policy};
use crate::report::{Document, Inline, Style, Table};
use crate::text;
use data::data;
use items::controls;

/// The catalogues that are there, with their controls in the machine form.
pub fn list<'a>(policy: &'a Policy, catalogues: impl Iterator<Item = &'a Catalogue> + Clone) -> Document {
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
    Document::new().table(table).data(data(policy, catalogues))
}

//! Where everything comes from: what was read with its fingerprint, the items of the guidelines, the engagement as it is written, and
//! of all other texts the lines that are pointed at.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::view::{View, control_anchor, line_anchor};
use crate::bundle::Fingerprint;
use crate::diagnostic::Text;
use crate::model::ControlIdx;
use crate::report::safe;
use crate::source::{Source, SourceId, Span};
use crate::text;

/// Lines of an engagement that are shown; of a longer one what stands further down is shown where it is pointed at.
const MAX_WHOLE: usize = 3_000;

/// Letters of a line that are shown.
const MAX_LINE: usize = 400;

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let cards: Vec<Markup> = view.cited_controls().into_iter().map(|at| card(view, at)).collect();
    let cited = view.cited();
    html! {
        (provenance(view))
        @if !cards.is_empty() {
            h3 { (view.say(text!("ガイドラインの項目", "Items of the guidelines"))) }
            @for card in &cards { (card) }
        }
        h3 { (view.say(text!("記述の本文", "The texts"))) }
        @for (id, lines) in &texts(view, &cited) { (text_of(view, *id, lines)) }
    }
}

/// What was read, and by what.
fn provenance(view: &View) -> Markup {
    let days = view.asked.checked.days().words();
    let (made, version) = (view.asked.made, env!("CARGO_PKG_VERSION"));
    html! {
        h3 { (view.say(text!("何を、いつ、何によって評価したか", "What was evaluated, when, and by what"))) }
        dl.facts {
            div { dt { (view.say(text!("基準日", "Evaluated for"))) } dd { (view.say(days)) } }
            div { dt { (view.say(text!("作成日", "Made on"))) } dd { (made) } }
            div { dt { (view.say(text!("評価器", "Evaluator"))) } dd { "buntan " (version) } }
        }
        div.scrolled tabindex="0" role="group" aria-label=(view.say(text!("読み込んだ本文と指紋", "Texts read, with fingerprints"))) { table.prints {
            thead { tr {
                th scope="col" { (view.say(text!("本文", "Text"))) }
                th scope="col" { (view.say(text!("指紋（SHA-256）", "Fingerprint (SHA-256)"))) }
            } }
            tbody { @for source in view.asked.sources.iter() { tr {
                th scope="row" { (view.code(&source.name)) }
                td { code { (Fingerprint::of(source.text.as_bytes())) } }
            } } }
        } }
    }
}

/// An item as its catalogue has it.
fn card(view: &View, at: ControlIdx) -> Markup {
    let policy = view.context().policy;
    let control = &policy.controls[at];
    let catalogue = &policy.catalogues[control.catalogue];
    let duties: Vec<_> = policy.duties_of(at).map(|it| &policy.duties[it]).filter(|it| !it.label.is_empty()).collect();
    let said = |text: &Text| view.say(text.clone());
    html! {
        article.card id=(control_anchor(at)) tabindex="-1" aria-labelledby=(format!("{}-title", control_anchor(at))) {
            h4 id=(format!("{}-title", control_anchor(at))) { (view.code(&control.id)) " " (said(&control.title)) }
            p.dim { (said(&catalogue.title)) " " (safe(&catalogue.edition)) " · " cite { (safe(&control.source)) } " · " (said(&catalogue.publisher)) }
            @if !control.summary.is_empty() { p { (view.prose(&control.summary)) } }
            @if let Some(law) = &control.by_law { p { (view.say(text!("法令による：{law}", "demanded by law: {law}"))) } }
            @if !duties.is_empty() { dl {
                @for duty in &duties { dt { (view.code(&duty.id)) " " (said(&duty.title)) } @if duty.summary.is_empty() { dd { cite { (safe(&duty.source)) } } } @else { dd { (view.prose(&duty.summary)) } } }
            } }
            p { (view.place(control.span)) }
        }
    }
}

/// The lines to be shown of each text, the engagement's own first: the engagement, and of everything else what is pointed at.
fn texts(view: &View, cited: &BTreeMap<SourceId, BTreeSet<usize>>) -> Vec<(SourceId, BTreeSet<usize>)> {
    let mut own: BTreeMap<SourceId, BTreeSet<usize>> = BTreeMap::new();
    for Span { source, start, end } in view.asked.parts.iter().map(|part| part.span) {
        let text = view.asked.sources.get(source);
        let lines = own.entry(source).or_default();
        lines.extend((text.line_of(start)..=text.line_of(end)).take(MAX_WHOLE));
        lines.extend(cited.get(&source).into_iter().flatten());
    }
    let others = cited.iter().filter(|(id, _)| !own.contains_key(id)).map(|(id, lines)| (*id, lines.clone()));
    let others: Vec<_> = others.collect();
    own.into_iter().chain(others).collect()
}

fn text_of(view: &View, id: SourceId, lines: &BTreeSet<usize>) -> Markup {
    let source = view.asked.sources.get(id);
    let mut before: Option<usize> = None;
    html! {
        h4 { (view.code(&source.name)) }
        div.scrolled tabindex="0" role="group" aria-label=(safe(&source.name)) { ol.text {
            @for line in lines {
                @let skips = before.replace(*line).map_or(*line > 0, |last| last + 1 < *line);
                li id=(line_anchor(id, *line)) class=[skips.then_some("skips")] tabindex="-1" value=(shown_number(source, *line)) {
                    code { (line_of(source, *line)) }
                }
            }
        } }
    }
}

/// The number of a line as places tell it.
fn shown_number(source: &Source, line: usize) -> usize {
    source.position(source.line_range(line).start as u32).line
}

fn line_of(source: &Source, line: usize) -> String {
    let text = source.text.get(source.line_range(line)).unwrap_or_default().trim_end();
    let text = text.replace('\t', "    ");
    match text.char_indices().nth(MAX_LINE) {
        None => safe(&text).into_owned(),
        Some((end, _)) => format!("{}…", safe(&text[..end])),
    }
}

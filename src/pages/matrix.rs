//! The matrix: every obligation by every party, who performs and who answers, holes standing out with their finding.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::findings::filters;
use super::view::{View, finding_anchor, tokens};
use crate::answers::{Allocation, AllocationState, Part, allocation, state_of_row};
use crate::diagnostic::Text;
use crate::findings::qualifiers;
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx};
use crate::report::{Style, safe};
use crate::text;

/// Rows of a matrix; a page with more of them is no page.
const MAX_ROWS: usize = 2_000;

/// Parties that get a column of their own; of more, those who have a part are named in the row.
const MAX_COLUMNS: usize = 40;

/// A row of the matrix, with its place in the order of the catalogues.
struct Row {
    place: usize,
    at: ObligationIdx,
    it: Allocation,
}

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let (rows, left) = rows(view);
    let parties: BTreeSet<PartyIdx> = rows.iter().flat_map(|row| row.it.parts.keys().copied()).collect();
    let has_columns = parties.len() <= MAX_COLUMNS;
    let parties: Vec<PartyIdx> = parties.into_iter().filter(|_| has_columns).collect();
    let sorted = |name: Text, kind: &str| html! { th scope="col" data-sort=(kind) { (view.say(name)) } };
    let (day, shown) = (view.context().day, rows.len());
    let all = shown + left;
    html! {
        p { (view.say(text!("{day} の時点。状態の語を選ぶと指摘に続きます", "As of {day}. The words of a state lead to its finding"))) }
        (legend(view))
        @if left > 0 { p.warning { (view.prose(&text!(
            "全 {all} 行のうち {shown} 行を示します。省いたのは担われている行からで、`buntan matrix ファイル -o 分担表.xlsx` ですべて見られます",
            "{shown} of {all} rows are shown, those in order left out first; `buntan matrix FILE -o matrix.xlsx` has them all"
        ))) } }
        @if !has_columns { p.warning { (view.say(text!("当事者が多いため、列に並べず行の中に名前を示します", "There are too many parties for columns; they are named in the rows"))) } }
        (filters(view, "matrix-rows"))
        div.scrolled tabindex="0" role="group" aria-label=(view.say(text!("分担表", "Matrix"))) {
            table.matrix data-sortable {
                caption.hidden { (view.say(text!("対応ごと・当事者ごとの分担", "Duties by party"))) }
                thead { tr {
                    (sorted(text!("対応", "Duty"), "order")) (sorted(text!("対象", "About"), "text")) (sorted(text!("状態", "State"), "order"))
                    @for at in &parties { th.party scope="col" { span { bdi { (safe(&view.context().engagement.parties[*at].name)) } } } }
                    @if !has_columns { th scope="col" { (view.say(text!("当事者", "Parties"))) } }
                } }
                tbody id="matrix-rows" { @for row in &rows { (one(view, row, &parties, has_columns)) } }
            }
        }
    }
}

/// The rows that are shown, and how many are not: what is cut off is what is in order.
fn rows(view: &View) -> (Vec<Row>, usize) {
    let checked = view.asked.checked;
    let standings = &checked.evaluation.standings;
    let all = view.context().obligations.all.indices().filter(|at| standings[at.row()].stands());
    let row = |(place, at)| Row { place, at, it: allocation(checked, &view.told, at) };
    let mut rows: Vec<Row> = all.enumerate().map(row).collect();
    let left = rows.len().saturating_sub(MAX_ROWS);
    if left > 0 {
        rows.sort_by_key(|row| (row.it.state, row.place));
        rows.truncate(MAX_ROWS);
        rows.sort_by_key(|row| row.place);
    }
    (rows, left)
}

/// What every sign means.
fn legend(view: &View) -> Markup {
    let state =
        |it: AllocationState| html! { li { span.sign class=(class(it)) { (it.sign()) } " " (view.say(it.words())) } };
    html! {
        ul.legend aria-label=(view.say(text!("凡例", "Legend"))) {
            @for it in AllocationState::ALL { (state(it)) }
            @for (sign, means) in Part::all() { li { span.sign { (view.say(sign)) } " " (view.say(means)) } }
        }
    }
}

fn class(state: AllocationState) -> &'static str {
    match state.style() {
        Style::Error => "error",
        Style::Warning => "warning",
        Style::Dim => "waived",
        _ => "good",
    }
}

fn one(view: &View, Row { place, at, it }: &Row, parties: &[PartyIdx], has_columns: bool) -> Markup {
    let context = view.context();
    let obligation = context.obligations.all[*at];
    let duty = &context.policy.duties[obligation.duty];
    let when = qualifiers(obligation.phase.as_slice(), obligation.mode.as_slice());
    let found: BTreeSet<usize> = it.first.into_iter().chain(it.open.iter().copied()).collect();
    let touched = found.iter().flat_map(|number| view.touched(*number)).chain(it.parts.keys());
    let touched: BTreeSet<PartyIdx> = touched.copied().collect();
    let weight = |number: &usize| match &view.findings()[*number] {
        finding if finding.is_waived() => "waived",
        finding => finding.severity.name(),
    };
    let weights: BTreeSet<&str> = found.iter().map(weight).collect();
    let class = class(it.state);
    let row_class = match it.state {
        AllocationState::Carried => None,
        AllocationState::Open => Some("flagged".to_owned()),
        AllocationState::Nobody | AllocationState::Unknown | AllocationState::Waived => Some(format!("hole {class}")),
    };
    let state = html! { span aria-hidden="true" { (it.state.sign()) " " } (view.say(state_of_row(it))) };
    html! {
        tr class=[row_class] data-severity=(weights.into_iter().collect::<Vec<_>>().join(" ")) data-party=(tokens('p', touched))
            data-subject=(tokens('s', [obligation.subject])) data-catalogue=(tokens('c', [context.policy.controls[duty.control].catalogue])) {
            th scope="row" data-value=(place) { (view.code(&duty.id)) " " (view.say(duty.title.clone())) (view.say(when)) }
            td { (view.prose(&view.names.subject(context.obligations.subject(*at)))) }
            td.state data-value=(it.state as usize) {
                @match it.first {
                    Some(number) => a href=(format!("#{}", finding_anchor(&view.findings()[number]))) class=(class) { (state) },
                    None => span class=(class) { (state) },
                }
                @for number in it.open.iter().filter(|number| Some(**number) != it.first) {
                    br; a.small href=(format!("#{}", finding_anchor(&view.findings()[*number]))) { (view.code(&view.findings()[*number].name)) }
                }
            }
            @for party in parties { (cell(view, it.parts.get(party))) }
            @if !has_columns { td { @for (party, part) in &it.parts {
                div { (signs(view, part)) " " bdi { (safe(&context.engagement.parties[*party].name)) } }
            } } }
        }
    }
}

fn cell(view: &View, part: Option<&Part>) -> Markup {
    let Some(part) = part else { return html! { td {} } };
    let class = match part {
        Part { declines: true, .. } | Part { has_not_agreed: true, .. } | Part { is_named: true, .. } => {
            "center marked"
        }
        Part { performs: true, answers: true, .. } => "center both",
        Part { .. } => "center",
    };
    html! { td class=(class) { (signs(view, part)) } }
}

/// The letters are explained where they stand, for who hears them.
fn signs(view: &View, part: &Part) -> Markup {
    html! {
        @for (at, (sign, means)) in part.signs().into_iter().enumerate() {
            @if at > 0 { " " }
            abbr title=(view.say(means)) { (view.say(sign)) }
        }
    }
}

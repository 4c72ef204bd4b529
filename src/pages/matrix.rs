//! The matrix: every obligation by every party, who performs and who answers, holes standing out with their finding.

use maud::{Markup, html};

use super::findings::filters;
use super::view::{View, tokens};
use crate::diagnostic::Text;
use crate::evaluate::Truth;
use crate::findings::{qualifiers, told};
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx};
use crate::report::safe;
use crate::text;

/// Rows of a matrix; a page with more of them is no page.
const MAX_ROWS: usize = 5_000;

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let context = view.context();
    let standings = &view.asked.checked.evaluation.standings;
    let mut rows: Vec<ObligationIdx> =
        context.obligations.all.indices().filter(|at| standings[at.row()].stands()).collect();
    let left = rows.len().saturating_sub(MAX_ROWS);
    // What is cut off is what is in order.
    if left > 0 {
        rows.sort_by_key(|at| (standings[at.row()].carried, *at));
        rows.truncate(MAX_ROWS);
        rows.sort();
    }
    let parties: Vec<PartyIdx> = context.engagement.parties.indices().filter(|it| has_part(view, &rows, *it)).collect();
    let sorted = |name: Text, kind: &str| html! { th scope="col" data-sort=(kind) { (view.say(name)) } };
    let day = context.day;
    html! {
        p { (view.say(text!(
            "{day} の時点。実＝実施する、責＝医療機関に対して責任を負う。× は担う当事者がいないもの、？は前提が述べられていないもので、指摘に続きます",
            "As of {day}. P performs it, A answers for it to the hospital. × is carried by nobody and ? depends on what nobody stated; both lead to their finding"
        ))) }
        @if left > 0 { p.warning { (view.say(text!("担われている {left} 行は長すぎるため省きました。`buntan matrix` で見られます", "{left} rows that are carried are left out, as there are too many; `buntan matrix` shows them"))) } }
        (filters(view, "matrix-rows"))
        div.scrolled tabindex="0" role="group" aria-label=(view.say(text!("分担表", "Matrix"))) {
            table.matrix data-sortable {
                caption.hidden { (view.say(text!("対応ごと・当事者ごとの分担", "Duties by party"))) }
                thead { tr {
                    (sorted(text!("対応", "Duty"), "order")) (sorted(text!("対象", "About"), "text")) (sorted(text!("状態", "State"), "order"))
                    @for at in &parties { th.party scope="col" { span { bdi { (safe(&context.engagement.parties[*at].name)) } } } }
                } }
                tbody id="matrix-rows" { @for (count, at) in rows.iter().enumerate() { (row(view, (count, *at), &parties)) } }
            }
        }
    }
}

fn has_part(view: &View, rows: &[ObligationIdx], party: PartyIdx) -> bool {
    rows.iter().any(|at| part(view, *at, party) != (false, false))
}

/// Whether a party performs an obligation, and whether it answers for it.
fn part(view: &View, at: ObligationIdx, party: PartyIdx) -> (bool, bool) {
    let performers = view.asked.checked.evaluation.standings[at.row()].performers(view.context());
    (performers.iter().any(|(it, _)| *it == party), performers.iter().any(|(_, it)| *it == party))
}

fn row(view: &View, (count, at): (usize, ObligationIdx), parties: &[PartyIdx]) -> Markup {
    let context = view.context();
    let it = context.obligations.all[at];
    let duty = &context.policy.duties[it.duty];
    let when = qualifiers(it.phase.as_slice(), it.mode.as_slice());
    let standing = &view.asked.checked.evaluation.standings[at.row()];
    let found = told(&view.asked.checked.evaluation, view.findings(), at);
    let finding = found.map(|number| &view.findings()[number]);
    let mut touched = found.map(|number| view.touched(number).clone()).unwrap_or_default();
    touched
        .extend(standing.performers(context).into_iter().flat_map(|(performer, answerable)| [performer, answerable]));
    let weight = match finding {
        Some(it) if it.is_waived() => "waived",
        Some(it) => it.severity.name(),
        None => "",
    };
    let (rank, class, mark, words) = match (standing.carried, standing.truth()) {
        (true, _) => (3, "good", "○", text!("担われている", "carried")),
        (false, _) if weight == "waived" => (2, "waived", "－", text!("免除", "waived")),
        (false, Truth::Unknown) => (1, "warning", "？", text!("前提が不明", "undetermined")),
        (false, _) => (0, "error", "×", text!("担い手なし", "nobody")),
    };
    html! {
        tr class=[(!standing.carried).then(|| format!("hole {class}"))] data-severity=(weight) data-party=(tokens('p', touched))
            data-subject=(tokens('s', [it.subject])) data-catalogue=(tokens('c', [context.policy.controls[duty.control].catalogue])) {
            th scope="row" data-value=(count) { (view.code(&duty.id)) " " (view.say(duty.title.clone())) (view.say(when)) }
            td { (view.prose(&view.names.subject(context.obligations.subject(at)))) }
            td.state data-value=(rank) {
                @match finding {
                    Some(it) => a href=(format!("#{}", super::view::finding_anchor(it))) class=(class) { span aria-hidden="true" { (mark) " " } (view.say(words)) },
                    None => span class=(class) { span aria-hidden="true" { (mark) " " } (view.say(words)) },
                }
            }
            @for party in parties { (cell(view, part(view, at, *party))) }
        }
    }
}

/// The letters are explained where they stand, for who hears them.
fn cell(view: &View, part: (bool, bool)) -> Markup {
    let performs = || html! { abbr title=(view.say(text!("実施する", "performs"))) { (view.say(text!("実", "P"))) } };
    let answers = || html! { abbr title=(view.say(text!("責任を負う", "answers"))) { (view.say(text!("責", "A"))) } };
    match part {
        (false, false) => html! { td {} },
        (true, false) => html! { td.center { (performs()) } },
        (false, true) => html! { td.center { (answers()) } },
        (true, true) => html! { td.center.both { (performs()) " " (answers()) } },
    }
}

//! `dead_statement`: a statement that can never take effect.

use std::collections::BTreeSet;

use super::Scene;
use super::variants::possible_together;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{
    Clause, ContractIdx, Idx, Paper, PartyIdx, PartyKind, Policy, Statement, StatementIdx, Subject, Template, Verb,
};
use crate::source::Span;
use crate::text;

/// It speaks of nothing, or never.
pub static DEAD_STATEMENT: Code = Code {
    name: "dead_statement",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: ("決して効力をもたない記述です", "a statement can never take effect"),
        why: ("書いたつもりの分担が、実際には何も担っていません", "what looks settled carries nothing"),
        example: "A owns P2.A.2 on emr by K1 \"第8条\"   // P2.A.2 は案件の対応で、構成要素の対応ではない / P2.A.2 is per engagement",
        remedy: (
            "`on` の対象、項目、契約、期間を確かめます",
            "look at the subject after `on`, the item, the contract and the period",
        ),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    scene
        .own_statements()
        .filter_map(|(at, statement)| why(scene, at, statement).map(|why| problem(statement.span, why)))
        .collect()
}

/// Clauses of templates whose condition no choice of the facts can fulfil.
pub fn templates(policy: &Policy) -> Vec<Diagnostic> {
    let clauses = policy.templates.iter().flat_map(|it| it.clauses.iter().map(move |clause| (it, clause)));
    let never = |(template, clause): (&Template, &Clause)| {
        let when = clause.when.as_ref().filter(|when| !possible_together(template, &[*when]))?;
        let why = text!("条件がどの前提でも成り立ちません", "no choice of the facts fulfils its condition");
        Some(problem(when.span, why))
    };
    clauses.filter_map(never).collect()
}

fn problem(span: Span, why: Text) -> Diagnostic {
    let headline = text!("この記述は効力をもちません", "this statement can never take effect");
    Diagnostic::new(&DEAD_STATEMENT, span, headline).here(why)
}

fn why(scene: &Scene, at: StatementIdx, statement: &Statement) -> Option<Text> {
    match statement.verb {
        // Reported as an idle exclusion, an idle check.
        Verb::Excludes { .. } | Verb::Checked { .. } => return None,
        Verb::Grants { party, to } => return idle_grant(scene, party, to),
        Verb::States { paper: Paper::Contract(contract), all_of: Some(whole), .. } => {
            return taken_over(scene, contract, whole);
        }
        // What a document takes over is written in it.
        Verb::States { all_of: Some(_), .. } => return None,
        _ => {}
    }
    let of_duties = !matches!(statement.verb, Verb::Demands { .. });
    if of_duties && scene.obligations.spoken_of[at].is_clear() && !flows_down(scene, at, statement) {
        let in_view = !statement.duties.is_disjoint(&scene.engagement.in_view);
        let in_use = |duty: usize| {
            let catalogue = scene.policy.control_of(crate::model::DutyIdx::new(duty)).catalogue;
            scene.engagement.uses.iter().any(|used| used.catalogue == catalogue)
        };
        if !in_view && statement.duties.ones().any(in_use) {
            // Left out by `only`; it takes effect when the whole catalogue is looked at.
            return None;
        }
        return Some(if in_view {
            text!(
                "この対象にこれらの対応はありません（項目の単位が異なります）",
                "none of these duties exists for this subject"
            )
        } else {
            text!("これらの対応は使用中の確認表にありません", "none of these duties is in use")
        });
    }
    let own = crate::model::Interval { from: statement.from, to: statement.until };
    let contracts: Vec<_> = match statement.verb {
        Verb::States { paper, .. } => scene.engagement.contract_of(paper).into_iter().collect(),
        Verb::Delegates { via: Some(via), .. } => vec![via],
        _ => statement.by.iter().filter_map(|basis| basis.contract).collect(),
    };
    let never_meets = |k: &crate::model::ContractIdx| !scene.engagement.contracts[*k].in_force.meets(&own);
    if !contracts.is_empty() && contracts.iter().all(never_meets) {
        return Some(text!("期間が契約の期間と重なりません", "its period never meets that of its contract"));
    }
    if let Verb::Delegates { party, to, via: Some(via), .. } = statement.verb {
        let contract = &scene.engagement.contracts[via];
        if contract.customer != party || contract.supplier != to {
            let name = &contract.name;
            return Some(text!(
                "契約 `{name}` はこの両者の間のものではありません",
                "contract `{name}` is not between these two"
            ));
        }
    }
    unknown_part(scene, at, statement)
}

/// A delegation of parts that nobody has: all that is owned of it is owned in other parts.
fn unknown_part(scene: &Scene, at: StatementIdx, statement: &Statement) -> Option<Text> {
    let Verb::Delegates { parts, .. } = &statement.verb else { return None };
    if parts.is_empty() {
        return None;
    }
    let spoken_of = &scene.obligations.spoken_of;
    let owned = scene.statements().filter_map(|(other, it)| match &it.verb {
        Verb::Owns { parts, .. } if !spoken_of[other].is_disjoint(&spoken_of[at]) => Some(parts),
        _ => None,
    });
    let owned: Vec<&Vec<String>> = owned.collect();
    let is_whole = owned.is_empty() || owned.iter().any(|parts| parts.is_empty());
    let labels: BTreeSet<&String> = owned.into_iter().flatten().collect();
    if is_whole || parts.iter().any(|part| labels.contains(part)) {
        return None;
    }
    let (part, there) = (parts.join(", "), Vec::from_iter(labels.into_iter().map(String::as_str)).join(", "));
    Some(text!("部分 `{part}` はなく、あるのは `{there}` です", "there is no part `{part}`; there are: `{there}`"))
}

/// Whether it speaks, of a subcontract itself, of a duty that flows down to it.
fn flows_down(scene: &Scene, at: StatementIdx, statement: &Statement) -> bool {
    let by = || statement.by.iter().filter_map(|basis| basis.contract);
    let contracts: Vec<ContractIdx> = match statement.verb {
        Verb::Owns { .. } | Verb::Accepts { .. } => by().collect(),
        Verb::States { paper, .. } => scene.engagement.contract_of(paper).into_iter().collect(),
        _ => return false,
    };
    let is_spoken_of = |contract: ContractIdx| {
        let subject = scene.obligations.subjects.find(Subject::Contract(contract));
        subject.is_some_and(|it| scene.obligations.subjects_of[at].contains(it.row()))
    };
    let in_view = statement.duties.intersection(&scene.engagement.in_view);
    let flows = in_view.into_iter().any(|row| scene.policy.duties[crate::model::DutyIdx::new(row)].flows_down);
    flows && contracts.into_iter().any(|it| scene.engagement.contracts[it].parent.is_some() && is_spoken_of(it))
}

/// Access given by somebody else than the hospital, or to somebody who is no vendor.
fn idle_grant(scene: &Scene, party: PartyIdx, to: PartyIdx) -> Option<Text> {
    let parties = &scene.engagement.parties;
    let (by, guest) = (&parties[party].name, &parties[to].name);
    if party != scene.engagement.hospital {
        return Some(text!(
            "アクセスを許可できるのは医療機関だけです。`{by}` は医療機関ではありません",
            "only the hospital grants access, and `{by}` is not it"
        ));
    }
    (parties[to].kind != PartyKind::Vendor)
        .then(|| text!("`{guest}` は事業者ではありません", "`{guest}` is not a vendor"))
}

/// Taking over a contract that is not above, and that states nothing.
fn taken_over(scene: &Scene, contract: ContractIdx, whole: ContractIdx) -> Option<Text> {
    let states = |it: &Statement| match it.verb {
        Verb::States { paper, .. } => scene.engagement.contract_of(paper) == Some(whole),
        _ => false,
    };
    let has_a_lot = scene.obligations.tree.is_above(whole, contract) || scene.engagement.statements.iter().any(states);
    let name = |contract| &scene.engagement.contracts[contract].name;
    let (below, whole) = (name(contract), name(whole));
    (!has_a_lot).then(|| {
        text!(
            "`{below}` は `{whole}` の下の契約ではなく、`{whole}` の定めもありません",
            "`{below}` is not beneath `{whole}`, and `{whole}` states nothing"
        )
    })
}

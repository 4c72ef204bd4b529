//! The law of flow-down: a duty that flows down is also owed by the supplier of every subcontract beneath, at any depth.
//!
//! It owns, accepts or states it by that subcontract, or the subcontract takes over the lot. Where the tier above has it and this one
//! has not, the gap is here, once; beneath a tier that has it not there is nothing to pass on.

use super::answer::Answer;
use super::day::Day;
use super::derived::in_scope;
use super::documents::stated;
use super::near::covers;
use super::structure::beneath;
use super::validity::resting_on;
use super::verdict::Verdict;
use crate::model::{ContractIdx, DutyIdx, Idx, Need, Statement, StatementIdx, Subject, Verb};

/// A subcontract that does not pass on what the tier above has.
#[derive(Clone, Debug)]
pub struct FlowGap {
    /// What.
    pub duty: DutyIdx,
    /// The subcontract.
    pub contract: ContractIdx,
    /// Whether its supplier is in scope.
    pub in_scope: Answer,
}

/// All of them, by duty, then contract; nothing flows down to who is out of scope.
pub fn flow_gaps(day: &Day, verdicts: &[Verdict]) -> Vec<FlowGap> {
    let mut gaps: Vec<(DutyIdx, ContractIdx)> = Vec::new();
    for (at, verdict) in verdicts.iter().enumerate() {
        let duty = day.whole.obligations[at].duty;
        let flows = day.whole.policy.duties[duty].flows_down && verdict.alive && verdict.truth() == Some(true);
        if flows && verdict.carried {
            gaps.extend(missing(day, at, verdict).into_iter().map(|k| (duty, k)));
        }
    }
    gaps.sort();
    gaps.dedup();
    let scoped = |(duty, contract): (DutyIdx, ContractIdx)| {
        let catalogue = day.whole.policy.control_of(duty).catalogue;
        let supplier = day.whole.engagement.contracts[contract].supplier;
        FlowGap { duty, contract, in_scope: in_scope(&day.scene, catalogue, supplier) }
    };
    gaps.into_iter().map(scoped).filter(|it| !it.in_scope.is_no()).collect()
}

/// The subcontracts that lack it while the tier directly above has it.
fn missing(day: &Day, at: usize, verdict: &Verdict) -> Vec<ContractIdx> {
    let engagement = day.whole.engagement;
    let tops = tops(day, at, verdict);
    let concerned = |k: &ContractIdx| {
        let is_beneath = tops.iter().any(|top| beneath(engagement, *top).contains(k));
        is_beneath && day.in_force(*k) && concerns(day, *k, day.whole.obligations[at].subject)
    };
    let has = |k: ContractIdx| tops.contains(&k) || (concerned(&k) && passes_on(day, at, verdict, k));
    let lacks = |k: &ContractIdx| concerned(k) && !has(*k) && engagement.contracts[*k].parent.is_some_and(has);
    engagement.contracts.indices().filter(lacks).collect()
}

/// The uppermost contracts by which those who carry it owe it, or that state it.
fn tops(day: &Day, at: usize, verdict: &Verdict) -> Vec<ContractIdx> {
    let (whole, here) = (day.whole, &day.whole.obligations[at]);
    let engagement = whole.engagement;
    let owes = |k: &ContractIdx| {
        let owns = verdict.by.owners.iter().any(|it| it.counts() && it.party == engagement.contracts[*k].supplier);
        owns && day.in_force(*k) && covers(engagement, *k, here.subject)
    };
    let contracts: Vec<ContractIdx> = match whole.policy.duties[here.duty].needs {
        Need::Stated(..) => verdict.stated.iter().filter_map(|it| paper_of(day, *it)).collect(),
        Need::Owner | Need::Met(..) => engagement.contracts.indices().filter(owes).collect(),
    };
    let is_top = |k: &ContractIdx| !contracts.iter().any(|other| beneath(engagement, *other).contains(k));
    contracts.iter().copied().filter(is_top).collect()
}

/// The contract whose document a statement is.
fn paper_of(day: &Day, at: StatementIdx) -> Option<ContractIdx> {
    match day.whole.statement(at).verb {
        Verb::States { paper, .. } => day.whole.engagement.contract_of(paper),
        _ => None,
    }
}

/// Whether a subcontract has to do with a subject.
fn concerns(day: &Day, contract: ContractIdx, subject: Subject) -> bool {
    matches!(subject, Subject::Engagement | Subject::Vendor(_)) || covers(day.whole.engagement, contract, subject)
}

/// Whether the supplier owns or accepts it by the subcontract, on the subject or on the subcontract itself; or was handed it by a
/// chain that holds; or the subcontract states it.
fn passes_on(day: &Day, at: usize, verdict: &Verdict, below: ContractIdx) -> bool {
    let (whole, here) = (day.whole, &day.whole.obligations[at]);
    let supplier = whole.engagement.contracts[below].supplier;
    let speaks = whole.engagement.statements.enumerate().any(|(by, statement)| {
        let takes = match statement.verb {
            Verb::Owns { party, .. } | Verb::Accepts { party } => party == supplier,
            _ => false,
        };
        let on = &whole.subjects_of[by.row()];
        takes
            && statement.duties.contains(here.duty.row())
            && resting_on(statement).contains(&below)
            && (on.contains(&here.subject) || on.contains(&Subject::Contract(below)))
            && day.is_valid(statement)
    });
    let mut steps = verdict.by.owners.iter().flat_map(|it| &it.portions).flat_map(|it| &it.chains).flatten();
    let valid = |it: &Statement| day.is_valid(it);
    let states = || stated(whole.policy, whole.engagement, below, &valid).contains(&here.duty);
    speaks || steps.any(|step| step.via == Some(below)) || states()
}

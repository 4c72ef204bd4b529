//! The law of flow-down: a duty that flows down is also owed by the supplier of every subcontract beneath, at any depth.
//!
//! It owns, accepts or states it by that subcontract, or the subcontract takes over the lot of what is above and has it, or of what
//! states it there, or, of what is asked per contract, on itself.
//! Where the tier above has it and this one has not, the gap is here, once; beneath a tier that has it not there is nothing to pass
//! on. What may apply is judged as if it did.

use super::answer::Answer;
use super::day::Day;
use super::derived::in_scope;
use super::documents::stated_there;
use super::near::covers;
use super::structure::{above, beneath};
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
    /// Whether it applies above, and its supplier is in scope.
    pub applies: Answer,
}

/// All of them, by duty, then contract; nothing flows down to who is out of scope.
pub fn flow_gaps(day: &Day, verdicts: &[Verdict]) -> Vec<FlowGap> {
    let mut gaps: Vec<(DutyIdx, ContractIdx, usize)> = Vec::new();
    for (at, verdict) in verdicts.iter().enumerate() {
        let duty = day.whole.obligations[at].duty;
        if day.whole.policy.duties[duty].flows_down && verdict.stands() && verdict.carried {
            gaps.extend(missing(day, at, verdict).into_iter().map(|k| (duty, k, at)));
        }
    }
    gaps.sort();
    let alike = gaps.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1));
    let applying = |all: &[(DutyIdx, ContractIdx, usize)]| {
        let (duty, contract, _) = all[0];
        let catalogue = day.whole.policy.control_of(duty).catalogue;
        let in_scope = in_scope(&day.scene, catalogue, day.whole.engagement.contracts[contract].supplier);
        let anywhere = Answer::any(all.iter().map(|(.., at)| verdicts[*at].applying()));
        FlowGap { duty, contract, applies: in_scope.and(anywhere) }
    };
    alike.map(applying).filter(|it| !it.applies.is_no()).collect()
}

/// The subcontracts that lack it while the tier directly above has it.
fn missing(day: &Day, at: usize, verdict: &Verdict) -> Vec<ContractIdx> {
    let engagement = day.whole.engagement;
    let tops = tops(day, at, verdict);
    let concerned = |k: &ContractIdx| {
        let is_beneath = tops.iter().any(|top| beneath(engagement, *top).contains(k));
        is_beneath && day.in_force(*k) && concerns(day, *k, day.whole.obligations[at].subject)
    };
    let mut downward: Vec<ContractIdx> = engagement.contracts.indices().filter(concerned).collect();
    downward.sort_by_key(|k| above(engagement, *k).len());
    // Those that have it: the uppermost, and those to which it was passed on.
    let mut having = tops.clone();
    for k in &downward {
        if passes_on(day, at, verdict, &having, *k) {
            having.push(*k);
        }
    }
    let is_there = |k: ContractIdx| having.contains(&k);
    let lacks = |k: &ContractIdx| !is_there(*k) && engagement.contracts[*k].parent.is_some_and(is_there);
    downward.into_iter().filter(lacks).collect()
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

/// Whether the supplier owns or accepts it by the subcontract, or the subcontract states it or takes over the lot, on the subject or on
/// the subcontract itself; or it was handed on by a chain that holds.
fn passes_on(day: &Day, at: usize, verdict: &Verdict, having: &[ContractIdx], below: ContractIdx) -> bool {
    let (whole, here) = (day.whole, &day.whole.obligations[at]);
    let engagement = whole.engagement;
    let supplier = engagement.contracts[below].supplier;
    let goal_is_enough = whole.policy.duties[here.duty].goal_is_enough;
    let valid = |it: &Statement| day.is_valid(it);
    let takes_over = |lot: ContractIdx| {
        let above = above(engagement, below).contains(&lot) && having.contains(&lot);
        let there = |of: ContractIdx, by: StatementIdx| {
            let on = &whole.subjects_of[by.row()];
            let of_contracts = matches!(here.subject, Subject::Contract(_));
            on.contains(&here.subject) || (of_contracts && on.contains(&Subject::Contract(of)))
        };
        above || stated_there(whole.policy, engagement, lot, &valid, &there).contains(&here.duty)
    };
    let owes = |statement: &Statement| match statement.verb {
        Verb::Owns { party, .. } | Verb::Accepts { party } => {
            party == supplier && resting_on(statement).contains(&below) && statement.duties.contains(here.duty.row())
        }
        Verb::States { paper, all_of, as_goal, .. } if engagement.contract_of(paper) == Some(below) => match all_of {
            Some(lot) => takes_over(lot),
            None => statement.duties.contains(here.duty.row()) && (goal_is_enough || !as_goal),
        },
        _ => false,
    };
    let speaks = engagement.statements.enumerate().any(|(by, statement)| {
        let on = &whole.subjects_of[by.row()];
        let here = on.contains(&here.subject) || on.contains(&Subject::Contract(below));
        here && valid(statement) && owes(statement)
    });
    let mut steps = verdict.by.owners.iter().flat_map(|it| &it.portions).flat_map(|it| &it.chains).flatten();
    speaks || steps.any(|step| step.via == Some(below))
}

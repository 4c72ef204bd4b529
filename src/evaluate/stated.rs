//! The law of documents: a duty that must be stated is in order when a document in force says it. A statement that only aims at it
//! is enough where the source says so (`stated in sla as goal`).

use fixedbitset::FixedBitSet;

use super::context::Context;
use crate::graph::{ObligationIdx, SubjectIdx};
use crate::model::{ContractIdx, ContractType, Document, DutyIdx, Form, Idx, Paper, StatementIdx, Subject, Verb};

/// The statements by which documents of the kinds asked for say an obligation.
pub fn stating(context: &Context, obligation: ObligationIdx, kinds: &[Document]) -> Vec<StatementIdx> {
    let duty = context.obligations.all[obligation].duty;
    let goal_is_enough = context.policy.duties[duty].goal_is_enough;
    context
        .statements_about(obligation)
        .filter(|(_, statement)| match statement.verb {
            Verb::States { paper, all_of: None, as_goal, .. } => {
                (!as_goal || goal_is_enough) && is_one_of(context, paper, kinds)
            }
            _ => false,
        })
        .map(|(at, _)| at)
        .chain(taken_over(context, obligation, duty, kinds))
        .collect()
}

/// `K2 states all of K1` says on K2 and what K2 covers whatever K1 states, however far up that is.
fn taken_over<'a>(
    context: &'a Context,
    obligation: ObligationIdx,
    duty: DutyIdx,
    kinds: &'a [Document],
) -> impl Iterator<Item = StatementIdx> + 'a {
    let subject = context.obligations.all[obligation].subject;
    context.taking_over().filter_map(move |(at, statement)| match statement.verb {
        Verb::States { paper, all_of: Some(whole), .. } => {
            let speaks = context.obligations.subjects_of[at].contains(subject.row())
                && is_one_of(context, paper, kinds)
                && context.stated(whole).contains(duty.row());
            speaks.then_some(at)
        }
        _ => None,
    })
}

/// Everything that a contract, or evidence that belongs to it, states on anything, itself or by taking over others.
pub(super) fn stated_duties(context: &Context, contract: ContractIdx) -> FixedBitSet {
    let mut duties = FixedBitSet::with_capacity(context.policy.duties.len());
    for (_, at, as_goal) in lot(context, contract) {
        let said = context.engagement.statements[at].duties.ones();
        duties.extend(said.filter(|row| counts(context, DutyIdx::new(*row), as_goal)));
    }
    duties
}

/// Whether a contract states a duty on a subject, or, of contracts, on itself; itself or by taking over others.
pub(super) fn is_stated_on(context: &Context, contract: ContractIdx, duty: DutyIdx, subject: SubjectIdx) -> bool {
    let subjects = &context.obligations.subjects;
    let is_contract = matches!(subjects.all[subject], Subject::Contract(_));
    lot(context, contract).into_iter().any(|(of, at, as_goal)| {
        let on = &context.obligations.subjects_of[at];
        let itself = subjects.find(Subject::Contract(of)).filter(|_| is_contract);
        context.engagement.statements[at].duties.contains(duty.row())
            && counts(context, duty, as_goal)
            && (on.contains(subject.row()) || itself.is_some_and(|it| on.contains(it.row())))
    })
}

/// A goal counts only where the duty says that it is enough.
fn counts(context: &Context, duty: DutyIdx, as_goal: bool) -> bool {
    !as_goal || context.policy.duties[duty].goal_is_enough
}

/// The statements of a contract that name what they state, and those of the contracts whose lot it takes over; each with its contract,
/// and whether it is only a goal.
fn lot(context: &Context, contract: ContractIdx) -> Vec<(ContractIdx, StatementIdx, bool)> {
    let mut all = Vec::new();
    let mut seen = vec![contract];
    let mut next = 0;
    while let Some(of) = seen.get(next).copied() {
        next += 1;
        for (at, statement) in context.engagement.statements.enumerate() {
            match statement.verb {
                Verb::States { paper, all_of, as_goal, .. }
                    if context.engagement.contract_of(paper) == Some(of) && context.in_force(at) =>
                {
                    match all_of {
                        None => all.push((of, at, as_goal)),
                        Some(whole) if !seen.contains(&whole) => seen.push(whole),
                        Some(_) => {}
                    }
                }
                _ => {}
            }
        }
    }
    all
}

/// Whether a document is of one of some kinds; terms of use are contracts, too.
pub fn is_one_of(context: &Context, paper: Paper, kinds: &[Document]) -> bool {
    let contract = match paper {
        Paper::Contract(it) => &context.engagement.contracts[it],
        Paper::Evidence(it) => return kinds.contains(&context.engagement.evidence[it].kind),
    };
    let terms = contract.form == Some(Form::StandardTerms) || contract.types.contains(&ContractType::Terms);
    kinds.contains(&Document::Contract) || (terms && kinds.contains(&Document::Terms))
}

//! The law of exclusion: what removes a duty, and what does not.
//!
//! An exclusion needs a reason that is not empty; the hospital's agreement where the control says `excludable when agreed`; a true
//! condition where it says `excludable when CONDITION`; an `instead` must itself be carried. What law demands is never removed.
//!
//! # Choices
//!
//! - Whoever excludes a duty must reach what it is on, as whoever owns it.

use super::applies::holds;
use super::context::Context;
use super::kleene::{Kleene, Truth};
use crate::graph::ObligationIdx;
use crate::model::{DutyIdx, Excludable, Idx, StatementIdx, Verb};

/// What became of the exclusions of an obligation.
#[derive(Clone, Debug, PartialEq)]
pub enum Excluded {
    /// Nobody excludes it.
    No,
    /// It is removed.
    Removed(StatementIdx),
    /// Law demands it; an exclusion removes nothing.
    NotWaivable(StatementIdx),
    /// The exclusion lacks something.
    Refused(StatementIdx, Lack),
    /// Whether its condition holds, or what is done instead is carried, depends on facts.
    Open(StatementIdx, Kleene),
}

/// What an exclusion lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A reason.
    Reason,
    /// Reach: it is excluded by somebody who has nothing to do with it.
    Reach,
    /// The hospital's agreement, on or before the day.
    Agreement,
    /// A condition that is true.
    Condition,
    /// What is done instead is not carried.
    Instead(Vec<DutyIdx>),
}

impl Lack {
    /// The word for tests and machines.
    pub fn name(&self) -> &'static str {
        match self {
            Lack::Reason => "no_reason",
            Lack::Reach => "out_of_reach",
            Lack::Agreement => "not_agreed",
            Lack::Condition => "condition_false",
            Lack::Instead(_) => "instead_not_carried",
        }
    }
}

/// Judges the exclusions of an obligation; one that holds is enough.
pub fn excluded(context: &Context, obligation: ObligationIdx, carried: impl Fn(ObligationIdx) -> Kleene) -> Excluded {
    let mut answer = Excluded::No;
    for (at, statement) in context.statements_about(obligation) {
        let Verb::Excludes { because, instead, agreed, .. } = &statement.verb else { continue };
        let duty = context.obligations.all[obligation].duty;
        let control = context.policy.control_of(duty);
        if control.by_law.is_some() {
            return Excluded::NotWaivable(at);
        }
        if statement.verb.party().is_some_and(|party| !context.reaches(party, obligation)) {
            if answer == Excluded::No {
                answer = Excluded::Refused(at, Lack::Reach);
            }
            continue;
        }
        let judged = judge(context, obligation, at, because, instead, *agreed, &control.excludable, &carried);
        match (&judged, &answer) {
            (Excluded::Removed(_), _) => return judged,
            (Excluded::Open(..), _) | (_, Excluded::No) => answer = judged,
            _ => {}
        }
    }
    answer
}

#[expect(clippy::too_many_arguments, reason = "the fields of one statement, taken apart once")]
fn judge(
    context: &Context,
    obligation: ObligationIdx,
    at: StatementIdx,
    because: &str,
    instead: &fixedbitset::FixedBitSet,
    agreed: Option<crate::model::Date>,
    excludable: &Excludable,
    carried: &impl Fn(ObligationIdx) -> Kleene,
) -> Excluded {
    if because.trim().is_empty() {
        return Excluded::Refused(at, Lack::Reason);
    }
    match excludable {
        Excludable::Freely => {}
        Excludable::WhenAgreed => {
            if agreed.is_none_or(|day| day > context.day) {
                return Excluded::Refused(at, Lack::Agreement);
            }
        }
        Excludable::When(condition) => {
            let answer = holds(context, condition, context.obligations.subject(obligation));
            match answer.truth() {
                Truth::True => {}
                Truth::False => return Excluded::Refused(at, Lack::Condition),
                Truth::Unknown => return Excluded::Open(at, answer),
            }
        }
    }
    let done = instead.ones().map(DutyIdx::new).map(|duty| (duty, carried_instead(context, obligation, duty, carried)));
    let done: Vec<(DutyIdx, Kleene)> = done.collect();
    let missing = done.iter().filter(|(_, answer)| answer.truth() == Truth::False).map(|(duty, _)| *duty);
    let missing: Vec<DutyIdx> = missing.collect();
    let answer = Kleene::all(done.into_iter().map(|(_, answer)| answer));
    match answer.truth() {
        Truth::True => Excluded::Removed(at),
        Truth::False => Excluded::Refused(at, Lack::Instead(missing)),
        Truth::Unknown => Excluded::Open(at, answer),
    }
}

/// Whether a duty is carried on the same subject, or, where it does not exist there, on every one of its subjects that touch it.
fn carried_instead(
    context: &Context,
    obligation: ObligationIdx,
    duty: DutyIdx,
    carried: &impl Fn(ObligationIdx) -> Kleene,
) -> Kleene {
    let (obligations, here) = (context.obligations, context.obligations.all[obligation]);
    let touching = |at: &ObligationIdx| {
        let there = obligations.all[*at].subject;
        obligations.lies_in(there, here.subject) || obligations.lies_in(here.subject, there)
    };
    let same: Vec<ObligationIdx> = obligations.alike_here(duty, here).collect();
    let chosen = if same.is_empty() { obligations.alike(duty, here).filter(touching).collect() } else { same };
    let living: Vec<_> = chosen.into_iter().filter(|at| context.lives(obligations.subject(*at))).collect();
    if living.is_empty() { Kleene::known(false) } else { Kleene::all(living.into_iter().map(carried)) }
}

//! The law of exclusion: what removes a duty, and what does not.
//!
//! An exclusion needs somebody who reaches the subject, a reason that is not empty, the hospital's agreement where the control says
//! `excludable when agreed`, a true condition where it says `excludable when CONDITION`; and what is done instead must be carried.
//! What law demands is never removed. One exclusion that holds is enough.

use super::answer::Answer;
use super::condition::holds;
use super::day::Day;
use super::near::lies_in;
use super::obligation::alike;
use crate::model::{DutyIdx, Excludable, Idx, PartyIdx, StatementIdx, Verb};

/// What became of the exclusions of an obligation.
#[derive(Clone, Debug)]
pub enum Exclusion {
    /// Nobody excludes it.
    None,
    /// It is removed.
    Removes,
    /// Law demands it.
    AgainstLaw(PartyIdx),
    /// It lacks something: a word for what, and what should be done instead and is not carried.
    Lacks(PartyIdx, &'static str, Vec<DutyIdx>),
    /// Whether it removes the duty depends on facts.
    Perhaps(PartyIdx, Answer),
}

/// Whether an obligation is carried.
pub type IsCarried<'a> = &'a dyn Fn(usize) -> Answer;

/// Judges the exclusions of an obligation, given what is carried.
pub fn exclusion(day: &Day, at: usize, carried: IsCarried) -> Exclusion {
    let all: Vec<StatementIdx> = day.said_of(at).iter().copied().filter(|it| excludes(day, *it).is_some()).collect();
    let by_law = day.whole.policy.control_of(day.whole.obligations[at].duty).by_law.is_some();
    if by_law && let Some((party, ..)) = all.first().and_then(|it| excludes(day, *it)) {
        return Exclusion::AgainstLaw(party);
    }
    let judged: Vec<Exclusion> = all.into_iter().map(|it| judged(day, at, it, carried)).collect();
    let removes = judged.iter().find(|it| matches!(it, Exclusion::Removes));
    let perhaps = judged.iter().rev().find(|it| matches!(it, Exclusion::Perhaps(..)));
    removes.or(perhaps).or(judged.first()).cloned().unwrap_or(Exclusion::None)
}

/// Who excludes, and why.
fn excludes<'a>(day: &Day<'a>, at: StatementIdx) -> Option<(PartyIdx, &'a str)> {
    match &day.whole.statement(at).verb {
        Verb::Excludes { party, because, .. } => Some((*party, because)),
        _ => None,
    }
}

fn judged(day: &Day, at: usize, by: StatementIdx, carried: IsCarried) -> Exclusion {
    let Verb::Excludes { party, because, instead, agreed } = &day.whole.statement(by).verb else {
        return Exclusion::None;
    };
    let here = &day.whole.obligations[at];
    let lacks = |what: &'static str| Exclusion::Lacks(*party, what, Vec::new());
    if !day.reaches(*party, at) {
        return lacks("out_of_reach");
    }
    if because.trim().is_empty() {
        return lacks("no_reason");
    }
    match &day.whole.policy.control_of(here.duty).excludable {
        Excludable::WhenAgreed if agreed.is_none_or(|agreed| day.date() < agreed) => return lacks("not_agreed"),
        Excludable::Freely | Excludable::WhenAgreed => {}
        Excludable::When(condition) => {
            let answer = holds(&day.scene, condition, here.subject);
            match answer.truth() {
                Some(true) => {}
                Some(false) => return lacks("condition_false"),
                None => return Exclusion::Perhaps(*party, answer),
            }
        }
    }
    let done = |duty: DutyIdx| (duty, is_done_instead(day, at, duty, carried));
    let done: Vec<(DutyIdx, Answer)> = instead.ones().map(DutyIdx::new).map(done).collect();
    let missing = done.iter().filter(|(_, it)| it.is_no()).map(|(duty, _)| *duty).collect();
    let all = Answer::all(done.into_iter().map(|(_, it)| it));
    match all.truth() {
        Some(true) => Exclusion::Removes,
        Some(false) => Exclusion::Lacks(*party, "instead_not_carried", missing),
        None => Exclusion::Perhaps(*party, all),
    }
}

/// Whether a duty is carried on the same subject, or, where it is not asked of that, on everything that lies in it or in which it lies.
fn is_done_instead(day: &Day, at: usize, duty: DutyIdx, carried: IsCarried) -> Answer {
    let (whole, here) = (day.whole, &day.whole.obligations[at]);
    let all = (0..whole.obligations.len()).map(|other| (other, &whole.obligations[other]));
    let all: Vec<_> = all.filter(|(_, it)| it.duty == duty && alike(it, here)).collect();
    let touches =
        |subject| lies_in(whole.engagement, subject, here.subject) || lies_in(whole.engagement, here.subject, subject);
    let is_same = all.iter().any(|(_, it)| it.subject == here.subject);
    let asked = all.iter().filter(|(_, it)| if is_same { it.subject == here.subject } else { touches(it.subject) });
    let living: Vec<_> = asked.filter(|(_, it)| (day.scene.lives)(it.subject)).collect();
    match living.is_empty() {
        true => Answer::known(false),
        false => Answer::all(living.into_iter().map(|(other, _)| carried(*other))),
    }
}

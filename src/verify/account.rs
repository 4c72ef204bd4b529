//! What became of every obligation on a day: of each one thing, so that the totals add up.
//!
//! Silence about an obligation has a reason, too: its subject does not exist, it does not apply, or it is carried. Whatever is carried
//! counts as carried, also where it is not known whether it has to be.

use super::answer::{Answer, Facts};
use super::answering::answerable;
use super::crosswalk::servers;
use super::day::{Day, on};
use super::derived::in_scope;
use super::exclusion::Exclusion;
use super::grouping::{Draft, drafts, teller};
use super::kind::Kind;
use super::ladder::{Look, open_answers};
use super::obligation::Obligation;
use super::owning::performers;
use super::time::line;
use super::verdict::{Verdict, verdicts};
use super::whole::Whole;
use crate::model::{ControlIdx, Date, Engagement, Need, PartyIdx, Policy, Subject};

/// What became of an obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its subject does not exist on the day.
    Absent,
    /// It does not apply.
    NotApplicable(Why),
    /// Whether it applies, or is met, depends on facts: any of these sets.
    Undetermined(Vec<Facts>),
    /// It is carried: how, and by whom, each performer with who answers.
    Carried(How, Vec<(PartyIdx, PartyIdx)>),
    /// It applies, and is not carried.
    Gap,
}

/// Why an obligation does not apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its condition does not hold.
    Condition,
    /// The catalogue does not address the vendor.
    Scope,
    /// Somebody excludes it.
    Exclusion,
}

/// How an obligation is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Somebody owns it.
    Owned,
    /// The hospital is presumed to.
    Presumed,
    /// A document states it.
    Stated,
    /// Its condition is met.
    Met,
    /// What serves it is carried.
    Served,
}

/// An obligation, and what became of it.
#[derive(Clone, Debug)]
pub struct Accounted {
    /// Which.
    pub obligation: Obligation,
    /// What became of it.
    pub fate: Fate,
    /// The finding that tells of it: kind, control, subject and parties.
    pub told: Option<ToldBy>,
}

/// A finding, as an account points to it.
pub type ToldBy = (Kind, Option<ControlIdx>, Subject, Vec<PartyIdx>);

/// Accounts for every obligation on a day.
pub fn account(policy: &Policy, engagement: &Engagement, day: Date) -> Vec<Accounted> {
    let whole = Whole::new(policy, engagement);
    let servers = servers(policy);
    let line = line(&whole, &servers, day);
    on(&whole, day, |day| {
        let verdicts = verdicts(day, &servers);
        let look = Look { day, servers: &servers, verdicts: &verdicts, line: &line };
        let drafts = drafts(&look);
        let one = |(at, obligation): (usize, &Obligation)| Accounted {
            obligation: *obligation,
            fate: fate(&look, at),
            told: teller(&look, &drafts, at).map(point),
        };
        whole.obligations.iter().enumerate().map(one).collect()
    })
}

fn fate(look: &Look, at: usize) -> Fate {
    let Look { day, servers, verdicts, .. } = look;
    let verdict = &verdicts[at];
    if !verdict.alive {
        return Fate::Absent;
    }
    if !verdict.stands() {
        return Fate::NotApplicable(why_not(day, at, verdict));
    }
    if verdict.carried {
        return Fate::Carried(how(day, at, verdict), by_whom(day, at, verdict));
    }
    if verdict.is_gap() {
        return Fate::Gap;
    }
    let mut facts: Vec<Facts> =
        open_answers(day, servers, verdicts, at).into_iter().flat_map(Answer::deciding).collect();
    facts.sort();
    facts.dedup();
    Fate::Undetermined(facts)
}

fn why_not(day: &Day, at: usize, verdict: &Verdict) -> Why {
    let here = &day.whole.obligations[at];
    let catalogue = day.whole.policy.control_of(here.duty).catalogue;
    match (&verdict.exclusion, here.subject) {
        (_, Subject::Vendor(party)) if in_scope(&day.scene, catalogue, party).is_no() => Why::Scope,
        _ if verdict.applies.is_no() => Why::Condition,
        (Exclusion::Removes, _) => Why::Exclusion,
        _ => Why::Condition,
    }
}

fn how(day: &Day, at: usize, verdict: &Verdict) -> How {
    match day.whole.policy.duties[day.whole.obligations[at].duty].needs {
        _ if !verdict.served_by.is_empty() => How::Served,
        _ if verdict.presumed => How::Presumed,
        Need::Stated(..) => How::Stated,
        Need::Met(..) => How::Met,
        Need::Owner => How::Owned,
    }
}

/// Those who perform it, each with who answers for it.
fn by_whom(day: &Day, at: usize, verdict: &Verdict) -> Vec<(PartyIdx, PartyIdx)> {
    let hospital = day.whole.engagement.hospital;
    let mut all = Vec::new();
    for owner in verdict.by.owners.iter().filter(|it| it.counts()) {
        all.extend(performers(owner).into_iter().map(|(who, chain)| (who, answerable(day, at, owner, &chain))));
    }
    if verdict.presumed && verdict.by.owners.iter().all(|it| it.party != hospital) {
        all.push((hospital, hospital));
    }
    all.sort();
    all.dedup();
    all
}

fn point(draft: &Draft) -> ToldBy {
    (draft.kind, draft.control, draft.subject, draft.defect.parties.clone())
}

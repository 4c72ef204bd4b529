//! Owners of one obligation who get in each other's way, and the law of handover.
//!
//! Without parts, and in the same role, two owners clash; with parts, where they have one in common. Owners by two contracts of which
//! one begins later and ends later hand over: for up to 90 common days that is no defect, unless one says *solely*.

use super::day::Day;
use super::owning::{Carried, Owner};
use super::validity::{resting_on, validity};
use crate::model::{Interval, PartyIdx, Stretch};

const DAYS_OF_HANDOVER: i64 = 90;

/// Owners who clash.
pub struct Rivals {
    /// One of them says that nobody else owns it.
    pub solely: bool,
    /// They all hand over.
    pub hand_over: bool,
    /// Who, in order.
    pub parties: Vec<PartyIdx>,
    /// The parts that they have in common.
    pub labels: Vec<String>,
}

/// The owners that get in each other's way: those who hand over only where nobody else does. Beneath a prime that owns it, those who
/// own it by subcontracts do, among each other and with whom the prime hands it to.
pub fn rivals(day: &Day, by: &Carried) -> Option<Rivals> {
    let owners: Vec<&Owner> = by.owners.iter().filter(|it| it.in_reach).collect();
    let mut pairs: Vec<(&Owner, &Owner)> = Vec::new();
    for (number, one) in owners.iter().enumerate() {
        let beside = owners[number + 1..].iter().filter(|other| one.delegate_of == other.delegate_of);
        pairs.extend(beside.filter(|other| clash(by, one, other)).map(|other| (*one, *other)));
    }
    let handed: Vec<(&Owner, PartyIdx, Option<String>)> = owners
        .iter()
        .flat_map(|it| handed_to_others(&owners, it).into_iter().map(|(to, part)| (*it, to, part)))
        .collect();
    let (handing, mut hard): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(a, b)| hand_over(day, a, b));
    let hand_over = hard.is_empty() && handed.is_empty();
    if hand_over {
        hard = handing;
    }
    let mut parties: Vec<PartyIdx> = hard.iter().flat_map(|(a, b)| [a.party, b.party]).collect();
    parties.extend(handed.iter().flat_map(|(owner, to, _)| [owner.party, *to]));
    parties.sort();
    parties.dedup();
    let mut labels: Vec<String> = hard.iter().flat_map(|(a, b)| common(a, b)).collect();
    labels.extend(handed.iter().filter_map(|(_, _, part)| part.clone()));
    labels.sort();
    labels.dedup();
    let solely = hard.iter().any(|(a, b)| a.solely || b.solely) || handed.iter().any(|(owner, ..)| owner.solely);
    (!parties.is_empty()).then_some(Rivals { solely, hand_over, parties, labels })
}

/// Whom the prime of an owner by subcontract hands the same to instead, and which part of it.
fn handed_to_others(owners: &[&Owner], owner: &Owner) -> Vec<(PartyIdx, Option<String>)> {
    let mut all = Vec::new();
    for prime in owners.iter().filter(|it| it.counts() && Some(it.party) == owner.delegate_of) {
        for portion in &prime.portions {
            let common = portion.label.clone().filter(|label| owner.parts.contains(label));
            let meets = owner.parts.is_empty() || portion.label.is_none() || common.is_some();
            let others = portion.chains.iter().filter(|chain| chain.iter().all(|step| step.to != owner.party));
            let last = others.filter_map(|chain| chain.last());
            all.extend(last.filter(|_| meets).map(|step| (step.to, common.clone())));
        }
    }
    all
}

fn common(a: &Owner, b: &Owner) -> Vec<String> {
    a.parts.iter().filter(|part| b.parts.contains(part)).cloned().collect()
}

fn clash(by: &Carried, a: &Owner, b: &Owner) -> bool {
    let in_role = |owner: &Owner| by.roles.iter().any(|(_, parties, _)| parties.contains(&owner.party));
    let in_one_role = by.roles.iter().any(|(_, parties, _)| parties.contains(&a.party) && parties.contains(&b.party));
    let apart = in_role(a) && in_role(b) && !in_one_role;
    !apart && (a.parts.is_empty() || b.parts.is_empty() || !common(a, b).is_empty())
}

fn hand_over(day: &Day, a: &Owner, b: &Owner) -> bool {
    let (Some(one), Some(other)) = (term(day, a), term(day, b)) else { return false };
    let in_turn = one.comes_after(&other) || other.comes_after(&one);
    in_turn && !a.solely && !b.solely && common_days(one, other).is_some_and(|days| days <= DAYS_OF_HANDOVER)
}

/// From when to when an owner owns by contract around the day; `None` where some statement of it rests on none.
fn term(day: &Day, owner: &Owner) -> Option<Interval> {
    let engagement = day.whole.engagement;
    let statements = owner.statements.iter().map(|at| day.whole.statement(*at));
    if statements.clone().any(|it| resting_on(it).is_empty()) {
        return None;
    }
    let valid = statements.flat_map(|it| validity(engagement, it)).filter(|it| it.holds(day.date()));
    valid.reduce(|one, other| Interval {
        from: one.from.min(other.from),
        to: one.to.zip(other.to).map(|(a, b)| a.max(b)),
    })
}

/// How many days two intervals have in common; `None` for none and for ever.
fn common_days(one: Interval, other: Interval) -> Option<i64> {
    let both = one.and(other)?;
    Stretch::new(both.from?, both.to?).map(Stretch::days)
}

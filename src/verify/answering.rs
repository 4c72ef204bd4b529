//! The law of answering: the first in a chain with a contract with the hospital answers, else the prime above the owner; and whoever
//! selected a supplier answers for it.

use super::carrying::Step;
use super::day::Day;
use super::near::covers;
use super::owning::Owner;
use super::structure::above;
use super::validity::resting_on;
use crate::model::{ContractIdx, PartyIdx};

/// Who answers to the hospital for an owner's chain.
pub fn answerable(day: &Day, at: usize, owner: &Owner, chain: &[Step]) -> PartyIdx {
    let engagement = day.whole.engagement;
    let answers = |k: ContractIdx| engagement.contracts[k].selected_by.unwrap_or(engagement.contracts[k].supplier);
    if let Some(k) = owes_by(day, at, owner) {
        return answers(k);
    }
    let is_direct = |k: &ContractIdx| engagement.contracts[*k].customer == engagement.hospital;
    let mut later =
        chain.iter().filter_map(|step| step.via.filter(is_direct).or(direct(day, step.to).first().copied()));
    if let Some(k) = later.next() {
        return answers(k);
    }
    if owner.party == engagement.hospital {
        return owner.party;
    }
    let rested = owner.statements.iter().flat_map(|it| resting_on(day.whole.statement(*it)));
    let supplied = engagement.contracts.enumerate().filter(|(_, it)| it.supplier == owner.party).map(|(k, _)| k);
    let line = rested.chain(supplied).next();
    line.map_or(owner.party, |k| answers(above(engagement, k).pop().unwrap_or(k)))
}

/// The contracts in force by which a party supplies the hospital.
fn direct(day: &Day, party: PartyIdx) -> Vec<ContractIdx> {
    let engagement = day.whole.engagement;
    let supplies = |k: &ContractIdx| {
        let it = &engagement.contracts[*k];
        it.supplier == party && it.customer == engagement.hospital && day.in_force(*k)
    };
    engagement.contracts.indices().filter(supplies).collect()
}

/// The contract with the hospital by which an owner owes it: one that it rests on, else one that covers the subject, else any.
fn owes_by(day: &Day, at: usize, owner: &Owner) -> Option<ContractIdx> {
    if owner.statements.is_empty() {
        return None;
    }
    let all = direct(day, owner.party);
    let rests = |k: &&ContractIdx| owner.statements.iter().any(|it| resting_on(day.whole.statement(*it)).contains(k));
    let covering = |k: &&ContractIdx| covers(day.whole.engagement, **k, day.whole.obligations[at].subject);
    all.iter().find(rests).or(all.iter().find(covering)).or(all.first()).copied()
}

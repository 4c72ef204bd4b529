//! How things lie to each other: the tree of contracts, what runs on what, what is connected, and what a range of a condition holds.

use super::scene::Scene;
use crate::model::{ComponentIdx, ContractIdx, Engagement, PartyIdx, PartyKind, RangeKind, Subject};

/// The contracts above, from the parent to the top.
pub fn above(engagement: &Engagement, at: ContractIdx) -> Vec<ContractIdx> {
    match engagement.contracts[at].parent {
        Some(parent) => [vec![parent], above(engagement, parent)].concat(),
        None => Vec::new(),
    }
}

/// The subcontracts beneath, at any depth.
pub fn beneath(engagement: &Engagement, at: ContractIdx) -> Vec<ContractIdx> {
    engagement.contracts.indices().filter(|it| above(engagement, *it).contains(&at)).collect()
}

/// The vendor at the top of a contract's chain.
pub fn prime(engagement: &Engagement, at: ContractIdx) -> Option<PartyIdx> {
    let top = above(engagement, at).pop().unwrap_or(at);
    let supplier = engagement.contracts[top].supplier;
    (engagement.parties[supplier].kind == PartyKind::Vendor).then_some(supplier)
}

/// What can be got to by going on, step by step, from something; not itself.
fn onward(from: ComponentIdx, step: &dyn Fn(ComponentIdx) -> Vec<ComponentIdx>) -> Vec<ComponentIdx> {
    let mut found = step(from);
    let mut at = 0;
    while at < found.len() {
        let more: Vec<ComponentIdx> = step(found[at]).into_iter().filter(|it| !found.contains(it)).collect();
        found.extend(more);
        at += 1;
    }
    found.retain(|it| *it != from);
    found
}

/// What a component runs on, at any depth.
pub fn runs_on(engagement: &Engagement, at: ComponentIdx) -> Vec<ComponentIdx> {
    onward(at, &|it| engagement.components[it].runs_on.clone())
}

/// All that connections of a component lead to.
pub fn connected(engagement: &Engagement, at: ComponentIdx) -> Vec<ComponentIdx> {
    onward(at, &|it| engagement.components[it].connects.clone())
}

/// What a range holds on the day, seen from a subject, in order: contracts from their first day on, also when they are over; who
/// provides something always; all else while it lives.
pub fn members(scene: &Scene, range: RangeKind, from: Subject) -> Vec<Subject> {
    let engagement = scene.engagement;
    let is_there = |it: &Subject| match it {
        Subject::Contract(at) => engagement.contracts[*at].in_force.from.is_none_or(|first| first <= scene.day),
        Subject::Vendor(_) if matches!(from, Subject::Component(_) | Subject::Interface(..)) => true,
        other => (scene.lives)(*other),
    };
    let mut members: Vec<Subject> = named(scene, range, from).into_iter().filter(is_there).collect();
    members.sort();
    members.dedup();
    members
}

/// What a range names, whatever the day.
fn named(scene: &Scene, range: RangeKind, from: Subject) -> Vec<Subject> {
    match range {
        RangeKind::Contract => contracts(scene.engagement, from).into_iter().map(Subject::Contract).collect(),
        RangeKind::ContractAbove => match from {
            Subject::Contract(at) => above(scene.engagement, at).into_iter().map(Subject::Contract).collect(),
            _ => Vec::new(),
        },
        RangeKind::Vendor => vendors(scene.engagement, from).into_iter().map(Subject::Vendor).collect(),
        RangeKind::Component => components(scene.engagement, from).into_iter().map(Subject::Component).collect(),
        RangeKind::ComponentAbove | RangeKind::ComponentConnected => match from {
            Subject::Component(at) => around(scene.engagement, range, at).into_iter().map(Subject::Component).collect(),
            _ => Vec::new(),
        },
        RangeKind::Interface => interfaces(scene, from),
    }
}

fn contracts(engagement: &Engagement, from: Subject) -> Vec<ContractIdx> {
    let all = engagement.contracts.enumerate();
    let of = |fits: &dyn Fn(&crate::model::Contract) -> bool| {
        all.filter(|(_, it)| fits(it)).map(|(at, _)| at).collect::<Vec<_>>()
    };
    match from {
        Subject::Engagement => of(&|_| true),
        Subject::Vendor(party) => of(&|it| it.supplier == party),
        Subject::Component(at) => of(&|it| it.covers.contains(&at)),
        Subject::Interface(one, other) => of(&|it| it.covers.contains(&one) || it.covers.contains(&other)),
        Subject::Contract(at) => beneath(engagement, at),
    }
}

/// The vendors; whoever else supplies or provides is not among them.
fn vendors(engagement: &Engagement, from: Subject) -> Vec<PartyIdx> {
    let provider = |at: ComponentIdx| engagement.components[at].provider;
    let named: Vec<PartyIdx> = match from {
        Subject::Engagement => engagement.parties.indices().collect(),
        Subject::Vendor(_) => Vec::new(),
        Subject::Contract(at) => {
            let contracts = [vec![at], beneath(engagement, at)].concat();
            contracts.into_iter().map(|it| engagement.contracts[it].supplier).collect()
        }
        Subject::Component(at) => provider(at).into_iter().collect(),
        Subject::Interface(one, other) => provider(one).into_iter().chain(provider(other)).collect(),
    };
    named.into_iter().filter(|it| engagement.parties[*it].kind == PartyKind::Vendor).collect()
}

fn components(engagement: &Engagement, from: Subject) -> Vec<ComponentIdx> {
    let of = |fits: &dyn Fn(ComponentIdx) -> bool| engagement.components.indices().filter(|it| fits(*it)).collect();
    match from {
        Subject::Engagement => of(&|_| true),
        Subject::Vendor(party) => of(&|it| engagement.components[it].provider == Some(party)),
        Subject::Contract(at) => engagement.contracts[at].covers.clone(),
        Subject::Component(at) => runs_on(engagement, at),
        Subject::Interface(one, other) => vec![one, other],
    }
}

/// What runs on a component, or what it is connected to.
fn around(engagement: &Engagement, range: RangeKind, at: ComponentIdx) -> Vec<ComponentIdx> {
    match range {
        RangeKind::ComponentAbove => {
            engagement.components.indices().filter(|it| runs_on(engagement, *it).contains(&at)).collect()
        }
        _ => connected(engagement, at),
    }
}

fn interfaces(scene: &Scene, from: Subject) -> Vec<Subject> {
    let provides = |party: PartyIdx, at: ComponentIdx| scene.engagement.components[at].provider == Some(party);
    let belongs = |one: ComponentIdx, other: ComponentIdx| match from {
        Subject::Engagement => true,
        Subject::Component(at) => one == at || other == at,
        Subject::Vendor(party) => provides(party, one) || provides(party, other),
        Subject::Contract(_) | Subject::Interface(..) => false,
    };
    let all = scene.interfaces.iter().copied();
    all.filter(|it| matches!(it, Subject::Interface(one, other) if belongs(*one, *other))).collect()
}

//! The law of life: subjects live by themselves.
//!
//! A component lives as its `in use` says, else from the first day of the first contract that covers it, without end; a contract for
//! its period; a vendor while it supplies; an interface while both ends live, one of vendors at one component while two of them
//! have a contract with the hospital in force that covers it; the engagement always.

use std::collections::BTreeSet;

use crate::model::{ComponentIdx, Contract, Date, Engagement, PartyIdx, Subject};

/// Whether a subject exists on a day.
pub fn lives(engagement: &Engagement, day: Date, subject: Subject) -> bool {
    match subject {
        Subject::Engagement => true,
        Subject::Contract(k) => engagement.contracts[k].in_force.holds(day),
        Subject::Vendor(party) => engagement.contracts.iter().any(|it| it.supplier == party && it.in_force.holds(day)),
        Subject::Component(c) => component_lives(engagement, day, c),
        Subject::Interface(a, b) if a == b => component_lives(engagement, day, a) && vendors_meet(engagement, day, a),
        Subject::Interface(a, b) => component_lives(engagement, day, a) && component_lives(engagement, day, b),
    }
}

fn vendors_meet(engagement: &Engagement, day: Date, at: ComponentIdx) -> bool {
    let with_hospital = |it: &&Contract| it.customer == engagement.hospital && it.in_force.holds(day);
    let there = engagement.contracts.iter().filter(|it| it.covers.contains(&at)).filter(with_hospital);
    let vendors: BTreeSet<PartyIdx> = there.map(|it| it.supplier).collect();
    vendors.len() > 1
}

/// A component that no contract ever covers was always there.
fn component_lives(engagement: &Engagement, day: Date, component: ComponentIdx) -> bool {
    if let Some(period) = engagement.components[component].in_use {
        return period.holds(day);
    }
    let covering: Vec<_> = engagement.contracts.iter().filter(|it| it.covers.contains(&component)).collect();
    covering.is_empty() || covering.iter().any(|it| it.in_force.from.is_none_or(|first| first <= day))
}

//! How subjects lie to each other: one in the other, one near the other, one covered by a contract.

use super::structure::{above, runs_on};
use crate::model::{ContractIdx, Engagement, Subject};

fn stands_above(engagement: &Engagement, upper: ContractIdx, lower: ContractIdx) -> bool {
    above(engagement, lower).contains(&upper)
}

/// Whether one subject lies in another: everything in the engagement; in a contract what it covers and what is beneath it; in a
/// vendor what it provides or supplies; in an interface its ends.
pub fn lies_in(engagement: &Engagement, inner: Subject, outer: Subject) -> bool {
    match (outer, inner) {
        (Subject::Engagement, _) => inner != Subject::Engagement,
        (Subject::Contract(k), Subject::Component(c)) => engagement.contracts[k].covers.contains(&c),
        (Subject::Contract(k), Subject::Contract(other)) => stands_above(engagement, k, other),
        (Subject::Vendor(party), Subject::Component(c)) => engagement.components[c].provider == Some(party),
        (Subject::Vendor(party), Subject::Contract(k)) => engagement.contracts[k].supplier == party,
        (Subject::Interface(a, b), Subject::Component(c)) => a == c || b == c,
        _ => false,
    }
}

/// Where `requires` looks from a subject: itself; what a component runs on, at any depth, and what it connects to, in one step; an
/// interface and its ends; a vendor and what it provides; a contract, its parties, what it covers, what touches that, and the
/// contracts above and beneath; the engagement and everything.
pub fn is_near(engagement: &Engagement, from: Subject, to: Subject) -> bool {
    from == to
        || looks(engagement, from, to)
        || looks_both_ways(engagement, from, to)
        || looks_both_ways(engagement, to, from)
}

/// Along what a component runs on and connects to: not the other way.
fn looks(engagement: &Engagement, from: Subject, to: Subject) -> bool {
    match (from, to) {
        (Subject::Component(a), Subject::Component(b)) => {
            runs_on(engagement, a).contains(&b) || engagement.components[a].connects.contains(&b)
        }
        _ => false,
    }
}

fn looks_both_ways(engagement: &Engagement, one: Subject, other: Subject) -> bool {
    match (one, other) {
        (Subject::Engagement, _) => true,
        (Subject::Contract(k), Subject::Contract(o)) => stands_above(engagement, k, o),
        (Subject::Contract(k), Subject::Vendor(party)) => engagement.contracts[k].binds(party),
        (Subject::Contract(k), Subject::Component(_) | Subject::Interface(..)) => covers(engagement, k, other),
        (Subject::Interface(a, b), Subject::Component(c)) => a == c || b == c,
        (Subject::Vendor(party), Subject::Component(c)) => engagement.components[c].provider == Some(party),
        _ => false,
    }
}

/// Whether a contract covers a subject: a component that it names; an interface of which it covers an end; itself and what stands
/// above or beneath it; its two parties; the engagement always.
pub fn covers(engagement: &Engagement, contract: ContractIdx, subject: Subject) -> bool {
    let it = &engagement.contracts[contract];
    match subject {
        Subject::Engagement => true,
        Subject::Component(c) => it.covers.contains(&c),
        Subject::Interface(a, b) => it.covers.contains(&a) || it.covers.contains(&b),
        Subject::Vendor(party) => it.binds(party),
        Subject::Contract(k) => {
            k == contract || stands_above(engagement, contract, k) || stands_above(engagement, k, contract)
        }
    }
}

//! The law of reach: who can lay hands on what, and so be held to it.
//!
//! A vendor reaches a component that it provides, that a contract of its own covers, or to which the hospital grants access; an
//! interface, if it reaches an end or something connected to an end; a contract, if it is party to it or above it; of vendors only
//! itself; the engagement, while it supplies the hospital. The hospital reaches everything, and who is outside nothing.

use super::structure::above;
use crate::model::{
    ComponentIdx, ContractIdx, Engagement, On, PartyIdx, PartyKind, Statement, StatementIdx, Subject, Verb,
};

/// Which contracts and which grants of access count.
pub struct Counting<'a> {
    /// A contract counts while it is in force.
    pub contract: &'a dyn Fn(ContractIdx) -> bool,
    /// A grant counts while it is valid.
    pub grant: &'a dyn Fn(StatementIdx) -> bool,
}

/// Everything counts, whatever the day: what somebody may ever reach.
pub const EVER: Counting<'static> = Counting { contract: &|_| true, grant: &|_| true };

/// Whether a party reaches a subject.
pub fn reaches(engagement: &Engagement, counting: &Counting, party: PartyIdx, subject: Subject) -> bool {
    match engagement.parties[party].kind {
        PartyKind::Hospital => true,
        PartyKind::Outside => false,
        PartyKind::Vendor => vendor_reaches(engagement, counting, party, subject),
    }
}

fn vendor_reaches(engagement: &Engagement, counting: &Counting, party: PartyIdx, subject: Subject) -> bool {
    let is_own = |k: ContractIdx| (counting.contract)(k) && engagement.contracts[k].binds(party);
    let at = |c: ComponentIdx| reaches_component(engagement, counting, party, c);
    let near = |end: ComponentIdx| at(end) || engagement.components[end].connects.iter().any(|it| at(*it));
    match subject {
        Subject::Component(c) => at(c),
        Subject::Interface(a, b) => near(a) || near(b),
        Subject::Contract(k) => is_own(k) || above(engagement, k).into_iter().any(is_own),
        Subject::Vendor(it) => it == party,
        Subject::Engagement => engagement
            .contracts
            .enumerate()
            .any(|(k, it)| it.supplier == party && it.customer == engagement.hospital && (counting.contract)(k)),
    }
}

fn reaches_component(engagement: &Engagement, counting: &Counting, party: PartyIdx, component: ComponentIdx) -> bool {
    let by_contract = engagement
        .contracts
        .enumerate()
        .any(|(k, it)| it.binds(party) && it.covers.contains(&component) && (counting.contract)(k));
    let granted = engagement
        .statements
        .enumerate()
        .any(|(at, it)| grants(engagement, it, party, component) && (counting.grant)(at));
    engagement.components[component].provider == Some(party) || by_contract || granted
}

/// Whether the hospital lets a party in at a component.
fn grants(engagement: &Engagement, statement: &Statement, to_whom: PartyIdx, component: ComponentIdx) -> bool {
    let names_it = matches!(&statement.on, On::These(all) if all.contains(&Subject::Component(component)));
    matches!(statement.verb, Verb::Grants { party, to } if party == engagement.hospital && to == to_whom) && names_it
}

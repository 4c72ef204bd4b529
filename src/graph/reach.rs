//! Reach: what a party can lay hands on, and so be held to.
//!
//! A vendor reaches a component that it provides, that a contract of its own covers, or to which the hospital grants access; an
//! interface, if it reaches an end or something connected to an end; a contract, if it is party to it or above it; of vendors only
//! itself; the engagement, while it has a contract with the hospital. The hospital reaches everything.

use fixedbitset::FixedBitSet;

use super::Obligations;
use crate::model::{
    ComponentIdx, ContractIdx, Engagement, Idx, PartyIdx, PartyKind, Statement, StatementIdx, Subject, Verb,
};

/// The subjects that a party reaches, given which contracts and which grants of access count.
pub fn reach(
    engagement: &Engagement,
    obligations: &Obligations,
    party: PartyIdx,
    contract_counts: impl Fn(ContractIdx) -> bool,
    grant_counts: impl Fn(StatementIdx) -> bool,
) -> FixedBitSet {
    let subjects = &obligations.subjects.all;
    let mut set = FixedBitSet::with_capacity(subjects.len());
    match engagement.parties[party].kind {
        PartyKind::Hospital => set.insert_range(..),
        PartyKind::Outside => {}
        PartyKind::Vendor => {
            let own = |k: ContractIdx| {
                let contract = &engagement.contracts[k];
                (contract.supplier == party || contract.customer == party) && contract_counts(k)
            };
            let grants: Vec<&Statement> = engagement
                .statements
                .enumerate()
                .filter(|(at, statement)| {
                    let to_it = matches!(statement.verb, Verb::Grants { party: by, to } if to == party && by == engagement.hospital);
                    to_it && grant_counts(*at)
                })
                .map(|(_, statement)| statement)
                .collect();
            let granted = |c: ComponentIdx| grants.iter().any(|statement| on_component(&statement.on, c));
            let component = |c: ComponentIdx| {
                engagement.components[c].provider == Some(party)
                    || obligations.tree.covering(c).iter().any(|k| own(*k))
                    || granted(c)
            };
            let reached: FixedBitSet =
                engagement.components.indices().filter(|c| component(*c)).map(Idx::row).collect();
            let near_end =
                |c: ComponentIdx| reached.contains(c.row()) || !obligations.subjects.connects(c).is_disjoint(&reached);
            let near: Vec<bool> = engagement.components.indices().map(near_end).collect();
            let in_line = obligations.tree.with_all_beneath(own);
            for (at, subject) in subjects.enumerate() {
                let reaches = match *subject {
                    Subject::Engagement => engagement.contracts.indices().any(|k| {
                        engagement.is_direct(k) && engagement.contracts[k].supplier == party && contract_counts(k)
                    }),
                    Subject::Contract(k) => in_line[k.row()],
                    Subject::Vendor(it) => it == party,
                    Subject::Component(c) => reached.contains(c.row()),
                    Subject::Interface(a, b) => near[a.row()] || near[b.row()],
                };
                set.set(at.row(), reaches);
            }
        }
    }
    set
}

fn on_component(on: &crate::model::On, component: ComponentIdx) -> bool {
    match on {
        crate::model::On::These(subjects) => subjects.contains(&Subject::Component(component)),
        crate::model::On::Own => false,
    }
}

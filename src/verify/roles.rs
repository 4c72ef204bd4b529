//! Who stands in which role toward a subject.

use super::day::Day;
use super::near::covers;
use super::structure::{above, prime};
use crate::model::{ComponentIdx, ContractIdx, Duty, PartyIdx, Role, Subject};

/// The parties in a role toward a subject, in order; nobody where the structure names nobody.
pub fn in_role(day: &Day, role: Role, subject: Subject) -> Vec<PartyIdx> {
    let engagement = day.whole.engagement;
    let contracts = supplying(day, subject);
    let each = |who: &dyn Fn(ContractIdx) -> PartyIdx| contracts.iter().map(|k| who(*k)).collect::<Vec<_>>();
    let top = |k: ContractIdx| above(engagement, k).pop().unwrap_or(k);
    let mut parties = match (role, subject) {
        (Role::Hospital, _) => vec![engagement.hospital],
        (Role::Provider | Role::Supplier, Subject::Vendor(party)) => vec![party],
        (Role::Provider, _) => {
            provided(day, subject).into_iter().filter_map(|c| engagement.components[c].provider).collect()
        }
        (Role::Supplier, _) => each(&|k| engagement.contracts[k].supplier),
        (Role::Customer, _) => each(&|k| engagement.contracts[k].customer),
        (Role::Prime, _) => each(&|k| prime(engagement, k).unwrap_or(engagement.contracts[top(k)].supplier)),
        (Role::Selector, _) => {
            each(&|k| engagement.contracts[k].selected_by.unwrap_or(engagement.contracts[k].customer))
        }
    };
    parties.sort();
    parties.dedup();
    parties
}

/// Whether it is not known who is asked: who provides something may be somebody whom nobody names.
pub fn is_open(duty: &Duty, expected: &[PartyIdx]) -> bool {
    expected.is_empty() && duty.bearers.roles.contains(&Role::Provider)
}

/// The components whose providers provide a subject.
fn provided(day: &Day, subject: Subject) -> Vec<ComponentIdx> {
    match subject {
        Subject::Component(c) => vec![c],
        Subject::Interface(a, b) => vec![a, b],
        Subject::Contract(k) => day.whole.engagement.contracts[k].covers.clone(),
        Subject::Engagement | Subject::Vendor(_) => Vec::new(),
    }
}

/// The contracts in force by which a subject is supplied: of the engagement the direct ones, of a vendor those that it supplies by.
fn supplying(day: &Day, subject: Subject) -> Vec<ContractIdx> {
    let engagement = day.whole.engagement;
    let supplies = |k: ContractIdx| match subject {
        Subject::Engagement => engagement.contracts[k].customer == engagement.hospital,
        Subject::Contract(it) => it == k,
        Subject::Vendor(party) => engagement.contracts[k].supplier == party,
        Subject::Component(_) | Subject::Interface(..) => covers(engagement, k, subject),
    };
    engagement.contracts.indices().filter(|k| day.in_force(*k) && supplies(*k)).collect()
}

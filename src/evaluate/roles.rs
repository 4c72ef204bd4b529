//! Who stands in which role toward a subject.

use std::collections::BTreeSet;

use super::context::Context;
use crate::model::{ContractIdx, Duty, PartyIdx, Role, Subject};

/// The parties in a role toward a subject on the day, in table order. Empty where the structure names nobody.
pub fn in_role(context: &Context, role: Role, subject: Subject) -> Vec<PartyIdx> {
    let engagement = context.engagement;
    let tree = &context.obligations.tree;
    let provider = |c| engagement.components[c].provider;
    let contracts = contracts_of(context, subject);
    let mut parties: Vec<PartyIdx> = match role {
        Role::Hospital => vec![engagement.hospital],
        Role::Provider => match subject {
            Subject::Component(c) => provider(c).into_iter().collect(),
            Subject::Interface(a, b) => [a, b].into_iter().filter_map(provider).collect(),
            Subject::Contract(k) => engagement.contracts[k].covers.iter().filter_map(|c| provider(*c)).collect(),
            Subject::Vendor(party) => vec![party],
            Subject::Engagement => Vec::new(),
        },
        Role::Supplier => match subject {
            Subject::Vendor(party) => vec![party],
            _ => contracts.iter().map(|k| engagement.contracts[*k].supplier).collect(),
        },
        Role::Customer => contracts.iter().map(|k| engagement.contracts[*k].customer).collect(),
        Role::Prime => contracts.iter().map(|k| tree.prime(engagement, *k)).collect(),
        Role::Selector => contracts
            .iter()
            .map(|k| engagement.contracts[*k].selected_by.unwrap_or(engagement.contracts[*k].customer))
            .collect(),
    };
    parties.sort();
    parties.dedup();
    parties
}

/// Whether it is not known who is meant: whoever provides something that has no provider. By contracts it is always known, and be it
/// nobody.
pub fn is_open(duty: &Duty, expected: &BTreeSet<PartyIdx>) -> bool {
    expected.is_empty() && duty.bearers.roles.contains(&Role::Provider)
}

/// The contracts in force by which a subject is supplied: of the engagement, the direct ones.
fn contracts_of(context: &Context, subject: Subject) -> Vec<ContractIdx> {
    let engagement = context.engagement;
    let tree = &context.obligations.tree;
    let all: Vec<ContractIdx> = match subject {
        Subject::Engagement => engagement.contracts.indices().filter(|k| engagement.is_direct(*k)).collect(),
        Subject::Contract(k) => vec![k],
        Subject::Vendor(party) => {
            engagement.contracts.indices().filter(|k| engagement.contracts[*k].supplier == party).collect()
        }
        Subject::Component(c) => tree.covering(c).to_vec(),
        Subject::Interface(a, b) => tree.covering(a).iter().chain(tree.covering(b)).copied().collect(),
    };
    all.into_iter().filter(|k| context.contract_in_force(*k)).collect()
}

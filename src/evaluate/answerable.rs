//! The law of answering: who answers to the hospital for what somebody performs.

use super::carried::{Step, covers};
use super::context::Context;
use super::standing::Owner;
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, PartyIdx, StatementIdx};

/// Who answers for an owner's chain: the first in it with a contract with the hospital, else the prime above the owner; whoever
/// selected a supplier answers for it. What the hospital keeps it answers for itself.
pub fn answerable(context: &Context, owner: &Owner, chain: &[Step]) -> PartyIdx {
    let engagement = context.engagement;
    let selector = |k: ContractIdx| engagement.contracts[k].selected_by.unwrap_or(engagement.contracts[k].supplier);
    let handed =
        chain.iter().find_map(|step| step.via.filter(|k| engagement.is_direct(*k)).or(any_direct(context, step.to)));
    if let Some(contract) = owner.direct.or(handed) {
        return selector(contract);
    }
    if owner.party == engagement.hospital {
        return owner.party;
    }
    let by = owner.statements.iter().flat_map(|at| &engagement.statements[*at].by).filter_map(|basis| basis.contract);
    let supplying = engagement.contracts.enumerate().filter(|(_, k)| k.supplier == owner.party).map(|(at, _)| at);
    by.chain(supplying).next().map_or(owner.party, |k| selector(context.obligations.tree.top(k)))
}

/// A party's contracts with the hospital that are in force.
fn directs<'a>(context: &'a Context, party: PartyIdx) -> impl Iterator<Item = ContractIdx> + 'a {
    let engagement = context.engagement;
    engagement
        .contracts
        .enumerate()
        .filter(move |(at, k)| k.supplier == party && engagement.is_direct(*at) && context.contract_in_force(*at))
        .map(|(at, _)| at)
}

fn any_direct(context: &Context, party: PartyIdx) -> Option<ContractIdx> {
    directs(context, party).next()
}

/// The contract with the hospital by which an owner answers: one that its statements rest on, else one that covers the subject,
/// else any.
pub fn owes_by(
    context: &Context,
    at: ObligationIdx,
    party: PartyIdx,
    statements: &[StatementIdx],
) -> Option<ContractIdx> {
    let subject = context.obligations.subject(at);
    let rests = |k: &ContractIdx| {
        let mut by = statements.iter().flat_map(|it| &context.engagement.statements[*it].by);
        by.any(|basis| basis.contract == Some(*k))
    };
    directs(context, party)
        .find(rests)
        .or_else(|| directs(context, party).find(|k| covers(context, *k, subject)))
        .or_else(|| any_direct(context, party))
}

//! The law of gates: while a duty `before delegation` is unmet, no delegation under its contract holds.

use std::collections::BTreeMap;

use super::context::Context;
use super::excluded::{Excluded, excluded};
use super::standing::{Need, Standing};
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, Idx, Subject};

/// By contract: what must be met before delegation, is not excluded, and surely is not met.
pub fn unmet_gates(
    context: &Context,
    standings: &[Standing],
    judged: impl Fn(&Need) -> bool,
) -> BTreeMap<ContractIdx, ObligationIdx> {
    let removed = |at: ObligationIdx| {
        let excluded = excluded(context, at, |other| standings[other.row()].carried);
        matches!(excluded, Excluded::Removed(_) | Excluded::Open(..))
    };
    let gate = |(at, obligation): (ObligationIdx, &crate::graph::Obligation)| {
        let standing = &standings[at.row()];
        let closed = context.policy.duties[obligation.duty].before_delegation
            && judged(&standing.need)
            && standing.is_gap()
            && !removed(at);
        match context.obligations.subject(at) {
            Subject::Contract(k) if closed => Some((k, at)),
            _ => None,
        }
    };
    let mut gates = BTreeMap::new();
    for (contract, at) in context.obligations.all.enumerate().filter_map(gate) {
        gates.entry(contract).or_insert(at);
    }
    gates
}

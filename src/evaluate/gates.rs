//! The law of gates: while a duty `before delegation` is unmet, no delegation under its contract holds.

use std::collections::BTreeMap;

use super::context::Context;
use super::excluded::{Excluded, excluded};
use super::serves::is_carried;
use super::standing::{Need, Standing};
use super::standings::Standings;
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, Subject};

/// By contract: what must be met before delegation, is not excluded, and surely is not met.
pub fn unmet_gates(
    context: &Context,
    standings: &Standings,
    judged: impl Fn(&Need) -> bool,
) -> BTreeMap<ContractIdx, ObligationIdx> {
    let removed = |at: ObligationIdx| {
        let excluded = excluded(context, at, |other| is_carried(context, |at| &standings[at], other));
        matches!(excluded, Excluded::Removed(_) | Excluded::Open(..))
    };
    let gate = |(at, standing): (ObligationIdx, &Standing)| {
        let closed = context.policy.duties[context.obligations.all[at].duty].before_delegation
            && judged(&standing.need)
            && standing.is_gap()
            && !removed(at);
        match context.obligations.subject(at) {
            Subject::Contract(k) if closed => Some((k, at)),
            _ => None,
        }
    };
    let mut gates = BTreeMap::new();
    for (contract, at) in standings.asked().filter_map(gate) {
        gates.entry(contract).or_insert(at);
    }
    gates
}

//! The law of gates: while a duty `before delegation` is unmet, no delegation under its contract holds.
//!
//! What depends on facts that nobody stated closes nothing, nor does what is excluded, or perhaps is.

use super::carrying::Gate;
use super::crosswalk::{Server, is_carried};
use super::day::Day;
use super::exclusion::{Exclusion, exclusion};
use super::verdict::Verdict;
use crate::model::Subject;

/// The contracts under which nothing can be delegated, among the obligations that have been judged: each with the first that closes it.
pub fn closed(day: &Day, servers: &[Server], verdicts: &[Verdict], judged: &dyn Fn(usize) -> bool) -> Vec<Gate> {
    let carried = |other: usize| is_carried(day, servers, verdicts, other);
    let closes = |at: usize| {
        let here = &day.whole.obligations[at];
        let gates = day.whole.policy.duties[here.duty].before_delegation && judged(at) && verdicts[at].is_gap();
        let stays = || !matches!(exclusion(day, at, &carried), Exclusion::Removes | Exclusion::Perhaps(..));
        match here.subject {
            Subject::Contract(k) if gates && stays() => Some((k, at)),
            _ => None,
        }
    };
    let mut gates: Vec<Gate> = (0..verdicts.len()).filter_map(closes).collect();
    gates.sort();
    gates.dedup_by_key(|it| it.0);
    gates
}

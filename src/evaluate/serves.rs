//! The crosswalk: carrying one duty carries those of other catalogues that it serves, on the same subject or on the one that
//! contains it or is contained in it.
//!
//! On several contained subjects a duty serves the containing one only when it is carried on all of them: one contract that has a
//! clause does not speak for the others.
//!
//! What serves must apply. Where that is not known, what is served is carried only perhaps: it applies for certain, and whether somebody
//! carries it waits for the same facts.

use std::collections::BTreeSet;

use super::context::Context;
use super::kleene::Truth;
use super::standing::Standing;
use crate::graph::{ObligationIdx, Server, SubjectIdx};
use crate::model::{DutyIdx, Idx};

/// The obligations by which a served obligation is carried, if a server's duties are all carried.
pub fn served_by(
    context: &Context,
    obligation: ObligationIdx,
    server: &Server,
    carried: impl Fn(ObligationIdx) -> bool,
    stands: impl Fn(ObligationIdx) -> bool,
) -> Option<Vec<ObligationIdx>> {
    let mut all = Vec::new();
    for duty in &server.duties {
        all.extend(carrying(context, obligation, *duty, &carried, &stands)?);
    }
    Some(all)
}

/// Of an obligation that is carried only perhaps: those of which it must be known whether they apply, in order.
pub fn deciding(context: &Context, standings: &[Standing], obligation: ObligationIdx) -> BTreeSet<ObligationIdx> {
    let it = |at: ObligationIdx| &standings[at.row()];
    let stands = |at| it(at).stands() || (it(at).alive && it(at).carried && it(at).applies.truth() != Truth::False);
    let mut seen = vec![obligation];
    let mut found = BTreeSet::new();
    let mut next = 0;
    while let Some(at) = seen.get(next).copied() {
        next += 1;
        let servers = &context.graph.servers[context.obligations.all[at].duty.row()];
        let by = servers.iter().filter_map(|server| served_by(context, at, server, |other| it(other).carried, stands));
        for other in by.flatten() {
            if it(other).truth() == Truth::Unknown {
                found.insert(other);
            }
            if it(other).perhaps && !seen.contains(&other) {
                seen.push(other);
            }
        }
    }
    found
}

/// The obligations of a serving duty where it would have to be carried: the nearest of same, containing, contained subjects.
pub fn serving(
    context: &Context,
    obligation: ObligationIdx,
    duty: DutyIdx,
    stands: impl Fn(ObligationIdx) -> bool,
) -> (Vec<ObligationIdx>, bool) {
    let here = context.obligations.all[obligation].subject;
    let all: Vec<_> =
        context.obligations.alike(duty, context.obligations.all[obligation]).filter(|at| stands(*at)).collect();
    let pick = |fits: &dyn Fn(SubjectIdx) -> bool| -> Vec<ObligationIdx> {
        all.iter().copied().filter(|at| fits(context.obligations.all[*at].subject)).collect()
    };
    let same = pick(&|there| there == here);
    if !same.is_empty() {
        return (same, true);
    }
    let containing = pick(&|there| context.obligations.lies_in(here, there));
    if !containing.is_empty() {
        return (containing, false);
    }
    (pick(&|there| context.obligations.lies_in(there, here)), true)
}

fn carrying(
    context: &Context,
    obligation: ObligationIdx,
    duty: DutyIdx,
    carried: &impl Fn(ObligationIdx) -> bool,
    stands: &impl Fn(ObligationIdx) -> bool,
) -> Option<Vec<ObligationIdx>> {
    let (candidates, all_needed) = serving(context, obligation, duty, stands);
    let done: Vec<_> = candidates.iter().copied().filter(|at| carried(*at)).collect();
    let enough = if all_needed { done.len() == candidates.len() } else { true };
    (enough && !done.is_empty()).then_some(done)
}

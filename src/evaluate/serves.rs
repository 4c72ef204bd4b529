//! The crosswalk: carrying one duty carries those of other catalogues that it serves, on the same subject or on the one that
//! contains it or is contained in it.
//!
//! On several contained subjects a duty serves the containing one only when it is carried on all of them: one contract that has a
//! clause does not speak for the others.
//!
//! What serves must apply. Where that is not known, what is served is carried only perhaps: whether somebody carries it waits for the
//! same facts. Not so where what serves surely applies if what is served does.
//!
//! ```text
//! L.1 when kept  serves L.2              A owns L.1, and `kept` is unknown: L.2 is carried perhaps
//! L.1 when kept  serves L.3 when kept    L.3 is carried: if it applies, so does what serves it
//! ```

use std::collections::BTreeSet;

use super::context::Context;
use super::excluded::Excluded;
use super::holds;
use super::kleene::{Kleene, Truth};
use super::scope::in_scope;
use super::standing::Standing;
use crate::graph::{ObligationIdx, Server, SubjectIdx};
use crate::model::{Condition, DutyIdx, Idx, Subject, Test};

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

/// Of an obligation that is carried only perhaps: what is not known of whether that applies which serves it, however far away.
pub fn open_serving<'a>(
    context: &Context,
    standings: &'a [Standing],
    obligation: ObligationIdx,
) -> impl Iterator<Item = &'a Kleene> + use<'a> {
    let it = |at: ObligationIdx| &standings[at.row()];
    let may_be_carried = |at| it(at).carried || it(at).perhaps;
    let mut seen = vec![obligation];
    let mut found = BTreeSet::new();
    let mut next = 0;
    while let Some(at) = seen.get(next).copied() {
        next += 1;
        let servers = &context.graph.servers[context.obligations.all[at].duty.row()];
        let by = servers
            .iter()
            .filter_map(|server| served_by(context, at, server, may_be_carried, |other| it(other).may_serve()));
        for other in by.flatten() {
            if !surely_applies(context, it(other), other, at) {
                found.insert(other);
            }
            if it(other).perhaps && !seen.contains(&other) {
                seen.push(other);
            }
        }
    }
    found.into_iter().flat_map(|at| standings[at.row()].open_applying())
}

/// Whether what serves an obligation is carried, and applies where that does.
pub fn is_sure(context: &Context, server: &Standing, at: ObligationIdx, served: ObligationIdx) -> bool {
    server.carried && surely_applies(context, server, at, served)
}

fn surely_applies(context: &Context, server: &Standing, at: ObligationIdx, served: ObligationIdx) -> bool {
    if server.truth() != Truth::Unknown {
        return true;
    }
    let Context { policy, obligations, .. } = context;
    let subject = obligations.subject(at);
    let duty = |at: ObligationIdx| &policy.duties[obligations.all[at].duty];
    let catalogue = |at: ObligationIdx| policy.controls[duty(at).control].catalogue;
    let is_addressed = match subject {
        Subject::Vendor(party) => {
            catalogue(at) == catalogue(served) || in_scope(context, catalogue(at), party).truth() == Truth::True
        }
        _ => true,
    };
    let given = duty(served).when.as_deref();
    is_addressed
        && subject == obligations.subject(served)
        && !matches!(server.excluded, Excluded::Open(..))
        && duty(at).when.as_deref().is_none_or(|condition| holds_given(context, condition, given, subject))
}

/// Whether a condition holds, or would where another does.
fn holds_given(context: &Context, condition: &Condition, given: Option<&Condition>, subject: Subject) -> bool {
    let each = |it: &Condition| holds_given(context, it, given, subject);
    let follows = match &condition.node {
        Test::All(parts) => parts.iter().all(each),
        Test::Any(parts) => parts.iter().any(each),
        _ => false,
    };
    follows
        || given.is_some_and(|given| is_among(context, condition, given))
        || holds(context, condition, subject).truth() == Truth::True
}

fn is_among(context: &Context, condition: &Condition, given: &Condition) -> bool {
    match &given.node {
        Test::All(parts) => parts.iter().any(|part| is_among(context, condition, part)),
        _ => context.policy.asks_the_same(condition, given),
    }
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

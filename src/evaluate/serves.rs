//! The crosswalk: carrying one duty carries those of other catalogues that it serves, on the same subject or on the one that
//! contains it or is contained in it.
//!
//! On several contained subjects a duty serves the containing one only when it is carried on all of them: one contract that has a
//! clause does not speak for the others.
//!
//! What serves must apply. Where that is not known, what is served is carried only perhaps: whether somebody carries it waits for the
//! same facts. Not so where what serves surely applies if what is served does: by a condition of the same subject, or of the engagement.
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

/// The obligations by which a served obligation is carried, if a server's duties are all carried; with those that are not, and may be
/// missing.
pub fn served_by(
    context: &Context,
    obligation: ObligationIdx,
    server: &Server,
    carried: impl Fn(ObligationIdx) -> bool,
    stands: impl Fn(ObligationIdx) -> bool,
    may_be_missing: impl Fn(ObligationIdx) -> bool,
) -> Option<Vec<ObligationIdx>> {
    let mut all = Vec::new();
    for duty in &server.duties {
        let (candidates, all_needed) = serving(context, obligation, *duty, &stands);
        let (mut done, open): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|at| carried(*at));
        if done.is_empty() || (all_needed && !open.iter().all(|at| may_be_missing(*at))) {
            return None;
        }
        if all_needed {
            done.extend(open);
        }
        all.extend(done);
    }
    Some(all)
}

/// The obligations by which one is perhaps carried: by what may be, where what is not may not apply.
pub fn perhaps_served_by<'a>(
    context: &Context,
    obligation: ObligationIdx,
    server: &Server,
    it: impl Fn(ObligationIdx) -> &'a Standing,
    counts: impl Fn(&Standing) -> bool,
) -> Option<Vec<ObligationIdx>> {
    let carried = |at| !it(at).is_not_carried() && counts(it(at));
    let may_be_missing = |at| !surely_applies(context, it(at), at, obligation);
    served_by(context, obligation, server, carried, |at| it(at).may_serve(), may_be_missing)
}

/// Of an obligation that is carried only perhaps: what is not known of whether that applies which serves it, however far away.
pub fn open_serving<'a>(
    context: &Context,
    it: impl Fn(ObligationIdx) -> &'a Standing,
    obligation: ObligationIdx,
) -> Vec<&'a Kleene> {
    let disclaims = |at: ObligationIdx| it(at).disclaims(context.engagement.hospital) || it(at).on_presumption;
    let mut seen = vec![obligation];
    let (mut found, mut unmet) = (BTreeSet::new(), BTreeSet::new());
    let mut next = 0;
    while let Some(at) = seen.get(next).copied() {
        next += 1;
        let servers = &context.graph.servers[context.obligations.all[at].duty.row()];
        let counts = |other: &Standing| !(disclaims(at) && other.on_presumption);
        let by = servers.iter().filter_map(|server| perhaps_served_by(context, at, server, &it, counts));
        for other in by.flatten() {
            if !surely_applies(context, it(other), other, at) {
                found.insert(other);
            }
            if it(other).open_met().is_some() {
                unmet.insert(other);
            }
            if it(other).perhaps && !seen.contains(&other) {
                seen.push(other);
            }
        }
    }
    let applying = found.into_iter().flat_map(|at| it(at).open_as_server());
    applying.chain(unmet.into_iter().filter_map(|at| it(at).open_met())).collect()
}

/// Whether an obligation is carried; unknown where its condition is, or whether what serves it applies.
pub fn is_carried<'a>(context: &Context, it: impl Fn(ObligationIdx) -> &'a Standing, at: ObligationIdx) -> Kleene {
    let standing = it(at);
    let met = standing.open_met().cloned().unwrap_or(Kleene::known(false));
    let open: Vec<&Kleene> = match standing.perhaps {
        true => open_serving(context, &it, at),
        // What serves it applies if it does itself, which is not asked here.
        false => standing.served_by.iter().map(|other| it(*other)).flat_map(Standing::open_as_server).collect(),
    };
    let served = match standing.perhaps || !open.is_empty() {
        true => Kleene::waits_for(open.into_iter().flat_map(Kleene::deciding).flatten()),
        false => Kleene::known(standing.carried),
    };
    Kleene::any([met, served])
}

/// Whether what serves an obligation is carried, and applies where that does.
pub fn is_sure(context: &Context, server: &Standing, at: ObligationIdx, served: ObligationIdx) -> bool {
    server.carried && surely_applies(context, server, at, served)
}

fn surely_applies(context: &Context, server: &Standing, at: ObligationIdx, served: ObligationIdx) -> bool {
    if server.serves() != Truth::Unknown {
        return true;
    }
    let Context { policy, obligations, .. } = context;
    let subject = obligations.subject(at);
    let duty = |at: ObligationIdx| &policy.duties[obligations.all[at].duty];
    let catalogue = |at: ObligationIdx| policy.controls[duty(at).control].catalogue;
    let is_addressed = match subject {
        Subject::Vendor(party) => {
            let here = catalogue(at) == catalogue(served) && obligations.subject(served) == subject;
            here || in_scope(context, catalogue(at), party).truth() == Truth::True
        }
        _ => true,
    };
    let given = Given { condition: duty(served).when.as_deref(), subject: obligations.subject(served) };
    is_addressed
        && (server.carried || !matches!(server.excluded, Excluded::Open(..)))
        && duty(at).when.as_deref().is_none_or(|condition| holds_given(context, condition, given, subject))
}

/// A condition that is taken to hold for a subject.
#[derive(Clone, Copy)]
struct Given<'a> {
    condition: Option<&'a Condition>,
    subject: Subject,
}

/// Whether a condition holds for a subject, or would where another does.
fn holds_given(context: &Context, condition: &Condition, given: Given, subject: Subject) -> bool {
    let each = |it: &Condition| holds_given(context, it, given, subject);
    // What is asked of the engagement is answered alike for everything.
    let is_alike = subject == given.subject || context.policy.asks_only_the_engagement(condition);
    let follows = match &condition.node {
        Test::All(parts) => parts.iter().all(each),
        Test::Any(parts) => parts.iter().any(each),
        _ => false,
    };
    follows
        || (is_alike && given.condition.is_some_and(|given| is_among(context, condition, given)))
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
    let same: Vec<_> =
        context.obligations.alike_here(duty, context.obligations.all[obligation]).filter(|at| stands(*at)).collect();
    if !same.is_empty() {
        return (same, true);
    }
    let all: Vec<_> =
        context.obligations.alike(duty, context.obligations.all[obligation]).filter(|at| stands(*at)).collect();
    let pick = |fits: &dyn Fn(SubjectIdx) -> bool| -> Vec<ObligationIdx> {
        all.iter().copied().filter(|at| fits(context.obligations.all[*at].subject)).collect()
    };
    let containing = pick(&|there| context.obligations.lies_in(here, there));
    if !containing.is_empty() {
        return (containing, false);
    }
    (pick(&|there| context.obligations.lies_in(there, here)), true)
}

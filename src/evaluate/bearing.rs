//! What has a say in whether an obligation is carried: what serves it, what is done instead of it, what must be met before anything
//! is handed on. Who asks about a few obligations need not judge the others.

use fixedbitset::FixedBitSet;

use super::context::Context;
use crate::graph::ObligationIdx;
use crate::model::{DutyIdx, Idx, Led, Need, Statement, StatementIdx, Verb};

/// Some obligations, and all that have a say in whether these are carried.
pub fn bearing_on(context: &Context, asked: &[ObligationIdx]) -> FixedBitSet {
    let Context { policy, obligations, graph, .. } = context;
    let servers = |duty: DutyIdx| graph.servers[duty.row()].iter().flat_map(|server| server.duties.iter().copied());
    let mut duties = FixedBitSet::with_capacity(policy.duties.len());
    let mut open: Vec<DutyIdx> =
        policy.duties.enumerate().filter(|(_, duty)| duty.before_delegation).map(|(at, _)| at).collect();
    let done_instead = done_instead(context);
    for at in asked {
        open.extend(servers(obligations.all[*at].duty));
        open.extend(done_instead.iter().filter(|it| it.of.contains(at.row())).flat_map(|it| it.duties()));
    }
    while let Some(duty) = open.pop() {
        if duties.put(duty.row()) {
            continue;
        }
        open.extend(servers(duty));
        let speaks = |it: &&Instead| obligations.of_duty(duty).any(|at| it.of.contains(at.row()));
        open.extend(done_instead.iter().filter(speaks).flat_map(|it| it.duties()));
    }
    let mut all: FixedBitSet = asked.iter().map(|at| at.row()).collect();
    all.grow(obligations.all.len());
    all.extend(duties.ones().flat_map(|duty| obligations.of_duty(DutyIdx::new(duty))).map(|at| at.row()));
    all
}

/// Whether there is anything by which an obligation might be carried on some day: somebody's word, a document, a condition, the
/// crosswalk, or the hospital of which it is presumed.
pub fn may_ever_be_carried(context: &Context, at: ObligationIdx) -> bool {
    let Context { policy, engagement, obligations, graph, .. } = context;
    let here = obligations.all[at].duty;
    let duty = &policy.duties[here];
    let owned = |(by, statement): (StatementIdx, &Statement)| {
        matches!(statement.verb, Verb::Owns { .. }) && obligations.spoken_of[by].contains(at.row())
    };
    !matches!(duty.needs, Need::Owner)
        || policy.controls[duty.control].led == Led::Hospital
        || !graph.servers[here.row()].is_empty()
        || engagement.statements.enumerate().any(owned)
}

/// An exclusion that says what is done instead.
struct Instead<'a> {
    of: &'a FixedBitSet,
    what: &'a FixedBitSet,
}

impl<'a> Instead<'a> {
    fn duties(&self) -> impl Iterator<Item = DutyIdx> + use<'a> {
        self.what.ones().map(DutyIdx::new)
    }
}

fn done_instead<'a>(context: &'a Context) -> Vec<Instead<'a>> {
    let exclusions = context.engagement.statements.enumerate().filter_map(|(at, statement)| match &statement.verb {
        Verb::Excludes { instead, .. } if !instead.is_clear() => {
            Some(Instead { of: &context.obligations.spoken_of[at], what: instead })
        }
        _ => None,
    });
    exclusions.collect()
}

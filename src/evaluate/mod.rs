//! The laws, one file each, asked once per obligation on a day; answers are data, without a word for the reader.
//!
//! [`evaluate`] takes what must be carried and says of every obligation where it stands: whether it lives and applies, who owns it
//! and by which chain it is carried, what documents say, what serves it, what it depends on. It knows no findings, severities or
//! languages.
//!
//! # Choices
//!
//! Where the laws leave something open, the reading that is less silent was chosen:
//! - Every part that a `share` names must have somebody who carries it, whether or not the list says `complete`.
//! - *solely* on a part speaks of that part; *solely* on the whole conflicts with anybody's part.
//! - A duty on a contained subject serves the containing one only when it is carried on all contained subjects.
//! - An acceptance that lies strictly inside the delegate's own disclaimer wins over it, as owning would; so does the engagement's
//!   over a template's about the same.
//! - An end that a statement's period does not give is that of its contract.
//! - A second delegation replaces the first only once the first one's contract is over; until then it is delegated to several.
//! - Without `on`, a statement by a contract also speaks of the interfaces of what that covers, and of the vendor that speaks.
//! - Two bearers of one rank that disagree leave a fact unknown, and `unknown` at a narrow bearer is not filled from a wider one.
//! - What must be met before delegation and depends on unknown facts is `undetermined`; the delegation is judged as if it were met.
//! - `met by consented <= day` (the day of evaluation) says that later consent holds from its day on.

mod about;
mod answerable;
mod applies;
mod at_risk;
mod bearing;
mod carried;
mod confirmed;
mod context;
mod derived;
mod documented;
mod excluded;
mod flow_down;
mod gates;
mod handover;
mod kleene;
mod owners;
mod owns;
mod risks;
mod roles;
mod rules;
mod scope;
mod serves;
mod service_level;
mod standing;
mod stated;
mod timeline;
mod ways;

use std::sync::OnceLock;

pub use applies::holds;
pub use carried::{Break, Segment, Step, covers};
pub use confirmed::Confirmed;
pub use context::Context;
pub use derived::{Case, derived_answers, derived_facts, is_yes};
pub use documented::Documented;
pub use excluded::{Excluded, Lack};
pub use flow_down::FlowGap;
pub use handover::in_handover;
pub use kleene::{Ask, Facts, Kleene, Truth};
pub use owns::{Stance, stances};
pub use risks::{Risk, RiskLack};
pub use roles::in_role;
pub use rules::{Ruling, Shown, Thing, asked, rule_answers, rulings, shown};
pub use scope::in_scope;
pub use serves::serving;
pub use service_level::{Chain, Demanded, Demander, LevelDefect, LevelGap, Part, PromiseIdx, chains, effective_levels};
pub use standing::{Need, Owner, RoleStanding, Standing};
pub use timeline::{Carriers, Hole, MAX_CELLS, Spell, State, Timeline};

use fixedbitset::FixedBitSet;

use crate::graph::{DutyGraph, ObligationIdx, Obligations};
use crate::model::{self, Date, Engagement, Idx, Policy, Subject, Verb};
use gates::unmet_gates;
use owners::judge_ownership;

/// What all laws together say of an engagement on a day.
#[derive(Debug)]
pub struct Evaluation<'a> {
    /// What was looked at.
    pub context: Context<'a>,
    /// By obligation.
    pub standings: Vec<Standing>,
    /// Subcontracts that do not pass on what flows down.
    pub flow_gaps: Vec<FlowGap>,
    /// The levels that are demanded.
    pub demands: Vec<Demanded>,
    /// Demands and promises that nothing supports.
    pub level_gaps: Vec<LevelGap>,
    timeline: timeline::Shared,
    /// The time line of what is not carried on the day.
    gaps: OnceLock<Option<Timeline>>,
}

impl<'a> Evaluation<'a> {
    /// How every obligation stands on all other days; `None` where there are too many of them.
    pub fn timeline(&self) -> Option<&Timeline> {
        self.timeline.get_or_init(|| Timeline::new(&self.context)).as_ref()
    }

    /// The hole in time around the day, of an obligation that is not carried but is before or after. Only those that may be are
    /// judged on other days, with what has a say in them, unless all are known already.
    pub fn hole(&self, at: ObligationIdx) -> Option<Hole> {
        let known = self.timeline.get().and_then(Option::as_ref);
        let line = known.or_else(|| self.gaps.get_or_init(|| Timeline::of_some(&self.context, self.gaps())).as_ref());
        line?.hole(at, self.context.day).filter(|it| it.before.is_some() || it.after.is_some())
    }

    fn gaps(&self) -> Vec<ObligationIdx> {
        let is_gap = |at: &ObligationIdx| self.standings[at.row()].stands() && !self.standings[at.row()].carried;
        let all: Vec<ObligationIdx> = self.context.obligations.all.indices().filter(is_gap).collect();
        if all.is_empty() {
            return all;
        }
        let may_be_carried = bearing::may_ever_be_carried(&self.context);
        all.into_iter().filter(|at| may_be_carried.contains(at.row())).collect()
    }

    /// The same engagement on another day.
    pub fn on(&self, day: Date) -> Evaluation<'a> {
        let Context { policy, graph, engagement, obligations, .. } = self.context;
        let timeline = self.timeline.clone();
        judge(Context::new(policy, graph, engagement, obligations, day), timeline)
    }
}

/// Asks every law of every obligation on a day.
pub fn evaluate<'a>(
    policy: &'a Policy,
    graph: &'a DutyGraph,
    engagement: &'a Engagement,
    obligations: &'a Obligations,
    day: Date,
) -> Evaluation<'a> {
    judge(Context::new(policy, graph, engagement, obligations, day), timeline::Shared::default())
}

fn judge(context: Context<'_>, timeline: timeline::Shared) -> Evaluation<'_> {
    let mut standings = standings(&context, None);
    let risks = at_risk::at_risk(&context, &standings);
    for (standing, risk) in standings.iter_mut().zip(risks) {
        standing.at_risk = risk;
    }
    for at in context.obligations.all.indices() {
        standings[at.row()].documented = documented::documented(&context, at, &standings[at.row()]);
    }
    for at in context.obligations.all.indices() {
        standings[at.row()].risks = risks::risks(&context, at);
    }
    let begun = confirmed::begun(&context);
    for at in context.obligations.all.indices().filter(|_| !begun.is_empty()) {
        standings[at.row()].confirmed = confirmed::confirmed(&context, &begun, at, &standings[at.row()]);
    }
    let flow_gaps = flow_down::flow_gaps(&context, &standings);
    let demands = service_level::demands(&context, &standings);
    let level_gaps = service_level::level_gaps(&context, &demands);
    Evaluation { context, standings, flow_gaps, demands, level_gaps, timeline, gaps: OnceLock::new() }
}

/// Where every obligation stands on the day, before it is asked what hangs on it; or some, the others as if there were none.
fn standings(context: &Context, some: Option<&FixedBitSet>) -> Vec<Standing> {
    let Context { policy, obligations, .. } = context;
    let is_asked = |at: ObligationIdx| some.is_none_or(|some| some.contains(at.row()));
    let look = |at| if is_asked(at) { first_look(context, at) } else { Standing::absent() };
    let mut standings: Vec<Standing> = obligations.all.indices().map(look).collect();
    let (gating, gated): (Vec<ObligationIdx>, Vec<ObligationIdx>) = obligations
        .all
        .indices()
        .filter(|at| standings[at.row()].alive && matches!(standings[at.row()].need, Need::Owner))
        .partition(|at| policy.duties[obligations.all[*at].duty].before_delegation);
    let gates = unmet_gates(context, &standings, |need| !matches!(need, Need::Owner));
    for at in gating {
        judge_ownership(context, at, &mut standings[at.row()], &gates);
    }
    let gates = unmet_gates(context, &standings, |_| true);
    for at in gated {
        judge_ownership(context, at, &mut standings[at.row()], &gates);
    }
    exclude(context, &mut standings);
    serve(context, &mut standings);
    exclude(context, &mut standings);
    standings
}

/// Life, applicability, documents and conditions: what no other obligation has a say in.
fn first_look(context: &Context, at: ObligationIdx) -> Standing {
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let subject = context.obligations.subject(at);
    let alive = context.lives(subject);
    let addressed = match subject {
        Subject::Vendor(party) if alive => in_scope(context, context.policy.controls[duty.control].catalogue, party),
        _ => Kleene::known(true),
    };
    let applies = match &duty.when {
        Some(condition) if alive => Kleene::all([addressed, holds(context, condition, subject)]),
        _ => addressed,
    };
    let need = match &duty.needs {
        model::Need::Owner => Need::Owner,
        model::Need::Stated(kinds, _) => Need::Stated(stated::stating(context, at, kinds)),
        model::Need::Met(condition, _) => Need::Met(holds(context, condition, subject)),
    };
    let carried = match &need {
        Need::Owner => false,
        Need::Stated(statements) => !statements.is_empty(),
        Need::Met(answer) => answer.truth() == Truth::True,
    };
    Standing { alive, applies, stances: stances(context, at), need, carried, ..Standing::absent() }
}

/// Judges the exclusions by what is carried so far: before the crosswalk, which does not wait for what was removed, and after it,
/// since what is done instead may be carried by serving.
fn exclude(context: &Context, standings: &mut [Standing]) {
    let mut rows = FixedBitSet::with_capacity(standings.len());
    for (at, statement) in context.engagement.statements.enumerate() {
        if matches!(statement.verb, Verb::Excludes { .. }) {
            rows.union_with(&context.obligations.spoken_of[at]);
        }
    }
    let carried: Vec<bool> = if rows.is_clear() { return } else { standings.iter().map(|it| it.carried).collect() };
    for at in rows.ones().map(ObligationIdx::new) {
        standings[at.row()].excluded = excluded::excluded(context, at, |other| carried[other.row()]);
    }
}

/// Carries what is served, servers first, so that service reaches on; among duties that are the same, until nothing more is
/// carried. Nothing starts from itself, so that two duties that are the same never carry each other.
fn serve(context: &Context, standings: &mut [Standing]) {
    while serve_once(context, standings) && context.graph.has_mutual {}
}

fn serve_once(context: &Context, standings: &mut [Standing]) -> bool {
    let mut more = false;
    for duty in &context.graph.by_serves {
        for server in &context.graph.servers[duty.row()] {
            for at in context.obligations.of_duty(*duty) {
                // What was only presumed is carried in earnest where somebody's word carries what serves it.
                let presumed = standings[at.row()].presumed;
                if (standings[at.row()].carried && !presumed) || !standings[at.row()].alive {
                    continue;
                }
                let carried = |other: ObligationIdx| {
                    standings[other.row()].carried && !(presumed && standings[other.row()].presumed)
                };
                let stands = |other: ObligationIdx| {
                    let it = &standings[other.row()];
                    it.stands() || (it.alive && it.carried && it.applies.truth() != Truth::False)
                };
                if let Some(by) = serves::served_by(context, at, server, carried, stands) {
                    standings[at.row()].served_by = by;
                    standings[at.row()].carried = true;
                    standings[at.row()].presumed = false;
                    more = true;
                }
            }
        }
    }
    more
}

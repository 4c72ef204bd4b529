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
mod lasting;
mod owners;
mod owns;
mod risks;
mod roles;
mod rules;
mod scope;
mod serves;
mod service_level;
mod standing;
mod standings;
mod stated;
mod timeline;
mod ways;

use std::sync::OnceLock;

pub use applies::{holds, stated_unknown};
pub use carried::{Break, Segment, Step, covers};
pub use confirmed::Confirmed;
pub use context::Context;
pub use derived::{Case, derived_answers, derived_facts, is_yes};
pub use documented::{Documented, Ended};
pub use excluded::{Excluded, Lack};
pub use flow_down::FlowGap;
pub use handover::in_handover;
pub use kleene::{Ask, Facts, Kleene, Truth, smallest};
pub use owns::{Stance, stances};
pub use risks::{Risk, RiskLack};
pub use roles::{in_role, is_open};
pub use rules::{Ruling, Shown, Thing, asked, rule_answers, rulings, shown};
pub use scope::in_scope;
pub use serves::{open_serving, serving};
pub use service_level::{Chain, Demanded, Demander, LevelDefect, LevelGap, Part, PromiseIdx, chains, effective_levels};
pub use standing::{Need, Owner, RoleStanding, Standing};
pub use stated::is_one_of;
pub use timeline::{Carriers, Hole, MAX_CELLS, Spell, State, Timeline};

use crate::graph::{DutyGraph, ObligationIdx, Obligations};
use crate::model::{Date, Engagement, Idx, Policy};
use standings::Standings;

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
        self.timeline.get_or_init(|| Timeline::new(&self.context, &self.standings)).as_ref()
    }

    /// The hole in time around the day, of an obligation that is not carried but is before or after. Only those that may be are
    /// judged on other days, with what has a say in them, unless all are known already.
    pub fn hole(&self, at: ObligationIdx) -> Option<Hole> {
        let known = self.timeline.get().and_then(Option::as_ref);
        let of_gaps = || Timeline::of_some(&self.context, &self.standings, self.gaps());
        let line = known.or_else(|| self.gaps.get_or_init(of_gaps).as_ref());
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
        judge(self.context.on(day), self.timeline.clone())
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
    let mut standings = Standings::new(&context, None).into_all();
    at_risk::at_risk(&context, &mut standings);
    let begun = confirmed::begun(&context);
    for (at, standing) in context.obligations.all.indices().zip(&mut standings) {
        standing.documented = documented::documented(&context, at, standing);
        standing.risks = risks::risks(&context, at);
        standing.confirmed = confirmed::confirmed(&context, &begun, at, standing);
    }
    let flow_gaps = flow_down::flow_gaps(&context, &standings);
    let demands = service_level::demands(&context, &standings);
    let level_gaps = service_level::level_gaps(&context, &demands);
    Evaluation { context, standings, flow_gaps, demands, level_gaps, timeline, gaps: OnceLock::new() }
}

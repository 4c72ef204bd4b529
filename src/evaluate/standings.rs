//! Where all obligations stand on a day, or some of them, before it is asked what hangs on them.

use std::collections::BTreeMap;
use std::ops::Index;
use std::sync::Arc;

use fixedbitset::FixedBitSet;
use rayon::prelude::*;

use super::context::Context;
use super::excluded::excluded;
use super::gates::unmet_gates;
use super::kleene::Kleene;
use super::owners::judge_ownership;
use super::owns::stances;
use super::scope::in_scope;
use super::standing::{Need, Standing};
use super::{holds, serves, stated};
use crate::graph::ObligationIdx;
use crate::model::{self, Condition, ContractIdx, DutyIdx, Idx, Subject, Verb};

/// So many obligations are enough work for one thread. Fewer are not shared among several: a thread that waits for another begins
/// something else meanwhile, and then both are under way.
pub(super) const ENOUGH: usize = 4096;

/// Where some obligations stand; the others as if there were none.
pub(super) struct Standings {
    /// Those that are asked about, in order.
    asked: Vec<ObligationIdx>,
    /// By obligation: where it lies in `all`.
    places: Vec<u32>,
    /// In the order of `asked`; at the end the one of all others.
    all: Vec<Standing>,
}

impl Index<ObligationIdx> for Standings {
    type Output = Standing;

    fn index(&self, at: ObligationIdx) -> &Standing {
        &self.all[self.places[at.row()] as usize]
    }
}

impl Standings {
    /// Asks of all obligations on the day, or of some.
    pub fn new(context: &Context, some: Option<&FixedBitSet>) -> Self {
        let asked: Vec<ObligationIdx> = match some {
            Some(some) => some.ones().map(ObligationIdx::new).collect(),
            None => context.obligations.all.indices().collect(),
        };
        let mut places = vec![asked.len() as u32; context.obligations.all.len()];
        for (place, at) in asked.iter().enumerate() {
            places[at.row()] = place as u32;
        }
        let mut all = Vec::with_capacity(asked.len() + 1);
        all.par_extend(asked.par_iter().with_min_len(ENOUGH).map_init(
            || vec![None; context.obligations.subjects.all.len()],
            |seen, at| first_look(context, *at, seen),
        ));
        all.push(Standing::absent());
        let mut standings = Standings { asked, places, all };
        let first = unmet_gates(context, &standings, |need| !matches!(need, Need::Owner));
        standings.judge(context, true, &first);
        let mut gates = unmet_gates(context, &standings, |_| true);
        // Each time something is opened, and be it one contract.
        let mut rounds = context.engagement.contracts.len();
        loop {
            standings.judge(context, false, &gates);
            standings.settle(context);
            // What is done instead may have an owner, and what must be met before delegation may be served.
            let closed = unmet_gates(context, &standings, |_| true);
            if closed == gates || rounds == 0 {
                break;
            }
            rounds -= 1;
            gates = closed;
            standings.unserve();
            standings.judge(context, true, &first);
        }
        standings
    }

    /// By obligation, where all were asked about.
    pub fn into_all(mut self) -> Vec<Standing> {
        self.all.truncate(self.asked.len());
        self.all
    }

    /// Those that are asked about.
    pub fn asked(&self) -> impl Iterator<Item = (ObligationIdx, &Standing)> {
        self.asked.iter().copied().zip(&self.all)
    }

    /// Judges who owns what needs an owner: what must be met before delegation, or all else.
    fn judge(&mut self, context: &Context, before_delegation: bool, gates: &BTreeMap<ContractIdx, ObligationIdx>) {
        let duty = |at: ObligationIdx| &context.policy.duties[context.obligations.all[at].duty];
        let pairs = self.asked.par_iter().zip(&mut self.all).with_min_len(ENOUGH);
        pairs
            .filter(|(at, it)| {
                it.alive && matches!(it.need, Need::Owner) && duty(**at).before_delegation == before_delegation
            })
            .for_each(|(at, standing)| judge_ownership(context, *at, standing, gates));
    }

    /// Removes what is excluded and carries what is served, until neither changes the other: first what is sure, then what is perhaps.
    fn settle(&mut self, context: &Context) {
        self.exclude(context);
        for all in [&[Serving::InEarnest, Serving::Presumed][..], &[Serving::Perhaps]] {
            loop {
                let more = self.serve(context, all);
                if !(self.exclude(context) && more) {
                    break;
                }
            }
        }
    }

    /// Takes back what the crosswalk carries.
    fn unserve(&mut self) {
        for it in self.all.iter_mut().filter(|it| !it.served_by.is_empty()) {
            it.served_by.clear();
            it.perhaps = false;
            it.carried = it.need.is_there();
        }
    }

    /// Judges the exclusions by what is carried so far: before the crosswalk, which does not wait for what was removed, and after
    /// it, since what is done instead may be carried by serving. Whether any is judged otherwise than before.
    fn exclude(&mut self, context: &Context) -> bool {
        let mut rows = FixedBitSet::with_capacity(self.places.len());
        let mut all_instead = FixedBitSet::new();
        for (at, statement) in context.engagement.statements.enumerate() {
            if let Verb::Excludes { instead, .. } = &statement.verb {
                rows.union_with(&context.obligations.spoken_of[at]);
                all_instead.union_with(instead);
            }
        }
        if rows.is_clear() {
            return false;
        }
        let others = all_instead.ones().flat_map(|duty| context.obligations.of_duty(DutyIdx::new(duty)));
        let is_done = |other| (other, serves::is_carried(context, |at| &self[at], other));
        let done_instead: BTreeMap<ObligationIdx, Kleene> = others.map(is_done).collect();
        let carried = |other| done_instead.get(&other).cloned().unwrap_or(Kleene::known(false));
        let mut is_new = false;
        for (at, standing) in self.asked.iter().zip(&mut self.all).filter(|(at, _)| rows.contains(at.row())) {
            let judged = excluded(context, *at, carried);
            is_new |= judged != standing.excluded;
            standing.excluded = judged;
        }
        is_new
    }

    /// Carries what is served, servers first, so that service reaches on; among duties that are the same, until nothing more is
    /// carried. Nothing starts from itself, so that two duties that are the same never carry each other. What is carried by somebody's
    /// word serves first, then what is only presumed; the rest is carried only perhaps. Whether more is carried than before.
    fn serve(&mut self, context: &Context, all: &[Serving]) -> bool {
        let mut more = false;
        for how in all {
            while self.serve_once(context, *how) {
                more = true;
                if !context.graph.has_mutual {
                    break;
                }
            }
        }
        more
    }

    fn serve_once(&mut self, context: &Context, how: Serving) -> bool {
        let mut more = false;
        for duty in &context.graph.by_serves {
            for server in &context.graph.servers[duty.row()] {
                for at in context.obligations.of_duty(*duty) {
                    if !self[at].alive || !how.is_lacking(&self[at]) {
                        continue;
                    }
                    let unpresumable = self[at].on_presumption || self[at].disclaims(context.engagement.hospital);
                    let counts = |it: &Standing| !(unpresumable && it.on_presumption);
                    let by = match how {
                        Serving::Perhaps => {
                            serves::perhaps_served_by(context, at, server, |other| &self[other], counts)
                        }
                        Serving::InEarnest | Serving::Presumed => {
                            let carried = |other: ObligationIdx| {
                                let it = &self[other];
                                let is_earnest = how == Serving::Presumed || !it.on_presumption;
                                is_earnest && counts(it) && serves::is_sure(context, it, other, at)
                            };
                            serves::served_by(context, at, server, carried, |it| self[it].may_serve(), |_| false)
                        }
                    };
                    if let Some(mut by) = by {
                        by.retain(|other| !self[*other].is_not_carried());
                        let on_presumption = by.iter().any(|other| self[*other].on_presumption);
                        // Whatever lives was asked about, and has a place of its own.
                        let standing = &mut self.all[self.places[at.row()] as usize];
                        standing.served_by = by;
                        (standing.carried, standing.perhaps) = (how != Serving::Perhaps, how == Serving::Perhaps);
                        (standing.presumed, standing.on_presumption) = (false, on_presumption);
                        more = true;
                    }
                }
            }
        }
        more
    }
}

/// How what is carried carries what it serves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Serving {
    /// By somebody's word.
    InEarnest,
    /// As far as the hospital is presumed to carry it, which is not where that disclaims what is served.
    Presumed,
    /// If what serves it applies.
    Perhaps,
}

impl Serving {
    /// Whether an obligation may still be carried so. What was only presumed is carried in earnest where somebody's word carries what
    /// serves it.
    fn is_lacking(self, it: &Standing) -> bool {
        match self {
            Serving::InEarnest => !it.carried || it.on_presumption,
            Serving::Presumed => !it.carried,
            Serving::Perhaps => !it.carried && !it.perhaps,
        }
    }
}

/// By subject: the condition that was asked of it last, and to what it came. Most duties of a control share one.
type Asked<'a> = [Option<(&'a Arc<Condition>, Kleene)>];

/// Life, applicability, documents and conditions: what no other obligation has a say in.
fn first_look<'a>(context: &Context<'a>, at: ObligationIdx, seen: &mut Asked<'a>) -> Standing {
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let subject = context.obligations.subject(at);
    let alive = context.lives(subject);
    let addressed = match subject {
        Subject::Vendor(party) if alive => in_scope(context, context.policy.controls[duty.control].catalogue, party),
        _ => Kleene::known(true),
    };
    let applies = match &duty.when {
        Some(condition) if alive => {
            let last = &mut seen[context.obligations.all[at].subject.row()];
            let answer = match last {
                Some((asked, answer)) if Arc::ptr_eq(asked, condition) => answer.clone(),
                _ => last.insert((condition, holds(context, condition, subject))).1.clone(),
            };
            Kleene::all([addressed, answer])
        }
        _ => addressed,
    };
    let need = match &duty.needs {
        model::Need::Owner => Need::Owner,
        model::Need::Stated(kinds, _) => Need::Stated(stated::stating(context, at, kinds)),
        model::Need::Met(condition, _) => Need::Met(holds(context, condition, subject)),
    };
    let carried = need.is_there();
    Standing { alive, applies, stances: stances(context, at), need, carried, ..Standing::absent() }
}

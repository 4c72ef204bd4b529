//! The law of flow-down: a duty that flows down is also owed by the supplier of every subcontract beneath, at any depth.
//!
//! It owns, accepts or states it by that subcontract, on the same subject or on the subcontract itself, or the subcontract takes over
//! the lot of a contract above that has it, or of one that states it there; of what is
//! asked per contract, on itself. Where the tier above has it and this one does not, the gap is
//! here, once. Where it is not known whether it applies, it is judged as if it did.
//!
//! ```text
//! H ──K1──▶ A        A owns the duty by K1                  the top tier has it
//!        A ──K2──▶ B      nothing by K2                     missing on K2
//!               B ──K3──▶ C    nothing by K3                not reported: the tier above has nothing to pass on
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::kleene::{Kleene, Truth};
use super::scope::in_scope;
use super::stated::is_stated_on;
use super::{Need, Standing};
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, DutyIdx, Idx, Paper, Subject, Verb};

/// A subcontract that does not pass on what the tier above it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowGap {
    /// What was not passed on.
    pub duty: DutyIdx,
    /// The subcontract.
    pub contract: ContractIdx,
    /// The obligations, carried above, that it was not passed on for.
    pub above: Vec<ObligationIdx>,
    /// Whether it applies above, and to its supplier; nothing flows down to one that is not in scope.
    pub applies: Kleene,
}

/// All such subcontracts, by duty, then contract.
pub fn flow_gaps(context: &Context, standings: &[Standing]) -> Vec<FlowGap> {
    let mut gaps: BTreeMap<(DutyIdx, ContractIdx), Vec<ObligationIdx>> = BTreeMap::new();
    for (duty, declared) in context.policy.duties.enumerate() {
        if !declared.flows_down {
            continue;
        }
        for at in context.obligations.of_duty(duty) {
            let standing = &standings[at.row()];
            if standing.stands() && standing.carried {
                for contract in missing(context, at, standing) {
                    gaps.entry((duty, contract)).or_default().push(at);
                }
            }
        }
    }
    gaps.into_iter()
        .map(|((duty, contract), above)| {
            let catalogue = context.policy.control_of(duty).catalogue;
            let in_scope = in_scope(context, catalogue, context.engagement.contracts[contract].supplier);
            let anywhere = Kleene::any(above.iter().map(|at| standings[at.row()].applying()));
            FlowGap { duty, contract, above, applies: Kleene::all([in_scope, anywhere]) }
        })
        .filter(|gap| gap.applies.truth() != Truth::False)
        .collect()
}

fn missing(context: &Context, at: ObligationIdx, standing: &Standing) -> Vec<ContractIdx> {
    let duty = context.obligations.all[at].duty;
    let subject = context.obligations.subject(at);
    let tops = top_tiers(context, standing, subject);
    let mut has: BTreeSet<ContractIdx> = tops.iter().copied().collect();
    let mut gaps = Vec::new();
    for top in tops {
        for below in context.obligations.tree.beneath(top) {
            if has.contains(&below) || !context.contract_in_force(below) || !concerns(context, below, subject) {
                continue;
            }
            let above = context.engagement.contracts[below].parent;
            if passes_on(context, at, duty, standing, (below, &has)) {
                has.insert(below);
            } else if above.is_some_and(|above| has.contains(&above)) {
                gaps.push(below);
            }
        }
    }
    gaps
}

/// The contracts by which those who carry it owe it.
fn top_tiers(context: &Context, standing: &Standing, subject: Subject) -> Vec<ContractIdx> {
    let engagement = context.engagement;
    let mut tops: Vec<ContractIdx> = match &standing.need {
        Need::Stated(statements) => statements
            .iter()
            .filter_map(|at| match engagement.statements[*at].verb {
                Verb::States { paper, .. } => engagement.contract_of(paper),
                _ => None,
            })
            .collect(),
        Need::Owner | Need::Met(_) => engagement
            .contracts
            .enumerate()
            .filter(|(at, k)| {
                standing.owners.iter().any(|owner| owner.counts() && owner.party == k.supplier)
                    && context.contract_in_force(*at)
                    && super::carried::covers(context, *at, subject)
            })
            .map(|(at, _)| at)
            .collect(),
    };
    let beneath: BTreeSet<ContractIdx> = tops.iter().flat_map(|top| context.obligations.tree.beneath(*top)).collect();
    tops.retain(|top| !beneath.contains(top));
    tops
}

/// Whether a subcontract has to do with a subject: it covers it, or stands on its line.
fn concerns(context: &Context, contract: ContractIdx, subject: Subject) -> bool {
    match subject {
        Subject::Engagement | Subject::Vendor(_) => true,
        Subject::Component(_) | Subject::Interface(..) | Subject::Contract(_) => {
            super::carried::covers(context, contract, subject)
        }
    }
}

/// Whether the supplier of a subcontract owes it by that, given which contracts have it so far, from above.
fn passes_on(
    context: &Context,
    at: ObligationIdx,
    duty: DutyIdx,
    standing: &Standing,
    (below, has): (ContractIdx, &BTreeSet<ContractIdx>),
) -> bool {
    let supplier = context.engagement.contracts[below].supplier;
    let here = context.obligations.all[at].subject;
    let itself = context.obligations.subjects.find(Subject::Contract(below));
    let goal_is_enough = context.policy.duties[duty].goal_is_enough;
    let takes_over = |whole: ContractIdx| {
        let above_has_it = has.contains(&whole) && context.obligations.tree.is_above(whole, below);
        above_has_it || is_stated_on(context, whole, duty, here)
    };
    let speaks = context.engagement.statements.enumerate().any(|(at, statement)| {
        let by_it = || statement.by.iter().any(|basis| basis.contract == Some(below));
        let of_it = |paper: Paper| context.engagement.contract_of(paper) == Some(below);
        let says_it = statement.duties.contains(duty.row());
        let owed = match statement.verb {
            Verb::Owns { party, .. } | Verb::Accepts { party } => says_it && party == supplier && by_it(),
            Verb::States { paper, all_of: None, as_goal, .. } => {
                says_it && of_it(paper) && (!as_goal || goal_is_enough)
            }
            Verb::States { paper, all_of: Some(whole), .. } => of_it(paper) && takes_over(whole),
            _ => false,
        };
        let on = &context.obligations.subjects_of[at];
        owed && (on.contains(here.row()) || itself.is_some_and(|it| on.contains(it.row()))) && context.in_force(at)
    });
    let by_chain = standing.owners.iter().flat_map(|owner| &owner.segments).flat_map(|segment| &segment.chains);
    speaks || by_chain.flatten().any(|step| step.via == Some(below))
}

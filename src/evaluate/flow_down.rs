//! The law of flow-down: a duty that flows down is also owed by the supplier of every subcontract beneath, at any depth.
//!
//! It owns, accepts or states it by that subcontract, or the subcontract takes over the lot. Where the tier above has it and this
//! one does not, the gap is here, once.
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
use super::{Need, Standing};
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, DutyIdx, Idx, Subject, Verb};

/// A subcontract that does not pass on what the tier above it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowGap {
    /// What was not passed on.
    pub duty: DutyIdx,
    /// The subcontract.
    pub contract: ContractIdx,
    /// The obligations, carried above, that it was not passed on for.
    pub above: Vec<ObligationIdx>,
    /// Whether its supplier is in scope; nothing flows down to one that is not.
    pub in_scope: Kleene,
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
            if standing.stands() && standing.truth() == Truth::True && standing.carried {
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
            FlowGap { duty, contract, above, in_scope }
        })
        .filter(|gap| gap.in_scope.truth() != Truth::False)
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
            if passes_on(context, at, duty, standing, below) {
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

fn passes_on(context: &Context, at: ObligationIdx, duty: DutyIdx, standing: &Standing, below: ContractIdx) -> bool {
    let supplier = context.engagement.contracts[below].supplier;
    let here = context.obligations.all[at].subject;
    let itself = context.obligations.subjects.find(Subject::Contract(below));
    let speaks = context.engagement.statements.enumerate().any(|(at, statement)| {
        let who = match statement.verb {
            Verb::Owns { party, .. } | Verb::Accepts { party } => party == supplier,
            _ => false,
        };
        let on = &context.obligations.subjects_of[at];
        who && statement.duties.contains(duty.row())
            && statement.by.iter().any(|basis| basis.contract == Some(below))
            && (on.contains(here.row()) || itself.is_some_and(|it| on.contains(it.row())))
            && context.in_force(at)
    });
    let by_chain = standing.owners.iter().flat_map(|owner| &owner.segments).flat_map(|segment| &segment.chains);
    let by_chain = by_chain.flatten().any(|step| step.via == Some(below));
    speaks || by_chain || context.stated(below).contains(duty.row())
}

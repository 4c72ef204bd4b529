//! Levels of service that contracts have because they follow templates.

use std::collections::BTreeSet;

use super::{is_said, too_much};
use crate::diagnostic::Diagnostic;
use crate::model::from_syntax::service_levels::{CONTRADICTING_LEVELS, about};
use crate::model::{Contract, ContractIdx, MetricIdx, Origin, PartyIdx, Policy, ServiceLevel, Table};
use crate::syntax::limits;
use crate::text;

/// What contracts promise, and what their suppliers contribute, because they follow templates. What a contract says of a metric
/// itself replaces what its templates say of it.
pub(in crate::model::from_syntax) fn levels(
    policy: &Policy,
    hospital: PartyIdx,
    contracts: &mut Table<ContractIdx, Contract>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut work = 0;
    for at in contracts.indices() {
        let contract = &contracts[at];
        let (mut promises, mut itself) = (Vec::new(), Vec::new());
        for followed in &contract.follows {
            let template = &policy.templates[followed.template];
            work += template.levels.len();
            if work > limits::MAX_FOLLOWED {
                problems.push(too_much(followed.span));
                return;
            }
            if followed.values.len() < template.facts.len() {
                continue;
            }
            for (clause, it) in template.levels.iter().enumerate() {
                let when = it.when.as_ref().map(|when| (when, it.when_text.as_str()));
                if is_said(hospital, contract, followed, when, problems) {
                    let origin = Origin { template: followed.template, clause, contract: at, followed: followed.span };
                    let level = ServiceLevel { origin: Some(origin), ..it.level.clone() };
                    if it.itself { itself.push(level) } else { promises.push(level) }
                }
            }
        }
        let promises = together(policy, &contract.promises, promises, problems);
        let itself = together(policy, &contract.itself, itself, problems);
        contracts[at].promises = promises;
        contracts[at].itself = itself;
    }
}

/// A contract's own levels with those of its templates of other metrics, by metric, then limits.
fn together(
    policy: &Policy,
    own: &[ServiceLevel],
    said: Vec<ServiceLevel>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<ServiceLevel> {
    let metrics: BTreeSet<MetricIdx> = own.iter().map(|it| it.bound.metric).collect();
    let (replaced, mut all): (Vec<ServiceLevel>, Vec<ServiceLevel>) =
        said.into_iter().partition(|it| metrics.contains(&it.bound.metric));
    all.extend(own.iter().map(|it| {
        let same = replaced.iter().filter(|other| other.bound.metric == it.bound.metric);
        ServiceLevel { replaces: same.map(|other| other.span).collect(), ..it.clone() }
    }));
    all.sort_by(|a, b| about(a).cmp(&about(b)).then_with(|| a.bound.cmp(&b.bound)));
    for pair in all.windows(2) {
        if let [earlier, later] = pair
            && about(earlier) == about(later)
            && earlier.bound.amount != later.bound.amount
            && let Some(origin) = later.origin
        {
            let metric = &policy.metrics[later.bound.metric].name;
            let headline = text!(
                "ひな型による `{metric}` の水準が同じ条件で二つあります",
                "templates give two levels of `{metric}` under the same limits"
            );
            problems.push(
                Diagnostic::new(&CONTRADICTING_LEVELS, origin.followed, headline)
                    .label(earlier.span, text!("一方の条項", "one clause"))
                    .label(later.span, text!("もう一方の条項", "the other clause"))
                    .help(text!("契約に `promises` や `itself` を書きます", "state it in the contract itself")),
            );
        }
    }
    all.dedup_by(|a, b| about(a) == about(b));
    all
}

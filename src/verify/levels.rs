//! The law of service levels: a promise is at least as good as the demand, and what it rests on at least as good as the promise.
//!
//! ```text
//! H demands availability >= 99.9% on emr
//! contract K1 H -> A { promises availability >= 99.9%  itself availability >= 99.98% }
//! contract K2 A -> B under K1 { promises availability >= 99.9% }
//!     99.98% × 99.9% = 99.88002%      < 99.9%: the chain is below the promise
//! ```
//!
//! What a contract says to a level that somebody else demands or promises is the best of its own levels whose hours include the other's
//! (of a percentage: are the other's) and whose exceptions are among the other's. If it has levels, but none such, the two are incomparable. A goal is not promised. What
//! nobody stated is perfect. Equal is enough, and nothing is rounded.

use bigdecimal::BigDecimal;

use super::answer::Answer;
use crate::model::{
    Bound, Composition, Contract, ContractIdx, ControlIdx, Date, Direction, Engagement, Limits, Metric, MetricIdx, On,
    Policy, ServiceLevel, Statement, StatementIdx, Subject, Unit, Verb,
};

/// Who demands a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demander {
    /// The hospital, by a statement.
    Statement(StatementIdx),
    /// A control, by its demand of this number.
    Control(ControlIdx, usize),
}

/// A demand, and on what: all that lives, or what it is not met on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Who says so.
    pub by: Demander,
    /// On what.
    pub on: Vec<Subject>,
    /// Whether it is demanded there.
    pub applies: Answer,
}

/// What is wrong with levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LevelGap {
    /// The promise of this number of a contract is less than is demanded.
    BelowDemand(Demand, ContractIdx, usize),
    /// It is made under other limits than the demand.
    IncomparableWithDemand(Demand, ContractIdx, usize),
    /// None of the contracts in question promises what is demanded.
    Missing(Demand, Vec<ContractIdx>),
    /// Own share and suppliers of a promise come to less than it: the promises that count, and what they come to.
    ChainBelow(ContractIdx, usize, Vec<(ContractIdx, usize)>, BigDecimal),
    /// The own share (`None`), or a promise of a supplier, is made under other limits than the promise that it should support.
    IncomparableInChain(ContractIdx, usize, Option<ContractIdx>, usize),
}

/// What a list of levels says to a level under some limits.
enum Says {
    /// The best that counts, by number.
    Counts(usize),
    /// It has levels, and they do not speak of all that the other speaks of.
    Incomparable(usize),
    /// A goal at most.
    Nothing,
}

/// What is demanded on a day: by the valid statements, then by controls wherever they apply. `applies` says of a control and a
/// component or contract whether it stands there, and `None` where it does not.
pub fn demands(
    policy: &Policy,
    engagement: &Engagement,
    valid: &dyn Fn(&Statement) -> bool,
    lives: &dyn Fn(Subject) -> bool,
    applies: &dyn Fn(ControlIdx, Subject) -> Option<Answer>,
) -> Vec<Demand> {
    let mut all = Vec::new();
    for (at, statement) in engagement.statements.enumerate().filter(|(_, it)| valid(it)) {
        if let (Verb::Demands { .. }, On::These(subjects)) = (&statement.verb, &statement.on) {
            let on = subjects.iter().copied().filter(|it| lives(*it)).collect();
            all.push(Demand { by: Demander::Statement(at), on, applies: Answer::known(true) });
        }
    }
    for (at, control) in policy.controls.enumerate() {
        for (number, _) in control.demands.iter().enumerate() {
            let by = Demander::Control(at, number);
            let stands = bearers(engagement).into_iter().filter_map(|it| applies(at, it).map(|applies| (it, applies)));
            let stands: Vec<(Subject, Answer)> = stands.filter(|(_, applies)| !applies.is_no()).collect();
            let sure: Vec<Subject> = stands.iter().filter(|(_, it)| it.is_yes()).map(|(on, _)| *on).collect();
            if !sure.is_empty() {
                all.push(Demand { by, on: sure, applies: Answer::known(true) });
            }
            let open = stands.into_iter().filter(|(_, it)| !it.is_yes());
            all.extend(open.map(|(on, applies)| Demand { by, on: vec![on], applies }));
        }
    }
    all
}

/// What levels can be demanded on.
fn bearers(engagement: &Engagement) -> Vec<Subject> {
    let contracts = engagement.contracts.indices().map(Subject::Contract);
    contracts.chain(engagement.components.indices().map(Subject::Component)).collect()
}

/// The level that is demanded.
pub fn demanded<'a>(policy: &'a Policy, engagement: &'a Engagement, by: Demander) -> Option<&'a Bound> {
    match by {
        Demander::Control(at, number) => policy.controls[at].demands.get(number).map(|it| &it.bound),
        Demander::Statement(at) => match &engagement.statements[at].verb {
            Verb::Demands { bound, .. } => Some(bound),
            _ => None,
        },
    }
}

/// All that is wrong with levels on a day.
pub fn level_gaps(policy: &Policy, engagement: &Engagement, day: Date, demands: &[Demand]) -> Vec<LevelGap> {
    let of_demands = demands.iter().flat_map(|it| unmet(policy, engagement, day, it));
    let in_force = engagement.contracts.enumerate().filter(|(_, it)| it.in_force.holds(day));
    let promises = in_force.flat_map(|(at, it)| (0..it.promises.len()).map(move |number| (at, number)));
    let of_chains = promises.flat_map(|(at, number)| unsupported(policy, engagement, day, at, number));
    of_demands.chain(of_chains).collect()
}

/// The contracts that a demand is put to: the one that it is on, or the hospital's own that cover the component.
fn asked(engagement: &Engagement, day: Date, on: Subject) -> Vec<ContractIdx> {
    let is_asked = |(at, it): &(ContractIdx, &Contract)| match on {
        Subject::Contract(contract) => *at == contract,
        Subject::Component(component) => it.customer == engagement.hospital && it.covers.contains(&component),
        Subject::Engagement | Subject::Vendor(_) | Subject::Interface(..) => false,
    };
    let all = engagement.contracts.enumerate().filter(|(_, it)| it.in_force.holds(day));
    all.filter(is_asked).map(|(at, _)| at).collect()
}

/// Where a demand is not met: each contract that promises too little, once for all that it is demanded on, and everything on which
/// nobody promises it.
fn unmet(policy: &Policy, engagement: &Engagement, day: Date, demand: &Demand) -> Vec<LevelGap> {
    let Some(bound) = demanded(policy, engagement, demand.by) else { return Vec::new() };
    let metric = &policy.metrics[bound.metric];
    let says = |at: ContractIdx| says(metric, &engagement.contracts[at].promises, bound.metric, &bound.limits);
    let promises_it = |at: ContractIdx| !matches!(says(at), Says::Nothing);
    let on = |on: Vec<Subject>| Demand { on, ..demand.clone() };
    let mut gaps = Vec::new();
    for subject in &demand.on {
        let asked = asked(engagement, day, *subject);
        if !asked.iter().any(|it| promises_it(*it)) {
            gaps.push(LevelGap::Missing(on(vec![*subject]), asked));
        }
    }
    for (at, contract) in engagement.contracts.enumerate() {
        let put_to: Vec<Subject> =
            demand.on.iter().copied().filter(|it| asked(engagement, day, *it).contains(&at)).collect();
        if put_to.is_empty() {
            continue;
        }
        match says(at) {
            Says::Counts(number) if !is_as_good(metric, &contract.promises[number].bound.amount, &bound.amount) => {
                gaps.push(LevelGap::BelowDemand(on(put_to), at, number));
            }
            Says::Incomparable(number) => gaps.push(LevelGap::IncomparableWithDemand(on(put_to), at, number)),
            Says::Counts(_) | Says::Nothing => {}
        }
    }
    gaps
}

/// What is wrong with that on which a promise rests.
fn unsupported(policy: &Policy, engagement: &Engagement, day: Date, at: ContractIdx, number: usize) -> Vec<LevelGap> {
    let contract = &engagement.contracts[at];
    let promise = &contract.promises[number];
    if promise.goal {
        return Vec::new();
    }
    let bound = &promise.bound;
    let metric = &policy.metrics[bound.metric];
    let says = |levels: &[ServiceLevel]| says(metric, levels, bound.metric, &bound.limits);
    let own = says(&contract.itself);
    let suppliers = suppliers(engagement, day, at);
    let theirs: Vec<(ContractIdx, Says)> =
        suppliers.into_iter().map(|it| (it, says(&engagement.contracts[it].promises))).collect();
    let mut gaps = Vec::new();
    if let Says::Incomparable(level) = own {
        gaps.push(LevelGap::IncomparableInChain(at, number, None, level));
    }
    for (supplier, said) in &theirs {
        if let Says::Incomparable(level) = said {
            gaps.push(LevelGap::IncomparableInChain(at, number, Some(*supplier), *level));
        }
    }
    let amounts = theirs.iter().map(|(supplier, said)| amount(&engagement.contracts[*supplier].promises, said));
    let amounts: Vec<Option<BigDecimal>> = amounts.collect();
    let own = amount(&contract.itself, &own);
    let effective = match amounts.is_empty() {
        true => own,
        false => composed(metric, metric.own, &[own, composed(metric, metric.suppliers, &amounts)]),
    };
    if let Some(effective) = effective.filter(|it| !is_as_good(metric, it, &bound.amount)) {
        let counting = theirs.iter().filter_map(|(supplier, said)| match said {
            Says::Counts(level) => Some((*supplier, *level)),
            Says::Incomparable(_) | Says::Nothing => None,
        });
        gaps.push(LevelGap::ChainBelow(at, number, counting.collect(), effective));
    }
    gaps
}

/// The contracts that a contract uses: the subcontracts directly under it and those that it relies on, in force, each once.
fn suppliers(engagement: &Engagement, day: Date, at: ContractIdx) -> Vec<ContractIdx> {
    let relied_on = &engagement.contracts[at].relies_on;
    let in_force = engagement.contracts.enumerate().filter(|(_, it)| it.in_force.holds(day));
    in_force.filter(|(other, it)| it.parent == Some(at) || relied_on.contains(other)).map(|(it, _)| it).collect()
}

fn says(metric: &Metric, levels: &[ServiceLevel], of: MetricIdx, limits: &Limits) -> Says {
    let promised = levels.iter().enumerate().filter(|(_, it)| it.bound.metric == of && !it.goal);
    let mut best: Option<(usize, &ServiceLevel)> = None;
    for (number, level) in promised.clone().filter(|(_, it)| speaks_of(metric, &it.bound.limits, limits)) {
        let better = best.is_none_or(|(_, so_far)| !is_as_good(metric, &so_far.bound.amount, &level.bound.amount));
        if better {
            best = Some((number, level));
        }
    }
    match (best, promised.map(|(number, _)| number).next()) {
        (Some((number, _)), _) => Says::Counts(number),
        (None, Some(number)) => Says::Incomparable(number),
        (None, None) => Says::Nothing,
    }
}

/// Whether a level speaks of all that another does. A share of wider hours says nothing of narrower ones.
fn speaks_of(metric: &Metric, one: &Limits, other: &Limits) -> bool {
    let hours = match metric.unit {
        Unit::Percent => one.hours == other.hours,
        _ => one.hours.include(&other.hours),
    };
    hours && one.excluding.iter().all(|it| other.excluding.contains(it))
}

fn amount(levels: &[ServiceLevel], said: &Says) -> Option<BigDecimal> {
    match said {
        Says::Counts(number) => levels.get(*number).map(|it| it.bound.amount.clone()),
        Says::Incomparable(_) | Says::Nothing => None,
    }
}

fn is_as_good(metric: &Metric, one: &BigDecimal, other: &BigDecimal) -> bool {
    match metric.better {
        Direction::Higher => one >= other,
        Direction::Lower => one <= other,
    }
}

/// Levels together; `None` is perfect: 100 %, 0, or a number without bound. A perfect part changes nothing where the worst counts or
/// where it is neutral; where the best counts, it is all.
fn composed(metric: &Metric, how: Composition, levels: &[Option<BigDecimal>]) -> Option<BigDecimal> {
    let perfect_is_neutral = match how {
        Composition::Product => metric.better == Direction::Higher && metric.unit == Unit::Percent,
        Composition::Sum | Composition::Max => metric.better == Direction::Lower,
        Composition::Min => metric.better == Direction::Higher,
    };
    if !perfect_is_neutral && levels.contains(&None) {
        return None;
    }
    let hundredth = BigDecimal::new(1.into(), 2);
    levels.iter().flatten().cloned().reduce(|one, other| match how {
        Composition::Product if metric.unit == Unit::Percent => one * other * &hundredth,
        Composition::Product => one * other,
        Composition::Sum => one + other,
        Composition::Min => one.min(other),
        Composition::Max => one.max(other),
    })
}

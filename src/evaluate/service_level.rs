//! The law of service levels: a promise is at least as good as the demand, and what it rests on at least as good as the promise.
//!
//! ```text
//! H demands availability >= 99.9% on emr          K1 promises 99.9%      is it as good?   promise_below_demand
//! contract K1 H -> A { promises availability >= 99.9%  itself availability >= 99.98% }
//! contract K2 A -> B under K1 { promises availability >= 99.9% }
//! contract K3 A -> C under K1 { promises availability >= 99.85% }
//!     99.98% × 99.9% × 99.85% = 99.73019997%      < 99.9%                                 chain_below_promise
//! ```
//!
//! The effective level of a contract is its own share composed with the promises of its suppliers: of the subcontracts directly under
//! it and the contracts it relies on, in force. The promise itself never enters its own chain, nor do the suppliers' own shares. Equal
//! is enough; decimals are exact. What nobody stated counts as perfect, so that a contradiction is claimed only when it is proven; a
//! goal is not promised and counts as not stated.
//!
//! | level | limits | counts |
//! |---|---|---|
//! | promised | its hours include the other's (of a percentage: are the other's), its exceptions are among the other's | yes; of several the best |
//! | promised | otherwise | no: `incomparable`, never a pass |
//! | a goal, or nothing | | no: as if perfect in a chain, `missing_promise` where it is demanded |
//!
//! # Choices
//!
//! - What holds during wider hours holds during narrower ones, but for a share of them: 99.9 % around the clock may be far less by day.
//!   Exceptions that the other makes, too, are none that make a level weaker.
//! - A demand on a component is put to every direct contract in force that covers it and promises the metric: each must meet it. A
//!   demand on a contract is put to that contract. Whoever wants it of one contract only demands it there.
//! - What a control demands is demanded of every component and contract to which it applies, and is judged in the same way. Where it
//!   is not known whether it applies, that is what is found.
//! - It is missing where no such contract promises it, also where no direct contract covers the component at all.
//! - Where the best of several suppliers counts (`min` of what should be low, `max` of what should be high), one that states nothing
//!   may be perfect, and nothing is proven.

use std::collections::BTreeMap;

use bigdecimal::{BigDecimal, One};

use super::context::Context;
use super::kleene::{Kleene, Truth};
use super::standing::Standing;
use crate::model::{
    Bound, Composition, ContractIdx, ControlIdx, Direction, Idx, Limits, Metric, MetricIdx, On, PartyIdx, ServiceLevel,
    StatementIdx, Subject, Verb,
};
use crate::source::Span;

/// A defect of levels, with everything that proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelGap {
    /// The metric.
    pub metric: MetricIdx,
    /// The contract that promises, or where nobody does what the level is demanded on.
    pub subject: Subject,
    /// What is wrong.
    pub defect: LevelDefect,
}

impl LevelGap {
    /// The demand that is not met, if it is about one.
    pub fn demanded(&self) -> Option<&Demanded> {
        match &self.defect {
            LevelDefect::PromiseBelowDemand(demanded, _)
            | LevelDefect::MissingPromise(demanded, _)
            | LevelDefect::IncomparableWithDemand(demanded, _) => Some(demanded),
            LevelDefect::ChainBelowPromise(_) | LevelDefect::IncomparableInChain(..) => None,
        }
    }
}

/// What can be wrong with levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LevelDefect {
    /// A contract promises less than is demanded.
    PromiseBelowDemand(Demanded, PromiseIdx),
    /// What a promise rests on comes to less than it.
    ChainBelowPromise(Chain),
    /// No contract in question promises what is demanded; each with what it says.
    MissingPromise(Demanded, Vec<(ContractIdx, Part)>),
    /// A contract promises what is demanded under other limits.
    IncomparableWithDemand(Demanded, PromiseIdx),
    /// An own share (no contract) or the promise of a supplier stands under other limits than the promise it should support.
    IncomparableInChain(PromiseIdx, Option<ContractIdx>, usize),
}

/// A promise: the contract, and the number of the promise in its list.
pub type PromiseIdx = (ContractIdx, usize);

/// A demand, and on which subjects: all that live, or those on which it is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demanded {
    /// Who says so.
    pub by: Demander,
    /// On what.
    pub on: Vec<Subject>,
    /// Whether it applies there.
    pub applies: Kleene,
}

/// Who demands a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demander {
    /// The hospital, by a statement.
    Statement(StatementIdx),
    /// A control, by its demand of this number.
    Control(ControlIdx, usize),
}

impl Demanded {
    /// The level.
    pub fn bound<'a>(&self, context: &Context<'a>) -> Option<&'a Bound> {
        match self.by {
            Demander::Statement(at) => match &context.engagement.statements[at].verb {
                Verb::Demands { bound, .. } => Some(bound),
                _ => None,
            },
            Demander::Control(at, number) => context.policy.controls[at].demands.get(number).map(|it| &it.bound),
        }
    }

    /// The party that says so; a control is none.
    pub fn party(&self, context: &Context) -> Option<PartyIdx> {
        match self.by {
            Demander::Statement(at) => context.engagement.statements[at].verb.party(),
            Demander::Control(..) => None,
        }
    }

    /// The control that says so.
    pub fn control(&self) -> Option<ControlIdx> {
        match self.by {
            Demander::Statement(_) => None,
            Demander::Control(at, _) => Some(at),
        }
    }

    /// Where it stands.
    pub fn span(&self, context: &Context) -> Span {
        match self.by {
            Demander::Statement(at) => context.engagement.statements[at].span,
            Demander::Control(at, number) => {
                let control = &context.policy.controls[at];
                control.demands.get(number).map_or(control.span, |it| it.span)
            }
        }
    }
}

/// What a contract has to say to a level that is demanded or promised elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The level of this number in its list.
    Counts(usize),
    /// It has levels of the metric, this one among them, and all under limits that do not reach over the other's.
    Incomparable(usize),
    /// It only aims at this one.
    Goal(usize),
    /// It states nothing.
    Unstated,
    /// It is not in force on the day.
    OutOfForce,
}

/// What a promise rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The promise.
    pub promise: PromiseIdx,
    /// The own share: a number in the contract's list.
    pub own: Part,
    /// The promises of the suppliers.
    pub suppliers: Vec<(ContractIdx, Part)>,
    /// What they come to; `None` where nothing is proven to be less than perfect.
    pub effective: Option<BigDecimal>,
}

/// What is demanded on the day, with the subjects that live: by statements in their order, then by controls in theirs.
pub(super) fn demands(context: &Context, standings: &[Standing]) -> Vec<Demanded> {
    let mut all = Vec::new();
    for (by, statement) in context.engagement.statements.enumerate() {
        if let (Verb::Demands { .. }, On::These(subjects)) = (&statement.verb, &statement.on)
            && context.in_force(by)
        {
            let on = subjects.iter().copied().filter(|it| context.lives(*it)).collect();
            all.push(Demanded { by: Demander::Statement(by), on, applies: Kleene::known(true) });
        }
    }
    for (at, control) in context.policy.controls.enumerate().filter(|(_, it)| !it.demands.is_empty()) {
        for (on, applies) in subjects_of(context, standings, at) {
            for number in 0..control.demands.len() {
                all.push(Demanded { by: Demander::Control(at, number), on: on.clone(), applies: applies.clone() });
            }
        }
    }
    all
}

/// The components and contracts to which a control applies: all those to which it surely does together, each of the others by itself.
fn subjects_of(context: &Context, standings: &[Standing], at: ControlIdx) -> Vec<(Vec<Subject>, Kleene)> {
    let mut applies: BTreeMap<Subject, Vec<Kleene>> = BTreeMap::new();
    for obligation in context.policy.duties_of(at).flat_map(|duty| context.obligations.of_duty(duty)) {
        let subject = context.obligations.subject(obligation);
        let standing = &standings[obligation.row()];
        if matches!(subject, Subject::Component(_) | Subject::Contract(_)) && standing.stands() {
            applies.entry(subject).or_default().push(standing.applying());
        }
    }
    let (mut sure, mut open) = (Vec::new(), Vec::new());
    for (subject, answers) in applies {
        let answer = Kleene::any(answers);
        match answer.truth() {
            Truth::True => sure.push(subject),
            Truth::Unknown => open.push((vec![subject], answer)),
            Truth::False => {}
        }
    }
    let sure = (!sure.is_empty()).then(|| (sure, Kleene::known(true)));
    sure.into_iter().chain(open).collect()
}

/// All defects of levels on the day: those of demands in their order, then those of contracts in table order.
pub(super) fn level_gaps(context: &Context, demands: &[Demanded]) -> Vec<LevelGap> {
    let mut gaps = Vec::new();
    for demanded in demands {
        if let Some(bound) = demanded.bound(context) {
            demand(context, demanded, bound, &mut gaps);
        }
    }
    for at in context.engagement.contracts.indices().filter(|at| context.contract_in_force(*at)) {
        for (number, promise) in context.engagement.contracts[at].promises.iter().enumerate() {
            if !promise.goal {
                supported(context, (at, number), &mut gaps);
            }
        }
    }
    gaps
}

/// Whether every contract in question promises what is demanded.
fn demand(context: &Context, wanted: &Demanded, bound: &Bound, gaps: &mut Vec<LevelGap>) {
    let metric = &context.policy.metrics[bound.metric];
    let mut unmet: BTreeMap<ContractIdx, (Part, Vec<Subject>)> = BTreeMap::new();
    for subject in &wanted.on {
        let asked = asked(context, *subject);
        let says = |k: &ContractIdx| {
            (*k, part(&context.engagement.contracts[*k].promises, bound.metric, metric, &bound.limits))
        };
        let answers: Vec<(ContractIdx, Part)> = asked.iter().map(says).collect();
        if answers.iter().all(|(_, part)| matches!(part, Part::Goal(_) | Part::Unstated | Part::OutOfForce)) {
            let demanded = Demanded { on: vec![*subject], ..wanted.clone() };
            let defect = LevelDefect::MissingPromise(demanded, answers);
            gaps.push(LevelGap { metric: bound.metric, subject: *subject, defect });
            continue;
        }
        for (k, part) in answers {
            let falls_short = match part {
                Part::Counts(number) => {
                    let promised = &context.engagement.contracts[k].promises[number].bound.amount;
                    !metric.is_as_good(promised, &bound.amount)
                }
                Part::Incomparable(_) => true,
                Part::Goal(_) | Part::Unstated | Part::OutOfForce => false,
            };
            if falls_short {
                unmet.entry(k).or_insert((part, Vec::new())).1.push(*subject);
            }
        }
    }
    for (k, (part, on)) in unmet {
        let demanded = Demanded { on, ..wanted.clone() };
        let defect = match part {
            Part::Counts(number) => LevelDefect::PromiseBelowDemand(demanded, (k, number)),
            Part::Incomparable(number) => LevelDefect::IncomparableWithDemand(demanded, (k, number)),
            Part::Goal(_) | Part::Unstated | Part::OutOfForce => continue,
        };
        gaps.push(LevelGap { metric: bound.metric, subject: Subject::Contract(k), defect });
    }
}

/// The contracts that a demand is put to: the one it is on, or the direct ones in force that cover the component.
fn asked(context: &Context, subject: Subject) -> Vec<ContractIdx> {
    match subject {
        Subject::Contract(k) => vec![k],
        Subject::Component(c) => {
            let covering = context.obligations.tree.covering(c).iter().copied();
            covering.filter(|k| context.engagement.is_direct(*k) && context.contract_in_force(*k)).collect()
        }
        Subject::Engagement | Subject::Vendor(_) | Subject::Interface(..) => Vec::new(),
    }
}

/// Whether what a promise rests on is comparable with it, and as good as it.
fn supported(context: &Context, promise: PromiseIdx, gaps: &mut Vec<LevelGap>) {
    let (at, number) = promise;
    let promised = &context.engagement.contracts[at].promises[number].bound;
    let chain = chain(context, promise);
    let mut gap = |defect| gaps.push(LevelGap { metric: promised.metric, subject: Subject::Contract(at), defect });
    let parts = std::iter::once((None, chain.own)).chain(chain.suppliers.iter().map(|(k, part)| (Some(*k), *part)));
    for (of, part) in parts {
        if let Part::Incomparable(level) = part {
            gap(LevelDefect::IncomparableInChain(promise, of, level));
        }
    }
    let metric = &context.policy.metrics[promised.metric];
    if chain.effective.as_ref().is_some_and(|it| !metric.is_as_good(it, &promised.amount)) {
        gap(LevelDefect::ChainBelowPromise(chain));
    }
}

/// What a contract comes to in a metric, under the limits of each of its promises, or under none where it promises nothing; `None`
/// where nothing is proven to be less than perfect.
pub fn effective_levels(context: &Context, contract: ContractIdx, metric: MetricIdx) -> Vec<Option<BigDecimal>> {
    let promises = context.engagement.contracts[contract].promises.iter();
    let limits: Vec<&Limits> =
        promises.filter(|it| !it.goal && it.bound.metric == metric).map(|it| &it.bound.limits).collect();
    match limits.is_empty() {
        true => vec![rests_on(context, contract, metric, &Limits::default()).2],
        false => limits.into_iter().map(|limits| rests_on(context, contract, metric, limits).2).collect(),
    }
}

/// What every promise in force rests on, contract by contract; of goals nothing is asked.
pub fn chains(context: &Context) -> Vec<Chain> {
    let in_force = context.engagement.contracts.enumerate().filter(|(at, _)| context.contract_in_force(*at));
    let promised = in_force.flat_map(|(at, contract)| (0..contract.promises.len()).map(move |number| (at, number)));
    let owed = promised.filter(|(at, number)| !context.engagement.contracts[*at].promises[*number].goal);
    owed.map(|promise| chain(context, promise)).collect()
}

/// What a promise rests on.
fn chain(context: &Context, promise: PromiseIdx) -> Chain {
    let (at, number) = promise;
    let Bound { metric, limits, .. } = &context.engagement.contracts[at].promises[number].bound;
    let (own, suppliers, effective) = rests_on(context, at, *metric, limits);
    Chain { promise, own, suppliers, effective }
}

/// What a level of a contract rests on: its own share, its suppliers, and what they come to.
fn rests_on(
    context: &Context,
    at: ContractIdx,
    metric: MetricIdx,
    limits: &Limits,
) -> (Part, Vec<(ContractIdx, Part)>, Option<BigDecimal>) {
    let contract = &context.engagement.contracts[at];
    let declared = &context.policy.metrics[metric];
    let mut using: Vec<ContractIdx> = context.obligations.tree.directly_beneath(at).to_vec();
    using.extend(&contract.relies_on);
    using.sort();
    using.dedup();
    let promised = |k: ContractIdx| match context.contract_in_force(k) {
        true => part(&context.engagement.contracts[k].promises, metric, declared, limits),
        false => Part::OutOfForce,
    };
    let own = part(&contract.itself, metric, declared, limits);
    let suppliers: Vec<(ContractIdx, Part)> = using.into_iter().map(|k| (k, promised(k))).collect();
    let amounts: Vec<Option<&BigDecimal>> = suppliers
        .iter()
        .filter(|(_, part)| *part != Part::OutOfForce)
        .map(|(k, part)| amount(&context.engagement.contracts[*k].promises, *part))
        .collect();
    let composed = compose(declared, declared.suppliers, &amounts);
    let own_amount = amount(&contract.itself, own);
    let both = [own_amount, composed.as_ref()];
    let effective = compose(declared, declared.own, if amounts.is_empty() { &both[..1] } else { &both });
    (own, suppliers, effective)
}

/// What a list of levels says of a metric to a level under some limits: the best that reaches over them.
fn part(levels: &[ServiceLevel], at: MetricIdx, metric: &Metric, limits: &Limits) -> Part {
    let of_metric = || levels.iter().enumerate().filter(|(_, it)| it.bound.metric == at);
    let mut best: Option<(usize, &BigDecimal)> = None;
    for (number, level) in of_metric().filter(|(_, it)| !it.goal && metric.reaches_over(&it.bound.limits, limits)) {
        if best.is_none_or(|(_, so_far)| !metric.is_as_good(so_far, &level.bound.amount)) {
            best = Some((number, &level.bound.amount));
        }
    }
    let promised = || of_metric().find(|(_, it)| !it.goal).map(|(number, _)| Part::Incomparable(number));
    let goal = || of_metric().next().map(|(number, _)| Part::Goal(number));
    best.map(|(number, _)| Part::Counts(number)).or_else(promised).or_else(goal).unwrap_or(Part::Unstated)
}

fn amount(levels: &[ServiceLevel], part: Part) -> Option<&BigDecimal> {
    match part {
        Part::Counts(number) => levels.get(number).map(|it| &it.bound.amount),
        Part::Incomparable(_) | Part::Goal(_) | Part::Unstated | Part::OutOfForce => None,
    }
}

/// Levels together, exact; `None` is perfect.
fn compose(metric: &Metric, how: Composition, levels: &[Option<&BigDecimal>]) -> Option<BigDecimal> {
    let best_counts =
        matches!((how, metric.better), (Composition::Min, Direction::Lower) | (Composition::Max, Direction::Higher));
    if best_counts && levels.contains(&None) {
        return None;
    }
    let mut known = levels.iter().flatten().copied();
    let first = known.next()?.clone();
    let hundredth = || BigDecimal::new(One::one(), 2);
    Some(known.fold(first, |so_far, level| match how {
        Composition::Product => so_far * level * hundredth(),
        Composition::Sum => so_far + level,
        Composition::Min => so_far.min(level.clone()),
        Composition::Max => so_far.max(level.clone()),
    }))
}

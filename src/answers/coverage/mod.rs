//! `coverage`: what a prime has handed to its subcontractors, tier by tier: accepted, missing, not passed on, promised less.
//!
//! Nothing is judged here. What became of a delegation is read off the chains of the evaluation, what is not passed on off its flow
//! gaps, and both are called missing where the check finds `broken_delegation` or `missing_flow_down`. An amount that a subcontractor
//! promises is held against the prime's own as the metric's direction says; whether the promise still stands is the law of levels.

mod told;

use std::collections::{BTreeMap, BTreeSet};

pub use told::coverage;

use super::checked::Checked;
use crate::evaluate::{Break, PromiseIdx, Step, Truth};
use crate::findings::delegation::broken_delegation::{BROKEN_DELEGATION, broken_steps};
use crate::findings::delegation::missing_flow_down::MISSING_FLOW_DOWN;
use crate::findings::knowledge::undetermined::UNDETERMINED;
use crate::findings::{Finding, LADDER};
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, DutyIdx, Idx, PartyIdx, Subject, Verb};

/// What of a prime's duties its subcontractors have.
#[derive(Debug)]
pub struct Coverage {
    /// The vendor.
    pub prime: PartyIdx,
    /// The subcontracts beneath its contracts, the nearest tier first.
    pub subcontracts: Vec<Subcontract>,
    /// What it or a subcontractor hands on without a subcontract.
    pub loose: Vec<Handed>,
}

/// One subcontract.
#[derive(Debug)]
pub struct Subcontract {
    /// The contract.
    pub contract: ContractIdx,
    /// How far beneath the prime's own contract; 1 is directly.
    pub tier: usize,
    /// The prime's own contract above it.
    pub own: ContractIdx,
    /// It is in force on the day.
    pub in_force: bool,
    /// What is handed on by it.
    pub handed: Vec<Handed>,
    /// What flows down and is not passed on.
    pub not_passed_on: Vec<NotPassedOn>,
    /// What the prime promises and this contract does not, or less of it.
    pub lower: Vec<Lower>,
    /// Findings on consent and disclosure, as indices.
    pub unknown_to_hospital: Vec<usize>,
}

/// An obligation that was handed on.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The obligation.
    pub at: ObligationIdx,
    /// The step.
    pub step: Step,
    /// What became of it.
    pub fate: Fate,
}

/// What became of something handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Accepted, or handed on further.
    Accepted,
    /// The step does not hold; the finding, as an index.
    Missing(Break, usize),
    /// It counts for nothing, and another finding says why, if any does.
    Otherwise(Option<Break>, Option<usize>),
}

/// A duty that flows down and is not passed on.
#[derive(Clone, Debug)]
pub struct NotPassedOn {
    /// The duty.
    pub duty: DutyIdx,
    /// The finding, as an index.
    pub finding: Option<usize>,
    /// Whether it is a gap for sure: its supplier is in scope.
    pub certain: bool,
}

/// A promise of the prime that a subcontract falls short of.
#[derive(Clone, Debug)]
pub struct Lower {
    /// What the prime promises.
    pub own: PromiseIdx,
    /// What the subcontract promises of the metric, if anything.
    pub promised: Option<PromiseIdx>,
    /// The limits differ, so that the amounts cannot be compared.
    pub incomparable: bool,
}

impl Coverage {
    /// How many handed-on duties and duties that flow down are missing.
    pub fn missing(&self) -> usize {
        let handed = self.subcontracts.iter().flat_map(|it| &it.handed).chain(&self.loose);
        let flows = self.subcontracts.iter().flat_map(|it| &it.not_passed_on);
        handed.filter(|it| matches!(it.fate, Fate::Missing(..))).count() + flows.filter(|it| it.certain).count()
    }

    /// Whether anything is missing: also consent, or disclosure.
    pub fn lacks(&self) -> bool {
        self.missing() > 0 || self.subcontracts.iter().any(|it| !it.unknown_to_hospital.is_empty())
    }
}

/// The vendors that have subcontracts.
pub fn primes(checked: &Checked) -> Vec<PartyIdx> {
    let engagement = checked.evaluation.context.engagement;
    let customers: BTreeSet<PartyIdx> =
        engagement.contracts.iter().filter(|it| it.parent.is_some()).map(|it| it.customer).collect();
    customers.into_iter().collect()
}

/// Reads off an evaluation what the subcontractors of a prime have; without subcontracts there is nothing.
pub fn covered(checked: &Checked, prime: PartyIdx) -> Coverage {
    let context = &checked.evaluation.context;
    let engagement = context.engagement;
    let mut subcontracts = beneath(checked, prime);
    let place: BTreeMap<ContractIdx, usize> =
        subcontracts.iter().enumerate().map(|(at, it)| (it.contract, at)).collect();
    let group: BTreeSet<PartyIdx> =
        subcontracts.iter().map(|it| engagement.contracts[it.contract].supplier).chain([prime]).collect();
    let mut loose = Vec::new();
    for handed in handed(checked) {
        let Step { from, via, .. } = handed.step;
        match via.and_then(|via| place.get(&via)) {
            Some(at) => subcontracts[*at].handed.push(handed),
            None if group.contains(&from) && via.is_none_or(|via| engagement.contracts[via].parent.is_none()) => {
                loose.push(handed);
            }
            None => {}
        }
    }
    for (contract, handed) in unfounded(checked) {
        if let Some(at) = place.get(&contract) {
            subcontracts[*at].handed.push(handed);
        }
    }
    for it in &mut subcontracts {
        it.handed = worst_of_each(std::mem::take(&mut it.handed));
    }
    Coverage { prime, subcontracts, loose: worst_of_each(loose) }
}

/// The contracts beneath those of a prime, tier by tier.
fn beneath(checked: &Checked, prime: PartyIdx) -> Vec<Subcontract> {
    let context = &checked.evaluation.context;
    let tree = &context.obligations.tree;
    let mut seen: BTreeSet<ContractIdx> = BTreeSet::new();
    let mut all = Vec::new();
    let mut tier: Vec<(ContractIdx, ContractIdx)> = tree.supplied_by(prime).iter().map(|own| (*own, *own)).collect();
    for depth in 1.. {
        let next = tier.iter().flat_map(|(above, own)| tree.directly_beneath(*above).iter().map(|at| (*at, *own)));
        let mut next: Vec<(ContractIdx, ContractIdx)> = next.filter(|(at, _)| seen.insert(*at)).collect();
        if next.is_empty() {
            break;
        }
        next.sort();
        for (contract, own) in &next {
            all.push(Subcontract {
                contract: *contract,
                tier: depth,
                own: *own,
                in_force: context.contract_in_force(*contract),
                handed: Vec::new(),
                not_passed_on: not_passed_on(checked, *contract),
                lower: lower(checked, *own, *contract),
                unknown_to_hospital: unknown_to_hospital(checked, *contract),
            });
        }
        tier = next;
    }
    all
}

/// Every step of every chain, with what became of it.
fn handed(checked: &Checked) -> Vec<Handed> {
    let evaluation = &checked.evaluation;
    let mut all = Vec::new();
    for at in evaluation.context.obligations.all.indices() {
        let standing = &evaluation.standings[at.row()];
        if !standing.stands() {
            continue;
        }
        let accepted = |step: &Step| Handed { at, step: step.clone(), fate: Fate::Accepted };
        let mut lost: BTreeSet<(usize, &'static str)> = BTreeSet::new();
        for (path, why) in broken_steps(evaluation, at) {
            let Some((last, before)) = path.split_last() else { continue };
            all.extend(before.iter().map(accepted));
            lost.insert((last.delegation.row(), why.name()));
            let fate = match finding(checked, at) {
                Some((number, it)) if it.code.name == BROKEN_DELEGATION.code.name => Fate::Missing(why.clone(), number),
                other => Fate::Otherwise(Some(why.clone()), other.map(|(number, _)| number)),
            };
            all.push(Handed { at, step: last.clone(), fate });
        }
        for segment in standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.segments) {
            all.extend(segment.chains.iter().flatten().map(accepted));
            for (path, why) in &segment.broken {
                let Some((last, before)) = path.split_last() else { continue };
                all.extend(before.iter().map(accepted));
                if !lost.contains(&(last.delegation.row(), why.name())) {
                    let fate = Fate::Otherwise(Some(why.clone()), finding(checked, at).map(|(number, _)| number));
                    all.push(Handed { at, step: last.clone(), fate });
                }
            }
        }
    }
    all
}

/// Delegations that no owner's chain goes by: who hands it on does not carry it.
fn unfounded(checked: &Checked) -> Vec<(ContractIdx, Handed)> {
    let evaluation = &checked.evaluation;
    let context = &evaluation.context;
    let mut all = Vec::new();
    for at in context.obligations.all.indices() {
        let standing = &evaluation.standings[at.row()];
        if !standing.stands() {
            continue;
        }
        let segments = standing.owners.iter().flat_map(|it| &it.segments);
        let paths = segments.flat_map(|it| it.chains.iter().chain(it.broken.iter().map(|(path, _)| path)));
        let followed: BTreeSet<usize> = paths.flatten().map(|step| step.delegation.row()).collect();
        for delegation in standing.delegations.iter().filter(|it| !followed.contains(&it.row())) {
            let Verb::Delegates { party, to, via, .. } = context.engagement.statements[*delegation].verb else {
                continue;
            };
            let Some(contract) = context.delegated_via(party, to, via).first().copied() else { continue };
            let step = Step { from: party, to, delegation: *delegation, via: Some(contract), accepted: None };
            let fate = Fate::Otherwise(None, finding(checked, at).map(|(number, _)| number));
            all.push((contract, Handed { at, step, fate }));
        }
    }
    all
}

/// The finding about an obligation: the broken delegation, else the one that stands instead.
fn finding<'a>(checked: &'a Checked, at: ObligationIdx) -> Option<(usize, &'a Finding)> {
    let about = || checked.findings.iter().enumerate().filter(move |(_, it)| it.group.obligations.contains(&at));
    let ladder = |name: &str| name == UNDETERMINED.code.name || LADDER.iter().any(|kind| kind.code.name == name);
    about()
        .find(|(_, it)| it.code.name == BROKEN_DELEGATION.code.name)
        .or_else(|| about().find(|(_, it)| ladder(it.code.name)))
}

/// Of one obligation handed on by one contract to one party, what became worst.
fn worst_of_each(all: Vec<Handed>) -> Vec<Handed> {
    let rank = |it: &Handed| match it.fate {
        Fate::Missing(..) => 2,
        Fate::Otherwise(..) => 1,
        Fate::Accepted => 0,
    };
    let mut kept: BTreeMap<(ObligationIdx, PartyIdx, PartyIdx), Handed> = BTreeMap::new();
    for it in all {
        let key = (it.at, it.step.from, it.step.to);
        match kept.get(&key) {
            Some(other) if rank(other) >= rank(&it) => {}
            _ => {
                kept.insert(key, it);
            }
        }
    }
    kept.into_values().collect()
}

fn not_passed_on(checked: &Checked, contract: ContractIdx) -> Vec<NotPassedOn> {
    let here = |it: &&Finding, name: &str, duty: &DutyIdx| {
        it.code.name == name && it.group.subject == Subject::Contract(contract) && it.group.duties.contains(duty)
    };
    let gaps = checked.evaluation.flow_gaps.iter().filter(|gap| gap.contract == contract);
    gaps.map(|gap| {
        let certain = gap.applies.truth() != Truth::Unknown;
        let name = if certain { MISSING_FLOW_DOWN.code.name } else { UNDETERMINED.code.name };
        let finding = checked.findings.iter().position(|it| here(&it, name, &gap.duty));
        NotPassedOn { duty: gap.duty, finding, certain }
    })
    .collect()
}

/// The promises of a prime's contract of which a subcontract promises less, or nothing.
fn lower(checked: &Checked, own: ContractIdx, below: ContractIdx) -> Vec<Lower> {
    let context = &checked.evaluation.context;
    let contracts = &context.engagement.contracts;
    let mut all = Vec::new();
    for (number, promise) in contracts[own].promises.iter().enumerate().filter(|(_, it)| !it.goal) {
        let metric = &context.policy.metrics[promise.bound.metric];
        let same = |(_, it): &(usize, &crate::model::ServiceLevel)| !it.goal && it.bound.metric == promise.bound.metric;
        let promised: Vec<(usize, &crate::model::ServiceLevel)> =
            contracts[below].promises.iter().enumerate().filter(same).collect();
        let comparable = promised.iter().filter(|(_, it)| metric.reaches_over(&it.bound.limits, &promise.bound.limits));
        let best = comparable.fold(None::<&(usize, &crate::model::ServiceLevel)>, |best, it| match best {
            Some(so_far) if metric.is_as_good(&so_far.1.bound.amount, &it.1.bound.amount) => Some(so_far),
            _ => Some(it),
        });
        let own = (own, number);
        match (best, promised.first()) {
            (Some((_, it)), _) if metric.is_as_good(&it.bound.amount, &promise.bound.amount) => {}
            (Some((at, _)), _) => all.push(Lower { own, promised: Some((below, *at)), incomparable: false }),
            (None, Some((at, _))) => all.push(Lower { own, promised: Some((below, *at)), incomparable: true }),
            (None, None) => all.push(Lower { own, promised: None, incomparable: false }),
        }
    }
    all
}

fn unknown_to_hospital(checked: &Checked, contract: ContractIdx) -> Vec<usize> {
    let names = ["unconsented_subcontract", "undisclosed_subcontractor"];
    let here = |it: &Finding| it.group.subject == Subject::Contract(contract) && names.contains(&it.code.name);
    checked.findings.iter().enumerate().filter(|(_, it)| here(it)).map(|(number, _)| number).collect()
}

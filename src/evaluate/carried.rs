//! The law of carrying: the chain of an owner, followed to its end.
//!
//! p₀ owns, hands on to p₁, … until pₙ, who hands on to nobody; pₙ performs. Whoever has delegated no longer performs. Each step
//! needs a contract from customer to supplier that is in force and covers the subject (a subcontract: also disclosed, and whatever
//! must be met before delegation, met). pₙ must have accepted; no delegate disclaims; no party comes twice.
//!
//! ```text
//! A owns P2.C.2 on iaas by K1           A ──K2──▶ B
//! A delegates P2.C.2 on iaas to B via K2     │      └ accepted: B performs, A answers
//! B accepts P2.C.2 on iaas by K2             └ K2 in force, covers iaas, consented
//! ```
//!
//! Two to whom the same is handed may hand it to each other: that is a circle, too, though neither comes twice on one way.
//!
//! Chains are found breadth first, so that among equal ones the shortest counts and, among those, the one by the first names.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use smallvec::{SmallVec, smallvec};

use super::context::Context;
use super::owns::Stance;
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, PartyIdx, Statement, StatementIdx, Subject, Verb};

/// One handing on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who hands on.
    pub from: PartyIdx,
    /// To whom.
    pub to: PartyIdx,
    /// The statement that does.
    pub delegation: StatementIdx,
    /// The contract it goes by; `None` where there is none.
    pub via: Option<ContractIdx>,
    /// The statement by which the other side accepted, unless it did so by handing on.
    pub accepted: Option<StatementIdx>,
}

/// Why a step does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// No contract from the one to the other.
    NoContract,
    /// The contract is not in force.
    OutOfForce(ContractIdx),
    /// The contract does not cover the subject.
    NotCovered(ContractIdx),
    /// A subcontract that was not disclosed to the hospital.
    Undisclosed(ContractIdx),
    /// What must be met before delegation is not met.
    Gate(ContractIdx, ObligationIdx),
    /// The delegate disclaims it.
    Disclaimed(StatementIdx),
    /// The delegate has not accepted.
    NotAccepted,
}

impl Break {
    /// The word for tests and machines.
    pub fn name(&self) -> &'static str {
        match self {
            Break::NoContract => "no_contract",
            Break::OutOfForce(_) => "out_of_force",
            Break::NotCovered(_) => "not_covered",
            Break::Undisclosed(_) => "undisclosed",
            Break::Gate(..) => "before_delegation",
            Break::Disclaimed(_) => "disclaimed",
            Break::NotAccepted => "not_accepted",
        }
    }
}

/// What became of an owner's obligation, or of one labelled part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// The part; `None` is the whole, or what is left beside the labelled parts.
    pub label: Option<String>,
    /// The sound chains, one for each performer; an empty chain is the owner itself.
    pub chains: Vec<Vec<Step>>,
    /// The steps that do not hold, each with the steps before it.
    pub broken: Vec<(Vec<Step>, Break)>,
    /// Parties that hand it round in a circle.
    pub circle: Option<Vec<PartyIdx>>,
    /// Who hands the same to several, and to whom.
    pub split: Option<(PartyIdx, Vec<PartyIdx>)>,
}

/// Where the law of carrying looks: one obligation with what the parties say of it.
pub struct Carrying<'a> {
    context: &'a Context<'a>,
    obligation: ObligationIdx,
    stances: &'a [Stance],
    /// By contract: the obligation that must be met before delegation and is not.
    gates: &'a BTreeMap<ContractIdx, ObligationIdx>,
    /// By party that hands on, then in table order.
    delegations: SmallVec<[(PartyIdx, StatementIdx); 4]>,
}

impl<'a> Carrying<'a> {
    /// Gathers the delegations of an obligation that are in effect.
    pub fn new(
        context: &'a Context<'a>,
        obligation: ObligationIdx,
        stances: &'a [Stance],
        gates: &'a BTreeMap<ContractIdx, ObligationIdx>,
    ) -> Self {
        let hands_on = |(at, statement): (StatementIdx, &Statement)| match statement.verb {
            Verb::Delegates { party, .. } => Some((party, at)),
            _ => None,
        };
        let mut delegations: SmallVec<[_; 4]> = context.statements_about(obligation).filter_map(hands_on).collect();
        delegations.sort_unstable();
        let mut carrying = Carrying { context, obligation, stances, gates, delegations };
        if carrying.delegations.len() > 1 {
            let all = carrying.delegations.iter();
            let stands = |(party, at): &(PartyIdx, StatementIdx)| !carrying.is_replaced(*at, carrying.of(*party));
            carrying.delegations = all.copied().filter(stands).collect();
        }
        carrying
    }

    /// The delegations of a party.
    fn of(&self, party: PartyIdx) -> &[(PartyIdx, StatementIdx)] {
        let from = self.delegations.partition_point(|(it, _)| *it < party);
        let to = self.delegations.partition_point(|(it, _)| *it <= party);
        &self.delegations[from..to]
    }

    /// Whether anybody hands the obligation on.
    pub fn delegations(&self) -> impl Iterator<Item = StatementIdx> + '_ {
        self.delegations.iter().map(|(_, at)| *at)
    }

    /// A delegation whose contract is over is replaced by one, to somebody else, by a contract that began later.
    fn is_replaced(&self, at: StatementIdx, among: &[(PartyIdx, StatementIdx)]) -> bool {
        let terms = |at: StatementIdx| match self.context.engagement.statements[at].verb {
            Verb::Delegates { party, to, via, .. } => self.context.delegated_via(party, to, via),
            _ => SmallVec::new(),
        };
        let own = terms(at);
        let over = !own.is_empty() && own.iter().all(|k| !self.context.contract_in_force(*k));
        let began =
            |list: &[ContractIdx]| list.iter().map(|k| self.context.engagement.contracts[*k].in_force.from).max();
        over && among.iter().any(|(_, other)| {
            let others = terms(*other);
            others.iter().any(|k| self.context.contract_in_force(*k)) && began(&others) > began(&own)
        })
    }

    /// Follows an owner: its labelled parts each for itself, or the whole.
    pub fn segments(&self, owner: PartyIdx, parts: &BTreeSet<String>) -> Vec<Segment> {
        if !parts.is_empty() {
            return parts.iter().map(|label| self.follow(owner, Some(label))).collect();
        }
        let handed: BTreeSet<&String> = self.edges(owner, None, true).flat_map(|(_, _, parts)| parts).collect();
        let mut all = Vec::with_capacity(handed.len() + 1);
        all.extend(handed.iter().map(|label| self.follow(owner, Some(label))));
        all.push(self.follow(owner, None));
        all
    }

    /// The delegations of a party that speak of a part; of the whole, only those without parts unless `labelled`.
    fn edges<'s>(
        &'s self,
        party: PartyIdx,
        label: Option<&'s str>,
        labelled: bool,
    ) -> impl Iterator<Item = (StatementIdx, PartyIdx, &'s Vec<String>)> + 's {
        self.of(party).iter().filter_map(move |(_, at)| match &self.context.engagement.statements[*at].verb {
            Verb::Delegates { to, parts, .. } => {
                let speaks =
                    parts.is_empty() || labelled || label.is_some_and(|label| parts.iter().any(|part| part == label));
                speaks.then_some((*at, *to, parts))
            }
            _ => None,
        })
    }

    fn follow(&self, owner: PartyIdx, label: Option<&str>) -> Segment {
        let mut segment = Segment { label: label.map(str::to_owned), ..Segment::default() };
        // Only the step to each party is kept; its path is walked back when it is needed.
        let mut steps: BTreeMap<PartyIdx, Step> = BTreeMap::new();
        let mut queue: SmallVec<[PartyIdx; 4]> = smallvec![owner];
        let mut next = 0;
        let mut ways = Ways::default();
        while let Some(party) = queue.get(next).copied() {
            next += 1;
            let edges: SmallVec<[_; 4]> = self.edges(party, label, false).map(|(at, to, _)| (at, to)).collect();
            if edges.is_empty() {
                // Most often there is one.
                segment.chains.reserve_exact(1);
                segment.chains.push(path_to(party, &steps));
                continue;
            }
            if segment.split.is_none() && edges.iter().any(|(_, to)| *to != edges[0].1) {
                let to_whom: BTreeSet<PartyIdx> = edges.iter().map(|(_, to)| *to).collect();
                segment.split = Some((party, to_whom.into_iter().collect()));
            }
            let before: SmallVec<[PartyIdx; 8]> =
                std::iter::successors(Some(party), |at| steps.get(at).map(|step| step.from)).collect();
            for (delegation, to) in edges {
                if before.contains(&to) {
                    segment.circle.get_or_insert_with(|| circle(owner, &path_to(party, &steps), to));
                    continue;
                }
                ways.all.push((party, to));
                match self.step(party, to, delegation, label) {
                    Ok(step) => {
                        ways.sound.entry(party).or_default().push(to);
                        if let Entry::Vacant(place) = steps.entry(to) {
                            place.insert(step);
                            queue.push(to);
                        }
                    }
                    Err((step, why)) => {
                        let mut longer = path_to(party, &steps);
                        longer.push(step);
                        segment.broken.push((longer, why));
                    }
                }
            }
        }
        segment.circle = segment.circle.or_else(|| ways.circle());
        segment
    }

    fn step(
        &self,
        from: PartyIdx,
        to: PartyIdx,
        delegation: StatementIdx,
        label: Option<&str>,
    ) -> Result<Step, (Step, Break)> {
        let via = match self.context.engagement.statements[delegation].verb {
            Verb::Delegates { via, .. } => via,
            _ => None,
        };
        let step = |via, accepted| Step { from, to, delegation, via, accepted };
        let contracts = self.context.delegated_via(from, to, via);
        if let Some(stance) = self.disclaimed(to) {
            return Err((step(contracts.first().copied(), None), Break::Disclaimed(stance)));
        }
        let mut first_break = None;
        for contract in contracts {
            match self.by_contract(from, to, contract, label) {
                Ok(accepted) => return Ok(step(Some(contract), accepted)),
                Err(why) => {
                    first_break.get_or_insert((step(Some(contract), None), why));
                }
            }
        }
        Err(first_break.unwrap_or((step(None, None), Break::NoContract)))
    }

    fn by_contract(
        &self,
        from: PartyIdx,
        to: PartyIdx,
        at: ContractIdx,
        label: Option<&str>,
    ) -> Result<Option<StatementIdx>, Break> {
        let contract = &self.context.engagement.contracts[at];
        if contract.customer != from || contract.supplier != to {
            return Err(Break::NoContract);
        }
        if !self.context.contract_in_force(at) {
            return Err(Break::OutOfForce(at));
        }
        let subject = self.context.obligations.subject(self.obligation);
        if !covers(self.context, at, subject) {
            return Err(Break::NotCovered(at));
        }
        let known = |it: &Option<crate::model::Dated>| it.as_ref().is_some_and(|it| it.date <= self.context.day);
        if contract.parent.is_some() && !known(&contract.disclosed) && !known(&contract.consented) {
            return Err(Break::Undisclosed(at));
        }
        // What must be met before delegation is not met by being delegated.
        let is_gate = self.context.policy.duties[self.context.obligations.all[self.obligation].duty].before_delegation;
        let own = Some(&self.obligation).filter(|_| is_gate && subject == Subject::Contract(at));
        if let Some(gate) = self.gates.get(&at).or(own) {
            return Err(Break::Gate(at, *gate));
        }
        let hands_on = self.edges(to, label, false).next().is_some();
        match self.acceptance(to, at, label) {
            Some(accepted) => Ok(Some(accepted)),
            None if hands_on => Ok(None),
            None => Err(Break::NotAccepted),
        }
    }

    /// The statement by which a delegate accepted under a contract: accepting, or owning the part or the whole by that contract.
    fn acceptance(&self, delegate: PartyIdx, under: ContractIdx, label: Option<&str>) -> Option<StatementIdx> {
        let speaks = |parts: &[String]| parts.is_empty() || parts.iter().any(|part| Some(part.as_str()) == label);
        let mut accepting = self.context.statements_about(self.obligation).filter(|(_, statement)| {
            let by_it = statement.by.iter().any(|basis| basis.contract == Some(under));
            let by_none = statement.by.iter().all(|basis| basis.contract.is_none());
            match &statement.verb {
                Verb::Accepts { party } => *party == delegate && (by_it || by_none),
                Verb::Owns { party, parts, .. } => *party == delegate && by_it && speaks(parts),
                _ => false,
            }
        });
        accepting.next().map(|(at, _)| at)
    }

    /// The disclaimer of a delegate, unless an acceptance of its own overrides it.
    fn disclaimed(&self, delegate: PartyIdx) -> Option<StatementIdx> {
        let stance = self.stances.iter().find(|stance| stance.party == delegate)?;
        let overridden = |disclaimer: StatementIdx| {
            self.context.statements_about(self.obligation).any(|(at, statement)| {
                matches!(statement.verb, Verb::Accepts { party } if party == delegate)
                    && self.context.overrides(at, disclaimer)
            })
        };
        stance.disclaims.iter().copied().find(|at| !overridden(*at))
    }
}

/// Whether a contract covers a subject: a component that it names; itself and what stands above or beneath it; its parties; an
/// interface of which it covers an end; the engagement always.
pub fn covers(context: &Context, contract: ContractIdx, subject: Subject) -> bool {
    let tree = &context.obligations.tree;
    let covered = |c| context.obligations.subjects.covers(contract, c);
    match subject {
        Subject::Engagement => true,
        Subject::Component(c) => covered(c),
        Subject::Interface(a, b) => covered(a) || covered(b),
        Subject::Contract(k) => k == contract || tree.is_above(contract, k) || tree.is_above(k, contract),
        Subject::Vendor(party) => {
            let it = &context.engagement.contracts[contract];
            it.customer == party || it.supplier == party
        }
    }
}

/// Who hands on to whom, where that does not lead back on the way by which one came.
#[derive(Default)]
struct Ways {
    /// In the order in which they were come to.
    all: Vec<(PartyIdx, PartyIdx)>,
    /// Those by steps that hold.
    sound: BTreeMap<PartyIdx, Vec<PartyIdx>>,
}

impl Ways {
    /// The parties of the first circle that is only closed by another way.
    fn circle(&self) -> Option<Vec<PartyIdx>> {
        self.all.iter().find_map(|(from, to)| {
            let mut parties = self.shortest(*to, *from)?;
            parties.push(*to);
            Some(parties)
        })
    }

    fn shortest(&self, from: PartyIdx, to: PartyIdx) -> Option<Vec<PartyIdx>> {
        let mut came_from: BTreeMap<PartyIdx, PartyIdx> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            if at == to {
                let mut parties: Vec<PartyIdx> =
                    std::iter::successors(Some(to), |it| came_from.get(it).copied()).collect();
                parties.reverse();
                return Some(parties);
            }
            for next in self.sound.get(&at).into_iter().flatten() {
                if *next != from && !came_from.contains_key(next) {
                    came_from.insert(*next, at);
                    queue.push_back(*next);
                }
            }
        }
        None
    }
}

/// The steps from the owner to a party, given the step by which each was reached.
fn path_to(party: PartyIdx, steps: &BTreeMap<PartyIdx, Step>) -> Vec<Step> {
    let mut path: Vec<Step> = std::iter::successors(steps.get(&party), |step| steps.get(&step.from)).cloned().collect();
    path.reverse();
    path
}

/// The parties from the first time somebody comes to the second.
fn circle(owner: PartyIdx, path: &[Step], again: PartyIdx) -> Vec<PartyIdx> {
    let mut parties: Vec<PartyIdx> = std::iter::once(owner).chain(path.iter().map(|step| step.to)).collect();
    let begins = parties.iter().position(|party| *party == again).unwrap_or(0);
    parties.drain(..begins);
    parties.push(again);
    parties
}

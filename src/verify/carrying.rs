//! The law of carrying: an owner's chain, followed to its end.
//!
//! p₀ owns and hands on to p₁, … until pₙ, who hands on to nobody and performs. Whoever has delegated no longer performs. Each step
//! needs a contract from the one to the other that is in force and covers the subject (a subcontract: also disclosed, and what must
//! be met before delegation met). pₙ must have accepted: by a word of its own, by owning under that contract, or by handing on. No
//! delegate disclaims, and no party comes twice: neither on one way, nor in that two to whom the same is handed hand it to each other.
//!
//! A delegation stands until withdrawn, whatever becomes of its contract, or until it is replaced: by one of the same party whose
//! contract runs and began later, once its own is over.

use super::day::Day;
use super::near::covers;
use super::stance::Stance;
use super::validity::{handing, resting_on};
use crate::model::{ContractIdx, PartyIdx, StatementIdx, Subject, Verb};

/// A contract under which nothing can be delegated, and the obligation that is not met.
pub type Gate = (ContractIdx, usize);

/// One handing on.
#[derive(Clone, Debug)]
pub struct Step {
    /// Who hands on.
    pub from: PartyIdx,
    /// To whom.
    pub to: PartyIdx,
    /// By which contract.
    pub via: Option<ContractIdx>,
}

/// Why a step does not hold.
#[derive(Clone, Copy, Debug)]
pub enum Break {
    /// The delegate disclaims it.
    Disclaimed,
    /// There is no contract from the one to the other.
    NoContract,
    /// It is not in force.
    OutOfForce,
    /// It does not cover the subject.
    NotCovered,
    /// The hospital was not told of the subcontract.
    Undisclosed,
    /// What must be met before delegation is not: this obligation.
    Gate(usize),
    /// The delegate has not accepted.
    NotAccepted,
}

/// What became of an owner's obligation, or of a labelled part of it.
#[derive(Clone, Debug, Default)]
pub struct Portion {
    /// The part; `None` is the whole, or what is left beside the parts.
    pub label: Option<String>,
    /// The chains that hold, to each performer one; an empty chain is the owner itself.
    pub chains: Vec<Vec<Step>>,
    /// The steps that do not hold.
    pub broken: Vec<(Step, Break)>,
    /// Parties that hand it round in a circle.
    pub circle: Option<Vec<PartyIdx>>,
    /// Several to whom somebody hands the same.
    pub several: Option<Vec<PartyIdx>>,
}

/// Where one has come to from an owner.
struct Walked {
    /// The first way to everybody.
    paths: Vec<Vec<Step>>,
    /// Who hands on to whom, if not back along the way.
    handed: Vec<(PartyIdx, PartyIdx)>,
    /// The same by steps that hold.
    holding: Vec<(PartyIdx, PartyIdx)>,
}

impl Walked {
    /// The first circle that is closed by another way: somebody hands on to one from whom a way leads to it.
    fn circle(&self) -> Option<Vec<PartyIdx>> {
        self.handed.iter().find_map(|(from, to)| self.way(*to, *from))
    }

    /// A shortest way by steps that hold.
    fn way(&self, from: PartyIdx, to: PartyIdx) -> Option<Vec<PartyIdx>> {
        let mut ways: Vec<Vec<PartyIdx>> = vec![vec![from]];
        let mut at = 0;
        while at < ways.len() {
            let way = ways[at].clone();
            if way.last() == Some(&to) {
                return Some(way);
            }
            let next = self.holding.iter().filter(|(party, _)| way.last() == Some(party)).map(|(_, next)| *next);
            let new: Vec<PartyIdx> = next.filter(|it| !ways.iter().flatten().any(|known| known == it)).collect();
            ways.extend(new.into_iter().map(|it| [way.as_slice(), &[it]].concat()));
            at += 1;
        }
        None
    }
}

/// Where chains are looked for: one obligation, with what is said of it.
pub struct Carrying<'a> {
    /// The day.
    pub day: &'a Day<'a>,
    /// The obligation.
    pub at: usize,
    /// What the parties say of it.
    pub stances: &'a [Stance],
    /// What is closed to delegation.
    pub gates: &'a [Gate],
}

impl Carrying<'_> {
    /// The delegations that stand, by the order of those who hand on.
    pub fn delegations(&self) -> Vec<StatementIdx> {
        let said = self.day.said_of(self.at).iter().copied();
        let all: Vec<StatementIdx> = said.filter(|it| self.handed(*it).is_some()).collect();
        let mut standing: Vec<StatementIdx> =
            all.iter().copied().filter(|it| !all.iter().any(|other| self.replaces(*other, *it))).collect();
        standing.sort_by_key(|it| self.day.whole.statement(*it).verb.party());
        standing
    }

    /// Who hands on to whom, and by which contracts it can be.
    fn handed(&self, at: StatementIdx) -> Option<(PartyIdx, PartyIdx, Vec<ContractIdx>)> {
        match self.day.whole.statement(at).verb {
            Verb::Delegates { party, to, via, .. } => {
                Some((party, to, handing(self.day.whole.engagement, party, to, via)))
            }
            _ => None,
        }
    }

    fn replaces(&self, new: StatementIdx, old: StatementIdx) -> bool {
        let (Some((who, _, by_new)), Some((party, _, by_old))) = (self.handed(new), self.handed(old)) else {
            return false;
        };
        let runs = |all: &[ContractIdx]| all.iter().any(|k| self.day.in_force(*k));
        let began =
            |all: &[ContractIdx]| all.iter().map(|k| self.day.whole.engagement.contracts[*k].in_force.from).max();
        who == party && !by_old.is_empty() && !runs(&by_old) && runs(&by_new) && began(&by_new) > began(&by_old)
    }

    /// To whom a party hands on: of a labelled part what names it, and what names no part.
    fn hands_on(&self, party: PartyIdx, label: Option<&str>) -> Vec<StatementIdx> {
        let speaks = |at: &StatementIdx| match &self.day.whole.statement(*at).verb {
            Verb::Delegates { party: by, parts, .. } => {
                *by == party && (parts.is_empty() || parts.iter().any(|part| Some(part.as_str()) == label))
            }
            _ => false,
        };
        self.delegations().into_iter().filter(speaks).collect()
    }

    /// What became of it: of each labelled part that the owner owns, or hands on, and else of the whole.
    pub fn portions(&self, owner: PartyIdx, parts: &[String]) -> Vec<Portion> {
        let mut labels: Vec<Option<String>> = parts.iter().cloned().map(Some).collect();
        if parts.is_empty() {
            labels = self.parts_handed_on(owner).into_iter().map(Some).chain([None]).collect();
        }
        labels.into_iter().map(|label| self.portion(owner, label)).collect()
    }

    fn parts_handed_on(&self, owner: PartyIdx) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        for at in self.delegations() {
            match &self.day.whole.statement(at).verb {
                Verb::Delegates { party, parts, .. } if *party == owner => labels.extend(parts.iter().cloned()),
                _ => {}
            }
        }
        labels.sort();
        labels.dedup();
        labels
    }

    /// Goes on from everybody once, the nearest first: who is come to by another way hands on to the same.
    fn portion(&self, owner: PartyIdx, label: Option<String>) -> Portion {
        let mut portion = Portion { label, ..Portion::default() };
        let mut walked = Walked { paths: vec![Vec::new()], handed: Vec::new(), holding: Vec::new() };
        let mut at = 0;
        while at < walked.paths.len() {
            let path = walked.paths[at].clone();
            at += 1;
            let party = path.last().map_or(owner, |step| step.to);
            let handing_on = self.hands_on(party, portion.label.as_deref());
            if handing_on.is_empty() {
                portion.chains.push(path);
                continue;
            }
            self.note_several(&handing_on, &mut portion);
            for delegation in handing_on {
                self.note_step(owner, &path, delegation, &mut walked, &mut portion);
            }
        }
        portion.circle = portion.circle.or_else(|| walked.circle());
        portion
    }

    fn note_several(&self, handing_on: &[StatementIdx], portion: &mut Portion) {
        let mut whom: Vec<PartyIdx> = handing_on.iter().filter_map(|it| Some(self.handed(*it)?.1)).collect();
        whom.sort();
        whom.dedup();
        if whom.len() > 1 && portion.several.is_none() {
            portion.several = Some(whom);
        }
    }

    fn note_step(
        &self,
        owner: PartyIdx,
        path: &[Step],
        delegation: StatementIdx,
        walked: &mut Walked,
        portion: &mut Portion,
    ) {
        let Some((from, to, contracts)) = self.handed(delegation) else { return };
        let mut line: Vec<PartyIdx> = [owner].into_iter().chain(path.iter().map(|step| step.to)).collect();
        if let Some(place) = line.iter().position(|it| *it == to) {
            portion.circle.get_or_insert_with(|| line.split_off(place));
            return;
        }
        walked.handed.push((from, to));
        match self.step(from, to, &contracts, portion.label.as_deref()) {
            Err(broken) => portion.broken.push(broken),
            Ok(step) => {
                walked.holding.push((from, to));
                if walked.paths.iter().flatten().all(|known| known.to != to) {
                    walked.paths.push([path, &[step]].concat());
                }
            }
        }
    }

    /// Whether a step holds by any of the contracts by which it can be; if not, why by the first.
    fn step(
        &self,
        from: PartyIdx,
        to: PartyIdx,
        contracts: &[ContractIdx],
        label: Option<&str>,
    ) -> Result<Step, (Step, Break)> {
        let step = |via: Option<ContractIdx>| Step { from, to, via };
        let first = contracts.first().copied();
        if self.disclaims(to) {
            return Err((step(first), Break::Disclaimed));
        }
        let why_not: Vec<Option<Break>> = contracts.iter().map(|k| self.why_not(from, to, *k, label)).collect();
        match why_not.iter().position(Option::is_none) {
            Some(place) => Ok(step(Some(contracts[place]))),
            None => Err((step(first), why_not.first().copied().flatten().unwrap_or(Break::NoContract))),
        }
    }

    /// What a step by a contract lacks.
    fn why_not(&self, from: PartyIdx, to: PartyIdx, via: ContractIdx, label: Option<&str>) -> Option<Break> {
        let engagement = self.day.whole.engagement;
        let contract = &engagement.contracts[via];
        let told = contract.disclosed.iter().chain(&contract.consented).any(|it| it.date <= self.day.date());
        let here = &self.day.whole.obligations[self.at];
        let is_gate =
            self.day.whole.policy.duties[here.duty].before_delegation && here.subject == Subject::Contract(via);
        let gate = self.gates.iter().find(|(k, _)| *k == via).map(|(_, unmet)| *unmet);
        // What must be met before delegation is not met by being delegated.
        let gate = gate.or(is_gate.then_some(self.at));
        if contract.customer != from || contract.supplier != to {
            Some(Break::NoContract)
        } else if !self.day.in_force(via) {
            Some(Break::OutOfForce)
        } else if !covers(engagement, via, here.subject) {
            Some(Break::NotCovered)
        } else if contract.parent.is_some() && !told {
            Some(Break::Undisclosed)
        } else if let Some(unmet) = gate {
            Some(Break::Gate(unmet))
        } else if !self.accepts(to, via, label) && self.hands_on(to, label).is_empty() {
            Some(Break::NotAccepted)
        } else {
            None
        }
    }

    /// Whether a delegate has accepted: by that contract or by none, or in that it owns the part or the whole by that contract.
    fn accepts(&self, delegate: PartyIdx, via: ContractIdx, label: Option<&str>) -> bool {
        let speaks = |parts: &[String]| parts.is_empty() || parts.iter().any(|part| Some(part.as_str()) == label);
        self.day.said_of(self.at).iter().map(|at| self.day.whole.statement(*at)).any(|it| {
            let by = resting_on(it);
            match &it.verb {
                Verb::Accepts { party } => *party == delegate && (by.is_empty() || by.contains(&via)),
                Verb::Owns { party, parts, .. } => *party == delegate && by.contains(&via) && speaks(parts),
                _ => false,
            }
        })
    }

    /// Whether a delegate disclaims it, and does not accept it by a narrower word.
    fn disclaims(&self, delegate: PartyIdx) -> bool {
        let accepting: Vec<StatementIdx> = self.day.said_of(self.at).to_vec();
        let wins = |at: &StatementIdx, disclaimer: StatementIdx| {
            matches!(self.day.whole.statement(*at).verb, Verb::Accepts { party } if party == delegate)
                && self.day.whole.wins_over(*at, disclaimer)
        };
        let disclaimers = self.stances.iter().filter(|it| it.party == delegate).flat_map(|it| &it.disclaims);
        disclaimers.into_iter().any(|it| !accepting.iter().any(|at| wins(at, *it)))
    }
}

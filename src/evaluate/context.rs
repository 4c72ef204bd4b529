//! What the laws look at: one engagement under one policy on one day.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use fixedbitset::FixedBitSet;
use smallvec::SmallVec;

use super::derived::{self, Case};
use super::kleene::Kleene;
use super::lasting::{Lasting, delegated_via};
use super::stated::stated_duties;
use crate::graph::{DutyGraph, ObligationIdx, Obligations, reach};
use crate::model::{
    Bearer, ComponentIdx, Condition, ContractIdx, Date, Engagement, FactIdx, Idx, Interval, PartyIdx, PartyKind,
    Policy, Setting, Statement, StatementIdx, Subject,
};

/// Everything that is settled before the first law is asked.
#[derive(Debug)]
pub struct Context<'a> {
    /// The catalogues.
    pub policy: &'a Policy,
    /// Their relations.
    pub graph: &'a DutyGraph,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// What might have to be carried.
    pub obligations: &'a Obligations,
    /// The day.
    pub day: Date,
    lasting: Arc<Lasting<'a>>,
    /// The statements in force.
    in_force: FixedBitSet,
    /// By derived fact of a catalogue in use, then subject: found when it is first asked for.
    derived: BTreeMap<FactIdx, Vec<OnceLock<Vec<Case>>>>,
    contracts_in_force: FixedBitSet,
    /// By party: found when it is first asked for.
    reach: Vec<OnceLock<FixedBitSet>>,
    /// By contract: what it states, found when it is first asked for.
    stated: Vec<OnceLock<FixedBitSet>>,
    answers: Mutex<BTreeMap<(Place, Subject), Kleene>>,
}

/// Where a condition lies in memory; it stays there while its policy is looked at.
type Place = usize;

impl<'a> Context<'a> {
    /// Looks at an engagement on a day.
    pub fn new(
        policy: &'a Policy,
        graph: &'a DutyGraph,
        engagement: &'a Engagement,
        obligations: &'a Obligations,
        day: Date,
    ) -> Self {
        let lasting = Arc::new(Lasting::new(policy, engagement));
        Context::looking((policy, graph, engagement, obligations), lasting, day)
    }

    /// Looks at the same engagement on another day.
    pub(super) fn on(&self, day: Date) -> Self {
        let all = (self.policy, self.graph, self.engagement, self.obligations);
        Context::looking(all, self.lasting.clone(), day)
    }

    fn looking(
        (policy, graph, engagement, obligations): (&'a Policy, &'a DutyGraph, &'a Engagement, &'a Obligations),
        lasting: Arc<Lasting<'a>>,
        day: Date,
    ) -> Self {
        let mut in_force = FixedBitSet::with_capacity(engagement.statements.len());
        let valid = lasting.validity.enumerate().filter(|(_, days)| days.iter().any(|it| it.holds(day)));
        in_force.extend(valid.map(|(at, _)| at.row()));
        let mut contracts_in_force = FixedBitSet::with_capacity(engagement.contracts.len());
        contracts_in_force
            .extend(engagement.contracts.enumerate().filter(|(_, k)| k.in_force.holds(day)).map(|(at, _)| at.row()));
        Context {
            policy,
            graph,
            engagement,
            obligations,
            day,
            lasting,
            in_force,
            derived: policy
                .layers
                .iter()
                .filter(|fact| engagement.uses.iter().any(|used| used.catalogue == policy.facts[**fact].catalogue))
                .map(|fact| (*fact, vec![OnceLock::new(); obligations.subjects.all.len()]))
                .collect(),
            contracts_in_force,
            reach: vec![OnceLock::new(); engagement.parties.len()],
            stated: vec![OnceLock::new(); engagement.contracts.len()],
            answers: Mutex::default(),
        }
    }

    /// The answer of a condition that ranges over others. It is found once for each subject: quantifiers within quantifiers would
    /// otherwise ask the innermost as often as there are combinations.
    pub fn once(&self, condition: &Condition, subject: Subject, find: impl FnOnce(Subject) -> Kleene) -> Kleene {
        let key = (std::ptr::from_ref(condition).addr(), subject);
        let known = self.answers.lock().ok().and_then(|answers| answers.get(&key).cloned());
        known.unwrap_or_else(|| {
            let found = find(subject);
            if let Ok(mut answers) = self.answers.lock() {
                answers.insert(key, found.clone());
            }
            found
        })
    }

    /// Whether a contract is in force on the day.
    pub fn contract_in_force(&self, contract: ContractIdx) -> bool {
        self.contracts_in_force.contains(contract.row())
    }

    /// Whether a party reaches a subject on the day. Whoever chose the supplier of a contract answers for that, and can be held to what it
    /// says of it; it has to say so, though: what it says of all that it reaches does not speak of it.
    pub fn reaches(&self, party: PartyIdx, obligation: ObligationIdx) -> bool {
        if let Subject::Contract(k) = self.obligations.subject(obligation)
            && self.engagement.contracts[k].selected_by == Some(party)
            && self.contract_in_force(k)
            && self.engagement.parties[party].kind != PartyKind::Outside
        {
            return true;
        }
        let contract = |k| self.contract_in_force(k);
        let find = || reach(self.engagement, self.obligations, party, contract, |at| self.in_force(at));
        self.reach[party.row()].get_or_init(find).contains(self.obligations.all[obligation].subject.row())
    }

    /// What was stated of a fact at one bearer.
    pub fn setting(&self, fact: FactIdx, bearer: Bearer) -> Option<&'a Setting> {
        self.lasting.settings[fact.row()].iter().rfind(|it| it.bearer == bearer).copied()
    }

    /// What a derived fact may come to for what bears it; nothing where its catalogue is not in use.
    pub fn derived(&self, fact: FactIdx, bearer: Subject) -> &[Case] {
        let slot = self.derived.get(&fact).zip(self.obligations.subjects.find(bearer));
        let Some((slots, at)) = slot.filter(|_| self.policy.facts[fact].bearer == bearer.kind()) else { return &[] };
        slots[at.row()].get_or_init(|| derived::derive(self, fact, bearer))
    }

    /// The duties that a contract, or evidence that belongs to it, states on anything, itself or by taking over others.
    pub fn stated(&self, contract: ContractIdx) -> &FixedBitSet {
        self.stated[contract.row()].get_or_init(|| stated_duties(self, contract))
    }

    /// Whether a statement is valid on the day.
    pub fn in_force(&self, statement: StatementIdx) -> bool {
        self.in_force.contains(statement.row())
    }

    /// The intervals in which a statement is valid: in its own period, else while its contract is in force, else always. An end that
    /// it does not give is that of its contract. What evidence states holds while the evidence counts. A delegation takes effect with
    /// its contract and stands until withdrawn.
    pub fn validity(&self, statement: StatementIdx) -> &[Interval] {
        &self.lasting.validity[statement]
    }

    /// The contracts by which one party can hand something to another: the one named, else all between the two.
    pub fn delegated_via(&self, from: PartyIdx, to: PartyIdx, via: Option<ContractIdx>) -> SmallVec<[ContractIdx; 2]> {
        delegated_via(self.engagement, from, to, via)
    }

    /// Whether a subject exists on the day: a component as its `in use` says, else from the first contract covering it, without
    /// end; a contract for its period; a vendor while it supplies; an interface while both ends do, one of vendors at one component
    /// while two of them have a direct contract in force that covers it; the engagement always.
    pub fn lives(&self, subject: Subject) -> bool {
        match subject {
            Subject::Engagement => true,
            Subject::Contract(k) => self.contract_in_force(k),
            Subject::Vendor(party) => {
                self.obligations.tree.supplied_by(party).iter().any(|at| self.contract_in_force(*at))
            }
            Subject::Component(c) => match self.engagement.components[c].in_use {
                Some(period) => period.holds(self.day),
                None => {
                    let covering = self.obligations.tree.covering(c);
                    let begun = |k: &ContractIdx| {
                        self.engagement.contracts[*k].in_force.from.is_none_or(|from| from <= self.day)
                    };
                    covering.is_empty() || covering.iter().any(begun)
                }
            },
            Subject::Interface(a, b) if a == b => self.lives(Subject::Component(a)) && self.vendors_meet(a),
            Subject::Interface(a, b) => self.lives(Subject::Component(a)) && self.lives(Subject::Component(b)),
        }
    }

    fn vendors_meet(&self, at: ComponentIdx) -> bool {
        let covering = self.obligations.tree.covering(at).iter();
        let direct = covering.filter(|k| self.engagement.is_direct(**k) && self.contract_in_force(**k));
        let mut vendors = direct.map(|k| self.engagement.contracts[*k].supplier);
        vendors.next().is_some_and(|first| vendors.any(|it| it != first))
    }

    /// The statements in force that speak of an obligation, in table order; delegations from their first day on.
    pub fn about(&self, obligation: ObligationIdx) -> impl Iterator<Item = StatementIdx> + '_ {
        self.obligations.about(obligation).iter().copied().filter(|at| self.in_force(*at))
    }

    /// The same, with what they say.
    pub fn statements_about(
        &self,
        obligation: ObligationIdx,
    ) -> impl Iterator<Item = (StatementIdx, &'a Statement)> + '_ {
        self.about(obligation).map(|at| (at, &self.engagement.statements[at]))
    }

    /// The statements in force by which a contract takes over what another states, in table order.
    pub fn taking_over(&self) -> impl Iterator<Item = (StatementIdx, &'a Statement)> + '_ {
        let all = self.lasting.taking_over.iter().filter(|at| self.in_force(**at));
        all.map(|at| (*at, &self.engagement.statements[*at]))
    }

    /// Whether one statement of a party overrides another of the same party.
    pub fn overrides(&self, inner: StatementIdx, outer: StatementIdx) -> bool {
        self.obligations.overriding(outer).contains(inner.row())
    }
}

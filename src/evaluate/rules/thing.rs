//! What variables of rules stand for.

use crate::evaluate::Evaluation;
use crate::graph::ObligationIdx;
use crate::model::{
    Bound, ContractIdx, EvidenceIdx, Idx, On, PartyIdx, ServiceLevel, Sort, StatementIdx, Subject, Value,
};

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// The engagement, a party, a contract, a component or an interface.
    Subject(Subject),
    /// An obligation.
    Obligation(ObligationIdx),
    /// The promise of this number of a contract.
    Promise(ContractIdx, usize),
    /// The own share of this number of a contract's supplier.
    OwnShare(ContractIdx, usize),
    /// The demand of this number on the day, on the subject of this number of those it is on.
    Demand(usize, usize),
    /// A piece of evidence.
    Evidence(EvidenceIdx),
    /// What somebody excludes.
    Exclusion(StatementIdx),
    /// Rows of a checklist that were gone over.
    Check(StatementIdx),
    /// A risk that somebody retains or shares.
    Risk(StatementIdx),
}

impl Thing {
    /// The subject that a finding about it stands on: the contract that promises, what is demanded on, the contract of the evidence,
    /// the only thing that an exclusion, a check or a risk is on or else who says so.
    pub fn subject(self, evaluation: &Evaluation) -> Subject {
        let engagement = evaluation.context.engagement;
        match self {
            Thing::Subject(subject) => subject,
            Thing::Obligation(at) => evaluation.context.obligations.subject(at),
            Thing::Promise(k, _) | Thing::OwnShare(k, _) => Subject::Contract(k),
            Thing::Demand(at, which) => demanded_on(evaluation, at, which),
            Thing::Evidence(at) => engagement.evidence[at].contract.map_or(Subject::Engagement, Subject::Contract),
            Thing::Exclusion(at) | Thing::Check(at) | Thing::Risk(at) => {
                let statement = &engagement.statements[at];
                match (&statement.on, statement.verb.party()) {
                    (On::These(subjects), _) if subjects.len() == 1 => subjects[0],
                    (On::These(_) | On::Own, Some(party)) => Subject::Vendor(party),
                    (On::These(_) | On::Own, None) => Subject::Engagement,
                }
            }
        }
    }

    /// The parties it is about: a party itself, the sides of a contract, who demands or excludes, or has a risk.
    pub fn parties(self, evaluation: &Evaluation) -> Vec<PartyIdx> {
        let engagement = evaluation.context.engagement;
        let sides = |k: ContractIdx| vec![engagement.contracts[k].customer, engagement.contracts[k].supplier];
        match self {
            Thing::Subject(Subject::Vendor(it)) => vec![it],
            Thing::Subject(Subject::Contract(it)) | Thing::Promise(it, _) | Thing::OwnShare(it, _) => sides(it),
            Thing::Subject(Subject::Engagement | Subject::Component(_) | Subject::Interface(..)) => Vec::new(),
            Thing::Obligation(_) => Vec::new(),
            Thing::Demand(at, _) => {
                evaluation.demands.get(at).and_then(|it| it.party(&evaluation.context)).into_iter().collect()
            }
            Thing::Evidence(at) => engagement.evidence[at].contract.map(sides).unwrap_or_default(),
            Thing::Exclusion(at) | Thing::Check(at) | Thing::Risk(at) => {
                engagement.statements[at].verb.party().into_iter().collect()
            }
        }
    }

    /// The level that it is, with whether it is only a goal.
    pub fn level<'a>(self, evaluation: &Evaluation<'a>) -> Option<(&'a Bound, bool)> {
        let engagement = evaluation.context.engagement;
        let of = |levels: &'a [ServiceLevel], number: usize| levels.get(number).map(|it| (&it.bound, it.goal));
        match self {
            Thing::Promise(k, number) => of(&engagement.contracts[k].promises, number),
            Thing::OwnShare(k, number) => of(&engagement.contracts[k].itself, number),
            Thing::Demand(at, _) => Some((evaluation.demands.get(at)?.bound(&evaluation.context)?, false)),
            Thing::Subject(_) | Thing::Obligation(_) | Thing::Evidence(_) => None,
            Thing::Exclusion(_) | Thing::Check(_) | Thing::Risk(_) => None,
        }
    }

    /// By which it is told from others in a comparison.
    pub(super) fn value(self) -> Value {
        match self {
            Thing::Subject(it) => Value::Thing(it),
            Thing::Obligation(at) => Value::Row(Sort::Obligation, at.row(), 0),
            Thing::Promise(k, number) => Value::Row(Sort::Promise, k.row(), number),
            Thing::OwnShare(k, number) => Value::Row(Sort::OwnShare, k.row(), number),
            Thing::Demand(at, which) => Value::Row(Sort::Demand, at, which),
            Thing::Evidence(at) => Value::Row(Sort::Evidence, at.row(), 0),
            Thing::Exclusion(at) => Value::Row(Sort::Exclusion, at.row(), 0),
            Thing::Check(at) => Value::Row(Sort::Check, at.row(), 0),
            Thing::Risk(at) => Value::Row(Sort::Risk, at.row(), 0),
        }
    }
}

/// The one subject that a demand is looked at for.
pub(super) fn demanded_on(evaluation: &Evaluation, at: usize, which: usize) -> Subject {
    let demand = evaluation.demands.get(at);
    demand.and_then(|it| it.on.get(which)).copied().unwrap_or(Subject::Engagement)
}

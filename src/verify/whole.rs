//! An engagement whatever the day: its obligations, and of which of them each statement speaks.
//!
//! A statement speaks of duties × subjects × phases × modes. Without `on` it speaks of its own contract, the subcontracts beneath,
//! what they cover and where that meets others, and of the vendor that speaks; without a contract, of all that its party may ever
//! reach; without a party, of everything.

use super::obligation::{Obligation, interfaces, obligations, subjects};
use super::reach::{EVER, reaches};
use super::structure::beneath;
use super::validity::resting_on;
use crate::model::{ContractIdx, Engagement, Idx, On, Policy, Statement, StatementIdx, Subject, Verb};

/// An engagement under a policy, laid out.
pub struct Whole<'a> {
    /// The catalogues.
    pub policy: &'a Policy,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// Where two parties meet.
    pub interfaces: Vec<Subject>,
    /// What must be carried, in order; elsewhere an obligation is its number in this list.
    pub obligations: Vec<Obligation>,
    /// By statement: the subjects that it speaks of.
    pub subjects_of: Vec<Vec<Subject>>,
    /// By statement: the obligations that it speaks of, in order.
    pub spoken_of: Vec<Vec<usize>>,
}

impl<'a> Whole<'a> {
    /// Lays out an engagement.
    pub fn new(policy: &'a Policy, engagement: &'a Engagement) -> Self {
        let subjects = subjects(engagement);
        let obligations = obligations(policy, engagement, &subjects);
        let subjects_of: Vec<Vec<Subject>> =
            engagement.statements.iter().map(|it| spoken_of(engagement, it, &subjects)).collect();
        let spoken_of = engagement
            .statements
            .iter()
            .zip(&subjects_of)
            .map(|(it, on)| (0..obligations.len()).filter(|at| speaks(it, on, &obligations[*at])).collect())
            .collect();
        Whole { policy, engagement, interfaces: interfaces(engagement), obligations, subjects_of, spoken_of }
    }

    /// A statement.
    pub fn statement(&self, at: StatementIdx) -> &'a Statement {
        &self.engagement.statements[at]
    }

    /// Whether one statement of a party wins over another of the same party: all that it speaks of is a part of what the other speaks
    /// of, and not all; or it speaks of the same, and only the other is a template's.
    pub fn wins_over(&self, narrow: StatementIdx, wide: StatementIdx) -> bool {
        let (inner, outer) = (&self.spoken_of[narrow.row()], &self.spoken_of[wide.row()]);
        let of_template = |at: StatementIdx| self.statement(at).origin.is_some();
        let is_part = inner.len() < outer.len() && inner.iter().all(|at| outer.binary_search(at).is_ok());
        is_part || (inner == outer && of_template(wide) && !of_template(narrow))
    }
}

fn speaks(statement: &Statement, on: &[Subject], it: &Obligation) -> bool {
    statement.duties.contains(it.duty.row())
        && on.contains(&it.subject)
        && (statement.phases.is_empty() || it.phase.is_none_or(|phase| statement.phases.contains(&phase)))
        && (statement.modes.is_empty() || it.mode.is_none_or(|mode| statement.modes.contains(&mode)))
}

/// The subjects that a statement speaks of.
fn spoken_of(engagement: &Engagement, statement: &Statement, subjects: &[Subject]) -> Vec<Subject> {
    let own = own_contracts(engagement, statement);
    let party = statement.verb.party();
    let speaks_of = |subject: &Subject| match (&statement.on, party) {
        (On::These(these), _) => these.contains(subject),
        (On::Own, Some(party)) if own.is_empty() => reaches(engagement, &EVER, party, *subject),
        (On::Own, None) if own.is_empty() => true,
        (On::Own, _) => {
            own.iter().any(|k| belongs_to(engagement, *k, *subject)) || party.map(Subject::Vendor) == Some(*subject)
        }
    };
    subjects.iter().copied().filter(speaks_of).collect()
}

/// A contract, what is beneath it, what these cover, and where that meets others.
fn belongs_to(engagement: &Engagement, contract: ContractIdx, subject: Subject) -> bool {
    let line = [vec![contract], beneath(engagement, contract)].concat();
    let covered = |c| line.iter().any(|k| engagement.contracts[*k].covers.contains(&c));
    match subject {
        Subject::Contract(k) => line.contains(&k),
        Subject::Component(c) => covered(c),
        Subject::Interface(a, b) => covered(a) || covered(b),
        Subject::Engagement | Subject::Vendor(_) => false,
    }
}

/// The contracts of a statement: those it rests on; of a document itself or that to which it belongs; of a delegation that rests on
/// none, that by which it hands on.
fn own_contracts(engagement: &Engagement, statement: &Statement) -> Vec<ContractIdx> {
    match statement.verb {
        Verb::States { paper, .. } => engagement.contract_of(paper).into_iter().collect(),
        Verb::Delegates { via: Some(via), .. } if resting_on(statement).is_empty() => vec![via],
        _ => resting_on(statement),
    }
}

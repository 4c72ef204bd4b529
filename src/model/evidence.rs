//! What statements rest on besides contracts: service level agreements, disclosure forms, reports, registers, rules, certificates.

use super::{ContractIdx, Date, Document, Engagement, EvidenceIdx, Interval};
use crate::diagnostic::Text;
use crate::source::Span;

/// `evidence S1 sla of K1 "…" { signed 2026-03-20  period 2026-04-01 .. 2027-03-31  continues }`
#[derive(Clone, Debug)]
pub struct Evidence {
    /// `S1`
    pub name: String,
    /// What it is.
    pub kind: Document,
    /// The contract that it belongs to.
    pub contract: Option<ContractIdx>,
    /// Its full name; the short one where none was given.
    pub title: Text,
    /// Since when both sides stand by it; a draft never has a day.
    pub signed: Option<Date>,
    /// Marked as a draft.
    pub draft: bool,
    /// From when to when it says that it holds, if it says so.
    pub period: Option<Interval>,
    /// It goes on as long as its contract runs.
    pub continues: bool,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its name in the text.
    pub span: Span,
}

/// A document that states something or that something rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Paper {
    /// The contract itself.
    Contract(ContractIdx),
    /// Something beside it.
    Evidence(EvidenceIdx),
}

impl Engagement {
    /// From when to when a document counts: a contract while it is in force; evidence from its signing to its end, and one that
    /// continues as long as its contract runs. `None`: never, since nobody has signed it, or only after its end.
    pub fn counts(&self, paper: Paper) -> Option<Interval> {
        let evidence = match paper {
            Paper::Contract(k) => return Some(self.contracts[k].in_force),
            Paper::Evidence(it) => &self.evidence[it],
        };
        let signed = evidence.signed?;
        let contract = evidence.contract.map(|k| self.contracts[k].in_force);
        let period = evidence.period.unwrap_or(Interval { from: None, to: contract.and_then(|it| it.to) });
        let to = match (evidence.continues, contract) {
            (true, Some(contract)) => period.to.zip(contract.to).map(|(own, its)| own.max(its)),
            (true, None) | (false, _) => period.to,
        };
        let from = period.from.max(Some(signed));
        let is_over = from.zip(to).is_some_and(|(from, to)| to < from);
        (!is_over).then_some(Interval { from, to })
    }

    /// The contract that a document is, or belongs to.
    pub fn contract_of(&self, paper: Paper) -> Option<ContractIdx> {
        match paper {
            Paper::Contract(k) => Some(k),
            Paper::Evidence(it) => self.evidence[it].contract,
        }
    }

    /// A document's name.
    pub fn paper_name(&self, paper: Paper) -> &str {
        match paper {
            Paper::Contract(k) => &self.contracts[k].name,
            Paper::Evidence(it) => &self.evidence[it].name,
        }
    }
}

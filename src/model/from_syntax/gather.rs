//! The parts of one engagement put together; from here on nothing knows how many there were.

use super::members::Declared;
use crate::syntax::ast::{
    AllOther, Component, Contract, Engagement, Evidence, Link, Name, Party, Setting, Statement, Use,
};

/// Everything that the parts of an engagement say, in the order in which it was written.
pub(super) struct Gathered<'a> {
    /// The title, from the part that begins the engagement.
    pub name: &'a Name,
    /// Catalogues.
    pub uses: Vec<&'a Use>,
    /// Facts of the engagement.
    pub facts: Vec<&'a Setting>,
    /// `all other facts no`
    pub all_other: Option<&'a AllOther>,
    /// Parties.
    pub parties: Vec<&'a Party>,
    /// Components.
    pub components: Vec<&'a Component>,
    /// Contracts.
    pub contracts: Vec<&'a Contract>,
    /// Evidence.
    pub evidence: Vec<&'a Evidence>,
    /// Interfaces with facts.
    pub links: Vec<&'a Link>,
    /// Statements.
    pub statements: Vec<&'a Statement>,
    /// Keys to carry through, by key.
    pub extra: Vec<(String, serde_json::Value)>,
}

impl<'a> Gathered<'a> {
    /// Puts parts together; `None` when there is none.
    pub fn new(parts: &[&'a Engagement]) -> Option<Self> {
        let start = parts.iter().find(|part| !part.continued).or(parts.first())?;
        let mut extra: Vec<_> = parts.iter().flat_map(|part| part.extra.iter().cloned()).collect();
        extra.sort_by(|(a, _), (b, _)| a.cmp(b));
        let all_other = parts.iter().filter_map(|part| part.all_other_facts_no.as_ref());
        Some(Gathered {
            name: &start.name,
            uses: parts.iter().flat_map(|part| &part.uses).collect(),
            facts: parts.iter().flat_map(|part| &part.facts.0).collect(),
            all_other: all_other.min_by(|a, b| a.by.cmp(&b.by)),
            parties: parts.iter().flat_map(|part| &part.parties).collect(),
            components: parts.iter().flat_map(|part| &part.components).collect(),
            contracts: parts.iter().flat_map(|part| &part.contracts).collect(),
            evidence: parts.iter().flat_map(|part| &part.evidence).collect(),
            links: parts.iter().flat_map(|part| &part.links).collect(),
            statements: parts.iter().flat_map(|part| &part.statements).collect(),
            extra,
        })
    }
}

impl Declared for Party {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl Declared for Component {
    fn name(&self) -> &Name {
        &self.name
    }
}

impl Declared for Contract {
    fn name(&self) -> &Name {
        &self.name
    }
}

//! One hospital with all parties, components and contracts around it: the unit of evaluation.

use fixedbitset::FixedBitSet;

use super::{
    Bearer, Bound, CatalogueIdx, ComponentIdx, ComponentKind, ContractIdx, ContractType, CorporateNumber, Date,
    Evidence, EvidenceIdx, Followed, Form, Interval, Mode, Origin, Paper, PartyIdx, PartyKind, Phase, ServiceLevel,
    Setting, StatementIdx, Table, Waiver, WaiverIdx,
};
use crate::diagnostic::Text;
use crate::source::Span;

/// An engagement with its names resolved. Tables stand in natural order of names, statements in order of what they say, so that
/// nothing downstream depends on positions in files.
#[derive(Clone, Debug)]
pub struct Engagement {
    /// Its title.
    pub name: String,
    /// The catalogues in use, by index.
    pub uses: Vec<Used>,
    /// The duties looked at: in use, and within `only`.
    pub in_view: FixedBitSet,
    /// The hospital.
    pub hospital: PartyIdx,
    /// Parties.
    pub parties: Table<PartyIdx, Party>,
    /// Components.
    pub components: Table<ComponentIdx, Component>,
    /// Contracts.
    pub contracts: Table<ContractIdx, Contract>,
    /// What statements rest on besides contracts.
    pub evidence: Table<EvidenceIdx, Evidence>,
    /// What was stated of facts, by fact, then bearer.
    pub settings: Vec<Setting>,
    /// `all other facts no`: every bool fact that nobody stated and that has no default is `no`.
    pub all_other_no: Option<AllOther>,
    /// Statements.
    pub statements: Table<StatementIdx, Statement>,
    /// Findings that somebody puts up with.
    pub waivers: Table<WaiverIdx, Waiver>,
    /// Keys beginning with `x_`, carried through.
    pub extra: Vec<(String, serde_json::Value)>,
    /// Its name in the text.
    pub span: Span,
}

/// A catalogue in use.
#[derive(Clone, Debug)]
pub struct Used {
    /// The catalogue.
    pub catalogue: CatalogueIdx,
    /// The patterns after `only`, as written; empty is everything.
    pub only: Vec<String>,
    /// Where.
    pub span: Span,
}

/// `all other facts no by "…"`
#[derive(Clone, Debug)]
pub struct AllOther {
    /// What it rests on.
    pub by: Option<String>,
    /// Where.
    pub span: Span,
}

/// A party.
#[derive(Clone, Debug)]
pub struct Party {
    /// `A`
    pub name: String,
    /// What it is.
    pub kind: PartyKind,
    /// Its full name; the short one where none was given.
    pub title: Text,
    /// Its corporate number, if that was said.
    pub corporate_number: Option<CorporateNumber>,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its name in the text.
    pub span: Span,
}

/// A component.
#[derive(Clone, Debug)]
pub struct Component {
    /// `emr`
    pub name: String,
    /// What it is.
    pub kind: ComponentKind,
    /// Its full name; the short one where none was given.
    pub title: Text,
    /// Who runs it or answers for its running, if that was said.
    pub provider: Option<PartyIdx>,
    /// What it runs on, directly.
    pub runs_on: Vec<ComponentIdx>,
    /// What it is connected to, in both directions.
    pub connects: Vec<ComponentIdx>,
    /// When it is in use, if that was said.
    pub in_use: Option<Interval>,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its name in the text.
    pub span: Span,
}

/// A contract: a directed edge from customer to supplier.
#[derive(Clone, Debug)]
pub struct Contract {
    /// `K1`
    pub name: String,
    /// Who buys.
    pub customer: PartyIdx,
    /// Who supplies.
    pub supplier: PartyIdx,
    /// Its full name; the short one where none was given.
    pub title: Text,
    /// The contract it is a subcontract of.
    pub parent: Option<ContractIdx>,
    /// Who chose the supplier, if that was not the customer.
    pub selected_by: Option<PartyIdx>,
    /// The supplier answers for its own range.
    pub linked: bool,
    /// What it is about.
    pub types: Vec<ContractType>,
    /// How it came about.
    pub form: Option<Form>,
    /// The standard contracts that it follows, by template, each once.
    pub follows: Vec<Followed>,
    /// When it is in force: its period; of a sale, from its date on.
    pub in_force: Interval,
    /// The components it covers.
    pub covers: Vec<ComponentIdx>,
    /// What it grants end to end, by metric, then limits.
    pub promises: Vec<ServiceLevel>,
    /// The own share of its supplier, by metric, then limits.
    pub itself: Vec<ServiceLevel>,
    /// The contracts it uses that stand nowhere under it.
    pub relies_on: Vec<ContractIdx>,
    /// When the subcontractor was disclosed to the hospital.
    pub disclosed: Option<Dated>,
    /// When the hospital consented to the subcontract.
    pub consented: Option<Dated>,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its name in the text.
    pub span: Span,
}

impl Contract {
    /// Whether a party is one of the two that it binds.
    pub fn binds(&self, party: PartyIdx) -> bool {
        self.customer == party || self.supplier == party
    }
}

/// A day with what it rests on.
#[derive(Clone, Debug)]
pub struct Dated {
    /// The day.
    pub date: Date,
    /// `by "…"`
    pub by: Option<String>,
    /// Where.
    pub span: Span,
}

/// What an obligation is about, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The engagement.
    Engagement,
    /// A contract.
    Contract(ContractIdx),
    /// A vendor.
    Vendor(PartyIdx),
    /// A component.
    Component(ComponentIdx),
    /// Where two parties meet; the smaller index first; twice the same is one component under direct contracts of two vendors.
    Interface(ComponentIdx, ComponentIdx),
}

/// Something said about who carries what.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Who says what.
    pub verb: Verb,
    /// The duties it speaks of, `except` taken out.
    pub duties: FixedBitSet,
    /// The subjects it speaks of.
    pub on: On,
    /// The phases it speaks of; empty is all.
    pub phases: Vec<Phase>,
    /// The modes it speaks of; empty is all.
    pub modes: Vec<Mode>,
    /// What it rests on.
    pub by: Vec<Basis>,
    /// Its own period; either end may be open.
    pub from: Option<Date>,
    /// The last day, inclusive.
    pub until: Option<Date>,
    /// When the other side agreed to it.
    pub agreed: Option<Date>,
    /// The template that says it, if the engagement does not say it itself.
    pub origin: Option<Origin>,
    /// `///` lines before it: what somebody remarked.
    pub docs: Vec<String>,
    /// The whole of it in the text; a clause of a template, in the text of the template.
    pub span: Span,
}

/// The subjects a statement speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// These.
    These(Vec<Subject>),
    /// Nothing said: its own contracts, those beneath, what they cover; without a contract, all its party reaches.
    Own,
}

/// What a statement rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Basis {
    /// The contract, if one was named, or the evidence named belongs to one.
    pub contract: Option<ContractIdx>,
    /// The evidence, if some was named.
    pub evidence: Option<EvidenceIdx>,
    /// The clause.
    pub clause: Option<String>,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// `A solely owns …`, and each part of a `share`.
    Owns {
        /// Who.
        party: PartyIdx,
        /// Nobody else.
        solely: bool,
        /// The labelled parts; empty is the whole.
        parts: Vec<String>,
        /// The labels of the `share` that the part comes from: each of them must have somebody who carries it.
        complete: Option<Vec<String>>,
    },
    /// `A delegates … to B via K2`
    Delegates {
        /// Who hands it on.
        party: PartyIdx,
        /// To whom.
        to: PartyIdx,
        /// Under which contract, if one was named.
        via: Option<ContractIdx>,
        /// The labelled parts; empty is all that the party has.
        parts: Vec<String>,
    },
    /// `B accepts …`
    Accepts {
        /// Who.
        party: PartyIdx,
    },
    /// `A disclaims …`
    Disclaims {
        /// Who.
        party: PartyIdx,
    },
    /// `A supports …`: never carries.
    Supports {
        /// Who.
        party: PartyIdx,
    },
    /// `A informs …`: never carries.
    Informs {
        /// Who.
        party: PartyIdx,
    },
    /// `open …`: still to be discussed.
    Open,
    /// `K1 states …`, `S1 states … as goal`
    States {
        /// The document.
        paper: Paper,
        /// `all of K0`: takes over the lot.
        all_of: Option<ContractIdx>,
        /// Where in the document.
        clause: Option<String>,
        /// Aimed at, not owed.
        as_goal: bool,
    },
    /// `A excludes … because "…" instead … agreed …`
    Excludes {
        /// Who.
        party: PartyIdx,
        /// Why; blank is none.
        because: String,
        /// What is done instead.
        instead: FixedBitSet,
        /// When the hospital agreed.
        agreed: Option<Date>,
    },
    /// `A retains "…" of … explained …`: never removes a duty.
    Retains {
        /// Who.
        party: PartyIdx,
        /// Which risk.
        risk: String,
        /// `shares risk`: not alone.
        shared: bool,
        /// When the hospital was told of it.
        explained: Option<Date>,
    },
    /// `checked … no 2026-02-01 settled 2026-03-10`
    Checked {
        /// The answer.
        confirmed: bool,
        /// When the row was gone over.
        date: Date,
        /// When what was missing was done.
        settled: Option<Date>,
    },
    /// `H demands availability >= 99.9% on emr`; the components and contracts stand in `on`.
    Demands {
        /// Who: the hospital.
        party: PartyIdx,
        /// What.
        bound: Box<Bound>,
    },
    /// `H grants N access to wan`; the components stand in `on`.
    Grants {
        /// Who lets in.
        party: PartyIdx,
        /// Who is let in.
        to: PartyIdx,
    },
}

impl Engagement {
    /// Whether a contract's customer is the hospital.
    pub fn is_direct(&self, contract: ContractIdx) -> bool {
        self.contracts[contract].customer == self.hospital
    }

    /// The kind and name of what bears a fact, for showing.
    pub fn bearer_name(&self, bearer: Bearer) -> String {
        match bearer {
            Bearer::Engagement => self.name.clone(),
            Bearer::Party(it) => self.parties[it].name.clone(),
            Bearer::Contract(it) => self.contracts[it].name.clone(),
            Bearer::Component(it) => self.components[it].name.clone(),
            Bearer::Interface(a, b) => format!("{} -- {}", self.components[a].name, self.components[b].name),
        }
    }

    /// The name of a subject as it is written after `on`.
    pub fn subject_name(&self, subject: Subject) -> String {
        match subject {
            Subject::Engagement => "engagement".to_owned(),
            Subject::Contract(it) => self.contracts[it].name.clone(),
            Subject::Vendor(it) => self.parties[it].name.clone(),
            Subject::Component(it) => self.components[it].name.clone(),
            Subject::Interface(a, b) => format!("{} -- {}", self.components[a].name, self.components[b].name),
        }
    }
}

impl Subject {
    /// What kind of subject it is.
    pub fn kind(self) -> super::SubjectKind {
        use super::SubjectKind;
        match self {
            Subject::Engagement => SubjectKind::Engagement,
            Subject::Contract(_) => SubjectKind::Contract,
            Subject::Vendor(_) => SubjectKind::Vendor,
            Subject::Component(_) => SubjectKind::Component,
            Subject::Interface(..) => SubjectKind::Interface,
        }
    }
}

impl Verb {
    /// The party that speaks, if it is a party.
    pub fn party(&self) -> Option<PartyIdx> {
        match self {
            Verb::Owns { party, .. }
            | Verb::Delegates { party, .. }
            | Verb::Accepts { party }
            | Verb::Disclaims { party }
            | Verb::Supports { party }
            | Verb::Informs { party }
            | Verb::Excludes { party, .. }
            | Verb::Retains { party, .. }
            | Verb::Demands { party, .. }
            | Verb::Grants { party, .. } => Some(*party),
            Verb::Open | Verb::States { .. } | Verb::Checked { .. } => None,
        }
    }
}

//! Standard contracts: what every contract says that follows one, whoever its parties are.

use fixedbitset::FixedBitSet;

use super::{
    ComponentKind, Condition, ContractIdx, ContractType, Date, Fact, FactIdx, Form, Mode, Phase, Role, ServiceLevel,
    Table, TemplateIdx, Value,
};
use crate::diagnostic::Text;
use crate::source::Span;

/// A standard contract, compiled: its duties resolved, its conditions typed.
#[derive(Clone, Debug)]
pub struct Template {
    /// `saas_standard`
    pub name: String,
    /// Its full name; the short one where none was given.
    pub title: Text,
    /// What a contract that follows it is about, unless it says so itself.
    pub types: Vec<ContractType>,
    /// How a contract that follows it came about, unless it says so itself.
    pub form: Option<Form>,
    /// What differs from contract to contract, by name; one without a default must be given. They are its own: conditions of
    /// catalogues do not see them.
    pub facts: Table<FactIdx, Fact>,
    /// What the contract promises, and what its supplier contributes itself, in order of writing.
    pub levels: Vec<TemplateLevel>,
    /// What it says, in order of writing.
    pub clauses: Vec<Clause>,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its name in the text.
    pub span: Span,
}

/// One statement of a template.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Who says what.
    pub says: Says,
    /// The duties it speaks of, `except` taken out.
    pub duties: FixedBitSet,
    /// The subjects it speaks of; empty is all that a statement without `on` speaks of.
    pub on: Vec<Related>,
    /// The phases it speaks of; empty is all.
    pub phases: Vec<Phase>,
    /// The modes it speaks of; empty is all.
    pub modes: Vec<Mode>,
    /// Where in the contract it stands.
    pub by: Vec<String>,
    /// When it is said, decided by the facts of the template ([`Template::facts`]) and the structure of the contract; `None` is
    /// always.
    pub when: Option<Condition>,
    /// The same as written, for showing.
    pub when_text: String,
    /// The whole of it in the text.
    pub span: Span,
}

/// One level of a template.
#[derive(Clone, Debug)]
pub struct TemplateLevel {
    /// `itself`: the own share of the supplier.
    pub itself: bool,
    /// What, and under which limits.
    pub level: ServiceLevel,
    /// When it is said, as of a [`Clause`].
    pub when: Option<Condition>,
    /// The same as written, for showing.
    pub when_text: String,
}

/// What a clause says, of roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// `supplier solely owns …`, and each part of a `share`.
    Owns {
        /// Who.
        role: Role,
        /// Nobody else.
        solely: bool,
        /// The labelled parts; empty is the whole.
        parts: Vec<String>,
        /// The labels of the `share` that the part comes from.
        complete: Option<Vec<String>>,
    },
    /// `supplier accepts …`
    Accepts(Role),
    /// `supplier disclaims …`
    Disclaims(Role),
    /// `supplier supports …`
    Supports(Role),
    /// `supplier informs …`
    Informs(Role),
    /// `supplier retains "…" of …`, or `shares risk`
    Retains {
        /// Who.
        role: Role,
        /// The risk, in words.
        risk: String,
        /// It is shared.
        shared: bool,
        /// When it was explained.
        explained: Option<Date>,
        /// When the hospital agreed.
        agreed: Option<Date>,
    },
    /// `open …`
    Open,
    /// `contract states … "第30条"`
    States {
        /// `all of parent`: takes over the lot of the contract above; says nothing where there is none.
        all_of_parent: bool,
        /// Where in the contract.
        clause: Option<String>,
        /// `as goal`: aimed at, no more.
        as_goal: bool,
    },
}

/// A subject by its relation to the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Related {
    /// `engagement`
    Engagement,
    /// `contract`: the one that follows.
    Contract,
    /// `beneath`: the subcontracts beneath it, at any depth.
    Beneath,
    /// `covered`, `covered application`: the components that it covers itself.
    Covered(Option<ComponentKind>),
    /// `covered interface`: where a component that it covers meets another.
    CoveredInterface,
    /// `supplier`: the party in a role, as a vendor.
    Party(Role),
}

/// `follows saas_standard { plan = basic }` at a contract.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The template.
    pub template: TemplateIdx,
    /// A value for each fact of the template, in its order.
    pub values: Vec<Value>,
    /// The whole of it in the text.
    pub span: Span,
}

/// The clause of a template that a statement says, and the contract that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The template.
    pub template: TemplateIdx,
    /// The clause, an index into [`Template::clauses`]. Its place is that of the statement.
    pub clause: usize,
    /// The contract.
    pub contract: ContractIdx,
    /// Where the contract says that it follows the template.
    pub followed: Span,
}

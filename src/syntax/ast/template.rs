//! Standard contracts, used many times.

use borsh::{BorshDeserialize, BorshSerialize};

use super::Name;
use super::catalogue::FactDecl;
use super::condition::Expr;
use super::engagement::ServiceLevel;
use super::statement::Statement;
use crate::diagnostic::Text;
use crate::source::Span;

/// `template saas_standard "標準約款" { … }`: a standard contract used many times.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Template {
    /// `saas_standard`
    pub name: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// `"標準約款"`
    pub title: Option<Text>,
    /// `use roles-2024`: where ids without a catalogue are looked up; none is everywhere.
    pub uses: Vec<Name>,
    /// `type saas`: of contracts that follow it and give no type.
    pub types: Vec<Name>,
    /// `form standard_terms`: of contracts that follow it and give no form.
    pub form: Option<Name>,
    /// What differs from contract to contract: `fact plan : { basic, premium } required`.
    pub facts: Vec<FactDecl>,
    /// What the contract promises, and what its supplier contributes itself, in order of writing.
    pub levels: Vec<TemplateLevels>,
    /// What it says, in order of writing.
    pub statements: Vec<TemplateStatement>,
    /// Header and block.
    pub span: Span,
}

/// `supplier owns roles-2024:P2.C.1 on covered application when plan == premium by "約款 第8条"`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct TemplateStatement {
    /// What is said; who speaks is a role or `contract`, subjects stand in `on` beside, `by` has clauses only.
    pub says: Statement,
    /// The subjects.
    pub on: Vec<ByRelation>,
    /// The condition under which it is said.
    pub when: Option<Expr>,
}

/// `promises availability >= 99.9%, incident_notice <= 4h when plan == premium`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct TemplateLevels {
    /// `itself`: the own share of the supplier.
    pub itself: bool,
    /// The levels.
    pub levels: Vec<ServiceLevel>,
    /// The condition under which they are said.
    pub when: Option<Expr>,
}

/// A subject by its relation to the contract: `covered application`, `contract`, `supplier`.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ByRelation {
    /// `covered`, `contract`, `beneath`, `engagement`, or a role; `covered` in English whatever was written.
    pub relation: Name,
    /// `application` of what is covered.
    pub kind: Option<Name>,
}

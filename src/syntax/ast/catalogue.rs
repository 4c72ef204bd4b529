//! Catalogues: controls with their duties, sections, facts, metrics, derived facts, profiles.

use std::io::{self, Read};

use borsh::{BorshDeserialize, BorshSerialize};

use super::Name;
use super::condition::Expr;
use super::engagement::ServiceLevel;
use crate::diagnostic::Text;
use crate::source::Span;

/// `catalogue roles-2024 { … }`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Catalogue {
    /// `roles-2024`
    pub name: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// `title ja "…" en "…"`
    pub title: Option<Text>,
    /// `publisher "…"`
    pub publisher: Option<Text>,
    /// `edition 2024-06`
    pub edition: Option<Name>,
    /// Sections in order, each with the index of the one around it.
    pub sections: Vec<Section>,
    /// Facts, wherever in the catalogue they stand.
    pub facts: Vec<FactDecl>,
    /// Metrics, wherever in the catalogue they stand.
    pub metrics: Vec<MetricDecl>,
    /// Derived facts, wherever in the catalogue they stand.
    pub derived: Vec<Derive>,
    /// Named selections.
    pub profiles: Vec<Profile>,
    /// Controls in order of writing.
    #[borsh(deserialize_with = "long_list")]
    pub controls: Vec<Control>,
    /// Header and block.
    pub span: Span,
}

/// `profile small-hospital "小規模" { include roles-2024:*, D2.B.* }`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Profile {
    /// `small-hospital`
    pub name: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// What it is called.
    pub title: Option<Text>,
    /// Which duties it holds.
    pub include: Vec<Name>,
}

/// `section A "共通" { … }`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Section {
    /// `A`
    pub label: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its heading.
    pub title: Option<Text>,
    /// The section around it, as an index into [`Catalogue::sections`].
    pub parent: Option<usize>,
}

/// `fact external_storage : bool of component ja "…" default no`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct FactDecl {
    /// Its name.
    pub name: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// `bool`, or the words of `{ basic, premium }`.
    pub kind: FactKind,
    /// `component`; empty in a template, whose facts are the contract's.
    pub bearer: Name,
    /// What it means.
    pub title: Option<Text>,
    /// The value that holds where nobody says otherwise; in a template a fact without one is `required`.
    pub default: Option<Name>,
}

/// The type of a fact as written.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub enum FactKind {
    /// `bool`, `number`, `percent`, `duration`, `date`, `party`
    Named(Name),
    /// `{ basic, premium }`
    OneOf(Vec<Name>),
}

/// `metric availability : percent higher own product suppliers product ja "…"`
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct MetricDecl {
    /// Its name.
    pub name: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// `percent`
    pub unit: Name,
    /// `higher`
    pub better: Name,
    /// How the own share composes with the suppliers.
    pub own: Name,
    /// How suppliers compose among each other.
    pub suppliers: Name,
    /// What it means.
    pub title: Option<Text>,
}

/// `derive in_scope of contract : bool "…" { no  except yes "§1" when type == saas { … } }`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Derive {
    /// Its name; of one name there may be several, of different bearers.
    pub name: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// `contract`
    pub bearer: Name,
    /// `bool`, or the words of `{ basic, premium }`.
    pub kind: FactKind,
    /// What it means.
    pub title: Option<Text>,
    /// What holds without an exception.
    pub otherwise: Option<Otherwise>,
    /// Its exceptions in order of writing.
    pub exceptions: Vec<Exception>,
}

/// The default of a derived fact.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Otherwise {
    /// `no`, or the condition whose answer it is.
    pub outcome: Outcome,
    /// The item of the text: `"§1"`.
    pub source: Option<String>,
    /// The whole of it.
    pub span: Span,
}

/// What a rule of a derived fact comes to.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub enum Outcome {
    /// `no`, `premium`
    Value(Name),
    /// `open`: the text does not decide.
    Open(Span),
    /// `when some (contract where in_scope)`: yes where it holds, else no.
    Answer(Expr),
}

impl Outcome {
    /// The value as written; nothing for `open` and for an answer.
    pub fn written(&self) -> &str {
        match self {
            Outcome::Value(name) => &name.text,
            Outcome::Open(_) | Outcome::Answer(_) => "",
        }
    }
}

/// `except no "§1.3" when on_site { … }`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Exception {
    /// What it comes to; never the answer of a condition.
    pub outcome: Outcome,
    /// The item of the text: `"§1.3"`.
    pub source: Option<String>,
    /// When it holds.
    pub when: Expr,
    /// Exceptions to it.
    pub exceptions: Vec<Exception>,
    /// `except no "§1.3" when on_site`
    pub span: Span,
}

/// `control P2.A.10 "…" joint { … }`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Control {
    /// `P2.A.10`
    pub id: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its heading, as printed.
    pub title: Text,
    /// `joint`, or the party of `led by hospital`; as written.
    pub led: Option<Name>,
    /// The section it stands in, as an index into [`Catalogue::sections`].
    pub section: Option<usize>,
    /// Its fields; they hold for every duty that does not say otherwise.
    pub fields: Fields,
    /// Its labelled duties; none means one implicit duty.
    #[borsh(deserialize_with = "long_list")]
    pub duties: Vec<Duty>,
    /// Header and block.
    pub span: Span,
}

/// `duty a "…" of prime toward hospital flows down`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Duty {
    /// `a`
    pub label: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its heading.
    pub title: Option<Text>,
    /// Its own fields.
    pub fields: Fields,
    /// Duties inside it; nested at most once.
    pub duties: Vec<Duty>,
    /// Header, clauses and block.
    pub span: Span,
}

/// Reads a list of large things with room for all of them: they are not moved again and again while it grows.
fn long_list<R: Read, T: BorshDeserialize>(reader: &mut R) -> io::Result<Vec<T>> {
    // A damaged length asks for no more than this at once.
    const LONGEST: usize = 1 << 12;
    let count = u32::deserialize_reader(reader)? as usize;
    let mut list = Vec::with_capacity(count.min(LONGEST));
    for _ in 0..count {
        list.push(T::deserialize_reader(reader)?);
    }
    Ok(list)
}

/// What may stand at a control or at one of its duties.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Fields {
    /// `summary ja "…" en "…"`
    pub summary: Option<Text>,
    /// `source "Part 2 A 10"`: as printed in the document.
    pub source: Option<String>,
    /// `remark "…"`
    pub remark: Option<Text>,
    /// `category "…"`
    pub category: Option<Text>,
    /// `risk "…"`
    pub risk: Option<Text>,
    /// `refs "…", "…"`: where else it is asked, as printed.
    pub refs: Vec<String>,
    /// `marks "…"`: what is printed beside it.
    pub marks: Vec<String>,
    /// `per contract where subcontract`
    pub per: Option<Per>,
    /// `when type in {saas}`
    pub when: Option<Expr>,
    /// `applies by type { saas yes  operation no }`
    pub by_type: Option<ByType>,
    /// `level required`
    pub level: Option<Name>,
    /// `phases introduction, operation`
    pub phases: Vec<Name>,
    /// `modes ordinary, emergency`
    pub modes: Vec<Name>,
    /// `demands availability >= 99.9%`
    pub demands: Vec<ServiceLevel>,
    /// `by law "…"`
    pub by_law: Option<Name>,
    /// `excludable when agreed`, `excludable when CONDITION`
    pub excludable: Option<Excludable>,
    /// `requires P2.C.4.a`, one per keyword, with the `///` lines that justify it.
    pub requires: Vec<Related>,
    /// `serves asp-saas-2009:3-4.2.*`
    pub serves: Vec<Related>,
    /// `same as roles-2024:P2.A.10`
    pub same_as: Vec<Related>,
    /// `of hospital and supplier only toward hospital`
    pub bearers: Option<Bearers>,
    /// `documented in contract, sla`
    pub documented: Vec<Name>,
    /// `agreed`
    pub agreed: Option<Span>,
    /// `stated in contract else not_documented`
    pub stated: Option<Stated>,
    /// `met by consented <= day else unconsented_subcontract`
    pub met: Option<Met>,
    /// `before delegation`
    pub before_delegation: Option<Span>,
    /// `flows down`
    pub flows_down: Option<Span>,
}

/// Patterns after `requires`, `serves` or `same as`.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Related {
    /// Which duties.
    pub patterns: Vec<Name>,
    /// `///` lines before it: the sentence that justifies it.
    pub docs: Vec<String>,
}

/// `per component where kind in {application}`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Per {
    /// `component`
    pub kind: Name,
    /// The condition after `where`.
    pub filter: Option<Expr>,
}

/// `applies by type { saas yes  operation no }`: an empty table asks of no contract, and is not the absence of one.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct ByType {
    /// Line by line.
    pub cases: Vec<TypeCase>,
    /// Its place.
    pub span: Span,
}

/// `remote_maintenance when entrusted_data`, in `applies by type { … }`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct TypeCase {
    /// The type of the contract.
    pub kind: Name,
    /// Whether the control is asked of it.
    pub asked: Asked,
}

/// Whether a control is asked of contracts of a type.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub enum Asked {
    /// `yes`
    Yes,
    /// `no`
    No,
    /// `when entrusted_data`
    When(Expr),
}

/// What an exclusion needs.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub enum Excludable {
    /// `excludable when agreed`
    Agreed(Span),
    /// `excludable when CONDITION`
    When(Expr),
}

/// `of hospital and supplier only toward hospital`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Bearers {
    /// `hospital`, `supplier`
    pub roles: Vec<Name>,
    /// `only`
    pub only: Option<Span>,
    /// `toward hospital`
    pub toward: Option<Name>,
}

/// `stated in contract else KIND`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Stated {
    /// Kinds of documents.
    pub kinds: Vec<Name>,
    /// `as goal`: it may be aimed at only.
    pub as_goal: bool,
    /// The kind of finding while unmet.
    pub otherwise: Option<Name>,
}

/// `met by CONDITION else KIND`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Met {
    /// The dated fact that decides.
    pub condition: Expr,
    /// The kind of finding while unmet.
    pub otherwise: Option<Name>,
}

//! What was written, one struct per declaration, every name with its span.
//!
//! The engagement part is at the same time the JSON form: the derives below *are* the format (keys are the field names), read
//! with spans in `json/`. Values, dates and closed words are kept as written; the model gives them a type. Declarations are
//! kept by kind, in order of writing; spans carry the order between kinds.

use std::borrow::Cow;
use std::io::{self, Read};

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::json::places;
use crate::diagnostic::Text;
use crate::source::Span;

/// A word as written, with its place. Two names are the same when their NFKC forms are ([`Name::key`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Name {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

impl Name {
    /// The form under which names are compared: NFKC.
    pub fn form(&self) -> Cow<'_, str> {
        key_of(&self.text)
    }

    /// The same as a text of its own.
    pub fn key(&self) -> String {
        self.form().into_owned()
    }
}

/// The form under which a text is compared as a name: NFKC.
pub fn key_of(text: &str) -> Cow<'_, str> {
    use unicode_normalization::{UnicodeNormalization, is_nfkc};
    if text.is_ascii() || is_nfkc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

/// One file of the language.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// `use "ours.buntan"` at the top.
    pub loads: Vec<Name>,
    /// Catalogues.
    pub catalogues: Vec<Catalogue>,
    /// Standard contracts.
    pub templates: Vec<Template>,
    /// Rules.
    pub rules: Vec<Rule>,
    /// Engagements and parts of engagements.
    pub engagements: Vec<Engagement>,
    /// Tests.
    pub tests: Vec<Test>,
}

impl File {
    /// All that use catalogues: the engagements, and those of tests.
    pub fn every_engagement(&self) -> impl Iterator<Item = &Engagement> {
        self.engagements.iter().chain(self.tests.iter().filter_map(|test| test.engagement.as_deref()))
    }
}

// ------------------------------------------------------------------------------------------------------------ catalogues

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

// ------------------------------------------------------------------------------------------------------------ conditions

/// A condition. `and` and `or` are flat lists, so that nothing nests deeper than the brackets in the text.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Expr {
    /// What it asks.
    pub node: Node,
    /// The whole of it.
    pub span: Span,
}

/// The shapes of a condition.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub enum Node {
    /// `a and b and c`; at least two.
    All(Vec<Expr>),
    /// `a or b`; at least two.
    Any(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `consented <= day`; the operator as written (`=` was reported and reads as `==`).
    Compare(Box<Expr>, Comparison, Box<Expr>),
    /// `type in {saas, operation}`
    In(Box<Expr>, Vec<Name>),
    /// `c in k.covers`, in a rule
    Among(Box<Expr>, Name),
    /// `consented exists`
    Exists(Box<Expr>),
    /// `count (vendor where direct)`
    Quantified(Quantifier, Box<Over>, Option<Box<Expr>>),
    /// `external_storage`; in a rule `k.supplier.kind`
    Path(Name),
    /// `99.9%`, `4h`, `2026-04-01`, `unknown`, `none`, `no`
    Literal(Name),
}

/// `== != < <= > >=`
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What a quantifier ranges over: `vendor`, or `vendor of engagement` whatever the subject; in a rule with a variable, `vendor v`.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Over {
    /// `vendor`
    pub kind: Name,
    /// `above`, `beneath`, `connected`: which way to look.
    pub way: Option<(Way, Span)>,
    /// `v`
    pub variable: Option<Name>,
    /// `of engagement`
    pub of_engagement: bool,
    /// `of k`: the variable of something that has them; of obligations, which duties.
    pub of: Vec<Name>,
}

/// Which way to look from a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Way {
    /// `above`
    Above,
    /// `beneath`
    Beneath,
    /// `connected`
    Connected,
}

/// How many of the things beneath a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Quantifier {
    /// `some (K where C)`
    Some,
    /// `every (K where C)`: all of them fulfil it; true where there is none
    Every,
    /// `no (K where C)`
    No,
    /// `count (K where C)`: a number to compare
    Count,
}

// ------------------------------------------------------------------------------------------------------------- templates

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

// ----------------------------------------------------------------------------------------------------------------- rules

/// `rule direct_contact "…" warning cites P2.A.1 { for contract k  must k.direct  else "…" }`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Rule {
    /// `direct_contact`
    pub name: Name,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its heading.
    pub title: Option<Text>,
    /// `error`, `warning`, `note`, in English
    pub severity: Name,
    /// The control that asks for it.
    pub cites: Name,
    /// `for contract k where k.direct`, in order.
    pub ranges: Vec<Ranging>,
    /// `must k.contact exists`
    pub must: Option<Expr>,
    /// `else "…"`
    pub message: Option<Message>,
    /// Header and block.
    pub span: Span,
}

/// `for contract k where k.direct`
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Ranging {
    /// `contract k`
    pub over: Over,
    /// The condition after `where`.
    pub filter: Option<Expr>,
    /// The whole of it.
    pub span: Span,
}

/// What a rule says when it does not hold, in both languages; given in one language only, it stands in both.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Message {
    /// Japanese.
    pub ja: Vec<Piece>,
    /// English.
    pub en: Vec<Piece>,
    /// The whole of it.
    pub span: Span,
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Piece {
    /// Words as they stand.
    Words(String),
    /// `{k.supplier}`
    Value(Name),
}

// ----------------------------------------------------------------------------------------------------------- engagements

/// `engagement "○○市民病院" { … }`, or a part of one (`continued`).
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// Its title; the parts of one engagement have the same.
    #[serde(rename = "engagement")]
    pub name: Name,
    /// `continued`
    #[serde(default, skip_serializing_if = "is_false")]
    pub continued: bool,
    /// `///` lines before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docs: Vec<String>,
    /// `use roles-2024 only P2.*`
    #[serde(default, rename = "use", skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
    /// Facts of the engagement.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub facts: Settings,
    /// `all other facts no by "…"`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_other_facts_no: Option<AllOther>,
    /// Parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// Components.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// Contracts.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "places::list")]
    pub contracts: Vec<Contract>,
    /// What statements rest on besides contracts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Facts of interfaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Who owns, delegates, accepts, disclaims, shares, states, excludes, waives, grants what; what was checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "places::list")]
    pub statements: Vec<Statement>,
    /// Header and block; in JSON the object.
    #[serde(skip)]
    pub span: Span,
    /// Keys beginning with `x_`, carried through to the output untouched. Filled in `json/`.
    #[serde(skip)]
    pub extra: Vec<(String, serde_json::Value)>,
}

fn is_false(it: &bool) -> bool {
    !*it
}

/// `use roles-2024 only P2.C.*`
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// A catalogue's name; or a file of the project, when it ends in `.buntan`.
    pub catalogue: Name,
    /// What is looked at; empty means everything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<Name>,
}

/// `external_storage = yes`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// The fact.
    pub name: Name,
    /// The value as written; JSON `null` reads `unknown`, `true` reads `yes`, `false` reads `no`.
    pub value: Name,
}

/// Facts with their values, in order of writing; in JSON an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings(pub Vec<Setting>);

impl Settings {
    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// `all other facts no by "…"`; in JSON `true`, or `{"by": "…"}`.
#[derive(Clone, Debug, Default)]
pub struct AllOther {
    /// What it rests on.
    pub by: Option<String>,
    /// Where.
    pub span: Span,
}

/// `party A vendor "電子カルテ社" corporate_number "…"`
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// `A`
    pub name: Name,
    /// `vendor`
    pub kind: Name,
    /// `///` lines before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docs: Vec<String>,
    /// Its full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Its corporate number, 13 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corporate_number: Option<Name>,
    /// Its facts.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub facts: Settings,
}

/// `component emr application by A runs on iaas connects wan in use 2026-04-01 .. { … }`
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// `emr`
    pub name: Name,
    /// `application`; may be left out in a test's change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Name>,
    /// `///` lines before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docs: Vec<String>,
    /// Its full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Its provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Name>,
    /// What it runs on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs_on: Vec<Name>,
    /// What it is connected to; said once, it holds in both directions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub connects: Vec<Name>,
    /// From when to when it is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_use: Option<Period>,
    /// Its facts.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub facts: Settings,
}

/// `2026-04-01 .. 2027-03-31`; no end is open.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day.
    pub from: Name,
    /// The last day, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Name>,
}

/// `contract K2 A -> B under K1 { … }`
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// `K2`
    pub name: Name,
    /// `A`; may be left out in a test's change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Name>,
    /// `B`; may be left out in a test's change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<Name>,
    /// `///` lines before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docs: Vec<String>,
    /// Its full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// `under K1`: it is a subcontract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<Name>,
    /// `selected by A`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected_by: Option<Name>,
    /// `linked`
    #[serde(default, skip_serializing_if = "is_false")]
    pub linked: bool,
    /// `type saas, remote_maintenance`
    #[serde(default, rename = "type", skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Name>,
    /// `form standard_terms`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Name>,
    /// `period 2026-04-01 .. 2027-03-31`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// `date 2024-04-01`, of a sale
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Name>,
    /// `covers emr, iaas`; `none` in a test's change removes what was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Vec<Name>>,
    /// `disclosed 2026-02-01 by "…"`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disclosed: Option<Dated>,
    /// `consented 2026-02-15 by "…"`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consented: Option<Dated>,
    /// `follows saas_standard { plan = basic }`; `none` in a test's change removes what was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follows: Option<Vec<Follows>>,
    /// `promises availability >= 99.9%`; `none` in a test's change removes what was said, here and below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promises: Option<Vec<ServiceLevel>>,
    /// `itself availability >= 99.95%`: the own share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub itself: Option<Vec<ServiceLevel>>,
    /// `relies on K3`: contracts that it uses and that stand nowhere under it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relies_on: Option<Vec<Name>>,
    /// Its facts.
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub facts: Settings,
    /// Header and block.
    #[serde(skip)]
    pub span: Span,
}

/// A standard contract that a contract is made after, with what it leaves open. In JSON `"saas_standard"`, or
/// `{"template": "saas_standard", "facts": {"plan": "basic"}}`.
#[derive(Clone, Debug, Default)]
pub struct Follows {
    /// The template.
    pub template: Name,
    /// Its facts.
    pub facts: Settings,
    /// Where.
    pub span: Span,
}

/// `availability >= 99.9% hours weekdays 08:30 .. 17:30 excluding planned_maintenance as goal`; in JSON
/// `{"metric": "availability", "at_least": "99.9%", …}`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    /// The metric.
    pub metric: Name,
    /// `>= 99.9%`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Scalar>,
    /// `<= 4h`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Scalar>,
    /// When it is measured; empty is always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Window>,
    /// What is not counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluding: Vec<Name>,
    /// `as goal`: aimed at, not promised.
    #[serde(default, skip_serializing_if = "is_false")]
    pub goal: bool,
    /// The whole of it; in JSON that of the metric.
    #[serde(skip)]
    pub span: Span,
}

/// A value as written; in JSON any scalar.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Scalar(pub Name);

/// `mon, wed 08:30 .. 17:30`
#[derive(
    Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// `mon`, `weekdays`
    pub days: Vec<Name>,
    /// `08:30`
    pub from: Name,
    /// `17:30`; the end of the day is `24:00`.
    pub to: Name,
}

/// `evidence S1 sla of K1 "…" { signed 2026-03-20  period 2026-04-01 .. 2027-03-31  continues }`
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// `S1`
    pub name: Name,
    /// `sla`; may be left out in a test's change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Name>,
    /// `of K1`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Name>,
    /// `///` lines before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docs: Vec<String>,
    /// Its full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// `signed 2026-03-20`: since when both sides stand by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Name>,
    /// `draft`: nobody stands by it yet.
    #[serde(default, skip_serializing_if = "is_false")]
    pub draft: bool,
    /// `period 2026-04-01 .. 2027-03-31`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// `continues`: as long as its contract runs.
    #[serde(default, skip_serializing_if = "is_false")]
    pub continues: bool,
}

/// A date with what it rests on; no date is a stated absence (`consented none`). In JSON `"2026-02-15"`, `"none"`, or
/// `{"date": "2026-02-15", "by": "承諾書"}`.
#[derive(Clone, Debug, Default)]
pub struct Dated {
    /// The day; `None` is `none`.
    pub date: Option<Name>,
    /// `by "承諾書"`
    pub by: Option<String>,
    /// Where.
    pub span: Span,
}

/// `link emr -- wan { encrypted = yes }`
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The two ends.
    pub between: (Name, Name),
    /// Its facts.
    pub facts: Settings,
}

/// A subject as written: `iaas`, `engagement`, or two components `emr -- wan`; in JSON the same string.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct SubjectName {
    /// The name, or the first end.
    pub first: Name,
    /// The other end of an interface.
    pub second: Option<Name>,
}

/// What a statement rests on: `K1 "第8条"`, or a text alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The contract, or a piece of evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Name>,
    /// The clause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

/// Everything that is said about who carries what: one flat form for every verb, which is also its JSON form.
///
/// | written | `who` | `does` | besides |
/// |---|---|---|---|
/// | `A solely owns P2.C.* on emr by K1 "第8条"` | `A` | `owns` | `solely` `duties` `on` `by` |
/// | `A delegates P2.C.2 on iaas to B via K2` | `A` | `delegates` | `to` `via` |
/// | `share P2.B.1 on emr complete { … }` | | `share` | `parts` `complete` |
/// | `open P2.C.2 by K1 "第9条"` | | `open` | |
/// | `checked P2.A.2 no 2026-02-01 settled 2026-03-10` | | `checked` | `answer` `date` `settled` |
/// | `K1 states P2.A.10.b "第30条"` | `K1` | `states` | `clause` |
/// | `K2 states all of K1 "第3条"` | `K2` | `states` | `all_of` `clause` |
/// | `A excludes P2.B.3 on wan because "…"` | `A` | `excludes` | `because` `instead` `agreed` |
/// | `H waives unowned P2.C.1 because "…" until 2026-12-31` | `H` | `waives` | `kinds` `because` |
/// | `A retains "…" of P2.B.5 on emr` | `A` | `retains` | `risk` `explained` `agreed` |
/// | `A shares risk "…" of P2.B.5 on emr` | `A` | `shares risk` | `risk` `explained` `agreed` |
/// | `H grants N access to wan` | `H` | `grants` | `to` `on` |
/// | `H demands availability >= 99.9% on emr` | `H` | `demands` | `levels` |
///
/// What a verb cannot take is an error of the model, not of the grammar.
#[derive(Clone, Debug, Default, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Who speaks: a party, or a document; nobody for `share`, `open` and `checked`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<Name>,
    /// The verb, in its English form whatever was written: `owns delegates accepts disclaims supports informs share open
    /// states excludes retains waives grants demands checked`, `shares risk`.
    pub does: Name,
    /// `solely`
    #[serde(default, skip_serializing_if = "is_false")]
    pub solely: bool,
    /// Kinds of findings that are waived: `unowned`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Name>,
    /// `P2.C.*`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Name>,
    /// `except P2.C.5`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<Name>,
    /// `on emr, iaas`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on: Vec<SubjectName>,
    /// Phases and modes: `in maintenance, emergency`
    #[serde(default, rename = "in", skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<Name>,
    /// `part mechanism`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part: Vec<Name>,
    /// `to B`; of `grants`, who is let in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Name>,
    /// `via K2`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Name>,
    /// `by K1 "第8条"`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Basis>,
    /// `from 2026-04-01`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Name>,
    /// `until 2027-03-31`, inclusive
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Name>,
    /// The parts of a `share`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<SharePart>,
    /// `complete`: the parts are all there are.
    #[serde(default, skip_serializing_if = "is_false")]
    pub complete: bool,
    /// `states … "第30条"`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// `states all of K1`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_of: Option<Name>,
    /// `states … as goal`: aimed at, not owed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub as_goal: bool,
    /// `because "…"`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// `instead P2.B.5`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<Name>,
    /// `agreed 2026-03-01`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Name>,
    /// The risk that is retained or shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// `explained 2026-02-03`: when the hospital was told of the risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained: Option<Name>,
    /// Of a check: `yes` or `no`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Scalar>,
    /// Of a check: the day on which the row was gone over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Name>,
    /// `settled 2026-03-10`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Name>,
    /// What is demanded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<ServiceLevel>,
    /// `///` lines before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docs: Vec<String>,
    /// The statement, without trailing blanks.
    #[serde(skip)]
    pub span: Span,
}

/// `mechanism: A "二要素認証の仕組み"`
#[derive(Clone, Debug, Default, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SharePart {
    /// `mechanism`
    pub label: Name,
    /// `A`
    pub party: Name,
    /// What it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The last day, where the part ends before the others. Not written: a question may ask what if a party leaves.
    #[serde(skip)]
    pub until: Option<Name>,
}

// ----------------------------------------------------------------------------------------------------------------- tests

/// `test "…" { with "案件" { … } at 2026-10-01 expect … }`
#[derive(Clone, Debug)]
pub struct Test {
    /// Its title.
    pub name: Text,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// The engagement it starts from.
    pub with: Option<Name>,
    /// An engagement of its own instead: `engagement { … }`; it is called like the test.
    pub engagement: Option<Box<Engagement>>,
    /// What is different, in order.
    pub changes: Vec<Change>,
    /// The day.
    pub at: Option<Name>,
    /// The days, where there is more than one.
    pub over: Option<Period>,
    /// What must hold.
    pub expects: Vec<Expect>,
    /// Header and block.
    pub span: Span,
}

/// One difference from the engagement that a test starts from.
#[derive(Clone, Debug)]
pub enum Change {
    /// `add B accepts P2.C.2 on iaas`: whatever the part declares is added.
    Add(Box<Engagement>),
    /// `remove B accepts P2.C.2`: every statement that says all of this (and perhaps more).
    Remove(Box<Statement>),
    /// `remove contract K2`, `remove component x`, `remove party P`, `remove evidence S`, `remove use C`: the keyword in English, and the name.
    RemoveNamed(Name, Name),
    /// `remove all other facts no`
    RemoveAllOther(Span),
    /// `contract K2 { consented none }`: the fields given replace those that stand there.
    Contract(Box<Contract>),
    /// `component emr by B { external_storage = unknown }`
    Component(Box<Component>),
    /// `evidence S1 { signed 2026-04-01 }`
    Evidence(Box<Evidence>),
    /// `party A { staff = 3 }`: facts only.
    Party(Box<Party>),
    /// `link emr -- wan { … }`
    Link(Box<Link>),
    /// `big = yes`, of the engagement
    Fact(Setting),
}

/// What a test says must hold.
#[derive(Clone, Debug)]
pub struct Expect {
    /// The shape.
    pub kind: ExpectKind,
    /// The whole of it.
    pub span: Span,
}

/// The shapes of an expectation.
#[derive(Clone, Debug)]
pub enum ExpectKind {
    /// `expect exactly { … }`: these are all errors and warnings; notes named must be there, others may.
    Exactly(Vec<ExpectFinding>),
    /// `expect unowned P2.C.1 on wan`
    Finding(ExpectFinding),
    /// `expect no unowned P2.C.* on emr`
    NoFinding(ExpectFinding),
    /// `expect carried P2.C.2 on iaas by B answerable A`
    Carried(ExpectCarried),
    /// `expect no carried P2.C.2 on iaas`
    NotCarried(ExpectCarried),
    /// `expect applies P2.A.9 on store`
    Applies(ExpectApplies),
    /// `expect no applies P2.A.9 on store`
    NotApplies(ExpectApplies),
    /// `expect level availability of K1 = 99.88002%`
    Level(ExpectLevel),
    /// `expect no level availability of K1 = 99.9%`
    NotLevel(ExpectLevel),
}

/// `warning undetermined P2.A.10 on K2 by A, B because subcontracting`
#[derive(Clone, Debug, Default)]
pub struct ExpectFinding {
    /// `waived`: it must be waived; without, it must not be.
    pub waived: bool,
    /// `error`, `warning`, `note`, in English
    pub severity: Option<Name>,
    /// The kind.
    pub kind: Name,
    /// Controls or duties.
    pub duties: Vec<Name>,
    /// Subjects.
    pub on: Vec<SubjectName>,
    /// Parties that the finding names.
    pub by: Vec<Name>,
    /// Reasons or deciding facts that the finding names.
    pub because: Vec<Name>,
    /// The first of the days on which it holds.
    pub from: Option<Name>,
    /// The last of the days on which it holds.
    pub until: Option<Name>,
    /// The whole of it.
    pub span: Span,
}

/// `carried P2.C.2 on iaas by B answerable A`
#[derive(Clone, Debug, Default)]
pub struct ExpectCarried {
    /// Duties.
    pub duties: Vec<Name>,
    /// Subjects; none means all.
    pub on: Vec<SubjectName>,
    /// The performer.
    pub by: Option<Name>,
    /// Who answers for it.
    pub answerable: Option<Name>,
}

/// `applies P2.A.9 on store`
#[derive(Clone, Debug, Default)]
pub struct ExpectApplies {
    /// Controls or duties.
    pub duties: Vec<Name>,
    /// Subjects; none means all.
    pub on: Vec<SubjectName>,
}

/// `level availability of K1 = 99.88002%`
#[derive(Clone, Debug, Default)]
pub struct ExpectLevel {
    /// `availability`
    pub metric: Name,
    /// `K1`
    pub contract: Name,
    /// `99.88002%`
    pub amount: Name,
}

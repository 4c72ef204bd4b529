//! Engagements: parties, components, contracts, evidence, facts. What stands here is the JSON form, too.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;
use super::statement::Statement;
use crate::diagnostic::Text;
use crate::source::Span;
use crate::syntax::json::places;

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

pub(super) fn is_false(it: &bool) -> bool {
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

//! What is said about who carries what. What stands here is the JSON form, too.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;
use super::engagement::{Scalar, ServiceLevel, SubjectName, is_false};
use crate::diagnostic::Text;
use crate::source::Span;

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

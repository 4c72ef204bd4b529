//! Tests: what is different, and what must hold then.

use super::Name;
use super::engagement::{Component, Contract, Engagement, Evidence, Link, Party, Period, Setting, SubjectName};
use super::statement::Statement;
use crate::diagnostic::Text;
use crate::source::Span;

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

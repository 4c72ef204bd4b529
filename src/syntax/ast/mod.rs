//! What was written, one struct per declaration, every name with its span.
//!
//! The engagement part is at the same time the JSON form: the derives below *are* the format (keys are the field names), read
//! with spans in `json/`. Values, dates and closed words are kept as written; the model gives them a type. Declarations are
//! kept by kind, in order of writing; spans carry the order between kinds.

mod catalogue;
mod condition;
mod engagement;
mod rule;
mod statement;
mod template;
mod test;

use std::borrow::Cow;

use borsh::{BorshDeserialize, BorshSerialize};

pub use catalogue::{
    Asked, Bearers, ByType, Catalogue, Control, Derive, Duty, Exception, Excludable, FactDecl, FactKind, Fields, Met,
    MetricDecl, Otherwise, Outcome, Per, Profile, Related, Section, Stated, TypeCase,
};
pub use condition::{Comparison, Expr, Node, Over, Quantifier, Way};
pub use engagement::{
    AllOther, Component, Contract, Dated, Engagement, Evidence, Follows, Link, Party, Period, Scalar, ServiceLevel,
    Setting, Settings, SubjectName, Use, Window,
};
pub use rule::{Message, Piece, Ranging, Rule};
pub use statement::{Basis, SharePart, Statement};
pub use template::{ByRelation, Template, TemplateLevels, TemplateStatement};
pub use test::{Change, Expect, ExpectApplies, ExpectCarried, ExpectFinding, ExpectKind, ExpectLevel, Test};

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

//! Typed facts and their values.

use std::borrow::Cow;
use std::fmt;

use bigdecimal::BigDecimal;
use jiff::civil::Date;

use super::{CatalogueIdx, Derived, FactIdx, MetricIdx, Sort, Subject, SubjectKind};
use crate::diagnostic::Text;
use crate::source::Span;

/// A declared fact: `fact external_storage : bool of component ja "…" default no`.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The catalogue that declares it.
    pub catalogue: CatalogueIdx,
    /// Its name as declared; compared by NFKC.
    pub name: String,
    /// Its type.
    pub kind: FactType,
    /// The narrowest thing that bears it; it may be stated at anything wider.
    pub bearer: SubjectKind,
    /// What it means.
    pub title: Text,
    /// What holds where nobody says otherwise.
    pub default: Option<Value>,
    /// By which rules it follows, if nobody states it.
    pub derived: Option<Derived>,
    /// Its declaration.
    pub span: Span,
}

/// The type of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactType {
    /// `yes` or `no`
    Bool,
    /// One of these words.
    OneOf(Vec<String>),
    /// `300`
    Number,
    /// `99.9%`
    Percent,
    /// `4h`
    Duration,
    /// `2026-04-01`
    Date,
    /// A party of the engagement, by its name.
    Party,
}

/// A value, exact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// `yes`, `no`
    Bool(bool),
    /// A word of a closed vocabulary or of `{ … }`.
    Word(Cow<'static, str>),
    /// `300`
    Number(BigDecimal),
    /// Percent: `99.9%` is 99.9
    Percent(BigDecimal),
    /// Seconds.
    Duration(BigDecimal),
    /// A day.
    Date(Date),
    /// A party, a contract, a component or an interface.
    Thing(Subject),
    /// A metric; of equal declarations the first.
    Metric(MetricIdx),
    /// Something else that a variable of a rule stands for, by its numbers.
    Row(Sort, usize, usize),
}

/// As it is written in a declaration.
impl fmt::Display for FactType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FactType::Bool => "bool",
            FactType::OneOf(words) => return write!(f, "{{ {} }}", words.join(", ")),
            FactType::Number => "number",
            FactType::Percent => "percent",
            FactType::Duration => "duration",
            FactType::Date => "date",
            FactType::Party => "party",
        })
    }
}

impl Fact {
    /// Whether whoever states it of anything states another one with it: a name that several catalogues declare alike is stated of all.
    pub fn is_stated_with(&self, other: &Fact) -> bool {
        let is_stated = |it: &Fact| it.derived.is_none();
        let alike = (&self.kind, self.bearer, &self.default) == (&other.kind, other.bearer, &other.default);
        self.name == other.name && alike && is_stated(self) && is_stated(other)
    }

    /// Whether it says which vendors are in scope: the derived `in_scope` of vendors.
    pub fn is_scope(&self) -> bool {
        self.derived.is_some() && self.bearer == SubjectKind::Vendor && self.name == "in_scope"
    }
}

/// As it is written: `yes`, `99.9%`, `4h`.
impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(true) => out.write_str("yes"),
            Value::Bool(false) => out.write_str("no"),
            Value::Word(word) => out.write_str(word),
            Value::Number(number) => out.write_str(&number.normalized().to_plain_string()),
            Value::Percent(number) => write!(out, "{}%", number.normalized().to_plain_string()),
            Value::Duration(seconds) => {
                let units = [("d", 86_400), ("h", 3_600), ("min", 60)];
                let whole = |(_, length): &(&str, u32)| {
                    let (length, zero) = (BigDecimal::from(*length), BigDecimal::from(0));
                    *seconds != zero && seconds % &length == zero
                };
                let (unit, length) = units.into_iter().find(whole).unwrap_or(("s", 1));
                write!(out, "{}{unit}", (seconds / BigDecimal::from(length)).normalized().to_plain_string())
            }
            Value::Date(day) => write!(out, "{day}"),
            // Only a policy and an engagement know their names.
            Value::Thing(_) | Value::Metric(_) | Value::Row(..) => out.write_str("…"),
        }
    }
}

/// What was stated of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// A value.
    Value(Value),
    /// `unknown`: as if nobody had stated it, and no default holds.
    Unknown,
    /// `none`: a stated absence; `exists` is false of it, and no comparison with it holds.
    None,
}

/// `external_storage = yes` at a bearer.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The fact.
    pub fact: FactIdx,
    /// At what it was stated.
    pub bearer: Bearer,
    /// What was stated.
    pub stated: Stated,
    /// Where.
    pub span: Span,
}

/// What a fact is stated at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bearer {
    /// The engagement: holds for everything.
    Engagement,
    /// A party: holds for what it supplies and provides.
    Party(super::PartyIdx),
    /// A contract: holds for what it covers.
    Contract(super::ContractIdx),
    /// A component.
    Component(super::ComponentIdx),
    /// An interface, the smaller index first.
    Interface(super::ComponentIdx, super::ComponentIdx),
}

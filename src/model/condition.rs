//! Conditions with their names resolved and their types checked.

use std::cmp::Ordering;

use super::{FactIdx, Policy, SubjectKind, Value};
use crate::source::Span;
pub use crate::syntax::ast::Comparison;

/// A condition, evaluated in three-valued logic. Those of controls and templates ask terms of a subject; those of rules ask
/// [operands](super::Operand) of variables.
#[derive(Clone, Debug)]
pub struct Condition<T = Term, R = Range> {
    /// What it asks.
    pub node: Test<T, R>,
    /// Where it stands.
    pub span: Span,
}

impl Condition {
    /// The facts that it asks, those by which its ranges are counted among them.
    pub fn facts(&self) -> Vec<FactIdx> {
        let mut found = Vec::new();
        self.walk(&mut |part| match part {
            Part::Term(Term::Fact(fact)) => found.push(*fact),
            Part::Range(range) => found.extend(range.scope),
            Part::Term(Term::Attribute(_) | Term::Literal(_) | Term::Day | Term::Unknown) | Part::Value(_) => {}
        });
        found.sort();
        found.dedup();
        found
    }

    /// Counts everybody in its ranges, whether or not they are in scope.
    pub(super) fn count_all(&mut self) {
        match &mut self.node {
            Test::All(parts) | Test::Any(parts) => parts.iter_mut().for_each(Condition::count_all),
            Test::Not(inner) => inner.count_all(),
            Test::Holds(_) | Test::In(..) | Test::Exists(_) | Test::Compare(..) => {}
            Test::Quantified(_, range, inner) | Test::Count(range, inner, ..) => {
                range.scope = None;
                inner.iter_mut().for_each(|it| it.count_all());
            }
        }
    }
}

/// The shapes of a condition.
#[derive(Clone, Debug)]
pub enum Test<T = Term, R = Range> {
    /// All of them; true of none.
    All(Vec<Condition<T, R>>),
    /// Any of them; false of none.
    Any(Vec<Condition<T, R>>),
    /// The opposite.
    Not(Box<Condition<T, R>>),
    /// A bool term holds.
    Holds(T),
    /// `consented <= day`, both of one type.
    Compare(T, Comparison, T),
    /// `type in {saas, operation}`: for `type`, one of the contract's types is among them.
    In(T, Vec<Value>),
    /// A dated or other term was stated.
    Exists(T),
    /// `some (contract where …)`
    Quantified(Quantifier, R, Option<Box<Condition<T, R>>>),
    /// `count (vendor where direct) >= 2`
    Count(R, Option<Box<Condition<T, R>>>, Comparison, u64),
}

/// What a condition is made of.
#[derive(Debug)]
pub enum Part<'a, T = Term, R = Range> {
    /// Something asked.
    Term(&'a T),
    /// A value in `{ … }`.
    Value(&'a Value),
    /// What a quantifier ranges over; what is asked of its members comes next.
    Range(&'a R),
}

/// Some, every or none of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// All of them; true where there is none.
    Every,
    /// Not one.
    No,
}

/// What a quantifier ranges over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Of which kind.
    pub kind: RangeKind,
    /// `of engagement`: seen from the engagement, whatever the subject.
    pub of_engagement: bool,
    /// Of vendors: the fact that says which of them are in scope; the others are not counted.
    pub scope: Option<FactIdx>,
}

/// What a quantifier ranges over, seen from a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeKind {
    /// Of the engagement: all; of a vendor: those it supplies; of a component or interface: those that cover it or covered it; of
    /// a contract: those beneath it.
    Contract,
    /// `contract above`: of a contract, those above it.
    ContractAbove,
    /// Of the engagement: all that supply; of a contract: its supplier and those beneath; of a component or interface: who provides it.
    Vendor,
    /// Of the engagement: all; of a vendor: those it provides; of a contract: those it covers; of a component: what it runs on,
    /// at any depth; of an interface: both ends.
    Component,
    /// `component above`: of a component, what runs on it, at any depth.
    ComponentAbove,
    /// `component connected`: of a component, all that connections lead to, over any number of them.
    ComponentConnected,
    /// Of the engagement: all; of a component: those it is an end of; of a vendor: those where it provides an end.
    Interface,
}

/// Something with a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A declared fact of the subject.
    Fact(FactIdx),
    /// What the structure says.
    Attribute(Attribute),
    /// A value in the text.
    Literal(Value),
    /// The day of evaluation.
    Day,
    /// `unknown` written out in a condition.
    Unknown,
}

/// What the structure of an engagement says, so that it is never stated twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// `kind` of a component or party.
    Kind,
    /// `connected`: the component is connected to another.
    Connected,
    /// `provided`: the component's provider is known.
    Provided,
    /// `type` of a contract: any of its types.
    Type,
    /// `form` of a contract.
    Form,
    /// `direct`: a contract whose customer is the hospital; a vendor that has such a contract as its supplier.
    Direct,
    /// `subcontract`: a contract under another; a vendor that has one as its supplier.
    Subcontract,
    /// `linked` of a contract.
    Linked,
    /// `selected`: somebody other than the customer chose the supplier; of an interface: one of the two chose the other.
    Selected,
    /// `in_force` of a contract: on the day.
    InForce,
    /// `start`: first day of a contract.
    Start,
    /// `end`: last day of a contract; absent when open.
    End,
    /// `disclosed`: the day of disclosure; consent implies it.
    Disclosed,
    /// `consented`: the day of consent.
    Consented,
    /// `customer` of a contract.
    Customer,
    /// `supplier` of a contract.
    Supplier,
    /// `prime`: the vendor at the top of a contract's chain.
    Prime,
    /// `selected_by`: who chose the supplier, if that was not the customer.
    SelectedBy,
}

impl<T, R> Condition<T, R> {
    /// Every term, value and range in it, outermost first.
    pub fn walk<'a>(&'a self, see: &mut impl FnMut(Part<'a, T, R>)) {
        match &self.node {
            Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|it| it.walk(see)),
            Test::Not(inner) => inner.walk(see),
            Test::Holds(term) | Test::Exists(term) => see(Part::Term(term)),
            Test::Compare(left, _, right) => [left, right].into_iter().for_each(|it| see(Part::Term(it))),
            Test::In(term, values) => {
                see(Part::Term(term));
                values.iter().for_each(|it| see(Part::Value(it)));
            }
            Test::Quantified(_, range, inner) | Test::Count(range, inner, ..) => {
                see(Part::Range(range));
                inner.iter().for_each(|it| it.walk(see));
            }
        }
    }
}

impl Condition {
    /// Decides a condition by what is known of its terms, whatever the day and the rest of the engagement; `None` where that does
    /// not suffice. A term has one value, or several of which any may fit.
    pub fn decided(&self, known: &impl Fn(&Term) -> Option<Vec<Value>>) -> Option<bool> {
        match &self.node {
            Test::All(parts) => all(parts.iter().map(|part| part.decided(known))),
            Test::Any(parts) => all(parts.iter().map(|part| part.decided(known).map(|it| !it))).map(|it| !it),
            Test::Not(part) => part.decided(known).map(|it| !it),
            Test::Holds(term) => known(term).map(|values| values.contains(&Value::Bool(true))),
            Test::In(term, members) => known(term).map(|values| values.iter().any(|value| members.contains(value))),
            Test::Exists(term) => known(term).map(|values| !values.is_empty()),
            Test::Compare(left, how, right) => Some(compare(&known(left)?, *how, &known(right)?)),
            Test::Quantified(..) | Test::Count(..) => None,
        }
    }
}

impl Policy {
    /// Whether a condition comes to the same for everything there is: it asks nothing but facts of the engagement, and the day.
    pub fn asks_only_the_engagement(&self, condition: &Condition) -> bool {
        let mut only = true;
        condition.walk(&mut |part| match part {
            Part::Term(Term::Fact(fact)) => {
                let fact = &self.facts[*fact];
                only &= fact.bearer == SubjectKind::Engagement && fact.derived.is_none();
            }
            Part::Term(Term::Attribute(_)) | Part::Range(_) => only = false,
            Part::Term(Term::Literal(_) | Term::Day | Term::Unknown) | Part::Value(_) => {}
        });
        only
    }

    /// Whether two conditions ask the same of a subject, though different catalogues declare the facts that they name.
    pub fn asks_the_same(&self, one: &Condition, other: &Condition) -> bool {
        let parts = |ones: &[Condition], others: &[Condition]| {
            ones.len() == others.len() && ones.iter().zip(others).all(|(one, other)| self.asks_the_same(one, other))
        };
        let inner = |one: &Option<Box<Condition>>, other: &Option<Box<Condition>>| {
            parts(one.as_deref().map_or(&[], std::slice::from_ref), other.as_deref().map_or(&[], std::slice::from_ref))
        };
        let terms = |one: &Term, other: &Term| match (one, other) {
            (Term::Fact(one), Term::Fact(other)) => {
                one == other || self.facts[*one].is_stated_with(&self.facts[*other])
            }
            _ => one == other,
        };
        match (&one.node, &other.node) {
            (Test::All(ones), Test::All(others)) | (Test::Any(ones), Test::Any(others)) => parts(ones, others),
            (Test::Not(one), Test::Not(other)) => self.asks_the_same(one, other),
            (Test::Holds(one), Test::Holds(other)) | (Test::Exists(one), Test::Exists(other)) => terms(one, other),
            (Test::Compare(one, how, with), Test::Compare(other, as_how, as_with)) => {
                how == as_how && terms(one, other) && terms(with, as_with)
            }
            (Test::In(one, values), Test::In(other, as_values)) => values == as_values && terms(one, other),
            (Test::Quantified(how, range, one), Test::Quantified(as_how, as_range, other)) => {
                (how, range) == (as_how, as_range) && inner(one, other)
            }
            (Test::Count(range, one, how, number), Test::Count(as_range, other, as_how, as_number)) => {
                (range, how, number) == (as_range, as_how, as_number) && inner(one, other)
            }
            _ => false,
        }
    }
}

/// False of one suffices; else all must be decided.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut decided = true;
    for part in parts {
        match part {
            Some(true) => {}
            Some(false) => return Some(false),
            None => decided = false,
        }
    }
    decided.then_some(true)
}

/// Whether values compare as asked, any of the one side with any of the other; `!=` is that none are equal.
pub fn compare(lefts: &[Value], how: Comparison, rights: &[Value]) -> bool {
    let any = |how| lefts.iter().any(|l| rights.iter().any(|r| order(l, r).is_some_and(|it| fits(it, how))));
    match how {
        Comparison::NotEqual => !any(Comparison::Equal),
        other => any(other),
    }
}

/// Whether an order is one that a comparison asks for.
pub fn fits(order: Ordering, how: Comparison) -> bool {
    match how {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// Values of one type have an order; the model makes sure that only such are compared, but for amounts of different units, which are
/// not comparable.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Word(a), Value::Word(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b))
        | (Value::Percent(a), Value::Percent(b))
        | (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Thing(a), Value::Thing(b)) => Some(a.cmp(b)),
        (Value::Metric(a), Value::Metric(b)) => Some(a.cmp(b)),
        (Value::Row(..), Value::Row(..)) => Some(left.cmp(right)),
        _ => None,
    }
}

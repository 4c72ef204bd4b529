//! Conditions with their names resolved and their types checked.

use std::cmp::Ordering;

use super::{FactIdx, Value};
use crate::source::Span;
pub use crate::syntax::ast::Comparison;

/// A condition of a subject, evaluated in three-valued logic.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What it asks.
    pub node: Test,
    /// Where it stands.
    pub span: Span,
}

impl Condition {
    /// The facts that it asks, those by which its ranges are counted among them.
    pub fn facts(&self) -> Vec<FactIdx> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found.sort();
        found.dedup();
        found
    }

    fn collect(&self, found: &mut Vec<FactIdx>) {
        let mut term = |term: &Term| match term {
            Term::Fact(fact) => found.push(*fact),
            Term::Attribute(_) | Term::Literal(_) | Term::Day | Term::Unknown => {}
        };
        match &self.node {
            Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|it| it.collect(found)),
            Test::Not(inner) => inner.collect(found),
            Test::Holds(it) | Test::In(it, _) | Test::Exists(it) => term(it),
            Test::Compare(left, _, right) => [left, right].into_iter().for_each(term),
            Test::Quantified(_, range, inner) | Test::Count(range, inner, ..) => {
                found.extend(range.scope);
                inner.iter().for_each(|it| it.collect(found));
            }
        }
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
pub enum Test {
    /// All of them; true of none.
    All(Vec<Condition>),
    /// Any of them; false of none.
    Any(Vec<Condition>),
    /// The opposite.
    Not(Box<Condition>),
    /// A bool term holds.
    Holds(Term),
    /// `consented <= day`, both of one type.
    Compare(Term, Comparison, Term),
    /// `type in {saas, operation}`: for `type`, one of the contract's types is among them.
    In(Term, Vec<Value>),
    /// A dated or other term was stated.
    Exists(Term),
    /// `some (contract where …)`
    Quantified(Quantifier, Range, Option<Box<Condition>>),
    /// `count (vendor where direct) >= 2`
    Count(Range, Option<Box<Condition>>, Comparison, u64),
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
#[derive(Clone, Debug)]
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
    /// `selected`: somebody other than the customer chose the supplier.
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

/// Values of one type have an order; the model makes sure that only such are compared.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Word(a), Value::Word(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b))
        | (Value::Percent(a), Value::Percent(b))
        | (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

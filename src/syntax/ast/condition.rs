//! Conditions, of controls, templates and rules alike.

use borsh::{BorshDeserialize, BorshSerialize};

use super::Name;
use crate::source::Span;

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

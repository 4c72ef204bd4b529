//! Conditions: a flat list of operands and operators to `or`, `and`, comparison, `not`, each a flat list where it can be.

use super::super::ast::{Comparison, Expr, Name, Node, Over, Quantifier};
use super::{Pair, Reading, Rule};
use crate::source::Span;

/// Something between the operands.
enum Infix<'i> {
    And,
    Or,
    Compare(Pair<'i>),
}

/// Reads a condition; `and` binds tighter than `or`, comparison tighter than both.
pub fn expr(reading: &mut Reading, pair: Pair) -> Expr {
    let mut operands: Vec<Expr> = Vec::new();
    let mut infixes: Vec<Infix> = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::operand => operands.push(operand(reading, part)),
            Rule::op_and => infixes.push(Infix::And),
            Rule::op_or => infixes.push(Infix::Or),
            Rule::op_compare => infixes.push(Infix::Compare(part)),
            Rule::set => {
                let members = members(reading, &part);
                let end = reading.span(&part);
                if let Some(left) = operands.pop() {
                    let span = left.span.to(end);
                    operands.push(Expr { node: Node::In(Box::new(left), members), span });
                }
            }
            _ => {}
        }
    }
    let mut operands = operands.into_iter();
    let first = operands.next().unwrap_or_else(nothing);
    let mut any: Vec<Vec<Expr>> = vec![vec![]];
    let mut current = first;
    let mut compared = false;
    for (infix, next) in infixes.into_iter().zip(operands) {
        match infix {
            Infix::Compare(operator) => {
                if compared {
                    let span = reading.span(&operator);
                    reading.problems.push(super::super::problems::chained(span));
                }
                compared = true;
                let comparison = comparison(reading, &operator);
                let span = current.span.to(next.span);
                current = Expr { node: Node::Compare(Box::new(current), comparison, Box::new(next)), span };
            }
            Infix::And | Infix::Or => {
                compared = false;
                push(&mut any, std::mem::replace(&mut current, next));
                if matches!(infix, Infix::Or) {
                    any.push(Vec::new());
                }
            }
        }
    }
    push(&mut any, current);
    let any = any.into_iter().map(|all| joined(all, Node::All)).collect();
    joined(any, Node::Any)
}

fn push(any: &mut [Vec<Expr>], it: Expr) {
    if let Some(all) = any.last_mut() {
        all.push(it);
    }
}

fn joined(mut parts: Vec<Expr>, node: fn(Vec<Expr>) -> Node) -> Expr {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => {
            let span = parts.first().map_or(last.span, |first| first.span.to(last.span));
            parts.push(last);
            Expr { node: node(parts), span }
        }
        (None, _) => nothing(),
    }
}

/// Stands where the grammar has made sure that there is something.
fn nothing() -> Expr {
    Expr { node: Node::All(Vec::new()), span: Span::default() }
}

fn operand(reading: &mut Reading, pair: Pair) -> Expr {
    let whole = reading.span(&pair);
    let mut negated = false;
    let mut exists = false;
    let mut atom = nothing();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::op_not => negated = true,
            Rule::op_exists => exists = true,
            Rule::literal => atom = Expr { node: Node::Literal(reading.name(&part)), span: reading.span(&part) },
            Rule::path => atom = Expr { node: Node::Path(reading.name(&part)), span: reading.span(&part) },
            Rule::quantifier => atom = quantifier(reading, part),
            Rule::expr => atom = expr(reading, part),
            _ => {}
        }
    }
    if exists {
        atom = Expr { node: Node::Exists(Box::new(atom)), span: whole };
    }
    if negated {
        atom = Expr { node: Node::Not(Box::new(atom)), span: whole };
    }
    atom
}

fn quantifier(reading: &mut Reading, pair: Pair) -> Expr {
    let span = reading.span(&pair);
    let mut quantifier = Quantifier::Some;
    let mut over = Over::default();
    let mut inner = None;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::quant => {
                quantifier = match part.as_str() {
                    "every" | "すべて" => Quantifier::Every,
                    "no" | "皆無" => Quantifier::No,
                    "count" | "件数" => Quantifier::Count,
                    _ => Quantifier::Some,
                }
            }
            Rule::term => over.kind = reading.name(&part),
            Rule::k_engagement => over.of_engagement = true,
            Rule::expr => inner = Some(Box::new(expr(reading, part))),
            _ => {}
        }
    }
    Expr { node: Node::Quantified(quantifier, over, inner), span }
}

fn members(reading: &Reading, pair: &Pair) -> Vec<Name> {
    let values = pair.clone().into_inner().filter(|it| it.as_rule() == Rule::value);
    values.map(|it| reading.name(&it)).collect()
}

fn comparison(reading: &mut Reading, pair: &Pair) -> Comparison {
    match pair.as_str() {
        "!=" => Comparison::NotEqual,
        "<=" => Comparison::LessOrEqual,
        ">=" => Comparison::GreaterOrEqual,
        "<" => Comparison::Less,
        ">" => Comparison::Greater,
        "=" => {
            let span = reading.span(pair);
            reading.problems.push(super::super::problems::assignment(span));
            Comparison::Equal
        }
        _ => Comparison::Equal,
    }
}

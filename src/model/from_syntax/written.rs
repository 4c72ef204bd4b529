//! A condition as text again, for showing: what was written, on one line.

use crate::syntax::ast::{Comparison, Expr, Name, Node, Over, Quantifier, Way};

/// The text of a condition.
pub(super) fn written(expr: &Expr) -> String {
    let mut text = String::new();
    write(expr, &mut text);
    text
}

fn write(expr: &Expr, to: &mut String) {
    match &expr.node {
        Node::All(parts) => joined(parts, " and ", to),
        Node::Any(parts) => joined(parts, " or ", to),
        Node::Not(part) => {
            to.push_str("not ");
            inner(part, to);
        }
        Node::Compare(left, how, right) => {
            inner(left, to);
            all(&[" ", sign(*how), " "], to);
            inner(right, to);
        }
        Node::In(part, values) => {
            inner(part, to);
            to.push_str(" in {");
            listed(values, to);
            to.push('}');
        }
        Node::Among(part, list) => {
            inner(part, to);
            all(&[" in ", &list.text], to);
        }
        Node::Exists(part) => {
            inner(part, to);
            to.push_str(" exists");
        }
        Node::Quantified(quantifier, over, filter) => {
            all(&[word(*quantifier), " ("], to);
            range(over, to);
            if let Some(filter) = filter {
                to.push_str(" where ");
                write(filter, to);
            }
            to.push(')');
        }
        Node::Path(name) | Node::Literal(name) => to.push_str(&name.text),
    }
}

/// What a quantifier ranges over.
fn range(over: &Over, to: &mut String) {
    to.push_str(&over.kind.text);
    if let Some(variable) = &over.variable {
        all(&[" ", &variable.text], to);
    }
    if let Some((way, _)) = over.way {
        all(&[" ", way_word(way)], to);
    }
    if over.of_engagement {
        to.push_str(" of engagement");
    } else if !over.of.is_empty() {
        to.push_str(" of ");
        listed(&over.of, to);
    }
}

/// Several conditions that hold together.
pub(super) fn written_together(parts: &[&Expr]) -> String {
    match parts {
        [one] => written(one),
        several => {
            let mut text = String::new();
            joined(several.iter().copied(), " and ", &mut text);
            text
        }
    }
}

fn joined<'a>(parts: impl IntoIterator<Item = &'a Expr>, by: &str, to: &mut String) {
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            to.push_str(by);
        }
        inner(part, to);
    }
}

/// In brackets where it would be read differently without.
fn inner(expr: &Expr, to: &mut String) {
    let is_open = matches!(expr.node, Node::All(_) | Node::Any(_));
    if is_open {
        to.push('(');
    }
    write(expr, to);
    if is_open {
        to.push(')');
    }
}

fn listed(names: &[Name], to: &mut String) {
    for (at, name) in names.iter().enumerate() {
        all(&[if at > 0 { ", " } else { "" }, &name.text], to);
    }
}

fn all(words: &[&str], to: &mut String) {
    words.iter().for_each(|word| to.push_str(word));
}

fn sign(how: Comparison) -> &'static str {
    match how {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => ">=",
    }
}

fn word(quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::Some => "some",
        Quantifier::Every => "every",
        Quantifier::No => "no",
        Quantifier::Count => "count",
    }
}

/// The word that looks this way.
pub(super) fn way_word(way: Way) -> &'static str {
    match way {
        Way::Above => "above",
        Way::Beneath => "beneath",
        Way::Connected => "connected",
    }
}

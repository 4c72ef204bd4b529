//! A condition as text again, for showing: what was written, on one line.

use crate::syntax::ast::{Comparison, Expr, Node, Over, Quantifier, Way};

/// The text of a condition.
pub(super) fn written(expr: &Expr) -> String {
    match &expr.node {
        Node::All(parts) => joined(parts, " and "),
        Node::Any(parts) => joined(parts, " or "),
        Node::Not(part) => format!("not {}", inner(part)),
        Node::Compare(left, how, right) => format!("{} {} {}", inner(left), sign(*how), inner(right)),
        Node::In(part, values) => {
            let values: Vec<_> = values.iter().map(|value| value.text.as_str()).collect();
            format!("{} in {{{}}}", inner(part), values.join(", "))
        }
        Node::Among(part, list) => format!("{} in {}", inner(part), list.text),
        Node::Exists(part) => format!("{} exists", inner(part)),
        Node::Quantified(quantifier, over, filter) => {
            let filter = filter.as_ref().map(|filter| format!(" where {}", written(filter))).unwrap_or_default();
            format!("{} ({}{filter})", word(*quantifier), range(over))
        }
        Node::Path(name) | Node::Literal(name) => name.text.clone(),
    }
}

/// What a quantifier or a `for` ranges over.
pub(super) fn range(over: &Over) -> String {
    let variable = over.variable.as_ref().map(|name| format!(" {}", name.text)).unwrap_or_default();
    let way = over.way.map(|(way, _)| format!(" {}", way_word(way))).unwrap_or_default();
    let variable = format!("{variable}{way}");
    let of: Vec<&str> = over.of.iter().map(|name| name.text.as_str()).collect();
    match (over.of_engagement, of.as_slice()) {
        (true, _) => format!("{}{variable} of engagement", over.kind.text),
        (false, []) => format!("{}{variable}", over.kind.text),
        (false, some) => format!("{}{variable} of {}", over.kind.text, some.join(", ")),
    }
}

/// Several conditions that hold together.
pub(super) fn written_together(parts: &[&Expr]) -> String {
    match parts {
        [one] => written(one),
        several => several.iter().map(|part| inner(part)).collect::<Vec<_>>().join(" and "),
    }
}

fn joined(parts: &[Expr], by: &str) -> String {
    parts.iter().map(inner).collect::<Vec<_>>().join(by)
}

/// In brackets where it would be read differently without.
fn inner(expr: &Expr) -> String {
    match &expr.node {
        Node::All(_) | Node::Any(_) => format!("({})", written(expr)),
        Node::Not(_)
        | Node::Compare(..)
        | Node::In(..)
        | Node::Among(..)
        | Node::Exists(_)
        | Node::Quantified(..)
        | Node::Path(_)
        | Node::Literal(_) => written(expr),
    }
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

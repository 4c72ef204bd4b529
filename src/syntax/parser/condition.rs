//! Conditions: a flat list of operands and operators becomes a tree. Comparisons bind closest, then `not`, `and`, `or`: people read
//! `not plan == basic` as `not (plan == basic)`.

use super::leaf::{self, name};
use super::{Cx, Pair, Rule};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::source::Span;
use crate::syntax::ast::{Comparison, Expr, Node, Over, Quantifier, Way};
use crate::text;

/// `a <= b <= c`.
pub static CHAINED_COMPARISON: Code = Code {
    name: "chained_comparison",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("比較が連なっている", "comparisons are chained"),
        why: (
            "`a <= b <= c` は、左の比較の真偽を `c` と比べる、とも読めてしまう",
            "`a <= b <= c` can also be read as comparing the truth of the first comparison with `c`",
        ),
        example: "when 1 <= staff <= 10",
        remedy: ("`and` で二つに分ける", "write two comparisons with `and`"),
    },
};

/// `=` where `==` is meant.
pub static ASSIGNMENT_IN_CONDITION: Code = Code {
    name: "assignment_in_condition",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("条件の中で `=` が使われている", "a condition uses `=`"),
        why: (
            "`=` は前提に値を与え、`==` は比べる。混同すると読み手が取り違える",
            "`=` states a fact and `==` compares; readers must be able to tell them apart",
        ),
        example: "when plan = premium",
        remedy: ("`==` と書く", "write `==`"),
    },
};

/// The condition of a rule `expr`.
pub(super) fn expr(cx: &mut Cx, pair: Pair) -> Expr {
    let whole = cx.span(&pair);
    let mut tokens = pair.into_inner();
    let (mut not, mut current) = tokens.next().map_or_else(|| (None, nothing(whole)), |first| operand(cx, first));
    let (mut all, mut any) = (Vec::new(), Vec::new());
    let mut compared: Option<Span> = None;
    while let (Some(operator), Some(right)) = (tokens.next(), tokens.next()) {
        let place = cx.span(&operator);
        match operator.as_rule() {
            Rule::op_and => {
                all.push(negated(not, current));
                (not, current) = operand(cx, right);
                compared = None;
            }
            Rule::op_or => {
                all.push(negated(not, current));
                (not, current) = operand(cx, right);
                any.push(joined(std::mem::take(&mut all), Node::All));
                compared = None;
            }
            _ if compared.is_some() => chained(cx, place, compared),
            rule => {
                compared = Some(place);
                current = compare(cx, current, rule, &operator, right);
            }
        }
    }
    all.push(negated(not, current));
    any.push(joined(all, Node::All));
    joined(any, Node::Any)
}

fn nothing(span: Span) -> Expr {
    Expr { node: Node::Literal(crate::syntax::ast::Name { text: "unknown".to_owned(), span }), span }
}

/// One condition stands for itself; several become one flat node.
fn joined(mut parts: Vec<Expr>, make: fn(Vec<Expr>) -> Node) -> Expr {
    let ends = (parts.first().map(|part| part.span), parts.last().map(|part| part.span));
    match (parts.len(), ends) {
        (1, _) => parts.pop().unwrap_or_else(|| nothing(Span::default())),
        (_, (Some(first), Some(last))) => Expr { node: make(parts), span: first.to(last) },
        _ => nothing(Span::default()),
    }
}

fn compare(cx: &mut Cx, left: Expr, rule: Rule, operator: &Pair, right: Pair) -> Expr {
    let span = left.span.to(cx.span(&right));
    if rule == Rule::op_in && right.as_rule() == Rule::path {
        return Expr { node: Node::Among(Box::new(left), name(cx, &right)), span };
    }
    if rule == Rule::op_in {
        return Expr { node: Node::In(Box::new(left), leaf::words(cx, &right)), span };
    }
    let how = match operator.as_str() {
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        "=" => {
            let problem = Diagnostic::new(
                &ASSIGNMENT_IN_CONDITION,
                cx.span(operator),
                text!("条件の中では `=` ではなく `==` で比べます", "a condition compares with `==`, not with `=`"),
            );
            cx.report(problem.help(text!("`==` と書いてください", "write `==`")));
            Comparison::Equal
        }
        _ => Comparison::Equal,
    };
    let (not, right) = operand(cx, right);
    let right = negated(not, right);
    Expr { node: Node::Compare(Box::new(left), how, Box::new(right)), span }
}

fn chained(cx: &mut Cx, place: Span, first: Option<Span>) {
    let mut problem = Diagnostic::new(
        &CHAINED_COMPARISON,
        place,
        text!("比較を続けて書くことはできません", "comparisons cannot be chained"),
    )
    .help(text!("`and` で二つの比較に分けてください", "write two comparisons joined by `and`"));
    if let Some(first) = first {
        problem = problem.label(first, text!("一つ目の比較はここです", "the first comparison"));
    }
    cx.report(problem);
}

/// An operand with the place of its `not`, which may have to wait for a comparison.
fn operand(cx: &mut Cx, pair: Pair) -> (Option<Span>, Expr) {
    let whole = cx.span(&pair);
    let (mut not, mut found) = (None, None);
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::op_not => not = Some(cx.span(&child)),
            Rule::op_exists => {
                let span = cx.span(&child);
                found =
                    found.map(|inner: Expr| Expr { span: inner.span.to(span), node: Node::Exists(Box::new(inner)) });
            }
            Rule::expr => found = Some(expr(cx, child)),
            Rule::quantifier => found = Some(quantifier(cx, child)),
            Rule::literal => {
                let name = name(cx, &child);
                found = Some(Expr { span: name.span, node: Node::Literal(name) });
            }
            Rule::path => {
                let name = name(cx, &child);
                found = Some(Expr { span: name.span, node: Node::Path(name) });
            }
            _ => {}
        }
    }
    (not, found.unwrap_or_else(|| nothing(whole)))
}

fn negated(not: Option<Span>, inner: Expr) -> Expr {
    match not {
        Some(not) => Expr { span: not.to(inner.span), node: Node::Not(Box::new(inner)) },
        None => inner,
    }
}

fn quantifier(cx: &mut Cx, pair: Pair) -> Expr {
    let span = cx.span(&pair);
    let (mut how, mut over, mut filter) = (Quantifier::Some, Over::default(), None);
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::quant => {
                how = match child.as_str() {
                    "every" | "すべて" => Quantifier::Every,
                    "no" | "皆無" => Quantifier::No,
                    "count" | "件数" => Quantifier::Count,
                    _ => Quantifier::Some,
                }
            }
            Rule::range => over = range(cx, child),
            Rule::expr => filter = Some(Box::new(expr(cx, child))),
            _ => {}
        }
    }
    Expr { node: Node::Quantified(how, Box::new(over), filter), span }
}

/// `contract k`, `vendor of engagement`, `obligation o of P2.C.*`
pub(super) fn range(cx: &mut Cx, pair: Pair) -> Over {
    let mut over = Over::default();
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::term => over.kind = name(cx, &child),
            Rule::variable => over.variable = leaf::word(cx, &child),
            Rule::k_above => over.way = Some((Way::Above, cx.span(&child))),
            Rule::k_beneath => over.way = Some((Way::Beneath, cx.span(&child))),
            Rule::k_connected => over.way = Some((Way::Connected, cx.span(&child))),
            Rule::k_engagement => over.of_engagement = true,
            Rule::patterns => over.of = leaf::words(cx, &child),
            _ => {}
        }
    }
    over
}

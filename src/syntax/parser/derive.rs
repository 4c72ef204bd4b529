//! Derived facts: a default and exceptions, nested no deeper than the brackets were counted.

use super::block::{self, Docs};
use super::condition::expr;
use super::duplicate::Seen;
use super::leaf::{self, name};
use super::{Block, Cx, Pair, Rule, catalogue};
use crate::source::Span;
use crate::syntax::ast::{Derive, Exception, FactKind, Name, Otherwise, Outcome};

pub(super) fn derive(cx: &mut Cx, pair: Pair, docs: Docs) -> Derive {
    let mut it = Derive {
        name: Name::default(),
        docs: docs.take(),
        bearer: Name::default(),
        kind: FactKind::OneOf(Vec::new()),
        title: None,
        otherwise: None,
        exceptions: Vec::new(),
    };
    let mut seen = Seen::default();
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::name => it.name = name(cx, &child),
            Rule::term => it.bearer = name(cx, &child),
            Rule::fact_type => it.kind = catalogue::fact_type(cx, &child),
            Rule::text => it.title = Some(leaf::text(cx, &child)),
            Rule::derive_body => body(cx, child, &mut it.otherwise, &mut it.exceptions, &mut seen),
            _ => {}
        }
    }
    it
}

fn body(cx: &mut Cx, pair: Pair, default: &mut Option<Otherwise>, exceptions: &mut Vec<Exception>, seen: &mut Seen) {
    block::walk(cx, Block::Derive, pair.into_inner(), |cx, item, docs| {
        docs.nothing(cx);
        match item.as_rule() {
            Rule::exception => exceptions.extend(exception(cx, item)),
            Rule::otherwise => {
                let span = cx.span(&item);
                seen.once(cx, "default", span);
                let found = otherwise(cx, item);
                *default = default.take().or(found);
            }
            _ => {}
        }
    });
}

fn exception(cx: &mut Cx, pair: Pair) -> Option<Exception> {
    let start = cx.span(&pair);
    let (mut result, mut source, mut when) = (None, None, None);
    let (mut exceptions, mut default) = (Vec::new(), None);
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::outcome => result = Some(outcome(cx, child)),
            Rule::string => source = Some(leaf::string(cx, &child)),
            Rule::expr => when = Some(expr(cx, child)),
            Rule::derive_body => {
                // The default of an exception is its own value: another one there stands twice.
                let mut seen = Seen::default();
                seen.once(cx, "default", start);
                body(cx, child, &mut default, &mut exceptions, &mut seen);
            }
            _ => {}
        }
    }
    let when = when?;
    let span = Span { end: when.span.end, ..start };
    Some(Exception { outcome: result?, source, when, exceptions, span })
}

fn otherwise(cx: &mut Cx, pair: Pair) -> Option<Otherwise> {
    let span = cx.span(&pair);
    let (mut result, mut source) = (None, None);
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::outcome => result = Some(outcome(cx, child)),
            Rule::expr => result = Some(Outcome::Answer(expr(cx, child))),
            Rule::string => source = Some(leaf::string(cx, &child)),
            _ => {}
        }
    }
    Some(Otherwise { outcome: result?, source, span })
}

fn outcome(cx: &mut Cx, pair: Pair) -> Outcome {
    match leaf::child(&pair, Rule::value) {
        Some(value) => Outcome::Value(name(cx, &value)),
        None => Outcome::Open(cx.span(&pair)),
    }
}

//! Controls, duties and the fields of both.

use super::block::{self, Docs};
use super::condition::expr;
use super::duplicate::Seen;
use super::leaf::{self, name};
use super::service_level;
use super::{Block, Cx, Pair, Rule};
use crate::source::Span;
use crate::syntax::ast::{
    Asked, Bearers, ByType, Control, Duty, Excludable, Expr, Fields, Met, Name, Per, Related, Stated, TypeCase,
};

pub(super) fn control(cx: &mut Cx, pair: Pair, docs: Docs, section: Option<usize>) -> Control {
    let span = cx.span(&pair);
    let id = leaf::child(&pair, Rule::id).map(|id| name(cx, &id)).unwrap_or_default();
    let title = leaf::text_of(cx, &pair).unwrap_or_default();
    let led = leaf::child(&pair, Rule::led).and_then(|led| {
        let last = leaf::last(&led)?;
        Some(if last.as_rule() == Rule::k_joint { leaf::keyword(cx, &last, "joint") } else { name(cx, &last) })
    });
    let (mut fields, mut duties, mut seen) = (Fields::default(), Vec::new(), Seen::default());
    body(cx, pair, &mut fields, &mut duties, &mut seen);
    Control { id, docs: docs.take(), title, led, section, fields, duties, span }
}

fn duty(cx: &mut Cx, pair: Pair, docs: Docs) -> Duty {
    let span = cx.span(&pair);
    let mut it = Duty {
        label: Name::default(),
        docs: docs.take(),
        title: None,
        fields: Fields::default(),
        duties: Vec::new(),
        span,
    };
    let mut seen = Seen::default();
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::label => it.label = name(cx, &child),
            Rule::text => it.title = Some(leaf::text(cx, &child)),
            Rule::duty_body => body(cx, child, &mut it.fields, &mut it.duties, &mut seen),
            _ => field(cx, &mut it.fields, &mut seen, child, Docs::default()),
        }
    }
    it
}

/// The inside of a control or of a duty with braces.
fn body(cx: &mut Cx, pair: Pair, fields: &mut Fields, duties: &mut Vec<Duty>, seen: &mut Seen) {
    block::walk(cx, Block::Control, pair.into_inner(), |cx, item, docs| match item.as_rule() {
        Rule::duty => duties.push(duty(cx, item, docs)),
        Rule::k_control | Rule::id | Rule::text | Rule::led => {}
        _ => field(cx, fields, seen, item, docs),
    });
}

fn field(cx: &mut Cx, fields: &mut Fields, seen: &mut Seen, pair: Pair, docs: Docs) {
    let span = cx.span(&pair);
    if let Rule::requires | Rule::serves | Rule::same_as = pair.as_rule() {
        let related = Related { patterns: leaf::words(cx, &pair), docs: docs.take() };
        let list = match pair.as_rule() {
            Rule::requires => &mut fields.requires,
            Rule::serves => &mut fields.serves,
            _ => &mut fields.same_as,
        };
        list.push(related);
        return;
    }
    docs.nothing(cx);
    let Some(field) = field_name(pair.as_rule()) else { return };
    seen.once(cx, field, span);
    match pair.as_rule() {
        Rule::summary => fields.summary = leaf::text_of(cx, &pair),
        Rule::source => fields.source = leaf::string_of(cx, &pair),
        Rule::remark => fields.remark = leaf::text_of(cx, &pair),
        Rule::category => fields.category = leaf::text_of(cx, &pair),
        Rule::risk => fields.risk = leaf::text_of(cx, &pair),
        Rule::refs => fields.refs = leaf::strings(cx, &pair),
        Rule::marks => fields.marks = leaf::strings(cx, &pair),
        Rule::per => {
            let kind = leaf::child(&pair, Rule::term).map(|kind| name(cx, &kind)).unwrap_or_default();
            fields.per = Some(Per { kind, filter: condition(cx, &pair) });
        }
        Rule::when => fields.when = condition(cx, &pair),
        Rule::by_type => fields.by_type = Some(by_type(cx, pair)),
        Rule::level => fields.level = leaf::word(cx, &pair),
        Rule::phases => fields.phases = leaf::words(cx, &pair),
        Rule::modes => fields.modes = leaf::words(cx, &pair),
        Rule::wanted => fields.demands = service_level::levels(cx, &pair),
        Rule::by_law => {
            let text = leaf::string_of(cx, &pair).unwrap_or_default();
            fields.by_law = Some(Name { text, span });
        }
        Rule::excludable => {
            fields.excludable = match condition(cx, &pair) {
                Some(condition) => Some(Excludable::When(condition)),
                None => leaf::last(&pair).map(|agreed| Excludable::Agreed(cx.span(&agreed))),
            }
        }
        Rule::bearers => fields.bearers = Some(bearers(cx, &pair)),
        Rule::documented => fields.documented = leaf::words(cx, &pair),
        Rule::agreed_duty => fields.agreed = Some(span),
        Rule::stated => {
            let kinds = leaf::child(&pair, Rule::terms).map(|kinds| leaf::words(cx, &kinds)).unwrap_or_default();
            fields.stated = Some(Stated {
                kinds,
                as_goal: leaf::child(&pair, Rule::as_goal).is_some(),
                otherwise: otherwise(cx, &pair),
            });
        }
        Rule::met => {
            if let Some(condition) = condition(cx, &pair) {
                fields.met = Some(Met { condition, otherwise: otherwise(cx, &pair) });
            }
        }
        Rule::before => fields.before_delegation = Some(span),
        Rule::flows => fields.flows_down = Some(span),
        _ => {}
    }
}

/// How a field that can be stated once is called in messages.
fn field_name(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::summary => "summary",
        Rule::source => "source",
        Rule::remark => "remark",
        Rule::category => "category",
        Rule::risk => "risk",
        Rule::refs => "refs",
        Rule::marks => "marks",
        Rule::per => "per",
        Rule::when => "when",
        Rule::by_type => "applies by type",
        Rule::level => "level",
        Rule::phases => "phases",
        Rule::modes => "modes",
        Rule::wanted => "demands",
        Rule::by_law => "by law",
        Rule::excludable => "excludable when",
        Rule::bearers => "of",
        Rule::documented => "documented in",
        Rule::agreed_duty => "agreed",
        Rule::stated => "stated in",
        Rule::met => "met by",
        Rule::before => "before delegation",
        Rule::flows => "flows down",
        _ => return None,
    })
}

fn by_type(cx: &mut Cx, pair: Pair) -> ByType {
    let span = cx.span(&pair);
    let (mut cases, mut seen) = (Vec::new(), Seen::default());
    block::walk(cx, Block::ByType, pair.into_inner(), |cx, item, docs| {
        if item.as_rule() != Rule::type_case {
            return;
        }
        docs.nothing(cx);
        let Some(kind) = leaf::child(&item, Rule::term).map(|kind| name(cx, &kind)) else { return };
        seen.once(cx, kind.key(), kind.span);
        let asked = match condition(cx, &item) {
            Some(condition) => Asked::When(condition),
            None if is_yes(&item) => Asked::Yes,
            None => Asked::No,
        };
        cases.push(TypeCase { kind, asked });
    });
    ByType { cases, span }
}

fn is_yes(case: &Pair) -> bool {
    leaf::child(case, Rule::answer).is_some_and(|answer| leaf::child(&answer, Rule::k_checked_yes).is_some())
}

pub(super) fn condition(cx: &mut Cx, pair: &Pair) -> Option<Expr> {
    leaf::child(pair, Rule::expr).map(|condition| expr(cx, condition))
}

/// The kind after `else`.
fn otherwise(cx: &mut Cx, pair: &Pair) -> Option<Name> {
    leaf::child(pair, Rule::k_else)?;
    leaf::word(cx, pair)
}

fn bearers(cx: &mut Cx, pair: &Pair) -> Bearers {
    let mut it = Bearers { roles: Vec::new(), only: None, toward: None };
    let mut toward: Option<Span> = None;
    for child in pair.clone().into_inner() {
        match child.as_rule() {
            Rule::term if toward.is_some() => it.toward = Some(name(cx, &child)),
            Rule::term => it.roles.push(name(cx, &child)),
            Rule::k_only => it.only = Some(cx.span(&child)),
            Rule::k_toward => toward = Some(cx.span(&child)),
            _ => {}
        }
    }
    it
}

//! Catalogues, sections and facts.

use super::block::{self, Docs};
use super::duplicate::Seen;
use super::leaf::{self, name};
use super::{Block, Cx, Pair, Rule, control, derive};
use crate::syntax::ast::{Catalogue, FactDecl, FactKind, MetricDecl, Name, Profile, Section};

pub(super) fn catalogue(cx: &mut Cx, pair: Pair, docs: Docs) -> Catalogue {
    let mut it = Catalogue {
        name: leaf::child(&pair, Rule::id).map(|id| name(cx, &id)).unwrap_or_default(),
        docs: docs.take(),
        title: None,
        publisher: None,
        edition: None,
        sections: Vec::new(),
        facts: Vec::new(),
        metrics: Vec::new(),
        derived: Vec::new(),
        profiles: Vec::new(),
        controls: Vec::new(),
        span: cx.span(&pair),
    };
    let mut seen = Seen::default();
    block::walk(cx, Block::Catalogue, pair.into_inner(), |cx, item, docs| {
        let span = cx.span(&item);
        match item.as_rule() {
            Rule::section | Rule::control | Rule::fact | Rule::derive | Rule::metric => {
                inside(cx, &mut it, None, item, docs)
            }
            Rule::profile => it.profiles.push(profile(cx, item, docs)),
            Rule::title => {
                docs.nothing(cx);
                seen.once(cx, "title", span);
                it.title = it.title.take().or(leaf::text_of(cx, &item));
            }
            Rule::publisher => {
                docs.nothing(cx);
                seen.once(cx, "publisher", span);
                it.publisher = it.publisher.take().or(leaf::text_of(cx, &item));
            }
            Rule::edition => {
                docs.nothing(cx);
                seen.once(cx, "edition", span);
                it.edition = it.edition.take().or(leaf::word(cx, &item));
            }
            _ => {}
        }
    });
    it
}

/// What may stand in a catalogue and in each of its sections. Sections nest no deeper than the brackets were counted.
fn inside(cx: &mut Cx, it: &mut Catalogue, parent: Option<usize>, pair: Pair, docs: Docs) {
    match pair.as_rule() {
        Rule::section => {
            let here = it.sections.len();
            it.sections.push(Section {
                label: leaf::child(&pair, Rule::label).map(|label| name(cx, &label)).unwrap_or_default(),
                docs: docs.take(),
                title: leaf::text_of(cx, &pair),
                parent,
            });
            block::walk(cx, Block::Section, pair.into_inner(), |cx, item, docs| {
                if matches!(item.as_rule(), Rule::section | Rule::control | Rule::fact | Rule::derive | Rule::metric) {
                    inside(cx, it, Some(here), item, docs);
                }
            });
        }
        Rule::control => it.controls.push(control::control(cx, pair, docs, parent)),
        Rule::fact => it.facts.push(fact(cx, pair, docs)),
        Rule::metric => it.metrics.push(metric(cx, pair, docs)),
        Rule::derive => it.derived.push(derive::derive(cx, pair, docs)),
        _ => {}
    }
}

fn profile(cx: &mut Cx, pair: Pair, docs: Docs) -> Profile {
    let mut it = Profile {
        name: leaf::child(&pair, Rule::id).map(|id| name(cx, &id)).unwrap_or_default(),
        docs: docs.take(),
        title: leaf::text_of(cx, &pair),
        include: Vec::new(),
    };
    block::walk(cx, Block::Profile, pair.into_inner(), |cx, item, docs| {
        if item.as_rule() == Rule::include {
            docs.nothing(cx);
            it.include.extend(leaf::words(cx, &item));
        }
    });
    it
}

/// A fact of a catalogue or of a template.
pub(super) fn fact(cx: &mut Cx, pair: Pair, docs: Docs) -> FactDecl {
    let mut it = FactDecl {
        name: Name::default(),
        docs: docs.take(),
        kind: FactKind::OneOf(Vec::new()),
        bearer: Name::default(),
        title: None,
        default: None,
    };
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::name => it.name = name(cx, &child),
            Rule::term => it.bearer = name(cx, &child),
            Rule::text => it.title = Some(leaf::text(cx, &child)),
            Rule::value => it.default = Some(name(cx, &child)),
            Rule::fact_type => it.kind = fact_type(cx, &child),
            _ => {}
        }
    }
    it
}

fn metric(cx: &mut Cx, pair: Pair, docs: Docs) -> MetricDecl {
    let mut it = MetricDecl {
        name: leaf::child(&pair, Rule::name).map(|called| name(cx, &called)).unwrap_or_default(),
        docs: docs.take(),
        title: leaf::text_of(cx, &pair),
        ..MetricDecl::default()
    };
    let mut terms = pair.into_inner().filter(|child| child.as_rule() == Rule::term);
    for slot in [&mut it.unit, &mut it.better, &mut it.own, &mut it.suppliers] {
        *slot = terms.next().map(|term| name(cx, &term)).unwrap_or_default();
    }
    it
}

/// `bool`, or `{ basic, premium }`.
pub(super) fn fact_type(cx: &mut Cx, pair: &Pair) -> FactKind {
    let mut words = leaf::words(cx, pair);
    let listed = leaf::child(pair, Rule::open_b).is_some();
    match words.pop() {
        Some(word) if !listed => FactKind::Named(word),
        last => {
            words.extend(last);
            FactKind::OneOf(words)
        }
    }
}

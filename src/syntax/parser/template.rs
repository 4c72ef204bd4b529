//! Templates: facts, and statements about roles and about subjects by relation.

use super::block::{self, Docs};
use super::duplicate::Seen;
use super::leaf::{self, name};
use super::{Block, Cx, Pair, Rule, catalogue, control, service_level, statement};
use crate::syntax::ast::{ByRelation, Template, TemplateLevels, TemplateStatement};

pub(super) fn template(cx: &mut Cx, pair: Pair, docs: Docs) -> Template {
    let mut it = Template {
        name: leaf::child(&pair, Rule::name).map(|called| name(cx, &called)).unwrap_or_default(),
        title: leaf::text_of(cx, &pair),
        docs: docs.take(),
        span: cx.span(&pair),
        ..Template::default()
    };
    let mut seen = Seen::default();
    block::walk(cx, Block::Template, pair.into_inner(), |cx, item, docs| {
        let span = cx.span(&item);
        match item.as_rule() {
            Rule::template_fact => it.facts.push(catalogue::fact(cx, item, docs)),
            Rule::template_statement | Rule::template_share | Rule::template_open => {
                it.statements.push(said(cx, item, docs));
            }
            Rule::template_use => {
                docs.nothing(cx);
                let ids = item.into_inner().filter(|child| child.as_rule() == Rule::id);
                it.uses.extend(ids.map(|id| name(cx, &id)));
            }
            Rule::template_levels => {
                docs.nothing(cx);
                it.levels.push(TemplateLevels {
                    itself: leaf::child(&item, Rule::k_itself).is_some(),
                    levels: service_level::levels(cx, &item),
                    when: leaf::child(&item, Rule::said_when).and_then(|when| control::condition(cx, &when)),
                });
            }
            Rule::types => {
                docs.nothing(cx);
                seen.once(cx, "type", span);
                it.types = leaf::words(cx, &item);
            }
            Rule::form => {
                docs.nothing(cx);
                seen.once(cx, "form", span);
                it.form = leaf::word(cx, &item);
            }
            _ => {}
        }
    });
    it
}

fn said(cx: &mut Cx, pair: Pair, docs: Docs) -> TemplateStatement {
    let clauses: Vec<Pair> = match pair.as_rule() {
        Rule::template_statement => pair.clone().into_inner().flat_map(Pair::into_inner).collect(),
        _ => pair.clone().into_inner().collect(),
    };
    let mut it = TemplateStatement { says: statement::statement(cx, pair, docs), on: Vec::new(), when: None };
    for clause in clauses {
        match clause.as_rule() {
            Rule::on_related => {
                let all = clause.into_inner().filter(|child| child.as_rule() == Rule::related);
                it.on = all.map(|related| by_relation(cx, related)).collect();
            }
            Rule::said_when => it.when = control::condition(cx, &clause),
            _ => {}
        }
    }
    it
}

fn by_relation(cx: &mut Cx, pair: Pair) -> ByRelation {
    let mut it = ByRelation { relation: name(cx, &pair), kind: None };
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::k_covered => it.relation = leaf::keyword(cx, &child, "covered"),
            Rule::name => it.relation = name(cx, &child),
            Rule::term => it.kind = Some(name(cx, &child)),
            _ => {}
        }
    }
    it
}

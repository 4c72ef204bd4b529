//! Engagements: parties, components, contracts, links, facts.

use super::block::{self, Docs};
use super::duplicate::Seen;
use super::leaf::{self, name};
use super::service_level::levels;
use super::{Block, Cx, Pair, Rule, statement};
use crate::syntax::ast::{
    AllOther, Component, Contract, Dated, Engagement, Evidence, Follows, Link, Name, Party, Period, Setting, Settings,
    Use,
};

pub(super) fn engagement(cx: &mut Cx, pair: Pair, docs: Docs) -> Engagement {
    let mut it = Engagement {
        name: leaf::child(&pair, Rule::string).map(|title| leaf::string_name(cx, title)).unwrap_or_default(),
        continued: leaf::child(&pair, Rule::k_continued).is_some(),
        docs: docs.take(),
        span: cx.span(&pair),
        ..Engagement::default()
    };
    let mut seen = Seen::default();
    block::walk(cx, Block::Engagement, pair.into_inner(), |cx, item, docs| declare(cx, &mut it, &mut seen, item, docs));
    it
}

/// One declaration or statement of an engagement; also what a test adds.
pub(super) fn declare(cx: &mut Cx, it: &mut Engagement, seen: &mut Seen, pair: Pair, docs: Docs) {
    match pair.as_rule() {
        Rule::party => it.parties.push(party(cx, pair, docs)),
        Rule::component | Rule::component_facts => it.components.push(component(cx, pair, docs)),
        Rule::contract => it.contracts.push(contract(cx, pair, docs)),
        Rule::evidence => it.evidence.push(evidence(cx, pair, docs)),
        Rule::share | Rule::open | Rule::checked => it.statements.push(statement::statement(cx, pair, docs)),
        Rule::statement => match leaf::child(&pair, Rule::assign) {
            Some(_) => {
                docs.nothing(cx);
                it.facts.0.push(setting(cx, &pair));
            }
            None => it.statements.push(statement::statement(cx, pair, docs)),
        },
        Rule::r#use => {
            docs.nothing(cx);
            it.uses.extend(uses(cx, pair));
        }
        Rule::link => {
            docs.nothing(cx);
            it.links.push(link(cx, pair));
        }
        Rule::all_other => {
            docs.nothing(cx);
            let span = cx.span(&pair);
            seen.once(cx, "all other facts", span);
            it.all_other_facts_no = Some(AllOther { by: by_text(cx, &pair), span });
        }
        _ => {}
    }
}

fn uses(cx: &mut Cx, pair: Pair) -> Vec<Use> {
    let mut all: Vec<Use> = Vec::new();
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::string => all.push(Use { catalogue: leaf::string_name(cx, child), only: Vec::new() }),
            Rule::id => all.push(Use { catalogue: name(cx, &child), only: Vec::new() }),
            Rule::patterns => {
                let only = leaf::words(cx, &child);
                if let Some(last) = all.last_mut() {
                    last.only = only;
                }
            }
            _ => {}
        }
    }
    all
}

pub(super) fn party(cx: &mut Cx, pair: Pair, docs: Docs) -> Party {
    let mut it = Party { docs: docs.take(), ..Party::default() };
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::name => it.name = name(cx, &child),
            Rule::term => it.kind = name(cx, &child),
            Rule::text => it.title = Some(leaf::text(cx, &child)),
            Rule::corporate_number => {
                it.corporate_number = child
                    .into_inner()
                    .find_map(|inner| (inner.as_rule() == Rule::string).then(|| leaf::string_name(cx, inner)));
            }
            Rule::facts => it.facts = facts(cx, child),
            _ => {}
        }
    }
    it
}

pub(super) fn component(cx: &mut Cx, pair: Pair, docs: Docs) -> Component {
    let mut it = Component { docs: docs.take(), ..Component::default() };
    let mut seen = Seen::default();
    for child in pair.into_inner() {
        let span = cx.span(&child);
        match child.as_rule() {
            Rule::name => it.name = name(cx, &child),
            Rule::term => it.kind = Some(name(cx, &child)),
            Rule::text => it.title = Some(leaf::text(cx, &child)),
            Rule::provided_by => {
                seen.once(cx, "by", span);
                it.by = leaf::word(cx, &child);
            }
            Rule::runs_on => {
                seen.once(cx, "runs on", span);
                it.runs_on = leaf::words(cx, &child);
            }
            Rule::connects => {
                seen.once(cx, "connects", span);
                it.connects = leaf::words(cx, &child);
            }
            Rule::in_use => {
                seen.once(cx, "in use", span);
                it.in_use = period_of(cx, &child);
            }
            Rule::facts => it.facts = facts(cx, child),
            _ => {}
        }
    }
    it
}

pub(super) fn contract(cx: &mut Cx, pair: Pair, docs: Docs) -> Contract {
    let mut it = Contract { docs: docs.take(), span: cx.span(&pair), ..Contract::default() };
    let mut seen = Seen::default();
    for child in pair.into_inner() {
        let span = cx.span(&child);
        match child.as_rule() {
            Rule::name => it.name = name(cx, &child),
            Rule::text => it.title = Some(leaf::text(cx, &child)),
            Rule::ends => {
                let mut ends = leaf::words(cx, &child).into_iter();
                (it.customer, it.supplier) = (ends.next(), ends.next());
            }
            Rule::under => {
                seen.once(cx, "under", span);
                it.under = leaf::word(cx, &child);
            }
            Rule::selected => {
                seen.once(cx, "selected by", span);
                it.selected_by = leaf::word(cx, &child);
            }
            Rule::linked => {
                seen.once(cx, "linked", span);
                it.linked = true;
            }
            Rule::contract_body => block::walk(cx, Block::Contract, child.into_inner(), |cx, item, docs| {
                docs.nothing(cx);
                field(cx, &mut it, &mut seen, item);
            }),
            _ => {}
        }
    }
    it
}

fn field(cx: &mut Cx, it: &mut Contract, seen: &mut Seen, pair: Pair) {
    let span = cx.span(&pair);
    let called = match pair.as_rule() {
        Rule::setting => {
            it.facts.0.push(setting(cx, &pair));
            return;
        }
        Rule::follows => {
            it.follows.get_or_insert_default().extend(followed(cx, pair));
            return;
        }
        Rule::types => "type",
        Rule::form => "form",
        Rule::contract_period => "period",
        Rule::contract_date => "date",
        Rule::covers => "covers",
        Rule::disclosed => "disclosed",
        Rule::consented => "consented",
        Rule::promises => "promises",
        Rule::itself => "itself",
        Rule::relies_on => "relies on",
        _ => return,
    };
    seen.once(cx, called, span);
    match pair.as_rule() {
        Rule::types => it.types = leaf::words(cx, &pair),
        Rule::form => it.form = leaf::word(cx, &pair),
        Rule::contract_period => it.period = period_of(cx, &pair),
        Rule::contract_date => it.date = leaf::word(cx, &pair),
        Rule::covers => it.covers = Some(leaf::words(cx, &pair)),
        Rule::disclosed => it.disclosed = Some(dated(cx, &pair)),
        Rule::consented => it.consented = Some(dated(cx, &pair)),
        Rule::promises => it.promises = Some(levels(cx, &pair)),
        Rule::itself => it.itself = Some(levels(cx, &pair)),
        Rule::relies_on => it.relies_on = Some(leaf::words(cx, &pair)),
        _ => {}
    }
}

/// `follows saas_standard { plan = basic }, maintenance_standard`
fn followed(cx: &mut Cx, pair: Pair) -> Vec<Follows> {
    let all = pair.into_inner().filter(|child| child.as_rule() == Rule::followed);
    all.map(|it| Follows {
        template: leaf::child(&it, Rule::name).map(|called| name(cx, &called)).unwrap_or_default(),
        facts: leaf::child(&it, Rule::facts).map(|block| facts(cx, block)).unwrap_or_default(),
        span: cx.span(&it),
    })
    .collect()
}

pub(super) fn evidence(cx: &mut Cx, pair: Pair, docs: Docs) -> Evidence {
    let mut it = Evidence { docs: docs.take(), ..Evidence::default() };
    let mut seen = Seen::default();
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::name if it.name.text.is_empty() => it.name = name(cx, &child),
            Rule::name => it.of = Some(name(cx, &child)),
            Rule::term => it.kind = Some(name(cx, &child)),
            Rule::text => it.title = Some(leaf::text(cx, &child)),
            Rule::evidence_body => block::walk(cx, Block::Evidence, child.into_inner(), |cx, item, docs| {
                docs.nothing(cx);
                let span = cx.span(&item);
                match item.as_rule() {
                    Rule::signed => {
                        seen.once(cx, "signed", span);
                        it.signed = leaf::word(cx, &item);
                    }
                    Rule::draft => {
                        seen.once(cx, "draft", span);
                        it.draft = true;
                    }
                    Rule::contract_period => {
                        seen.once(cx, "period", span);
                        it.period = period_of(cx, &item);
                    }
                    Rule::continues => {
                        seen.once(cx, "continues", span);
                        it.continues = true;
                    }
                    _ => {}
                }
            }),
            _ => {}
        }
    }
    it
}

fn dated(cx: &mut Cx, pair: &Pair) -> Dated {
    Dated {
        date: leaf::child(pair, Rule::date).map(|date| name(cx, &date)),
        by: by_text(cx, pair),
        span: cx.span(pair),
    }
}

fn by_text(cx: &mut Cx, pair: &Pair) -> Option<String> {
    leaf::child(pair, Rule::by_text).and_then(|by| leaf::string_of(cx, &by))
}

fn period_of(cx: &mut Cx, pair: &Pair) -> Option<Period> {
    leaf::child(pair, Rule::period).map(|period| leaf::period(cx, &period))
}

pub(super) fn link(cx: &mut Cx, pair: Pair) -> Link {
    let mut ends = leaf::words(cx, &pair).into_iter();
    let between = (ends.next().unwrap_or_default(), ends.next().unwrap_or_default());
    let facts = leaf::child(&pair, Rule::facts).map(|block| facts(cx, block)).unwrap_or_default();
    Link { between, facts }
}

/// `{ fact = value … }`
fn facts(cx: &mut Cx, pair: Pair) -> Settings {
    let mut all = Settings::default();
    block::walk(cx, Block::Facts, pair.into_inner(), |cx, item, docs| {
        docs.nothing(cx);
        all.0.push(setting(cx, &item));
    });
    all
}

/// `fact = value`, by itself or as the end of a statement.
pub(super) fn setting(cx: &mut Cx, pair: &Pair) -> Setting {
    let mut it = Setting { name: Name::default(), value: Name::default() };
    for child in pair.clone().into_inner() {
        match child.as_rule() {
            Rule::name => it.name = name(cx, &child),
            Rule::value => it.value = name(cx, &child),
            Rule::assign => it.value = leaf::word(cx, &child).unwrap_or_default(),
            _ => {}
        }
    }
    it
}

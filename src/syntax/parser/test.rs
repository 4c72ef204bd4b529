//! Tests: what is different, on which day, and what must hold.

use super::block::{self, Docs};
use super::duplicate::Seen;
use super::leaf::{self, name};
use super::{Block, Cx, Pair, Rule, engagement, statement};
use crate::syntax::ast::{
    Change, Engagement, Expect, ExpectApplies, ExpectCarried, ExpectFinding, ExpectKind, ExpectLevel, Name, Test,
};

pub(super) fn test(cx: &mut Cx, pair: Pair, docs: Docs) -> Test {
    let mut it = Test {
        name: leaf::text_of(cx, &pair).unwrap_or_default(),
        docs: docs.take(),
        with: None,
        engagement: None,
        changes: Vec::new(),
        at: None,
        over: None,
        expects: Vec::new(),
        span: cx.span(&pair),
    };
    let mut seen = Seen::default();
    block::walk(cx, Block::Test, pair.into_inner(), |cx, item, docs| {
        docs.nothing(cx);
        let span = cx.span(&item);
        match item.as_rule() {
            Rule::with => {
                seen.once(cx, "with", span);
                it.with = leaf::child(&item, Rule::string).map(|title| leaf::string_name(cx, title));
                if let Some(block) = leaf::child(&item, Rule::changes) {
                    changes(cx, &mut it.changes, block);
                }
            }
            Rule::inline => {
                seen.once(cx, "engagement", span);
                let mut inline = engagement::engagement(cx, item, Docs::default());
                inline.name = Name { text: it.name.en.clone(), span };
                it.engagement = Some(Box::new(inline));
            }
            Rule::at => {
                seen.once(cx, "at", span);
                it.at = leaf::word(cx, &item);
            }
            Rule::over => {
                seen.once(cx, "over", span);
                it.over = leaf::child(&item, Rule::period).map(|period| leaf::period(cx, &period));
            }
            Rule::expect => it.expects.extend(expect(cx, item)),
            _ => {}
        }
    });
    it
}

fn changes(cx: &mut Cx, all: &mut Vec<Change>, pair: Pair) {
    block::walk(cx, Block::Changes, pair.into_inner(), |cx, item, docs| match item.as_rule() {
        Rule::add => {
            let mut added = Engagement { span: cx.span(&item), ..Engagement::default() };
            let declared = item.into_inner().nth(1);
            match declared {
                Some(declared) => engagement::declare(cx, &mut added, &mut Seen::default(), declared, docs),
                None => docs.nothing(cx),
            }
            all.push(Change::Add(Box::new(added)));
        }
        rule => {
            docs.nothing(cx);
            all.extend(match rule {
                Rule::remove => remove(cx, item),
                Rule::contract_change => {
                    Some(Change::Contract(Box::new(engagement::contract(cx, item, Docs::default()))))
                }
                Rule::component_change => {
                    Some(Change::Component(Box::new(engagement::component(cx, item, Docs::default()))))
                }
                Rule::evidence => Some(Change::Evidence(Box::new(engagement::evidence(cx, item, Docs::default())))),
                Rule::party_change => Some(Change::Party(Box::new(engagement::party(cx, item, Docs::default())))),
                Rule::link => Some(Change::Link(Box::new(engagement::link(cx, item)))),
                Rule::plain_setting => Some(Change::Fact(engagement::setting(cx, &item))),
                _ => None,
            });
        }
    });
}

fn remove(cx: &mut Cx, pair: Pair) -> Option<Change> {
    let removed = pair.into_inner().nth(1)?;
    Some(match removed.as_rule() {
        Rule::remove_named => {
            let mut words = removed.into_inner();
            let (what, which) = (words.next()?, words.next()?);
            let english = match what.as_rule() {
                Rule::k_contract => "contract",
                Rule::k_component => "component",
                Rule::k_evidence => "evidence",
                Rule::k_party => "party",
                _ => "use",
            };
            Change::RemoveNamed(leaf::keyword(cx, &what, english), name(cx, &which))
        }
        Rule::all_other => Change::RemoveAllOther(cx.span(&removed)),
        _ => Change::Remove(Box::new(statement::statement(cx, removed, Docs::default()))),
    })
}

fn expect(cx: &mut Cx, pair: Pair) -> Option<Expect> {
    let span = cx.span(&pair);
    let shape = pair.into_inner().nth(1)?;
    let kind = match shape.as_rule() {
        Rule::exactly => {
            let mut all = Vec::new();
            block::walk(cx, Block::Exactly, shape.into_inner(), |cx, item, docs| {
                docs.nothing(cx);
                if item.as_rule() == Rule::finding {
                    all.push(finding(cx, item));
                }
            });
            ExpectKind::Exactly(all)
        }
        Rule::forbidden => {
            let forbidden = shape.into_inner().nth(1)?;
            match forbidden.as_rule() {
                Rule::carried => ExpectKind::NotCarried(carried(cx, forbidden)),
                Rule::applying => ExpectKind::NotApplies(applying(cx, forbidden)),
                Rule::effective => ExpectKind::NotLevel(effective(cx, forbidden)),
                _ => ExpectKind::NoFinding(finding(cx, forbidden)),
            }
        }
        Rule::carried => ExpectKind::Carried(carried(cx, shape)),
        Rule::applying => ExpectKind::Applies(applying(cx, shape)),
        Rule::effective => ExpectKind::Level(effective(cx, shape)),
        _ => ExpectKind::Finding(finding(cx, shape)),
    };
    Some(Expect { kind, span })
}

fn finding(cx: &mut Cx, pair: Pair) -> ExpectFinding {
    let mut it = ExpectFinding { span: cx.span(&pair), ..ExpectFinding::default() };
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::waived => it.waived = true,
            Rule::severity => it.severity = severity(cx, child),
            Rule::term => it.kind = name(cx, &child),
            Rule::patterns => it.duties = leaf::words(cx, &child),
            Rule::subjects => it.on = leaf::subjects(cx, &child),
            Rule::names => it.by = leaf::words(cx, &child),
            Rule::terms => it.because = leaf::words(cx, &child),
            Rule::from => it.from = leaf::word(cx, &child),
            Rule::until => it.until = leaf::word(cx, &child),
            _ => {}
        }
    }
    it
}

fn severity(cx: &Cx, pair: Pair) -> Option<Name> {
    let word = pair.into_inner().next()?;
    let english = match word.as_rule() {
        Rule::k_note => "note",
        Rule::k_warning => "warning",
        _ => "error",
    };
    Some(leaf::keyword(cx, &word, english))
}

fn carried(cx: &mut Cx, pair: Pair) -> ExpectCarried {
    let mut it = ExpectCarried::default();
    let mut answerable = false;
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::patterns => it.duties = leaf::words(cx, &child),
            Rule::subjects => it.on = leaf::subjects(cx, &child),
            Rule::k_answerable => answerable = true,
            Rule::name if answerable => it.answerable = Some(name(cx, &child)),
            Rule::name => it.by = Some(name(cx, &child)),
            _ => {}
        }
    }
    it
}

fn applying(cx: &mut Cx, pair: Pair) -> ExpectApplies {
    let mut it = ExpectApplies::default();
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::patterns => it.duties = leaf::words(cx, &child),
            Rule::subjects => it.on = leaf::subjects(cx, &child),
            _ => {}
        }
    }
    it
}

fn effective(cx: &mut Cx, pair: Pair) -> ExpectLevel {
    let mut it = ExpectLevel::default();
    let mut of = false;
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::k_of => of = true,
            Rule::name if of => it.contract = name(cx, &child),
            Rule::name => it.metric = name(cx, &child),
            Rule::value => it.amount = name(cx, &child),
            _ => {}
        }
    }
    it
}

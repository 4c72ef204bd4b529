//! Tests: changes and expectations.

use super::super::ast::{Change, Engagement, Expect, ExpectCarried, ExpectFinding, ExpectKind, Name, Party, Test};
use super::engagement::{self, facts, setting};
use super::statement::{self, Said, subjects};
use super::{Pair, Reading, Rule, find};

type Stray<'s> = dyn FnMut(&mut Reading, Pair) + 's;

/// Reads `test "…" { … }`.
pub fn test(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Test {
    reading.take_docs();
    let mut test = Test {
        name: Default::default(),
        with: None,
        changes: Vec::new(),
        at: None,
        expects: Vec::new(),
        span: reading.span(&pair),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::text => test.name = reading.text(part),
            Rule::test_item => {
                for item in part.into_inner() {
                    test_item(reading, item, &mut test, stray);
                }
            }
            Rule::doc => reading.doc(&part),
            Rule::stray_in_test | Rule::close | Rule::missing_close => stray(reading, part),
            _ => test_item(reading, part, &mut test, stray),
        }
    }
    test
}

fn test_item(reading: &mut Reading, pair: Pair, test: &mut Test, stray: &mut Stray) {
    match pair.as_rule() {
        Rule::with => {
            let name = |it: Pair| Name { text: reading.string(&it), span: reading.span(&it) };
            test.with = find(&pair, Rule::string).map(name);
            for part in find(&pair, Rule::changes).into_iter().flat_map(|it| it.into_inner()) {
                match part.as_rule() {
                    Rule::doc => reading.doc(&part),
                    Rule::stray_in_changes | Rule::close | Rule::missing_close => stray(reading, part),
                    Rule::change => {
                        for inner in part.into_inner() {
                            test.changes.extend(change(reading, inner, stray));
                        }
                    }
                    _ => test.changes.extend(change(reading, part, stray)),
                }
            }
        }
        Rule::at => test.at = find(&pair, Rule::date).map(|it| reading.name(&it)),
        Rule::expect => {
            let span = reading.span(&pair);
            for part in pair.into_inner() {
                if let Some(kind) = expect(reading, part, stray) {
                    test.expects.push(Expect { kind, span });
                }
            }
        }
        _ => {}
    }
}

fn change(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Option<Change> {
    let name = |reading: &Reading| find(&pair, Rule::name).map(|it| reading.name(&it)).unwrap_or_default();
    match pair.as_rule() {
        Rule::add => {
            let mut part = Engagement { span: reading.span(&pair), ..Engagement::default() };
            for item in pair.into_inner() {
                engagement::item(reading, item, &mut part, stray);
            }
            Some(Change::Add(Box::new(part)))
        }
        Rule::remove => pair.into_inner().find_map(|it| removal(reading, it, stray)),
        Rule::contract_change => Some(Change::Contract(Box::new(engagement::contract(reading, pair, stray)))),
        Rule::component_change => Some(Change::Component(Box::new(engagement::component(reading, pair, stray)))),
        Rule::party_change => {
            let name = name(reading);
            let facts = find(&pair, Rule::facts).map(|it| facts(reading, it, stray)).unwrap_or_default();
            Some(Change::Party(Box::new(Party { name, facts, ..Party::default() })))
        }
        Rule::link => Some(Change::Link(Box::new(engagement::link(reading, pair, stray)))),
        Rule::plain_setting => Some(Change::Fact(setting(reading, &pair))),
        _ => None,
    }
}

fn removal(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Option<Change> {
    let span = reading.span(&pair);
    match pair.as_rule() {
        Rule::remove_named => {
            let words = [
                (Rule::k_contract, "contract"),
                (Rule::k_component, "component"),
                (Rule::k_party, "party"),
                (Rule::k_use, "use"),
            ];
            let kind = pair.clone().into_inner().find_map(|it| {
                words.iter().find(|(rule, _)| *rule == it.as_rule()).map(|(_, english)| reading.word(&it, english))
            })?;
            let name = find(&pair, Rule::id).map(|it| reading.name(&it))?;
            Some(Change::RemoveNamed(kind, name))
        }
        Rule::all_other => Some(Change::RemoveAllOther(span)),
        Rule::statement | Rule::share | Rule::open => match statement::said(reading, pair, stray) {
            Said::Statement(statement) => Some(Change::Remove(statement)),
            // Taking back what was said of a fact is saying that it is unknown.
            Said::Fact(setting) => {
                let value = Name { text: "unknown".to_owned(), span: setting.value.span };
                Some(Change::Fact(super::super::ast::Setting { name: setting.name, value }))
            }
        },
        _ => None,
    }
}

fn expect(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Option<ExpectKind> {
    match pair.as_rule() {
        Rule::exactly => {
            let mut all = Vec::new();
            for part in pair.into_inner() {
                match part.as_rule() {
                    Rule::finding => all.push(finding(reading, part)),
                    Rule::stray_in_changes | Rule::close | Rule::missing_close => stray(reading, part),
                    _ => {}
                }
            }
            Some(ExpectKind::Exactly(all))
        }
        Rule::forbidden => pair.into_inner().find_map(|it| match it.as_rule() {
            Rule::carried => Some(ExpectKind::NotCarried(carried(reading, it))),
            Rule::finding => Some(ExpectKind::NoFinding(finding(reading, it))),
            _ => None,
        }),
        Rule::carried => Some(ExpectKind::Carried(carried(reading, pair))),
        Rule::finding => Some(ExpectKind::Finding(finding(reading, pair))),
        _ => None,
    }
}

fn finding(reading: &Reading, pair: Pair) -> ExpectFinding {
    let mut finding = ExpectFinding { span: reading.span(&pair), ..ExpectFinding::default() };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::severity => {
                let words = [(Rule::k_note, "note"), (Rule::k_warning, "warning"), (Rule::k_error, "error")];
                finding.severity =
                    words.iter().find_map(|(rule, english)| find(&part, *rule).map(|it| reading.word(&it, english)));
            }
            Rule::term => finding.kind = reading.name(&part),
            Rule::patterns => finding.duties = reading.list(part),
            Rule::subjects => finding.on = subjects(reading, part),
            Rule::names => finding.by = reading.list(part),
            Rule::terms => finding.because = reading.list(part),
            _ => {}
        }
    }
    finding
}

fn carried(reading: &Reading, pair: Pair) -> ExpectCarried {
    let mut carried = ExpectCarried::default();
    let mut answerable = false;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::patterns => carried.duties = reading.list(part),
            Rule::subjects => carried.on = subjects(reading, part),
            Rule::k_answerable => answerable = true,
            Rule::name if answerable => carried.answerable = Some(reading.name(&part)),
            Rule::name => carried.by = Some(reading.name(&part)),
            _ => {}
        }
    }
    carried
}

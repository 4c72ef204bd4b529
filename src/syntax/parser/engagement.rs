//! Engagements: parties, components, contracts, links, facts.

use super::super::ast::{
    AllOther, Component, Contract, Dated, Engagement, Link, Name, Party, Period, Setting, Settings, Use,
};
use super::statement::{self, Said};
use super::{Pair, Reading, Rule, find};

type Stray<'s> = dyn FnMut(&mut Reading, Pair) + 's;

/// Reads `engagement "…" { … }`.
pub fn engagement(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Engagement {
    let mut engagement = Engagement { docs: reading.take_docs(), span: reading.span(&pair), ..Engagement::default() };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::text => {
                let span = reading.span(&part);
                engagement.name = Name { text: reading.text(part).ja, span };
            }
            Rule::k_continued => engagement.continued = true,
            Rule::doc => reading.doc(&part),
            Rule::stray_in_engagement | Rule::close | Rule::missing_close => stray(reading, part),
            _ => item(reading, part, &mut engagement, stray),
        }
    }
    engagement
}

/// Reads one item into an engagement, or into the part that a test adds.
pub fn item(reading: &mut Reading, pair: Pair, into: &mut Engagement, stray: &mut Stray) {
    match pair.as_rule() {
        Rule::r#use => into.uses.extend(uses(reading, pair)),
        Rule::party => into.parties.push(party(reading, pair, stray)),
        Rule::component => into.components.push(component(reading, pair, stray)),
        Rule::contract => into.contracts.push(contract(reading, pair, stray)),
        Rule::link => into.links.push(link(reading, pair, stray)),
        Rule::all_other => into.all_other_facts_no = Some(all_other(reading, pair)),
        Rule::statement | Rule::share | Rule::open => match statement::said(reading, pair, stray) {
            Said::Fact(setting) => into.facts.0.push(setting),
            Said::Statement(statement) => into.statements.push(*statement),
        },
        _ => {}
    }
    reading.take_docs();
}

fn uses(reading: &Reading, pair: Pair) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::id => uses.push(Use { catalogue: reading.name(&part), only: Vec::new() }),
            Rule::string => {
                let catalogue = Name { text: reading.string(&part), span: reading.span(&part) };
                uses.push(Use { catalogue, only: Vec::new() });
            }
            Rule::patterns => {
                if let Some(last) = uses.last_mut() {
                    last.only = reading.list(part);
                }
            }
            _ => {}
        }
    }
    uses
}

/// Reads all settings of a `{ … }` block.
pub fn facts(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Settings {
    let mut all = Vec::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::setting => all.push(setting(reading, &part)),
            Rule::doc => reading.doc(&part),
            Rule::stray_in_facts | Rule::close | Rule::missing_close => stray(reading, part),
            _ => {}
        }
    }
    Settings(all)
}

/// Reads `name = value`.
pub fn setting(reading: &Reading, pair: &Pair) -> Setting {
    Setting { name: name(reading, pair), value: token(reading, pair, Rule::value).unwrap_or_default() }
}

fn name(reading: &Reading, pair: &Pair) -> Name {
    token(reading, pair, Rule::name).unwrap_or_default()
}

fn token(reading: &Reading, pair: &Pair, rule: Rule) -> Option<Name> {
    find(pair, rule).map(|it| reading.name(&it))
}

/// Reads `party A vendor "…" { … }`.
pub fn party(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Party {
    Party {
        docs: reading.take_docs(),
        name: name(reading, &pair),
        kind: token(reading, &pair, Rule::term).unwrap_or_default(),
        title: find(&pair, Rule::text).map(|it| reading.text(it)),
        facts: find(&pair, Rule::facts).map(|it| facts(reading, it, stray)).unwrap_or_default(),
    }
}

/// Reads `component emr application … { … }`.
pub fn component(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Component {
    let mut component = Component {
        docs: reading.take_docs(),
        name: name(reading, &pair),
        kind: token(reading, &pair, Rule::term),
        ..Component::default()
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::text => component.title = Some(reading.text(part)),
            Rule::provided_by => component.by = token(reading, &part, Rule::name),
            Rule::runs_on => {
                component.runs_on.extend(find(&part, Rule::names).into_iter().flat_map(|it| reading.list(it)))
            }
            Rule::connects => {
                component.connects.extend(find(&part, Rule::names).into_iter().flat_map(|it| reading.list(it)));
            }
            Rule::in_use => component.in_use = find(&part, Rule::period).map(|it| period(reading, it)),
            Rule::facts => component.facts = facts(reading, part, stray),
            _ => {}
        }
    }
    component
}

fn period(reading: &Reading, pair: Pair) -> Period {
    let mut days = pair.into_inner().filter(|it| it.as_rule() == Rule::date).map(|it| reading.name(&it));
    Period { from: days.next().unwrap_or_default(), to: days.next() }
}

/// Reads `contract K2 A -> B under K1 { … }`, or the change of one in a test.
pub fn contract(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Contract {
    let mut contract = Contract {
        docs: reading.take_docs(),
        name: name(reading, &pair),
        span: reading.span(&pair),
        ..Contract::default()
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::ends => {
                let mut ends = part.into_inner().filter(|it| it.as_rule() == Rule::name).map(|it| reading.name(&it));
                contract.customer = ends.next();
                contract.supplier = ends.next();
            }
            Rule::text => contract.title = Some(reading.text(part)),
            Rule::under => contract.under = token(reading, &part, Rule::name),
            Rule::selected => contract.selected_by = token(reading, &part, Rule::name),
            Rule::linked => contract.linked = true,
            Rule::contract_body => {
                for field in part.into_inner() {
                    contract_field(reading, field, &mut contract, stray);
                }
            }
            _ => {}
        }
    }
    contract
}

fn contract_field(reading: &mut Reading, field: Pair, contract: &mut Contract, stray: &mut Stray) {
    match field.as_rule() {
        Rule::setting => contract.facts.0.push(setting(reading, &field)),
        Rule::types => contract.types.extend(find(&field, Rule::terms).into_iter().flat_map(|it| reading.list(it))),
        Rule::form => contract.form = token(reading, &field, Rule::term),
        Rule::contract_period => contract.period = find(&field, Rule::period).map(|it| period(reading, it)),
        Rule::contract_date => contract.date = token(reading, &field, Rule::date),
        Rule::covers => {
            let named = find(&field, Rule::names).into_iter().flat_map(|it| reading.list(it));
            contract.covers.get_or_insert_default().extend(named);
        }
        Rule::disclosed => contract.disclosed = Some(dated(reading, &field)),
        Rule::consented => contract.consented = Some(dated(reading, &field)),
        Rule::doc => return reading.doc(&field),
        Rule::stray_in_contract | Rule::close | Rule::missing_close => return stray(reading, field),
        _ => return,
    }
    reading.take_docs();
}

fn dated(reading: &Reading, pair: &Pair) -> Dated {
    Dated { date: token(reading, pair, Rule::date), by: by_text(reading, pair), span: reading.span(pair) }
}

fn by_text(reading: &Reading, pair: &Pair) -> Option<String> {
    let words = find(pair, Rule::by_text).and_then(|it| find(&it, Rule::string));
    words.map(|it| reading.string(&it))
}

/// Reads `link emr -- wan { … }`.
pub fn link(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Link {
    let mut ends = pair.clone().into_inner().filter(|it| it.as_rule() == Rule::name);
    let mut end = || ends.next().map(|it| reading.name(&it)).unwrap_or_default();
    let between = (end(), end());
    let facts = find(&pair, Rule::facts).map(|it| facts(reading, it, stray)).unwrap_or_default();
    Link { between, facts }
}

fn all_other(reading: &Reading, pair: Pair) -> AllOther {
    AllOther { by: by_text(reading, &pair), span: reading.span(&pair) }
}

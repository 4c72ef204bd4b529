//! Catalogues, sections, facts, controls and duties.

use super::super::ast::{
    Bearers, Catalogue, Control, Duty, Excludable, FactDecl, FactKind, Fields, Met, Name, Per, Related, Section, Stated,
};
use super::condition::expr;
use super::{Pair, Reading, Rule, find};

type Stray<'s> = dyn FnMut(&mut Reading, Pair) + 's;

/// Reads `catalogue roles-2024 { … }`.
pub fn catalogue(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Catalogue {
    let mut catalogue = Catalogue {
        name: Name::default(),
        docs: reading.take_docs(),
        title: None,
        publisher: None,
        edition: None,
        sections: Vec::new(),
        facts: Vec::new(),
        controls: Vec::new(),
        span: reading.span(&pair),
    };
    items(reading, pair, &mut catalogue, None, stray);
    catalogue
}

fn items(reading: &mut Reading, pair: Pair, into: &mut Catalogue, section: Option<usize>, stray: &mut Stray) {
    for item in pair.into_inner() {
        match item.as_rule() {
            Rule::id => into.name = reading.name(&item),
            Rule::doc => reading.doc(&item),
            Rule::title => into.title = find(&item, Rule::text).map(|it| reading.text(it)),
            Rule::publisher => into.publisher = find(&item, Rule::text).map(|it| reading.text(it)),
            Rule::edition => into.edition = find(&item, Rule::month).map(|it| reading.name(&it)),
            Rule::fact => into.facts.push(fact(reading, item)),
            Rule::control => into.controls.push(control(reading, item, section, stray)),
            Rule::section => {
                reading.take_docs();
                let label = find(&item, Rule::label).map(|it| reading.name(&it)).unwrap_or_default();
                let title = find(&item, Rule::text).map(|it| reading.text(it));
                into.sections.push(Section { label, title, parent: section });
                let inner = into.sections.len() - 1;
                items(reading, item, into, Some(inner), stray);
            }
            Rule::stray_in_catalogue | Rule::close | Rule::missing_close => stray(reading, item),
            _ => {}
        }
    }
}

fn fact(reading: &mut Reading, pair: Pair) -> FactDecl {
    let mut fact = FactDecl {
        name: Name::default(),
        docs: reading.take_docs(),
        kind: FactKind::OneOf(Vec::new()),
        bearer: Name::default(),
        title: None,
        default: None,
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::name => fact.name = reading.name(&part),
            Rule::fact_type => {
                let words: Vec<Name> = part
                    .clone()
                    .into_inner()
                    .filter(|it| it.as_rule() == Rule::term)
                    .map(|it| reading.name(&it))
                    .collect();
                let braced = find(&part, Rule::open_b).is_some();
                fact.kind = match (words.into_iter().next(), braced) {
                    (Some(word), false) => FactKind::Named(word),
                    (first, _) => {
                        let all = part.into_inner().filter(|it| it.as_rule() == Rule::term);
                        let all: Vec<Name> = all.map(|it| reading.name(&it)).collect();
                        drop(first);
                        FactKind::OneOf(all)
                    }
                };
            }
            Rule::term => fact.bearer = reading.name(&part),
            Rule::text => fact.title = Some(reading.text(part)),
            Rule::value => fact.default = Some(reading.name(&part)),
            _ => {}
        }
    }
    fact
}

fn control(reading: &mut Reading, pair: Pair, section: Option<usize>, stray: &mut Stray) -> Control {
    let mut control = Control {
        id: Name::default(),
        docs: reading.take_docs(),
        title: Default::default(),
        led: None,
        section,
        fields: Fields::default(),
        duties: Vec::new(),
        span: reading.span(&pair),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::id => control.id = reading.name(&part),
            Rule::text => control.title = reading.text(part),
            Rule::led => {
                let party = find(&part, Rule::term).map(|it| reading.name(&it));
                control.led = party.or_else(|| Some(reading.word(&part, "joint")));
            }
            _ => body_part(reading, part, &mut control.fields, &mut control.duties, stray),
        }
    }
    control
}

fn duty(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Duty {
    let mut duty = Duty {
        label: Name::default(),
        docs: reading.take_docs(),
        title: None,
        fields: Fields::default(),
        duties: Vec::new(),
        span: reading.span(&pair),
    };
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::label => duty.label = reading.name(&part),
            Rule::text => duty.title = Some(reading.text(part)),
            Rule::duty_body => {
                for inner in part.into_inner() {
                    body_part(reading, inner, &mut duty.fields, &mut duty.duties, stray);
                }
            }
            _ => body_part(reading, part, &mut duty.fields, &mut duty.duties, stray),
        }
    }
    duty
}

/// One field or inner duty of a control or duty.
fn body_part(reading: &mut Reading, part: Pair, fields: &mut Fields, duties: &mut Vec<Duty>, stray: &mut Stray) {
    let span = reading.span(&part);
    let term = |reading: &Reading| find(&part, Rule::term).map(|it| reading.name(&it));
    let terms = |reading: &Reading| find(&part, Rule::terms).map(|it| reading.list(it)).unwrap_or_default();
    let string = |reading: &Reading| find(&part, Rule::string).map(|it| reading.string(&it));
    match part.as_rule() {
        Rule::doc => return reading.doc(&part),
        Rule::duty => return duties.push(duty(reading, part, stray)),
        Rule::stray_in_control | Rule::close | Rule::missing_close => return stray(reading, part),
        Rule::summary => fields.summary = find(&part, Rule::text).map(|it| reading.text(it)),
        Rule::source => fields.source = string(reading),
        Rule::remark => fields.remark = find(&part, Rule::text).map(|it| reading.text(it)),
        Rule::per => {
            let kind = term(reading).unwrap_or_default();
            let filter = find(&part, Rule::expr).map(|it| expr(reading, it));
            fields.per = Some(Per { kind, filter });
        }
        Rule::when => fields.when = find(&part, Rule::expr).map(|it| expr(reading, it)),
        Rule::level => fields.level = term(reading),
        Rule::phases => fields.phases.extend(terms(reading)),
        Rule::modes => fields.modes.extend(terms(reading)),
        Rule::by_law => fields.by_law = Some(Name { text: string(reading).unwrap_or_default(), span }),
        Rule::excludable => {
            fields.excludable = match find(&part, Rule::expr) {
                Some(condition) => Some(Excludable::When(expr(reading, condition))),
                None => Some(Excludable::Agreed(span)),
            }
        }
        Rule::requires | Rule::serves => {
            let docs = reading.take_docs();
            let patterns = find(&part, Rule::patterns).map(|it| reading.list(it)).unwrap_or_default();
            let related = Related { patterns, docs };
            match part.as_rule() {
                Rule::requires => fields.requires.push(related),
                _ => fields.serves.push(related),
            }
        }
        Rule::bearers => fields.bearers = Some(bearers(reading, part.clone())),
        Rule::documented => fields.documented.extend(terms(reading)),
        Rule::agreed_duty => fields.agreed = Some(span),
        Rule::stated => fields.stated = Some(Stated { kinds: terms(reading), otherwise: term(reading) }),
        Rule::met => {
            if let Some(condition) = find(&part, Rule::expr) {
                let condition = expr(reading, condition);
                fields.met = Some(Met { condition, otherwise: term(reading) });
            }
        }
        Rule::before => fields.before_delegation = Some(span),
        Rule::flows => fields.flows_down = Some(span),
        _ => return,
    }
    reading.take_docs();
}

fn bearers(reading: &Reading, pair: Pair) -> Bearers {
    let mut bearers = Bearers { roles: Vec::new(), only: None, toward: None };
    let mut toward = false;
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::k_toward => toward = true,
            Rule::k_only => bearers.only = Some(reading.span(&part)),
            Rule::term if toward => bearers.toward = Some(reading.name(&part)),
            Rule::term => bearers.roles.push(reading.name(&part)),
            _ => {}
        }
    }
    bearers
}

//! Statements: everything that begins with a name, and `share` and `open`.

use super::super::ast::{Basis, Name, Setting, SharePart, Statement, SubjectName};
use super::{Pair, Reading, Rule, find};

type Stray<'s> = dyn FnMut(&mut Reading, Pair) + 's;

/// What a line that begins with a name says.
pub enum Said {
    /// `large = yes`
    Fact(Setting),
    /// Everything else.
    Statement(Box<Statement>),
}

/// Reads a statement, a share, or what is left open.
pub fn said(reading: &mut Reading, pair: Pair, stray: &mut Stray) -> Said {
    let mut statement = Statement { docs: reading.take_docs(), span: reading.span(&pair), ..Statement::default() };
    match pair.as_rule() {
        Rule::share => {
            statement.does = keyword(reading, &pair, Rule::k_share, "share");
            clauses(reading, pair, &mut statement, stray);
        }
        Rule::open => {
            statement.does = keyword(reading, &pair, Rule::k_open, "open");
            clauses(reading, pair, &mut statement, stray);
        }
        _ => {
            let mut parts = pair.into_inner();
            let who = parts.next().map(|it| reading.name(&it)).unwrap_or_default();
            let Some(tail) = parts.next() else { return Said::Statement(Box::new(statement)) };
            match tail.as_rule() {
                Rule::assign => {
                    let value = find(&tail, Rule::value).map(|it| reading.name(&it)).unwrap_or_default();
                    return Said::Fact(Setting { name: who, value });
                }
                Rule::carry => {
                    if let Some(verb) = find(&tail, Rule::verb) {
                        statement.solely = find(&verb, Rule::k_solely).is_some();
                        statement.does = carrying_verb(reading, verb);
                    }
                }
                Rule::states => statement.does = keyword(reading, &tail, Rule::k_states, "states"),
                Rule::excludes => statement.does = keyword(reading, &tail, Rule::k_excludes, "excludes"),
                Rule::grants => statement.does = keyword(reading, &tail, Rule::k_grants, "grants"),
                _ => {}
            }
            statement.who = Some(who);
            clauses(reading, tail, &mut statement, stray);
        }
    }
    Said::Statement(Box::new(statement))
}

fn keyword(reading: &Reading, pair: &Pair, rule: Rule, english: &str) -> Name {
    find(pair, rule).map(|it| reading.word(&it, english)).unwrap_or_default()
}

fn carrying_verb(reading: &Reading, pair: Pair) -> Name {
    let verbs = [
        (Rule::k_owns, "owns"),
        (Rule::k_delegates, "delegates"),
        (Rule::k_accepts, "accepts"),
        (Rule::k_disclaims, "disclaims"),
        (Rule::k_supports, "supports"),
        (Rule::k_informs, "informs"),
    ];
    let verb =
        |it: Pair| verbs.iter().find(|(rule, _)| *rule == it.as_rule()).map(|(_, english)| reading.word(&it, english));
    pair.into_inner().find_map(verb).unwrap_or_default()
}

fn clauses(reading: &mut Reading, pair: Pair, into: &mut Statement, stray: &mut Stray) {
    let grants = pair.as_rule() == Rule::grants;
    let all_of = find(&pair, Rule::k_all_of).is_some();
    for part in pair.into_inner() {
        let first_name = |reading: &Reading| find(&part, Rule::name).map(|it| reading.name(&it));
        let date = |reading: &Reading| find(&part, Rule::date).map(|it| reading.name(&it));
        let patterns = |reading: &Reading| find(&part, Rule::patterns).map(|it| reading.list(it)).unwrap_or_default();
        match part.as_rule() {
            Rule::patterns => into.duties.extend(reading.list(part)),
            Rule::name if grants => into.to = Some(reading.name(&part)),
            Rule::name if all_of => into.all_of = Some(reading.name(&part)),
            Rule::names => {
                let subject = |first| SubjectName { first, second: None };
                into.on.extend(reading.list(part).into_iter().map(subject));
            }
            Rule::string => into.clause = Some(reading.string(&part)),
            Rule::on => into.on.extend(find(&part, Rule::subjects).into_iter().flat_map(|it| subjects(reading, it))),
            Rule::to => into.to = first_name(reading),
            Rule::via => into.via = first_name(reading),
            Rule::except => into.except.extend(patterns(reading)),
            Rule::in_phase => {
                into.phases.extend(find(&part, Rule::terms).into_iter().flat_map(|it| reading.list(it)));
            }
            Rule::part => into.part.extend(find(&part, Rule::labels).into_iter().flat_map(|it| reading.list(it))),
            Rule::from => into.from = date(reading),
            Rule::until => into.until = date(reading),
            Rule::rests_on => into.by.extend(part.into_inner().filter_map(|it| basis(reading, it))),
            Rule::because => into.because = find(&part, Rule::string).map(|it| reading.string(&it)),
            Rule::instead => into.instead.extend(patterns(reading)),
            Rule::agreed_on => into.agreed = date(reading),
            Rule::k_complete => into.complete = true,
            Rule::share_part => into.parts.push(share_part(reading, part)),
            Rule::doc => reading.doc(&part),
            Rule::stray_in_facts | Rule::close | Rule::missing_close => stray(reading, part),
            _ => {}
        }
    }
    reading.take_docs();
}

/// Reads `emr, iaas, emr -- wan`.
pub fn subjects(reading: &Reading, pair: Pair) -> Vec<SubjectName> {
    let subject = |it: Pair| {
        let mut names = it.into_inner().filter(|it| it.as_rule() == Rule::name).map(|it| reading.name(&it));
        SubjectName { first: names.next().unwrap_or_default(), second: names.next() }
    };
    pair.into_inner().filter(|it| it.as_rule() == Rule::subject).map(subject).collect()
}

fn basis(reading: &Reading, pair: Pair) -> Option<Basis> {
    (pair.as_rule() == Rule::basis).then(|| Basis {
        contract: find(&pair, Rule::name).map(|it| reading.name(&it)),
        clause: find(&pair, Rule::string).map(|it| reading.string(&it)),
    })
}

fn share_part(reading: &Reading, pair: Pair) -> SharePart {
    SharePart {
        label: find(&pair, Rule::label).map(|it| reading.name(&it)).unwrap_or_default(),
        party: find(&pair, Rule::name).map(|it| reading.name(&it)).unwrap_or_default(),
        title: find(&pair, Rule::text).map(|it| reading.text(it)),
    }
}

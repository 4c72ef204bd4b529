//! Statements: who carries what, in one flat form for every verb.

use super::block::{self, Docs};
use super::duplicate::Seen;
use super::leaf::{self, name};
use super::service_level::levels;
use super::{Block, Cx, Pair, Rule};
use crate::syntax::ast::{Basis, Scalar, SharePart, Statement};

/// The statement of a rule `statement`, `share`, `open` or `checked`.
pub(super) fn statement(cx: &mut Cx, pair: Pair, docs: Docs) -> Statement {
    let mut it = Statement { docs: docs.take(), span: cx.span(&pair), ..Statement::default() };
    let mut seen = Seen::default();
    if matches!(pair.as_rule(), Rule::share | Rule::template_share) {
        parts(cx, &mut it, &pair);
    }
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::carry
            | Rule::states
            | Rule::excludes
            | Rule::waives
            | Rule::retains
            | Rule::grants
            | Rule::demands
            | Rule::template_carry
            | Rule::template_states
            | Rule::template_retains => {
                for clause in child.into_inner() {
                    part(cx, &mut it, &mut seen, clause);
                }
            }
            _ => part(cx, &mut it, &mut seen, child),
        }
    }
    it
}

/// One word or clause of a statement.
fn part(cx: &mut Cx, it: &mut Statement, seen: &mut Seen, pair: Pair) {
    let span = cx.span(&pair);
    match pair.as_rule() {
        // `H grants N access to wan`: the first name speaks, the second is let in.
        Rule::name if it.who.is_none() => it.who = Some(name(cx, &pair)),
        Rule::name if it.does.text == "grants" => it.to = Some(name(cx, &pair)),
        Rule::name => it.all_of = Some(name(cx, &pair)),
        Rule::names => {
            let names = leaf::words(cx, &pair).into_iter();
            it.on = names.map(|first| crate::syntax::ast::SubjectName { first, second: None }).collect();
        }
        Rule::verb | Rule::template_verb | Rule::answer => {
            for word in pair.into_inner() {
                part(cx, it, seen, word);
            }
        }
        Rule::k_solely => it.solely = true,
        Rule::k_complete => it.complete = true,
        Rule::as_goal => {
            seen.once(cx, "as goal", span);
            it.as_goal = true;
        }
        Rule::terms => it.kinds = leaf::words(cx, &pair),
        Rule::patterns => it.duties = leaf::words(cx, &pair),
        Rule::k_checked_yes => it.answer = Some(Scalar(leaf::keyword(cx, &pair, "yes"))),
        Rule::k_checked_no => it.answer = Some(Scalar(leaf::keyword(cx, &pair, "no"))),
        Rule::date => it.date = Some(name(cx, &pair)),
        Rule::levels => it.levels = levels(cx, &pair),
        Rule::string if matches!(it.does.text.as_str(), "retains" | "shares risk") => {
            it.risk = Some(leaf::string(cx, &pair));
        }
        Rule::string => {
            seen.once(cx, "\"…\"", span);
            it.clause = Some(leaf::string(cx, &pair));
        }
        rule => match (does(rule), clause_name(rule)) {
            (Some(verb), _) => it.does = leaf::keyword(cx, &pair, verb),
            (_, Some(called)) => {
                seen.once(cx, called, span);
                clause(cx, it, &pair);
            }
            _ => {}
        },
    }
}

/// The English form of a verb.
fn does(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::k_owns | Rule::solely_owns => "owns",
        Rule::k_delegates => "delegates",
        Rule::k_accepts => "accepts",
        Rule::k_disclaims => "disclaims",
        Rule::k_supports => "supports",
        Rule::k_informs => "informs",
        Rule::k_share => "share",
        Rule::k_open => "open",
        Rule::k_checked => "checked",
        Rule::k_states => "states",
        Rule::k_excludes => "excludes",
        Rule::k_waives => "waives",
        Rule::k_retains => "retains",
        Rule::k_shares_risk => "shares risk",
        Rule::k_grants => "grants",
        Rule::k_demands => "demands",
        _ => return None,
    })
}

/// How a clause is called in messages.
fn clause_name(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::on | Rule::on_related => "on",
        Rule::to => "to",
        Rule::via => "via",
        Rule::except => "except",
        Rule::in_phase => "in",
        Rule::part => "part",
        Rule::from => "from",
        Rule::until => "until",
        Rule::rests_on | Rule::rests_on_clauses => "by",
        Rule::said_when => "when",
        Rule::because => "because",
        Rule::instead => "instead",
        Rule::agreed_on => "agreed",
        Rule::settled_on => "settled",
        Rule::explained_on => "explained",
        _ => return None,
    })
}

fn clause(cx: &mut Cx, it: &mut Statement, pair: &Pair) {
    match pair.as_rule() {
        Rule::on => it.on = leaf::subjects(cx, pair),
        Rule::to => it.to = leaf::word(cx, pair),
        Rule::via => it.via = leaf::word(cx, pair),
        Rule::except => it.except = leaf::words(cx, pair),
        Rule::in_phase => it.phases = leaf::words(cx, pair),
        Rule::part => it.part = leaf::words(cx, pair),
        Rule::from => it.from = leaf::word(cx, pair),
        Rule::until => it.until = leaf::word(cx, pair),
        Rule::rests_on => it.by = bases(cx, pair),
        Rule::rests_on_clauses => {
            let clauses = pair.clone().into_inner().filter(|child| child.as_rule() == Rule::string);
            it.by = clauses.map(|text| Basis { contract: None, clause: Some(leaf::string(cx, &text)) }).collect();
        }
        Rule::because => it.because = leaf::string_of(cx, pair),
        Rule::instead => it.instead = leaf::words(cx, pair),
        Rule::agreed_on => it.agreed = leaf::word(cx, pair),
        Rule::explained_on => it.explained = leaf::word(cx, pair),
        Rule::settled_on => it.settled = leaf::word(cx, pair),
        _ => {}
    }
}

/// `K1 "第8条", K2 "別紙1"`
fn bases(cx: &mut Cx, pair: &Pair) -> Vec<Basis> {
    let bases = pair.clone().into_inner().filter(|child| child.as_rule() == Rule::basis);
    bases
        .map(|basis| Basis {
            contract: leaf::child(&basis, Rule::name).map(|contract| name(cx, &contract)),
            clause: leaf::string_of(cx, &basis),
        })
        .collect()
}

/// `{ mechanism: A "…"  rights: H "…" }`
fn parts(cx: &mut Cx, it: &mut Statement, pair: &Pair) {
    block::walk(cx, Block::Share, pair.clone().into_inner(), |cx, item, docs| {
        if item.as_rule() != Rule::share_part {
            return;
        }
        docs.nothing(cx);
        let mut part = SharePart::default();
        for child in item.into_inner() {
            match child.as_rule() {
                Rule::label => part.label = name(cx, &child),
                Rule::name => part.party = name(cx, &child),
                Rule::text => part.title = Some(leaf::text(cx, &child)),
                _ => {}
            }
        }
        it.parts.push(part);
    });
}

//! `contradicting_statements`: one party owns and disclaims the same, and neither statement is the narrower.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::Scene;
use super::variants::possible_together;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{Clause, Condition, Idx, Origin, PartyIdx, Policy, Role, Says, Statement, StatementIdx, Verb};
use crate::source::Span;
use crate::text;

/// One party says both.
pub static CONTRADICTING_STATEMENTS: Code = Code {
    name: "contradicting_statements",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "同じ当事者が同じ対応を負うとも負わないとも述べています",
            "one party both owns and disclaims the same obligations",
        ),
        why: (
            "一方が他方より狭ければ狭い方が優先しますが、そうでないためどちらも数えません",
            "the narrower of two statements wins; here neither is narrower, so neither counts",
        ),
        example: "A owns P2.C.1 on wan by K1 \"第8条\"\nA disclaims P2.C.1 on wan by K1 \"第14条\"",
        remedy: (
            "契約の条項を確かめ、どちらかを改めるか `except` で範囲を分けます",
            "look at the clauses, and mend one or part them with `except`",
        ),
    },
};

/// Pairs reported for one engagement: whoever says and denies everything a thousand times over contradicts themselves in a million
/// of them.
const MAX_PAIRS: usize = 500;

/// Pairs of clauses of templates that are looked at: each may need every choice of the facts.
const MAX_LOOKS: usize = 10_000;

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let said: Vec<(StatementIdx, &Statement, PartyIdx, bool)> = scene
        .statements()
        .filter_map(|(at, statement)| match statement.verb {
            Verb::Owns { party, .. } => Some((at, statement, party, true)),
            Verb::Disclaims { party } => Some((at, statement, party, false)),
            _ => None,
        })
        .collect();
    // Most owning statements meet no disclaimer of their party: these are not held against each one.
    let mut disclaimed: BTreeMap<PartyIdx, FixedBitSet> = BTreeMap::new();
    for (at, _, party, _) in said.iter().filter(|it| !it.3) {
        disclaimed.entry(*party).or_default().union_with(&scene.obligations.spoken_of[*at]);
    }
    let meets = |(at, _, party, _): &&(StatementIdx, _, PartyIdx, bool)| {
        disclaimed.get(party).is_some_and(|cells| !cells.is_disjoint(&scene.obligations.spoken_of[*at]))
    };
    let pairs = said.iter().filter(|it| it.3).filter(meets).flat_map(|owning| {
        said.iter().filter(|it| !it.3 && it.2 == owning.2).map(move |disclaiming| (owning, disclaiming))
    });
    let mut settled: BTreeMap<StatementIdx, FixedBitSet> = BTreeMap::new();
    let mut problems = Vec::new();
    for ((a, owning, party, _), (b, disclaiming, ..)) in pairs {
        if scene.obligations.spoken_of[*a].is_disjoint(&scene.obligations.spoken_of[*b])
            || scene.overrides(*a, *b)
            || scene.overrides(*b, *a)
            || !scene.together(owning, disclaiming)
            || told_of_template(scene, owning, disclaiming)
        {
            continue;
        }
        let mut common = scene.obligations.spoken_of[*a].clone();
        common.intersect_with(&scene.obligations.spoken_of[*b]);
        let mut open = common.clone();
        for at in [*a, *b] {
            open.difference_with(settled.entry(at).or_insert_with(|| settled_by_another(scene, at)));
        }
        if open.is_clear() {
            continue;
        }
        problems.push(problem(scene, *party, owning, disclaiming, &common));
        if problems.len() == MAX_PAIRS {
            break;
        }
    }
    problems
}

fn problem(
    scene: &Scene,
    party: PartyIdx,
    owning: &Statement,
    disclaiming: &Statement,
    common: &FixedBitSet,
) -> Diagnostic {
    let (name, duties) = (&scene.engagement.parties[party].name, scene.duties(common));
    let headline = text!(
        "`{name}` は `{duties}` を負うとも負わないとも述べています",
        "`{name}` both owns and disclaims `{duties}`"
    );
    let mut problem = both(owning.span, disclaiming.span, headline);
    let follow: BTreeSet<Span> = [owning, disclaiming].into_iter().filter_map(|it| Some(it.origin?.followed)).collect();
    for span in follow {
        problem = problem.label(span, text!("ここでひな型に従っています", "the template is followed here"));
    }
    problem
}

fn both(owning: Span, disclaiming: Span, headline: Text) -> Diagnostic {
    Diagnostic::new(&CONTRADICTING_STATEMENTS, owning, headline)
        .here(text!("ここで負うと述べています", "owned here"))
        .label(disclaiming, text!("ここで負わないと述べています", "disclaimed here"))
        .help(text!(
            "どちらも数えません。狭い方が優先するので、範囲を分けてください",
            "neither counts; the narrower statement wins, so part the two"
        ))
}

/// Clauses of one template that contradict each other in every contract that has both.
pub fn templates(policy: &Policy) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut looked_at = 0;
    for template in policy.templates.iter() {
        let mut said: BTreeMap<_, (Vec<&Clause>, Vec<&Clause>)> = BTreeMap::new();
        for clause in &template.clauses {
            match clause.says {
                Says::Owns { role, .. } => said.entry(what(role, clause)).or_default().0.push(clause),
                Says::Disclaims(role) => said.entry(what(role, clause)).or_default().1.push(clause),
                Says::Accepts(_)
                | Says::Supports(_)
                | Says::Informs(_)
                | Says::Retains { .. }
                | Says::Open
                | Says::States { .. } => {}
            }
        }
        for (owning, disclaiming) in said.values().flat_map(|(owns, disclaims)| {
            owns.iter().flat_map(move |owning| disclaims.iter().map(move |disclaiming| (owning, disclaiming)))
        }) {
            looked_at += 1;
            if looked_at > MAX_LOOKS || problems.len() == MAX_PAIRS {
                return problems;
            }
            let conditions: Vec<&Condition> = owning.when.iter().chain(&disclaiming.when).collect();
            if possible_together(template, &conditions) {
                let name = &template.name;
                let headline = text!(
                    "ひな型 `{name}` は同じ対応を負うとも負わないとも述べています",
                    "the template `{name}` both owns and disclaims the same"
                );
                problems.push(both(owning.span, disclaiming.span, headline));
            }
        }
    }
    problems
}

/// Of whom and of what a clause speaks, whatever its condition.
fn what(role: Role, clause: &Clause) -> impl Ord + '_ {
    (role, &clause.duties, &clause.on, &clause.phases, &clause.modes)
}

/// Whether two clauses of one contract were reported at their template: there they speak of the same.
fn told_of_template(scene: &Scene, owning: &Statement, disclaiming: &Statement) -> bool {
    let (Some(a), Some(b)) = (owning.origin, disclaiming.origin) else { return false };
    let of = |origin: Origin| scene.policy.templates[origin.template].clauses.get(origin.clause);
    let role = |clause: &Clause| match clause.says {
        Says::Owns { role, .. } | Says::Disclaims(role) => Some(role),
        Says::Accepts(_)
        | Says::Supports(_)
        | Says::Informs(_)
        | Says::Retains { .. }
        | Says::Open
        | Says::States { .. } => None,
    };
    let what = |clause| role(clause).map(|role| what(role, clause));
    (a.template, a.contract) == (b.template, b.contract)
        && matches!((of(a), of(b)), (Some(a), Some(b)) if what(a).is_some() && what(a) == what(b))
}

/// The obligations about which another statement of the same party has the word.
fn settled_by_another(scene: &Scene, at: StatementIdx) -> FixedBitSet {
    let mut cells = FixedBitSet::with_capacity(scene.obligations.all.len());
    for other in scene.obligations.overriding(at).ones().map(StatementIdx::new) {
        if matches!(scene.engagement.statements[other].verb, Verb::Owns { .. } | Verb::Disclaims { .. }) {
            cells.union_with(&scene.obligations.spoken_of[other]);
        }
    }
    cells
}

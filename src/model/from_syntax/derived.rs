//! The rules of derived facts, flattened, and the order in which they follow from each other.

use super::condition::{Scope, condition};
use super::cycles::cycle;
use super::names::keep;
use super::value;
use super::written::written;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{
    CatalogueIdx, Condition, Derived, DerivedRule, Fact, FactIdx, FactType, Idx, Outcome, Policy, Table,
};
use crate::source::Span;
use crate::syntax::ast::{self, Derive, Exception};
use crate::text;

/// A derived fact that says nothing where no exception holds.
pub static MISSING_DEFAULT: Code = Code {
    name: "missing_default",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("導出する前提に、例外のない場合の値がない", "a derived fact has no default"),
        why: (
            "どの例外にも当てはまらないものについて、何も言えない",
            "nothing could be said of what none of the exceptions holds for",
        ),
        example: "derive in_scope of contract : bool { except yes when type == saas }",
        remedy: (
            "`{` の中に `no` のような値か、本文が定めていなければ `open` を書く",
            "write a value such as `no` inside the `{`, or `open` where the text does not decide",
        ),
    },
};

/// A derived fact that follows from itself.
pub static DERIVED_CYCLE: Code = Code {
    name: "derived_cycle",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "導出する前提が、自分自身から導かれている",
            "a derived fact follows from itself, directly or through others",
        ),
        why: ("どこから決めればよいか定まらない", "nobody could tell where to begin"),
        example: "derive a of contract : bool { when b }\nderive b of contract : bool { when not a }",
        remedy: (
            "循環を断つ。契約の上下や接続のように構造をたどるときは `some (contract above where …)` を使う",
            "break the circle; to follow contracts or connections use ranges such as `some (contract above where …)`",
        ),
    },
};

/// Reads the rules of all derived facts, and brings them into order.
pub(super) fn derive(policy: &mut Policy, written: &[(FactIdx, &Derive)], problems: &mut Vec<Diagnostic>) {
    for (at, derive) in written {
        let derived = rules(&policy.facts, *at, derive, problems);
        policy.facts[*at].derived = Some(derived);
    }
    count_all_where_scope_is_decided(policy);
    let edges: Vec<Vec<usize>> = policy.facts.indices().map(|at| follows_from(policy, at)).collect();
    if let Some(circle) = cycle(&edges) {
        problems.push(derived_cycle(policy, &circle));
    }
    policy.layers =
        layers(&edges).into_iter().map(FactIdx::new).filter(|at| policy.facts[*at].derived.is_some()).collect();
}

/// The derived fact of a catalogue that says which vendors are in scope.
pub(super) fn scope_of(facts: &Table<FactIdx, Fact>, catalogue: CatalogueIdx) -> Option<FactIdx> {
    facts.position(|fact| fact.catalogue == catalogue && fact.is_scope())
}

fn rules(facts: &Table<FactIdx, Fact>, at: FactIdx, written: &Derive, problems: &mut Vec<Diagnostic>) -> Derived {
    let fact = &facts[at];
    let scope = Scope { facts, catalogue: fact.catalogue, subject: fact.bearer };
    let mut flat = Flat { scope, kind: &fact.kind, rules: Vec::new(), sound: true };
    match &written.otherwise {
        Some(otherwise) => {
            let when_text = match &otherwise.outcome {
                ast::Outcome::Answer(expr) => self::written(expr),
                ast::Outcome::Value(_) | ast::Outcome::Open(_) => String::new(),
            };
            let rule = (otherwise.source.clone(), when_text, otherwise.span);
            flat.push(None, &otherwise.outcome, None, rule, problems);
        }
        None => {
            flat.sound = false;
            let name = &written.name.text;
            let headline = text!("`{name}` に例外のない場合の値がありません", "`{name}` has no default");
            let help = text!("`no` や `open` を書きます", "write `no`, or `open`");
            problems.push(Diagnostic::new(&MISSING_DEFAULT, written.name.span, headline).help(help));
        }
    }
    flat.exceptions(None, &written.exceptions, problems);
    if flat.sound { Derived { rules: flat.rules } } else { Derived::default() }
}

/// Rules one after the other, each after the one it stands in.
struct Flat<'a> {
    scope: Scope<'a>,
    kind: &'a FactType,
    rules: Vec<DerivedRule>,
    sound: bool,
}

impl Flat<'_> {
    /// Exceptions nest no deeper than the brackets were counted.
    fn exceptions(&mut self, parent: Option<usize>, exceptions: &[Exception], problems: &mut Vec<Diagnostic>) {
        // In an order that does not depend on the order of writing.
        let mut sorted: Vec<&Exception> = exceptions.iter().collect();
        sorted.sort_by_cached_key(|it| (it.source.clone(), written(&it.when), it.outcome.written().to_owned()));
        for exception in sorted {
            let when = condition(self.scope, &exception.when, problems);
            self.sound &= when.is_some();
            let rule = (exception.source.clone(), written(&exception.when), exception.span);
            self.push(parent, &exception.outcome, when, rule, problems);
            self.exceptions(Some(self.rules.len() - 1), &exception.exceptions, problems);
        }
    }

    fn push(
        &mut self,
        parent: Option<usize>,
        outcome: &ast::Outcome,
        when: Option<Condition>,
        (source, when_text, span): (Option<String>, String, Span),
        problems: &mut Vec<Diagnostic>,
    ) {
        let depth = match (&when, parent.and_then(|at| self.rules.get(at))) {
            (_, Some(parent)) => parent.depth + 1,
            (Some(_), None) => 1,
            (None, None) => 0,
        };
        let outcome = self.outcome(outcome, problems);
        self.sound &= outcome.is_some();
        let outcome = outcome.unwrap_or(Outcome::Open);
        self.rules.push(DerivedRule { depth, parent, outcome, when, when_text, source, span });
    }

    fn outcome(&self, outcome: &ast::Outcome, problems: &mut Vec<Diagnostic>) -> Option<Outcome> {
        match outcome {
            ast::Outcome::Open(_) => Some(Outcome::Open),
            ast::Outcome::Value(written) => keep(value::value(written, self.kind), problems).map(Outcome::Value),
            ast::Outcome::Answer(expr) if *self.kind == FactType::Bool => {
                condition(self.scope, expr, problems).map(Outcome::Answer)
            }
            ast::Outcome::Answer(expr) => {
                let headline = text!("条件の答えは `bool` です", "the answer of a condition is a `bool`");
                let help = text!("既定の値を書きます", "write a default of the declared type");
                problems.push(Diagnostic::new(&value::WRONG_TYPE, expr.span, headline).help(help));
                None
            }
        }
    }
}

/// What a fact asks by its rules.
fn follows_from(policy: &Policy, at: FactIdx) -> Vec<usize> {
    let conditions = policy.facts[at].derived.iter().flat_map(Derived::conditions);
    let mut facts: Vec<usize> = conditions.flat_map(Condition::facts).map(Idx::row).collect();
    facts.sort();
    facts.dedup();
    facts
}

/// Conditions count the vendors in scope; what decides who is in scope must count all of them.
fn count_all_where_scope_is_decided(policy: &mut Policy) {
    let mut open: Vec<FactIdx> = policy.facts.enumerate().filter(|(_, it)| it.is_scope()).map(|(at, _)| at).collect();
    let mut seen = vec![false; policy.facts.len()];
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at.row()], true) {
            continue;
        }
        let derived = policy.facts[at].derived.as_mut();
        derived.into_iter().flat_map(Derived::conditions_mut).for_each(Condition::count_all);
        open.extend(follows_from(policy, at).into_iter().map(FactIdx::new));
    }
}

/// Every fact after those that it follows from; what stands on a circle, or follows from one, is left out.
fn layers(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut asked_by: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    let mut waits: Vec<usize> = edges.iter().map(Vec::len).collect();
    for (at, facts) in edges.iter().enumerate() {
        facts.iter().for_each(|it| asked_by[*it].push(at));
    }
    let mut order: Vec<usize> = (0..edges.len()).filter(|at| waits[*at] == 0).collect();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        next += 1;
        for &other in &asked_by[at] {
            waits[other] -= 1;
            if waits[other] == 0 {
                order.push(other);
            }
        }
    }
    order
}

fn derived_cycle(policy: &Policy, circle: &[usize]) -> Diagnostic {
    let facts: Vec<&Fact> = circle.iter().map(|row| &policy.facts[FactIdx::new(*row)]).collect();
    let names: Vec<String> = facts.iter().chain(facts.first()).map(|it| format!("`{}`", it.name)).collect();
    let (ja, en) = (names.join(" → "), names.join(" → "));
    let span = facts.first().map(|it| it.span).unwrap_or_default();
    let headline = text!("導出が循環しています：{ja}", "derived facts follow from themselves: {en}");
    let others = facts.iter().skip(1);
    others.fold(Diagnostic::new(&DERIVED_CYCLE, span, headline), |problem, it| {
        problem.label(it.span, text!("循環の一部", "part of the circle"))
    })
}

//! Rules: names resolved, types checked, messages with their values.

use std::collections::{BTreeMap, BTreeSet};

use super::clauses::MISSING_CLAUSE;
use super::condition::{Sight, typed};
use super::names::keep;
use super::patterns::matching;
use super::titles::title;
use super::variables::Variables;
use super::written::written;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{
    ControlIdx, DutyIdx, For, Idx, Message, Operand, Path, Piece, Policy, Rule, RuleIdx, Table, natural_order,
};
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use crate::syntax::{TOO_LARGE, limits};
use crate::text;

/// Two rules of one name.
pub static DUPLICATE_RULE: Code = Code {
    name: "duplicate_rule",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ名前の規則が二つある", "two rules have one name"),
        why: (
            "指摘は規則の名前で呼ばれるため、どちらの指摘か分からなくなる",
            "findings are called by the name of their rule, and nobody could tell which is meant",
        ),
        example: "rule r warning cites X.1 { … }\nrule r error cites X.2 { … }",
        remedy: ("どちらかの名前を変える", "rename one of them"),
    },
};

/// A rule that cites no single control.
pub static NOT_ONE_CONTROL: Code = Code {
    name: "not_one_control",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("規則が引用するのが一つの項目ではない", "what a rule cites is not one control"),
        why: (
            "規則の指摘は、それを求める項目のところに示される",
            "the finding of a rule stands at the control that asks for it",
        ),
        example: "rule r warning cites P2.C.* { … }",
        remedy: ("一つの項目か、その一つの対応を引用する", "cite one control, or one of its duties"),
    },
};

/// A message that shows other values in one language than in the other.
pub static DIFFERENT_PLACEHOLDERS: Code = Code {
    name: "different_placeholders",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("二つの言語の文で、示す値が違う", "a message shows other values in one language than in the other"),
        why: (
            "どちらの言語で読んでも同じことが分からなければならない",
            "whoever reads it must learn the same in either language",
        ),
        example: "else ja \"{k} の受託者は {k.supplier}\" en \"the supplier of {k}\"",
        remedy: ("両方の文に同じ値を入れる", "show the same values in both"),
    },
};

/// Compiles rules; what is not sound is reported and left out.
pub(super) fn rules(policy: &Policy, rules: &[&ast::Rule], problems: &mut Vec<Diagnostic>) -> Table<RuleIdx, Rule> {
    let sound = distinct(rules, problems).into_iter().filter_map(|it| rule(policy, it, problems));
    sound.collect()
}

/// The rules by name, each name once.
fn distinct<'a>(rules: &[&'a ast::Rule], problems: &mut Vec<Diagnostic>) -> Vec<&'a ast::Rule> {
    let mut first: BTreeMap<String, &ast::Rule> = BTreeMap::new();
    for rule in rules {
        let before = *first.entry(rule.name.key()).or_insert(rule);
        if !std::ptr::eq(before, *rule) {
            let name = &rule.name.text;
            let headline = text!("規則 `{name}` は二つあります", "there are two rules `{name}`");
            let problem = Diagnostic::new(&DUPLICATE_RULE, rule.name.span, headline);
            problems.push(problem.label(before.name.span, text!("最初の規則", "the first one")));
        }
    }
    let mut sorted: Vec<_> = first.into_iter().collect();
    sorted.sort_by(|(a, _), (b, _)| natural_order(a, b));
    sorted.into_iter().map(|(_, rule)| rule).collect()
}

fn rule(policy: &Policy, written_rule: &ast::Rule, problems: &mut Vec<Diagnostic>) -> Option<Rule> {
    let cited = keep(cited(policy, &written_rule.cites), problems);
    // Without a cited control the rest is read as if it cited the first catalogue there is, so that its own mistakes are told.
    let catalogue = match &cited {
        Some((control, _)) => policy.controls[*control].catalogue,
        None => policy.catalogues.indices().next()?,
    };
    let mut scope = Variables { policy, catalogue, bound: Vec::new() };
    let before = problems.len();
    if written_rule.ranges.len() > limits::MAX_RANGES {
        problems.push(too_many_ranges(written_rule));
        return None;
    }
    let mut ranges = Vec::new();
    for ranging in &written_rule.ranges {
        let (pool, inside) = scope.ranged(&ranging.over, problems);
        scope = inside?;
        let filter = ranging.filter.as_ref().and_then(|expr| typed(&scope, expr, problems));
        let variable = ranging.over.variable.as_ref().map(|it| it.text.clone()).unwrap_or_default();
        ranges.extend(pool.map(|pool| For { variable, pool, filter, span: ranging.span }));
    }
    let must = written_rule.must.as_ref().and_then(|expr| typed(&scope, expr, problems));
    let message = written_rule.message.as_ref().map(|it| message(&scope, it, problems));
    if written_rule.must.is_none() {
        problems.push(missing(written_rule, "must"));
    }
    if written_rule.message.is_none() {
        problems.push(missing(written_rule, "else"));
    }
    if problems.len() > before {
        return None;
    }
    let (control, duties) = cited?;
    let mut rule = Rule {
        name: written_rule.name.text.clone(),
        title: written_rule.title.as_ref().map(title).unwrap_or_default(),
        docs: written_rule.docs.clone(),
        severity: severity(&written_rule.severity),
        control,
        duties,
        catalogues: Vec::new(),
        ranges,
        must: must?,
        must_text: written_rule.must.as_ref().map(written).unwrap_or_default(),
        message: message?,
        span: written_rule.name.span,
    };
    let asked = rule.facts().into_iter().map(|fact| policy.facts[fact].catalogue);
    let catalogues: BTreeSet<_> = asked.chain([catalogue]).collect();
    rule.catalogues = catalogues.into_iter().collect();
    Some(rule)
}

fn severity(name: &Name) -> Severity {
    let named = [Severity::Note, Severity::Warning].into_iter().find(|it| it.name() == name.text);
    named.unwrap_or(Severity::Error)
}

/// The control that a rule cites, and which of its duties.
fn cited(policy: &Policy, cites: &Name) -> Result<(ControlIdx, Vec<DutyIdx>), Diagnostic> {
    let everywhere: Vec<_> = policy.catalogues.indices().collect();
    let duties: Vec<DutyIdx> =
        matching(policy, &everywhere, &cites.text, Some(cites.span))?.ones().map(DutyIdx::new).collect();
    let controls: BTreeSet<ControlIdx> = duties.iter().map(|duty| policy.duties[*duty].control).collect();
    match (controls.first(), controls.len()) {
        (Some(control), 1) => Ok((*control, duties)),
        (_, count) => {
            let written = &cites.text;
            let headline = text!(
                "`{written}` は一つの項目ではありません（{count} 件）",
                "`{written}` is not one control but {count}"
            );
            Err(Diagnostic::new(&NOT_ONE_CONTROL, cites.span, headline))
        }
    }
}

fn missing(rule: &ast::Rule, field: &str) -> Diagnostic {
    let name = &rule.name.text;
    let headline = text!("規則 `{name}` に `{field}` がありません", "the rule `{name}` has no `{field}`");
    Diagnostic::new(&MISSING_CLAUSE, rule.name.span, headline)
}

fn too_many_ranges(rule: &ast::Rule) -> Diagnostic {
    let most = limits::MAX_RANGES;
    let headline = text!("`for` が多すぎます（上限は {most}）", "there are too many `for` (at most {most})");
    let span: Option<Span> = rule.ranges.get(most).map(|it| it.span);
    let help = text!("規則を分けてください", "make several rules of it");
    Diagnostic::new(&TOO_LARGE, span, headline).help(help)
}

fn message(scope: &Variables, written: &ast::Message, problems: &mut Vec<Diagnostic>) -> Message {
    let mut read = |pieces: &[ast::Piece]| -> Vec<Piece> {
        pieces.iter().filter_map(|it| keep(piece(scope, it), problems)).collect()
    };
    let message = Message { ja: read(&written.ja), en: read(&written.en) };
    let (ja, en) = (names(&written.ja), names(&written.en));
    let only: Vec<&str> = ja.symmetric_difference(&en).map(String::as_str).collect();
    if !same_values(&message) && !only.is_empty() {
        let list = only.join("`, `");
        let headline = text!("`{list}` が一方の言語にしかありません", "`{list}` is in one language only");
        problems.push(Diagnostic::new(&DIFFERENT_PLACEHOLDERS, written.span, headline));
    }
    message
}

fn piece(scope: &Variables, piece: &ast::Piece) -> Result<Piece, Diagnostic> {
    match piece {
        ast::Piece::Words(words) => Ok(Piece::Words(words.clone())),
        ast::Piece::Value(name) => match scope.resolve(name)?.term {
            Operand::Path(path) => scope.path(name).map(|(_, kind)| Piece::Value(path, kind.words())),
            Operand::Day | Operand::Literal(_) | Operand::Unknown => Ok(Piece::Day),
        },
    }
}

/// The values of a message as written.
fn names(pieces: &[ast::Piece]) -> BTreeSet<String> {
    let value = |piece: &ast::Piece| match piece {
        ast::Piece::Value(name) => Some(name.key()),
        ast::Piece::Words(_) => None,
    };
    pieces.iter().filter_map(value).collect()
}

/// Whether both languages show the same values, in whatever order and language of words.
fn same_values(message: &Message) -> bool {
    fn values(pieces: &[Piece]) -> Vec<Option<&Path>> {
        let mut all = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Value(path, _) => all.push(Some(path)),
                Piece::Day => all.push(None),
                Piece::Words(_) => {}
            }
        }
        all
    }
    let (ja, en) = (values(&message.ja), values(&message.en));
    ja.iter().all(|it| en.contains(it)) && en.iter().all(|it| ja.contains(it))
}

//! How a derived fact came about, in words: what it comes to, by which item of the text, and what that rests on.

use super::derivation::Derivation;
use super::names::Names;
use crate::diagnostic::Text;
use crate::evaluate::{Case, Truth, derived_facts};
use crate::model::{Condition, DerivedRule, FactIdx, Outcome, Subject};
use crate::source::Span;
use crate::text;

/// How many derived facts a condition tells of; a range may have thousands of members.
const MOST: usize = 8;

/// How many layers are told; deeper ones can be asked for by themselves.
const DEEPEST: usize = 4;

/// The derived facts on which a condition about a subject rests, each with the rule that decided.
pub fn rests_on(names: &Names, condition: &Condition, subject: Subject) -> Vec<Derivation> {
    tell(names, condition, subject, DEEPEST)
}

/// What a derived fact of a subject comes to, and why.
pub fn derivation(names: &Names, fact: FactIdx, subject: Subject) -> Derivation {
    follow(names, fact, subject, DEEPEST)
}

/// In short, from its derivation: the facts beneath that decide, or the rule where it rests on none.
pub fn reasons(derivation: &Derivation) -> Vec<Text> {
    let told = |rule: &Derivation| match rule.steps.is_empty() {
        true => vec![rule.text.clone()],
        false => rule.steps.iter().map(|it| it.text.clone()).collect(),
    };
    derivation.steps.iter().flat_map(told).collect()
}

fn tell(names: &Names, condition: &Condition, subject: Subject, deepest: usize) -> Vec<Derivation> {
    if deepest == 0 {
        return Vec::new();
    }
    let all = derived_facts(names.0, condition, subject, MOST + 1);
    let mut steps: Vec<Derivation> =
        all.iter().take(MOST).map(|(fact, of)| follow(names, *fact, *of, deepest - 1)).collect();
    if all.len() > MOST {
        steps.push(Derivation::new(text!("ほかにもあります", "and others")));
    }
    steps
}

fn follow(names: &Names, fact: FactIdx, subject: Subject, deepest: usize) -> Derivation {
    let declared = &names.0.policy.facts[fact];
    let catalogue = &names.0.policy.catalogues[declared.catalogue].name;
    let cases = names.0.derived(fact, subject);
    let Text { ja, en } = names.of(&declared.name, subject);
    let Text { ja: why_ja, en: why_en } = outcome(names, fact, cases);
    let mut root = Derivation::at(text!("{ja}：{why_ja}", "{en}: {why_en}"), declared.span);
    let rules = declared.derived.iter().flat_map(|it| &it.rules);
    let rules: Vec<&DerivedRule> = rules.collect();
    let mut told: Vec<usize> = cases.iter().flat_map(|case| case.rules.iter().copied()).collect();
    told.sort();
    told.dedup();
    for rule in told.into_iter().filter_map(|at| rules.get(at)) {
        let mut step = Derivation::at(rule_text(rule), rule.span);
        step.source = rule.source.as_ref().map(|source| format!("{catalogue} {source}"));
        let mut conditions: Vec<&Condition> = Vec::new();
        let mut around = Some(*rule);
        while let Some(rule) = around {
            conditions.extend(&rule.when);
            around = rule.parent.and_then(|at| rules.get(at)).copied();
        }
        if let Outcome::Answer(condition) = &rule.outcome {
            conditions.push(condition);
        }
        step.steps.extend(conditions.into_iter().flat_map(|it| tell(names, it, subject, deepest)));
        root.steps.push(step);
    }
    root
}

/// `no (FAQ 1)`, or what would decide.
pub fn outcome(names: &Names, fact: FactIdx, cases: &[Case]) -> Text {
    let cite = |case: &Case| cited(names, fact, &case.rules);
    let sure = cases.iter().filter(|case| case.is_so.truth() == Truth::True).max_by_key(|case| case.rules.len());
    match (sure, cases) {
        (Some(case), _) => match &case.value {
            Some(value) => {
                let Text { ja, en } = cite(case);
                text!("{value}{ja}", "{value}{en}")
            }
            None => open(names, fact, case),
        },
        (None, []) => text!("不明", "unknown"),
        (None, cases) => {
            let mut sets: Vec<_> = cases.iter().flat_map(|case| case.is_so.deciding()).collect();
            sets.sort();
            sets.dedup();
            let Text { ja, en } = names.deciding(&sets);
            text!("{ja}が分かれば決まります", "decided by {en}")
        }
    }
}

/// Why the text does not decide: it says so, or two of its items contradict each other.
fn open(names: &Names, fact: FactIdx, case: &Case) -> Text {
    let Text { ja, en } = sources(names, fact, &case.rules);
    match (case.rules.len(), ja.is_empty()) {
        (0 | 1, true) => text!("本文は定めていません", "the text does not decide"),
        (0 | 1, false) => text!("{ja}は定めていません", "{en} does not decide"),
        (_, true) => text!("本文の項目が食い違います", "items of the text contradict each other"),
        (_, false) => text!("{ja}が食い違います", "{en} contradict each other"),
    }
}

/// The same of what bears the fact, where that is settled and open.
pub fn left_open(names: &Names, fact: FactIdx, subject: Subject) -> Option<Text> {
    let case = names.0.derived(fact, subject).iter().find(|case| case.value.is_none())?;
    Some(open(names, fact, case))
}

/// The places of the rules that leave a fact open.
pub fn open_rules(names: &Names, fact: FactIdx, subject: Subject) -> Vec<Span> {
    let case = names.0.derived(fact, subject).iter().find(|case| case.value.is_none());
    let rules = |case: &Case| rules_of(names, fact, &case.rules).map(|rule| rule.span).collect();
    case.map(rules).unwrap_or_default()
}

fn rules_of<'a>(names: &Names<'a>, fact: FactIdx, rules: &[usize]) -> impl Iterator<Item = &'a DerivedRule> {
    let all: &'a [DerivedRule] = names.0.policy.facts[fact].derived.as_ref().map_or(&[], |it| &it.rules);
    let rules = rules.to_vec();
    rules.into_iter().filter_map(|at| all.get(at))
}

fn sources(names: &Names, fact: FactIdx, rules: &[usize]) -> Text {
    let sources = rules_of(names, fact, rules).filter_map(|rule| rule.source.as_ref());
    let mut each: Vec<Text> = sources.map(|source| Text::same(format!("`{source}`"))).collect();
    each.dedup();
    Text::list(&each)
}

fn cited(names: &Names, fact: FactIdx, rules: &[usize]) -> Text {
    let Text { ja, en } = sources(names, fact, rules);
    if ja.is_empty() { Text::default() } else { text!("（{ja}による）", ", by {en}") }
}

/// A rule as it was written.
fn rule_text(rule: &DerivedRule) -> Text {
    let words = rule.words();
    match rule.when {
        Some(_) => text!("例外 `{words}`", "the exception `{words}`"),
        None => text!("例外に当たらない場合の規則 `{words}`", "the rule `{words}` where no exception holds"),
    }
}

//! The law of derived facts: what a text says, as a default with exceptions.
//!
//! The deepest exception that is true decides and is cited; an exception is true when its condition and those around it are. Two of
//! one depth that are true and come to different values contradict each other: the text does not decide, as where it says `open`.
//! An exception whose condition is unknown leaves the answer unknown, unless it would come to the same.
//!
//! ```text
//! derive in_scope of contract : bool { no  except yes "§1" when saas { except no "§1.3" when on_site } }
//!     K1 saas, on_site       no  by §1.3
//!     K2 saas                unknown: decided by `on_site` of K2
//!     K3 neither             no  by the default, whatever `on_site`
//! ```
//!
//! Derived facts form layers; each layer is asked once, of everything that bears it, before anything else is judged.

use std::collections::BTreeMap;

use super::applies::{asked, holds};
use super::context::Context;
use super::kleene::{Ask, Kleene, Truth};
use crate::model::{Condition, FactIdx, Outcome, PartyKind, Subject, SubjectKind, Value};

/// One thing that a derived fact may come to.
#[derive(Clone, Debug)]
pub struct Case {
    /// Whether it comes to this; of all cases one is true.
    pub is_so: Kleene,
    /// The value; `None` where the text does not decide.
    pub value: Option<Value>,
    /// The rules that say so, as indices; several of different values contradict each other.
    pub rules: Vec<usize>,
}

/// What a derived fact comes to for a subject, the deepest rules first; impossible cases are left out.
pub(super) fn derive(context: &Context, fact: FactIdx, subject: Subject) -> Vec<Case> {
    let rules = context.policy.facts[fact].derived.iter().flat_map(|it| &it.rules);
    let rules: Vec<_> = rules.collect();
    let mut truths: Vec<Kleene> = Vec::with_capacity(rules.len());
    let mut levels: BTreeMap<usize, BTreeMap<Option<&Value>, Vec<usize>>> = BTreeMap::new();
    let mut cases = Vec::new();
    for (at, rule) in rules.iter().enumerate() {
        let own = rule.when.as_ref().map_or(Kleene::known(true), |when| holds(context, when, subject));
        let around = rule.parent.and_then(|parent| truths.get(parent)).cloned();
        let truth = Kleene::all(around.into_iter().chain([own]));
        if truth.truth() != Truth::False && rule.depth > 0 {
            let value = match &rule.outcome {
                Outcome::Value(value) => Some(value),
                Outcome::Open | Outcome::Answer(_) => None,
            };
            levels.entry(rule.depth).or_default().entry(value).or_default().push(at);
        }
        truths.push(truth);
    }
    let mut no_deeper = Kleene::known(true);
    for values in levels.values().rev() {
        let any = |of: &[usize]| Kleene::any(of.iter().map(|at| truths[*at].clone()));
        let each: Vec<Kleene> = values.values().map(|rules| any(rules)).collect();
        let several = Kleene::count(each.clone(), |number| number > 1);
        for ((value, rules), is_true) in values.iter().zip(&each) {
            let is_so = Kleene::all([no_deeper.clone(), is_true.clone(), several.clone().negated()]);
            cases.push(Case { is_so, value: value.cloned(), rules: deciding(rules, &truths) });
        }
        let all: Vec<usize> = values.values().flatten().copied().collect();
        let is_so = Kleene::all([no_deeper.clone(), several]);
        cases.push(Case { is_so, value: None, rules: deciding(&all, &truths) });
        no_deeper = Kleene::all([no_deeper, Kleene::any(each).negated()]);
    }
    match rules.first().map(|rule| &rule.outcome) {
        Some(Outcome::Value(value)) => {
            cases.push(Case { is_so: no_deeper, value: Some(value.clone()), rules: vec![0] });
        }
        Some(Outcome::Answer(condition)) => {
            let answer = holds(context, condition, subject);
            for (truth, is_true) in [(true, answer.clone()), (false, answer.negated())] {
                let is_so = Kleene::all([no_deeper.clone(), is_true]);
                cases.push(Case { is_so, value: Some(Value::Bool(truth)), rules: vec![0] });
            }
        }
        Some(Outcome::Open) | None => cases.push(Case { is_so: no_deeper, value: None, rules: vec![0] }),
    }
    cases.retain(|case| case.is_so.truth() != Truth::False);
    cases
}

/// Of some rules those that are true; if none is yet, all that may be.
fn deciding(rules: &[usize], truths: &[Kleene]) -> Vec<usize> {
    let sure: Vec<usize> = rules.iter().copied().filter(|at| truths[*at].truth() == Truth::True).collect();
    let mut chosen = if sure.is_empty() { rules.to_vec() } else { sure };
    chosen.sort();
    chosen
}

/// Whose derived fact a condition about a subject means: its own, that of a contract's supplier, or that of the engagement.
pub fn bearer(context: &Context, fact: FactIdx, subject: Subject) -> Subject {
    let vendor = |party| context.engagement.parties[party].kind == PartyKind::Vendor;
    match (context.policy.facts[fact].bearer, subject) {
        (SubjectKind::Engagement, _) => Subject::Engagement,
        (SubjectKind::Vendor, Subject::Contract(k)) if vendor(context.engagement.contracts[k].supplier) => {
            Subject::Vendor(context.engagement.contracts[k].supplier)
        }
        _ => subject,
    }
}

/// Whether a derived bool is `yes` of what bears it; what the text leaves open waits for the fact itself.
pub fn is_yes(context: &Context, fact: FactIdx, subject: Subject) -> Kleene {
    Kleene::of_cases(context.derived(fact, subject).iter().map(|case| {
        let answer = match &case.value {
            Some(value) => Kleene::known(*value == Value::Bool(true)),
            None => Kleene::waits_for([Ask { fact, subject }]),
        };
        (case.is_so.clone(), answer)
    }))
}

/// The derived facts on which a condition about a subject rests, with what bears each, in the order in which it asks them; no more
/// than `most`.
pub fn derived_facts(
    context: &Context,
    condition: &Condition,
    subject: Subject,
    most: usize,
) -> Vec<(FactIdx, Subject)> {
    let mut found = Vec::new();
    asked(context, condition, subject, most, &mut found);
    found
}

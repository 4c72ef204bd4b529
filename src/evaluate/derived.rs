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
//! Derived facts form layers, none of which sees itself; each is asked once of what bears it, when somebody asks.

use std::collections::BTreeMap;

use super::applies::{asked, holds};
use super::context::Context;
use super::kleene::{Ask, Kleene, Truth};
use crate::model::{Condition, DerivedRule, FactIdx, Outcome, PartyKind, Subject, SubjectKind, Value};

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
    let rules: Vec<&DerivedRule> = context.policy.facts[fact].derived.iter().flat_map(|it| &it.rules).collect();
    let answers = Answers::new(context, &rules, subject);
    let mut cases = Vec::new();
    for (_, level) in answers.levels.iter().rev() {
        let mut values: BTreeMap<Option<&Value>, (Vec<usize>, Vec<Kleene>)> = BTreeMap::new();
        for (at, decides) in level.iter().zip(answers.deciding(&rules, level)) {
            let value = match &rules[*at].outcome {
                Outcome::Value(value) => Some(value),
                Outcome::Open => None,
                Outcome::Answer(condition) => {
                    let answer = holds(context, condition, subject);
                    for (truth, is_true) in [(true, answer.clone()), (false, answer.negated())] {
                        let is_so = Kleene::all([decides.clone(), is_true]);
                        cases.push(Case { is_so, value: Some(Value::Bool(truth)), rules: vec![*at] });
                    }
                    continue;
                }
            };
            let (said_by, each) = values.entry(value).or_default();
            said_by.push(*at);
            each.push(decides);
        }
        let each: Vec<Kleene> = values.values().map(|(_, each)| Kleene::any(each.clone())).collect();
        let several = Kleene::count(each.clone(), |number| number > 1);
        for ((value, (said_by, _)), is_true) in values.iter().zip(each) {
            let is_so = Kleene::all([is_true, several.clone().negated()]);
            cases.push(Case { is_so, value: value.cloned(), rules: answers.surest(said_by) });
        }
        let all: Vec<usize> = values.values().flat_map(|(said_by, _)| said_by).copied().collect();
        cases.push(Case { is_so: several, value: None, rules: answers.surest(&all) });
    }
    cases.retain(|case| case.is_so.truth() != Truth::False);
    cases
}

/// What the conditions of a derived fact come to for a subject, rule by rule; `None` where a rule has none, or where what stands
/// around it does not hold and it is not asked.
pub fn derived_answers(context: &Context, fact: FactIdx, subject: Subject) -> Vec<Option<Truth>> {
    let rules: Vec<&DerivedRule> = context.policy.facts[fact].derived.iter().flat_map(|it| &it.rules).collect();
    let answers = Answers::new(context, &rules, subject);
    let of = |(at, rule): (usize, &&DerivedRule)| match (&rule.when, &rule.outcome) {
        (Some(_), _) => {
            let around = rule.parent.is_none_or(|parent| answers.truths[parent].truth() != Truth::False);
            around.then(|| answers.own[at].truth())
        }
        (None, Outcome::Answer(condition)) => Some(holds(context, condition, subject).truth()),
        (None, Outcome::Value(_) | Outcome::Open) => None,
    };
    rules.iter().enumerate().map(of).collect()
}

/// The rules of a fact, asked of one subject.
struct Answers {
    /// By rule: whether its own condition holds.
    own: Vec<Kleene>,
    /// By rule: whether it and all around it hold.
    truths: Vec<Kleene>,
    /// By depth: the rules that may be true.
    levels: BTreeMap<usize, Vec<usize>>,
}

impl Answers {
    fn new(context: &Context, rules: &[&DerivedRule], subject: Subject) -> Self {
        let mut answers = Answers { own: Vec::new(), truths: Vec::new(), levels: BTreeMap::new() };
        for (at, rule) in rules.iter().enumerate() {
            let around = rule.parent.map_or(Kleene::known(true), |parent| answers.truths[parent].clone());
            let own = match &rule.when {
                Some(when) if around.truth() != Truth::False => holds(context, when, subject),
                Some(_) | None => Kleene::known(true),
            };
            let truth = Kleene::all([around, own.clone()]);
            if truth.truth() != Truth::False {
                answers.levels.entry(rule.depth).or_default().push(at);
            }
            answers.own.push(own);
            answers.truths.push(truth);
        }
        answers
    }

    /// Whether each rule of a level is true and nothing deeper is: not its own exceptions, and none one level down elsewhere.
    fn deciding(&self, rules: &[&DerivedRule], level: &[usize]) -> Vec<Kleene> {
        let depth = level.first().map_or(0, |at| rules[*at].depth);
        let mut beneath: BTreeMap<Option<usize>, (Vec<Kleene>, Vec<Kleene>)> = BTreeMap::new();
        for at in self.levels.get(&(depth + 1)).into_iter().flatten() {
            let (own, truths) = beneath.entry(rules[*at].parent).or_default();
            own.push(self.own[*at].clone().negated());
            truths.push(self.truths[*at].clone().negated());
        }
        let none: Vec<(Option<usize>, Kleene)> =
            beneath.iter().map(|(parent, (_, truths))| (*parent, Kleene::all(truths.clone()))).collect();
        // What holds of all before a place and of all from it on, so that leaving one out costs nothing.
        let running = |so_far: &mut Kleene, it: &Kleene| {
            let before = so_far.clone();
            *so_far = Kleene::all([before.clone(), it.clone()]);
            Some(before)
        };
        let before: Vec<Kleene> = none.iter().map(|it| &it.1).scan(Kleene::known(true), running).collect();
        let mut after: Vec<Kleene> = none.iter().rev().map(|it| &it.1).scan(Kleene::known(true), running).collect();
        after.reverse();
        let everywhere = Kleene::all(none.iter().map(|it| it.1.clone()));
        let decides = |at: &usize| {
            let parent = if depth == 0 { None } else { Some(*at) };
            match none.binary_search_by_key(&parent, |it| it.0) {
                Ok(place) => {
                    let own = beneath.get(&parent).into_iter().flat_map(|(own, _)| own.iter().cloned());
                    let elsewhere = [self.truths[*at].clone(), before[place].clone(), after[place].clone()];
                    Kleene::all(elsewhere.into_iter().chain(own))
                }
                Err(_) => Kleene::all([self.truths[*at].clone(), everywhere.clone()]),
            }
        };
        level.iter().map(decides).collect()
    }

    /// Of some rules those that are true; if none is yet, all that may be.
    fn surest(&self, rules: &[usize]) -> Vec<usize> {
        let sure: Vec<usize> = rules.iter().copied().filter(|at| self.truths[*at].truth() == Truth::True).collect();
        let mut chosen = if sure.is_empty() { rules.to_vec() } else { sure };
        chosen.sort();
        chosen
    }
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
            None => Kleene::waits_for([Ask::Fact(fact, subject)]),
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

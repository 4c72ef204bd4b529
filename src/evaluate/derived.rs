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
use super::ways::Ways;
use crate::model::{Condition, DerivedRule, FactIdx, Outcome, PartyKind, Subject, SubjectKind, Value};

/// One thing that a derived fact may come to.
#[derive(Clone, Debug)]
pub struct Case {
    /// Whether it comes to this.
    pub is_so: Kleene,
    /// The value; `None` where the text does not decide.
    pub value: Option<Value>,
    /// The rules that say so, as indices; several of different values contradict each other.
    pub rules: Vec<usize>,
}

/// What a derived fact comes to for a subject, the deepest rules first; impossible cases are left out.
pub(super) fn derive(context: &Context, fact: FactIdx, subject: Subject) -> Vec<Case> {
    let rules: Vec<&DerivedRule> = context.policy.facts[fact].derived.iter().flat_map(|it| &it.rules).collect();
    let mut answers = Answers::new(context, &rules, subject);
    let mut found: Vec<(Option<Value>, Vec<usize>, Ways)> = Vec::new();
    for depth in answers.levels.keys().rev().copied().collect::<Vec<_>>() {
        let sayings = answers.sayings(context, &rules, depth, subject);
        let none_deeper = Ways::all(answers.level(depth + 1).iter().map(|at| &answers.fails[*at]));
        let silent: Vec<Ways> = sayings.iter().map(|it| it.fails.clone()).collect();
        for (saying, others_silent) in sayings.iter().zip(Ways::all_others(&silent)) {
            // What is left open stays so, whatever others of its depth say.
            let alone = if saying.value.is_some() { others_silent } else { Ways::always() };
            let is_so = saying.fires.and(&alone).and(&none_deeper);
            found.push((saying.value.clone(), answers.surest(&saying.rules), is_so));
        }
        let all: Vec<usize> = sayings.iter().flat_map(|it| it.rules.iter().copied()).collect();
        found.push((None, answers.surest(&all), several(&sayings).and(&none_deeper)));
    }
    found.retain(|(_, _, is_so)| is_so.truth() != Truth::False);
    let case = |(value, rules, is_so): (Option<Value>, Vec<usize>, Ways)| Case {
        is_so: Kleene::possible(is_so.facts(&answers.own)),
        value,
        rules,
    };
    found.into_iter().map(case).collect()
}

/// All that the rules of one level say of one value.
struct Saying {
    value: Option<Value>,
    rules: Vec<usize>,
    fires: Ways,
    fails: Ways,
}

/// Two of some say different things at once.
fn several(sayings: &[Saying]) -> Ways {
    let (mut one, mut two) = (Ways::never(), Ways::never());
    for saying in sayings {
        two = two.or(&one.and(&saying.fires));
        one = one.or(&saying.fires);
    }
    two
}

/// What the conditions of a derived fact come to for a subject, rule by rule; `None` where a rule has none, or where what stands
/// around it does not hold and it is not asked.
pub fn derived_answers(context: &Context, fact: FactIdx, subject: Subject) -> Vec<Option<Truth>> {
    let rules: Vec<&DerivedRule> = context.policy.facts[fact].derived.iter().flat_map(|it| &it.rules).collect();
    let answers = Answers::new(context, &rules, subject);
    let of = |(at, rule): (usize, &&DerivedRule)| match (&rule.when, &rule.outcome) {
        (Some(_), _) => {
            let around = rule.parent.is_none_or(|parent| answers.fires[parent].truth() != Truth::False);
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
    /// By rule: what it takes that it and all around it hold.
    fires: Vec<Ways>,
    /// By rule: what it takes that one of them does not.
    fails: Vec<Ways>,
    /// By depth: the rules that may be true.
    levels: BTreeMap<usize, Vec<usize>>,
}

impl Answers {
    fn new(context: &Context, rules: &[&DerivedRule], subject: Subject) -> Self {
        let mut answers = Answers { own: Vec::new(), fires: Vec::new(), fails: Vec::new(), levels: BTreeMap::new() };
        for (at, rule) in rules.iter().enumerate() {
            let around = rule.parent.map_or(Ways::always(), |parent| answers.fires[parent].clone());
            let own = match &rule.when {
                Some(when) if around.truth() != Truth::False => holds(context, when, subject),
                Some(_) | None => Kleene::known(true),
            };
            let fires = around.and(&Ways::of(at, true, &own));
            let outside = rule.parent.map_or(Ways::never(), |parent| answers.fails[parent].clone());
            if fires.truth() != Truth::False {
                answers.levels.entry(rule.depth).or_default().push(at);
            }
            answers.fails.push(outside.or(&Ways::of(at, false, &own)));
            answers.fires.push(fires);
            answers.own.push(own);
        }
        answers
    }

    fn level(&self, depth: usize) -> &[usize] {
        self.levels.get(&depth).map_or(&[], Vec::as_slice)
    }

    /// What the rules of a level say, by value. The answer of a condition is asked like the condition of one more rule.
    fn sayings(&mut self, context: &Context, rules: &[&DerivedRule], depth: usize, subject: Subject) -> Vec<Saying> {
        let mut by_value: BTreeMap<Option<Value>, Saying> = BTreeMap::new();
        for at in self.level(depth).to_vec() {
            let (fires, fails) = (self.fires[at].clone(), self.fails[at].clone());
            let mut say = |value: Option<Value>, fires: Ways, fails: Ways| {
                let none =
                    || Saying { value: value.clone(), rules: Vec::new(), fires: Ways::never(), fails: Ways::always() };
                let saying = by_value.entry(value.clone()).or_insert_with(none);
                saying.rules.push(at);
                saying.fires = saying.fires.or(&fires);
                saying.fails = saying.fails.and(&fails);
            };
            match &rules[at].outcome {
                Outcome::Value(value) => say(Some(value.clone()), fires, fails),
                Outcome::Open => say(None, fires, fails),
                Outcome::Answer(condition) => {
                    let (number, answer) = (self.own.len(), holds(context, condition, subject));
                    for truth in [true, false] {
                        let is_true = fires.and(&Ways::of(number, truth, &answer));
                        say(Some(Value::Bool(truth)), is_true, fails.or(&Ways::of(number, !truth, &answer)));
                    }
                    self.own.push(answer);
                }
            }
        }
        by_value.into_values().collect()
    }

    /// Of some rules those that are true; if none is yet, all that may be.
    fn surest(&self, rules: &[usize]) -> Vec<usize> {
        let sure: Vec<usize> = rules.iter().copied().filter(|at| self.fires[*at].truth() == Truth::True).collect();
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

//! The law of derived facts: what a text says as a default with exceptions, and exceptions to these.
//!
//! ```text
//! derive in_scope of contract : bool { no  except yes "§1" when saas { except no "§1.3" when on_site } }
//! ```
//!
//! A rule *fires* when its condition and those of all rules around it hold. The rules that fire deepest decide: if they all come to
//! one value, the fact has that value. If they come to several, or one says `open`, the text does not decide, and what the fact is
//! has to be said by somebody: it is waited for itself.
//!
//! ```text
//! value v        some rule that says v fires; no rule one deeper, and none of its depth that says otherwise, fires
//! undecided      some rule that says `open`, or two of one depth that say different things, fire; no rule one deeper fires
//! ```
//!
//! Whether other rules fire is asked given that these do: what they have around them in common holds already.

use std::collections::BTreeSet;

use super::answer::{Answer, Ask};
use super::condition::holds;
use super::facts::{Cases, Known, fits};
use super::scene::Scene;
use crate::model::{CatalogueIdx, DerivedRule, FactIdx, Outcome, PartyIdx, Subject, SubjectKind, Value};

/// What a rule may come to: a rule that is the answer of a condition is two of these.
struct Saying {
    /// How deep it stands.
    depth: usize,
    /// The exceptions around it, and itself, by number, from the outermost on.
    path: Vec<usize>,
    /// What it takes besides the conditions on the path.
    besides: Answer,
    /// The value; `None` leaves it open.
    value: Option<Value>,
}

/// What a derived fact of a subject comes to, case by case. A fact of vendors asked of a contract is that of its supplier; one of the
/// engagement is that of the engagement, whatever it is asked of.
pub fn derive(scene: &Scene, fact: FactIdx, subject: Subject) -> Cases {
    let bearer = bearer(scene, fact, subject);
    scene.derived.once(fact, bearer, || cases(scene, fact, bearer))
}

fn cases(scene: &Scene, fact: FactIdx, bearer: Subject) -> Cases {
    let unsaid = Known::Unsaid(Ask::Fact(fact, bearer));
    let catalogue = scene.policy.facts[fact].catalogue;
    if !scene.engagement.uses.iter().any(|it| it.catalogue == catalogue) {
        return vec![(Answer::known(true), unsaid)];
    }
    let rules = scene.policy.facts[fact].derived.as_ref().map_or(&[][..], |it| &it.rules);
    let conditions: Vec<Answer> = rules
        .iter()
        .map(|rule| rule.when.as_ref().map_or(Answer::known(true), |when| holds(scene, when, bearer)))
        .collect();
    let sayings: Vec<Saying> = (0..rules.len()).flat_map(|at| sayings(scene, rules, at, bearer)).collect();
    let mut cases = Vec::new();
    for one in &sayings {
        let of_its_depth = |it: &&Saying| it.depth == one.depth;
        let deeper = || sayings.iter().filter(|it| it.depth == one.depth + 1);
        let rivals = || sayings.iter().filter(of_its_depth).filter(|it| it.path != one.path && it.value != one.value);
        let Some(value) = &one.value else {
            cases.push((firing(&conditions, &[one], deeper()), unsaid.clone()));
            continue;
        };
        cases.push((firing(&conditions, &[one], deeper().chain(rivals())), Known::Values(vec![value.clone()])));
        for rival in rivals() {
            cases.push((firing(&conditions, &[one, rival], deeper()), unsaid.clone()));
        }
    }
    cases
}

/// Whether a derived `bool` is `yes` of a subject.
pub fn is_yes(scene: &Scene, fact: FactIdx, subject: Subject) -> Answer {
    fits(&derive(scene, fact, subject), &|values| values.contains(&Value::Bool(true)))
}

/// Whether a catalogue addresses a vendor: everybody, unless it says who is in scope.
pub fn in_scope(scene: &Scene, catalogue: CatalogueIdx, vendor: PartyIdx) -> Answer {
    let scope = scene.policy.catalogues[catalogue].scope;
    scope.map_or(Answer::known(true), |fact| is_yes(scene, fact, Subject::Vendor(vendor)))
}

fn bearer(scene: &Scene, fact: FactIdx, subject: Subject) -> Subject {
    match (scene.policy.facts[fact].bearer, subject) {
        (SubjectKind::Engagement, _) => Subject::Engagement,
        (SubjectKind::Vendor, Subject::Contract(at)) => Subject::Vendor(scene.engagement.contracts[at].supplier),
        _ => subject,
    }
}

/// What one rule says.
fn sayings(scene: &Scene, rules: &[DerivedRule], at: usize, bearer: Subject) -> Vec<Saying> {
    let (path, depth) = (path(rules, at), rules[at].depth);
    let said = |besides: Answer, value: Option<Value>| Saying { depth, path: path.clone(), besides, value };
    match &rules[at].outcome {
        Outcome::Value(value) => vec![said(Answer::known(true), Some(value.clone()))],
        Outcome::Open => vec![said(Answer::known(true), None)],
        Outcome::Answer(condition) => {
            let answer = holds(scene, condition, bearer);
            vec![said(answer.clone(), Some(Value::Bool(true))), said(answer.opposite(), Some(Value::Bool(false)))]
        }
    }
}

fn path(rules: &[DerivedRule], at: usize) -> Vec<usize> {
    let around = rules[at].parent.map_or(Vec::new(), |parent| path(rules, parent));
    [around, vec![at]].concat()
}

/// Whether all of these fire and none of those does.
fn firing<'a>(conditions: &[Answer], these: &[&Saying], those: impl Iterator<Item = &'a Saying>) -> Answer {
    let given: BTreeSet<usize> = these.iter().flat_map(|it| it.path.iter().copied()).collect();
    let hold = given.iter().map(|rule| conditions[*rule].clone()).chain(these.iter().map(|it| it.besides.clone()));
    let fires = |it: &Saying| {
        let further = it.path.iter().filter(|rule| !given.contains(rule)).map(|rule| conditions[*rule].clone());
        Answer::all(further.chain([it.besides.clone()]))
    };
    Answer::all(hold.chain(those.map(|it| fires(it).opposite())))
}

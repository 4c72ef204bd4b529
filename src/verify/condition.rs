//! The law of conditions: does a condition hold for a subject on the day, and if that is not known, which facts decide?
//!
//! ```text
//! control A.9 { per component  when external_storage or some (contract where remote) }
//!     emr { external_storage = yes }      it holds
//!     ris { }  under K1 { }               not known: by {external_storage of ris} or {remote of K1}
//! ```
//!
//! Quantifiers ask about everything in a range. A vendor that is out of scope is in no range, and one of which that is not known
//! counts perhaps.

use super::answer::Answer;
use super::derived::is_yes;
use super::facts::{Cases, compared, fits, known};
use super::scene::Scene;
use super::structure::members;
use crate::model::{Comparison, Condition, Quantifier, Range, Subject, Term, Test, Value};

/// How the terms and ranges of a condition are read: those of controls from a subject, those of rules from what their variables stand
/// for.
pub trait Reading<T, R> {
    /// From where it is read.
    type Place;

    /// What a term comes to; of several things, any of which may fit, what each comes to.
    fn known(&self, term: &T, place: &Self::Place) -> Vec<Cases>;

    /// From where the members of a range are read, and whether each counts.
    fn ranged(&self, range: &R, place: &Self::Place) -> Vec<(Answer, Self::Place)>;
}

/// Whether a condition holds.
pub fn decided<T, R, X: Reading<T, R>>(reading: &X, condition: &Condition<T, R>, place: &X::Place) -> Answer {
    match &condition.node {
        Test::All(parts) => Answer::all(parts.iter().map(|part| decided(reading, part, place))),
        Test::Any(parts) => Answer::any(parts.iter().map(|part| decided(reading, part, place))),
        Test::Not(part) => decided(reading, part, place).opposite(),
        Test::Holds(term) => any_fits(&reading.known(term, place), &|values| values.contains(&Value::Bool(true))),
        Test::Exists(term) => any_fits(&reading.known(term, place), &|values| !values.is_empty()),
        Test::In(term, set) => any_fits(&reading.known(term, place), &|it| it.iter().any(|value| set.contains(value))),
        Test::Compare(left, how, right) => {
            any_compares(&reading.known(left, place), *how, &reading.known(right, place))
        }
        Test::Quantified(quantifier, range, inner) => {
            let members = asked(reading, range, inner.as_deref(), place).into_iter();
            match quantifier {
                Quantifier::Some => Answer::any(members.map(|(counts, holds)| counts.and(holds))),
                Quantifier::Every => Answer::all(members.map(|(counts, holds)| counts.opposite().or(holds))),
                Quantifier::No => Answer::any(members.map(|(counts, holds)| counts.and(holds))).opposite(),
            }
        }
        Test::Count(range, inner, how, number) => {
            let members = asked(reading, range, inner.as_deref(), place).into_iter();
            let counted: Vec<Answer> = members.map(|(counts, holds)| counts.and(holds)).collect();
            Answer::count(&counted, &|sum| crate::model::fits(sum.cmp(number), *how))
        }
    }
}

fn any_fits(all: &[Cases], test: &dyn Fn(&[Value]) -> bool) -> Answer {
    Answer::any(all.iter().map(|it| fits(it, test)))
}

/// Any on the one side with any on the other; `!=` says that none is equal.
fn any_compares(lefts: &[Cases], how: Comparison, rights: &[Cases]) -> Answer {
    if how == Comparison::NotEqual {
        return any_compares(lefts, Comparison::Equal, rights).opposite();
    }
    Answer::any(lefts.iter().flat_map(|left| rights.iter().map(move |right| compared(left, how, right))))
}

/// Of every member of a range whether it counts, and whether what is asked of it holds.
fn asked<T, R, X: Reading<T, R>>(
    reading: &X,
    range: &R,
    inner: Option<&Condition<T, R>>,
    place: &X::Place,
) -> Vec<(Answer, Answer)> {
    let holds = |place: &X::Place| inner.map_or(Answer::known(true), |it| decided(reading, it, place));
    reading.ranged(range, place).into_iter().map(|(counts, place)| (counts, holds(&place))).collect()
}

/// Whether a condition of a control, a fact or an exclusion holds for a subject.
pub fn holds(scene: &Scene, condition: &Condition, subject: Subject) -> Answer {
    decided(scene, condition, &subject)
}

impl Reading<Term, Range> for Scene<'_> {
    type Place = Subject;

    fn known(&self, term: &Term, place: &Subject) -> Vec<Cases> {
        vec![known(self, term, *place)]
    }

    fn ranged(&self, range: &Range, place: &Subject) -> Vec<(Answer, Subject)> {
        let from = if range.of_engagement { Subject::Engagement } else { *place };
        let counts = |member: Subject| range.scope.map_or(Answer::known(true), |fact| is_yes(self, fact, member));
        members(self, range.kind, from).into_iter().map(|member| (counts(member), member)).collect()
    }
}

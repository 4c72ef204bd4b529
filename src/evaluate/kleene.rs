//! Three-valued logic that remembers which facts decide.
//!
//! Unknown is not false. An answer carries two families of sets of facts: what it takes to make it true, and what it takes to make
//! it false. A set of facts is "what it takes" if knowing them, with the right values, settles the answer.
//!
//! ```text
//! control C { per component  when a and b }        a, b unknown
//!     can be true  by { a, b }
//!     can be false by { a } or by { b }            the smallest sets that decide: { a }, { b }
//!
//!   and │ T U F      or │ T U F      not │
//!    T  │ T U F       T │ T T T       T  │ F
//!    U  │ U U F       U │ T U U       U  │ U
//!    F  │ F F F       F │ T U F       F  │ T
//! ```

use std::collections::BTreeSet;

use crate::model::{ComponentIdx, FactIdx, Subject};

/// Something that was asked of a subject and is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// A fact of a subject.
    Fact(FactIdx, Subject),
    /// Who provides a component.
    Provider(ComponentIdx),
}

/// Facts that are needed together.
pub type Facts = BTreeSet<Ask>;

/// True, false or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It depends on facts that nobody stated.
    Unknown,
}

/// Families larger than this are not worth reading; the answer then names all facts concerned in one set.
const MAX_SETS: usize = 64;

/// Of more unknown things than this a count names all facts concerned in one set.
const MAX_COUNTED: usize = 8;

/// An answer with the facts that decide. Most answers are known, and those hold no sets and take little room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kleene(Answer);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    Known(bool),
    Open(Box<Sides>),
}

/// What it takes to settle an answer either way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sides {
    /// The smallest sets that can make it true; the empty set alone: it is true.
    can_be_true: Vec<Facts>,
    /// The smallest sets that can make it false; the empty set alone: it is false.
    can_be_false: Vec<Facts>,
}

impl Sides {
    fn of(answer: Kleene) -> Self {
        let (yes, no) = (vec![Facts::new()], Vec::new());
        match answer.0 {
            Answer::Known(true) => Sides { can_be_true: yes, can_be_false: no },
            Answer::Known(false) => Sides { can_be_true: no, can_be_false: yes },
            Answer::Open(sides) => *sides,
        }
    }

    fn settled(self) -> Kleene {
        match (self.can_be_true.is_empty(), self.can_be_false.is_empty()) {
            (_, true) => Kleene::known(true),
            (true, _) => Kleene::known(false),
            (false, false) => Kleene(Answer::Open(Box::new(self))),
        }
    }
}

impl Kleene {
    /// An answer that is known.
    pub fn known(truth: bool) -> Self {
        Kleene(Answer::Known(truth))
    }

    /// An answer that waits for one of these facts each.
    pub fn waits_for(facts: impl IntoIterator<Item = Ask>) -> Self {
        let set: Facts = facts.into_iter().collect();
        Sides { can_be_true: vec![set.clone()], can_be_false: vec![set] }.settled()
    }

    /// What it is.
    pub fn truth(&self) -> Truth {
        match self.0 {
            Answer::Known(true) => Truth::True,
            Answer::Known(false) => Truth::False,
            Answer::Open(_) => Truth::Unknown,
        }
    }

    /// The smallest sets of facts that decide an unknown answer; none for a known one.
    pub fn deciding(&self) -> Vec<Facts> {
        match &self.0 {
            Answer::Known(_) => Vec::new(),
            Answer::Open(sides) => smallest(sides.can_be_true.iter().chain(&sides.can_be_false).cloned().collect()),
        }
    }

    /// The smallest sets of facts that can make it true; the empty set if it is.
    pub fn made_true_by(self) -> Vec<Facts> {
        Sides::of(self).can_be_true
    }

    /// Something that any of these sets of facts can make so; all of them together tell whether it is.
    pub fn possible(sets: Vec<Facts>) -> Self {
        if sets.iter().any(Facts::is_empty) {
            return Kleene::known(true);
        }
        let all: Facts = sets.iter().flatten().copied().collect();
        Sides { can_be_true: smallest(sets), can_be_false: vec![all] }.settled()
    }

    /// The opposite.
    pub fn negated(self) -> Self {
        Kleene(match self.0 {
            Answer::Known(truth) => Answer::Known(!truth),
            Answer::Open(mut sides) => {
                let Sides { can_be_true, can_be_false } = &mut *sides;
                std::mem::swap(can_be_true, can_be_false);
                Answer::Open(sides)
            }
        })
    }

    /// All of them hold; none is asked after the first that does not.
    pub fn all(parts: impl IntoIterator<Item = Kleene>) -> Self {
        let mut so_far: Option<Sides> = None;
        for part in parts {
            match part.0 {
                Answer::Known(false) => return Kleene::known(false),
                Answer::Known(true) => {}
                Answer::Open(part) => {
                    so_far = Some(match so_far {
                        None => *part,
                        Some(so_far) => Sides {
                            can_be_true: together(&so_far.can_be_true, &part.can_be_true),
                            can_be_false: either(so_far.can_be_false, part.can_be_false),
                        },
                    });
                }
            }
        }
        so_far.map_or(Kleene::known(true), Sides::settled)
    }

    /// Any of them holds; none is asked after the first that does.
    pub fn any(parts: impl IntoIterator<Item = Kleene>) -> Self {
        Kleene::all(parts.into_iter().map(Kleene::negated)).negated()
    }

    /// One of several cases is the case, and each has an answer of its own.
    pub fn of_cases(cases: impl IntoIterator<Item = (Kleene, Kleene)>) -> Self {
        let joined = cases.into_iter().fold(Sides::default(), |so_far, (case, answer)| {
            let (case, answer) = (Sides::of(case), Sides::of(answer));
            Sides {
                can_be_true: either(so_far.can_be_true, together(&case.can_be_true, &answer.can_be_true)),
                can_be_false: either(so_far.can_be_false, together(&case.can_be_true, &answer.can_be_false)),
            }
        });
        joined.settled()
    }

    /// Whether a number of things that hold, some of them unknown, stands the test.
    pub fn count(parts: Vec<Kleene>, fits: impl Fn(u64) -> bool) -> Self {
        let sure = parts.iter().filter(|part| part.truth() == Truth::True).count() as u64;
        let open: Vec<Sides> = parts.into_iter().filter(|part| part.truth() == Truth::Unknown).map(Sides::of).collect();
        let verdicts: Vec<bool> = (0..=open.len() as u64).map(|more| fits(sure + more)).collect();
        let first = verdicts.first().copied().unwrap_or(false);
        if verdicts.iter().all(|verdict| *verdict == first) {
            return Kleene::known(first);
        }
        if open.len() > MAX_COUNTED {
            let sides = open.into_iter().flat_map(|part| [part.can_be_true, part.can_be_false].concat());
            return Kleene::waits_for(sides.flatten());
        }
        let come_to = |verdict: bool| {
            let runs = runs_of(verdict, &verdicts);
            runs.into_iter().fold(Vec::new(), |so_far, (least, most)| {
                either(so_far, choices(&open, least, verdicts.len() - 1 - most))
            })
        };
        Sides { can_be_true: come_to(true), can_be_false: come_to(false) }.settled()
    }
}

/// From where to where a verdict is the same, both ends included: `>= 2` of three is false from 0 to 1, true from 2 to 3.
fn runs_of(verdict: bool, verdicts: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in verdicts.iter().enumerate().filter(|(_, it)| **it == verdict) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == at => *last = at,
            _ => runs.push((at, at)),
        }
    }
    runs
}

/// What it takes that so many of these are true, so many false, and the others whatever they are.
fn choices(open: &[Sides], yes: usize, no: usize) -> Vec<Facts> {
    match open {
        _ if yes + no == 0 => vec![Facts::new()],
        [first, rest @ ..] if open.len() >= yes + no => {
            let mut ways = choices(rest, yes, no);
            if yes > 0 {
                ways = either(ways, together(&first.can_be_true, &choices(rest, yes - 1, no)));
            }
            if no > 0 {
                ways = either(ways, together(&first.can_be_false, &choices(rest, yes, no - 1)));
            }
            ways
        }
        _ => Vec::new(),
    }
}

/// One of each.
fn together(left: &[Facts], right: &[Facts]) -> Vec<Facts> {
    if left.len() * right.len() > MAX_SETS {
        return vec![left.iter().chain(right).flatten().copied().collect()];
    }
    smallest(left.iter().flat_map(|l| right.iter().map(move |r| l | r)).collect())
}

fn either(mut left: Vec<Facts>, right: Vec<Facts>) -> Vec<Facts> {
    left.extend(right);
    if left.len() > MAX_SETS {
        return vec![left.into_iter().flatten().collect()];
    }
    smallest(left)
}

/// Without repetitions and without sets that hold another.
pub fn smallest(mut sets: Vec<Facts>) -> Vec<Facts> {
    sets.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    sets.dedup();
    let mut kept: Vec<Facts> = Vec::new();
    for set in sets {
        if !kept.iter().any(|smaller| smaller.is_subset(&set)) {
            kept.push(set);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(fact: u32) -> Ask {
        Ask::Fact(FactIdx(fact), Subject::Engagement)
    }

    fn unknown(fact: u32) -> Kleene {
        Kleene::waits_for([ask(fact)])
    }

    #[test]
    fn the_tables_hold() {
        let all = [Kleene::known(true), unknown(0), Kleene::known(false)];
        let rank = |it: &Kleene| match it.truth() {
            Truth::False => 0,
            Truth::Unknown => 1,
            Truth::True => 2,
        };
        for a in &all {
            assert_eq!(rank(&a.clone().negated()), 2 - rank(a));
            for b in &all {
                assert_eq!(rank(&Kleene::all([a.clone(), b.clone()])), rank(a).min(rank(b)));
                assert_eq!(rank(&Kleene::any([a.clone(), b.clone()])), rank(a).max(rank(b)));
            }
        }
    }

    #[test]
    fn the_smallest_deciding_sets_are_named() {
        let both = Kleene::all([unknown(0), unknown(1)]);
        assert_eq!(both.deciding(), [Facts::from([ask(0)]), Facts::from([ask(1)])]);
        let settled = Kleene::all([Kleene::known(false), unknown(1)]);
        assert_eq!((settled.truth(), settled.deciding().len()), (Truth::False, 0));
    }

    #[test]
    fn counting_waits_only_where_it_matters() {
        let parts = || vec![Kleene::known(true), Kleene::known(true), unknown(0)];
        assert_eq!(Kleene::count(parts(), |n| n >= 2).truth(), Truth::True);
        assert_eq!(Kleene::count(parts(), |n| n >= 3).truth(), Truth::Unknown);
        assert_eq!(Kleene::count(parts(), |n| n >= 4).truth(), Truth::False);
    }

    #[test]
    fn a_count_names_the_smallest_sets() {
        let two = Kleene::count(vec![unknown(0), unknown(1), unknown(2)], |n| n >= 2);
        let pairs = [[0, 1], [0, 2], [1, 2]].map(|pair| pair.map(ask).into());
        assert_eq!(two.deciding(), pairs);
        let one = Kleene::count(vec![unknown(0), unknown(1)], |n| n != 1);
        assert_eq!(one.deciding(), [Facts::from([ask(0), ask(1)])]);
    }

    #[test]
    fn of_cases_only_what_differs_matters() {
        let cases = |a: Kleene, b: Kleene| Kleene::of_cases([(unknown(0), a), (unknown(0).negated(), b)]);
        assert_eq!(cases(Kleene::known(true), Kleene::known(true)).truth(), Truth::True);
        assert_eq!(cases(Kleene::known(false), Kleene::known(false)).truth(), Truth::False);
        assert_eq!(cases(Kleene::known(true), Kleene::known(false)).deciding(), [Facts::from([ask(0)])]);
        assert_eq!(cases(Kleene::known(true), unknown(1)).deciding(), [Facts::from([ask(0)])]);
    }

    #[test]
    fn a_great_many_facts_stay_bounded() {
        let many = Kleene::all((0..40).map(|at| Kleene::any([unknown(2 * at), unknown(2 * at + 1)])));
        assert_eq!(many.truth(), Truth::Unknown);
        assert!(many.deciding().len() <= 2 * MAX_SETS);
    }
}

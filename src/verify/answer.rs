//! Answers in three-valued logic: yes, no, or what it takes to know.
//!
//! An answer is kept as two lists of sets of facts: those that, known with the right values, make it *yes*, and those that make it
//! *no*. What can never be no is yes, and what can never be yes is no; anything else is unknown.
//!
//! ```text
//! a and b        yes by {a, b}       no by {a} or {b}
//! a or b         yes by {a} or {b}   no by {a, b}
//! not a          yes by what makes a no
//! ```

use std::collections::BTreeSet;

use crate::model::{ComponentIdx, FactIdx, Subject};

/// Something that a law asks and that nobody stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// A fact of a subject.
    Fact(FactIdx, Subject),
    /// Who provides a component.
    Provider(ComponentIdx),
}

/// Facts that decide together.
pub type Facts = BTreeSet<Ask>;

/// More sets than this nobody reads: one set with all facts stands for them.
const MOST: usize = 64;

/// Of more unknown answers than this a count waits for all facts together.
const MOST_COUNTED: usize = 8;

/// Yes, no, or what it takes to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    yes: Vec<Facts>,
    no: Vec<Facts>,
}

impl Answer {
    /// An answer that is known.
    pub fn known(yes: bool) -> Self {
        let by_nothing = vec![Facts::new()];
        if yes { Answer { yes: by_nothing, no: Vec::new() } } else { Answer { yes: Vec::new(), no: by_nothing } }
    }

    /// Known as soon as all of these are; yes at once if there are none.
    pub fn waits_for(facts: Facts) -> Self {
        if facts.is_empty() { Answer::known(true) } else { Answer { yes: vec![facts.clone()], no: vec![facts] } }
    }

    /// What cannot be no is yes, whatever its facts may be, and the other way round.
    fn new(yes: Vec<Facts>, no: Vec<Facts>) -> Self {
        match (yes.is_empty(), no.is_empty()) {
            (_, true) => Answer::known(true),
            (true, false) => Answer::known(false),
            (false, false) => Answer { yes: smallest(yes), no: smallest(no) },
        }
    }

    /// Yes, no, or `None`: it is not known.
    pub fn truth(&self) -> Option<bool> {
        match (self.yes.is_empty(), self.no.is_empty()) {
            (_, true) => Some(true),
            (true, false) => Some(false),
            (false, false) => None,
        }
    }

    /// Whether it is yes.
    pub fn is_yes(&self) -> bool {
        self.truth() == Some(true)
    }

    /// Whether it is no.
    pub fn is_no(&self) -> bool {
        self.truth() == Some(false)
    }

    /// The smallest sets of facts that decide it either way; none where it is known.
    pub fn deciding(&self) -> Vec<Facts> {
        if self.truth().is_some() { Vec::new() } else { smallest([self.yes.clone(), self.no.clone()].concat()) }
    }

    /// The opposite.
    pub fn opposite(self) -> Self {
        Answer { yes: self.no, no: self.yes }
    }

    /// Both: yes needs both, for no one is enough.
    pub fn and(self, other: Answer) -> Self {
        match (self.truth(), other.truth()) {
            (Some(false), _) | (_, Some(true)) => self,
            (_, Some(false)) | (Some(true), _) => other,
            (None, None) => Answer::new(each_with_each(&self.yes, &other.yes), [self.no, other.no].concat()),
        }
    }

    /// One of the two.
    pub fn or(self, other: Answer) -> Self {
        self.opposite().and(other.opposite()).opposite()
    }

    /// All of them; yes of none.
    pub fn all(answers: impl IntoIterator<Item = Answer>) -> Self {
        answers.into_iter().fold(Answer::known(true), Answer::and)
    }

    /// Any of them; no of none.
    pub fn any(answers: impl IntoIterator<Item = Answer>) -> Self {
        answers.into_iter().fold(Answer::known(false), Answer::or)
    }

    /// What is answered in the one case that is the case: of several cases exactly one is.
    ///
    /// It is not the same as `when and then` of any case: two cases that come to the same leave nothing open.
    pub fn of_cases(cases: &[(Answer, Answer)]) -> Self {
        let come_to = |way: fn(&Answer) -> &Vec<Facts>| -> Vec<Facts> {
            cases.iter().flat_map(|(when, then)| each_with_each(&when.yes, way(then))).collect()
        };
        Answer::new(come_to(|it| &it.yes), come_to(|it| &it.no))
    }

    /// Whether the number of answers that are yes fits, whatever the unknown ones come to.
    pub fn count(answers: &[Answer], fits: &dyn Fn(u64) -> bool) -> Self {
        let open: Vec<&Answer> = answers.iter().filter(|it| it.truth().is_none()).collect();
        let sure = answers.iter().filter(|it| it.is_yes()).count() as u64;
        let numbers = || sure..=sure + open.len() as u64;
        if open.len() > MOST_COUNTED && numbers().any(fits) && !numbers().all(fits) {
            return Answer::waits_for(open.iter().flat_map(|it| it.deciding()).flatten().collect());
        }
        Answer::new(ways(&open, sure, fits), ways(&open, sure, &|number| !fits(number)))
    }
}

/// The sets of facts by which every number that is still possible fits: each further open answer is made yes, made no, or left open.
fn ways(open: &[&Answer], sure: u64, fits: &dyn Fn(u64) -> bool) -> Vec<Facts> {
    let all_fit = (sure..=sure + open.len() as u64).all(fits);
    let none_fits = !(sure..=sure + open.len() as u64).any(fits);
    match open {
        _ if all_fit => vec![Facts::new()],
        _ if none_fits => Vec::new(),
        [] => Vec::new(),
        [first, rest @ ..] => {
            let counted = each_with_each(&first.yes, &ways(rest, sure + 1, fits));
            let passed = each_with_each(&first.no, &ways(rest, sure, fits));
            let open = ways(rest, sure, &|number| fits(number) && fits(number + 1));
            smallest([counted, passed, open].concat())
        }
    }
}

/// Every set of the one list together with every set of the other.
fn each_with_each(left: &[Facts], right: &[Facts]) -> Vec<Facts> {
    if left.len() * right.len() > MOST {
        return vec![left.iter().chain(right).flatten().copied().collect()];
    }
    smallest(left.iter().flat_map(|one| right.iter().map(move |other| one | other)).collect())
}

/// Each set once, and none that holds a smaller one.
fn smallest(sets: Vec<Facts>) -> Vec<Facts> {
    if sets.len() > MOST {
        return vec![sets.into_iter().flatten().collect()];
    }
    let holds_a_smaller = |set: &Facts| sets.iter().any(|other| other != set && other.is_subset(set));
    let kept: BTreeSet<&Facts> = sets.iter().filter(|set| !holds_a_smaller(set)).collect();
    let mut kept: Vec<Facts> = kept.into_iter().cloned().collect();
    kept.sort_by_key(Facts::len);
    kept
}

//! The ways of many findings, looked for side by side: in each round every finding has its next remedy tried.
//!
//! ```text
//! finding 1:  A ✕   B left, B+C ○              B+C is a way
//! finding 2:  D ○   E ✕ (raises another)       D is a way
//! round       1     2       3
//! ```

use std::collections::{BTreeSet, VecDeque};

use rayon::prelude::*;

use super::tried::{Bench, Outcome, Target, Told, Trial, takes_nothing_back};
use crate::diagnostic::{Severity, Text};
use crate::findings::remedy::Remedy;

/// A remedy that was tried.
#[derive(Clone, Debug)]
pub struct Way {
    /// The changes.
    pub remedy: Remedy,
    /// The findings that are gone with it, as indices.
    pub gone: BTreeSet<usize>,
}

/// A remedy that does not hold, and a finding that it leaves or raises.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The changes.
    pub remedy: Remedy,
    /// The finding: its weight, its name, and what it is about.
    pub finding: (Severity, String, Text),
    /// It was not there before.
    pub new: bool,
}

/// What was tried of a finding: what holds, in the order in which it was proposed; or why the first that was tried does not.
pub type Tried = (Vec<Way>, Option<Refused>);

/// A remedy that leaves its finding with another defect (accepted, but not covered) is completed this often.
const MAX_STEPS: usize = 3;

/// How many remedies of what is left are tried at each step.
const MAX_NEXT: usize = 2;

/// By finding: what was tried of it; `alone` where no two remedies are to be tried at once.
pub(super) fn ways(bench: &Bench, of: &[usize], alone: bool) -> Vec<Tried> {
    let mut searches: Vec<Search> = bench.targets(of).into_iter().map(Search::new).collect();
    loop {
        searches.iter_mut().for_each(Search::advance);
        let open: Vec<usize> = (0..searches.len()).filter(|at| !searches[*at].stack.is_empty()).collect();
        let trials: Vec<Trial> = open.iter().filter_map(|at| searches[*at].trial()).collect();
        if trials.is_empty() {
            return searches.into_iter().map(|it| (it.ways, it.refused)).collect();
        }
        let groups = bench.grouped(&trials, alone);
        let made = |group: &Vec<usize>| bench.tried(&group.iter().map(|at| trials[*at]).collect::<Vec<_>>());
        let outcomes: Vec<Vec<Option<Outcome>>> = groups.par_iter().map(made).collect();
        for (at, outcome) in groups.iter().flatten().zip(outcomes.into_iter().flatten()) {
            searches[open[*at]].took(outcome);
        }
    }
}

/// What is still to be tried of one finding, depth first.
struct Search {
    target: Target,
    proposed: VecDeque<Remedy>,
    /// What to try of the remedy proposed last, the next at the end, each with how often it may still be completed.
    stack: Vec<(Remedy, usize)>,
    /// Why the remedy proposed last does not do as it was proposed.
    why: Option<Refused>,
    ways: Vec<Way>,
    refused: Option<Refused>,
}

impl Search {
    fn new((target, proposed): (Target, Vec<Remedy>)) -> Self {
        Search { target, proposed: proposed.into(), stack: Vec::new(), why: None, ways: Vec::new(), refused: None }
    }

    /// Goes on to the next remedy where nothing is left to try of the one before.
    fn advance(&mut self) {
        if self.stack.is_empty() {
            self.refused = self.refused.take().or(self.why.take());
            self.stack.extend(self.proposed.pop_front().map(|it| (it, MAX_STEPS)));
        }
    }

    fn trial(&self) -> Option<Trial<'_>> {
        Some(Trial { remedy: &self.stack.last()?.0, target: &self.target })
    }

    fn took(&mut self, outcome: Option<Outcome>) {
        let Some((remedy, steps)) = self.stack.pop() else { return };
        let Some(outcome) = outcome else { return };
        if let Some(finding) = outcome.new.into_iter().next() {
            return self.refuse(remedy, steps, finding, true);
        }
        let Some(left) = outcome.left else {
            self.stack.clear();
            self.why = None;
            return self.ways.push(Way { remedy, gone: outcome.gone });
        };
        if steps > 0 {
            let next: Vec<Remedy> = outcome.next.into_iter().filter(takes_nothing_back).take(MAX_NEXT).collect();
            let longer = next.iter().rev().map(|more| super::tried::together([&remedy, more]));
            let longer = longer.map(|amendments| Remedy { amendments }).filter(|it| *it != remedy);
            self.stack.extend(longer.map(|it| (it, steps - 1)));
        }
        self.refuse(remedy, steps, left, false);
    }

    /// Only what was proposed is told as refused, not what it was completed to.
    fn refuse(&mut self, remedy: Remedy, steps: usize, finding: Told, new: bool) {
        if steps == MAX_STEPS {
            self.why = Some(Refused { remedy, finding, new });
        }
    }
}

//! By obligation: the statements in force that speak of it, in table order.

use fixedbitset::FixedBitSet;

use crate::graph::{ObligationIdx, Obligations};
use crate::model::{Idx, StatementIdx};

/// Statements by obligation, one list after the other.
#[derive(Debug, Default)]
pub(super) struct About {
    /// By obligation: where its list begins; the next one's beginning is its end.
    begins: Vec<u32>,
    all: Vec<StatementIdx>,
}

impl About {
    /// Gathers what statements in force say of some obligations, or of all.
    pub fn new(obligations: &Obligations, in_force: &[StatementIdx], some: Option<&FixedBitSet>) -> Self {
        let mut begins = vec![0_u32; obligations.all.len() + 1];
        each(obligations, in_force, some, |row, _| begins[row + 1] += 1);
        for row in 1..begins.len() {
            begins[row] += begins[row - 1];
        }
        let mut next = begins.clone();
        let mut all = vec![StatementIdx(0); begins.last().map_or(0, |it| *it as usize)];
        each(obligations, in_force, some, |row, at| {
            all[next[row] as usize] = at;
            next[row] += 1;
        });
        About { begins, all }
    }

    /// What is said of an obligation.
    pub fn of(&self, obligation: ObligationIdx) -> &[StatementIdx] {
        let [from, to] = [0, 1].map(|more| self.begins.get(obligation.row() + more).map_or(0, |it| *it as usize));
        self.all.get(from..to).unwrap_or_default()
    }
}

/// Every obligation that a statement speaks of, statement by statement.
fn each(
    obligations: &Obligations,
    in_force: &[StatementIdx],
    some: Option<&FixedBitSet>,
    mut add: impl FnMut(usize, StatementIdx),
) {
    for at in in_force {
        let spoken_of = &obligations.spoken_of[*at];
        match some {
            Some(some) => spoken_of.intersection(some).for_each(|row| add(row, *at)),
            None => spoken_of.ones().for_each(|row| add(row, *at)),
        }
    }
}

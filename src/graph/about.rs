//! By obligation: the statements that speak of it, in table order, at whatever time they hold.

use fixedbitset::FixedBitSet;

use super::ObligationIdx;
use crate::model::{Idx, StatementIdx, Table};

/// Statements by obligation, one list after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    /// By obligation: where its list begins; the next one's beginning is its end.
    begins: Vec<u32>,
    all: Vec<StatementIdx>,
}

impl About {
    /// Gathers what statements say of so many obligations.
    pub fn new(obligations: usize, spoken_of: &Table<StatementIdx, FixedBitSet>) -> Self {
        let mut begins = vec![0_u32; obligations + 1];
        spoken_of.iter().flat_map(FixedBitSet::ones).for_each(|row| begins[row + 1] += 1);
        for row in 1..begins.len() {
            begins[row] += begins[row - 1];
        }
        let mut next = begins.clone();
        let mut all = vec![StatementIdx(0); begins.last().map_or(0, |it| *it as usize)];
        for (at, rows) in spoken_of.enumerate() {
            for row in rows.ones() {
                all[next[row] as usize] = at;
                next[row] += 1;
            }
        }
        About { begins, all }
    }

    /// What is said of an obligation.
    pub fn of(&self, obligation: ObligationIdx) -> &[StatementIdx] {
        let [from, to] = [0, 1].map(|more| self.begins.get(obligation.row() + more).map_or(0, |it| *it as usize));
        self.all.get(from..to).unwrap_or_default()
    }
}

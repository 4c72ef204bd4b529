//! Counts by key in bounded memory: past so many keys the rarest become "other".

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Different keys that are counted one by one.
pub(super) const MAX_KEYS: usize = 100_000;

/// Counts by key, bounded. Once something was counted as other, a rare key may have been counted there before it was met again: its
/// count is then too low, and that of others too high by as much.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// By key.
    pub of: BTreeMap<String, u64>,
    /// What was counted under keys that are told apart no longer.
    pub other: u64,
}

impl Counts {
    /// Counts one more.
    pub(super) fn add(&mut self, key: &str) {
        match self.of.get_mut(key) {
            Some(count) => *count += 1,
            None => {
                if self.of.len() >= MAX_KEYS {
                    self.other += fold(&mut self.of, |count| *count).iter().map(|(_, count)| count).sum::<u64>();
                }
                self.of.insert(key.to_owned(), 1);
            }
        }
    }

    /// All that was counted.
    pub fn total(&self) -> u64 {
        self.of.values().sum::<u64>() + self.other
    }

    /// The keys with the highest counts first.
    pub fn ranked(&self) -> Vec<(&str, u64)> {
        let mut all: Vec<(&str, u64)> = self.of.iter().map(|(key, count)| (key.as_str(), *count)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        all
    }
}

/// Takes the rarer half of the keys out; of keys that are equally rare those that come later.
pub(super) fn fold<T, R: Ord>(of: &mut BTreeMap<String, T>, rank: impl Fn(&T) -> R) -> Vec<(String, T)> {
    let mut all: Vec<(String, T)> = std::mem::take(of).into_iter().collect();
    // Stable: keys of one rank keep their order.
    all.sort_by_key(|(_, it)| Reverse(rank(it)));
    let rare = all.split_off(all.len() / 2);
    of.extend(all);
    rare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_keys_become_other_and_nothing_is_lost() {
        let mut counts = Counts::default();
        for round in 0..3 {
            for key in 0..MAX_KEYS as u64 + 10 {
                if key < 100 || round == 0 {
                    counts.add(&key.to_string());
                }
            }
        }
        let total = counts.total();
        assert_eq!(total, MAX_KEYS as u64 + 10 + 200);
        assert!(counts.of.len() <= MAX_KEYS);
        assert!(counts.other > 0);
    }

    #[test]
    fn what_is_frequent_stays_and_half_of_the_rest_with_it() {
        let mut counts = Counts::default();
        (0..3).for_each(|_| counts.add("zz frequent"));
        (0..MAX_KEYS).for_each(|key| counts.add(&format!("{key:06}")));
        assert_eq!(counts.of.get("zz frequent"), Some(&3));
        assert_eq!((counts.of.len(), counts.other), (MAX_KEYS / 2 + 1, MAX_KEYS as u64 / 2));
    }
}

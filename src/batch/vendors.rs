//! Vendors over all rows: in how many each stands, and how many findings it is behind.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::bounded::{MAX_KEYS, fold};
use super::stake::Stake;

/// Names that are kept of one corporate number.
const MAX_NAMES: usize = 8;

/// A vendor over all rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vendor {
    /// Its corporate number, if it has one.
    pub corporate_number: Option<String>,
    /// Its name, where it was met first.
    pub name: String,
    /// Other names that stand beside the same corporate number.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub other_names: BTreeSet<String>,
    /// The rows that it stands in.
    pub rows: u64,
    /// Findings that it is behind: they name it, are put to it, or are about what it performs.
    pub findings: u64,
    /// Of these, those about something that it performs.
    pub as_performer: u64,
    /// Of these, those about something that it supplies by subcontracts alone.
    pub as_subcontractor: u64,
}

/// All vendors, bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vendors {
    /// By who they are.
    pub of: BTreeMap<String, Vendor>,
    /// Findings of vendors that are told apart no longer.
    pub other: u64,
    /// Rows of vendors that are told apart no longer, once for each vendor.
    pub other_rows: u64,
}

impl Vendors {
    /// Counts what a row says of one.
    pub(super) fn add(&mut self, stake: &Stake) {
        let key = stake.vendor.key();
        if self.of.len() >= MAX_KEYS && !self.of.contains_key(&key) {
            for (_, vendor) in fold(&mut self.of, |it| (it.findings, it.rows)) {
                self.other += vendor.findings;
                self.other_rows += vendor.rows;
            }
        }
        let name = &stake.vendor.name;
        let vendor = self.of.entry(key).or_insert_with(|| Vendor {
            corporate_number: stake.vendor.number.map(|it| it.to_string()),
            name: name.clone(),
            ..Vendor::default()
        });
        if *name != vendor.name && vendor.other_names.len() < MAX_NAMES {
            vendor.other_names.insert(name.clone());
        }
        vendor.rows += 1;
        vendor.findings += stake.findings;
        vendor.as_performer += stake.as_performer;
        vendor.as_subcontractor += stake.as_subcontractor;
    }

    /// Those behind the most findings first, then those in the most rows.
    pub fn ranked(&self) -> Vec<&Vendor> {
        let mut all: Vec<(&String, &Vendor)> = self.of.iter().collect();
        all.sort_by(|a, b| (b.1.findings, b.1.rows).cmp(&(a.1.findings, a.1.rows)).then(a.0.cmp(b.0)));
        all.into_iter().map(|(_, vendor)| vendor).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::identity::Identity;

    #[test]
    fn rare_vendors_become_other_and_nothing_is_lost() {
        let mut vendors = Vendors::default();
        let mut add = |name: String, findings| {
            let vendor = Identity { number: None, name };
            vendors.add(&Stake { vendor, findings, as_performer: 0, as_subcontractor: 0 });
        };
        add("ここにいる".to_owned(), 7);
        (0..MAX_KEYS + 10).for_each(|at| add(format!("{at:06}"), 1));
        add("ここにいる".to_owned(), 7);
        let seen = vendors.of.get("name:ここにいる").expect("it is frequent");
        assert_eq!((seen.rows, seen.findings), (2, 14));
        assert!(vendors.of.len() <= MAX_KEYS && vendors.other > 0);
        let findings: u64 = vendors.of.values().map(|it| it.findings).sum();
        let rows: u64 = vendors.of.values().map(|it| it.rows).sum();
        assert_eq!(findings + vendors.other, MAX_KEYS as u64 + 10 + 14);
        assert_eq!(rows + vendors.other_rows, MAX_KEYS as u64 + 10 + 2);
    }
}

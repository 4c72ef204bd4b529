//! The fewest contracts to amend for a set of findings.
//!
//! Every finding has ways, each of which amends some contracts (or none: a consent, the hospital's own rules). A set of contracts is
//! enough when every finding has a way within it. The smallest such set is looked for by branch and bound: the finding with the
//! fewest ways left is decided first; findings whose ways have no contract in common give a lower bound.
//!
//! ```text
//! f1: {K2}              K2 is needed
//! f2: {K2} or {K3}      free with K2
//! f3: {K3} or {K8}      one more: two contracts are enough, and one is not
//! ```

use std::collections::BTreeSet;

use super::ways::Way;
use crate::model::ContractIdx;

/// Sets that are looked at before the best one so far is told as that.
pub const MAX_NODES: usize = 100_000;

/// Ways that together remedy findings.
#[derive(Debug, Default)]
pub struct Plan {
    /// The contracts to amend.
    pub contracts: BTreeSet<ContractIdx>,
    /// The ways: the place of a finding among those asked about, and which of its ways.
    pub ways: Vec<(usize, usize)>,
    /// No smaller set of contracts is enough.
    pub exact: bool,
}

/// Chooses among the ways of each finding (`of` are their numbers); one without a way is left out.
pub fn plan(of: &[usize], ways: &[Vec<Way>]) -> Plan {
    let needed: Vec<Vec<BTreeSet<ContractIdx>>> =
        ways.iter().filter(|it| !it.is_empty()).map(|all| alternatives(all)).collect();
    let mut search = Search { needed, best: None, nodes: 0 };
    search.descend(BTreeSet::new());
    let exact = search.nodes <= MAX_NODES;
    let contracts = search.best.unwrap_or_default();
    Plan { ways: chosen(of, ways, &contracts), contracts, exact }
}

/// The smallest sets of contracts that remedy a finding.
fn alternatives(ways: &[Way]) -> Vec<BTreeSet<ContractIdx>> {
    let all: BTreeSet<BTreeSet<ContractIdx>> = ways.iter().map(|it| it.remedy.contracts()).collect();
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(BTreeSet::len);
    let mut smallest: Vec<BTreeSet<ContractIdx>> = Vec::new();
    for it in all {
        if !smallest.iter().any(|less| less.is_subset(&it)) {
            smallest.push(it);
        }
    }
    smallest
}

struct Search {
    needed: Vec<Vec<BTreeSet<ContractIdx>>>,
    best: Option<BTreeSet<ContractIdx>>,
    nodes: usize,
}

impl Search {
    fn descend(&mut self, so_far: BTreeSet<ContractIdx>) {
        self.nodes += 1;
        if self.nodes > MAX_NODES && self.best.is_some() {
            return;
        }
        // What each finding that is not yet remedied would take besides.
        let more: Vec<Vec<BTreeSet<ContractIdx>>> = self
            .needed
            .iter()
            .filter(|ways| !ways.iter().any(|it| it.is_subset(&so_far)))
            .map(|ways| ways.iter().map(|it| it.difference(&so_far).copied().collect()).collect())
            .collect();
        let least = so_far.len() + apart(&more);
        if self.best.as_ref().is_some_and(|best| best.len() <= least) {
            return;
        }
        let Some(tightest) = more.iter().min_by_key(|ways| ways.len()) else {
            self.best = Some(so_far);
            return;
        };
        // Contracts that help many others first, so that a small set is found early.
        let helps = |set: &BTreeSet<ContractIdx>| {
            let helped = more.iter().filter(|ways| ways.iter().any(|it| it.is_subset(set))).count();
            (std::cmp::Reverse(helped), set.len())
        };
        let mut branches = tightest.clone();
        branches.sort_by_key(helps);
        for it in branches {
            self.descend(so_far.union(&it).copied().collect());
        }
    }
}

/// At least so many contracts are needed: findings that have none in common need one each.
fn apart(more: &[Vec<BTreeSet<ContractIdx>>]) -> usize {
    let mut seen: BTreeSet<ContractIdx> = BTreeSet::new();
    let mut count = 0;
    for ways in more {
        let all: BTreeSet<ContractIdx> = ways.iter().flatten().copied().collect();
        if all.is_disjoint(&seen) {
            seen.extend(all);
            count += 1;
        }
    }
    count
}

/// For each finding that is not yet gone, its first way within the contracts.
fn chosen(of: &[usize], ways: &[Vec<Way>], contracts: &BTreeSet<ContractIdx>) -> Vec<(usize, usize)> {
    let mut chosen = Vec::new();
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (place, all) in ways.iter().enumerate() {
        let within = |way: &Way| way.remedy.contracts().is_subset(contracts);
        if of.get(place).is_some_and(|finding| gone.contains(finding)) {
            continue;
        }
        if let Some(number) = all.iter().position(within) {
            chosen.push((place, number));
            gone.extend(&all[number].gone);
        }
    }
    chosen
}

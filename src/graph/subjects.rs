//! What obligations are about, one index each, and how they lie to each other.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::ContractTree;
use crate::model::{ComponentIdx, ContractIdx, Engagement, Idx, PartyIdx, PartyKind, Subject, SubjectKind, Table};

/// A number that names a subject of one engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectIdx(pub u32);

impl Idx for SubjectIdx {
    fn new(row: usize) -> Self {
        SubjectIdx(row as u32)
    }
    fn row(self) -> usize {
        self.0 as usize
    }
}

/// All subjects: the engagement, then contracts, vendors, components, interfaces, each in table order.
///
/// How two of them lie to each other is asked of the engagement's own lists: a table of all pairs would outgrow the memory with a
/// few thousand interfaces.
#[derive(Clone, Debug)]
pub struct Subjects {
    /// The subjects.
    pub all: Table<SubjectIdx, Subject>,
    rows: BTreeMap<Subject, SubjectIdx>,
    /// By component: everything it runs on, at any depth.
    runs_on: Vec<FixedBitSet>,
    /// By component: what it connects to.
    connects: Vec<FixedBitSet>,
    /// By component: the group that connections join it to.
    groups: Vec<usize>,
    /// By component: who provides it.
    providers: Vec<Option<PartyIdx>>,
    /// By contract: the components it covers.
    covers: Vec<FixedBitSet>,
    /// By contract: its customer and its supplier.
    ends: Vec<(PartyIdx, PartyIdx)>,
}

impl Subjects {
    /// Lists the subjects of an engagement.
    pub fn new(engagement: &Engagement, tree: &ContractTree) -> Self {
        let mut all: Table<SubjectIdx, Subject> = Table::default();
        all.push(Subject::Engagement);
        for it in engagement.contracts.indices() {
            all.push(Subject::Contract(it));
        }
        for (it, party) in engagement.parties.enumerate() {
            if party.kind == PartyKind::Vendor {
                all.push(Subject::Vendor(it));
            }
        }
        for it in engagement.components.indices() {
            all.push(Subject::Component(it));
        }
        for (a, b) in interfaces(engagement, tree) {
            all.push(Subject::Interface(a, b));
        }
        let components = engagement.components.len();
        let set = |list: &[ComponentIdx]| -> FixedBitSet {
            let mut set = FixedBitSet::with_capacity(components);
            set.extend(list.iter().map(|it| it.row()));
            set
        };
        Subjects {
            rows: all.enumerate().map(|(at, subject)| (*subject, at)).collect(),
            all,
            runs_on: run_by(engagement),
            groups: joined(engagement),
            connects: engagement.components.iter().map(|it| set(&it.connects)).collect(),
            providers: engagement.components.iter().map(|it| it.provider).collect(),
            covers: engagement.contracts.iter().map(|it| set(&it.covers)).collect(),
            ends: engagement.contracts.iter().map(|it| (it.customer, it.supplier)).collect(),
        }
    }

    /// How many subjects of each kind an engagement has: contracts, vendors, components, interfaces, and one for itself.
    pub fn count(engagement: &Engagement, tree: &ContractTree, kind: SubjectKind) -> usize {
        match kind {
            SubjectKind::Engagement => 1,
            SubjectKind::Contract => engagement.contracts.len(),
            SubjectKind::Vendor => engagement.parties.iter().filter(|it| it.kind == PartyKind::Vendor).count(),
            SubjectKind::Component => engagement.components.len(),
            SubjectKind::Interface => interfaces(engagement, tree).len(),
        }
    }

    /// The index of a subject, if the engagement has it.
    pub fn find(&self, subject: Subject) -> Option<SubjectIdx> {
        self.rows.get(&subject).copied()
    }

    /// Everything a component runs on, at any depth.
    pub fn runs_on(&self, component: ComponentIdx) -> impl Iterator<Item = ComponentIdx> + '_ {
        self.runs_on[component.row()].ones().map(ComponentIdx::new)
    }

    /// Everything that runs on a component, at any depth.
    pub fn run_on(&self, component: ComponentIdx) -> impl Iterator<Item = ComponentIdx> + '_ {
        let above = move |(_, beneath): &(usize, &FixedBitSet)| beneath.contains(component.row());
        self.runs_on.iter().enumerate().filter(above).map(|(row, _)| ComponentIdx::new(row))
    }

    /// Everything else that connections lead to from a component, over any number of them.
    pub fn connected(&self, component: ComponentIdx) -> impl Iterator<Item = ComponentIdx> + '_ {
        let group = self.groups[component.row()];
        let others = move |(row, it): &(usize, &usize)| **it == group && *row != component.row();
        self.groups.iter().enumerate().filter(others).map(|(row, _)| ComponentIdx::new(row))
    }

    /// What a component connects to.
    pub fn connects(&self, component: ComponentIdx) -> &FixedBitSet {
        &self.connects[component.row()]
    }

    /// Whether a contract covers a component.
    pub fn covers(&self, contract: ContractIdx, component: ComponentIdx) -> bool {
        self.covers[contract.row()].contains(component.row())
    }

    /// Whether one subject lies in another: everything in the engagement; in a contract what it covers and what is beneath it; in a
    /// vendor what it provides; in an interface its ends.
    pub fn lies_in(&self, tree: &ContractTree, inner: SubjectIdx, outer: SubjectIdx) -> bool {
        match (self.all[outer], self.all[inner]) {
            (Subject::Engagement, inner) => inner != Subject::Engagement,
            (Subject::Contract(k), Subject::Component(c)) => self.covers(k, c),
            (Subject::Contract(k), Subject::Contract(below)) => tree.is_above(k, below),
            (Subject::Vendor(p), Subject::Component(c)) => self.providers[c.row()] == Some(p),
            (Subject::Vendor(p), Subject::Contract(k)) => self.ends[k.row()].1 == p,
            (Subject::Interface(a, b), Subject::Component(c)) => c == a || c == b,
            (Subject::Contract(_) | Subject::Vendor(_) | Subject::Component(_) | Subject::Interface(..), _) => false,
        }
    }

    /// Where `requires` looks from a subject: itself, what it runs on (any depth), what it connects to (one step); between a
    /// contract, its parties, the components it covers and the contracts above and beneath; between the engagement and everything.
    pub fn is_near(&self, tree: &ContractTree, from: SubjectIdx, to: SubjectIdx) -> bool {
        let contract_and = |k: ContractIdx, other| match other {
            Subject::Contract(o) => tree.is_above(k, o) || tree.is_above(o, k),
            Subject::Vendor(p) => self.ends[k.row()].0 == p || self.ends[k.row()].1 == p,
            Subject::Component(c) => self.covers(k, c),
            Subject::Interface(a, b) => self.covers(k, a) || self.covers(k, b),
            Subject::Engagement => true,
        };
        let (from, to) = (self.all[from], self.all[to]);
        if from == to {
            return true;
        }
        match (from, to) {
            (Subject::Engagement, _) | (_, Subject::Engagement) => true,
            (Subject::Contract(k), other) | (other, Subject::Contract(k)) => contract_and(k, other),
            (Subject::Component(a), Subject::Component(b)) => {
                self.runs_on[a.row()].contains(b.row()) || self.connects[a.row()].contains(b.row())
            }
            (Subject::Component(c), Subject::Interface(a, b)) | (Subject::Interface(a, b), Subject::Component(c)) => {
                c == a || c == b
            }
            (Subject::Vendor(p), Subject::Component(c)) | (Subject::Component(c), Subject::Vendor(p)) => {
                self.providers[c.row()] == Some(p)
            }
            (Subject::Vendor(_), Subject::Vendor(_) | Subject::Interface(..))
            | (Subject::Interface(..), Subject::Vendor(_) | Subject::Interface(..)) => false,
        }
    }

    /// The subjects of a kind.
    pub fn of_kind(&self, kind: SubjectKind) -> impl Iterator<Item = SubjectIdx> + '_ {
        self.all.enumerate().filter(move |(_, subject)| subject.kind() == kind).map(|(at, _)| at)
    }
}

/// By component: everything it runs on, at any depth; the model has made sure that nothing runs on itself.
fn run_by(engagement: &Engagement) -> Vec<FixedBitSet> {
    let components = engagement.components.len();
    let mut all = vec![FixedBitSet::with_capacity(components); components];
    let mut seen = vec![false; components];
    for start in engagement.components.indices() {
        // Depth first without recursion: a component is done once everything it runs on is.
        let mut path = if std::mem::replace(&mut seen[start.row()], true) { Vec::new() } else { vec![(start, 0)] };
        while let Some((at, next)) = path.last_mut() {
            let (at, beneath) = (*at, &engagement.components[*at].runs_on);
            if let Some(it) = beneath.get(*next) {
                *next += 1;
                if !std::mem::replace(&mut seen[it.row()], true) {
                    path.push((*it, 0));
                }
                continue;
            }
            path.pop();
            let mut set = std::mem::take(&mut all[at.row()]);
            for it in beneath {
                set.insert(it.row());
                set.union_with(&all[it.row()]);
            }
            all[at.row()] = set;
        }
    }
    all
}

/// By component: the smallest that connections lead to, itself counted.
fn joined(engagement: &Engagement) -> Vec<usize> {
    let components = engagement.components.len();
    let mut groups = vec![components; components];
    for start in 0..components {
        let mut open = if groups[start] == components { vec![start] } else { Vec::new() };
        while let Some(at) = open.pop() {
            if groups[at] == components {
                groups[at] = start;
                open.extend(engagement.components[ComponentIdx::new(at)].connects.iter().map(|it| it.row()));
            }
        }
    }
    groups
}

/// Two joined components whose providers differ (unknown counts as different), or one component under direct contracts of two vendors.
fn interfaces(engagement: &Engagement, tree: &ContractTree) -> Vec<(ComponentIdx, ComponentIdx)> {
    let mut all = Vec::new();
    for (a, component) in engagement.components.enumerate() {
        for &b in component.connects.iter().chain(&component.runs_on) {
            let differ = match (component.provider, engagement.components[b].provider) {
                (Some(one), Some(other)) => one != other,
                _ => true,
            };
            if differ && a != b {
                all.push((a.min(b), a.max(b)));
            }
        }
        let mut vendors: Vec<_> = tree
            .covering(a)
            .iter()
            .filter(|k| engagement.is_direct(**k))
            .map(|k| engagement.contracts[*k].supplier)
            .collect();
        vendors.sort();
        vendors.dedup();
        if vendors.len() > 1 {
            all.push((a, a));
        }
    }
    all.sort();
    all.dedup();
    all
}

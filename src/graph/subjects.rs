//! What obligations are about, one index each, and how they lie to each other.

use fixedbitset::FixedBitSet;

use super::ContractTree;
use crate::model::{ComponentIdx, Engagement, Idx, PartyKind, Subject, SubjectKind, Table};

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
#[derive(Clone, Debug)]
pub struct Subjects {
    /// The subjects.
    pub all: Table<SubjectIdx, Subject>,
    /// By component: everything it runs on, at any depth.
    pub runs_on: Vec<Vec<ComponentIdx>>,
    /// By subject: what lies in it, itself excluded.
    pub contains: Vec<FixedBitSet>,
    /// By subject: where `requires` looks, itself included.
    pub near: Vec<FixedBitSet>,
}

impl Subjects {
    /// Lists the subjects of an engagement.
    pub fn new(engagement: &Engagement, tree: &ContractTree) -> Self {
        let runs_on = engagement.components.indices().map(|it| run_by(engagement, it)).collect();
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
        let mut subjects = Subjects { all, runs_on, contains: Vec::new(), near: Vec::new() };
        subjects.contains = subjects.relate(|outer, inner| subjects.lies_in(engagement, tree, inner, outer));
        subjects.near = subjects.relate(|from, to| subjects.is_near(engagement, tree, from, to));
        subjects
    }

    fn relate(&self, holds: impl Fn(Subject, Subject) -> bool) -> Vec<FixedBitSet> {
        self.all
            .iter()
            .map(|&from| {
                let mut set = FixedBitSet::with_capacity(self.all.len());
                set.extend(self.all.enumerate().filter(|(_, to)| holds(from, **to)).map(|(at, _)| at.row()));
                set
            })
            .collect()
    }

    /// The index of a subject, if the engagement has it.
    pub fn find(&self, subject: Subject) -> Option<SubjectIdx> {
        self.all.position(|it| *it == subject)
    }

    /// Whether one subject lies in another: everything in the engagement; in a contract what it covers and what is beneath it; in a
    /// vendor what it provides; in an interface its ends.
    fn lies_in(&self, engagement: &Engagement, tree: &ContractTree, inner: Subject, outer: Subject) -> bool {
        match (outer, inner) {
            (Subject::Engagement, inner) => inner != Subject::Engagement,
            (Subject::Contract(k), Subject::Component(c)) => engagement.contracts[k].covers.contains(&c),
            (Subject::Contract(k), Subject::Contract(below)) => tree.above[below.row()].contains(&k),
            (Subject::Vendor(p), Subject::Component(c)) => engagement.components[c].provider == Some(p),
            (Subject::Vendor(p), Subject::Contract(k)) => engagement.contracts[k].supplier == p,
            (Subject::Interface(a, b), Subject::Component(c)) => c == a || c == b,
            (Subject::Contract(_) | Subject::Vendor(_) | Subject::Component(_) | Subject::Interface(..), _) => false,
        }
    }

    /// Where `requires` looks from a subject: itself, what it runs on (any depth), what it connects to (one step); between a
    /// contract, its parties, the components it covers and the contracts above and beneath; between the engagement and everything.
    fn is_near(&self, engagement: &Engagement, tree: &ContractTree, from: Subject, to: Subject) -> bool {
        let contract_and = |k, other| {
            let contract = &engagement.contracts[k];
            match other {
                Subject::Contract(o) => tree.above[o.row()].contains(&k) || tree.above[k.row()].contains(&o),
                Subject::Vendor(p) => contract.supplier == p || contract.customer == p,
                Subject::Component(c) => contract.covers.contains(&c),
                Subject::Interface(a, b) => contract.covers.contains(&a) || contract.covers.contains(&b),
                Subject::Engagement => true,
            }
        };
        if from == to {
            return true;
        }
        match (from, to) {
            (Subject::Engagement, _) | (_, Subject::Engagement) => true,
            (Subject::Contract(k), other) | (other, Subject::Contract(k)) => contract_and(k, other),
            (Subject::Component(a), Subject::Component(b)) => {
                self.runs_on[a.row()].contains(&b) || engagement.components[a].connects.contains(&b)
            }
            (Subject::Component(c), Subject::Interface(a, b)) | (Subject::Interface(a, b), Subject::Component(c)) => {
                c == a || c == b
            }
            (Subject::Vendor(p), Subject::Component(c)) | (Subject::Component(c), Subject::Vendor(p)) => {
                engagement.components[c].provider == Some(p)
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

/// Everything a component runs on, nearest first; the model has made sure that nothing runs on itself.
fn run_by(engagement: &Engagement, component: ComponentIdx) -> Vec<ComponentIdx> {
    let mut all: Vec<ComponentIdx> = Vec::new();
    let mut next = engagement.components[component].runs_on.clone();
    while let Some(it) = next.pop() {
        if it != component && !all.contains(&it) {
            all.push(it);
            next.extend(&engagement.components[it].runs_on);
        }
    }
    all.sort();
    all
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

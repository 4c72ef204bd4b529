//! Obligations: duty × subject × phase × mode, and what every statement speaks of.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::{ContractTree, SubjectIdx, Subjects};
use crate::model::{
    ContractIdx, DutyIdx, Engagement, Idx, Level, Mode, On, PartyIdx, Phase, Policy, Statement, StatementIdx, Subject,
    Table, Verb,
};

/// A number that names an obligation of one engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObligationIdx(pub u32);

impl Idx for ObligationIdx {
    fn new(row: usize) -> Self {
        ObligationIdx(row as u32)
    }
    fn row(self) -> usize {
        self.0 as usize
    }
}

/// A duty instantiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// What is to be done.
    pub duty: DutyIdx,
    /// About what.
    pub subject: SubjectIdx,
    /// In which phase, where the control distinguishes them.
    pub phase: Option<Phase>,
    /// In which mode, where the control distinguishes them.
    pub mode: Option<Mode>,
}

/// Everything that might have to be carried in an engagement.
#[derive(Clone, Debug)]
pub struct Obligations {
    /// By duty, then subject, phase, mode.
    pub all: Table<ObligationIdx, Obligation>,
    /// By duty: its first obligation and how many there are.
    rows_of: Vec<(u32, u32)>,
    /// The subjects.
    pub subjects: Subjects,
    /// The contract tree.
    pub tree: ContractTree,
    /// By statement: the obligations it speaks of.
    pub spoken_of: Table<StatementIdx, FixedBitSet>,
    /// By statement: the subjects it speaks of.
    pub subjects_of: Table<StatementIdx, FixedBitSet>,
    /// By statement: those of the same party that override it.
    overriding: Vec<FixedBitSet>,
}

/// Every duty in view, on every subject of its kind, whether or not it will turn out to apply.
pub fn instantiate(policy: &Policy, engagement: &Engagement) -> Obligations {
    let tree = ContractTree::new(engagement);
    let subjects = Subjects::new(engagement, &tree);
    let mut all: Table<ObligationIdx, Obligation> = Table::default();
    let mut rows_of = vec![(0, 0); policy.duties.len()];
    for row in engagement.in_view.ones() {
        let duty = DutyIdx::new(row);
        let first = all.len() as u32;
        let distinguished = &policy.duties[duty];
        if distinguished.level == Level::None {
            continue;
        }
        for subject in subjects.of_kind(distinguished.per) {
            for phase in each(&distinguished.phases) {
                for mode in each(&distinguished.modes) {
                    all.push(Obligation { duty, subject, phase, mode });
                }
            }
        }
        rows_of[row] = (first, all.len() as u32 - first);
    }
    let mut obligations = Obligations {
        all,
        rows_of,
        subjects,
        tree,
        spoken_of: Table::default(),
        subjects_of: Table::default(),
        overriding: Vec::new(),
    };
    for statement in engagement.statements.iter() {
        let on = obligations.subjects_spoken_of(engagement, statement);
        let spoken_of = obligations.cells(statement, &on);
        obligations.subjects_of.push(on);
        obligations.spoken_of.push(spoken_of);
    }
    obligations.overriding = overriding(engagement, &obligations.spoken_of);
    obligations
}

/// By statement that owns, disclaims or accepts: those of the same party whose set of obligations lies strictly inside its own, and
/// for one of a template those of the engagement about the very same set.
///
/// Statements that speak of the same are compared once, however often the same is said, and only with those that speak of the first
/// thing that they speak of, too.
fn overriding(engagement: &Engagement, spoken_of: &Table<StatementIdx, FixedBitSet>) -> Vec<FixedBitSet> {
    let mut said: BTreeMap<PartyIdx, BTreeMap<&FixedBitSet, Vec<StatementIdx>>> = BTreeMap::new();
    for (at, statement) in engagement.statements.enumerate() {
        if let Verb::Owns { party, .. } | Verb::Disclaims { party } | Verb::Accepts { party } = statement.verb {
            said.entry(party).or_default().entry(&spoken_of[at]).or_default().push(at);
        }
    }
    let mut overriding = vec![FixedBitSet::new(); spoken_of.len()];
    for classes in said.values() {
        let classes: Vec<(&FixedBitSet, &Vec<StatementIdx>)> = classes.iter().map(|(set, all)| (*set, all)).collect();
        for ((_, wide), inside) in classes.iter().zip(inside(&classes)) {
            let mut all = FixedBitSet::new();
            for at in inside.into_iter().flat_map(|narrow| classes[narrow].1) {
                all.grow(spoken_of.len());
                all.insert(at.row());
            }
            let (of_templates, own): (Vec<StatementIdx>, Vec<StatementIdx>) =
                wide.iter().partition(|at| engagement.statements[**at].origin.is_some());
            for at in &own {
                overriding[at.row()] = all.clone();
            }
            if of_templates.is_empty() {
                continue;
            }
            all.grow(spoken_of.len());
            all.extend(own.iter().map(|at| at.row()));
            for at in of_templates {
                overriding[at.row()] = all.clone();
            }
        }
    }
    overriding
}

/// By set: those that lie strictly inside it. What speaks of nothing overrides nothing.
fn inside<T>(classes: &[(&FixedBitSet, T)]) -> Vec<Vec<usize>> {
    let sizes: Vec<usize> = classes.iter().map(|(set, _)| set.count_ones(..)).collect();
    let firsts: BTreeSet<usize> = classes.iter().filter_map(|(set, _)| set.minimum()).collect();
    let mut holding: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, (set, _)) in classes.iter().enumerate() {
        for row in set.ones().filter(|row| firsts.contains(row)) {
            holding.entry(row).or_default().push(number);
        }
    }
    let mut inside = vec![Vec::new(); classes.len()];
    for (inner, (set, _)) in classes.iter().enumerate() {
        let Some(outers) = set.minimum().and_then(|first| holding.get(&first)) else { continue };
        for outer in outers.iter().filter(|outer| sizes[inner] < sizes[**outer]) {
            if set.is_subset(classes[*outer].0) {
                inside[*outer].push(inner);
            }
        }
    }
    inside
}

/// Each of some words, or one `None` where nothing is distinguished.
fn each<T: Copy>(words: &[T]) -> Vec<Option<T>> {
    if words.is_empty() { vec![None] } else { words.iter().copied().map(Some).collect() }
}

impl Obligations {
    /// The obligations of a duty.
    pub fn of_duty(&self, duty: DutyIdx) -> impl Iterator<Item = ObligationIdx> + use<> {
        let (first, count) = self.rows_of[duty.row()];
        (first..first + count).map(ObligationIdx)
    }

    /// The obligations of a duty that stand for the same phase and mode as another obligation, wherever either distinguishes none.
    pub fn alike(&self, duty: DutyIdx, other: Obligation) -> impl Iterator<Item = ObligationIdx> + '_ {
        fn fits<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            a.is_none() || b.is_none() || a == b
        }
        self.of_duty(duty).filter(move |it| {
            let it = self.all[*it];
            fits(it.phase, other.phase) && fits(it.mode, other.mode)
        })
    }

    /// The statements of the same party that override one: all they speak of is only a part of what it speaks of, or, where a
    /// template says it, the engagement speaks of the same.
    pub fn overriding(&self, wide: StatementIdx) -> &FixedBitSet {
        &self.overriding[wide.row()]
    }

    /// Whether one subject lies in another.
    pub fn lies_in(&self, inner: SubjectIdx, outer: SubjectIdx) -> bool {
        self.subjects.lies_in(&self.tree, inner, outer)
    }

    /// Whether `requires` looks from one subject to another.
    pub fn is_near(&self, from: SubjectIdx, to: SubjectIdx) -> bool {
        self.subjects.is_near(&self.tree, from, to)
    }

    /// The subject of an obligation.
    pub fn subject(&self, obligation: ObligationIdx) -> Subject {
        self.subjects.all[self.all[obligation].subject]
    }

    fn cells(&self, statement: &Statement, on: &FixedBitSet) -> FixedBitSet {
        let mut cells = FixedBitSet::with_capacity(self.all.len());
        for duty in statement.duties.ones() {
            for at in self.of_duty(DutyIdx::new(duty)) {
                let it = self.all[at];
                let in_phase =
                    statement.phases.is_empty() || it.phase.is_none_or(|phase| statement.phases.contains(&phase));
                let in_mode = statement.modes.is_empty() || it.mode.is_none_or(|mode| statement.modes.contains(&mode));
                if on.contains(it.subject.row()) && in_phase && in_mode {
                    cells.insert(at.row());
                }
            }
        }
        cells
    }

    /// The subjects after `on`; without it those of the statement's own contracts, and without a contract all that its party can
    /// ever reach.
    fn subjects_spoken_of(&self, engagement: &Engagement, statement: &Statement) -> FixedBitSet {
        let mut set = FixedBitSet::with_capacity(self.subjects.all.len());
        let mut add = |subject: Subject| {
            if let Some(at) = self.subjects.find(subject) {
                set.insert(at.row());
            }
        };
        match &statement.on {
            On::These(subjects) => subjects.iter().copied().for_each(&mut add),
            On::Own => {
                let contracts = own_contracts(engagement, statement);
                if contracts.is_empty() {
                    match statement.verb.party() {
                        Some(party) => {
                            self.ever_reached(engagement, party).for_each(&mut add);
                        }
                        None => self.subjects.all.iter().copied().for_each(&mut add),
                    }
                } else {
                    for contract in contracts {
                        self.own_subjects(engagement, contract).into_iter().for_each(&mut add);
                    }
                    if let Some(party) = statement.verb.party() {
                        add(Subject::Vendor(party));
                    }
                }
            }
        }
        set
    }

    /// A contract, the subcontracts beneath it, what they cover, and the interfaces of what they cover.
    fn own_subjects(&self, engagement: &Engagement, contract: ContractIdx) -> Vec<Subject> {
        let mut contracts = vec![contract];
        contracts.extend(self.tree.beneath(contract));
        let covered: BTreeSet<_> =
            contracts.iter().flat_map(|k| engagement.contracts[*k].covers.iter().copied()).collect();
        let touched = self.subjects.all.iter().copied().filter(|subject| match subject {
            Subject::Component(c) => covered.contains(c),
            Subject::Interface(a, b) => covered.contains(a) || covered.contains(b),
            Subject::Engagement | Subject::Contract(_) | Subject::Vendor(_) => false,
        });
        let touched: Vec<_> = touched.collect();
        contracts.into_iter().map(Subject::Contract).chain(touched).collect()
    }

    fn ever_reached<'a>(&'a self, engagement: &'a Engagement, party: PartyIdx) -> impl Iterator<Item = Subject> + 'a {
        let reached = crate::graph::reach::reach(engagement, self, party, |_| true, |_| true);
        self.subjects.all.enumerate().filter(move |(at, _)| reached.contains(at.row())).map(|(_, subject)| *subject)
    }
}

/// The contracts a statement rests on; of a delegation without one, that under which it hands on; of a document, itself or that to
/// which it belongs.
fn own_contracts(engagement: &Engagement, statement: &Statement) -> Vec<ContractIdx> {
    let by: Vec<_> = statement.by.iter().filter_map(|basis| basis.contract).collect();
    match &statement.verb {
        Verb::States { paper, .. } => engagement.contract_of(*paper).into_iter().collect(),
        Verb::Delegates { via: Some(via), .. } if by.is_empty() => vec![*via],
        _ => by,
    }
}

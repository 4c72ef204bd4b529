//! Obligations: duty × subject × phase × mode, and what every statement speaks of.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;

use super::about::About;
use super::{ContractTree, SubjectIdx, Subjects};
use crate::model::{
    ComponentIdx, ContractIdx, DutyIdx, Engagement, Idx, Level, Mode, On, PartyIdx, Phase, Policy, Statement,
    StatementIdx, Subject, SubjectKind, Table, Verb,
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
    /// The same by obligation.
    about: About,
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
        let (phases, modes) = (each(&distinguished.phases), each(&distinguished.modes));
        for subject in subjects.of_kind(distinguished.per) {
            for phase in phases.iter().copied() {
                for mode in modes.iter().copied() {
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
        about: About::default(),
        subjects_of: Table::default(),
        overriding: Vec::new(),
    };
    let without_on = WithoutOn::new(engagement, &obligations);
    let subjects_of = engagement.statements.iter().map(|it| without_on.subjects_spoken_of(it)).collect();
    obligations.subjects_of = subjects_of;
    let pairs = engagement.statements.iter().zip(obligations.subjects_of.iter());
    obligations.spoken_of = pairs.map(|(statement, on)| obligations.cells(statement, on)).collect();
    obligations.about = About::new(obligations.all.len(), &obligations.spoken_of);
    obligations.overriding = overriding(engagement, &obligations.spoken_of);
    obligations
}

/// By statement that owns, disclaims or accepts: those of the same party whose set of obligations lies strictly inside its own, and
/// for one of a template those of the engagement about the very same set.
///
/// Statements that speak of the same are compared once, however often the same is said, and only with those that speak of the first
/// thing that they speak of, too.
fn overriding(engagement: &Engagement, spoken_of: &Table<StatementIdx, FixedBitSet>) -> Vec<FixedBitSet> {
    let said = engagement.statements.enumerate().filter_map(|(at, statement)| match statement.verb {
        Verb::Owns { party, .. } | Verb::Disclaims { party } | Verb::Accepts { party } => {
            let set = &spoken_of[at];
            Some(Said { party, first: set.minimum(), size: set.count_ones(..), set, at })
        }
        _ => None,
    });
    let mut said: Vec<Said> = said.collect();
    said.sort_unstable();
    let mut overriding = vec![FixedBitSet::new(); spoken_of.len()];
    for of_one in said.chunk_by(|a, b| a.party == b.party) {
        let classes: Vec<&[Said]> = of_one.chunk_by(|a, b| a.set == b.set).collect();
        let firsts: FixedBitSet = of_one.iter().filter_map(|it| it.first).collect();
        for alike in &classes {
            let is_own = |it: &Said| engagement.statements[it.at].origin.is_none();
            let mut narrower = inside(&classes, &firsts, alike);
            for it in alike.iter().filter(|it| is_own(it)) {
                overriding[it.at.row()].extend(narrower.iter().map(|at| at.row()));
            }
            narrower.extend(alike.iter().filter(|it| is_own(it)).map(|it| it.at));
            for it in alike.iter().filter(|it| !is_own(it)) {
                overriding[it.at.row()].extend(narrower.iter().map(|at| at.row()));
            }
        }
    }
    overriding
}

/// A statement that may override, in the order in which those that speak of the same stand together.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Said<'a> {
    party: PartyIdx,
    /// The first obligation that it speaks of, and how many there are.
    first: Option<usize>,
    size: usize,
    set: &'a FixedBitSet,
    at: StatementIdx,
}

/// The statements that speak of a part only of what some speak of that are all alike. What speaks of nothing overrides nothing.
fn inside(classes: &[&[Said]], firsts: &FixedBitSet, wide: &[Said]) -> Vec<StatementIdx> {
    let mut narrower = Vec::new();
    let Some(wide) = wide.first() else { return narrower };
    for row in wide.set.intersection(firsts).map(Some) {
        let from = classes.partition_point(|it| it[0].first < row);
        let here = classes[from..].iter().take_while(|it| it[0].first == row && it[0].size < wide.size);
        let lies_inside = |it: &&&[Said]| it[0].set.is_subset(wide.set);
        narrower.extend(here.filter(lies_inside).flat_map(|it| it.iter().map(|it| it.at)));
    }
    narrower
}

/// To look one up takes as long as to go through so many.
const FEW: usize = 16;

/// Whether two stand for the same phase and mode, wherever either distinguishes none.
fn is_alike(one: Obligation, other: Obligation) -> bool {
    fn fits<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
        a.is_none() || b.is_none() || a == b
    }
    fits(one.phase, other.phase) && fits(one.mode, other.mode)
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

    /// The obligations of a duty on one subject.
    pub fn on(&self, duty: DutyIdx, subject: SubjectIdx) -> impl Iterator<Item = ObligationIdx> + use<> {
        let (first, count) = self.rows_of[duty.row()];
        let of_duty = first..first + count;
        // They stand by subject.
        let until = |fits: &dyn Fn(SubjectIdx) -> bool| {
            let (mut from, mut to) = (of_duty.start, of_duty.end);
            while from < to {
                let middle = from + (to - from) / 2;
                match fits(self.all[ObligationIdx(middle)].subject) {
                    true => from = middle + 1,
                    false => to = middle,
                }
            }
            from
        };
        (until(&|it| it < subject)..until(&|it| it <= subject)).map(ObligationIdx)
    }

    /// The obligations of a duty that stand for the same phase and mode as another obligation, wherever either distinguishes none.
    pub fn alike(&self, duty: DutyIdx, other: Obligation) -> impl Iterator<Item = ObligationIdx> + '_ {
        self.of_duty(duty).filter(move |it| is_alike(self.all[*it], other))
    }

    /// The same on the very subject of the other.
    pub fn alike_here(&self, duty: DutyIdx, other: Obligation) -> impl Iterator<Item = ObligationIdx> + '_ {
        self.on(duty, other.subject).filter(move |it| is_alike(self.all[*it], other))
    }

    /// The same where `requires` looks from the subject of the other.
    pub fn alike_near(&self, duty: DutyIdx, other: Obligation) -> Vec<ObligationIdx> {
        let Subject::Component(here) = self.subjects.all[other.subject] else {
            return self.alike(duty, other).filter(|it| self.is_near(other.subject, self.all[*it].subject)).collect();
        };
        let first = self.of_duty(duty).next().map(|it| self.subject(it).kind());
        if first != Some(SubjectKind::Component) {
            return self.alike(duty, other).filter(|it| self.is_near(other.subject, self.all[*it].subject)).collect();
        }
        let beneath = self.subjects.runs_on(here).chain(self.subjects.connects(here).ones().map(ComponentIdx::new));
        let near: BTreeSet<SubjectIdx> =
            beneath.chain([here]).filter_map(|it| self.subjects.find(Subject::Component(it))).collect();
        let all = near.into_iter().flat_map(|there| self.on(duty, there));
        all.filter(|it| is_alike(self.all[*it], other)).collect()
    }

    /// The statements that speak of an obligation, in table order, at whatever time they hold.
    pub fn about(&self, obligation: ObligationIdx) -> &[StatementIdx] {
        self.about.of(obligation)
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
        let mut look = |at: ObligationIdx| {
            let it = self.all[at];
            let in_phase =
                statement.phases.is_empty() || it.phase.is_none_or(|phase| statement.phases.contains(&phase));
            let in_mode = statement.modes.is_empty() || it.mode.is_none_or(|mode| statement.modes.contains(&mode));
            if on.contains(it.subject.row()) && in_phase && in_mode {
                cells.insert(at.row());
            }
        };
        let subjects = on.count_ones(..);
        for duty in statement.duties.ones().map(DutyIdx::new) {
            // A few subjects of many are looked up; else all are gone through.
            match self.rows_of[duty.row()].1 as usize > subjects * FEW {
                true => on.ones().flat_map(|it| self.on(duty, SubjectIdx::new(it))).for_each(&mut look),
                false => self.of_duty(duty).for_each(&mut look),
            }
        }
        cells
    }
}

/// What statements without `on` speak of, found once for each contract and each party.
struct WithoutOn<'a> {
    engagement: &'a Engagement,
    obligations: &'a Obligations,
    /// By contract: itself, the subcontracts beneath it, what they cover, and the interfaces of what they cover.
    own: Vec<OnceCell<FixedBitSet>>,
    /// By party: all that it can ever reach.
    ever_reached: Vec<OnceCell<FixedBitSet>>,
}

impl<'a> WithoutOn<'a> {
    fn new(engagement: &'a Engagement, obligations: &'a Obligations) -> Self {
        let own = vec![OnceCell::new(); engagement.contracts.len()];
        WithoutOn { engagement, obligations, own, ever_reached: vec![OnceCell::new(); engagement.parties.len()] }
    }

    /// The subjects after `on`; without it those of the statement's own contracts, and without a contract all that its party can
    /// ever reach.
    fn subjects_spoken_of(&self, statement: &Statement) -> FixedBitSet {
        let subjects = &self.obligations.subjects;
        let mut set = FixedBitSet::with_capacity(subjects.all.len());
        let find = |subject: Subject| subjects.find(subject).map(Idx::row);
        match &statement.on {
            On::These(these) => set.extend(these.iter().filter_map(|it| find(*it))),
            On::Own => {
                let contracts = own_contracts(self.engagement, statement);
                let party = statement.verb.party();
                for contract in &contracts {
                    set.union_with(self.own[contract.row()].get_or_init(|| self.own_subjects(*contract)));
                }
                match party {
                    Some(party) if contracts.is_empty() => {
                        set.union_with(self.ever_reached[party.row()].get_or_init(|| self.ever_reached(party)));
                    }
                    Some(party) => set.extend(find(Subject::Vendor(party))),
                    None if contracts.is_empty() => set.insert_range(..),
                    None => {}
                }
            }
        }
        set
    }

    fn own_subjects(&self, contract: ContractIdx) -> FixedBitSet {
        let beneath = self.obligations.tree.beneath(contract).into_iter();
        let contracts: BTreeSet<ContractIdx> = beneath.chain([contract]).collect();
        let covers = |k: &ContractIdx| self.engagement.contracts[*k].covers.iter().copied();
        let covered: BTreeSet<ComponentIdx> = contracts.iter().flat_map(covers).collect();
        let is_own = |(_, subject): &(SubjectIdx, &Subject)| match subject {
            Subject::Contract(k) => contracts.contains(k),
            Subject::Component(c) => covered.contains(c),
            Subject::Interface(a, b) => covered.contains(a) || covered.contains(b),
            Subject::Engagement | Subject::Vendor(_) => false,
        };
        self.obligations.subjects.all.enumerate().filter(is_own).map(|(at, _)| at.row()).collect()
    }

    fn ever_reached(&self, party: PartyIdx) -> FixedBitSet {
        crate::graph::reach::reach(self.engagement, self.obligations, party, |_| true, |_| true)
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

//! Remedies tried on a copy of the engagement: kept if the finding is gone and nothing new is there.
//!
//! A trial judges the whole engagement once. Where that takes long, remedies that bear on different subjects are tried together:
//! whatever is gone or new is told apart by what it is about. What cannot be told apart is tried again with half as many, in the end
//! one by one.

use std::collections::{BTreeMap, BTreeSet};

use super::about::{About, Atoms, atoms};
use crate::answers::checked::Checked;
use crate::answers::test::with_changes;
use crate::answers::variant::{Settled, contradictions, settled};
use crate::diagnostic::{Severity, Text};
use crate::evaluate::{Evaluation, evaluate};
use crate::findings::remedy::{Amendment, Change, Remedy, remedies, written};
use crate::findings::{Finding, Names};
use crate::model::{ContractIdx, Date, Stretch, Subject};
use crate::source::{Source, SourceId, Span};
use crate::syntax::{self, ast};

/// A finding of a changed engagement: its weight, its name, and what it is about.
pub(super) type Told = (Severity, String, Text);

/// What must go: what it is about, on which days.
#[derive(Debug)]
pub(super) struct Target {
    /// Its number among the findings.
    pub(super) number: usize,
    atoms: Atoms,
    days: Stretch,
}

/// A remedy to be tried, and what must go with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial<'a> {
    pub(super) remedy: &'a Remedy,
    pub(super) target: &'a Target,
}

/// What comes of a trial.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The findings that are gone, as indices.
    pub(super) gone: BTreeSet<usize>,
    /// What is left of the finding.
    pub(super) left: Option<Told>,
    /// What was not there before.
    pub(super) new: Vec<Told>,
    /// What might remedy what is left of the finding.
    pub(super) next: Vec<Remedy>,
}

/// An engagement on copies of which remedies are tried.
pub(super) struct Bench<'a> {
    checked: &'a Checked<'a>,
    parts: &'a [ast::Engagement],
    about: About,
    contradictions: usize,
}

impl<'a> Bench<'a> {
    pub(super) fn new(checked: &'a Checked<'a>, parts: &'a [ast::Engagement]) -> Self {
        let context = &checked.evaluation.context;
        let contradictions = contradictions(context.policy, context.engagement, context.obligations);
        Bench { checked, parts, about: About::new(checked), contradictions }
    }

    /// Some findings as what must go, each with what might remedy it, seen from its first day.
    pub(super) fn targets(&self, of: &[usize]) -> Vec<(Target, Vec<Remedy>)> {
        let mut seen = Days::default();
        let target = |number: &usize| {
            let finding = &self.checked.findings[*number];
            let target = Target { number: *number, atoms: atoms(self.checked, finding), days: finding.days };
            (target, seen.proposed(&self.checked.evaluation, finding))
        };
        of.iter().map(target).collect()
    }

    /// How many findings of some are left, and how many are new, after some changes; `None` if they cannot be made.
    pub(super) fn left(&self, of: &BTreeSet<usize>, amendments: &[Amendment]) -> Option<usize> {
        let target = Target { number: usize::MAX, atoms: Atoms::new(), days: self.checked.days() };
        let remedy = Remedy { amendments: amendments.to_vec() };
        let [outcome] = <[Outcome; 1]>::try_from(self.judged(&[Trial { remedy: &remedy, target: &target }])?).ok()?;
        Some(of.difference(&outcome.gone).count() + outcome.new.len())
    }

    /// The trials in groups that can be made at once: no two of a group bear on the same subject.
    pub(super) fn grouped(&self, trials: &[Trial], alone: bool) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut taken: BTreeMap<Subject, usize> = BTreeMap::new();
        for (at, trial) in trials.iter().enumerate() {
            let bears_on = self.bears_on(trial);
            let first = bears_on.iter().filter_map(|it| taken.get(it)).max().copied().unwrap_or_default();
            let group = if alone { groups.len() } else { first };
            taken.extend(bears_on.into_iter().map(|it| (it, group + 1)));
            match groups.get_mut(group) {
                Some(group) => group.push(at),
                None => groups.push(vec![at]),
            }
        }
        groups
    }

    /// What comes of each of some trials that are made at once; `None` of one that cannot be made.
    pub(super) fn tried(&self, trials: &[Trial]) -> Vec<Option<Outcome>> {
        match self.judged(trials) {
            Some(outcomes) => outcomes.into_iter().map(Some).collect(),
            None if trials.len() <= 1 => trials.iter().map(|_| None).collect(),
            None => {
                let (one, other) = trials.split_at(trials.len() / 2);
                let (mut all, more) = rayon::join(|| self.tried(one), || self.tried(other));
                all.extend(more);
                all
            }
        }
    }

    /// The outcomes; `None` if the changes cannot be made, or if it cannot be told what comes of which.
    fn judged(&self, trials: &[Trial]) -> Option<Vec<Outcome>> {
        let context = &self.checked.evaluation.context;
        let whole = applied(self.checked, self.parts, &together(trials.iter().map(|it| it.remedy)))?;
        let Settled { engagement, obligations, contradictions } = settled(context.policy, &whole).ok()?;
        if contradictions > self.contradictions {
            return None;
        }
        let evaluation = evaluate(context.policy, context.graph, &engagement, &obligations, context.day);
        let after = Checked::new(evaluation, self.checked.last);
        self.told_apart(trials, &after)
    }

    fn told_apart(&self, trials: &[Trial], after: &Checked) -> Option<Vec<Outcome>> {
        let owners = Owners::new(self, trials);
        let mut outcomes: Vec<Outcome> = trials.iter().map(|_| Outcome::default()).collect();
        let mut seen = Days::default();
        for finding in &after.findings {
            let about = atoms(after, finding);
            let was = |atom: &&super::about::Atom| self.about.has(atom, &finding.name, finding.days);
            let fresh: Vec<_> = about.iter().filter(|atom| !was(atom)).collect();
            let told = || {
                let head = finding.group.head(&Names(&after.evaluation.context));
                (finding.severity, finding.name.to_string(), head)
            };
            let owner = owners.of_subject(finding.group.subject);
            // What is left of a finding is about the subject of its own.
            let is_left = |at: &usize| {
                let target = trials[*at].target;
                finding.days.meets(target.days) && !about.is_disjoint(&target.atoms)
            };
            if let Some(at) = owner.filter(is_left)
                && outcomes[at].left.is_none()
            {
                outcomes[at].left = Some(told());
                outcomes[at].next = seen.proposed(&after.evaluation, finding);
            }
            // Another gap that changes its name is another finding, and so is the same on other days.
            if !fresh.is_empty() {
                let at = owner?;
                let target = trials[at].target;
                let is_rest = finding.days.meets(target.days) && fresh.iter().all(|it| target.atoms.contains(*it));
                if !is_rest {
                    outcomes[at].new.push(told());
                }
            }
        }
        for number in About::new(after).lacks(self.checked) {
            outcomes[owners.of_finding(number)?].gone.insert(number);
        }
        Some(outcomes)
    }

    /// The subjects that a remedy changes something about.
    fn bears_on(&self, Trial { remedy, target }: &Trial) -> BTreeSet<Subject> {
        let engagement = self.checked.evaluation.context.engagement;
        let covers = |at: ContractIdx| engagement.contracts[at].covers.iter().map(|it| Subject::Component(*it));
        let mut all = BTreeSet::new();
        all.extend(self.checked.findings.get(target.number).map(|it| it.group.subject));
        for it in &remedy.amendments {
            all.extend(it.contracts().iter().map(|it| Subject::Contract(*it)));
            match it.change {
                Change::Cover(_, component) => all.extend([Subject::Component(component)]),
                Change::Term(at, ..) => all.extend(covers(at)),
                Change::Disclosed(at, _) | Change::Consented(at, _) => {
                    all.extend(covers(at).chain([Subject::Contract(at)]));
                }
                Change::Renew(at, ..) => all.extend(engagement.evidence[at].contract.map(Subject::Contract)),
                Change::Add(..) | Change::Promise(..) | Change::OwnShare(..) | Change::Withdraw(..) => {}
            }
        }
        all
    }
}

/// Whose doing it is what is gone or new, of trials made at once.
struct Owners<'a> {
    checked: &'a Checked<'a>,
    only: bool,
    by_subject: BTreeMap<Subject, usize>,
    by_target: BTreeMap<usize, usize>,
}

impl<'a> Owners<'a> {
    fn new(bench: &Bench<'a>, trials: &[Trial]) -> Self {
        let subjects = trials.iter().enumerate();
        Owners {
            checked: bench.checked,
            only: trials.len() == 1,
            by_subject: subjects.flat_map(|(at, it)| bench.bears_on(it).into_iter().map(move |on| (on, at))).collect(),
            by_target: trials.iter().enumerate().map(|(at, it)| (it.target.number, at)).collect(),
        }
    }

    fn of_subject(&self, subject: Subject) -> Option<usize> {
        if self.only { Some(0) } else { self.by_subject.get(&subject).copied() }
    }

    /// A finding goes by its own remedy, else with the one cause that goes, else by the remedy that bears on its subject.
    fn of_finding(&self, number: usize) -> Option<usize> {
        if self.only {
            return Some(0);
        }
        let finding = &self.checked.findings[number];
        let causes: BTreeSet<usize> = finding.because.iter().filter_map(|it| self.by_target.get(it)).copied().collect();
        let cause = || if causes.len() == 1 { causes.first().copied() } else { None };
        let own = self.by_target.get(&number).copied();
        own.or_else(|| if causes.is_empty() { self.of_subject(finding.group.subject) } else { cause() })
    }
}

/// How an engagement stands on other days than that of its evaluation; each is looked at once.
#[derive(Default)]
struct Days<'a>(BTreeMap<Date, Evaluation<'a>>);

impl<'a> Days<'a> {
    /// What might remedy a finding, seen from its first day.
    fn proposed(&mut self, evaluation: &Evaluation<'a>, finding: &Finding) -> Vec<Remedy> {
        let day = finding.days.from;
        match day == evaluation.context.day {
            true => remedies(evaluation, finding),
            false => remedies(self.0.entry(day).or_insert_with(|| evaluation.on(day)), finding),
        }
    }
}

/// The changes of several remedies, each once.
pub fn together<'a>(remedies: impl IntoIterator<Item = &'a Remedy>) -> Vec<Amendment> {
    let mut all: Vec<Amendment> = Vec::new();
    for it in remedies.into_iter().flat_map(|it| &it.amendments) {
        if !all.contains(it) {
            all.push(it.clone());
        }
    }
    all
}

/// The source of what remedies add: it is in no list of texts, and nothing in it is ever shown.
const SCRATCH: SourceId = SourceId(u32::MAX);

/// Whether a remedy withdraws nothing that an earlier step of the same one has added.
pub(super) fn takes_nothing_back(remedy: &Remedy) -> bool {
    !remedy.amendments.iter().any(|it| matches!(it.change, Change::Withdraw(span, _) if span.source == SCRATCH))
}

/// The engagement with some changes, made through the language itself: what cannot be read is no remedy.
pub fn applied(checked: &Checked, parts: &[ast::Engagement], amendments: &[Amendment]) -> Option<ast::Engagement> {
    let lines = written(&checked.evaluation.context, amendments).into_iter().map(|(_, line)| line.tried() + "\n");
    let text = format!("test \"+\" {{ with \"+\" {{\n{}}} }}", lines.collect::<String>());
    let source = Source::new("+", text);
    let parsed = syntax::parse(SCRATCH, &source);
    let changes =
        parsed.file.tests.into_iter().next().map(|test| test.changes).filter(|_| parsed.problems.is_empty())?;
    let (mut whole, problems) = with_changes(parts, &changes);
    if !problems.is_empty() {
        return None;
    }
    for it in amendments {
        if let Change::Withdraw(span, _) = it.change {
            withdraw(&mut whole, span)?;
        }
    }
    Some(whole)
}

/// Takes a statement out; `None` if it is not there. Of two of the same words in one place there is only one.
fn withdraw(whole: &mut ast::Engagement, span: Span) -> Option<()> {
    let before = whole.statements.len();
    whole.statements.retain(|it| it.span != span);
    (whole.statements.len() < before).then_some(())
}

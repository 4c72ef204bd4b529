//! Remedies tried on a copy of the engagement: kept if the finding is gone and nothing new is there.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::answers::checked::Checked;
use crate::answers::test::with_changes;
use crate::answers::variant::{contradictions, settled};
use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, evaluate};
use crate::findings::remedy::{Amendment, Change, Line, Remedy, remedies, written};
use crate::findings::{Finding, LADDER, Names};
use crate::model::{MetricIdx, Mode, Phase, RuleIdx, Stretch, Subject};
use crate::source::{Source, SourceId, Span};
use crate::syntax::{self, ast};

/// A remedy that was tried.
#[derive(Clone, Debug)]
pub struct Way {
    /// The changes.
    pub remedy: Remedy,
    /// The findings that are gone with it, as indices.
    pub gone: BTreeSet<usize>,
}

/// A remedy that does not hold, and a finding that it leaves or raises.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The changes.
    pub remedy: Remedy,
    /// The finding: its weight, its name, and what it is about.
    pub finding: (&'static str, String, Text),
    /// It was not there before.
    pub new: bool,
}

/// What was tried of a finding: what holds, in the order in which it was proposed; or why the first that was tried does not.
pub type Tried = (Vec<Way>, Option<Refused>);

/// A remedy that leaves its finding with another defect (accepted, but not covered) is completed this often.
const MAX_STEPS: usize = 3;

/// How many remedies of what is left are tried at each step.
const MAX_NEXT: usize = 2;

/// What a finding is about, one atom for each of its duties: what is told of an obligation by the ladder is one thing, whatever its
/// kind, so that a gap that changes its name is neither gone nor new.
pub type Atoms = BTreeSet<Atom>;

/// Kind (of what is about no obligation alone), rule and metric; duty, subject, phase, mode.
pub type Atom = ((&'static str, Option<RuleIdx>, Option<MetricIdx>), Option<u32>, Subject, Option<Phase>, Option<Mode>);

/// What a finding is about.
pub fn atoms(checked: &Checked, finding: &Finding) -> Atoms {
    let obligations = &checked.evaluation.context.obligations;
    let group = &finding.group;
    let of_ladder = |name: &str| name == "undetermined" || LADDER.iter().any(|kind| kind.code.name == name);
    let rule = group.defect.rule;
    if rule.is_none() && of_ladder(finding.code.name) && !group.obligations.is_empty() {
        let beside = (if group.defect.beside { finding.code.name } else { "" }, None, None);
        return group
            .obligations
            .iter()
            .map(|at| {
                let it = obligations.all[*at];
                (beside, Some(it.duty.0), group.subject, it.phase, it.mode)
            })
            .collect();
    }
    let name = (finding.code.name, rule, group.defect.level.as_ref().map(|it| it.metric));
    match group.duties.is_empty() {
        true => [(name, None, group.subject, None, None)].into(),
        false => group.duties.iter().map(|duty| (name, Some(duty.0), group.subject, None, None)).collect(),
    }
}

/// All that findings are about, each with their days and names.
#[derive(Debug, Default)]
pub struct About(BTreeMap<Atom, Vec<(Stretch, String)>>);

impl About {
    /// What the findings of an engagement are about.
    pub fn new(checked: &Checked) -> Self {
        let mut all: BTreeMap<Atom, Vec<(Stretch, String)>> = BTreeMap::new();
        for finding in &checked.findings {
            for atom in atoms(checked, finding) {
                all.entry(atom).or_default().push((finding.days, finding.name.to_string()));
            }
        }
        About(all)
    }

    /// Whether it has any of some atoms on any of some days.
    pub fn has_any(&self, atoms: &Atoms, days: Stretch) -> bool {
        atoms.iter().any(|atom| self.0.get(atom).is_some_and(|all| all.iter().any(|it| it.0.meets(days))))
    }

    /// Whether a finding of some name is about an atom on any of some days.
    fn has(&self, atom: &Atom, name: &str, days: Stretch) -> bool {
        self.0.get(atom).is_some_and(|all| all.iter().any(|it| it.0.meets(days) && it.1 == name))
    }

    /// The findings of an engagement of which it has nothing.
    pub fn lacks(&self, checked: &Checked) -> BTreeSet<usize> {
        let findings = checked.findings.iter().enumerate();
        let lacks = findings.filter(|(_, it)| !self.has_any(&atoms(checked, it), it.days));
        lacks.map(|(number, _)| number).collect()
    }
}

/// By finding: what was tried of it.
pub fn ways(checked: &Checked, parts: &[ast::Engagement], of: &[usize]) -> Vec<Tried> {
    let before = Before::new(checked);
    of.par_iter()
        .map(|number| {
            let finding = &checked.findings[*number];
            let target = (atoms(checked, finding), finding.days);
            let trial = Trial { checked, parts, before: &before, target: &target };
            let (mut ways, mut refused) = (Vec::new(), None);
            for remedy in proposed(&checked.evaluation, finding) {
                match trial.completed(remedy, MAX_STEPS) {
                    Ok(way) => ways.push(way),
                    Err(why) => refused = refused.or(why),
                }
            }
            (ways, refused)
        })
        .collect()
}

/// What might remedy a finding, seen from its first day.
fn proposed(evaluation: &Evaluation, finding: &Finding) -> Vec<Remedy> {
    match finding.days.from == evaluation.context.day {
        true => remedies(evaluation, finding),
        false => remedies(&evaluation.on(finding.days.from), finding),
    }
}

/// How many findings of some are left, and how many are new, after some changes; `None` if they cannot be made.
pub fn left(
    checked: &Checked,
    parts: &[ast::Engagement],
    of: &BTreeSet<usize>,
    amendments: &[Amendment],
) -> Option<usize> {
    let before = Before::new(checked);
    let target = (Atoms::new(), checked.days());
    let trial = Trial { checked, parts, before: &before, target: &target };
    let outcome = trial.outcome(&Remedy { amendments: amendments.to_vec() })?;
    Some(of.difference(&outcome.gone).count() + outcome.new.len())
}

/// How it stands without any change.
struct Before {
    about: About,
    contradictions: usize,
}

impl Before {
    fn new(checked: &Checked) -> Self {
        let context = &checked.evaluation.context;
        let contradictions = contradictions(context.policy, context.engagement, context.obligations);
        Before { about: About::new(checked), contradictions }
    }
}

struct Trial<'a> {
    checked: &'a Checked<'a>,
    parts: &'a [ast::Engagement],
    before: &'a Before,
    /// What must go, and on which days.
    target: &'a (Atoms, Stretch),
}

/// What comes of some changes.
struct Outcome {
    /// The findings that are gone, as indices.
    gone: BTreeSet<usize>,
    /// What is left of the finding.
    left: Option<Told>,
    /// What was not there before.
    new: Vec<Told>,
    /// What might remedy what is left of the finding.
    next: Vec<Remedy>,
}

/// A finding of the changed engagement: its weight, its name, and what it is about.
type Told = (&'static str, String, Text);

impl Trial<'_> {
    /// The remedy, completed where it leaves something of the finding; else why it does not hold, if it can be made at all.
    fn completed(&self, remedy: Remedy, steps: usize) -> Result<Way, Option<Refused>> {
        let outcome = self.outcome(&remedy).ok_or(None)?;
        let refused = |finding: Told, new| Some(Refused { remedy: remedy.clone(), finding, new });
        if let Some(finding) = outcome.new.into_iter().next() {
            return Err(refused(finding, true));
        }
        let Some(left) = outcome.left else { return Ok(Way { remedy, gone: outcome.gone }) };
        if steps > 0 {
            for more in outcome.next.into_iter().filter(takes_nothing_back).take(MAX_NEXT) {
                let mut longer = remedy.clone();
                for it in more.amendments {
                    if !longer.amendments.contains(&it) {
                        longer.amendments.push(it);
                    }
                }
                if longer != remedy
                    && let Ok(way) = self.completed(longer, steps - 1)
                {
                    return Ok(way);
                }
            }
        }
        Err(refused(left, false))
    }

    fn outcome(&self, remedy: &Remedy) -> Option<Outcome> {
        let context = &self.checked.evaluation.context;
        let whole = applied(self.checked, self.parts, &remedy.amendments)?;
        let (engagement, obligations) = settled(context.policy, &whole).ok()?;
        if contradictions(context.policy, &engagement, &obligations) > self.before.contradictions {
            return None;
        }
        let evaluation = evaluate(context.policy, context.graph, &engagement, &obligations, context.day);
        let after = Checked::new(evaluation, self.checked.last);
        let (target, days) = self.target;
        let told = |it: &Finding| {
            let head = it.group.head(&Names(&after.evaluation.context));
            (it.severity.name(), it.name.to_string(), head)
        };
        let of_target = |it: &&Finding| it.days.meets(*days) && !atoms(&after, it).is_disjoint(target);
        // Another gap that changes its name is another finding.
        let is_new = |it: &&Finding| {
            let was = |atom: &Atom| target.contains(atom) || self.before.about.has(atom, &it.name, it.days);
            !atoms(&after, it).iter().all(was)
        };
        let left = after.findings.iter().find(of_target);
        Some(Outcome {
            gone: About::new(&after).lacks(self.checked),
            left: left.map(told),
            new: after.findings.iter().filter(is_new).map(told).collect(),
            next: left.map(|it| proposed(&after.evaluation, it)).unwrap_or_default(),
        })
    }
}

/// The source of what remedies add: it is in no list of texts, and nothing in it is ever shown.
const SCRATCH: SourceId = SourceId(u32::MAX);

/// Whether a remedy withdraws nothing that an earlier step of the same one has added.
fn takes_nothing_back(remedy: &Remedy) -> bool {
    !remedy.amendments.iter().any(|it| matches!(it.change, Change::Withdraw(span, _) if span.source == SCRATCH))
}

/// The engagement with some changes, made through the language itself: what cannot be read is no remedy.
pub fn applied(checked: &Checked, parts: &[ast::Engagement], amendments: &[Amendment]) -> Option<ast::Engagement> {
    let lines = written(&checked.evaluation.context, amendments).into_iter().map(|(_, line)| match line {
        Line::Statement(statement) => format!("add {statement}\n"),
        Line::Field(field) => format!("{field}\n"),
    });
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

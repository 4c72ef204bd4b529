//! Remedies tried on a copy of the engagement: kept if the finding is gone and nothing new is there.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::answers::checked::Checked;
use crate::answers::test::with_changes;
use crate::answers::variant::settled;
use crate::evaluate::evaluate;
use crate::findings::remedy::{Amendment, Change, Line, Remedy, remedies, written};
use crate::findings::{Finding, LADDER};
use crate::model::{MetricIdx, Mode, Phase, RuleIdx, Subject};
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

fn all_atoms(checked: &Checked) -> Atoms {
    checked.findings.iter().flat_map(|it| atoms(checked, it)).collect()
}

/// By finding: the remedies that hold, in the order in which they were proposed.
pub fn ways(checked: &Checked, parts: &[ast::Engagement], of: &[usize]) -> Vec<Vec<Way>> {
    let before = all_atoms(checked);
    of.par_iter()
        .map(|number| {
            let finding = &checked.findings[*number];
            let target = atoms(checked, finding);
            let proposed = remedies(&checked.evaluation, finding);
            let trial = Trial { checked, parts, before: &before, target: &target };
            proposed.into_iter().filter_map(|it| trial.completed(it, MAX_STEPS)).collect()
        })
        .collect()
}

/// What is left and what is new after some changes; `None` if they cannot be made.
pub fn left(checked: &Checked, parts: &[ast::Engagement], amendments: &[Amendment]) -> Option<(Atoms, Atoms)> {
    let before = all_atoms(checked);
    let trial = Trial { checked, parts, before: &before, target: &before };
    let outcome = trial.outcome(&Remedy { amendments: amendments.to_vec() })?;
    let new = outcome.after.difference(&before).copied().collect();
    Some((outcome.after, new))
}

struct Trial<'a> {
    checked: &'a Checked<'a>,
    parts: &'a [ast::Engagement],
    before: &'a Atoms,
    target: &'a Atoms,
}

struct Outcome {
    after: Atoms,
    /// What might remedy what is left of the finding.
    next: Vec<Remedy>,
}

impl Trial<'_> {
    /// The remedy, completed where it leaves something of the finding; `None` if it does not hold.
    fn completed(&self, remedy: Remedy, steps: usize) -> Option<Way> {
        let outcome = self.outcome(&remedy)?;
        if outcome.after.difference(self.before).any(|it| !self.target.contains(it)) {
            return None;
        }
        if outcome.after.is_disjoint(self.target) {
            let findings = self.checked.findings.iter().enumerate();
            let gone = findings
                .filter(|(_, it)| atoms(self.checked, it).is_disjoint(&outcome.after))
                .map(|(number, _)| number)
                .collect();
            return Some(Way { remedy, gone });
        }
        if steps == 0 {
            return None;
        }
        outcome.next.into_iter().take(MAX_NEXT).find_map(|more| {
            let mut longer = remedy.clone();
            for it in more.amendments {
                if !longer.amendments.contains(&it) {
                    longer.amendments.push(it);
                }
            }
            (longer != remedy).then(|| self.completed(longer, steps - 1))?
        })
    }

    fn outcome(&self, remedy: &Remedy) -> Option<Outcome> {
        let context = &self.checked.evaluation.context;
        let whole = applied(self.checked, self.parts, &remedy.amendments)?;
        let (engagement, obligations) = settled(context.policy, &whole).ok()?;
        let evaluation = evaluate(context.policy, context.graph, &engagement, &obligations, context.day);
        let after = Checked::new(evaluation, context.day);
        let own = |it: &&Finding| !atoms(&after, it).is_disjoint(self.target);
        let left: Vec<&Finding> = after.findings.iter().filter(own).collect();
        let next = left.iter().take(1).flat_map(|it| remedies(&after.evaluation, it)).collect();
        Some(Outcome { after: all_atoms(&after), next })
    }
}

/// The source of what remedies add: it is in no list of texts, and nothing in it is ever shown.
const SCRATCH: SourceId = SourceId(u32::MAX);

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

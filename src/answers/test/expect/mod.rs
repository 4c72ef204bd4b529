//! Whether what a test expects holds.

mod applying;
mod carriers;
mod findings;
mod levels;

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::FAILED_EXPECTATION;
use crate::answers::Checked;
use crate::diagnostic::{Diagnostic, Text};
use crate::evaluate::{Evaluation, Truth};
use crate::graph::ObligationIdx;
use crate::model::{self, Date, Idx, PartyIdx, Policy, Subject};
use crate::syntax::ast::{Expect, ExpectKind, Name, SubjectName};
use crate::text;

/// Why a test failed.
#[derive(Clone, Debug)]
pub struct Unmet {
    /// What does not hold, and where it is expected.
    pub problem: Diagnostic,
    /// What is expected, in the words of a test, line by line.
    pub expected: Vec<String>,
    /// What is there instead, in the same words.
    pub found: Vec<String>,
}

impl From<Diagnostic> for Unmet {
    fn from(problem: Diagnostic) -> Self {
        Unmet { problem, expected: Vec::new(), found: Vec::new() }
    }
}

/// What was asked, and of what.
struct Asked<'a> {
    policy: &'a Policy,
    checked: &'a Checked<'a>,
    expect: &'a Expect,
}

/// What does not hold, or a name that cannot be found.
type Judged = Result<Vec<Unmet>, Box<Diagnostic>>;

/// What of one expectation does not hold.
pub fn judge(policy: &Policy, checked: &Checked, expect: &Expect) -> Vec<Unmet> {
    let asked = Asked { policy, checked, expect };
    let judged = match &expect.kind {
        ExpectKind::Exactly(all) => findings::exactly(&asked, all),
        ExpectKind::Finding(it) => findings::is_there(&asked, it),
        ExpectKind::NoFinding(it) => findings::is_not_there(&asked, it),
        ExpectKind::Carried(it) => carriers::carried(&asked, it),
        ExpectKind::NotCarried(it) => carriers::not_carried(&asked, it),
        ExpectKind::Applies(it) => applying::applies(&asked, it, Truth::True),
        ExpectKind::NotApplies(it) => applying::applies(&asked, it, Truth::False),
        ExpectKind::Level(it) => levels::is_level(&asked, it),
        ExpectKind::NotLevel(it) => levels::is_not_level(&asked, it),
    };
    judged.unwrap_or_else(|problem| vec![Unmet::from(*problem)])
}

impl Asked<'_> {
    fn unmet(&self, headline: Text) -> Unmet {
        Diagnostic::new(&FAILED_EXPECTATION, self.expect.span, headline).into()
    }

    /// The duties of some patterns; `None` where there are no patterns.
    fn duties(&self, patterns: &[Name]) -> Result<Option<FixedBitSet>, Box<Diagnostic>> {
        let mut all: Option<FixedBitSet> = None;
        for pattern in patterns {
            let in_view = &self.checked.evaluation.context.engagement.in_view;
            let some = model::duties_matching(self.policy, Some(in_view), pattern).map_err(Box::new)?;
            match &mut all {
                Some(all) => all.union_with(&some),
                None => all = Some(some),
            }
        }
        Ok(all)
    }

    fn subjects(&self, names: &[SubjectName]) -> Result<Vec<Subject>, Box<Diagnostic>> {
        let engagement = self.checked.evaluation.context.engagement;
        names.iter().map(|name| model::subject_named(engagement, name).map_err(Box::new)).collect()
    }

    fn party(&self, name: &Name) -> Result<PartyIdx, Box<Diagnostic>> {
        model::party_named(self.checked.evaluation.context.engagement, name).map_err(Box::new)
    }

    /// The obligations of some duties on some subjects; no subjects are all.
    fn obligations(&self, duties: &[Name], on: &[SubjectName]) -> Result<Vec<ObligationIdx>, Box<Diagnostic>> {
        let duties = self.duties(duties)?.unwrap_or_default();
        let subjects = self.subjects(on)?;
        let all = &self.checked.evaluation.context.obligations;
        let fits = |at: &ObligationIdx| {
            duties.contains(all.all[*at].duty.row()) && (subjects.is_empty() || subjects.contains(&all.subject(*at)))
        };
        Ok(all.all.indices().filter(fits).collect())
    }

    /// What does not hold of obligations that apply, told once for each; `None` where none of them ever applies.
    fn on_every_day(
        &self,
        asked: &[ObligationIdx],
        wrong: impl Fn(&Evaluation, ObligationIdx) -> Option<Unmet>,
    ) -> Option<Vec<Unmet>> {
        let mut all: BTreeMap<ObligationIdx, Unmet> = BTreeMap::new();
        let mut applies = false;
        self.checked.every_day(|day, evaluation| {
            for at in asked.iter().copied().filter(|at| evaluation.standings[at.row()].stands()) {
                applies = true;
                if let Some(unmet) = wrong(evaluation, at) {
                    all.entry(at).or_insert_with(|| self.since(day, unmet));
                }
            }
        });
        applies.then(|| all.into_values().collect())
    }

    /// Says from which day on, where several are asked about.
    fn since(&self, day: Date, mut unmet: Unmet) -> Unmet {
        if !self.checked.days().is_day() {
            let Text { ja, en } = unmet.problem.headline;
            unmet.problem.headline = text!("{day} から：{ja}", "from {day}: {en}");
        }
        unmet
    }
}

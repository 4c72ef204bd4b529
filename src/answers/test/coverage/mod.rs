//! What of the catalogues some tests exercised: a policy that no test looks at may say anything.
//!
//! | of | exercised |
//! |---|---|
//! | a duty | it surely applied to something in some test |
//! | a control | one of its duties was exercised |
//! | a condition | in some test it was true, in some it was false, in some unknown: each counts on its own |
//! | a rule | in some test it held of something, in some it was broken: each counts on its own |
//!
//! # Choices
//!
//! - Of a catalogue that tests use with `only` counts what some test looks at; of one that no test uses everything, unless it is
//!   built in.
//! - A condition counts as a whole, where it was asked: that of an exclusion only where something is excluded, an exception only where
//!   what stands around it may hold. One that asks no fact cannot be unknown, and need not be.
//! - Kinds of findings are listed and not counted, since not every catalogue can have all of them.

mod items;
mod report;

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

pub use items::DomainCoverage;
pub use report::with_coverage;

use crate::answers::Checked;
use crate::evaluate::{Evaluation, Need, Truth, derived_answers, holds, rule_answers};
use crate::findings::Finding;
use crate::model::{CatalogueIdx, ControlIdx, DutyIdx, Excludable, FactIdx, Idx, RuleIdx, Verb};

/// Something that is asked, and can come out in several ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Whether a duty applies.
    When(DutyIdx),
    /// What a duty is met by.
    MetBy(DutyIdx),
    /// What the exclusion of a control needs.
    Excludable(ControlIdx),
    /// A rule of a derived fact, by its number.
    Derived(FactIdx, usize),
    /// What must hold.
    Rule(RuleIdx),
}

/// How something came out so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// It was true.
    pub yes: bool,
    /// It was false.
    pub no: bool,
    /// It was unknown.
    pub unknown: bool,
}

impl Came {
    fn add(&mut self, truth: Truth) {
        match truth {
            Truth::True => self.yes = true,
            Truth::False => self.no = true,
            Truth::Unknown => self.unknown = true,
        }
    }

    fn join(&mut self, other: Came) {
        self.yes |= other.yes;
        self.no |= other.no;
        self.unknown |= other.unknown;
    }
}

/// What tests looked at.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// The catalogues in use.
    catalogues: BTreeSet<CatalogueIdx>,
    /// The duties in view.
    view: FixedBitSet,
    /// The duties that surely applied.
    applied: FixedBitSet,
    came: BTreeMap<Question, Came>,
    /// The kinds of findings, with the catalogue of their control.
    kinds: BTreeSet<(Option<CatalogueIdx>, &'static str)>,
}

impl Touched {
    /// What a test looked at, on all its days.
    pub fn new(checked: &Checked) -> Self {
        let context = &checked.evaluation.context;
        let mut touched = Touched {
            catalogues: context.engagement.uses.iter().map(|used| used.catalogue).collect(),
            view: context.engagement.in_view.clone(),
            applied: FixedBitSet::with_capacity(context.policy.duties.len()),
            ..Touched::default()
        };
        checked.every_day(|_, evaluation| {
            touched.obligations(evaluation);
            touched.derived(evaluation);
            rule_answers(evaluation, |rule, truth| touched.add(Question::Rule(rule), truth));
        });
        for finding in checked.findings.iter().filter(|it| it.group.defect.rule.is_none()) {
            touched.kinds.insert((catalogue(checked, finding), finding.code.name));
        }
        touched
    }

    /// Takes in what another test looked at; the order of tests does not matter.
    pub fn join(&mut self, other: &Touched) {
        self.catalogues.extend(&other.catalogues);
        self.view.union_with(&other.view);
        self.applied.union_with(&other.applied);
        self.kinds.extend(&other.kinds);
        for (question, came) in &other.came {
            self.came.entry(*question).or_default().join(*came);
        }
    }

    fn add(&mut self, question: Question, truth: Truth) {
        self.came.entry(question).or_default().add(truth);
    }

    fn obligations(&mut self, evaluation: &Evaluation) {
        let context = &evaluation.context;
        for at in context.obligations.all.indices() {
            let standing = &evaluation.standings[at.row()];
            if !standing.alive {
                continue;
            }
            let (at_duty, subject) = (context.obligations.all[at].duty, context.obligations.subject(at));
            let duty = &context.policy.duties[at_duty];
            if standing.truth() == Truth::True {
                self.applied.grow_and_insert(at_duty.row());
            }
            if let Some(when) = &duty.when {
                self.add(Question::When(at_duty), holds(context, when, subject).truth());
            }
            if let Need::Met(answer) = &standing.need {
                self.add(Question::MetBy(at_duty), answer.truth());
            }
            if let Excludable::When(condition) = &context.policy.controls[duty.control].excludable
                && context.statements_about(at).any(|(_, it)| matches!(it.verb, Verb::Excludes { .. }))
            {
                self.add(Question::Excludable(duty.control), holds(context, condition, subject).truth());
            }
        }
    }

    fn derived(&mut self, evaluation: &Evaluation) {
        let context = &evaluation.context;
        for fact in context.policy.layers.iter().copied() {
            let declared = &context.policy.facts[fact];
            if !context.engagement.uses.iter().any(|used| used.catalogue == declared.catalogue) {
                continue;
            }
            for at in context.obligations.subjects.of_kind(declared.bearer) {
                let answers = derived_answers(context, fact, context.obligations.subjects.all[at]);
                for (number, truth) in answers.into_iter().enumerate() {
                    if let Some(truth) = truth {
                        self.add(Question::Derived(fact, number), truth);
                    }
                }
            }
        }
    }
}

fn catalogue(checked: &Checked, finding: &Finding) -> Option<CatalogueIdx> {
    finding.group.catalogue(checked.evaluation.context.policy)
}

//! Which findings speak of an obligation.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::drafts::Drafts;
use crate::evaluate::Evaluation;
use crate::graph::ObligationIdx;
use crate::model::{DutyIdx, Idx, Subject};

/// Findings that say nothing of whether an obligation is carried.
const APART: [&str; 3] = ["risk_not_agreed", "completed_before_confirmed", "not_confirmed"];

/// The findings of an evaluation by what they are about. Of findings over days those count that hold on the day of the evaluation.
pub struct Told<'a> {
    drafts: Drafts<'a>,
    findings: &'a [Finding],
    /// By obligation: the findings that name it.
    of: BTreeMap<ObligationIdx, Vec<usize>>,
    /// By duty and subject: what tells of a subcontract to which it was not passed on.
    not_passed_on: BTreeMap<(DutyIdx, Subject), usize>,
    /// The duties that are not passed on, with the subcontract.
    gaps: BTreeSet<(DutyIdx, Subject)>,
}

impl<'a> Told<'a> {
    /// Looks through the findings once.
    pub fn new(evaluation: &'a Evaluation<'a>, findings: &'a [Finding]) -> Self {
        let day = evaluation.context.day;
        let mut of: BTreeMap<ObligationIdx, Vec<usize>> = BTreeMap::new();
        let mut not_passed_on = BTreeMap::new();
        let today = findings.iter().enumerate().filter(|(_, it)| it.days.from <= day && day <= it.days.to);
        for (number, it) in today {
            it.group.obligations.iter().for_each(|at| of.entry(*at).or_default().push(number));
            if it.group.defect.not_passed_on {
                for duty in &it.group.duties {
                    not_passed_on.entry((*duty, it.group.subject)).or_insert(number);
                }
            }
        }
        let gaps = evaluation.flow_gaps.iter().map(|it| (it.duty, Subject::Contract(it.contract))).collect();
        Told { drafts: Drafts::new(evaluation), findings, of, not_passed_on, gaps }
    }

    /// All findings that name an obligation, in their order.
    pub fn all(&self, at: ObligationIdx) -> &[usize] {
        self.of.get(&at).map_or(&[], Vec::as_slice)
    }

    /// The finding that tells of an obligation: its own; else, of a gap, that of the subcontract to which it was not passed on, or of
    /// what would serve it.
    pub fn first(&self, at: ObligationIdx) -> Option<usize> {
        self.by_itself(at).unwrap_or_else(|| self.serving(at).find_map(|other| self.first(other)))
    }

    fn serving(&self, at: ObligationIdx) -> impl Iterator<Item = ObligationIdx> {
        self.drafts.servers_with_gaps(at).into_iter().filter(move |other| *other != at)
    }

    /// The same where nothing that serves it is asked; `None` where that tells of it.
    fn by_itself(&self, at: ObligationIdx) -> Option<Option<usize>> {
        let evaluation = self.drafts.evaluation;
        let context = &evaluation.context;
        let (duty, subject) = (context.obligations.all[at].duty, context.obligations.subject(at));
        let is_own = |it: &Finding| {
            let defect = &it.group.defect;
            let is_apart = defect.beside || defect.not_passed_on || APART.contains(&it.code.name);
            !is_apart && defect.rule.is_none() && it.group.subject == subject && it.group.duties.contains(&duty)
        };
        let standing = &evaluation.standings[at.row()];
        let own = self.all(at).iter().copied().find(|number| is_own(&self.findings[*number]));
        if own.is_some() || standing.carried || !standing.stands() {
            return Some(own);
        }
        self.gaps.contains(&(duty, subject)).then(|| self.not_passed_on.get(&(duty, subject)).copied())
    }
}

/// The gaps of which only something that is waived tells, but for those that another of them tells of once it is told itself.
pub fn told_by_waived(evaluation: &Evaluation, findings: &[Finding]) -> Vec<ObligationIdx> {
    if !findings.iter().any(Finding::is_waived) {
        return Vec::new();
    }
    let told = Told::new(evaluation, findings);
    let is_open = |other: ObligationIdx| told.first(other).is_some_and(|number| !findings[number].is_waived());
    let is_untold = |at: &ObligationIdx| {
        let is_served = told.by_itself(*at).is_none() && told.serving(*at).next().is_some();
        is_served && !told.serving(*at).any(is_open)
    };
    let untold: Vec<ObligationIdx> = evaluation.context.obligations.all.indices().filter(is_untold).collect();
    let is_first = |at: &ObligationIdx| !told.serving(*at).any(|other| untold.binary_search(&other).is_ok());
    let first: Vec<ObligationIdx> = untold.iter().copied().filter(is_first).collect();
    if first.is_empty() { untold } else { first }
}

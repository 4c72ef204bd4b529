//! From groups to findings: causes, weights, names, order.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::derivation::Derivation;
use super::drafts::{Draft, Drafts, merge_unsorted};
use super::kind::{Group, Kind};
use super::names::Names;
use super::user_rule::USER_RULE;
use super::{Finding, Waived, account, service_level};
use crate::diagnostic::{Severity, Text};
use crate::evaluate::Evaluation;
use crate::model::{ControlIdx, Idx, Level, StatementIdx, Subject, Word};
use crate::source::Span;
use crate::text;

impl Finding {
    /// Why: from the verdict down to the clauses.
    pub fn derivation(&self, evaluation: &Evaluation) -> Derivation {
        let mut root = Derivation::new(self.message.clone());
        let mut places = self.places.as_slice();
        if let Some(control) = self.group.control {
            let control = &evaluation.context.policy.controls[control];
            let catalogue = &evaluation.context.policy.catalogues[control.catalogue].name;
            root.span = Some(control.span);
            root.source = Some(format!("{catalogue} {}", control.source));
            // The last place is the control's own.
            places = places.split_last().map_or(places, |(_, others)| others);
        }
        root.steps = if let Some(gap) = &self.group.defect.level {
            service_level::proof(&Names(&evaluation.context), gap)
        } else if !self.group.defect.proof.is_empty() {
            self.group.defect.proof.clone()
        } else if self.group.obligations.is_empty() || self.group.defect.rule.is_some() {
            places.iter().map(|(span, words)| Derivation::at(words.clone(), *span)).collect()
        } else {
            self.group.obligations.iter().map(|at| account(evaluation, *at)).collect()
        };
        root.steps.extend(self.waiver(&evaluation.context));
        root
    }
}

impl Drafts<'_> {
    /// Says, weighs and names; the findings come in the order in which they were drafted.
    pub fn finish(mut self) -> Vec<Finding> {
        let because = self.causes();
        let severities = self.severities(&because);
        let mut endangers = self.endangered();
        let mut serves = self.served();
        let mut findings: Vec<Finding> = Vec::with_capacity(self.drafts.len());
        for (number, causes) in because.into_iter().enumerate() {
            let id = self.id(&self.drafts[number]);
            let own = self.own_severity(&self.drafts[number]);
            let declared = self.declared(self.drafts[number].group.subject);
            let names = Names(&self.evaluation.context);
            let draft = &mut self.drafts[number];
            let message = (draft.kind.say)(&names, &draft.group);
            let places = std::mem::take(&mut draft.group.defect.places);
            let mut places = with_followed(&names, &draft.group, places);
            // What it is about stands where it was declared; a statement that is to blame comes first.
            if let Some(span) = declared
                && places.iter().all(|(place, _)| *place != span)
            {
                places.push((span, text!("対象", "what it is about")));
            }
            if let Some(control) = draft.group.control {
                let control = &self.evaluation.context.policy.controls[control];
                let source = &control.source;
                places.push((control.span, text!("項目（{source}）", "the control ({source})")));
            }
            findings.push(Finding {
                id,
                code: &draft.kind.code,
                name: name(self.evaluation, draft.kind, &draft.group),
                severity: severities[number],
                days: self.evaluation.context.day.into(),
                group: draft.group.clone(),
                message,
                places,
                because: causes,
                endangers: endangers.remove(&number).unwrap_or_default(),
                serves: serves.remove(&number).unwrap_or_default(),
                waived: Waived::No,
                kind: draft.kind,
                own,
            });
        }
        findings
    }

    fn own_severity(&self, draft: &Draft) -> Severity {
        if draft.group.defect.beside {
            return Severity::Note;
        }
        let by_level = match draft.level {
            None | Some(Level::Required) => Severity::Error,
            Some(Level::Recommended) => Severity::Warning,
            Some(Level::Optional | Level::None) => Severity::Note,
        };
        by_level.min(draft.kind.code.severity)
    }

    /// By draft: the drafts that cause it.
    fn causes(&self) -> Vec<Vec<usize>> {
        let of = |(number, draft): (usize, &Draft)| {
            let mut causes: Vec<usize> =
                draft.group.defect.causes.iter().filter_map(|at| self.told.get(at).copied()).collect();
            causes.sort();
            causes.dedup();
            causes.retain(|cause| *cause != number);
            causes
        };
        self.drafts.iter().enumerate().map(of).collect()
    }

    /// A consequence never outranks its cause.
    fn severities(&self, because: &[Vec<usize>]) -> Vec<Severity> {
        let mut severities: Vec<Severity> = self.drafts.iter().map(|draft| self.own_severity(draft)).collect();
        for _ in 0..self.drafts.len() {
            let mut changed = false;
            for (number, causes) in because.iter().enumerate() {
                let Some(heaviest) = causes.iter().map(|cause| severities[*cause]).max() else { continue };
                if severities[number] > heaviest {
                    severities[number] = heaviest;
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        severities
    }

    /// By draft: what is carried on other subjects but depends on it.
    fn endangered(&self) -> BTreeMap<usize, Vec<Text>> {
        let context = &self.evaluation.context;
        let names = Names(context);
        let mut all: BTreeMap<usize, Vec<Text>> = BTreeMap::new();
        for (at, standing) in context.obligations.all.indices().zip(&self.evaluation.standings) {
            let here = context.obligations.all[at].subject;
            for cause in &standing.at_risk {
                if context.obligations.all[*cause].subject == here {
                    continue;
                }
                if let Some(number) = self.told.get(cause) {
                    let words = all.entry(*number).or_default();
                    merge_unsorted(words, names.obligation(at));
                }
            }
        }
        all
    }

    /// By draft: the served duties that are not reported by themselves.
    fn served(&self) -> BTreeMap<usize, Vec<Text>> {
        let context = &self.evaluation.context;
        let names = Names(context);
        let mut all: BTreeMap<usize, Vec<Text>> = BTreeMap::new();
        for at in context.obligations.all.indices() {
            if self.told.contains_key(&at) || !self.evaluation.standings[at.row()].is_gap() {
                continue;
            }
            for server in self.servers_with_gaps(at) {
                if let Some(number) = self.told.get(&server) {
                    merge_unsorted(all.entry(*number).or_default(), names.obligation(at));
                }
            }
        }
        all
    }

    /// Where a subject was declared.
    fn declared(&self, subject: Subject) -> Option<Span> {
        let engagement = self.evaluation.context.engagement;
        Some(match subject {
            Subject::Engagement => engagement.span,
            Subject::Contract(it) => engagement.contracts[it].span,
            Subject::Vendor(it) => engagement.parties[it].span,
            Subject::Component(it) | Subject::Interface(it, _) => engagement.components[it].span,
        })
    }

    fn id(&self, draft: &Draft) -> String {
        let context = &self.evaluation.context;
        let words = |words: Vec<&str>| words.join(",");
        let control = |control: ControlIdx| {
            let it = &context.policy.controls[control];
            format!("{}:{}", context.policy.catalogues[it.catalogue].name, it.id)
        };
        let mut hash = Sha256::new();
        for part in [
            context.engagement.name.clone(),
            name(self.evaluation, draft.kind, &draft.group).into_owned(),
            draft.group.control.map(control).unwrap_or_default(),
            format!("{:?}", draft.group.subject.kind()),
            context.engagement.subject_name(draft.group.subject),
            words(draft.group.phases.iter().map(|it| it.name()).collect()),
            words(draft.group.modes.iter().map(|it| it.name()).collect()),
        ]
        .into_iter()
        // Of several checklists each may be unfinished.
        .chain(
            draft
                .group
                .duties
                .first()
                .filter(|_| draft.group.control.is_none())
                .map(|duty| context.policy.catalogue_of(*duty).name.clone()),
        )
        // One contract may have defects of several metrics, beneath several suppliers.
        // One control may be cited by several rules.
        .chain(draft.group.defect.rule.map(|rule| context.policy.rules[rule].name.clone()))
        .chain(draft.group.defect.level.iter().flat_map(|_| draft.group.defect.reasons.clone()))
        {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What a finding is called.
fn name(evaluation: &Evaluation, kind: &Kind, group: &Group) -> Cow<'static, str> {
    match group.defect.rule {
        Some(rule) if std::ptr::eq(kind, &USER_RULE) => evaluation.context.policy.rules[rule].name.clone().into(),
        _ => kind.code.name.into(),
    }
}

/// Behind each clause of a template the contracts that follow it: those whose party the defect names, or else all.
fn with_followed(names: &Names, group: &Group, places: Vec<(Span, Text)>) -> Vec<(Span, Text)> {
    let context = names.0;
    let statement = |at: StatementIdx| &context.engagement.statements[at];
    let about: BTreeSet<StatementIdx> = group.obligations.iter().flat_map(|at| context.about(*at)).copied().collect();
    let of_templates: Vec<StatementIdx> = about.into_iter().filter(|at| statement(*at).origin.is_some()).collect();
    let mut all: Vec<(Span, Text)> = Vec::with_capacity(places.len());
    for place in places {
        let mut said: Vec<StatementIdx> =
            of_templates.iter().copied().filter(|at| statement(*at).span == place.0).collect();
        let named =
            |at: &StatementIdx| statement(*at).verb.party().is_some_and(|it| group.defect.parties.contains(&it));
        if said.iter().any(named) {
            said.retain(named);
        }
        merge_unsorted(&mut all, place);
        said.into_iter().filter_map(|at| names.followed(at)).for_each(|it| merge_unsorted(&mut all, it));
    }
    all
}

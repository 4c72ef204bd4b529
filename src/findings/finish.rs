//! From groups to findings: causes, weights, names, places.

use std::borrow::Cow;
use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::derivation::Derivation;
use super::drafts::{Draft, Drafts, push_new};
use super::kind::{Group, Kind};
use super::names::Names;
use super::user_rule::USER_RULE;
use super::{Finding, Waived, account, service_level};
use crate::diagnostic::{Severity, Text};
use crate::evaluate::{Context, Evaluation};
use crate::graph::ObligationIdx;
use crate::model::{Control, Engagement, Idx, Level, Policy, StatementIdx, Subject, Word};
use crate::source::Span;
use crate::text;

impl Finding {
    /// In words: what it is about, the verdict, the details.
    pub fn message(&self, context: &Context) -> Text {
        (self.kind.say)(&Names(context), &self.group)
    }

    /// The places it rests on, the first one foremost, that of its control last.
    pub fn places(&self, policy: &Policy) -> impl Iterator<Item = (Span, Cow<'_, Text>)> {
        let control = self.group.control.map(|at| {
            let Control { span, source, .. } = &policy.controls[at];
            (*span, Cow::Owned(text!("項目（{source}）", "the control ({source})")))
        });
        self.places.iter().map(|(span, words)| (*span, Cow::Borrowed(words))).chain(control)
    }

    /// The same without words.
    pub fn spans(&self, policy: &Policy) -> impl Iterator<Item = Span> {
        self.places.iter().map(|(span, _)| *span).chain(self.group.control.map(|at| policy.controls[at].span))
    }

    /// Why: from the verdict down to the clauses.
    pub fn derivation(&self, evaluation: &Evaluation) -> Derivation {
        let mut root = Derivation::new(self.message(&evaluation.context));
        if let Some(control) = self.group.control {
            let control = &evaluation.context.policy.controls[control];
            let catalogue = &evaluation.context.policy.catalogues[control.catalogue].name;
            root.span = Some(control.span);
            root.source = Some(format!("{catalogue} {}", control.source));
        }
        root.steps = if let Some(gap) = &self.group.defect.level {
            service_level::proof(&Names(&evaluation.context), gap)
        } else if !self.group.defect.proof.is_empty() {
            self.group.defect.proof.clone()
        } else if self.group.obligations.is_empty() || self.group.defect.rule.is_some() {
            self.places.iter().map(|(span, words)| Derivation::at(words.clone(), *span)).collect()
        } else {
            self.group.obligations.iter().map(|at| account(evaluation, *at)).collect()
        };
        root.steps.extend(self.waiver(&evaluation.context));
        root
    }
}

impl Drafts<'_> {
    /// Weighs and names; the findings come in the order in which they were drafted.
    pub fn finish(self) -> Vec<Finding> {
        let mut because = self.causes();
        let own: Vec<Severity> = self.drafts.iter().map(own_severity).collect();
        let severities = capped(&own, &because);
        let mut endangers = self.endangered();
        let mut serves = self.served();
        let Drafts { evaluation, drafts, .. } = self;
        let finished = |(number, Draft { kind, mut group, .. }): (usize, Draft)| Finding {
            id: id(evaluation, kind, &group),
            code: &kind.code,
            name: name(evaluation, kind, &group),
            severity: severities[number],
            days: evaluation.context.day.into(),
            places: places(&Names(&evaluation.context), &mut group),
            group,
            because: std::mem::take(&mut because[number]),
            endangers: std::mem::take(&mut endangers[number]),
            serves: std::mem::take(&mut serves[number]),
            waived: Waived::No,
            kind,
            own: own[number],
        };
        drafts.into_iter().enumerate().map(finished).collect()
    }

    /// By draft: the drafts that cause it.
    fn causes(&self) -> Vec<Vec<usize>> {
        let of = |(number, draft): (usize, &Draft)| {
            let mut causes: Vec<usize> =
                draft.group.defect.causes.iter().filter_map(|at| self.told[at.row()]).collect();
            causes.sort();
            causes.dedup();
            causes.retain(|cause| *cause != number);
            causes
        };
        self.drafts.iter().enumerate().map(of).collect()
    }

    /// By draft: what is carried on other subjects but depends on it.
    fn endangered(&self) -> Vec<Vec<Text>> {
        let all = &self.evaluation.context.obligations.all;
        self.in_words(all.indices().flat_map(|at| {
            let causes = self.evaluation.standings[at.row()].at_risk.iter();
            let elsewhere = causes.filter(move |cause| all[**cause].subject != all[at].subject);
            elsewhere.filter_map(|cause| self.told[cause.row()]).map(move |number| (number, at))
        }))
    }

    /// By draft: the served duties that are not reported by themselves.
    fn served(&self) -> Vec<Vec<Text>> {
        let is_untold = |at: &ObligationIdx| self.told[at.row()].is_none();
        let gaps = self.evaluation.context.obligations.all.indices().filter(is_untold);
        let gaps = gaps.filter(|at| self.evaluation.standings[at.row()].is_gap());
        self.in_words(gaps.flat_map(|at| {
            let servers = self.servers_with_gaps(at).into_iter();
            servers.filter_map(|server| self.told[server.row()]).map(move |number| (number, at))
        }))
    }

    /// By draft: the obligations that hang on it, which come in their order, each once.
    fn in_words(&self, hanging: impl Iterator<Item = (usize, ObligationIdx)>) -> Vec<Vec<Text>> {
        let names = Names(&self.evaluation.context);
        let mut all = vec![Vec::new(); self.drafts.len()];
        let mut last = vec![None; self.drafts.len()];
        for (number, at) in hanging {
            if last[number].replace(at) != Some(at) {
                push_new(&mut all[number], names.obligation(at));
            }
        }
        all
    }
}

/// A consequence never outranks its cause.
fn capped(own: &[Severity], because: &[Vec<usize>]) -> Vec<Severity> {
    let mut severities = own.to_vec();
    for _ in 0..severities.len() {
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

fn own_severity(draft: &Draft) -> Severity {
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

/// The places of a defect, then where what it is about was declared.
fn places(names: &Names, group: &mut Group) -> Vec<(Span, Text)> {
    let context = names.0;
    let own = std::mem::take(&mut group.defect.places);
    let mut places = with_followed(names, group, own);
    // What it is about stands where it was declared; a statement that is to blame comes first.
    let declared = declared(context.engagement, group.subject);
    if places.iter().all(|(place, _)| *place != declared) {
        // What only catalogues say comes after what the engagement can do about it.
        let is_of_policy = |span: Span| {
            let mut catalogues = context.policy.catalogues.iter();
            span.source != declared.source && catalogues.any(|it| it.span.source == span.source)
        };
        let is_first = group.defect.rule.is_none() && places.first().is_some_and(|(span, _)| is_of_policy(*span));
        let at = if is_first { 0 } else { places.len() };
        places.insert(at, (declared, text!("対象", "what it is about")));
    }
    places
}

/// Where a subject was declared.
fn declared(engagement: &Engagement, subject: Subject) -> Span {
    match subject {
        Subject::Engagement => engagement.span,
        Subject::Contract(it) => engagement.contracts[it].span,
        Subject::Vendor(it) => engagement.parties[it].span,
        Subject::Component(it) | Subject::Interface(it, _) => engagement.components[it].span,
    }
}

fn id(evaluation: &Evaluation, kind: &Kind, group: &Group) -> String {
    let context = &evaluation.context;
    let (policy, engagement) = (context.policy, context.engagement);
    let mut hash = Sha256::new();
    let mut part = |pieces: &[&str]| {
        let length: usize = pieces.iter().map(|it| it.len()).sum();
        hash.update((length as u64).to_be_bytes());
        pieces.iter().for_each(|it| hash.update(it));
    };
    part(&[&engagement.name]);
    part(&[&name(evaluation, kind, group)]);
    match group.control.map(|control| &policy.controls[control]) {
        Some(control) => part(&[&policy.catalogues[control.catalogue].name, ":", &control.id]),
        None => part(&[]),
    }
    part(&[&format!("{:?}", group.subject.kind())]);
    part(&[&engagement.subject_name(group.subject)]);
    part(&[&group.phases.iter().map(|it| it.name()).collect::<Vec<_>>().join(",")]);
    part(&[&group.modes.iter().map(|it| it.name()).collect::<Vec<_>>().join(",")]);
    // Of several checklists each may be unfinished.
    if let (None, Some(duty)) = (group.control, group.duties.first()) {
        part(&[&policy.catalogue_of(*duty).name]);
    }
    // One control may be cited by several rules.
    if let Some(rule) = group.defect.rule {
        part(&[&policy.rules[rule].name]);
    }
    // One contract may have defects of several metrics, beneath several suppliers.
    if group.defect.level.is_some() {
        group.defect.reasons.iter().for_each(|reason| part(&[reason]));
    }
    let number = hash.finalize().iter().take(6).fold(0, |number, byte| (number << 8) | u64::from(*byte));
    format!("{number:012x}")
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
    if places.is_empty() {
        return places;
    }
    let context = names.0;
    let statement = |at: StatementIdx| &context.engagement.statements[at];
    let about = group.obligations.iter().flat_map(|at| context.about(*at));
    let of_templates: BTreeSet<StatementIdx> = about.filter(|at| statement(*at).origin.is_some()).collect();
    let mut all: Vec<(Span, Text)> = Vec::with_capacity(places.len());
    for place in places {
        let mut said: Vec<StatementIdx> =
            of_templates.iter().copied().filter(|at| statement(*at).span == place.0).collect();
        let named =
            |at: &StatementIdx| statement(*at).verb.party().is_some_and(|it| group.defect.parties.contains(&it));
        if said.iter().any(named) {
            said.retain(named);
        }
        push_new(&mut all, place);
        said.into_iter().filter_map(|at| names.followed(at)).for_each(|it| push_new(&mut all, it));
    }
    all
}

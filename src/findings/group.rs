//! From defects of single obligations to findings: grouping, causes, weights, names, order.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::derivation::Derivation;
use super::kind::{Defect, Group, Kind};
use super::names::Names;
use super::{Finding, account, ownership};
use crate::diagnostic::{Severity, Text};
use crate::evaluate::{Evaluation, FlowGap, serving};
use crate::graph::ObligationIdx;
use crate::model::{ControlIdx, Idx, Level, PartyIdx, Subject, Word};
use crate::text;

/// Findings in the making.
pub struct Drafts<'a> {
    evaluation: &'a Evaluation<'a>,
    drafts: Vec<Draft>,
    /// By what groups obligations, the draft that they share.
    shared: BTreeMap<Shared, usize>,
    /// By obligation that has a gap, the draft that tells it.
    told: BTreeMap<ObligationIdx, usize>,
}

/// What obligations have in common that make one finding: kind, control, subject, parties, and whether it is only a note beside.
type Shared = (&'static str, ControlIdx, Subject, Vec<PartyIdx>, bool);

struct Draft {
    kind: &'static Kind,
    level: Option<Level>,
    group: Group,
}

impl<'a> Drafts<'a> {
    /// Starts with nothing.
    pub fn new(evaluation: &'a Evaluation<'a>) -> Self {
        Drafts { evaluation, drafts: Vec::new(), shared: BTreeMap::new(), told: BTreeMap::new() }
    }

    /// Adds the defect of an obligation: to a group of the same control, subject, kind and parties, or as a new one.
    pub fn add(&mut self, kind: &'static Kind, at: ObligationIdx, mut defect: Defect) {
        let context = &self.evaluation.context;
        let obligation = context.obligations.all[at];
        let duty = &context.policy.duties[obligation.duty];
        let subject = context.obligations.subject(at);
        let kind = match self.what_is_carried(at) {
            Some(carried) if kind.code.name == "unowned" => {
                if !defect.parties.is_empty() {
                    let Text { ja, en } = Names(context).parties(&defect.parties);
                    defect.details.push(text!("{ja}は負わないと述べています", "disclaimed by {en}"));
                }
                defect.details.push(carried);
                &ownership::partly_owned::PARTLY_OWNED
            }
            _ => kind,
        };
        let shared = (kind.code.name, duty.control, subject, defect.parties.clone(), defect.beside);
        let number = match self.shared.get(&shared) {
            Some(number) => *number,
            None => {
                let group = Group {
                    control: Some(duty.control),
                    subject,
                    duties: Vec::new(),
                    obligations: Vec::new(),
                    phases: Vec::new(),
                    modes: Vec::new(),
                    defect: Defect { parties: defect.parties.clone(), beside: defect.beside, ..Defect::default() },
                };
                self.drafts.push(Draft { kind, level: None, group });
                self.shared.insert(shared, self.drafts.len() - 1);
                self.drafts.len() - 1
            }
        };
        let draft = &mut self.drafts[number];
        let level = draft.level.map_or(duty.level, |so_far| so_far.min(duty.level));
        draft.level = Some(level);
        let group = &mut draft.group;
        merge(&mut group.duties, [obligation.duty]);
        merge(&mut group.obligations, [at]);
        merge(&mut group.phases, obligation.phase);
        merge(&mut group.modes, obligation.mode);
        merge(&mut group.defect.reasons, defect.reasons);
        merge(&mut group.defect.asked, defect.asked);
        merge(&mut group.defect.causes, defect.causes);
        for detail in defect.details {
            if !group.defect.details.contains(&detail) {
                group.defect.details.push(detail);
            }
        }
        for place in defect.places {
            if !group.defect.places.contains(&place) {
                group.defect.places.push(place);
            }
        }
        if !self.evaluation.standings[at.row()].carried || !group.defect.beside {
            self.told.entry(at).or_insert(number);
        }
    }

    /// Adds a subcontract that does not pass on what flows down.
    pub fn add_flow_gap(&mut self, kind: &'static Kind, gap: &FlowGap, defect: Defect) {
        let duty = &self.evaluation.context.policy.duties[gap.duty];
        let subject = Subject::Contract(gap.contract);
        let fits = |draft: &&mut Draft| {
            std::ptr::eq(draft.kind, kind)
                && draft.group.control == Some(duty.control)
                && draft.group.subject == subject
        };
        match self.drafts.iter_mut().find(fits) {
            Some(draft) => {
                merge(&mut draft.group.duties, [gap.duty]);
                merge(&mut draft.group.obligations, gap.above.iter().copied());
                draft.level = draft.level.map(|so_far| so_far.min(duty.level));
            }
            None => self.drafts.push(Draft {
                kind,
                level: Some(duty.level),
                group: Group {
                    control: Some(duty.control),
                    subject,
                    duties: vec![gap.duty],
                    obligations: gap.above.clone(),
                    phases: Vec::new(),
                    modes: Vec::new(),
                    defect,
                },
            }),
        }
    }

    /// Adds what is about no control.
    pub fn add_structural(&mut self, kind: &'static Kind, subject: Subject, defect: Defect) {
        let group = Group {
            control: None,
            subject,
            duties: Vec::new(),
            obligations: Vec::new(),
            phases: Vec::new(),
            modes: Vec::new(),
            defect,
        };
        self.drafts.push(Draft { kind, level: None, group });
    }

    /// Whether there is a finding of one of these kinds on a subject already.
    pub fn tells(&self, subject: Subject, codes: &[&str]) -> bool {
        self.drafts.iter().any(|draft| draft.group.subject == subject && codes.contains(&draft.kind.code.name))
    }

    /// What of the control is carried on the same subject, or on one of another kind that contains it: other duties, or the same in
    /// other phases and modes. A contract does not speak for one beneath it.
    fn what_is_carried(&self, at: ObligationIdx) -> Option<Text> {
        let context = &self.evaluation.context;
        let subjects = &context.obligations.subjects;
        let here = context.obligations.all[at];
        let control = context.policy.duties[here.duty].control;
        let carried: Vec<_> = context
            .policy
            .duties_of(control)
            .flat_map(|duty| context.obligations.of_duty(duty))
            .filter(|other| {
                let there = context.obligations.all[*other].subject;
                let contains = subjects.contains[there.row()].contains(here.subject.row())
                    && subjects.all[there].kind() != subjects.all[here.subject].kind();
                let standing = &self.evaluation.standings[other.row()];
                (there == here.subject || contains) && standing.stands() && standing.carried && !standing.presumed
            })
            .map(|other| context.obligations.all[other].duty)
            .collect();
        if carried.iter().any(|duty| *duty != here.duty) {
            return Some(text!("同じ項目のほかの対応は担われています", "other duties of the control are carried"));
        }
        (!carried.is_empty())
            .then(|| text!("同じ対応はほかの場面では担われています", "in other phases or modes it is carried"))
    }

    /// Whether a gap is reported at the duty that would serve this one, about which nobody says anything of its own.
    pub fn is_told_by_server(&self, at: ObligationIdx) -> bool {
        !self.servers_with_gaps(at).is_empty() && self.evaluation.standings[at.row()].stances.is_empty()
    }

    fn servers_with_gaps(&self, at: ObligationIdx) -> Vec<ObligationIdx> {
        let context = &self.evaluation.context;
        let stands = |other: ObligationIdx| self.evaluation.standings[other.row()].stands();
        let duties = context.graph.servers[context.obligations.all[at].duty.row()].iter().flat_map(|it| &it.duties);
        duties
            .flat_map(|duty| serving(context, at, *duty, stands).0)
            .filter(|other| self.evaluation.standings[other.row()].is_gap())
            .collect()
    }

    /// Says, weighs, names and sorts.
    pub fn finish(mut self) -> Vec<Finding> {
        let order = self.order();
        let mut place_of = vec![0; self.drafts.len()];
        for (place, number) in order.iter().enumerate() {
            place_of[*number] = place;
        }
        let because = self.causes();
        let severities = self.severities(&because);
        let endangers = self.endangered();
        let serves = self.served();
        let mut findings: Vec<Finding> = Vec::with_capacity(self.drafts.len());
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        for number in order {
            let id = self.id(&self.drafts[number]);
            let times = ids.entry(id.clone()).or_insert(0);
            *times += 1;
            let id = if *times == 1 { id } else { format!("{id}-{times}") };
            let mut causes: Vec<usize> = because[number].iter().map(|cause| place_of[*cause]).collect();
            causes.sort();
            let derivation = self.derivation(&self.drafts[number]);
            let names = Names(&self.evaluation.context);
            let draft = &mut self.drafts[number];
            let message = (draft.kind.say)(&names, &draft.group);
            let mut places = std::mem::take(&mut draft.group.defect.places);
            if let Some(control) = draft.group.control {
                let control = &self.evaluation.context.policy.controls[control];
                let source = &control.source;
                places.push((control.span, text!("項目（{source}）", "the control ({source})")));
            }
            findings.push(Finding {
                id,
                code: &draft.kind.code,
                severity: severities[number],
                group: draft.group.clone(),
                message,
                places,
                because: causes,
                endangers: endangers.get(&number).cloned().unwrap_or_default(),
                serves: serves.get(&number).cloned().unwrap_or_default(),
                derivation,
            });
        }
        findings
    }

    /// Heaviest first by level, then control, subject, ladder; names only, so that positions have no say.
    fn order(&self) -> Vec<usize> {
        let ladder = |kind: &Kind| super::LADDER.iter().position(|it| std::ptr::eq(*it, kind)).unwrap_or(usize::MAX);
        let mut order: Vec<usize> = (0..self.drafts.len()).collect();
        order.sort_by_key(|number| {
            let draft = &self.drafts[*number];
            (
                std::cmp::Reverse(self.own_severity(draft)),
                draft.group.control.is_none(),
                draft.group.control,
                draft.group.subject,
                ladder(draft.kind),
                draft.kind.code.name,
                draft.group.duties.clone(),
                draft.group.defect.parties.clone(),
            )
        });
        order
    }

    fn own_severity(&self, draft: &Draft) -> Severity {
        if draft.group.defect.beside {
            return Severity::Note;
        }
        let by_level = match draft.level {
            None | Some(Level::Required) => Severity::Error,
            Some(Level::Recommended) => Severity::Warning,
            Some(Level::Optional) => Severity::Note,
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

    fn derivation(&self, draft: &Draft) -> Derivation {
        let names = Names(&self.evaluation.context);
        let verdict = (draft.kind.say)(&names, &draft.group);
        let mut root = Derivation::new(verdict);
        if let Some(control) = draft.group.control {
            let control = &self.evaluation.context.policy.controls[control];
            let catalogue = &self.evaluation.context.policy.catalogues[control.catalogue].name;
            root.span = Some(control.span);
            root.source = Some(format!("{catalogue} {}", control.source));
        }
        if draft.group.obligations.is_empty() {
            let places = draft.group.defect.places.iter();
            root.steps = places.map(|(span, words)| Derivation::at(words.clone(), *span)).collect();
        } else {
            root.steps = draft.group.obligations.iter().map(|at| account(self.evaluation, *at)).collect();
        }
        root
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
            draft.kind.code.name.to_owned(),
            draft.group.control.map(control).unwrap_or_default(),
            format!("{:?}", draft.group.subject.kind()),
            context.engagement.subject_name(draft.group.subject),
            words(draft.group.phases.iter().map(|it| it.name()).collect()),
            words(draft.group.modes.iter().map(|it| it.name()).collect()),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

fn merge<T: Ord>(into: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    into.extend(more);
    into.sort();
    into.dedup();
}

fn merge_unsorted<T: PartialEq>(into: &mut Vec<T>, more: T) {
    if !into.contains(&more) {
        into.push(more);
    }
}

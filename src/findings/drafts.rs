//! From defects of single obligations to groups: what has kind, control, subject and parties in common is one finding.

use std::collections::BTreeMap;

use super::kind::{Defect, Group, Kind};
use super::knowledge::undetermined::{UNDETERMINED, undetermined};
use super::names::Names;
use super::ownership;
use super::service_level;
use super::user_rule::Broken;
use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, FlowGap, LevelGap, Truth, serving};
use crate::graph::{ObligationIdx, SubjectIdx};
use crate::model::{ControlIdx, DutyIdx, Idx, Level, Subject, SubjectKind};
use crate::text;

/// Findings in the making.
pub struct Drafts<'a> {
    pub(super) evaluation: &'a Evaluation<'a>,
    pub(super) drafts: Vec<Draft>,
    /// By control and subject, the drafts that their obligations may share.
    shared: BTreeMap<(ControlIdx, Subject), Vec<usize>>,
    /// By obligation that has a gap, the draft that tells it.
    pub(super) told: Vec<Option<usize>>,
    /// By control that was asked about: what is carried of it, by somebody's word.
    carried: BTreeMap<ControlIdx, Carried>,
}

/// The duties of a control that are carried, by subject, by its kind.
type Carried = BTreeMap<SubjectKind, BTreeMap<SubjectIdx, Vec<DutyIdx>>>;

fn carried(evaluation: &Evaluation, control: ControlIdx) -> Carried {
    let Evaluation { context, standings, .. } = evaluation;
    let mut all = Carried::new();
    for duty in context.policy.duties_of(control) {
        for at in context.obligations.of_duty(duty) {
            let (subject, standing) = (context.obligations.all[at].subject, &standings[at.row()]);
            if standing.carried && !standing.presumed && standing.stands() {
                let kind = context.obligations.subjects.all[subject].kind();
                all.entry(kind).or_default().entry(subject).or_default().push(duty);
            }
        }
    }
    all
}

/// A finding in the making.
pub(super) struct Draft {
    pub(super) kind: &'static Kind,
    pub(super) level: Option<Level>,
    pub(super) group: Group,
}

impl<'a> Drafts<'a> {
    /// Starts with nothing.
    pub fn new(evaluation: &'a Evaluation<'a>) -> Self {
        let told = vec![None; evaluation.standings.len()];
        Drafts { evaluation, drafts: Vec::new(), shared: BTreeMap::new(), told, carried: BTreeMap::new() }
    }

    /// Adds the defect of an obligation: to a group of the same control, subject, kind and parties, or as a new one.
    pub fn add(&mut self, kind: &'static Kind, at: ObligationIdx, defect: Defect) {
        let beside = defect.beside;
        let number = self.put(kind, at, defect);
        if !self.evaluation.standings[at.row()].carried || !beside {
            self.told[at.row()].get_or_insert(number);
        }
    }

    /// The same for a defect that says nothing of whether the obligation is carried, and so causes nothing.
    pub fn add_apart(&mut self, kind: &'static Kind, at: ObligationIdx, defect: Defect) {
        self.put(kind, at, defect);
    }

    fn put(&mut self, kind: &'static Kind, at: ObligationIdx, mut defect: Defect) -> usize {
        let context = &self.evaluation.context;
        let obligation = context.obligations.all[at];
        let duty = &context.policy.duties[obligation.duty];
        let subject = context.obligations.subject(at);
        let is_unowned = std::ptr::eq(kind, &ownership::unowned::UNOWNED);
        let kind = match is_unowned.then(|| self.what_is_carried(at)).flatten() {
            Some(carried) => {
                if !defect.parties.is_empty() {
                    let Text { ja, en } = Names(context).parties(&defect.parties);
                    defect.details.push(text!("{ja}は負わないと述べています", "disclaimed by {en}"));
                }
                defect.details.push(carried);
                &ownership::partly_owned::PARTLY_OWNED
            }
            None => kind,
        };
        // What has kind and parties in common is one finding; what is only a note beside stands apart.
        let fits = |number: &&usize| {
            let Draft { kind: other, group, .. } = &self.drafts[**number];
            let there = &group.defect;
            other.code.name == kind.code.name && there.beside == defect.beside && there.parties == defect.parties
        };
        let shared = self.shared.entry((duty.control, subject)).or_default();
        let number = match shared.iter().find(fits) {
            Some(number) => *number,
            None => {
                let group = Group {
                    control: Some(duty.control),
                    subject,
                    duties: Vec::new(),
                    obligations: Vec::new(),
                    phases: Vec::new(),
                    modes: Vec::new(),
                    defect: Defect {
                        parties: std::mem::take(&mut defect.parties),
                        beside: defect.beside,
                        ..Defect::default()
                    },
                };
                self.drafts.push(Draft { kind, level: None, group });
                shared.push(self.drafts.len() - 1);
                self.drafts.len() - 1
            }
        };
        let draft = &mut self.drafts[number];
        if draft.kind.code.severity < kind.code.severity {
            draft.kind = kind;
        }
        let level = draft.level.map_or(duty.level, |so_far| so_far.min(duty.level));
        draft.level = Some(level);
        let group = &mut draft.group;
        merge(&mut group.duties, [obligation.duty]);
        merge(&mut group.obligations, [at]);
        merge(&mut group.phases, obligation.phase);
        merge(&mut group.modes, obligation.mode);
        group.defect.take_in(defect);
        number
    }

    /// Adds a subcontract that does not pass on what flows down.
    pub fn add_flow_gap(&mut self, kind: &'static Kind, gap: &FlowGap, defect: Defect) {
        let defect = Defect { not_passed_on: true, ..defect };
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

    /// Adds rows of a checklist that nobody checked: one finding, however many they are.
    pub fn add_unchecked(&mut self, kind: &'static Kind, obligations: Vec<ObligationIdx>, defect: Defect) {
        let context = &self.evaluation.context;
        let mut duties = Vec::new();
        merge(&mut duties, obligations.iter().map(|at| context.obligations.all[*at].duty));
        let level = duties.iter().map(|duty| context.policy.duties[*duty].level).min();
        let (phases, modes) = (Vec::new(), Vec::new());
        let group = Group { control: None, subject: Subject::Engagement, duties, obligations, phases, modes, defect };
        self.drafts.push(Draft { kind, level, group });
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

    /// Adds a demand that is not met or a promise that nothing supports. What a control demands is said of that control, with its
    /// weight; where it is not known whether it applies, that is what is said.
    pub fn add_level_gap(&mut self, gap: &LevelGap) {
        let evaluation = self.evaluation;
        let (kind, defect) = (service_level::kind(&gap.defect), service_level::defect(evaluation, gap));
        let Some((demanded, control)) = gap.demanded().and_then(|it| Some((it, it.control()?))) else {
            return self.add_structural(kind, gap.subject, defect);
        };
        let (kind, defect) = match demanded.applies.truth() {
            Truth::Unknown => (&UNDETERMINED, undetermined(evaluation, &[&demanded.applies], defect)),
            Truth::True | Truth::False => (kind, defect),
        };
        let (policy, in_view) = (evaluation.context.policy, &evaluation.context.engagement.in_view);
        let duties: Vec<DutyIdx> = policy.duties_of(control).filter(|duty| in_view.contains(duty.row())).collect();
        let level = duties.iter().map(|duty| policy.duties[*duty].level).min();
        let group = Group {
            control: Some(control),
            subject: gap.subject,
            duties,
            obligations: Vec::new(),
            phases: Vec::new(),
            modes: Vec::new(),
            defect,
        };
        self.drafts.push(Draft { kind, level, group });
    }

    /// Adds what a rule of the policy says of a subject: once, however many bindings say it.
    pub fn add_rule(&mut self, broken: Broken) {
        let Broken { kind, level, group } = broken;
        let fits = |draft: &&mut Draft| {
            std::ptr::eq(draft.kind, kind)
                && (draft.group.defect.rule, draft.group.subject) == (group.defect.rule, group.subject)
                && (&draft.group.phases, &draft.group.modes) == (&group.phases, &group.modes)
        };
        match self.drafts.iter_mut().find(fits) {
            Some(draft) => {
                merge(&mut draft.group.obligations, group.obligations);
                merge(&mut draft.group.defect.parties, group.defect.parties.iter().copied());
                draft.group.defect.take_in(group.defect);
            }
            None => self.drafts.push(Draft { kind, level: Some(level), group }),
        }
    }

    /// Whether there is a finding of one of these kinds on a subject already.
    pub fn tells(&self, subject: Subject, codes: &[&str]) -> bool {
        self.drafts.iter().any(|draft| draft.group.subject == subject && codes.contains(&draft.kind.code.name))
    }

    /// What of the control is carried on the same subject, or on one of another kind that contains it: other duties, or the same in
    /// other phases and modes. A contract does not speak for one beneath it.
    fn what_is_carried(&mut self, at: ObligationIdx) -> Option<Text> {
        let evaluation = self.evaluation;
        let obligations = &evaluation.context.obligations;
        let here = obligations.all[at];
        let control = evaluation.context.policy.duties[here.duty].control;
        let carried = self.carried.entry(control).or_insert_with(|| carried(evaluation, control));
        let kind = obligations.subjects.all[here.subject].kind();
        let same = carried.get(&kind).and_then(|of_kind| of_kind.get(&here.subject));
        let wider = carried.iter().filter(|(other, _)| **other != kind).flat_map(|(_, of_kind)| of_kind);
        let containing =
            wider.filter(|(there, _)| obligations.lies_in(here.subject, **there)).map(|(_, duties)| duties);
        let mut duties = same.into_iter().chain(containing).flatten().peekable();
        duties.peek()?;
        Some(match duties.any(|duty| *duty != here.duty) {
            true => text!("同じ項目のほかの対応は担われています", "other duties of the control are carried"),
            false => text!("同じ対応はほかの場面では担われています", "in other phases or modes it is carried"),
        })
    }

    /// Whether a gap is reported at the duty that would serve this one, about which nobody says anything of its own. What weighs less,
    /// or is not demanded by law where the other is, does not tell for it.
    pub fn is_told_by_server(&self, at: ObligationIdx) -> bool {
        self.evaluation.standings[at.row()].stances.is_empty() && !self.servers_with_gaps(at).is_empty()
    }

    /// Of two that are the same, the gap is told at the one of which somebody speaks, else at the first.
    fn tells_for(&self, one: ObligationIdx, other: ObligationIdx) -> bool {
        let silent = |at: ObligationIdx| self.evaluation.standings[at.row()].stances.is_empty();
        (silent(one), one) < (silent(other), other)
    }

    /// Whether what is found of a duty weighs as much as what would be found of another.
    fn weighs_as_much(&self, duty: DutyIdx, other: DutyIdx) -> bool {
        let policy = self.evaluation.context.policy;
        let by_law = |it: DutyIdx| policy.control_of(it).by_law.is_some();
        policy.duties[duty].level <= policy.duties[other].level && (by_law(duty) || !by_law(other))
    }

    pub(super) fn servers_with_gaps(&self, at: ObligationIdx) -> Vec<ObligationIdx> {
        let context = &self.evaluation.context;
        let stands = |other: ObligationIdx| self.evaluation.standings[other.row()].stands();
        let duty_of = |it: ObligationIdx| context.obligations.all[it].duty;
        let servers = &context.graph.servers[context.obligations.all[at].duty.row()];
        let each = servers.iter().flat_map(|it| it.duties.iter().map(move |duty| (*duty, it.mutual)));
        each.flat_map(|(duty, mutual)| serving(context, at, duty, stands).0.into_iter().map(move |it| (it, mutual)))
            .filter(|(other, mutual)| !mutual || self.tells_for(*other, at))
            .map(|(other, _)| other)
            .filter(|other| self.evaluation.standings[other.row()].is_gap())
            .filter(|other| self.weighs_as_much(duty_of(*other), duty_of(at)))
            .collect()
    }
}

impl Defect {
    /// Adds what another of the same kind and parties says, each thing once.
    fn take_in(&mut self, more: Defect) {
        append(&mut self.reasons, more.reasons);
        append(&mut self.asked, more.asked);
        append(&mut self.causes, more.causes);
        add_new(&mut self.details, more.details);
        add_new(&mut self.places, more.places);
    }
}

/// The same as [`merge`] of a list, which goes into nothing as it is.
fn append<T: Ord>(into: &mut Vec<T>, mut more: Vec<T>) {
    match into.is_empty() {
        true => *into = more,
        false => into.append(&mut more),
    }
    into.sort();
    into.dedup();
}

fn merge<T: Ord>(into: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    into.extend(more);
    into.sort();
    into.dedup();
}

/// Adds what is not there, in the order in which it comes.
pub(super) fn add_new<T: PartialEq>(into: &mut Vec<T>, more: Vec<T>) {
    if into.is_empty() && more.len() < 2 {
        *into = more;
        return;
    }
    more.into_iter().for_each(|it| push_new(into, it));
}

/// Adds one thing that is not there.
pub(super) fn push_new<T: PartialEq>(into: &mut Vec<T>, it: T) {
    if !into.contains(&it) {
        into.push(it);
    }
}

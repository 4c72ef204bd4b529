//! From defects of obligations to findings of a day: what has kind, control, subject and parties in common is one finding.
//!
//! What is not carried is `partly_owned` where something else of the control is carried there. A gap is told at the duty that would
//! serve it, and at the subcontract to which it was not passed on, and not once more. Whose cause is told hangs under it, and weighs no
//! more.

use std::collections::BTreeMap;

use super::beside::{beside, is_unchecked, notes};
use super::crosswalk::gaps_in_servers;
use super::day::Day;
use super::derived::in_scope;
use super::flow_down::{FlowGap, flow_gaps};
use super::kind::Kind;
use super::ladder::{Defect, Look, first_that_holds, is_told, two_sides, undetermined};
use super::levels::LevelGap;
use super::near::lies_in;
use super::service_levels::{demands_on, level_drafts};
use super::user_rules::rule_drafts;
use super::waivers::{Found, waived};
use crate::diagnostic::Severity;
use crate::model::{CatalogueIdx, ControlIdx, DutyIdx, Level, Mode, PartyKind, Phase, Subject};

/// A finding in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its kind.
    pub kind: Kind,
    /// The level of its control; `None` where it is about none.
    pub level: Option<Level>,
    /// The control.
    pub control: Option<ControlIdx>,
    /// The subject.
    pub subject: Subject,
    /// The duties, in order.
    pub duties: Vec<DutyIdx>,
    /// The phases, where distinguished.
    pub phases: Vec<Phase>,
    /// The modes, where distinguished.
    pub modes: Vec<Mode>,
    /// What is wrong.
    pub defect: Defect,
    /// What is wrong with levels, if that is it.
    pub gap: Option<LevelGap>,
    /// The obligations that it tells of.
    pub tells: Vec<usize>,
}

impl Draft {
    /// About no control.
    pub fn of(kind: Kind, subject: Subject, defect: Defect) -> Self {
        Draft {
            kind,
            level: None,
            control: None,
            subject,
            duties: Vec::new(),
            phases: Vec::new(),
            modes: Vec::new(),
            defect,
            gap: None,
            tells: Vec::new(),
        }
    }
}

/// All findings of a day in the making. What one tells of another obligation it does not tell where somebody puts up with it: that is
/// then told by itself, and tells of others.
pub fn drafts(look: &Look) -> Vec<Draft> {
    let mut apart: Vec<usize> = Vec::new();
    loop {
        let all = told_apart(look, &apart);
        let is_new = |at: &usize| !apart.contains(at) && is_told_by_waived(look, &all, *at);
        let more: Vec<usize> = (0..look.verdicts.len()).filter(is_new).collect();
        if more.is_empty() {
            return all;
        }
        let is_first =
            |at: &&usize| !gaps_in_servers(look, **at).iter().any(|other| other != *at && more.contains(other));
        let first: Vec<usize> = more.iter().filter(is_first).copied().collect();
        apart.extend(if first.is_empty() { more } else { first });
    }
}

/// The draft that tells of an obligation: its own; else, of a gap, that of the subcontract to which it was not passed on, or of what
/// would serve it.
pub fn teller<'a>(look: &Look, drafts: &'a [Draft], at: usize) -> Option<&'a Draft> {
    by_itself(look, drafts, at).unwrap_or_else(|| {
        gaps_in_servers(look, at).into_iter().filter(|other| *other != at).find_map(|other| teller(look, drafts, other))
    })
}

/// The same where nothing that serves it is asked; `None` where that tells of it.
fn by_itself<'a>(look: &Look, drafts: &'a [Draft], at: usize) -> Option<Option<&'a Draft>> {
    let here = &look.day.whole.obligations[at];
    let own = drafts.iter().find(|it| it.tells.contains(&at));
    if own.is_some() || look.verdicts[at].carried || !look.verdicts[at].stands() {
        return Some(own);
    }
    let is_of_flow = |it: &&Draft| {
        let kinds = [Kind::MissingFlowDown, Kind::Undetermined, Kind::UndeterminedNote];
        kinds.contains(&it.kind) && it.subject == here.subject && it.duties.contains(&here.duty)
    };
    let mut flows = flow_gaps(look.day, look.verdicts).into_iter();
    let flows = flows.any(|it| it.duty == here.duty && Subject::Contract(it.contract) == here.subject);
    flows.then(|| drafts.iter().find(is_of_flow))
}

/// Whether only what is waived on the day tells of a gap.
fn is_told_by_waived(look: &Look, drafts: &[Draft], at: usize) -> bool {
    let whole = look.day.whole;
    let is_waived = |it: &Draft| {
        let found = Found {
            kind: it.kind.name(),
            control: it.control,
            subject: it.subject,
            duties: &it.duties,
            phases: &it.phases,
            modes: &it.modes,
        };
        waived(whole.policy, whole.engagement, look.day.date(), &found).is_some()
    };
    if whole.engagement.waivers.iter().next().is_none() || by_itself(look, drafts, at).is_some() {
        return false;
    }
    let serving: Vec<usize> = gaps_in_servers(look, at).into_iter().filter(|other| *other != at).collect();
    let tells = |other: &usize| teller(look, drafts, *other).is_some_and(|it| !is_waived(it));
    !serving.is_empty() && !serving.iter().any(tells)
}

/// What is found where some are told by themselves, whatever tells for them.
fn told_apart(look: &Look, apart: &[usize]) -> Vec<Draft> {
    let flow_gaps = flow_gaps(look.day, look.verdicts);
    let mut all = Vec::new();
    for at in 0..look.verdicts.len() {
        of_obligation(look, &flow_gaps, apart, at, &mut all);
    }
    of_checklists(look, &mut all);
    let is_told = |gap: &&FlowGap| gap.applies.is_yes() || !is_gap_there(look, gap);
    flow_gaps.iter().filter(is_told).for_each(|gap| of_flow(look.day, gap, &mut all));
    of_contracts(look.day, &mut all);
    let demands = demands_on(look);
    all.extend(level_drafts(look, &demands));
    of_components(look.day, &mut all);
    of_vendors(look.day, &mut all);
    all.extend(rule_drafts(look, &demands));
    all
}

/// Whether what perhaps flows down is a gap of the subcontract for sure.
fn is_gap_there(look: &Look, gap: &FlowGap) -> bool {
    let mut all = look.day.whole.obligations.iter().zip(look.verdicts);
    all.any(|(it, verdict)| it.duty == gap.duty && it.subject == Subject::Contract(gap.contract) && verdict.is_gap())
}

fn of_obligation(look: &Look, flow_gaps: &[FlowGap], apart: &[usize], at: usize, all: &mut Vec<Draft>) {
    let (verdict, here) = (&look.verdicts[at], &look.day.whole.obligations[at]);
    let flows = flow_gaps.iter().any(|it| {
        let is_here = it.duty == here.duty && Subject::Contract(it.contract) == here.subject;
        is_here && (it.applies.is_yes() || !verdict.is_gap())
    });
    if let Some((kind, defect)) = first_that_holds(look, at) {
        let told_by_flow = flows && !verdict.carried;
        let told_by_server =
            !apart.contains(&at) && verdict.stances.is_empty() && !gaps_in_servers(look, at).is_empty();
        if !(kind.is_plain_gap() && (told_by_flow || told_by_server)) {
            add(look, kind, at, defect, true, all);
        }
    }
    if verdict.stands() {
        notes(look, at).into_iter().for_each(|(kind, defect)| add(look, kind, at, defect, false, all));
    }
    if verdict.alive && verdict.truth() == Some(true) {
        beside(look, at).into_iter().for_each(|(kind, defect)| add(look, kind, at, defect, false, all));
    }
}

/// Puts a defect to the group that it belongs to, or begins one.
fn add(look: &Look, kind: Kind, at: usize, mut defect: Defect, tells: bool, all: &mut Vec<Draft>) {
    let here = &look.day.whole.obligations[at];
    let duty = &look.day.whole.policy.duties[here.duty];
    let kind = if kind == Kind::Unowned && some_is_carried(look, at) { Kind::PartlyOwned } else { kind };
    let fits = |it: &Draft| {
        it.kind.name() == kind.name()
            && (it.control, it.subject) == (Some(duty.control), here.subject)
            && it.defect.parties == defect.parties
            && it.defect.beside == defect.beside
    };
    let number = all.iter().position(fits).unwrap_or(all.len());
    if number == all.len() {
        let empty = Defect { parties: defect.parties.clone(), beside: defect.beside, ..Defect::default() };
        all.push(Draft { control: Some(duty.control), ..Draft::of(kind, here.subject, empty) });
    }
    let draft = &mut all[number];
    if draft.kind.heaviest() < kind.heaviest() {
        draft.kind = kind;
    }
    draft.level = Some(draft.level.map_or(duty.level, |so_far| so_far.min(duty.level)));
    merge(&mut draft.duties, vec![here.duty]);
    merge(&mut draft.phases, here.phase.into_iter().collect());
    merge(&mut draft.modes, here.mode.into_iter().collect());
    merge(&mut draft.defect.reasons, std::mem::take(&mut defect.reasons));
    merge(&mut draft.defect.facts, defect.facts);
    merge(&mut draft.defect.causes, defect.causes);
    if tells {
        draft.tells.push(at);
    }
}

fn merge<T: Ord>(into: &mut Vec<T>, more: Vec<T>) {
    into.extend(more);
    into.sort();
    into.dedup();
}

/// Whether anything of the control is carried, by somebody's word, on the subject or on one of another kind that contains it.
fn some_is_carried(look: &Look, at: usize) -> bool {
    let whole = look.day.whole;
    let here = &whole.obligations[at];
    let control = whole.policy.duties[here.duty].control;
    whole.obligations.iter().zip(look.verdicts).any(|(other, verdict)| {
        let contains =
            other.subject.kind() != here.subject.kind() && lies_in(whole.engagement, here.subject, other.subject);
        whole.policy.duties[other.duty].control == control
            && (other.subject == here.subject || contains)
            && verdict.stands()
            && verdict.carried
            && !verdict.presumed
    })
}

/// The rows that nobody has checked, of all that a catalogue has: one finding, about the engagement.
fn of_checklists(look: &Look, all: &mut Vec<Draft>) {
    let policy = look.day.whole.policy;
    let mut by_catalogue: BTreeMap<CatalogueIdx, Vec<DutyIdx>> = BTreeMap::new();
    for at in (0..look.verdicts.len()).filter(|at| is_unchecked(look, *at)) {
        let duty = look.day.whole.obligations[at].duty;
        merge(by_catalogue.entry(policy.control_of(duty).catalogue).or_default(), vec![duty]);
    }
    for duties in by_catalogue.into_values() {
        let defect = Defect { reasons: vec!["not_checked".to_owned()], ..Defect::default() };
        let level = duties.iter().map(|duty| policy.duties[*duty].level).min();
        all.push(Draft { level, duties, ..Draft::of(Kind::NotConfirmed, Subject::Engagement, defect) });
    }
}

/// A subcontract that does not pass on; several duties of one control are one finding.
fn of_flow(day: &Day, gap: &FlowGap, all: &mut Vec<Draft>) {
    let duty = &day.whole.policy.duties[gap.duty];
    let supplier = day.whole.engagement.contracts[gap.contract].supplier;
    let plain = Defect { parties: vec![supplier], ..Defect::default() };
    let (kind, defect) = match gap.applies.truth() {
        None => (Kind::Undetermined, undetermined(day, &[&gap.applies], plain)),
        Some(_) => (Kind::MissingFlowDown, plain),
    };
    let subject = Subject::Contract(gap.contract);
    let fits = |it: &Draft| it.kind == kind && it.control == Some(duty.control) && it.subject == subject;
    match all.iter().position(fits) {
        Some(number) => {
            let draft = &mut all[number];
            merge(&mut draft.duties, vec![gap.duty]);
            merge(&mut draft.defect.reasons, defect.reasons);
            merge(&mut draft.defect.facts, defect.facts);
            draft.level = draft.level.map(|so_far| so_far.min(duty.level));
        }
        None => all.push(Draft {
            control: Some(duty.control),
            level: Some(duty.level),
            duties: vec![gap.duty],
            ..Draft::of(kind, subject, defect)
        }),
    }
}

/// Subcontracts under a contract that is not in force, and those of which the hospital was not told.
fn of_contracts(day: &Day, all: &mut Vec<Draft>) {
    let contracts = day.whole.engagement.contracts.enumerate().filter(|(k, _)| day.in_force(*k));
    let subcontracts: Vec<_> = contracts.filter_map(|(k, it)| Some((k, it, it.parent?))).collect();
    for (k, contract, parent) in &subcontracts {
        let defect = Defect { parties: two_sides(contract), ..Defect::default() };
        if !day.in_force(*parent) {
            all.push(Draft::of(Kind::OrphanSubcontract, Subject::Contract(*k), defect));
        }
    }
    for (k, contract, _) in subcontracts {
        let subject = Subject::Contract(k);
        let kinds = [Kind::UnconsentedSubcontract, Kind::UndisclosedSubcontractor];
        let is_named = all.iter().any(|it| it.subject == subject && kinds.contains(&it.kind));
        if !is_told(day, contract) && !is_named {
            let defect = Defect { parties: two_sides(contract), ..Defect::default() };
            all.push(Draft::of(Kind::UndisclosedSubcontractor, subject, defect));
        }
    }
}

fn of_components(day: &Day, all: &mut Vec<Draft>) {
    for (at, component) in day.whole.engagement.components.enumerate() {
        let subject = Subject::Component(at);
        if component.provider.is_none() && (day.scene.lives)(subject) {
            all.push(Draft::of(Kind::UnknownProvider, subject, Defect::default()));
        }
    }
}

/// Vendors that catalogues in use do not address.
fn of_vendors(day: &Day, all: &mut Vec<Draft>) {
    let (policy, engagement) = (day.whole.policy, day.whole.engagement);
    let vendors = engagement.parties.enumerate().filter(|(_, it)| it.kind == PartyKind::Vendor);
    for (party, _) in vendors.filter(|(party, _)| (day.scene.lives)(Subject::Vendor(*party))) {
        let not_addressed = engagement.uses.iter().filter(|used| in_scope(&day.scene, used.catalogue, party).is_no());
        let reasons: Vec<String> = not_addressed.map(|used| policy.catalogues[used.catalogue].name.clone()).collect();
        if !reasons.is_empty() {
            let defect = Defect { parties: vec![party], reasons, ..Defect::default() };
            all.push(Draft::of(Kind::OutOfScope, Subject::Vendor(party), defect));
        }
    }
}

/// By draft: those that cause it.
pub fn causes(all: &[Draft]) -> Vec<Vec<usize>> {
    let told = |at: &usize| all.iter().position(|it| it.tells.contains(at));
    let of = |(number, draft): (usize, &Draft)| {
        let mut causes = Vec::new();
        merge(&mut causes, draft.defect.causes.iter().filter_map(told).collect());
        causes.retain(|cause| *cause != number);
        causes
    };
    all.iter().enumerate().map(of).collect()
}

/// By draft: its weight, which is that of its control, no more than its kind can weigh, and no more than its heaviest cause.
pub fn severities(all: &[Draft], causes: &[Vec<usize>]) -> Vec<Severity> {
    let own = |it: &Draft| match (it.defect.beside, it.level) {
        (true, _) | (_, Some(Level::Optional | Level::None)) => Severity::Note,
        (false, Some(Level::Recommended)) => Severity::Warning.min(it.kind.heaviest()),
        (false, None | Some(Level::Required)) => it.kind.heaviest(),
    };
    let mut weights: Vec<Severity> = all.iter().map(own).collect();
    for _ in all {
        let limited = |number: usize| {
            let heaviest = causes[number].iter().map(|cause| weights[*cause]).max();
            heaviest.map_or(weights[number], |it| it.min(weights[number]))
        };
        weights = (0..all.len()).map(limited).collect();
    }
    weights
}

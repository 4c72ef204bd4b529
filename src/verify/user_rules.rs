//! What user rules come to, as findings: each rule once on every subject, under its own name, at the control that it cites.

use super::answering::answerable;
use super::crosswalk::is_carried;
use super::day::Day;
use super::dependencies::gaps_beneath;
use super::grouping::Draft;
use super::kind::Kind;
use super::ladder::{Defect, Look, undetermined};
use super::levels::Demand;
use super::owning::performers;
use super::rules::{Ruling, rulings};
use super::things::{Judged, Thing, Told};
use crate::diagnostic::Severity;
use crate::model::{Idx, Level, PartyIdx, Statement, StatementIdx, Subject};

/// The findings of all rules on a day.
pub fn rule_drafts(look: &Look, demands: &[Demand]) -> Vec<Draft> {
    let (day, whole) = (look.day, look.day.whole);
    if whole.policy.rules.is_empty() {
        return Vec::new();
    }
    let obligations: Vec<Judged> = (0..look.verdicts.len()).map(|at| judged(look, at)).collect();
    let valid = |it: &Statement| day.is_valid(it);
    let spoken_of = |at: StatementIdx| whole.spoken_of[at.row()].clone();
    let subjects_of = |at: StatementIdx| whole.subjects_of[at.row()].clone();
    let told = Told {
        scene: day.scene,
        obligations: &obligations,
        demands,
        valid: &valid,
        spoken_of: &spoken_of,
        subjects_of: &subjects_of,
    };
    let mut all: Vec<Draft> = Vec::new();
    for ruling in rulings(&told) {
        add(draft(day, &told, &ruling), &mut all);
    }
    all
}

/// What the laws say of an obligation.
fn judged(look: &Look, at: usize) -> Judged {
    let (verdict, here) = (&look.verdicts[at], &look.day.whole.obligations[at]);
    let performing = performing(look, at);
    let owners = verdict.by.owners.iter().filter(|it| it.in_reach).map(|it| it.party);
    let disclaimers = verdict.stances.iter().filter(|it| !it.disclaims.is_empty()).map(|it| it.party);
    Judged {
        duty: here.duty,
        subject: here.subject,
        phase: here.phase,
        mode: here.mode,
        stands: verdict.stands(),
        applies: verdict.applying(),
        carried: is_carried(look.day, look.servers, look.verdicts, at),
        presumed: verdict.presumed,
        at_risk: !gaps_beneath(look.day, look.verdicts, at).is_empty(),
        performers: performing.iter().map(|it| it.0).collect(),
        answerable: performing.iter().map(|it| it.1).collect(),
        owners: owners.collect(),
        disclaimers: disclaimers.collect(),
    }
}

/// Those who perform an obligation, each with who answers for it; where nobody owns it and the hospital is presumed, the hospital.
fn performing(look: &Look, at: usize) -> Vec<(PartyIdx, PartyIdx)> {
    let verdict = &look.verdicts[at];
    let mut all = Vec::new();
    for owner in verdict.by.owners.iter().filter(|it| it.counts()) {
        for (performer, chain) in performers(owner) {
            all.push((performer, answerable(look.day, at, owner, &chain)));
        }
    }
    let hospital = look.day.whole.engagement.hospital;
    if verdict.presumed && !verdict.by.owners.iter().any(|it| it.party == hospital) {
        all.push((hospital, hospital));
    }
    all.sort();
    all.dedup();
    all
}

/// A rule that does not hold stands on what it ranges over first; one of which that is not known, likewise.
fn draft(day: &Day, told: &Told, ruling: &Ruling) -> Draft {
    let rule = &day.whole.policy.rules[ruling.rule];
    let (kind, defect) = match ruling.answer.truth() {
        None => (Kind::OpenRule(ruling.rule), undetermined(day, &[&ruling.answer], Defect::default())),
        Some(_) => (Kind::Rule(ruling.rule), Defect::default()),
    };
    let mut parties: Vec<PartyIdx> = ruling.bound.iter().flat_map(|it| it.parties(told)).collect();
    parties.sort();
    parties.dedup();
    let subject = ruling.bound.first().map_or(Subject::Engagement, |it| it.subject(told));
    let here = match ruling.bound.first() {
        Some(Thing::Obligation(at)) => Some(&told.obligations[*at]),
        _ => None,
    };
    Draft {
        level: Some(level(rule.severity)),
        control: Some(rule.control),
        duties: rule.duties.clone(),
        phases: here.and_then(|it| it.phase).into_iter().collect(),
        modes: here.and_then(|it| it.mode).into_iter().collect(),
        ..Draft::of(kind, subject, Defect { parties, ..defect })
    }
}

/// The level of a control whose findings weigh as much.
fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Required,
        Severity::Warning => Level::Recommended,
        Severity::Note => Level::Optional,
    }
}

/// However many bindings say it of a subject, it is said once.
fn add(draft: Draft, all: &mut Vec<Draft>) {
    let fits = |it: &&mut Draft| {
        (it.kind, it.subject) == (draft.kind, draft.subject) && (&it.phases, &it.modes) == (&draft.phases, &draft.modes)
    };
    let Some(one) = all.iter_mut().find(fits) else {
        all.push(draft);
        return;
    };
    merge(&mut one.defect.parties, draft.defect.parties);
    merge(&mut one.defect.reasons, draft.defect.reasons);
    merge(&mut one.defect.facts, draft.defect.facts);
}

fn merge<T: Ord>(into: &mut Vec<T>, more: Vec<T>) {
    into.extend(more);
    into.sort();
    into.dedup();
}

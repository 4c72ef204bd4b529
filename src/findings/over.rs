//! Findings over a stretch of days: judged between every two turning days, neighbours put together.
//!
//! ```text
//! 2026-04-01 ─ unowned C.1 on wan ─ 2026-09-30 │ 2026-10-01 ─ unowned C.1 on wan ─ 2027-03-31
//!     one finding, from 2026-04-01 to 2027-03-31
//! ```

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::arrange::arranged;
use super::names::Names;
use super::{Finding, Waived, find, found};
use crate::evaluate::{Context, Evaluation};
use crate::model::{Date, Stretch, marking_days};

/// The findings from the day of an evaluation to a last day, each with the days on which it holds.
pub fn find_over(first: &Evaluation, last: Date) -> Vec<Finding> {
    let context = &first.context;
    let days = Stretch { from: context.day, to: last.max(context.day) };
    let pieces = days.cut(&marking_days(context.policy, context.engagement));
    if let [whole] = pieces.as_slice() {
        let mut findings = find(first);
        findings.iter_mut().for_each(|it| it.days = *whole);
        return findings;
    }
    // Made before the pieces are judged side by side: none of them waits for another.
    first.timeline();
    let judged: Vec<Vec<Finding>> = pieces.par_iter().map(|piece| judged(first, *piece)).collect();
    arranged(joined(context, judged))
}

fn judged(first: &Evaluation, piece: Stretch) -> Vec<Finding> {
    let mut findings = found(&first.on(piece.from));
    findings.iter_mut().for_each(|it| it.days = piece);
    findings
}

/// Puts findings of neighbouring pieces together when kind, obligations and parties agree.
fn joined(context: &Context, pieces: Vec<Vec<Finding>>) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    let mut open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for piece in pieces {
        let mut place_of = Vec::with_capacity(piece.len());
        let mut still_open: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for finding in &piece {
            let id = finding.id.clone();
            let earlier = open.get(&id).into_iter().flatten().copied();
            let place = match earlier.into_iter().find(|place| goes_on(&all[*place], finding)) {
                Some(place) => place,
                None => {
                    all.push(Finding { because: Vec::new(), ..finding.clone() });
                    all.len() - 1
                }
            };
            place_of.push(place);
            still_open.entry(id).or_default().push(place);
        }
        for (finding, place) in piece.into_iter().zip(&place_of) {
            let causes: Vec<usize> = finding.because.iter().map(|cause| place_of[*cause]).collect();
            take_in(context, &mut all[*place], finding, causes);
        }
        open = still_open;
    }
    all
}

/// Whether a finding is that of the days before, going on.
fn goes_on(earlier: &Finding, finding: &Finding) -> bool {
    let (a, b) = (&earlier.group, &finding.group);
    std::ptr::eq(earlier.kind, finding.kind)
        && earlier.severity == finding.severity
        // Where a waiver ends, the finding is cut, so that it resurfaces on the day after.
        && earlier.waived.by() == finding.waived.by()
        && earlier.days.to.tomorrow().is_ok_and(|next| next == finding.days.from)
        && (a.control, a.subject) == (b.control, b.subject)
        && a.duties == b.duties
        && (&a.phases, &a.modes) == (&b.phases, &b.modes)
        && (&a.defect.parties, a.defect.beside) == (&b.defect.parties, b.defect.beside)
        && a.defect.level == b.defect.level
        && a.defect.rule == b.defect.rule
}

/// Adds the days of a finding, and what is told besides.
fn take_in(context: &Context, into: &mut Finding, finding: Finding, causes: Vec<usize>) {
    into.days.to = finding.days.to;
    if into.waived == Waived::No {
        into.waived = finding.waived;
    }
    add(&mut into.because, causes);
    add(&mut into.endangers, finding.endangers);
    add(&mut into.serves, finding.serves);
    let (here, more) = (&mut into.group.defect, finding.group.defect);
    let before = (here.reasons.len(), here.details.len());
    add(&mut here.reasons, more.reasons);
    add(&mut here.details, more.details);
    here.reasons.sort();
    add(&mut into.group.obligations, finding.group.obligations);
    if before != (here.reasons.len(), here.details.len()) {
        into.message = (into.kind.say)(&Names(context), &into.group);
    }
    // The control stays the last place.
    let control = into.group.control.and_then(|_| into.places.pop());
    add(&mut into.places, finding.places);
    if let Some(control) = control {
        into.places.retain(|it| *it != control);
        into.places.push(control);
    }
}

fn add<T: PartialEq>(into: &mut Vec<T>, more: Vec<T>) {
    for it in more {
        if !into.contains(&it) {
            into.push(it);
        }
    }
}

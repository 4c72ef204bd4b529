//! Findings over a stretch of days: judged between every two turning days, neighbours put together.
//!
//! ```text
//! 2026-04-01 ─ unowned C.1 on wan ─ 2026-09-30 │ 2026-10-01 ─ unowned C.1 on wan ─ 2027-03-31
//!     one finding, from 2026-04-01 to 2027-03-31
//! ```

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::arrange::arranged;
use super::drafts::add_new;
use super::{Finding, Waived, find, found};
use crate::diagnostic::Text;
use crate::evaluate::Evaluation;
use crate::model::{Date, Stretch, marking_days};
use crate::text;

/// The findings from the day of an evaluation to a last day, each with the days on which it holds.
pub fn find_over(first: &Evaluation, last: Date) -> Vec<Finding> {
    let context = &first.context;
    let days = Stretch { from: context.day, to: last.max(context.day) };
    let turning = if days.from == days.to { BTreeSet::new() } else { marking_days(context.policy, context.engagement) };
    let pieces = days.cut(&turning);
    if let [whole] = pieces.as_slice() {
        let mut findings = find(first);
        findings.iter_mut().for_each(|it| it.days = *whole);
        return findings;
    }
    // Made before the pieces are judged side by side: none of them waits for another.
    first.timeline();
    let judged: Vec<Vec<Finding>> = pieces.par_iter().map(|piece| judged(first, *piece)).collect();
    arranged(joined(judged))
}

fn judged(first: &Evaluation, piece: Stretch) -> Vec<Finding> {
    let mut findings = found(&first.on(piece.from));
    findings.iter_mut().for_each(|it| it.days = piece);
    findings
}

/// Puts findings of neighbouring pieces together when kind, obligations and parties agree.
fn joined(pieces: Vec<Vec<Finding>>) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    let mut details: Vec<Details> = Vec::new();
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
                    details.push(Details::default());
                    all.len() - 1
                }
            };
            place_of.push(place);
            still_open.entry(id).or_default().push(place);
        }
        for (finding, place) in piece.into_iter().zip(&place_of) {
            let causes: Vec<usize> = finding.because.iter().map(|cause| place_of[*cause]).collect();
            details[*place].add(&finding.group.defect.details, finding.days);
            take_in(&mut all[*place], finding, causes);
        }
        open = still_open;
    }
    for (finding, details) in all.iter_mut().zip(details) {
        finding.group.defect.details = details.over(finding.days);
    }
    all
}

/// What a finding says besides, with the days on which each is true.
#[derive(Default)]
struct Details(Vec<(Text, Vec<Stretch>)>);

impl Details {
    fn add(&mut self, details: &[Text], on: Stretch) {
        for text in details {
            let Some((_, days)) = self.0.iter_mut().find(|(known, _)| known == text) else {
                self.0.push((text.clone(), vec![on]));
                continue;
            };
            match days.last_mut() {
                Some(last) if last.to == on.to => {}
                Some(last) if last.to.tomorrow().is_ok_and(|next| next == on.from) => last.to = on.to,
                _ => days.push(on),
            }
        }
    }

    /// Each of them; what is true only on some of the days of the finding says on which.
    fn over(self, whole: Stretch) -> Vec<Text> {
        let say = |(text, days): (Text, Vec<Stretch>)| {
            if text.is_empty() || days.first() == Some(&whole) {
                return text;
            }
            let when: Vec<Text> = days.into_iter().map(Stretch::words).collect();
            let (Text { ja, en }, Text { ja: when_ja, en: when_en }) = (text, Text::list(&when));
            text!("{ja}（{when_ja}）", "{en} ({when_en})")
        };
        self.0.into_iter().map(say).collect()
    }
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

/// Adds the days of a finding, and what it rests on.
fn take_in(into: &mut Finding, finding: Finding, causes: Vec<usize>) {
    into.days.to = finding.days.to;
    if into.waived == Waived::No {
        into.waived = finding.waived;
    }
    add_new(&mut into.because, causes);
    add_new(&mut into.endangers, finding.endangers);
    add_new(&mut into.serves, finding.serves);
    let here = &mut into.group.defect;
    add_new(&mut here.reasons, finding.group.defect.reasons);
    here.reasons.sort();
    add_new(&mut into.group.obligations, finding.group.obligations);
    add_new(&mut into.places, finding.places);
}

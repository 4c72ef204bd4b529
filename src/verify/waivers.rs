//! The law of waivers: which findings somebody puts up with on a day.
//!
//! A finding is waived whole or not at all: one waiver must speak of its kind, its subject and all its duties, phases and modes. Of
//! several the one that lasts longest counts. What law demands cannot be waived. A waiver changes nothing but this mark.

use crate::model::{ControlIdx, Date, DutyIdx, Engagement, Idx, Mode, Phase, Policy, Subject, Waiver, WaiverIdx};

/// What a waiver is held against.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// The kind, or the name of the rule.
    pub kind: &'a str,
    /// The control; none of what is about no control.
    pub control: Option<ControlIdx>,
    /// About what.
    pub subject: Subject,
    /// The duties.
    pub duties: &'a [DutyIdx],
    /// The phases, where distinguished.
    pub phases: &'a [Phase],
    /// The modes, where distinguished.
    pub modes: &'a [Mode],
}

/// The waiver by which a finding is waived on a day.
pub fn waived(policy: &Policy, engagement: &Engagement, day: Date, found: &Found) -> Option<WaiverIdx> {
    let of_duties = found.duties.iter().map(|duty| policy.duties[*duty].control);
    if found.control.into_iter().chain(of_duties).any(|it| policy.controls[it].by_law.is_some()) {
        return None;
    }
    let holding = engagement.waivers.enumerate().filter(|(_, it)| holds(it, day) && speaks_of_all(it, found));
    // Of several that last as long the first.
    holding
        .fold(None, |longest: Option<(WaiverIdx, &Waiver)>, next| match longest {
            Some((_, it)) if it.until >= next.1.until => longest,
            _ => Some(next),
        })
        .map(|(at, _)| at)
}

fn holds(waiver: &Waiver, day: Date) -> bool {
    waiver.from.is_none_or(|from| from <= day) && day <= waiver.until
}

fn speaks_of_all(waiver: &Waiver, found: &Found) -> bool {
    let kind = waiver.kinds.iter().any(|it| it.name == found.kind);
    let subject = waiver.on.is_empty() || waiver.on.contains(&found.subject);
    // What is about no duty lies only in a waiver that names none.
    let duties = waiver
        .duties
        .as_ref()
        .is_none_or(|set| !found.duties.is_empty() && found.duties.iter().all(|it| set.contains(it.row())));
    kind && subject && duties && among(&waiver.phases, found.phases) && among(&waiver.modes, found.modes)
}

/// A waiver that names no phases is of all; one that names some is not of what holds in all.
fn among<T: PartialEq>(named: &[T], found: &[T]) -> bool {
    named.is_empty() || (!found.is_empty() && found.iter().all(|it| named.contains(it)))
}

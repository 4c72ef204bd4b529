//! Findings over days: judged between every two turning days, neighbours put together when kind, obligations and parties agree.

use super::crosswalk::{Server, servers};
use super::day::on;
use super::grouping::{Draft, causes, drafts, severities};
use super::ladder::Look;
use super::time::{Line, line};
use super::verdict::verdicts;
use super::waivers::{Found, waived};
use super::whole::Whole;
use super::{Claim, named};
use crate::model::{Engagement, Policy, Stretch, marking_days};

/// The findings of some days.
pub fn findings(policy: &Policy, engagement: &Engagement, days: Stretch) -> Vec<Claim> {
    let whole = Whole::new(policy, engagement);
    let servers = servers(policy);
    let line = line(&whole, &servers, days.from);
    let pieces = days.cut(&marking_days(policy, engagement));
    pieces.into_iter().fold(Vec::new(), |so_far, piece| joined(so_far, on_piece(&whole, &servers, &line, piece)))
}

/// The findings of days between which nothing turns.
fn on_piece(whole: &Whole, servers: &[Server], line: &Line, days: Stretch) -> Vec<Claim> {
    on(whole, days.from, |day| {
        let verdicts = verdicts(day, servers);
        let drafts = drafts(&Look { day, servers, verdicts: &verdicts, line });
        let causes = causes(&drafts);
        let weights = severities(&drafts, &causes);
        let drafts = drafts.into_iter().zip(weights).zip(causes);
        let claim = |((draft, severity), because): ((Draft, _), _)| {
            let mut claim = Claim {
                name: named(whole.policy, draft.kind),
                kind: draft.kind,
                severity,
                days,
                control: draft.control,
                subject: draft.subject,
                duties: draft.duties,
                phases: draft.phases,
                modes: draft.modes,
                parties: draft.defect.parties,
                beside: draft.defect.beside,
                reasons: draft.defect.reasons,
                facts: draft.defect.facts,
                because,
                waived: None,
                gap: draft.gap,
            };
            claim.waived = waived(whole.policy, whole.engagement, days.from, &found(&claim));
            claim
        };
        drafts.map(claim).collect()
    })
}

fn found(claim: &Claim) -> Found<'_> {
    Found {
        kind: &claim.name,
        control: claim.control,
        subject: claim.subject,
        duties: &claim.duties,
        phases: &claim.phases,
        modes: &claim.modes,
    }
}

/// Puts the findings of later days to those of the days before.
fn joined(mut all: Vec<Claim>, later: Vec<Claim>) -> Vec<Claim> {
    let before = all.len();
    let mut place_of: Vec<usize> = Vec::new();
    for claim in &later {
        let place = all[..before].iter().position(|it| goes_on(it, claim));
        place_of.push(place.unwrap_or(all.len()));
        if place.is_none() {
            all.push(Claim { because: Vec::new(), ..claim.clone() });
        }
    }
    for (claim, place) in later.into_iter().zip(&place_of) {
        let into = &mut all[*place];
        into.days.to = claim.days.to;
        let causes = claim.because.iter().map(|cause| place_of[*cause]);
        merge(&mut into.because, causes);
        merge(&mut into.reasons, claim.reasons);
        merge(&mut into.facts, claim.facts);
    }
    all
}

fn merge<T: Ord>(into: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    let more: Vec<T> = more.into_iter().filter(|it| !into.contains(it)).collect();
    if !more.is_empty() {
        into.extend(more);
        into.sort();
    }
}

/// Whether a finding is that of the days before, going on. Where a waiver begins or ends it is cut.
fn goes_on(earlier: &Claim, claim: &Claim) -> bool {
    earlier.days.to.tomorrow().is_ok_and(|next| next == claim.days.from)
        && earlier.severity == claim.severity
        && (earlier.kind, earlier.control, earlier.subject) == (claim.kind, claim.control, claim.subject)
        && (&earlier.duties, &earlier.phases, &earlier.modes) == (&claim.duties, &claim.phases, &claim.modes)
        && (&earlier.parties, earlier.beside) == (&claim.parties, claim.beside)
        && earlier.waived == claim.waived
        && earlier.gap == claim.gap
}

//! What may stand beside whatever else an obligation has: its risks, its row of the checklist, and claims that carry nothing.

use super::checklist::{Confirmed, begun, confirmed};
use super::kind::Kind;
use super::ladder::{Defect, Look, broken};
use super::risks::{RiskLack, risks};

/// Of what surely applies: its risks, and the first defect of its row of the checklist.
pub fn beside(look: &Look, at: usize) -> Vec<(Kind, Defect)> {
    let lacks = |lack| match lack {
        RiskLack::Agreement => Some("not_agreed"),
        RiskLack::LaterAgreement => Some("agreed_before_explained"),
        RiskLack::ByLaw => None,
    };
    let risk = of_risks(look, at, &lacks).map(|it| (Kind::RiskNotAgreed, it));
    risk.into_iter().chain(of_checklist(look, at)).collect()
}

/// The risks that somebody retains or shares and that lack something, each with a word for what.
pub fn of_risks(look: &Look, at: usize, word: &dyn Fn(RiskLack) -> Option<&'static str>) -> Option<Defect> {
    let mut defect = Defect::default();
    let whole = look.day.whole;
    let by_law = whole.policy.control_of(whole.obligations[at].duty).by_law.is_some();
    for (by, lack) in risks(whole.engagement, look.day.date(), by_law, look.day.said_of(at)) {
        if let Some(reason) = lack.and_then(word) {
            defect.parties.extend(whole.statement(by).verb.party());
            defect.reasons.push(reason.to_owned());
        }
    }
    defect.parties.sort();
    defect.parties.dedup();
    (!defect.reasons.is_empty()).then_some(defect)
}

fn of_checklist(look: &Look, at: usize) -> Option<(Kind, Defect)> {
    let (whole, day) = (look.day.whole, look.day.date());
    let catalogue = whole.policy.control_of(whole.obligations[at].duty).catalogue;
    let verdict = &look.verdicts[at];
    if !verdict.alive || !begun(whole.policy, whole.engagement, catalogue, day) {
        return None;
    }
    let (kind, reason) = match confirmed(whole.engagement, day, verdict.truth(), look.day.said_of(at)) {
        // What nobody has answered yet is told of the whole checklist.
        Confirmed::Unasked | Confirmed::Yes | Confirmed::Never => return None,
        Confirmed::SettledBefore => (Kind::CompletedBeforeConfirmed, "settled_before"),
        Confirmed::No => (Kind::NotConfirmed, "not_settled"),
        Confirmed::Contradicted => (Kind::NotConfirmed, "contradicting"),
    };
    Some((kind, Defect { reasons: vec![reason.to_owned()], ..Defect::default() }))
}

/// Whether a row of a checklist that was begun applies for sure, and nobody has checked it.
pub fn is_unchecked(look: &Look, at: usize) -> bool {
    let (whole, day, verdict) = (look.day.whole, look.day.date(), &look.verdicts[at]);
    let catalogue = whole.policy.control_of(whole.obligations[at].duty).catalogue;
    verdict.stands()
        && verdict.truth() == Some(true)
        && begun(whole.policy, whole.engagement, catalogue, day)
        && confirmed(whole.engagement, day, verdict.truth(), look.day.said_of(at)) == Confirmed::Never
}

/// Beside what is carried: claims out of reach, and chains that do not hold.
pub fn notes(look: &Look, at: usize) -> Vec<(Kind, Defect)> {
    let verdict = &look.verdicts[at];
    let out: Vec<_> = verdict.by.owners.iter().filter(|it| !it.in_reach).map(|it| it.party).collect();
    let out_of_reach = Defect { parties: out.clone(), beside: true, ..Defect::default() };
    let mut all = Vec::new();
    if verdict.carried && !out.is_empty() {
        all.push((Kind::OutOfReach, out_of_reach));
    }
    let broken = broken(look, at).filter(|_| verdict.carried);
    all.extend(broken.map(|it| (Kind::BrokenDelegation, it)));
    all
}

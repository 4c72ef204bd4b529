//! Owners of one obligation who get in each other's way.

use smallvec::SmallVec;

use crate::evaluate::{Evaluation, Owner, in_handover};
use crate::findings::kind::Defect;
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx};
use crate::text;

/// Owners of the same obligation, or of the same part of it.
pub struct Rivals {
    /// One of them says that nobody else does.
    pub solely: bool,
    /// All of them hand over from one to the next, which is no defect.
    pub handover: bool,
    /// Who they are, and the labels that they have in common.
    pub defect: Defect,
}

/// The owners who are in each other's way: with different parts they are not, and in different roles that the duty asks for they are
/// not either.
pub fn rivals(evaluation: &Evaluation, at: ObligationIdx) -> Option<Rivals> {
    let standing = &evaluation.standings[at.row()];
    let owners: SmallVec<[&Owner; 4]> = standing.owners.iter().filter(|owner| owner.counts()).collect();
    if owners.len() < 2 {
        return None;
    }
    let roles_of =
        |party: PartyIdx| -> Vec<bool> { standing.roles.iter().map(|role| role.parties.contains(&party)).collect() };
    let clash = |a: &Owner, b: &Owner| -> Option<Vec<String>> {
        let (in_a, in_b) = (roles_of(a.party), roles_of(b.party));
        let apart = in_a.contains(&true) && in_b.contains(&true) && !in_a.iter().zip(&in_b).any(|(x, y)| *x && *y);
        if apart {
            return None;
        }
        let common: Vec<String> = a.parts.intersection(&b.parts).cloned().collect();
        let whole = a.parts.is_empty() || b.parts.is_empty();
        (whole || !common.is_empty()).then_some(common)
    };
    let pairs = owners.iter().enumerate().flat_map(|(number, a)| owners[number + 1..].iter().map(move |b| (*a, *b)));
    let clashes: Vec<(&Owner, &Owner, Vec<String>)> =
        pairs.filter_map(|(a, b)| clash(a, b).map(|labels| (a, b, labels))).collect();
    if clashes.is_empty() {
        return None;
    }
    let (handovers, hard): (Vec<_>, Vec<_>) =
        clashes.into_iter().partition(|(a, b, _)| in_handover(&evaluation.context, a, b));
    let handover = hard.is_empty();
    let mut found = Rivals { solely: false, handover, defect: Defect::default() };
    for (a, b, labels) in if handover { handovers } else { hard } {
        found.solely |= a.solely || b.solely;
        found.defect.parties.extend([a.party, b.party]);
        found.defect.reasons.extend(labels);
    }
    found.defect.parties.sort();
    found.defect.parties.dedup();
    found.defect.reasons.sort();
    found.defect.reasons.dedup();
    for label in &found.defect.reasons {
        found.defect.details.push(text!("部分 `{label}` が重なっています", "part `{label}` is claimed twice"));
    }
    let span = |at| evaluation.context.engagement.statements[at].span;
    let involved = owners.iter().filter(|owner| found.defect.parties.contains(&owner.party));
    found.defect.places = involved
        .flat_map(|owner| &owner.statements)
        .map(|at| (span(*at), text!("ここで負うと述べています", "owned here")))
        .collect();
    Some(found)
}

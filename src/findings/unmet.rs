//! What `stated in` and `met by` duties come to while unmet.

use crate::evaluate::{Evaluation, Need, Truth};
use crate::findings::kind::{Defect, asked};
use crate::graph::ObligationIdx;
use crate::model::{self, Idx, Subject, Unmet};
use crate::text;

/// The defect of an unmet duty whose kind is the one asked for.
pub fn unmet(evaluation: &Evaluation, at: ObligationIdx, kind: Unmet) -> Option<Defect> {
    let context = &evaluation.context;
    let standing = &evaluation.standings[at.row()];
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let (named, open) = match (&duty.needs, &standing.need) {
        (model::Need::Stated(_, named), _) => (*named, false),
        (model::Need::Met(_, named), Need::Met(answer)) => (*named, answer.truth() == Truth::Unknown),
        _ => return None,
    };
    if standing.carried || named != kind || open {
        return None;
    }
    let mut defect = Defect { asked: asked(evaluation, at), ..Defect::default() };
    if let Subject::Contract(contract) = context.obligations.subject(at) {
        defect.places.push((context.engagement.contracts[contract].span, text!("この契約", "this contract")));
    }
    Some(defect)
}

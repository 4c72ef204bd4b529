//! What documents state on the day, and what they only aim at, as rules ask it.

use std::collections::BTreeMap;

use crate::evaluate::Evaluation;
use crate::graph::ObligationIdx;
use crate::model::{Idx, Paper, Verb};

/// By document, and whether it is only a goal: the obligations that stand and that it states, each once.
pub(super) type Stating = BTreeMap<(Paper, bool), Vec<ObligationIdx>>;

/// Looks through all statements once.
pub(super) fn stating(evaluation: &Evaluation) -> Stating {
    let context = &evaluation.context;
    let stands = |at: &ObligationIdx| evaluation.standings[at.row()].stands();
    let mut all = Stating::new();
    for (at, statement) in context.engagement.statements.enumerate() {
        let Verb::States { paper, all_of, as_goal, .. } = statement.verb else { continue };
        if !context.in_force(at) {
            continue;
        }
        let here = all.entry((paper, as_goal)).or_default();
        let Some(whole) = all_of else {
            here.extend(context.obligations.spoken_of[at].ones().map(ObligationIdx::new).filter(stands));
            continue;
        };
        let duties = context.stated(whole);
        let subjects = &context.obligations.subjects_of[at];
        let states = |at: &ObligationIdx| {
            let it = context.obligations.all[*at];
            duties.contains(it.duty.row()) && subjects.contains(it.subject.row())
        };
        here.extend(context.obligations.all.indices().filter(states).filter(stands));
    }
    for obligations in all.values_mut() {
        obligations.sort();
        obligations.dedup();
    }
    all
}

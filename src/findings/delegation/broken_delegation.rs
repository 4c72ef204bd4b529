//! `broken_delegation`: an owner has handed it on, and the chain does not hold.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::{Break, Evaluation, Step};
use crate::findings::account::broken;
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::findings::remarks::left_open;
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// Whoever has delegated no longer performs; if the delegate cannot be held to it, nobody does.
pub static BROKEN_DELEGATION: Kind = Kind {
    code: Code {
        name: "broken_delegation",
        family: Family::Delegation,
        severity: Severity::Error,
        page: Page {
            says: (
                "委ねた先で連鎖が途切れています（引き受けなし、契約なし、期間外、範囲外、未開示、負わないとの記述など）",
                "a delegation does not hold: not accepted, no contract, out of force, not covered, undisclosed or disclaimed",
            ),
            why: (
                "委ねた者はもはや実施せず、委ねられた者は引き受けていないため、実施する者がいません",
                "who delegated no longer performs, and who was to perform cannot be held to it",
            ),
            example: "A owns P2.C.2 on iaas by K1 \"第8条\"\nA delegates P2.C.2 on iaas to B via K2\n// B accepts がない / B never accepts",
            remedy: (
                "委ね先の `accepts` を条項とともに書くか、契約の範囲・期間・承諾を整えるか、委任を取り下げます",
                "let the delegate accept it by a clause, mend the contract's cover, period or consent, or withdraw the delegation",
            ),
        },
    },
    find: |evaluation, at| if evaluation.standings[at.row()].carried { None } else { breaks(evaluation, at) },
    say: |names, group| group.sentence(names, text!("委任の連鎖が途切れています", "the chain of delegation is broken")),
};

/// The steps of an obligation that do not hold, each with those before it. Of one that is not carried, the parts that are count not.
pub fn broken_steps<'a>(
    evaluation: &'a Evaluation<'_>,
    at: ObligationIdx,
) -> impl Iterator<Item = &'a (Vec<Step>, Break)> {
    let standing = &evaluation.standings[at.row()];
    let segments = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.segments);
    segments.filter(|it| standing.carried || it.chains.is_empty()).flat_map(|it| &it.broken)
}

/// The broken chains of an obligation.
pub fn breaks(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let mut steps = broken_steps(evaluation, at).filter_map(|(path, why)| Some((path.last()?, why))).peekable();
    steps.peek()?;
    let names = Names(&evaluation.context);
    let mut defect = Defect { beside: evaluation.standings[at.row()].carried, ..Defect::default() };
    for (step, why) in steps {
        let told = broken(&names, step, why);
        defect.parties.extend([step.from, step.to]);
        defect.reasons.push(why.name().to_owned());
        defect.places.extend(told.span.map(|span| (span, told.text)));
        for reason in told.steps {
            defect.places.extend(reason.span.map(|span| (span, reason.text.clone())));
            defect.details.push(reason.text);
        }
        if let Break::Gate(_, gate) = why {
            defect.causes.push(*gate);
        }
    }
    for (span, words) in left_open(evaluation, at) {
        defect.details.push(words.clone());
        defect.places.push((span, words));
    }
    defect.parties.sort();
    defect.parties.dedup();
    defect.reasons.sort();
    defect.reasons.dedup();
    Some(defect)
}

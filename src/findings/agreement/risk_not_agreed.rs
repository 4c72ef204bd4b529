//! `risk_not_agreed`: a risk is retained or shared without the hospital's agreement, or by one older than its explanation.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::{Evaluation, RiskLack};
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::findings::risks::risk;
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// Somebody decided for the hospital.
pub static RISK_NOT_AGREED: Kind = Kind {
    code: Code {
        name: "risk_not_agreed",
        family: Family::Agreement,
        severity: Severity::Error,
        page: Page {
            says: (
                "残る、または分担するリスクに医療機関が日付をもって合意していないか、合意が説明より前です",
                "a risk is retained or shared without a dated agreement of the hospital, or agreed to before it was explained",
            ),
            why: (
                "事業者が受け入れたつもりのリスクは、説明を受けて合意していない医療機関にとっては見えない間隙です",
                "a risk that a vendor takes for accepted is a gap which the hospital does not see unless it was told and agreed",
            ),
            example: "A retains \"夜間の停止\" of P2.B.5 on emr explained 2026-02-03   // agreed がない / no `agreed`",
            remedy: (
                "説明した日を `explained`、医療機関が合意した日を `agreed` に書きます。合意がなければ記述を取り下げます",
                "write the day of the explanation as `explained` and that of the hospital's agreement as `agreed`; without an agreement, withdraw the statement",
            ),
        },
    },
    find,
    say: |names, group| {
        group.sentence(
            names,
            text!("リスクについて医療機関と合意できていません", "its risk is not agreed with the hospital"),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let lacks = |lack| match lack {
        RiskLack::Agreement => Some("not_agreed"),
        RiskLack::LaterAgreement => Some("agreed_before_explained"),
        RiskLack::ByLaw => None,
    };
    of_risks(evaluation, at, lacks)
}

/// A defect that rests on the risks of an obligation which lack something, each with a word for what.
pub(super) fn of_risks(
    evaluation: &Evaluation,
    at: ObligationIdx,
    lacks: impl Fn(RiskLack) -> Option<&'static str>,
) -> Option<Defect> {
    let risks = evaluation.standings[at.row()].risks.iter();
    let mut lacking = risks.filter_map(|it| Some((it, it.lack.and_then(&lacks)?))).peekable();
    lacking.peek()?;
    let context = &evaluation.context;
    let mut defect = Defect::default();
    for (it, reason) in lacking {
        let statement = &context.engagement.statements[it.by];
        defect.parties.extend(statement.verb.party());
        defect.reasons.push(reason.to_owned());
        defect.details.push(risk(&Names(context), it).text);
        defect.places.push((statement.span, text!("このリスク", "this risk")));
    }
    defect.parties.sort();
    defect.parties.dedup();
    Some(defect)
}

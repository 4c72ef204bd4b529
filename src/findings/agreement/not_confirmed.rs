//! `not_confirmed`: a row of the checklist was not checked, or was answered with no and nothing was settled.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::{Confirmed, Evaluation};
use crate::findings::checklist::checks;
use crate::findings::kind::{Defect, Kind};
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// Begun, and not gone through.
pub static NOT_CONFIRMED: Kind = Kind {
    code: Code {
        name: "not_confirmed",
        family: Family::Agreement,
        severity: Severity::Error,
        page: Page {
            says: (
                "確認表の点検を始めたのに、この行の確認が済んでいません",
                "the checklist was begun, and this row is not confirmed",
            ),
            why: (
                "契約当事者がともに一行ずつ確かめて初めて、記入された分担が実態と一致します",
                "what is filled in agrees with what is done only where both sides have gone over each row",
            ),
            example: "checked P2.A.2 no 2026-02-01   // settled がない / no `settled`\n// P2.A.3 には checked がない / no `checked` of P2.A.3",
            remedy: (
                "確認して `checked 項目 yes 日付` と書くか、足りないものを済ませて `settled 日付` を加えます",
                "go over the row and write `checked ITEM yes DATE`, or see to what is missing and add `settled DATE`",
            ),
        },
    },
    find,
    say: |names, group| group.sentence(names, text!("確認が済んでいません", "not confirmed")),
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let confirmed = &evaluation.standings[at.row()].confirmed;
    let reason = match confirmed {
        Confirmed::Never => "not_checked",
        Confirmed::No(_) => "not_settled",
        Confirmed::Contradicted(_) => "contradicting",
        Confirmed::Unasked | Confirmed::Yes(_) | Confirmed::SettledBefore(_) => return None,
    };
    Some(of_checks(evaluation, at, reason))
}

/// A defect that rests on the checks of an obligation.
pub(super) fn of_checks(evaluation: &Evaluation, at: ObligationIdx, reason: &str) -> Defect {
    let told = checks(&evaluation.context, &evaluation.standings[at.row()].confirmed);
    let place = |span| (span, text!("ここで確認しています", "checked here"));
    Defect {
        reasons: vec![reason.to_owned()],
        places: told.iter().filter_map(|it| it.span).map(place).collect(),
        details: told.into_iter().map(|it| it.text).collect(),
        ..Defect::default()
    }
}

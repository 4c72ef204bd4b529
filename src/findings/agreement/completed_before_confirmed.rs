//! `completed_before_confirmed`: a row of the checklist was settled before anybody had checked it.

use super::not_confirmed::of_checks;
use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::{Confirmed, Evaluation};
use crate::findings::kind::{Defect, Kind};
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// The order of the two days is wrong.
pub static COMPLETED_BEFORE_CONFIRMED: Kind = Kind {
    code: Code {
        name: "completed_before_confirmed",
        family: Family::Agreement,
        severity: Severity::Error,
        page: Page {
            says: (
                "確認表の行が、確認する前に完了とされています",
                "a row of the checklist was settled before it was checked",
            ),
            why: (
                "何が足りないかを確かめる前に済ませたものは、足りないものを補ったとはいえません",
                "what was done before anybody knew what was missing does not show that it is there now",
            ),
            example: "checked P2.A.2 no 2026-02-01 settled 2026-01-10",
            remedy: (
                "日付を確かめて改めるか、もう一度確認して `checked` を加えます",
                "look at the two days and correct them, or check again and add a later `checked`",
            ),
        },
    },
    find,
    say: |names, group| group.sentence(names, text!("確認する前に完了とされています", "settled before it was checked")),
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    match evaluation.standings[at.row()].confirmed {
        Confirmed::SettledBefore(_) => Some(of_checks(evaluation, at, "settled_before")),
        _ => None,
    }
}

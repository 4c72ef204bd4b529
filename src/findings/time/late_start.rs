//! `late_start`: carried from some day on, but it applied before.

use super::{hole, told};
use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::graph::ObligationIdx;
use crate::text;

/// The first days are nobody's.
pub static LATE_START: Kind = Kind {
    code: Code {
        name: "late_start",
        family: Family::Time,
        severity: Severity::Error,
        page: Page {
            says: (
                "対象があるのに、担い手がいるのは後の日からです",
                "an obligation applies already, and is carried only from a later day on",
            ),
            why: (
                "稼働や契約の開始から担当の開始までの間に起きたことには、誰も対応しません",
                "what happens between the start of the thing and the start of the duty is nobody's",
            ),
            example: "component emr application by A in use 2026-04-01 ..\nA owns P2.C.2 on emr by K1 \"第8条\" from 2026-07-01\n// 2026-04-01 〜 2026-06-30 は誰も担わない / nobody from 2026-04-01 to 2026-06-30",
            remedy: (
                "担当の開始を対象の開始に合わせるか、それまで誰が負うかを書きます",
                "let it begin with its subject, or write who owns it until then",
            ),
        },
    },
    find,
    say: |names, group| {
        group.sentence(names, text!("担い手がいるのは後の日からです", "carried only from a later day on"))
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    hole(evaluation, at).filter(|it| it.before.is_none() && it.after.is_some()).map(|it| told(evaluation, at, &it))
}

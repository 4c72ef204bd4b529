//! `lapse`: carried before and after, not between.

use super::{hole, told};
use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::graph::ObligationIdx;
use crate::text;

/// A hole in time.
pub static LAPSE: Kind = Kind {
    code: Code {
        name: "lapse",
        family: Family::Time,
        severity: Severity::Error,
        page: Page {
            says: (
                "前後には担い手がいるのに、その間に担い手のいない期間があります",
                "an obligation is carried before and after, and nobody carries it between",
            ),
            why: (
                "契約の切れ目は、どちらの契約書にも書かれません。その間に起きたことには誰も対応しません",
                "the days between two contracts stand in neither of them; what happens then is nobody's",
            ),
            example: "contract K1 H -> A { type operation  period 2026-04-01 .. 2027-03-31  covers emr }\ncontract K9 H -> C { type operation  period 2027-07-01 .. 2032-03-31  covers emr }\nA owns P2.C.2 on emr by K1 \"第8条\"\nC owns P2.C.2 on emr by K9 \"第8条\"\n// 2027-04-01 〜 2027-06-30 は誰も担わない / nobody from 2027-04-01 to 2027-06-30",
            remedy: (
                "前の契約を延ばすか、後の契約を早めるか、その間を医療機関が負うと書きます",
                "extend the earlier contract, bring the later one forward, or write that the hospital owns it between",
            ),
        },
    },
    find,
    say: |names, group| {
        group.sentence(
            names,
            text!("前後には担い手がいますが、この間はいません", "carried before and after, by nobody between"),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    hole(evaluation, at).filter(|it| it.before.is_some() && it.after.is_some()).map(|it| told(evaluation, at, &it))
}

//! `overlap`: two owners in handover, the one by a contract that ends, the other by one that has begun.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::findings::rivals::rivals;
use crate::graph::ObligationIdx;
use crate::text;

/// Both for a while, on purpose perhaps.
pub static OVERLAP: Kind = Kind {
    code: Code {
        name: "overlap",
        family: Family::Time,
        severity: Severity::Note,
        page: Page {
            says: (
                "引継ぎの間、前の契約と後の契約の両方が同じ対応を負います（90日まで）",
                "during a handover both the earlier and the later contract own the same obligation, for up to 90 days",
            ),
            why: (
                "引継ぎの重なりは普通ですが、その間どちらが行うかは決めておくべきです",
                "an overlap is normal in a handover; who acts meanwhile should still be settled",
            ),
            example: "contract K1 H -> A { type operation  period 2026-04-01 .. 2027-06-30  covers emr }\ncontract K9 H -> C { type operation  period 2027-05-01 .. 2032-03-31  covers emr }\nA owns P2.C.2 on emr by K1 \"第8条\"\nC owns P2.C.2 on emr by K9 \"第8条\"",
            remedy: (
                "引継ぎの間の分担を `share` で書くか、どちらかの期間を狭めます",
                "divide the days of handover with `share`, or narrow one of the periods",
            ),
        },
    },
    find,
    say: |names, group| {
        let parties = names.parties(&group.defect.parties);
        let (ja, en) = (parties.ja, parties.en);
        group.sentence(names, text!("引継ぎの間、{ja}がともに負います", "{en} both own it during a handover"))
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    rivals(evaluation, at).filter(|it| it.handover).map(|it| it.defect)
}

//! `mutual_disclaimer`: two or more parties say that they do not carry it, and nobody does.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind, asked};
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// Each points at the other.
pub static MUTUAL_DISCLAIMER: Kind = Kind {
    code: Code {
        name: "mutual_disclaimer",
        family: Family::Ownership,
        severity: Severity::Error,
        page: Page {
            says: (
                "複数の当事者が負わないと述べ、誰も担っていません",
                "two or more parties disclaim an obligation, and nobody carries it",
            ),
            why: (
                "双方が相手の範囲だと考えている典型的な間隙です。各契約は単独では矛盾していません",
                "the classic gap: each takes it for the other's; each contract by itself is consistent",
            ),
            example: "A disclaims P2.C.1 on wan by K1 \"第14条\"\nN disclaims P2.C.1 on wan by K3 \"第9条\"",
            remedy: (
                "両者と協議し、いずれか一方（または医療機関）が負うことを条項に書きます",
                "settle with both which of them, or the hospital, carries it, and write the clause",
            ),
        },
    },
    find,
    say: |names, group| {
        let parties = names.parties(&group.defect.parties);
        let (ja, en) = (parties.ja, parties.en);
        group.sentence(
            names,
            text!("{ja}がいずれも負わないと述べ、担う当事者がいません", "{en} each disclaim it, and nobody carries it"),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let standing = &evaluation.standings[at.row()];
    if standing.carried || standing.owners.iter().any(|owner| owner.counts()) {
        return None;
    }
    let mut parties: Vec<_> = standing.disclaimers().map(|(party, _)| party).collect();
    parties.dedup();
    if parties.len() < 2 {
        return None;
    }
    let span = |at| evaluation.context.engagement.statements[at].span;
    Some(Defect {
        parties,
        asked: asked(evaluation, at),
        places: standing
            .disclaimers()
            .map(|(_, by)| (span(by), text!("ここで負わないと述べています", "disclaimed here")))
            .collect(),
        ..Defect::default()
    })
}

//! `out_of_reach`: a party owns what it does not reach, beside somebody who carries it.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// An ownership that carries nothing.
pub static OUT_OF_REACH: Kind = Kind {
    code: Code {
        name: "out_of_reach",
        family: Family::Ownership,
        severity: Severity::Note,
        page: Page {
            says: (
                "負うと述べる当事者が対象に手を届かせられません（別の担い手がいます）",
                "a party owns what it does not reach; somebody else carries it",
            ),
            why: (
                "提供も契約もアクセスもない対象について負うと述べても、実施できません",
                "without providing it, a contract that covers it or access to it, nothing can be done there",
            ),
            example: "N owns P2.C.2 on emr by K3 \"第7条\"   // K3 は emr を範囲に含まない / K3 does not cover emr",
            remedy: (
                "記述の対象を改めるか、契約の範囲（`covers`）またはアクセスの許可（`grants`）を加えます",
                "correct the subject, or add it to what the contract `covers`, or let the hospital grant access",
            ),
        },
    },
    find,
    say: |names, group| {
        let parties = names.parties(&group.defect.parties);
        let (ja, en) = (parties.ja, parties.en);
        group.sentence(
            names,
            text!("{ja}は負うと述べていますが、対象に手が届きません", "claimed by {en}, but out of reach"),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let standing = &evaluation.standings[at.row()];
    let span = |at| evaluation.context.engagement.statements[at].span;
    let out: Vec<_> = standing.owners.iter().filter(|it| !it.in_reach).collect();
    (standing.carried && !out.is_empty()).then(|| Defect {
        parties: out.iter().map(|it| it.party).collect(),
        places: out
            .iter()
            .flat_map(|it| &it.statements)
            .map(|at| (span(*at), text!("ここで負うと述べています", "owned here")))
            .collect(),
        beside: true,
        ..Defect::default()
    })
}

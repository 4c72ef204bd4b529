//! `presumed_only`: the hospital leads it and is presumed to carry it, but nobody says so.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// Carried by presumption only.
pub static PRESUMED_ONLY: Kind = Kind {
    code: Code {
        name: "presumed_only",
        family: Family::Ownership,
        severity: Severity::Note,
        page: Page {
            says: (
                "医療機関主導の項目で、医療機関が担うものと推定されていますが、明記されていません",
                "the hospital leads the control and is presumed to carry it; nobody states it",
            ),
            why: (
                "推定は明記されるまでの扱いです。誰が担うかを書けば確かなものになります",
                "a presumption holds only until it is stated; stating it makes it sure",
            ),
            example: "control P1.B.4 \"通常時における管理責任\" led by hospital { per engagement }\n// 誰も P1.B.4 を述べていない / nobody speaks of P1.B.4",
            remedy: (
                "医療機関の `owns` を根拠（規程など）とともに書きます",
                "write the hospital's `owns` with what it rests on, such as its rules",
            ),
        },
    },
    find,
    say: |names, group| {
        group.sentence(
            names,
            text!(
                "医療機関が担うものと推定されるだけで、明記されていません",
                "the hospital is presumed to carry it; nobody states it"
            ),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let standing = &evaluation.standings[at.row()];
    let hospital = evaluation.context.engagement.hospital;
    (standing.carried && standing.presumed && standing.served_by.is_empty())
        .then(|| Defect { parties: vec![hospital], ..Defect::default() })
}

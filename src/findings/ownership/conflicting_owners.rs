//! `conflicting_owners`: several own it, and one of them says *solely*.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::findings::rivals::rivals;
use crate::graph::ObligationIdx;
use crate::text;

/// One claims it alone, another claims it too.
pub static CONFLICTING_OWNERS: Kind = Kind {
    code: Code {
        name: "conflicting_owners",
        family: Family::Ownership,
        severity: Severity::Error,
        page: Page {
            says: (
                "単独で負うと述べる当事者がいるのに、他の当事者も負うと述べています",
                "one party says that it alone owns an obligation, and another owns it, too",
            ),
            why: (
                "どちらの契約に従うかで実施者が変わり、非常時に互いを待つことになります",
                "who acts depends on whose contract is read; in an emergency each waits for the other",
            ),
            example: "A solely owns P2.C.2 on emr by K1 \"第8条\"\nB owns P2.C.2 on emr by K2 \"第5条\"",
            remedy: (
                "いずれかの記述を改めるか、`share` で部分に分けます",
                "amend one of the two, or divide it into parts with `share`",
            ),
        },
    },
    find,
    say: |names, group| {
        let parties = names.parties(&group.defect.parties);
        let (ja, en) = (parties.ja, parties.en);
        group.sentence(
            names,
            text!(
                "{ja}の記述が衝突しています（単独で負うと述べる者がいます）",
                "the claims of {en} conflict (one of them says solely)"
            ),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    rivals(evaluation, at).filter(|rivals| rivals.solely).map(|rivals| rivals.defect)
}

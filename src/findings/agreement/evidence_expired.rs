//! `evidence_expired`: it was written where it should be, and every document that said so has ended.

use super::not_documented::{asked_for, of_owners};
use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::{Documented, Evaluation};
use crate::findings::account::ended;
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// The paper is out of date, the duty is not.
pub static EVIDENCE_EXPIRED: Kind = Kind {
    code: Code {
        name: "evidence_expired",
        family: Family::Agreement,
        severity: Severity::Error,
        page: Page {
            says: (
                "担われていますが、それを定めた文書（またはその中の定め）の期限が切れています",
                "it is carried, but every document that said so has ended, or says so no longer",
            ),
            why: (
                "更新し忘れた SLA や証明書は、事故の際に根拠になりません",
                "a service level agreement that nobody renewed proves nothing when it is needed",
            ),
            example: "evidence S1 sla of K1 { signed 2026-03-20  period 2026-04-01 .. 2027-03-31 }\nA owns X.b by S1 \"3.2\"   // 2027-04-01 から / from 2027-04-01 on",
            remedy: (
                "更新した文書を `evidence` に書くか、契約とともに続く条項があれば `continues` を付けます。定めの `until` だけが過ぎたのなら、あらためて `states` と書きます",
                "write the renewed document as `evidence`, or mark it `continues` where it goes on with its contract; where only the `until` of what it states is over, state it anew",
            ),
        },
    },
    find,
    say: |names, group| {
        group.sentence(
            names,
            text!("担われていますが、今もそう定めている文書がありません", "carried, but no document says so any more"),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let Documented::Expired(papers) = &evaluation.standings[at.row()].documented else { return None };
    let names = Names(&evaluation.context);
    let mut defect = of_owners(evaluation, at);
    for it in papers {
        let told = ended(&names, *it);
        defect.reasons.push(evaluation.context.engagement.paper_name(it.paper).to_owned());
        defect.places.extend(told.span.map(|span| (span, told.text.clone())));
        defect.details.push(told.text);
    }
    defect.details.push(asked_for(evaluation, at));
    Some(defect)
}

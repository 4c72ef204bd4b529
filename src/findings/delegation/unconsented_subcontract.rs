//! `unconsented_subcontract`: the hospital has not consented to a subcontract.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::findings::unmet::unmet;
use crate::graph::ObligationIdx;
use crate::model::{Subject, Unmet};
use crate::text;

/// A subcontract that nobody agreed to; what goes by it does not hold.
pub static UNCONSENTED_SUBCONTRACT: Kind = Kind {
    code: Code {
        name: "unconsented_subcontract",
        family: Family::Delegation,
        severity: Severity::Error,
        page: Page {
            says: ("再委託に医療機関の承諾がありません", "the hospital has not consented to a subcontract"),
            why: (
                "医療機関が知らない再委託先で医療情報が扱われるおそれがあります。承諾があるまで、その再委託による委任は成り立ちません",
                "medical information may be handled where the hospital does not know; until it consents, no delegation under the subcontract holds",
            ),
            example: "contract K2 A -> B under K1 { type iaas  period 2026-04-01 ..  covers iaas }   // consented がない / no `consented`",
            remedy: (
                "医療機関の承諾を得て `consented 日付 by \"…\"` を書きます",
                "obtain the hospital's consent and write `consented DATE by \"…\"`",
            ),
        },
    },
    find,
    say: |names, group| {
        group.sentence(
            names,
            text!("再委託に医療機関の承諾がありません", "the hospital has not consented to the subcontract"),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let mut defect = unmet(evaluation, at, Unmet::UnconsentedSubcontract)?;
    let context = &evaluation.context;
    if let Subject::Contract(contract) = context.obligations.subject(at) {
        let it = &context.engagement.contracts[contract];
        defect.parties = vec![it.customer, it.supplier];
        defect.parties.sort();
        if let Some(consent) = it.consented.as_ref().filter(|consent| consent.date > context.day) {
            let day = consent.date;
            defect.details.push(text!("承諾は {day} からです", "there is consent only from {day} on"));
            defect.places.push((consent.span, text!("この承諾", "this consent")));
        }
        // Consent that came too late still tells the hospital.
        let disclosed = it.disclosed.iter().chain(&it.consented).any(|it| it.date <= context.day);
        if !disclosed {
            defect.reasons.push("undisclosed_subcontractor".to_owned());
            defect.details.push(text!("再委託先の開示もありません", "nor was the subcontractor disclosed"));
        }
    }
    Some(defect)
}

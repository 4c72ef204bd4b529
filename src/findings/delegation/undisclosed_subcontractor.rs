//! `undisclosed_subcontractor`: the hospital was not told of a subcontractor.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::findings::unmet::unmet;
use crate::model::{ContractIdx, Unmet};
use crate::text;

/// Neither disclosed nor consented to.
pub static UNDISCLOSED_SUBCONTRACTOR: Kind = Kind {
    code: Code {
        name: "undisclosed_subcontractor",
        family: Family::Delegation,
        severity: Severity::Error,
        page: Page {
            says: ("再委託先が医療機関に開示されていません", "a subcontractor was not disclosed to the hospital"),
            why: (
                "開示されていない再委託では、委ねた対応を医療機関が把握できません",
                "the hospital cannot follow what was handed to somebody it does not know of",
            ),
            example: "contract K2 A -> B under K1 { type iaas  period 2026-04-01 ..  covers iaas }   // disclosed も consented もない / neither `disclosed` nor `consented`",
            remedy: (
                "再委託先を開示し `disclosed 日付 by \"…\"` を書きます（承諾があれば開示を兼ねます）",
                "disclose it and write `disclosed DATE by \"…\"`; consent implies disclosure",
            ),
        },
    },
    find: |evaluation, at| unmet(evaluation, at, Unmet::UndisclosedSubcontractor),
    say: |names, group| {
        group.sentence(
            names,
            text!("再委託先が医療機関に開示されていません", "the subcontractor was not disclosed to the hospital"),
        )
    },
};

/// Subcontracts in force that were neither disclosed nor consented to, whatever a catalogue demands.
pub fn undisclosed(evaluation: &Evaluation) -> Vec<(ContractIdx, Defect)> {
    let context = &evaluation.context;
    let known = |it: &Option<crate::model::Dated>| it.as_ref().is_some_and(|it| it.date <= context.day);
    context
        .engagement
        .contracts
        .enumerate()
        .filter(|(at, k)| {
            k.parent.is_some() && context.contract_in_force(*at) && !known(&k.disclosed) && !known(&k.consented)
        })
        .map(|(at, k)| {
            let mut parties = vec![k.customer, k.supplier];
            parties.sort();
            let places = vec![(k.span, text!("再委託契約", "the subcontract"))];
            (at, Defect { parties, places, ..Defect::default() })
        })
        .collect()
}

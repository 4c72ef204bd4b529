//! `orphan_subcontract`: a subcontract is in force while the contract above it is not.

use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::model::{ContractIdx, Subject};
use crate::text;

/// Work goes on under a contract that is over.
pub static ORPHAN_SUBCONTRACT: Kind = Kind {
    code: Code {
        name: "orphan_subcontract",
        family: Family::Delegation,
        severity: Severity::Error,
        page: Page {
            says: (
                "親契約が有効でないのに、再委託契約が続いています",
                "a subcontract is in force while the contract above it is not",
            ),
            why: (
                "医療機関への約束が終わった後も再委託先だけが情報や機器を扱い続けます",
                "the promise to the hospital is over, while the subcontractor goes on handling its data or equipment",
            ),
            example: "contract K1 H -> A { type saas  period 2026-04-01 .. 2026-09-30  covers emr }\ncontract K2 A -> B under K1 { type iaas  period 2026-04-01 .. 2027-03-31  covers iaas }",
            remedy: ("期間をそろえるか、再委託契約を終了させます", "align the periods, or end the subcontract"),
        },
    },
    find: |_, _| None,
    say: |names, group| {
        let above = match group.subject {
            Subject::Contract(it) => names.0.engagement.contracts[it].parent,
            _ => None,
        };
        let Text { ja, en } = above.map(|it| names.contract(it)).unwrap_or_default();
        group.sentence(names, text!("親契約{ja}が有効ではありません", "the contract above it, {en}, is not in force"))
    },
};

/// Subcontracts in force under a contract that is not.
pub fn orphans(evaluation: &Evaluation) -> Vec<(ContractIdx, Defect)> {
    let context = &evaluation.context;
    context
        .engagement
        .contracts
        .enumerate()
        .filter(|(at, _)| context.contract_in_force(*at))
        .filter_map(|(at, k)| k.parent.filter(|above| !context.contract_in_force(*above)).map(|above| (at, k, above)))
        .map(|(at, k, above)| {
            let mut parties = vec![k.customer, k.supplier];
            parties.sort();
            let places = vec![
                (k.span, text!("再委託契約", "the subcontract")),
                (context.engagement.contracts[above].span, text!("親契約", "the contract above")),
            ];
            (at, Defect { parties, places, ..Defect::default() })
        })
        .collect()
}

//! `missing_flow_down`: the tier above has it, and the subcontract does not pass it on.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::{Evaluation, FlowGap};
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::text;

/// What a prime owes, its subcontractor does not.
pub static MISSING_FLOW_DOWN: Kind = Kind {
    code: Code {
        name: "missing_flow_down",
        family: Family::Delegation,
        severity: Severity::Error,
        page: Page {
            says: (
                "上位の契約にある対応が、再委託契約に引き継がれていません",
                "a duty that flows down stands in the contract above and not in the subcontract",
            ),
            why: (
                "元請だけが約束していても、実際に扱う再委託先には義務がありません",
                "the prime has promised it, but who actually does the work owes nothing",
            ),
            example: "A owns P2.A.10.c on K2 by K1 \"第30条\"\n// K2 にはこれに当たる条項がない / nothing of it in K2",
            remedy: (
                "再委託先が再委託契約で負う・引き受けるか、`K2 states all of K1 \"…\"` のように引き継ぐ条項を置きます",
                "let the subcontractor own or accept it by the subcontract, or take over the lot: `K2 states all of K1 \"…\"`",
            ),
        },
    },
    find: |_, _| None,
    say: |names, group| {
        group.sentence(names, text!("再委託契約に引き継がれていません", "not passed on to the subcontract"))
    },
};

/// The defect of a subcontract that does not pass on a duty.
pub fn not_passed_on(evaluation: &Evaluation, gap: &FlowGap) -> Defect {
    let context = &evaluation.context;
    let names = Names(context);
    let contract = &context.engagement.contracts[gap.contract];
    let above = contract.parent.map(|it| names.contract(it)).unwrap_or_default();
    let supplier = names.party(contract.supplier);
    let (ja, en, sja, sen) = (above.ja, above.en, supplier.ja, supplier.en);
    Defect {
        parties: vec![contract.supplier],
        details: vec![text!(
            "上位の{ja}では担われていますが、{sja}はこの契約で負っていません",
            "it is carried under {en}, but {sen} does not owe it by this contract"
        )],
        places: vec![(contract.span, text!("再委託契約", "the subcontract"))],
        ..Defect::default()
    }
}

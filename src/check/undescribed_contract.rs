//! `undescribed_contract`: a condition asks the type or form of a contract that states none.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Attribute, DutyIdx, Idx};
use crate::text;

/// What was not said of a contract decides nothing in its favour.
pub static UNDESCRIBED_CONTRACT: Code = Code {
    name: "undescribed_contract",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: (
            "使用中の条件が、契約の述べていない `type` や `form` を問うています",
            "a condition in use asks the `type` or `form` of a contract that states none",
        ),
        why: (
            "述べられていない種類や形態はどの条件も満たさないため、適用されるはずの対応が見えなくなるおそれがあります",
            "what is not stated meets no such condition, and duties that should apply may stay unseen",
        ),
        example: "contract K1 H -> A { period 2026-04-01 ..  covers emr }   // type がない / no `type`",
        remedy: ("契約に `type` や `form` を書きます", "state the contract's `type` or `form`"),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let asked = |attribute| {
        let in_view = scene.engagement.in_view.ones().map(DutyIdx::new);
        in_view.map(|duty| &scene.policy.duties[duty]).any(|duty| duty.asks.contains(&attribute))
    };
    let (type_asked, form_asked) = (asked(Attribute::Type), asked(Attribute::Form));
    let mut problems = Vec::new();
    for contract in scene.engagement.contracts.iter() {
        for (lacks, word) in
            [(type_asked && contract.types.is_empty(), "type"), (form_asked && contract.form.is_none(), "form")]
        {
            if lacks {
                let name = &contract.name;
                let headline = text!(
                    "契約 `{name}` の `{word}` が述べられていませんが、使用中の条件がこれを問うています",
                    "contract `{name}` states no `{word}`, and a condition in use asks for it"
                );
                problems.push(Diagnostic::new(&UNDESCRIBED_CONTRACT, contract.span, headline));
            }
        }
    }
    problems
}

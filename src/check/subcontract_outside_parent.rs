//! `subcontract_outside_parent`: a subcontract runs at a time when the contract above it does not.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::text;

/// It begins before, or ends after, the contract above it.
pub static SUBCONTRACT_OUTSIDE_PARENT: Code = Code {
    name: "subcontract_outside_parent",
    family: Family::Model,
    severity: Severity::Note,
    page: Page {
        says: (
            "再委託契約の期間が親契約の期間からはみ出しています",
            "the period of a subcontract sticks out of that of the contract above it",
        ),
        why: (
            "親契約のない期間は、医療機関への約束なしに再委託先だけが動きます",
            "while there is no contract above it, the subcontractor works without any promise to the hospital",
        ),
        example: "contract K1 H -> A { type saas  period 2026-04-01 .. 2030-03-31  covers emr }\ncontract K2 A -> B under K1 { type iaas  period 2026-04-01 .. 2031-03-31  covers emr }",
        remedy: ("期間をそろえます", "align the periods"),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let contracts = &scene.engagement.contracts;
    let mut problems = Vec::new();
    for contract in contracts.iter() {
        let Some(parent) = contract.parent.map(|it| &contracts[it]) else { continue };
        let (own, above) = (contract.in_force, parent.in_force);
        let early = own.from < above.from;
        let late = match (own.to, above.to) {
            (None, Some(_)) => true,
            (Some(own), Some(above)) => own > above,
            (_, None) => false,
        };
        if early || late {
            let (name, other) = (&contract.name, &parent.name);
            let headline = text!(
                "`{name}` の期間が親契約 `{other}` の期間からはみ出しています",
                "the period of `{name}` sticks out of that of `{other}` above it"
            );
            let label = text!("親契約", "the contract above");
            problems
                .push(Diagnostic::new(&SUBCONTRACT_OUTSIDE_PARENT, contract.span, headline).label(parent.span, label));
        }
    }
    problems
}

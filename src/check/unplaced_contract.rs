//! `unplaced_contract`: a vendor that works for the hospital has a contract with another vendor, and it is not said how the two hang
//! together.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Contract, ContractIdx, Engagement, PartyKind};
use crate::text;

/// Neither under a contract, nor linked, nor selected.
pub static UNPLACED_CONTRACT: Code = Code {
    name: "unplaced_contract",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: (
            "事業者どうしの契約が、どの契約の下にあるのか（再委託なのか連携なのか）書かれていません",
            "a contract between two vendors does not say under which contract it stands, or that it is linked",
        ),
        why: (
            "再委託として扱われないため、開示、承諾、再委託先にも求める対応が確かめられません",
            "it is not taken for a subcontract, so that nobody asks for disclosure, consent, or what flows down",
        ),
        example: "contract K1 H -> A { type saas  period 2026-04-01 ..  covers emr }\ncontract K2 A -> B { type iaas  period 2026-04-01 ..  covers emr }",
        remedy: (
            "再委託であれば `under K1`、自らの範囲に責任を負う連携であれば `linked` と書きます",
            "write `under K1` if it is a subcontract, `linked` if the other vendor answers for its own range",
        ),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let engagement = scene.engagement;
    let is_vendor = |party| engagement.parties[party].kind == PartyKind::Vendor;
    let unplaced = engagement.contracts.enumerate().filter(|(_, it)| {
        let between_vendors = is_vendor(it.customer) && is_vendor(it.supplier);
        between_vendors && !is_placed(it)
    });
    let problem = |(at, contract): (ContractIdx, &Contract)| {
        let others = engagement.contracts.enumerate().filter(|(other, it)| {
            *other != at && it.supplier == contract.customer && is_for_the_hospital(engagement, *other)
        });
        let meets = |it: &Contract| it.in_force.meets(&contract.in_force);
        let above = others.map(|(_, it)| it).find(|it| meets(it))?;
        let (name, customer, other) = (&contract.name, &engagement.parties[contract.customer].name, &above.name);
        let headline = text!(
            "`{name}` がどの契約の下にあるのか書かれていません",
            "`{name}` does not say under which contract it stands"
        );
        let label = text!("`{customer}` はこの契約の受託者です", "by this, `{customer}` works for somebody itself");
        let help = text!(
            "`{other}` の再委託なら `under {other}`、連携なら `linked` と書いてください",
            "write `under {other}` if it is a subcontract of `{other}`, or `linked`"
        );
        Some(Diagnostic::new(&UNPLACED_CONTRACT, contract.span, headline).label(above.span, label).help(help))
    };
    unplaced.filter_map(problem).collect()
}

/// Whether it is said how a contract hangs together with others.
fn is_placed(contract: &Contract) -> bool {
    contract.parent.is_some() || contract.linked || contract.selected_by.is_some()
}

/// Whether the chain of a contract begins with the hospital, or where another's range does.
fn is_for_the_hospital(engagement: &Engagement, mut at: ContractIdx) -> bool {
    while let Some(parent) = engagement.contracts[at].parent {
        at = parent;
    }
    let top = &engagement.contracts[at];
    top.customer == engagement.hospital || is_placed(top)
}

//! `unbound_statement`: a party takes on a duty by contracts to which it is no party.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{ContractIdx, Statement, Verb};
use crate::text;

/// `B owns … by K1`, and K1 is between H and A.
pub static UNBOUND_STATEMENT: Code = Code {
    name: "unbound_statement",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: (
            "当事者でない契約を根拠に、対応を負っています",
            "a party takes on a duty by a contract to which it is no party",
        ),
        why: (
            "その契約はこの者を縛らないので、書いてあっても求めることができません",
            "that contract does not bind it, so nobody can hold it to what is written there",
        ),
        example: "contract K1 H -> A { … }  B owns P2.C.1 on wan by K1 \"第8条\"",
        remedy: (
            "その者の契約を `by` に書くか、負う者を改めます",
            "name a contract of that party after `by`, or the party that the contract binds",
        ),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    scene.own_statements().filter_map(|(_, statement)| unbound(scene, statement)).collect()
}

fn unbound(scene: &Scene, statement: &Statement) -> Option<Diagnostic> {
    let (Verb::Owns { party, .. } | Verb::Accepts { party, .. }) = statement.verb else { return None };
    let contracts: Vec<ContractIdx> = statement.by.iter().filter_map(|basis| basis.contract).collect();
    let first = *contracts.first()?;
    if contracts.iter().any(|it| scene.engagement.contracts[*it].binds(party)) {
        return None;
    }
    let (name, contract) = (&scene.engagement.parties[party].name, &scene.engagement.contracts[first]);
    let by = &contract.name;
    let headline = text!(
        "`{name}` は契約 `{by}` の当事者ではなく、この契約には拘束されません（述べたこと自体は数えています）",
        "`{name}` is no party to contract `{by}`, which does not bind it; what it says counts all the same"
    );
    Some(
        Diagnostic::new(&UNBOUND_STATEMENT, statement.span, headline)
            .label(contract.span, text!("契約はここです", "the contract is here")),
    )
}

//! `misplaced_gate`: something must come before delegation, but stands on no contract.

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Policy, SubjectKind};
use crate::text;

/// A gate that closes nothing.
pub static MISPLACED_GATE: Code = Code {
    name: "misplaced_gate",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "`before delegation` の対応が契約ごとの対応ではありません",
            "a duty before delegation is not per contract",
        ),
        why: (
            "委任は契約によって行われるため、契約ごとに満たされなければ、どの委任も止めません",
            "delegation goes by contracts: what is not met contract by contract stops none of them",
        ),
        example: "control X.1 \"a\" joint { per component  duty a \"b\" before delegation }",
        remedy: ("`per contract where subcontract` とします", "make it `per contract where subcontract`"),
    },
};

/// Gates on anything but contracts.
pub fn find(policy: &Policy) -> Vec<Diagnostic> {
    policy
        .duties
        .iter()
        .filter(|duty| duty.before_delegation && duty.per != SubjectKind::Contract)
        .map(|duty| {
            let id = &duty.id;
            let headline = text!(
                "`{id}` は委託に先立つ対応ですが、契約ごとの対応ではありません",
                "`{id}` comes before delegation, but is not per contract"
            );
            let help =
                text!("`per contract where subcontract` としてください", "make it `per contract where subcontract`");
            Diagnostic::new(&MISPLACED_GATE, duty.span, headline).help(help)
        })
        .collect()
}

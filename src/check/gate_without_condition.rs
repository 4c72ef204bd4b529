//! `gate_without_condition`: something must come before delegation, and nothing says when it has come.

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Need, Policy, SubjectKind};
use crate::text;

/// A gate that neither a condition nor a document opens, or that stands on no contract.
pub static GATE_WITHOUT_CONDITION: Code = Code {
    name: "gate_without_condition",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "`before delegation` の対応に、満たされる条件も定める文書もありません",
            "a duty before delegation has neither a condition nor a document that meets it",
        ),
        why: (
            "委任の可否は、日付や条項のように確かめられることで決まらなければなりません",
            "whether delegation may begin must hang on what can be looked up: a date or a clause",
        ),
        example: "control X.1 \"a\" joint { per contract where subcontract  duty a \"b\" before delegation }",
        remedy: (
            "`met by 条件` か `stated in 文書` を加え、`per contract` とします",
            "add `met by CONDITION` or `stated in DOCUMENT`, and make it `per contract`",
        ),
    },
};

/// Gates that could never open or close.
pub fn find(policy: &Policy) -> Vec<Diagnostic> {
    policy
        .duties
        .iter()
        .filter(|duty| {
            duty.before_delegation && (matches!(duty.needs, Need::Owner) || duty.per != SubjectKind::Contract)
        })
        .map(|duty| {
            let id = &duty.id;
            let headline = text!(
                "`{id}` は委託に先立つ対応ですが、満たされたことを確かめられません",
                "`{id}` comes before delegation, but nothing says when it is met"
            );
            let help = text!(
                "`met by 条件` か `stated in 文書` を加え、`per contract` としてください",
                "add `met by CONDITION` or `stated in DOCUMENT`, and make it `per contract`"
            );
            Diagnostic::new(&GATE_WITHOUT_CONDITION, duty.span, headline).help(help)
        })
        .collect()
}

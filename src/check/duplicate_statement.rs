//! `duplicate_statement`: the same thing said twice.

use std::collections::BTreeMap;

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Statement, Verb};
use crate::text;

/// Said twice.
pub static DUPLICATE_STATEMENT: Code = Code {
    name: "duplicate_statement",
    family: Family::Model,
    severity: Severity::Note,
    page: Page {
        says: ("同じ記述が二つあります", "the same thing is said twice"),
        why: ("一方だけを改めると食い違いが生じます", "when only one is amended they will differ"),
        example: "A owns P2.C.1 on wan by K1 \"第8条\"\nA owns P2.C.1 on wan by K1 \"第8条\"",
        remedy: ("一方を削除します", "remove one"),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let mut said: BTreeMap<&Verb, Vec<&Statement>> = BTreeMap::new();
    let same = |a: &Statement, b: &Statement| {
        a.duties == b.duties
            && a.on == b.on
            && a.phases == b.phases
            && a.modes == b.modes
            && a.by == b.by
            && a.from == b.from
            && a.until == b.until
    };
    let mut problems = Vec::new();
    for (_, later) in scene.own_statements() {
        let alike = said.entry(&later.verb).or_default();
        if let Some(earlier) = alike.iter().find(|it| same(it, later)) {
            let headline = text!("同じ記述が二つあります", "the same thing is said twice");
            let label = text!("もう一つはここです", "the other one is here");
            problems.push(Diagnostic::new(&DUPLICATE_STATEMENT, later.span, headline).label(earlier.span, label));
        }
        alike.push(later);
    }
    problems
}

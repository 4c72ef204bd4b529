//! `duplicate_statement`: the same thing said twice.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::Statement;
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
    let same = |a: &&Statement, b: &&Statement| {
        a.verb == b.verb
            && a.duties == b.duties
            && a.on == b.on
            && a.phases == b.phases
            && a.modes == b.modes
            && a.by == b.by
            && a.from == b.from
            && a.until == b.until
    };
    // Statements come in order of what they say.
    let all: Vec<&Statement> = scene.own_statements().map(|(_, statement)| statement).collect();
    let repeated = all.chunk_by(same).filter_map(|alike| alike.split_first());
    let each = repeated.flat_map(|(earlier, later)| later.iter().map(move |it| (it.span, earlier.span)));
    let problem = |(later, earlier)| {
        let headline = text!("同じ記述が二つあります", "the same thing is said twice");
        let label = text!("もう一つはここです", "the other one is here");
        Diagnostic::new(&DUPLICATE_STATEMENT, later, headline).label(earlier, label)
    };
    each.map(problem).collect()
}

//! `requires_cycle`, `serves_cycle`: duties that depend on, or carry, each other in a circle.

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::graph::{RelationKind, duty_cycles};
use crate::model::Policy;
use crate::text;

/// Duties that require each other in a circle.
pub static REQUIRES_CYCLE: Code = Code {
    name: "requires_cycle",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("`requires` が循環しています", "`requires` goes round in a circle"),
        why: ("循環した前提は、どれから満たせばよいかが決まりません", "in a circle nothing can be done first"),
        example: "control X.1 \"a\" joint { per engagement  requires X.2 }\ncontrol X.2 \"b\" joint { per engagement  requires X.1 }",
        remedy: (
            "出典の文を確かめ、逆向きの `requires` を取り除きます",
            "look at the sentence in the source and remove the one that points the wrong way",
        ),
    },
};

/// Duties that serve each other in a circle.
pub static SERVES_CYCLE: Code = Code {
    name: "serves_cycle",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("`serves` が循環しています", "`serves` goes round in a circle"),
        why: (
            "互いに兼ねる対応は、どちらも担われていないのに担われていると見えるおそれがあります",
            "duties that carry each other might both look carried while neither is",
        ),
        example: "control X.1 \"a\" joint { per engagement  serves other:Y.1 }\n// other: control Y.1 \"b\" joint { per engagement  serves ours:X.1 }",
        remedy: (
            "広い方から狭い方への向きだけを残します",
            "keep only the direction from the wider duty to the narrower",
        ),
    },
};

/// All circles of both relations.
pub fn find(policy: &Policy) -> Vec<Diagnostic> {
    let diagnostic = |cycle: crate::graph::DutyCycle| {
        let ids: Vec<&str> = cycle.path.iter().map(|(duty, _)| policy.duties[*duty].id.as_str()).collect();
        let mut circle = ids.join(" → ");
        if let Some(first) = ids.first() {
            circle = format!("{circle} → {first}");
        }
        let (code, headline) = match cycle.relation {
            RelationKind::Requires => (
                &REQUIRES_CYCLE,
                text!("`requires` が循環しています：{circle}", "`requires` goes round in a circle: {circle}"),
            ),
            RelationKind::Serves => (
                &SERVES_CYCLE,
                text!("`serves` が循環しています：{circle}", "`serves` goes round in a circle: {circle}"),
            ),
        };
        let mut places = cycle.path.into_iter().map(|(_, span)| span);
        let first = Diagnostic::new(code, places.next(), headline);
        places.fold(first, |it, span| it.label(span, text!("ここから次へ", "from here to the next")))
    };
    duty_cycles(policy).into_iter().map(diagnostic).collect()
}

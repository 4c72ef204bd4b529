//! `contradicting_statements`: one party owns and disclaims the same, and neither statement is the narrower.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::Verb;
use crate::text;

/// One party says both.
pub static CONTRADICTING_STATEMENTS: Code = Code {
    name: "contradicting_statements",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "同じ当事者が同じ対応を負うとも負わないとも述べています",
            "one party both owns and disclaims the same obligations",
        ),
        why: (
            "一方が他方より狭ければ狭い方が優先しますが、そうでないためどちらも数えません",
            "the narrower of two statements wins; here neither is narrower, so neither counts",
        ),
        example: "A owns P2.C.1 on wan by K1 \"第8条\"\nA disclaims P2.C.1 on wan by K1 \"第14条\"",
        remedy: (
            "契約の条項を確かめ、どちらかを改めるか `except` で範囲を分けます",
            "look at the clauses, and mend one or part them with `except`",
        ),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (a, owning) in scene.statements() {
        let Verb::Owns { party, .. } = owning.verb else { continue };
        for (b, disclaiming) in scene.statements() {
            let same_party = matches!(disclaiming.verb, Verb::Disclaims { party: other } if other == party);
            if !same_party || scene.common(a, b) == 0 || !scene.together(owning, disclaiming) {
                continue;
            }
            if scene.strictly_inside(a, b) || scene.strictly_inside(b, a) {
                continue;
            }
            let mut common = scene.obligations.spoken_of[a].clone();
            common.intersect_with(&scene.obligations.spoken_of[b]);
            let settled = |cell: usize| {
                let at = crate::graph::ObligationIdx(cell as u32);
                is_settled_by_a_narrower(scene, party, at, [a, b])
            };
            if common.ones().all(settled) {
                continue;
            }
            let (name, duties) = (&scene.engagement.parties[party].name, scene.duties(&common));
            let headline = text!(
                "`{name}` は `{duties}` を負うとも負わないとも述べています",
                "`{name}` both owns and disclaims `{duties}`"
            );
            problems.push(
                Diagnostic::new(&CONTRADICTING_STATEMENTS, owning.span, headline)
                    .here(text!("ここで負うと述べています", "owned here"))
                    .label(disclaiming.span, text!("ここで負わないと述べています", "disclaimed here"))
                    .help(text!(
                        "どちらも数えません。狭い方が優先するので、範囲を分けてください",
                        "neither counts; the narrower statement wins, so part the two"
                    )),
            );
        }
    }
    problems
}

/// Whether a statement of the same party that lies strictly inside one of two settles what they contradict each other about.
fn is_settled_by_a_narrower(
    scene: &Scene,
    party: crate::model::PartyIdx,
    at: crate::graph::ObligationIdx,
    of: [crate::model::StatementIdx; 2],
) -> bool {
    use crate::model::Idx;
    scene.statements().any(|(other, statement)| {
        let speaks = match statement.verb {
            Verb::Owns { party: who, .. } | Verb::Disclaims { party: who } => who == party,
            _ => false,
        };
        speaks
            && scene.obligations.spoken_of[other].contains(at.row())
            && of.iter().any(|outer| *outer != other && scene.strictly_inside(other, *outer))
    })
}

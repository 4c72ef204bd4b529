//! `idle_evidence`: a document that nobody has signed, or on which nothing rests.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{EvidenceIdx, Paper, Verb};
use crate::text;

/// Evidence that proves nothing as it stands.
pub static IDLE_EVIDENCE: Code = Code {
    name: "idle_evidence",
    family: Family::Model,
    severity: Severity::Note,
    page: Page {
        says: (
            "締結の日も草案の印もない根拠文書、または何の根拠にもなっていない根拠文書です",
            "evidence without a day of signing or the mark of a draft, or evidence on which nothing rests",
        ),
        why: (
            "締結されていない文書は数えられません。使われない文書は、書き忘れた記述があるしるしかもしれません",
            "what nobody signed does not count; what nothing rests on may mean that a statement was forgotten",
        ),
        example: "evidence S1 sla of K1 \"障害対応SLA\"   // signed がない / no `signed`",
        remedy: (
            "`signed 日付` か `draft` を書き、記述の `by` や `states` で参照します",
            "write `signed DATE` or `draft`, and refer to it with `by` or `states`",
        ),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let rests = |at: EvidenceIdx| {
        let waived = scene.engagement.waivers.iter().flat_map(|it| &it.by).any(|basis| basis.evidence == Some(at));
        waived
            || scene.engagement.statements.iter().any(|statement| {
                let states = matches!(statement.verb, Verb::States { paper: Paper::Evidence(it), .. } if it == at);
                states || statement.by.iter().any(|basis| basis.evidence == Some(at))
            })
    };
    let mut problems = Vec::new();
    for (at, evidence) in scene.engagement.evidence.enumerate() {
        let name = &evidence.name;
        if evidence.signed.is_none() && !evidence.draft {
            let headline = text!(
                "根拠文書 `{name}` には締結の日がないため、数えられません",
                "evidence `{name}` has no day of signing, and does not count"
            );
            problems.push(Diagnostic::new(&IDLE_EVIDENCE, evidence.span, headline));
        } else if !rests(at) {
            let headline =
                text!("根拠文書 `{name}` を根拠とする記述がありません", "nothing rests on evidence `{name}`");
            problems.push(Diagnostic::new(&IDLE_EVIDENCE, evidence.span, headline));
        }
    }
    problems
}

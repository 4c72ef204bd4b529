//! `idle_phase`: a statement names phases or modes that none of its duties distinguishes.

use fixedbitset::FixedBitSet;

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{DutyIdx, Idx, Mode, Phase, Policy, Statement};
use crate::source::Span;
use crate::text;

/// `in maintenance`, and it makes no difference.
pub static IDLE_PHASE: Code = Code {
    name: "idle_phase",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: (
            "記述の `in` が挙げる段階や様態を、その対応は区別していません",
            "a statement names phases or modes that its duties do not distinguish",
        ),
        why: (
            "区別のない対応は全体として一つなので、一部の段階だけを負うことは評価されません",
            "such a duty is one for all phases: owning it in some of them is judged as owning it in all",
        ),
        example: "A owns P2.C.2 on emr in maintenance by K1 \"第8条\"",
        remedy: (
            "`in` を削除するか、確認表の項目に `phases` や `modes` を書きます",
            "remove `in`, or let the control distinguish `phases` or `modes`",
        ),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let of = |statement: &Statement| {
        let mut seen = statement.duties.clone();
        seen.intersect_with(&scene.engagement.in_view);
        idle(scene.policy, &seen, &statement.phases, &statement.modes, statement.span)
    };
    let distinguishes = |it: &&Statement| !it.phases.is_empty() || !it.modes.is_empty();
    scene.own_statements().map(|(_, statement)| statement).filter(distinguishes).filter_map(of).collect()
}

/// The same in templates, whatever engagements use of the catalogues.
pub fn templates(policy: &Policy) -> Vec<Diagnostic> {
    let clauses = policy.templates.iter().flat_map(|template| &template.clauses);
    clauses.filter_map(|it| idle(policy, &it.duties, &it.phases, &it.modes, it.span)).collect()
}

fn idle(policy: &Policy, duties: &FixedBitSet, phases: &[Phase], modes: &[Mode], span: Span) -> Option<Diagnostic> {
    let duties = || duties.ones().map(|row| &policy.duties[DutyIdx::new(row)]);
    let phases = !phases.is_empty() && duties().all(|duty| duty.phases.is_empty());
    let modes = !modes.is_empty() && duties().all(|duty| duty.modes.is_empty());
    let headline = || {
        text!(
            "これらの対応は段階や様態を区別していないため、`in` は効果がありません",
            "these duties do not distinguish phases or modes, so `in` has no effect"
        )
    };
    ((phases || modes) && duties().next().is_some()).then(|| Diagnostic::new(&IDLE_PHASE, span, headline()))
}

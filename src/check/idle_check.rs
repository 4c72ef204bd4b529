//! `idle_check`: a row was checked that this engagement does not have.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{DutyIdx, Idx, Statement, StatementIdx, Verb};
use crate::text;

/// It confirms nothing.
pub static IDLE_CHECK: Code = Code {
    name: "idle_check",
    family: Family::Model,
    severity: Severity::Note,
    page: Page {
        says: ("何も確認していない `checked` です", "a `checked` that confirms nothing"),
        why: (
            "確認したつもりの行が、別の対象で未確認のまま残っていることがあります",
            "the row that was meant may still stand unchecked elsewhere",
        ),
        example: "checked P2.B.3 yes 2026-02-01 on emr   // P2.B.3 はネットワークの対応 / P2.B.3 is about networks",
        remedy: (
            "項目と `on` の対象を確かめるか、行を削除します",
            "look at the item and the subject after `on`, or remove the line",
        ),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let idle = |(at, statement): &(StatementIdx, &Statement)| {
        matches!(statement.verb, Verb::Checked { .. })
            && scene.obligations.spoken_of[*at].count_ones(..) == 0
            && !is_left_out(scene, statement)
    };
    let problem = |(_, statement): (StatementIdx, &Statement)| {
        let headline = text!("この `checked` は何も確認していません", "this `checked` confirms nothing");
        Diagnostic::new(&IDLE_CHECK, statement.span, headline)
    };
    scene.own_statements().filter(idle).map(problem).collect()
}

/// Whether it speaks of rows that `only` leaves out: it confirms them when the whole catalogue is looked at.
fn is_left_out(scene: &Scene, statement: &Statement) -> bool {
    let in_use = |row: usize| {
        let catalogue = scene.policy.control_of(DutyIdx::new(row)).catalogue;
        scene.engagement.uses.iter().any(|used| used.catalogue == catalogue)
    };
    statement.duties.is_disjoint(&scene.engagement.in_view) && statement.duties.ones().any(in_use)
}

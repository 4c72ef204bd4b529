//! `idle_exclusion`: an exclusion of what nothing asks for.

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::Verb;
use crate::text;

/// It excludes nothing.
pub static IDLE_EXCLUSION: Code = Code {
    name: "idle_exclusion",
    family: Family::Model,
    severity: Severity::Warning,
    page: Page {
        says: ("何も除外しない除外です", "an exclusion excludes nothing"),
        why: (
            "除外したつもりの対応が、別の対象で残っていることがあります",
            "what was meant to be excluded may still stand elsewhere",
        ),
        example: "A excludes P2.B.3 on emr because \"該当しない\"   // P2.B.3 はネットワークの対応 / P2.B.3 is about networks",
        remedy: (
            "項目と `on` の対象を確かめるか、除外を削除します",
            "look at the item and the subject after `on`, or remove the exclusion",
        ),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    scene
        .statements()
        .filter(|(at, statement)| {
            matches!(statement.verb, Verb::Excludes { .. }) && scene.obligations.spoken_of[*at].count_ones(..) == 0
        })
        .map(|(_, statement)| {
            let headline = text!("この除外は何も除外しません", "this exclusion excludes nothing");
            Diagnostic::new(&IDLE_EXCLUSION, statement.span, headline)
        })
        .collect()
}

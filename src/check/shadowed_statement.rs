//! `shadowed_statement`: everything it says is overridden by narrower statements of the same party.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{PartyIdx, Statement, StatementIdx, Verb};
use crate::text;

/// Narrower statements say it all.
pub static SHADOWED_STATEMENT: Code = Code {
    name: "shadowed_statement",
    family: Family::Model,
    severity: Severity::Note,
    page: Page {
        says: (
            "同じ当事者のより狭い記述がすべてに優先し、この記述は残りません",
            "narrower statements of the same party override all of it",
        ),
        why: ("読み手は広い記述が効いていると誤解します", "a reader takes the wider statement for effective"),
        example: "A owns P2.C.* on wan by K1 \"第8条\"\n// P2.C.1 から P2.C.5 のすべてに、より狭い A disclaims がある / A disclaims each of P2.C.1 … P2.C.5",
        remedy: ("広い記述を削除するか、範囲を見直します", "remove the wider statement, or look at its range"),
    },
};

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut said: BTreeMap<(PartyIdx, bool), Vec<(StatementIdx, &Statement)>> = BTreeMap::new();
    for (at, statement) in scene.statements() {
        if let Some(speaker) = speaker(statement) {
            said.entry(speaker).or_default().push((at, statement));
        }
    }
    for (at, wide) in scene.own_statements() {
        let Some((party, owning)) = speaker(wide) else { continue };
        let mut overridden = FixedBitSet::new();
        let mut by = None;
        for (other, narrow) in said.get(&(party, !owning)).into_iter().flatten() {
            if scene.overrides(*other, at) && covers_the_time(scene, narrow, wide) {
                overridden.union_with(&scene.obligations.spoken_of[*other]);
                by.get_or_insert(narrow.span);
            }
        }
        if let Some(by) = by.filter(|_| scene.obligations.spoken_of[at].is_subset(&overridden)) {
            let headline =
                text!("この記述のすべてに、より狭い記述が優先します", "narrower statements override all of this one");
            let label = text!("たとえばここです", "here, for instance");
            problems.push(Diagnostic::new(&SHADOWED_STATEMENT, wide.span, headline).label(by, label));
        }
    }
    problems
}

fn speaker(statement: &Statement) -> Option<(PartyIdx, bool)> {
    match statement.verb {
        Verb::Owns { party, .. } => Some((party, true)),
        Verb::Disclaims { party } => Some((party, false)),
        _ => None,
    }
}

/// Whether the narrower statement is in force whenever the wider one is.
fn covers_the_time(scene: &Scene, narrow: &Statement, wide: &Statement) -> bool {
    let narrow = scene.validity(narrow);
    scene.validity(wide).iter().all(|one| {
        narrow.iter().any(|other| {
            let begins = other.from.is_none_or(|from| one.from.is_some_and(|it| from <= it));
            let ends = other.to.is_none_or(|to| one.to.is_some_and(|it| it <= to));
            begins && ends
        })
    })
}

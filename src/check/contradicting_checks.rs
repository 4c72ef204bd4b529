//! `contradicting_checks`: two checks of one day say different things of one row.

use std::collections::{BTreeMap, BTreeSet};

use super::Scene;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Date, StatementIdx, Verb};
use crate::text;

/// Both yes and no.
pub static CONTRADICTING_CHECKS: Code = Code {
    name: "contradicting_checks",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "同じ日の二つの `checked` が、同じ行について違うことを述べています",
            "two `checked` of one day say different things of one row",
        ),
        why: (
            "後の日の確認は前の確認に代わりますが、同じ日ではどちらが後か分かりません",
            "a later check replaces an earlier one; of one day nobody can tell which is the later",
        ),
        example: "checked P2.A.2 yes 2026-02-01\nchecked P2.A.2 no 2026-02-01 settled 2026-03-10",
        remedy: (
            "どちらかを改めるか、`except` や `on` で行を分けます",
            "mend one of them, or part the rows with `except` or `on`",
        ),
    },
};

/// Pairs reported for one engagement.
const MAX_PAIRS: usize = 500;

pub fn find(scene: &Scene) -> Vec<Diagnostic> {
    // By day and obligation, what the first check says: the others are held against it.
    let mut said: BTreeMap<(Date, usize), StatementIdx> = BTreeMap::new();
    let mut pairs: BTreeSet<(StatementIdx, StatementIdx)> = BTreeSet::new();
    for (at, statement) in scene.statements() {
        let Verb::Checked { date, .. } = statement.verb else { continue };
        for row in scene.obligations.spoken_of[at].ones() {
            let first = *said.entry((date, row)).or_insert(at);
            if scene.engagement.statements[first].verb != statement.verb {
                pairs.insert((first, at));
            }
        }
    }
    pairs.into_iter().take(MAX_PAIRS).map(|pair| problem(scene, pair)).collect()
}

fn problem(scene: &Scene, (first, other): (StatementIdx, StatementIdx)) -> Diagnostic {
    let mut common = scene.obligations.spoken_of[first].clone();
    common.intersect_with(&scene.obligations.spoken_of[other]);
    let duties = scene.duties(&common);
    let span = |at: StatementIdx| scene.engagement.statements[at].span;
    let headline = text!(
        "同じ日の確認が `{duties}` について食い違っています",
        "checks of one day say different things of `{duties}`"
    );
    Diagnostic::new(&CONTRADICTING_CHECKS, span(first), headline)
        .here(text!("ここで確認しています", "checked here"))
        .label(span(other), text!("ここでも確認しています", "and here"))
        .help(text!(
            "どちらの確認も数えません。行を分けるか、日付を確かめてください",
            "neither counts; part the rows, or look at the days"
        ))
}

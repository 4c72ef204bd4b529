//! What hangs on what is open: duties that require a duty with a gap, or would be carried with it, as a picture.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::picture::{Edge, Node, draw};
use super::view::{View, finding_anchor};
use crate::model::DutyIdx;
use crate::text;

/// Duties that are drawn; more would be no picture.
const MAX_DUTIES: usize = 60;

/// The picture, where anything hangs on anything.
pub(super) fn figure(view: &View) -> Markup {
    let counts = counts(view);
    let pairs = pairs(view, &counts);
    let all: BTreeSet<DutyIdx> = pairs.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    let mut shown: BTreeSet<DutyIdx> = BTreeSet::new();
    for (from, to, _) in &pairs {
        if shown.len() + 2 > MAX_DUTIES {
            break;
        }
        shown.extend([*from, *to]);
    }
    let at: BTreeMap<DutyIdx, usize> = shown.iter().enumerate().map(|(row, duty)| (*duty, row)).collect();
    let nodes: Vec<Node> = shown.iter().map(|duty| node(view, *duty, counts[duty])).collect();
    let edge = |(from, to, serves): &(DutyIdx, DutyIdx, bool)| {
        let label = if *serves { view.say(text!("兼ねる", "serves")) } else { String::new() };
        Some(Edge { from: *at.get(from)?, to: *at.get(to)?, label, class: if *serves { "hands" } else { "" } })
    };
    let edges: Vec<Edge> = pairs.iter().filter_map(edge).collect();
    let is_led_to = |row: &usize| edges.iter().any(|it| it.to == *row);
    let roots: Vec<usize> = (0..nodes.len()).filter(|row| !is_led_to(row)).collect();
    html! {
        @if !edges.is_empty() {
            h3 { (view.say(text!("開いている対応に左右される対応", "What hangs on what is open"))) }
            p { (view.say(text!(
                "矢印は、先に要る対応から、それを要する対応へ向かいます。数は、担われている責任と適用される責任です。✕ の付いた対応を選ぶと指摘に続きます",
                "Arrows lead from what is needed first to what needs it. The numbers are obligations carried and obligations that apply; a duty with ✕ leads to its finding"
            ))) }
            @let (count, all) = (shown.len(), all.len());
            @if count < all { p.warning { (view.say(text!("{all} 件の対応のうち {count} 件を図示しています。残りは", "{count} of {all} duties are drawn; the rest is in "))) a href="#matrix" { (view.say(text!("分担表", "the matrix"))) } (view.say(text!("にあります", ""))) } }
            (draw(&nodes, &edges, &roots, &view.say(text!("対応の依存関係の図", "Duties and what hangs on them"))))
        }
    }
}

/// How many obligations of each duty are carried, and how many apply.
fn counts(view: &View) -> BTreeMap<DutyIdx, (usize, usize)> {
    let mut counts: BTreeMap<DutyIdx, (usize, usize)> = BTreeMap::new();
    let evaluation = &view.asked.checked.evaluation;
    let all = evaluation.context.obligations.all.iter().zip(&evaluation.standings);
    for (obligation, standing) in all.filter(|(_, standing)| standing.stands()) {
        let (carried, applying) = counts.entry(obligation.duty).or_default();
        *carried += usize::from(standing.carried);
        *applying += 1;
    }
    counts
}

/// An open duty, what hangs on it, and whether it would be carried with it.
fn pairs(view: &View, counts: &BTreeMap<DutyIdx, (usize, usize)>) -> Vec<(DutyIdx, DutyIdx, bool)> {
    let is_open = |duty: &DutyIdx| counts.get(duty).is_some_and(|(carried, applying)| carried < applying);
    let mut pairs = Vec::new();
    for duty in counts.keys() {
        let it = &view.context().policy.duties[*duty];
        pairs.extend(it.requires.iter().map(|it| it.duty).filter(is_open).map(|needed| (needed, *duty, false)));
        if is_open(duty) {
            let served = it.serves.iter().map(|it| it.duty).filter(|it| counts.contains_key(it));
            pairs.extend(served.map(|served| (*duty, served, true)));
        }
    }
    pairs.sort();
    pairs.dedup();
    pairs
}

fn node(view: &View, duty: DutyIdx, (carried, applying): (usize, usize)) -> Node {
    let it = &view.context().policy.duties[duty];
    let is_open = carried < applying;
    let mark = if is_open { "✕ " } else { "" };
    let lines = vec![it.id.clone(), view.say(it.title.clone()), format!("{mark}{carried} / {applying}")];
    let found = view.findings().iter().find(|finding| finding.group.duties.contains(&duty));
    let link = found.map(|finding| (format!("#{}", finding_anchor(finding)), None));
    Node { lines, class: if is_open { "error" } else { "" }, link }
}

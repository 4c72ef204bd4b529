//! What is carried at some times and not at others.

pub mod lapse;
pub mod late_start;
pub mod overlap;

use crate::diagnostic::Text;
use crate::evaluate::{Carriers, Evaluation, Hole, Spell, State};
use crate::findings::kind::Defect;
use crate::findings::names::Names;
use crate::findings::ownership::unowned::disclaimed;
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// The hole around the day of an obligation that is not carried.
fn hole(evaluation: &Evaluation, at: ObligationIdx) -> Option<Hole> {
    if evaluation.standings[at.row()].carried {
        return None;
    }
    evaluation.hole(at)
}

/// What is told of a hole: from when to when, who carried it before, who carries it after.
fn told(evaluation: &Evaluation, at: ObligationIdx, hole: &Hole) -> Defect {
    let names = Names(&evaluation.context);
    let mut details = Vec::new();
    if let (Some(from), Some(to)) = (hole.days.from, hole.days.to) {
        details.push(text!("担い手のない期間は {from} から {to} まで", "nobody carries it from {from} to {to}"));
    }
    if let Some((to, who)) = hole.before.as_ref().and_then(|it| Some((it.days.to?, carriers(&names, it)))) {
        let Text { ja, en } = who;
        details.push(text!("{to} までは{ja}が担っていました", "{en} carried it until {to}"));
    }
    if let Some((from, who)) = hole.after.as_ref().and_then(|it| Some((it.days.from?, carriers(&names, it)))) {
        let Text { ja, en } = who;
        details.push(text!("{from} からは{ja}が担います", "{en} carries it from {from}"));
    }
    let disclaimed = disclaimed(evaluation, at);
    if !disclaimed.parties.is_empty() {
        let Text { ja, en } = names.parties(&disclaimed.parties);
        details.push(text!("{ja}は負わないと述べています", "{en} disclaims it"));
    }
    Defect { details, ..disclaimed }
}

/// Who carries something over a spell; a document or a condition where it is nobody.
fn carriers(names: &Names, spell: &Spell) -> Text {
    let none = Carriers::new();
    let carriers = match &spell.state {
        State::Carried(carriers) => carriers,
        State::Absent | State::Gap | State::Open => &none,
    };
    let mut performers: Vec<_> = carriers.iter().map(|(performer, _)| *performer).collect();
    performers.sort();
    performers.dedup();
    match performers.is_empty() {
        true => text!("文書や条件など", "a document or condition"),
        false => names.parties(&performers),
    }
}

//! Contracts that are known, consented to, and in force when they must be.

use super::{Amendment, Change, Remedy, write};
use crate::diagnostic::Text;
use crate::evaluate::Evaluation;
use crate::findings::Finding;
use crate::findings::kind::Group;
use crate::model::{ContractIdx, Date, Interval, Subject, Verb};
use crate::text;

/// The subcontract is consented to, or at least disclosed.
pub(super) fn known(evaluation: &Evaluation, finding: &Finding) -> Vec<Remedy> {
    let Subject::Contract(contract) = finding.group.subject else { return Vec::new() };
    let ways = match finding.code.name {
        "undisclosed_subcontractor" => vec![disclosed(evaluation, contract), consented(evaluation, contract)],
        _ => vec![consented(evaluation, contract)],
    };
    ways.into_iter().map(|it| Remedy::of([it])).collect()
}

/// The hospital consents.
pub(super) fn consented(evaluation: &Evaluation, contract: ContractIdx) -> Amendment {
    let context = &evaluation.context;
    let it = &context.engagement.contracts[contract];
    let (day, hospital) = (context.day, context.engagement.hospital);
    let Text { ja: h_ja, en: h_en } = write::party(context, hospital);
    let Text { ja: a_ja, en: a_en } = write::party(context, it.customer);
    let Text { ja: b_ja, en: b_en } = write::party(context, it.supplier);
    let Text { ja: k_ja, en: k_en } = write::contract(context, contract);
    Amendment {
        change: Change::Consented(contract, day),
        agree: text!(
            "{h_ja}は、{a_ja}が{k_ja}により{b_ja}に再委託することを承諾する。",
            "{h_en} consents to {a_en} subcontracting to {b_en} by {k_en}."
        ),
        asks: vec![hospital],
    }
}

/// The subcontractor is made known to the hospital.
pub(super) fn disclosed(evaluation: &Evaluation, contract: ContractIdx) -> Amendment {
    let context = &evaluation.context;
    let it = &context.engagement.contracts[contract];
    let day = context.day;
    let Text { ja: h_ja, en: h_en } = write::party(context, context.engagement.hospital);
    let Text { ja: a_ja, en: a_en } = write::party(context, it.customer);
    let Text { ja: b_ja, en: b_en } = write::party(context, it.supplier);
    let Text { ja: k_ja, en: k_en } = write::contract(context, contract);
    Amendment {
        change: Change::Disclosed(contract, day),
        agree: text!(
            "{a_ja}は、{k_ja}により{b_ja}に再委託していることを{h_ja}に開示する。",
            "{a_en} discloses to {h_en} that it subcontracts to {b_en} by {k_en}."
        ),
        asks: vec![it.customer],
    }
}

/// A contract runs from a day to a day.
fn runs(evaluation: &Evaluation, contract: ContractIdx, from: Date, to: Option<Date>) -> Amendment {
    let context = &evaluation.context;
    let it = &context.engagement.contracts[contract];
    let Text { ja, en } = write::contract(context, contract);
    let (to_ja, to_en) = match to {
        Some(to) => (format!("{to} まで"), format!("to {to}")),
        None => ("期限なし".to_owned(), "without end".to_owned()),
    };
    Amendment {
        change: Change::Term(contract, from, to),
        agree: text!("{ja}の期間を {from} から {to_ja}とする。", "{en} runs from {from} {to_en}."),
        asks: vec![it.customer, it.supplier],
    }
}

/// A contract that is not in force on the day: renewed as far as the one above goes, or begun on the day.
pub(super) fn in_force_today(evaluation: &Evaluation, contract: ContractIdx) -> Option<Amendment> {
    let context = &evaluation.context;
    let it = &context.engagement.contracts[contract];
    let Interval { from, to } = it.in_force;
    let (from, day) = (from?, context.day);
    if from > day {
        return Some(runs(evaluation, contract, day, to));
    }
    let above = it.parent.map(|above| context.engagement.contracts[above].in_force.to);
    Some(runs(evaluation, contract, from, above.unwrap_or(None)))
}

/// A subcontract and the contract above it are in force together.
pub(super) fn aligned(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let context = &evaluation.context;
    let Subject::Contract(below) = group.subject else { return Vec::new() };
    let own = context.engagement.contracts[below].in_force;
    let Some(above) = context.engagement.contracts[below].parent else { return Vec::new() };
    let term = context.engagement.contracts[above].in_force;
    let (Some(own_from), Some(from)) = (own.from, term.from) else { return Vec::new() };
    let to = match (own.to, term.to) {
        (Some(own), Some(to)) => Some(own.max(to)),
        (None, _) | (_, None) => None,
    };
    let mut all = vec![Remedy::of([runs(evaluation, above, from.min(own_from), to)])];
    if let Some(end) = term.to.filter(|end| *end >= own_from && *end < context.day) {
        all.push(Remedy::of([runs(evaluation, below, own_from, Some(end))]));
    }
    all
}

/// The contract of who carried something before, or carries it after, reaches over the hole.
pub(super) fn bridged(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let context = &evaluation.context;
    let mut all = Vec::new();
    for at in &group.obligations {
        let Some(hole) = evaluation.hole(*at) else { continue };
        let (ended, begins) = (hole.days.from.and_then(|day| day.yesterday().ok()), hole.days.to);
        for statement in context.obligations.about(*at) {
            let it = &context.engagement.statements[*statement];
            if !matches!(it.verb, Verb::Owns { .. }) {
                continue;
            }
            for contract in it.by.iter().filter_map(|basis| basis.contract) {
                let Interval { from: Some(from), to } = context.engagement.contracts[contract].in_force else {
                    continue;
                };
                if to.is_some() && to == ended && begins.is_some() && hole.after.is_some() {
                    all.push(Remedy::of([runs(evaluation, contract, from, begins)]));
                } else if hole.before.is_none() && from.yesterday().ok() == begins && from > context.day {
                    all.push(Remedy::of([runs(evaluation, contract, hole.days.from.unwrap_or(context.day), to)]));
                }
            }
        }
    }
    all
}

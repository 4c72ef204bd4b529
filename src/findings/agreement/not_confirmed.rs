//! `not_confirmed`: a row of the checklist was not checked, or was answered with no and nothing was settled.
//!
//! # Choices
//!
//! - A row that was answered is a finding of its own. Those that nobody has answered yet are one finding for each catalogue: whoever
//!   has begun to fill in a form has not made a hundred mistakes, but is not done. It weighs as much as the heaviest of its rows, names
//!   them all, and gets smaller row by row; silence never passes.
//! - It is about the engagement, whatever the rows are about, and is waived whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::{Confirmed, Context, Evaluation, Truth};
use crate::findings::Derivation;
use crate::findings::checklist::checks;
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::graph::ObligationIdx;
use crate::model::{CatalogueIdx, ControlIdx, DutyIdx, Idx, Verb};
use crate::source::Span;
use crate::text;

/// Begun, and not gone through.
pub static NOT_CONFIRMED: Kind = Kind {
    code: Code {
        name: "not_confirmed",
        family: Family::Agreement,
        severity: Severity::Error,
        page: Page {
            says: (
                "確認表の点検を始めたのに、この行の確認が済んでいません",
                "the checklist was begun, and this row is not confirmed",
            ),
            why: (
                "契約当事者がともに一行ずつ確かめて初めて、記入された分担が実態と一致します",
                "what is filled in agrees with what is done only where both sides have gone over each row",
            ),
            example: "checked P2.A.2 no 2026-02-01   // settled がない / no `settled`\n// P2.A.3 には checked がない / no `checked` of P2.A.3",
            remedy: (
                "確認して `checked 項目 yes 日付` と書くか、足りないものを済ませて `settled 日付` を加えます",
                "go over the row and write `checked ITEM yes DATE`, or see to what is missing and add `settled DATE`",
            ),
        },
    },
    find,
    say: |names, group| match group.control {
        Some(_) => group.sentence(names, text!("確認が済んでいません", "not confirmed")),
        None => group.sentence(names, text!("確認表の点検が途中です", "the checklist is not gone through")),
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let confirmed = &evaluation.standings[at.row()].confirmed;
    let reason = match confirmed {
        Confirmed::No(_) => "not_settled",
        Confirmed::Contradicted(_) => "contradicting",
        Confirmed::Unasked | Confirmed::Never | Confirmed::Yes(_) | Confirmed::SettledBefore(_) => return None,
    };
    Some(of_checks(evaluation, at, reason))
}

/// Items of the checklist that are named in one message.
const NAMED: usize = 5;

/// The rows that nobody checked though the checklist was begun, by catalogue, with what is wrong with them.
pub fn unchecked(evaluation: &Evaluation) -> Vec<(Vec<ObligationIdx>, Defect)> {
    let context = &evaluation.context;
    let mut by_catalogue: BTreeMap<CatalogueIdx, (Vec<ObligationIdx>, BTreeSet<ControlIdx>)> = BTreeMap::new();
    for at in context.obligations.all.indices() {
        let standing = &evaluation.standings[at.row()];
        let control = context.policy.duties[context.obligations.all[at].duty].control;
        if standing.confirmed == Confirmed::Unasked || !standing.stands() || standing.truth() != Truth::True {
            continue;
        }
        let (missing, asked) = by_catalogue.entry(context.policy.controls[control].catalogue).or_default();
        asked.insert(control);
        if standing.confirmed == Confirmed::Never {
            missing.push(at);
        }
    }
    let begun = by_catalogue.into_iter().filter(|(_, (missing, _))| !missing.is_empty());
    begun
        .map(|(catalogue, (missing, asked))| {
            (missing.clone(), of_unchecked(evaluation, catalogue, &missing, asked.len()))
        })
        .collect()
}

fn of_unchecked(evaluation: &Evaluation, catalogue: CatalogueIdx, missing: &[ObligationIdx], asked: usize) -> Defect {
    let context = &evaluation.context;
    let names = Names(context);
    let control = |at: &ObligationIdx| context.policy.duties[context.obligations.all[*at].duty].control;
    let controls: BTreeSet<ControlIdx> = missing.iter().map(control).collect();
    let (name, count) = (&context.policy.catalogues[catalogue].name, controls.len());
    let listed: Vec<String> = controls.iter().take(NAMED).map(|it| names.control(*it)).collect();
    let more = if count > NAMED { "…" } else { "" };
    let (ja, en) = (listed.join("、"), listed.join(", "));
    let detail = text!(
        "`{name}` の {asked} 項目のうち {count} 項目で、確認の記録が欠けています：{ja}{more}",
        "of {asked} items of `{name}`, checks are not on record for {count}: {en}{more}"
    );
    let row = |at: &ObligationIdx| {
        let Text { ja, en } = names.obligation(*at);
        let words = text!("{ja}：確認の記録がありません", "{en}: no check is on record");
        Derivation::at(words, context.policy.controls[control(at)].span)
    };
    Defect {
        reasons: vec!["not_checked".to_owned()],
        details: vec![detail],
        places: begun(context, catalogue).into_iter().collect(),
        proof: missing.iter().map(row).collect(),
        ..Defect::default()
    }
}

/// Where the checklist was begun.
fn begun(context: &Context, catalogue: CatalogueIdx) -> Option<(Span, Text)> {
    let is_of_it = |row| context.policy.control_of(DutyIdx::new(row)).catalogue == catalogue;
    let checks = context.engagement.statements.iter().filter_map(|it| match it.verb {
        // Of one day the one about the first row, wherever it stands.
        Verb::Checked { date, .. } if date <= context.day => {
            Some((date, it.duties.ones().find(|row| is_of_it(*row))?, it.span))
        }
        _ => None,
    });
    let (.., span) = checks.min()?;
    Some((span, text!("点検はここから始まっています", "the checklist was begun here")))
}

/// A defect that rests on the checks of an obligation.
pub(super) fn of_checks(evaluation: &Evaluation, at: ObligationIdx, reason: &str) -> Defect {
    let told = checks(&evaluation.context, &evaluation.standings[at.row()].confirmed);
    let place = |span| (span, text!("ここで確認しています", "checked here"));
    Defect {
        reasons: vec![reason.to_owned()],
        places: told.iter().filter_map(|it| it.span).map(place).collect(),
        details: told.into_iter().map(|it| it.text).collect(),
        ..Defect::default()
    }
}

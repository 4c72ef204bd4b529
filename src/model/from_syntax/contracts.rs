//! Contracts: between whom, under what, from when to when.

use super::follow;
use super::members::Names;
use super::names::{keep, word, words};
use super::period::period;
use super::service_levels::{Metrics, own_shares, promises};
use super::statement::missing;
use super::titles::title_or;
use super::value::date;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{ComponentIdx, Contract, ContractIdx, Dated, Interval, PartyIdx, Table};
use crate::source::Span;
use crate::syntax::ast::{self, Name};
use crate::text;

/// A contract that does not say when it is in force.
pub static MISSING_PERIOD: Code = Code {
    name: "missing_period",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("契約に期間も日付もない", "a contract has neither period nor date"),
        why: ("いつ責任を問えるのか判定できない", "nobody could tell when anybody can be held to it"),
        example: "contract K1 H -> A { type saas }",
        remedy: (
            "`period 2026-04-01 .. 2027-03-31`、売買なら `date 2026-04-01` を書く",
            "write `period 2026-04-01 .. 2027-03-31`, or for a sale `date 2026-04-01`",
        ),
    },
};

/// A contract with both a period and a date.
pub static PERIOD_AND_DATE: Code = Code {
    name: "period_and_date",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("契約に期間と日付の両方がある", "a contract has both a period and a date"),
        why: (
            "期間は始まりと終わりを、日付はその日からずっと有効であることを言う",
            "a period says from when to when, a date says from that day on without end",
        ),
        example: "contract K1 H -> A { type sale  date 2026-04-01  period 2026-04-01 .. }",
        remedy: (
            "どちらかを消す。売買と保守は契約を分ける",
            "drop one; make two contracts of a sale and its maintenance",
        ),
    },
};

/// A contract of a party with itself.
pub static SELF_CONTRACT: Code = Code {
    name: "self_contract",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("委託者と受託者が同じである", "customer and supplier of a contract are one"),
        why: ("自分に対して責任は負えない", "nobody can be held to a contract with himself"),
        example: "contract K1 A -> A { … }",
        remedy: ("相手の名前を直す", "name the other party"),
    },
};

/// The contracts in the order given; `None` where one lacks something without which it is no contract.
pub(super) fn contracts(
    names: &Names,
    metrics: Metrics,
    written: &[&ast::Contract],
    problems: &mut Vec<Diagnostic>,
) -> Option<Table<ContractIdx, Contract>> {
    let rows: Vec<_> = written.iter().map(|it| contract(names, metrics, it, problems)).collect();
    rows.into_iter().collect()
}

fn contract(
    names: &Names,
    metrics: Metrics,
    written: &ast::Contract,
    problems: &mut Vec<Diagnostic>,
) -> Option<Contract> {
    let policy = metrics.policy;
    let parent = written.under.as_ref().and_then(|name| keep(names.contract(name), problems));
    let selected_by = written.selected_by.as_ref().and_then(|name| keep(names.party(name), problems));
    let follows = follow::followed(policy, names, written, problems);
    let types = follow::types(policy, words(&written.types, problems), &follows);
    let form = written.form.as_ref().and_then(|name| keep(word(name), problems));
    let form = follow::form(policy, form, &follows, problems);
    let covers = covers(names, written.covers.as_deref().unwrap_or_default(), problems);
    let disclosed = written.disclosed.as_ref().and_then(|it| dated(it, problems));
    let consented = written.consented.as_ref().and_then(|it| dated(it, problems));
    let promises = promises(metrics, written.promises.as_deref().unwrap_or_default(), problems);
    let itself = own_shares(metrics, written.itself.as_deref().unwrap_or_default(), problems);
    let relies_on = relied_on(names, written.relies_on.as_deref().unwrap_or_default(), problems);
    let in_force = in_force(written, problems);
    let (customer, supplier) = parties(names, written, problems)?;
    Some(Contract {
        name: written.name.text.clone(),
        customer,
        supplier,
        title: title_or(written.title.as_ref(), &written.name.text),
        parent,
        selected_by,
        linked: written.linked,
        types,
        form,
        follows,
        in_force: in_force?,
        covers,
        promises,
        itself,
        relies_on,
        disclosed,
        consented,
        docs: written.docs.clone(),
        span: written.name.span,
    })
}

fn parties(names: &Names, written: &ast::Contract, problems: &mut Vec<Diagnostic>) -> Option<(PartyIdx, PartyIdx)> {
    let mut party = |name: &Option<Name>, ja: &str, en: &str| match name {
        Some(name) => keep(names.party(name), problems),
        None => {
            problems.push(missing(written.name.span, &written.name.text, ja, en));
            None
        }
    };
    let customer = party(&written.customer, "委託者", "customer");
    let supplier = party(&written.supplier, "受託者", "supplier");
    let (customer, supplier) = (customer?, supplier?);
    if customer == supplier {
        let span = written.supplier.as_ref().map_or(written.name.span, |name| name.span);
        let contract = &written.name.text;
        let headline =
            text!("`{contract}` の委託者と受託者が同じです", "customer and supplier of `{contract}` are the same");
        problems.push(Diagnostic::new(&SELF_CONTRACT, span, headline));
        return None;
    }
    Some((customer, supplier))
}

fn in_force(written: &ast::Contract, problems: &mut Vec<Diagnostic>) -> Option<Interval> {
    let contract = &written.name.text;
    match (&written.period, &written.date) {
        (Some(it), None) => period(it, problems),
        (None, Some(day)) => keep(date(day), problems).map(|from| Interval { from: Some(from), to: None }),
        (Some(period), Some(day)) => {
            let headline =
                text!("`{contract}` に期間と日付の両方があります", "`{contract}` has both a period and a date");
            let label = text!("期間はここ", "the period");
            problems.push(Diagnostic::new(&PERIOD_AND_DATE, day.span, headline).label(period.from.span, label));
            None
        }
        (None, None) => {
            let headline = text!("`{contract}` に期間がありません", "`{contract}` does not say when it is in force");
            let help = text!(
                "`period 2026-04-01 .. 2027-03-31`、売買なら `date 2026-04-01` を書きます",
                "write `period 2026-04-01 .. 2027-03-31`, or for a sale `date 2026-04-01`"
            );
            problems.push(Diagnostic::new(&MISSING_PERIOD, written.name.span, headline).help(help));
            None
        }
    }
}

fn covers(names: &Names, written: &[Name], problems: &mut Vec<Diagnostic>) -> Vec<ComponentIdx> {
    let mut all: Vec<_> = written.iter().filter_map(|name| keep(names.component(name), problems)).collect();
    all.sort();
    all.dedup();
    all
}

fn relied_on(names: &Names, written: &[Name], problems: &mut Vec<Diagnostic>) -> Vec<ContractIdx> {
    let mut all: Vec<_> = written.iter().filter_map(|name| keep(names.contract(name), problems)).collect();
    all.sort();
    all.dedup();
    all
}

/// A day with what it rests on; `none` is a stated absence, which is the same as nothing said.
fn dated(written: &ast::Dated, problems: &mut Vec<Diagnostic>) -> Option<Dated> {
    let day = written.date.as_ref()?;
    let span = if written.span == Span::default() { day.span } else { written.span };
    Some(Dated { date: keep(date(day), problems)?, by: written.by.clone(), span })
}

//! A party that leaves: its contracts, statements and access end the day before; everything else stays.
//!
//! ```text
//! without B from 2027-04-01
//!     contract K2 A -> B { period 2026-04-01 .. 2036-03-31 }     ends 2027-03-31
//!     B accepts P2.C.2 on iaas by K2 "…"                         ends with K2
//!     H grants B access to wan                                   until 2027-03-31
//!     B waives unowned P2.C.1 on wan … until 2027-12-31          until 2027-03-31, and what it waived is open again
//!     B retains "…" of P2.B.5 on iaas                            until 2027-03-31: its risk is nobody's any more
//!     A delegates P2.C.2 on iaas to B via K2                     stays, and its chain is broken
//!     checked P2.A.2 yes 2026-02-01                              stays: what was gone over has no party that leaves
//! ```
//!
//! Components stay where they are, and with them the duties: only who carries them is missing. A contract that would have begun on
//! the day or later never begins; what rests on such contracts alone never takes effect.

use std::collections::BTreeSet;

use crate::model::Date;
use crate::syntax::ast::{Basis, Component, Contract, Engagement, Name, Period, Statement};

/// The day that never comes; the last one that the calendar has.
const NEVER: &str = "9999-12-31";

/// The engagement without a party from a day on.
pub fn without(whole: &mut Engagement, party: &str, from: Date) {
    let own: BTreeSet<String> = whole.contracts.iter().filter(|it| is_of(it, party)).map(|it| it.name.key()).collect();
    let never: BTreeSet<String> = whole
        .contracts
        .iter()
        .filter(|it| is_of(it, party) && begins(it).is_none_or(|day| day >= from))
        .map(|it| it.name.key())
        .collect();
    for component in &mut whole.components {
        keep_alive(component, &whole.contracts, &never);
    }
    let last = from.yesterday().ok();
    for contract in whole.contracts.iter_mut().filter(|it| own.contains(&it.name.key())) {
        match last.filter(|_| !never.contains(&contract.name.key())) {
            Some(last) => end(contract, last),
            None => {
                contract.date = None;
                contract.period = Some(Period { from: day(NEVER), to: Some(day(NEVER)) });
            }
        }
    }
    let contracts = std::mem::take(&mut whole.contracts);
    let statements = std::mem::take(&mut whole.statements);
    whole.statements = statements
        .into_iter()
        .filter(|it| takes_effect(it, &never))
        .flat_map(|it| ended(it, party, &own, &contracts, from))
        .collect();
    whole.contracts = contracts;
}

fn is(name: &Option<Name>, party: &str) -> bool {
    name.as_ref().is_some_and(|it| it.key() == party)
}

fn is_of(contract: &Contract, party: &str) -> bool {
    is(&contract.customer, party) || is(&contract.supplier, party)
}

fn date(name: &Name) -> Option<Date> {
    name.text.parse().ok()
}

fn day(text: &str) -> Name {
    Name { text: text.to_owned(), ..Name::default() }
}

fn begins(contract: &Contract) -> Option<Date> {
    contract.period.as_ref().map(|it| &it.from).or(contract.date.as_ref()).and_then(date)
}

fn ends(contract: &Contract) -> Option<Date> {
    contract.period.as_ref().and_then(|it| it.to.as_ref()).and_then(date)
}

/// Ends a contract on a day, unless it ends before; of a sale, what was sold is no longer answered for.
fn end(contract: &mut Contract, last: Date) {
    if ends(contract).is_some_and(|day| day <= last) {
        return;
    }
    let from = contract.period.take().map(|it| it.from).or(contract.date.take());
    contract.period = from.map(|from| Period { from, to: Some(day(&last.to_string())) });
}

/// A component lives from the first contract that covers it; one that now never begins does not change that.
fn keep_alive(component: &mut Component, contracts: &[Contract], never: &BTreeSet<String>) {
    let key = component.name.key();
    let covers = |it: &&Contract| it.covers.iter().flatten().any(|name| name.key() == key);
    let first = contracts.iter().filter(covers).filter_map(|it| begins(it).map(|day| (day, it))).min_by_key(|it| it.0);
    if let Some((from, contract)) = first
        && component.in_use.is_none()
        && never.contains(&contract.name.key())
    {
        component.in_use = Some(Period { from: day(&from.to_string()), to: None });
    }
}

/// Whether anything that a statement rests on ever begins.
fn takes_effect(it: &Statement, never: &BTreeSet<String>) -> bool {
    let is_never = |name: &Name| never.contains(&name.key());
    let rests: Vec<&Name> = match it.does.text.as_str() {
        "delegates" => it.via.iter().collect(),
        "states" => it.who.iter().collect(),
        // A waiver has an end of its own.
        "waives" => Vec::new(),
        _ => it.by.iter().filter_map(|basis| basis.contract.as_ref()).collect(),
    };
    let own_period = it.from.is_some() && it.until.is_some();
    rests.is_empty() || (own_period && it.does.text != "delegates") || !rests.iter().all(|name| is_never(name))
}

/// What becomes of a statement: as it was, or ended the day before; nothing if it would only have begun afterwards.
fn ended(mut it: Statement, party: &str, own: &BTreeSet<String>, contracts: &[Contract], from: Date) -> Vec<Statement> {
    // An end of its own replaces that of a contract: what is over by then needs none, and must not get a later one.
    let last = from.yesterday().ok();
    let over = |basis: &Basis| {
        let contract = basis.contract.as_ref().map(Name::key);
        let contract = contract.and_then(|key| contracts.iter().find(|it| it.name.key() == key));
        contract.is_some_and(|it| ends(it) <= last && ends(it).is_some() || begins(it).is_none_or(|day| day >= from))
    };
    if it.does.text == "share" {
        // A part whose party has left still has to be carried by somebody.
        if it.by.is_empty() || !it.by.iter().all(over) {
            let last = from.yesterday().unwrap_or(from).to_string();
            it.parts.iter_mut().filter(|part| part.party.key() == party).for_each(|part| part.until = Some(day(&last)));
        }
        return vec![it];
    }
    let speaks = is(&it.who, party) || (it.does.text == "grants" && is(&it.to, party));
    let documents = it.does.text == "states" && it.who.as_ref().is_some_and(|name| own.contains(&name.key()));
    if !(speaks || documents) {
        return vec![it];
    }
    let Some(last) = last.filter(|_| it.from.as_ref().and_then(date).is_none_or(|day| day < from)) else {
        return Vec::new();
    };
    let own_end = it.until.as_ref().and_then(date);
    if own_end.is_some_and(|day| day <= last) || (documents && own_end.is_none()) {
        return vec![it];
    }
    // What a delegation rests on says nothing of how long it holds.
    let (past, going_on): (Vec<Basis>, Vec<Basis>) = match it.until.is_some() || it.does.text == "delegates" {
        true => (Vec::new(), std::mem::take(&mut it.by)),
        false => std::mem::take(&mut it.by).into_iter().partition(over),
    };
    let mut all = Vec::new();
    if !past.is_empty() {
        all.push(Statement { by: past.clone(), ..it.clone() });
    }
    if past.is_empty() || going_on.iter().any(|basis| basis.contract.is_some()) {
        it.until = Some(day(&last.to_string()));
        all.push(Statement { by: going_on, ..it });
    }
    all
}

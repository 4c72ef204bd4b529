//! Whom to call, how many open findings touch each, and what to ask for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::stances;
use super::view::{View, how_counted, tally};
use crate::findings::remedy::{Amendment, Change};
use crate::model::{Idx, PartyIdx};
use crate::text;

/// What a party is asked for.
#[derive(Default)]
struct Call<'a> {
    asks: Vec<&'a Amendment>,
    /// The heaviest finding for which it has to be asked, or that names it.
    first: Option<usize>,
    /// Whether anything is asked of it; else it is only a side of what is asked of others.
    is_asked: bool,
}

/// Parties for which the first screen has room.
const SHOWN: usize = 7;

/// The parties that have to be asked, heaviest first, as far as the first screen has room.
pub(super) fn calls(view: &View) -> Markup {
    let all = called(view);
    let (count, shown) = (all.len(), all.len().min(SHOWN));
    html! {
        h3 { (view.say(text!("誰に連絡するか", "Whom to call"))) }
        @if all.is_empty() { p { (view.say(text!("連絡の要る相手はいません", "Nobody has to be called"))) } }
        @else { (table(view, &all[..shown])) p.small.dim { (view.say(how_counted())) } }
        @if shown < count { p {
            (view.say(text!("{count} 者のうち {shown} 者。", "{shown} of {count} parties. ")))
            a href="#calls" { (view.say(text!("すべての連絡先", "All of them"))) }
        } }
    }
}

/// All of them, where the first screen has room for some.
pub(super) fn all_calls(view: &View) -> Markup {
    let all = called(view);
    html! {
        @if all.len() > SHOWN {
            h3 id="calls" tabindex="-1" { (view.say(text!("すべての連絡先", "Everybody to be called"))) }
            (table(view, &all))
        }
    }
}

/// What follows from another finding goes with it, and takes no call.
fn called<'v>(view: &'v View) -> Vec<(PartyIdx, Call<'v>)> {
    let mut calls: BTreeMap<PartyIdx, Call> = BTreeMap::new();
    for at in view.heaviest() {
        // Whom a finding names is a side of it, also where the remedy asks something of others alone.
        let named = view.findings()[at].group.defect.parties.iter().copied();
        let whom = view.whom(at);
        for party in whom.iter().copied().chain(named).collect::<BTreeSet<_>>() {
            let call = calls.entry(party).or_default();
            call.first.get_or_insert(at);
            call.is_asked |= whom.contains(&party);
            let asks = view.chosen(at).into_iter().flat_map(|way| &way.remedy.amendments);
            for ask in asks.filter(|it| it.asks.contains(&party)) {
                if !call.asks.contains(&ask) {
                    call.asks.push(ask);
                }
            }
        }
    }
    let mut calls: Vec<(PartyIdx, Call)> = calls.into_iter().collect();
    // What the hospital decides by itself takes no call.
    let hospital = view.context().engagement.hospital;
    calls.sort_by_key(|(party, _)| (*party == hospital, Reverse(view.count(*party)), *party));
    calls
}

fn table(view: &View, calls: &[(PartyIdx, Call)]) -> Markup {
    let hospital = view.context().engagement.hospital;
    html! {
        table.calls {
            thead { tr {
                th scope="col" { (view.say(text!("相手", "Party"))) }
                th.center scope="col" { span.nowrap { (view.say(text!("指摘", "Open"))) } }
                th scope="col" { (view.say(text!("何を求めるか", "What to ask for"))) }
            } }
            tbody {
                @for (party, call) in calls {
                    tr {
                        th scope="row" {
                            a href="#findings" data-party=(format!("p{}", party.row())) { (view.party(*party)) }
                            @if *party == hospital { br; span.dim { (view.say(text!("自院で決めること", "to be decided in house"))) } }
                        }
                        td.center { (tally(view.count(*party))) }
                        td { (wanted(view, call)) }
                    }
                }
            }
        }
    }
}

/// What is to be agreed, and in which contract; without a remedy, what is wrong and the question that is open.
fn wanted(view: &View, call: &Call) -> Markup {
    let all = call.asks.len();
    // What somebody takes on says more than what is withdrawn for it.
    let first = call.asks.iter().min_by_key(|it| !matches!(it.change, Change::Add(..)));
    let contracts = first.map(|ask| ask.contracts()).unwrap_or_default();
    html! {
        @if let Some(ask) = first { p {
            (view.prose(&ask.agree))
            @if !contracts.is_empty() { span.dim {
                (view.say(text!("（", " (")))
                @for (count, at) in contracts.iter().enumerate() { @if count > 0 { (view.say(text!("、", ", "))) } (view.contract(*at)) }
                (view.say(text!("）", ")")))
            } }
        } }
        @else if let Some(at) = call.first { p {
            (view.finding(at)) (view.say(text!("：", ": ")))
            @if call.is_asked {
                (view.verdict(&view.findings()[at])) (view.say(text!("。", "; "))) (view.question(at))
            } @else if let Some(said) = stances::brief(view, at) { (said) }
            @else { (view.kind(&view.findings()[at])) }
        } }
        @if all > 1 { p { a href="#plan" { (view.say(text!("{all} 件のうち 1 件。残りを見る", "1 of {all}: see the rest"))) } } }
    }
}

//! What a director needs, in one screen: what is open, how bad, whom to call, and what comes next.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::view::{View, severity_words};
use crate::answers::{TimelineAsked, openings};
use crate::diagnostic::{Severity, Text};
use crate::findings::remedy::Amendment;
use crate::model::{Date, Idx, PartyIdx};
use crate::text;

/// How many findings, parties and days are told here; the rest is one step away.
const SHOWN: usize = 7;

/// How many lines a party gets here.
const ASKED: usize = 1;

/// How far ahead the days are looked at.
const AHEAD: i64 = 365;

/// The name of the report.
pub(super) fn title(view: &View) -> Markup {
    let checked = view.asked.checked;
    let (days, made) = (checked.days(), view.asked.made);
    let (from, to) = (days.from, days.to);
    let asked = match days.is_day() {
        true => text!("基準日 {from}", "as of {from}"),
        false => text!("{from}〜{to}", "from {from} to {to}"),
    };
    let version = env!("CARGO_PKG_VERSION");
    html! {
        div.title {
            h1 { bdi { (view.say(Text::same(checked.evaluation.context.engagement.name.as_str()))) } }
            p.dim {
                strong { (view.say(asked)) } " · "
                (view.say(text!("{made} 作成、buntan {version}", "made on {made} by buntan {version}")))
            }
        }
    }
}

/// The section.
pub(super) fn section(view: &View) -> Markup {
    html! {
        (verdict(view))
        div.board {
            div.open { (open(view)) (ahead(view)) }
            div.call { (call(view)) }
        }
    }
}

/// The findings that count, by number, heaviest first; consequences are told with their cause.
fn counted<'a>(view: &'a View) -> impl Iterator<Item = usize> + 'a {
    let findings = view.findings();
    (0..findings.len()).filter(|at| !findings[*at].is_waived())
}

fn verdict(view: &View) -> Markup {
    let findings = view.findings();
    let count = |severity| counted(view).filter(|at| findings[*at].severity == severity).count();
    let (total, carried) = view.asked.checked.carried();
    let errors = count(Severity::Error);
    let warnings = count(Severity::Warning);
    let waived = findings.iter().filter(|it| it.is_waived()).count();
    let (class, says) = match (errors, warnings) {
        (0, 0) => ("good", text!("未解決の指摘はありません", "Nothing is open")),
        (0, _) => (
            "warning",
            text!(
                "重大な指摘はありませんが、確かめることが {warnings} 件あります",
                "No errors, but {warnings} to look into"
            ),
        ),
        (1, _) => ("error", text!("重大な指摘が 1 件、未解決です", "1 error is open")),
        _ => ("error", text!("重大な指摘が {errors} 件、未解決です", "{errors} errors are open")),
    };
    let tile = |severity: Severity, mark: &str| {
        html! {
            li class=(severity.name()) {
                strong { (count(severity)) } " "
                span { span aria-hidden="true" { (mark) " " } (view.say(severity_words(severity))) }
            }
        }
    };
    html! {
        div class=(format!("verdict {class}")) {
            p.says { (view.say(says)) }
            ul.tiles {
                (tile(Severity::Error, "✕")) (tile(Severity::Warning, "▲")) (tile(Severity::Note, "●"))
                li.waived { strong { (waived) } " " span { span aria-hidden="true" { "－ " } (view.say(text!("免除", "waived"))) } }
                li.carried {
                    strong { (carried) span.of { " / " (total) } } " "
                    span { (view.say(text!("担われている責任", "obligations carried"))) }
                    meter min="0" max=(total.max(1)) value=(carried) aria-label=(view.say(text!("担われている責任", "obligations carried"))) {}
                }
            }
        }
    }
}

fn open(view: &View) -> Markup {
    let findings = view.findings();
    let causes: Vec<usize> = counted(view).filter(|at| view.cause(*at).is_none()).collect();
    let heavy = |at: &&usize| findings[**at].severity > Severity::Note;
    let shown: Vec<usize> =
        causes.iter().filter(heavy).chain(causes.iter().filter(|at| !heavy(at))).copied().take(SHOWN).collect();
    let more = counted(view).count() - shown.len();
    html! {
        h3 { (view.say(text!("何が開いているか", "What is open"))) }
        @if shown.is_empty() { p.good { (view.say(text!("ありません", "Nothing"))) } }
        ol.open-list {
            @for at in &shown {
                @let finding = &findings[*at];
                li { (view.severity(finding)) " " (view.finding(*at)) span.what { (view.kind(finding)) } }
            }
        }
        @if more > 0 {
            p { a href="#findings" { (view.say(text!("ほか {more} 件を含むすべての指摘", "All findings, {more} more"))) } }
        }
    }
}

/// What a party is asked for.
#[derive(Default)]
struct Call<'a> {
    errors: usize,
    others: usize,
    asks: Vec<&'a Amendment>,
    /// The heaviest finding in which it has a part.
    first: Option<usize>,
}

fn call(view: &View) -> Markup {
    let mut calls: BTreeMap<PartyIdx, Call> = BTreeMap::new();
    for at in counted(view).filter(|at| view.findings()[*at].severity > Severity::Note && view.cause(*at).is_none()) {
        for party in view.whom(at) {
            let call = calls.entry(party).or_default();
            match view.findings()[at].severity {
                Severity::Error => call.errors += 1,
                Severity::Warning | Severity::Note => call.others += 1,
            }
            call.first.get_or_insert(at);
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
    calls.sort_by_key(|(party, call)| (*party == hospital, std::cmp::Reverse((call.errors, call.others)), *party));
    let more = calls.len().saturating_sub(SHOWN);
    html! {
        h3 { (view.say(text!("誰に連絡するか", "Whom to call"))) }
        @if calls.is_empty() { p { (view.say(text!("連絡の要る相手はいません", "Nobody has to be called"))) } }
        @else { (called(view, &calls)) }
        @if more > 0 { p { a href="#plan" { (view.say(text!("ほか {more} 者", "{more} more"))) } } }
    }
}

fn called(view: &View, calls: &[(PartyIdx, Call)]) -> Markup {
    let hospital = view.context().engagement.hospital;
    html! {
        table.calls {
            thead { tr {
                th scope="col" { (view.say(text!("相手", "Party"))) }
                th.center scope="col" { span.nowrap { (view.say(text!("指摘", "Open"))) } }
                th scope="col" { (view.say(text!("何を求めるか", "What to ask for"))) }
            } }
            tbody {
                @for (party, call) in calls.iter().take(SHOWN) {
                    tr {
                        th scope="row" {
                            a href="#findings" data-party=(format!("p{}", party.row())) { (view.party(*party)) }
                            @if *party == hospital { br; span.dim { (view.say(text!("自院で決めること", "to be decided in house"))) } }
                        }
                        td.center { (tally(call)) }
                        td { (wanted(view, call)) }
                    }
                }
            }
        }
    }
}

fn tally(call: &Call) -> Markup {
    html! {
        @if call.errors > 0 { span.error { span aria-hidden="true" { "✕" } (call.errors) } }
        @if call.others > 0 { " " span.warning { span aria-hidden="true" { "▲" } (call.others) } }
    }
}

/// What is to be agreed; without a remedy, the question that is open.
fn wanted(view: &View, call: &Call) -> Markup {
    let more = call.asks.len().saturating_sub(ASKED);
    html! {
        @for ask in call.asks.iter().take(ASKED) { p.clamped { (view.prose(&ask.agree)) } }
        @if more > 0 { p { a href="#plan" { (view.say(text!("ほか {more} 件", "{more} more"))) } } }
        @if call.asks.is_empty() { @if let Some(at) = call.first { p.clamped { (view.question(at)) } } }
    }
}

/// What soon nobody carries, and when waivers end.
fn ahead(view: &View) -> Markup {
    let checked = view.asked.checked;
    let today = view.context().day;
    let until = today.checked_add(jiff::Span::new().days(AHEAD)).unwrap_or(today);
    let asked = TimelineAsked {
        obligations: view.context().obligations.all.indices().collect(),
        party: None,
        days: None,
        horizon: Some(until),
    };
    let mut by_day: BTreeMap<Date, (usize, Vec<Text>)> = BTreeMap::new();
    for (at, day) in openings(checked, &asked, until) {
        let (count, some) = by_day.entry(day).or_default();
        *count += 1;
        if some.len() < 2 {
            some.push(view.names.obligation(at));
        }
    }
    let waivers = &view.context().engagement.waivers;
    let ends = view.findings().iter().filter_map(|it| Some((waivers[it.waived.by()?].until, it)));
    let mut dated: Vec<(Date, Markup)> = by_day
        .into_iter()
        .map(|(day, (count, some))| {
            let more = count - some.len();
            let Text { ja, en } = Text::list(&some);
            let (more_ja, more_en) =
                if more > 0 { (format!("ほか {more} 件"), format!(" and {more} more")) } else { Default::default() };
            (day, view.prose(&text!("担い手がいません：{ja}{more_ja}", "nobody carries: {en}{more_en}")))
        })
        .collect();
    for (day, finding) in ends.filter(|(day, _)| (today..=until).contains(day)) {
        let Text { ja, en } = finding.group.head(&view.names);
        dated.push((day, view.prose(&text!("免除の期限：{ja}", "a waiver ends: {en}"))));
    }
    dated.sort_by_key(|(day, _)| *day);
    html! {
        h3 { (view.say(text!("この一年の期日", "Dates within a year"))) }
        @if dated.is_empty() { p { (view.say(text!("担い手を欠くことになる日も、免除の期限もありません", "Nothing comes to be without a carrier, and no waiver ends"))) } }
        @else {
            ul.dates { @for (day, words) in dated.iter().take(SHOWN / 2) { li { strong { (day) } " " (words) } } }
            @if dated.len() > SHOWN / 2 { p { a href="#timeline" { (view.say(text!("時間の流れを見る", "See the time line"))) } } }
        }
    }
}

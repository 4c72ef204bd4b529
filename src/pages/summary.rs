//! What a director needs, in one screen: what is open, how bad, whom to call, and what comes next.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::calls::calls;
use super::stances;
use super::view::View;
use crate::answers::{Opening, TimelineAsked, is_open, openings};
use crate::diagnostic::{Severity, Text};
use crate::model::Date;
use crate::text;

/// How many findings are told here at least, and how many errors at most: what a page of paper has room for.
const SHOWN: usize = 7;
const MAX_SHOWN: usize = 12;

/// Errors that follow from another are named so often.
const FOLLOWING: usize = 3;

/// How many days are.
const DAYS: usize = 3;

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
            div.call { (calls(view)) }
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
                span { span aria-hidden="true" { (mark) " " } (view.say(severity.words())) }
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
    let causes = view.heaviest();
    let is_error = |at: &&usize| view.findings()[**at].severity == Severity::Error;
    let errors = causes.iter().filter(is_error).count();
    let (told, untold) = causes.split_at(causes.len().min(errors.clamp(SHOWN, MAX_SHOWN)));
    let told: Vec<(usize, Vec<usize>)> = told.iter().map(|at| (*at, following(view, *at))).collect();
    let named: BTreeSet<usize> = told.iter().flat_map(|(at, follow)| follow.iter().chain([at])).copied().collect();
    html! {
        h3 { (view.say(text!("何が開いているか", "What is open"))) }
        @if told.is_empty() { p.good { (view.say(text!("重大な指摘も注意もありません", "No errors and no warnings"))) } }
        ol.open-list { @for (at, follow) in &told { (one(view, *at, follow)) } }
        (rest(view, &named, untold.is_empty()))
    }
}

/// The errors that follow from a finding, as far as they are named beneath it.
fn following(view: &View, at: usize) -> Vec<usize> {
    let errors = view.follows(at).iter().filter(|it| is_open(&view.findings()[**it]));
    errors.copied().filter(|it| view.findings()[*it].severity == Severity::Error).take(FOLLOWING).collect()
}

/// One that is open: what it is about, who says what of it or else what is wrong, and the errors it leads to.
fn one(view: &View, at: usize, follow: &[usize]) -> Markup {
    let finding = &view.findings()[at];
    html! {
        li {
            (view.severity(finding)) " " (view.finding(at))
            @match stances::brief(view, at) {
                Some(stance) => (stance),
                None => span.what { (view.kind(finding)) },
            }
            @if !follow.is_empty() { span.what {
                (view.say(text!("この結果：", "Leads to: ")))
                @for (count, at) in follow.iter().enumerate() { @if count > 0 { (view.say(text!("、", ", "))) } (view.finding(*at)) }
            } }
        }
    }
}

/// Where the others are of what is counted above.
fn rest(view: &View, named: &BTreeSet<usize>, only_follow: bool) -> Markup {
    let left = |severity: Severity| {
        let others = counted(view).filter(|at| !named.contains(at));
        others.filter(|at| view.findings()[*at].severity == severity).count()
    };
    let (errors, warnings) = (left(Severity::Error), left(Severity::Warning));
    let mut counts = Vec::new();
    counts.extend((errors > 0).then(|| text!("重大な指摘 {errors} 件", "errors: {errors}")));
    counts.extend((warnings > 0).then(|| text!("注意 {warnings} 件", "warnings: {warnings}")));
    let Text { ja, en } = Text::list(&counts);
    let (why_ja, why_en) =
        if only_follow { ("（上の結果です）", ", which follow from these") } else { ("", "") };
    html! {
        @if !counts.is_empty() { p {
            (view.say(text!("ほかに{ja}{why_ja}。次の章：", "Besides, {en}{why_en}. In the next chapter: ")))
            a href="#findings" { (view.say(text!("すべての指摘", "all findings"))) }
        } }
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
    let mut by_day: BTreeMap<(Date, bool), (usize, Vec<Text>)> = BTreeMap::new();
    for Opening { obligation, from, surely } in openings(checked, &asked, until) {
        let (count, some) = by_day.entry((from, !surely)).or_default();
        *count += 1;
        if some.len() < 2 {
            some.push(view.names.obligation(obligation));
        }
    }
    let waivers = &view.context().engagement.waivers;
    let ends = view.findings().iter().filter_map(|it| Some((waivers[it.waived.by()?].until, it)));
    let mut dated: Vec<(Date, Markup)> = by_day
        .into_iter()
        .map(|((day, perhaps), (count, some))| {
            let more = count - some.len();
            let Text { ja, en } = Text::list(&some);
            let (more_ja, more_en) =
                if more > 0 { (format!("ほか {more} 件"), format!(" and {more} more")) } else { Default::default() };
            let (who_ja, who_en) = if perhaps {
                ("担い手がいないかもしれません（前提が不明）", "perhaps nobody carries (it depends on unknown facts)")
            } else {
                ("担い手がいません", "nobody carries")
            };
            (day, view.prose(&text!("{who_ja}：{ja}{more_ja}", "{who_en}: {en}{more_en}")))
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
            ul.dates { @for (day, words) in dated.iter().take(DAYS) { li { strong { (day) } " " (words) } } }
            @let all = dated.len();
            @if all > DAYS { p {
                (view.say(text!("{all} 件のうち {DAYS} 件。残りは", "{DAYS} of {all}. The rest: ")))
                a href="#timeline" { (view.say(text!("時間の流れ", "the time line"))) }
                (view.say(text!("と", " and ")))
                a href="#scope" { (view.say(text!("範囲と前提（免除）", "scope (waivers)"))) }
            } }
        }
    }
}

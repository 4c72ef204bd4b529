//! Who carries what when: a bar for what stands alike, with holes that are seen without colours, and the same in words.

use maud::{Markup, html};

use super::view::View;
use crate::answers::{Line, TimelineAsked, all_days, duties_of, lines, state_words};
use crate::diagnostic::Text;
use crate::evaluate::State;
use crate::model::{Date, Stretch, Subject};
use crate::report::html::words;
use crate::report::{Inline, Style};
use crate::text;

/// How wide a bar is, in its own units.
const WIDTH: i64 = 1000;

/// Lines that are drawn.
const MAX_LINES: usize = 3_000;

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let checked = view.asked.checked;
    let Some(line) = checked.evaluation.timeline() else {
        return html! { p { (view.say(text!(
            "責任と日付の組合せが多すぎるため省きました。`buntan check --from --to` で期間を区切って点検できます",
            "Left out, as there are too many obligations and days; `buntan check --from --to` judges some of the days"
        ))) } };
    };
    let days = all_days(checked);
    let obligations = view.context().obligations.all.indices().collect();
    let asked = TimelineAsked { obligations, party: None, days: None, horizon: None };
    let mut by_subject = lines(checked, line, &asked, days);
    let left = bounded(&mut by_subject, days);
    let (from, to) = (days.from, days.to);
    let day = view.context().day;
    html! {
        // Patterns are named once for all bars.
        svg.hidden width="0" height="0" aria-hidden="true" focusable="false" { defs {
            pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect.hatch-ground width="8" height="8" {} rect.hatch-line width="3" height="8" {}
            }
        } }
        p { (view.say(text!(
            "{from} から、契約か担い手が最後に替わる {to} まで",
            "From {from} to {to}, the last day on which a contract ends or anybody takes over"
        ))) }
        (legend(view, day))
        @if left > 0 { p.warning { (view.say(text!("長すぎるため {left} 行を省きました。`buntan timeline` で見られます", "{left} lines are left out, as there are too many; `buntan timeline` shows them"))) } }
        p.quiet hidden { label { input type="checkbox" data-quiet="timeline"; " " (view.say(text!("交代も途切れもない行も示す", "Also show what never changes hands"))) } }
        @for (subject, lines) in by_subject.iter().filter(|(_, lines)| !lines.is_empty()) {
            div.span data-quiet[lines.iter().all(|it| is_quiet(it, days))] {
                h3 { (view.prose(&view.names.subject(*subject))) }
                @for line in lines { (one(view, line, days, day)) }
            }
        }
    }
}

/// What the looks of a bar mean.
fn legend(view: &View, day: Date) -> Markup {
    let swatch = |class: &str, means: Text| {
        html! {
            li {
                svg.bar.swatch viewBox="0 0 40 16" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                    @if class == "today" { rect.today x="19" y="0" width="2" height="16" {} }
                    @else { rect class=(class) x="1" y="1" width="38" height="14" {} }
                }
                " " (view.say(means))
            }
        }
    };
    html! {
        ul.legend {
            (swatch("held", text!("担い手あり", "somebody carries it")))
            (swatch("held other", text!("次の担い手", "the next one does")))
            (swatch("gap", text!("✕ 担い手なし", "✕ nobody carries it")))
            (swatch("unknown", text!("？ 前提が不明", "? depends on unknown facts")))
            (swatch("absent", text!("該当なし", "does not apply")))
            (swatch("today", text!("基準日 {day}", "{day}, for which it is judged")))
        }
    }
}

/// Takes out lines beyond what a page can hold, those first on which nothing happens; how many.
fn bounded(by_subject: &mut [(Subject, Vec<Line>)], days: Stretch) -> usize {
    let count = |all: &[(Subject, Vec<Line>)]| all.iter().map(|(_, lines)| lines.len()).sum::<usize>();
    let before = count(by_subject);
    if before > MAX_LINES {
        by_subject.iter_mut().for_each(|(_, lines)| lines.retain(|line| !is_quiet(line, days)));
    }
    let mut room = MAX_LINES;
    for (_, lines) in by_subject.iter_mut() {
        lines.truncate(room);
        room -= lines.len();
    }
    before - count(by_subject)
}

/// Nothing opens, nothing is unknown, and nobody takes over, but for the day on which nothing is in force any more.
fn is_quiet(line: &Line, days: Stretch) -> bool {
    let living = || line.spells.iter().filter(|(piece, state)| *state != State::Absent && piece.from < days.to);
    living().count() <= 1 && living().all(|(_, state)| matches!(state, State::Carried(_)))
}

fn one(view: &View, line: &Line, days: Stretch, day: Date) -> Markup {
    let at = |day: Date| offset(days, day);
    html! {
        div.line data-quiet[is_quiet(line, days)] {
            p.duties { (view.prose(&duties_of(view.asked.checked, &line.obligations))) }
            svg.bar viewBox=(format!("0 0 {WIDTH} 16")) preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                @for (number, (piece, state)) in line.spells.iter().enumerate() {
                    @let taken_over = line.spells[..number].iter().filter(|(_, it)| matches!(it, State::Carried(_))).count();
                    @let (x, end) = (at(piece.from), at(piece.to) + WIDTH / days.days().max(1));
                    // A hole, however short, is seen.
                    rect class=(class(state, taken_over)) x=(x) y="1" width=((end - x).max(6)) height="14" {}
                }
                rect.today x=(at(day)) y="0" width="2" height="16" {}
            }
            ul.spells {
                @for (piece, state) in line.spells.iter().filter(|(_, state)| *state != State::Absent) {
                    @let (said, style) = state_words(view.asked.checked, state);
                    @let style = if style == Style::Plain || style == Style::Good { Style::Plain } else { style };
                    li { span.days { (piece.from) "–" (piece.to) } " " (words(&Inline::styled(said, style), view.asked.lang)) }
                }
            }
        }
    }
}

fn offset(days: Stretch, day: Date) -> i64 {
    let before = Stretch::new(days.from, day).map_or(0, |it| it.days() - 1);
    before * WIDTH / days.days().max(1)
}

fn class(state: &State, taken_over: usize) -> &'static str {
    match state {
        State::Absent => "absent",
        State::Gap => "gap",
        State::Open => "unknown",
        State::Carried(_) if taken_over.is_multiple_of(2) => "held",
        State::Carried(_) => "held other",
    }
}

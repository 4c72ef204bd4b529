//! Periods: two days, the second not before the first.

use super::names::keep;
use super::value::date;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{Date, Interval};
use crate::source::Span;
use crate::syntax::ast::{Name, Period};
use crate::text;

/// A period that ends before it begins.
pub static IMPOSSIBLE_PERIOD: Code = Code {
    name: "impossible_period",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("終わりが始まりより前にある", "a period ends before it begins"),
        why: ("そのような契約は一日も有効にならない", "what it belongs to would not be in force for a single day"),
        example: "contract K1 H -> A { period 2027-04-01 .. 2026-03-31 }",
        remedy: ("日付を入れ替えるか直す", "correct the days"),
    },
};

/// A period; `None` when a day is wrong.
pub(super) fn period(written: &Period, problems: &mut Vec<Diagnostic>) -> Option<Interval> {
    let from = keep(date(&written.from), problems);
    let to = match &written.to {
        None => None,
        Some(to) => Some(keep(date(to), problems)?),
    };
    let interval = Interval { from: Some(from?), to };
    let last = written.to.as_ref().unwrap_or(&written.from);
    possible(interval, written.from.span, last.span, problems)
}

/// `from DATE until DATE` of a statement; either may be missing.
pub(super) fn validity(
    from: Option<&Name>,
    until: Option<&Name>,
    problems: &mut Vec<Diagnostic>,
) -> (Option<Date>, Option<Date>) {
    let day = |name: Option<&Name>, problems: &mut Vec<Diagnostic>| name.and_then(|name| keep(date(name), problems));
    let interval = Interval { from: day(from, problems), to: day(until, problems) };
    if let (Some(from), Some(until)) = (from, until) {
        possible(interval, from.span, until.span, problems);
    }
    (interval.from, interval.to)
}

fn possible(interval: Interval, first: Span, last: Span, problems: &mut Vec<Diagnostic>) -> Option<Interval> {
    match (interval.from, interval.to) {
        (Some(from), Some(to)) if to < from => {
            let headline = text!("`{to}` は始まりの `{from}` より前です", "`{to}` is before the beginning, `{from}`");
            let label = text!("始まり", "the beginning");
            problems.push(Diagnostic::new(&IMPOSSIBLE_PERIOD, last, headline).label(first, label));
            None
        }
        _ => Some(interval),
    }
}

//! Days and intervals of days; the calendar is that of Japan, and days are inclusive.

use std::collections::BTreeSet;

use crate::diagnostic::Text;
use crate::text;

pub use jiff::civil::Date;

/// From a first day to a last day, both in it; no last day is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The first day; `None` is since ever.
    pub from: Option<Date>,
    /// The last day, inclusive; `None` is open.
    pub to: Option<Date>,
}

impl Interval {
    /// Every day.
    pub const ALWAYS: Interval = Interval { from: None, to: None };

    /// Whether a day lies in it. The day after the last is out.
    ///
    /// ```
    /// use buntan::model::Interval;
    /// use jiff::civil::date;
    /// let period = Interval { from: Some(date(2026, 4, 1)), to: Some(date(2027, 3, 31)) };
    /// assert!(period.holds(date(2027, 3, 31)) && !period.holds(date(2027, 4, 1)));
    /// ```
    pub fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// The days that lie in both, if any do.
    pub fn common(&self, other: &Interval) -> Option<Interval> {
        let to = self.to.into_iter().chain(other.to).min();
        self.meets(other).then_some(Interval { from: self.from.max(other.from), to })
    }

    /// Whether some day lies in both.
    pub fn meets(&self, other: &Interval) -> bool {
        let begins_in_time = |a: &Interval, b: &Interval| match (a.from, b.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        begins_in_time(self, other) && begins_in_time(other, self)
    }
}

/// From a first to a last day, both in it and both known: the days that a question asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stretch {
    /// The first day.
    pub from: Date,
    /// The last day, inclusive.
    pub to: Date,
}

impl Stretch {
    /// From one day to another; `None` where the last is before the first.
    pub fn new(from: Date, to: Date) -> Option<Self> {
        (from <= to).then_some(Stretch { from, to })
    }

    /// Whether it is a single day.
    pub fn is_day(self) -> bool {
        self.from == self.to
    }

    /// Whether it has a day in common with another.
    pub fn meets(self, other: Stretch) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// The day, or from when to when.
    pub fn words(self) -> Text {
        let Stretch { from, to } = self;
        if self.is_day() { Text::same(from.to_string()) } else { text!("{from}〜{to}", "{from} .. {to}") }
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        i64::from(self.from.until(self.to).map_or(0, |span| span.get_days())) + 1
    }

    /// Its pieces, in order, cut before every turning day that lies in it.
    ///
    /// ```
    /// use buntan::model::Stretch;
    /// use jiff::civil::date;
    /// let year = Stretch { from: date(2026, 4, 1), to: date(2027, 3, 31) };
    /// let halves = year.cut(&[date(2026, 4, 1), date(2026, 10, 1), date(2028, 1, 1)].into());
    /// assert_eq!(halves.iter().map(|it| it.from).collect::<Vec<_>>(), [date(2026, 4, 1), date(2026, 10, 1)]);
    /// ```
    pub fn cut(self, turning: &BTreeSet<Date>) -> Vec<Stretch> {
        let mut pieces = Vec::new();
        let mut from = self.from;
        for day in turning.range(self.from..=self.to).copied().filter(|day| *day > self.from) {
            pieces.extend(day.yesterday().ok().map(|to| Stretch { from, to }));
            from = day;
        }
        pieces.push(Stretch { from, to: self.to });
        pieces
    }
}

impl From<Date> for Stretch {
    fn from(day: Date) -> Self {
        Stretch { from: day, to: day }
    }
}

impl Interval {
    /// All days, cut before every turning day: from since ever to without end.
    pub fn cut_all(turning: &BTreeSet<Date>) -> Vec<Interval> {
        let mut pieces = Vec::new();
        let mut from = None;
        for day in turning {
            if let Ok(to) = day.yesterday() {
                pieces.push(Interval { from, to: Some(to) });
                from = Some(*day);
            }
        }
        pieces.push(Interval { from, to: None });
        pieces
    }

    /// A day in it; of an interval that is open on both sides, the day given.
    pub fn some_day(&self, otherwise: Date) -> Date {
        self.from.or(self.to).unwrap_or(otherwise)
    }

    /// What of it lies in a stretch of days.
    pub fn within(&self, days: Stretch) -> Option<Stretch> {
        let from = self.from.map_or(days.from, |from| from.max(days.from));
        let to = self.to.map_or(days.to, |to| to.min(days.to));
        Stretch::new(from, to)
    }

    /// The days that lie in both.
    pub fn and(self, other: Interval) -> Option<Interval> {
        let to = match (self.to, other.to) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        self.meets(&other).then(|| Interval { from: self.from.max(other.from), to })
    }

    /// Whether it begins later and ends later than another: an open beginning is the earliest, an open end the latest.
    pub fn comes_after(&self, other: &Interval) -> bool {
        let ends_later = match (self.to, other.to) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(own), Some(theirs)) => own > theirs,
        };
        self.from > other.from && ends_later
    }
}

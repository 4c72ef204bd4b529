//! Days and intervals of days; the calendar is that of Japan, and days are inclusive.

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

    /// Whether some day lies in both.
    pub fn meets(&self, other: &Interval) -> bool {
        let begins_in_time = |a: &Interval, b: &Interval| match (a.from, b.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        begins_in_time(self, other) && begins_in_time(other, self)
    }
}

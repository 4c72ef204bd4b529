//! The law of the time line: what was carried before a day, and what is carried after it.
//!
//! Nothing turns between two turning days, so that all of time is finitely many stretches, each judged on one of its days. A gap is a
//! *lapse* if the obligation is carried on some earlier and on some later day, and a *late start* if only on some later one.

use super::crosswalk::Server;
use super::day::on;
use super::verdict::{Verdict, verdicts};
use super::whole::Whole;
use crate::model::{Date, Interval, turning_days};

/// By stretch of time: its days, and for every obligation whether it is carried on them.
pub type Line = Vec<(Interval, Vec<bool>)>;

/// Judges all of time.
pub fn line(whole: &Whole, servers: &[Server], otherwise: Date) -> Line {
    let stretches = Interval::cut_all(&turning_days(whole.policy, whole.engagement));
    let is_carried = |it: &Verdict| it.stands() && it.carried;
    let judged = |days: &Interval| {
        on(whole, days.some_day(otherwise), |day| verdicts(day, servers).iter().map(is_carried).collect())
    };
    stretches.iter().map(|days| (*days, judged(days))).collect()
}

/// Whether an obligation is carried on some day before, and on some day after another.
pub fn before_and_after(line: &Line, at: usize, day: Date) -> (bool, bool) {
    let is_past = |days: &Interval| days.to.is_some_and(|to| to < day);
    let is_future = |days: &Interval| days.from.is_some_and(|from| day < from);
    let some = |when: &dyn Fn(&Interval) -> bool| line.iter().any(|(days, carried)| when(days) && carried[at]);
    (some(&is_past), some(&is_future))
}

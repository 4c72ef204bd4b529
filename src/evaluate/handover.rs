//! The law of handover: owners by two contracts of which one begins later and ends later may both own for up to 90 days.
//!
//! ```text
//! A by K1  ──────────────┤
//! C by K9           ├──────────────▶      up to 90 common days: handover; more: they share without parts
//! ```

use super::context::Context;
use super::standing::Owner;
use crate::model::{Interval, Stretch};

/// Common days that are still a handover.
const MAX_COMMON_DAYS: i64 = 90;

/// Whether two owners of one obligation are in handover. Whoever says *solely* is not.
pub fn in_handover(context: &Context, a: &Owner, b: &Owner) -> bool {
    let (Some(one), Some(other)) = (term(context, a), term(context, b)) else { return false };
    let later = one.comes_after(&other) || other.comes_after(&one);
    later && !a.solely && !b.solely && common_days(&one, &other).is_some_and(|days| days <= MAX_COMMON_DAYS)
}

/// From when to when somebody owns by contract; `None` where a statement rests on none.
fn term(context: &Context, owner: &Owner) -> Option<Interval> {
    let mut all: Option<Interval> = None;
    for at in &owner.statements {
        let statement = &context.engagement.statements[*at];
        statement.by.iter().find(|basis| basis.contract.is_some())?;
        for days in context.validity(*at).iter().copied().filter(|it| it.holds(context.day)) {
            all = Some(match all {
                None => days,
                Some(so_far) => Interval {
                    from: so_far.from.min(days.from),
                    to: so_far.to.zip(days.to).map(|(one, other)| one.max(other)),
                },
            });
        }
    }
    all
}

fn common_days(one: &Interval, other: &Interval) -> Option<i64> {
    let to = [one.to, other.to].into_iter().flatten().min()?;
    let from = one.from.max(other.from)?;
    Some(Stretch::new(from, to)?.days())
}

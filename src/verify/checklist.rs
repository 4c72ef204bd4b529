//! The law of the checklist: each row that applies is gone over, and what was missing is settled.
//!
//! ```text
//! checked X.1 yes 2026-02-01                         confirmed from that day on
//! checked X.2 no  2026-02-01 settled 2026-03-10      not confirmed until 2026-03-09
//! checked X.3 no  2026-02-01 settled 2026-01-10      settled before anybody had looked
//! ```

use crate::model::{CatalogueIdx, Date, DutyIdx, Engagement, Idx, Policy, StatementIdx, Verb};

/// What the checklist says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// Nobody has begun, or the row is not asked.
    Unasked,
    /// The answer was yes, or what was missing is settled.
    Yes,
    /// The answer was no, and nothing is settled yet.
    No,
    /// Rows of its catalogue were checked, and this one was not.
    Never,
    /// Checks of one day say different things.
    Contradicted,
    /// It was settled before it was checked.
    SettledBefore,
}

/// Whether somebody has begun to go through a catalogue by a day.
pub fn begun(policy: &Policy, engagement: &Engagement, catalogue: CatalogueIdx, day: Date) -> bool {
    let is_of_it = |row: usize| policy.control_of(DutyIdx::new(row)).catalogue == catalogue;
    engagement.statements.iter().any(|it| match it.verb {
        Verb::Checked { date, .. } => date <= day && it.duties.ones().any(is_of_it),
        _ => false,
    })
}

/// What the checklist says of an obligation, of which it is known whether it applies, or not known; `said` is what is said of it.
///
/// The last check by the day counts. One of which it is not known whether it applies is asked only where it was checked.
pub fn confirmed(engagement: &Engagement, day: Date, applies: Option<bool>, said: &[StatementIdx]) -> Confirmed {
    let checks = said.iter().filter_map(|it| match engagement.statements[*it].verb {
        Verb::Checked { confirmed, date, settled } if date <= day => Some((date, confirmed, settled)),
        _ => None,
    });
    let checks: Vec<_> = checks.collect();
    let last = checks.iter().map(|(date, ..)| *date).max();
    let latest: Vec<_> = checks.into_iter().filter(|(date, ..)| Some(*date) == last).collect();
    match (applies, latest.first()) {
        (Some(false), _) | (None, None) => Confirmed::Unasked,
        (Some(true), None) => Confirmed::Never,
        (_, Some(first)) if latest.iter().any(|it| it != first) => Confirmed::Contradicted,
        (_, Some((date, yes, settled))) => match settled {
            Some(settled) if settled < date => Confirmed::SettledBefore,
            Some(settled) if *settled <= day => Confirmed::Yes,
            Some(_) | None if *yes => Confirmed::Yes,
            Some(_) | None => Confirmed::No,
        },
    }
}

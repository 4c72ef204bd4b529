//! The law of the checklist: each row that applies is gone over, and what was missing is settled.
//!
//! ```text
//! checked X.1 yes 2026-02-01                        confirmed from that day on
//! checked X.2 no  2026-02-01 settled 2026-03-10     not confirmed until 2026-03-09
//! checked X.3 no  2026-02-01 settled 2026-01-10     settled before anybody had looked
//!                                                   X.4: not confirmed from 2026-02-01 on
//! ```
//!
//! # Choices
//!
//! - A row is a duty, on each of its subjects. A check without `on` speaks of all of them.
//! - A check counts from its day on, and a later one replaces an earlier one.
//! - Two checks of one day that say different things contradict each other; nothing is confirmed by them.
//! - A row that nobody checked is missed once some row of its catalogue was checked. Whoever has begun has to go through.
//! - A row of which it is not known whether it applies is not missed where nobody checked it; what was checked is judged as if it
//!   applied.

use std::collections::BTreeSet;

use super::context::Context;
use super::kleene::Truth;
use super::standing::Standing;
use crate::graph::ObligationIdx;
use crate::model::{CatalogueIdx, Date, Idx, StatementIdx, Verb};

/// What the checklist says of an obligation, with the checks that say so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Confirmed {
    /// Nobody has begun to check, or it does not apply.
    #[default]
    Unasked,
    /// It was confirmed, or what was missing has been settled.
    Yes(Vec<StatementIdx>),
    /// Others were checked, and this was not.
    Never,
    /// The answer was no, and nothing has been settled.
    No(Vec<StatementIdx>),
    /// Checks of the same day say different things.
    Contradicted(Vec<StatementIdx>),
    /// It was settled before it was checked.
    SettledBefore(Vec<StatementIdx>),
}

/// One check.
pub(super) struct Check {
    /// Where it was said.
    pub at: StatementIdx,
    confirmed: bool,
    date: Date,
    settled: Option<Date>,
}

/// The catalogues of which some row was checked by the day.
pub fn begun(context: &Context) -> BTreeSet<CatalogueIdx> {
    let checked = context.engagement.statements.iter().filter(|statement| match statement.verb {
        Verb::Checked { date, .. } => date <= context.day,
        _ => false,
    });
    let rows = checked.flat_map(|statement| statement.duties.ones());
    rows.map(|row| context.policy.control_of(crate::model::DutyIdx::new(row)).catalogue).collect()
}

/// Judges an obligation.
pub fn confirmed(
    context: &Context,
    begun: &BTreeSet<CatalogueIdx>,
    at: ObligationIdx,
    standing: &Standing,
) -> Confirmed {
    let catalogue = context.policy.control_of(context.obligations.all[at].duty).catalogue;
    if !begun.contains(&catalogue) || !standing.alive || standing.truth() == Truth::False {
        return Confirmed::Unasked;
    }
    let latest = latest(context, at);
    let Some(first) = latest.first() else {
        return if standing.truth() == Truth::True { Confirmed::Never } else { Confirmed::Unasked };
    };
    let all: Vec<StatementIdx> = latest.iter().map(|it| it.at).collect();
    if latest.iter().any(|it| (it.confirmed, it.settled) != (first.confirmed, first.settled)) {
        return Confirmed::Contradicted(all);
    }
    match first.settled {
        Some(day) if day < first.date => Confirmed::SettledBefore(all),
        Some(day) if day <= context.day => Confirmed::Yes(all),
        _ if first.confirmed => Confirmed::Yes(all),
        _ => Confirmed::No(all),
    }
}

/// The checks of the last day, up to the day that is looked at, on which it was checked.
pub(super) fn latest(context: &Context, at: ObligationIdx) -> Vec<Check> {
    let mut all: Vec<Check> = Vec::new();
    for (at, statement) in context.statements_about(at) {
        let Verb::Checked { confirmed, date, settled } = statement.verb else { continue };
        let last = all.first().map(|it| it.date);
        if date > context.day || last.is_some_and(|last| date < last) {
            continue;
        }
        if last.is_some_and(|last| date > last) {
            all.clear();
        }
        all.push(Check { at, confirmed, date, settled });
    }
    all
}

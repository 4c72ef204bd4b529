//! The law of retained and shared risks: they never remove a duty, and they need the hospital's dated agreement.
//!
//! ```text
//! A retains "…" of X.1 on emr explained 2026-02-03 agreed 2026-03-01     in order, from 2026-03-01 on
//! A retains "…" of X.1 on emr explained 2026-02-03                       nobody agreed
//! A retains "…" of X.1 on emr explained 2026-02-03 agreed 2026-01-20     agreed before it was explained
//! ```
//!
//! What law demands can be neither retained nor shared, whoever agreed.
//!
//! # Choices
//!
//! - The hospital's own retained risk needs a dated agreement as well: somebody there has decided it.
//! - `explained` need not be said; where it is, the agreement must not be older.
//! - After its `until`, or its contract, a risk is nobody's any more, and needs no agreement.

use super::context::Context;
use crate::graph::ObligationIdx;
use crate::model::{StatementIdx, Verb};

/// A risk that somebody retains or shares, of one obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// Who says so, where.
    pub by: StatementIdx,
    /// What it lacks.
    pub lack: Option<RiskLack>,
}

/// What a retained or shared risk lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskLack {
    /// Law demands the duty; no agreement helps.
    ByLaw,
    /// The hospital's agreement, on or before the day.
    Agreement,
    /// An agreement that is not older than the explanation.
    LaterAgreement,
}

/// The risks of an obligation that are retained or shared on the day.
pub fn risks(context: &Context, at: ObligationIdx) -> Vec<Risk> {
    let by_law = context.policy.control_of(context.obligations.all[at].duty).by_law.is_some();
    let judged = context.statements_about(at).filter_map(|(by, statement)| {
        let Verb::Retains { explained, .. } = &statement.verb else { return None };
        let lack = match (by_law, statement.agreed) {
            (true, _) => Some(RiskLack::ByLaw),
            (false, Some(day)) if day <= context.day => {
                explained.is_some_and(|told| day < told).then_some(RiskLack::LaterAgreement)
            }
            (false, _) => Some(RiskLack::Agreement),
        };
        Some(Risk { by, lack })
    });
    judged.collect()
}

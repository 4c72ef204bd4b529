//! The law of risks: who retains or shares one has the dated agreement of the hospital, not older than its explanation, and never
//! retains what law demands. A risk removes no duty.

use crate::model::{Date, Engagement, StatementIdx, Verb};

/// What a retained or shared risk lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RiskLack {
    /// Law demands the duty; no agreement helps.
    ByLaw,
    /// The hospital has not agreed by the day.
    Agreement,
    /// It agreed before it was told.
    LaterAgreement,
}

/// The risks among the valid statements about an obligation, with what each lacks.
pub fn risks(
    engagement: &Engagement,
    day: Date,
    by_law: bool,
    said: &[StatementIdx],
) -> Vec<(StatementIdx, Option<RiskLack>)> {
    let mut all = Vec::new();
    for at in said {
        let statement = &engagement.statements[*at];
        if let Verb::Retains { explained, .. } = statement.verb {
            all.push((*at, lack(day, by_law, explained, statement.agreed)));
        }
    }
    all
}

fn lack(day: Date, by_law: bool, explained: Option<Date>, agreed: Option<Date>) -> Option<RiskLack> {
    if by_law {
        return Some(RiskLack::ByLaw);
    }
    match agreed.filter(|agreed| *agreed <= day) {
        None => Some(RiskLack::Agreement),
        Some(agreed) => explained.filter(|explained| agreed < *explained).map(|_| RiskLack::LaterAgreement),
    }
}

//! The law of time for statements: valid in its own period, else while its contract is in force, else always.
//!
//! An end that its own period does not give is that of its contract. Of several contracts those count that bind whoever speaks, if any
//! do. What evidence states is valid while the evidence counts. A delegation takes effect with its contract and stands until
//! withdrawn, whatever becomes of the contract.

use crate::model::{ContractIdx, Date, Engagement, Interval, Paper, PartyIdx, Statement, Verb};

/// Whether a statement is valid on a day.
pub fn is_valid(engagement: &Engagement, statement: &Statement, day: Date) -> bool {
    validity(engagement, statement).iter().any(|it| it.holds(day))
}

/// The days on which a statement is valid: one interval for each contract that it rests on, else its own period.
pub fn validity(engagement: &Engagement, statement: &Statement) -> Vec<Interval> {
    let own = Interval { from: statement.from, to: statement.until };
    match statement.verb {
        Verb::States { paper: Paper::Contract(k), .. } => within(engagement, own, &[k]),
        Verb::States { paper, .. } => engagement.counts(paper).and_then(|it| it.and(own)).into_iter().collect(),
        Verb::Delegates { party, to, via, .. } => {
            let by = handing(engagement, party, to, via);
            let first = by.iter().map(|k| engagement.contracts[*k].in_force.from).min().flatten();
            vec![Interval { from: own.from.or(first), to: own.to }]
        }
        _ => within(engagement, own, &binding(engagement, statement)),
    }
}

fn within(engagement: &Engagement, own: Interval, contracts: &[ContractIdx]) -> Vec<Interval> {
    if contracts.is_empty() || (own.from.is_some() && own.to.is_some()) {
        return vec![own];
    }
    let terms = contracts.iter().map(|k| engagement.contracts[*k].in_force);
    terms.map(|term| Interval { from: own.from.or(term.from), to: own.to.or(term.to) }).collect()
}

/// The contracts that a statement rests on: those that bind who speaks, if any do.
fn binding(engagement: &Engagement, statement: &Statement) -> Vec<ContractIdx> {
    let all = resting_on(statement);
    let speaks = statement.verb.party();
    let bound: Vec<ContractIdx> =
        all.iter().copied().filter(|k| speaks.is_none_or(|party| engagement.contracts[*k].binds(party))).collect();
    if bound.is_empty() { all } else { bound }
}

/// All contracts that a statement names after `by`.
pub fn resting_on(statement: &Statement) -> Vec<ContractIdx> {
    statement.by.iter().filter_map(|it| it.contract).collect()
}

/// The contracts by which one party hands something to another: the one that is named, else all between the two.
pub fn handing(engagement: &Engagement, from: PartyIdx, to: PartyIdx, via: Option<ContractIdx>) -> Vec<ContractIdx> {
    let between = engagement.contracts.enumerate().filter(|(_, it)| it.customer == from && it.supplier == to);
    via.map_or_else(|| between.map(|(k, _)| k).collect(), |k| vec![k])
}

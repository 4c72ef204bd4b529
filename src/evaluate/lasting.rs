//! What is the same of an engagement on every day: settings by fact, and when each statement is valid.

use smallvec::{SmallVec, smallvec};

use crate::model::{
    Contract, ContractIdx, Engagement, Idx, Interval, Paper, PartyIdx, Policy, Setting, Statement, StatementIdx, Table,
    Verb,
};

/// What is the same on every day.
#[derive(Debug)]
pub(super) struct Lasting<'a> {
    /// By fact.
    pub settings: Vec<Vec<&'a Setting>>,
    /// By statement: the intervals in which it is valid.
    pub validity: Table<StatementIdx, Validity>,
    /// The statements by which a contract takes over what another states.
    pub taking_over: Vec<StatementIdx>,
}

/// One for each contract on which a statement rests, or one.
type Validity = SmallVec<[Interval; 1]>;

impl<'a> Lasting<'a> {
    /// Looks through an engagement once.
    pub fn new(policy: &Policy, engagement: &'a Engagement) -> Self {
        let mut settings = vec![Vec::new(); policy.facts.len()];
        for it in &engagement.settings {
            settings[it.fact.row()].push(it);
        }
        let takes_over = |(_, it): &(StatementIdx, &Statement)| matches!(it.verb, Verb::States { all_of: Some(_), .. });
        Lasting {
            settings,
            validity: engagement.statements.iter().map(|it| validity(engagement, it)).collect(),
            taking_over: engagement.statements.enumerate().filter(takes_over).map(|(at, _)| at).collect(),
        }
    }
}

/// The intervals in which a statement is valid.
fn validity(engagement: &Engagement, statement: &Statement) -> Validity {
    let own = Interval { from: statement.from, to: statement.until };
    let contracts: SmallVec<[ContractIdx; 2]> = match &statement.verb {
        Verb::States { paper: Paper::Contract(contract), .. } => smallvec![*contract],
        Verb::States { paper, .. } => {
            return engagement.counts(*paper).and_then(|it| it.and(own)).into_iter().collect();
        }
        Verb::Delegates { party, to, via, .. } => {
            let begins = delegated_via(engagement, *party, *to, *via).into_iter();
            let begins = begins.map(|k| engagement.contracts[k].in_force.from);
            let from = begins.min().map_or(own.from, |first| own.from.or(first));
            return smallvec![Interval { from, to: own.to }];
        }
        verb => binding(engagement, verb.party(), statement),
    };
    if contracts.is_empty() || (own.from.is_some() && own.to.is_some()) {
        return smallvec![own];
    }
    contracts
        .into_iter()
        .map(|k| engagement.contracts[k].in_force)
        .map(|term| Interval { from: own.from.or(term.from), to: own.to.or(term.to) })
        .collect()
}

/// The contracts on which a statement rests; of several only those that bind its party, if any does: in a list of parts that rests on
/// two contracts, each party is held by its own.
fn binding(engagement: &Engagement, party: Option<PartyIdx>, statement: &Statement) -> SmallVec<[ContractIdx; 2]> {
    let all = || statement.by.iter().filter_map(|basis| basis.contract);
    let binds = |it: &ContractIdx| party.is_none_or(|party| engagement.contracts[*it].binds(party));
    let bound: SmallVec<_> = all().filter(binds).collect();
    if bound.is_empty() { all().collect() } else { bound }
}

/// The contracts by which one party can hand something to another: the one named, else all between the two.
pub(super) fn delegated_via(
    engagement: &Engagement,
    from: PartyIdx,
    to: PartyIdx,
    via: Option<ContractIdx>,
) -> SmallVec<[ContractIdx; 2]> {
    let between = |(_, k): &(ContractIdx, &Contract)| k.customer == from && k.supplier == to;
    match via {
        Some(via) => smallvec![via],
        None => engagement.contracts.enumerate().filter(between).map(|(at, _)| at).collect(),
    }
}

//! The law of ownership: what each party says of an obligation, and which of it counts.
//!
//! Of a party's statements that own or disclaim, the narrower wins over the wider; of two about the same the engagement's over the
//! template's. Who still owns and disclaims contradicts itself, and neither counts. Two parties never override each other.

use super::day::Day;
use crate::model::{PartyIdx, StatementIdx, Verb};

/// What a party says of an obligation.
#[derive(Clone, Debug)]
pub struct Stance {
    /// Who.
    pub party: PartyIdx,
    /// Where it owns, as far as that counts.
    pub owns: Vec<StatementIdx>,
    /// Where it disclaims, as far as that counts.
    pub disclaims: Vec<StatementIdx>,
}

/// What every party that owns or disclaims says of an obligation.
pub fn stances(day: &Day, at: usize) -> Vec<Stance> {
    let who = |it: &StatementIdx| match day.whole.statement(*it).verb {
        Verb::Owns { party, .. } | Verb::Disclaims { party } => Some(party),
        _ => None,
    };
    let mut parties: Vec<PartyIdx> = day.said_of(at).iter().filter_map(who).collect();
    parties.sort();
    parties.dedup();
    let said = |party: PartyIdx| day.said_of(at).iter().copied().filter(move |it| who(it) == Some(party)).collect();
    parties.into_iter().map(|party| stance(day, party, said(party))).collect()
}

fn stance(day: &Day, party: PartyIdx, said: Vec<StatementIdx>) -> Stance {
    let counts = |it: &StatementIdx| !said.iter().any(|other| day.whole.wins_over(*other, *it));
    let owning = |it: &StatementIdx| matches!(day.whole.statement(*it).verb, Verb::Owns { .. });
    let (owns, disclaims): (Vec<_>, Vec<_>) = said.iter().copied().filter(counts).partition(owning);
    match owns.is_empty() || disclaims.is_empty() {
        true => Stance { party, owns, disclaims },
        false => Stance { party, owns: Vec::new(), disclaims: Vec::new() },
    }
}

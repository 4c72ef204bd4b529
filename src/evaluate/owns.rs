//! The law of ownership: what each party says of an obligation, and which of its statements counts.
//!
//! Of one party's owning, sharing and disclaiming statements in force, the one whose set of obligations lies strictly inside
//! another's wins; of two about the same set the engagement's beats the template's. Otherwise owning and disclaiming contradict, and neither counts. Two parties never override
//! each other. `supports`, `informs` and `open` never carry and never override.
//!
//! ```text
//! A disclaims P2.C.* by K1 "第14条"
//! A owns P2.C.1 on wan by K1 "第7条"        A owns P2.C.1 on wan: the narrower statement wins
//! ```

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::context::Context;
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx, StatementIdx, Verb};

/// What one party says of an obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stance {
    /// Who.
    pub party: PartyIdx,
    /// Its owning statements that count.
    pub owns: Vec<StatementIdx>,
    /// Its disclaiming statements that count.
    pub disclaims: Vec<StatementIdx>,
    /// Statements that another of the same party overrides.
    pub overridden: Vec<StatementIdx>,
    /// Owning and disclaiming statements that contradict; they do not count.
    pub contradicting: Vec<StatementIdx>,
}

/// What every party says of an obligation, by party.
pub fn stances(context: &Context, obligation: ObligationIdx) -> Vec<Stance> {
    let mut said: BTreeMap<PartyIdx, Vec<StatementIdx>> = BTreeMap::new();
    for (at, statement) in context.statements_about(obligation) {
        match statement.verb {
            Verb::Owns { party, .. } | Verb::Disclaims { party } => said.entry(party).or_default().push(at),
            _ => {}
        }
    }
    said.into_iter().map(|(party, statements)| stance(context, party, statements)).collect()
}

fn stance(context: &Context, party: PartyIdx, statements: Vec<StatementIdx>) -> Stance {
    let said: FixedBitSet = statements.iter().map(|at| at.row()).collect();
    let (overridden, counting): (Vec<_>, Vec<_>) =
        statements.iter().partition(|at| !context.obligations.overriding(**at).is_disjoint(&said));
    let owning = |at: &StatementIdx| matches!(context.engagement.statements[*at].verb, Verb::Owns { .. });
    let (owns, disclaims): (Vec<_>, Vec<_>) = counting.into_iter().partition(owning);
    if owns.is_empty() || disclaims.is_empty() {
        return Stance { party, owns, disclaims, overridden, contradicting: Vec::new() };
    }
    let contradicting = owns.into_iter().chain(disclaims).collect();
    Stance { party, owns: Vec::new(), disclaims: Vec::new(), overridden, contradicting }
}

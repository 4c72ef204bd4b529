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

use fixedbitset::FixedBitSet;
use smallvec::SmallVec;

use super::context::Context;
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx, Statement, StatementIdx, Verb};

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
    let says = |(at, statement): (StatementIdx, &Statement)| match statement.verb {
        Verb::Owns { party, .. } | Verb::Disclaims { party } => Some((party, at)),
        _ => None,
    };
    let mut said: SmallVec<[(PartyIdx, StatementIdx); 8]> =
        context.statements_about(obligation).filter_map(says).collect();
    said.sort_unstable();
    // Most often it is one party, and then there is room for no more.
    let by_party = || said.chunk_by(|(one, _), (other, _)| one == other);
    let mut stances = Vec::with_capacity(by_party().count());
    stances.extend(by_party().filter_map(|all| all.first().map(|(party, _)| stance(context, *party, all))));
    stances
}

fn stance(context: &Context, party: PartyIdx, said: &[(PartyIdx, StatementIdx)]) -> Stance {
    let all: FixedBitSet = match said {
        // What is said alone overrides nothing.
        [_] => FixedBitSet::new(),
        _ => said.iter().map(|(_, at)| at.row()).collect(),
    };
    let mut stance =
        Stance { party, owns: Vec::new(), disclaims: Vec::new(), overridden: Vec::new(), contradicting: Vec::new() };
    for (_, at) in said {
        let is_overridden = !context.obligations.overriding(*at).is_disjoint(&all);
        let list = match context.engagement.statements[*at].verb {
            _ if is_overridden => &mut stance.overridden,
            Verb::Owns { .. } => &mut stance.owns,
            _ => &mut stance.disclaims,
        };
        list.push(*at);
    }
    if !stance.owns.is_empty() && !stance.disclaims.is_empty() {
        stance.contradicting.append(&mut stance.owns);
        stance.contradicting.append(&mut stance.disclaims);
    }
    stance
}

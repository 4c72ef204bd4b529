//! Owners of one obligation who get in each other's way.

use smallvec::SmallVec;

use crate::evaluate::{Evaluation, Owner, Standing, in_handover};
use crate::findings::kind::Defect;
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx, StatementIdx, Verb};
use crate::text;

/// Owners of the same obligation, or of the same part of it.
pub struct Rivals {
    /// One of them says that nobody else does.
    pub solely: bool,
    /// All of them hand over from one to the next, which is no defect.
    pub handover: bool,
    /// Who they are, and the labels that they have in common.
    pub defect: Defect,
}

/// Two who are in each other's way.
struct Clash {
    parties: [PartyIdx; 2],
    /// The labels that they have in common; none where one of them has the whole.
    labels: Vec<String>,
    solely: bool,
    handover: bool,
    /// What they say.
    statements: Vec<StatementIdx>,
}

/// The owners who are in each other's way: with different parts they are not, and in different roles that the duty asks for they are
/// not either. Beneath a prime that owns it, those who own it by subcontracts get in each other's way, and in that of whom the prime
/// hands it to.
pub fn rivals(evaluation: &Evaluation, at: ObligationIdx) -> Option<Rivals> {
    let standing = &evaluation.standings[at.row()];
    if standing.owners.len() < 2 {
        return None;
    }
    let owners: SmallVec<[&Owner; 4]> = standing.owners.iter().filter(|owner| owner.in_reach).collect();
    let mut clashes: Vec<Clash> = Vec::new();
    for (number, a) in owners.iter().enumerate() {
        let beside = owners[number + 1..].iter().filter(|b| a.delegate_of == b.delegate_of);
        clashes.extend(beside.filter_map(|b| clash(evaluation, standing, a, b)));
        if let Some(prime) = owners.iter().find(|it| it.counts() && Some(it.party) == a.delegate_of) {
            clashes.extend(handed_to_others(a, prime));
        }
    }
    let handover = !clashes.is_empty() && clashes.iter().all(|it| it.handover);
    clashes.retain(|it| it.handover == handover);
    let mut parties: Vec<PartyIdx> = clashes.iter().flat_map(|it| it.parties).collect();
    parties.sort();
    parties.dedup();
    let mut reasons: Vec<String> = clashes.iter().flat_map(|it| it.labels.iter().cloned()).collect();
    reasons.sort();
    reasons.dedup();
    let claimed_twice = |label| text!("部分 `{label}` が重なっています", "part `{label}` is claimed twice");
    let mut statements: Vec<StatementIdx> = clashes.iter().flat_map(|it| it.statements.iter().copied()).collect();
    statements.sort();
    statements.dedup();
    let said = |at: StatementIdx| {
        let statement = &evaluation.context.engagement.statements[at];
        let words = match statement.verb {
            Verb::Delegates { .. } => text!("ここで委ねています", "delegated here"),
            _ => text!("ここで負うと述べています", "owned here"),
        };
        (statement.span, words)
    };
    let defect = Defect {
        details: reasons.iter().map(claimed_twice).collect(),
        places: statements.into_iter().map(said).collect(),
        parties,
        reasons,
        ..Defect::default()
    };
    (!clashes.is_empty()).then(|| Rivals { solely: clashes.iter().any(|it| it.solely), handover, defect })
}

fn clash(evaluation: &Evaluation, standing: &Standing, a: &Owner, b: &Owner) -> Option<Clash> {
    let roles_of = |party: PartyIdx| standing.roles.iter().map(move |role| role.parties.contains(&party));
    let is_apart = roles_of(a.party).any(|it| it)
        && roles_of(b.party).any(|it| it)
        && !roles_of(a.party).zip(roles_of(b.party)).any(|(x, y)| x && y);
    let labels: Vec<String> = a.parts.intersection(&b.parts).cloned().collect();
    let meets = a.parts.is_empty() || b.parts.is_empty() || !labels.is_empty();
    (meets && !is_apart).then(|| Clash {
        parties: [a.party, b.party],
        labels,
        solely: a.solely || b.solely,
        handover: in_handover(&evaluation.context, a, b),
        statements: a.statements.iter().chain(&b.statements).copied().collect(),
    })
}

/// Whom the prime hands it to, and not to the one that owns it beneath the prime.
fn handed_to_others<'a>(owner: &'a Owner, prime: &'a Owner) -> impl Iterator<Item = Clash> + 'a {
    let meets = |label: &Option<String>| {
        owner.parts.is_empty() || label.as_ref().is_none_or(|label| owner.parts.contains(label))
    };
    let segments = prime.segments.iter().filter(move |it| meets(&it.label));
    let chains = segments.flat_map(|segment| segment.chains.iter().map(move |chain| (segment, chain)));
    chains.filter_map(|(segment, chain)| {
        let (first, last) = chain.first().zip(chain.last())?;
        (!chain.iter().any(|step| step.to == owner.party)).then(|| Clash {
            parties: [owner.party, last.to],
            labels: segment.label.iter().filter(|label| owner.parts.contains(*label)).cloned().collect(),
            solely: owner.solely,
            handover: false,
            statements: owner.statements.iter().copied().chain([first.delegation]).collect(),
        })
    })
}

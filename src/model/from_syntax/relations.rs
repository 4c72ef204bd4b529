//! `requires` and `serves`: patterns become relations to single duties, also across catalogues.

use super::names::keep;
use super::patterns::{matching, qualified};
use crate::diagnostic::Diagnostic;
use crate::model::{CatalogueIdx, DutyIdx, Idx, Policy, Relation};
use crate::syntax::ast::Related;

/// The relations that some `requires` or `serves` of a catalogue say, in order of the duties, each duty once.
///
/// An id without a catalogue is of this one, whatever else is loaded.
pub(super) fn relations(
    policy: &Policy,
    catalogue: CatalogueIdx,
    said: &[Related],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Relation> {
    let mut all: Vec<Relation> = Vec::new();
    for Related { patterns, docs } in said {
        for pattern in patterns {
            let found = keep(
                matching(policy, &[catalogue], &qualified(policy, catalogue, &pattern.text), Some(pattern.span)),
                problems,
            );
            for row in found.iter().flat_map(fixedbitset::FixedBitSet::ones) {
                all.push(Relation { duty: DutyIdx::new(row), docs: docs.clone(), span: pattern.span });
            }
        }
    }
    all.sort_by(|a, b| (a.duty, &a.docs).cmp(&(b.duty, &b.docs)));
    all.dedup_by_key(|relation| relation.duty);
    all
}

//! `requires`, `serves` and `same as`: patterns become relations to duties, also across catalogues.

use super::names::keep;
use super::patterns::{matching, qualified};
use crate::diagnostic::Diagnostic;
use crate::model::{CatalogueIdx, DutyIdx, Idx, Policy, Relation, Same};
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
    let each = same(policy, catalogue, said, problems).into_iter();
    let mut all: Vec<Relation> = each
        .flat_map(|Same { duties, docs, span }| {
            duties.into_iter().map(move |duty| Relation { duty, docs: docs.clone(), span })
        })
        .collect();
    all.sort_by(|a, b| (a.duty, &a.docs).cmp(&(b.duty, &b.docs)));
    all.dedup_by_key(|relation| relation.duty);
    all
}

/// What each pattern means, kept together; in order of the duties.
pub(super) fn same(
    policy: &Policy,
    catalogue: CatalogueIdx,
    said: &[Related],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Same> {
    let mut all = Vec::new();
    for Related { patterns, docs } in said {
        for pattern in patterns {
            let written = qualified(policy, catalogue, &pattern.text);
            let found = keep(matching(policy, &[catalogue], &written, Some(pattern.span)), problems);
            let duties: Vec<_> = found.iter().flat_map(fixedbitset::FixedBitSet::ones).map(DutyIdx::new).collect();
            if !duties.is_empty() {
                all.push(Same { duties, docs: docs.clone(), span: pattern.span });
            }
        }
    }
    all.sort_by(|a, b| (&a.duties, &a.docs).cmp(&(&b.duties, &b.docs)));
    all.dedup_by(|a, b| a.duties == b.duties);
    all
}

//! Catalogues in use, and what of them is looked at.

use fixedbitset::FixedBitSet;

use super::names::{keep, same};
use super::patterns::{catalogue_named, matching, qualified};
use crate::diagnostic::Diagnostic;
use crate::model::{CatalogueIdx, DutyIdx, Idx, Policy, Used};
use crate::syntax::ast::Use;

/// The catalogues in use by index, each once, and the duties looked at. A profile puts the catalogues that it takes from in use.
pub(super) fn uses(policy: &Policy, written: &[&Use], problems: &mut Vec<Diagnostic>) -> (Vec<Used>, FixedBitSet) {
    let mut all: Vec<Used> = Vec::new();
    let mut in_view = FixedBitSet::with_capacity(policy.duties.len());
    for it in written {
        let span = it.catalogue.span;
        let only: Vec<String> = it.only.iter().map(|pattern| pattern.text.clone()).collect();
        if let Some(profile) = policy.profiles.iter().find(|profile| same(&profile.name, &it.catalogue.key())) {
            for (catalogue, patterns, duties) in &profile.parts {
                let mut some = limited(policy, *catalogue, it, problems).unwrap_or_else(|| duties.clone());
                some.intersect_with(duties);
                in_view.union_with(&some);
                let only = if only.is_empty() { patterns.clone() } else { only.clone() };
                all.push(Used { catalogue: *catalogue, only, span });
            }
            continue;
        }
        let Some(catalogue) = keep(catalogue_named(policy, &it.catalogue.text, Some(span)), problems) else { continue };
        in_view.union_with(&looked_at(policy, catalogue, it, problems));
        all.push(Used { catalogue, only, span });
    }
    all.sort_by(|a, b| (a.catalogue, &a.only).cmp(&(b.catalogue, &b.only)));
    all.dedup_by(|again, first| again.catalogue == first.catalogue && join(first, again));
    (all, in_view)
}

/// Used twice: everything, if either is without `only`; else both lists.
fn join(first: &mut Used, again: &mut Used) -> bool {
    if !first.only.is_empty() {
        first.only.append(&mut again.only);
        first.only.sort();
        first.only.dedup();
    }
    true
}

fn looked_at(policy: &Policy, catalogue: CatalogueIdx, it: &Use, problems: &mut Vec<Diagnostic>) -> FixedBitSet {
    let mut everything = FixedBitSet::with_capacity(policy.duties.len());
    let controls = policy.catalogues[catalogue].controls.clone().map(crate::model::ControlIdx);
    let duties = controls.flat_map(|control| policy.duties_of(control));
    duties.for_each(|duty: DutyIdx| everything.insert(duty.row()));
    match limited(policy, catalogue, it, problems) {
        None => everything,
        Some(mut some) => {
            some.intersect_with(&everything);
            some
        }
    }
}

/// What `only` names, if it stands there.
fn limited(policy: &Policy, catalogue: CatalogueIdx, it: &Use, problems: &mut Vec<Diagnostic>) -> Option<FixedBitSet> {
    if it.only.is_empty() {
        return None;
    }
    let mut some = FixedBitSet::with_capacity(policy.duties.len());
    for pattern in &it.only {
        let written = qualified(policy, catalogue, &pattern.text);
        if let Some(found) = keep(matching(policy, &[catalogue], &written, Some(pattern.span)), problems) {
            some.union_with(&found);
        }
    }
    Some(some)
}

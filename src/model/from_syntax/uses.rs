//! Catalogues in use, and what of them is looked at.

use fixedbitset::FixedBitSet;

use super::names::{keep, same};
use super::patterns::{UNKNOWN_DUTY, catalogue_named, matching, qualified};
use crate::diagnostic::Diagnostic;
use crate::model::{CatalogueIdx, DutyIdx, Idx, Policy, Used};
use crate::syntax::ast::{Name, Use};
use crate::text;

/// The catalogues in use by index, each once, and the duties looked at. A profile puts the catalogues that it takes from in use.
pub(super) fn uses(policy: &Policy, written: &[&Use], problems: &mut Vec<Diagnostic>) -> (Vec<Used>, FixedBitSet) {
    let mut all: Vec<Used> = Vec::new();
    let mut in_view = FixedBitSet::with_capacity(policy.duties.len());
    for it in written {
        let span = it.catalogue.span;
        let only: Vec<String> = it.only.iter().map(|pattern| pattern.text.clone()).collect();
        if let Some(profile) = policy.profiles.iter().find(|profile| same(&profile.name, &it.catalogue.key())) {
            let catalogues: Vec<CatalogueIdx> = profile.parts.iter().map(|(catalogue, ..)| *catalogue).collect();
            let mut whole = FixedBitSet::with_capacity(policy.duties.len());
            profile.parts.iter().for_each(|(.., duties)| whole.union_with(duties));
            in_view.union_with(&limited(policy, &catalogues, whole, it, problems));
            for (catalogue, patterns, _) in &profile.parts {
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
    limited(policy, &[catalogue], everything, it, problems)
}

/// What `only` leaves of what is put in use. A pattern that leaves nothing is a slip: silence would look like no gap.
fn limited(
    policy: &Policy,
    catalogues: &[CatalogueIdx],
    whole: FixedBitSet,
    it: &Use,
    problems: &mut Vec<Diagnostic>,
) -> FixedBitSet {
    if it.only.is_empty() {
        return whole;
    }
    let mut some = FixedBitSet::with_capacity(policy.duties.len());
    for pattern in &it.only {
        let written = match catalogues {
            [one] => qualified(policy, *one, &pattern.text),
            _ => pattern.text.clone(),
        };
        let Some(mut found) = keep(matching(policy, catalogues, &written, Some(pattern.span)), problems) else {
            continue;
        };
        found.intersect_with(&whole);
        if found.is_clear() {
            problems.push(outside(pattern, &it.catalogue));
        }
        some.union_with(&found);
    }
    some
}

fn outside(pattern: &Name, used: &Name) -> Diagnostic {
    let (pattern_text, used_text) = (&pattern.text, &used.text);
    let headline = text!(
        "`{pattern_text}` は `{used_text}` に含まれていません",
        "`{used_text}` holds nothing of `{pattern_text}`"
    );
    Diagnostic::new(&UNKNOWN_DUTY, pattern.span, headline)
        .label(used.span, text!("使っているのはこれ", "this is in use"))
}

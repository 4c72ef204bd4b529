//! Profiles: named selections of what one or several catalogues ask.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::catalogue::DUPLICATE_CATALOGUE;
use super::names::keep;
use super::patterns::{matching, qualified};
use super::titles::title_or;
use crate::diagnostic::Diagnostic;
use crate::model::{CatalogueIdx, DutyIdx, Idx, Policy, Profile};
use crate::syntax::ast::{self, Name};
use crate::text;

/// The profiles of all catalogues by name, each name once; a profile has no name of a catalogue, since both stand after `use`.
pub(super) fn profiles(
    policy: &Policy,
    catalogues: &[&ast::Catalogue],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Profile> {
    let mut taken: BTreeMap<String, &Name> = catalogues.iter().map(|it| (it.name.key(), &it.name)).collect();
    let mut all = Vec::new();
    for (at, catalogue) in catalogues.iter().enumerate() {
        for written in &catalogue.profiles {
            if let Some(before) = taken.insert(written.name.key(), &written.name) {
                problems.push(duplicate(&written.name, before));
            } else {
                all.push(profile(policy, CatalogueIdx::new(at), written, problems));
            }
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn profile(
    policy: &Policy,
    catalogue: CatalogueIdx,
    written: &ast::Profile,
    problems: &mut Vec<Diagnostic>,
) -> Profile {
    let mut parts: BTreeMap<CatalogueIdx, (Vec<String>, FixedBitSet)> = BTreeMap::new();
    for pattern in &written.include {
        let full = qualified(policy, catalogue, &pattern.text);
        let Some(found) = keep(matching(policy, &[catalogue], &full, Some(pattern.span)), problems) else { continue };
        for row in found.ones() {
            let there = policy.control_of(DutyIdx::new(row)).catalogue;
            let (patterns, duties) =
                parts.entry(there).or_insert_with(|| (Vec::new(), FixedBitSet::with_capacity(policy.duties.len())));
            duties.insert(row);
            let short = full.split_once(':').map_or(full.as_str(), |(_, path)| path);
            if !patterns.iter().any(|it| it == short) {
                patterns.push(short.to_owned());
            }
        }
    }
    Profile {
        name: written.name.text.clone(),
        title: title_or(written.title.as_ref(), &written.name.text),
        catalogue,
        parts: parts.into_iter().map(|(catalogue, (patterns, duties))| (catalogue, patterns, duties)).collect(),
        docs: written.docs.clone(),
        span: written.name.span,
    }
}

fn duplicate(name: &Name, before: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!(
        "`{written}` は確認表か抜粋の名前としてすでに使われています",
        "`{written}` is already the name of a catalogue or of a profile"
    );
    Diagnostic::new(&DUPLICATE_CATALOGUE, name.span, headline)
        .label(before.span, text!("最初の宣言", "first declared here"))
}

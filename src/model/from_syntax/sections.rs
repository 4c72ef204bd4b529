//! Sections, in natural order of their labels with what stands in them after them.

use std::borrow::Cow;

use super::names::key_of;
use super::titles::title;
use crate::model::{Section, natural_order};
use crate::syntax::ast;

/// Sections in order, and where each written section went.
pub(super) struct Sections {
    /// The sections.
    pub rows: Vec<Section>,
    /// By number in the syntax tree: its number in `rows`.
    pub place: Vec<usize>,
}

/// Orders the sections of a catalogue.
pub(super) fn sections(written: &[ast::Section]) -> Sections {
    let paths: Vec<String> = (0..written.len()).map(|at| path(written, at)).collect();
    let mut order: Vec<usize> = (0..written.len()).collect();
    let path_of = |at: &usize| paths.get(*at).map_or("", String::as_str);
    order.sort_by(|a, b| natural_order(path_of(a), path_of(b)));
    let mut place = vec![0; written.len()];
    for (to, from) in order.iter().enumerate() {
        if let Some(slot) = place.get_mut(*from) {
            *slot = to;
        }
    }
    let row = |section: &ast::Section| Section {
        label: section.label.text.clone(),
        title: section.title.as_ref().map(title).unwrap_or_default(),
        parent: section.parent.and_then(|parent| place.get(parent).copied()),
    };
    let rows = order.iter().filter_map(|at| written.get(*at)).map(row).collect();
    Sections { rows, place }
}

/// The labels from the outermost section down, joined by `.`; bounded, should the tree go round in a circle.
fn path(written: &[ast::Section], at: usize) -> String {
    let up = |section: &&ast::Section| section.parent.and_then(|parent| written.get(parent));
    let mut labels: Vec<Cow<str>> = std::iter::successors(written.get(at), up)
        .take(written.len())
        .map(|section| key_of(&section.label.text))
        .collect();
    labels.reverse();
    labels.join(".")
}

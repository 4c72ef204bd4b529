//! The order of findings: heaviest first, then control, subject, ladder, days; names only, so that positions have no say.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Finding, LADDER};

/// Puts findings in order; what pointed at a finding points at its new place, and equal ids get a number.
pub(super) fn arranged(findings: Vec<Finding>) -> Vec<Finding> {
    let ladder = |it: &Finding| LADDER.iter().position(|kind| std::ptr::eq(*kind, it.kind)).unwrap_or(usize::MAX);
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_cached_key(|number| {
        let it = &findings[*number];
        let about = (it.group.control.is_none(), it.group.control, it.group.subject);
        let rest = (&it.group.duties, &it.group.defect.parties, it.days, it.group.defect.rule);
        (Reverse(it.own), about, ladder(it), &it.name, rest)
    });
    let mut place_of = vec![0; order.len()];
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let mut counts = vec![0; order.len()];
    for (place, number) in order.iter().enumerate() {
        place_of[*number] = place;
        let count = times.entry(&findings[*number].id).or_default();
        *count += 1;
        counts[*number] = *count;
    }
    let mut unplaced: Vec<Option<Finding>> = findings.into_iter().map(Some).collect();
    let placed = |number: usize| {
        let mut it = unplaced[number].take()?;
        it.because.iter_mut().for_each(|cause| *cause = place_of[*cause]);
        it.because.sort();
        if counts[number] > 1 {
            it.id = format!("{}-{}", it.id, counts[number]);
        }
        Some(it)
    };
    // They are large, and their number is known.
    let mut all = Vec::with_capacity(order.len());
    all.extend(order.into_iter().filter_map(placed));
    all
}

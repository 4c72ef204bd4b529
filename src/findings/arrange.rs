//! The order of findings: heaviest first, then control, subject, ladder, days; names only, so that positions have no say.

use std::collections::BTreeMap;

use super::{Finding, LADDER};

/// Puts findings in order; what pointed at a finding points at its new place, and equal ids get a number.
pub(super) fn arranged(findings: Vec<Finding>) -> Vec<Finding> {
    let ladder = |it: &Finding| LADDER.iter().position(|kind| std::ptr::eq(*kind, it.kind)).unwrap_or(usize::MAX);
    let mut order: Vec<(usize, Finding)> = findings.into_iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| {
        let key = |it: &Finding| {
            let about = (it.group.control.is_none(), it.group.control, it.group.subject);
            (std::cmp::Reverse(it.own), about, ladder(it), it.name.clone())
        };
        let rest =
            |it: &Finding| (it.group.duties.clone(), it.group.defect.parties.clone(), it.days, it.group.defect.rule);
        key(a).cmp(&key(b)).then_with(|| rest(a).cmp(&rest(b)))
    });
    let mut place_of = vec![0; order.len()];
    for (place, (number, _)) in order.iter().enumerate() {
        place_of[*number] = place;
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let renamed = |(_, mut it): (usize, Finding)| {
        it.because.iter_mut().for_each(|cause| *cause = place_of[*cause]);
        it.because.sort();
        let count = times.entry(it.id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            it.id = format!("{}-{count}", it.id);
        }
        it
    };
    order.into_iter().map(renamed).collect()
}

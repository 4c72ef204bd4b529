//! The law of dependencies: what is carried, but depends, over any number of steps, on something that nobody carries.

use super::day::Day;
use super::near::is_near;
use super::obligation::alike;
use super::verdict::Verdict;

/// The gaps on which an obligation depends that is carried; none of one that is not.
pub fn gaps_beneath(day: &Day, verdicts: &[Verdict], at: usize) -> Vec<usize> {
    if !verdicts[at].stands() || !verdicts[at].carried {
        return Vec::new();
    }
    let mut gaps = Vec::new();
    for other in required(day, at) {
        match verdicts[other].is_gap() {
            true => gaps.push(other),
            false => gaps.extend(gaps_beneath(day, verdicts, other)),
        }
    }
    gaps.sort();
    gaps.dedup();
    gaps
}

/// What an obligation requires, where `requires` looks.
fn required(day: &Day, at: usize) -> Vec<usize> {
    let (whole, here) = (day.whole, &day.whole.obligations[at]);
    let requires = &whole.policy.duties[here.duty].requires;
    if requires.is_empty() {
        return Vec::new();
    }
    let fits = |other: &usize| {
        let it = &whole.obligations[*other];
        requires.iter().any(|relation| relation.duty == it.duty)
            && alike(it, here)
            && is_near(whole.engagement, here.subject, it.subject)
    };
    (0..whole.obligations.len()).filter(fits).collect()
}

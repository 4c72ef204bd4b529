//! What it takes, at the level of the rules of a derived fact, that some hold and others do not.
//!
//! A way says of some rules whether they hold. No rule does both in one way, so that what is asked of a rule and of the exceptions to
//! it is never put together from opposite answers of one condition.
//!
//! ```text
//! except yes when a { except no when b }        yes by {a: yes, b: no}        not: {a: no} would settle it
//! ```

use std::collections::BTreeMap;

use super::kleene::{Facts, Kleene, Truth};

/// More ways, or more rules in one, nobody reads: all facts concerned stand for them.
const MOST: usize = 64;

/// Whether some rules hold, by number.
type Way = BTreeMap<usize, bool>;

/// The ways in which something can be so.
#[derive(Clone, Debug)]
pub(super) enum Ways {
    /// Any of these; of none it cannot be, of the empty one it is.
    These(Vec<Way>),
    /// Too many to tell.
    Many,
}

impl Ways {
    /// It is so.
    pub fn always() -> Self {
        Ways::These(vec![Way::new()])
    }

    /// It cannot be.
    pub fn never() -> Self {
        Ways::These(Vec::new())
    }

    /// The condition of a rule holds, or does not.
    pub fn of(rule: usize, holds: bool, condition: &Kleene) -> Self {
        match condition.truth() {
            Truth::Unknown => Ways::These(vec![Way::from([(rule, holds)])]),
            truth if (truth == Truth::True) == holds => Ways::always(),
            _ => Ways::never(),
        }
    }

    /// Whether it is so.
    pub fn truth(&self) -> Truth {
        match self {
            Ways::These(ways) if ways.is_empty() => Truth::False,
            Ways::These(ways) if ways.iter().any(Way::is_empty) => Truth::True,
            Ways::These(_) | Ways::Many => Truth::Unknown,
        }
    }

    /// Both.
    pub fn and(&self, other: &Ways) -> Self {
        match (self, other) {
            (never, _) | (_, never) if never.truth() == Truth::False => Ways::never(),
            (Ways::These(ones), Ways::These(others)) if ones.len() * others.len() <= MOST => {
                let pairs = ones.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
                Ways::smallest(pairs.filter_map(|(one, other)| together(one, other)).collect())
            }
            _ => Ways::Many,
        }
    }

    /// Either.
    pub fn or(&self, other: &Ways) -> Self {
        match (self, other) {
            (always, _) | (_, always) if always.truth() == Truth::True => Ways::always(),
            (Ways::These(ones), Ways::These(others)) => Ways::smallest([ones.as_slice(), others].concat()),
            _ => Ways::Many,
        }
    }

    /// All of them.
    pub fn all<'a>(parts: impl IntoIterator<Item = &'a Ways>) -> Self {
        parts.into_iter().fold(Ways::always(), |so_far, it| so_far.and(it))
    }

    /// Of each of some, all others.
    pub fn all_others(parts: &[Ways]) -> Vec<Ways> {
        let running = |so_far: &mut Ways, it: &Ways| {
            let before = so_far.clone();
            *so_far = before.and(it);
            Some(before)
        };
        let before: Vec<Ways> = parts.iter().scan(Ways::always(), running).collect();
        let mut after: Vec<Ways> = parts.iter().rev().scan(Ways::always(), running).collect();
        after.reverse();
        before.iter().zip(&after).map(|(before, after)| before.and(after)).collect()
    }

    /// The sets of facts that can make it so, given what the conditions of the rules wait for.
    pub fn facts(&self, conditions: &[Kleene]) -> Vec<Facts> {
        let ways = match self {
            Ways::These(ways) => ways,
            Ways::Many => return vec![conditions.iter().flat_map(Kleene::deciding).flatten().collect()],
        };
        let condition = |(rule, holds): (&usize, &bool)| match (conditions.get(*rule), holds) {
            (Some(condition), true) => condition.clone(),
            (Some(condition), false) => condition.clone().negated(),
            (None, _) => Kleene::known(false),
        };
        Kleene::any(ways.iter().map(|way| Kleene::all(way.iter().map(condition)))).made_true_by()
    }

    /// Without those that hold a smaller one.
    fn smallest(mut ways: Vec<Way>) -> Self {
        ways.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        ways.dedup();
        let mut kept: Vec<Way> = Vec::new();
        for way in ways {
            let lies_in = |smaller: &Way| smaller.iter().all(|(rule, holds)| way.get(rule) == Some(holds));
            if !kept.iter().any(lies_in) {
                kept.push(way);
            }
        }
        if kept.len() > MOST || kept.iter().any(|way| way.len() > MOST) { Ways::Many } else { Ways::These(kept) }
    }
}

/// Two ways in one, unless they say opposite things of a rule.
fn together(one: &Way, other: &Way) -> Option<Way> {
    let agree = one.iter().all(|(rule, holds)| other.get(rule).is_none_or(|it| it == holds));
    agree.then(|| one.iter().chain(other).map(|(rule, holds)| (*rule, *holds)).collect())
}

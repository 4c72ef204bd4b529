//! `diff`: two versions of engagements and catalogues: what changed hands, what is said otherwise, which findings come and go.
//!
//! Everything is matched by names, so that neither the names of files nor the order of writing make a difference. Hands are compared
//! on the first day of each version, findings over all days asked about; what is declared and stated has no day.

mod catalogues;
mod change;
mod declared;
mod hands;
mod item;
mod levels;
mod statements;
mod told;

use std::collections::BTreeSet;

pub use catalogues::{Asks, Revised};
pub use change::{Change, How, Said};
pub use hands::Passing;
pub use item::{Sort, Verdict};
pub use told::diff;

use super::checked::Checked;
use super::compare::{Comparison, Shift, Side, compare};
use crate::diagnostic::Text;
use crate::model::Policy;
use crate::source::Sources;

/// One of the versions.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// What is asked.
    pub policy: &'a Policy,
    /// Its engagements, judged.
    pub checked: &'a [Checked<'a>],
    /// Its texts.
    pub sources: &'a Sources,
}

/// What differs between two versions.
pub struct Difference<'a> {
    /// By engagement that both have.
    pub engagements: Vec<Pair<'a>>,
    /// Engagements of the new version only, by name.
    pub added: Vec<String>,
    /// Engagements of the old version only.
    pub removed: Vec<String>,
    /// By catalogue.
    pub catalogues: Vec<Revised>,
    /// What rules ask.
    pub rules: Vec<Change>,
}

/// An engagement in two versions.
pub struct Pair<'a> {
    /// Before.
    pub old: Side<'a>,
    /// After.
    pub new: Side<'a>,
    /// Findings, and what passes into other hands.
    pub comparison: Comparison,
    /// Levels that are promised and demanded.
    pub levels: Vec<Change>,
    /// What is stated.
    pub statements: Vec<Change>,
    /// What is declared.
    pub declared: Vec<Change>,
}

/// Compares two versions.
pub fn difference<'a>(old: Version<'a>, new: Version<'a>) -> Difference<'a> {
    let name = |it: &Checked| it.evaluation.context.engagement.name.clone();
    let pairs: Vec<(&Checked, &Checked)> = match (old.checked, new.checked) {
        // The only one of each is one, whatever it is called.
        ([one], [other]) => vec![(one, other)],
        _ => {
            let partner =
                |it: &'a Checked<'a>| old.checked.iter().find(|one| name(one) == name(it)).map(|one| (one, it));
            new.checked.iter().filter_map(partner).collect()
        }
    };
    let alone = |all: &'a [Checked<'a>], taken: &dyn Fn(&Checked) -> bool| -> Vec<String> {
        all.iter().filter(|it| !taken(it)).map(name).collect()
    };
    let (one, other) =
        (Asks { policy: old.policy, sources: old.sources }, Asks { policy: new.policy, sources: new.sources });
    Difference {
        added: alone(new.checked, &|it| pairs.iter().any(|(_, new)| std::ptr::eq(*new, it))),
        removed: alone(old.checked, &|it| pairs.iter().any(|(old, _)| std::ptr::eq(*old, it))),
        engagements: pairs
            .into_iter()
            .map(|(before, after)| {
                pair(Side { checked: before, sources: old.sources }, Side { checked: after, sources: new.sources })
            })
            .collect(),
        catalogues: catalogues::catalogues(one, other),
        rules: catalogues::rules(one, other),
    }
}

fn pair<'a>(old: Side<'a>, new: Side<'a>) -> Pair<'a> {
    Pair {
        old,
        new,
        comparison: compare(old.checked, new.checked),
        levels: levels::levels(old, new),
        statements: statements::statements(old, new),
        declared: declared::declared(old, new),
    }
}

impl Difference<'_> {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.engagements.iter().all(Pair::is_empty)
            && self.added.is_empty()
            && self.removed.is_empty()
            && self.catalogues.is_empty()
            && self.rules.is_empty()
    }
}

impl Pair<'_> {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.comparison.is_empty() && self.levels.is_empty() && self.statements.is_empty() && self.declared.is_empty()
    }

    /// The parties of either version, by name, in the order of the new one.
    fn parties(&self) -> Vec<(&str, &Text)> {
        let mut seen = BTreeSet::new();
        let all =
            [self.new, self.old].into_iter().flat_map(|it| it.checked.evaluation.context.engagement.parties.iter());
        all.filter(|it| seen.insert(it.name.as_str())).map(|it| (it.name.as_str(), &it.title)).collect()
    }

    fn shifts_of(&self, party: &str) -> Vec<&Shift> {
        self.comparison.shifts.iter().filter(|it| hands::concerned(it).contains(party)).collect()
    }

    fn shifts_of_nobody(&self) -> Vec<&Shift> {
        self.comparison.shifts.iter().filter(|it| hands::concerned(it).is_empty()).collect()
    }

    /// Levels and statements of a party, or of none.
    fn changes_of(&self, party: Option<&str>) -> Vec<&Change> {
        self.levels.iter().chain(&self.statements).filter(|it| it.party.as_deref() == party).collect()
    }
}

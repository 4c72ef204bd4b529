//! What must be carried: every duty in view, on every subject of its kind, in every phase and mode that it distinguishes.

use crate::model::{DutyIdx, Engagement, Idx, Level, Mode, PartyKind, Phase, Policy, Subject};

/// A duty on a subject, in a phase and a mode; `None` is all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Obligation {
    /// What is to be done.
    pub duty: DutyIdx,
    /// About what.
    pub subject: Subject,
    /// When in the life of a system.
    pub phase: Option<Phase>,
    /// In which situation.
    pub mode: Option<Mode>,
}

/// All subjects of an engagement, in order.
pub fn subjects(engagement: &Engagement) -> Vec<Subject> {
    let vendors = engagement.parties.enumerate().filter(|(_, it)| it.kind == PartyKind::Vendor);
    let mut all = vec![Subject::Engagement];
    all.extend(engagement.contracts.indices().map(Subject::Contract));
    all.extend(vendors.map(|(at, _)| Subject::Vendor(at)));
    all.extend(engagement.components.indices().map(Subject::Component));
    all.extend(interfaces(engagement));
    all
}

/// Where two parties meet: two joined components of different providers (not known counts as different), or one component under
/// direct contracts of two vendors.
pub fn interfaces(engagement: &Engagement) -> Vec<Subject> {
    let mut all = Vec::new();
    for (a, component) in engagement.components.enumerate() {
        for b in component.connects.iter().chain(&component.runs_on).filter(|b| **b != a) {
            let known = component.provider.is_some() && component.provider == engagement.components[*b].provider;
            if !known {
                all.push(Subject::Interface(a.min(*b), a.max(*b)));
            }
        }
        let direct = engagement.contracts.iter().filter(|it| it.customer == engagement.hospital);
        let mut vendors = direct.filter(|it| it.covers.contains(&a)).map(|it| it.supplier);
        if let Some(first) = vendors.next()
            && vendors.any(|it| it != first)
        {
            all.push(Subject::Interface(a, a));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// The obligations of an engagement, in order; whether they apply is another question.
pub fn obligations(policy: &Policy, engagement: &Engagement, subjects: &[Subject]) -> Vec<Obligation> {
    let mut all = Vec::new();
    for duty in engagement.in_view.ones().map(DutyIdx::new) {
        let declared = &policy.duties[duty];
        let of_kind = subjects.iter().filter(|it| it.kind() == declared.per && declared.level != Level::None);
        for subject in of_kind {
            for phase in each(&declared.phases) {
                for mode in each(&declared.modes) {
                    all.push(Obligation { duty, subject: *subject, phase, mode });
                }
            }
        }
    }
    all
}

fn each<T: Copy>(words: &[T]) -> Vec<Option<T>> {
    if words.is_empty() { vec![None] } else { words.iter().map(|it| Some(*it)).collect() }
}

/// Whether two obligations are about the same phases and modes, as far as both distinguish any.
pub fn alike(a: &Obligation, b: &Obligation) -> bool {
    let fit = |differ: bool, both: bool| !(differ && both);
    fit(a.phase != b.phase, a.phase.is_some() && b.phase.is_some())
        && fit(a.mode != b.mode, a.mode.is_some() && b.mode.is_some())
}

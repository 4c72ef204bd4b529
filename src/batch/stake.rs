//! What each vendor of a row has to do with its findings.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::Identity;
use crate::answers::Checked;
use crate::findings::Finding;
use crate::model::{Contract, ContractIdx, Date, Engagement, Idx, Party, PartyIdx, PartyKind, Subject};

/// A vendor of a row, and how many of its findings it is behind: those that name it, those that are put to it, and those about what it
/// performs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stake {
    /// Who it is.
    pub vendor: Identity,
    /// Findings that it is behind.
    pub findings: u64,
    /// Of these, those about something that it performs on the first day.
    pub as_performer: u64,
    /// Of these, those about something that it supplies by subcontracts alone.
    pub as_subcontractor: u64,
}

/// The stake of every vendor of a row in some of its findings.
pub fn stakes<'a>(checked: &Checked, findings: impl Iterator<Item = &'a Finding>) -> Vec<Stake> {
    let engagement = checked.evaluation.context.engagement;
    let identity = |party: &Party| (party.kind == PartyKind::Vendor).then(|| Identity::of(party));
    let vendors: Vec<Option<Identity>> = engagement.parties.iter().map(identity).collect();
    let keys: Vec<Option<String>> = vendors.iter().map(|it| it.as_ref().map(Identity::key)).collect();
    let mut of: BTreeMap<&String, Stake> = BTreeMap::new();
    for (vendor, key) in vendors.into_iter().flatten().zip(keys.iter().flatten()) {
        of.entry(key).or_insert(Stake { vendor, findings: 0, as_performer: 0, as_subcontractor: 0 });
    }
    // By party: which of them it is.
    let numbers: Vec<Option<usize>> =
        keys.iter().map(|it| it.as_ref().and_then(|it| of.keys().position(|key| *key == it))).collect();
    let mut all: Vec<Stake> = of.into_values().collect();
    for finding in findings {
        let performers = performers(checked, finding);
        let asked = finding.group.defect.asked.iter().flat_map(|(_, parties)| parties);
        let behind = finding.group.defect.parties.iter().chain(asked).chain(&performers);
        let mut behind_it: BTreeMap<usize, (bool, bool)> = BTreeMap::new();
        for at in behind.collect::<BTreeSet<_>>() {
            let Some(vendor) = numbers[at.row()] else { continue };
            let said = behind_it.entry(vendor).or_default();
            said.0 |= performers.contains(at);
            said.1 |= is_subcontractor(engagement, checked.evaluation.context.day, *at, finding.group.subject);
        }
        for (vendor, (performs, subcontracts)) in behind_it {
            let stake = &mut all[vendor];
            stake.findings += 1;
            stake.as_performer += u64::from(performs);
            stake.as_subcontractor += u64::from(subcontracts);
        }
    }
    all
}

/// Who performs what a finding is about, on the first day.
fn performers(checked: &Checked, finding: &Finding) -> BTreeSet<PartyIdx> {
    let evaluation = &checked.evaluation;
    let standings = finding.group.obligations.iter().map(|at| &evaluation.standings[at.row()]);
    let carried = standings.filter(|it| it.stands() && it.carried);
    carried.flat_map(|it| it.performers(&evaluation.context)).map(|(performer, _)| performer).collect()
}

/// Whether what a vendor supplies of a subject it supplies to other vendors, under contracts of theirs: of those that are in force on the
/// day, if any is. Where no contract of its own is about the subject, all that it supplies counts.
fn is_subcontractor(engagement: &Engagement, day: Date, vendor: PartyIdx, subject: Subject) -> bool {
    let ever = || engagement.contracts.enumerate().filter(|(_, it)| it.supplier == vendor);
    let is_in_force = |it: &Contract| it.in_force.holds(day);
    let any_is = ever().any(|(_, it)| is_in_force(it));
    let own = || ever().filter(|(_, it)| !any_is || is_in_force(it));
    let is_about = |at: ContractIdx, contract: &Contract| match subject {
        Subject::Contract(it) => it == at,
        Subject::Component(it) => contract.covers.contains(&it),
        _ => false,
    };
    let about = || own().filter(|(at, it)| is_about(*at, it));
    let is_sub = |(_, it): (ContractIdx, &Contract)| it.parent.is_some();
    match about().next() {
        Some(_) => about().all(is_sub),
        None => own().next().is_some() && own().all(is_sub),
    }
}

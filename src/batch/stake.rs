//! What each vendor of a row has to do with its findings.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::Identity;
use crate::answers::Checked;
use crate::evaluate::State;
use crate::findings::Finding;
use crate::model::{ContractIdx, Engagement, Idx, PartyIdx, PartyKind, Subject};

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
    let vendors: BTreeMap<PartyIdx, Identity> = engagement
        .parties
        .enumerate()
        .filter(|(_, party)| party.kind == PartyKind::Vendor)
        .map(|(at, party)| (at, Identity::of(party)))
        .collect();
    let mut all: BTreeMap<String, Stake> = BTreeMap::new();
    for vendor in vendors.values() {
        let none = Stake { vendor: vendor.clone(), findings: 0, as_performer: 0, as_subcontractor: 0 };
        all.entry(vendor.key()).or_insert(none);
    }
    for finding in findings {
        let performers = performers(checked, finding);
        let asked = finding.group.defect.asked.iter().flat_map(|(_, parties)| parties);
        let behind = finding.group.defect.parties.iter().chain(asked).chain(&performers);
        let mut behind_it: BTreeMap<String, (bool, bool)> = BTreeMap::new();
        for at in behind.collect::<BTreeSet<_>>() {
            let Some(vendor) = vendors.get(at) else { continue };
            let said = behind_it.entry(vendor.key()).or_default();
            said.0 |= performers.contains(at);
            said.1 |= is_subcontractor(engagement, *at, finding.group.subject);
        }
        for (key, (performs, subcontracts)) in behind_it {
            if let Some(stake) = all.get_mut(&key) {
                stake.findings += 1;
                stake.as_performer += u64::from(performs);
                stake.as_subcontractor += u64::from(subcontracts);
            }
        }
    }
    all.into_values().collect()
}

fn performers(checked: &Checked, finding: &Finding) -> BTreeSet<PartyIdx> {
    let evaluation = &checked.evaluation;
    let states =
        finding.group.obligations.iter().map(|at| State::of(&evaluation.context, &evaluation.standings[at.row()]));
    states
        .flat_map(|state| match state {
            State::Carried(all) => all,
            State::Absent | State::Gap | State::Open => Vec::new(),
        })
        .map(|(performer, _)| performer)
        .collect()
}

/// Whether what a vendor supplies of a subject it supplies to other vendors, under contracts of theirs. Where no contract of its own is
/// about the subject, all that it supplies counts.
fn is_subcontractor(engagement: &Engagement, vendor: PartyIdx, subject: Subject) -> bool {
    let own: Vec<ContractIdx> =
        engagement.contracts.enumerate().filter(|(_, it)| it.supplier == vendor).map(|(at, _)| at).collect();
    let is_about = |at: &ContractIdx| match subject {
        Subject::Contract(it) => it == *at,
        Subject::Component(it) => engagement.contracts[*at].covers.contains(&it),
        _ => false,
    };
    let about: Vec<ContractIdx> = own.iter().copied().filter(is_about).collect();
    let all = if about.is_empty() { own } else { about };
    !all.is_empty() && all.iter().all(|at| engagement.contracts[*at].parent.is_some())
}

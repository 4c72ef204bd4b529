//! From what parties say to who owns an obligation and whether it is carried: owners with their chains, roles, parts, presumption.

use std::collections::{BTreeMap, BTreeSet};

use smallvec::SmallVec;

use super::answerable::owes_by;
use super::carried::Carrying;
use super::context::Context;
use super::owns::Stance;
use super::roles;
use super::standing::{Owner, RoleStanding, Standing};
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, Led, PartyIdx, StatementIdx, Verb};

/// Judges who owns an obligation and whether it is carried, given what is closed to delegation.
pub fn judge_ownership(
    context: &Context,
    at: ObligationIdx,
    standing: &mut Standing,
    gates: &BTreeMap<ContractIdx, ObligationIdx>,
) {
    if !standing.alive {
        return;
    }
    let carrying = Carrying::new(context, at, &standing.stances, gates);
    let mut owners = owners(context, at, &standing.stances, &carrying);
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let subject = context.obligations.subject(at);
    let hospital = context.engagement.hospital;
    let led_by_hospital = context.policy.controls[duty.control].led == Led::Hospital;
    let hospital_disclaims = standing.disclaims(hospital);
    let nobody_states = !owners.iter().any(Owner::counts);
    let presumed = led_by_hospital && nobody_states && !hospital_disclaims;
    let delegates = |it: StatementIdx| context.engagement.statements[it].verb.party() == Some(hospital);
    let hands_on = presumed && carrying.delegations().any(delegates);
    if hands_on {
        owners.push(presumed_owner(hospital, &carrying));
        owners.sort_by_key(|owner| owner.party);
    }
    let performs = presumed && !hands_on;
    let carries =
        |party: PartyIdx| owners.iter().any(|it| it.party == party && it.carries()) || (performs && party == hospital);
    let roles: Vec<RoleStanding> = match duty.bearers.roles.as_slice() {
        [] | [_] => Vec::new(),
        several => several
            .iter()
            .map(|role| {
                let parties = roles::in_role(context, *role, subject);
                RoleStanding { role: *role, carried: parties.iter().any(|it| carries(*it)), parties }
            })
            .collect(),
    };
    let open_parts = open_parts(context, &owners);
    let somebody = performs || owners.iter().any(Owner::carries);
    let allowed = !duty.bearers.only || {
        let expected: BTreeSet<PartyIdx> =
            duty.bearers.roles.iter().flat_map(|role| roles::in_role(context, *role, subject)).collect();
        roles::is_open(duty, &expected) || expected.iter().any(|it| carries(*it))
    };
    standing.delegations = carrying.delegations().collect();
    standing.carried = somebody && allowed && roles.iter().all(|it| it.carried) && open_parts.is_empty();
    (standing.presumed, standing.on_presumption) = (presumed, presumed);
    standing.roles = roles;
    standing.open_parts = open_parts;
    standing.owners = owners;
}

/// The hospital, presumed to carry what it hands on without a word of owning it: whoever has delegated no longer performs.
fn presumed_owner(hospital: PartyIdx, carrying: &Carrying) -> Owner {
    let parts = BTreeSet::new();
    Owner {
        party: hospital,
        statements: Vec::new(),
        solely: false,
        segments: carrying.segments(hospital, &parts),
        parts,
        in_reach: true,
        delegate_of: None,
        direct: None,
    }
}

fn owners(context: &Context, at: ObligationIdx, stances: &[Stance], carrying: &Carrying) -> Vec<Owner> {
    let owning = || stances.iter().filter(|stance| !stance.owns.is_empty());
    let mut owners = Vec::with_capacity(owning().count());
    // By party, as the stances are.
    let reaching: SmallVec<[PartyIdx; 4]> =
        owning().map(|stance| stance.party).filter(|party| context.reaches(*party, at)).collect();
    owners.extend(owning().map(|stance| {
        let mut owner = Owner {
            party: stance.party,
            statements: stance.owns.clone(),
            solely: false,
            parts: BTreeSet::new(),
            in_reach: reaching.binary_search(&stance.party).is_ok(),
            delegate_of: delegate_of(context, stance, &reaching),
            direct: owes_by(context, at, stance.party, &stance.owns),
            segments: Vec::new(),
        };
        let mut whole = false;
        for statement in &stance.owns {
            if let Verb::Owns { solely, parts, .. } = &context.engagement.statements[*statement].verb {
                owner.solely |= solely;
                owner.parts.extend(parts.iter().cloned());
                whole |= parts.is_empty();
            }
        }
        if whole {
            owner.parts.clear();
        }
        owner.segments = carrying.segments(owner.party, &owner.parts);
        owner
    }));
    owners
}

/// Beside its prime, an owner by a subcontract is a delegate who has accepted, not a second owner.
fn delegate_of(context: &Context, stance: &Stance, owning: &[PartyIdx]) -> Option<PartyIdx> {
    let engagement = context.engagement;
    let mut above = None;
    for statement in &stance.owns {
        let contracts: SmallVec<[ContractIdx; 2]> =
            engagement.statements[*statement].by.iter().filter_map(|basis| basis.contract).collect();
        if contracts.is_empty() {
            return None;
        }
        for contract in contracts {
            let line = std::iter::once(contract).chain(context.obligations.tree.above(contract));
            let mut customers = line.map(|k| engagement.contracts[k].customer).filter(|it| *it != engagement.hospital);
            let sub = engagement.contracts[contract].parent.is_some()
                && engagement.contracts[contract].supplier == stance.party;
            above = Some(customers.find(|it| *it != stance.party && owning.binary_search(it).is_ok()).filter(|_| sub)?);
        }
    }
    above
}

/// The labels that no sound chain carries: those of complete lists, and those that somebody owns.
fn open_parts(context: &Context, owners: &[Owner]) -> Vec<String> {
    let complete = owners.iter().flat_map(|owner| &owner.statements).filter_map(|at| {
        match &context.engagement.statements[*at].verb {
            Verb::Owns { complete, .. } => complete.as_ref(),
            _ => None,
        }
    });
    let owned = owners.iter().filter(|owner| owner.counts()).flat_map(|owner| &owner.parts);
    let labels: BTreeSet<&String> = complete.flatten().chain(owned).collect();
    let carried = |label: &String| {
        owners.iter().filter(|owner| owner.counts()).any(|owner| {
            owner
                .segments
                .iter()
                .any(|segment| !segment.chains.is_empty() && segment.label.as_ref().is_none_or(|it| it == label))
        })
    };
    labels.into_iter().filter(|label| !carried(label)).cloned().collect()
}

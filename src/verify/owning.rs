//! From what parties say to who carries an obligation: owners with their chains, roles, parts, and the hospital presumed.

use super::carrying::{Carrying, Portion, Step};
use super::day::Day;
use super::roles::{in_role, is_open};
use super::stance::Stance;
use super::structure::above;
use super::validity::resting_on;
use crate::model::{ContractIdx, Duty, Led, PartyIdx, Role, StatementIdx, Verb};

/// Somebody who owns an obligation.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Who.
    pub party: PartyIdx,
    /// Where it says so.
    pub statements: Vec<StatementIdx>,
    /// It says that nobody else does.
    pub solely: bool,
    /// Which labelled parts; none is the whole.
    pub parts: Vec<String>,
    /// Whether it reaches the subject; if not, it carries nothing.
    pub in_reach: bool,
    /// Beside its prime it is no second owner, but a delegate who has accepted: the nearest above it that owns it, too.
    pub delegate_of: Option<PartyIdx>,
    /// What became of it.
    pub portions: Vec<Portion>,
}

impl Owner {
    /// Whether it is an owner in its own right.
    pub fn counts(&self) -> bool {
        self.in_reach && self.delegate_of.is_none()
    }

    /// Whether all of it is carried.
    pub fn carries(&self) -> bool {
        self.counts() && self.portions.iter().all(|it| !it.chains.is_empty())
    }
}

/// Who carries an obligation.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// Whether it is carried.
    pub carried: bool,
    /// Those who own it, whether or not that counts, by party.
    pub owners: Vec<Owner>,
    /// The delegations that stand.
    pub delegations: Vec<StatementIdx>,
    /// The hospital is presumed to carry it.
    pub presumed: bool,
    /// Where several roles are asked for: each with its parties, and whether one of them carries it.
    pub roles: Vec<(Role, Vec<PartyIdx>, bool)>,
    /// Labels, of lists and of parts that are owned, that nobody carries.
    pub open_parts: Vec<String>,
}

/// Judges who carries an obligation.
pub fn carried(carrying: &Carrying) -> Carried {
    let day = carrying.day;
    let hospital = day.whole.engagement.hospital;
    let duty = &day.whole.policy.duties[day.whole.obligations[carrying.at].duty];
    let mut owners = owners(carrying);
    let delegations = carrying.delegations();
    let disclaims = carrying.stances.iter().any(|it| it.party == hospital && !it.disclaims.is_empty());
    let led = day.whole.policy.controls[duty.control].led == Led::Hospital;
    let presumed = led && !disclaims && !owners.iter().any(Owner::counts);
    let hands_on = delegations.iter().any(|it| day.whole.statement(*it).verb.party() == Some(hospital));
    if presumed && hands_on {
        owners.push(presumed_owner(carrying, hospital));
        owners.sort_by_key(|it| it.party);
    }
    let performs = presumed && !hands_on;
    let carries = |party: &PartyIdx| {
        (performs && *party == hospital) || owners.iter().any(|it| it.party == *party && it.carries())
    };
    let roles = roles(carrying, duty, &carries);
    let open_parts = open_parts(day, &owners);
    let somebody = performs || owners.iter().any(Owner::carries);
    let expected = expected(day, duty, carrying.at);
    let allowed = !duty.bearers.only || is_open(duty, &expected) || expected.iter().any(carries);
    let carried = somebody && allowed && open_parts.is_empty() && roles.iter().all(|it| it.2);
    Carried { carried, owners, delegations, presumed, roles, open_parts }
}

/// Those in any of the roles that a duty asks for.
pub fn expected(day: &Day, duty: &Duty, at: usize) -> Vec<PartyIdx> {
    let subject = day.whole.obligations[at].subject;
    duty.bearers.roles.iter().flat_map(|role| in_role(day, *role, subject)).collect()
}

fn roles(carrying: &Carrying, duty: &Duty, carries: &dyn Fn(&PartyIdx) -> bool) -> Vec<(Role, Vec<PartyIdx>, bool)> {
    let subject = carrying.day.whole.obligations[carrying.at].subject;
    let one = |role: &Role| {
        let parties = in_role(carrying.day, *role, subject);
        let carried = parties.iter().any(carries);
        (*role, parties, carried)
    };
    if duty.bearers.roles.len() < 2 { Vec::new() } else { duty.bearers.roles.iter().map(one).collect() }
}

/// The hospital as an owner of what it hands on without a word of owning it.
fn presumed_owner(carrying: &Carrying, hospital: PartyIdx) -> Owner {
    Owner {
        party: hospital,
        statements: Vec::new(),
        solely: false,
        parts: Vec::new(),
        in_reach: true,
        delegate_of: None,
        portions: carrying.portions(hospital, &[]),
    }
}

fn owners(carrying: &Carrying) -> Vec<Owner> {
    let owning: Vec<&Stance> = carrying.stances.iter().filter(|it| !it.owns.is_empty()).collect();
    let reaches = |it: &&&Stance| carrying.day.reaches(it.party, carrying.at);
    let reaching: Vec<PartyIdx> = owning.iter().filter(reaches).map(|it| it.party).collect();
    owning.iter().map(|stance| owner(carrying, stance, &reaching)).collect()
}

fn owner(carrying: &Carrying, stance: &Stance, reaching: &[PartyIdx]) -> Owner {
    let (mut solely_said, mut labels, mut whole) = (false, Vec::new(), false);
    for at in &stance.owns {
        if let Verb::Owns { solely, parts, .. } = &carrying.day.whole.statement(*at).verb {
            solely_said |= solely;
            whole |= parts.is_empty();
            labels.extend(parts.iter().cloned());
        }
    }
    labels.sort();
    labels.dedup();
    let parts = if whole { Vec::new() } else { labels };
    Owner {
        party: stance.party,
        statements: stance.owns.clone(),
        solely: solely_said,
        in_reach: reaching.contains(&stance.party),
        delegate_of: delegate_of(carrying.day, stance, reaching),
        portions: carrying.portions(stance.party, &parts),
        parts,
    }
}

/// Beside its prime, an owner by subcontracts alone is no second owner: somebody on the line above, up to the hospital, owns it, too.
/// Of several such, the one above its last contract.
fn delegate_of(day: &Day, stance: &Stance, owning: &[PartyIdx]) -> Option<PartyIdx> {
    let engagement = day.whole.engagement;
    let owner_above = |k: &ContractIdx| {
        let contract = &engagement.contracts[*k];
        let line = [vec![*k], above(engagement, *k)].concat();
        let customers = line.iter().map(|k| engagement.contracts[*k].customer);
        let is_owner = |it: &PartyIdx| *it != engagement.hospital && *it != stance.party && owning.contains(it);
        let is_own = contract.parent.is_some() && contract.supplier == stance.party;
        customers.into_iter().find(is_owner).filter(|_| is_own)
    };
    let by: Vec<Vec<ContractIdx>> = stance.owns.iter().map(|at| resting_on(day.whole.statement(*at))).collect();
    let above_all: Option<Vec<PartyIdx>> = by.iter().flatten().map(owner_above).collect();
    above_all?.last().copied().filter(|_| by.iter().all(|it| !it.is_empty()))
}

/// Of all lists of parts, and of the parts that are owned, the labels that no chain carries.
fn open_parts(day: &Day, owners: &[Owner]) -> Vec<String> {
    let lists = owners.iter().flat_map(|it| &it.statements).filter_map(|at| match &day.whole.statement(*at).verb {
        Verb::Owns { complete, .. } => complete.clone(),
        _ => None,
    });
    let speaks_of = |it: &Portion, label: &String| it.label.as_ref().is_none_or(|own| own == label);
    let is_carried = |label: &String| {
        let portions = owners.iter().filter(|it| it.counts()).flat_map(|it| &it.portions);
        portions.into_iter().any(|it| speaks_of(it, label) && !it.chains.is_empty())
    };
    let owned = owners.iter().filter(|it| it.counts()).flat_map(|it| it.parts.clone());
    let mut labels: Vec<String> = lists.flatten().chain(owned).filter(|label| !is_carried(label)).collect();
    labels.sort();
    labels.dedup();
    labels
}

/// Who performs what an owner carries: the end of each chain that holds.
pub fn performers(owner: &Owner) -> Vec<(PartyIdx, Vec<Step>)> {
    let chains = owner.portions.iter().flat_map(|it| &it.chains);
    chains.map(|chain| (chain.last().map_or(owner.party, |step| step.to), chain.clone())).collect()
}

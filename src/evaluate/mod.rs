//! The laws, one file each, asked once per obligation on a day; answers are data, without a word for the reader.
//!
//! [`evaluate`] takes what must be carried and says of every obligation where it stands: whether it lives and applies, who owns it
//! and by which chain it is carried, what documents say, what serves it, what it depends on. It knows no findings, severities or
//! languages.

mod applies;
mod at_risk;
mod carried;
mod context;
mod excluded;
mod flow_down;
mod kleene;
mod owns;
mod roles;
mod serves;
mod stated;

use std::collections::{BTreeMap, BTreeSet};

pub use applies::holds;
pub use carried::{Break, Segment, Step};
pub use context::Context;
pub use excluded::{Excluded, Lack};
pub use flow_down::FlowGap;
pub use kleene::{Ask, Facts, Kleene, Truth};
pub use owns::{Stance, stances};
pub use roles::in_role;
pub use serves::serving;

use crate::graph::{DutyGraph, ObligationIdx, Obligations};
use crate::model::{
    self, ContractIdx, Date, Engagement, Idx, Led, PartyIdx, Policy, Role, StatementIdx, Subject, Verb,
};
use carried::Carrying;

/// What all laws together say of an engagement on a day.
#[derive(Debug)]
pub struct Evaluation<'a> {
    /// What was looked at.
    pub context: Context<'a>,
    /// By obligation.
    pub standings: Vec<Standing>,
    /// Subcontracts that do not pass on what flows down.
    pub flow_gaps: Vec<FlowGap>,
}

/// Where one obligation stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its subject exists on the day.
    pub alive: bool,
    /// Whether its conditions hold.
    pub applies: Kleene,
    /// What became of exclusions.
    pub excluded: Excluded,
    /// What each party says of it.
    pub stances: Vec<Stance>,
    /// Those who own it, by party, whether or not their ownership counts.
    pub owners: Vec<Owner>,
    /// The delegations of it that are in effect.
    pub delegations: Vec<StatementIdx>,
    /// What it takes, and whether that is there.
    pub need: Need,
    /// With several roles: each with its parties and whether one of them carries it.
    pub roles: Vec<RoleStanding>,
    /// Labels of complete lists that nobody carries.
    pub open_parts: Vec<String>,
    /// The hospital is presumed to carry it.
    pub presumed: bool,
    /// The obligations by which it is carried through the crosswalk.
    pub served_by: Vec<ObligationIdx>,
    /// Somebody carries it, a document states it, or its condition is met.
    pub carried: bool,
    /// The gaps it depends on.
    pub at_risk: BTreeSet<ObligationIdx>,
}

/// What an obligation takes, and what there is of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Need {
    /// An owner.
    Owner,
    /// A document: the statements that are there.
    Stated(Vec<StatementIdx>),
    /// A condition of the day.
    Met(Kleene),
}

/// Somebody who owns an obligation.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Who.
    pub party: PartyIdx,
    /// By which statements.
    pub statements: Vec<StatementIdx>,
    /// Says that nobody else does.
    pub solely: bool,
    /// Which labelled parts; empty is the whole.
    pub parts: BTreeSet<String>,
    /// It reaches the subject; if not, its ownership carries nothing.
    pub in_reach: bool,
    /// The prime beside which it is no second owner but a delegate who has accepted.
    pub delegate_of: Option<PartyIdx>,
    /// The contract with the hospital by which it answers, if it has one.
    pub direct: Option<ContractIdx>,
    /// What became of it.
    pub segments: Vec<Segment>,
}

impl Owner {
    /// Whether it is an owner of its own.
    pub fn counts(&self) -> bool {
        self.in_reach && self.delegate_of.is_none()
    }

    /// Whether each of its segments has a sound chain.
    pub fn carries(&self) -> bool {
        self.counts() && self.segments.iter().all(|segment| !segment.chains.is_empty())
    }
}

/// A role that needs an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleStanding {
    /// The role.
    pub role: Role,
    /// Who stands in it.
    pub parties: Vec<PartyIdx>,
    /// One of them carries it.
    pub carried: bool,
}

impl Standing {
    /// Whether it applies.
    pub fn truth(&self) -> Truth {
        match self.excluded {
            Excluded::Removed(_) => Truth::False,
            Excluded::Open(..) if self.applies.truth() == Truth::True => Truth::Unknown,
            _ => self.applies.truth(),
        }
    }

    /// Whether it exists and may apply.
    pub fn stands(&self) -> bool {
        self.alive && self.truth() != Truth::False
    }

    /// Whether it surely applies and surely is not carried.
    pub fn is_gap(&self) -> bool {
        let undecided = matches!(&self.need, Need::Met(answer) if answer.truth() == Truth::Unknown);
        self.alive && self.truth() == Truth::True && !self.carried && !undecided
    }

    /// Those whose disclaimers count, with their statements.
    pub fn disclaimers(&self) -> impl Iterator<Item = (PartyIdx, StatementIdx)> + '_ {
        self.stances.iter().flat_map(|stance| stance.disclaims.iter().map(move |at| (stance.party, *at)))
    }

    /// Those who perform it, each with who answers for it.
    pub fn performers(&self, context: &Context) -> Vec<(PartyIdx, PartyIdx)> {
        let mut all: Vec<(PartyIdx, PartyIdx)> = Vec::new();
        for owner in self.owners.iter().filter(|owner| owner.counts()) {
            for chain in owner.segments.iter().flat_map(|segment| &segment.chains) {
                let performer = chain.last().map_or(owner.party, |step| step.to);
                all.push((performer, answerable(context, owner, chain)));
            }
        }
        let hospital = context.engagement.hospital;
        if self.presumed && !self.owners.iter().any(|owner| owner.party == hospital) {
            all.push((hospital, hospital));
        }
        all.sort();
        all.dedup();
        all
    }
}

/// Who answers for an owner's chain: the first in it with a contract with the hospital, else the prime above the owner; whoever
/// selected a supplier answers for it. What the hospital keeps it answers for itself.
fn answerable(context: &Context, owner: &Owner, chain: &[Step]) -> PartyIdx {
    let engagement = context.engagement;
    let selector = |k: ContractIdx| engagement.contracts[k].selected_by.unwrap_or(engagement.contracts[k].supplier);
    let handed =
        chain.iter().find_map(|step| step.via.filter(|k| engagement.is_direct(*k)).or(any_direct(context, step.to)));
    if let Some(contract) = owner.direct.or(handed) {
        return selector(contract);
    }
    if owner.party == engagement.hospital {
        return owner.party;
    }
    let by = owner.statements.iter().flat_map(|at| &engagement.statements[*at].by).filter_map(|basis| basis.contract);
    let supplying = engagement.contracts.enumerate().filter(|(_, k)| k.supplier == owner.party).map(|(at, _)| at);
    by.chain(supplying).next().map_or(owner.party, |k| selector(context.obligations.tree.top(k)))
}

/// A party's contracts with the hospital that are in force.
fn directs<'a>(context: &'a Context, party: PartyIdx) -> impl Iterator<Item = ContractIdx> + 'a {
    let engagement = context.engagement;
    engagement
        .contracts
        .enumerate()
        .filter(move |(at, k)| k.supplier == party && engagement.is_direct(*at) && context.contract_in_force(*at))
        .map(|(at, _)| at)
}

fn any_direct(context: &Context, party: PartyIdx) -> Option<ContractIdx> {
    directs(context, party).next()
}

/// The contract with the hospital by which an owner answers: one that its statements rest on, else one that covers the subject,
/// else any.
fn owes_by(context: &Context, at: ObligationIdx, party: PartyIdx, statements: &[StatementIdx]) -> Option<ContractIdx> {
    let subject = context.obligations.subject(at);
    let rests = |k: &ContractIdx| {
        let mut by = statements.iter().flat_map(|it| &context.engagement.statements[*it].by);
        by.any(|basis| basis.contract == Some(*k))
    };
    directs(context, party)
        .find(rests)
        .or_else(|| directs(context, party).find(|k| carried::covers(context, *k, subject)))
        .or_else(|| any_direct(context, party))
}

/// Asks every law of every obligation on a day.
pub fn evaluate<'a>(
    policy: &'a Policy,
    graph: &'a DutyGraph,
    engagement: &'a Engagement,
    obligations: &'a Obligations,
    day: Date,
) -> Evaluation<'a> {
    let context = Context::new(policy, graph, engagement, obligations, day);
    let mut standings: Vec<Standing> = obligations.all.indices().map(|at| first_look(&context, at)).collect();
    let (gating, gated): (Vec<ObligationIdx>, Vec<ObligationIdx>) = obligations
        .all
        .indices()
        .filter(|at| matches!(standings[at.row()].need, Need::Owner))
        .partition(|at| policy.duties[obligations.all[*at].duty].before_delegation);
    let gates = unmet_gates(&context, &standings, |need| !matches!(need, Need::Owner));
    for at in gating {
        judge_ownership(&context, at, &mut standings[at.row()], &gates);
    }
    let gates = unmet_gates(&context, &standings, |_| true);
    for at in gated {
        judge_ownership(&context, at, &mut standings[at.row()], &gates);
    }
    exclude(&context, &mut standings);
    serve(&context, &mut standings);
    exclude(&context, &mut standings);
    let risks = at_risk::at_risk(&context, &standings);
    for (standing, risk) in standings.iter_mut().zip(risks) {
        standing.at_risk = risk;
    }
    let flow_gaps = flow_down::flow_gaps(&context, &standings);
    Evaluation { context, standings, flow_gaps }
}

/// Life, applicability, documents and conditions: what no other obligation has a say in.
fn first_look(context: &Context, at: ObligationIdx) -> Standing {
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let subject = context.obligations.subject(at);
    let alive = context.lives(subject);
    let applies = match &duty.when {
        Some(condition) if alive => holds(context, condition, subject),
        _ => Kleene::known(true),
    };
    let need = match &duty.needs {
        model::Need::Owner => Need::Owner,
        model::Need::Stated(kinds, _) => Need::Stated(stated::stating(context, at, kinds)),
        model::Need::Met(condition, _) => Need::Met(holds(context, condition, subject)),
    };
    let carried = match &need {
        Need::Owner => false,
        Need::Stated(statements) => !statements.is_empty(),
        Need::Met(answer) => answer.truth() == Truth::True,
    };
    Standing {
        alive,
        applies,
        excluded: Excluded::No,
        stances: stances(context, at),
        owners: Vec::new(),
        delegations: Vec::new(),
        need,
        roles: Vec::new(),
        open_parts: Vec::new(),
        presumed: false,
        served_by: Vec::new(),
        carried,
        at_risk: BTreeSet::new(),
    }
}

/// By contract: what must be met before delegation, is not excluded, and surely is not met.
fn unmet_gates(
    context: &Context,
    standings: &[Standing],
    judged: impl Fn(&Need) -> bool,
) -> BTreeMap<ContractIdx, ObligationIdx> {
    let removed = |at: ObligationIdx| {
        let excluded = excluded::excluded(context, at, |other| standings[other.row()].carried);
        matches!(excluded, Excluded::Removed(_) | Excluded::Open(..))
    };
    let gate = |(at, obligation): (ObligationIdx, &crate::graph::Obligation)| {
        let standing = &standings[at.row()];
        let closed = context.policy.duties[obligation.duty].before_delegation
            && judged(&standing.need)
            && standing.is_gap()
            && !removed(at);
        match context.obligations.subject(at) {
            Subject::Contract(k) if closed => Some((k, at)),
            _ => None,
        }
    };
    let mut gates = BTreeMap::new();
    for (contract, at) in context.obligations.all.enumerate().filter_map(gate) {
        gates.entry(contract).or_insert(at);
    }
    gates
}

fn judge_ownership(
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
    let hospital_disclaims = standing.disclaimers().any(|(party, _)| party == hospital);
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
        expected.is_empty() || expected.iter().any(|it| carries(*it))
    };
    standing.delegations = carrying.delegations().collect();
    standing.carried = somebody && allowed && roles.iter().all(|it| it.carried) && open_parts.is_empty();
    standing.presumed = presumed;
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
    let owning: Vec<&Stance> = stances.iter().filter(|stance| !stance.owns.is_empty()).collect();
    let reaching: BTreeSet<PartyIdx> =
        owning.iter().map(|stance| stance.party).filter(|party| context.reaches(*party, at)).collect();
    owning
        .into_iter()
        .map(|stance| {
            let mut owner = Owner {
                party: stance.party,
                statements: stance.owns.clone(),
                solely: false,
                parts: BTreeSet::new(),
                in_reach: reaching.contains(&stance.party),
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
        })
        .collect()
}

/// Beside its prime, an owner by a subcontract is a delegate who has accepted, not a second owner.
fn delegate_of(context: &Context, stance: &Stance, owning: &BTreeSet<PartyIdx>) -> Option<PartyIdx> {
    let engagement = context.engagement;
    let mut above = None;
    for statement in &stance.owns {
        let contracts: Vec<ContractIdx> =
            engagement.statements[*statement].by.iter().filter_map(|basis| basis.contract).collect();
        if contracts.is_empty() {
            return None;
        }
        for contract in contracts {
            let line = std::iter::once(contract).chain(context.obligations.tree.above[contract.row()].iter().copied());
            let mut customers = line.map(|k| engagement.contracts[k].customer).filter(|it| *it != engagement.hospital);
            let sub = engagement.contracts[contract].parent.is_some()
                && engagement.contracts[contract].supplier == stance.party;
            above = Some(customers.find(|it| *it != stance.party && owning.contains(it)).filter(|_| sub)?);
        }
    }
    above
}

/// The labels of complete lists that no sound chain carries.
fn open_parts(context: &Context, owners: &[Owner]) -> Vec<String> {
    let complete = owners.iter().flat_map(|owner| &owner.statements).filter_map(|at| {
        match &context.engagement.statements[*at].verb {
            Verb::Owns { complete, .. } => complete.as_ref(),
            _ => None,
        }
    });
    let labels: BTreeSet<&String> = complete.flatten().collect();
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

/// Judges the exclusions by what is carried so far: before the crosswalk, which does not wait for what was removed, and after it,
/// since what is done instead may be carried by serving.
fn exclude(context: &Context, standings: &mut [Standing]) {
    let carried: Vec<bool> = standings.iter().map(|it| it.carried).collect();
    for at in context.obligations.all.indices() {
        standings[at.row()].excluded = excluded::excluded(context, at, |other| carried[other.row()]);
    }
}

/// Carries what is served, servers first, so that service reaches on.
fn serve(context: &Context, standings: &mut [Standing]) {
    for duty in &context.graph.by_serves {
        for server in &context.graph.servers[duty.row()] {
            for at in context.obligations.of_duty(*duty) {
                if standings[at.row()].carried || !standings[at.row()].alive {
                    continue;
                }
                let carried = |other: ObligationIdx| standings[other.row()].carried;
                let stands = |other: ObligationIdx| {
                    let it = &standings[other.row()];
                    it.stands() || (it.alive && it.carried && it.applies.truth() != Truth::False)
                };
                if let Some(by) = serves::served_by(context, at, server, carried, stands) {
                    standings[at.row()].served_by = by;
                    standings[at.row()].carried = true;
                }
            }
        }
    }
}

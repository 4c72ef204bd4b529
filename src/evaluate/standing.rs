//! Where an obligation stands: what all laws together say of it.

use std::collections::BTreeSet;

use super::answerable::answerable;
use super::carried::Segment;
use super::confirmed::Confirmed;
use super::context::Context;
use super::documented::Documented;
use super::excluded::Excluded;
use super::kleene::{Kleene, Truth};
use super::owns::Stance;
use super::risks::Risk;
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, PartyIdx, Role, StatementIdx};

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
    /// Labels, of complete lists and of parts that somebody owns, that nobody carries.
    pub open_parts: Vec<String>,
    /// The hospital is presumed to carry it.
    pub presumed: bool,
    /// It is carried, if at all, by nobody's word: the hospital is presumed to carry it, or what serves it.
    pub on_presumption: bool,
    /// The obligations by which it is carried through the crosswalk.
    pub served_by: Vec<ObligationIdx>,
    /// Somebody carries it, a document states it, or its condition is met.
    pub carried: bool,
    /// It is carried, through the crosswalk, only if what serves it applies, which is not known.
    pub perhaps: bool,
    /// Whether it is also written and agreed, where that is asked for.
    pub documented: Documented,
    /// What the checklist says of it.
    pub confirmed: Confirmed,
    /// The risks of it that somebody retains or shares.
    pub risks: Vec<Risk>,
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

impl Need {
    /// Whether a document states it, or its condition is met; an owner is looked for elsewhere.
    pub(super) fn is_there(&self) -> bool {
        match self {
            Need::Owner => false,
            Need::Stated(statements) => !statements.is_empty(),
            Need::Met(answer) => answer.truth() == Truth::True,
        }
    }
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
    /// Nothing said, nothing needed: as if there were no such obligation.
    pub(super) fn absent() -> Self {
        Standing {
            alive: false,
            applies: Kleene::known(false),
            excluded: Excluded::No,
            stances: Vec::new(),
            owners: Vec::new(),
            delegations: Vec::new(),
            need: Need::Owner,
            roles: Vec::new(),
            open_parts: Vec::new(),
            presumed: false,
            on_presumption: false,
            served_by: Vec::new(),
            carried: false,
            perhaps: false,
            documented: Documented::Unasked,
            confirmed: Confirmed::Unasked,
            risks: Vec::new(),
            at_risk: BTreeSet::new(),
        }
    }

    /// Whether it applies.
    pub fn truth(&self) -> Truth {
        match self.excluded {
            Excluded::Removed(_) => Truth::False,
            Excluded::Open(..) if self.applies.truth() == Truth::True => Truth::Unknown,
            _ => self.applies.truth(),
        }
    }

    /// Whether it applies where it stands: its conditions, and the exclusion that waits for facts.
    pub fn applying(&self) -> Kleene {
        match &self.excluded {
            Excluded::Open(_, excluded) => Kleene::all([self.applies.clone(), excluded.clone().negated()]),
            Excluded::No | Excluded::Removed(_) | Excluded::NotWaivable(_) | Excluded::Refused(..) => {
                self.applies.clone()
            }
        }
    }

    /// Whether it has a say in whether what it serves is carried: where it stands, and where it is done though it was removed.
    pub fn may_serve(&self) -> bool {
        self.stands() || (self.alive && !self.is_not_carried() && self.applies.truth() != Truth::False)
    }

    /// Whether it applies as far as what it serves goes: what is done serves, whether or not it was removed.
    pub fn serves(&self) -> Truth {
        match self.excluded {
            Excluded::Removed(_) => self.applies.truth(),
            Excluded::Open(..) if self.carried => self.applies.truth(),
            _ => self.truth(),
        }
    }

    /// What is not known of that.
    pub fn open_as_server(&self) -> impl Iterator<Item = &Kleene> {
        let all = self.open_applying();
        all.filter(|it| !self.carried || std::ptr::eq(*it, &raw const self.applies))
    }

    /// What is not known of whether it applies.
    pub fn open_applying(&self) -> impl Iterator<Item = &Kleene> {
        let excluded = match &self.excluded {
            Excluded::Open(_, answer) => Some(answer),
            _ => None,
        };
        Some(&self.applies).filter(|it| it.truth() == Truth::Unknown).into_iter().chain(excluded)
    }

    /// What is not known of whether its condition is met.
    pub fn open_met(&self) -> Option<&Kleene> {
        match &self.need {
            Need::Met(answer) if !self.carried => Some(answer).filter(|it| it.truth() == Truth::Unknown),
            Need::Met(_) | Need::Owner | Need::Stated(_) => None,
        }
    }

    /// Whether it exists and may apply.
    pub fn stands(&self) -> bool {
        self.alive && self.truth() != Truth::False
    }

    /// Whether it surely applies and surely is not carried.
    pub fn is_gap(&self) -> bool {
        self.alive && self.truth() == Truth::True && self.is_not_carried()
    }

    /// Whether it surely is not carried, where it applies.
    pub fn is_not_carried(&self) -> bool {
        !self.carried && !self.perhaps && self.open_met().is_none()
    }

    /// Whether a party disclaims it, and that counts.
    pub fn disclaims(&self, party: PartyIdx) -> bool {
        self.disclaimers().any(|(it, _)| it == party)
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

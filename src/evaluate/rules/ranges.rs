//! What variables of rules range over on the day.

use super::{Asking, Thing};
use crate::evaluate::applies;
use crate::evaluate::derived::is_yes;
use crate::evaluate::kleene::Kleene;
use crate::model::{
    Contract, ContractIdx, Idx, PartyKind, Pool, RangeKind, ServiceLevel, Sort, StatementIdx, Subject, Whose,
};

impl Asking<'_> {
    /// What a variable ranges over, each with whether it belongs there.
    pub(super) fn members(&self, pool: &Pool) -> Vec<(Thing, Kleene)> {
        let all = match pool.sort {
            Sort::Obligation => return self.obligations(pool),
            Sort::Promise => self.levels(pool, |it| &it.promises, Thing::Promise),
            Sort::OwnShare => self.levels(pool, |it| &it.itself, Thing::OwnShare),
            Sort::Demand => return self.demands(pool),
            Sort::Evidence => self.evidence(pool),
            Sort::Exclusion => self.said(pool, Thing::Exclusion),
            Sort::Check => self.said(pool, Thing::Check),
            Sort::Risk => self.said(pool, Thing::Risk),
            Sort::Engagement | Sort::Party | Sort::Vendor | Sort::Contract | Sort::Component | Sort::Interface => {
                return self.subjects(pool);
            }
        };
        all.into_iter().map(|thing| (thing, Kleene::known(true))).collect()
    }

    fn obligations(&self, pool: &Pool) -> Vec<(Thing, Kleene)> {
        let all = self.evaluation.context.obligations.all.enumerate();
        all.filter(|(_, it)| pool.duties.as_ref().is_none_or(|duties| duties.contains(it.duty.row())))
            .filter(|(at, _)| self.standing(*at).stands())
            .map(|(at, _)| (Thing::Obligation(at), self.standing(at).applying()))
            .collect()
    }

    /// The statements of a kind that are in force and speak of one of the duties that are looked at.
    fn said(&self, pool: &Pool, thing: impl Fn(StatementIdx) -> Thing) -> Vec<Thing> {
        let statements = &self.evaluation.context.engagement.statements;
        let about =
            |at: &StatementIdx| pool.duties.as_ref().is_none_or(|some| !some.is_disjoint(&statements[*at].duties));
        self.in_force(pool.sort).filter(about).map(thing).collect()
    }

    /// The subject whose things are looked at, if it is only one.
    fn owner(&self, pool: &Pool) -> Option<Thing> {
        match pool.of {
            Whose::All => None,
            Whose::Of(root) | Whose::Seen(root, _) => Some(self.root(root)),
        }
    }

    /// The levels of contracts in force.
    fn levels(
        &self,
        pool: &Pool,
        levels: impl Fn(&Contract) -> &Vec<ServiceLevel>,
        thing: impl Fn(ContractIdx, usize) -> Thing,
    ) -> Vec<Thing> {
        let context = &self.evaluation.context;
        let owner = self.owner(pool);
        let of = |k: &ContractIdx| owner.is_none_or(|it| it == Thing::Subject(Subject::Contract(*k)));
        let contracts = context.engagement.contracts.enumerate();
        contracts
            .filter(|(k, _)| of(k) && context.contract_in_force(*k))
            .flat_map(|(k, it)| (0..levels(it).len()).map(move |number| (k, number)))
            .map(|(k, number)| thing(k, number))
            .collect()
    }

    /// A demand of a control belongs there where that applies.
    fn demands(&self, pool: &Pool) -> Vec<(Thing, Kleene)> {
        let owner = self.owner(pool);
        let of = |on: &Subject| owner.is_none_or(|owner| owner == Thing::Subject(*on));
        let mut all = Vec::new();
        for (at, demand) in self.evaluation.demands.iter().enumerate() {
            let here = demand.on.iter().enumerate().filter(|(_, on)| of(on));
            all.extend(here.map(|(which, _)| (Thing::Demand(at, which), demand.applies.clone())));
        }
        all
    }

    /// All evidence whatever the day, drafts among it.
    fn evidence(&self, pool: &Pool) -> Vec<Thing> {
        let owner = self.owner(pool);
        let of = |contract: Option<ContractIdx>| contract.map(|k| Thing::Subject(Subject::Contract(k)));
        let all = self.evaluation.context.engagement.evidence.enumerate();
        all.filter(|(_, it)| owner.is_none() || of(it.contract) == owner).map(|(at, _)| Thing::Evidence(at)).collect()
    }

    /// Subjects that exist on the day.
    fn subjects(&self, pool: &Pool) -> Vec<(Thing, Kleene)> {
        let context = &self.evaluation.context;
        let (from, kind) = match pool.of {
            Whose::Seen(root, kind) => (self.root(root), kind),
            Whose::All | Whose::Of(_) => (Thing::Subject(Subject::Engagement), everywhere(pool.sort)),
        };
        let Thing::Subject(from) = from else { return Vec::new() };
        let mut all: Vec<Subject> =
            applies::members(context, kind, from).filter(|subject| context.lives(*subject)).collect();
        if pool.sort == Sort::Party {
            let parties = context.engagement.parties.enumerate();
            let others = parties.filter(|(_, party)| party.kind != PartyKind::Vendor);
            all.extend(others.map(|(at, _)| Subject::Vendor(at)));
            all.sort();
        }
        let counts = |subject| pool.scope.map_or(Kleene::known(true), |fact| is_yes(context, fact, subject));
        all.into_iter().map(|subject| (Thing::Subject(subject), counts(subject))).collect()
    }
}

/// The range of all things of a sort that are subjects.
fn everywhere(sort: Sort) -> RangeKind {
    match sort {
        Sort::Contract => RangeKind::Contract,
        Sort::Party | Sort::Vendor => RangeKind::Vendor,
        Sort::Component => RangeKind::Component,
        _ => RangeKind::Interface,
    }
}

//! Somebody owns it: the party that the duty is `of`.

use std::collections::{BTreeMap, BTreeSet};

use super::write::{self, About, can_be_asked, contract_for};
use super::{Amendment, Remedy, can_be_withdrawn, statements_of, withdrawn};
use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, in_role};
use crate::findings::kind::Group;
use crate::graph::ObligationIdx;
use crate::model::{ContractIdx, DutyIdx, Idx, Led, PartyIdx, Role, Verb};
use crate::text;

/// How many parties are asked at most for one duty.
const MAX_ASKED: usize = 6;

/// The parties asked each own what they are asked for; where one of them disclaims it, that is withdrawn.
pub(super) fn owned(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let mut by_duty: BTreeMap<DutyIdx, Vec<Vec<PartyIdx>>> = BTreeMap::new();
    for at in &group.obligations {
        let duty = evaluation.context.obligations.all[*at].duty;
        by_duty.entry(duty).or_insert_with(|| asked(evaluation, *at));
    }
    let rounds = by_duty.values().map(Vec::len).max().unwrap_or(0).min(MAX_ASKED);
    if by_duty.values().any(Vec::is_empty) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for round in 0..rounds {
        let mut duties_of: BTreeMap<PartyIdx, Vec<DutyIdx>> = BTreeMap::new();
        for (duty, ways) in &by_duty {
            for party in &ways[round.min(ways.len() - 1)] {
                duties_of.entry(*party).or_default().push(*duty);
            }
        }
        let together = |each_for_itself: bool| -> Vec<Amendment> {
            let mut added = Vec::new();
            for (party, duties) in &duties_of {
                if each_for_itself {
                    added.extend(duties.iter().flat_map(|duty| owns(evaluation, group, *party, vec![*duty])));
                } else {
                    added.extend(owns(evaluation, group, *party, duties.clone()));
                }
            }
            added
        };
        let parties: BTreeSet<PartyIdx> = duties_of.keys().copied().collect();
        let disclaims = |verb: &Verb| matches!(verb, Verb::Disclaims { party } if parties.contains(party));
        let (own, wider): (Vec<_>, Vec<_>) = statements_of(evaluation, &group.obligations, disclaims)
            .into_iter()
            .partition(|at| can_be_withdrawn(evaluation, *at, &group.obligations));
        let withdrawn: Vec<Amendment> = own.into_iter().map(|at| withdrawn(evaluation, at)).collect();
        // A narrower ownership wins over a wider disclaimer, but only where all of it lies inside.
        for each_for_itself in [false, true] {
            if !each_for_itself || !wider.is_empty() {
                all.push(Remedy::of(withdrawn.iter().cloned().chain(together(each_for_itself))));
            }
        }
    }
    all
}

/// One party owns some duties of a group.
pub(super) fn owns(evaluation: &Evaluation, group: &Group, party: PartyIdx, duties: Vec<DutyIdx>) -> Vec<Amendment> {
    let context = &evaluation.context;
    let by: Vec<ContractIdx> = contract_for(context, party, group.subject).into_iter().collect();
    let Text { ja: who_ja, en: who_en } = write::party(context, party);
    let Text { ja: on_ja, en: on_en } = write::subject(context, group.subject);
    let each = About::each(context, group, duties).into_iter().map(|about| {
        let Text { ja: what_ja, en: what_en } = about.title();
        let agree = text!("{who_ja}は、{on_ja}に関する{what_ja}を担う。", "{who_en} carries {what_en} for {on_en}.");
        about.add(party, "owns", &by, agree, vec![party])
    });
    each.collect()
}

/// Who may be asked to carry an obligation: ways, each with one party for every role that lacks one.
fn asked(evaluation: &Evaluation, at: ObligationIdx) -> Vec<Vec<PartyIdx>> {
    let context = &evaluation.context;
    let subject = context.obligations.subject(at);
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let in_role = |role: Role| -> Vec<PartyIdx> {
        let mut parties = in_role(context, role, subject);
        parties.retain(|it| can_be_asked(context, *it, subject));
        parties
    };
    let standing = &evaluation.standings[at.row()];
    let lacking: Vec<Role> = match standing.roles.is_empty() {
        true => duty.bearers.roles.clone(),
        false => standing.roles.iter().filter(|it| !it.carried).map(|it| it.role).collect(),
    };
    if !lacking.is_empty() {
        let by_role: Vec<Vec<PartyIdx>> = lacking.into_iter().map(in_role).collect();
        let rounds = by_role.iter().map(Vec::len).max().unwrap_or(0);
        if by_role.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let way = |round: usize| by_role.iter().map(|parties| parties[round.min(parties.len() - 1)]).collect();
        return (0..rounds).map(way).collect();
    }
    if context.policy.controls[duty.control].led == Led::Hospital {
        return vec![vec![context.engagement.hospital]];
    }
    let hospital = context.engagement.hospital;
    let mut parties = in_role(Role::Provider);
    parties.extend(in_role(Role::Supplier).into_iter().filter(|it| *it != hospital));
    let mut seen = BTreeSet::new();
    parties.into_iter().filter(|it| seen.insert(*it)).map(|it| vec![it]).collect()
}

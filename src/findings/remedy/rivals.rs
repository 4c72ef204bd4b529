//! Several own it: they share it in parts, or all but one step back.

use std::collections::BTreeSet;

use super::write::{self, About, basis};
use super::{Amendment, Change, Remedy, can_be_withdrawn, owning, statements_of, withdrawn};
use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, in_role};
use crate::findings::kind::Group;
use crate::model::{ContractIdx, PartyIdx, Verb};
use crate::text;

/// Sharing first where nobody says *solely*; then each of them as the one who keeps it, the expected one first.
pub(super) fn settled(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    if group.defect.reasons.iter().any(|it| it == "delegated_to_several") {
        return handed_to_one(evaluation, group);
    }
    let parties = &group.defect.parties;
    let expected = expected(evaluation, group);
    let hospital = evaluation.context.engagement.hospital;
    let mut keepers: Vec<PartyIdx> = parties.clone();
    keepers.sort_by_key(|it| (!is_sole(evaluation, group, *it), !expected.contains(it), *it == hospital));
    let step_back = |keeper: PartyIdx| {
        let others = parties.iter().copied().filter(|it| *it != keeper);
        Remedy::of(others.flat_map(|it| stepped_back(evaluation, group, it, keeper)))
    };
    let alone = keepers
        .iter()
        .filter(|it| **it != hospital || expected.is_empty() || expected.contains(it))
        .map(|it| step_back(*it));
    let sole = parties.iter().any(|it| is_sole(evaluation, group, *it));
    let shared = (!sole).then(|| shared(evaluation, group));
    shared.into_iter().chain(alone).collect()
}

fn expected(evaluation: &Evaluation, group: &Group) -> BTreeSet<PartyIdx> {
    let context = &evaluation.context;
    let roles = group.duties.iter().flat_map(|duty| &context.policy.duties[*duty].bearers.roles);
    roles.flat_map(|role| in_role(context, *role, group.subject)).collect()
}

fn is_sole(evaluation: &Evaluation, group: &Group, party: PartyIdx) -> bool {
    let sole = |verb: &Verb| matches!(verb, Verb::Owns { party: by, solely: true, .. } if *by == party);
    !statements_of(evaluation, &group.obligations, sole).is_empty()
}

fn owning_of(evaluation: &Evaluation, group: &Group, party: PartyIdx) -> BTreeSet<crate::model::StatementIdx> {
    let owns = |verb: &Verb| matches!(verb, Verb::Owns { party: by, .. } if *by == party);
    statements_of(evaluation, &group.obligations, owns)
}

/// The contracts that what a party says about it rests on.
fn contracts_of(evaluation: &Evaluation, group: &Group, party: PartyIdx) -> Vec<ContractIdx> {
    let statements = &evaluation.context.engagement.statements;
    let owning = owning_of(evaluation, group, party);
    let by = owning.iter().flat_map(|at| &statements[*at].by).filter_map(|it| it.contract);
    by.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A party no longer owns it: its statement is withdrawn, or a narrower one says that it does not.
fn stepped_back(evaluation: &Evaluation, group: &Group, party: PartyIdx, keeper: PartyIdx) -> Vec<Amendment> {
    let context = &evaluation.context;
    let (own, wider): (Vec<_>, Vec<_>) = owning_of(evaluation, group, party)
        .into_iter()
        .partition(|at| can_be_withdrawn(evaluation, *at, &group.obligations));
    let mut all: Vec<Amendment> = own.into_iter().map(|at| withdrawn(evaluation, at)).collect();
    if !wider.is_empty() {
        let Text { ja: p_ja, en: p_en } = write::party(context, party);
        let Text { ja: k_ja, en: k_en } = write::party(context, keeper);
        let Text { ja: on_ja, en: on_en } = write::subject(context, group.subject);
        let by = contracts_of(evaluation, group, party);
        all.extend(About::each(context, group, group.duties.clone()).into_iter().map(|about| {
            let Text { ja: what_ja, en: what_en } = about.title();
            let agree = text!(
                "{on_ja}に関する{what_ja}は{k_ja}が担い、{p_ja}は担わない。",
                "{what_en} for {on_en} is carried by {k_en}, and not by {p_en}."
            );
            about.add(party, "disclaims", &by, agree, vec![party, keeper])
        }));
    }
    all
}

/// A part for each, to be filled in.
fn shared(evaluation: &Evaluation, group: &Group) -> Remedy {
    let context = &evaluation.context;
    let engagement = context.engagement;
    let parties = &group.defect.parties;
    let owning: BTreeSet<_> = parties.iter().flat_map(|it| owning_of(evaluation, group, *it)).collect();
    let own = owning.into_iter().filter(|at| can_be_withdrawn(evaluation, *at, &group.obligations));
    let mut amendments: Vec<Amendment> = own.map(|at| withdrawn(evaluation, at)).collect();
    let by: BTreeSet<ContractIdx> = parties.iter().flat_map(|it| contracts_of(evaluation, group, *it)).collect();
    let by: Vec<ContractIdx> = by.into_iter().collect();
    let part = |party: &PartyIdx| {
        let name = &engagement.parties[*party].name;
        format!("  {name}: {name} \"…\"\n")
    };
    let each: String = parties.iter().map(part).collect();
    let who: Vec<Text> = parties.iter().map(|it| write::party(context, *it)).collect();
    let Text { ja: who_ja, en: who_en } = Text::list(&who);
    let Text { ja: on_ja, en: on_en } = write::subject(context, group.subject);
    amendments.extend(About::each(context, group, group.duties.clone()).into_iter().map(|about| {
        let head = about.said("share", "").replacen("share  ", "share ", 1);
        let Text { ja: what_ja, en: what_en } = about.title();
        Amendment {
            change: Change::Add(format!("{head} by {} {{\n{each}}}", basis(context, &by)), by.clone()),
            agree: text!(
                "{on_ja}に関する{what_ja}を、{who_ja}が次の部分に分けて担う：（各自の担う部分）。",
                "{what_en} for {on_en} is shared by {who_en} in these parts: (the part of each)."
            ),
            asks: parties.clone(),
        }
    }));
    Remedy { amendments }
}

/// Of several delegations without parts one stays.
fn handed_to_one(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let delegates = |verb: &Verb| matches!(verb, Verb::Delegates { to, .. } if group.defect.parties.contains(to));
    let all: Vec<_> = statements_of(evaluation, &group.obligations, delegates).into_iter().collect();
    all.iter()
        .map(|kept| all.iter().filter(move |at| *at != kept))
        .filter(|others| others.clone().all(|at| can_be_withdrawn(evaluation, *at, &group.obligations)))
        .map(|others| Remedy::of(others.map(|at| withdrawn(evaluation, *at))))
        .collect()
}

/// What only one party may carry stays with it: others step back, and it neither hands it on nor disclaims it.
pub(super) fn kept(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let expected = expected(evaluation, group);
    let Some(keeper) = expected.iter().copied().next() else { return Vec::new() };
    let mut amendments = Vec::new();
    for party in group.defect.parties.iter().filter(|it| !expected.contains(it)) {
        amendments.extend(stepped_back(evaluation, group, *party, keeper));
    }
    let against = |verb: &Verb| matches!(verb, Verb::Delegates { party, .. } | Verb::Disclaims { party } if expected.contains(party));
    for at in statements_of(evaluation, &group.obligations, against) {
        if can_be_withdrawn(evaluation, at, &group.obligations) {
            amendments.push(withdrawn(evaluation, at));
        }
    }
    if expected.iter().all(|it| owning_of(evaluation, group, *it).is_empty()) {
        amendments.extend(owning::owns(evaluation, group, keeper, group.duties.clone()));
    }
    vec![Remedy { amendments }]
}

//! What has to be written in a document, or in the contract beneath.

use std::collections::BTreeMap;

use super::write::{self, About, contract_for};
use super::{Amendment, Change, Remedy, contracts};
use crate::diagnostic::Text;
use crate::evaluate::{Context, Documented, Evaluation, in_role, is_one_of};
use crate::findings::kind::Group;
use crate::model::{ContractIdx, DutyIdx, Evidence, EvidenceIdx, Idx, Need, Paper, PartyIdx, Role, Subject};
use crate::text;

/// A contract states it: that of the subject, or of who is expected to have it.
pub(super) fn documented(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let context = &evaluation.context;
    let bearers = group.duties.iter().flat_map(|duty| context.policy.duties[*duty].bearers.roles.iter().copied());
    let mut roles: Vec<Role> = bearers.collect();
    roles.extend([Role::Supplier, Role::Provider]);
    let own = match group.subject {
        Subject::Contract(contract) => Some(contract),
        Subject::Engagement | Subject::Vendor(_) | Subject::Component(_) | Subject::Interface(..) => None,
    };
    let parties: Vec<PartyIdx> = roles.into_iter().flat_map(|role| in_role(context, role, group.subject)).collect();
    let others = parties.into_iter().filter_map(|party| contract_for(context, party, group.subject));
    let mut all: Vec<ContractIdx> = Vec::new();
    for contract in own.into_iter().chain(others) {
        if !all.contains(&contract) {
            all.push(contract);
        }
    }
    let kinds = |duty: &DutyIdx| match &context.policy.duties[*duty].needs {
        Need::Stated(kinds, _) => kinds,
        Need::Owner | Need::Met(..) => &context.policy.duties[*duty].documented,
    };
    let is_asked_for = |paper: &Paper| group.duties.iter().all(|duty| is_one_of(context, *paper, kinds(duty)));
    let is_of_these = |(at, it): &(EvidenceIdx, &Evidence)| {
        let counts = context.engagement.counts(Paper::Evidence(*at)).is_some_and(|it| it.holds(context.day));
        counts && it.contract.is_some_and(|of| all.contains(&of))
    };
    let evidence = context.engagement.evidence.enumerate().filter(is_of_these).map(|(at, _)| Paper::Evidence(at));
    let contracts: Vec<Paper> = all.iter().copied().map(Paper::Contract).collect();
    let mut papers: Vec<Paper> = contracts.iter().copied().chain(evidence).filter(is_asked_for).collect();
    if papers.is_empty() {
        papers = contracts;
    }
    papers.into_iter().map(|paper| Remedy::of(stated(evaluation, group, group.subject, paper))).collect()
}

/// A document states a group, on a subject.
fn stated(evaluation: &Evaluation, group: &Group, subject: Subject, paper: Paper) -> Vec<Amendment> {
    let each = About::each(&evaluation.context, group, group.duties.clone()).into_iter();
    each.map(|about| states(evaluation, &about.on(subject), paper)).collect()
}

fn states(evaluation: &Evaluation, about: &About, paper: Paper) -> Amendment {
    let context = &evaluation.context;
    let engagement = context.engagement;
    let Text { ja: k_ja, en: k_en } = match paper {
        Paper::Contract(contract) => write::contract(context, contract),
        Paper::Evidence(at) => engagement.evidence[at].title.clone(),
    };
    let of = engagement.contract_of(paper);
    let Text { ja: what_ja, en: what_en } = about.title();
    let Text { ja: on_ja, en: on_en } = write::subject(context, about.subject);
    Amendment {
        change: Change::Add(about.stated_in(engagement.paper_name(paper)), of.into_iter().collect()),
        agree: text!("{k_ja}に、{on_ja}に関する{what_ja}を定める。", "{k_en} lays down {what_en} for {on_en}."),
        asks: signing(context, of),
    }
}

/// Who has to sign what belongs to a contract; what belongs to none is the hospital's own.
fn signing(context: &Context, of: Option<ContractIdx>) -> Vec<PartyIdx> {
    of.map(|k| &context.engagement.contracts[k])
        .map_or(vec![context.engagement.hospital], |k| vec![k.customer, k.supplier])
}

/// A document that has ended is renewed as far as its contract goes; one that no longer says so says so again.
pub(super) fn renewed(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let context = &evaluation.context;
    // By document: whether it says so again, since a statement of it has ended.
    let mut papers: BTreeMap<Paper, bool> = BTreeMap::new();
    for at in &group.obligations {
        if let Documented::Expired(ended) = &evaluation.standings[at.row()].documented {
            for it in ended {
                *papers.entry(it.paper).or_default() |= it.by.is_some();
            }
        }
    }
    let is_over = |it: Paper| context.engagement.counts(it).is_some_and(|it| !it.holds(context.day));
    let renewal = |paper: Paper| match paper {
        Paper::Contract(contract) => contracts::in_force_today(evaluation, contract),
        Paper::Evidence(at) => {
            let evidence = &context.engagement.evidence[at];
            let from = evidence.period.and_then(|it| it.from).or(evidence.signed)?;
            let of = evidence.contract.map(|k| &context.engagement.contracts[k]);
            let to = of.and_then(|k| k.in_force.to);
            let Text { ja, en } = evidence.title.clone();
            let (to_ja, to_en) = match to {
                Some(to) => (format!("{to} まで"), format!("to {to}")),
                None => ("期限なしに".to_owned(), "without end".to_owned()),
            };
            Some(Amendment {
                change: Change::Renew(at, from, to),
                agree: text!("{ja}を {to_ja}更新する。", "{en} is renewed {to_en}."),
                asks: signing(context, evidence.contract),
            })
        }
    };
    let remedy = |(paper, is_unsaid): (Paper, bool)| {
        let renewed = is_over(paper).then(|| renewal(paper)).flatten();
        let said_again = is_unsaid.then(|| stated(evaluation, group, group.subject, paper)).into_iter().flatten();
        Remedy::of(renewed.into_iter().chain(said_again))
    };
    papers.into_iter().map(remedy).filter(|it| !it.amendments.is_empty()).collect()
}

/// The subcontractor accepts by its subcontract what flows down; or the subcontract says it; or it takes over the lot.
pub(super) fn passed_on(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let context = &evaluation.context;
    let Subject::Contract(below) = group.subject else { return Vec::new() };
    let contract = &context.engagement.contracts[below];
    let supplier = contract.supplier;
    let above = group.obligations.first().map_or(group.subject, |at| context.obligations.subject(*at));
    let owned = group.obligations.iter().any(|at| !evaluation.standings[at.row()].owners.is_empty());
    let Text { ja: b_ja, en: b_en } = write::party(context, supplier);
    let mut all = Vec::new();
    for subject in [group.subject, above].into_iter().filter(|_| owned) {
        let about = About::group(context, group).on(subject);
        let Text { ja: what_ja, en: what_en } = about.title();
        let Text { ja: on_ja, en: on_en } = write::contract(context, below);
        let agree =
            text!("{b_ja}は、{on_ja}の範囲で{what_ja}を引き受ける。", "{b_en} takes on {what_en} within {on_en}.");
        all.push(Remedy::of([about.add(supplier, "accepts", &[below], agree, vec![supplier])]));
    }
    for subject in [group.subject, above] {
        all.push(Remedy::of(stated(evaluation, group, subject, Paper::Contract(below))));
    }
    if let Some(parent) = contract.parent {
        let (name, top) = (&contract.name, &context.engagement.contracts[parent].name);
        let Text { ja, en } = write::contract(context, below);
        let Text { ja: top_ja, en: top_en } = write::contract(context, parent);
        all.push(Remedy::of([Amendment {
            change: Change::Add(format!("{name} states all of {top} \"…\""), vec![below]),
            agree: text!(
                "{ja}は、{top_ja}が定める事項をすべて引き継ぐ。",
                "{en} takes over everything that {top_en} lays down."
            ),
            asks: vec![contract.customer, supplier],
        }]));
    }
    all
}

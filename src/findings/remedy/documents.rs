//! What has to be written in a document, or in the contract beneath.

use std::collections::BTreeSet;

use super::write::{self, About, contract_for};
use super::{Amendment, Change, Remedy, contracts};
use crate::diagnostic::Text;
use crate::evaluate::{Context, Documented, Evaluation, in_role};
use crate::findings::kind::Group;
use crate::model::{ContractIdx, Idx, Paper, PartyIdx, Role, Subject};
use crate::text;

/// A contract states it: that of the subject, or of who is expected to have it.
pub(super) fn documented(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let context = &evaluation.context;
    let about = About::group(context, group);
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
    all.into_iter().map(|it| Remedy::of([states(evaluation, &about, Paper::Contract(it))])).collect()
}

fn states(evaluation: &Evaluation, about: &About, paper: Paper) -> Amendment {
    let context = &evaluation.context;
    let engagement = context.engagement;
    let (name, ids, on) = (engagement.paper_name(paper), about.ids(), engagement.subject_name(about.subject));
    let Text { ja: k_ja, en: k_en } = match paper {
        Paper::Contract(contract) => write::contract(context, contract),
        Paper::Evidence(at) => engagement.evidence[at].title.clone(),
    };
    let of = engagement.contract_of(paper);
    let Text { ja: what_ja, en: what_en } = about.title();
    let Text { ja: on_ja, en: on_en } = write::subject(context, about.subject);
    Amendment {
        change: Change::Add(format!("{name} states {ids} \"…\" on {on}"), of.into_iter().collect()),
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
    let (mut papers, mut unsaid) = (BTreeSet::new(), BTreeSet::new());
    for at in &group.obligations {
        if let Documented::Expired(ended) = &evaluation.standings[at.row()].documented {
            // A document that still counts is not renewed because a statement of it has ended.
            let is_over = |it: Paper| context.engagement.counts(it).is_some_and(|it| !it.holds(context.day));
            for it in ended {
                if is_over(it.paper) {
                    papers.insert(it.paper)
                } else {
                    unsaid.insert(it.paper)
                };
            }
        }
    }
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
    let said_again = unsaid.into_iter().map(|paper| states(evaluation, &About::group(context, group), paper));
    papers.into_iter().filter_map(renewal).chain(said_again).map(|it| Remedy::of([it])).collect()
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
        all.push(Remedy::of([states(evaluation, &About::group(context, group).on(subject), Paper::Contract(below))]));
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

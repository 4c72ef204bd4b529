//! The chain of one finding: from the hospital by contracts and delegations to where it breaks.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::picture::{Edge, Node, THING, draw};
use super::stances::{Stances, stances};
use super::view::View;
use crate::diagnostic::{Severity, Text};
use crate::evaluate::Break;
use crate::findings::Finding;
use crate::model::{ContractIdx, Idx, PartyIdx, Subject};
use crate::text;

/// Contracts that are drawn of one finding; more would be no picture.
const MAX_CONTRACTS: usize = 12;

/// The picture with its words.
pub(super) fn figure(view: &View, number: usize) -> Markup {
    let finding = &view.findings()[number];
    let (shown, all) = contracts(view, finding, number);
    let (nodes, edges, root) = drawn(view, number, &shown);
    let name = view.say(text!("連鎖", "Chain"));
    html! {
        figure {
            figcaption { h4 { (view.say(text!("連鎖：医療機関から対象まで", "Chain: from the hospital to what it is about"))) } }
            @if edges.is_empty() { p { (view.say(text!("契約のつながりはありません", "No contract leads there"))) } }
            @else { (draw(&nodes, &edges, &[root], &name)) }
            @if !shown.is_empty() { p.small {
                (view.say(text!("契約：", "Contracts: ")))
                @for (at, contract) in shown.iter().enumerate() { @if at > 0 { ", " } (view.contract(*contract)) }
                @let count = shown.len();
                @if count < all { " " a href="#contracts" { (view.say(text!("（{all} 件のうち {count} 件を図示。契約の一覧へ）", "({count} of {all} are drawn; to all contracts)"))) } }
            } }
        }
    }
}

/// The contracts by which those concerned reach what it is about, with those above, as far as they are drawn; and how many there are.
fn contracts(view: &View, finding: &Finding, number: usize) -> (BTreeSet<ContractIdx>, usize) {
    let context = view.context();
    let tree = &context.obligations.tree;
    let mut parties: BTreeSet<PartyIdx> = view.touched(number).clone();
    let mut found: BTreeSet<ContractIdx> = BTreeSet::new();
    let components = match finding.group.subject {
        Subject::Component(it) => vec![it],
        Subject::Interface(a, b) => vec![a, b],
        Subject::Contract(it) => {
            found.insert(it);
            Vec::new()
        }
        Subject::Vendor(it) => {
            parties.insert(it);
            Vec::new()
        }
        Subject::Engagement => Vec::new(),
    };
    let covering = components.iter().flat_map(|it| tree.covering(*it)).copied();
    found.extend(covering.filter(|at| parties.iter().any(|it| context.engagement.contracts[*at].binds(*it))));
    if let Some(Subject::Contract(at)) = finding.group.defect.level.as_ref().map(|level| level.subject) {
        found.extend(tree.directly_beneath(at));
        found.extend(&context.engagement.contracts[at].relies_on);
    }
    for party in &parties {
        if !found.iter().any(|at| context.engagement.contracts[*at].supplier == *party) {
            found.extend(tree.supplied_by(*party).iter().take(2));
        }
    }
    let above: Vec<ContractIdx> = found.iter().flat_map(|at| tree.above(*at)).collect();
    found.extend(above);
    let all = found.len();
    (found.into_iter().take(MAX_CONTRACTS).collect(), all)
}

fn drawn(view: &View, number: usize, shown: &BTreeSet<ContractIdx>) -> (Vec<Node>, Vec<Edge>, usize) {
    let finding = &view.findings()[number];
    let context = &view.evaluation(number).context;
    let engagement = context.engagement;
    let concerned = &finding.group.defect.parties;
    let Stances { declines, silent, .. } = stances(view, number);
    let mut nodes: Vec<Node> = Vec::new();
    let mut at_node: BTreeMap<PartyIdx, usize> = BTreeMap::new();
    let mut edges: Vec<Edge> = Vec::new();
    let mut node_of = |party: PartyIdx, nodes: &mut Vec<Node>| {
        *at_node.entry(party).or_insert_with(|| {
            let it = &engagement.parties[party];
            let title = view.say(it.title.clone());
            let mut lines = vec![it.name.clone()];
            lines.extend((title != it.name).then_some(title));
            let (says_no, is_silent) = (declines.contains_key(&party), silent.contains_key(&party));
            lines.extend(says_no.then(|| view.say(text!("拒：負わない", "D: declines"))));
            lines.extend(is_silent.then(|| view.say(text!("未：引き受けていない", "N: has not agreed"))));
            let class = match (says_no || is_silent, concerned.contains(&party), finding.severity) {
                (true, ..) | (false, true, Severity::Error) => "error",
                (false, true, Severity::Warning) => "warning",
                (false, true, Severity::Note) | (false, false, _) => "",
            };
            nodes.push(Node { lines, class, link: None });
            nodes.len() - 1
        })
    };
    let root = node_of(engagement.hospital, &mut nodes);
    // Who declines is seen, with or without a contract that leads there.
    declines.keys().for_each(|party| {
        node_of(*party, &mut nodes);
    });
    for at in shown {
        let contract = &engagement.contracts[*at];
        let (from, to) = (node_of(contract.customer, &mut nodes), node_of(contract.supplier, &mut nodes));
        let over = !context.contract_in_force(*at);
        let label = if over { format!("{} ✕", contract.name) } else { contract.name.clone() };
        edges.push(Edge { from, to, label, class: if over { "over" } else { "" } });
    }
    for ((from, to), broken) in handed(view, number) {
        let (from, to) = (node_of(from, &mut nodes), node_of(to, &mut nodes));
        let class = if broken.is_none() { "hands" } else { "hands error" };
        edges.push(Edge { from, to, label: view.say(handing(broken)), class });
    }
    if let Subject::Component(at) = finding.group.subject {
        let component = &engagement.components[at];
        let title = view.say(component.title.clone());
        let mut lines = vec![component.name.clone()];
        lines.extend((title != component.name).then_some(title));
        nodes.push(Node { lines, class: THING, link: None });
        let to = nodes.len() - 1;
        // Whoever hands it on is not drawn to it again.
        let covers: Vec<_> =
            shown.iter().map(|it| &engagement.contracts[*it]).filter(|it| it.covers.contains(&at)).collect();
        let hands_on = |party: PartyIdx| covers.iter().any(|it| it.customer == party);
        let last = covers.iter().map(|it| it.supplier).filter(|it| !hands_on(*it));
        let covering: BTreeSet<PartyIdx> = last.chain(component.provider).collect();
        for party in covering {
            let from = node_of(party, &mut nodes);
            let provides = component.provider == Some(party);
            let label = if provides { text!("提供", "provides") } else { text!("対象に含む", "covers") };
            edges.push(Edge { from, to, label: view.say(label), class: "covers" });
        }
    }
    (nodes, edges, root)
}

/// The label of a delegation: that it holds, or why not.
fn handing(broken: Option<&Break>) -> Text {
    match broken {
        None => text!("委任", "delegates"),
        Some(Break::Disclaimed(_)) => text!("委任 ✕ 拒否", "delegates ✕ declined"),
        Some(Break::NotAccepted) => text!("委任 ✕ 未承諾", "delegates ✕ not agreed"),
        Some(Break::NoContract) => text!("委任 ✕ 契約なし", "delegates ✕ no contract"),
        Some(Break::OutOfForce(_)) => text!("委任 ✕ 期間外", "delegates ✕ not in force"),
        Some(Break::NotCovered(_)) => text!("委任 ✕ 対象外", "delegates ✕ not covered"),
        Some(Break::Undisclosed(_)) => text!("委任 ✕ 未開示", "delegates ✕ undisclosed"),
        Some(Break::Gate(..)) => text!("委任 ✕ 前提未了", "delegates ✕ too early"),
    }
}

/// Who hands it on to whom, and why that does not hold where it does not.
fn handed<'v>(view: &'v View, number: usize) -> BTreeMap<(PartyIdx, PartyIdx), Option<&'v Break>> {
    let standings = &view.evaluation(number).standings;
    let obligations = &view.findings()[number].group.obligations;
    let owners = obligations.iter().flat_map(|at| &standings[at.row()].owners);
    let mut all = BTreeMap::new();
    for segment in owners.filter(|it| it.counts()).flat_map(|it| &it.segments) {
        let sound = segment.broken.iter().flat_map(|(path, _)| path.iter().rev().skip(1));
        for step in segment.chains.iter().flatten().chain(sound) {
            all.entry((step.from, step.to)).or_insert(None);
        }
        for (step, why) in segment.broken.iter().filter_map(|(path, why)| Some((path.last()?, why))) {
            all.insert((step.from, step.to), Some(why));
        }
    }
    all
}

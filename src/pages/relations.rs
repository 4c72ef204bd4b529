//! Who has a contract with whom: as a picture with what is open at each party, and as a table.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::dependencies;
use super::picture::{Edge, Node, draw};
use super::view::{Count, View, how_counted};
use crate::answers::{Handing, handings};
use crate::diagnostic::Text;
use crate::model::{Idx, Interval, PartyIdx, Word};
use crate::report::safe;
use crate::text;

/// Parties that are drawn; more would be no picture.
const MAX_PARTIES: usize = 120;

/// Contracts between the same two that are named at their arrow.
const NAMED: usize = 2;

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let context = view.context();
    let name = view.say(text!("当事者と契約の図", "Parties and contracts"));
    html! {
        p { (view.say(text!(
            "左の医療機関から右へ、契約と再委託をたどれます。当事者を選ぶとその指摘に絞ります。実線は契約、破線は基準日に有効でない契約、点線は委任（数は委ねた責任）、✕ の付いた太い破線は途切れた委任です",
            "From the hospital on the left along contracts and subcontracts; choosing a party shows its findings. Lines are contracts, broken lines contracts that are not in force, dotted lines delegations with the number of obligations, thick broken lines with ✕ delegations that break"
        ))) }
        p { (view.say(how_counted())) }
        @if context.engagement.parties.len() > MAX_PARTIES {
            @let all = context.engagement.parties.len();
            p.warning { (view.say(text!("当事者が {all} 者と多いため図は省き、表だけを示します", "With {all} parties there are too many for a picture; the table has all contracts"))) }
        } @else { (draw(&nodes(view), &edges(view), &[context.engagement.hospital.row()], &name)) }
        (dependencies::figure(view))
        (table(view))
    }
}

fn nodes(view: &View) -> Vec<Node> {
    let engagement = view.context().engagement;
    let node = |(at, it): (PartyIdx, &crate::model::Party)| {
        let Count { errors, warnings } = view.count(at);
        let title = view.say(it.title.clone());
        let mut lines = vec![it.name.clone()];
        lines.extend((title != it.name).then_some(title));
        let counts = [("✕", errors), ("▲", warnings)].into_iter().filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts.map(|(mark, count)| format!("{mark}{count}")).collect();
        lines.extend((!counts.is_empty()).then(|| counts.join(" ")));
        let class = match (errors, warnings) {
            (0, 0) => "",
            (0, _) => "warning",
            _ => "error",
        };
        Node { lines, class, link: Some(("#findings".to_owned(), Some(format!("p{}", at.row())))) }
    };
    engagement.parties.enumerate().map(node).collect()
}

/// Contracts, those between the same two as one arrow; and what is handed on, where it holds and where it breaks.
fn edges(view: &View) -> Vec<Edge> {
    let context = view.context();
    let mut edges: Vec<Edge> = Vec::new();
    let mut between: BTreeMap<(usize, usize, &'static str), Vec<&str>> = BTreeMap::new();
    for (at, contract) in context.engagement.contracts.enumerate() {
        let (from, to) = (contract.customer.row(), contract.supplier.row());
        let class = if context.contract_in_force(at) { "" } else { "over" };
        between.entry((from, to, class)).or_default().push(&contract.name);
    }
    for ((from, to, class), names) in between {
        let (first, rest) = names.split_at(names.len().min(NAMED));
        let more = rest.len();
        let (ja, en) = (first.join("、"), first.join(", "));
        let label = match more {
            0 => text!("{ja}", "{en}"),
            _ => text!("{ja} ほか{more}", "{en} +{more}"),
        };
        edges.push(Edge { from, to, label: view.say(label), class });
    }
    let mut steps: BTreeMap<(PartyIdx, PartyIdx), Handing> = BTreeMap::new();
    for ((from, to, _), Handing { holds, breaks }) in handings(&view.asked.checked.evaluation) {
        let step = steps.entry((from, to)).or_default();
        step.holds.extend(holds);
        step.breaks.extend(breaks);
    }
    for ((from, to), Handing { holds, breaks }) in steps {
        let (sound, broken) = (holds.len(), breaks.len());
        let drawn = [
            (sound, text!("委任 {sound}", "delegates {sound}"), "hands"),
            (broken, text!("委任 ✕{broken}", "delegates ✕{broken}"), "hands error"),
        ];
        edges.extend(drawn.into_iter().filter(|(count, ..)| *count > 0).map(|(_, label, class)| Edge {
            from: from.row(),
            to: to.row(),
            label: view.say(label),
            class,
        }));
    }
    edges
}

fn table(view: &View) -> Markup {
    let context = view.context();
    let engagement = context.engagement;
    let head = |name: Text| html! { th scope="col" { (view.say(name)) } };
    html! {
        h3 id="contracts" tabindex="-1" { (view.say(text!("契約の一覧", "All contracts"))) }
        div.scrolled tabindex="0" role="group" aria-label=(view.say(text!("契約の一覧", "Contracts"))) { table {
            thead { tr {
                (head(text!("契約", "Contract"))) (head(text!("注文者", "Customer"))) (head(text!("受注者", "Supplier")))
                (head(text!("種類", "Type"))) (head(text!("期間", "In force"))) (head(text!("対象", "Covers"))) (head(text!("上位の契約", "Under")))
            } }
            tbody { @for (at, it) in engagement.contracts.enumerate() {
                @let is_in_force = context.contract_in_force(at);
                tr id=(format!("contract-{}", at.row())) tabindex="-1" {
                    th scope="row" { (view.code(&it.name)) " " bdi { (title(view, &it.name, &it.title)) } br; (view.place(it.span)) }
                    td { (view.code(&engagement.parties[it.customer].name)) }
                    td { (view.code(&engagement.parties[it.supplier].name)) }
                    td { (view.say(Text::list(&it.types.iter().map(|it| it.words()).collect::<Vec<_>>()))) }
                    td { (days(it.in_force)) @if !is_in_force { br; span.error { "✕ " (view.say(text!("基準日に有効でない", "not in force"))) } } }
                    td { (safe(&it.covers.iter().map(|it| engagement.components[*it].name.as_str()).collect::<Vec<_>>().join(", "))) }
                    td { @if let Some(parent) = it.parent { (view.contract(parent)) } }
                }
            } }
        } }
    }
}

fn title(view: &View, name: &str, title: &Text) -> String {
    let title = view.say(title.clone());
    if title == name { String::new() } else { title }
}

/// `2026-04-01 – 2036-03-31`
fn days(it: Interval) -> String {
    let day = |day: Option<crate::model::Date>| day.map(|it| it.to_string()).unwrap_or_default();
    format!("{} – {}", day(it.from), day(it.to))
}

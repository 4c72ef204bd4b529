//! What is promised, what it rests on, and the whole computation; with what is demanded and not promised.

use maud::{Markup, html};

use super::findings::step;
use super::view::View;
use crate::diagnostic::Text;
use crate::evaluate::{Chain, chains};
use crate::findings::service_level::supported;
use crate::model::Metric;
use crate::text;

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let context = view.context();
    let all = chains(context);
    let (resting, alone): (Vec<&Chain>, Vec<&Chain>) = all.iter().partition(|it| rests(it));
    let of_demands = view
        .findings()
        .iter()
        .enumerate()
        .filter(|(_, it)| it.group.defect.level.as_ref().is_some_and(|level| level.demanded().is_some()));
    let open: Vec<usize> = of_demands.map(|(at, _)| at).collect();
    html! {
        @if all.is_empty() { p { (view.say(text!("水準を約束する有効な契約はありません", "No contract in force promises a level"))) } }
        @else { p { (view.say(text!(
            "約束ごとに、自社分と供給元の約束を合わせた水準を計算します。述べられていないものは申し分ない水準とみなします",
            "For each promise, what the own share and the promises of suppliers come to. What nobody stated counts as perfect"
        ))) } }
        @for chain in &resting { (one(view, chain)) }
        @if !alone.is_empty() {
            h3 { (view.say(text!("供給元によらない約束", "Promises that rest on no supplier"))) }
            ul { @for chain in &alone { li { (promise(view, chain)) } } }
        }
        @if !open.is_empty() {
            h3 { (view.say(text!("求める水準に応えないもの", "Demands that are not met"))) }
            ul { @for at in &open { li { (view.severity(&view.findings()[*at])) " " (view.finding(*at)) } } }
        }
    }
}

/// Whether a promise rests on anything that is stated.
fn rests(chain: &Chain) -> bool {
    !chain.suppliers.is_empty() || chain.effective.is_some()
}

fn metric<'a>(view: &View<'a, '_>, chain: &Chain) -> &'a Metric {
    let (at, number) = chain.promise;
    let context = view.context();
    &context.policy.metrics[context.engagement.contracts[at].promises[number].bound.metric]
}

fn promise(view: &View, chain: &Chain) -> Markup {
    let (at, number) = chain.promise;
    let level = &view.context().engagement.contracts[at].promises[number];
    html! {
        (view.contract(at)) " " (view.prose(&view.names.contract(at))) " — "
        (view.code(view.names.level(&level.bound).trim_matches('`')))
        br; (view.place(level.span))
    }
}

fn one(view: &View, chain: &Chain) -> Markup {
    let (at, number) = chain.promise;
    let promised = &view.context().engagement.contracts[at].promises[number].bound;
    let is_short = chain.effective.as_ref().is_some_and(|it| !metric(view, chain).is_as_good(it, &promised.amount));
    let (class, mark, words) = match (is_short, &chain.effective) {
        (true, _) => ("error", "✕", text!("約束に届きません", "falls short")),
        (false, Some(_)) => ("good", "○", text!("約束を満たします", "holds")),
        (false, None) => (
            "dim",
            "－",
            text!("計算できる水準が述べられていません", "nothing is stated that it could be computed from"),
        ),
    };
    let Text { ja, en } = view.names.contract(at);
    let level = view.names.level(promised);
    html! {
        div.level {
            h3 { (view.prose(&text!("{ja}：{level}", "{en}: {level}"))) " " span class=(class) { span aria-hidden="true" { (mark) " " } (view.say(words)) } }
            ul.tree { @for it in &supported(&view.names, chain) { (step(view, it)) } }
        }
    }
}

//! What is demanded, what is promised, what that rests on, and the whole computation; with what is demanded and not promised.

use maud::{Markup, html};

use super::findings::step;
use super::view::View;
use crate::diagnostic::Text;
use crate::evaluate::{Chain, Demanded, Truth, chains};
use crate::findings::Derivation;
use crate::findings::service_level::supported;
use crate::model::{Bound, Metric, Subject};
use crate::text;

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let context = view.context();
    let all = chains(context);
    let (resting, alone): (Vec<&Chain>, Vec<&Chain>) =
        all.iter().partition(|it| rests(it) || !demands(view, it).is_empty());
    let of_demands = view
        .findings()
        .iter()
        .enumerate()
        .filter(|(_, it)| it.group.defect.level.as_ref().is_some_and(|level| level.demanded().is_some()));
    let open: Vec<usize> = of_demands.map(|(at, _)| at).collect();
    html! {
        @if all.is_empty() { p { (view.say(text!("水準を約束する有効な契約はありません", "No contract in force promises a level"))) } }
        @else { p { (view.say(text!(
            "約束ごとに、求める水準に応えるか、自社分と供給元の約束を合わせた水準が約束に届くかを計算します。述べられていないものは申し分ない水準とみなします",
            "For each promise, whether it meets what is demanded, and what the own share and the promises of suppliers come to. What nobody stated counts as perfect"
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
        (view.prose(&Text::same(view.names.level(&level.bound))))
        br; (view.place(level.span))
    }
}

/// What the hospital demands of a promise: of its contract, or of what a direct contract covers.
fn demands<'v>(view: &'v View, chain: &Chain) -> Vec<(&'v Demanded, &'v Bound)> {
    let (evaluation, (at, number)) = (&view.asked.checked.evaluation, chain.promise);
    let (context, engagement) = (&evaluation.context, evaluation.context.engagement);
    let contract = &engagement.contracts[at];
    let is_put_to_it = |on: &Subject| match on {
        Subject::Contract(it) => *it == at,
        Subject::Component(it) => engagement.is_direct(at) && contract.covers.contains(it),
        Subject::Engagement | Subject::Vendor(_) | Subject::Interface(..) => false,
    };
    let all =
        evaluation.demands.iter().filter(|it| it.applies.truth() == Truth::True && it.on.iter().any(is_put_to_it));
    let all = all.filter_map(|it| Some((it, it.bound(context)?)));
    all.filter(|(_, bound)| bound.metric == contract.promises[number].bound.metric).collect()
}

/// The demand at the head of a chain, and whether the promise is as good.
fn demanded(view: &View, chain: &Chain, (demanded, bound): (&Demanded, &Bound)) -> Derivation {
    let ((at, number), context) = (chain.promise, view.context());
    let promised = &context.engagement.contracts[at].promises[number].bound;
    let by = demanded.party(context).map(|it| view.names.party(it));
    let by = by.or(demanded.control().map(|it| Text::same(view.names.control(it)))).unwrap_or_default();
    let on = Text::list(&demanded.on.iter().map(|it| view.names.subject(*it)).collect::<Vec<_>>());
    let (level, wanted, given) = (view.names.level(bound), &bound.written, &promised.written);
    let meets = match (
        metric(view, chain).reaches_over(&promised.limits, &bound.limits),
        metric(view, chain).is_as_good(&promised.amount, &bound.amount),
    ) {
        (false, _) => text!(
            "約束の条件が異なるため比べられません",
            "the promise stands under other limits and cannot be compared"
        ),
        (true, true) => text!("約束の {given} は {wanted} を満たします", "the {given} promised is as good as {wanted}"),
        (true, false) => {
            text!("約束の {given} は {wanted} に届きません", "the {given} promised is not as good as {wanted}")
        }
    };
    let (Text { ja: by_ja, en: by_en }, Text { ja: on_ja, en: on_en }) = (by, on);
    let said = text!("{by_ja}が{on_ja}に求める水準：{level}", "{by_en} demands on {on_en}: {level}");
    let (ja, en) = (format!("{}：{}", said.ja, meets.ja), format!("{}: {}", said.en, meets.en));
    Derivation::at(Text { ja, en }, demanded.span(context))
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
            ul.tree { @for it in demands(view, chain) { (step(view, &demanded(view, chain, it))) } @for it in &supported(&view.names, chain) { (step(view, it)) } }
        }
    }
}

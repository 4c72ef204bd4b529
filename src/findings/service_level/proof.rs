//! Why: the demand, the promise, every level that enters the chain, and the whole computation.

use super::Levels;
use crate::diagnostic::Text;
use crate::evaluate::{Chain, Demanded, LevelDefect, LevelGap, Part, PromiseIdx};
use crate::findings::derivation::Derivation;
use crate::findings::names::Names;
use crate::model::{Bound, Composition, ContractIdx, Metric, ServiceLevel, Subject};
use crate::text;

/// The steps from which a defect of levels follows.
pub fn proof(names: &Names, gap: &LevelGap) -> Vec<Derivation> {
    let levels = Levels(*names);
    let metric = levels.metric(gap);
    match &gap.defect {
        LevelDefect::PromiseBelowDemand(demanded, promise) => {
            let mut steps = vec![demand(&levels, metric, demanded), promised(&levels, metric, *promise)];
            if let Some(wanted) = levels.bound_of(demanded) {
                let (short, wanted) = (&levels.promise(*promise).bound.written, &wanted.written);
                steps.push(Derivation::new(text!(
                    "{short} は {wanted} に届きません",
                    "{short} is not as good as {wanted}"
                )));
            }
            steps
        }
        LevelDefect::IncomparableWithDemand(demanded, promise) => {
            vec![demand(&levels, metric, demanded), promised(&levels, metric, *promise)]
        }
        LevelDefect::MissingPromise(demanded, asked) => {
            let mut steps = vec![demand(&levels, metric, demanded)];
            steps.extend(asked.iter().map(|(k, part)| says(&levels, metric, *k, *part)));
            if let (true, Subject::Component(c)) = (asked.is_empty(), gap.subject) {
                steps.push(Derivation::at(
                    text!("これを対象とする有効な直接契約がありません", "no direct contract in force covers it"),
                    names.0.engagement.components[c].span,
                ));
            }
            steps
        }
        LevelDefect::ChainBelowPromise(chain) => computed(&levels, metric, chain),
        LevelDefect::IncomparableInChain(promise, of, number) => {
            let supports = match of {
                Some(k) => promised(&levels, metric, (*k, *number)),
                None => own_share(&levels, metric, promise.0, *number),
            };
            vec![promised(&levels, metric, *promise), supports]
        }
    }
}

/// What a promise rests on and what that comes to, whether or not it is enough.
pub fn supported(names: &Names, chain: &Chain) -> Vec<Derivation> {
    let levels = Levels(*names);
    let metric = &names.0.policy.metrics[levels.promise(chain.promise).bound.metric];
    computed(&levels, metric, chain)
}

fn demand(levels: &Levels, metric: &Metric, demanded: &Demanded) -> Derivation {
    let Text { ja, en } = levels.subjects(&demanded.on);
    let bound = levels.bound_of(demanded).map(|it| shown(metric, it)).unwrap_or_default();
    let (bound_ja, bound_en) = (bound.ja, bound.en);
    Derivation::at(text!("{ja}に求める水準：{bound_ja}", "demanded on {en}: {bound_en}"), levels.span_of(demanded))
}

fn promised(levels: &Levels, metric: &Metric, promise: PromiseIdx) -> Derivation {
    let Text { ja, en } = levels.0.contract(promise.0);
    let level = levels.promise(promise);
    let Text { ja: bound_ja, en: bound_en } = shown(metric, &level.bound);
    said(levels, text!("{ja}の約束：{bound_ja}", "promised by {en}: {bound_en}"), level)
}

/// A step that rests on a level; of a level of a template also the contract that follows it, else what of its templates it replaces.
fn said(levels: &Levels, text: Text, level: &ServiceLevel) -> Derivation {
    let step = Derivation::at(text, level.span);
    let besides = levels.0.followed_level(level).into_iter().chain(levels.0.replaced_levels(level));
    besides.fold(step, |step, (span, words)| step.with(Derivation::at(words, span)))
}

fn own_share(levels: &Levels, metric: &Metric, contract: ContractIdx, number: usize) -> Derivation {
    let party = levels.0.party(levels.0.0.engagement.contracts[contract].supplier);
    let level = levels.own_share(contract, number);
    let (ja, en) = (party.ja, party.en);
    let Text { ja: bound_ja, en: bound_en } = shown(metric, &level.bound);
    said(levels, text!("{ja}の自社分：{bound_ja}", "own share of {en}: {bound_en}"), level)
}

/// What a contract says to a level: what counts, or why nothing does.
fn says(levels: &Levels, metric: &Metric, k: ContractIdx, part: Part) -> Derivation {
    let Text { ja, en } = levels.0.contract(k);
    let (span, name) = (levels.0.0.engagement.contracts[k].span, &metric.name);
    match part {
        Part::Counts(number) => promised(levels, metric, (k, number)),
        Part::Incomparable(number) => {
            let mut step = promised(levels, metric, (k, number));
            step.text.ja.push_str("（条件が異なるため数えません）");
            step.text.en.push_str(" (under other limits: not counted)");
            step
        }
        Part::Goal(number) => {
            let level = levels.promise((k, number));
            let Text { ja: bound_ja, en: bound_en } = shown(metric, &level.bound);
            let text = text!(
                "{ja}の {bound_ja} は努力目標で、約束ではありません",
                "{en} only aims at {bound_en}, and promises nothing"
            );
            said(levels, text, level)
        }
        Part::Unstated => {
            Derivation::at(text!("{ja}は `{name}` を約束していません", "{en} does not promise `{name}`"), span)
        }
        Part::OutOfForce => {
            Derivation::at(text!("{ja}は基準日に有効でありません", "{en} is not in force on the day"), span)
        }
    }
}

/// The promise, each level that it rests on, and what they come to.
fn computed(levels: &Levels, metric: &Metric, chain: &Chain) -> Vec<Derivation> {
    let at = chain.promise.0;
    let mut steps = vec![promised(levels, metric, chain.promise)];
    steps.push(match chain.own {
        Part::Counts(number) => own_share(levels, metric, at, number),
        Part::Incomparable(number) => {
            let mut step = own_share(levels, metric, at, number);
            step.text.ja.push_str("（条件が異なるため数えません）");
            step.text.en.push_str(" (under other limits: not counted)");
            step
        }
        Part::Goal(_) | Part::Unstated | Part::OutOfForce => {
            let Text { ja, en } = perfect(metric);
            Derivation::new(text!(
                "自社分は述べられておらず、{ja}とみなします",
                "nobody stated an own share: it counts as {en}"
            ))
        }
    });
    for (k, part) in &chain.suppliers {
        let mut step = says(levels, metric, *k, *part);
        if matches!(part, Part::Goal(_) | Part::Unstated | Part::Incomparable(_)) {
            let Text { ja, en } = perfect(metric);
            step.text.ja.push_str(&format!("：{ja}とみなします"));
            step.text.en.push_str(&format!(": counts as {en}"));
        }
        steps.push(step);
    }
    if let Some(effective) = &chain.effective {
        let (formula, comes_to) = (formula(levels, metric, chain), metric.shown(effective));
        let promised = &levels.promise(chain.promise).bound;
        let written = &promised.written;
        steps.push(Derivation::new(match metric.is_as_good(effective, &promised.amount) {
            true => text!(
                "{formula} = {comes_to}：約束の {written} を満たします",
                "{formula} = {comes_to}, as good as the {written} promised"
            ),
            false => text!(
                "{formula} = {comes_to}：約束の {written} に届きません",
                "{formula} = {comes_to}, not as good as the {written} promised"
            ),
        }));
    }
    steps
}

/// What counts for what nobody stated.
fn perfect(metric: &Metric) -> Text {
    match metric.perfect() {
        Some(amount) => Text::same(metric.shown(&amount)),
        None => text!("申し分ない水準", "perfect"),
    }
}

/// `99.98% × 99.9% × 99.85%`, `1h + max(3h, 2h)`
fn formula(levels: &Levels, metric: &Metric, chain: &Chain) -> String {
    let counted = |(k, part): &(ContractIdx, Part)| match part {
        Part::Counts(number) => Some(levels.promise((*k, *number)).bound.written.clone()),
        Part::Incomparable(_) | Part::Goal(_) | Part::Unstated | Part::OutOfForce => None,
    };
    let suppliers: Vec<String> = chain.suppliers.iter().filter_map(counted).collect();
    let own = match chain.own {
        Part::Counts(number) => Some(levels.own_share(chain.promise.0, number).bound.written.clone()),
        Part::Incomparable(_) | Part::Goal(_) | Part::Unstated | Part::OutOfForce => None,
    };
    let Some(own) = own else { return together(metric.suppliers, suppliers) };
    if metric.own == metric.suppliers {
        return together(metric.own, std::iter::once(own).chain(suppliers).collect());
    }
    let several = suppliers.len() > 1;
    let bracketed = several && matches!(metric.suppliers, Composition::Product | Composition::Sum);
    let suppliers = match (together(metric.suppliers, suppliers), bracketed) {
        (one, _) if one.is_empty() => return own,
        (one, true) if matches!(metric.own, Composition::Product | Composition::Sum) => format!("({one})"),
        (one, _) => one,
    };
    together(metric.own, vec![own, suppliers])
}

fn together(how: Composition, parts: Vec<String>) -> String {
    match (how, parts.as_slice()) {
        (_, [one]) => one.clone(),
        (_, []) => String::new(),
        (Composition::Product, _) => parts.join(" × "),
        (Composition::Sum, _) => parts.join(" + "),
        (Composition::Min, _) => format!("min({})", parts.join(", ")),
        (Composition::Max, _) => format!("max({})", parts.join(", ")),
    }
}

/// `` `availability >= 99.9%` ``, with its limits behind it.
fn shown(metric: &Metric, bound: &Bound) -> Text {
    let (name, sign, amount) = (&metric.name, metric.sign(), &bound.written);
    let mut limits = Vec::new();
    if bound.limits.hours != crate::model::Hours::default() {
        let hours = bound.limits.hours.to_string();
        limits.push(text!("時間帯 {hours}", "during {hours}"));
    }
    if !bound.limits.excluding.is_empty() {
        let labels = bound.limits.excluding.iter().map(String::as_str).collect::<Vec<_>>().join("`, `");
        limits.push(text!("対象外 `{labels}`", "without `{labels}`"));
    }
    if limits.is_empty() {
        return Text::same(format!("`{name} {sign} {amount}`"));
    }
    let Text { ja, en } = Text::list(&limits);
    text!("`{name} {sign} {amount}`（{ja}）", "`{name} {sign} {amount}` ({en})")
}

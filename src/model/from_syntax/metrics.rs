//! Declarations of metrics, and which one a name means.

use std::collections::BTreeMap;

use super::names::{keep, same, word};
use super::titles::title_or;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{CatalogueIdx, Composition, Direction, Idx, Metric, MetricIdx, Policy, Table, Unit, natural_order};
use crate::syntax::ast::{MetricDecl, Name};
use crate::text;

/// A metric that a catalogue declares twice.
pub static DUPLICATE_METRIC: Code = Code {
    name: "duplicate_metric",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ指標が二度宣言されている", "a catalogue declares a metric twice"),
        why: ("どちらの向きと合成で判定するか決まらない", "nobody could tell which direction and composition hold"),
        example: "metric uptime : percent higher own product suppliers product\nmetric uptime : percent higher own min suppliers min",
        remedy: ("一つにまとめるか、別の名前にする", "keep one of them, or rename one"),
    },
};

/// A metric that no catalogue declares.
pub static UNKNOWN_METRIC: Code = Code {
    name: "unknown_metric",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("宣言されていない指標である", "a metric that was not declared"),
        why: (
            "単位も向きも分からない水準は比べられない",
            "without unit and direction a level cannot be compared with any other",
        ),
        example: "contract K1 H -> A { promises avail >= 99.9% }",
        remedy: (
            "綴りを直すか、確認表で `metric` を宣言する",
            "correct the name, or declare the `metric` in a catalogue",
        ),
    },
};

/// A name that two catalogues in use declare as different measures.
pub static AMBIGUOUS_METRIC: Code = Code {
    name: "ambiguous_metric",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ名前の指標が確認表によって違う", "two catalogues declare a metric of one name in different ways"),
        why: (
            "単位や向き、合成の仕方が違えば、同じ約束が別の意味になる",
            "with another unit, direction or composition the same promise means something else",
        ),
        example: "use ours, theirs   // どちらも notice を宣言 / both declare notice",
        remedy: ("宣言をそろえるか、別の名前にする", "make the declarations agree, or rename one"),
    },
};

/// A composition that the unit or the direction of a metric does not have.
pub static SENSELESS_COMPOSITION: Code = Code {
    name: "senseless_composition",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("この単位や向きの指標では意味をなさない合成である", "a composition that makes no sense for the metric"),
        why: (
            "時間どうしを掛けても、稼働率どうしを足しても、何の水準にもならない",
            "durations multiplied, or availabilities added up, are no level of anything",
        ),
        example: "metric notice : duration lower own product suppliers max",
        remedy: (
            "`product` は高いほど良い割合に、`sum` は低いほど良い指標に使う",
            "use `product` for percentages where higher is better, `sum` where lower is better",
        ),
    },
};

/// Declares the metrics of one catalogue, in natural order of their names.
pub(super) fn declare(
    catalogue: CatalogueIdx,
    declarations: &[MetricDecl],
    metrics: &mut Table<MetricIdx, Metric>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut first: BTreeMap<String, &MetricDecl> = BTreeMap::new();
    for declaration in declarations {
        let before = *first.entry(declaration.name.key()).or_insert(declaration);
        if !std::ptr::eq(before, declaration) {
            problems.push(duplicate(&declaration.name, &before.name));
        }
    }
    let mut sorted: Vec<_> = first.into_iter().collect();
    sorted.sort_by(|(a, _), (b, _)| natural_order(a, b));
    for (key, declaration) in sorted {
        if let Some(mut metric) = metric(catalogue, declaration, problems) {
            let alike = |it: &Metric| same(&it.name, &key) && it.same_measure(&metric);
            metric.first = metrics.position(alike).unwrap_or(MetricIdx::new(metrics.len()));
            metrics.push(metric);
        }
    }
}

fn metric(catalogue: CatalogueIdx, declaration: &MetricDecl, problems: &mut Vec<Diagnostic>) -> Option<Metric> {
    let unit = keep(word::<Unit>(&declaration.unit), problems);
    let better = keep(word::<Direction>(&declaration.better), problems);
    let own = keep(word::<Composition>(&declaration.own), problems);
    let suppliers = keep(word::<Composition>(&declaration.suppliers), problems);
    let (unit, better, own, suppliers) = (unit?, better?, own?, suppliers?);
    for (composition, written) in [(own, &declaration.own), (suppliers, &declaration.suppliers)] {
        if !makes_sense(composition, unit, better) {
            problems.push(senseless(composition, written));
        }
    }
    let name = declaration.name.text.clone();
    Some(Metric {
        catalogue,
        title: title_or(declaration.title.as_ref(), &name),
        name,
        first: MetricIdx::new(0),
        unit,
        better,
        own,
        suppliers,
        docs: declaration.docs.clone(),
        span: declaration.name.span,
    })
}

/// What composes must never come out better than its parts, or what nobody stated could not count as perfect; the best of several is
/// the exception, where one perfect supplier is enough.
fn makes_sense(composition: Composition, unit: Unit, better: Direction) -> bool {
    match composition {
        Composition::Product => unit == Unit::Percent && better == Direction::Higher,
        Composition::Sum => better == Direction::Lower,
        Composition::Min | Composition::Max => true,
    }
}

fn senseless(composition: Composition, written: &Name) -> Diagnostic {
    let word = &written.text;
    let headline = text!("`{word}` はこの指標では意味をなしません", "`{word}` makes no sense for this metric");
    let help = match composition {
        Composition::Product => {
            text!("掛け合わせられるのは `percent higher` だけです", "only `percent higher` can be multiplied")
        }
        Composition::Sum | Composition::Min | Composition::Max => {
            text!("足し合わせられるのは `lower` の指標だけです", "only what is `lower` can be added up")
        }
    };
    Diagnostic::new(&SENSELESS_COMPOSITION, written.span, headline).help(help)
}

fn duplicate(name: &Name, before: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!("指標 `{written}` は宣言済みです", "the metric `{written}` is declared already");
    Diagnostic::new(&DUPLICATE_METRIC, name.span, headline)
        .label(before.span, text!("最初の宣言", "first declared here"))
}

/// The metric of a name, of the catalogues in use: what else was read has no say in it. Of equal declarations the first.
pub(super) fn named(policy: &Policy, in_use: &[CatalogueIdx], name: &Name) -> Result<MetricIdx, Diagnostic> {
    let key = name.key();
    let all: Vec<&Metric> = policy.metrics.iter().filter(|it| same(&it.name, &key)).collect();
    let used: Vec<&Metric> = all.iter().copied().filter(|it| in_use.contains(&it.catalogue)).collect();
    let Some((one, others)) = used.split_first() else {
        return Err(match all.first() {
            Some(it) => unused(&policy.catalogues[it.catalogue].name, name),
            None => unknown(policy, name),
        });
    };
    match others.iter().find(|other| other.first != one.first) {
        None => Ok(one.first),
        Some(other) => Err(ambiguous(name, one, other)),
    }
}

/// The metric that a rule names: of the catalogue that it cites, else of any.
pub(super) fn named_in_rule(policy: &Policy, cited: CatalogueIdx, name: &Name) -> Result<MetricIdx, Diagnostic> {
    let all: Vec<CatalogueIdx> = policy.catalogues.indices().collect();
    named(policy, &[cited], name).or_else(|_| named(policy, &all, name))
}

fn ambiguous(name: &Name, one: &Metric, other: &Metric) -> Diagnostic {
    let written = &name.text;
    let headline = text!(
        "指標 `{written}` の宣言が確認表によって違います",
        "catalogues declare the metric `{written}` differently"
    );
    Diagnostic::new(&AMBIGUOUS_METRIC, name.span, headline)
        .label(one.span, text!("一方の宣言", "one declaration"))
        .label(other.span, text!("もう一方の宣言", "the other declaration"))
}

fn unused(catalogue: &str, name: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!(
        "指標 `{written}` は確認表 `{catalogue}` のものですが、使用していません",
        "the metric `{written}` is one of the catalogue `{catalogue}`, which is not in use"
    );
    Diagnostic::new(&UNKNOWN_METRIC, name.span, headline)
        .help(text!("`use {catalogue}` と書いてください", "write `use {catalogue}`"))
}

fn unknown(policy: &Policy, name: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!("指標 `{written}` は宣言されていません", "no metric `{written}` was declared");
    let declared = policy.metrics.iter().map(|it| it.name.as_str());
    Diagnostic::new(&UNKNOWN_METRIC, name.span, headline).suggest(&name.key(), declared)
}

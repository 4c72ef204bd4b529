//! Levels as written: the metric, the amount in its unit, the hours and the exceptions.
//!
//! # Choices
//!
//! - A level is limited by the hours of a week (kinds of days with times; a public holiday is a day of its own kind) and by labels of
//!   what is not counted, so that inclusion is decided exactly. Nothing said is always, and nothing excepted.
//! - A window ends on its day; over midnight it is written as two. Windows add up.
//! - One contract may promise one metric several times only under different limits.
//! - Promises and own shares speak of the whole contract: what differs from component to component is promised by different
//!   contracts.

use std::collections::BTreeSet;

use bigdecimal::{BigDecimal, Zero};

use super::members::WRONG_KIND_OF_NAME;
use super::metrics;
use super::names::{keep, words};
use super::statement::missing;
use super::value;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{
    Bound, CatalogueIdx, DAY_KINDS, Direction, Engagement, FactType, Hours, Limits, MINUTES, Metric, MetricIdx, Policy,
    ServiceLevel, Unit, Value, Weekday,
};
use crate::source::Span;
use crate::syntax::ast::{self, Name, Scalar, Window};
use crate::syntax::{TOO_LARGE, limits::MAX_LEVELS};
use crate::text;

/// A bound on the wrong side.
pub static WRONG_DIRECTION: Code = Code {
    name: "wrong_direction",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("水準の不等号が指標の向きと逆である", "the bound of a level points the wrong way"),
        why: (
            "稼働率が99.9%以下という約束は何も約束していない",
            "that availability is at most 99.9% promises nothing to anybody",
        ),
        example: "metric availability : percent higher own product suppliers product\ncontract K1 H -> A { promises availability <= 99.9% }",
        remedy: ("不等号を逆にする", "turn the sign round"),
    },
};

/// A level that nothing can have.
pub static IMPOSSIBLE_LEVEL: Code = Code {
    name: "impossible_level",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("あり得ない水準である", "a level that nothing can have"),
        why: (
            "100%を超える割合や負の値を計算に入れると、足りない水準が隠れる",
            "percentages above 100 % and negative amounts would hide what falls short",
        ),
        example: "contract K1 H -> A { promises availability >= 110% }",
        remedy: (
            "割合は 0% から 100%、ほかは 0 以上で書く",
            "write percentages from 0% to 100%, anything else from 0 up",
        ),
    },
};

/// One contract with two amounts for one metric under the same limits.
pub static CONTRADICTING_LEVELS: Code = Code {
    name: "contradicting_levels",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "一つの契約に、同じ条件で同じ指標の水準が二つある",
            "one contract has two levels of one metric under the same limits",
        ),
        why: ("どちらが有効か決まらない", "nobody could tell which of the two holds"),
        example: "contract K1 H -> A { promises availability >= 99.9%, availability >= 99% }",
        remedy: ("一つにするか、時間帯や対象外を分ける", "keep one, or give them different hours or exceptions"),
    },
};

/// A goal where only what is owed can stand.
pub static MISPLACED_GOAL: Code = Code {
    name: "misplaced_goal",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("約束でないものに `as goal` が付いている", "`as goal` stands at something that is no promise"),
        why: (
            "求める水準や自社分は努力目標にならない。努力目標にできるのは約束だけである",
            "a demand or an own share is no goal; only a promise can be weakened to one",
        ),
        example: "H demands availability >= 99.9% as goal on emr",
        remedy: ("`as goal` を消す", "drop `as goal`"),
    },
};

/// Hours that are none.
pub static BAD_HOURS: Code = Code {
    name: "bad_hours",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("時間帯の時刻が誤っている", "hours of service that no day has"),
        why: ("時間帯が決まらなければ水準を比べられない", "levels can be compared only over hours that exist"),
        example: "promises availability >= 99.9% hours weekdays 22:00 .. 06:00",
        remedy: (
            "`00:00` から `24:00` の間で、終わりを始まりより後にする。日をまたぐ時間帯は二つに分ける",
            "stay between `00:00` and `24:00`, and end after the beginning; write two windows to go over midnight",
        ),
    },
};

/// A level demanded by somebody who only supplies.
pub static DEMAND_OF_A_VENDOR: Code = Code {
    name: "demand_of_a_vendor",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("医療機関でない当事者が水準を求めている", "somebody other than the hospital demands a level"),
        why: (
            "求める水準は医療機関のものである。事業者どうしの水準は契約の約束に書く",
            "demands are the hospital's; what vendors owe each other stands in the promises of their contracts",
        ),
        example: "A demands availability >= 99.9% on iaas",
        remedy: ("再委託契約の `promises` に書く", "write it as `promises` of the subcontract"),
    },
};

/// What levels are read against.
#[derive(Clone, Copy)]
pub(super) struct Metrics<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The catalogues in use.
    pub in_use: &'a [CatalogueIdx],
}

/// The promises of a contract, by metric, then limits.
pub(super) fn promises(
    metrics: Metrics,
    written: &[ast::ServiceLevel],
    problems: &mut Vec<Diagnostic>,
) -> Vec<ServiceLevel> {
    let written = bounded(written, problems);
    let mut all: Vec<ServiceLevel> = Vec::new();
    for it in written {
        if let Some(bound) = bound(metrics, it, problems) {
            all.push(ServiceLevel { bound, goal: it.goal, origin: None, replaces: Vec::new(), span: it.span });
        }
    }
    all.sort_by(|a, b| about(a).cmp(&about(b)).then_with(|| a.bound.cmp(&b.bound)));
    for pair in all.windows(2) {
        if let [earlier, later] = pair
            && about(earlier) == about(later)
            && earlier.bound.amount != later.bound.amount
        {
            problems.push(contradicting(metrics, earlier, later));
        }
    }
    all.dedup_by(|a, b| about(a) == about(b));
    all
}

/// What it speaks of, whatever the amount.
pub(super) fn about(it: &ServiceLevel) -> impl Ord + '_ {
    (it.bound.metric, &it.bound.limits, it.goal)
}

/// The own shares of a contract or the demands of a control, by metric, then limits.
pub(super) fn own_shares(
    metrics: Metrics,
    written: &[ast::ServiceLevel],
    problems: &mut Vec<Diagnostic>,
) -> Vec<ServiceLevel> {
    no_goals(written, problems);
    promises(metrics, written, problems)
}

/// What is demanded.
pub(super) fn demands(metrics: Metrics, written: &[ast::ServiceLevel], problems: &mut Vec<Diagnostic>) -> Vec<Bound> {
    no_goals(written, problems);
    bounded(written, problems).iter().filter_map(|it| bound(metrics, it, problems)).collect()
}

/// As many as can be compared; what is too much is reported.
fn bounded<'a>(written: &'a [ast::ServiceLevel], problems: &mut Vec<Diagnostic>) -> &'a [ast::ServiceLevel] {
    if let Some(over) = written.get(MAX_LEVELS) {
        problems.push(too_many(over.span, written.len()));
    }
    written.get(..MAX_LEVELS).unwrap_or(written)
}

fn too_many(span: Span, count: usize) -> Diagnostic {
    let headline = text!(
        "{count} 個あり、上限の {MAX_LEVELS} 個を超えています",
        "there are {count}, and at most {MAX_LEVELS} are read"
    );
    Diagnostic::new(&TOO_LARGE, span, headline)
}

fn no_goals(written: &[ast::ServiceLevel], problems: &mut Vec<Diagnostic>) {
    for goal in written.iter().filter(|it| it.goal) {
        let headline = text!("約束でないものは努力目標にできません", "only a promise can be a goal");
        problems.push(Diagnostic::new(&MISPLACED_GOAL, goal.span, headline));
    }
}

fn bound(metrics: Metrics, written: &ast::ServiceLevel, problems: &mut Vec<Diagnostic>) -> Option<Bound> {
    let found = keep(metrics::named(metrics.policy, metrics.in_use, &written.metric), problems);
    let limits = limits(written, problems);
    let found = found?;
    let metric = &metrics.policy.metrics[found];
    let amount = keep(amount(metric, written), problems)?;
    let text = written.at_least.as_ref().or(written.at_most.as_ref()).map(|it| it.0.text.clone());
    Some(Bound { metric: found, amount, written: text.unwrap_or_default(), limits: limits? })
}

/// The amount, on the side on which the metric is bounded, in its unit.
fn amount(metric: &Metric, written: &ast::ServiceLevel) -> Result<BigDecimal, Diagnostic> {
    let (wanted, other, key) = match metric.better {
        Direction::Higher => (&written.at_least, &written.at_most, "at_least"),
        Direction::Lower => (&written.at_most, &written.at_least, "at_most"),
    };
    if let Some(Scalar(other)) = other {
        return Err(wrong_direction(metric, other));
    }
    let Some(Scalar(amount)) = wanted else {
        return Err(missing(written.metric.span, &written.metric.text, key, key));
    };
    in_unit(metric, amount)
}

/// What a test says that a level comes to: a metric of the catalogues in use by its name, and an amount in its unit.
///
/// # Errors
/// `unknown_metric`, `ambiguous_metric`, `impossible_level`, and whatever is wrong with the amount.
pub fn level_named(
    policy: &Policy,
    engagement: &Engagement,
    metric: &Name,
    amount: &Name,
) -> Result<(MetricIdx, BigDecimal), Diagnostic> {
    let in_use: Vec<CatalogueIdx> = engagement.uses.iter().map(|used| used.catalogue).collect();
    let found = metrics::named(policy, &in_use, metric)?;
    Ok((found, in_unit(&policy.metrics[found], amount)?))
}

/// An amount in the unit of a metric, and possible for it.
fn in_unit(metric: &Metric, amount: &Name) -> Result<BigDecimal, Diagnostic> {
    let kind = match metric.unit {
        Unit::Percent => FactType::Percent,
        Unit::Duration => FactType::Duration,
        Unit::Number => FactType::Number,
    };
    let declared = |problem: Diagnostic| problem.label(metric.span, text!("ここで宣言", "declared here"));
    let found = match value::value(amount, &kind).map_err(declared)? {
        Value::Percent(found) | Value::Duration(found) | Value::Number(found) => found,
        Value::Bool(_) | Value::Word(_) | Value::Date(_) | Value::Thing(_) | Value::Metric(_) | Value::Row(..) => {
            return Err(value::wrong_type(amount, &kind));
        }
    };
    let most = (metric.unit == Unit::Percent).then(|| BigDecimal::from(100));
    if found < BigDecimal::zero() || most.is_some_and(|most| found > most) {
        return Err(impossible(metric, amount));
    }
    Ok(found)
}

fn wrong_direction(metric: &Metric, amount: &Name) -> Diagnostic {
    let (name, sign, amount_text) = (&metric.name, metric.sign(), &amount.text);
    let headline = match metric.better {
        Direction::Higher => text!("`{name}` は高いほど良い指標です", "of `{name}` more is better"),
        Direction::Lower => text!("`{name}` は低いほど良い指標です", "of `{name}` less is better"),
    };
    Diagnostic::new(&WRONG_DIRECTION, amount.span, headline)
        .label(metric.span, text!("ここで宣言", "declared here"))
        .help(text!("`{name} {sign} {amount_text}` と書きます", "write `{name} {sign} {amount_text}`"))
}

fn impossible(metric: &Metric, amount: &Name) -> Diagnostic {
    let (name, amount_text) = (&metric.name, &amount.text);
    let headline = text!("`{name}` が `{amount_text}` になることはありません", "`{name}` can never be `{amount_text}`");
    let help = match metric.unit {
        Unit::Percent => text!("`0%` から `100%` の間で書きます", "write an amount from `0%` to `100%`"),
        Unit::Duration | Unit::Number => text!("0 以上で書きます", "write an amount that is not negative"),
    };
    Diagnostic::new(&IMPOSSIBLE_LEVEL, amount.span, headline).help(help)
}

fn limits(written: &ast::ServiceLevel, problems: &mut Vec<Diagnostic>) -> Option<Limits> {
    let parts = [written.hours.len(), written.excluding.len()];
    if let Some(count) = parts.into_iter().find(|count| *count > MAX_LEVELS) {
        problems.push(too_many(written.span, count));
        return None;
    }
    let excluding: BTreeSet<String> = written.excluding.iter().map(|label| label.key()).collect();
    if written.hours.is_empty() {
        return Some(Limits { hours: Hours::default(), excluding });
    }
    let stretches: Vec<_> = written.hours.iter().map(|it| window(it, problems)).collect();
    let stretches: Option<Vec<_>> = stretches.into_iter().collect();
    Some(Limits { hours: Hours::new(stretches?.into_iter().flatten()), excluding })
}

/// The minutes of a window on each kind of its days.
fn window(written: &Window, problems: &mut Vec<Diagnostic>) -> Option<Vec<(usize, u16, u16)>> {
    let before = problems.len();
    let days: Vec<Weekday> = words(&written.days, problems);
    let from = keep(time(&written.from), problems);
    let to = keep(time(&written.to), problems);
    let (from, to) = (from?, to?);
    if problems.len() > before {
        return None;
    }
    if to <= from {
        problems.push(turned_round(written));
        return None;
    }
    if days.is_empty() {
        problems.push(missing(written.from.span, "hours", "曜日", "days"));
        return None;
    }
    Some(days.into_iter().flat_map(kinds).map(|kind| (kind, from, to)).collect())
}

/// The kinds of days that a word names: Monday to Sunday, then public holidays.
fn kinds(days: Weekday) -> std::ops::Range<usize> {
    match days {
        Weekday::Mon => 0..1,
        Weekday::Tue => 1..2,
        Weekday::Wed => 2..3,
        Weekday::Thu => 3..4,
        Weekday::Fri => 4..5,
        Weekday::Sat => 5..6,
        Weekday::Sun => 6..7,
        Weekday::Holidays => 7..8,
        Weekday::Weekdays => 0..5,
        Weekday::Daily => 0..DAY_KINDS,
    }
}

/// The minute of a day: `08:30`, up to `24:00`.
fn time(written: &Name) -> Result<u16, Diagnostic> {
    let key = written.key();
    let two = |part: &str, most: u16| {
        let digits = !part.is_empty() && part.len() <= 2 && part.bytes().all(|it| it.is_ascii_digit());
        part.parse::<u16>().ok().filter(|number| digits && *number <= most)
    };
    let minute = key.split_once(':').and_then(|(hour, minute)| Some(two(hour, 24)? * 60 + two(minute, 59)?));
    minute.filter(|minute| *minute <= MINUTES).ok_or_else(|| {
        let written_text = &written.text;
        let headline = text!("`{written_text}` という時刻はありません", "there is no time `{written_text}`");
        Diagnostic::new(&BAD_HOURS, written.span, headline)
            .help(text!("`08:30` の形で `24:00` までを書きます", "write a time like `08:30`, up to `24:00`"))
    })
}

fn turned_round(written: &Window) -> Diagnostic {
    let (from, to) = (&written.from.text, &written.to.text);
    let headline =
        text!("`{to}` は始まりの `{from}` より後ではありません", "`{to}` is not after the beginning, `{from}`");
    Diagnostic::new(&BAD_HOURS, joined(written.from.span, written.to.span), headline).help(text!(
        "日をまたぐ時間帯は `{from} .. 24:00` と `00:00 .. {to}` に分けます",
        "to go over midnight write `{from} .. 24:00` and `00:00 .. {to}`"
    ))
}

fn joined(first: Span, last: Span) -> Span {
    if first.source == last.source { first.to(last) } else { first }
}

/// A demand on something that no contract covers and that is no contract.
pub(super) fn misplaced_demand(name: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!("`{written}` に水準は求められません", "no level can be demanded on `{written}`");
    Diagnostic::new(&WRONG_KIND_OF_NAME, name.span, headline)
        .help(text!("構成要素か契約の名前を書きます", "name a component or a contract"))
}

/// A demand of somebody else than the hospital.
pub(super) fn demand_of_a_vendor(name: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!("`{written}` は医療機関ではありません", "`{written}` is not the hospital");
    Diagnostic::new(&DEMAND_OF_A_VENDOR, name.span, headline).help(text!(
        "事業者どうしの水準は再委託契約の `promises` に書きます",
        "between vendors write `promises` of the subcontract"
    ))
}

pub(super) fn contradicting(metrics: Metrics, earlier: &ServiceLevel, later: &ServiceLevel) -> Diagnostic {
    let metric = &metrics.policy.metrics[later.bound.metric].name;
    let headline =
        text!("`{metric}` の水準が同じ条件で二つあります", "there are two levels of `{metric}` under the same limits");
    Diagnostic::new(&CONTRADICTING_LEVELS, later.span, headline)
        .label(earlier.span, text!("もう一つはここです", "the other one is here"))
}

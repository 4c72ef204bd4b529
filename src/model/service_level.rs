//! Levels of service: metrics, what is promised and demanded of them, and when.

use std::collections::BTreeSet;
use std::fmt;

use bigdecimal::{BigDecimal, Zero};

use super::{CatalogueIdx, Composition, Direction, MetricIdx, Origin, Unit, Weekday, Word};
use crate::diagnostic::Text;
use crate::source::Span;

/// `metric availability : percent higher own product suppliers product ja "…"`
#[derive(Clone, Debug)]
pub struct Metric {
    /// The catalogue that declares it.
    pub catalogue: CatalogueIdx,
    /// Its name as declared; compared by NFKC.
    pub name: String,
    /// The first declaration of the same measure under the same name, in any catalogue: what is promised of one is promised of all.
    pub first: MetricIdx,
    /// What it is counted in.
    pub unit: Unit,
    /// Which way is better.
    pub better: Direction,
    /// How the own share composes with the suppliers.
    pub own: Composition,
    /// How suppliers compose among each other.
    pub suppliers: Composition,
    /// What it means.
    pub title: Text,
    /// `///` lines before it.
    pub docs: Vec<String>,
    /// Its name in the text.
    pub span: Span,
}

/// A level of a metric, under its limits. What is as good as it or better fulfils it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bound {
    /// The metric; of equal declarations in several catalogues the first.
    pub metric: MetricIdx,
    /// The amount: percent, seconds or a plain number; exact.
    pub amount: BigDecimal,
    /// The amount as written.
    pub written: String,
    /// Under which limits.
    pub limits: Limits,
}

/// A level that a contract grants, or that its supplier's own layer contributes.
#[derive(Clone, Debug)]
pub struct ServiceLevel {
    /// What, and under which limits.
    pub bound: Bound,
    /// `as goal`: aimed at, and so never promised.
    pub goal: bool,
    /// The template that says it, if the contract does not say it itself; its `clause` is an index into the levels of the template.
    pub origin: Option<Origin>,
    /// The levels of templates that the contract replaces by it.
    pub replaces: Vec<Span>,
    /// The whole of it in the text.
    pub span: Span,
}

/// When a level is measured, and what is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limits {
    /// The hours of service.
    pub hours: Hours,
    /// The exceptions, by their NFKC form.
    pub excluding: BTreeSet<String>,
}

impl Limits {
    /// Whether these limits are at least as wide as others: the hours include theirs, and the exceptions are among theirs.
    pub fn reach_over(&self, others: &Limits) -> bool {
        self.hours.include(&others.hours) && self.excluding.is_subset(&others.excluding)
    }
}

/// Kinds of days: Monday to Sunday on which there is no public holiday, and public holidays.
pub const DAY_KINDS: usize = 8;

/// Minutes of a day, the last one out.
pub const MINUTES: u16 = 24 * 60;

/// Minutes of a day, from the first to one past the last.
type Stretches = Vec<(u16, u16)>;

/// The hours of service in a week: for each kind of day stretches of minutes that neither overlap nor touch, in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours([Stretches; DAY_KINDS]);

impl Default for Hours {
    /// Always.
    fn default() -> Self {
        Hours(std::array::from_fn(|_| vec![(0, MINUTES)]))
    }
}

impl Hours {
    /// Hours from stretches of minutes on kinds of days, in any order, overlapping or not.
    ///
    /// ```
    /// use buntan::model::Hours;
    /// let [by_hand, whole] = [Hours::new([(0, 60, 120), (0, 120, 180)]), Hours::new([(0, 60, 180)])];
    /// assert!(by_hand == whole && Hours::default().include(&whole) && !whole.include(&Hours::default()));
    /// ```
    pub fn new(stretches: impl IntoIterator<Item = (usize, u16, u16)>) -> Self {
        let mut days: [Stretches; DAY_KINDS] = Default::default();
        for (kind, from, to) in stretches {
            if let Some(day) = days.get_mut(kind) {
                day.push((from, to));
            }
        }
        Hours(days.map(joined))
    }

    /// Whether every minute of other hours lies in these.
    pub fn include(&self, other: &Hours) -> bool {
        let within = |day: &Stretches, part: &(u16, u16)| {
            let begun = day.partition_point(|it| it.0 <= part.0);
            day.get(..begun).and_then(<[_]>::last).is_some_and(|it| part.1 <= it.1)
        };
        self.0.iter().zip(&other.0).all(|(day, parts)| parts.iter().all(|part| within(day, part)))
    }
}

/// As it is written in the language: days that share their hours together.
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut alike: Vec<(Vec<usize>, &Stretches)> = Vec::new();
        for (kind, stretches) in self.0.iter().enumerate().filter(|(_, it)| !it.is_empty()) {
            match alike.iter_mut().find(|(_, same)| *same == stretches) {
                Some((kinds, _)) => kinds.push(kind),
                None => alike.push((vec![kind], stretches)),
            }
        }
        for (number, (kinds, stretches)) in alike.iter().enumerate() {
            for (place, (from, to)) in stretches.iter().enumerate() {
                let comma = if number + place > 0 { ", " } else { "" };
                let clock = |minute: &u16| format!("{:02}:{:02}", minute / 60, minute % 60);
                write!(f, "{comma}{} {} .. {}", days(kinds), clock(from), clock(to))?;
            }
        }
        Ok(())
    }
}

fn days(kinds: &[usize]) -> String {
    let names: Vec<&str> = Weekday::WORDS.iter().map(|(_, en, _)| *en).collect();
    let one = |kind: &usize| names.get(*kind).copied().unwrap_or_default().to_owned();
    match kinds {
        [0, 1, 2, 3, 4, 5, 6, 7] => Weekday::Daily.name().to_owned(),
        [0, 1, 2, 3, 4, others @ ..] => std::iter::once(Weekday::Weekdays.name().to_owned())
            .chain(others.iter().map(one))
            .collect::<Vec<_>>()
            .join(", "),
        some => some.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}

fn joined(mut stretches: Stretches) -> Stretches {
    stretches.sort();
    let mut all: Stretches = Vec::new();
    for (from, to) in stretches {
        match all.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => all.push((from, to)),
        }
    }
    all
}

impl Metric {
    /// Whether two declarations of one name mean the same measure.
    pub fn same_measure(&self, other: &Metric) -> bool {
        (self.unit, self.better, self.own, self.suppliers) == (other.unit, other.better, other.own, other.suppliers)
    }

    /// Whether a level under some limits says something of all that a level under others speaks of: its hours include theirs, and its
    /// exceptions are among theirs. A share of wider hours may fall into narrower ones alone: of shares the hours are the same.
    pub fn reaches_over(&self, one: &Limits, other: &Limits) -> bool {
        self.covers_hours(&one.hours, &other.hours) && one.excluding.is_subset(&other.excluding)
    }

    /// The same of the hours alone.
    pub fn covers_hours(&self, one: &Hours, other: &Hours) -> bool {
        if self.unit == Unit::Percent { one == other } else { one.include(other) }
    }

    /// Whether one amount is at least as good as another; equal is enough.
    pub fn is_as_good(&self, one: &BigDecimal, other: &BigDecimal) -> bool {
        match self.better {
            Direction::Higher => one >= other,
            Direction::Lower => one <= other,
        }
    }

    /// The amount that nothing can be better than, and that what nobody stated counts as: 100 %, 0; a number that should be high has
    /// none.
    pub fn perfect(&self) -> Option<BigDecimal> {
        match (self.better, self.unit) {
            (Direction::Lower, _) => Some(BigDecimal::from(0)),
            (Direction::Higher, Unit::Percent) => Some(BigDecimal::from(100)),
            (Direction::Higher, Unit::Duration | Unit::Number) => None,
        }
    }

    /// An amount in its unit, exact: `99.73019997%`, `90min`.
    pub fn shown(&self, amount: &BigDecimal) -> String {
        match self.unit {
            Unit::Percent => format!("{}%", plain(amount)),
            Unit::Number => plain(amount),
            Unit::Duration => {
                // The largest unit of which it is a whole number.
                let units = [(86_400_u32, "d"), (3_600, "h"), (60, "min")];
                let whole = |(seconds, _): &&(u32, &str)| (amount % BigDecimal::from(*seconds)).is_zero();
                match units.iter().find(whole).filter(|_| !amount.is_zero()) {
                    // Division of whole numbers, since that of decimals rounds.
                    Some((seconds, unit)) => {
                        let (digits, _) = amount.with_scale(0).into_bigint_and_exponent();
                        format!("{}{unit}", digits / *seconds)
                    }
                    None => format!("{}s", plain(amount)),
                }
            }
        }
    }

    /// `>=` or `<=`
    pub fn sign(&self) -> &'static str {
        match self.better {
            Direction::Higher => ">=",
            Direction::Lower => "<=",
        }
    }
}

/// All digits and no exponent.
fn plain(amount: &BigDecimal) -> String {
    amount.normalized().to_plain_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_that_touch_are_one_stretch_and_a_gap_of_a_minute_is_not() {
        let day = Hours::new([(1, 720, 1_080), (1, 540, 720)]);
        assert!(day.include(&Hours::new([(1, 540, 1_080)])));
        let gap = Hours::new([(1, 540, 719), (1, 720, 1_080)]);
        assert!(!gap.include(&day) && day.include(&gap));
        assert!(!day.include(&Hours::new([(2, 540, 600)])), "another day");
    }
}

//! What two versions are compared by: things with names and fields, whatever text or form they were written in.

use std::collections::BTreeSet;

use bigdecimal::BigDecimal;

use crate::diagnostic::Text;
use crate::model::{Date, Direction, Limits, Word, natural_order};
use crate::source::Span;

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// The engagement as a whole.
    Engagement,
    /// A party.
    Party,
    /// A component.
    Component,
    /// A contract.
    Contract,
    /// A document beside the contracts.
    Evidence,
    /// What was stated of a fact.
    Fact,
    /// A catalogue in use.
    Use,
    /// A statement.
    Statement,
    /// A promise of a contract.
    Promise,
    /// The own share of a contract's supplier.
    OwnShare,
    /// A level that the hospital demands.
    Demand,
    /// A catalogue.
    Catalogue,
    /// A control.
    Control,
    /// A duty.
    Duty,
    /// A metric.
    Metric,
    /// A fact that a catalogue declares.
    DeclaredFact,
    /// A rule.
    Rule,
}

impl Sort {
    /// For programs.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Engagement => "engagement",
            Sort::Party => "party",
            Sort::Component => "component",
            Sort::Contract => "contract",
            Sort::Evidence => "evidence",
            Sort::Fact => "fact",
            Sort::Use => "use",
            Sort::Statement => "statement",
            Sort::Promise => "promise",
            Sort::OwnShare => "own_share",
            Sort::Demand => "demand",
            Sort::Catalogue => "catalogue",
            Sort::Control => "control",
            Sort::Duty => "duty",
            Sort::Metric => "metric",
            Sort::DeclaredFact => "declared_fact",
            Sort::Rule => "rule",
        }
    }

    /// For readers.
    pub fn words(self) -> Text {
        let ja = match self {
            Sort::Engagement => "案件",
            Sort::Party => "当事者",
            Sort::Component => "構成要素",
            Sort::Contract => "契約",
            Sort::Evidence => "文書",
            Sort::Fact | Sort::DeclaredFact => "前提",
            Sort::Use => "使用する確認表",
            Sort::Statement => "記述",
            Sort::Promise => "約束",
            Sort::OwnShare => "自社分",
            Sort::Demand => "要求水準",
            Sort::Catalogue => "確認表",
            Sort::Control => "項目",
            Sort::Duty => "対応",
            Sort::Metric => "指標",
            Sort::Rule => "規則",
        };
        let en = match self {
            Sort::OwnShare => "own share",
            Sort::Use => "catalogue in use",
            Sort::DeclaredFact => "fact",
            other => other.name(),
        };
        Text::new(ja, en)
    }
}

/// Something that a version has.
#[derive(Clone, Debug)]
pub struct Item {
    /// What kind of thing.
    pub sort: Sort,
    /// By what it is found in the other version.
    pub key: String,
    /// What it is called.
    pub name: Text,
    /// Whose it is, by name.
    pub party: Option<String>,
    /// What is said of it; things of one sort have the same fields in the same order.
    pub fields: Vec<Field>,
    /// Where it stands.
    pub span: Option<Span>,
}

/// One thing that is said of an item.
#[derive(Clone, Debug)]
pub struct Field {
    /// For programs.
    pub name: &'static str,
    /// For readers in Japanese; in English the name serves.
    pub ja: &'static str,
    /// What is said; of several things in natural order.
    pub value: Vec<Text>,
    /// When one value is more than another.
    pub order: Order,
}

/// When what is said binds more, or less, than what was said before.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// It never does.
    None,
    /// The more of it the more.
    Set,
    /// Something is more than nothing.
    Presence,
    /// The higher the more.
    Rank(i64),
    /// As the direction of the metric says; exact.
    Amount(Direction, BigDecimal),
    /// Limits that reach over others are more.
    Limits(Limits),
}

/// Whether something binds more than before, or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Less.
    Weaker,
    /// More.
    Stronger,
    /// Neither can be said.
    Other,
}

impl Verdict {
    /// For programs.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Weaker => "weaker",
            Verdict::Stronger => "stronger",
            Verdict::Other => "other",
        }
    }

    /// Of several together: what no other contradicts.
    pub fn of(all: impl IntoIterator<Item = Verdict>) -> Verdict {
        let all: Vec<Verdict> = all.into_iter().filter(|it| *it != Verdict::Other).collect();
        match all.first() {
            Some(first) if all.iter().all(|it| it == first) => *first,
            _ => Verdict::Other,
        }
    }
}

impl Field {
    /// A field with one value at most.
    pub fn one(name: &'static str, ja: &'static str, value: Option<impl Into<String>>) -> Self {
        Field { name, ja, value: value.map(Text::same).into_iter().collect(), order: Order::None }
    }

    /// A field with several values, whose order says nothing.
    pub fn all(name: &'static str, ja: &'static str, values: impl IntoIterator<Item = String>) -> Self {
        let mut value: Vec<String> = values.into_iter().collect();
        value.sort_by(|a, b| natural_order(a, b));
        value.dedup();
        Field { name, ja, value: value.into_iter().map(Text::same).collect(), order: Order::None }
    }

    /// A field with a word of a closed vocabulary.
    pub fn word(name: &'static str, ja: &'static str, word: Option<impl Word>) -> Self {
        Field { name, ja, value: word.map(Word::words).into_iter().collect(), order: Order::None }
    }

    /// A field with words of a closed vocabulary.
    pub fn words(name: &'static str, ja: &'static str, words: impl IntoIterator<Item = impl Word>) -> Self {
        let mut value: Vec<Text> = words.into_iter().map(Word::words).collect();
        value.sort();
        value.dedup();
        Field { name, ja, value, order: Order::None }
    }

    /// A field with a text: both languages where they differ, so that a change of either is seen.
    pub fn text(name: &'static str, ja: &'static str, text: &Text) -> Self {
        let both = match text.ja == text.en {
            true => text.ja.clone(),
            false => format!("{} / {}", text.ja, text.en),
        };
        Field::one(name, ja, (!both.is_empty()).then_some(both))
    }

    /// A field that is said or not.
    pub fn flag(name: &'static str, ja: &'static str, said: bool) -> Self {
        Field::one(name, ja, said.then_some("yes"))
    }

    /// A field with a day.
    pub fn day(name: &'static str, ja: &'static str, day: Option<Date>) -> Self {
        Field::one(name, ja, day.map(|it| it.to_string()))
    }

    /// The same, ordered.
    pub fn ordered(self, order: Order) -> Self {
        Field { order, ..self }
    }

    /// The same, ordered where something holds.
    pub fn ordered_if(self, holds: bool, order: Order) -> Self {
        if holds { self.ordered(order) } else { self }
    }

    /// What is said, in a line.
    pub fn told(&self) -> Text {
        Text::list(&self.value)
    }

    /// Whether the other field, of the same name, says more or less; `None` where both say the same.
    pub fn against(&self, new: &Field) -> Option<Verdict> {
        if self.value == new.value && (self.order == new.order || self.value.is_empty()) {
            return None;
        }
        Some(match (&self.order, &new.order) {
            (Order::Set, Order::Set) => {
                let [old, new]: [BTreeSet<&Text>; 2] = [&self.value, &new.value].map(|it| it.iter().collect());
                by(new.is_superset(&old), old.is_superset(&new))
            }
            (Order::Presence, Order::Presence) => by(self.value.is_empty(), new.value.is_empty()),
            (Order::Rank(old), Order::Rank(new)) => by(new >= old, old >= new),
            (Order::Amount(better, old), Order::Amount(way, new)) if better == way => match better {
                Direction::Higher => by(new >= old, old >= new),
                Direction::Lower => by(new <= old, old <= new),
            },
            (Order::Limits(old), Order::Limits(new)) => by(new.reach_over(old), old.reach_over(new)),
            _ => Verdict::Other,
        })
    }
}

fn by(at_least: bool, at_most: bool) -> Verdict {
    match (at_least, at_most) {
        (true, false) => Verdict::Stronger,
        (false, true) => Verdict::Weaker,
        (true, true) | (false, false) => Verdict::Other,
    }
}

impl Item {
    /// What a field says, as a key.
    pub fn said(&self, name: &str) -> String {
        let field = self.fields.iter().find(|it| it.name == name);
        field.map(|it| it.told().en).unwrap_or_default()
    }

    /// Everything that it says, as a key.
    pub fn whole(&self) -> String {
        let each: Vec<String> = self.fields.iter().map(|it| format!("{}\u{1}{}", it.told().ja, it.told().en)).collect();
        format!("{}\u{2}{}", self.key, each.join("\u{2}"))
    }
}

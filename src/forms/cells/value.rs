//! What stands in a cell.

use jiff::civil::Date;

/// The value of one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// A number that is not shown as a day.
    Number(f64),
    /// A day.
    Day(Date),
    /// A tick box, `TRUE`, `FALSE`.
    Truth(bool),
    /// `#REF!`
    Fault(String),
    /// A formula that no spreadsheet has calculated yet.
    Formula(String),
}

impl Value {
    /// Words, or nothing.
    pub fn text(words: impl Into<String>) -> Self {
        let words = words.into();
        if words.is_empty() { Value::Empty } else { Value::Text(words) }
    }

    /// A day, or nothing.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Value::Empty, Value::Day)
    }

    /// As one sees it.
    pub fn shown(&self) -> String {
        match self {
            Value::Empty => String::new(),
            Value::Text(words) | Value::Fault(words) | Value::Formula(words) => words.clone(),
            Value::Number(number) => number.to_string(),
            Value::Day(day) => day.to_string(),
            Value::Truth(true) => "TRUE".to_owned(),
            Value::Truth(false) => "FALSE".to_owned(),
        }
    }

    /// Whether nothing is to be seen in it.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Empty => true,
            Value::Text(words) => words.chars().all(char::is_whitespace),
            Value::Number(_) | Value::Day(_) | Value::Truth(_) | Value::Fault(_) | Value::Formula(_) => false,
        }
    }
}

//! Facts that nobody states: they follow from other facts and the structure, by rules that cite the text.
//!
//! ```text
//! derive in_scope of contract : bool {
//!   no "§1"                                         depth 0: the default
//!   except yes "§1" when type == saas {             depth 1
//!     except no "§1.3" when on_site                 depth 2: the deepest that is true decides
//!   }
//! }
//! ```

use super::{Condition, Value};
use crate::source::Span;

/// The rules of a derived fact: the default first, every exception after the one it stands in.
#[derive(Clone, Debug, Default)]
pub struct Derived {
    /// Empty where the declaration had errors.
    pub rules: Vec<DerivedRule>,
}

/// A default or an exception.
#[derive(Clone, Debug)]
pub struct DerivedRule {
    /// How many exceptions deep it stands; 0 is the default.
    pub depth: usize,
    /// The exception around it, an index into [`Derived::rules`]; `None` for the default and for the exceptions to it.
    pub parent: Option<usize>,
    /// What it comes to.
    pub outcome: Outcome,
    /// When it holds; `None` for the default.
    pub when: Option<Condition>,
    /// The condition as written; that of the default where it is the answer of one.
    pub when_text: String,
    /// The item of the text: `§1.3`.
    pub source: Option<String>,
    /// Its place.
    pub span: Span,
}

/// What a rule comes to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// This value.
    Value(Value),
    /// The text does not decide.
    Open,
    /// `yes` where the condition holds, else `no`.
    Answer(Condition),
}

impl DerivedRule {
    /// As it is written, without its source: `except no when on_site`.
    pub fn words(&self) -> String {
        let when = &self.when_text;
        let value = match &self.outcome {
            Outcome::Value(value) => value.to_string(),
            Outcome::Open => "open".to_owned(),
            Outcome::Answer(_) => return format!("when {when}"),
        };
        if self.when.is_some() { format!("except {value} when {when}") } else { value }
    }
}

impl Derived {
    /// All conditions of all rules.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.rules.iter().flat_map(|rule| {
            let answer = match &rule.outcome {
                Outcome::Answer(condition) => Some(condition),
                Outcome::Value(_) | Outcome::Open => None,
            };
            rule.when.iter().chain(answer)
        })
    }

    /// The same, to be changed.
    pub(super) fn conditions_mut(&mut self) -> impl Iterator<Item = &mut Condition> {
        self.rules.iter_mut().flat_map(|rule| {
            let answer = match &mut rule.outcome {
                Outcome::Answer(condition) => Some(condition),
                Outcome::Value(_) | Outcome::Open => None,
            };
            rule.when.iter_mut().chain(answer)
        })
    }
}

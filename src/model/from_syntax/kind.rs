//! The type of something that a condition can name.

use super::names::unknown_word;
use super::value;
use crate::diagnostic::{Diagnostic, Text};
use crate::model::{FactType, Sort, Value, Word};
use crate::syntax::ast::Name;
use crate::text;

/// The type of a fact, or a closed vocabulary.
#[derive(Clone, PartialEq)]
pub(super) enum Kind {
    /// A type that facts have.
    Plain(FactType),
    /// A vocabulary: what it is called (ja, en), and its words (en, ja).
    Closed((&'static str, &'static str), Vec<(&'static str, &'static str)>),
    /// A thing of the engagement; a vendor is a party.
    Thing(Sort),
    /// A metric, which the catalogues declare.
    Metric,
    /// An amount in the unit of whatever metric it is of.
    Amount,
    /// Words that can only be shown.
    Words,
}

impl Kind {
    /// The type of a fact as conditions see it.
    pub fn of(fact: &FactType) -> Self {
        match fact {
            FactType::Party => Kind::Thing(Sort::Party),
            plain => Kind::Plain(plain.clone()),
        }
    }

    /// The vocabulary of an enum.
    pub fn closed<T: Word>() -> Self {
        Kind::Closed(T::WHAT, T::WORDS.iter().map(|(_, en, ja)| (*en, *ja)).collect())
    }

    /// Reads a value of this type; the words of a closed vocabulary in their English form.
    pub fn read(&self, written: &Name) -> Result<Value, Diagnostic> {
        match self {
            Kind::Plain(plain) => value::value(written, plain),
            Kind::Closed(what, words) => {
                let key = written.key();
                match words.iter().find(|(en, ja)| *en == key || *ja == key) {
                    Some((en, _)) => Ok(Value::Word((*en).into())),
                    None => Err(unknown_word(written, *what, words)),
                }
            }
            Kind::Amount => value::amount(written),
            Kind::Thing(_) | Kind::Metric | Kind::Words => {
                let (text, Text { ja, en }) = (&written.text, self.called());
                let headline = text!("`{text}` は{ja}ではありません", "`{text}` is not {en}");
                Err(Diagnostic::new(&value::WRONG_TYPE, written.span, headline))
            }
        }
    }

    /// Whether its values are words, so that a bare word beside it is probably one of them.
    pub fn has_words(&self) -> bool {
        match self {
            Kind::Plain(plain) => matches!(plain, FactType::OneOf(_) | FactType::Bool),
            Kind::Closed(..) | Kind::Metric => true,
            Kind::Thing(_) | Kind::Amount | Kind::Words => false,
        }
    }

    /// Whether its values have an order.
    pub fn is_ordered(&self) -> bool {
        match self {
            Kind::Plain(plain) => is_amount(plain) || *plain == FactType::Date,
            Kind::Amount => true,
            Kind::Closed(..) | Kind::Thing(_) | Kind::Metric | Kind::Words => false,
        }
    }

    /// Whether the values of another type can be compared with those of this one.
    pub fn compares_with(&self, other: &Kind) -> bool {
        match (self, other) {
            (Kind::Amount, Kind::Plain(plain)) | (Kind::Plain(plain), Kind::Amount) => is_amount(plain),
            (one, other) => one == other,
        }
    }

    /// The words of its vocabulary, English and Japanese, if it has one.
    pub fn words(&self) -> Vec<(&'static str, &'static str)> {
        match self {
            Kind::Closed(_, words) => words.clone(),
            Kind::Plain(FactType::Bool) => vec![("yes", "はい"), ("no", "いいえ")],
            Kind::Plain(_) | Kind::Thing(_) | Kind::Metric | Kind::Amount | Kind::Words => Vec::new(),
        }
    }

    /// What it is called in messages.
    pub fn called(&self) -> Text {
        match self {
            Kind::Plain(plain) => value::type_words(plain),
            Kind::Closed((ja, en), _) => Text::new(*ja, format!("a {en}")),
            Kind::Thing(sort) => {
                let Text { ja, en } = sort.words();
                let article = if en.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                Text::new(ja, format!("{article} {en}"))
            }
            Kind::Metric => Text::new("指標", "a metric"),
            Kind::Amount => value::amount_words(),
            Kind::Words => Text::new("文言", "words that are only shown"),
        }
    }
}

/// Whether a type is one that levels have.
fn is_amount(plain: &FactType) -> bool {
    matches!(plain, FactType::Number | FactType::Percent | FactType::Duration)
}

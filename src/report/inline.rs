//! Running text: words in both languages, each with what it is meant as.

use crate::diagnostic::{Lang, Text};

/// What words are meant as; a writer chooses the looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// Nothing special.
    #[default]
    Plain,
    /// What the eye should find first.
    Strong,
    /// Something the user wrote or could write: a name, an option, a command.
    Code,
    /// The severity `error`, or a duty that nobody carries.
    Error,
    /// The severity `warning`.
    Warning,
    /// The severity `note`.
    Note,
    /// As it should be.
    Good,
    /// What may be overlooked: a place, a count.
    Dim,
}

/// A sequence of styled texts.
///
/// ```
/// use buntan::{report::{Inline, Style}, text};
/// let words = Inline::from(text!("実施者 ", "performer ")).and("B", Style::Strong);
/// assert_eq!(words.plain().ja, "実施者 B");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline(pub Vec<(Text, Style)>);

impl Inline {
    /// Words of one style.
    pub fn styled(words: impl IntoText, style: Style) -> Self {
        Inline(vec![(words.into_text(), style)])
    }

    /// Goes on in a style.
    pub fn and(mut self, words: impl IntoText, style: Style) -> Self {
        self.0.push((words.into_text(), style));
        self
    }

    /// Joins two sequences.
    pub fn then(mut self, more: impl Into<Inline>) -> Self {
        self.0.extend(more.into().0);
        self
    }

    /// The words without their styles.
    pub fn plain(&self) -> Text {
        let join = |lang| self.0.iter().map(|(text, _)| text.in_lang(lang)).collect::<String>();
        Text::new(join(Lang::Ja), join(Lang::En))
    }

    /// Nothing to read in either language.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(text, _)| text.is_empty())
    }
}

/// What can stand for a text in both languages: a [`Text`], a `(ja, en)` pair of a page, or words that are the same in both.
pub trait IntoText {
    /// The text.
    fn into_text(self) -> Text;
}

impl IntoText for Text {
    fn into_text(self) -> Text {
        self
    }
}

impl IntoText for &Text {
    fn into_text(self) -> Text {
        self.clone()
    }
}

impl IntoText for (&str, &str) {
    fn into_text(self) -> Text {
        Text::new(self.0, self.1)
    }
}

impl IntoText for &str {
    fn into_text(self) -> Text {
        Text::same(self)
    }
}

impl IntoText for String {
    fn into_text(self) -> Text {
        Text::same(self)
    }
}

impl<T: IntoText> From<T> for Inline {
    fn from(words: T) -> Self {
        Inline::styled(words, Style::Plain)
    }
}

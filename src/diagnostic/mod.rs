//! Everything that is ever reported about an input, as data.
//!
//! A [`Diagnostic`] is one type for syntax errors, static checks and the places of findings. It knows its code, severity,
//! words in both languages and spans; it does not know terminals, JSON or columns. Renderers live in `report`.

mod code;
mod suggest;
mod text;

pub use code::{Code, Family, Page, Severity};
pub use suggest::did_you_mean;
pub use text::{Lang, Text};

use crate::source::Span;

/// A span with a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What about it; may be empty.
    pub text: Text,
}

/// One defect of an input.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The name of the defect.
    pub code: &'static Code,
    /// Its weight.
    pub severity: Severity,
    /// One line, no final period, user text in backticks.
    pub headline: Text,
    /// The place; `None` only for what has none (a missing file).
    pub primary: Option<Label>,
    /// Further places, with the why.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Vec<Text>,
    /// Row (from 1) and JSON pointer, where the input is JSON.
    pub pointer: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of the code's own severity at a place.
    pub fn new(code: &'static Code, span: impl Into<Option<Span>>, headline: Text) -> Self {
        Diagnostic {
            code,
            severity: code.severity,
            headline,
            primary: span.into().map(|span| Label { span, text: Text::default() }),
            labels: Vec::new(),
            help: Vec::new(),
            pointer: None,
        }
    }

    /// Adds a place with its words.
    pub fn label(mut self, span: Span, text: Text) -> Self {
        self.labels.push(Label { span, text });
        self
    }

    /// Puts words under the primary place.
    pub fn here(mut self, text: Text) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text;
        }
        self
    }

    /// Adds what to do.
    pub fn help(mut self, text: Text) -> Self {
        self.help.push(text);
        self
    }

    /// Adds "did you mean", if there is a near candidate.
    pub fn suggest<'a>(self, written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match did_you_mean(written, candidates) {
            Some(near) => self.help(crate::text!("もしかして `{near}` ですか", "did you mean `{near}`?")),
            None => self,
        }
    }
}

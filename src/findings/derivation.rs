//! Why: a tree of steps, each with the place it rests on, ending in sources.

use crate::diagnostic::Text;
use crate::source::Span;

/// One step of a proof with the steps beneath it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derivation {
    /// What the step says.
    pub text: Text,
    /// The statement or declaration it rests on.
    pub span: Option<Span>,
    /// The item of the source document, as printed.
    pub source: Option<String>,
    /// What it follows from.
    pub steps: Vec<Derivation>,
}

impl Derivation {
    /// A step.
    pub fn new(text: Text) -> Self {
        Derivation { text, ..Derivation::default() }
    }

    /// A step that rests on a place.
    pub fn at(text: Text, span: Span) -> Self {
        Derivation { text, span: Some(span), ..Derivation::default() }
    }

    /// Puts a step beneath.
    pub fn with(mut self, step: Derivation) -> Self {
        self.steps.push(step);
        self
    }

    /// The innermost steps that rest on an item of a source document.
    pub fn cited(&self) -> Vec<(Span, Text)> {
        let beneath: Vec<_> = self.steps.iter().flat_map(Derivation::cited).collect();
        let own = self.span.filter(|_| self.source.is_some() && beneath.is_empty());
        own.map(|span| (span, self.text.clone())).into_iter().chain(beneath).collect()
    }

    /// Every place in the tree, outermost first.
    pub fn spans(&self) -> Vec<Span> {
        let below = self.steps.iter().flat_map(Derivation::spans);
        self.span.into_iter().chain(below).collect()
    }
}

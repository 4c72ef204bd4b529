//! What every function of the parser carries along.

use super::Pair;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::brackets::Brackets;
use crate::syntax::limits::MAX_PROBLEMS;
use crate::syntax::scan::Scanned;

/// The cleaned text, the way back to the original, and the problems so far.
#[derive(Debug)]
pub struct Cx<'a> {
    scanned: &'a Scanned<'a>,
    brackets: &'a Brackets,
    problems: Vec<Diagnostic>,
    /// The end of the text was reported as the place of a missing `}`.
    pub(super) end_reported: bool,
}

impl<'a> Cx<'a> {
    pub(super) fn new(scanned: &'a Scanned<'a>, brackets: &'a Brackets) -> Self {
        Cx { scanned, brackets, problems: Vec::new(), end_reported: false }
    }

    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.problems
    }

    /// The cleaned text.
    pub(in crate::syntax) fn text(&self) -> &'a str {
        &self.scanned.text
    }

    /// The first quote in a range of the cleaned text that is not closed on its line.
    pub(in crate::syntax) fn unclosed_quote(&self, start: usize, end: usize) -> Option<usize> {
        let from = self.brackets.unclosed.partition_point(|&at| at < start);
        self.brackets.unclosed.get(from).copied().filter(|&at| at < end)
    }

    /// The original span of a range of the cleaned text.
    pub(in crate::syntax) fn range(&self, start: usize, end: usize) -> Span {
        self.scanned.span(start, end)
    }

    /// The original span of a pair, without blanks and comments behind it.
    pub(super) fn span(&self, pair: &Pair) -> Span {
        self.range(pair.as_span().start(), end_of(pair))
    }

    /// Whether one more problem would still be shown.
    pub(in crate::syntax) fn has_room(&self) -> bool {
        self.problems.len() < MAX_PROBLEMS
    }

    /// Reports a problem, up to the bound.
    pub(in crate::syntax) fn report(&mut self, problem: Diagnostic) {
        if self.has_room() {
            self.problems.push(problem);
        }
    }
}

/// The end of the last token of a pair: a rule that ends in an optional part also spans the blanks before the part that is not
/// there.
pub(super) fn end_of(pair: &Pair) -> usize {
    let mut last = pair.clone();
    loop {
        let inner = last.clone().into_inner();
        match inner.rev().find(|child| !child.as_str().is_empty()) {
            Some(child) => last = child,
            None => return last.as_span().end(),
        }
    }
}

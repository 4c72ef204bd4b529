//! Pest pairs to the syntax tree, a file per area of the grammar.

mod catalogue;
mod condition;
mod engagement;
mod statement;
mod test;

use pest::iterators::Pair as PestPair;

use super::ast::{File, Name};
use crate::diagnostic::{Diagnostic, Text};
use crate::source::{SourceId, Span};

#[allow(missing_docs)]
mod grammar {
    /// The grammar, compiled.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/buntan.pest"]
    pub struct Grammar;
}
pub use grammar::{Grammar, Rule};

pub(super) type Pair<'i> = PestPair<'i, Rule>;

/// What reading pairs needs besides them: where spans point, and where problems go.
pub(super) struct Reading<'a> {
    /// The text that is read.
    pub source: SourceId,
    /// From a byte of the text that was parsed to a byte of the text as written.
    pub original: &'a dyn Fn(usize) -> usize,
    /// Problems found on the way.
    pub problems: Vec<Diagnostic>,
    docs: Vec<Name>,
}

impl<'a> Reading<'a> {
    pub fn new(source: SourceId, original: &'a dyn Fn(usize) -> usize) -> Self {
        Reading { source, original, problems: Vec::new(), docs: Vec::new() }
    }

    /// The place of a range of the parsed text.
    pub fn at(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, (self.original)(start), (self.original)(end))
    }

    /// The place of a pair without the blanks and comments that a rule may have taken behind its last token.
    pub fn span(&self, pair: &Pair) -> Span {
        let whole = pair.as_span();
        let last = pair.clone().into_inner().flatten().map(|it| it.as_span().end()).max();
        self.at(whole.start(), last.unwrap_or(whole.end()).max(whole.start()))
    }

    /// A token as a name.
    pub fn name(&self, pair: &Pair) -> Name {
        Name { text: pair.as_str().to_owned(), span: self.span(pair) }
    }

    /// A word in its English form, at the place of a pair.
    pub fn word(&self, pair: &Pair, english: &str) -> Name {
        Name { text: english.to_owned(), span: self.span(pair) }
    }

    /// The names in a list such as `names`, `patterns`, `terms`, `labels`.
    pub fn list(&self, pair: Pair) -> Vec<Name> {
        let separator = |it: &Pair| matches!(it.as_rule(), Rule::comma);
        pair.into_inner().filter(|it| !separator(it)).map(|it| self.name(&it)).collect()
    }

    /// The content of a string, with `\"`, `\\`, `\n` and `\t` resolved.
    pub fn string(&self, pair: &Pair) -> String {
        let written = pair.as_str();
        let inner = written.strip_prefix('"').unwrap_or(written);
        let inner = inner.strip_suffix('"').unwrap_or(inner);
        let mut out = String::with_capacity(inner.len());
        let mut chars = inner.chars();
        while let Some(ch) = chars.next() {
            match (ch, ch == '\\') {
                (_, false) => out.push(ch),
                (_, true) => match chars.next() {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some(other) => out.push(other),
                    None => {}
                },
            }
        }
        out
    }

    /// A text in one language or both.
    pub fn text(&self, pair: Pair) -> Text {
        let mut text = Text::default();
        let mut lang = None;
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::lang => lang = Some(part.as_str().to_owned()),
                Rule::string => {
                    let words = self.string(&part);
                    match lang.take().as_deref() {
                        Some("ja") => text.ja = words,
                        Some(_) => text.en = words,
                        None => text = Text::same(words),
                    }
                }
                _ => {}
            }
        }
        if text.ja.is_empty() {
            text.ja = text.en.clone();
        }
        if text.en.is_empty() {
            text.en = text.ja.clone();
        }
        text
    }

    /// Keeps a doc line for the item that follows.
    pub fn doc(&mut self, pair: &Pair) {
        let name = self.name(pair);
        self.docs.push(name);
    }

    /// The doc lines that stand before an item.
    pub fn take_docs(&mut self) -> Vec<String> {
        let line = |name: Name| name.text.strip_prefix("///").unwrap_or(&name.text).trim().to_owned();
        std::mem::take(&mut self.docs).into_iter().map(line).collect()
    }

    /// Doc lines before nothing, at the end of a block.
    pub fn dangling_docs(&mut self) -> Vec<Name> {
        std::mem::take(&mut self.docs)
    }
}

/// The first inner pair of a rule.
pub(super) fn find<'i>(pair: &Pair<'i>, rule: Rule) -> Option<Pair<'i>> {
    pair.clone().into_inner().find(|it| it.as_rule() == rule)
}

/// Reads a whole file; stray pieces and missing brackets are handed to `stray`.
pub(super) fn file(reading: &mut Reading, pair: Pair, stray: &mut dyn FnMut(&mut Reading, Pair)) -> File {
    let mut file = File::default();
    for item in pair.into_inner() {
        match item.as_rule() {
            Rule::doc => reading.doc(&item),
            Rule::load => {
                reading.take_docs();
                if let Some(path) = find(&item, Rule::string) {
                    file.loads.push(Name { text: reading.string(&path), span: reading.span(&path) });
                }
            }
            Rule::catalogue => file.catalogues.push(catalogue::catalogue(reading, item, stray)),
            Rule::engagement => file.engagements.push(engagement::engagement(reading, item, stray)),
            Rule::test => file.tests.push(test::test(reading, item, stray)),
            Rule::EOI => {}
            _ => stray(reading, item),
        }
    }
    file
}

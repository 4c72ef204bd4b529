//! Source texts and positions in them.
//!
//! A [`Span`] is a small `Copy` value: which source, and a half-open range of bytes in the text *as the user wrote it*.
//! Lines, columns and display widths are asked for here and nowhere else, and only by those who draw.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

/// Which text of a [`Sources`] a span lies in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A half-open range of bytes `start..end` in one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span over `start..end` of `source`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Span { source, start: start as u32, end: end as u32 }
    }

    /// Whether another lies in it.
    pub fn holds(self, inner: Span) -> bool {
        self.source == inner.source && self.start <= inner.start && inner.end <= self.end
    }

    /// The smallest span that holds both; both must lie in one source.
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// One text under the name by which the user knows it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user gave it, relative to the project folder; `pack:roles-2024` for a built-in pack; `-` for standard input.
    pub name: String,
    /// The whole text, without a byte order mark.
    pub text: Words,
    line_starts: OnceLock<Vec<u32>>,
    /// Characters before every [`STEP`] bytes, once the column in a long line was asked for: a line may be as long as a text.
    characters: OnceLock<Vec<usize>>,
    /// Lines of the file before this text.
    lines_before: usize,
}

impl Source {
    /// Takes a text that was already checked for size and encoding.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        Source::of(name.into(), Words::Given(text.into()))
    }

    /// Takes a text that is part of the program, whose words are read once somebody looks at them.
    pub fn embedded(name: impl Into<String>, bytes: &'static [u8]) -> Self {
        Source::of(name.into(), Words::Embedded(bytes, OnceLock::new()))
    }

    fn of(name: String, text: Words) -> Self {
        Source { name, text, line_starts: OnceLock::new(), characters: OnceLock::new(), lines_before: 0 }
    }

    /// The same text as a part of a file that begins at a line, from 1.
    pub fn at_line(mut self, line: usize) -> Self {
        self.lines_before = line.saturating_sub(1);
        self
    }

    /// Whether it is a text of a built-in pack or of a bundle, and no file of the project.
    pub fn is_built_in(&self) -> bool {
        self.name.starts_with("pack:")
    }

    /// Where lines start; most texts are never asked.
    fn line_starts(&self) -> &[u32] {
        let starts = || codespan_reporting::files::line_starts(&self.text).map(|at| at as u32).collect();
        self.line_starts.get_or_init(starts)
    }

    /// Zero-based line of a byte.
    pub fn line_of(&self, byte: u32) -> usize {
        self.line_starts().partition_point(|&start| start <= byte).saturating_sub(1)
    }

    /// The bytes of a zero-based line, its line end included; past the last line an empty range at the end.
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let end = self.text.len();
        let at = |line: usize| self.line_starts().get(line).map_or(end, |&start| start as usize);
        at(line)..at(line + 1)
    }

    /// How many lines there are.
    pub fn line_count(&self) -> usize {
        self.line_starts().len()
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    pub fn position(&self, byte: u32) -> Position {
        let line = self.line_of(byte);
        let start = self.line_starts().get(line).copied().unwrap_or(0) as usize;
        let column = match self.text.get(start..byte as usize) {
            Some(short) if short.len() <= STEP => short.chars().count(),
            Some(_) => self.characters_before(byte as usize) - self.characters_before(start),
            None => 0,
        };
        Position { line: self.lines_before + line + 1, column: column + 1 }
    }

    fn characters_before(&self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        let before = self.characters.get_or_init(|| {
            let mut so_far = 0;
            let ends = bytes.chunks(STEP).map(|chunk| {
                so_far += characters(chunk);
                so_far
            });
            std::iter::once(0).chain(ends).collect()
        });
        let step = byte / STEP;
        let rest = bytes.get(step * STEP..byte).unwrap_or_default();
        before.get(step).copied().unwrap_or_default() + characters(rest)
    }
}

/// Bytes after which characters are counted anew.
const STEP: usize = 1 << 9;

/// How many characters begin in some bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// The words of a source.
#[derive(Clone, Debug)]
pub enum Words {
    /// A text that was read.
    Given(Arc<str>),
    /// A text that is part of the program: its bytes, and its words once somebody has looked at them.
    Embedded(&'static [u8], OnceLock<&'static str>),
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Words::Given(text) => text,
            Words::Embedded(bytes, text) => text.get_or_init(|| std::str::from_utf8(bytes).unwrap_or_default()),
        }
    }
}

/// A place for people and for JSON: both count from 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// All texts of one run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    all: Vec<Arc<Source>>,
}

impl Sources {
    /// Adds a text and gives it an id.
    pub fn add(&mut self, source: Source) -> SourceId {
        self.all.push(Arc::new(source));
        SourceId(self.all.len() as u32 - 1)
    }

    /// How many there are; the next one that is added gets this number.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// All of them, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.all.iter().map(Arc::as_ref)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The text of an id that came from [`Sources::add`].
    pub fn get(&self, id: SourceId) -> &Source {
        &self.all[id.0 as usize]
    }

    /// The text under a name, if it was loaded.
    pub fn find(&self, name: &str) -> Option<SourceId> {
        self.all.iter().position(|source| source.name == name).map(|at| SourceId(at as u32))
    }

    /// The words under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// `file:line:column` of the first byte of a span.
    pub fn place(&self, span: Span) -> String {
        let source = self.get(span.source);
        let Position { line, column } = source.position(span.start);
        format!("{}:{line}:{column}", source.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_long_lines_count_characters() {
        let long = "電子カルテ é x".repeat(60);
        for text in [long.clone(), "x".repeat(3 * STEP), format!("a\n{long}\n{long}")] {
            let source = Source::new("a", text.as_str());
            for byte in (0..=text.len()).filter(|byte| text.is_char_boundary(*byte)) {
                let line = text[..byte].rsplit('\n').next().unwrap_or_default();
                assert_eq!(source.position(byte as u32).column, line.chars().count() + 1, "{byte} of {text}");
            }
        }
    }
}

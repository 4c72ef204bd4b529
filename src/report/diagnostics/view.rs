//! What codespan sees of the sources: only the lines around the places of one problem, cut and harmless.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use codespan_reporting::files::{Error, Files, Location};

use super::cut::{Shown, cut};
use crate::report::safe;
use crate::source::{Source, SourceId, Sources, Span};

/// A place over more lines than this is shown by its first line.
const MOST_LINES: usize = 60;
/// How many lines codespan may draw after the first and before the last line of a place, and between two places.
const CONTEXT: usize = 4;

/// A place in the view.
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) range: Range<usize>,
}

/// The texts that one problem points at.
pub(super) struct View<'a> {
    files: Vec<File<'a>>,
}

struct File<'a> {
    id: SourceId,
    name: Cow<'a, str>,
    text: String,
    /// The lines that are there, in order.
    lines: Vec<Line>,
    /// Where the places begin: in `text`, and for people.
    starts: Vec<(usize, Location)>,
}

struct Line {
    /// From 0, in the source.
    index: usize,
    /// Its first byte in the source.
    from: usize,
    /// Its bytes in the text of the view, with the line end.
    range: Range<usize>,
    shown: Shown,
}

impl<'a> View<'a> {
    /// The view, and the place of each span in it.
    pub(super) fn new(spans: impl Iterator<Item = Span>, sources: &'a Sources) -> (Self, Vec<Place>) {
        let spans: Vec<Span> = spans.map(|span| clip(span, sources.get(span.source))).collect();
        let mut view = View { files: Vec::new() };
        let places = spans
            .iter()
            .map(|span| {
                let known = view.files.iter().position(|file| file.id == span.source);
                let file = known.unwrap_or_else(|| {
                    let own: Vec<Span> = spans.iter().filter(|other| other.source == span.source).copied().collect();
                    view.files.push(File::new(span.source, &own, sources));
                    view.files.len() - 1
                });
                Place { file, range: view.place(file, *span) }
            })
            .collect();
        (view, places)
    }

    fn place(&self, file: usize, span: Span) -> Range<usize> {
        let moved = |byte: u32| self.files.get(file).map_or(0, |file| file.moved(byte as usize));
        moved(span.start)..moved(span.end)
    }

    fn file(&self, id: usize) -> Result<&File<'a>, Error> {
        self.files.get(id).ok_or(Error::FileMissing)
    }
}

/// Brings a span into its text and on letter boundaries, and takes line ends off its end.
fn clip(span: Span, source: &Source) -> Span {
    let text: &str = &source.text;
    let start = boundary(text, span.start as usize);
    let end = boundary(text, span.end as usize).max(start);
    let written = text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r', ' ']);
    let first = source.line_of(start as u32);
    let mut end = start + written.len();
    if source.line_of(end as u32) - first > MOST_LINES {
        end = start + text.get(start..end).and_then(|text| text.lines().next()).map_or(0, str::len);
    }
    Span::new(span.source, start, end)
}

fn boundary(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A line without its end.
fn content(source: &Source, line: usize) -> Range<usize> {
    let range = source.line_range(line);
    let text = source.text.get(range.clone()).unwrap_or_default();
    range.start..range.start + text.trim_end_matches(['\n', '\r']).len()
}

/// The lines that codespan may draw for these places.
fn needed(spans: &[Span], source: &Source) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    for span in spans {
        for at in [source.line_of(span.start), source.line_of(span.end)] {
            lines.extend(at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(source.line_count()));
        }
    }
    lines
}

/// The places on one line, in bytes of the line; a place over several lines is there with its ends only.
fn marks(spans: &[Span], line: &Range<usize>) -> Vec<Range<usize>> {
    let on_line = |byte: u32| {
        let byte = byte as usize;
        (line.start..=line.end).contains(&byte).then(|| byte - line.start)
    };
    let marks = spans.iter().filter_map(|span| match (on_line(span.start), on_line(span.end)) {
        (Some(start), Some(end)) => Some(start..end),
        (Some(only), None) | (None, Some(only)) => Some(only..only),
        (None, None) => None,
    });
    marks.collect()
}

impl<'a> File<'a> {
    fn new(id: SourceId, spans: &[Span], sources: &'a Sources) -> Self {
        let source = sources.get(id);
        let mut file =
            File { id, name: safe(&source.name), text: String::new(), lines: Vec::new(), starts: Vec::new() };
        for index in needed(spans, source) {
            let line = content(source, index);
            let shown = cut(source.text.get(line.clone()).unwrap_or_default(), &marks(spans, &line));
            let from = file.text.len();
            file.text.push_str(&shown.text);
            file.text.push('\n');
            file.lines.push(Line { index, from: line.start, range: from..file.text.len(), shown });
        }
        for span in spans {
            let position = source.position(span.start);
            let location = Location { line_number: position.line, column_number: position.column };
            file.starts.push((file.moved(span.start as usize), location));
        }
        file
    }

    /// Where a byte of the source stands in the view.
    fn moved(&self, byte: usize) -> usize {
        let at = self.lines.partition_point(|line| line.from <= byte);
        let line = at.checked_sub(1).and_then(|at| self.lines.get(at));
        line.map_or(0, |line| line.range.start + line.shown.place(byte - line.from))
    }
}

impl<'f> Files<'f> for View<'_> {
    type FileId = usize;
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, id: usize) -> Result<&'f str, Error> {
        Ok(&self.file(id)?.name)
    }

    fn source(&'f self, id: usize) -> Result<&'f str, Error> {
        Ok(&self.file(id)?.text)
    }

    fn line_index(&'f self, id: usize, byte: usize) -> Result<usize, Error> {
        let lines = &self.file(id)?.lines;
        let at = lines.partition_point(|line| line.range.start <= byte).saturating_sub(1);
        lines.get(at).map(|line| line.index).ok_or(Error::FileMissing)
    }

    fn line_range(&'f self, id: usize, index: usize) -> Result<Range<usize>, Error> {
        let lines = &self.file(id)?.lines;
        // Lines that are not there are inside a long place, where codespan asks for every line but draws none.
        let found = lines.binary_search_by_key(&index, |line| line.index).ok();
        Ok(found.and_then(|at| lines.get(at)).map_or(0..0, |line| line.range.clone()))
    }

    fn location(&'f self, id: usize, byte: usize) -> Result<Location, Error> {
        let file = self.file(id)?;
        let known = file.starts.iter().find(|(start, _)| *start == byte);
        let known = known.map(|(_, Location { line_number, column_number })| (*line_number, *column_number));
        let (line_number, column_number) = known.unwrap_or((self.line_index(id, byte)? + 1, 1));
        Ok(Location { line_number, column_number })
    }
}

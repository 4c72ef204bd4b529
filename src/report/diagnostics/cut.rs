//! Lines that are too long for a terminal, such as a row of JSON, cut around what is pointed at.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::report::safe;

/// Columns that are shown of a line.
const LIMIT: usize = 200;
/// Columns that a place gets, however many there are on the line.
const LEAST: usize = 40;

/// A line as it is shown, with the way from its bytes to the shown ones.
pub(super) struct Shown {
    pub(super) text: String,
    /// (byte of the line, byte of `text`), ascending.
    steps: Vec<(usize, usize)>,
}

impl Shown {
    /// Where a byte of the line went; what was cut away went to its `…`.
    pub(super) fn place(&self, byte: usize) -> usize {
        let at = self.steps.partition_point(|(from, _)| *from <= byte);
        at.checked_sub(1).and_then(|at| self.steps.get(at)).map_or(0, |(_, to)| *to)
    }

    fn step(&mut self, byte: usize) {
        self.steps.push((byte, self.text.len()));
    }
}

/// Cuts a line (without its end) around the ranges `marks` and makes it harmless.
pub(super) fn cut(line: &str, marks: &[Range<usize>]) -> Shown {
    let mut shown = Shown { text: String::new(), steps: Vec::new() };
    let mut upto = 0;
    for part in kept(line, marks) {
        if part.start > upto {
            shown.step(upto);
            shown.text.push('…');
        }
        for (at, ch) in line.get(part.clone()).unwrap_or_default().char_indices() {
            shown.step(part.start + at);
            match ch {
                '\t' => shown.text.push(ch), // codespan knows tabs
                ch => safe::push(&mut shown.text, ch),
            }
        }
        upto = part.end;
    }
    if upto < line.len() {
        shown.step(upto);
        shown.text.push('…');
    }
    shown.step(line.len());
    shown
}

/// The ranges of a line that are shown, ascending and apart.
fn kept(line: &str, marks: &[Range<usize>]) -> Vec<Range<usize>> {
    if forward(line, 0, LIMIT) == line.len() {
        return std::iter::once(0..line.len()).collect();
    }
    let room = (LIMIT - 2).checked_div(marks.len()).unwrap_or(LIMIT - 2).max(LEAST);
    let mut parts: Vec<Range<usize>> = marks.iter().map(|mark| around(line, mark, room)).collect();
    if parts.is_empty() {
        parts.push(0..forward(line, 0, room));
    }
    parts.sort_by_key(|part| part.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for part in parts {
        match apart.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => apart.push(part),
        }
    }
    apart
}

/// The place with as much before as after it; of a long place its beginning.
fn around(line: &str, mark: &Range<usize>, room: usize) -> Range<usize> {
    let end = forward(line, mark.start, room / 2).min(mark.end);
    let side = room.saturating_sub(columns(line.get(mark.start..end).unwrap_or_default())) / 2;
    backward(line, mark.start, side)..forward(line, end, side)
}

fn columns(text: &str) -> usize {
    text.chars().map(wide).sum()
}

fn wide(ch: char) -> usize {
    match ch {
        '\t' => 4,
        ch if safe::acts(ch) => 8,
        ch => ch.width().unwrap_or(0),
    }
}

/// The byte after at most `room` columns from `from` on.
fn forward(line: &str, from: usize, room: usize) -> usize {
    let rest = line.get(from..).unwrap_or_default();
    let mut used = 0;
    let over = rest.char_indices().find(|(_, ch)| {
        used += wide(*ch);
        used > room
    });
    over.map_or(line.len(), |(at, _)| from + at)
}

/// The byte at most `room` columns before `from`.
fn backward(line: &str, from: usize, room: usize) -> usize {
    let rest = line.get(..from).unwrap_or_default();
    let mut used = 0;
    let over = rest.char_indices().rev().find(|(_, ch)| {
        used += wide(*ch);
        used > room
    });
    over.map_or(0, |(at, ch)| at + ch.len_utf8())
}

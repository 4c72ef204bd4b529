//! The first pass over a text: characters that are refused or corrected before the grammar sees them, and what means nothing.
//!
//! One walk over the characters that knows strings, comments and code, and nothing else. It records comments and blank lines for
//! the formatter, refuses characters that would make a text read other than it is, and turns full-width ASCII outside strings
//! into the ASCII that was meant.
//!
//! ```text
//!   as written   Ａ社　owns　Ｐ２.C.1   ──▶   what the grammar sees   A社　owns　P2.C.1
//!                └──────────────── every span is carried back ────────────────┘
//! ```

use std::borrow::Cow;

use super::limits::{MAX_PROBLEMS, MAX_STRING};
use super::refused;
use super::trivia::{Comment, Trivia};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// A text as the grammar sees it, with the way back to the bytes that the user wrote.
#[derive(Debug)]
pub(super) struct Scanned<'a> {
    /// The source that was scanned.
    pub id: SourceId,
    /// The text without refused characters and with ASCII for full-width ASCII.
    pub text: Cow<'a, str>,
    /// Comments and blank lines.
    pub trivia: Trivia,
    /// What was refused or corrected.
    pub problems: Vec<Diagnostic>,
    /// `(cleaned, original)`: from this cleaned offset on, both run in step.
    steps: Vec<(usize, usize)>,
    /// Cleaned offsets of the characters that were full-width.
    wide: Vec<usize>,
}

impl Scanned<'_> {
    /// The original byte of a byte of the cleaned text.
    fn original(&self, at: usize) -> usize {
        let after = self.steps.partition_point(|&(cleaned, _)| cleaned <= at);
        match after.checked_sub(1).and_then(|step| self.steps.get(step)) {
            Some(&(cleaned, original)) => original + (at - cleaned),
            None => at,
        }
    }

    /// The original span of a range of the cleaned text. It ends where its last character ends, not where the next one starts.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let last = self.text.get(start..end).and_then(|text| text.chars().next_back());
        let end = match last {
            None => self.original(start),
            Some(last) => {
                let at = end - last.len_utf8();
                let width = if self.wide.binary_search(&at).is_ok() { 3 } else { last.len_utf8() };
                self.original(at) + width
            }
        };
        Span::new(self.id, self.original(start), end)
    }
}

/// Walks over a text once.
pub(super) fn scan(id: SourceId, text: &str) -> Scanned<'_> {
    let mut walk = Walk {
        text,
        at: 0,
        line_blank: true,
        clean: None,
        out: Scanned {
            id,
            text: Cow::Borrowed(text),
            trivia: Trivia::default(),
            problems: Vec::new(),
            steps: Vec::new(),
            wide: Vec::new(),
        },
    };
    if text.starts_with('\u{feff}') {
        walk.replace('\u{feff}', None);
    }
    walk.run();
    if let Some(clean) = walk.clean {
        walk.out.text = Cow::Owned(clean);
    }
    walk.out
}

struct Walk<'a> {
    text: &'a str,
    at: usize,
    /// Nothing but blanks so far on this line.
    line_blank: bool,
    /// The cleaned text up to `at`, once it differs.
    clean: Option<String>,
    out: Scanned<'a>,
}

impl Walk<'_> {
    fn run(&mut self) {
        while let Some(c) = self.peek() {
            match c {
                '\n' | '\r' => self.line_end(c),
                ' ' | '\t' | '\u{3000}' => self.keep(c),
                '"' => self.string(),
                '/' if self.rest().starts_with("//") => self.comment(),
                c if refused::is_refused(c) => self.refuse(c),
                c if refused::ascii_of(c).is_some() => self.full_width(),
                c => {
                    self.line_blank = false;
                    self.keep(c);
                }
            }
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn keep(&mut self, c: char) {
        if let Some(clean) = &mut self.clean {
            clean.push(c);
        }
        self.at += c.len_utf8();
    }

    fn replace(&mut self, c: char, by: Option<char>) {
        let upto = self.text.get(..self.at).unwrap_or("");
        let clean = self.clean.get_or_insert_with(|| upto.to_owned());
        if let Some(by) = by {
            self.out.wide.push(clean.len());
            clean.push(by);
        }
        self.at += c.len_utf8();
        let step = (clean.len(), self.at);
        match self.out.steps.last_mut() {
            Some(last) if last.0 == step.0 => *last = step,
            _ => self.out.steps.push(step),
        }
    }

    fn refuse(&mut self, c: char) {
        self.report(refused::refused_character(self.span_from(self.at, c.len_utf8()), c));
        self.replace(c, None);
    }

    fn span_from(&self, start: usize, width: usize) -> Span {
        Span::new(self.out.id, start, start + width)
    }

    fn report(&mut self, problem: Diagnostic) {
        if self.out.problems.len() < MAX_PROBLEMS {
            self.out.problems.push(problem);
        }
    }

    fn line_end(&mut self, c: char) {
        if self.line_blank {
            self.out.trivia.blank_lines.push(self.at as u32);
        }
        self.line_blank = true;
        let pair = self.rest().starts_with("\r\n");
        self.keep(c);
        if pair {
            self.keep('\n');
        }
    }

    /// A run of full-width ASCII is one mistake; what it stands for is read as if it had been typed.
    fn full_width(&mut self) {
        let start = self.at;
        let mut meant = String::new();
        while let Some((c, ascii)) = self.peek().and_then(|c| Some((c, refused::ascii_of(c)?))) {
            meant.push(ascii);
            self.replace(c, Some(ascii));
        }
        let written = self.text.get(start..self.at).unwrap_or("").to_owned();
        self.report(refused::full_width(self.span_from(start, self.at - start), &written, &meant));
        if meant.contains("//") {
            self.comment();
        }
        self.line_blank = false;
    }

    fn string(&mut self) {
        let start = self.at;
        self.line_blank = false;
        self.keep('"');
        while let Some(c) = self.peek().filter(|c| !matches!(c, '\n' | '\r')) {
            match c {
                c if refused::is_refused(c) => self.refuse(c),
                '\\' if self.rest().starts_with("\\\\") || self.rest().starts_with("\\\"") => {
                    self.keep(c);
                    self.at_next();
                }
                c => self.keep(c),
            }
            if c == '"' {
                break;
            }
        }
        if self.at - start > MAX_STRING {
            let first = self.text.get(start + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            self.report(refused::long_string(self.span_from(start, 1 + first), self.at - start));
        }
    }

    fn at_next(&mut self) {
        if let Some(c) = self.peek() {
            self.keep(c);
        }
    }

    fn comment(&mut self) {
        let start = self.at;
        let doc = self.rest().starts_with("///") && !self.rest().starts_with("////");
        while let Some(c) = self.peek().filter(|c| !matches!(c, '\n' | '\r')) {
            if refused::is_refused(c) {
                self.refuse(c);
            } else {
                self.keep(c);
            }
        }
        if !doc {
            let text = self.text.get(start..self.at).unwrap_or("");
            let span = self.span_from(start, text.trim_end().len());
            self.out.trivia.comments.push(Comment { span, own_line: self.line_blank });
        }
        self.line_blank = false;
    }
}

//! The one gate to a terminal: styled words in, lines with or without ANSI colours out.

use std::io;

use codespan_reporting::diagnostic::{LabelStyle, Severity};
use codespan_reporting::term::WriteStyle;

use super::inline::Style;
use super::safe;

/// Collects lines. Nothing but line ends and its own colours acts on the terminal, and no line ends in a blank.
pub(super) struct Ink {
    done: String,
    /// Blanks that are written only if something follows on their line.
    blanks: usize,
    color: bool,
    /// The style that is switched on.
    active: Style,
    /// The style of what codespan writes, letter by letter.
    style: Style,
}

impl Ink {
    pub(super) fn new(color: bool) -> Self {
        Ink { done: String::new(), blanks: 0, color, active: Style::Plain, style: Style::Plain }
    }

    /// Adds words; `\n` ends a line.
    pub(super) fn put(&mut self, style: Style, words: &str) {
        let mut lines = words.split('\n');
        self.put_part(style, lines.next().unwrap_or_default());
        for line in lines {
            self.newline();
            self.put_part(style, line);
        }
    }

    fn put_part(&mut self, style: Style, words: &str) {
        let part = safe(words);
        let seen = part.trim_end_matches(' ');
        if !seen.is_empty() {
            self.done.extend(std::iter::repeat_n(' ', self.blanks));
            self.blanks = 0;
            self.switch(style);
            self.done.push_str(seen);
        }
        self.blanks += part.len() - seen.len();
    }

    fn switch(&mut self, style: Style) {
        if self.color && self.active != style {
            if self.active != Style::Plain {
                self.done.push_str("\u{1b}[0m");
            }
            self.done.push_str(ansi(style));
            self.active = style;
        }
    }

    /// Adds blanks.
    pub(super) fn blanks(&mut self, count: usize) {
        self.blanks += count;
    }

    /// Ends the line; blanks at its end are lost.
    pub(super) fn newline(&mut self) {
        self.blanks = 0;
        self.switch(Style::Plain);
        self.done.push('\n');
    }

    /// The lines, without empty ones at the end.
    pub(super) fn finish(mut self) -> String {
        self.switch(Style::Plain);
        self.done.truncate(self.done.trim_end_matches('\n').len());
        if !self.done.is_empty() {
            self.done.push('\n');
        }
        self.done
    }

    /// Takes away empty lines at the end, but not the end of the last line.
    pub(super) fn close_up(&mut self) {
        self.done.truncate(self.done.trim_end_matches('\n').len());
        if !self.done.is_empty() {
            self.newline();
        }
    }
}

/// The colour of a style, from the eight that every terminal has.
fn ansi(style: Style) -> &'static str {
    match style {
        Style::Plain => "",
        Style::Strong => "\u{1b}[1m",
        Style::Code => "\u{1b}[36m",
        Style::Error => "\u{1b}[1;31m",
        Style::Warning => "\u{1b}[1;33m",
        Style::Note => "\u{1b}[1;34m",
        Style::Good => "\u{1b}[32m",
        Style::Dim => "\u{1b}[2m",
    }
}

fn of_severity(severity: Severity) -> Style {
    match severity {
        Severity::Bug | Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Note | Severity::Help => Style::Note,
    }
}

impl io::Write for Ink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(self.style, &String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteStyle for Ink {
    fn set_header(&mut self, severity: Severity) -> io::Result<()> {
        self.style = of_severity(severity);
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        self.style = Style::Strong;
        Ok(())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.style = Style::Dim;
        Ok(())
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.style = Style::Dim;
        Ok(())
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.style = Style::Dim;
        Ok(())
    }

    fn set_label(&mut self, severity: Severity, label_style: LabelStyle) -> io::Result<()> {
        self.style = match label_style {
            LabelStyle::Primary => of_severity(severity),
            LabelStyle::Secondary => Style::Code,
        };
        Ok(())
    }

    fn reset(&mut self) -> io::Result<()> {
        self.style = Style::Plain;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_at_the_end_of_a_line_are_lost_also_before_a_colour() {
        let mut ink = Ink::new(true);
        ink.put(Style::Error, "a ");
        ink.put(Style::Dim, "  \nb");
        assert_eq!(ink.finish(), "\u{1b}[1;31ma\u{1b}[0m\n\u{1b}[2mb\u{1b}[0m\n");
    }

    #[test]
    fn nothing_passes_the_gate() {
        let mut ink = Ink::new(false);
        ink.put(Style::Error, "\u{1b}[2J\u{202e}x");
        assert_eq!(ink.finish(), "<U+001B>[2J<U+202E>x\n");
    }
}

//! The tree to lines: one item on a line where it fits, columns where several of a kind follow each other, comments beside.

use unicode_width::UnicodeWidthStr;

use super::columns::{Aligned, Row, align};
use super::tree::{Block, Item, Note, Piece, Split, Word};
use crate::syntax::parser::Rule;

/// Cells of a terminal that a line may take, full-width letters counting two.
pub(super) const WIDTH: usize = 120;

/// Blanks for each brace.
const INDENT: usize = 2;

/// Items that read as sentences and are not put into columns.
const SENTENCES: &[Rule] =
    &[Rule::doc, Rule::statement, Rule::open, Rule::share, Rule::add, Rule::remove, Rule::expect, Rule::finding];

/// The lines of a file.
pub(super) fn layout(file: &Block) -> String {
    let mut page = Page::default();
    page.items(file, 0);
    page.notes(&file.closing_notes, 0);
    page.finish()
}

#[derive(Default)]
struct Page {
    lines: Vec<Line>,
    /// Something was broken that is taken for its writer's wish the next time: a block, or a text in two languages.
    spread: bool,
}

/// One line, with the comment behind it.
struct Line {
    text: String,
    note: Option<String>,
}

impl Page {
    fn push(&mut self, text: String, note: Option<&String>) {
        self.lines.push(Line { text, note: note.cloned() });
    }

    /// A comment behind the last line.
    fn beside(&mut self, note: Option<&String>) {
        if let Some(last) = self.lines.last_mut() {
            last.note = note.cloned();
        }
    }

    /// A blank line, but not at the beginning of a block or file.
    fn blank(&mut self) {
        if self.lines.last().is_some_and(|last| !last.text.is_empty() && !last.text.ends_with('{')) {
            self.push(String::new(), None);
        }
    }

    fn notes(&mut self, notes: &[Note], indent: usize) {
        for note in notes {
            if note.blank_before {
                self.blank();
            }
            self.push(blanks(indent) + &note.text, None);
        }
    }

    fn items(&mut self, block: &Block, indent: usize) {
        let begin = begin_lines(block, indent);
        let mut at = 0;
        while let Some(first) = block.items.get(at) {
            let rest = block.items.get(at..).unwrap_or(&[]);
            self.notes(&first.notes, indent);
            if first.blank_before {
                self.blank();
            }
            let table = table(rest, begin.get(at..).unwrap_or(&[]), indent);
            if table.len() > 1 {
                for (item, row) in rest.iter().zip(align(&table, WIDTH - indent)) {
                    match row {
                        Aligned::Line(line) => self.push(blanks(indent) + &line, item.note.as_ref()),
                        Aligned::Wide(starts) => {
                            let starts = if is_spread(item, indent, &starts) { &[][..] } else { &starts };
                            self.long(item, "", indent, starts);
                            self.beside(item.note.as_ref());
                        }
                    }
                }
                at += table.len();
                continue;
            }
            let others = begin.iter().skip(at + 1).take_while(|begins| !**begins).count();
            self.group(rest, 1 + others, indent);
            at += 1 + others;
        }
    }

    /// The first items of these, which share a line.
    fn group(&mut self, items: &[Item], count: usize, indent: usize) {
        let texts = (0..count).filter_map(|number| short(items.get(number..)?, indent));
        let line = texts.collect::<Vec<_>>().join("  ");
        match items.first() {
            Some(first) if line.is_empty() => self.long(first, end(items), indent, &[]),
            _ => self.push(blanks(indent) + &line, None),
        }
        self.beside(items.get(count - 1).and_then(|item| item.note.as_ref()));
    }

    /// An item that does not fit on one line; its first columns may have to begin at a place.
    fn long(&mut self, item: &Item, end: &str, indent: usize, columns: &[usize]) {
        let mut pen = Pen { line: blanks(indent), is_fresh: true, starts: Vec::new() };
        let mut columns = columns.iter();
        for (at, piece) in item.pieces.iter().enumerate() {
            let rest = item.pieces.get(at..).unwrap_or(&[]);
            match piece {
                Piece::Word(word) => {
                    if let Some(column) = word.column.and_then(|_| columns.next()) {
                        let space = (indent + column).saturating_sub(word.blanks + pen.line.width());
                        pen.line.push_str(&blanks(if pen.is_fresh { 0 } else { space }));
                    }
                    self.word(&mut pen, word, rest, indent + INDENT);
                }
                Piece::Block(block) => {
                    let flat = Row::flat(rest.get(..1).unwrap_or(&[]));
                    match flat.filter(|flat| pen.line.width() + 1 + flat.width() <= WIDTH) {
                        Some(flat) => pen.write(&flat, 1),
                        None => {
                            self.spread = true;
                            pen.write("{", 1);
                            self.push(std::mem::take(&mut pen.line), block.opening_note.as_ref());
                            self.items(block, indent + INDENT);
                            self.notes(&block.closing_notes, indent + INDENT);
                            pen = Pen { line: blanks(indent) + "}", is_fresh: false, starts: Vec::new() };
                        }
                    }
                }
            }
        }
        self.push(pen.line + end, None);
    }

    fn word(&mut self, pen: &mut Pen, word: &Word, rest: &[Piece], goes_on: usize) {
        let forced = word.note_before.is_some() || !word.notes.is_empty();
        let indent = match word.split {
            Split::Language { kept } if kept || !pen.holds(rest, Split::List) => {
                let first = pen.starts.len().checked_sub(2).and_then(|at| pen.starts.get(at));
                Some(first.copied().unwrap_or(goes_on))
            }
            Split::Clause | Split::List if !pen.holds(rest, word.split) => Some(goes_on),
            _ if forced => Some(goes_on),
            Split::Never | Split::List | Split::Clause | Split::Language { .. } => None,
        };
        if let Some(indent) = indent.filter(|_| !pen.is_fresh || forced) {
            self.spread |= matches!(word.split, Split::Language { .. });
            if !pen.is_fresh || word.note_before.is_some() {
                self.push(std::mem::take(&mut pen.line), word.note_before.as_ref());
            }
            self.notes(&word.notes, goes_on);
            pen.line = blanks(indent);
            pen.is_fresh = true;
        }
        pen.write(&word.text, word.blanks);
    }

    /// The text, with comments behind lines that follow each other below each other.
    fn finish(self) -> String {
        let mut out = String::new();
        let mut column = 0;
        for (at, line) in self.lines.iter().enumerate() {
            let Some(note) = &line.note else {
                column = 0;
                out.push_str(&line.text);
                out.push('\n');
                continue;
            };
            if column == 0 {
                let beside = self.lines.iter().skip(at).take_while(|line| line.note.is_some());
                column = beside.map(|line| line.text.width()).max().unwrap_or(0) + INDENT;
            }
            out.push_str(&line.text);
            out.push_str(&blanks(column - line.text.width()));
            out.push_str(note);
            out.push('\n');
        }
        out
    }
}

/// The line that is being written.
struct Pen {
    line: String,
    /// Nothing but blanks yet.
    is_fresh: bool,
    /// The columns at which its words begin.
    starts: Vec<usize>,
}

impl Pen {
    fn write(&mut self, text: &str, space: usize) {
        if !self.is_fresh && !text.is_empty() {
            self.line.push_str(&blanks(space));
        }
        self.starts.push(self.line.width());
        self.line.push_str(text);
        self.is_fresh &= text.is_empty();
    }

    /// Whether the line holds what comes up to the next place where it may end.
    fn holds(&self, rest: &[Piece], split: Split) -> bool {
        let mut width = self.line.width();
        for (number, piece) in rest.iter().enumerate() {
            match piece {
                Piece::Word(word) => {
                    let ends = match word.split {
                        Split::Never => false,
                        Split::List => split == Split::List,
                        Split::Clause => true,
                        Split::Language { kept } => kept || split == Split::List,
                    };
                    if number > 0 && (ends || word.note_before.is_some() || !word.notes.is_empty()) {
                        break;
                    }
                    width += word.text.width() + if word.text.is_empty() { 0 } else { word.blanks };
                }
                // A block of one item stays with the words before it.
                Piece::Block(block) => {
                    let flat = Row::flat(rest.get(number..=number).unwrap_or(&[])).filter(|_| block.items.len() < 2);
                    width += 1 + flat.map_or("{".len(), |flat| flat.width());
                    break;
                }
            }
        }
        width <= WIDTH
    }
}

/// Which items begin a line: those that did, and those that the line before no longer holds. This is told before anything is
/// aligned, so that a line which was broken here is looked at as if it had been written so.
fn begin_lines(block: &Block, indent: usize) -> Vec<bool> {
    let mut all = Vec::with_capacity(block.items.len());
    let mut width = 0;
    for (number, item) in block.items.iter().enumerate() {
        let text = short(block.items.get(number..).unwrap_or(&[]), indent).map(|text| text.width());
        // A block that was one line and is too long for it has one item on each.
        let alone = item.begins_line || block.one_line || width == 0;
        let shared = text.map(|text| width + 2 + text).filter(|width| !alone && indent + width <= WIDTH);
        all.push(shared.is_none());
        width = shared.or(text).unwrap_or(0);
    }
    all
}

/// The first of some items on one line, if that holds it.
fn short(items: &[Item], indent: usize) -> Option<String> {
    let text = Row::of(items.first()?)?.text() + end(items);
    (indent + text.width() <= WIDTH).then_some(text)
}

/// What must stand behind the first of some items.
fn end(items: &[Item]) -> &'static str {
    match items {
        [first, next, ..] if first.semicolon && next.continues => ";",
        _ => "",
    }
}

/// The items that make a table: of one rule, one line each, nothing between them.
fn table(items: &[Item], begin: &[bool], indent: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let begins = |number: usize| begin.get(number).is_none_or(|begins| *begins);
        let alone = begins(number) && begins(number + 1) && end(items.get(number..).unwrap_or(&[])).is_empty();
        let goes_on = number == 0 || (item.notes.is_empty() && !item.blank_before);
        let is_kind = items.first().is_some_and(|first| first.rule == item.rule) && !SENTENCES.contains(&item.rule);
        if !(alone && goes_on && is_kind) {
            break;
        }
        // What is spread over lines will be no row the next time.
        let fits = |row: &Row| indent + row.text().width() <= WIDTH || !is_spread(item, indent, &[]);
        match Row::of(item).filter(fits) {
            Some(row) => rows.push(row),
            None => break,
        }
    }
    let fitting = rows.iter().filter(|row| indent + row.text().width() <= WIDTH).count();
    if fitting > 1 { rows } else { Vec::new() }
}

/// Whether a long item has the items of a block on lines of their own, or one language of a text below the other.
fn is_spread(item: &Item, indent: usize, columns: &[usize]) -> bool {
    let mut page = Page::default();
    page.long(item, "", indent, columns);
    page.spread
}

fn blanks(count: usize) -> String {
    " ".repeat(count)
}

//! Items on one line each, below each other: their columns are aligned as far as all of them have the same ones.
//!
//! ```text
//!   contract K1 H -> A          { type saas  period 2026-04-01 .. 2036-03-31  covers emr, iaas }
//!   contract K2 A -> B under K1 { type iaas  period 2026-04-01 .. 2036-03-31  covers iaas  consented 2026-02-15 }
//! ```

use unicode_width::UnicodeWidthStr;

use super::tree::{Block, Column, Item, Piece, Split, Word};

/// A column of cells that differ more in width is no help to the eye.
const MOST_BLANKS: usize = 24;

/// An item on one line, in its columns.
#[derive(Clone, Debug)]
pub(super) struct Row {
    head: Vec<(Column, String)>,
    /// What stands in the block at its end.
    block: Option<Vec<(Column, String)>>,
}

impl Row {
    /// An item, if it can stand on one line.
    pub fn of(item: &Item) -> Option<Row> {
        let (head, block) = match item.pieces.split_last() {
            Some((Piece::Block(block), head)) => (head, Some(cells_of(block)?)),
            Some((Piece::Word(_), _)) | None => (item.pieces.as_slice(), None),
        };
        let mut cells: Vec<(Column, String)> = Vec::new();
        for piece in head {
            let (text, blanks) = flat(piece)?;
            let column = match piece {
                Piece::Word(Word { column, .. }) => *column,
                Piece::Block(_) => None,
            };
            match (column, cells.last_mut()) {
                (None, Some((_, last))) => push(last, &text, blanks),
                (column, None) => cells.push((column.unwrap_or(Column::Of(item.rule)), text)),
                (Some(column), Some(_)) => cells.push((column, " ".repeat(blanks) + &text)),
            }
        }
        Some(Row { head: cells, block })
    }

    /// Pieces on one line, if they can stand there.
    pub fn flat(pieces: &[Piece]) -> Option<String> {
        let mut line = String::new();
        for piece in pieces {
            let (text, blanks) = flat(piece)?;
            push(&mut line, &text, blanks);
        }
        Some(line)
    }

    /// Its head up to the clauses, which go on elsewhere.
    fn without_clauses(&self) -> Vec<(Column, String)> {
        let end = self.head.iter().position(|(column, _)| *column == Column::Clauses);
        let mut head = self.head.clone();
        if let Some(end) = end {
            head.truncate(end + 1);
            head.iter_mut().skip(end).for_each(|(_, text)| " ".clone_into(text));
        }
        head
    }

    /// Not aligned with anything.
    pub fn text(&self) -> String {
        self.with_head(self.head.iter().map(|(_, text)| text.as_str()).collect())
    }

    fn with_head(&self, head: String) -> String {
        match &self.block {
            Some(cells) => {
                let inside: String = cells.iter().map(|(_, text)| text.as_str()).collect();
                [head, braced(&inside)].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
            }
            None => head,
        }
    }
}

/// A row among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Aligned {
    /// It fits on a line.
    Line(String),
    /// It does not; where its columns begin on its first line.
    Wide(Vec<usize>),
}

/// Rows below each other. Where the columns would make one of them too wide, fewer are aligned.
pub(super) fn align(rows: &[Row], width: usize) -> Vec<Aligned> {
    let is_wide: Vec<bool> = rows.iter().map(|row| row.text().width() > width).collect();
    let heads: Vec<Vec<(Column, String)>> = rows
        .iter()
        .zip(&is_wide)
        .map(|(row, wide)| if *wide { row.without_clauses() } else { row.head.clone() })
        .collect();
    let heads: Vec<&[(Column, String)]> = heads.iter().map(Vec::as_slice).collect();
    let columns = heads.iter().map(|head| head.len()).max().unwrap_or(0);
    let whole = whole(rows, &aligned(&heads, columns)).filter(|_| !is_wide.contains(&true));
    let fewer = (0..=columns).rev().map(|columns| {
        let heads = aligned(&heads, columns).into_iter();
        rows.iter().zip(&is_wide).zip(heads).map(|((row, wide), (head, starts))| match (wide, &row.block) {
            (true, _) => Aligned::Wide(starts),
            (false, Some(_)) => Aligned::Line(row.with_head(head)),
            (false, None) => Aligned::Line(head),
        })
    });
    let fits = |rows: &Vec<Aligned>| {
        rows.iter().all(|row| match row {
            Aligned::Line(line) => line.width() <= width,
            Aligned::Wide(starts) => starts.iter().all(|start| start + MOST_BLANKS < width),
        })
    };
    let mut all = whole.into_iter().chain(fewer.map(Iterator::collect)).peekable();
    let mut last = Vec::new();
    while let Some(rows) = all.next() {
        if fits(&rows) || all.peek().is_none() {
            last = rows;
            break;
        }
    }
    last
}

/// Rows of which all have a block, aligned to the last brace.
fn whole(rows: &[Row], heads: &[(String, Vec<usize>)]) -> Option<Vec<Aligned>> {
    let blocks: Vec<&[(Column, String)]> = rows.iter().map(|row| row.block.as_deref()).collect::<Option<_>>()?;
    let columns = blocks.iter().map(|block| block.len()).max().unwrap_or(0);
    let widest = heads.iter().map(|(head, _)| head.width()).max().unwrap_or(0);
    let inside = aligned(&blocks, columns).into_iter().map(|(inside, _)| braced(&inside));
    let lines = heads.iter().zip(inside).map(|((head, _), inside)| format!("{} {inside}", padded(head, widest)));
    Some(lines.map(Aligned::Line).collect())
}

/// So many columns, each as wide as its widest cell, and where they begin; after the first that differs in kind nothing is
/// aligned.
fn aligned(rows: &[&[(Column, String)]], columns: usize) -> Vec<(String, Vec<usize>)> {
    let mut lines: Vec<(String, Vec<usize>)> = rows.iter().map(|_| Default::default()).collect();
    let mut alike = true;
    for at in 0..rows.iter().map(|row| row.len()).max().unwrap_or(0) {
        let goes_on = || lines.iter().zip(rows).filter(|(_, row)| row.len() > at);
        let widths = || goes_on().map(|((line, _), _)| line.width());
        let (narrowest, widest) = (widths().min().unwrap_or(0), widths().max().unwrap_or(0));
        alike &= widest - narrowest <= MOST_BLANKS;
        let mut kinds = goes_on().filter_map(|(_, row)| row.get(at)).map(|(column, _)| *column);
        let first = kinds.next();
        let same = kinds.all(|kind| Some(kind) == first);
        for ((line, starts), row) in lines.iter_mut().zip(rows) {
            if let Some((_, text)) = row.get(at) {
                let before = if alike { padded(line, widest) } else { std::mem::take(line) };
                starts.push(before.width() + (text.len() - text.trim_start().len()));
                *line = before + text;
            }
        }
        alike &= same && at + 1 < columns;
    }
    lines
}

fn padded(text: &str, width: usize) -> String {
    text.to_owned() + &" ".repeat(width.saturating_sub(text.width()))
}

/// The items of a block on one line, each with the blanks before it.
fn cells_of(block: &Block) -> Option<Vec<(Column, String)>> {
    let is_bare = block.opening_note.is_none() && block.closing_notes.is_empty();
    if !is_bare || !(block.one_line || block.items.is_empty()) {
        return None;
    }
    let mut cells = Vec::new();
    let mut semicolon = false;
    for (number, item) in block.items.iter().enumerate() {
        let between = match (number, semicolon) {
            (0, _) => "",
            (_, true) => " ",
            (_, false) => "  ",
        };
        semicolon = item.semicolon && number + 1 < block.items.len();
        let end = if semicolon { ";" } else { "" };
        cells.push((Column::Of(item.rule), format!("{between}{}{end}", Row::flat(&item.pieces)?)));
    }
    Some(cells)
}

fn braced(inside: &str) -> String {
    if inside.is_empty() { "{ }".to_owned() } else { format!("{{ {inside} }}") }
}

/// A piece that can stand on a line with others, and the blanks before it.
fn flat(piece: &Piece) -> Option<(String, usize)> {
    match piece {
        Piece::Word(word) => {
            let is_bare = word.note_before.is_none() && word.notes.is_empty();
            let stays = word.split != Split::Language { kept: true };
            (is_bare && stays).then(|| (word.text.clone(), word.blanks))
        }
        Piece::Block(block) => {
            let inside: String = cells_of(block)?.into_iter().map(|(_, text)| text).collect();
            Some((braced(&inside), 1))
        }
    }
}

fn push(line: &mut String, text: &str, blanks: usize) {
    if !line.is_empty() && !text.is_empty() {
        line.push_str(&" ".repeat(blanks));
    }
    line.push_str(text);
}

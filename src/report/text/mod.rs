//! The writer for people at a terminal.

mod table;
mod tree;
mod wrap;

use wrap::{Cell, cells, width, wrap};

use super::document::{Block, Document};
use super::ink::Ink;
use super::inline::{Inline, Style};
use super::{Options, diagnostics};
use crate::diagnostic::Lang;
use crate::source::Sources;
use crate::text;

/// Below this nothing can be laid out.
const NARROWEST: usize = 20;
/// Where explanations begin at the latest.
const TERM_COLUMN: usize = 34;

/// The space there is, and the language.
#[derive(Clone, Copy)]
struct Page {
    width: usize,
    lang: Lang,
}

/// Draws all blocks, with an empty line between those that are not closely related.
pub(super) fn write(document: &Document, sources: &Sources, options: &Options) -> String {
    let page = Page { width: options.width.max(NARROWEST), lang: options.lang };
    let mut ink = Ink::new(options.color);
    let mut previous = None;
    for block in &document.blocks {
        if previous.is_some_and(|previous| apart(previous, block)) {
            ink.newline();
        }
        draw(block, sources, page, &mut ink);
        previous = Some(block);
    }
    ink.finish()
}

fn apart(previous: &Block, block: &Block) -> bool {
    match (previous, block) {
        (Block::Heading(level, _), _) => *level < 2,
        (Block::Note(_), Block::Note(_)) => false,
        _ => true,
    }
}

fn draw(block: &Block, sources: &Sources, page: Page, ink: &mut Ink) {
    match block {
        Block::Heading(level, words) => draw_heading(*level, words, page, ink),
        Block::Paragraph(words) => hang(&[], &cells(words, page.lang), 0, page, ink),
        Block::List(items) => {
            for item in items {
                hang(&cells(&Inline::from("- "), page.lang), &cells(item, page.lang), 2, page, ink);
            }
        }
        Block::Terms(terms) => draw_terms(terms, page, ink),
        Block::Table(table) => table::draw(table, page, ink),
        Block::Tree(tree) => tree::draw(tree, page, ink),
        Block::Note(words) => {
            let lead = Inline::styled(text!("注: ", "Note: "), Style::Note);
            hang(&[], &cells(&lead.then(words.clone()), page.lang), 0, page, ink);
        }
        Block::Verbatim(text) | Block::Mermaid(text) => {
            for line in text.trim_end().lines() {
                ink.blanks(4);
                ink.put(Style::Code, &line.replace('\t', "    "));
                ink.newline();
            }
        }
        Block::Lines(lines) => {
            for line in lines {
                put_line(&cells(line, page.lang), ink);
                ink.newline();
            }
        }
        Block::Problem(diagnostic) => diagnostics::draw(diagnostic, sources, page.lang, ink),
        Block::Failure(failure) => diagnostics::draw_failure(failure, page.lang, ink),
        Block::Rule => {
            ink.put(Style::Dim, &"─".repeat(page.width));
            ink.newline();
        }
    }
}

fn draw_heading(level: u8, words: &Inline, page: Page, ink: &mut Ink) {
    let mut title = cells(words, page.lang);
    for cell in &mut title {
        cell.style = Style::Strong;
    }
    hang(&[], &title, 0, page, ink);
    if level < 2 {
        ink.put(Style::Dim, &"─".repeat(width(&title).min(page.width)));
        ink.newline();
    }
}

fn draw_terms(terms: &[(Inline, Inline)], page: Page, ink: &mut Ink) {
    let left = |term: &Inline| -> Vec<Cell> { cells(&Inline::from("  ").then(term.clone()), page.lang) };
    let widest = terms.iter().map(|(term, _)| width(&left(term)) + 2).filter(|width| *width <= TERM_COLUMN).max();
    let column = widest.unwrap_or(6).min(page.width / 2);
    for (term, words) in terms {
        let mut term = left(term);
        let used = width(&term);
        if used + 2 > column {
            put_line(&term, ink);
            ink.newline();
            term.clear();
        }
        hang(&term, &cells(words, page.lang), column, page, ink);
    }
}

/// Writes `lead`, then the words from `column` on, wrapped there.
fn hang(lead: &[Cell], words: &[Cell], column: usize, page: Page, ink: &mut Ink) {
    let room = page.width.saturating_sub(column).max(NARROWEST / 2);
    for (at, line) in wrap(words, room).iter().enumerate() {
        let lead = if at == 0 { lead } else { &[] };
        put_line(lead, ink);
        ink.blanks(column.saturating_sub(width(lead)));
        put_line(line, ink);
        ink.newline();
    }
}

/// Writes characters, those of one style together.
fn put_line(line: &[Cell], ink: &mut Ink) {
    for run in line.chunk_by(|a, b| a.style == b.style) {
        let words: String = run.iter().map(|cell| cell.ch).collect();
        if let Some(first) = run.first() {
            ink.put(first.style, &words);
        }
    }
}

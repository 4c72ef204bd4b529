//! Tables for a terminal of a given width, laid out by `comfy-table`.
//!
//! It lays out plain words; what it drew is taken apart again at its own separators, so that every cell gets its style on the way
//! to the terminal.

use comfy_table::{Cell as Drawn, CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, TableStyle};

use super::Page;
use super::wrap::{cells, width};
use crate::report::document::{Align, Table};
use crate::report::ink::Ink;
use crate::report::inline::{Inline, Style};
use crate::report::safe;

/// Between columns; a cell cannot contain it.
const BAR: char = '│';
/// Fills the line between two rows, which is not shown: it tells where a row ends.
const ROW_END: char = '┄';
/// What a column needs at least to be read.
const NARROWEST: usize = 6;

const LOOKS: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction(BAR))
    .header_separator(LineStyle::none().fill('─').junction('┼'))
    .content_lines(ContentLineStyle::none().junction(BAR))
    .row_separator(LineStyle::none().fill(ROW_END).junction(ROW_END));

/// Draws the table; one that cannot fit, because it has too many columns, is written row by row.
pub(super) fn draw(table: &Table, page: Page, ink: &mut Ink) {
    let narrow = |at: usize| {
        let row = |row: &Vec<Inline>| row.get(at).map_or(0, |cell| width(&cells(cell, page.lang)));
        let head = table.columns.get(at).map_or(0, |column| width(&cells(&column.head, page.lang)));
        table.rows.iter().map(row).chain([head]).max().unwrap_or(0).min(NARROWEST)
    };
    let needed: usize = (0..table.columns.len()).map(|at| narrow(at) + 3).sum();
    if needed > page.width {
        return draw_records(table, page, ink);
    }
    let words = |cell: &Inline| safe(cell.plain().in_lang(page.lang)).replace([BAR, ROW_END], "|");
    let mut drawn = comfy_table::Table::new();
    drawn.load_style(LOOKS).set_content_arrangement(ContentArrangement::Dynamic);
    drawn.set_width(u16::try_from(page.width).unwrap_or(u16::MAX));
    let aligned = |(at, cell): (usize, &Inline)| {
        let align = match table.columns.get(at).map(|column| column.align).unwrap_or_default() {
            Align::Left => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
            Align::Center => CellAlignment::Center,
        };
        Drawn::new(words(cell)).set_alignment(align)
    };
    let heads: Vec<Inline> = table.columns.iter().map(|column| column.head.clone()).collect();
    drawn.set_header(heads.iter().enumerate().map(aligned).collect::<Vec<_>>());
    for row in &table.rows {
        drawn.add_row(row.iter().enumerate().map(aligned).collect::<Vec<_>>());
    }
    let mut rows = std::iter::once(None).chain(table.rows.iter().map(Some));
    let mut row = rows.next().flatten();
    let mut in_head = true;
    for line in drawn.lines() {
        let first = line.trim_start().chars().next();
        if first == Some(ROW_END) {
            row = rows.next().flatten();
            continue;
        }
        if in_head && first == Some('─') {
            in_head = false;
            row = rows.next().flatten();
            ink.put(Style::Dim, &line);
            ink.newline();
            continue;
        }
        for (at, part) in line.split(BAR).enumerate() {
            if at > 0 {
                ink.put(Style::Dim, "│");
            }
            let style = match row.and_then(|row| row.get(at)) {
                Some(cell) => style_of(cell),
                None if in_head => Style::Strong,
                None => Style::Plain,
            };
            ink.put(style, part);
        }
        ink.newline();
    }
}

/// The style of a cell: that of its words, if they have one in common.
fn style_of(cell: &Inline) -> Style {
    let mut styles = cell.0.iter().map(|(_, style)| *style);
    let first = styles.next().unwrap_or_default();
    if styles.all(|style| style == first) { first } else { Style::Plain }
}

/// One `head: cell` per line, rows apart by an empty line.
fn draw_records(table: &Table, page: Page, ink: &mut Ink) {
    for (at, row) in table.rows.iter().enumerate() {
        if at > 0 {
            ink.newline();
        }
        for (column, cell) in table.columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let line = column.head.clone().and(": ", Style::Plain).then(cell.clone());
            super::hang(&[], &cells(&line, page.lang), 0, page, ink);
        }
    }
}

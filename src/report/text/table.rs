//! Tables for a terminal of a given width.

use super::wrap::{Cell, cells, width, wrap};
use super::{Page, put_line};
use crate::report::document::{Align, Table};
use crate::report::ink::Ink;
use crate::report::inline::{Inline, Style};

const BETWEEN: &str = " │ ";
const BETWEEN_WIDTH: usize = 3;
/// A column that had to shrink below this is no column any more.
const NARROWEST: usize = 6;

/// Draws the table; one that cannot fit, because it has too many columns, is written row by row.
pub(super) fn draw(table: &Table, page: Page, ink: &mut Ink) {
    let count = table.columns.len();
    let empty = Inline::default();
    let head: Vec<Vec<Cell>> = table.columns.iter().map(|column| strong(cells(&column.head, page.lang))).collect();
    let fill = |row: &Vec<Inline>| -> Vec<Vec<Cell>> {
        (0..count).map(|at| cells(row.get(at).unwrap_or(&empty), page.lang)).collect()
    };
    let rows: Vec<Vec<Vec<Cell>>> = table.rows.iter().map(fill).collect();

    match fit(&natural(&head, &rows), page.width) {
        Some(widths) => {
            draw_row(table, &head, &widths, ink);
            let line: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
            ink.put(Style::Dim, &line.join("─┼─"));
            ink.newline();
            for row in &rows {
                draw_row(table, row, &widths, ink);
            }
        }
        None => draw_records(&head, &rows, page, ink),
    }
}

fn strong(mut cells: Vec<Cell>) -> Vec<Cell> {
    for cell in &mut cells {
        cell.style = Style::Strong;
    }
    cells
}

/// The width of each column if nothing were wrapped.
fn natural(head: &[Vec<Cell>], rows: &[Vec<Vec<Cell>>]) -> Vec<usize> {
    let mut widths: Vec<usize> = head.iter().map(|cell| width(cell)).collect();
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = width(cell).max(*widest);
        }
    }
    widths
}

/// Takes from the widest columns until the row fits; `None` if that leaves one too narrow to read.
fn fit(natural: &[usize], max: usize) -> Option<Vec<usize>> {
    let room = max.checked_sub(BETWEEN_WIDTH * natural.len().saturating_sub(1))?;
    let mut widths: Vec<usize> = natural.iter().map(|width| *width.min(&room)).collect();
    while widths.iter().sum::<usize>() > room {
        let widest = widths.iter_mut().rev().max_by_key(|width| **width)?;
        if *widest <= NARROWEST {
            return None;
        }
        *widest -= 1;
    }
    Some(widths)
}

fn draw_row(table: &Table, row: &[Vec<Cell>], widths: &[usize], ink: &mut Ink) {
    let wrapped: Vec<Vec<&[Cell]>> = row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..height {
        for (at, (cell, room)) in wrapped.iter().zip(widths).enumerate() {
            if at > 0 {
                ink.put(Style::Dim, BETWEEN);
            }
            let part = cell.get(line).copied().unwrap_or_default();
            let blank = room.saturating_sub(width(part));
            let left = match table.columns.get(at).map(|column| column.align).unwrap_or_default() {
                Align::Left => 0,
                Align::Right => blank,
                Align::Center => blank / 2,
            };
            ink.blanks(left);
            put_line(part, ink);
            ink.blanks(blank - left);
        }
        ink.newline();
    }
}

/// One `head: cell` per line, rows apart by an empty line.
fn draw_records(head: &[Vec<Cell>], rows: &[Vec<Vec<Cell>>], page: Page, ink: &mut Ink) {
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            ink.newline();
        }
        for (head, cell) in head.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let line: Vec<Cell> = head.iter().chain(&plain(": ")).chain(cell).copied().collect();
            for part in wrap(&line, page.width) {
                put_line(part, ink);
                ink.newline();
            }
        }
    }
}

fn plain(words: &str) -> Vec<Cell> {
    words.chars().map(|ch| Cell { ch, style: Style::Plain }).collect()
}

//! A workbook as somebody has it open: cells are set by the name of their row and the head of their column.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A number that is shown as a day.
    Day(f64),
    /// `TRUE`
    Truth(bool),
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Cell::Text(words.to_owned())
    }
}

/// A sheet: its name, and its cells by row and column.
pub type Page = (String, BTreeMap<(u32, u16), Cell>);

/// A range to be merged: its sheet, its first and its last cell.
pub type Merged = (usize, (u32, u16), (u32, u16));

/// A workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// Its sheets.
    pub sheets: Vec<Page>,
    /// Ranges to be merged.
    pub merged: Vec<Merged>,
}

impl Book {
    /// Opens a workbook.
    pub fn open(path: &Path) -> Self {
        let bytes = fs::read(path).expect("a workbook");
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let names = workbook.sheet_names();
        let sheets = names.iter().map(|name| {
            let range = workbook.worksheet_range(name).expect("a sheet");
            let (top, left) = range.start().unwrap_or_default();
            let cells = range.used_cells().filter_map(|(row, column, value)| {
                let cell = match value {
                    Data::String(words) => Cell::Text(words.clone()),
                    Data::Float(number) => Cell::Number(*number),
                    Data::Int(number) => Cell::Number(*number as f64),
                    Data::Bool(truth) => Cell::Truth(*truth),
                    Data::DateTime(day) => Cell::Day(day.as_f64()),
                    _ => return None,
                };
                Some(((top + row as u32, left as u16 + column as u16), cell))
            });
            (name.clone(), cells.collect())
        });
        Book { sheets: sheets.collect(), merged: Vec::new() }
    }

    /// Saves it, as another program would: without what is known of styles, hidden columns and rules.
    pub fn save(&self, path: &Path) {
        let mut workbook = Workbook::new();
        for (number, (name, cells)) in self.sheets.iter().enumerate() {
            let page = workbook.add_worksheet().set_name(name).expect("a name");
            for (_, first, last) in self.merged.iter().filter(|(of, ..)| *of == number) {
                page.merge_range(first.0, first.1, last.0, last.1, "", &Format::new()).expect("a range");
            }
            for ((row, column), cell) in cells {
                match cell {
                    Cell::Text(words) => page.write_string(*row, *column, words).map(|_| ()),
                    Cell::Number(number) => page.write_number(*row, *column, *number).map(|_| ()),
                    Cell::Truth(truth) => page.write_boolean(*row, *column, *truth).map(|_| ()),
                    Cell::Day(day) => {
                        let look = Format::new().set_num_format("yyyy/m/d");
                        page.write_number_with_format(*row, *column, *day, &look).map(|_| ())
                    }
                }
                .expect("a cell");
            }
        }
        fs::write(path, workbook.save_to_buffer().expect("a workbook")).expect("a file");
    }

    /// Where a cell is: the sheet, the row whose first cell ends in these words, the column under this head.
    pub fn find(&self, row: &str, head: &str) -> (usize, u32, u16) {
        for (number, (_, cells)) in self.sheets.iter().enumerate() {
            let at = |words: &str| cells.iter().find(|(_, it)| **it == Cell::from(words)).map(|(at, _)| *at);
            let (Some((top, keys)), Some((_, column))) = (at("行の番号").or(at("row")), at(head)) else { continue };
            let is_it = |(at, it): &(&(u32, u16), &Cell)| {
                at.0 > top && at.1 == keys && matches!(it, Cell::Text(words) if words.contains(row))
            };
            if let Some((at, _)) = cells.iter().find(is_it) {
                return (number, at.0, column);
            }
        }
        panic!("no row `{row}` with a column `{head}`");
    }

    /// Fills in a cell.
    pub fn set(&mut self, row: &str, head: &str, cell: impl Into<Cell>) -> &mut Self {
        let (sheet, row, column) = self.find(row, head);
        self.sheets[sheet].1.insert((row, column), cell.into());
        self
    }

    /// Empties a cell.
    pub fn clear(&mut self, row: &str, head: &str) -> &mut Self {
        let (sheet, row, column) = self.find(row, head);
        self.sheets[sheet].1.remove(&(row, column));
        self
    }

    /// What stands in a cell.
    pub fn get(&self, row: &str, head: &str) -> Option<&Cell> {
        let (sheet, row, column) = self.find(row, head);
        self.sheets[sheet].1.get(&(row, column))
    }

    /// `J6` of a cell.
    pub fn name(&self, row: &str, head: &str) -> String {
        let (_, row, column) = self.find(row, head);
        buntan::forms::grid::cell_name(row, u32::from(column))
    }
}

/// A package with one of its parts changed.
pub fn patched(bytes: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..archive.len() {
        let mut part = archive.by_index(number).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("a part");
        let part_name = part.name().expect("a name").into_owned();
        writer.start_file(&part_name, SimpleFileOptions::default()).expect("a part");
        if part_name == name {
            content = change(String::from_utf8(content).expect("UTF-8")).into_bytes();
        }
        writer.write_all(&content).expect("memory");
    }
    writer.finish().expect("a package").into_inner()
}

/// A package with one more part.
pub fn with_part(bytes: &[u8], name: &str, content: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new_append(Cursor::new(bytes.to_vec())).expect("a package");
    writer.start_file(name, SimpleFileOptions::default()).expect("a part");
    writer.write_all(content.as_bytes()).expect("memory");
    writer.finish().expect("a package").into_inner()
}

/// The parts of a package, as texts.
pub fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let read = |number| {
        let mut part = archive.by_index(number).expect("a part");
        let mut content = String::new();
        part.read_to_string(&mut content).expect("UTF-8");
        (part.name().expect("a name").into_owned(), content)
    };
    (0..archive_len(bytes)).map(read).collect()
}

fn archive_len(bytes: &[u8]) -> usize {
    ZipArchive::new(Cursor::new(bytes)).expect("a package").len()
}

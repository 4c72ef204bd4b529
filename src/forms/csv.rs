//! A form as CSV, one table of all its rows: UTF-8 with a byte order mark and CRLF, as Excel opens it, and whatever Excel saves.
//!
//! Above the heads stands what the sheet `buntan` of a workbook says. A cell that would become a formula has an apostrophe before it,
//! which is taken away again.

use std::collections::BTreeMap;

use encoding_rs::SHIFT_JIS;

use super::cells::dates::Epoch;
use super::cells::value::Value;
use super::form::{Field, Form};
use super::grid::{Book, Grid};
use super::table::table;
use super::xlsx::{FORMULA, Fault};
use crate::syntax::limits::{MAX_CELLS, MAX_WORKBOOK};

/// The mark by which Excel knows UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Writes a form as one table.
pub fn write(form: &Form) -> Vec<u8> {
    let form = &table(form);
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(BOM.to_vec());
    let mut rows: Vec<Vec<String>> =
        form.facts().into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect();
    rows.push(vec![String::new()]);
    for (number, sheet) in form.sheets.iter().enumerate().take(1) {
        let kept: Vec<_> = form.kept.columns.iter().filter(|it| it.sheet == number).collect();
        let heads = sheet.columns.iter().map(|it| it.head.in_lang(form.lang).to_owned());
        rows.push(heads.chain(kept.iter().map(|it| it.head.clone())).collect());
        for line in sheet.lines() {
            let added = kept.iter().map(|it| it.values.get(&line.key).map(Value::shown).unwrap_or_default());
            rows.push(form.values(sheet, line).iter().map(Value::shown).chain(added).collect());
        }
        for it in form.kept.rows.iter().filter(|it| it.sheet == number) {
            let under =
                |head: &str| it.values.iter().find(|(of, _)| of == head).map(|(_, it)| it.shown()).unwrap_or_default();
            let own = sheet.columns.iter().map(|column| match column.field {
                Field::Key => it.name.clone(),
                _ => under(&column.head.ja),
            });
            rows.push(own.chain(kept.iter().map(|column| under(&column.head))).collect());
        }
    }
    for row in rows {
        // Memory does not fail, and rows may have any length.
        let _ = writer.write_record(row.iter().map(|cell| guarded(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// A cell that stays words in a spreadsheet.
fn guarded(cell: &str) -> String {
    if is_dangerous(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether a spreadsheet makes of it what nobody wrote: a formula, or of the clause `2-1` a day.
fn is_dangerous(cell: &str) -> bool {
    let parts: Vec<&str> = cell.split(['-', '/']).collect();
    let number = |it: &&str| (1..=2).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
    cell.starts_with(FORMULA) || (matches!(parts.len(), 2 | 3) && parts.iter().all(number))
}

fn bare(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_dangerous(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Reads a file of one sheet: UTF-8, or the encoding in which Excel saves "CSV" in Japan.
///
/// # Errors
/// Why it cannot be read.
pub fn read(name: &str, bytes: &[u8]) -> Result<Book, Fault> {
    if bytes.len() > MAX_WORKBOOK {
        return Err(Fault::TooLarge);
    }
    let body = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let text = match std::str::from_utf8(body) {
        Ok(text) => text.to_owned(),
        Err(_) => SHIFT_JIS
            .decode_without_bom_handling_and_without_replacement(body)
            .map(|text| text.into_owned())
            .ok_or(Fault::Damaged)?,
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut cells = BTreeMap::new();
    // A spreadsheet shows a cell of several lines as one row, so rows are counted by records.
    for (row, record) in (0..).zip(reader.records()) {
        let record = record.map_err(|_| Fault::Damaged)?;
        for (column, cell) in (0..).zip(&record) {
            if !cell.is_empty() {
                cells.insert((row, column), Value::text(bare(cell)));
            }
        }
        if cells.len() > MAX_CELLS {
            return Err(Fault::TooLarge);
        }
    }
    let grid = Grid { name: "CSV".to_owned(), cells };
    Ok(Book { name: name.to_owned(), sheets: vec![grid], epoch: Epoch::From1900, comments: Vec::new(), is_table: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_bare_again() {
        for cell in ["=1+1", "+1", "-1", "@a", "\ta", "\ra", "'=1", "''+1", "2-1", "3/4", "2-1-3"] {
            assert!(guarded(cell).starts_with('\''), "{cell}");
            assert_eq!(bare(&guarded(cell)), cell);
        }
        for cell in ["第8条", "'90年代", "a=b", "", "2026-04-01", "第2-1条", "2-", "1-2-3-4"] {
            assert_eq!(guarded(cell), cell);
            assert_eq!(bare(cell), cell);
        }
    }

    #[test]
    fn what_excel_saves_in_japan_is_read() {
        let (bytes, ..) = SHIFT_JIS.encode("項目,回答\r\n監視,引き受ける\r\n");
        let book = read("a.csv", &bytes).expect("a file");
        assert_eq!(*book.sheets[0].get(1, 1), Value::text("引き受ける"));
        assert_eq!(read("a.csv", b"\xff\xfe\x81").err(), Some(Fault::Damaged));
    }
}

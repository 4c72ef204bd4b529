//! What spreadsheets see: every cell as text, whoever wrote it.

#[path = "support/formats.rs"]
mod formats;

use std::io::Cursor;

use buntan::report::{Align, Document, Format, Table};
use calamine::{Data, Reader, Xlsx};
use formats::{bare, words, written};
use proptest::prelude::*;

/// The records of a CSV file, which begins with a byte order mark and ends its lines as Excel does.
fn records(document: &Document) -> Vec<Vec<String>> {
    let bytes = written(document, Format::Csv);
    let text = std::str::from_utf8(&bytes).expect("UTF-8").strip_prefix('\u{feff}').expect("a byte order mark");
    assert!(text.is_empty() || text.ends_with("\r\n"), "{text:?}");
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text:?}");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let read = |it: Result<csv::StringRecord, csv::Error>| it.expect("a record").iter().map(str::to_owned).collect();
    reader.records().map(read).collect()
}

fn book(document: &Document) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(written(document, Format::Xlsx))).expect("a workbook")
}

fn table(cells: &[String]) -> Table {
    cells.chunks(2).fold(Table::new(["項目", "=1+1"]), |table, row| table.row(row.to_vec()))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_cell_of_csv_is_a_formula(cells in prop::collection::vec(words(), 6)) {
        let read = records(&Document::new().table(table(&cells)));
        prop_assert_eq!(read.len(), 4);
        for (cell, seen) in cells.iter().zip(read[1..].iter().flatten()) {
            prop_assert!(!seen.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|', '%']), "{:?}", seen);
            let (seen, cell) = (bare(seen), bare(cell));
            prop_assert!(seen == cell || seen == format!("'{cell}"), "{:?} {:?}", seen, cell);
        }
        prop_assert_eq!(&read[0][1], "'=1+1");
    }

    #[test]
    fn no_cell_of_xlsx_is_a_formula(cells in prop::collection::vec(words(), 6), heading in words()) {
        let document = Document::new().heading(2, heading.as_str()).table(table(&cells));
        let mut book = book(&document);
        let name = book.sheet_names()[0].clone();
        prop_assert!(name.encode_utf16().count() <= 31 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{}", name);
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        prop_assert!(formulas.used_cells().next().is_none());
        let range = book.worksheet_range(&name).expect("a sheet");
        for (at, cell) in cells.iter().enumerate() {
            let seen = range.get((at / 2 + 1, at % 2)).map(|it| it.to_string()).unwrap_or_default();
            prop_assert_eq!(bare(&seen), bare(cell));
        }
    }
}

#[test]
fn several_tables_stand_under_their_headings() {
    let one = |heads: [&'static str; 2]| Table::new(heads).row(["1", "2"]);
    let document = Document::new()
        .heading(1, "題")
        .heading(2, "甲")
        .table(one(["a", "b"]))
        .heading(2, "乙")
        .table(one(["a", "c"]));
    let expected: Vec<Vec<&str>> =
        vec![vec!["甲"], vec!["a", "b"], vec!["1", "2"], vec![""], vec!["乙"], vec!["a", "c"], vec!["1", "2"]];
    assert_eq!(records(&document), expected);
    let names = book(&document).sheet_names();
    assert!(names.contains(&"甲".to_owned()) && names.contains(&"乙".to_owned()), "{names:?}");
}

#[test]
fn tables_with_the_same_heads_are_one_in_which_the_heading_is_a_column() {
    let one = |value: &'static str| Table::new(["a", "b"]).row([value, "2"]);
    let document = Document::new().heading(2, "甲").table(one("1")).heading(2, "乙").table(one("3"));
    assert_eq!(records(&document), [["どれについて", "a", "b"], ["甲", "1", "2"], ["乙", "3", "2"]]);
    assert_eq!(book(&document).sheet_names(), ["一覧"]);
}

#[test]
fn an_answer_without_tables_has_its_lines() {
    let document = Document::new().heading(1, "題").paragraph("一行").paragraph("=1");
    assert_eq!(records(&document), [["題"], ["一行"], ["'=1"]]);
}

#[test]
fn sheets_of_one_name_are_told_apart() {
    let long = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三";
    let one = |head: String| Table::new([head]).row(["1"]);
    let document = [long, long, "History", "a/b:c", "A/B:C", "''", "👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️👩‍⚕️"]
        .into_iter()
        .enumerate()
        .fold(Document::new(), |document, (number, name)| document.heading(2, name).table(one(number.to_string())));
    let names = book(&document).sheet_names();
    assert_eq!(names.len(), 7, "{names:?}");
    let folded: std::collections::BTreeSet<String> = names.iter().map(|it| it.to_lowercase()).collect();
    assert_eq!(folded.len(), 7, "{names:?}");
}

#[test]
fn counts_are_numbers_and_all_else_is_text() {
    let table = Table::new(["id", "n"]).align(1, Align::Right).row(["007", "12"]).row(["1", "-3"]);
    let mut book = book(&Document::new().heading(1, "a").table(table));
    let range = book.worksheet_range("a").expect("a sheet");
    assert_eq!(range.get((1, 0)), Some(&Data::String("007".to_owned())));
    assert_eq!(range.get((1, 1)), Some(&Data::Float(12.0)));
    assert_eq!(range.get((2, 1)), Some(&Data::String("-3".to_owned())));
}

/// Excel has bounds for cells, which it counts in UTF-16.
#[test]
fn a_long_cell_is_cut_to_what_excel_takes() {
    let document =
        Document::new().heading(2, "a").table(Table::new(["x"]).row(["👩".repeat(20_000)]).row(["字".repeat(31_000)]));
    let range = book(&document).worksheet_range("a").expect("a sheet");
    let cells: Vec<usize> = range.rows().skip(1).map(|row| row[0].to_string().encode_utf16().count()).collect();
    assert_eq!(cells, [32_001, 31_000]);
}

/// A workbook says nothing of when it was made.
#[test]
fn the_same_document_is_the_same_file() {
    let document = Document::new().heading(1, "a").table(Table::new(["x"]).row(["1"]));
    let first = written(&document, Format::Xlsx);
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    assert_eq!(first, written(&document, Format::Xlsx));
}

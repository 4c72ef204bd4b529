//! The writer for spreadsheets that read text: all tables of a document, one after the other.
//!
//! UTF-8 with a byte order mark and CRLF, as Excel opens it. No cell becomes a formula, whoever wrote it.

use std::io;

use super::document::{Document, Table};
use super::inline::Inline;
use super::sheets::sheets;
use super::{Options, safe};
use crate::diagnostic::Lang;

/// Writes the tables that an answer has for spreadsheets, else its own; several have an empty line between them, and each its heading
/// above it. Without a table, every line that the short form has.
pub(super) fn write(document: &Document, short: &str, options: &Options) -> io::Result<Vec<u8>> {
    let lang = options.lang;
    let mut out = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let tables = sheets(document);
    for (at, (heading, table)) in tables.iter().enumerate() {
        if at > 0 {
            out.write_record([""])?;
        }
        let name = cell(heading, lang);
        if tables.len() > 1 && !name.is_empty() {
            out.write_record([name])?;
        }
        write_table(table, lang, &mut out)?;
    }
    if tables.is_empty() {
        for line in short.lines() {
            out.write_record(line.split('\t').map(inert))?;
        }
    }
    finished(out)
}

fn finished(out: csv::Writer<Vec<u8>>) -> io::Result<Vec<u8>> {
    let written = out.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    Ok([b"\xEF\xBB\xBF".to_vec(), written].concat())
}

fn write_table(table: &Table, lang: Lang, out: &mut csv::Writer<Vec<u8>>) -> io::Result<()> {
    out.write_record(table.columns.iter().map(|column| cell(&column.head, lang)))?;
    let empty = Inline::default();
    for row in &table.rows {
        out.write_record((0..table.columns.len()).map(|at| cell(row.get(at).unwrap_or(&empty), lang)))?;
    }
    Ok(())
}

fn cell(words: &Inline, lang: Lang) -> String {
    inert(&words.plain().in_lang(lang).replace('`', ""))
}

/// A cell that a spreadsheet takes for text: what begins like a formula, also behind blanks, gets an apostrophe before it.
fn inert(words: &str) -> String {
    let words = safe(words);
    let words = words.trim();
    let begins = words.trim_start_matches(|ch: char| ch.is_whitespace() || ch == '"').chars().next();
    match begins {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '|' | '%') => format!("'{words}"),
        _ => words.to_owned(),
    }
}

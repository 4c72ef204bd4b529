//! The writer for Excel: a sheet for each table, then what is said besides. The same bytes at any time.

use std::collections::BTreeSet;
use std::io;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::document::{Align, Block, Document, Table};
use super::inline::Inline;
use super::sheets::{said, sheets};
use super::{Options, safe, short};
use crate::diagnostic::Lang;
use crate::source::Sources;
use crate::text;

/// Excel's own bounds.
const MAX_NAME: usize = 31;
const MAX_CELL: usize = 32_000;

/// A column is as wide as its words, within these.
const WIDTHS: (f64, f64) = (6.0, 60.0);

/// Writes the workbook.
pub(super) fn write(document: &Document, sources: &Sources, options: &Options) -> io::Result<Vec<u8>> {
    workbook(document, sources, options).map_err(io::Error::other)
}

fn workbook(document: &Document, sources: &Sources, options: &Options) -> Result<Vec<u8>, XlsxError> {
    let lang = options.lang;
    let mut book = Workbook::new();
    // A workbook says when it was made; this one is made of its contents alone.
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    let mut taken = BTreeSet::new();
    let tables = sheets(document);
    for (heading, table) in &tables {
        let sheet = book.add_worksheet();
        sheet.set_name(name(heading.plain().in_lang(lang), &mut taken))?;
        write_table(table, lang, sheet)?;
        sheet.autofilter(0, 0, table.rows.len() as u32, table.columns.len().saturating_sub(1) as u16)?;
    }
    let blocks = said(document);
    if tables.is_empty() || !blocks.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(name(text!("説明", "Notes").in_lang(lang), &mut taken))?;
        write_words(&blocks, sources, options, sheet)?;
    }
    book.save_to_buffer()
}

/// Everything but the tables, line by line as the short form has it.
fn write_words(
    blocks: &[&Block],
    sources: &Sources,
    options: &Options,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    let strong = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 120)?;
    let mut row = 0;
    for block in blocks {
        let alone = Document::new().block((*block).clone());
        for line in short::write(&alone, sources, options).lines() {
            match block {
                Block::Heading(..) => sheet.write_string_with_format(row, 0, bounded(line), &strong)?,
                _ => put(sheet, row, 0, line, Align::Left)?,
            };
            row += 1;
        }
    }
    Ok(())
}

fn write_table(table: &Table, lang: Lang, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let mut widths: Vec<usize> = Vec::new();
    for (at, column) in (0u16..).zip(&table.columns) {
        let words = plain(&column.head, lang);
        sheet.write_string_with_format(0, at, bounded(&words), &head)?;
        widths.push(width(&words));
    }
    for (row, cells) in (1u32..).zip(&table.rows) {
        for ((at, cell), column) in (0u16..).zip(cells).zip(&table.columns) {
            let words = plain(cell, lang);
            put(sheet, row, at, &words, column.align)?;
            if let Some(so_far) = widths.get_mut(usize::from(at)) {
                *so_far = (*so_far).max(width(&words));
            }
        }
    }
    for (at, width) in (0u16..).zip(widths) {
        sheet.set_column_width(at, (width as f64 + 2.0).clamp(WIDTHS.0, WIDTHS.1))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A cell is text, a count in a column of numbers a number. What begins like a formula stays text also when somebody edits it.
fn put<'a>(
    sheet: &'a mut Worksheet,
    row: u32,
    column: u16,
    words: &str,
    align: Align,
) -> Result<&'a mut Worksheet, XlsxError> {
    let format = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let is_count = align == Align::Right && !words.is_empty() && words.len() < 10;
    match words.parse::<u32>() {
        Ok(count) if is_count => sheet.write_number_with_format(row, column, count, &format),
        _ if words.trim_start().starts_with(['=', '+', '-', '@']) => {
            sheet.write_string_with_format(row, column, bounded(words), &format.set_quote_prefix())
        }
        _ => sheet.write_string_with_format(row, column, bounded(words), &format),
    }
}

fn plain(words: &Inline, lang: Lang) -> String {
    safe(&words.plain().in_lang(lang).replace('`', "")).trim().to_owned()
}

fn width(words: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(words)
}

fn bounded(words: &str) -> String {
    match within(words, MAX_CELL) {
        all if all.len() == words.len() => words.to_owned(),
        cut => format!("{cut}…"),
    }
}

/// As much of the words as has room; Excel counts UTF-16.
fn within(words: &str, room: usize) -> &str {
    let mut used = 0;
    let over = words.char_indices().find(|(_, ch)| {
        used += ch.len_utf16();
        used > room
    });
    over.map_or(words, |(end, _)| &words[..end])
}

/// A name that Excel takes, and that no other sheet has.
fn name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let allowed = |ch: char| if matches!(ch, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'' | '`') { ' ' } else { ch };
    let wanted: String = safe(wanted).chars().map(allowed).collect();
    let wanted = match wanted.split_whitespace().collect::<Vec<_>>().join(" ") {
        empty if empty.is_empty() => "Sheet".to_owned(),
        reserved if reserved.eq_ignore_ascii_case("history") => format!("{reserved} 1"),
        other => other,
    };
    // Excel does not tell capitals from small letters.
    let fit = |room: usize| within(&wanted, room).trim_end().to_owned();
    let numbered = (2..).map(|number: usize| {
        let end = format!(" ({number})");
        fit(MAX_NAME.saturating_sub(end.len())) + &end
    });
    let free = std::iter::once(fit(MAX_NAME)).chain(numbered).find(|it| taken.insert(it.to_lowercase()));
    free.unwrap_or_default()
}

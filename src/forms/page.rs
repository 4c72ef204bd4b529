//! A form as pages: to be read and printed, not to be filled in and taken back.

use super::form::{Form, Row, Sheet};
use crate::diagnostic::Text;
use crate::report::{Document, Inline, Table};

/// The form as headings and tables, sheet by sheet.
pub fn page(form: &Form) -> Document {
    let document = Document::new().heading(1, form.title.clone()).paragraph(Text::same(&form.engagement));
    form.sheets.iter().filter(|it| it.lines().next().is_some()).fold(document, |document, it| with(document, form, it))
}

/// One sheet; under each heading a table of its own.
fn with(document: Document, form: &Form, sheet: &Sheet) -> Document {
    let seen = || sheet.columns.iter().filter(|it| !it.field.is_hidden());
    let empty = || Table::new(seen().map(|it| it.head.clone()));
    let mut document = document.heading(2, sheet.title.clone());
    let mut table = empty();
    for row in &sheet.rows {
        match row {
            Row::Heading(words) => {
                document = closed(document, std::mem::replace(&mut table, empty())).heading(3, words.clone());
            }
            Row::Line(line) => {
                let cells = sheet.columns.iter().zip(form.values(sheet, line));
                let cells = cells.filter(|(column, _)| !column.field.is_hidden());
                table.rows.push(cells.map(|(_, value)| Inline::from(value.shown())).collect());
            }
        }
    }
    closed(document, table)
}

fn closed(document: Document, table: Table) -> Document {
    if table.rows.is_empty() { document } else { document.table(table) }
}

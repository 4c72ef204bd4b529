//! From a form to the bytes of a workbook. Every cell of words is written as words: nothing ever becomes a formula.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use super::super::cells::plain::{cut, key};
use super::super::cells::value::Value;
use super::super::form::{Column, Field, Form, Offer, Row, Sheet, Speaker};
use super::super::grid::{Grid, column_name};
use super::super::kept;
use super::print;
use crate::diagnostic::{Lang, Text};
use crate::model::{self, ComponentKind, ContractType, PartyKind, Word};
use crate::syntax::limits::MAX_CELL;
use crate::text;

/// What begins a formula, when somebody opens a cell and closes it again.
pub(in crate::forms) const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The sheet that says what the file is, and lists what may be chosen.
const FACTS: &str = "buntan";

/// The column of that sheet with the contracts that may be chosen.
const PAPERS: u16 = 3;

/// Writes a form. The bytes are a function of the form.
///
/// # Errors
/// More rows, columns or characters than a workbook holds.
pub fn write(form: &Form) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2024, 6, 1)?;
    workbook
        .set_properties(&DocProperties::new().set_title(form.title.in_lang(form.lang)).set_creation_datetime(&made));
    let mut names = Names::default();
    workbook.set_default_format(&plain(), 17, 64)?;
    let looks = Looks::new();
    guide(workbook.add_worksheet(), &mut names, form, &looks)?;
    let called: Vec<String> = form.sheets.iter().map(|it| names.free(it.name.in_lang(form.lang))).collect();
    for (number, sheet) in form.sheets.iter().enumerate() {
        lay_out(workbook.add_worksheet().set_name(&called[number])?, form, number, sheet, (&looks, &called))?;
    }
    for grid in &form.kept.sheets {
        let name = names.free(&grid.name);
        keep(workbook.add_worksheet().set_name(name)?, grid, &looks)?;
    }
    facts(workbook.add_worksheet().set_name(names.free(FACTS))?, form)?;
    workbook.save_to_buffer()
}

/// Names of sheets: as they shall be, without what a workbook does not allow, and each once.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn free(&mut self, wanted: &str) -> String {
        let allowed = |it: char| !matches!(it, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !it.is_control();
        let plain: String = wanted.chars().filter(|it| allowed(*it)).collect();
        let plain = plain.trim_matches(['\'', ' ']);
        let plain = if plain.is_empty() { "-" } else { plain };
        let mut number = 1;
        loop {
            let tail = if number == 1 { String::new() } else { format!(" ({number})") };
            // A workbook counts in UTF-16.
            let mut room = 31 - tail.len();
            let head: String = plain
                .chars()
                .take_while(|it| room.checked_sub(it.len_utf16()).map(|left| room = left).is_some())
                .collect();
            let name = format!("{head}{tail}");
            if self.0.insert(key(&name)) {
                return name;
            }
            number += 1;
        }
    }
}

/// Letters that are there, or have others of the same width, wherever a workbook is opened.
fn plain() -> Format {
    Format::new().set_font_name("Arial").set_font_size(10)
}

/// How cells look.
struct Looks {
    title: Format,
    heading: Format,
    head: Format,
    asked_head: Format,
    shown: Format,
    asked: Format,
    missing: Format,
    typed: Format,
    day: Format,
    words: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = || {
            plain()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x00BF_BFBF))
        };
        let head = || cell().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        let asked = || cell().set_background_color(Color::RGB(0x00FF_F9E5));
        Looks {
            title: plain().set_bold().set_font_size(13),
            heading: plain().set_bold().set_background_color(Color::RGB(0x00E8_EDF3)),
            head: head().set_background_color(Color::RGB(0x00D5_DDE6)),
            asked_head: head().set_background_color(Color::RGB(0x00FF_E699)),
            shown: cell(),
            asked: asked(),
            missing: cell().set_background_color(Color::RGB(0x00FF_E699)),
            // What is typed stays words: `2-1` is a clause, and no day.
            typed: asked().set_num_format("@"),
            day: asked().set_num_format("yyyy-mm-dd"),
            words: plain().set_text_wrap().set_align(FormatAlign::Top),
        }
    }

    fn of(&self, field: Field) -> &Format {
        match field {
            field if field.is_day() => &self.day,
            Field::Paper | Field::Clause | Field::Remark | Field::Declared(_) => &self.typed,
            field if field.is_open() => &self.asked,
            _ => &self.shown,
        }
    }
}

/// The width of a column that people added.
const KEPT: u16 = 20;

/// The width of the page that says how to fill it in.
const GUIDE: u16 = 110;

/// How many lines some words take in a column.
fn lines_of(words: &str, width: u16) -> usize {
    // The edges of a cell, and letters that are wider than a digit.
    let room = usize::from(width).saturating_sub(2).max(1);
    words.split('\n').map(|line| line.width().div_ceil(room).max(1)).sum()
}

/// The height of so many lines, as far as a row may be high.
fn height(lines: usize) -> f64 {
    let lines = u32::try_from(lines).unwrap_or(u32::MAX);
    (f64::from(lines) * 14.0 + 3.0).min(400.0)
}

fn guide(sheet: &mut Worksheet, names: &mut Names, form: &Form, looks: &Looks) -> Result<(), XlsxError> {
    let name = names.free(text!("記入のしかた", "How to fill it in").in_lang(form.lang));
    sheet.set_name(name)?.set_column_width(0, GUIDE)?.set_paper_size(9).set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    put(sheet, 0, 0, &Value::text(form.title.in_lang(form.lang)), &looks.title)?;
    for (row, line) in (2..).zip(&form.guide) {
        put(sheet, row, 0, &Value::text(line.in_lang(form.lang)), &looks.words)?;
        sheet.set_row_height(row, height(lines_of(line.in_lang(form.lang), GUIDE)))?;
    }
    Ok(())
}

fn lay_out(
    page: &mut Worksheet,
    form: &Form,
    number: usize,
    sheet: &Sheet,
    (looks, called): (&Looks, &[String]),
) -> Result<(), XlsxError> {
    let kept: Vec<&kept::Column> = form.kept.columns.iter().filter(|it| it.sheet == number).collect();
    let first_kept = column_number(sheet.columns.len())?;
    let first_shown = sheet.columns.iter().take_while(|it| it.field.is_hidden()).count();
    put(page, 0, column_number(first_shown)?, &Value::text(sheet.title.in_lang(form.lang)), &looks.title)?;
    for (at, column) in (0..).zip(&sheet.columns) {
        let look = if column.field.is_open() { &looks.asked_head } else { &looks.head };
        put(page, HEADS, at, &Value::text(column.head.in_lang(form.lang)), look)?;
        page.set_column_width(at, f64::from(column.width))?;
        if column.field.is_hidden() {
            page.set_column_hidden(at)?;
        }
    }
    for (at, it) in (first_kept..).zip(&kept) {
        put(page, HEADS, at, &Value::text(it.head.as_str()), &looks.head)?;
        page.set_column_width(at, f64::from(KEPT))?;
    }
    let mut row = HEADS;
    for it in &sheet.rows {
        row += 1;
        match it {
            Row::Heading(words) => {
                for at in first_shown..sheet.columns.len() {
                    let words = if at == first_shown { Value::text(words.in_lang(form.lang)) } else { Value::Empty };
                    put(page, row, column_number(at)?, &words, &looks.heading)?;
                }
            }
            Row::Line(line) => {
                let mut lines = 1;
                for ((at, column), value) in (0..).zip(&sheet.columns).zip(form.values(sheet, line)) {
                    let look = match column.field {
                        field if field.is_asked() && line.speaker == Speaker::Nobody => &looks.shown,
                        Field::Answer if value == Value::Empty => &looks.missing,
                        field => looks.of(field),
                    };
                    put(page, row, at, &value, look)?;
                    if !column.field.is_hidden() {
                        lines = lines.max(lines_of(&value.shown(), column.width));
                    }
                }
                page.set_row_height(row, height(lines))?;
                for (at, it) in (first_kept..).zip(&kept) {
                    put(page, row, at, it.values.get(&line.key).unwrap_or(&Value::Empty), &looks.shown)?;
                }
            }
        }
    }
    for it in form.kept.rows.iter().filter(|it| it.sheet == number) {
        row += 1;
        added(page, row, sheet, (it, first_kept, &kept), looks)?;
    }
    if row > HEADS {
        let last = first_kept + column_number(kept.len())? - 1;
        for (at, column) in (0..).zip(&sheet.columns) {
            if let Some(rule) = rule(form, sheet, column, called)? {
                page.add_data_validation(HEADS + 1, at, row, at, &rule)?;
            }
        }
        page.autofilter(HEADS, column_number(first_shown)?, row, last)?;
    }
    page.set_freeze_panes(HEADS + 1, 0)?;
    let own = sheet.columns.iter().rposition(|it| it.field.is_open()).map_or(0, |at| at + 1);
    let widths = sheet.columns.iter().map(|it| if it.field.is_hidden() { 0 } else { it.width });
    let widths: Vec<u16> = widths.chain(kept.iter().map(|_| KEPT)).collect();
    print::lay_out(page, &widths, (own, HEADS, row))
}

/// A row that people added, with its name.
fn added(
    page: &mut Worksheet,
    row: u32,
    sheet: &Sheet,
    (it, first_kept, kept): (&kept::Row, u16, &[&kept::Column]),
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(&sheet.columns).filter(|(_, it)| it.field == Field::Key) {
        put(page, row, at, &Value::text(it.name.as_str()), looks.of(column.field))?;
    }
    for (head, value) in &it.values {
        let own = sheet.columns.iter().position(|it| it.head.ja == *head);
        let among = || Some(usize::from(first_kept) + kept.iter().position(|it| it.head == *head)?);
        if let Some(at) = own.or_else(among) {
            let look = sheet.columns.get(at).map_or(&looks.shown, |it| looks.of(it.field));
            put(page, row, column_number(at)?, value, look)?;
        }
    }
    Ok(())
}

/// The row of the heads; above it stands the title.
const HEADS: u32 = 2;

fn column_number(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

/// What may be filled in; `called` are the names of the sheets.
fn rule(form: &Form, sheet: &Sheet, column: &Column, called: &[String]) -> Result<Option<DataValidation>, XlsxError> {
    let say = |text: Text| text.in_lang(form.lang).to_owned();
    // Where several may stand one below the other, the list knows only single ones.
    let several = |rule: DataValidation| Ok(Some(rule.set_error_style(DataValidationErrorStyle::Warning)));
    match column.field {
        Field::Answer => {
            let words: Vec<String> = sheet.answers.iter().map(|it| it.words().in_lang(form.lang).to_owned()).collect();
            let listed = words.join(form_comma(form.lang));
            let rule = DataValidation::new().allow_list_strings(&words)?;
            // A tick is as good as a word of the list; what is neither is told when the form comes back.
            Ok(Some(rule.show_error_message(false).set_input_message(listed)?))
        }
        Field::Paper if !form.papers.is_empty() => {
            let last = form.papers.len();
            several(DataValidation::new().allow_list_formula(Formula::new(format!("{FACTS}!$D$1:$D${last}"))))
        }
        field if field.is_day() => {
            let first = ExcelDateTime::from_ymd(1950, 1, 1)?;
            let rule = DataValidation::new().allow_date(DataValidationRule::GreaterThanOrEqualTo(first));
            let error = say(text!("日付を入れてください（例：2026/4/1）", "Enter a day, such as 2026-04-01"));
            Ok(Some(rule.set_error_style(DataValidationErrorStyle::Warning).set_error_message(error)?))
        }
        Field::Declared(Offer::PartyKinds) => Ok(Some(words::<PartyKind>(form.lang)?)),
        Field::Declared(Offer::ComponentKinds) => Ok(Some(words::<ComponentKind>(form.lang)?)),
        Field::Declared(Offer::Forms) => Ok(Some(words::<model::Form>(form.lang)?)),
        Field::Declared(Offer::ContractTypes) => several(words::<ContractType>(form.lang)?),
        Field::Declared(Offer::Of(name)) => {
            let titles = |(at, it): (usize, &Sheet)| {
                let column = it.columns.iter().position(|it| it.head.ja == "名称")?;
                Some((called.get(at)?, column_name(u32::try_from(column).ok()?), it.rows.len()))
            };
            let Some((name, column, rows)) =
                form.sheets.iter().enumerate().find(|(_, it)| it.name.ja == name).and_then(titles)
            else {
                return Ok(None);
            };
            let (name, first) = (name.replace('\'', "''"), u64::from(HEADS) + 2);
            let last = first + rows as u64 - 1;
            several(
                DataValidation::new()
                    .allow_list_formula(Formula::new(format!("'{name}'!${column}${first}:${column}${last}"))),
            )
        }
        _ => Ok(None),
    }
}

/// The words of a closed vocabulary, to choose from.
fn words<W: Word>(lang: Lang) -> Result<DataValidation, XlsxError> {
    let words: Vec<&str> = W::WORDS.iter().map(|(_, en, ja)| if lang == Lang::Ja { *ja } else { *en }).collect();
    DataValidation::new().allow_list_strings(&words)
}

fn form_comma(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    }
}

/// Writes a value; words as words, whatever they begin with.
fn put(page: &mut Worksheet, row: u32, column: u16, value: &Value, look: &Format) -> Result<(), XlsxError> {
    match value {
        Value::Empty => page.write_blank(row, column, look)?,
        Value::Text(words) if words.starts_with(FORMULA) => {
            page.write_string_with_format(row, column, cut(words, MAX_CELL), &look.clone().set_quote_prefix())?
        }
        Value::Text(words) | Value::Fault(words) | Value::Formula(words) => {
            page.write_string_with_format(row, column, cut(words, MAX_CELL), look)?
        }
        Value::Number(number) => page.write_number_with_format(row, column, *number, look)?,
        Value::Truth(truth) => page.write_boolean_with_format(row, column, *truth, look)?,
        Value::Day(day) => {
            let (year, month, date) = (day.year(), day.month(), day.day());
            let look = look.clone().set_num_format("yyyy-mm-dd");
            let wide = u16::try_from(year).ok().zip(u8::try_from(month).ok()).zip(u8::try_from(date).ok());
            match wide.filter(|((year, _), _)| *year >= 1900) {
                Some(((year, month), date)) => {
                    page.write_datetime_with_format(row, column, &ExcelDateTime::from_ymd(year, month, date)?, &look)?
                }
                None => page.write_string_with_format(row, column, day.to_string(), &look)?,
            }
        }
    };
    Ok(())
}

fn keep(page: &mut Worksheet, grid: &Grid, looks: &Looks) -> Result<(), XlsxError> {
    for ((row, column), value) in &grid.cells {
        put(page, *row, u16::try_from(*column).map_err(|_| XlsxError::RowColumnLimitError)?, value, &looks.words)?;
    }
    Ok(())
}

fn facts(page: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    let plain = plain();
    for (row, (name, value)) in (0..).zip(form.facts()) {
        put(page, row, 0, &Value::text(name), &plain)?;
        put(page, row, 1, &Value::text(value), &plain)?;
    }
    for (row, (_, shown)) in (0..).zip(&form.papers) {
        put(page, row, PAPERS, &Value::text(shown.as_str()), &plain)?;
    }
    page.set_hidden(true);
    Ok(())
}

//! A filled-in form beside the form that would go out now: which sheet is which, which column, which row.
//!
//! Sheets are known by the heads of their columns and rows by their hidden names, so that both may be renamed, moved and sorted.

mod beside;

use std::collections::{BTreeMap, BTreeSet};

use crate::forms::cells::plain::key;
use crate::forms::cells::value::Value;
use crate::forms::create::declares;
use crate::forms::form::{Field, Form, Kind, Line, MARK, Row, Sheet};
use crate::forms::grid::{Book, Grid, column_name};
use crate::forms::kept::{Column, Kept};
use crate::forms::problems::{CONTRADICTING_ROWS, INCOMPLETE_FORM, NOT_READ, Place, Problem, UNREADABLE_CELL};
use crate::forms::row;
use crate::forms::said::Said;
use crate::syntax::limits::MAX_PROBLEMS;
use crate::text;

/// The rows among which the heads of columns are looked for.
pub const HEAD_ROWS: u32 = 60;

/// A line as it was filled in.
#[derive(Clone, Debug)]
pub struct Filled<'a> {
    /// The line that would go out now.
    pub line: &'a Line,
    /// What its cells say.
    pub said: Said,
    /// The fingerprint of what it said when it went out.
    pub stamp: String,
    /// The answer's cell.
    pub place: Place,
}

/// What was made of a book.
#[derive(Debug, Default)]
pub struct Reading<'a> {
    /// The lines.
    pub lines: Vec<Filled<'a>>,
    /// What is wrong, or worth knowing.
    pub problems: Vec<Problem>,
    /// What was added to the form.
    pub kept: Kept,
    /// Whether something else was written into it, which neither is read nor goes out again.
    pub is_annotated: bool,
}

/// What a book says of itself: by name the value.
pub fn facts(book: &Book) -> Option<BTreeMap<String, String>> {
    let grid = book.sheets.iter().find(|it| is_facts(it))?;
    let rows = (0..HEAD_ROWS).take_while(|row| !grid.get(*row, 0).is_blank());
    Some(rows.map(|row| (grid.get(row, 0).shown(), grid.get(row, 1).shown())).collect())
}

fn is_facts(grid: &Grid) -> bool {
    matches!(grid.get(0, 0), Value::Text(words) if words.trim() == MARK)
}

/// Reads a book by the form that would go out now.
pub fn read<'a>(book: &Book, form: &'a Form) -> Reading<'a> {
    let mut reading = Reading::default();
    // What is shown for reading can only be compared while the engagement is the same.
    let facts = facts(book).unwrap_or_default();
    let same = facts.get("fingerprint").is_some_and(|it| it.trim() == form.fingerprint());
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for (number, sheet) in form.sheets.iter().enumerate() {
        let best = (0..book.sheets.len())
            .filter(|at| !taken.contains(at))
            .filter_map(|at| Some((heads(&book.sheets[at], sheet)?, at)))
            .max_by_key(|((head, hits), at)| (*hits, rows_of(&book.sheets[*at], *head, sheet), usize::MAX - at));
        match best {
            Some(((head, _), at)) => {
                taken.insert(at);
                let headings = headings(sheet);
                let found = Found { book, grid: &book.sheets[at], form, sheet, number, head, headings };
                if sheet.is_asked() {
                    found.read(&mut reading);
                }
                if same {
                    found.shown(&mut reading);
                }
            }
            None if sheet.is_asked() => {
                let name = sheet.name.in_lang(form.lang);
                let says = text!("シート「{name}」が見つかりません", "the sheet `{name}` is not there");
                reading.problems.push(Problem::new(&INCOMPLETE_FORM, Place::file(&book.name), says));
            }
            None => {}
        }
    }
    let title = |grid: &Grid| facts.get("title").is_some_and(|it| grid.get(0, 0).shown().trim() == it.trim());
    let is_own = |grid: &Grid| form.kind == Kind::Checklist && declares(book, grid);
    for (at, grid) in book.sheets.iter().enumerate() {
        if taken.contains(&at) || is_facts(grid) || title(grid) || is_own(grid) || grid.cells.is_empty() {
            continue;
        }
        let name = &grid.name;
        let says = text!("様式にないシートなので読んでいません", "the sheet is not part of the form, and was not read");
        reading.problems.push(keepable(Problem::new(&NOT_READ, Place::sheet(&book.name, name), says)));
        reading.kept.sheets.push(grid.clone());
    }
    // Nobody reads the thousandth, but an error always stays one.
    let (mut errors, mut others): (Vec<Problem>, Vec<Problem>) = reading.problems.into_iter().partition(Problem::stops);
    errors.truncate(MAX_PROBLEMS);
    others.truncate(MAX_PROBLEMS);
    reading.problems = errors.into_iter().chain(others).collect();
    reading
}

fn keepable(problem: Problem) -> Problem {
    problem.help(text!(
        "`--write` で取り込むと、次の書き出しに引き継がれます",
        "once it was taken over with `--write`, the next export has it again"
    ))
}

/// The row of the heads, if this is that sheet: it has the column of names and at least half of the others.
fn heads(grid: &Grid, sheet: &Sheet) -> Option<(u32, usize)> {
    let names: Vec<(bool, [String; 2])> =
        sheet.columns.iter().map(|it| (it.field == Field::Key, [key(&it.head.ja), key(&it.head.en)])).collect();
    let hits = |row: u32| {
        let there: BTreeSet<String> = grid.row(row).map(|(_, value)| key(&value.shown())).collect();
        let is_there = |both: &[String; 2]| both.iter().any(|it| there.contains(it));
        let has_names = names.iter().any(|(is_key, both)| *is_key && is_there(both));
        (has_names, names.iter().filter(|(_, both)| is_there(both)).count())
    };
    let rows = grid.rows().into_iter().filter(|row| *row < HEAD_ROWS);
    let fits = rows.map(|row| (row, hits(row))).filter(|(_, (named, count))| *named && *count * 2 >= names.len());
    fits.map(|(row, (_, count))| (row, count)).max_by_key(|(row, count)| (*count, u32::MAX - row))
}

/// How many rows of a form's sheet stand in a sheet: the parts of a checklist have the same heads, and may change places.
fn rows_of(grid: &Grid, head: u32, sheet: &Sheet) -> usize {
    let named: BTreeSet<String> = sheet.lines().map(|line| key(&line.key)).collect();
    let Some(column) = sheet.columns.iter().find(|it| it.field == Field::Key) else { return 0 };
    let wanted = [key(&column.head.ja), key(&column.head.en)];
    let keys = grid.row(head).find(|(_, value)| wanted.contains(&key(&value.shown()))).map(|(at, _)| at);
    let below = grid.rows().into_iter().filter(|row| *row > head);
    below.filter(|row| keys.is_some_and(|keys| named.contains(&key(&grid.get(*row, keys).shown())))).count()
}

/// A sheet that was found.
struct Found<'a, 'b> {
    book: &'b Book,
    grid: &'b Grid,
    form: &'a Form,
    sheet: &'a Sheet,
    number: usize,
    head: u32,
    /// The words of its headings, in both languages.
    headings: BTreeSet<&'a str>,
}

fn headings(sheet: &Sheet) -> BTreeSet<&str> {
    let words = sheet.rows.iter().filter_map(|row| match row {
        Row::Heading(text) => Some([text.ja.as_str(), text.en.as_str()]),
        Row::Line(_) => None,
    });
    words.flatten().collect()
}

impl<'a> Found<'a, '_> {
    fn place(&self) -> Place {
        Place::sheet(&self.book.name, &self.grid.name)
    }

    fn read(&self, reading: &mut Reading<'a>) {
        let Some(columns) = self.columns(reading) else { return };
        let of = |field: Field| self.sheet.columns.iter().position(|it| it.field == field).map(|at| columns[at]);
        let (Some(keys), Some(stamps)) = (of(Field::Key), of(Field::Stamp)) else { return };
        let lines: BTreeMap<String, &'a Line> = self.sheet.lines().map(|line| (key(&line.key), line)).collect();
        let mut seen: BTreeMap<&str, (Said, u32)> = BTreeMap::new();
        let mut came: BTreeSet<&str> = BTreeSet::new();
        let unknown = self.unknown_columns(&columns, reading);
        for row in self.grid.rows().into_iter().filter(|row| *row > self.head) {
            let name = self.grid.get(row, keys);
            let values: Vec<Value> = columns.iter().map(|at| self.grid.get(row, *at).clone()).collect();
            if name.is_blank() {
                self.nameless(row, &values, &columns, reading);
                continue;
            }
            let stamp = self.grid.get(row, stamps).shown().trim().to_owned();
            let said = row::read(self.sheet, &values, &self.form.known, self.book.epoch);
            let Some(line) = lines.get(&key(&name.shown())).copied() else {
                self.gone(row, keys, &said, &stamp, reading);
                continue;
            };
            for (at, value) in self.grid.row(row).filter(|(_, value)| !value.is_blank()) {
                if let Some(kept) = unknown.get(&at).and_then(|number| reading.kept.columns.get_mut(*number)) {
                    kept.values.insert(line.key.clone(), value.clone());
                }
            }
            came.insert(line.key.as_str());
            let said = match said {
                Ok(said) => said,
                Err(unread) => {
                    for (at, says) in unread {
                        let problem = Problem::new(&UNREADABLE_CELL, self.place().at(row, columns[at]), says);
                        reading.problems.push(match values[at] {
                            Value::Formula(_) => problem.help(text!(
                                "Excel か LibreOffice で一度開いて保存すると計算されます",
                                "save the workbook once in Excel or LibreOffice, so that it is calculated"
                            )),
                            _ => problem,
                        });
                    }
                    continue;
                }
            };
            match seen.get(line.key.as_str()) {
                Some((other, _)) if *other == said => continue,
                Some((_, before)) => {
                    let before = before + 1;
                    let says = text!(
                        "{before} 行目と同じ行ですが、記入が異なります",
                        "it is the same row as in line {before}, filled in differently"
                    );
                    reading.problems.push(Problem::new(&CONTRADICTING_ROWS, self.place().at(row, keys), says));
                    continue;
                }
                None => {
                    seen.insert(&line.key, (said.clone(), row));
                }
            }
            let answer = of(Field::Answer).unwrap_or(keys);
            reading.lines.push(Filled { line, said, stamp, place: self.place().at(row, answer) });
        }
        let missing: Vec<&str> = self.sheet.lines().map(|it| it.key.as_str()).filter(|it| !came.contains(it)).collect();
        self.missing(&missing, reading);
    }

    /// By column of the form, the column of the sheet.
    fn columns(&self, reading: &mut Reading) -> Option<Vec<u32>> {
        let mut found = Vec::new();
        let mut is_whole = true;
        for column in &self.sheet.columns {
            let wanted = [key(&column.head.ja), key(&column.head.en)];
            let here: Vec<u32> = self
                .grid
                .row(self.head)
                .filter(|(_, value)| wanted.contains(&key(&value.shown())))
                .map(|(at, _)| at)
                .collect();
            let (ja, en) = (&column.head.ja, &column.head.en);
            let says = match here.as_slice() {
                [one] => {
                    found.push(*one);
                    continue;
                }
                // What is only for reading may be gone; its cells are not looked at.
                [] if column.field == Field::Shown => {
                    found.push(u32::MAX);
                    continue;
                }
                [] => text!("列「{ja}」が見つかりません", "the column `{en}` is not there"),
                [first, second, ..] => {
                    let (first, second) = (column_name(*first), column_name(*second));
                    text!(
                        "列「{ja}」が {first} と {second} にあります",
                        "the column `{en}` is there twice, in {first} and {second}"
                    )
                }
            };
            is_whole = false;
            reading.problems.push(Problem::new(&INCOMPLETE_FORM, self.place(), says));
        }
        is_whole.then_some(found)
    }

    /// Columns that the form has not: by column of the sheet, the number of what is kept of it.
    fn unknown_columns(&self, columns: &[u32], reading: &mut Reading) -> BTreeMap<u32, usize> {
        let used: BTreeSet<u32> =
            self.grid.cells.keys().filter(|(row, _)| *row >= self.head).map(|(_, column)| *column).collect();
        let mut unknown = BTreeMap::new();
        for at in used.into_iter().filter(|at| !columns.contains(at)) {
            let head = self.grid.get(self.head, at).shown().trim().to_owned();
            let letter = column_name(at);
            let says = match head.as_str() {
                "" => text!(
                    "様式にない列 {letter} は読んでいません",
                    "column {letter} is not part of the form, and was not read"
                ),
                head => text!(
                    "様式にない列「{head}」は読んでいません",
                    "the column `{head}` is not part of the form, and was not read"
                ),
            };
            reading.problems.push(keepable(Problem::new(&NOT_READ, self.place().at(self.head, at), says)));
            let head = if head.is_empty() { letter } else { head };
            unknown.insert(at, reading.kept.columns.len());
            reading.kept.columns.push(Column { sheet: self.number, head, values: BTreeMap::new() });
        }
        unknown
    }
}

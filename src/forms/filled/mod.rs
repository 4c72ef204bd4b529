//! A filled-in form beside the form that would go out now: which sheet is which, which column, which row.
//!
//! Sheets are known by the heads of their columns and rows by their hidden names, so that both may be renamed, moved and sorted.

pub(in crate::forms) mod added;
mod beside;
mod heads;
mod sheets;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::diagnostic::Text;
use crate::forms::cells::plain::key;
use crate::forms::cells::value::Value;
use crate::forms::create::declares;
use crate::forms::form::{Field, Form, Kind, Line, MARK, Sheet};
use crate::forms::grid::{Book, Grid};
use crate::forms::kept::{Kept, Row};
use crate::forms::noted::{Noted, ground};
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
    /// Where that stood in no statement, the fingerprint of what the engagement said.
    pub ground: Option<String>,
    /// The answer's cell.
    pub place: Place,
    /// In which column each of its cells is.
    pub columns: Rc<[(Field, u32)]>,
}

impl Filled<'_> {
    /// Whether nobody has touched it since it went out.
    pub fn is_untouched(&self) -> bool {
        self.said.stamp(&self.line.key) == self.stamp
    }

    /// Whether the engagement says something else than when it went out.
    pub fn has_changed_since(&self) -> bool {
        let (key, now) = (&self.line.key, &self.line.said);
        match &self.ground {
            Some(then) => *then != ground(key, now),
            None => !self.stamp.is_empty() && self.stamp != now.stamp(key),
        }
    }

    /// One of its cells.
    pub fn at(&self, field: Field) -> Place {
        cell(&self.place, &self.columns, field)
    }
}

/// A cell of a row; where it has none, that of the answer.
pub fn cell(answer: &Place, columns: &[(Field, u32)], field: Field) -> Place {
    let column = columns.iter().find(|(it, at)| *it == field && *at != u32::MAX);
    match (answer.cell, column) {
        (Some((row, _)), Some((_, column))) => answer.at(row, *column),
        _ => answer.clone(),
    }
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
    /// The rows that people added and that went out before: by number of the sheet and name.
    named: BTreeSet<(usize, String)>,
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
    let there = sheets::sheets(book, form);
    for (number, sheet) in form.sheets.iter().enumerate() {
        match there.get(&number) {
            Some((at, head)) => {
                let (headings, names) = (added::headings(sheet), OnceCell::new());
                let found = Found { book, grid: &book.sheets[*at], form, sheet, number, head: *head, headings, names };
                if let Some(columns) = found.columns(&mut reading) {
                    found.read(&columns, &mut reading);
                    if same {
                        found.shown(&columns, &mut reading);
                    }
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
    beside::comments(book, &mut reading);
    let taken: BTreeSet<usize> = there.values().map(|(at, _)| *at).collect();
    let title = |grid: &Grid| facts.get("title").is_some_and(|it| grid.get(0, 0).shown().trim() == it.trim());
    let is_own = |grid: &Grid| form.kind == Kind::Checklist && declares(book, grid);
    for (at, grid) in book.sheets.iter().enumerate() {
        if !taken.contains(&at) && !is_facts(grid) && title(grid) {
            beside::on_the_guide(book, grid, form, &mut reading);
            continue;
        }
        if taken.contains(&at) || is_facts(grid) || is_own(grid) || grid.cells.is_empty() {
            continue;
        }
        let name = &grid.name;
        let says = text!("様式にないシートなので読んでいません", "the sheet is not part of the form, and was not read");
        let problem = Problem::new(&NOT_READ, Place::sheet(&book.name, name), says);
        reading.problems.push(problem.help(added::keepable()));
        reading.kept.sheets.push(grid.clone());
    }
    // Nobody reads the thousandth, but an error always stays one.
    let (mut errors, mut others): (Vec<Problem>, Vec<Problem>) = reading.problems.into_iter().partition(Problem::stops);
    errors.truncate(MAX_PROBLEMS);
    others.truncate(MAX_PROBLEMS);
    reading.problems = errors.into_iter().chain(others).collect();
    reading
}

/// What the rows speak of that people added and filled in, where they mean no line of the form: the cells that tell lines apart.
pub fn spoken_of_besides(book: &Book, form: &Form) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (number, (at, head)) in sheets::sheets(book, form) {
        let sheet = &form.sheets[number];
        let (headings, names) = (added::headings(sheet), OnceCell::new());
        let found = Found { book, grid: &book.sheets[at], form, sheet, number, head, headings, names };
        let columns = found.columns(&mut Reading::default()).filter(|_| sheet.is_asked());
        let Some(columns) = columns else { continue };
        let keys = sheet.columns.iter().position(|it| it.field == Field::Key).map_or(u32::MAX, |at| columns.own[at]);
        let nameless = |row: &u32| {
            let name = found.grid.get(*row, keys).shown();
            name.trim().is_empty() || Row::is_name(&name)
        };
        let rows = found.grid.rows().into_iter().filter(|row| *row > found.head).filter(nameless);
        let filled = rows.filter(|row| !found.is_heading(*row, &columns) && found.is_filled(*row, &columns));
        let besides = filled.take(added::MOST_LOOKED_UP).filter(|row| found.meant(*row, &columns).is_none());
        all.extend(besides.map(|row| found.named_cells(row, &columns)));
    }
    all
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
    /// What its lines are called; asked for only where a row was added.
    names: OnceCell<added::Names<'a>>,
}

/// The rows of lines, as they are read: by line the last that counts, and the row in which it stands.
#[derive(Default)]
struct Lines<'a> {
    filled: Vec<(Filled<'a>, u32)>,
    by_key: BTreeMap<&'a str, usize>,
}

impl<'a> Found<'a, '_> {
    fn place(&self) -> Place {
        Place::sheet(&self.book.name, &self.grid.name)
    }

    fn read(&self, columns: &added::Columns, reading: &mut Reading<'a>) {
        let of = |field: Field| self.sheet.columns.iter().position(|it| it.field == field).map(|at| columns.own[at]);
        let Some(keys) = of(Field::Key) else { return };
        let by_name: BTreeMap<String, &'a Line> = self.sheet.lines().map(|line| (key(&line.key), line)).collect();
        let mut lines = Lines::default();
        let mut came: BTreeSet<&str> = BTreeSet::new();
        let mut nameless = Vec::new();
        for row in self.grid.rows().into_iter().filter(|row| *row > self.head) {
            let name = self.grid.get(row, keys).shown();
            if name.trim().is_empty() || Row::is_name(&name) {
                nameless.extend(Some(row).filter(|_| !self.is_heading(row, columns)));
                continue;
            }
            let Some(line) = by_name.get(&key(&name)).copied() else {
                self.gone(row, &name, columns, reading);
                continue;
            };
            // A copy of a row that was made to speak of something else.
            if !came.insert(&line.key) && !self.says(row, line, columns) {
                nameless.push(row);
                continue;
            }
            self.keep_beside(row, line, columns, reading);
            if !self.sheet.is_asked() {
                continue;
            }
            match self.filled(row, line, columns) {
                Ok(filled) => lines.add(self, filled, row, reading),
                Err(problems) => reading.problems.extend(problems),
            }
        }
        self.above(columns, reading);
        for (count, row) in nameless.into_iter().enumerate() {
            let meant = if count < added::MOST_LOOKED_UP { self.meant(row, columns) } else { None };
            self.added(row, meant, columns, (&mut lines, reading));
        }
        if self.sheet.is_asked() {
            let all = self.sheet.lines().map(|it| it.key.as_str());
            let missing: Vec<&str> = all.filter(|it| !came.contains(it) && !lines.by_key.contains_key(it)).collect();
            self.missing(&missing, reading);
        }
        let lines: Vec<Filled> = lines.filled.into_iter().map(|(filled, _)| filled).collect();
        let noted = lines.iter().filter(|it| it.is_untouched() && !it.has_changed_since());
        let noted = noted.filter_map(|it| Some((it, it.ground.clone()?)));
        let answer =
            |(it, ground): (&Filled, String)| (it.line.key.clone(), Some(Noted { said: it.said.clone(), ground }));
        reading.kept.answers.extend(noted.map(answer));
        reading.lines.extend(lines);
    }

    /// A row that was added: what it says of the line that it means, if it can be taken over beside what the line says itself.
    fn added(
        &self,
        row: u32,
        meant: Option<&'a Line>,
        columns: &added::Columns,
        (lines, reading): (&mut Lines<'a>, &mut Reading<'a>),
    ) {
        let Some(line) = meant else {
            if !self.is_declared(row, columns) {
                self.keep(row, columns, None, reading);
            }
            return;
        };
        let filled = match self.filled(row, line, columns) {
            Ok(filled) if filled.said.answer.is_none() => {
                // It says nothing that the line does not.
                if self.is_filled(row, columns) {
                    self.keep(row, columns, None, reading);
                }
                return;
            }
            Ok(filled) => filled,
            Err(problems) => {
                let says = problems.into_iter().next().map(|it| it.says);
                return self.keep(row, columns, says, reading);
            }
        };
        match lines.of(line).map(|(before, at)| (before.said == filled.said || before.is_untouched(), *at)) {
            Some((false, at)) => self.keep(row, columns, Some(otherwise(at)), reading),
            Some((true, _)) | None => {
                self.keep_beside(row, line, columns, reading);
                lines.add(self, filled, row, reading);
            }
        }
    }

    /// What the cells of a row say of a line; or what is not understood.
    fn filled(&self, row: u32, line: &'a Line, columns: &added::Columns) -> Result<Filled<'a>, Vec<Problem>> {
        let mut values: Vec<Value> = columns.own.iter().map(|at| self.grid.get(row, *at).clone()).collect();
        let of = |field: Field| self.sheet.columns.iter().position(|it| it.field == field);
        // A table without the column has what is offered.
        if let Some(at) = of(Field::Paper).filter(|at| columns.own[*at] == u32::MAX) {
            values[at] = self.form.values(self.sheet, line)[at].clone();
        }
        let own_name = of(Field::Key).is_some_and(|at| key(&values[at].shown()) == key(&line.key));
        let stamps = of(Field::Stamp).filter(|_| own_name).map(|at| values[at].shown()).unwrap_or_default();
        let mut stamps = stamps.split_whitespace().map(str::to_owned);
        let (stamp, ground) = (stamps.next().unwrap_or_default(), stamps.next());
        let problem = |(at, says): row::Unread| {
            let problem = Problem::new(&UNREADABLE_CELL, self.place().at(row, columns.own[at]), says);
            match values[at] {
                Value::Formula(_) => problem.help(text!(
                    "Excel か LibreOffice で一度開いて保存すると計算されます",
                    "save the workbook once in Excel or LibreOffice, so that it is calculated"
                )),
                _ => problem,
            }
        };
        let said = row::read(self.sheet, &values, &self.form.known, self.book.epoch)
            .map_err(|unread| unread.into_iter().map(problem).collect::<Vec<_>>())?;
        let fields = self.sheet.columns.iter().map(|it| it.field).zip(columns.own.iter().copied());
        let answer = of(Field::Answer).or_else(|| of(Field::Key)).map_or(0, |at| columns.own[at]);
        let place = self.place().at(row, answer);
        Ok(Filled { line, said, stamp, ground, place, columns: fields.collect() })
    }
}

impl<'a> Lines<'a> {
    fn of(&self, line: &Line) -> Option<&(Filled<'a>, u32)> {
        self.by_key.get(line.key.as_str()).and_then(|at| self.filled.get(*at))
    }

    /// Adds a row. Of two about one line, that counts which somebody has touched; two of these may not differ.
    fn add(&mut self, found: &Found<'a, '_>, filled: Filled<'a>, row: u32, reading: &mut Reading<'a>) {
        let Some(at) = self.by_key.get(filled.line.key.as_str()).copied() else {
            self.by_key.insert(&filled.line.key, self.filled.len());
            return self.filled.push((filled, row));
        };
        let (before, first) = &self.filled[at];
        if before.said == filled.said || filled.is_untouched() {
        } else if before.is_untouched() {
            self.filled[at] = (filled, row);
        } else {
            let place = Place { cell: filled.place.cell, ..found.place() };
            reading.problems.push(Problem::new(&CONTRADICTING_ROWS, place, otherwise(*first)));
        }
    }
}

fn otherwise(row: u32) -> Text {
    let before = u64::from(row) + 1;
    text!(
        "{before} 行目と同じ行ですが、記入が異なります",
        "it is the same row as in line {before}, filled in differently"
    )
}

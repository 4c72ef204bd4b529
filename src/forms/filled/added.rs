//! What people added to a sheet: columns and rows that the form has not. They are kept as they came, to go out again.
//!
//! A row that was added is taken for a line of the form where its cells for reading name one and no other; otherwise it is named.

use std::collections::{BTreeMap, BTreeSet};

use super::{Found, Reading, is_facts};
use crate::diagnostic::Text;
use crate::forms::cells::plain::key;
use crate::forms::cells::value::Value;
use crate::forms::form::{Field, Line, Row as FormRow, Sheet};
use crate::forms::grid::column_name;
use crate::forms::kept::{Column, Row};
use crate::forms::problems::{NOT_READ, Place, Problem, UNKNOWN_ROW};
use crate::text;

/// Rows of a sheet of which it is looked up what they mean; whoever adds more than that has pasted a table.
pub(super) const MOST_LOOKED_UP: usize = 200;

/// The columns of a sheet: those of the form, and those that were added.
pub(super) struct Columns {
    /// By column of the form, that of the sheet; beyond the last, where it is not there.
    pub own: Vec<u32>,
    /// By column of the sheet, the number of what is kept of it.
    pub added: BTreeMap<u32, usize>,
}

/// The lines of a sheet by what tells them apart.
pub(super) struct Names<'a> {
    /// By line, for each of the cells, what one may call it.
    lines: Vec<(Vec<BTreeSet<String>>, &'a Line)>,
    /// For each of the cells, whether it is the same in all lines.
    in_common: Vec<bool>,
}

impl<'a> Names<'a> {
    fn new(sheet: &'a Sheet, unasked: &'a [Line]) -> Self {
        let lines: Vec<(Vec<BTreeSet<String>>, &Line)> =
            sheet.lines().chain(unasked).map(|line| (named(sheet, line).map(names).collect(), line)).collect();
        let count = lines.first().map_or(0, |(names, _)| names.len());
        let in_common = (0..count).map(|at| lines.windows(2).all(|pair| pair[0].0.get(at) == pair[1].0.get(at)));
        Names { in_common: in_common.collect(), lines }
    }

    /// The one line of which some cells speak.
    fn only(&self, cells: &[String]) -> Option<&'a Line> {
        let fits = |names: &[BTreeSet<String>]| {
            let mut each = cells.iter().zip(names).zip(&self.in_common);
            each.all(|((cell, names), in_common)| names.contains(cell) || (cell.is_empty() && *in_common))
        };
        let mut meant = self.lines.iter().filter(|(names, _)| fits(names)).map(|(_, line)| *line);
        meant.next().filter(|_| meant.next().is_none())
    }
}

/// What stands in the cells that tell a line from all others.
fn named<'a>(sheet: &'a Sheet, line: &'a Line) -> impl Iterator<Item = &'a Text> {
    let shown = sheet.columns.iter().filter(|it| it.field.is_shown());
    shown.zip(&line.shown).filter(|(column, _)| column.field == Field::Named).map(|(_, words)| words)
}

/// How one may call what is shown as `P2.C.5.b 再発防止策の策定`, `電子カルテ（emr）` or `K2（基盤契約）`.
pub(in crate::forms) fn names(shown: &Text) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for words in [&shown.ja, &shown.en] {
        all.insert(key(words));
        let id = words.split_whitespace().next().filter(|it| it.contains('.') && it.chars().any(char::is_numeric));
        all.extend(id.map(key));
        let bracket = words.rfind(['（', '(']).filter(|_| words.ends_with(['）', ')']));
        if let Some((before, inside)) = bracket.map(|at| words.split_at(at)) {
            all.extend([key(before), key(inside.trim_matches(['（', '(', '）', ')']))]);
        }
    }
    all
}

impl<'a> Found<'a, '_> {
    /// Columns that the form has not.
    pub(super) fn with_added(&self, own: Vec<u32>, reading: &mut Reading) -> Columns {
        let below = self.grid.cells.keys().filter(|(row, _)| *row >= self.head);
        let used: BTreeSet<u32> = below.map(|(_, column)| *column).collect();
        let mut added = BTreeMap::new();
        for at in used.into_iter().filter(|at| !own.contains(at)) {
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
            reading.problems.push(Problem::new(&NOT_READ, self.place().at(self.head, at), says).help(keepable()));
            let head = if head.is_empty() { letter } else { head };
            added.insert(at, reading.kept.columns.len());
            reading.kept.columns.push(Column { sheet: self.number, head, values: BTreeMap::new() });
        }
        Columns { own, added }
    }

    /// Keeps what stands in the columns that were added, beside a line.
    pub(super) fn keep_beside(&self, row: u32, line: &Line, columns: &Columns, reading: &mut Reading) {
        for (at, value) in self.grid.row(row).filter(|(_, value)| !value.is_blank()) {
            if let Some(kept) = columns.added.get(&at).and_then(|number| reading.kept.columns.get_mut(*number)) {
                kept.values.insert(line.key.clone(), value.clone());
            }
        }
    }

    fn unasked(&self) -> &'a [Line] {
        if self.sheet.is_asked() { &self.form.unasked } else { &[] }
    }

    /// The one line that the cells for reading of a row name. What all lines have in common may be left out.
    pub(super) fn meant(&self, row: u32, columns: &Columns) -> Option<&'a Line> {
        let cells = self.named_cells(row, columns);
        let is_blank = cells.iter().all(String::is_empty);
        if is_blank { None } else { self.names.get_or_init(|| Names::new(self.sheet, self.unasked())).only(&cells) }
    }

    /// Whether the cells for reading of a row say what a line is about; those that were emptied say nothing else.
    pub(super) fn says(&self, row: u32, line: &Line, columns: &Columns) -> bool {
        let cells = self.named_cells(row, columns);
        cells.iter().zip(named(self.sheet, line)).all(|(cell, it)| cell.is_empty() || names(it).contains(cell))
    }

    pub(super) fn named_cells(&self, row: u32, columns: &Columns) -> Vec<String> {
        let named = self.sheet.columns.iter().zip(&columns.own).filter(|(it, _)| it.field == Field::Named);
        named.map(|(_, at)| key(&self.grid.get(row, *at).shown())).collect()
    }

    /// Whether a row of a sheet for reading speaks of what the engagement has: it was made of that row.
    pub(super) fn is_declared(&self, row: u32, columns: &Columns) -> bool {
        let is_called = |name: &str| {
            let at = self.sheet.columns.iter().position(|it| it.head.ja == name)?;
            let written = key(&self.grid.get(row, *columns.own.get(at)?).shown());
            let hidden = self.sheet.columns.iter().filter(|it| it.field.is_hidden()).count();
            let mut all = self.sheet.lines().filter_map(|line| line.shown.get(at - hidden));
            Some(!written.is_empty() && all.any(|it| [key(&it.ja), key(&it.en)].contains(&written)))
        };
        !self.sheet.is_asked() && ["名前", "名称"].iter().any(|it| is_called(it) == Some(true))
    }

    /// Cells above the heads, apart from the title: the form has none there.
    pub(super) fn above(&self, columns: &Columns, reading: &mut Reading) {
        // In a table what it says of itself stands there.
        if is_facts(self.grid) {
            return;
        }
        let is_title = |row: u32, value: &Value| {
            let shown = key(&value.shown());
            row == 0 || [&self.sheet.title.ja, &self.sheet.title.en].iter().any(|it| key(it) == shown)
        };
        for row in self.grid.rows().into_iter().take_while(|row| *row < self.head) {
            if !self.grid.row(row).all(|(_, value)| value.is_blank() || is_title(row, value)) {
                self.keep(row, columns, None, reading);
            }
        }
    }

    /// Whether something stands in the cells of a row that are to be filled in, or in columns that were added.
    pub(super) fn is_filled(&self, row: u32, columns: &Columns) -> bool {
        let is_asked = |at: &u32| {
            let own = columns.own.iter().position(|it| it == at).map(|at| self.sheet.columns[at].field);
            own.is_none_or(Field::is_asked)
        };
        self.seen(row, columns).iter().any(|(at, _)| is_asked(at))
    }

    /// Whether nothing stands in a row but a heading; one that was merged over its row has its words in every cell.
    pub(super) fn is_heading(&self, row: u32, columns: &Columns) -> bool {
        self.seen(row, columns).iter().all(|(_, it)| self.headings.contains(it.shown().as_str()))
    }

    /// The cells of a row in which something is to be seen.
    fn seen(&self, row: u32, columns: &Columns) -> Vec<(u32, &Value)> {
        let hidden = self.sheet.columns.iter().zip(&columns.own).filter(|(it, _)| it.field.is_hidden());
        // Above the heads a column hides nothing that is the form's.
        let hidden: Vec<u32> = hidden.map(|(_, at)| *at).filter(|_| row > self.head).collect();
        self.grid.row(row).filter(|(at, it)| !it.is_blank() && !hidden.contains(at)).collect()
    }

    /// Keeps a row that is no line of the form, and names it; with what else there is to say of it. One that went out as it came back
    /// was named before, and so is nobody's news.
    pub(super) fn keep(&self, row: u32, columns: &Columns, says: Option<Text>, reading: &mut Reading) {
        let mut cells = self.seen(row, columns);
        if cells.is_empty() {
            return;
        }
        if cells.iter().all(|(_, it)| *it == cells[0].1) {
            // So have words of one's own.
            cells.truncate(1);
        }
        let value = |(at, value): (u32, &Value)| (self.head_of(at, columns, reading), value.clone());
        let kept = Row::new(self.number, self.in_sight(&cells, columns).into_iter().map(value).collect());
        let keys = self.sheet.columns.iter().position(|it| it.field == Field::Key).map(|at| columns.own[at]);
        let name = keys.map(|at| self.grid.get(row, at).shown().trim().to_owned());
        let name = name.filter(|it| Row::is_name(it) && reading.named.insert((self.number, it.clone())));
        let is_news = name.as_deref() != Some(kept.name.as_str());
        let (words, first) = (kept.words(), cells[0].0);
        let asked = self.sheet.columns.iter().zip(&columns.own).filter(|(it, _)| it.field.is_asked());
        let asked: Vec<u32> = asked.map(|(_, at)| *at).collect();
        let filled = cells
            .iter()
            .find(|(at, it)| asked.contains(at) && !self.headings.contains(it.shown().as_str()))
            .map(|(at, _)| *at);
        reading.kept.rows.push(Row { name: name.unwrap_or_else(|| kept.name.clone()), ..kept });
        if !is_news {
            return;
        }
        let place = |at: u32| -> Place { self.place().at(row, at) };
        reading.problems.push(match (filled, says) {
            (Some(at), says) => {
                let says = says.unwrap_or_else(|| {
                    text!(
                        "加えられた行「{words}」の記入は、どの行のものか分からないので取り込みません",
                        "the row `{words}` that was added is filled in, and is not taken over: it names no row of the form"
                    )
                });
                Problem::new(&UNKNOWN_ROW, place(at), says).help(self.how_to_name()).help(keepable())
            }
            (None, Some(says)) => Problem::new(&NOT_READ, place(first), says).help(keepable()),
            (None, None) => {
                let says = text!(
                    "様式にない行「{words}」は読んでいません",
                    "the row `{words}` is not part of the form, and was not read"
                );
                Problem::new(&NOT_READ, place(first), says).help(keepable())
            }
        });
    }

    /// The cells of a row, with those of hidden columns in the first ones of the form that are free.
    fn in_sight<'v>(&self, cells: &[(u32, &'v Value)], columns: &Columns) -> Vec<(u32, &'v Value)> {
        let own = || self.sheet.columns.iter().zip(&columns.own);
        let is_hidden = |at: u32| own().any(|(it, own)| it.field.is_hidden() && *own == at);
        let is_free = |at: &u32| !is_hidden(*at) && cells.iter().all(|(taken, _)| taken != at);
        let mut free = own().map(|(_, at)| *at).filter(|at| *at != u32::MAX && is_free(at));
        let moved = |(at, value): &(u32, &'v Value)| {
            let at = if is_hidden(*at) { free.next().unwrap_or(*at) } else { *at };
            (at, *value)
        };
        cells.iter().map(moved).collect()
    }

    /// How a row that was added is taken for one of the form.
    fn how_to_name(&self) -> Text {
        let heads: Vec<Text> =
            self.sheet.columns.iter().filter(|it| it.field == Field::Named).map(|it| it.head.clone()).collect();
        let Text { ja, en } = Text::list(&heads);
        text!(
            "{ja} を様式のただ一つの行と同じにすると、その行の回答になります",
            "it is an answer where its {en} are those of one row of the form and no other"
        )
    }

    /// By what a column is found again in the next form.
    fn head_of(&self, at: u32, columns: &Columns, reading: &Reading) -> String {
        if let Some(number) = columns.own.iter().position(|it| *it == at) {
            return self.sheet.columns[number].head.ja.clone();
        }
        let added = columns.added.get(&at).and_then(|number| reading.kept.columns.get(*number));
        added.map_or_else(|| column_name(at), |it| it.head.clone())
    }
}

/// What becomes of what was added.
pub(in crate::forms) fn keepable() -> Text {
    text!(
        "`--write` で取り込むと、次の書き出しに引き継がれます",
        "once it was taken over with `--write`, the next export has it again"
    )
}

/// The words of the headings of a sheet, in both languages.
pub(super) fn headings(sheet: &Sheet) -> BTreeSet<&str> {
    let words = sheet.rows.iter().filter_map(|row| match row {
        FormRow::Heading(text) => Some([text.ja.as_str(), text.en.as_str()]),
        FormRow::Line(_) => None,
    });
    words.flatten().collect()
}

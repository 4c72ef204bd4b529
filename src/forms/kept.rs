//! What people added to a form: columns, rows and sheets that it has not, and answers that no statement can hold. They go out again as
//! they came.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::plain::cut;
use super::cells::value::Value;
use super::grid::Grid;
use super::noted::Noted;
use super::said::short;
use crate::diagnostic::Text;

/// What people added to a form.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Sheets.
    pub sheets: Vec<Grid>,
    /// Answers that stand in no statement, by the name of the row; nothing, where one was taken out again.
    pub answers: BTreeMap<String, Option<Noted>>,
}

/// A column that people added.
#[derive(Clone, Debug)]
pub struct Column {
    /// The number of its sheet in the form.
    pub sheet: usize,
    /// Its head.
    pub head: String,
    /// Its values, by the name of the row.
    pub values: BTreeMap<String, Value>,
}

/// A row that people added.
#[derive(Clone, Debug)]
pub struct Row {
    /// The number of its sheet in the form.
    pub sheet: usize,
    /// By which it is found again in the form that goes out next: `added h0a1b2c3d4e5f`
    pub name: String,
    /// Its values from left to right, each with the head of its column; with that in Japanese, if the form has it.
    pub values: Vec<(String, Value)>,
}

/// How the name of a row that people added begins.
const ADDED: &str = "added ";

/// Letters that are shown of a row.
const ROW_SHOWN: usize = 40;

/// Things that are listed in one message.
const LISTED: usize = 8;

impl Column {
    fn is_same(&self, other: &Column) -> bool {
        self.sheet == other.sheet && self.head == other.head
    }
}

impl Row {
    /// A row, with a name of its own.
    pub fn new(sheet: usize, values: Vec<(String, Value)>) -> Self {
        let mut it = Row { sheet, name: String::new(), values };
        let words = it.by_head().into_iter().flat_map(|(head, words)| [head.to_owned(), words]);
        let all: Vec<String> = std::iter::once(sheet.to_string()).chain(words).collect();
        it.name = format!("{ADDED}{}", short(&all));
        it
    }

    /// Whether a name is that of a row that people added.
    pub fn is_name(name: &str) -> bool {
        name.trim().strip_prefix(ADDED).is_some_and(|it| it.starts_with('h'))
    }

    /// How much of it is shown: its first words.
    pub fn words(&self) -> String {
        let first = self.values.iter().map(|(_, it)| it.shown()).find(|it| !it.trim().is_empty());
        cut(first.unwrap_or_default().trim(), ROW_SHOWN)
    }

    /// Columns may have changed places.
    fn by_head(&self) -> BTreeMap<&str, String> {
        self.values.iter().map(|(head, it)| (head.as_str(), it.shown())).collect()
    }
}

impl Kept {
    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.rows.is_empty() && self.sheets.is_empty() && self.answers.is_empty()
    }

    /// With what was added later: a column, a row, a sheet or an answer of the same name takes the place of the one before.
    pub fn joined(mut self, later: Kept) -> Kept {
        self.columns.retain(|it| !later.columns.iter().any(|new| new.is_same(it)));
        let new: BTreeSet<(usize, &str)> = later.rows.iter().map(|it| (it.sheet, it.name.as_str())).collect();
        self.rows.retain(|it| !new.contains(&(it.sheet, it.name.as_str())));
        self.sheets.retain(|it| !later.sheets.iter().any(|new| new.name == it.name));
        self.columns.extend(later.columns);
        self.rows.extend(later.rows);
        self.sheets.extend(later.sheets);
        self.answers.extend(later.answers);
        self.answers.retain(|_, it| it.is_some());
        self
    }

    /// Whether all of what was added elsewhere is in it.
    pub fn holds(&self, other: &Kept) -> bool {
        let has_column =
            |it: &Column| self.columns.iter().any(|own| own.is_same(it) && shown(&own.values).eq(shown(&it.values)));
        let own: BTreeSet<(usize, BTreeMap<&str, String>)> =
            self.rows.iter().map(|it| (it.sheet, it.by_head())).collect();
        let has_row = |it: &Row| own.contains(&(it.sheet, it.by_head()));
        let has_sheet = |it: &Grid| self.sheets.iter().any(|own| shown(&own.cells).eq(shown(&it.cells)));
        let has_answer =
            |(key, it): (&String, &Option<Noted>)| self.answers.get(key).cloned().flatten().as_ref() == it.as_ref();
        other.columns.iter().all(has_column)
            && other.rows.iter().all(has_row)
            && other.sheets.iter().all(has_sheet)
            && other.answers.iter().all(has_answer)
    }

    /// The heads of its columns, the first words of its rows, the names of its sheets, and the rows that are answered.
    pub fn names(&self) -> Vec<String> {
        let heads = self.columns.iter().map(|it| it.head.clone());
        let rows = self.rows.iter().map(Row::words);
        heads
            .chain(rows)
            .chain(self.sheets.iter().map(|it| it.name.clone()))
            .chain(self.answers.keys().cloned())
            .collect()
    }

    /// `「社内担当」、「連絡先」`
    pub fn listed(&self) -> Text {
        let names = self.names();
        let some = || names.iter().take(LISTED);
        let more = (names.len() > LISTED).then(|| "…".to_owned());
        let ja: Vec<String> = some().map(|it| format!("「{it}」")).chain(more.clone()).collect();
        let en: Vec<String> = some().map(|it| format!("`{it}`")).chain(more).collect();
        Text { ja: ja.join("、"), en: en.join(", ") }
    }
}

/// Cells as they are seen: a day that was words may have become a day, and the other way round.
fn shown<K>(cells: &BTreeMap<K, Value>) -> impl Iterator<Item = (&K, String)> {
    cells.iter().map(|(at, value)| (at, value.shown()))
}

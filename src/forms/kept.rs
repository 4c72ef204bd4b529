//! What people added to a form: columns and sheets that it has not. Nobody reads them, and they go out again as they came.

use std::collections::BTreeMap;

use super::cells::value::Value;
use super::grid::Grid;
use crate::diagnostic::Text;

/// What people added to a form.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Columns.
    pub columns: Vec<Column>,
    /// Sheets.
    pub sheets: Vec<Grid>,
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

impl Column {
    fn is_same(&self, other: &Column) -> bool {
        self.sheet == other.sheet && self.head == other.head
    }
}

impl Kept {
    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.sheets.is_empty()
    }

    /// With what was added later: a column or a sheet of the same name takes the place of the one before.
    pub fn joined(mut self, later: Kept) -> Kept {
        self.columns.retain(|it| !later.columns.iter().any(|new| new.is_same(it)));
        self.sheets.retain(|it| !later.sheets.iter().any(|new| new.name == it.name));
        self.columns.extend(later.columns);
        self.sheets.extend(later.sheets);
        self
    }

    /// Whether all of what was added elsewhere is in it.
    pub fn holds(&self, other: &Kept) -> bool {
        let has_column =
            |it: &Column| self.columns.iter().any(|own| own.is_same(it) && shown(&own.values).eq(shown(&it.values)));
        let has_sheet = |it: &Grid| self.sheets.iter().any(|own| shown(&own.cells).eq(shown(&it.cells)));
        other.columns.iter().all(has_column) && other.sheets.iter().all(has_sheet)
    }

    /// The heads of its columns, and the names of its sheets.
    pub fn names(&self) -> Vec<&str> {
        let heads = self.columns.iter().map(|it| it.head.as_str());
        heads.chain(self.sheets.iter().map(|it| it.name.as_str())).collect()
    }

    /// `「社内担当」、「連絡先」`
    pub fn listed(&self) -> Text {
        let names = self.names();
        let ja: Vec<String> = names.iter().map(|it| format!("「{it}」")).collect();
        let en: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
        Text { ja: ja.join("、"), en: en.join(", ") }
    }
}

/// Cells as they are seen: a day that was words may have become a day, and the other way round.
fn shown<K>(cells: &BTreeMap<K, Value>) -> impl Iterator<Item = (&K, String)> {
    cells.iter().map(|(at, value)| (at, value.shown()))
}

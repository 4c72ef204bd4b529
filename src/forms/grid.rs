//! A workbook as it came: sheets of cells, in whatever order and under whatever names people left them.

use std::collections::BTreeMap;

use super::cells::dates::Epoch;
use super::cells::value::Value;

/// What was read of a file.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// The path as the user gave it.
    pub name: String,
    /// Its sheets, in their order.
    pub sheets: Vec<Grid>,
    /// From which day its numbers count.
    pub epoch: Epoch,
    /// The cells to which somebody has attached a comment, on whichever sheet.
    pub comments: Vec<String>,
    /// Whether it is a table of a file that has no sheets.
    pub is_table: bool,
}

/// One sheet.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Its name, as it is now.
    pub name: String,
    /// The cells in which something stands, by row and column from 0. Every cell of a merged range has the value of its first.
    pub cells: BTreeMap<(u32, u32), Value>,
}

impl Grid {
    /// The value of a cell.
    pub fn get(&self, row: u32, column: u32) -> &Value {
        self.cells.get(&(row, column)).unwrap_or(&Value::Empty)
    }

    /// The cells of a row, from left to right.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Value)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), value)| (*column, value))
    }

    /// The rows in which something stands, in order.
    pub fn rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = self.cells.keys().map(|(row, _)| *row).collect();
        rows.dedup();
        rows
    }
}

/// `C12` of a row and a column, both from 0.
pub fn cell_name(row: u32, column: u32) -> String {
    format!("{}{}", column_name(column), u64::from(row) + 1)
}

/// `AB` of a column from 0.
pub fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn cells_are_called_as_spreadsheets_call_them() {
        assert_eq!(cell_name(0, 0), "A1");
        assert_eq!(cell_name(11, 25), "Z12");
        assert_eq!(cell_name(0, 26), "AA1");
        assert_eq!(cell_name(0, 701), "ZZ1");
        assert_eq!(cell_name(0, 702), "AAA1");
        assert_eq!(cell_name(1_048_575, 16_383), "XFD1048576");
    }
}

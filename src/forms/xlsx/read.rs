//! From bytes to cells, cell by cell: no sheet is ever laid out as the rectangle that its corners span.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader, Xlsx, XlsxError};

use super::bounds;
use crate::diagnostic::Text;
use crate::forms::cells::dates::{Epoch, serial};
use crate::forms::cells::value::Value;
use crate::forms::grid::{Book, Grid};
use crate::syntax::limits::{MAX_CELLS, MAX_SHEETS, MAX_UNPACKED};
use crate::text;

/// Why a workbook cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is something else.
    Foreign,
    /// It is an OpenDocument, as LibreOffice saves it unless told otherwise.
    OpenDocument,
    /// It is of the kind before 2007, or locked with a password.
    OldOrLocked,
    /// It is not as it was written.
    Damaged,
    /// There is too much of it.
    TooLarge,
}

impl Fault {
    /// In words.
    pub fn says(self) -> Text {
        match self {
            Fault::Foreign => text!("Excel のブック（.xlsx）ではありません", "it is not a workbook of Excel (.xlsx)"),
            Fault::OpenDocument => text!(
                "OpenDocument の表（.ods）で、Excel のブック（.xlsx）ではありません",
                "it is an OpenDocument spreadsheet (.ods), and no workbook of Excel (.xlsx)"
            ),
            Fault::OldOrLocked => text!(
                "古い形式（.xls）か、パスワードで保護されたブックです",
                "it is a workbook of the old kind (.xls), or locked with a password"
            ),
            Fault::Damaged => text!("ブックが壊れています", "the workbook is damaged"),
            Fault::TooLarge => {
                let most = MAX_UNPACKED / (1024 * 1024);
                text!(
                    "ブックが大きすぎます（展開後 {most} MiB、{MAX_CELLS} セル、{MAX_SHEETS} シートまで）",
                    "the workbook is too large: the most is {most} MiB unpacked, {MAX_CELLS} cells, {MAX_SHEETS} sheets"
                )
            }
        }
    }

    /// What to do about it.
    pub fn help(self) -> Text {
        match self {
            Fault::Foreign | Fault::OldOrLocked => text!(
                "パスワードを外し、「Excel ブック (.xlsx)」として保存し直してください",
                "take the password away, and save it as “Excel Workbook (.xlsx)”"
            ),
            Fault::OpenDocument => text!(
                "LibreOffice などで開き、「Excel 2007-365 (.xlsx)」として保存し直してください",
                "open it in LibreOffice, and save it as “Excel 2007-365 (.xlsx)”"
            ),
            Fault::Damaged => {
                text!("開いて保存し直すか、受け取り直してください", "open it and save it again, or get it again")
            }
            Fault::TooLarge => {
                text!("書き出した様式に貼り付けたものを取り除いてください", "take out what was pasted into the form")
            }
        }
    }
}

/// Reads a workbook; `name` is what the user calls it.
///
/// # Errors
/// Why it cannot be read.
pub fn read(name: &str, bytes: &[u8]) -> Result<Book, Fault> {
    let comments = bounds::within(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    let epoch = if workbook.has_1904_epoch() { Epoch::From1904 } else { Epoch::From1900 };
    let names: Vec<String> = workbook.sheet_names();
    if names.len() > MAX_SHEETS {
        return Err(Fault::TooLarge);
    }
    let mut left = Left { cells: MAX_CELLS, bytes: MAX_UNPACKED };
    let mut sheets = Vec::new();
    for sheet in names {
        let mut grid = Grid { name: sheet.clone(), ..Grid::default() };
        match cells(&mut workbook, &sheet, epoch, &mut grid, &mut left) {
            Ok(()) => {}
            // A sheet that is a chart has no cells.
            Err(Stop::Unreadable(XlsxError::NotAWorksheet(_))) => continue,
            Err(Stop::Unreadable(error)) => return Err(fault(&error)),
            Err(Stop::TooLarge) => return Err(Fault::TooLarge),
        }
        let merged = workbook.merge_cells_by_sheet_name(&sheet).map_err(|error| fault(&error))?;
        spread(&mut grid, &merged, &mut left)?;
        sheets.push(grid);
    }
    Ok(Book { name: name.to_owned(), sheets, epoch, comments, is_table: false })
}

/// What may still be read.
struct Left {
    cells: usize,
    bytes: usize,
}

impl Left {
    fn take(&mut self, value: &Value) -> Option<()> {
        self.cells = self.cells.checked_sub(1)?;
        self.words(value)
    }

    fn words(&mut self, value: &Value) -> Option<()> {
        let bytes = match value {
            Value::Text(words) | Value::Fault(words) | Value::Formula(words) => words.len(),
            Value::Empty | Value::Number(_) | Value::Day(_) | Value::Truth(_) => 0,
        };
        self.bytes = self.bytes.checked_sub(bytes)?;
        Some(())
    }
}

enum Stop {
    Unreadable(XlsxError),
    TooLarge,
}

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Self {
        Stop::Unreadable(error)
    }
}

fn cells(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    epoch: Epoch,
    grid: &mut Grid,
    left: &mut Left,
) -> Result<(), Stop> {
    let mut reader = workbook.worksheet_cells_reader(sheet)?;
    while let Some(cell) = reader.next_cell_with_formula_metadata()? {
        // A formula whose result is nothing has a result; one without was never calculated.
        let value = match (&cell.value, &cell.formula) {
            (DataRef::Empty, Some(_)) => Value::Formula("=".to_owned()),
            (it, _) => value(it, epoch),
        };
        if value == Value::Empty {
            continue;
        }
        left.take(&value).ok_or(Stop::TooLarge)?;
        grid.cells.insert(cell.pos, value);
    }
    Ok(())
}

fn value(cell: &DataRef, epoch: Epoch) -> Value {
    match cell {
        DataRef::Empty => Value::Empty,
        DataRef::String(words) => Value::text(words.as_str()),
        DataRef::SharedString(words) => Value::text(*words),
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::Bool(truth) => Value::Truth(*truth),
        DataRef::DateTime(it) if it.is_datetime() => {
            serial(it.as_f64(), epoch).map_or(Value::Number(it.as_f64()), Value::Day)
        }
        DataRef::DateTime(it) => Value::Number(it.as_f64()),
        DataRef::DateTimeIso(words) | DataRef::DurationIso(words) => Value::text(words.as_str()),
        DataRef::Error(error) => Value::Fault(error.to_string()),
    }
}

/// Gives every cell of merged ranges the value of the first.
fn spread(grid: &mut Grid, merged: &[Dimensions], left: &mut Left) -> Result<(), Fault> {
    for range in merged {
        let Some(value) = grid.cells.get(&range.start).cloned() else { continue };
        // Each cell is looked at, be it free or not: ranges that lie over each other count each time.
        let [rows, columns] = [range.end.0.saturating_sub(range.start.0), range.end.1.saturating_sub(range.start.1)];
        let area = (u64::from(rows) + 1) * (u64::from(columns) + 1);
        left.cells = usize::try_from(area).ok().and_then(|area| left.cells.checked_sub(area)).ok_or(Fault::TooLarge)?;
        for row in range.start.0..=range.end.0 {
            for column in range.start.1..=range.end.1 {
                if grid.cells.contains_key(&(row, column)) {
                    continue;
                }
                left.words(&value).ok_or(Fault::TooLarge)?;
                grid.cells.insert((row, column), value.clone());
            }
        }
    }
    Ok(())
}

fn fault(error: &XlsxError) -> Fault {
    match error {
        XlsxError::Password => Fault::OldOrLocked,
        _ => Fault::Damaged,
    }
}

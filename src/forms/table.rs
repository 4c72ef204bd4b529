//! A form as one table, for files that have no sheets: the rows of all sheets that are filled in, one below the other.
//!
//! What people added to a table belongs to the sheets of its rows, and goes out again with either kind of file.

use std::collections::BTreeSet;

use super::form::{Form, Sheet};
use super::kept::{Column, Kept};

/// The form as one table: the columns of its first sheet that is filled in, and the rows of all that have the same.
pub fn table(form: &Form) -> Form {
    let all = joined(form);
    let Some(first) = all.first().map(|at| &form.sheets[*at]) else { return form.clone() };
    let rows = all.iter().flat_map(|at| form.sheets[*at].rows.clone()).collect();
    let kept = gathered(&form.kept, &all);
    Form { sheets: vec![Sheet { rows, ..first.clone() }], kept, ..form.clone() }
}

/// The sheets that make the table.
fn joined(form: &Form) -> Vec<usize> {
    let asked = || form.sheets.iter().enumerate().filter(|(_, it)| it.is_asked());
    let heads = |sheet: &Sheet| sheet.columns.iter().map(|it| it.head.clone()).collect::<Vec<_>>();
    let Some(wanted) = asked().next().map(|(_, it)| heads(it)) else { return Vec::new() };
    asked().filter(|(_, it)| heads(it) == wanted).map(|(at, _)| at).collect()
}

/// What was added to sheets, as added to the table that they make; whole sheets are not part of it.
fn gathered(kept: &Kept, all: &[usize]) -> Kept {
    let mut table = Kept { answers: kept.answers.clone(), ..Kept::default() };
    for column in kept.columns.iter().filter(|it| all.contains(&it.sheet)) {
        match table.columns.iter_mut().find(|it| it.head == column.head) {
            Some(it) => it.values.extend(column.values.clone()),
            None => table.columns.push(Column { sheet: 0, ..column.clone() }),
        }
    }
    let rows = kept.rows.iter().filter(|it| all.contains(&it.sheet));
    table.rows = rows.map(|it| super::kept::Row { sheet: 0, ..it.clone() }).collect();
    table
}

/// What was added to a table, as added to the sheets of a form: a column to each of which it has a row, a row to the first.
pub fn spread(kept: &Kept, form: &Form) -> Kept {
    let all = joined(form);
    let mut sheets = Kept { sheets: kept.sheets.clone(), answers: kept.answers.clone(), ..Kept::default() };
    for at in &all {
        let keys: BTreeSet<&str> = form.sheets[*at].lines().map(|it| it.key.as_str()).collect();
        for column in &kept.columns {
            let own = column.values.iter().filter(|(key, _)| keys.contains(key.as_str()));
            let values = own.map(|(key, value)| (key.clone(), value.clone())).collect();
            sheets.columns.push(Column { sheet: *at, head: column.head.clone(), values });
        }
    }
    let first = all.first().copied().unwrap_or_default();
    sheets.rows = kept.rows.iter().map(|it| super::kept::Row { sheet: first, ..it.clone() }).collect();
    sheets
}

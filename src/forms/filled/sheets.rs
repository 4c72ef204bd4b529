//! Which sheet of a book is which of a form: a sheet is known by the rows that it holds and by the heads of its columns, so that it may
//! be renamed and moved, and the parts of a checklist, which have the same heads, may change places.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::HEAD_ROWS;
use crate::diagnostic::Text;
use crate::forms::cells::plain::key;
use crate::forms::cells::value::Value;
use crate::forms::form::{Field, Form, Sheet};
use crate::forms::grid::{Book, Grid};

/// A sheet of a book: its number, and the row of its heads.
pub(super) type At = (usize, u32);

/// By number of a sheet of the form, where it is. Those with most of the rows in common are taken first.
pub(super) fn sheets(book: &Book, form: &Form) -> BTreeMap<usize, At> {
    let grids: Vec<Keys> = book.sheets.iter().map(keys).collect();
    let mut all = Vec::new();
    for (number, sheet) in form.sheets.iter().enumerate() {
        let names: BTreeSet<String> = sheet.lines().map(|line| key(&line.key)).collect();
        for (at, grid) in book.sheets.iter().enumerate() {
            if let Some(fit) = fit(grid, &grids[at], sheet, &names) {
                all.push((Reverse(fit.rows), Reverse(fit.hits), at, number, fit.head));
            }
        }
    }
    // One that holds the rows of another sheet is not this one, whatever its heads are.
    let holds_others: BTreeSet<usize> = all.iter().filter(|it| it.0.0 > 0).map(|it| it.2).collect();
    all.retain(|it| it.0.0 > 0 || form.sheets[it.3].lines().next().is_none() || !holds_others.contains(&it.2));
    all.sort();
    let mut found: BTreeMap<usize, At> = BTreeMap::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for (_, _, at, number, head) in all {
        if !found.contains_key(&number) && taken.insert(at) {
            found.insert(number, (at, head));
        }
    }
    found
}

/// Whether a row of heads is that of a table without hidden columns: it names duties or contracts, on what, and has the answers.
pub(in crate::forms) fn is_plain(sheet: &Sheet, is_there: impl Fn(&Text) -> bool) -> bool {
    let of = |field: Field| sheet.columns.iter().filter(move |it| it.field == field);
    let has_hidden = sheet.columns.iter().any(|it| it.field.is_hidden() && is_there(&it.head));
    let named = of(Field::Named).filter(|it| is_there(&it.head)).count();
    !has_hidden && named > 0 && named + 1 >= of(Field::Named).count() && of(Field::Answer).any(|it| is_there(&it.head))
}

/// The words of a sheet, each with the first row in which it stands.
type Keys = BTreeMap<String, u32>;

fn keys(grid: &Grid) -> Keys {
    let mut keys = Keys::new();
    for ((row, _), value) in &grid.cells {
        if let Value::Text(words) = value {
            keys.entry(key(words)).or_insert(*row);
        }
    }
    keys
}

/// How well a sheet of a book fits one of a form.
struct Fit {
    /// Rows of the form that stand in it.
    rows: usize,
    /// Heads in the row of its heads.
    hits: usize,
    /// That row.
    head: u32,
}

/// A sheet fits if it has the column of names and at least half of the others; one that is filled in also by its rows alone, so that
/// it can be said which of its heads are gone.
fn fit(grid: &Grid, keys: &Keys, sheet: &Sheet, names: &BTreeSet<String>) -> Option<Fit> {
    let heads: Vec<(bool, [String; 2])> =
        sheet.columns.iter().map(|it| (it.field == Field::Key, [key(&it.head.ja), key(&it.head.en)])).collect();
    let hits = |row: u32| {
        let there: BTreeSet<String> = grid.row(row).map(|(_, value)| key(&value.shown())).collect();
        let is_there = |both: &[String; 2]| both.iter().any(|it| there.contains(it));
        let has_names = heads.iter().any(|(is_key, both)| *is_key && is_there(both));
        let is_plain = is_plain(sheet, |head| is_there(&[key(&head.ja), key(&head.en)]));
        (has_names || is_plain, heads.iter().filter(|(_, both)| is_there(both)).count())
    };
    let rows = grid.rows().into_iter().take_while(|row| *row < HEAD_ROWS);
    let best = rows.map(|row| (row, hits(row))).max_by_key(|(row, (_, hits))| (*hits, Reverse(*row)));
    let (head, (has_names, hits)) = best?;
    let first = names.iter().filter_map(|it| keys.get(it)).min();
    let rows = names.iter().filter(|it| keys.contains_key(*it)).count();
    if has_names && hits * 2 >= heads.len() {
        return Some(Fit { rows, hits, head });
    }
    let first = first.filter(|_| sheet.is_asked())?;
    let head = if hits > 1 && head < *first { head } else { first.saturating_sub(1) };
    Some(Fit { rows, hits, head })
}

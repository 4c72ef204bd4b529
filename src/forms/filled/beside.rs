//! What stands beside the answers: rows whose lines are gone, lines that are missing, cells for reading that were changed.

use std::collections::{BTreeMap, BTreeSet};

use super::added::{Columns, keepable};
use super::{Found, Reading};
use crate::forms::cells::plain::key;
use crate::forms::cells::value::Value;
use crate::forms::checklist::blank_guide;
use crate::forms::form::{Field, Form, Kind, Line};
use crate::forms::grid::{Book, Grid};
use crate::forms::problems::{MISSING_ROWS, NOT_READ, Place, Problem};
use crate::forms::row;
use crate::text;

/// Rows and cells that are named in one message.
const NAMED: usize = 5;

/// Letters by which a line of the instructions is known, its number and the first of its words.
const BEGINS: usize = 3;

impl Found<'_, '_> {
    /// Cells for reading that were changed all the same: the change goes nowhere, and is named.
    pub(super) fn shown(&self, columns: &Columns, reading: &mut Reading) {
        let fields = self.sheet.columns.iter().map(|it| it.field).zip(columns.own.iter().copied());
        let columns: Vec<(Field, u32)> = fields.collect();
        let Some((_, keys)) = columns.iter().find(|(field, _)| *field == Field::Key).copied() else { return };
        let lines: BTreeMap<String, &Line> = self.sheet.lines().map(|line| (key(&line.key), line)).collect();
        let mut changed = Vec::new();
        for row in self.grid.rows().into_iter().filter(|row| *row > self.head) {
            let Some(line) = lines.get(&key(&self.grid.get(row, keys).shown())) else { continue };
            for ((field, at), value) in columns.iter().zip(self.form.values(self.sheet, line)) {
                if field.is_shown() && *at != u32::MAX && key(&self.grid.get(row, *at).shown()) != key(&value.shown()) {
                    changed.push(self.place().at(row, *at));
                }
            }
        }
        let Some(first) = changed.first() else { return };
        reading.is_annotated = true;
        let mut names: Vec<String> = changed.iter().take(NAMED).filter_map(Place::cell_name).collect();
        if changed.len() > NAMED {
            names.push("…".to_owned());
        }
        let (ja, en) = (names.join("、"), names.join(", "));
        let says = text!(
            "参照用の欄の変更は取り込みません（{ja}）",
            "cells for reading were changed, which changes nothing ({en})"
        );
        reading.problems.push(Problem::new(&NOT_READ, first.clone(), says));
    }

    /// A row of which the engagement has nothing any more: what was filled in is kept, and goes out again below the table.
    pub(super) fn gone(&self, row: u32, name: &str, columns: &Columns, reading: &mut Reading) {
        let values: Vec<Value> = columns.own.iter().map(|at| self.grid.get(row, *at).clone()).collect();
        let of = |field: Field| self.sheet.columns.iter().position(|it| it.field == field).map(|at| &values[at]);
        let said = row::read(self.sheet, &values, &self.form.known, self.book.epoch);
        let stamp = of(Field::Stamp).map(|it| it.shown().trim().to_owned()).unwrap_or_default();
        // A second fingerprint would be that of an answer which stands in no statement.
        if said.is_ok_and(|it| it.stamp(name) == stamp) || !self.sheet.is_asked() {
            let says = text!(
                "行 `{name}` は案件にもうなく、記入もありません",
                "the row `{name}` is no longer in the engagement, and was not filled in"
            );
            let keys = self.sheet.columns.iter().position(|it| it.field == Field::Key).map_or(0, |at| columns.own[at]);
            if self.sheet.is_asked() {
                reading.problems.push(Problem::new(&NOT_READ, self.place().at(row, keys), says));
            }
            return;
        }
        let says = text!(
            "行 `{name}` は案件にないので、記入を取り込みません",
            "the engagement has no row `{name}`, so what is filled in is not taken over"
        );
        self.keep(row, columns, Some(says), reading);
    }

    pub(super) fn missing(&self, missing: &[&str], reading: &mut Reading) {
        if missing.is_empty() {
            return;
        }
        let count = missing.len();
        let mut named: Vec<String> = missing.iter().take(NAMED).map(|it| format!("`{it}`")).collect();
        if count > NAMED {
            named.push("…".to_owned());
        }
        let (ja, en) = (named.join("、"), named.join(", "));
        let says = text!("様式の行が {count} 行ありません：{ja}", "rows of the form are missing ({count}): {en}");
        reading.problems.push(Problem::new(&MISSING_ROWS, self.place(), says));
    }
}

/// Comments at cells, which neither are read nor go out again.
pub(super) fn comments(book: &Book, reading: &mut Reading) {
    if book.comments.is_empty() {
        return;
    }
    reading.is_annotated = true;
    let mut names: Vec<String> = book.comments.iter().take(NAMED).cloned().collect();
    if book.comments.len() > NAMED {
        names.push("…".to_owned());
    }
    let (ja, en) = (names.join("、"), names.join(", "));
    let says = text!(
        "セルに付けられたコメントは読まず、次の様式にも引き継ぎません（{ja}）",
        "comments at cells are not read, and the next form does not have them ({en})"
    );
    let help = text!("伝えたいことは備考の欄に書いてもらってください", "have what they say written under “remark”");
    reading.problems.push(Problem::new(&NOT_READ, Place::file(&book.name), says).help(help));
}

/// What somebody wrote onto the page that says how to fill the form in: it goes out again on a sheet of its own.
pub(super) fn on_the_guide(book: &Book, grid: &Grid, form: &Form, reading: &mut Reading) {
    // A checklist may have gone out empty.
    let empty = if form.kind == Kind::Checklist { blank_guide() } else { Vec::new() };
    let own = form.guide.iter().chain(&empty).chain([&form.title]).flat_map(|it| [key(&it.ja), key(&it.en)]);
    let own: BTreeSet<String> = own.collect();
    // A form of another version has a line in other words.
    let is_older = |written: &str| {
        let begins = |it: &String| it.chars().take(BEGINS).eq(written.chars().take(BEGINS));
        own.iter().any(|it| begins(it) && !written.starts_with(it.as_str()))
    };
    let is_added = |value: &Value| {
        let written = key(&value.shown());
        !value.is_blank() && !own.contains(&written) && !is_older(&written)
    };
    let added = grid.cells.iter().filter(|(at, value)| **at != (0, 0) && is_added(value));
    let cells: BTreeMap<(u32, u32), Value> = added.map(|(at, value)| (*at, value.clone())).collect();
    let Some((row, column)) = cells.keys().next().copied() else { return };
    let says = text!(
        "記入のしかたのページに書き加えられたものは読んでいません",
        "what was written onto the page of instructions was not read"
    );
    let place = Place::sheet(&book.name, &grid.name).at(row, column);
    reading.problems.push(Problem::new(&NOT_READ, place, says).help(keepable()));
    let name = text!("記入のしかた（書き込み）", "How to fill it in (notes)");
    reading.kept.sheets.push(Grid { name: name.in_lang(form.lang).to_owned(), cells });
}

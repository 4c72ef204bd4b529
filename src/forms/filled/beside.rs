//! What stands beside the answers: rows that are no lines of the form, lines that are missing, cells for reading that were changed.

use std::collections::BTreeMap;

use super::{Found, Reading};
use crate::forms::cells::plain::{cut, key};
use crate::forms::cells::value::Value;
use crate::forms::form::{Field, Line};
use crate::forms::problems::{MISSING_ROWS, NOT_READ, Place, Problem, UNKNOWN_ROW};
use crate::forms::row;
use crate::forms::said::Said;
use crate::text;

/// How much is shown of a row that was added.
const ROW_SHOWN: usize = 40;

/// Rows and cells that are named in one message.
const NAMED: usize = 5;

impl Found<'_, '_> {
    /// Cells for reading that were changed all the same: the change goes nowhere, and is named.
    pub(super) fn shown(&self, reading: &mut Reading) {
        let place = |field: &Field, head: &str| {
            self.grid.row(self.head).find(|(_, it)| key(&it.shown()) == key(head)).map(|(at, _)| (*field, at))
        };
        let lang = self.form.lang;
        let columns: Vec<Option<(Field, u32)>> =
            self.sheet.columns.iter().map(|it| place(&it.field, it.head.in_lang(lang))).collect();
        let named = columns.iter().flatten().find(|(field, _)| *field == Field::Key).map(|(_, at)| *at);
        let Some(keys) = named else { return };
        let lines: BTreeMap<String, &Line> = self.sheet.lines().map(|line| (key(&line.key), line)).collect();
        let mut changed = Vec::new();
        for row in self.grid.rows().into_iter().filter(|row| *row > self.head) {
            let name = self.grid.get(row, keys);
            if name.is_blank() && !self.sheet.is_asked() {
                self.nameless(row, &[], &[], reading);
            }
            let Some(line) = lines.get(&key(&name.shown())) else { continue };
            for (column, value) in columns.iter().zip(self.form.values(self.sheet, line)) {
                let Some((Field::Shown, at)) = column else { continue };
                if key(&self.grid.get(row, *at).shown()) != key(&value.shown()) {
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

    /// A row without a name: a heading, or one that was added.
    pub(super) fn nameless(&self, row: u32, values: &[Value], columns: &[u32], reading: &mut Reading) {
        let first = self.grid.row(row).map(|(_, value)| value.shown()).find(|it| !it.trim().is_empty());
        // Headings are merged by some programs, so that their words stand in every cell.
        let heading = first.as_deref().filter(|it| self.headings.contains(it));
        let is_filled = |value: &Value| !value.is_blank() && heading.is_none_or(|it| value.shown() != it);
        let filled =
            self.sheet.columns.iter().zip(values).position(|(it, value)| it.field.is_asked() && is_filled(value));
        let problem = match (filled, &first) {
            (Some(at), _) => Problem::new(
                &UNKNOWN_ROW,
                self.place().at(row, columns[at]),
                text!("加えられた行に記入があります", "a row that was added is filled in"),
            )
            .help(text!(
                "もとの行に記入してください（行を写すときは隠れた列も一緒に写します）",
                "fill in the rows of the form; a row that is copied takes the hidden columns along"
            )),
            (None, Some(words)) if heading.is_none() => {
                let words = cut(words.trim(), ROW_SHOWN);
                let says = text!(
                    "様式にない行「{words}」は読んでいません",
                    "the row `{words}` is not part of the form, and was not read"
                );
                Problem::new(&NOT_READ, self.place().at(row, 0), says)
            }
            (None, _) => return,
        };
        reading.is_annotated = true;
        reading.problems.push(problem);
    }

    /// A row of which the engagement has nothing any more.
    pub(super) fn gone(
        &self,
        row: u32,
        keys: u32,
        said: &Result<Said, Vec<row::Unread>>,
        stamp: &str,
        reading: &mut Reading,
    ) {
        let name = self.grid.get(row, keys).shown();
        let is_untouched = said.as_ref().is_ok_and(|it| it.stamp(&name) == stamp);
        let place = self.place().at(row, keys);
        reading.problems.push(match is_untouched {
            true => Problem::new(
                &NOT_READ,
                place,
                text!(
                    "行 `{name}` は案件にもうなく、記入もありません",
                    "the row `{name}` is no longer in the engagement, and was not filled in"
                ),
            ),
            false => Problem::new(
                &UNKNOWN_ROW,
                place,
                text!("行 `{name}` は案件にありません", "the engagement has no row `{name}`"),
            ),
        });
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

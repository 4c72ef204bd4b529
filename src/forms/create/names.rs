//! What the things of a new engagement are called, where a row may have a title and no short name.

use std::collections::BTreeMap;

use super::{ALL, Declared, Found};
use crate::forms::cells::plain::{key, lines};
use crate::forms::cells::value::Value;
use crate::model::{full_name, without_legal_form};

/// What the rows of a sheet are called in the engagement: by the short name that was given, or one that is made of the title.
#[derive(Default)]
pub(super) struct Names {
    /// By row of the sheet.
    pub by_row: BTreeMap<u32, String>,
    /// By the key of a short name.
    short: BTreeMap<String, String>,
    /// By the key of a title; what several are called is nobody's name.
    titled: BTreeMap<String, Option<String>>,
}

impl Names {
    /// The name of what is called so, by name or by title.
    pub fn of(&self, written: &str) -> Option<String> {
        let titled = || self.titled.get(&key(written)).cloned().flatten();
        self.short.get(&key(written)).cloned().or_else(titled)
    }

    /// The names of all that a line lists; else what nothing is called. A title may have commas of its own.
    pub fn listed(&self, line: &str) -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        let mut rest = line.trim();
        while !rest.is_empty() {
            let ends = rest.match_indices(COMMAS).map(|(at, _)| at).chain([rest.len()]).take(MOST_COMMAS);
            let pieces: Vec<(&str, &str)> = ends.map(|end| rest.split_at(end)).collect();
            let known = pieces.iter().rev().find_map(|(piece, after)| Some((self.of(piece.trim())?, *after)));
            let Some((name, after)) = known else {
                return Err(pieces.first().map_or(rest, |(piece, _)| piece.trim()).to_owned());
            };
            all.push(name);
            rest = after.trim_start_matches(COMMAS).trim();
        }
        Ok(all)
    }
}

/// What stands between names.
pub(super) const COMMAS: [char; 3] = ['、', ',', '，'];

/// Commas with the words between them that are tried as one title.
const MOST_COMMAS: usize = 16;

/// The names of all sheets: no two things have the same, be they in one sheet or not.
pub(super) fn names(found: &[Option<Found>]) -> Vec<Names> {
    let words = |cells: &[&Value], at: usize| lines(&cells[at].shown()).join(" ");
    let rows: Vec<_> = found.iter().map(|it| it.as_ref().map(Found::rows).unwrap_or_default()).collect();
    let given = rows.iter().flatten().map(|(_, cells)| words(cells, 0));
    let mut taken: Taken = given.map(|name| (name, 2)).collect();
    let of_sheet = |(declared, rows): (&Declared, &Vec<(u32, Vec<&Value>)>)| {
        let mut names = Names::default();
        for (row, cells) in rows {
            let (given, title) = (words(cells, 0), words(cells, declared.title));
            let name = if given.is_empty() { free(&title, declared.called, &mut taken) } else { given };
            let same = names.titled.entry(key(&title)).and_modify(|it| *it = None);
            same.or_insert_with(|| Some(name.clone()));
            names.short.insert(key(&name), name.clone());
            names.by_row.insert(*row, name);
        }
        names
    };
    ALL.iter().zip(&rows).map(of_sheet).collect()
}

/// Names that are taken, each with the number to try next.
type Taken = BTreeMap<String, usize>;

/// A short name made of a title, that nothing else has yet.
fn free(title: &str, called: &str, taken: &mut Taken) -> String {
    let plain = without_legal_form(&full_name(title));
    let letters: String = plain.chars().filter(|it| it.is_alphanumeric()).take(SHORT).collect();
    let first = letters.chars().next();
    let stem = if first.is_some_and(char::is_alphabetic) { letters } else { format!("{called}{letters}") };
    let mut name = stem.clone();
    let mut next = taken.get(&stem).copied().unwrap_or(2);
    while taken.contains_key(&name) {
        name = format!("{stem}_{next}");
        next += 1;
    }
    taken.insert(stem, next);
    taken.entry(name.clone()).or_insert(2);
    name
}

/// Characters of a short name.
const SHORT: usize = 12;

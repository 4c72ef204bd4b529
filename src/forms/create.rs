//! An engagement where there is none yet: from the sheets of parties, components and contracts to a text of the language.

use std::collections::BTreeMap;

use super::cells::dates::{self, Epoch};
use super::cells::plain::{key, lines};
use super::cells::value::Value;
use super::edit::written::quoted;
use super::filled::HEAD_ROWS;
use super::form::Head;
use super::grid::{Book, Grid};
use super::problems::{INCOMPLETE_FORM, Place, Problem, UNREADABLE_CELL};
use super::structure::{COMPONENTS, CONTRACTS, PARTIES};
use crate::model::{ComponentKind, ContractType, Form, PartyKind, Word};
use crate::text;

/// A text of the language, made of a workbook.
#[derive(Debug, Default)]
pub struct Created {
    /// The text.
    pub text: String,
    /// By line of the text, from 0, the row that it was made of.
    pub rows: BTreeMap<usize, Place>,
    /// What could not be made.
    pub problems: Vec<Problem>,
}

/// The engagement that the sheets of a workbook declare; `uses` is what stands after `use`, line by line.
pub fn created(book: &Book, engagement: &str, uses: &str) -> Created {
    let text = format!("engagement {} {{\n", quoted(engagement));
    let mut it = Created { text, ..Created::default() };
    it.text.extend(lines(uses).iter().filter(|line| !acts(line)).map(|line| format!("  use {line}\n")));
    // Which columns hold free words: they are put between quotes.
    for (heads, declare, free) in [
        (PARTIES.as_slice(), party as fn(&Fields) -> Result<String, (usize, String)>, [2, 3].as_slice()),
        (COMPONENTS.as_slice(), component, &[2]),
        (CONTRACTS.as_slice(), contract, &[3]),
    ] {
        it.text.push('\n');
        match find(book, heads) {
            Some(sheet) => declare_all(&mut it, book, &sheet, declare, free),
            None => {
                let (ja, en) = heads.iter().map(|(ja, en, ..)| (*ja, *en)).unzip::<_, _, Vec<&str>, Vec<&str>>();
                let (ja, en) = (ja.join("、"), en.join(", "));
                let says = text!("列「{ja}」のあるシートがありません", "there is no sheet with the columns {en}");
                it.problems.push(Problem::new(&INCOMPLETE_FORM, Place::file(&book.name), says));
            }
        }
    }
    it.text.push_str("}\n");
    it
}

/// A sheet with the columns of its fields.
struct Found<'a> {
    grid: &'a Grid,
    head: u32,
    columns: Vec<u32>,
}

/// The sheet that has all of these heads in one row.
fn find<'a>(book: &'a Book, heads: &[Head]) -> Option<Found<'a>> {
    let in_row = |grid: &'a Grid, row: u32| {
        let at = |(ja, en, ..): &Head| {
            let fits = |it: &(u32, &Value)| [key(ja), key(en)].contains(&key(&it.1.shown()));
            grid.row(row).find(fits).map(|(column, _)| column)
        };
        heads.iter().map(at).collect::<Option<Vec<u32>>>().map(|columns| Found { grid, head: row, columns })
    };
    book.sheets.iter().find_map(|grid| (0..HEAD_ROWS).find_map(|row| in_row(grid, row)))
}

/// The cells of a row, as the heads are listed.
struct Fields<'a> {
    cells: Vec<&'a Value>,
    epoch: Epoch,
}

fn declare_all(
    created: &mut Created,
    book: &Book,
    sheet: &Found,
    declare: fn(&Fields) -> Result<String, (usize, String)>,
    free: &[usize],
) {
    let place = Place::sheet(&book.name, &sheet.grid.name);
    let mut number = created.text.lines().count();
    for row in sheet.grid.rows().into_iter().filter(|row| *row > sheet.head) {
        let cells: Vec<&Value> = sheet.columns.iter().map(|column| sheet.grid.get(row, *column)).collect();
        if cells.iter().all(|it| it.is_blank()) {
            continue;
        }
        let words = cells.iter().enumerate().filter(|(column, _)| !free.contains(column));
        let acting = words.map(|(column, it)| (column, it.shown())).find(|(_, it)| acts(it));
        let fields = Fields { cells, epoch: book.epoch };
        match acting.map_or_else(|| declare(&fields), Err) {
            Ok(line) => {
                created.rows.insert(number, place.at(row, sheet.columns.first().copied().unwrap_or(0)));
                created.text.push_str(&format!("  {line}\n"));
                number += 1;
            }
            Err((column, written)) => {
                let at = sheet.columns.get(column).copied().unwrap_or(0);
                let says = text!("`{written}` は読み取れません", "`{written}` is not understood");
                created.problems.push(Problem::new(&UNREADABLE_CELL, place.at(row, at), says));
            }
        }
    }
}

/// Whether words would be more than the names that are asked for: they would end a declaration, or begin another.
fn acts(words: &str) -> bool {
    words.contains(['{', '}', ';', '"', '\\']) || words.contains("//")
}

impl Fields<'_> {
    fn words(&self, column: usize) -> String {
        let shown = self.cells.get(column).map(|it| it.shown()).unwrap_or_default();
        lines(&shown).join(" ")
    }

    /// Names, line by line or with commas between them.
    fn names(&self, column: usize) -> Vec<String> {
        let shown = self.cells.get(column).map(|it| it.shown()).unwrap_or_default();
        let all = shown.split(['\n', '\r', '、', ',', '，']).map(|it| it.trim().to_owned());
        all.filter(|it| !it.is_empty()).collect()
    }

    fn day(&self, column: usize) -> Result<Option<String>, (usize, String)> {
        let Some(cell) = self.cells.get(column) else { return Ok(None) };
        match dates::day(cell, self.epoch) {
            Ok(day) => Ok(day.map(|it| it.to_string())),
            Err(dates::NoDay) => Err((column, cell.shown())),
        }
    }

    /// The words of a closed vocabulary, in either language.
    fn closed<W: Word>(&self, column: usize) -> Result<Vec<&'static str>, (usize, String)> {
        let word = |written: String| {
            let found = W::WORDS.iter().find(|(_, en, ja)| key(en) == key(&written) || key(ja) == key(&written));
            found.map(|(_, en, _)| *en).ok_or((column, written))
        };
        self.names(column).into_iter().map(word).collect()
    }

    /// ` { external_storage = yes }`, or the same between other fields.
    fn facts(&self, column: usize) -> String {
        self.names(column).join("  ")
    }

    fn title(&self, column: usize) -> String {
        let words = self.words(column);
        if words.is_empty() { String::new() } else { format!(" {}", quoted(&words)) }
    }
}

/// ` keyword a, b`, or nothing.
fn clause(keyword: &str, names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" {keyword} {}", names.join(", ")) }
}

fn party(row: &Fields) -> Result<String, (usize, String)> {
    let kind = row.closed::<PartyKind>(1)?.join(", ");
    let number = match row.words(3) {
        empty if empty.is_empty() => String::new(),
        number => format!(" corporate_number {}", quoted(&number)),
    };
    let facts = row.facts(4);
    let facts = if facts.is_empty() { String::new() } else { format!(" {{ {facts} }}") };
    Ok(format!("party {} {kind}{}{number}{facts}", row.words(0), row.title(2)))
}

fn component(row: &Fields) -> Result<String, (usize, String)> {
    let kind = row.closed::<ComponentKind>(1)?.join(", ");
    let in_use = match (row.day(6)?, row.day(7)?) {
        (Some(from), to) => format!(" in use {from} .. {}", to.unwrap_or_default()),
        (None, Some(to)) => return Err((7, to)),
        (None, None) => String::new(),
    };
    let facts = row.facts(8);
    let facts = if facts.is_empty() { String::new() } else { format!(" {{ {facts} }}") };
    let (by, runs_on, connects) = (row.names(3), row.names(4), row.names(5));
    let clauses = [clause("by", &by), clause("runs on", &runs_on), clause("connects", &connects)].concat();
    let line = format!("component {} {kind}{}{clauses}{}", row.words(0), row.title(2), in_use.trim_end());
    Ok(format!("{line}{facts}"))
}

fn contract(row: &Fields) -> Result<String, (usize, String)> {
    let types = row.closed::<ContractType>(5)?;
    let form = row.closed::<Form>(6)?;
    let mut fields = Vec::new();
    if !types.is_empty() {
        fields.push(format!("type {}", types.join(", ")));
    }
    fields.extend(form.first().map(|it| format!("form {it}")));
    let is_sale = types.iter().all(|it| *it == ContractType::Sale.name());
    match (row.day(7)?, row.day(8)?) {
        (Some(from), None) if is_sale => fields.push(format!("date {from}")),
        (Some(from), to) => fields.push(format!("period {from} .. {}", to.unwrap_or_default()).trim_end().to_owned()),
        (None, Some(to)) => return Err((8, to)),
        (None, None) => {}
    }
    let covers = row.names(9);
    if !covers.is_empty() {
        fields.push(format!("covers {}", covers.join(", ")));
    }
    fields.extend(row.day(10)?.map(|it| format!("disclosed {it}")));
    fields.extend(row.day(11)?.map(|it| format!("consented {it}")));
    fields.extend(Some(row.facts(12)).filter(|it| !it.is_empty()));
    let under = clause("under", &row.names(4));
    let (customer, supplier) = (row.words(1), row.words(2));
    let head = format!("contract {} {customer} -> {supplier}{}{under}", row.words(0), row.title(3));
    Ok(format!("{head} {{ {} }}", fields.join("  ")))
}

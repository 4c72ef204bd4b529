//! An engagement where there is none yet: from the sheets of parties, components and contracts to a text of the language.

mod names;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use unicode_normalization::UnicodeNormalization;

use self::names::{COMMAS, Names, names};
use super::cells::dates::{self, Epoch};
use super::cells::plain::{key, lines};
use super::cells::value::Value;
use super::edit::written::quoted;
use super::filled::HEAD_ROWS;
use super::form::Head;
use super::grid::{Book, Grid};
use super::problems::{FAR_DAY, INCOMPLETE_FORM, Place, Problem, UNREADABLE_CELL};
use super::row::{ends_too_soon, no_day};
use super::structure::{COMPONENTS, CONTRACTS, ENGAGEMENT, PARTIES};
use crate::diagnostic::Text;
use crate::model::{ComponentKind, ContractType, CorporateNumber, Date, Form, NoCorporateNumber, PartyKind, Word};
use crate::syntax::refused;
use crate::text;

/// A text of the language, made of a workbook.
#[derive(Debug, Default)]
pub struct Created {
    /// The text.
    pub text: String,
    /// By line of the text, from 0, the row that it was made of.
    pub rows: BTreeMap<usize, Origin>,
    /// What could not be made.
    pub problems: Vec<Problem>,
    /// Days that may be slips of the pen.
    pub notes: Vec<Problem>,
    /// The names of what was left out because of that.
    pub left_out: BTreeSet<String>,
}

/// The row that a line of the text was made of.
#[derive(Debug)]
pub struct Origin {
    /// The first of its cells.
    first: Place,
    /// By byte of the line from which on they stand, the words of which cell.
    cells: Vec<(usize, Place)>,
}

impl Origin {
    /// The cell whose words stand at a byte of the line.
    pub fn at(&self, byte: usize) -> &Place {
        self.cells.iter().rev().find(|(from, _)| *from <= byte).map_or(&self.first, |(_, place)| place)
    }
}

/// A declaration as it is put together, with the bytes at which the words of each column begin.
#[derive(Default)]
struct Line {
    text: String,
    cells: Vec<(usize, usize)>,
}

impl Line {
    fn of(mut self, column: usize, words: &str) -> Self {
        if !words.is_empty() {
            self.cells.push((self.text.len(), column));
            self.text.push_str(words);
        }
        self
    }
}

/// A row that could not be made into a declaration: the number of its column, and what is the matter there.
type Unmade = (usize, Text);

/// How the rows of a sheet are declared.
struct Declared {
    heads: &'static [Head],
    /// The column that no other sheet has.
    mark: usize,
    title: usize,
    /// What something is called that has no title, or one that cannot begin a name.
    called: &'static str,
    /// Columns of free words, which are put between quotes, and of things that the sheets declare, which are looked up.
    free: &'static [usize],
    declare: fn(&Fields) -> Result<Line, Vec<Unmade>>,
}

static ALL: [Declared; 3] = [
    Declared { heads: &PARTIES, mark: 3, title: 2, called: "当事者", free: &[2, 3], declare: party },
    Declared { heads: &COMPONENTS, mark: 4, title: 2, called: "構成要素", free: &[2, 3, 4, 5], declare: component },
    Declared { heads: &CONTRACTS, mark: 1, title: 3, called: "契約", free: &[1, 2, 3, 4, 9], declare: contract },
];

/// The name of the engagement, where there is a sheet for it; it may be empty.
pub fn engagement(book: &Book) -> Option<String> {
    let sheet = find(book, &ENGAGEMENT, 0)?;
    Some(lines(&sheet.grid.get(sheet.head + 1, sheet.columns[0]).shown()).join(" "))
}

/// Whether a sheet of a workbook is one of those of which an engagement is made; a copy of one is none.
pub fn declares(book: &Book, grid: &Grid) -> bool {
    let marks = ALL.iter().map(|it| (it.heads, it.mark)).chain([(ENGAGEMENT.as_slice(), 0)]);
    marks.filter_map(|(heads, mark)| find(book, heads, mark)).any(|it| std::ptr::eq(it.grid, grid))
}

/// The engagement that the sheets of a workbook declare; `uses` is what stands after `use`, line by line, and `at` the day of the form.
pub fn created(book: &Book, engagement: &str, uses: &str, at: Date) -> Created {
    let text = format!("engagement {} {{\n", quoted(engagement));
    let mut it = Created { text, ..Created::default() };
    it.text.extend(lines(uses).iter().filter(|line| !acts(line)).map(|line| format!("  use {line}\n")));
    if let Some(sheet) = find(book, &ENGAGEMENT, 0).filter(|_| self::engagement(book).is_some_and(|it| it.is_empty())) {
        let place = Place::sheet(&book.name, &sheet.grid.name).at(sheet.head + 1, sheet.columns[0]);
        it.problems.push(Problem::new(&UNREADABLE_CELL, place, needed()));
    }
    let found: Vec<Option<Found>> = ALL.iter().map(|it| find(book, it.heads, it.mark)).collect();
    // Whatever is declared may be named by its title, wherever it is named.
    let names = names(&found);
    for (number, (declared, sheet)) in ALL.iter().zip(&found).enumerate() {
        it.text.push('\n');
        match sheet {
            Some(sheet) => {
                it.notes.extend(far_ahead(book, sheet, declared, at));
                declare_all(&mut it, book, sheet, declared, (&names, number));
            }
            None => {
                let heads = declared.heads;
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

fn not_understood(written: &str) -> Text {
    text!("`{written}` は読み取れません", "`{written}` is not understood")
}

/// What a sheet does not declare; or it is what several are called.
fn not_declared(of: usize, written: &str) -> Text {
    let (ja, en) = [("当事者", "parties"), ("構成要素", "components"), ("契約", "contracts")][of];
    text!(
        "`{written}` は、{ja}のシートの名前にも（一つだけの）正式名にもありません",
        "`{written}` is no name and no title of only one thing in the sheet of {en}"
    )
}

fn one_word(written: &str) -> Text {
    text!("`{written}` には空白があります。短い名前は一語です", "`{written}` has a blank; a short name is one word")
}

fn needed() -> Text {
    text!("必要な欄が空です", "a cell that is needed is empty")
}

/// A sheet with the columns of its fields.
struct Found<'a> {
    grid: &'a Grid,
    head: u32,
    /// Those that are not there are beyond the last.
    columns: Vec<u32>,
}

impl Found<'_> {
    /// The rows in which something is filled in.
    fn rows(&self) -> Vec<(u32, Vec<&Value>)> {
        let below = self.grid.rows().into_iter().filter(|row| *row > self.head);
        let cells = below.map(|row| (row, self.columns.iter().map(|column| self.grid.get(row, *column)).collect()));
        cells.filter(|(_, cells): &(u32, Vec<&Value>)| !cells.iter().all(|it| it.is_blank())).collect()
    }
}

/// The sheet that has the head of a mark, and at least half of the others, in one row.
fn find<'a>(book: &'a Book, heads: &[Head], mark: usize) -> Option<Found<'a>> {
    let in_row = |grid: &'a Grid, row: u32| {
        let at = |(ja, en, ..): &Head| {
            let fits = |it: &(u32, &Value)| [key(ja), key(en)].contains(&key(&it.1.shown()));
            grid.row(row).find(fits).map(|(column, _)| column)
        };
        let columns: Vec<Option<u32>> = heads.iter().map(at).collect();
        let is_it = columns[mark].is_some() && columns.iter().flatten().count() * 2 >= heads.len();
        let columns = columns.into_iter().map(|it| it.unwrap_or(u32::MAX)).collect();
        is_it.then_some(Found { grid, head: row, columns })
    };
    book.sheets.iter().find_map(|grid| (0..HEAD_ROWS).find_map(|row| in_row(grid, row)))
}

/// The cells of a row, as the heads are listed, and what things are called.
struct Fields<'a> {
    cells: Vec<&'a Value>,
    epoch: Epoch,
    name: &'a str,
    names: &'a [Names],
}

fn declare_all(created: &mut Created, book: &Book, sheet: &Found, declared: &Declared, names: (&[Names], usize)) {
    let (names, own) = names;
    let place = Place::sheet(&book.name, &sheet.grid.name);
    let mut number = created.text.lines().count();
    let first = sheet.columns.iter().copied().min().unwrap_or(0);
    for (row, cells) in sheet.rows() {
        let name = names[own].by_row.get(&row).map(String::as_str).unwrap_or_default();
        let mut unmade: Vec<Unmade> = cells.iter().enumerate().filter_map(|it| unfit(it, declared)).collect();
        unmade.extend(name.contains(char::is_whitespace).then(|| (0, one_word(name))));
        let fields = Fields { cells, epoch: book.epoch, name, names };
        let line = (declared.declare)(&fields).map_err(|more| {
            let is_news = |(column, _): &Unmade| !unmade.iter().any(|(of, _)| of == column);
            let more: Vec<Unmade> = more.into_iter().filter(is_news).collect();
            unmade.extend(more);
        });
        let cell = |column: usize| {
            place.at(row, sheet.columns.get(column).copied().filter(|it| *it != u32::MAX).unwrap_or(first))
        };
        match line {
            Ok(line) if unmade.is_empty() => {
                let cells = line.cells.iter().map(|(from, column)| (INDENT.len() + from, cell(*column))).collect();
                created.rows.insert(number, Origin { first: place.at(row, first), cells });
                created.text.push_str(&format!("{INDENT}{}\n", line.text));
                number += 1;
            }
            _ => {
                created.left_out.insert(name.to_owned());
                let problem = |(column, says): Unmade| Problem::new(&UNREADABLE_CELL, cell(column), says);
                created.problems.extend(unmade.into_iter().map(problem));
            }
        }
    }
}

/// Years after which even the end of a contract is rather a slip of the pen.
const YEARS: i16 = 20;

/// The days of a sheet that are many years ahead.
fn far_ahead(book: &Book, sheet: &Found, declared: &Declared, at: Date) -> Vec<Problem> {
    let last = at.checked_add(YEARS.years()).unwrap_or(Date::MAX);
    let place = Place::sheet(&book.name, &sheet.grid.name);
    let days = declared.heads.iter().zip(&sheet.columns).filter(|((.., field), _)| field.is_day());
    let columns: Vec<u32> = days.map(|(_, column)| *column).collect();
    let far = |(row, column): (u32, u32)| {
        let day = dates::day(sheet.grid.get(row, column), book.epoch).ok().flatten().filter(|day| *day > last)?;
        let says = text!("{day} は {at} から {YEARS} 年より先です", "{day} is more than {YEARS} years after {at}");
        let help = text!("書き間違いでないか確かめてください", "see whether it is a slip of the pen");
        Some(Problem::new(&FAR_DAY, place.at(row, column), says).help(help))
    };
    let cells = sheet.rows().into_iter().flat_map(|(row, _)| columns.iter().map(move |column| (row, *column)));
    cells.filter_map(far).collect()
}

/// What stands before a declaration.
const INDENT: &str = "  ";

/// Why the words of a cell can stand in no file, or would be more there than words.
fn unfit((column, cell): (usize, &&Value), declared: &Declared) -> Option<Unmade> {
    let words = cell.shown();
    let acting = || (!declared.free.contains(&column) && acts(&words)).then(|| not_understood(&words));
    refused(&words).or_else(acting).map(|says| (column, says))
}

/// What may be written of a closed vocabulary.
fn not_among<W: Word>(written: &str) -> Text {
    let words: Vec<Text> = W::WORDS.iter().map(|(_, en, ja)| Text::new(*ja, *en)).collect();
    let Text { ja, en } = Text::list(&words);
    text!("`{written}` は読み取れません（{ja} のいずれか）", "`{written}` is not understood; one of {en}")
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
        let lines = shown.split(['\n', '\r']).flat_map(|it| it.split(COMMAS));
        let all = lines.map(|it| it.trim().to_owned());
        all.filter(|it| !it.is_empty()).collect()
    }

    /// The names of things that a sheet declares, whether they are written by name or by title.
    fn things(&self, of: usize, column: usize) -> Result<Vec<String>, Unmade> {
        let names = &self.names[of];
        let whole = self.words(column);
        if let Some(name) = names.of(&whole).filter(|_| !whole.is_empty()) {
            return Ok(vec![name]);
        }
        let shown = self.cells.get(column).map(|it| it.shown()).unwrap_or_default();
        let mut all = Vec::new();
        for line in lines(&shown) {
            all.extend(names.listed(&line).map_err(|written| (column, not_declared(of, &written)))?);
        }
        Ok(all)
    }

    /// The one of them that has to be there.
    fn thing(&self, of: usize, column: usize) -> Result<String, Unmade> {
        match self.things(of, column)?.as_slice() {
            [] => Err((column, needed())),
            [one] => Ok(one.clone()),
            [_, ..] => Err((column, not_understood(&self.words(column)))),
        }
    }

    /// The name or the title, one of which has to be there.
    fn called(&self, title: usize) -> Result<(), Unmade> {
        let is_blank = |at: usize| self.cells.get(at).is_none_or(|it| it.is_blank());
        if is_blank(0) && is_blank(title) { Err((title, needed())) } else { Ok(()) }
    }

    /// The kind, which has to be there.
    fn kind<W: Word>(&self, column: usize) -> Result<String, Unmade> {
        let kinds = self.closed::<W>(column)?;
        if kinds.is_empty() { Err((column, needed())) } else { Ok(kinds.join(", ")) }
    }

    fn day(&self, column: usize) -> Result<Option<String>, Unmade> {
        let Some(cell) = self.cells.get(column) else { return Ok(None) };
        match dates::day(cell, self.epoch) {
            Ok(day) => Ok(day.map(|it| it.to_string())),
            Err(dates::NoDay) => Err((column, no_day(cell))),
        }
    }

    /// A first and a last day, which may be open; nothing where neither is there.
    fn days(&self, from: usize, to: usize) -> Result<Option<(String, String)>, Unmade> {
        match (self.day(from)?, self.day(to)?) {
            // Days of four digits for the year are in order as words are.
            (Some(first), Some(last)) if last < first => Err((to, ends_too_soon(&first, &last))),
            (Some(first), last) => Ok(Some((first, last.unwrap_or_default()))),
            (None, Some(_)) => Err((from, needed())),
            (None, None) => Ok(None),
        }
    }

    /// The words of a closed vocabulary, in either language.
    fn closed<W: Word>(&self, column: usize) -> Result<Vec<&'static str>, Unmade> {
        let word = |written: String| {
            let found = W::WORDS.iter().find(|(_, en, ja)| key(en) == key(&written) || key(ja) == key(&written));
            found.map(|(_, en, _)| *en).ok_or_else(|| (column, not_among::<W>(&written)))
        };
        self.names(column).into_iter().map(word).collect()
    }

    /// ` { external_storage = yes }`, or nothing.
    fn block(&self, column: usize) -> String {
        let facts = self.facts(column);
        if facts.is_empty() { facts } else { format!(" {{ {facts} }}") }
    }

    /// `external_storage = yes`, between other fields.
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

/// What was read; what was not is put aside.
fn keep<T: Default>(read: Result<T, Unmade>, unmade: &mut Vec<Unmade>) -> T {
    read.map_err(|it| unmade.push(it)).unwrap_or_default()
}

/// A declaration, unless something of it could not be made.
fn whole(line: Line, unmade: Vec<Unmade>) -> Result<Line, Vec<Unmade>> {
    if unmade.is_empty() { Ok(line) } else { Err(unmade) }
}

fn party(row: &Fields) -> Result<Line, Vec<Unmade>> {
    let mut unmade = Vec::new();
    let kind = keep(row.kind::<PartyKind>(1), &mut unmade);
    keep(row.called(2), &mut unmade);
    let number = match row.words(3).nfkc().collect::<String>() {
        empty if empty.is_empty() => String::new(),
        number => {
            let read = number.parse::<CorporateNumber>().map(drop);
            keep(read.map_err(|misfit: NoCorporateNumber| (3, misfit.says(&number))), &mut unmade);
            format!(" corporate_number {}", quoted(&number))
        }
    };
    let line = Line::default().of(0, &format!("party {}", row.name)).of(1, &format!(" {kind}"));
    whole(line.of(2, &row.title(2)).of(3, &number).of(4, &row.block(4)), unmade)
}

fn component(row: &Fields) -> Result<Line, Vec<Unmade>> {
    let mut unmade = Vec::new();
    let kind = keep(row.kind::<ComponentKind>(1), &mut unmade);
    keep(row.called(2), &mut unmade);
    let in_use = match keep(row.days(6, 7), &mut unmade) {
        Some((from, to)) => format!(" in use {from} .. {to}").trim_end().to_owned(),
        None => String::new(),
    };
    let [by, runs_on, connects] =
        [(0, 3), (1, 4), (1, 5)].map(|(of, column)| keep(row.things(of, column), &mut unmade));
    let line =
        Line::default().of(0, &format!("component {}", row.name)).of(1, &format!(" {kind}")).of(2, &row.title(2));
    let line = line.of(3, &clause("by", &by)).of(4, &clause("runs on", &runs_on)).of(5, &clause("connects", &connects));
    whole(line.of(6, &in_use).of(8, &row.block(8)), unmade)
}

fn contract(row: &Fields) -> Result<Line, Vec<Unmade>> {
    let mut unmade = Vec::new();
    let types = keep(row.closed::<ContractType>(5), &mut unmade);
    let form = keep(row.closed::<Form>(6), &mut unmade);
    let is_sale = types.iter().all(|it| *it == ContractType::Sale.name());
    let period = match keep(row.days(7, 8), &mut unmade) {
        Some((from, to)) if to.is_empty() && is_sale => format!("date {from}"),
        Some((from, to)) => format!("period {from} .. {to}").trim_end().to_owned(),
        None => String::new(),
    };
    let covers = keep(row.things(1, 9), &mut unmade);
    let day = |keyword: &str, day: Option<String>| day.map(|it| format!("{keyword} {it}")).unwrap_or_default();
    let disclosed = day("disclosed", keep(row.day(10), &mut unmade));
    let consented = day("consented", keep(row.day(11), &mut unmade));
    let under = clause("under", &keep(row.things(2, 4), &mut unmade));
    let [customer, supplier] = [1, 2].map(|column| keep(row.thing(0, column), &mut unmade));
    let fields = [
        (5, clause("type", &types.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>())),
        (6, form.first().map(|it| format!("form {it}")).unwrap_or_default()),
        (7, period),
        (9, clause("covers", &covers)),
        (10, disclosed),
        (11, consented),
        (12, row.facts(12)),
    ];
    let line = Line::default().of(0, &format!("contract {}", row.name)).of(1, &format!(" {customer}"));
    let line = line.of(2, &format!(" -> {supplier}")).of(3, &row.title(3)).of(4, &under).of(0, " {");
    let line = fields
        .iter()
        .filter(|(_, words)| !words.is_empty())
        .fold(line, |line, (column, words)| line.of(*column, &format!("  {}", words.trim_start())));
    whole(line.of(0, " }"), unmade)
}

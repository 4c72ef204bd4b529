//! A form as data: sheets of rows, each cell with a meaning, before anybody decided on a file format.
//!
//! A form is a view of an engagement: every line knows the obligations that it is about, who speaks in it, what is said now and by
//! which statement. That is why importing is comparing: what a filled-in form says is held against the form that would be exported.

use fixedbitset::FixedBitSet;
use jiff::civil::Date;

use super::cells::dates::Epoch;
use super::cells::marks::Answer;
use super::cells::plain::cut;
use super::cells::value::Value;
use super::kept::Kept;
use super::noted::Noted;
use super::row;
use super::said::{Said, short};
use crate::diagnostic::{Lang, Text};
use crate::model::{ContractIdx, PartyIdx, StatementIdx};
use crate::syntax::limits::MAX_CELL;

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who takes on which duty.
    Split,
    /// The checklist of a catalogue, row by row.
    Checklist,
    /// Which contract says what, and what it promises.
    Sla,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::Split, Kind::Checklist, Kind::Sla];

    /// As it is called on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Split => "split",
            Kind::Checklist => "checklist",
            Kind::Sla => "sla",
        }
    }
}

/// A form.
#[derive(Clone, Debug)]
pub struct Form {
    /// Which one.
    pub kind: Kind,
    /// The language of its words.
    pub lang: Lang,
    /// The engagement.
    pub engagement: String,
    /// The party whose form it is, if it is one's only.
    pub party: Option<String>,
    /// The day on which it shows the engagement.
    pub at: Date,
    /// The catalogues that a new engagement made of it would use, line by line.
    pub uses: String,
    /// Its title.
    pub title: Text,
    /// How it is filled in, line by line.
    pub guide: Vec<Text>,
    /// Its sheets.
    pub sheets: Vec<Sheet>,
    /// Lines that it does not ask for, and that rows which people added speak of.
    pub unasked: Vec<Line>,
    /// Contracts and documents that are offered: each with the words that are shown for it.
    pub papers: Vec<(String, String)>,
    /// All that are understood.
    pub known: Vec<(String, String)>,
    /// What an earlier file held besides the form.
    pub kept: Kept,
}

/// One sheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its name.
    pub name: Text,
    /// The line above everything.
    pub title: Text,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The answers that it asks for.
    pub answers: &'static [Answer],
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its head; no two of one sheet have the same.
    pub head: Text,
    /// In characters.
    pub width: u16,
    /// What its cells mean.
    pub field: Field,
}

/// A column as a form lists it: its head in both languages, its width, what its cells mean.
pub type Head = (&'static str, &'static str, u16, Field);

fn columns<'a>(heads: impl IntoIterator<Item = &'a Head>) -> Vec<Column> {
    let column = |(ja, en, width, field): &Head| Column { head: Text::new(*ja, *en), width: *width, field: *field };
    heads.into_iter().map(column).collect()
}

/// The hidden columns by which a row is found again, and by which it is seen whether it was touched.
static HIDDEN: [Head; 2] = [("行の番号", "row", 12, Field::Key), ("控え", "stamp", 12, Field::Stamp)];

/// What the cells of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The name of the row, by which it is found again.
    Key,
    /// The fingerprint of what the row said when it went out.
    Stamp,
    /// For reading only.
    Shown,
    /// For reading only; together such cells tell a row from all others.
    Named,
    /// The answer.
    Answer,
    /// Contracts and documents.
    Paper,
    /// The place in them.
    Clause,
    /// The first day.
    From,
    /// The last day.
    Until,
    /// The day of the check.
    Date,
    /// The day of completion.
    Settled,
    /// Remarks.
    Remark,
    /// What a new engagement is made of.
    Declared(Offer),
}

/// What is offered for a cell of which a new engagement is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Any words.
    Words,
    /// A day.
    Day,
    /// The kinds of parties.
    PartyKinds,
    /// The kinds of components.
    ComponentKinds,
    /// The types of contracts.
    ContractTypes,
    /// The forms of contracts.
    Forms,
    /// What another sheet declares; its name in Japanese.
    Of(&'static str),
}

impl Field {
    /// Whether somebody may write into it.
    pub fn is_open(self) -> bool {
        self.is_asked() || matches!(self, Field::Declared(_))
    }

    /// Whether somebody is to fill it in.
    pub fn is_asked(self) -> bool {
        !self.is_shown() && !self.is_hidden() && !matches!(self, Field::Declared(_))
    }

    /// Whether it is for reading only.
    pub fn is_shown(self) -> bool {
        matches!(self, Field::Shown | Field::Named)
    }

    /// Whether nobody sees it.
    pub fn is_hidden(self) -> bool {
        matches!(self, Field::Key | Field::Stamp)
    }

    /// Whether it holds a day.
    pub fn is_day(self) -> bool {
        matches!(self, Field::From | Field::Until | Field::Date | Field::Settled | Field::Declared(Offer::Day))
    }
}

/// A row.
#[derive(Clone, Debug)]
pub enum Row {
    /// A heading over the rows that follow.
    Heading(Text),
    /// A line.
    Line(Box<Line>),
}

/// A line to be filled in, or to be read.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name: `roles-2024:P2.C.5.b on iaas @B`
    pub key: String,
    /// What stands in the columns that are for reading only, from left to right.
    pub shown: Vec<Text>,
    /// The obligations that it is about.
    pub about: FixedBitSet,
    /// Who speaks in it.
    pub speaker: Speaker,
    /// What is said now.
    pub said: Said,
    /// The statement that says so.
    pub by: Option<StatementIdx>,
    /// What was answered since, and stands in no statement.
    pub noted: Option<Noted>,
}

/// Who speaks in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// A party; `accepts` if what it takes on was handed to it.
    Party(PartyIdx, Accepting),
    /// A contract.
    Contract(ContractIdx),
    /// Hospital and vendors together.
    Check,
    /// Nobody: the line is only read.
    Nobody,
}

/// What taking on is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepting {
    /// It was handed on: `accepts`
    Handed,
    /// It was expected: `owns`
    Own,
}

impl Line {
    /// A line that is only read.
    pub fn shown(key: String, shown: Vec<Text>, about: FixedBitSet) -> Self {
        Line { key, shown, about, speaker: Speaker::Nobody, said: Said::default(), by: None, noted: None }
    }

    /// What its cells show.
    pub fn shows(&self) -> &Said {
        self.noted.as_ref().map_or(&self.said, |it| &it.said)
    }
}

impl Sheet {
    /// A sheet that is filled in.
    pub fn asked(name: Text, title: Text, heads: &[Head], answers: &'static [Answer], rows: Vec<Row>) -> Self {
        Sheet { name, title, columns: columns(HIDDEN.iter().chain(heads)), answers, rows }
    }

    /// A sheet that is only read.
    pub fn shown(name: Text, title: Text, heads: &[Head], lines: impl IntoIterator<Item = Line>) -> Self {
        let read: Vec<Head> = heads.iter().map(|(ja, en, width, _)| (*ja, *en, *width, Field::Shown)).collect();
        Sheet { columns: columns(HIDDEN[..1].iter().chain(&read)), ..Sheet::declared(name, title, &[], lines) }
    }

    /// A sheet of which a new engagement is made.
    pub fn declared(name: Text, title: Text, heads: &[Head], lines: impl IntoIterator<Item = Line>) -> Self {
        let rows = lines.into_iter().map(|line| Row::Line(Box::new(line))).collect();
        Sheet { name, title, columns: columns(heads), answers: &[], rows }
    }

    /// Its lines.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.rows.iter().filter_map(|row| match row {
            Row::Line(line) => Some(&**line),
            Row::Heading(_) => None,
        })
    }

    /// Whether anything in it is to be filled in.
    pub fn is_asked(&self) -> bool {
        self.columns.iter().any(|it| it.field.is_asked())
    }
}

impl Form {
    /// All lines.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.sheets.iter().flat_map(Sheet::lines)
    }

    /// A fingerprint of all that it shows: two forms of one fingerprint were made of the same engagement.
    pub fn fingerprint(&self) -> String {
        let all = self.sheets.iter().flat_map(|sheet| sheet.lines().map(move |line| (sheet, line)));
        let bare = |line: &Line| Line { noted: None, ..line.clone() };
        short(&all.flat_map(|(sheet, line)| self.values(sheet, &bare(line))).map(|it| it.shown()).collect::<Vec<_>>())
    }

    /// The same form, in which every line says what its own cells say: what does not fit into a cell, or what cells do not keep, is
    /// no change when it comes back.
    pub fn settled(mut self) -> Self {
        let mut said = Vec::new();
        for sheet in &self.sheets {
            for line in sheet.lines() {
                said.push(row::read(sheet, &self.values(sheet, line), &self.known, Epoch::default()).ok());
            }
        }
        let rows = self.sheets.iter_mut().flat_map(|sheet| &mut sheet.rows);
        let lines = rows.filter_map(|row| match row {
            Row::Line(line) => Some(line),
            Row::Heading(_) => None,
        });
        for (line, said) in lines.zip(said) {
            line.said = said.unwrap_or_else(|| line.said.clone());
        }
        self
    }

    /// The same form with what an earlier file held besides it.
    pub fn keeping(mut self, kept: Kept) -> Self {
        for row in self.sheets.iter_mut().flat_map(|sheet| &mut sheet.rows) {
            if let Row::Line(line) = row {
                line.noted = kept.answers.get(&line.key).cloned().flatten();
            }
        }
        self.kept = kept;
        self
    }

    /// The words that are shown for a contract or a document.
    pub fn paper(&self, name: &str) -> String {
        self.known.iter().find(|(it, _)| it == name).map_or(name, |(_, shown)| shown).to_owned()
    }

    /// The values of a line, column by column.
    pub fn values(&self, sheet: &Sheet, line: &Line) -> Vec<Value> {
        let mut shown = line.shown.iter();
        let value = |column: &Column| match column.field {
            field if field.is_shown() => {
                shown.next().map_or(Value::Empty, |it| Value::text(cut(it.in_lang(self.lang), MAX_CELL)))
            }
            field => self.value(field, line),
        };
        sheet.columns.iter().map(value).collect()
    }

    fn value(&self, field: Field, line: &Line) -> Value {
        let said = line.shows();
        match field {
            Field::Shown | Field::Named | Field::Declared(_) => Value::Empty,
            Field::Key => Value::text(cut(&line.key, MAX_CELL)),
            Field::Stamp => {
                let ground = line.noted.iter().map(|it| it.ground.clone());
                Value::text(std::iter::once(said.stamp(&line.key)).chain(ground).collect::<Vec<_>>().join(" "))
            }
            Field::Answer => said.answer.map_or(Value::Empty, |it| Value::text(it.words().in_lang(self.lang))),
            Field::Paper => {
                let names = said.papers.iter().map(|it| it.name.as_deref().map_or(String::new(), |it| self.paper(it)));
                Value::text(cut(&names.collect::<Vec<_>>().join("\n"), MAX_CELL))
            }
            Field::Clause => {
                let clauses = said.papers.iter().map(|it| it.clause.clone().unwrap_or_default());
                Value::text(cut(&clauses.collect::<Vec<_>>().join("\n"), MAX_CELL))
            }
            Field::From => Value::day(said.from),
            Field::Until => Value::day(said.until),
            Field::Date => Value::day(said.date),
            Field::Settled => Value::day(said.settled),
            Field::Remark => Value::text(cut(&said.remark.join("\n"), MAX_CELL)),
        }
    }

    /// What is written down of the form itself, so that it is known again: names and values.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let lang = match self.lang {
            Lang::Ja => "ja",
            Lang::En => "en",
        };
        vec![
            (MARK, FORMAT.to_owned()),
            ("form", self.kind.name().to_owned()),
            ("engagement", self.engagement.clone()),
            ("party", self.party.clone().unwrap_or_default()),
            ("at", self.at.to_string()),
            ("lang", lang.to_owned()),
            ("title", self.title.in_lang(self.lang).to_owned()),
            ("use", self.uses.clone()),
            ("fingerprint", self.fingerprint()),
        ]
    }
}

/// The first cell of the sheet that says what a file is.
pub const MARK: &str = "buntan form";

/// The version of what stands in that sheet.
pub const FORMAT: &str = "1";

//! A baseline: what was found before, so that only what is new, worse or fixed since then needs to be looked at.
//!
//! It is what `check --format json` or `batch` wrote. A finding that continues one of before is known, worse if there is more of it, or
//! changed if it says something else; what
//! a baseline says nothing of is new, and what it says of an engagement that is not judged now is neither fixed nor known.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, BufReader, Read};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::check::FORMAT_VERSION;
use super::checked::Checked;
use super::seen::{self, Seen};
use crate::bundle::Printing;
use crate::diagnostic::Text;
use crate::model::{Date, Engagement, Stretch};
use crate::report::{Document, Inline, Style};
use crate::text;

/// What an engagement in JSON calls itself: the value of its key `x_id`, where that is a text or a whole number.
pub fn own_id(engagement: &Engagement) -> Option<String> {
    engagement.extra.iter().find(|(key, _)| key == "x_id").and_then(|(_, value)| id_of(value))
}

/// A value as an id.
pub fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        _ => None,
    }
}

/// The findings of an earlier run, by engagement.
#[derive(Clone, Default)]
pub struct Baseline {
    engagements: BTreeMap<String, Earlier>,
    fingerprint: String,
}

/// By its fingerprint: two baselines of the same findings are the same.
impl fmt::Debug for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Baseline({})", self.fingerprint)
    }
}

/// The findings of one engagement.
#[derive(Clone, Debug, Default)]
struct Earlier {
    /// Which days were asked about, where that was written.
    days: Option<Stretch>,
    findings: Vec<Seen>,
}

/// How a finding stands to a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// It was not found before.
    New,
    /// There is more of it than before.
    Worse,
    /// It says something else than before, and whether that is better or worse is for a reader to tell.
    Changed,
    /// It was found before, and says no more.
    Known,
}

/// What became of an engagement since a baseline.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// For each finding, in their order.
    pub since: Vec<Since>,
    /// What was found before and is not found any more, by id.
    pub fixed: Vec<Seen>,
}

/// Why something is no baseline: the line from 1, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Misread {
    /// The line.
    pub line: usize,
    /// What is wrong.
    pub why: Text,
}

/// One document of a baseline: all that `check --format json` wrote, or one row of `batch`. Of a row that could not be judged nothing
/// is known.
#[derive(Deserialize)]
struct Written {
    version: Option<u32>,
    engagements: Option<Vec<WrittenEngagement>>,
    row: Option<u64>,
    id: Option<String>,
    /// The days that were asked about, where there were several.
    from: Option<Date>,
    to: Option<Date>,
    error: Option<IgnoredAny>,
    #[serde(default)]
    findings: Vec<Seen>,
}

#[derive(Deserialize)]
struct WrittenEngagement {
    name: String,
    from: Date,
    to: Date,
    findings: Vec<Seen>,
}

impl Baseline {
    /// Reads what `check --format json` or `batch` wrote, one document after the other.
    ///
    /// ```
    /// use buntan::answers::Baseline;
    /// assert!(Baseline::read(br#"{"row":1,"id":"H","findings":[]}"#.as_slice()).is_ok());
    /// assert_eq!(Baseline::read(b"{}".as_slice()).unwrap_err().line, 1);
    /// ```
    ///
    /// # Errors
    /// Where it is neither.
    pub fn read(from: impl Read) -> Result<Baseline, Misread> {
        let mut print = Print { from, so_far: Printing::default(), read: 0, lines: Vec::new() };
        let mut engagements = BTreeMap::new();
        // Small pieces are read from a buffer; the print sees what goes into it.
        let mut documents = serde_json::Deserializer::from_reader(BufReader::new(&mut print)).into_iter::<Written>();
        let mut wrong = None;
        while let Some(written) = documents.next() {
            let written = written.map_err(|error| misread(&error))?;
            if let Err(why) = add(&mut engagements, written) {
                wrong = Some((documents.byte_offset(), why));
                break;
            }
        }
        match wrong {
            Some((end, why)) => Err(Misread { line: print.line_of(end), why }),
            None => Ok(Baseline { engagements, fingerprint: print.so_far.finish().to_string() }),
        }
    }

    /// Of how many engagements it speaks.
    pub fn len(&self) -> usize {
        self.engagements.len()
    }

    /// Whether it speaks of none.
    pub fn is_empty(&self) -> bool {
        self.engagements.is_empty()
    }

    /// Under which name it speaks of an engagement, if it does: `batch` names a row by its own key `x_id`, `check` by its engagement.
    pub fn knows(&self, engagement: &Engagement) -> Option<&str> {
        let names = own_id(engagement).into_iter().chain([engagement.name.clone()]);
        names.filter_map(|name| self.engagements.get_key_value(&name)).map(|(name, _)| name.as_str()).next()
    }

    /// The engagements of which it speaks, but which are not among these.
    pub fn beyond<'a>(&'a self, judged: &BTreeSet<&str>) -> Vec<&'a str> {
        self.engagements.keys().map(String::as_str).filter(|it| !judged.contains(it)).collect()
    }

    /// What became of an engagement since then.
    pub fn against(&self, checked: &Checked<'_>) -> Against {
        let nothing = Earlier::default();
        let name = self.knows(checked.evaluation.context.engagement);
        let earlier = name.and_then(|it| self.engagements.get(it)).unwrap_or(&nothing);
        let asked = earlier.days.and_then(|days| seen::both(days, checked.days()));
        let mut left: BTreeMap<&str, &Seen> = earlier.findings.iter().map(|it| (it.id.as_str(), it)).collect();
        let mut since = vec![Since::New; checked.findings.len()];
        let mut others = Vec::new();
        for (at, it) in checked.findings.iter().enumerate() {
            let now = Seen::now(checked, it);
            match left.remove(it.id.as_str()) {
                Some(was) => since[at] = Since::of([was], &now, asked),
                None => others.push((at, now)),
            }
        }
        let gone: Vec<&Seen> = left.values().copied().collect();
        let now: Vec<&Seen> = others.iter().map(|(_, now)| now).collect();
        for ((at, now), of) in others.iter().zip(seen::continued(&gone, &now)) {
            for it in &of {
                left.remove(gone[*it].id.as_str());
            }
            if !of.is_empty() {
                since[*at] = Since::of(of.iter().map(|it| gone[*it]), now, asked);
            }
        }
        Against { since, fixed: left.into_values().cloned().collect() }
    }
}

/// Adds what a document says.
fn add(engagements: &mut BTreeMap<String, Earlier>, written: Written) -> Result<(), Text> {
    let Written { version, engagements: all, row, id, from, to, error, findings } = written;
    if let Some(all) = all {
        if version != Some(FORMAT_VERSION) {
            let version = version.map(|it| it.to_string()).unwrap_or_default();
            return Err(text!("書式の版 {version} は読めません", "it has the version {version} of the format"));
        }
        return all.into_iter().try_for_each(|WrittenEngagement { name, from, to, findings }| {
            put(engagements, name, Earlier { days: Some(Stretch { from, to }), findings })
        });
    }
    if row.is_none() {
        return Err(text!("`engagements` も `row` もありません", "it has neither `engagements` nor `row`"));
    }
    match id.filter(|_| error.is_none()) {
        Some(id) => {
            let days = from.zip(to).map(|(from, to)| Stretch { from, to });
            put(engagements, id, Earlier { days, findings })
        }
        None => Ok(()),
    }
}

/// Findings are told apart by the name of their engagement: what was found in one would hide what is new in the other.
fn put(engagements: &mut BTreeMap<String, Earlier>, name: String, earlier: Earlier) -> Result<(), Text> {
    match engagements.entry(name) {
        Entry::Occupied(there) => {
            let name = there.key();
            Err(text!("`{name}` という案件が二つあります", "there are two engagements called `{name}`"))
        }
        Entry::Vacant(place) => {
            place.insert(earlier);
            Ok(())
        }
    }
}

/// A reader that takes the print of all that is read, and knows where its lines end.
struct Print<R> {
    from: R,
    so_far: Printing,
    read: usize,
    lines: Vec<usize>,
}

impl<R> Print<R> {
    /// The line in which something ends, from 1.
    fn line_of(&self, end: usize) -> usize {
        self.lines.partition_point(|line| *line < end) + 1
    }
}

impl<R: Read> Read for Print<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.so_far.add(&into[..count]);
        self.lines.extend((0..count).filter(|at| into[*at] == b'\n').map(|at| self.read + at));
        self.read += count;
        Ok(count)
    }
}

fn misread(error: &serde_json::Error) -> Misread {
    Misread { line: error.line(), why: Text::same(error.to_string()) }
}

impl Since {
    /// How a finding stands to those that it continues: it is no worse if one of them said as much.
    fn of<'a>(were: impl IntoIterator<Item = &'a Seen>, now: &Seen, asked: Option<Stretch>) -> Self {
        let stands = |was: &Seen| match (now.has_grown(was, asked), now.says_otherwise(was)) {
            (true, _) => Since::Worse,
            (false, true) => Since::Changed,
            (false, false) => Since::Known,
        };
        were.into_iter().map(stands).max_by_key(|it| (*it == Since::Known, *it == Since::Changed)).unwrap_or(Since::New)
    }

    /// In words.
    pub fn words(self) -> Text {
        match self {
            Since::New => text!("新規", "new"),
            Since::Worse => text!("悪化", "worse"),
            Since::Changed => text!("変化", "changed"),
            Since::Known => text!("前からある", "known before"),
        }
    }

    /// `new`, `worse`, `changed`, `known`
    pub fn name(self) -> &'static str {
        match self {
            Since::New => "new",
            Since::Worse => "worse",
            Since::Changed => "changed",
            Since::Known => "known",
        }
    }
}

impl Against {
    /// How many findings stand so.
    pub fn count(&self, since: Since) -> usize {
        self.since.iter().filter(|it| **it == since).count()
    }

    /// How many are new, worse, changed, fixed and known, in words; of those that are known, so many are waived, and shown as such.
    pub fn words(&self, waived: usize) -> Text {
        let [new, worse, changed, known] =
            [Since::New, Since::Worse, Since::Changed, Since::Known].map(|it| self.count(it));
        let (fixed, silent) = (self.fixed.len(), known.saturating_sub(waived));
        let (shown_ja, shown_en) = match waived {
            0 => Default::default(),
            _ => (
                format!("。ほかに前からある免除済みの {waived} 件は、免除した指摘として示します"),
                format!(", and {waived} more known before are shown as waived"),
            ),
        };
        text!(
            "基準と比べて：新規 {new} 件、悪化 {worse} 件、変化 {changed} 件、解消 {fixed} 件。前からある {silent} 件は数えず、示しません{shown_ja}",
            "since the baseline: {new} new, {worse} worse, {changed} changed, {fixed} fixed; {silent} known before are neither counted nor shown{shown_en}"
        )
    }

    /// Adds what is fixed to an answer.
    pub fn with_fixed(&self, document: Document) -> Document {
        if self.fixed.is_empty() {
            return document;
        }
        let told = |it: &Seen| {
            let about = match (&it.message, &it.control) {
                (Some(message), _) => message.clone(),
                (None, control) => Text::same(control.clone().unwrap_or_default()),
            };
            Inline::styled(format!("{}[{}]", it.severity.name(), it.code), Style::Good)
                .and(format!(" {} ", it.id), Style::Dim)
                .and(&about, Style::Plain)
        };
        document.heading(2, text!("解消した指摘", "Fixed")).list(self.fixed.iter().map(told))
    }

    /// The findings that are new, worse or changed, by their places in the list.
    pub fn grown(&self) -> Vec<usize> {
        let grown = self.since.iter().enumerate().filter(|(_, it)| **it != Since::Known);
        grown.map(|(at, _)| at).collect()
    }

    /// For programs.
    pub fn json(&self) -> Value {
        json!({
            "new": self.count(Since::New),
            "worse": self.count(Since::Worse),
            "changed": self.count(Since::Changed),
            "known": self.count(Since::Known),
            "fixed": self.fixed.iter().map(|it| json!({
                "id": it.id, "code": it.code, "severity": it.severity, "control": it.control, "message": it.message,
            })).collect::<Vec<_>>(),
        })
    }
}

//! A baseline: what was found before, so that only what is new, worse or fixed since then needs to be looked at.
//!
//! It is what `check --format json` or `batch` wrote. A finding is the same as before if its id is; it is worse if it weighs more,
//! speaks of more duties or of others' parties, gives other reasons or figures, is no longer waived, or holds on more days of those asked
//! about. What a baseline says nothing of is new,
//! and what it says of an engagement that is not judged now is neither fixed nor known.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, BufReader, Read};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::check::FORMAT_VERSION;
use super::checked::Checked;
use crate::bundle::Printing;
use crate::diagnostic::{Severity, Text};
use crate::findings::Finding;
use crate::model::{Date, Stretch};
use crate::report::{Document, Inline, Style};
use crate::text;

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
    findings: Vec<Before>,
}

/// A finding as it was.
#[derive(Clone, Debug, Deserialize)]
pub struct Before {
    /// Its stable number.
    pub id: String,
    /// What it was called.
    pub code: String,
    /// Its weight.
    pub severity: Severity,
    /// The catalogue of the control it was about.
    #[serde(default)]
    pub catalogue: Option<String>,
    /// The control it was about.
    #[serde(default)]
    pub control: Option<String>,
    /// In words, where they were written.
    #[serde(default)]
    pub message: Option<Text>,
    /// The duties it was about.
    #[serde(default)]
    pub duties: Vec<String>,
    /// What it was about.
    #[serde(default)]
    pub subject: Option<BeforeSubject>,
    /// The parties it was about.
    #[serde(default)]
    pub parties: Vec<String>,
    #[serde(default)]
    reasons: Vec<String>,
    /// The first day on which it held.
    pub from: Date,
    /// The last one.
    pub to: Date,
    #[serde(default)]
    waived: Option<IgnoredAny>,
}

/// What a finding was about.
#[derive(Clone, Debug, Deserialize)]
pub struct BeforeSubject {
    /// What the engagement calls it.
    pub name: String,
}

/// How a finding stands to a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// It was not found before.
    New,
    /// It says more than before.
    Worse,
    /// It was found before, and says no more.
    Known,
}

/// What became of an engagement since a baseline.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// For each finding, in their order.
    pub since: Vec<Since>,
    /// What was found before and is not found any more, by id.
    pub fixed: Vec<Before>,
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
    findings: Vec<Before>,
}

#[derive(Deserialize)]
struct WrittenEngagement {
    name: String,
    from: Date,
    to: Date,
    findings: Vec<Before>,
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
        let mut print = Print { from, so_far: Printing::default() };
        let mut engagements = BTreeMap::new();
        // Small pieces are read from a buffer; the print sees what goes into it.
        let documents = serde_json::Deserializer::from_reader(BufReader::new(&mut print)).into_iter::<Written>();
        for (line, written) in (1..).zip(documents) {
            let written = written.map_err(|error| misread(error.line(), &error))?;
            add(&mut engagements, written).map_err(|why| Misread { line, why })?;
        }
        Ok(Baseline { engagements, fingerprint: print.so_far.finish().to_string() })
    }

    /// Of how many engagements it speaks.
    pub fn len(&self) -> usize {
        self.engagements.len()
    }

    /// Whether it speaks of none.
    pub fn is_empty(&self) -> bool {
        self.engagements.is_empty()
    }

    /// Whether it speaks of an engagement.
    pub fn knows(&self, name: &str) -> bool {
        self.engagements.contains_key(name)
    }

    /// The engagements of which it speaks, but which are not among these.
    pub fn beyond<'a>(&'a self, judged: &BTreeSet<&str>) -> Vec<&'a str> {
        self.engagements.keys().map(String::as_str).filter(|it| !judged.contains(it)).collect()
    }

    /// What became of an engagement, which the baseline knows under a name, since then.
    pub fn against(&self, name: &str, checked: &Checked<'_>) -> Against {
        let nothing = Earlier::default();
        let earlier = self.engagements.get(name).unwrap_or(&nothing);
        let mut before: BTreeMap<&str, &Before> = earlier.findings.iter().map(|it| (it.id.as_str(), it)).collect();
        let since = checked.findings.iter().map(|it| match before.remove(it.id.as_str()) {
            None => Since::New,
            Some(was) if has_grown(earlier.days, was, checked, it) => Since::Worse,
            Some(_) => Since::Known,
        });
        Against { since: since.collect(), fixed: before.into_values().cloned().collect() }
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

/// A reader that takes the print of all that is read.
struct Print<R> {
    from: R,
    so_far: Printing,
}

impl<R: Read> Read for Print<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.so_far.add(&into[..count]);
        Ok(count)
    }
}

fn misread(line: usize, error: &serde_json::Error) -> Misread {
    Misread { line, why: Text::same(error.to_string()) }
}

/// Whether a finding says more than it did.
fn has_grown(asked: Option<Stretch>, was: &Before, checked: &Checked<'_>, is: &Finding) -> bool {
    let policy = checked.evaluation.context.policy;
    let engagement = checked.evaluation.context.engagement;
    let has = |all: &[String], it: &str| all.iter().any(|other| other == it);
    let mut duties = is.group.duties.iter().map(|at| policy.duties[*at].id.as_str());
    let mut parties = is.group.defect.parties.iter().map(|at| engagement.parties[*at].name.as_str());
    // Figures stand in the words alone; where those were not kept, nobody can tell.
    let says_otherwise = was.message.as_ref().is_some_and(|message| *message != is.message);
    // Days are compared only where the same ones were asked about: elsewhere a longer question would look like a worse answer.
    let longer = asked == Some(checked.days()) && (is.days.from < was.from || is.days.to > was.to);
    is.severity > was.severity
        || (was.waived.is_some() && !is.is_waived())
        || duties.any(|it| !has(&was.duties, it))
        || parties.any(|it| !has(&was.parties, it))
        || is.group.defect.reasons.iter().any(|it| !has(&was.reasons, it))
        || says_otherwise
        || longer
}

impl Since {
    /// `new`, `worse`, `known`
    pub fn name(self) -> &'static str {
        match self {
            Since::New => "new",
            Since::Worse => "worse",
            Since::Known => "known",
        }
    }
}

impl Against {
    /// How many findings stand so.
    pub fn count(&self, since: Since) -> usize {
        self.since.iter().filter(|it| **it == since).count()
    }

    /// How many are new, worse, fixed and known, in words; of those that are known, so many are waived, and shown as such.
    pub fn words(&self, waived: usize) -> Text {
        let [new, worse, known] = [Since::New, Since::Worse, Since::Known].map(|it| self.count(it));
        let (fixed, silent) = (self.fixed.len(), known.saturating_sub(waived));
        let (shown_ja, shown_en) = match waived {
            0 => Default::default(),
            _ => (
                format!("。ほかに前からある免除済みの {waived} 件は、免除した指摘として示します"),
                format!(", and {waived} more known before are shown as waived"),
            ),
        };
        text!(
            "基準と比べて：新規 {new} 件、悪化 {worse} 件、解消 {fixed} 件。前からある {silent} 件は数えず、示しません{shown_ja}",
            "since the baseline: {new} new, {worse} worse, {fixed} fixed; {silent} known before are neither counted nor shown{shown_en}"
        )
    }

    /// Adds what is fixed to an answer.
    pub fn with_fixed(&self, document: Document) -> Document {
        if self.fixed.is_empty() {
            return document;
        }
        let told = |it: &Before| {
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

    /// The findings that are new or worse, by their places in the list.
    pub fn grown(&self) -> Vec<usize> {
        let grown = self.since.iter().enumerate().filter(|(_, it)| **it != Since::Known);
        grown.map(|(at, _)| at).collect()
    }

    /// For programs.
    pub fn json(&self) -> Value {
        json!({
            "new": self.count(Since::New),
            "worse": self.count(Since::Worse),
            "known": self.count(Since::Known),
            "fixed": self.fixed.iter().map(|it| json!({
                "id": it.id, "code": it.code, "severity": it.severity, "control": it.control, "message": it.message,
            })).collect::<Vec<_>>(),
        })
    }
}

//! What many rows come to together.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bounded::{Counts, MAX_KEYS, fold};
use super::leaving::Left;
use super::rows::Row;
use super::stake::Stake;
use super::vendors::Vendors;
use crate::diagnostic::{Severity, Text};

/// Rows with the most findings, and rows that could not be judged, that are listed.
const MAX_LISTED: usize = 20;

/// Why a row was not judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// `json_syntax`
    pub code: String,
    /// The file of the row.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The JSON pointer to the place, in a row of JSON.
    pub pointer: Option<String>,
    /// In words.
    pub message: Text,
    /// Its weight, where the row is judged all the same: `error` or `warning`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
}

impl Fault {
    /// One whose place is told by the row.
    pub fn new(code: &str, message: Text) -> Self {
        Fault { code: code.to_owned(), message, ..Fault::default() }
    }
}

/// What one row adds.
#[derive(Clone, Debug)]
pub enum Counted {
    /// Not judged.
    Fault(Fault),
    /// Judged.
    Findings {
        /// What it is called.
        id: String,
        /// Its findings, waived ones left out.
        findings: Vec<Found>,
        /// How many are waived.
        waived: u64,
        /// Errors and warnings of the static checks.
        problems: Vec<Fault>,
        /// Its vendors, each with what it has to do with the findings.
        vendors: Vec<Stake>,
        /// The vendors of it that were supposed to leave.
        left: Vec<Left>,
        /// What became of it since the baseline.
        since: Compared,
    },
}

/// What is counted of one finding.
#[derive(Clone, Debug)]
pub struct Found {
    /// `unowned`
    pub kind: Cow<'static, str>,
    /// Its weight.
    pub severity: Severity,
    /// `roles-2024:P2.C.1`
    pub control: Option<Arc<str>>,
    /// The parties it names.
    pub parties: Vec<Arc<str>>,
    /// The clause of a template that it rests on.
    pub clause: Option<Clause>,
    /// Its reason: `not_accepted`
    pub reason: Option<String>,
    /// Whether another finding causes it.
    pub is_consequence: bool,
}

/// A clause of a template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clause {
    /// Its template.
    pub template: String,
    /// Where it stands.
    pub place: String,
}

/// Findings of one cause.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// How many there are.
    pub findings: u64,
    /// In how many rows.
    pub rows: u64,
}

/// A row with many findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worst {
    /// Its number.
    pub row: u64,
    /// What it is called.
    pub id: String,
    /// How many errors.
    pub errors: u64,
    /// How many warnings.
    pub warnings: u64,
}

/// What became of rows since the baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Rows of which it speaks.
    pub rows: u64,
    /// Findings that are gone.
    pub fixed: u64,
    /// Findings that were known before and are not counted.
    pub known: u64,
}

/// The totals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rows read.
    pub rows: u64,
    /// Rows that were judged and have neither an error nor a warning, in what was found or in what is written.
    pub clean: u64,
    /// Rows that could not be read or judged.
    pub faults: u64,
    /// Findings by severity, and those waived.
    pub severities: Counts,
    /// Findings by kind.
    pub kinds: Counts,
    /// Findings by control.
    pub controls: Counts,
    /// Findings by the parties they name, by their names.
    pub parties: Counts,
    /// The vendors, by who they are.
    pub vendors: Vendors,
    /// Findings by template whose clause they rest on.
    pub templates: Counts,
    /// Findings by this clause.
    pub clauses: Counts,
    /// Rows in which a vendor was supposed to leave: by what it was called on the command line, then by who it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left: BTreeMap<String, Counts>,
    /// Since the baseline: rows that it speaks of, findings that are gone, and those that were known and are not counted.
    #[serde(default)]
    pub since: Compared,
    /// Root causes: a clause of a template, or kind, control and reason; consequences are not counted here.
    pub causes: BTreeMap<String, Cause>,
    /// Findings of causes that are told apart no longer.
    pub other_causes: u64,
    /// The rows with the most errors, then warnings.
    pub worst: Vec<Worst>,
    /// Errors and warnings of the static checks by code: rows that are judged, and perhaps not as they were meant.
    pub problems: Counts,
    /// The errors among them.
    #[serde(default)]
    pub wrong: u64,
    /// Rows that could not be judged by code.
    pub fault_codes: Counts,
    /// The first of them.
    pub first_faults: Vec<(u64, Fault)>,
}

impl Tally {
    /// Counts a row.
    pub fn add(&mut self, row: &Row, counted: Counted) {
        self.rows = row.number;
        match counted {
            Counted::Fault(fault) => {
                self.faults += 1;
                self.fault_codes.add(&fault.code);
                if self.first_faults.len() < MAX_LISTED {
                    self.first_faults.push((row.number, fault));
                }
            }
            Counted::Findings { id, findings, waived, problems, vendors, left, since } => {
                problems.iter().for_each(|it| self.problems.add(&it.code));
                let wrong = problems.iter().filter(|it| it.severity.as_deref() == Some(Severity::Error.name())).count();
                self.wrong += wrong as u64;
                self.since.rows += since.rows;
                self.since.fixed += since.fixed;
                self.since.known += since.known;
                vendors.iter().for_each(|it| self.vendors.add(it));
                let left: BTreeSet<(String, String)> = left.into_iter().map(|it| (it.word, it.key)).collect();
                left.into_iter().for_each(|(word, key)| self.left.entry(word).or_default().add(&key));
                self.add_findings(row.number, id, (&findings, waived), &problems);
            }
        }
    }

    fn add_findings(&mut self, row: u64, id: String, (findings, waived): (&[Found], u64), problems: &[Fault]) {
        let mut causes: BTreeMap<String, u64> = BTreeMap::new();
        for it in findings {
            self.severities.add(it.severity.name());
            self.kinds.add(&it.kind);
            it.control.iter().for_each(|control| self.controls.add(control));
            it.parties.iter().for_each(|party| self.parties.add(party));
            if let Some(clause) = &it.clause {
                self.templates.add(&clause.template);
                self.clauses.add(&format!("{} {}", clause.template, clause.place));
            }
            if !it.is_consequence && it.severity > Severity::Note {
                *causes.entry(cause(it)).or_default() += 1;
            }
        }
        (0..waived).for_each(|_| self.severities.add("waived"));
        for (key, findings) in causes {
            if self.causes.len() >= MAX_KEYS && !self.causes.contains_key(&key) {
                let rare = fold(&mut self.causes, |cause| cause.findings);
                self.other_causes += rare.iter().map(|(_, cause)| cause.findings).sum::<u64>();
            }
            let cause = self.causes.entry(key).or_default();
            cause.findings += findings;
            cause.rows += 1;
        }
        let of = |severity| findings.iter().filter(|it| it.severity == severity).count() as u64;
        let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
        if errors + warnings == 0 {
            self.clean += u64::from(problems.is_empty());
            return;
        }
        self.worst.push(Worst { row, id, errors, warnings });
        self.worst.sort_by_key(|it| (std::cmp::Reverse((it.errors, it.warnings)), it.row));
        self.worst.truncate(MAX_LISTED);
    }

    /// Keys that are counted one by one.
    pub fn told_apart(&self) -> usize {
        let counts = [&self.kinds, &self.controls, &self.parties, &self.templates, &self.clauses, &self.problems];
        let left = self.left.values().map(|it| it.of.len()).sum::<usize>();
        counts.iter().map(|it| it.of.len()).sum::<usize>() + self.vendors.of.len() + self.causes.len() + left
    }

    /// The heaviest finding there is, or error or warning about what is written.
    pub fn worst_severity(&self) -> Option<Severity> {
        let written = match (self.wrong, self.problems.total()) {
            (0, 0) => None,
            (0, _) => Some(Severity::Warning),
            _ => Some(Severity::Error),
        };
        let found = [Severity::Error, Severity::Warning, Severity::Note]
            .into_iter()
            .find(|severity| self.severities.of.contains_key(severity.name()));
        written.max(found)
    }

    /// The causes of the most findings first.
    pub fn ranked_causes(&self) -> Vec<(&str, &Cause)> {
        let mut all: Vec<(&str, &Cause)> = self.causes.iter().map(|(key, cause)| (key.as_str(), cause)).collect();
        all.sort_by(|a, b| b.1.findings.cmp(&a.1.findings).then(a.0.cmp(b.0)));
        all
    }
}

fn cause(it: &Found) -> String {
    let control = it.control.as_deref().unwrap_or("-");
    let reason = it.reason.as_deref().map(|it| format!(" {it}")).unwrap_or_default();
    match &it.clause {
        Some(Clause { template, place }) => format!("{} {control}{reason} [{template} {place}]", it.kind),
        None => format!("{} {control}{reason}", it.kind),
    }
}

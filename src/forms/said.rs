//! What the cells of a row say, whatever the language of the form.

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::cells::marks::Answer;

/// What a row says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The answer, if there is one.
    pub answer: Option<Answer>,
    /// What it rests on.
    pub papers: Vec<Paper>,
    /// Its first day.
    pub from: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
    /// The day on which the row was gone over.
    pub date: Option<Date>,
    /// The day on which what was missing was done.
    pub settled: Option<Date>,
    /// Remarks, line by line.
    pub remark: Vec<String>,
}

/// A contract or a document, and the place in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Paper {
    /// Its name in the engagement.
    pub name: Option<String>,
    /// `第8条`
    pub clause: Option<String>,
}

impl Said {
    /// A short fingerprint, by which it is seen whether a row was touched since it went out.
    pub fn stamp(&self, key: &str) -> String {
        let day = |day: Option<Date>| day.map(|it| it.to_string()).unwrap_or_default();
        let mut all = vec![key.to_owned(), self.answer.map(|it| it.words().en).unwrap_or_default()];
        all.extend([self.from, self.until, self.date, self.settled].map(day));
        for paper in &self.papers {
            all.push(format!("{:?}{:?}", paper.name, paper.clause));
        }
        all.push(String::new());
        all.extend(self.remark.iter().cloned());
        short(&all)
    }
}

/// Twelve digits of a hash over some words, after a letter: spreadsheets take `12e4` for a number.
pub fn short(words: &[String]) -> String {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_le_bytes());
        hash.update(word.as_bytes());
    }
    let digits: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("h{digits}")
}

//! Which vendors of different rows are one.
//!
//! Two are the same when their corporate numbers are, and without numbers when their names are in NFKC. A name says nothing of whether
//! one with a number and one without are the same, nor a likeness whether two names are: such are listed, never joined.

use crate::bundle::Fingerprint;
use crate::model::{CorporateNumber, Party, full_name};

/// Letters of a name that are kept; a title may be as long as a page.
const MAX_LETTERS: usize = 200;

/// Who a vendor is, in whatever row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Its corporate number, where the row says it.
    pub number: Option<CorporateNumber>,
    /// Its full name in NFKC.
    pub name: String,
}

impl Identity {
    /// Of a party of a row.
    pub fn of(party: &Party) -> Self {
        Identity { number: party.corporate_number, name: plain(&party.title.ja) }
    }

    /// Under which it is counted: the same for the same vendor, and for no other.
    pub fn key(&self) -> String {
        match self.number {
            Some(number) => format!("corporate_number:{number}"),
            None => format!("name:{}", self.name),
        }
    }
}

/// A name as it is compared and counted: in NFKC, without blanks around it, and of a long one the beginning with a fingerprint.
pub fn plain(name: &str) -> String {
    let name = full_name(name);
    match name.char_indices().nth(MAX_LETTERS) {
        None => name,
        Some((end, _)) => {
            let mark = Fingerprint::of(name.as_bytes()).to_string();
            let (head, mark) = (name.get(..end).unwrap_or(&name), mark.get(..16).unwrap_or(&mark));
            format!("{head}…{mark}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_stay_apart() {
        let [one, other] = ["a", "b"].map(|end| plain(&("長".repeat(60_000) + end)));
        assert_ne!(one, other);
        assert!(one.chars().count() < 300);
    }
}

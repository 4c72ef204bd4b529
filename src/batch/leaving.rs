//! Vendors that are supposed to leave, whatever a row calls them.

use super::identity::{Identity, plain};
use crate::model::{CorporateNumber, Engagement, NoCorporateNumber, PartyKind};
use crate::syntax::ast::Name;

/// A vendor as it was named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// As written.
    pub word: String,
    by: By,
}

/// By what it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
enum By {
    Number(CorporateNumber),
    /// In NFKC: all that are called so, with a number or without.
    Name(String),
}

/// A vendor of a row that was supposed to leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// What it was called on the command line.
    pub word: String,
    /// Who it is, as it is counted.
    pub key: String,
    /// What its row calls it.
    pub party: String,
}

impl Left {
    /// The name under which a row's party is found.
    pub fn party_key(&self) -> String {
        Name { text: self.party.clone(), ..Name::default() }.key()
    }
}

impl Leaver {
    /// Reads a name or a corporate number.
    ///
    /// # Errors
    /// Thirteen digits that are no corporate number: no vendor is called so, and none has that number.
    pub fn new(word: &str) -> Result<Self, NoCorporateNumber> {
        let name = plain(word);
        let by = match name.parse() {
            Ok(number) => By::Number(number),
            Err(NoCorporateNumber::Digits) => By::Name(name),
            Err(misfit) => return Err(misfit),
        };
        Ok(Leaver { word: word.to_owned(), by })
    }

    fn is(&self, vendor: &Identity) -> bool {
        match &self.by {
            By::Number(number) => vendor.number == Some(*number),
            By::Name(name) => vendor.name == *name,
        }
    }
}

/// The vendors of a row that leave, each once for whatever it was called on the command line.
pub fn leaving(leavers: &[Leaver], engagement: &Engagement) -> Vec<Left> {
    let vendors = engagement.parties.iter().filter(|it| it.kind == PartyKind::Vendor);
    let of = |leaver: &Leaver| -> Vec<Left> {
        let leaves = vendors.clone().filter(|it| leaver.is(&Identity::of(it)));
        let left =
            leaves.map(|it| Left { word: leaver.word.clone(), key: Identity::of(it).key(), party: it.name.clone() });
        left.collect()
    };
    leavers.iter().flat_map(of).collect()
}

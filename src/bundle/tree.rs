//! The tree of one text as bytes: its catalogues, templates and rules. Spans are places in the text alone; the source is given when
//! they are read back.

use std::cell::Cell;
use std::io::{self, Read, Write};

use borsh::{BorshDeserialize, BorshSerialize};

use crate::source::{SourceId, Span};
use crate::syntax::ast;

thread_local! {
    /// The source of the tree that is being read back.
    static SOURCE: Cell<SourceId> = const { Cell::new(SourceId(0)) };
}

/// The bytes of what a file offers.
pub(super) fn encode(file: &ast::File) -> Vec<u8> {
    // Writing to memory fails only for lengths that no text can have.
    borsh::to_vec(&(&file.catalogues, &file.templates, &file.rules)).unwrap_or_default()
}

/// What a file offers, from its bytes.
pub(super) fn decode(bytes: &[u8], source: SourceId) -> io::Result<ast::File> {
    SOURCE.set(source);
    let (catalogues, templates, rules) = borsh::from_slice(bytes)?;
    Ok(ast::File { catalogues, templates, rules, ..ast::File::default() })
}

impl BorshSerialize for Span {
    fn serialize<W: Write>(&self, writer: &mut W) -> io::Result<()> {
        (self.start, self.end).serialize(writer)
    }
}

impl BorshDeserialize for Span {
    fn deserialize_reader<R: Read>(reader: &mut R) -> io::Result<Self> {
        let (start, end) = BorshDeserialize::deserialize_reader(reader)?;
        // What was not written has no place.
        if (start, end) == (0, 0) {
            return Ok(Span::default());
        }
        Ok(Span { source: SOURCE.get(), start, end })
    }
}

//! What is unpacked is counted before anybody reads it: what a package says of its own size proves nothing.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::read::Fault;
use super::references::{are_sound, commented};
use crate::syntax::limits::{MAX_CELLS, MAX_PARTS, MAX_UNPACKED, MAX_WORKBOOK};

/// How a package of this kind begins.
const PACKAGE: &[u8] = b"PK\x03\x04";

/// How workbooks of old, and workbooks under a password, begin.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// What the parts are called that hold comments, `xl/comments1.xml` or `xl/threadedComments/threadedComment1.xml`.
const COMMENTS: &str = "comments";

/// The element of a sheet that holds its cells, under whatever name the part lies.
const CELLS: &str = "sheetData";

/// Looks at the size of a package and of all that is packed in it; and finds the cells that have comments.
///
/// # Errors
/// It is no package, it is broken, or there is too much of it.
pub fn within(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    if bytes.len() > MAX_WORKBOOK {
        return Err(Fault::TooLarge);
    }
    if bytes.starts_with(COMPOUND) {
        return Err(Fault::OldOrLocked);
    }
    if !bytes.starts_with(PACKAGE) {
        return Err(Fault::Foreign);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(Fault::TooLarge);
    }
    if is_open_document(&mut archive) {
        return Err(Fault::OpenDocument);
    }
    let mut left = MAX_UNPACKED as u64;
    let mut comments = BTreeSet::new();
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_| Fault::Damaged)?;
        if part.encrypted() {
            return Err(Fault::OldOrLocked);
        }
        if part.size() > left {
            return Err(Fault::TooLarge);
        }
        let is_of_comments = part.name().is_ok_and(|it| it.to_lowercase().contains(COMMENTS));
        let content = unpacked(part, left)?;
        left = left.checked_sub(content.len() as u64).ok_or(Fault::TooLarge)?;
        if is_of_comments {
            comments.extend(commented(&content));
        }
    }
    Ok(comments.into_iter().collect())
}

/// Whether a package says that it is an OpenDocument: it does so in a part of its own, in a few letters.
fn is_open_document(archive: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let mut kind = Vec::new();
    let read = archive.by_name("mimetype").is_ok_and(|part| part.take(MOST_KIND).read_to_end(&mut kind).is_ok());
    read && kind.starts_with(b"application/vnd.oasis.opendocument")
}

/// Letters of the part that says what a package is.
const MOST_KIND: u64 = 100;

/// What comes out, and no more of them than are allowed; where they are a sheet, its references are looked at.
fn unpacked(part: impl Read, most: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    part.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| Fault::Damaged)?;
    let is_sheet = match std::str::from_utf8(&bytes) {
        Ok(text) => text.contains(CELLS),
        Err(_) => bytes.windows(CELLS.len()).any(|it| it == CELLS.as_bytes()),
    };
    if is_sheet && !are_sound(&bytes) {
        return Err(Fault::Damaged);
    }
    // Readers make room for what a part says of its own length, and for every element of it.
    let elements = bytes.iter().filter(|byte| **byte == b'<').count();
    if (!is_sheet && elements > MAX_ELEMENTS) || promises_too_much(&bytes) {
        return Err(Fault::TooLarge);
    }
    Ok(bytes)
}

/// Elements of a part that is no sheet: a text of a cell has four.
const MAX_ELEMENTS: usize = 4 * MAX_CELLS;

/// Whether an attribute `count` or `uniqueCount` is larger than there may be cells.
fn promises_too_much(bytes: &[u8]) -> bool {
    const NAME: &[u8] = b"ount";
    let ends = bytes.windows(NAME.len()).enumerate().filter(|(_, it)| *it == NAME).map(|(at, _)| at + NAME.len());
    ends.into_iter().any(|at| {
        let is_quote_or_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'=');
        let value = bytes[at..].iter().skip_while(|byte| is_quote_or_blank(byte));
        let digits: Vec<u8> = value.take_while(|byte| byte.is_ascii_digit()).take(20).copied().collect();
        let is_attribute = bytes.get(at).is_some_and(is_quote_or_blank) && !digits.is_empty();
        let number = std::str::from_utf8(&digits).ok().and_then(|it| it.parse::<usize>().ok());
        is_attribute && number.is_none_or(|it| it > MAX_CELLS)
    })
}

//! What is unpacked is counted before anybody reads it: what a package says of its own size proves nothing.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::read::Fault;
use super::references::are_sound;
use crate::syntax::limits::{MAX_PARTS, MAX_UNPACKED, MAX_WORKBOOK};

/// How a package of this kind begins.
const PACKAGE: &[u8] = b"PK\x03\x04";

/// How workbooks of old, and workbooks under a password, begin.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// The element of a sheet that holds its cells, under whatever name the part lies.
const CELLS: &str = "sheetData";

/// Looks at the size of a package and of all that is packed in it.
///
/// # Errors
/// It is no package, it is broken, or there is too much of it.
pub fn within(bytes: &[u8]) -> Result<(), Fault> {
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
    let mut left = MAX_UNPACKED as u64;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_| Fault::Damaged)?;
        if part.encrypted() {
            return Err(Fault::OldOrLocked);
        }
        if part.size() > left {
            return Err(Fault::TooLarge);
        }
        left = left.checked_sub(unpacked(part, left)?).ok_or(Fault::TooLarge)?;
    }
    Ok(())
}

/// How many bytes come out, and no more of them than are allowed; where they are a sheet, its references are looked at.
fn unpacked(part: impl Read, most: u64) -> Result<u64, Fault> {
    let mut bytes = Vec::new();
    part.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| Fault::Damaged)?;
    let is_sheet = match std::str::from_utf8(&bytes) {
        Ok(text) => text.contains(CELLS),
        Err(_) => bytes.windows(CELLS.len()).any(|it| it == CELLS.as_bytes()),
    };
    if is_sheet && !are_sound(&bytes) { Err(Fault::Damaged) } else { Ok(bytes.len() as u64) }
}

//! Engagements from and to JSON.
//!
//! ```text
//!   text ─fast──────────────────────────────────────────▶ ast::Engagement, where nothing is odd; else
//!   text ─jsonc-parser─▶ tree with places ─deserializer─▶ ast::Engagement, and what is wrong with the rest
//! ```
//!
//! Both readers hand [`places`] to the same declarations, and a property test holds them equal. A row with a mistake is read again
//! without the element that holds it, so that the rest is kept and more than one mistake is named. In NDJSON a bad row never stops the
//! others.

mod characters;
mod cursor;
mod deserializer;
mod fast;
mod impls;
mod malformed;
pub(super) mod places;
mod plain;
mod pointer;
mod schema;
mod wrong;

pub use malformed::JSON_SYNTAX;
pub use pointer::pointer_at;
pub use schema::engagement_schema;
pub use wrong::{JSON_DUPLICATE_KEY, JSON_MISSING_KEY, JSON_UNKNOWN_KEY, JSON_WRONG_TYPE};

use super::ast::Engagement;
use super::limits::MAX_BAD_ROWS;
use super::{Parsed, refused};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, SourceId, Span};
use crate::text;
use places::Place;

/// Reads one engagement in JSON, or one on each line when the source is called `….ndjson` or `….jsonl`.
///
/// ```
/// use buntan::source::{Source, SourceId};
///
/// let source = Source::new("a.json", r#"{"engagement": "市民病院", "parties": [{"name": "A", "kind": "vendor"}]}"#);
/// let parsed = buntan::syntax::parse_json(SourceId(0), &source);
/// assert_eq!(parsed.file.engagements[0].parties[0].name.text, "A");
/// ```
pub fn parse_json(id: SourceId, source: &Source) -> Parsed {
    let mut parsed = Parsed::default();
    if let Some(problem) = refused::file_size(id, source.text.len()) {
        parsed.problems.push(problem);
        return parsed;
    }
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let offset = source.text.len() - text.len();
    let rows = [".ndjson", ".jsonl"].iter().any(|ending| source.name.ends_with(ending));
    if !rows {
        read(text, Place { id, offset }, "", &mut parsed);
        return parsed;
    }
    let (mut start, mut bad) = (offset, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let row = number + 1;
        if !line.trim().is_empty() {
            let before = parsed.problems.len();
            read(line.trim_end(), Place { id, offset: start }, &format!("{row}"), &mut parsed);
            bad += usize::from(parsed.problems.len() > before);
        }
        start += line.len();
        if bad > MAX_BAD_ROWS {
            let span = Span::new(id, start, start);
            parsed.problems.push(
                Diagnostic::new(
                    &refused::TOO_LARGE,
                    span,
                    text!(
                        "読めない行が {MAX_BAD_ROWS} 行を超えたため、残りは読んでいません",
                        "more than {MAX_BAD_ROWS} rows cannot be read; the rest was left out"
                    ),
                )
                .help(text!("ファイルの形式を確かめてください", "check the format of the file")),
            );
            break;
        }
    }
    parsed
}

/// Reads one engagement in JSON that is a row among others; the places in its problems are pointers alone.
pub fn parse_row(id: SourceId, source: &Source) -> Parsed {
    let mut parsed = Parsed::default();
    read(&source.text, Place { id, offset: 0 }, "", &mut parsed);
    parsed
}

/// What [`parse_row`] comes to at once, where nothing about the row is odd.
pub fn parse_row_fast(id: SourceId, source: &Source) -> Option<Engagement> {
    fast::read(&source.text, Place { id, offset: 0 })
}

/// What [`parse_row`] comes to by the way on which mistakes are found; slower, and never anything else.
pub fn parse_row_plain(id: SourceId, source: &Source) -> Parsed {
    let mut parsed = Parsed::default();
    plain::read(&source.text, Place { id, offset: 0 }, "", &mut parsed);
    parsed
}

/// The JSON form of an engagement: what [`parse_json`] reads. Facts come in the order of their names.
pub fn to_json(engagement: &Engagement) -> serde_json::Value {
    // The derives hold no map with other than string keys, so nothing of it can fail.
    let mut value = serde_json::to_value(engagement).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.extend(engagement.extra.iter().cloned());
    }
    value
}

/// Reads one row; `row` is empty where the whole text is one.
fn read(text: &str, place: Place, row: &str, parsed: &mut Parsed) {
    match fast::read(text, place) {
        Some(engagement) => parsed.file.engagements.push(engagement),
        None => plain::read(text, place, row, parsed),
    }
}

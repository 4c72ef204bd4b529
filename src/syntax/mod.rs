//! What was written; knows nothing of meaning.
//!
//! ```text
//!   bytes ─decode─▶ text ─scan─▶ cleaned text ─grammar─▶ pairs ─parser─▶ File
//!                    └─ problems ─┴──────── problems ──────┴─ recover ─▶ problems
//! ```
//!
//! Parsing never fails as a whole: what cannot be read is reported at its place, and everything around it is kept. Every span
//! lies in the text as the user wrote it. Inputs are not trusted; [`limits`] holds all bounds.

pub mod ast;
mod brackets;
mod decode;
pub mod format;
mod grammar;
mod json;
pub mod limits;
mod parser;
mod recover;
mod refused;
mod scan;
mod trivia;
mod words;

pub use decode::{decode, decode_at};
pub use json::{engagement_schema, parse_json, parse_row, parse_row_fast, parse_row_plain, pointer_at, to_json};
pub use refused::{TOO_LARGE, refused};
pub use trivia::{Comment, Trivia};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, SourceId};

/// The codes of this stage.
pub static CODES: &[&Code] = &[
    &decode::ENCODING,
    &json::JSON_DUPLICATE_KEY,
    &json::JSON_MISSING_KEY,
    &json::JSON_SYNTAX,
    &json::JSON_UNKNOWN_KEY,
    &json::JSON_WRONG_TYPE,
    &parser::ASSIGNMENT_IN_CONDITION,
    &parser::BAD_TEXT,
    &parser::CHAINED_COMPARISON,
    &parser::DANGLING_DOC,
    &parser::DUPLICATE_FIELD,
    &parser::UNCLOSED_BLOCK,
    &recover::SYNTAX_ERROR,
    &refused::CONTROL_CHARACTER,
    &refused::FULL_WIDTH,
    &refused::TOO_DEEP,
    &refused::TOO_LARGE,
];

/// A text, read.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// What could be read.
    pub file: ast::File,
    /// What could not, in the order of the text.
    pub problems: Vec<Diagnostic>,
    /// Comments and blank lines.
    pub trivia: Trivia,
}

/// Reads a policy file.
///
/// ```
/// use buntan::source::{Source, Sources};
///
/// let mut sources = Sources::default();
/// let id = sources.add(Source::new("a.buntan", "engagement \"市民病院\" { party A vendor }"));
/// let parsed = buntan::syntax::parse(id, sources.get(id));
/// assert!(parsed.problems.is_empty());
/// assert_eq!(parsed.file.engagements[0].parties[0].name.text, "A");
/// ```
pub fn parse(id: SourceId, source: &Source) -> Parsed {
    if let Some(problem) = refused::file_size(id, source.text.len()) {
        return Parsed { problems: vec![problem], ..Parsed::default() };
    }
    let mut scanned = scan::scan(id, &source.text);
    let brackets = brackets::count(&scanned.text);
    let mut problems = std::mem::take(&mut scanned.problems);
    let file = match brackets.too_deep {
        Some(at) => {
            problems.push(refused::too_deep(scanned.span(at, at + 1)));
            ast::File::default()
        }
        None => {
            let (file, more) = parser::file(&scanned, &brackets);
            problems.extend(more);
            file
        }
    };
    problems.sort_by_key(|problem| problem.primary.as_ref().map(|primary| primary.span));
    problems.truncate(limits::MAX_PROBLEMS);
    Parsed { file, problems, trivia: scanned.trivia }
}

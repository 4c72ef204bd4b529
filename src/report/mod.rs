//! From an answer to what a reader sees.
//!
//! ```text
//! answer ─▶ Document ─▶ text · short · json · markdown · html · csv · xlsx
//!           (blocks of  (a writer picks the language,
//!            ja/en)      the colours and the width)
//! ```
//!
//! A [`Document`] knows no format and no language. A writer never asks the engine anything. Whatever a writer puts on a
//! terminal went through [`safe`], so that no text of an input can move the cursor or reverse the reading order.

mod csv;
mod diagnostics;
mod document;
pub mod html;
mod ink;
mod inline;
mod json;
mod markdown;
mod prose;
mod safe;
mod sheets;
mod short;
mod text;
mod xlsx;

use std::io;
use std::path::Path;

pub use document::{Align, Block, Column, Document, Failure, Table, Tree};
pub use inline::{Inline, IntoText, Style};
pub use json::diagnostic as diagnostic_json;
pub use prose::prose;
pub use safe::safe;

use crate::diagnostic::Lang;
use crate::source::Sources;

/// How a document is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: headings, tables, trees, sources with carets.
    #[default]
    Human,
    /// One line per problem, row or entry, for editors and for `grep`.
    Short,
    /// For programs: both languages, no width, no colour.
    Json,
    /// For pages: Markdown with tables.
    Markdown,
    /// For browsers: one page in one file.
    Html,
    /// For spreadsheets, as text: the tables.
    Csv,
    /// For Excel: a sheet for each table.
    Xlsx,
}

impl Format {
    /// The form of a name, as `--format` has it and as files end.
    ///
    /// ```
    /// use buntan::report::Format;
    /// assert_eq!(Format::named("xlsx"), Some(Format::Xlsx));
    /// assert_eq!(Format::named("txt"), None);
    /// ```
    pub fn named(name: &str) -> Option<Format> {
        Some(match name {
            "human" => Format::Human,
            "short" => Format::Short,
            "json" => Format::Json,
            "md" => Format::Markdown,
            "html" => Format::Html,
            "csv" => Format::Csv,
            "xlsx" => Format::Xlsx,
            _ => return None,
        })
    }

    /// The form of a file of this name.
    pub fn of_file(path: &Path) -> Option<Format> {
        Format::named(&path.extension()?.to_str()?.to_ascii_lowercase())
    }
}

/// What a writer needs to know of its reader.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The form.
    pub format: Format,
    /// The language of words; severities stay English.
    pub lang: Lang,
    /// ANSI colours or none.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { format: Format::Human, lang: Lang::En, color: false, width: 100 }
    }
}

/// Writes a document in one go; `sources` are the texts its problems point at.
pub fn write(document: &Document, sources: &Sources, options: &Options, out: &mut dyn io::Write) -> io::Result<()> {
    let written = match options.format {
        Format::Human => text::write(document, sources, options).into(),
        Format::Short => short::write(document, sources, options).into(),
        Format::Json => json::write(document, sources)?.into(),
        Format::Markdown => markdown::write(document, sources, options).into(),
        Format::Html => html::write(document, sources, options).into(),
        Format::Csv => csv::write(document, &short::write(document, sources, options), options)?,
        Format::Xlsx => xlsx::write(document, sources, options)?,
    };
    out.write_all(&written)
}

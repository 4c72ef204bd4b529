//! What is wrong, for build servers: SARIF, JUnit, annotations of GitHub. One language each, without times, so that the same
//! texts give the same bytes.

mod github;
mod junit;
mod reported;
mod sarif;

pub use github::github;
pub use junit::junit;
pub use sarif::sarif;

use super::checked::Checked;
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::Sources;

/// What a build server is told of.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// All texts.
    pub sources: &'a Sources,
    /// The engagements that were judged.
    pub checked: &'a [Checked<'a>],
    /// The names of those that could not be.
    pub skipped: &'a [String],
    /// What is wrong with the texts themselves.
    pub problems: &'a [Diagnostic],
    /// The language of words.
    pub lang: Lang,
    /// From which weight on a finding fails a build; none means that none does.
    pub limit: Option<Severity>,
}

/// A name of a file as build servers know it: relative to the folder of the project, if it is.
fn file(name: &str) -> &str {
    name.strip_prefix("./").unwrap_or(name)
}

//! The one list of all codes, each declared beside what finds it.

use crate::diagnostic::Code;
use crate::{answers, check, findings, forms, model, syntax, workspace};

/// The codes of each stage, in the order of the stages.
static STAGES: &[&[&Code]] = &[
    syntax::CODES,
    model::CODES,
    check::CODES,
    findings::CODES,
    findings::WAIVER_CODES,
    &answers::TEST_CODES,
    &workspace::CODES,
    &workspace::FILE_CODES,
    &forms::CODES,
];

/// All codes by name.
pub fn all() -> Vec<&'static Code> {
    let mut codes: Vec<&'static Code> = STAGES.iter().copied().flatten().copied().collect();
    codes.sort_by_key(|code| code.name);
    codes
}

/// The code of a name.
pub fn find(name: &str) -> Option<&'static Code> {
    STAGES.iter().copied().flatten().copied().find(|code| code.name == name)
}

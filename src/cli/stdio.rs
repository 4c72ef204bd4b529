//! Everything a command touches outside of its arguments.

use std::io::{Read, Write};
use std::path::PathBuf;

use jiff::civil::Date;

/// The surroundings of one run, given by the caller so that tests need no process.
pub struct Stdio<'a> {
    /// What `-` reads.
    pub stdin: &'a mut dyn Read,
    /// Where answers go.
    pub stdout: &'a mut dyn Write,
    /// Where failures go.
    pub stderr: &'a mut dyn Write,
    /// Whether a person sees `stdout` at once.
    pub stdout_is_terminal: bool,
    /// Whether a person sees `stderr` at once.
    pub stderr_is_terminal: bool,
    /// Columns of the terminal, if there is one and it told.
    pub width: Option<usize>,
    /// Looks up an environment variable.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// Today in Japan.
    pub today: Date,
    /// What relative paths are relative to.
    pub current_dir: PathBuf,
    /// Whether the process ends with this run: then all memory goes back at once, and not piece by piece.
    pub is_last: bool,
}

impl Stdio<'_> {
    /// An environment variable that is set and not empty.
    pub fn env(&self, name: &str) -> Option<String> {
        (self.env)(name).filter(|value| !value.is_empty())
    }
}

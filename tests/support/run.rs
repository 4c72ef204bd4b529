//! A command as it is typed in a folder.

use std::ffi::OsString;
use std::path::Path;

use buntan::cli::{self, ExitStatus, Stdio};
use jiff::civil::date;

/// What becomes of a line: its status, and what it prints to either output.
pub fn run(folder: &Path, line: &str, stdin: &[u8]) -> (ExitStatus, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut io = Stdio {
        stdin: &mut &stdin[..],
        stdout: &mut out,
        stderr: &mut err,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        width: None,
        env: &|_| None,
        today: date(2026, 10, 1),
        current_dir: folder.to_owned(),
    };
    let args = std::iter::once("buntan").chain(line.split_whitespace()).map(OsString::from);
    let status = cli::run(args, &mut io);
    (status, String::from_utf8(out).expect("UTF-8"), String::from_utf8(err).expect("UTF-8"))
}

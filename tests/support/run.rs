//! A command as it is typed in a folder.

use std::ffi::OsString;
use std::path::Path;

use buntan::cli::{self, ExitStatus, Stdio};
use jiff::civil::date;

/// Around a command: whether its outputs are a terminal, how wide, and the environment.
pub struct Around<'a> {
    pub is_terminal: bool,
    pub width: Option<usize>,
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

impl Default for Around<'_> {
    fn default() -> Self {
        Around { is_terminal: false, width: None, env: &|_| None }
    }
}

/// What becomes of a line: its status, and the bytes and the words that it prints to its outputs.
pub fn typed(folder: &Path, line: &str, stdin: &[u8], around: &Around) -> (ExitStatus, Vec<u8>, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut io = Stdio {
        stdin: &mut &stdin[..],
        stdout: &mut out,
        stderr: &mut err,
        stdout_is_terminal: around.is_terminal,
        stderr_is_terminal: around.is_terminal,
        width: around.width,
        env: around.env,
        today: date(2026, 10, 1),
        current_dir: folder.to_owned(),
        is_last: false,
    };
    let args = std::iter::once("buntan").chain(line.split_whitespace()).map(OsString::from);
    let status = cli::run(args, &mut io);
    (status, out, String::from_utf8(err).expect("UTF-8"))
}

/// The same of a line that prints words, nowhere in particular.
#[allow(dead_code, reason = "some tests type all of their lines somewhere in particular")]
pub fn run(folder: &Path, line: &str, stdin: &[u8]) -> (ExitStatus, String, String) {
    let (status, out, err) = typed(folder, line, stdin, &Around::default());
    (status, String::from_utf8(out).expect("UTF-8"), err)
}

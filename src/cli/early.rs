//! What must be known before the arguments are parsed, because parsing may fail: the language and the colours of the message.

use std::ffi::OsString;

use super::stdio::Stdio;
use crate::diagnostic::Lang;

/// Language and colours of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Early {
    pub(super) lang: Lang,
    pub(super) color_stdout: bool,
    pub(super) color_stderr: bool,
}

impl Early {
    /// Reads the raw arguments, then the environment.
    pub(super) fn scan(args: &[OsString], io: &Stdio<'_>) -> Self {
        let color = value_of("--color", args);
        let quiet = io.env("NO_COLOR").is_some() || io.env("TERM").as_deref() == Some("dumb");
        let colored = |is_terminal: bool| match color {
            Some("always") => true,
            Some("never") => false,
            _ => is_terminal && !quiet,
        };
        Early {
            lang: lang(args, io),
            color_stdout: colored(io.stdout_is_terminal),
            color_stderr: colored(io.stderr_is_terminal),
        }
    }
}

fn lang(args: &[OsString], io: &Stdio<'_>) -> Lang {
    match value_of("--lang", args) {
        Some("ja") => Lang::Ja,
        Some("en") => Lang::En,
        // The first that is set decides, as everywhere in POSIX.
        _ => match ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| io.env(name)) {
            Some(locale) if locale.starts_with("ja") => Lang::Ja,
            _ => Lang::En,
        },
    }
}

/// The value of `--name VALUE` or `--name=VALUE` before any `--`.
fn value_of<'a>(name: &str, args: &'a [OsString]) -> Option<&'a str> {
    let mut args = args.iter().skip(1).filter_map(|arg| arg.to_str()).take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        if arg == name {
            return args.next();
        }
        if let Some(value) = arg.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            return Some(value);
        }
    }
    None
}

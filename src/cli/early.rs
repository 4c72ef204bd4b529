//! What must be known before the arguments are parsed, because parsing may fail: the language and the colours of the message, and
//! whether a program reads it.

use std::ffi::OsString;
use std::path::PathBuf;

use super::stdio::Stdio;
use crate::diagnostic::Lang;
use crate::syntax::limits;
use crate::workspace;
use crate::world::{DiskWorld, World};

/// Language, colours and reader of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Early {
    pub(super) lang: Lang,
    pub(super) color_stdout: bool,
    pub(super) color_stderr: bool,
    /// A program reads what is written to standard output, and expects JSON there also where there is no answer. The rows of a batch
    /// have a form of their own.
    pub(super) json: bool,
}

impl Early {
    /// Reads the raw arguments, then the settings of the project, then the environment.
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
            json: value_of("--format", args) == Some("json")
                && ["-o", "--output"].iter().all(|it| value_of(it, args).is_none())
                && args.get(1).is_none_or(|it| it != "batch"),
        }
    }
}

fn lang(args: &[OsString], io: &Stdio<'_>) -> Lang {
    match value_of("--lang", args) {
        Some("ja") => Lang::Ja,
        Some("en") => Lang::En,
        _ => lang_of_project(args, io).unwrap_or_else(|| lang_of_locale(io)),
    }
}

/// The language of the project of the first path that is named and has one, else of the current folder.
fn lang_of_project(args: &[OsString], io: &Stdio<'_>) -> Option<Lang> {
    let named = args.iter().skip(1).map(PathBuf::from).filter(|it| io.current_dir.join(it).exists());
    named.chain([PathBuf::from(".")]).find_map(|path| {
        let world = DiskWorld::new(&io.current_dir, &[path]);
        let bytes = world.read(&world.project_file()?, limits::MAX_FILE).ok()?;
        workspace::lang_of(&String::from_utf8_lossy(&bytes))
    })
}

fn lang_of_locale(io: &Stdio<'_>) -> Lang {
    // The first that is set decides, as everywhere in POSIX.
    match ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| io.env(name)) {
        Some(locale) if locale.starts_with("ja") => Lang::Ja,
        _ => Lang::En,
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

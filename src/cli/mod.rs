//! The command line: arguments in, one call of the engine, a document out.
//!
//! Nothing here decides anything about policies. All surroundings (streams, environment, date, folder) are parameters of
//! [`run`], so that tests run in-process.

mod batch;
mod bundle;
mod catalogue;
mod check;
mod code;
mod completions;
mod context;
mod convert;
mod coverage;
mod diff;
mod early;
mod explain;
mod export;
mod files;
mod fmt;
mod graph;
mod guide;
mod help;
mod import;
mod init;
mod kept;
mod matrix;
mod mistake;
mod named;
mod open;
mod parser;
mod report;
mod schema;
mod stdio;
mod suggest;
mod table;
mod test;
mod timeline;
mod verify;
mod what_if;
mod why_not;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::error::ErrorKind;

pub use context::{Context, Stop};
pub use stdio::Stdio;
pub use table::{Arg, COMMANDS, Command, Example, GLOBALS, Shape, Words};

use crate::report::{Document, Failure, Format, Options, write};
use crate::source::Sources;
use crate::text;
use early::Early;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: done, and nothing that the user asked to be told of.
    Clean,
    /// 1: done, and there are findings.
    Findings,
    /// 3: done, but for some rows of a batch that could not be read.
    Incomplete,
    /// 2: no answer: the command line, an input or the system stood in the way.
    Failed,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        ExitCode::from(match status {
            ExitStatus::Clean => 0,
            ExitStatus::Findings => 1,
            ExitStatus::Failed => 2,
            ExitStatus::Incomplete => 3,
        })
    }
}

/// What a command gives back.
pub type Outcome = Result<ExitStatus, Stop>;

/// Runs one command line; the first argument is the name of the program.
pub fn run(args: impl IntoIterator<Item = OsString>, io: &mut Stdio<'_>) -> ExitStatus {
    let args: Vec<OsString> = args.into_iter().collect();
    let early = Early::scan(&args, io);
    let options = options(early, io);
    let outcome = dispatch(&args, options, io).and_then(|status| {
        io.stdout.flush()?;
        Ok(status)
    });
    let failure = match outcome {
        Ok(status) => return status,
        // Whoever read the output has seen enough: `buntan … | head`.
        Err(Stop::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => return ExitStatus::Clean,
        Err(Stop::Io(error)) => {
            Failure::new(text!("出力を書き込めません: {error}", "the output cannot be written: {error}"))
        }
        Err(Stop::Failed(failure)) => failure,
    };
    let said = Document::new().failure(failure);
    if early.json {
        let options = Options { format: Format::Json, color: false, ..options };
        let _ = write(&said, &Sources::default(), &options, io.stdout).and_then(|()| io.stdout.flush());
    }
    let options = Options { color: early.color_stderr, ..options };
    // There is nowhere left to tell that stderr is gone.
    let _ = write(&said, &Sources::default(), &options, io.stderr).and_then(|()| io.stderr.flush());
    ExitStatus::Failed
}

fn options(early: Early, io: &Stdio<'_>) -> Options {
    let fallback = if io.stdout_is_terminal { 80 } else { 100 };
    Options {
        lang: early.lang,
        color: early.color_stdout,
        width: io.width.unwrap_or(fallback).clamp(40, 400),
        ..Options::default()
    }
}

fn dispatch(args: &[OsString], options: Options, io: &mut Stdio<'_>) -> Outcome {
    let matches = match parser::parser(options.lang).try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(error) if error.kind() == ErrorKind::DisplayVersion => {
            writeln!(io.stdout, "buntan {}", env!("CARGO_PKG_VERSION"))?;
            return Ok(ExitStatus::Clean);
        }
        // The help that clap knows is the name of the command.
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            return help::show(error.render().to_string().trim(), options, io);
        }
        Err(error) => return Err(mistake::mistake(&error, args).into()),
    };
    match matches.subcommand() {
        Some((name, matches)) => match table::find(name) {
            Some(command) => (command.run)(&mut Context::new(io, matches, options, command.args)?),
            None => help::show(parser::OVERVIEW, options, io),
        },
        // No command is a question, but nothing was done.
        None => help::show(parser::OVERVIEW, options, io).map(|_| ExitStatus::Failed),
    }
}

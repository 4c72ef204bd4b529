//! What a command is given: its arguments, its surroundings, and one way to answer.

use std::cell::OnceCell;
use std::ffi::OsStr;
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::ArgMatches;
use clap::parser::ValueSource;
use jiff::civil::Date;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::files::put;
use super::stdio::Stdio;
use super::table::Arg;
use crate::diagnostic::Lang;
use crate::report::{self, Document, Failure, Format, Options};
use crate::source::Sources;
use crate::text;

/// Why a command ended without an answer.
#[derive(Debug)]
pub enum Stop {
    /// Something to tell the user; exit status 2.
    Failed(Failure),
    /// The output could not be written.
    Io(io::Error),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Stop::Failed(failure)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Io(error)
    }
}

/// More than any machine has; a larger number is a slip.
const MAX_THREADS: usize = 1024;

/// One run of one command.
pub struct Context<'a, 'io> {
    /// The surroundings.
    pub io: &'a mut Stdio<'io>,
    /// How answers are written.
    pub options: Options,
    /// `--threads`; none means as many as there are cores.
    pub threads: Option<NonZeroUsize>,
    /// `--output`, of commands that have none of their own: where the answer goes instead of standard output.
    output: Option<PathBuf>,
    matches: &'a ArgMatches,
    /// Started when it is first needed, and once: every thread costs memory of its own.
    pool: OnceCell<Rc<ThreadPool>>,
}

/// How files end in which text is expected, or what one command writes.
const ENDINGS: [&str; 15] = [
    "txt", "text", "log", "out", "htm", "sarif", "xml", "svg", "dot", "gv", "mmd", "mermaid", "buntan", "diff", "patch",
];

/// Refuses a file whose ending promises what is not written.
fn knows(path: &Path) -> Result<(), Failure> {
    match ending(path) {
        Some(ending) if !ENDINGS.contains(&ending.as_str()) => Err(Failure::new(text!(
            "`.{ending}` の形では書けません",
            "nothing is written in the form of `.{ending}`"
        ))
        .help(text!(
            "ファイル名の終わりを `.html`、`.xlsx`、`.csv`、`.md`、`.json`、`.txt` のいずれかにするか、`--format` で形を指定してください",
            "end it in `.html`, `.xlsx`, `.csv`, `.md`, `.json` or `.txt`, or say `--format`"
        ))),
        Some(_) | None => Ok(()),
    }
}

/// How a file ends, in small letters.
fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// Bytes of stack of a thread: one that waits for others takes on more work on top of its own.
const STACK: usize = 16 << 20;

impl<'a, 'io> Context<'a, 'io> {
    /// Reads the options that every command takes.
    pub(super) fn new(
        io: &'a mut Stdio<'io>,
        matches: &'a ArgMatches,
        options: Options,
        own: &[Arg],
    ) -> Result<Self, Failure> {
        let mut context = Context { io, options, threads: None, output: None, matches, pool: OnceCell::new() };
        if own.iter().all(|arg| arg.name != "output") {
            context.output = context.values("output").first().map(PathBuf::from);
        }
        let of_file = context.output.as_deref().and_then(Format::of_file);
        context.options.format = match (context.word("format")?, &context.output) {
            (Some(word), _) => Format::named(word),
            (None, Some(path)) if of_file.is_none() => {
                knows(path)?;
                None
            }
            (None, _) => of_file,
        }
        .unwrap_or_default();
        context.threads = context.number("threads")?;
        Ok(context)
    }

    /// As many threads as `--threads` says.
    pub(super) fn pool(&self) -> Result<Rc<ThreadPool>, Stop> {
        if let Some(pool) = self.pool.get() {
            return Ok(pool.clone());
        }
        let threads = self.threads.map_or(0, NonZeroUsize::get);
        // This thread is one of them: a start is mostly over before another would have begun. Where it belongs to a pool already,
        // as it does to whoever runs several commands in one process, it waits for its own.
        let builder = || ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
        let pool = builder().use_current_thread().build().or_else(|_| builder().build()).map_err(|error| {
            Failure::new(text!("スレッドを起動できません：{error}", "threads cannot be started: {error}"))
        })?;
        Ok(self.pool.get_or_init(|| Rc::new(pool)).clone())
    }

    /// The language of this run.
    pub fn lang(&self) -> Lang {
        self.options.lang
    }

    /// Writes an answer.
    pub fn show(&mut self, document: &Document, sources: &Sources) -> Result<(), Stop> {
        let mut written = Vec::new();
        let color = self.options.color && self.output.is_none();
        report::write(document, sources, &Options { color, ..self.options }, &mut written)?;
        self.put(&written, sources)
    }

    /// Writes what an answer is made of: to standard output, or to the file of `--output`, which appears when it is whole. Nothing is
    /// written over what was read, nor onto a terminal what that cannot show.
    pub(super) fn put(&mut self, bytes: &[u8], sources: &Sources) -> Result<(), Stop> {
        let Some(path) = &self.output else {
            if self.io.stdout_is_terminal && std::str::from_utf8(bytes).is_err() {
                let headline = text!("この形は画面に表示できません", "a terminal cannot show this form");
                let help = text!("`-o ファイル` でファイルに書きます", "write it to a file with `-o FILE`");
                return Err(Failure::new(headline).help(help).into());
            }
            return Ok(self.io.stdout.write_all(bytes)?);
        };
        put(path, &self.io.current_dir.join(path), self.read(sources).into_iter(), bytes)
    }

    /// The files that were read: the sources, and whatever else was named on the command line, which was read as well or is to stay.
    pub(super) fn read(&self, sources: &Sources) -> Vec<PathBuf> {
        let read = sources.iter().map(|it| self.io.current_dir.join(&it.name));
        let others = self.matches.ids().map(|id| id.as_str()).filter(|id| *id != "output");
        let named = others.flat_map(|id| self.values(id)).map(|it| self.io.current_dir.join(it));
        read.chain(named).collect()
    }

    /// The form of a name of its own that an option has, or in which the file of `--output` ends.
    pub(super) fn form(&self, option: &str, endings: &[(&str, &'static str)]) -> Result<Option<&'a str>, Failure> {
        if let Some(word) = self.word(option)? {
            return Ok(Some(word));
        }
        let ending = self.output.as_deref().and_then(ending);
        Ok(endings.iter().find(|(it, _)| Some(*it) == ending.as_deref()).map(|(_, form)| *form))
    }

    /// Whether the answer goes to a file.
    pub(super) fn has_output(&self) -> bool {
        self.output.is_some()
    }

    /// All values of an argument, as the user gave them.
    pub fn values(&self, name: &str) -> Vec<&'a OsStr> {
        match self.matches.try_get_raw(name) {
            Ok(Some(values)) => values.collect(),
            Ok(None) | Err(_) => Vec::new(),
        }
    }

    /// The value of an argument that is a word.
    pub fn word(&self, name: &str) -> Result<Option<&'a str>, Failure> {
        let Some(value) = self.values(name).first().copied() else { return Ok(None) };
        match value.to_str() {
            Some(word) => Ok(Some(word)),
            None => {
                let seen = value.to_string_lossy();
                Err(Failure::new(text!(
                    "`{name}` の値 `{seen}` は UTF-8 ではありません",
                    "the value `{seen}` of `{name}` is not UTF-8"
                )))
            }
        }
    }

    /// Whether a switch was given.
    pub fn switch(&self, name: &str) -> bool {
        self.matches.try_contains_id(name).is_ok_and(|known| known)
            && self.matches.value_source(name) == Some(ValueSource::CommandLine)
    }

    /// The value of an option that is a day.
    pub fn date(&self, name: &str) -> Result<Option<Date>, Failure> {
        let Some(word) = self.word(name)? else { return Ok(None) };
        let wrong = || {
            Failure::new(text!(
                "`--{name}` の値 `{word}` は日付ではありません",
                "the value `{word}` of `--{name}` is not a date"
            ))
            .help(text!("年-月-日の形で書いてください: `2026-04-01`", "write year-month-day: `2026-04-01`"))
        };
        // jiff reads more than a day (times, `20260401`); a policy file does not, and both should look the same.
        let is_day = word.len() == 10 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if !is_day {
            return Err(wrong());
        }
        word.parse().map(Some).map_err(|_| wrong())
    }

    fn number(&self, name: &str) -> Result<Option<NonZeroUsize>, Failure> {
        let Some(word) = self.word(name)? else { return Ok(None) };
        let number = word.parse().ok().filter(|it: &NonZeroUsize| it.get() <= MAX_THREADS);
        number.map(Some).ok_or_else(|| {
            Failure::new(text!(
                "`--{name}` の値 `{word}` は1以上{MAX_THREADS}以下の整数ではありません",
                "the value `{word}` of `--{name}` is not a whole number from 1 to {MAX_THREADS}"
            ))
            .help(text!("例: `--{name} 4`", "for example `--{name} 4`"))
        })
    }
}

//! The table of commands and options: the parser, the help in both languages and the shell completions are made from it.
//!
//! To add a command: write `cli/<command>.rs` with its row and its function, and list the row in [`COMMANDS`].

use super::context::Context;
use super::{
    Outcome, batch, bundle, catalogue, check, code, completions, convert, coverage, diff, explain, export, fmt, graph,
    guide, help, import, init, matrix, report, schema, suggest, test, timeline, verify, what_if, why_not,
};

/// Words of the table, `(ja, en)`.
pub type Words = (&'static str, &'static str);

/// One command.
#[derive(Debug)]
pub struct Command {
    /// `check`
    pub name: &'static str,
    /// One line, no final period.
    pub about: Words,
    /// Paragraphs with an empty line between them; may be empty.
    pub long: Words,
    /// Its arguments and options.
    pub args: &'static [Arg],
    /// At least one.
    pub examples: &'static [Example],
    /// What it does.
    pub run: fn(&mut Context<'_, '_>) -> Outcome,
}

/// A command line worth copying.
#[derive(Debug)]
pub struct Example {
    /// `buntan code unowned`
    pub line: &'static str,
    /// What it does.
    pub shows: Words,
}

/// One argument or option.
#[derive(Debug)]
pub struct Arg {
    /// `at` for `--at`; for a position, what stands in the usage line: `PATH`.
    pub name: &'static str,
    /// Its form.
    pub shape: Shape,
    /// One line or more, no final period.
    pub about: Words,
}

/// The form of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Stands by its place.
    Position {
        /// Whether it may be left out.
        required: bool,
        /// Whether there may be several.
        many: bool,
        /// All values there are; none means any.
        values: &'static [&'static str],
    },
    /// `--name VALUE`
    Value(&'static str),
    /// `--name VALUE`, with a short form.
    Short(char, &'static str),
    /// `--name VALUE`, as often as wanted.
    Values(&'static str),
    /// `--name a|b`, with the default.
    OneOf(&'static [&'static str], Option<&'static str>),
    /// `--name`, with a short form.
    Switch(Option<char>),
}

/// All commands, in the order of the help.
pub static COMMANDS: &[&Command] = &[
    &init::COMMAND,
    &check::COMMAND,
    &report::COMMAND,
    &verify::COMMAND,
    &explain::COMMAND,
    &why_not::COMMAND,
    &matrix::COMMAND,
    &timeline::COMMAND,
    &coverage::COMMAND,
    &suggest::COMMAND,
    &batch::COMMAND,
    &what_if::COMMAND,
    &diff::COMMAND,
    &graph::COMMAND,
    &export::COMMAND,
    &import::COMMAND,
    &test::COMMAND,
    &fmt::COMMAND,
    &catalogue::COMMAND,
    &bundle::COMMAND,
    &convert::COMMAND,
    &guide::COMMAND,
    &code::COMMAND,
    &schema::COMMAND,
    &completions::COMMAND,
    &help::COMMAND,
];

/// The options that every command takes.
pub static GLOBALS: &[Arg] = &[
    Arg {
        name: "lang",
        shape: Shape::OneOf(&["ja", "en"], None),
        about: ("出力の言語。指定がなければ環境の言語", "Language of the output; otherwise that of the environment"),
    },
    Arg {
        name: "format",
        shape: Shape::OneOf(&["human", "short", "json", "md", "html", "csv", "xlsx"], Some("human")),
        about: (
            "出力の形。short は1件1行、json は機械用、md と html はそのまま載せられるページ、csv と xlsx は表計算用。省くと `-o` の拡張子による",
            "Form of the output; short is one line each, json is for programs, md and html are pages, csv and xlsx are for spreadsheets. Otherwise as the file of `-o` ends",
        ),
    },
    Arg {
        name: "output",
        shape: Shape::Short('o', "FILE"),
        about: ("標準出力でなく、このファイルに書く", "Write to this file instead of standard output"),
    },
    Arg {
        name: "color",
        shape: Shape::OneOf(&["auto", "always", "never"], Some("auto")),
        about: (
            "色を付けるか。auto は端末だけ。環境変数 NO_COLOR があれば付けない",
            "Colours; auto means on a terminal only, and not with NO_COLOR",
        ),
    },
    Arg {
        name: "threads",
        shape: Shape::Value("N"),
        about: ("使うスレッドの数。結果は変わらない", "Number of threads; never changes a result"),
    },
    Arg { name: "help", shape: Shape::Switch(Some('h')), about: ("この説明を表示する", "Show this page") },
    Arg { name: "version", shape: Shape::Switch(Some('V')), about: ("版を表示する", "Show the version") },
];

/// The row of a command.
pub fn find(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().copied().find(|command| command.name == name)
}

impl Arg {
    /// As written in a usage line: `PATH…`, `[NAME]`, `--at DATE`.
    pub fn usage(&self) -> String {
        let name = self.name;
        match self.shape {
            Shape::Position { required: true, many: true, .. } => format!("{name}…"),
            Shape::Position { required: true, many: false, .. } => name.to_owned(),
            Shape::Position { required: false, many: true, .. } => format!("[{name}…]"),
            Shape::Position { required: false, many: false, .. } => format!("[{name}]"),
            Shape::Value(value) => format!("--{name} {value}"),
            Shape::Short(short, value) => format!("-{short}, --{name} {value}"),
            Shape::Values(value) => format!("--{name} {value}…"),
            Shape::OneOf(values, _) => format!("--{name} {}", values.join("|")),
            Shape::Switch(Some(short)) => format!("-{short}, --{name}"),
            Shape::Switch(None) => format!("--{name}"),
        }
    }

    /// The options that every command takes, but for those of which a command has its own.
    pub fn globals(own: &'static [Arg]) -> impl Iterator<Item = &'static Arg> {
        GLOBALS.iter().filter(|global| own.iter().all(|arg| arg.name != global.name))
    }

    /// Whether it stands by its place.
    pub fn is_position(&self) -> bool {
        matches!(self.shape, Shape::Position { .. })
    }
}

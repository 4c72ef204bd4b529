//! The table as a parser. clap gets no wording of its own: a help page is only the name of its command, which `help.rs` draws.

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, value_parser};

use super::table::{Arg, COMMANDS, Command, GLOBALS, Shape, Words};
use crate::diagnostic::Lang;

/// The name under which the page of all commands is asked for.
pub(super) const OVERVIEW: &str = "buntan";

/// The parser; the language matters only to shell completions.
pub(super) fn parser(lang: Lang) -> clap::Command {
    let root = bare(OVERVIEW).args(GLOBALS.iter().map(|row| arg(row, lang).global(true)));
    root.subcommands(COMMANDS.iter().map(|row| command(row, lang)))
}

fn command(row: &Command, lang: Lang) -> clap::Command {
    bare(row.name).about(pick(row.about, lang)).args(row.args.iter().map(|row| arg(row, lang)))
}

fn bare(name: &'static str) -> clap::Command {
    clap::Command::new(name)
        .override_help(name)
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
}

fn arg(row: &Arg, lang: Lang) -> clap::Arg {
    let arg = clap::Arg::new(row.name).help(pick(row.about, lang));
    let any = value_parser!(OsString);
    match row.shape {
        Shape::Position { required, many, values } => {
            let arg = arg.value_name(row.name).required(required);
            let arg = if many { arg.action(ArgAction::Append).num_args(1..) } else { arg.action(ArgAction::Set) };
            if values.is_empty() { arg.value_parser(any) } else { arg.value_parser(PossibleValuesParser::new(values)) }
        }
        Shape::Value(value) => arg.long(row.name).value_name(value).action(ArgAction::Set).value_parser(any),
        Shape::Short(short, value) => {
            arg.short(short).long(row.name).value_name(value).action(ArgAction::Set).value_parser(any)
        }
        Shape::Values(value) => {
            arg.long(row.name).value_name(value).action(ArgAction::Append).num_args(1).value_parser(any)
        }
        Shape::OneOf(values, _) => arg
            .long(row.name)
            .value_name(row.name)
            .action(ArgAction::Set)
            .value_parser(PossibleValuesParser::new(values)),
        Shape::Switch(short) => {
            let action = match row.name {
                "help" => ArgAction::Help,
                "version" => ArgAction::Version,
                _ => ArgAction::SetTrue,
            };
            let arg = arg.long(row.name).action(action);
            match short {
                Some(short) => arg.short(short),
                None => arg,
            }
        }
    }
}

/// The words in one language.
pub(super) fn pick(words: Words, lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => words.0,
        Lang::En => words.1,
    }
}

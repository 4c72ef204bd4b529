//! Mistakes in a command line, in the user's words: what clap found, without what clap says.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::table::{self, COMMANDS, Command, GLOBALS};
use crate::report::Failure;
use crate::text;

/// What is wrong with the command line, a near name, and the next step.
pub(super) fn mistake(error: &clap::Error, args: &[OsString]) -> Failure {
    let command = args.iter().skip(1).filter_map(|arg| arg.to_str()).find_map(table::find);
    let failure = describe(error, command);
    let page = match command {
        Some(command) => format!("buntan {} --help", command.name),
        None => "buntan --help".to_owned(),
    };
    failure.help(text!("使い方: `{page}`", "see `{page}`"))
}

fn describe(error: &clap::Error, command: Option<&Command>) -> Failure {
    let arg = argument(error);
    let value = string(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            unknown_command(&string(error, ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::UnknownArgument if arg.starts_with('-') => unknown_option(&arg, command),
        ErrorKind::UnknownArgument => {
            Failure::new(text!("余分な引数 `{arg}` があります", "one argument too many: `{arg}`"))
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            Failure::new(text!("`{arg}` に値がありません", "`{arg}` needs a value")).help(values(error))
        }
        ErrorKind::InvalidValue => {
            let known = strings(error, ContextKind::ValidValue);
            Failure::new(text!("`{arg}` の値 `{value}` は使えません", "`{arg}` does not take the value `{value}`"))
                .suggest(&value, known.iter().map(String::as_str))
                .help(values(error))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing: Vec<String> = strings(error, ContextKind::InvalidArg).iter().map(|arg| bare(arg)).collect();
            let (ja, en) = (missing.join("`、`"), missing.join("`, `"));
            let failure = Failure::new(text!("`{ja}` がありません", "`{en}` is missing"));
            let args = || command.iter().flat_map(|it| it.args).filter(|it| missing.iter().any(|name| name == it.name));
            args().fold(failure, |failure, arg| {
                let (name, (ja, en)) = (arg.name, arg.about);
                failure.help(text!("`{name}`：{ja}", "`{name}`: {en}"))
            })
        }
        ErrorKind::ArgumentConflict => Failure::new(text!(
            "`{arg}` が重なっているか、他の引数と一緒に使えません",
            "`{arg}` is given twice, or cannot stand beside another argument"
        )),
        ErrorKind::TooManyValues => {
            Failure::new(text!("`{arg}` は値 `{value}` を取りません", "`{arg}` takes no value `{value}`"))
        }
        ErrorKind::InvalidUtf8 => {
            Failure::new(text!("引数に UTF-8 でない文字があります", "an argument holds letters that are not UTF-8"))
        }
        // The table asks for nothing that could fail in another way.
        _ => Failure::new(text!("コマンドラインを読み取れません", "the command line cannot be understood")),
    }
}

fn unknown_command(written: &str) -> Failure {
    let failure = Failure::new(text!("`{written}` というコマンドはありません", "there is no command `{written}`"))
        .suggest(written, COMMANDS.iter().map(|command| command.name));
    let is_path = written.contains(['.', '/', '\\']);
    if is_path && table::find("check").is_some() {
        return failure.help(text!(
            "ファイルを点検するには: `buntan check {written}`",
            "to check a file: `buntan check {written}`"
        ));
    }
    failure
}

fn unknown_option(written: &str, command: Option<&Command>) -> Failure {
    let own = command.map_or(&[][..], |command| command.args);
    let known: Vec<String> =
        own.iter().chain(GLOBALS).filter(|arg| !arg.is_position()).map(|arg| format!("--{}", arg.name)).collect();
    Failure::new(text!("`{written}` というオプションはありません", "there is no option `{written}`"))
        .suggest(written, known.iter().map(String::as_str))
}

fn values(error: &clap::Error) -> crate::diagnostic::Text {
    let known = strings(error, ContextKind::ValidValue);
    if known.is_empty() {
        return text!("値を続けて書いてください", "write a value after it");
    }
    let (ja, en) = (known.join("、"), known.join(", "));
    text!("使える値: {ja}", "possible values: {en}")
}

/// The argument at fault, as the user would write it.
fn argument(error: &clap::Error) -> String {
    bare(&string(error, ContextKind::InvalidArg).unwrap_or_default())
}

/// `--color` of `--color <color>`, `PATH` of `<PATH>...`.
fn bare(arg: &str) -> String {
    let option = arg.split([' ', '=']).next().filter(|option| option.starts_with('-'));
    match option {
        Some(option) => option.to_owned(),
        None => arg.trim_end_matches("...").trim_matches(['<', '>', '[', ']']).to_owned(),
    }
}

fn string(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(value) => Some(value.clone()),
        ContextValue::Strings(values) => values.first().cloned(),
        _ => None,
    }
}

fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::Strings(values)) => values.clone(),
        Some(ContextValue::String(value)) => vec![value.clone()],
        _ => Vec::new(),
    }
}

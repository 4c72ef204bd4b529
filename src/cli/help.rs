//! Help pages, made from the table.

use super::context::Context;
use super::parser::{OVERVIEW, pick};
use super::stdio::Stdio;
use super::table::{self, Arg, COMMANDS, Command, Example, GLOBALS, Shape};
use super::{ExitStatus, Outcome};
use crate::diagnostic::Lang;
use crate::report::{self, Document, Failure, Format, Inline, Options, Style};
use crate::source::Sources;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "help",
    about: ("コマンドの説明を表示する", "Show the page of a command"),
    long: ("", ""),
    args: &[Arg {
        name: "COMMAND",
        shape: Shape::Position { required: false, many: false, values: &[] },
        about: ("コマンドの名前。省くと一覧", "Name of a command; without it all are listed"),
    }],
    examples: &[Example {
        line: "buntan help init",
        shows: ("コマンド `init` の説明を読む", "Read about the command `init`"),
    }],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let name = context.word("COMMAND")?.unwrap_or(OVERVIEW);
    let (options, io) = (context.options, &mut *context.io);
    show(name, options, io)
}

/// Writes the page of a command, or of all.
pub(super) fn show(name: &str, options: Options, io: &mut Stdio<'_>) -> Outcome {
    let page = match table::find(name) {
        Some(command) => page(command, options.lang),
        None if name == OVERVIEW => overview(),
        None => {
            let unknown = Failure::new(text!("`{name}` というコマンドはありません", "there is no command `{name}`"))
                .suggest(name, COMMANDS.iter().map(|command| command.name))
                .help(text!("一覧: `buntan help`", "`buntan help` lists all commands"));
            return Err(unknown.into());
        }
    };
    // A page is for people, whatever form the answers shall have.
    report::write(&page, &Sources::default(), &Options { format: Format::Human, ..options }, io.stdout)?;
    Ok(ExitStatus::Clean)
}

fn overview() -> Document {
    let commands = COMMANDS.iter().map(|command| (code(command.name), Inline::from(command.about)));
    let tagline = text!(
        "病院、事業者、再委託先の間で、誰も担っていない対応を見つける",
        "Finds the duty nobody carries between a hospital, its vendors and their subcontractors"
    );
    Document::new()
        .paragraph(Inline::styled(concat!("buntan ", env!("CARGO_PKG_VERSION")), Style::Strong))
        .paragraph(tagline)
        .heading(2, text!("使い方", "Usage"))
        .verbatim(usage("buntan", &["COMMAND".to_owned()]))
        .heading(2, text!("コマンド", "Commands"))
        .terms(commands)
        .heading(2, text!("共通のオプション", "Options of every command"))
        .terms(GLOBALS.iter().map(term))
        .paragraph(text!("コマンドごとの説明: `buntan help コマンド名`", "More on a command: `buntan help COMMAND`"))
}

fn page(command: &Command, lang: Lang) -> Document {
    let args: Vec<String> = command
        .args
        .iter()
        .map(|arg| if arg.is_position() { arg.usage() } else { format!("[{}]", arg.usage()) })
        .collect();
    let mut page = Document::new()
        .paragraph(command.about)
        .heading(2, text!("使い方", "Usage"))
        .verbatim(usage(&format!("buntan {}", command.name), &args));
    for paragraph in pick(command.long, lang).split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        page = page.paragraph(paragraph);
    }
    let (positions, options): (Vec<&Arg>, Vec<&Arg>) = command.args.iter().partition(|arg| arg.is_position());
    for (title, args) in [(text!("引数", "Arguments"), positions), (text!("オプション", "Options"), options)] {
        if !args.is_empty() {
            page = page.heading(2, title).terms(args.into_iter().map(term));
        }
    }
    let examples = command.examples.iter().map(|example| (code(example.line), Inline::from(example.shows)));
    page.heading(2, text!("共通のオプション", "Options of every command"))
        .terms(Arg::globals(command.args).map(term))
        .heading(2, text!("例", "Examples"))
        .terms(examples)
}

fn term(arg: &Arg) -> (Inline, Inline) {
    let about = Inline::from(arg.about);
    let about = match arg.shape {
        Shape::OneOf(_, Some(default)) => about.and(text!("（既定は {default}）", " (default: {default})"), Style::Dim),
        Shape::Position { values, .. } if !values.is_empty() => {
            about.and(format!(": {}", values.join(", ")), Style::Plain)
        }
        _ => about,
    };
    (code(&arg.usage()), about)
}

fn code(words: &str) -> Inline {
    Inline::styled(words, Style::Code)
}

fn usage(command: &str, args: &[String]) -> String {
    format!("{command} {} [--OPTION…]", args.join(" "))
}

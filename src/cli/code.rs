//! `buntan code`: the page of a code, or the list of all.

use serde_json::{Value, json};

use super::context::Context;
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::codes;
use crate::diagnostic::{Code, Severity};
use crate::report::{Document, Failure, Inline, Style, Table};
use crate::source::Sources;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "code",
    about: ("診断コードの意味、例、直し方を表示する", "Explain a code: what it says, why, an example, what to do"),
    long: (
        "点検の結果は `error[コード]: …` の形で出ます。角括弧の中のコードを渡すと、その説明を読めます。",
        "Problems are shown as `error[code]: …`. Give the code in brackets to read its page.",
    ),
    args: &[Arg {
        name: "NAME",
        shape: Shape::Position { required: false, many: false, values: &[] },
        about: ("コードの名前。省くと一覧", "Name of a code; without it all are listed"),
    }],
    examples: &[
        Example { line: "buntan code", shows: ("すべてのコードの一覧", "List all codes") },
        Example {
            line: "buntan code unowned", shows: ("コード `unowned` の説明", "The page of the code `unowned`")
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let document = match context.word("NAME")? {
        None => list(&codes::all()),
        Some(name) => match codes::find(name) {
            Some(code) => page(code),
            None => return Err(unknown(name).into()),
        },
    };
    context.show(&document, &Sources::default())?;
    Ok(ExitStatus::Clean)
}

fn unknown(name: &str) -> Failure {
    Failure::new(text!("`{name}` というコードはありません", "there is no code `{name}`"))
        .suggest(name, codes::all().iter().map(|code| code.name))
        .help(text!("一覧: `buntan code`", "`buntan code` lists all codes"))
        .help(text!(
            "ポリシーの規則（`rule`）の名前なら、根拠は `buntan explain` で表示します",
            "if it is a rule of a policy, `buntan explain` shows where it stands"
        ))
}

fn list(codes: &[&Code]) -> Document {
    let mut table = Table::new([text!("コード", "code"), text!("重さ", "severity"), text!("意味", "meaning")]);
    for code in codes {
        let name = Inline::styled(code.name, Style::Code);
        table = table.row([name, severity(code.severity), Inline::from(code.page.says)]);
    }
    Document::new().table(table).data(codes.iter().map(|code| data(code)).collect::<Vec<_>>())
}

fn page(code: &Code) -> Document {
    let title = Inline::styled(code.name, Style::Strong);
    let mut document = Document::new()
        .heading(1, title)
        .paragraph(severity(code.severity).and(": ", Style::Plain).then(code.page.says))
        .paragraph(code.page.why);
    if !code.page.example.is_empty() {
        document = document.heading(2, text!("例", "Example")).verbatim(code.page.example);
    }
    document.heading(2, text!("直し方", "What to do")).paragraph(code.page.remedy).data(data(code))
}

fn data(code: &Code) -> Value {
    let both = |(ja, en): (&str, &str)| json!({ "ja": ja, "en": en });
    json!({
        "name": code.name,
        "family": code.family,
        "severity": code.severity,
        "says": both(code.page.says),
        "why": both(code.page.why),
        "example": code.page.example,
        "remedy": both(code.page.remedy),
    })
}

fn severity(severity: Severity) -> Inline {
    let style = match severity {
        Severity::Error => Style::Error,
        Severity::Warning => Style::Warning,
        Severity::Note => Style::Note,
    };
    Inline::styled(severity.name(), style)
}

//! `buntan schema`: the form of what programs give and get.

use serde_json::json;

use super::context::Context;
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::diagnostic::Text;
use crate::report::{Document, Inline, Style, Table};
use crate::schemas::{NAMES, SCHEMAS, Schema, find};
use crate::source::Sources;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "schema",
    about: (
        "機械用の入力と出力の形（JSON Schema）を表示する",
        "Show the form of what programs give and get (JSON Schema)",
    ),
    long: (
        "名前を渡すと、その JSON Schema（draft 2020-12）をそのまま出力します。`engagement` は案件を書いた JSON の形、\
         ほかは `--format json` などの出力の形です。\
         \n\n入力や使い方に誤りがあって答えられないとき、`--format json` は標準出力に `blocks` の形で書き、標準エラーにも文で書きます（`check`・`fmt` と、`batch` の行は、自分の形のなかで示します）。",
        "With a name it prints that JSON Schema (draft 2020-12) as it is. `engagement` is the form of an engagement in JSON; the others \
         are forms of outputs, such as those of `--format json`.\
         \n\nWhere errors of an input or of usage leave a question without an answer, `--format json` prints the form `blocks` to standard \
         output, besides the words on standard error (`check`, `fmt` and the rows of `batch` tell them within their own).",
    ),
    args: &[Arg {
        name: "NAME",
        shape: Shape::Position { required: false, many: false, values: NAMES },
        about: ("スキーマの名前。省くと一覧", "Name of a schema; without it all are listed"),
    }],
    examples: &[
        Example { line: "buntan schema", shows: ("すべてのスキーマの一覧", "List all schemas") },
        Example {
            line: "buntan schema engagement > engagement.schema.json",
            shows: (
                "案件の JSON を書くプログラムやエディターのために、入力の形をファイルに書く",
                "The form of the input as a file, for an editor or a program that writes engagements",
            ),
        },
        Example {
            line: "buntan schema check",
            shows: ("`buntan check --format json` の出力の形", "The form of what `buntan check --format json` prints"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    match context.word("NAME")?.and_then(find) {
        Some(schema) => context.put(schema.text().as_bytes(), &Sources::default())?,
        // The parser lets only known names pass.
        None => context.show(&list(), &Sources::default())?,
    }
    Ok(ExitStatus::Clean)
}

fn list() -> Document {
    let mut table =
        Table::new([text!("名前", "name"), text!("コマンド", "command"), text!("何の形か", "what has this form")]);
    for it in SCHEMAS {
        let name = Inline::styled(it.name, Style::Code);
        table = table.row([name, Inline::from(it.of.join(", ")), Inline::from(it.what)]);
    }
    let data = |it: &Schema| json!({ "name": it.name, "of": it.of, "what": Text::new(it.what.0, it.what.1) });
    Document::new().table(table).data(SCHEMAS.iter().map(data).collect::<Vec<_>>())
}

//! `buntan test`: the tests in policy files.

use super::context::Context;
use super::open::{PATHS, open, problems, tested};
use super::table::{Command, Example};
use super::{ExitStatus, Outcome};
use crate::answers;
use crate::report::Failure;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "test",
    about: ("ファイルに書かれた検査（test）を実行する", "Run the `test` blocks in files"),
    long: (
        "`test` は案件に変更を加え、期待する指摘や担い手を確かめます。`at` のない検査は日本の今日で評価します。",
        "A `test` changes an engagement and says which findings and carriers must come of it. Without `at` it is judged today.",
    ),
    args: &[PATHS, super::open::AT],
    examples: &[Example {
        line: "buntan test policies/examples/city-hospital",
        shows: ("付属の例の検査を実行する", "Run the tests of the hospital that comes along"),
    }],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    if workspace.has_errors() {
        context.show(&problems(&workspace), &workspace.sources)?;
        return Ok(ExitStatus::Failed);
    }
    if workspace.tests.is_empty() {
        return Err(Failure::new(text!("検査（test）がありません", "there are no tests"))
            .help(text!("書き方：`buntan guide tests`", "how to write one: `buntan guide tests`"))
            .into());
    }
    let runs = tested(context, &workspace)?;
    context.show(&answers::test_report(&workspace.sources, &runs), &workspace.sources)?;
    let failed = runs.iter().any(|run| !run.problems.is_empty());
    Ok(if failed { ExitStatus::Findings } else { ExitStatus::Clean })
}

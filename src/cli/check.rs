//! `buntan check`: what nobody carries, and everything else that is wrong.

use super::context::Context;
use super::open::{AT, BUNDLE, FAIL_ON, FROM, PATHS, TO, fail_on, judged_over, open};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers;
use crate::diagnostic::Severity;
use crate::report::{Failure, Format};
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "check",
    about: ("案件を点検し、誰も担っていない対応などを示す", "Judge engagements: what nobody carries, and why"),
    long: (
        "ファイルに書かれた案件を基準日（または `--from`・`--to` の期間）について評価し、指摘を重い順に、根拠の場所とともに示します。\
         \n\n終了コード：0 は `--fail-on` 以上の指摘なし、1 は指摘あり、2 は入力や使い方の誤り。",
        "Judges the engagements in the files on a day (or over the days of `--from` and `--to`) and shows findings, heaviest first, \
         with the places they rest on.\
         \n\nExit status: 0 nothing at or above `--fail-on`, 1 something, 2 errors of input or usage.",
    ),
    args: &[
        PATHS,
        AT,
        FROM,
        TO,
        Arg {
            name: "account",
            shape: Shape::Switch(None),
            about: (
                "すべての責任について、期間の初日の結果（担い手、適用されない理由、決まらない理由、間隙とその指摘）も示す",
                "Also tell of every obligation what became of it on the first day: carried by whom, not applicable or undetermined by what, a gap with its finding",
            ),
        },
        FAIL_ON,
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan check policies/examples/city-hospital/before.buntan --at 2026-10-01",
            shows: ("付属の病院の例を点検する", "Judge the hospital that comes along"),
        },
        Example {
            line: "buntan check policies/examples/city-hospital/before.buntan --from 2026-04-01 --to 2036-03-31",
            shows: (
                "契約期間全体の間隙を、いつからいつまでかとともに示す",
                "All gaps of ten years, each with its days",
            ),
        },
        Example {
            line: "buntan check . --format json",
            shows: ("フォルダ全体を機械用に", "A whole folder, for programs"),
        },
        Example {
            line: "buntan check hospital.buntan --bundle ours.bundle",
            shows: (
                "`buntan bundle` でまとめた確認表で点検する",
                "Judge by catalogues that `buntan bundle` put together",
            ),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    if workspace.is_empty() {
        return Err(Failure::new(text!("評価できるものがありません", "there is nothing to judge"))
            .help(text!(
                "`.buntan`、`.json`、`.ndjson` のファイルか、それらを含むフォルダを指定してください",
                "name a `.buntan`, `.json` or `.ndjson` file, or a folder that holds some"
            ))
            .into());
    }
    let checked = judged_over(context, &workspace)?;
    let answer = if context.options.format == Format::Json { answers::check_data } else { answers::check };
    let mut document = answer(&workspace.sources, &checked, &workspace.skipped(), &workspace.problems);
    if context.switch("account") {
        document = answers::with_accounts(document, &checked);
    }
    let limit = fail_on(context, &workspace)?;
    context.show(&document, &workspace.sources)?;
    let worst = checked.iter().flat_map(|it| &it.findings).filter(|it| !it.is_waived()).map(|it| it.severity).max();
    let worst_problem = workspace.problems.iter().map(|it| it.severity).max();
    Ok(if worst_problem == Some(Severity::Error) || !workspace.skipped().is_empty() {
        ExitStatus::Failed
    } else if limit.is_some_and(|limit| worst.max(worst_problem).is_some_and(|it| it >= limit)) {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    })
}

//! `buntan diff`: two versions of engagements and catalogues.

use std::path::PathBuf;

use super::context::{Context, Stop};
use super::open::{AT, BUNDLE, ENGAGEMENT, FROM, TO, asked_days, judged_within, open_paths, problems};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::{self, Checked, Version};
use crate::report::Failure;
use crate::text;
use crate::workspace::Workspace;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "diff",
    about: (
        "二つの版の違いを示す（担い手、水準、記述、指摘、確認表）",
        "Show how two versions differ: carriers, levels, statements, findings, catalogues",
    ),
    long: (
        "古い版と新しい版（ファイルまたはフォルダ）を評価し、当事者ごとに、移った対応、担い手がいなくなった対応、新たに担う対応、\
         新たに複数で担う対応、弱まった・強まった水準や記述を、双方の場所とともに示します。続けて、契約などの宣言、指摘、確認表の違いを示します。\
         ファイル名や書く順序が変わっても違いにはなりません。\
         \n\n担い手は各版の初日で比べ、指摘は期間全体で比べます。`--at`、`--from`・`--to` は両方の版に適用され、\
         `--old-at`、`--old-from`・`--old-to` があれば古い版はその日で評価します。\
         \n\n終了コード：0 は違いなし、1 は違いあり、2 は入力や使い方の誤り。",
        "Judges an old and a new version (files or folders) and shows party by party which duties moved, were dropped, are newly carried \
         or newly shared, and which levels and statements became weaker or stronger, with the places in both; then what differs in \
         contracts and the like, in findings and in catalogues. Other names of files and another order of writing make no difference.\
         \n\nCarriers are compared on the first day of each version, findings over all days. `--at`, `--from` and `--to` are for both \
         versions; with `--old-at`, or `--old-from` and `--old-to`, the old one is judged on days of its own.\
         \n\nExit status: 0 the two are equal, 1 they differ, 2 errors of input or usage.",
    ),
    args: &[
        Arg {
            name: "OLD",
            shape: Shape::Position { required: true, many: false, values: &[] },
            about: ("古い版のファイルまたはフォルダ", "File or folder of the old version"),
        },
        Arg {
            name: "NEW",
            shape: Shape::Position { required: true, many: false, values: &[] },
            about: ("新しい版のファイルまたはフォルダ", "File or folder of the new version"),
        },
        AT,
        FROM,
        TO,
        Arg {
            name: "old-at",
            shape: Shape::Value("DATE"),
            about: (
                "古い版の基準日。省くと新しい版と同じ",
                "The day to judge the old version; otherwise that of the new one",
            ),
        },
        Arg {
            name: "old-from",
            shape: Shape::Value("DATE"),
            about: ("古い版を期間で点検するとき、その初日", "The first of several days of the old version"),
        },
        Arg {
            name: "old-to",
            shape: Shape::Value("DATE"),
            about: ("古い版を期間で点検するとき、その最終日", "The last of several days of the old version, inclusive"),
        },
        ENGAGEMENT,
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan diff policies/examples/city-hospital/before.buntan policies/examples/city-hospital/after.buntan --at 2026-10-01",
            shows: ("間隙を埋める前と後の違い", "What closing the gaps changed"),
        },
        Example {
            line: "buntan diff contract-2026 contract-2027 --at 2027-04-01 --old-at 2027-03-31",
            shows: ("契約更新の前日と当日の違い", "The last day before a renewal against its first day"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let [old, new] = [opened(context, "OLD")?, opened(context, "NEW")?];
    if stopped(context, &[&old, &new])? {
        return Ok(ExitStatus::Failed);
    }
    let days = asked_days(context, ["at", "from", "to"])?.unwrap_or(context.io.today.into());
    let old_days = asked_days(context, ["old-at", "old-from", "old-to"])?.unwrap_or(days);
    let (mut before, mut after) = (judged_within(context, &old, old_days)?, judged_within(context, &new, days)?);
    if let Some(wanted) = context.word("engagement")? {
        one_of_name(wanted, [&mut before, &mut after])?;
    }
    let before = Version { policy: &old.policy, checked: &before, sources: &old.sources };
    let after = Version { policy: &new.policy, checked: &after, sources: &new.sources };
    let difference = answers::difference(before, after);
    context.show(&answers::diff(&difference, before, after), &new.sources)?;
    Ok(if difference.is_empty() { ExitStatus::Clean } else { ExitStatus::Findings })
}

fn opened(context: &mut Context<'_, '_>, name: &str) -> Result<Workspace, Stop> {
    let paths: Vec<PathBuf> = context.values(name).into_iter().map(PathBuf::from).collect();
    let shown = paths.iter().map(|it| it.display().to_string()).collect::<String>();
    let workspace = open_paths(context, paths)?;
    if workspace.is_empty() {
        return Err(Failure::new(text!(
            "`{shown}` に比べるものがありません",
            "there is nothing to compare in `{shown}`"
        ))
        .help(text!(
            "`.buntan`、`.json`、`.ndjson` のファイルか、それらを含むフォルダを指定してください",
            "name a `.buntan`, `.json` or `.ndjson` file, or a folder that holds some"
        ))
        .into());
    }
    Ok(workspace)
}

/// What is not fully known cannot be compared: shows the problems of the first version that has errors.
fn stopped(context: &mut Context<'_, '_>, versions: &[&Workspace]) -> Result<bool, Stop> {
    let wrong = |it: &&&Workspace| it.has_errors() || !it.skipped().is_empty();
    let Some(workspace) = versions.iter().find(wrong) else { return Ok(false) };
    context.show(&problems(workspace), &workspace.sources)?;
    Ok(true)
}

/// Leaves the engagement of a name, which one of the versions at least has.
fn one_of_name(wanted: &str, versions: [&mut Vec<Checked<'_>>; 2]) -> Result<(), Stop> {
    let name = |it: &Checked| it.evaluation.context.engagement.name.clone();
    let names: Vec<String> = versions.iter().flat_map(|it| it.iter().map(name)).collect();
    if !names.iter().any(|it| it == wanted) {
        return Err(Failure::new(text!("案件「{wanted}」がありません", "there is no engagement `{wanted}`"))
            .suggest(wanted, names.iter().map(String::as_str))
            .into());
    }
    for checked in versions {
        checked.retain(|it| name(it) == wanted);
    }
    Ok(())
}

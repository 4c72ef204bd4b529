//! `buntan check`: what nobody carries, and everything else that is wrong.

use std::fs::OpenOptions;
use std::io::{self, Write};

use super::context::{Context, Stop};
use super::files::is_read;
use super::open::{AT, BASELINE, BUNDLE, FAIL_ON, FROM, PATHS, TO, baseline, fail_on, judged_over, open};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::{self, Baseline, Checked, Judged};
use crate::diagnostic::Severity;
use crate::report::{self, Document, Failure, Format, Options};
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
        BASELINE,
        Arg {
            name: "format",
            shape: Shape::OneOf(
                &["human", "short", "json", "md", "html", "csv", "xlsx", "sarif", "junit", "github"],
                Some("human"),
            ),
            about: (
                "出力の形。short は1件1行、json は機械用、md と html はページ、csv と xlsx は表計算用、sarif と junit は CI 用、github は GitHub の注釈\
                 （環境変数 GITHUB_STEP_SUMMARY があれば、そのファイルにページも加える）",
                "Form of the output; short is one line each, json is for programs, md and html are pages, csv and xlsx are for spreadsheets, \
                 sarif and junit are for build servers, \
                 github is annotations of GitHub (with GITHUB_STEP_SUMMARY set, a page is added to that file)",
            ),
        },
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
            line: "buntan check . --baseline baseline.json",
            shows: (
                "前に `--format json > baseline.json` で残した結果と比べ、新しい指摘、悪化した指摘、変わった指摘だけを示す",
                "Only what is new, worse or changed since `--format json > baseline.json` was written",
            ),
        },
        Example {
            line: "buntan check . --format sarif -o buntan.sarif",
            shows: ("コード検査の画面に載せる SARIF を書く", "SARIF, as code scanning reads it"),
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

/// How many engagements are named.
const NAMED: usize = 5;

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
    let mut checked = judged_over(context, &workspace)?;
    let baseline = baseline(context)?;
    for it in &mut checked {
        it.against = baseline.as_ref().map(|baseline| baseline.against(it));
    }
    let skipped = workspace.skipped();
    let limit = fail_on(context, &workspace)?;
    let judged = Judged {
        sources: &workspace.sources,
        checked: &checked,
        skipped: &skipped,
        problems: &workspace.problems,
        lang: context.lang(),
        limit,
    };
    match context.form("format", &[("sarif", "sarif"), ("xml", "junit")])? {
        Some("sarif") => {
            let mut log = serde_json::to_vec_pretty(&answers::sarif(&judged)).map_err(io::Error::from)?;
            log.push(b'\n');
            context.put(&log, &workspace.sources)?;
        }
        Some("junit") => context.put(answers::check_junit(&judged).as_bytes(), &workspace.sources)?,
        Some("github") => {
            context.put(answers::github(&judged).as_bytes(), &workspace.sources)?;
            summarize(context, &judged)?;
        }
        _ => {
            let answer = if context.options.format == Format::Json { answers::check_data } else { answers::check };
            let mut document = answer(&workspace.sources, &checked, &skipped, &workspace.problems);
            if context.switch("account") {
                document = answers::with_accounts(document, &checked);
            }
            if let Some(baseline) = &baseline {
                document = with_unjudged(document, baseline, &checked);
            }
            context.show(&document, &workspace.sources)?;
        }
    }
    let worst = checked.iter().flat_map(|it| it.counting()).map(|it| it.severity).max();
    let worst_problem = workspace.problems.iter().map(|it| it.severity).max();
    let status = if worst_problem == Some(Severity::Error) || !skipped.is_empty() {
        ExitStatus::Failed
    } else if limit.is_some_and(|limit| worst.max(worst_problem).is_some_and(|it| it >= limit)) {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    };
    if context.io.is_last {
        std::mem::forget(checked);
        std::mem::forget(workspace);
    }
    Ok(status)
}

/// The engagements of the baseline that are not judged: nothing is said of what was found in them.
fn with_unjudged(document: Document, baseline: &Baseline, checked: &[Checked]) -> Document {
    let judged = checked.iter().filter_map(|it| baseline.knows(it.evaluation.context.engagement)).collect();
    let beyond = baseline.beyond(&judged);
    if beyond.is_empty() {
        return document;
    }
    let (count, names) = (beyond.len(), beyond.iter().take(NAMED).copied().collect::<Vec<_>>());
    let (names_ja, names_en) = (names.join("」「"), names.join("`, `"));
    let (more_ja, more_en) = if count > NAMED { (" など", ", …") } else { ("", "") };
    document.note(text!(
        "基準にある案件のうち {count} 件（「{names_ja}」{more_ja}）は今回評価していないため、解消したかどうかは分かりません",
        "{count} of the engagements of the baseline (`{names_en}`{more_en}) are not judged here; whether what was found in them is fixed is not known"
    ))
}

/// Adds the page to the summary of a step, where GitHub has one.
fn summarize(context: &Context<'_, '_>, judged: &Judged<'_>) -> Result<(), Stop> {
    let Some(path) = context.io.env("GITHUB_STEP_SUMMARY").filter(|it| !it.is_empty()) else { return Ok(()) };
    let page = answers::check(judged.sources, judged.checked, judged.skipped, judged.problems);
    let options = Options { format: Format::Markdown, color: false, ..context.options };
    let mut written = Vec::new();
    report::write(&page, judged.sources, &options, &mut written)?;
    let target = context.io.current_dir.join(&path);
    if is_read(&target, context.read(judged.sources)) {
        return Err(Failure::new(text!(
            "環境変数 GITHUB_STEP_SUMMARY が、読み込むファイル `{path}` を指しています",
            "GITHUB_STEP_SUMMARY names `{path}`, which is among what is read"
        ))
        .help(text!("ほかのファイルにするか、空にしてください", "name another file, or set it to nothing"))
        .into());
    }
    let added = OpenOptions::new().create(true).append(true).open(target).and_then(|mut file| file.write_all(&written));
    added.map_err(|error| {
        Failure::new(text!("`{path}` に書き込めません：{error}", "`{path}` cannot be written: {error}"))
            .help(text!(
                "環境変数 GITHUB_STEP_SUMMARY の示すファイルです。空にすれば書きません",
                "GITHUB_STEP_SUMMARY names it; set it to nothing to write none"
            ))
            .into()
    })
}

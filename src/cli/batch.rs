//! `buntan batch`: thousands of engagements, one line each.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::context::{Context, Stop};
use super::open::{AT, BUNDLE, FAIL_ON, FROM, TO, asked_days, fail_on, offer_bundles, pool, problems, within};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::batch::{self, Input, Judge, Output, Progress, Resumed, Rows, Tally, Unfinished, Wanted};
use crate::report::{self, Failure, Format};
use crate::text;
use crate::workspace::{Loading, Workspace};
use crate::world::{DiskWorld, World};

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "batch",
    about: ("多数の案件を一度に評価し、1件を1行で出力する", "Judge many engagements, one line of output for each"),
    long: (
        "入力は `.buntan`・`.json` のファイル（1件ずつ）、NDJSON（1行1件。`.gz`・`.zst` も可）、それらを含むフォルダ、`*` を含むパターン、\
         `-`（標準入力の NDJSON）です。入力の順に `{\"row\":番号,\"id\":…,\"findings\":[…]}` を1行ずつ出力します。読めない行は \
         `{\"row\":番号,\"error\":{…}}` になり、ほかの行は続きます。`x_id` があればそれを `id` とします。\n確認表、ひな型、規則は行には書かず、\
         `--policy` で渡します。組込みの確認表はいつでも使えます。まとめ（種類、項目、当事者、ひな型、原因、読めない行）は標準エラーに、\
         `--summary` があればファイルに出ます。\
         \n\n終了コード：0 は `--fail-on` 以上の指摘なし、1 は指摘あり、2 は始められない、3 は読めない行があった。",
        "Inputs are `.buntan` and `.json` files of one engagement, NDJSON with one on each line (also `.gz`, `.zst`), folders and patterns \
         with `*` of these, and `-` for NDJSON on standard input. In the order of the input there is one line for each: \
         `{\"row\":n,\"id\":…,\"findings\":[…]}`, or `{\"row\":n,\"error\":{…}}` where a row cannot be read; the others go on. \
         `id` is the key `x_id` of the row, else its name.\nCatalogues, templates and rules do not stand in rows: give them with \
         `--policy`. The built-in catalogues are always there. The totals (by kind, control, party, template, root cause; rows that \
         could not be read) go to standard error, and to the file of `--summary`.\
         \n\nExit status: 0 nothing at or above `--fail-on`, 1 something, 2 could not start, 3 some rows could not be read.",
    ),
    args: &[
        Arg {
            name: "PATH",
            shape: Shape::Position { required: true, many: true, values: &[] },
            about: (
                "案件のファイル、フォルダ、パターン。`-` は標準入力",
                "Files, folders or patterns of engagements; `-` is standard input",
            ),
        },
        Arg {
            name: "policy",
            shape: Shape::Values("PATH"),
            about: (
                "確認表・ひな型・規則のファイルまたはフォルダ（何度でも）",
                "A file or folder of catalogues, templates and rules; may be repeated",
            ),
        },
        BUNDLE,
        AT,
        FROM,
        TO,
        FAIL_ON,
        Arg {
            name: "only",
            shape: Shape::Values("KIND"),
            about: ("この種類の指摘だけ（何度でも）", "Only findings of this kind; may be repeated"),
        },
        Arg {
            name: "catalogue",
            shape: Shape::Values("NAME"),
            about: ("この確認表についての指摘だけ（何度でも）", "Only findings about this catalogue; may be repeated"),
        },
        Arg {
            name: "detail",
            shape: Shape::OneOf(&["brief", "full"], Some("brief")),
            about: (
                "full は文言、場所、根拠も出す",
                "How much each finding says; full adds its words, places and proof",
            ),
        },
        Arg {
            name: "output",
            shape: Shape::Value("FILE"),
            about: (
                "出力先。すべて終わるまでは FILE.part",
                "Where the lines go; until all is done the file is called FILE.part",
            ),
        },
        Arg {
            name: "resume",
            shape: Shape::Switch(None),
            about: (
                "中断した `--output` の続きから（同じ入力、確認表、オプションで）",
                "Go on with an `--output` that was broken off, with the same inputs, policies and options",
            ),
        },
        Arg {
            name: "summary",
            shape: Shape::Value("FILE"),
            about: ("まとめを JSON でも書き出す", "Write the totals as JSON as well"),
        },
    ],
    examples: &[
        Example {
            line: "buntan batch contracts.ndjson --at 2026-10-01 --output findings.ndjson",
            shows: ("契約を一括で評価する", "Judge a file of contracts"),
        },
        Example {
            line: "buntan batch 'contracts/**/*.json' --policy templates.buntan --fail-on never",
            shows: ("フォルダの契約を、自社のひな型で", "All contracts of a folder, with templates of one's own"),
        },
        Example {
            line: "buntan batch - --fail-on never",
            shows: ("標準入力から読み、ほかの道具の間で使う", "From standard input, between other tools"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let inputs = inputs(context)?;
    let workspace = policies(context)?;
    if workspace.has_errors() {
        context.show(&problems(&workspace), &workspace.sources)?;
        return Ok(ExitStatus::Failed);
    }
    let days = asked_days(context, ["at", "from", "to"])?.unwrap_or(context.io.today.into());
    let words = |name: &str| -> BTreeSet<String> {
        context.values(name).into_iter().map(|it| it.to_string_lossy().into_owned()).collect()
    };
    let in_full = context.word("detail")? == Some("full");
    let wanted = Wanted { days, only: words("only"), catalogues: words("catalogue"), in_full };
    known(&workspace, &wanted)?;
    let limit = fail_on(context, &workspace)?;
    let path = context.values("output").first().map(|it| context.io.current_dir.join(it));
    let resume = context.switch("resume");
    let mut tally = Tally::default();
    let unfinished = match &path {
        None if resume => {
            return Err(
                Failure::new(text!("`--resume` には `--output` が要ります", "`--resume` needs `--output`")).into()
            );
        }
        None => None,
        Some(path) => Some(unfinished(context, path, (&inputs, &workspace, &wanted), &mut tally)?),
    };
    let size = inputs.iter().map(|it| size(context, it)).sum::<Option<u64>>();
    let progress = Progress::new(size, context.io.stderr_is_terminal, context.lang());
    let judge = Judge::new(&workspace, wanted);
    let current_dir = context.io.current_dir.clone();
    let pool = pool(context)?;
    let mut rows = Rows::new(inputs, context.io.stdin, current_dir);
    let mut output = match unfinished {
        Some(file) => Output::File(file),
        None => Output::Stream(context.io.stdout),
    };
    let ran = batch::run(&mut rows, &judge, &mut output, &mut tally, (&pool, &progress));
    progress.finish();
    ran?;
    drop(output);
    let told = batch::told(&tally);
    if let Some(path) = context.values("summary").first() {
        written(&context.io.current_dir.join(path), &told.data.clone().unwrap_or_default().to_string())?;
    }
    let options = report::Options { format: Format::Human, color: false, ..context.options };
    report::write(&told, &workspace.sources, &options, context.io.stderr)?;
    Ok(if tally.faults > 0 {
        ExitStatus::Incomplete
    } else if limit.is_some_and(|limit| tally.worst_severity().is_some_and(|it| it >= limit)) {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    })
}

/// What is named, with folders and patterns resolved, in order.
fn inputs(context: &Context<'_, '_>) -> Result<Vec<Input>, Stop> {
    let current_dir = &context.io.current_dir;
    let mut all = Vec::new();
    for given in context.values("PATH") {
        let path = PathBuf::from(given);
        let shown = path.display();
        let nothing =
            || Failure::new(text!("`{shown}` に案件のファイルがありません", "`{shown}` holds no file of engagements"));
        if given == "-" {
            if context.switch("resume") {
                let headline = text!("標準入力は `--resume` で続けられません", "standard input cannot be resumed");
                return Err(Failure::new(headline).into());
            }
            all.push(Input::Standard);
        } else if current_dir.join(&path).is_dir() {
            let world = DiskWorld::new(current_dir, std::slice::from_ref(&path));
            let files = world.files(&path).map_err(|error| unreadable(&path, &error))?;
            let before = all.len();
            all.extend(files.into_iter().filter(|it| batch::holds_rows(it)).map(Input::File));
            if all.len() == before {
                return Err(nothing().into());
            }
        } else if current_dir.join(&path).exists() || !shown.to_string().contains(['*', '?', '[']) {
            if !current_dir.join(&path).is_file() {
                return Err(Failure::new(text!("`{shown}` が見つかりません", "`{shown}` does not exist")).into());
            }
            all.push(Input::File(path));
        } else {
            let mut files = matching(current_dir, &path)?;
            if files.is_empty() {
                return Err(nothing().into());
            }
            files.sort();
            all.extend(files.into_iter().map(Input::File));
        }
    }
    Ok(all)
}

/// The files that a pattern names, relative to the folder as the pattern is.
fn matching(current_dir: &Path, pattern: &Path) -> Result<Vec<PathBuf>, Stop> {
    let shown = pattern.display();
    let whole = current_dir.join(pattern);
    let paths = glob::glob(&whole.to_string_lossy()).map_err(|error| {
        Failure::new(text!("`{shown}` というパターンは使えません：{error}", "`{shown}` is no pattern: {error}"))
    })?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|error| unreadable(error.path(), error.error()))?;
        if path.is_file() {
            files.push(path.strip_prefix(current_dir).map_or(path.clone(), Path::to_path_buf));
        }
    }
    Ok(files)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let shown = path.display();
    Failure::new(text!("`{shown}` を読めません：{error}", "`{shown}` cannot be read: {error}"))
}

/// All built-in packs, and what `--policy` names.
fn policies(context: &Context<'_, '_>) -> Result<Workspace, Stop> {
    let paths: Vec<PathBuf> = context.values("policy").into_iter().map(PathBuf::from).collect();
    let world = DiskWorld::new(&context.io.current_dir, &paths);
    let mut loading = Loading::default();
    offer_bundles(context, &mut loading)?;
    within(context, || {
        loading.read(&world, &paths);
        // Which of them the rows will name is not known yet.
        loading.read_all_offered();
        Workspace::new(loading, None)
    })
}

/// Refuses kinds and catalogues that there are not.
fn known(workspace: &Workspace, wanted: &Wanted) -> Result<(), Stop> {
    let rules = workspace.policy.rules.iter().map(|it| it.name.as_str());
    let kinds: Vec<&str> = crate::findings::CODES.iter().map(|it| it.name).chain(rules).collect();
    if let Some(other) = wanted.only.iter().find(|it| !kinds.contains(&it.as_str())) {
        let headline = text!("`{other}` という種類の指摘はありません", "there is no kind of finding `{other}`");
        return Err(Failure::new(headline).suggest(other, kinds).into());
    }
    let names: Vec<&str> = workspace.policy.catalogues.iter().map(|it| it.name.as_str()).collect();
    if let Some(other) = wanted.catalogues.iter().find(|it| !names.contains(&it.as_str())) {
        let headline = text!("`{other}` という確認表はありません", "there is no catalogue `{other}`");
        return Err(Failure::new(headline).suggest(other, names).into());
    }
    Ok(())
}

/// The file of `--output`, new or where it was broken off.
fn unfinished(
    context: &Context<'_, '_>,
    path: &Path,
    (inputs, workspace, wanted): (&[Input], &Workspace, &Wanted),
    tally: &mut Tally,
) -> Result<Unfinished, Stop> {
    let mut decides = Sha256::new();
    decides.update(format!("{inputs:?} {wanted:?} {}", env!("CARGO_PKG_VERSION")));
    for input in inputs {
        decides.update(format!("{:?}", size(context, input)));
    }
    for source in workspace.sources.iter() {
        decides.update(source.text.as_bytes());
    }
    let fingerprint: String = decides.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let shown = path.display();
    let opened = Unfinished::open(path, fingerprint, context.switch("resume"));
    let failed =
        |error| Failure::new(text!("`{shown}` に書き込めません：{error}", "`{shown}` cannot be written: {error}"));
    match opened.map_err(failed)? {
        (Resumed::Fresh, Some(file)) => Ok(file),
        (Resumed::After(done), Some(file)) => {
            *tally = *done;
            Ok(file)
        }
        (Resumed::Other, _) => Err(Failure::new(text!(
            "`{shown}` の途中の結果は、別の入力、確認表、またはオプションのものです",
            "what is unfinished of `{shown}` has other inputs, policies or options"
        ))
        .help(text!("`{shown}.part.state` を消すと最初から始められます", "remove `{shown}.part.state` to start anew"))
        .into()),
        _ => Err(Failure::new(text!("`{shown}` には途中の結果があります", "`{shown}` was begun and broken off"))
            .help(text!(
                "`--resume` で続けるか、`{shown}.part.state` を消して最初から始めます",
                "go on with `--resume`, or remove `{shown}.part.state` to start anew"
            ))
            .into()),
    }
}

fn size(context: &Context<'_, '_>, input: &Input) -> Option<u64> {
    let Input::File(path) = input else { return None };
    let ending = path.extension().and_then(|it| it.to_str());
    let packed = matches!(ending, Some("gz" | "zst"));
    std::fs::metadata(context.io.current_dir.join(path)).ok().map(|it| it.len()).filter(|_| !packed)
}

fn written(path: &Path, text: &str) -> Result<(), Stop> {
    let shown = path.display();
    let file = OpenOptions::new().create(true).write(true).truncate(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        Failure::new(text!("`{shown}` に書き込めません：{error}", "`{shown}` cannot be written: {error}")).into()
    })
}

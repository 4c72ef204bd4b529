//! `buntan batch`: thousands of engagements, one line each.

mod destinations;
mod inputs;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::context::{Context, Stop};
use super::files::unwritable;
use super::open::{
    AT, BASELINE, BUNDLE, FAIL_ON, FROM, TO, asked_days, baseline, compiled, fail_on, offer_bundles, problems,
    settings, within,
};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::batch::{self, Broken, Judge, Leaver, Output, Progress, Rows, Wanted};
use crate::model::NoCorporateNumber;
use crate::report::{self, Failure, Format};
use crate::text;
use crate::workspace::{Loading, Workspace};
use crate::world::DiskWorld;
use destinations::Destinations;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "batch",
    about: ("多数の案件を一度に評価し、1件を1行で出力する", "Judge many engagements, one line of output for each"),
    long: (
        "入力は `.buntan`・`.json` のファイル（1件ずつ）、NDJSON（1行1件。`.gz`・`.zst` も可）、それらを含むフォルダ、`*` を含むパターン、\
         `-`（標準入力の NDJSON）です。フォルダの中の、フォルダへのリンクと `.` で始まる名前は見ません。\
         入力の順に `{\"row\":番号,\"id\":…,\"findings\":[…]}` を1行ずつ出力します。読めない行は \
         `{\"row\":番号,\"error\":{…}}` になり、ほかの行は続きます。`x_id` があればそれを、なければ案件の名称を `id` とします（読み取れるかぎり、評価できない行でも）。\n確認表、ひな型、規則は行には書かず、\
         `--policy` で渡します。組込みの確認表はいつでも使えます。まとめ（種類、項目、当事者、ひな型と条項、事業者、原因、読めない行）は標準エラーに、\
         `--summary` があればファイルに出ます。まとめの「事業者」は行をまたいで数えます。法人番号が同じなら同じ事業者、番号がなければ名称（NFKC）が同じなら\
         同じ事業者です。似た名称は挙げるだけで、まとめません。\n`--without` の事業者がいる行は、基準日（`--at`、`--from`）にその事業者が撤退したものとして評価します。\
         その契約・記述・アクセス権は前日に終わり、ほかはそのままです。指摘はそれにより新たに生じるか変わるものだけになり、`\"without\":[…]` は撤退した当事者です。\
         \n\n終了コード：0 は `--fail-on` 以上の指摘（記述についての誤りと警告を含む）なし、1 は指摘あり、2 は始められない、または `--without` の事業者がどこにもいない、3 は読めない行があった。",
        "Inputs are `.buntan` and `.json` files of one engagement, NDJSON with one on each line (also `.gz`, `.zst`), folders and patterns \
         with `*` of these, and `-` for NDJSON on standard input. Within folders, links to folders and names that begin with `.` are \
         left out. In the order of the input there is one line for each: \
         `{\"row\":n,\"id\":…,\"findings\":[…]}`, or `{\"row\":n,\"error\":{…}}` where a row cannot be read; the others go on. \
         `id` is the key `x_id` of the row, else its name (also of a row that cannot be judged, as far as it can be read).\nCatalogues, templates and rules do not stand in rows: give them with \
         `--policy`. The built-in catalogues are always there. The totals (by kind, control, party, template and clause, vendor, \
         root cause; rows that could not be read) go to standard error, and to the file of `--summary`. Vendors are counted over all \
         rows: they are the same when their corporate numbers are, and without numbers when their names (in NFKC) are. Look-alikes are \
         listed, never joined.\nWith `--without`, a row in which that vendor stands is judged as if it left on the day of `--at` or \
         `--from`: its contracts, statements and access end the day before, and everything else stays. The findings are only those \
         that are new or change by it, and `\"without\":[…]` are the parties that left.\
         \n\nExit status: 0 nothing at or above `--fail-on` (errors and warnings about what is written included), 1 something, 2 could not start, or no row has a vendor of `--without`, 3 some rows could not be read.",
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
        BASELINE,
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
            name: "without",
            shape: Shape::Values("VENDOR"),
            about: (
                "この事業者（名称か法人番号）がその日に撤退したら新たに生じるか変わる指摘だけ（何度でも）",
                "Only findings that are new or change if this vendor (a name or corporate number) leaves on the day; may be repeated",
            ),
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
            name: "format",
            shape: Shape::OneOf(&["json"], None),
            about: (
                "行ごとに JSON を1行。まとめの形は `--summary` の拡張子で選ぶ",
                "One line of JSON for each row; the form of the totals is chosen by how the file of `--summary` ends",
            ),
        },
        Arg {
            name: "output",
            shape: Shape::Short('o', "FILE"),
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
            about: (
                "まとめをこのファイルにも書く。拡張子が html・csv・xlsx・md ならその形、ほかは JSON",
                "Write the totals to this file as well: as it ends in html, csv, xlsx or md, else as JSON",
            ),
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
            line: "buntan batch contracts.ndjson --without 8700110005901 --at 2027-04-01",
            shows: (
                "この事業者が撤退すると、どの病院にどの間隙が生じるか",
                "Which hospitals have which gaps when this vendor leaves",
            ),
        },
        Example {
            line: "buntan batch contracts.ndjson --baseline last-month.ndjson",
            shows: (
                "先月の出力より新しい指摘、悪化した指摘、変わった指摘だけを",
                "Only what is new, worse or changed since last month's output",
            ),
        },
        Example {
            line: "buntan batch - --fail-on never",
            shows: ("標準入力から読み、ほかの道具の間で使う", "From standard input, between other tools"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    hold_little();
    let workspace = policies(context)?;
    if workspace.has_errors() {
        // Standard output is for records.
        let options = report::Options { format: Format::Human, color: false, ..context.options };
        report::write(&problems(&workspace), &workspace.sources, &options, context.io.stderr)?;
        return Ok(ExitStatus::Failed);
    }
    let inputs = inputs::named(context, &workspace)?;
    let days = asked_days(context, ["at", "from", "to"])?.unwrap_or(context.io.today.into());
    let words = |name: &str| -> BTreeSet<String> {
        context.values(name).into_iter().map(|it| it.to_string_lossy().into_owned()).collect()
    };
    let in_full = context.word("detail")? == Some("full");
    let without = leavers(context)?;
    let baseline = baseline(context)?.map(Arc::new);
    if baseline.is_some() && !without.is_empty() {
        return Err(Failure::new(text!(
            "`--baseline` と `--without` は同時に使えません",
            "`--baseline` and `--without` cannot be used together"
        ))
        .help(text!("二回に分けて実行してください", "run it twice, once with each"))
        .into());
    }
    let wanted = Wanted { days, only: words("only"), catalogues: words("catalogue"), in_full, without, baseline };
    known(&workspace, &wanted)?;
    let limit = fail_on(context, &workspace)?;
    let destinations = Destinations::of(context, &inputs, &workspace)?;
    let (unfinished, mut tally) = destinations.begin(context, &inputs, &workspace, &wanted)?;
    let size = inputs.iter().map(|it| inputs::size(context, it)).sum::<Option<u64>>();
    let progress = Progress::new(size, context.io.stderr_is_terminal, context.lang());
    let judge = Judge::new(&workspace, wanted.clone());
    let current_dir = context.io.current_dir.clone();
    let pool = context.pool()?;
    let mut rows = Rows::new(inputs, context.io.stdin, current_dir);
    let mut output = match unfinished {
        Some(file) => Output::File(file),
        None => Output::Stream(context.io.stdout),
    };
    let ran = batch::run(&mut rows, &judge, &mut output, &mut tally, (&pool, &progress));
    progress.finish();
    let stopped = |broken: Broken| match (broken, &destinations.output) {
        (Broken::Output(error), Some(path)) => unwritable(path, &error).into(),
        (Broken::Output(error), None) => Stop::Io(error),
        (Broken::Input(error), _) => {
            Failure::new(text!("標準入力を読めません：{error}", "standard input cannot be read: {error}")).into()
        }
    };
    ran.map_err(stopped)?;
    // The output has its name last: where the totals cannot be written, a run that goes on writes them alone.
    output.remember(&tally).map_err(|error| stopped(Broken::Output(error)))?;
    destinations.sum_up(&batch::told(&tally, &wanted, usize::MAX), context.options)?;
    output.finish().map_err(|error| stopped(Broken::Output(error)))?;
    drop(output);
    let told = batch::told(&tally, &wanted, batch::FEW);
    let options = report::Options { format: Format::Human, color: false, ..context.options };
    report::write(&told, &workspace.sources, &options, context.io.stderr)?;
    let is_nobody = |it: &&Leaver| !tally.left.contains_key(&it.word);
    if let Some(Leaver { word, .. }) = wanted.without.iter().find(is_nobody) {
        let headline = text!("事業者 `{word}` はどの行にもいません", "no row has a vendor `{word}`");
        return Err(Failure::new(headline)
            .help(text!(
                "行に書かれた正式名称か法人番号を指定してください。短い名前では探しません",
                "give its full name as the rows have it, or its corporate number; short names are not looked for"
            ))
            .into());
    }
    Ok(if tally.faults > 0 {
        ExitStatus::Incomplete
    } else if limit.is_some_and(|limit| tally.worst_severity().is_some_and(|it| it >= limit)) {
        ExitStatus::Findings
    } else {
        ExitStatus::Clean
    })
}

/// A batch promises to hold little, whatever the number of rows; huge pages would round all that it holds up to megabytes.
fn hold_little() {
    // Where the system does not know how, the batch holds more, and is right all the same.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

/// All built-in packs, and what `--policy` names, in the project of the first of these, else of the first input, else of the current
/// folder.
fn policies(context: &mut Context<'_, '_>) -> Result<Workspace, Stop> {
    let paths: Vec<PathBuf> = context.values("policy").into_iter().map(PathBuf::from).collect();
    let inputs = context.values("PATH").into_iter().map(PathBuf::from).collect();
    let anchors = [paths.clone(), inputs, vec![PathBuf::from(".")]].concat();
    let world = DiskWorld::new(&context.io.current_dir, &anchors);
    let mut loading = Loading::default();
    offer_bundles(context, &mut loading)?;
    let loading = within(context, || {
        loading.read(&world, &paths);
        // Which of them the rows will name is not known yet.
        loading.read_all_offered();
        loading
    })?;
    let settings = settings(context, &world);
    compiled(context, loading, settings)
}

/// The vendors that are supposed to leave.
fn leavers(context: &Context<'_, '_>) -> Result<Vec<Leaver>, Stop> {
    let words: BTreeSet<String> =
        context.values("without").into_iter().map(|it| it.to_string_lossy().into_owned()).collect();
    let leaver = |word: &String| {
        Leaver::new(word).map_err(|misfit| {
            let failure = Failure::new(text!(
                "`{word}` は13桁ですが、法人番号ではありません",
                "`{word}` has 13 digits and is no corporate number"
            ));
            match misfit {
                NoCorporateNumber::CheckDigit { should_be } => failure.help(text!(
                    "先頭の1桁（検査用数字）は、残りの12桁が正しければ `{should_be}` です",
                    "its first digit, which checks the others, is `{should_be}` if these are right"
                )),
                NoCorporateNumber::Digits => failure,
            }
        })
    };
    Ok(words.iter().map(leaver).collect::<Result<_, _>>()?)
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

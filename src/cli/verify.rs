//! `buntan verify`: what `check` wrote, held against the laws.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::context::{Context, Stop};
use super::files::unreadable;
use super::open::{BUNDLE, open_paths, problems, within};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers::{self, Checked};
use crate::model::Stretch;
use crate::report::Failure;
use crate::syntax::limits;
use crate::text;
use crate::workspace::{Settled, Workspace};
use crate::world::{DiskWorld, PROJECT_FILE, World};

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "verify",
    about: (
        "`check` が書いた結果を、評価エンジンを使わずに規則から導き直して確かめる",
        "Derive what `check` wrote once more from the laws, without the evaluator, and compare",
    ),
    long: (
        "`buntan check --format json`（`--account` を付けても付けなくても）が書いたファイルを読み、同じ文書を読み直して、指摘の一つ一つと、\
         結果を示した責任の一つ一つを、読むために書かれた規則（`src/verify/`）から導き直し、項目ごとに比べます。\
         抜けた指摘、加えられた指摘、変えられた指摘は名前を挙げて拒みます。文章、場所、根拠の一段一段は、同じ文書を今評価した結果と比べます。文書が変わっていれば指紋（SHA-256）で分かります。\
         `PATH` を省くと、結果に記された文書を読みます。\
         \n\n終了コード：0 はすべて一致、1 は一致しないものあり、2 は入力や使い方の誤り。",
        "Reads what `buntan check --format json` wrote, with or without `--account`, reads the same texts again, derives every finding, \
         and of every accounted obligation what became of it, from the laws as they are written for reading (`src/verify/`), and \
         compares field by field. A finding that is missing, added or altered is refused by name. Words, places and every step of a proof \
         are held against what the same texts come to today; texts that have changed are told by their fingerprints (SHA-256). Without `PATH` it reads the texts that the file names.\
         \n\nExit status: 0 all agrees, 1 something does not, 2 errors of input or usage.",
    ),
    args: &[
        Arg {
            name: "FINDINGS",
            shape: Shape::Position { required: true, many: false, values: &[] },
            about: ("`check --format json` が書いたファイル", "A file that `check --format json` wrote"),
        },
        Arg {
            name: "PATH",
            shape: Shape::Position { required: false, many: true, values: &[] },
            about: (
                "点検した `.buntan`・`.json`・`.ndjson` のファイルまたはフォルダ",
                "The `.buntan`, `.json` or `.ndjson` files or folders that were judged",
            ),
        },
        BUNDLE,
    ],
    examples: &[Example {
        line: "buntan verify findings.json hospital.buntan",
        shows: ("`check --format json --account` の結果を確かめる", "Check what `check --format json --account` wrote"),
    }],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let written = written(context)?;
    let mut paths: Vec<PathBuf> = context.values("PATH").into_iter().map(PathBuf::from).collect();
    if paths.is_empty() {
        paths = named(context, &written);
    }
    let workspace = open_paths(context, paths)?;
    let settled: Vec<&Settled> = workspace.cases.iter().filter_map(|it| it.settled.as_ref()).collect();
    let skipped = workspace.skipped();
    // What could be judged is held against the laws, whatever is wrong elsewhere.
    if settled.is_empty() && workspace.has_errors() {
        context.show(&problems(&workspace), &workspace.sources)?;
        return Ok(ExitStatus::Failed);
    }
    let verified = within(context, || {
        answers::verified(
            (&workspace.policy, &workspace.config.severities),
            (&settled, &|it, days| judged(&workspace, it, days)),
            (&workspace.sources, &skipped, &workspace.problems),
            &written,
        )
    })?;
    context.show(&answers::verification(&verified), &workspace.sources)?;
    Ok(if verified.refused.is_empty() { ExitStatus::Clean } else { ExitStatus::Findings })
}

/// An engagement over some days, unless these are too many.
fn judged<'a>(workspace: &'a Workspace, (engagement, obligations): &'a Settled, days: Stretch) -> Option<Checked<'a>> {
    let fits = !workspace.is_too_long(engagement, obligations, days);
    fits.then(|| workspace.judge(engagement, obligations, days))
}

/// What `check` wrote.
fn written(context: &Context<'_, '_>) -> Result<Value, Stop> {
    let path = context.values("FINDINGS").first().map(|it| PathBuf::from(*it)).unwrap_or_default();
    let world = DiskWorld::new(&context.io.current_dir, std::slice::from_ref(&path));
    let bytes = world.read(&path, limits::MAX_BUNDLE).map_err(|error| unreadable(&path, &error))?;
    if bytes.len() > limits::MAX_BUNDLE {
        let (shown, most) = (path.display(), limits::MAX_BUNDLE / (1024 * 1024));
        let headline = text!("`{shown}` は {most} MiB を超えています", "`{shown}` is larger than {most} MiB");
        let help = text!("`check` する案件を分けてください", "`check` fewer engagements at once");
        return Err(Failure::new(headline).help(help).into());
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        let shown = path.display();
        Failure::new(text!("`{shown}` は JSON として読めません：{error}", "`{shown}` is not JSON: {error}"))
            .help(text!(
                "`buntan check --format json` の出力を渡してください",
                "give it what `buntan check --format json` wrote"
            ))
            .into()
    })
}

/// The files that were judged; what belongs to a pack, a bundle or the settings of the project comes by itself.
fn named(context: &Context<'_, '_>, written: &Value) -> Vec<PathBuf> {
    let bundles: Vec<String> =
        context.values("bundle").iter().map(|it| format!("{}:", Path::new(it).display())).collect();
    let files = written["sources"].as_array().into_iter().flatten().filter_map(|it| it["file"].as_str());
    let is_named = |it: &&str| {
        let offered = it.starts_with("pack:") || bundles.iter().any(|bundle| it.starts_with(bundle));
        !offered && Path::new(it).file_name().is_none_or(|name| name != PROJECT_FILE)
    };
    files.filter(is_named).map(|it| Path::new(it).to_owned()).collect()
}

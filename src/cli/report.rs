//! `buntan report`: one page for the board, or one on each of several engagements.

use std::fs;
use std::path::{Path, PathBuf};

use super::context::{Context, Stop};
use super::export::file_name;
use super::files::{is_folder, put, unwritable};
use super::open::{AT, BUNDLE, ENGAGEMENT, FROM, PATHS, TO, judged_over, only, open, suggestions};
use super::table::{Command, Example};
use super::{ExitStatus, Outcome};
use crate::answers::Checked;
use crate::pages::{self, Asked};
use crate::report::{Failure, Format};
use crate::text;
use crate::workspace::Workspace;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "report",
    about: ("案件の報告書を、一つの HTML ファイルに書く", "Write the report on an engagement as one HTML file"),
    long: (
        "一画面目に、何が開いているか、どれほど重いか、誰に連絡するかを示します。続いて、指摘ごとの根拠と直し方、分担表、契約の図、時間の流れ、\
         サービス水準の計算、範囲、読み込んだ本文とその指紋があります。ファイル一つで完結し、通信せず、A4 に印刷できます。\
         \n\n`-o` にフォルダ（`reports/` のように）を指定すると、案件ごとの報告書と、それらの一覧 `index.html` を書きます。",
        "The first screen tells what is open, how bad, and whom to call. Behind it stand every finding with its proof and remedy, the \
         matrix, the contracts as a picture, the time line, the computation of service levels, the scope, and the texts that were read \
         with their fingerprints. It is one file, needs no network, and prints on A4.\
         \n\nIf `-o` names a folder, as `reports/`, it gets a report on each engagement, and `index.html`, which lists them.",
    ),
    args: &[PATHS, AT, FROM, TO, ENGAGEMENT, BUNDLE],
    examples: &[
        Example {
            line: "buntan report policies/examples/city-hospital/before.buntan --at 2026-10-01 -o report.html",
            shows: ("付属の病院の報告書", "The report on the hospital that comes along"),
        },
        Example {
            line: "buntan report before.buntan after.buntan -o reports/",
            shows: ("案件ごとの報告書と、その一覧", "A report on each engagement, and a list of them"),
        },
    ],
    run,
};

fn run(context: &mut Context<'_, '_>) -> Outcome {
    if !context.has_output() && context.io.stdout_is_terminal {
        let headline = text!("`-o` で書き込むファイルを指定してください", "name the file to write with `-o`");
        return Err(Failure::new(headline).help(text!("例：`-o report.html`", "for example `-o report.html`")).into());
    }
    if !matches!(context.options.format, Format::Human | Format::Html) {
        let headline = text!("報告書は HTML だけです", "a report is HTML only");
        let help = text!(
            "ほかの形は `buntan check`・`buntan matrix` などの `--format` で得られます",
            "other forms come from `--format` of `buntan check`, `buntan matrix` and others"
        );
        return Err(Failure::new(headline).help(help).into());
    }
    let output = context.values("output").first().map(PathBuf::from);
    let folder = output.as_deref().filter(|it| is_folder(&context.io.current_dir, it));
    if let Some(path) = output.as_deref().filter(|it| folder.is_none() && !is_page(it)) {
        let shown = path.display();
        let headline =
            text!("報告書は HTML です。`{shown}` には書けません", "a report is HTML, and `{shown}` does not end so");
        let help = text!(
            "`-o report.html` のようにするか、`-o reports/` のようにフォルダを指定してください。PDF にするにはブラウザーで開いて印刷します",
            "write `-o report.html`, or name a folder, as `-o reports/`; for a PDF open the report in a browser and print it"
        );
        return Err(Failure::new(headline).help(help).into());
    }
    let workspace = open(context)?;
    let checked = judged_over(context, &workspace)?;
    match folder {
        Some(folder) => {
            let named = context.word("engagement")?.map(|_| only(context, &checked)).transpose()?;
            let all: Vec<&Checked> = named.map_or_else(|| checked.iter().collect(), |it| vec![it]);
            side_by_side(context, &workspace, &all, folder)?;
        }
        None => {
            let page = page(context, &workspace, the_one(context, &checked)?)?;
            context.put(page.as_bytes(), &workspace.sources)?;
        }
    }
    Ok(ExitStatus::Clean)
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("html") || it.eq_ignore_ascii_case("htm"))
}

/// The engagement that is reported on, where one page is to be written.
fn the_one<'a, 'b>(context: &Context<'_, '_>, checked: &'b [Checked<'a>]) -> Result<&'b Checked<'a>, Stop> {
    if checked.len() > 1 && !context.switch("engagement") {
        let count = checked.len();
        let headline = text!("案件が {count} 件あります", "there are {count} engagements");
        let help = text!(
            "`-o reports/` のようにフォルダを指定すると一件ずつ書きます。一件だけなら `--engagement 名前` で選んでください",
            "name a folder, as `-o reports/`, for a report on each, or choose one with `--engagement NAME`"
        );
        return Err(Failure::new(headline).help(help).into());
    }
    only(context, checked)
}

/// A report on each of several engagements, and the page that leads to them.
fn side_by_side(
    context: &Context<'_, '_>,
    workspace: &Workspace,
    all: &[&Checked<'_>],
    folder: &Path,
) -> Result<(), Stop> {
    if all.is_empty() {
        return only(context, &[]).map(|_| ());
    }
    fs::create_dir_all(context.io.current_dir.join(folder)).map_err(|error| unwritable(folder, &error))?;
    let digits = all.len().to_string().len();
    let file = |(at, it): (usize, &&Checked)| {
        format!("{:0digits$}-{}.html", at + 1, file_name(&it.evaluation.context.engagement.name))
    };
    let reports: Vec<(String, &Checked)> = all.iter().enumerate().map(file).zip(all.iter().copied()).collect();
    let put = |name: &str, page: String| {
        let path = folder.join(name);
        let read = context.read(&workspace.sources).into_iter();
        put(&path, &context.io.current_dir.join(&path), read, page.as_bytes())
    };
    for (name, it) in &reports {
        put(name, page(context, workspace, it)?)?;
    }
    put("index.html", pages::overview(&reports, context.io.today, context.lang()))
}

fn page(context: &Context<'_, '_>, workspace: &Workspace, it: &Checked<'_>) -> Result<String, Stop> {
    let parts = workspace.parts_of(it.evaluation.context.engagement);
    let open: Vec<usize> = (0..it.findings.len()).filter(|at| !it.findings[*at].is_waived()).collect();
    let suggestions = suggestions(context, it, parts, &open)?;
    Ok(pages::report(&Asked {
        sources: &workspace.sources,
        checked: it,
        parts,
        suggestions: &suggestions,
        problems: &workspace.problems,
        made: context.io.today,
        lang: context.lang(),
    }))
}

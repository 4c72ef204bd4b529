//! `buntan report`: one page for the board.

use std::path::Path;

use super::context::Context;
use super::open::{AT, BUNDLE, ENGAGEMENT, FROM, PATHS, TO, judged_over, only, open, suggestions};
use super::table::{Command, Example};
use super::{ExitStatus, Outcome};
use crate::pages::{self, Asked};
use crate::report::{Failure, Format};
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "report",
    about: ("一つの案件の報告書を、一つの HTML ファイルに書く", "Write the report on an engagement as one HTML file"),
    long: (
        "一画面目に、何が開いているか、どれほど重いか、誰に連絡するかを示します。続いて、指摘ごとの根拠と直し方、分担表、契約の図、時間の流れ、\
         サービス水準の計算、範囲、読み込んだ本文とその指紋があります。ファイル一つで完結し、通信せず、A4 に印刷できます。",
        "The first screen tells what is open, how bad, and whom to call. Behind it stand every finding with its proof and remedy, the \
         matrix, the contracts as a picture, the time line, the computation of service levels, the scope, and the texts that were read \
         with their fingerprints. It is one file, needs no network, and prints on A4.",
    ),
    args: &[PATHS, AT, FROM, TO, ENGAGEMENT, BUNDLE],
    examples: &[Example {
        line: "buntan report policies/examples/city-hospital/before.buntan --at 2026-10-01 -o report.html",
        shows: ("付属の病院の報告書", "The report on the hospital that comes along"),
    }],
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
    if let Some(path) = context.values("output").first().map(Path::new)
        && !path.extension().is_some_and(|it| it.eq_ignore_ascii_case("html") || it.eq_ignore_ascii_case("htm"))
    {
        let shown = path.display();
        let headline =
            text!("報告書は HTML です。`{shown}` には書けません", "a report is HTML, and `{shown}` does not end so");
        let help = text!(
            "`-o report.html` のようにし、PDF にするにはブラウザーで開いて印刷してください",
            "write `-o report.html`; for a PDF open it in a browser and print it"
        );
        return Err(Failure::new(headline).help(help).into());
    }
    let workspace = open(context)?;
    let checked = judged_over(context, &workspace)?;
    let it = only(context, &checked)?;
    let parts = workspace.parts_of(it.evaluation.context.engagement);
    let open: Vec<usize> = (0..it.findings.len()).filter(|at| !it.findings[*at].is_waived()).collect();
    let suggestions = suggestions(context, it, parts, &open)?;
    let page = pages::report(&Asked {
        sources: &workspace.sources,
        checked: it,
        parts,
        suggestions: &suggestions,
        problems: &workspace.problems,
        made: context.io.today,
        lang: context.lang(),
    });
    context.put(page.as_bytes(), &workspace.sources)?;
    Ok(ExitStatus::Clean)
}

//! `buntan test`: the tests in policy files.

use super::context::{Context, Stop};
use super::open::{BUNDLE, PATHS, covered, open, problems, tested};
use super::table::{Arg, Command, Example, Shape};
use super::{ExitStatus, Outcome};
use crate::answers;
use crate::report::Failure;
use crate::syntax::ast::Test;
use crate::text;
use crate::workspace::Workspace;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "test",
    about: ("ファイルに書かれた検査（test）を実行する", "Run the `test` blocks in files"),
    long: (
        "`test` は案件に変更を加え、期待する指摘や担い手を確かめます。`at` のない検査は日本の今日で評価します。期待どおりでなければ、\
         期待したことと実際との差を、検査に書く言葉で示します。\n\n\
         終了コード：失敗した検査があるか、網羅率が `--fail-under` に満たなければ 1、実行できる検査がなければ 2。",
        "A `test` changes an engagement and says which findings and carriers must come of it. Without `at` it is judged today. Where \
         something else comes of it, the difference is shown in the words of a test.\n\n\
         Exit status: 1 if a test fails or less than `--fail-under` is exercised, 2 if there is none to run.",
    ),
    args: &[
        PATHS,
        super::open::AT,
        Arg {
            name: "filter",
            shape: Shape::Values("TEXT"),
            about: (
                "名前にこの文字列を含む検査だけを実行する（複数指定すると、いずれかを含むもの）",
                "Only tests with this in their name; given several times, with any of these",
            ),
        },
        Arg {
            name: "coverage",
            shape: Shape::Switch(None),
            about: (
                "検査で試された項目・対応・条件・規則と、試されていないものを示す",
                "Show which controls, duties, conditions and rules the tests exercise, and which they do not",
            ),
        },
        Arg {
            name: "fail-under",
            shape: Shape::Value("PERCENT"),
            about: (
                "網羅率がこれより低ければ終了コード 1（0 から 100 の整数。`--coverage` を含む）",
                "Exit with 1 if less is exercised, a whole number from 0 to 100; implies --coverage",
            ),
        },
        Arg {
            name: "format",
            shape: Shape::OneOf(&["human", "short", "json", "md", "html", "csv", "xlsx", "junit"], Some("human")),
            about: (
                "出力の形。short は1件1行、json は機械用、junit は CI 用の XML",
                "Form of the output; short is one line each, json is for programs, junit is XML for build servers",
            ),
        },
        BUNDLE,
    ],
    examples: &[
        Example {
            line: "buntan test policies/examples/city-hospital",
            shows: ("付属の例の検査を実行する", "Run the tests of the hospital that comes along"),
        },
        Example {
            line: "buntan test policies/examples/city-hospital --fail-under 5",
            shows: ("網羅率を示し、5% 未満なら失敗とする", "Show what is exercised, and fail below 5%"),
        },
        Example {
            line: "buntan test policies/roles-2024 --filter C.2 --format junit > buntan.xml",
            shows: ("名前に C.2 を含む検査の結果を CI に渡す", "Hand the tests named after C.2 to a build server"),
        },
    ],
    run,
};

/// How many names are told where none fits.
const NAMED: usize = 20;

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let workspace = open(context)?;
    let options = context.options;
    let junit = context.word("format")? == Some("junit");
    if workspace.has_errors() {
        match junit {
            true => {
                let xml = answers::junit_of_problems(&workspace.sources, &workspace.problems, &options);
                context.put(xml.as_bytes(), &workspace.sources)?;
            }
            false => context.show(&problems(&workspace), &workspace.sources)?,
        }
        return Ok(ExitStatus::Failed);
    }
    let threshold = threshold(context)?;
    let tests = chosen(context, &workspace)?;
    let (runs, coverage) = match threshold.is_some() || context.switch("coverage") {
        true => covered(context, &workspace, &tests).map(|(runs, coverage)| (runs, Some(coverage)))?,
        false => (tested(context, &workspace, &tests)?, None),
    };
    match junit {
        true => {
            let xml = answers::test_junit(&workspace.sources, &runs, &options);
            context.put(xml.as_bytes(), &workspace.sources)?;
        }
        false => {
            let report = answers::test_report(&workspace.sources, &runs);
            let report = match &coverage {
                Some(coverage) => answers::with_coverage(report, &workspace.sources, coverage),
                None => report,
            };
            context.show(&report, &workspace.sources)?;
        }
    }
    let too_little = coverage.is_some_and(|it| threshold.is_some_and(|percent| it.score().is_under(percent)));
    let failed = too_little || runs.iter().any(|run| !run.problems.is_empty());
    Ok(if failed { ExitStatus::Findings } else { ExitStatus::Clean })
}

/// `--fail-under PERCENT`
fn threshold(context: &Context<'_, '_>) -> Result<Option<usize>, Stop> {
    let Some(word) = context.word("fail-under")? else { return Ok(None) };
    match word.trim_end_matches('%').parse::<usize>() {
        Ok(percent) if percent <= 100 => Ok(Some(percent)),
        Ok(_) | Err(_) => Err(Failure::new(text!(
            "`--fail-under` の値 `{word}` は 0 から 100 の整数ではありません",
            "the value `{word}` of `--fail-under` is not a whole number from 0 to 100"
        ))
        .help(text!("例: `--fail-under 80`", "for example `--fail-under 80`"))
        .into()),
    }
}

/// The tests that are to be run: all, or those of `--filter`, whose names in either language are looked at.
fn chosen<'a>(context: &Context<'_, '_>, workspace: &'a Workspace) -> Result<Vec<&'a Test>, Stop> {
    if workspace.tests.is_empty() {
        return Err(Failure::new(text!("検査（test）がありません", "there are no tests"))
            .help(text!("書き方：`buntan guide tests`", "how to write one: `buntan guide tests`"))
            .into());
    }
    let filters: Vec<String> =
        context.values("filter").into_iter().map(|it| it.to_string_lossy().to_lowercase()).collect();
    let fits = |test: &&Test| {
        let has = |name: &str| filters.iter().any(|filter| name.to_lowercase().contains(filter));
        filters.is_empty() || has(&test.name.ja) || has(&test.name.en)
    };
    let tests: Vec<&Test> = workspace.tests.iter().filter(fits).collect();
    if tests.is_empty() {
        return Err(none_fits(&filters, workspace, context).into());
    }
    Ok(tests)
}

fn none_fits(filters: &[String], workspace: &Workspace, context: &Context<'_, '_>) -> Failure {
    let (count, written) = (workspace.tests.len(), filters.join("`, `"));
    let names: Vec<&str> = workspace.tests.iter().map(|test| test.name.in_lang(context.lang())).collect();
    let failure =
        Failure::new(text!("名前に `{written}` を含む検査はありません", "no test has `{written}` in its name"));
    let failure = match filters {
        [one] => failure.suggest(one, names.iter().copied()),
        _ => failure,
    };
    let listed = names.iter().take(NAMED).map(|name| format!("- {name}")).collect::<Vec<_>>().join("\n");
    let failure = failure.help(text!("検査 {count} 件：\n{listed}", "there are {count}:\n{listed}"));
    match count.saturating_sub(NAMED) {
        0 => failure,
        more => failure.help(text!("ほかに {more} 件あります", "and {more} more")),
    }
}

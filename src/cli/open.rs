//! What commands about engagements have in common: paths in, a workspace out.

use std::io::Read;
use std::path::PathBuf;

use super::ExitStatus;
use super::context::{Context, Stop};
use super::files::unreadable;
use super::named::subject;
use super::table::{Arg, Shape};
use crate::answers::{Asked, Baseline, Checked, DomainCoverage, Misread, TestRun};
use crate::bundle::{self, Bundle};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::model::{self, Date, Stretch};
use crate::report::{Document, Failure};
use crate::syntax::ast::{self, Name};
use crate::syntax::{self, limits};
use crate::text;
use crate::workspace::{Loading, Workspace};
use crate::world::{DiskWorld, World};

/// `PATH…`
pub(super) const PATHS: Arg = Arg {
    name: "PATH",
    shape: Shape::Position { required: true, many: true, values: &[] },
    about: (
        "`.buntan`・`.json`・`.ndjson` のファイルまたはフォルダ。`-` は標準入力",
        "A `.buntan`, `.json` or `.ndjson` file, or a folder; `-` is standard input",
    ),
};

/// `--at DATE`
pub(super) const AT: Arg = Arg {
    name: "at",
    shape: Shape::Value("DATE"),
    about: ("基準日（年-月-日）。省くと日本の今日", "The day to judge, year-month-day; otherwise today in Japan"),
};

/// `--from DATE`
pub(super) const FROM: Arg = Arg {
    name: "from",
    shape: Shape::Value("DATE"),
    about: ("期間を点検するとき、その初日。`--to` とともに使う", "The first of several days; together with `--to`"),
};

/// `--to DATE`
pub(super) const TO: Arg = Arg {
    name: "to",
    shape: Shape::Value("DATE"),
    about: ("期間を点検するとき、その最終日（その日を含む）", "The last of several days, inclusive"),
};

/// `--engagement NAME`
pub(super) const ENGAGEMENT: Arg = Arg {
    name: "engagement",
    shape: Shape::Value("NAME"),
    about: ("複数の案件があるとき、見る案件の名前", "Which engagement, where there are several"),
};

/// `--duty ID`
pub(super) const DUTY: Arg = Arg {
    name: "duty",
    shape: Shape::Value("ID"),
    about: ("対応の番号またはパターン（例：P2.C.*）", "A duty's id or a pattern such as P2.C.*"),
};

/// `--on SUBJECT`
pub(super) const ON: Arg = Arg {
    name: "on",
    shape: Shape::Value("SUBJECT"),
    about: (
        "対象（構成要素、契約、事業者の短い名前か名称、engagement、`a -- b`）",
        "What it is about: a component, a contract or a vendor by its short or its official name, engagement, or `a -- b`",
    ),
};

/// `--fail-on SEVERITY`
pub(super) const FAIL_ON: Arg = Arg {
    name: "fail-on",
    shape: Shape::OneOf(&["error", "warning", "note", "never"], None),
    about: (
        "どの重さから終了コードを 1 にするか。省くと buntan.toml の設定、なければ error",
        "From which severity on the exit status is 1; otherwise as in buntan.toml, or error",
    ),
};

/// `--baseline FILE`
pub(super) const BASELINE: Arg = Arg {
    name: "baseline",
    shape: Shape::Value("FILE"),
    about: (
        "前に `check --format json` か `batch` で書いた結果。それから新しくなった、悪化した、変わった、解消した指摘だけを示し、数える",
        "What `check --format json` or `batch` wrote before: only what is new, worse, changed or fixed since then is shown and counts",
    ),
};

/// `--bundle FILE`
pub(super) const BUNDLE: Arg = Arg {
    name: "bundle",
    shape: Shape::Values("FILE"),
    about: (
        "`buntan bundle` で書いたファイル。中の確認表と約款を、組込みのものと同じように名前で使える",
        "A file that `buntan bundle` wrote; its catalogues and templates can be named like built-in ones",
    ),
};

/// Reads and compiles what the arguments name.
pub(super) fn open(context: &mut Context<'_, '_>) -> Result<Workspace, Stop> {
    let given = context.values("PATH").into_iter().map(PathBuf::from).collect();
    open_paths(context, given)
}

/// Reads and compiles some paths.
pub(super) fn open_paths(context: &mut Context<'_, '_>, given: Vec<PathBuf>) -> Result<Workspace, Stop> {
    let (loading, settings) = loaded(context, given)?;
    compiled(context, loading, settings)
}

/// Reads and compiles a text that belongs to no file, as one of the project of the current folder.
pub(super) fn made_of(context: &mut Context<'_, '_>, text: &str) -> Result<Workspace, Stop> {
    let world = DiskWorld::new(&context.io.current_dir, &[PathBuf::from(".")]);
    let mut loading = Loading::default();
    offer_bundles(context, &mut loading)?;
    loading.add_text("-", text.as_bytes(), false);
    loading.read(&world, &[]);
    compiled(context, loading, settings(context, &world))
}

/// The settings of a project: under which name, and as written.
pub(super) type Settings = Option<(String, String)>;

/// Reads some paths, with what they name in the bundles of `--bundle`.
pub(super) fn loaded(context: &mut Context<'_, '_>, given: Vec<PathBuf>) -> Result<(Loading, Settings), Stop> {
    let (standard, paths): (Vec<PathBuf>, Vec<PathBuf>) = given.into_iter().partition(|it| it.as_os_str() == "-");
    let current_dir = context.io.current_dir.clone();
    // Standard input belongs to the project of the current folder.
    let anchors = if standard.is_empty() { paths.clone() } else { [paths.clone(), vec![PathBuf::from(".")]].concat() };
    let world = DiskWorld::new(&current_dir, &anchors);
    let mut loading = Loading::default();
    offer_bundles(context, &mut loading)?;
    if !standard.is_empty() {
        let bytes = read_limited(context)?;
        let json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        loading.add_text("-", &bytes, json);
    }
    let loading = within(context, || {
        loading.read(&world, &paths);
        loading
    })?;
    Ok((loading, settings(context, &world)))
}

/// The settings of the project that a world opens.
pub(super) fn settings(context: &Context<'_, '_>, world: &DiskWorld) -> Settings {
    let path = world.project_file()?;
    let bytes = world.read(&path, limits::MAX_FILE).ok()?;
    let shown = path.strip_prefix(&context.io.current_dir).unwrap_or(&path).display().to_string();
    Some((shown, String::from_utf8_lossy(&bytes).into_owned()))
}

/// Compiles what was read, by the settings of the project.
pub(super) fn compiled(context: &Context<'_, '_>, loading: Loading, settings: Settings) -> Result<Workspace, Stop> {
    within(context, || Workspace::new(loading, settings))
}

/// Makes what the bundles of `--bundle` have known by its names.
pub(super) fn offer_bundles(context: &Context<'_, '_>, loading: &mut Loading) -> Result<(), Stop> {
    for path in context.values("bundle") {
        let path = std::path::Path::new(path);
        loading.offer(path, read_bundle(context, path)?);
    }
    Ok(())
}

/// A bundle, from wherever it lies: who names it on the command line has chosen it.
pub(super) fn read_bundle(context: &Context<'_, '_>, path: &std::path::Path) -> Result<Bundle, Stop> {
    let world = DiskWorld::new(&context.io.current_dir, &[path.to_owned()]);
    let bytes = world.read(path, limits::MAX_BUNDLE).map_err(|error| unreadable(path, &error))?;
    bundle::read(bytes).map_err(|fault| {
        let (shown, Text { ja, en }) = (path.display(), fault.says());
        Failure::new(text!("`{shown}` を読めません：{ja}", "`{shown}` cannot be read: {en}")).help(fault.help()).into()
    })
}

/// What `--baseline` names.
pub(super) fn baseline(context: &Context<'_, '_>) -> Result<Option<Baseline>, Stop> {
    let Some(path) = context.values("baseline").first().copied().map(std::path::Path::new) else { return Ok(None) };
    let file = opened(&context.io.current_dir.join(path)).map_err(|error| unreadable(path, &error))?;
    let (shown, most) = (path.display(), limits::MAX_BASELINE / 1024 / 1024);
    if file.metadata().map_err(|error| unreadable(path, &error))?.len() > limits::MAX_BASELINE as u64 {
        return Err(Failure::new(text!(
            "基準 `{shown}` が大きすぎます（上限は {most} MiB です）",
            "the baseline `{shown}` is too large: the most is {most} MiB"
        ))
        .help(text!(
            "案件を分けて評価し、それぞれの結果を基準にしてください",
            "judge the engagements in parts, each with what was found in it as its baseline"
        ))
        .into());
    }
    Baseline::read(file.take(limits::MAX_BASELINE as u64)).map(Some).map_err(
        |Misread { line, why: Text { ja, en } }| {
            Failure::new(text!(
                "`{shown}` の {line} 行目は基準として読めません：{ja}",
                "line {line} of `{shown}` cannot be read as a baseline: {en}"
            ))
            .help(text!(
                "`buntan check … --format json` か `buntan batch …` の出力を渡してください",
                "give it what `buntan check … --format json` or `buntan batch …` wrote"
            ))
            .into()
        },
    )
}

/// A plain file; a pipe or a device may never end.
fn opened(path: &std::path::Path) -> std::io::Result<std::fs::File> {
    let file = std::fs::File::open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(std::io::ErrorKind::InvalidInput.into()),
    }
}

/// Runs something on as many threads as `--threads` says.
pub(super) fn within<T: Send>(context: &Context<'_, '_>, work: impl FnOnce() -> T + Send) -> Result<T, Stop> {
    Ok(context.pool()?.install(work))
}

/// The text of a single file, read like those that are judged.
pub(super) fn read_text(context: &Context<'_, '_>, path: &std::path::Path) -> Result<String, Stop> {
    let world = DiskWorld::new(&context.io.current_dir, &[path.to_owned()]);
    let bytes = world.read(path, limits::MAX_FILE).map_err(|error| unreadable(path, &error))?;
    syntax::decode(&bytes).map(str::to_owned).map_err(refused)
}

/// Whether something new is heavy enough for exit status 1.
pub(super) fn status_of(worst: Option<Severity>, limit: Option<Severity>) -> ExitStatus {
    match (worst, limit) {
        (Some(worst), Some(limit)) if worst >= limit => ExitStatus::Findings,
        _ => ExitStatus::Clean,
    }
}

/// Judges every engagement on the day of `--at`.
pub(super) fn judged<'a>(context: &Context<'_, '_>, workspace: &'a Workspace) -> Result<Vec<Checked<'a>>, Stop> {
    let day = day(context)?;
    within(context, || workspace.check(day))
}

/// Judges every engagement on some days.
pub(super) fn judged_on<'a>(
    context: &Context<'_, '_>,
    workspace: &'a Workspace,
    days: Stretch,
) -> Result<Vec<Checked<'a>>, Stop> {
    within(context, || workspace.check(days))
}

/// Judges every engagement on the day of `--at`, or over the days of `--from` and `--to`.
pub(super) fn judged_over<'a>(context: &Context<'_, '_>, workspace: &'a Workspace) -> Result<Vec<Checked<'a>>, Stop> {
    let days = asked_days(context, ["at", "from", "to"])?.unwrap_or(context.io.today.into());
    judged_within(context, workspace, days)
}

/// Judges every engagement over some days, unless there are too many.
pub(super) fn judged_within<'a>(
    context: &Context<'_, '_>,
    workspace: &'a Workspace,
    days: Stretch,
) -> Result<Vec<Checked<'a>>, Stop> {
    if let Some(case) = workspace.too_long(days) {
        let name = &case.name;
        let headline = text!(
            "「{name}」は責任と日付の組合せが多すぎて、この期間を一度に点検できません",
            "`{name}` has too many obligations and dates to be judged over all of these days at once"
        );
        let help = text!("`--from` と `--to` の間を短くしてください", "name fewer days with `--from` and `--to`");
        return Err(Failure::new(headline).help(help).into());
    }
    within(context, || workspace.check(days))
}

/// The day, or the days, of options of these names, if any was given: a day, a first and a last day.
pub(super) fn asked_days(context: &Context<'_, '_>, [at, from, to]: [&str; 3]) -> Result<Option<Stretch>, Stop> {
    match (between(context, from, to)?, context.date(at)?) {
        (Some(_), Some(_)) => {
            let headline = text!(
                "`--{at}` は `--{from}`・`--{to}` と同時に使えません",
                "`--{at}` cannot stand beside `--{from}` and `--{to}`"
            );
            Err(Failure::new(headline).into())
        }
        (days, day) => Ok(days.or(day.map(Stretch::from))),
    }
}

/// The days of `--from` and `--to`, if they were given.
pub(super) fn days_of(context: &Context<'_, '_>) -> Result<Option<Stretch>, Stop> {
    between(context, "from", "to")
}

fn between(context: &Context<'_, '_>, from: &str, to: &str) -> Result<Option<Stretch>, Stop> {
    match (context.date(from)?, context.date(to)?) {
        (None, None) => Ok(None),
        (Some(first), Some(last)) => Stretch::new(first, last).map(Some).ok_or_else(|| {
            Failure::new(text!(
                "`--{to}` の {last} は `--{from}` の {first} より前です",
                "`--{to}`, {last}, is before `--{from}`, {first}"
            ))
            .into()
        }),
        (Some(_), None) | (None, Some(_)) => Err(Failure::new(text!(
            "`--{from}` と `--{to}` は両方指定してください",
            "`--{from}` and `--{to}` go together"
        ))
        .help(text!("一日だけなら `--at` を使います", "for a single day, use `--at`"))
        .into()),
    }
}

/// Runs tests of a workspace.
pub(super) fn tested(
    context: &Context<'_, '_>,
    workspace: &Workspace,
    tests: &[&ast::Test],
) -> Result<Vec<TestRun>, Stop> {
    let day = day(context)?;
    within(context, || workspace.run_some_tests(tests, day))
}

/// Runs tests of a workspace, and tells what they exercise.
pub(super) fn covered(
    context: &Context<'_, '_>,
    workspace: &Workspace,
    tests: &[&ast::Test],
) -> Result<(Vec<TestRun>, DomainCoverage), Stop> {
    let day = day(context)?;
    within(context, || workspace.cover(tests, day))
}

pub(super) fn read_limited(context: &mut Context<'_, '_>) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    context.io.stdin.take(limits::MAX_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Looks for remedies, on as many threads as `--threads` says.
pub(super) fn suggestions(
    context: &Context<'_, '_>,
    checked: &Checked<'_>,
    parts: &[crate::syntax::ast::Engagement],
    of: &[usize],
) -> Result<crate::answers::Suggestions, Stop> {
    within(context, || crate::answers::suggest(checked, parts, of))
}

/// The day of `--at`, else today.
pub(super) fn day(context: &Context<'_, '_>) -> Result<Date, Stop> {
    Ok(context.date("at")?.unwrap_or(context.io.today))
}

/// From which severity on a run fails: `--fail-on`, else the project's, else `error`.
pub(super) fn fail_on(context: &Context<'_, '_>, workspace: &Workspace) -> Result<Option<Severity>, Stop> {
    Ok(match context.word("fail-on")? {
        Some("never") => None,
        Some("note") => Some(Severity::Note),
        Some("warning") => Some(Severity::Warning),
        Some(_) => Some(Severity::Error),
        None => workspace.config.fail_on.unwrap_or(Some(Severity::Error)),
    })
}

/// The problems of the texts as a document, for commands that cannot go on.
pub(super) fn problems(workspace: &Workspace) -> Document {
    problems_of(&workspace.problems)
}

/// Problems as a document.
pub(super) fn problems_of(problems: &[Diagnostic]) -> Document {
    problems.iter().fold(Document::new(), |document, problem| document.problem(problem.clone()))
}

/// The engagement that a question is about: the only one, or the one named.
pub(super) fn only<'a, 'b>(context: &Context<'_, '_>, checked: &'b [Checked<'a>]) -> Result<&'b Checked<'a>, Stop> {
    let name = |it: &Checked<'a>| it.evaluation.context.engagement.name.clone();
    let names: Vec<String> = checked.iter().map(name).collect();
    let listed = names.join(", ");
    match (context.word("engagement")?, checked) {
        (Some(wanted), all) => all.iter().find(|it| name(it) == wanted).ok_or_else(|| {
            Failure::new(text!("案件「{wanted}」がありません", "there is no engagement `{wanted}`"))
                .suggest(wanted, names.iter().map(String::as_str))
                .into()
        }),
        (None, [one]) => Ok(one),
        (None, []) => {
            Err(Failure::new(text!("評価できる案件がありません", "there is no engagement that can be judged"))
                .help(text!("`buntan check` で誤りを確かめてください", "`buntan check` shows the errors"))
                .into())
        }
        (None, _) => {
            Err(Failure::new(text!("案件が複数あります：{listed}", "there are several engagements: {listed}"))
                .help(text!("`--engagement 名前` で選んでください", "choose one with `--engagement NAME`"))
                .into())
        }
    }
}

/// The duties of `--duty`.
fn duties(word: &str, workspace: &Workspace, checked: &Checked) -> Result<fixedbitset::FixedBitSet, Stop> {
    let pattern = Name { text: word.to_owned(), ..Name::default() };
    let view = &checked.evaluation.context.engagement.in_view;
    model::duties_matching(&workspace.policy, Some(view), &pattern).map_err(refused)
}

/// What the questions about obligations were asked of; asking of none is a mistake worth saying.
pub(super) fn asked(duty: &str, on: Option<&str>, workspace: &Workspace, checked: &Checked<'_>) -> Result<Asked, Stop> {
    let duties = duties(duty, workspace, checked)?;
    let subject = on.map(|word| subject(word, checked)).transpose()?;
    let asked = Asked::new(checked, &duties, subject);
    if asked.obligations.is_empty() {
        let kinds: std::collections::BTreeSet<&str> = duties
            .ones()
            .map(|row| workspace.policy.duties[<model::DutyIdx as model::Idx>::new(row)].per)
            .map(|per| <model::SubjectKind as model::Word>::name(per))
            .collect();
        let kinds = kinds.into_iter().collect::<Vec<_>>().join(", ");
        let on = on.unwrap_or_default();
        return Err(Failure::new(text!("`{on}` に `{duty}` はありません", "there is no `{duty}` on `{on}`"))
            .help(text!("`{duty}` の単位は {kinds} です", "`{duty}` is per {kinds}"))
            .into());
    }
    Ok(asked)
}

pub(super) fn refused(problem: Diagnostic) -> Stop {
    problem.help.into_iter().fold(Failure::new(problem.headline), Failure::help).into()
}

//! Policy files as tests: every `test` block under `tests/corpus/{laws,findings}` and in the examples is a case; so are the properties that every file
//! must have: shuffled declarations and another file name give the same findings, JSON says the same as the text, and a file with
//! `//@ golden` prints what stands in the `.out` file beside it.
//!
//! `BLESS=1 cargo test --test corpus` rewrites the `.out` files; read the diff.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use buntan::answers;
use buntan::diagnostic::{Lang, Severity};
use buntan::model::Stretch;
use buntan::report::{self, Format, Options};
use buntan::source::{Source, SourceId};
use buntan::syntax::{self, ast};
use buntan::workspace::{Loading, Workspace};
use jiff::civil::date;
use libtest_mimic::{Arguments, Failed, Trial};

#[path = "support/files.rs"]
mod files;

use files::files;

/// The day of every case that names none.
const DAY: jiff::civil::Date = date(2026, 10, 1);

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    let folders = ["tests/corpus/laws", "tests/corpus/findings", "policies/examples/city-hospital"];
    let all = folders.iter().flat_map(|folder| files(&root().join(folder), "buntan"));
    // What goes on with another file, or holds no engagement, is no case of its own.
    let is_part =
        |path: &PathBuf| path.ends_with("levels.buntan") || path.components().any(|it| it.as_os_str() == "all-packs");
    for path in all.filter(|path| !is_part(path)) {
        let shown = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
        let text: Arc<str> = fs::read_to_string(&path).expect("a corpus file").into();
        trials.extend(cases(&shown, &text));
        let (a, b, c) = (text.clone(), text.clone(), text.clone());
        trials.push(Trial::test(format!("{shown}::same_when_shuffled"), move || same_when_shuffled(&a)));
        trials.push(Trial::test(format!("{shown}::same_as_json"), move || same_as_json(&b)));
        if text.lines().any(|line| line.trim() == "//@ golden") {
            trials.push(Trial::test(format!("{shown}::golden"), move || golden(&path, &c)));
        }
    }
    trials.extend(renderings());
    libtest_mimic::run(&arguments, trials).exit();
}

/// What every code of a text or of a static check looks like, once, in both languages: the first case that has it, that of the file
/// named after it before others.
fn renderings() -> Vec<Trial> {
    let folders = ["tests/corpus/checks", "tests/corpus/syntax/err"];
    let paths: Vec<PathBuf> = folders.iter().flat_map(|folder| files(&root().join(folder), "buntan")).collect();
    let mut first: BTreeMap<&'static str, (bool, String)> = BTreeMap::new();
    for path in &paths {
        let stem = path.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(path).expect("a corpus file");
        let mut cases = text.split("//= ");
        // What stands before the first case is part of every case.
        let before = cases.next().unwrap_or_default();
        for case in cases.map(|case| before.to_owned() + case.split_once('\n').map_or("", |(_, body)| body)) {
            // The claims are for other tests, and would only blur what a reader sees.
            let case: String = case
                .lines()
                .map(|line| line.split("//~").next().unwrap_or_default().trim_end())
                .filter(|line| !line.trim_start().starts_with("//@"))
                .map(|line| line.to_owned() + "\n")
                .collect();
            let workspace = open("example.buntan", &case);
            for problem in &workspace.problems {
                let code = problem.code.name;
                let own = stem == code;
                if first.get(code).is_none_or(|(already, _)| own && !already) {
                    let all = report::Document::new().problem(problem.clone());
                    let both = [Lang::Ja, Lang::En].map(|lang| shown(&workspace, &all, Format::Human, lang));
                    first.insert(code, (own, both.join("\n")));
                }
            }
        }
    }
    let of_bytes = |name: &str| {
        name.starts_with("json_") || ["encoding", "too_large", "too_deep", "control_character"].contains(&name)
    };
    let listed = syntax::CODES
        .iter()
        .chain(buntan::model::CODES)
        .chain(buntan::check::CODES)
        .chain(buntan::findings::WAIVER_CODES);
    let wanted: Vec<&'static str> = listed.map(|code| code.name).filter(|name| !of_bytes(name)).collect();
    wanted
        .into_iter()
        .map(|name| {
            let seen = first.get(name).map(|(_, seen)| seen.clone());
            Trial::test(format!("rendering::{name}"), move || match seen {
                Some(seen) => same_as_file(&root().join(format!("tests/corpus/renderings/{name}.out")), &seen),
                None => Err(Failed::from("no case has this code")),
            })
        })
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn open(name: &str, text: &str) -> Workspace {
    let mut loading = Loading::default();
    loading.add_text(name, text.as_bytes(), false);
    loading.read(&world(), &[]);
    Workspace::new(loading, None)
}

/// What the hospital's files name.
fn world() -> buntan::world::MemoryWorld {
    buntan::world::MemoryWorld::default()
        .file("levels.buntan", include_str!("../policies/examples/city-hospital/levels.buntan"))
}

fn shown(workspace: &Workspace, document: &report::Document, format: Format, lang: Lang) -> String {
    let mut out = Vec::new();
    let options = Options { format, lang, ..Options::default() };
    report::write(document, &workspace.sources, &options, &mut out).expect("writing to memory");
    String::from_utf8(out).expect("UTF-8")
}

/// One trial for each `test` block; a file with errors fails as one.
fn cases(shown_name: &str, text: &Arc<str>) -> Vec<Trial> {
    let workspace = open(shown_name, text);
    if workspace.has_errors() || workspace.tests.is_empty() {
        let problems =
            workspace.problems.iter().fold(report::Document::new(), |it, problem| it.problem(problem.clone()));
        let words = shown(&workspace, &problems, Format::Human, Lang::En);
        return vec![Trial::test(format!("{shown_name}::loads"), move || {
            Err(Failed::from(format!("the file has errors or no tests:\n{words}")))
        })];
    }
    let runs = Arc::new(workspace.run_tests(DAY));
    let workspace = Arc::new(workspace);
    (0..runs.len())
        .map(|number| {
            let (runs, workspace) = (runs.clone(), workspace.clone());
            Trial::test(format!("{shown_name}::{}", runs[number].name.en), move || {
                let run = &runs[number];
                if run.problems.is_empty() {
                    return Ok(());
                }
                let words = answers::test_report(&workspace.sources, std::slice::from_ref(run));
                Err(Failed::from(shown(&workspace, &words, Format::Human, Lang::En)))
            })
        })
        .collect()
}

/// The findings of every engagement, on a day and over some years, without anything that depends on positions.
fn masked(workspace: &Workspace) -> Vec<String> {
    let years = Stretch { from: date(2026, 1, 1), to: date(2028, 12, 31) };
    let mut all = Vec::new();
    for checked in workspace.check(DAY).into_iter().chain(workspace.check(years)) {
        for (it, why) in checked.findings.iter().zip(checked.derivations()) {
            let because: Vec<&str> = it.because.iter().map(|at| checked.findings[*at].id.as_str()).collect();
            let told = format!("{:?}", words_of(&why));
            all.push(format!(
                "{:?} {} {} {} {:?} {:?} {because:?} {:?} {:?} {told}",
                it.days,
                it.id,
                it.code.name,
                it.severity.name(),
                it.message(&checked.evaluation.context),
                it.group.defect.reasons,
                it.endangers,
                it.serves
            ));
        }
    }
    all
}

fn words_of(derivation: &buntan::findings::Derivation) -> Vec<String> {
    let mut words = vec![derivation.text.en.clone(), derivation.text.ja.clone()];
    words.extend(derivation.steps.iter().flat_map(words_of));
    words
}

/// Declarations in another order, under another name, judged by one thread, say the same.
fn same_when_shuffled(text: &str) -> Result<(), Failed> {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let eight = rayon::ThreadPoolBuilder::new().num_threads(8).build().expect("eight threads");
    let written = eight.install(|| masked(&open("a.buntan", text)));
    for seed in 1..=3_u64 {
        let shuffled = shuffled(text, seed);
        let again = one.install(|| masked(&open("z/renamed.buntan", &shuffled)));
        if written != again {
            return Err(format!("seed {seed}: the findings differ:\n{written:#?}\n{again:#?}\n{shuffled}").into());
        }
    }
    Ok(())
}

/// The items of every engagement in another order: whole items are moved as text, so that the result is again a policy file.
fn shuffled(text: &str, seed: u64) -> String {
    let source = Source::new("a.buntan", text);
    let parsed = syntax::parse(SourceId(0), &source);
    let mut out = text.to_owned();
    let mut engagements: Vec<&ast::Engagement> = parsed.file.engagements.iter().collect();
    engagements.sort_by_key(|it| std::cmp::Reverse(it.span.start));
    for engagement in engagements {
        let mut spans: Vec<(usize, usize)> =
            engagement.statements.iter().map(|it| (it.span.start as usize, it.span.end as usize)).collect();
        spans.extend(engagement.contracts.iter().map(|it| (it.span.start as usize, it.span.end as usize)));
        spans.sort();
        let pieces: Vec<&str> = spans.iter().map(|(from, to)| &text[*from..*to]).collect();
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for at in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(at, (state >> 33) as usize % (at + 1));
        }
        for (number, (from, to)) in spans.iter().enumerate().rev() {
            out.replace_range(*from..*to, pieces[order[number]]);
        }
    }
    out
}

/// The engagements written as JSON say the same.
fn same_as_json(text: &str) -> Result<(), Failed> {
    let written = masked(&open("a.buntan", text));
    let source = Source::new("a.buntan", text);
    let parsed = syntax::parse(SourceId(0), &source);
    let mut loading = Loading::default();
    // The catalogues stay in the language; the engagements move to JSON.
    let mut catalogues = text.to_owned();
    let mut blocks: Vec<_> = parsed.file.engagements.iter().map(|it| it.span).collect();
    blocks.extend(parsed.file.tests.iter().map(|it| it.span));
    blocks.sort_by_key(|it| std::cmp::Reverse(it.start));
    for block in blocks {
        catalogues.replace_range(block.start as usize..block.end as usize, "");
    }
    loading.add_text("catalogues.buntan", catalogues.as_bytes(), false);
    for (number, engagement) in parsed.file.engagements.iter().enumerate() {
        let json = serde_json::to_string_pretty(engagement).expect("an engagement as JSON");
        loading.add_text(&format!("{number}.json"), json.as_bytes(), true);
    }
    loading.read(&world(), &[]);
    let workspace = Workspace::new(loading, None);
    let again = masked(&workspace);
    if written == again {
        return Ok(());
    }
    let problems: Vec<_> =
        workspace.problems.iter().filter(|it| it.severity == Severity::Error).map(|it| &it.headline.en).collect();
    Err(format!("the findings differ:\n{written:#?}\n{again:#?}\n{problems:#?}").into())
}

/// What `check` prints, in both languages.
fn golden(path: &Path, text: &str) -> Result<(), Failed> {
    let name = path.strip_prefix(root()).unwrap_or(path).display().to_string();
    let workspace = open(&name, text);
    let checked = workspace.check(DAY);
    let document = answers::check(&workspace.sources, &checked, &workspace.skipped(), &workspace.problems);
    let mut seen = String::new();
    for lang in [Lang::Ja, Lang::En] {
        seen.push_str(&shown(&workspace, &document, Format::Human, lang));
        seen.push('\n');
    }
    same_as_file(&path.with_extension("out"), &seen)
}

/// Compares with a file, or writes it where that was asked for.
fn same_as_file(file: &Path, seen: &str) -> Result<(), Failed> {
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap_or(file))?;
        fs::write(file, seen)?;
        return Ok(());
    }
    let expected = fs::read_to_string(file).unwrap_or_default();
    if expected == seen {
        return Ok(());
    }
    Err(format!("{} differs; BLESS=1 rewrites it:\n{seen}", file.display()).into())
}

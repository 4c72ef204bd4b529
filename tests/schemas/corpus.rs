//! The answers about every file of the corpus and of the examples, asked without a command line.

use std::fs;

use buntan::answers::{self, Asked, Checked, Drawn, Picture, TimelineAsked, Version};
use buntan::diagnostic::{Lang, Text};
use buntan::model::Stretch;
use buntan::report::{self, Align, Document, Failure, Format, Options, Table, Tree};
use buntan::workspace::{Loading, Workspace};
use buntan::world::MemoryWorld;
use jiff::civil::{Date, date};
use serde_json::Value;

use super::files::files;
use super::held::Held;
use super::root;

/// The day of every question.
const DAY: Date = date(2026, 10, 1);
/// The days of those about several.
const YEARS: Stretch = Stretch { from: date(2026, 4, 1), to: date(2030, 3, 31) };
/// So many findings of an engagement are asked about one by one.
const FINDINGS: usize = 3;

/// A file, or a case of one, read.
struct Case {
    name: String,
    workspace: Workspace,
}

fn case(name: &str, text: &str) -> Case {
    let levels = include_str!("../../policies/examples/city-hospital/levels.buntan");
    let mut loading = Loading::default();
    loading.add_text(name, text.as_bytes(), name.ends_with(".json"));
    loading.read(&MemoryWorld::default().file("levels.buntan", levels), &[]);
    Case { name: name.to_owned(), workspace: Workspace::new(loading, None) }
}

/// The cases of some folders; a file holds one, or several that begin with `//= `.
fn cases(folders: &[&str]) -> Vec<Case> {
    let mut all = Vec::new();
    for path in folders.iter().flat_map(|folder| files(&root().join(folder), "buntan")) {
        let name = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
        let text = fs::read_to_string(&path).expect("a file of the corpus");
        let mut parts = text.split("//= ");
        let first = parts.next().unwrap_or_default();
        let before = all.len();
        all.extend(parts.map(|it| case(&name, &(first.to_owned() + it.split_once('\n').map_or("", |(_, body)| body)))));
        if all.len() == before {
            all.push(case(&name, &text));
        }
    }
    all
}

/// The machine form of an answer.
fn data(document: Document) -> Value {
    document.data.expect("a machine form")
}

/// What is written of an answer that has no machine form of its own.
fn in_blocks(case: &Case, document: &Document) -> Value {
    let mut out = Vec::new();
    let options = Options { format: Format::Json, ..Options::default() };
    report::write(document, &case.workspace.sources, &options, &mut out).expect("memory takes everything");
    serde_json::from_slice(&out).expect("JSON")
}

fn judged(case: &Case, days: impl Into<Stretch>, held: &mut Held) {
    let Workspace { sources, problems, .. } = &case.workspace;
    let checked = case.workspace.check(days);
    let document = answers::check_data(sources, &checked, &case.workspace.skipped(), problems);
    held.hold("check", &data(answers::with_accounts(document, &checked)), &case.name);
}

#[test]
fn what_check_says_of_every_case() {
    let mut held = Held::default();
    let folders = ["tests/corpus/laws", "tests/corpus/findings", "tests/corpus/checks", "tests/corpus/syntax"];
    for case in cases(&folders) {
        judged(&case, DAY, &mut held);
        judged(&case, YEARS, &mut held);
        // What commands print whose question stays open, and what `fmt` says.
        let problems = &case.workspace.problems;
        let blocks = problems.iter().fold(Document::new(), |document, it| document.problem(it.clone()));
        held.hold("blocks", &in_blocks(&case, &blocks), &case.name);
        let own = case.workspace.sources.find(&case.name);
        let laid_out: Vec<_> = own.map(|at| answers::lay_out(&case.workspace.sources, at, None)).into_iter().collect();
        held.hold("fmt", &data(answers::laid_out(&case.workspace.sources, &laid_out, true, false)), &case.name);
    }
}

/// All questions about one engagement.
fn asked(case: &Case, checked: &Checked, held: &mut Held) {
    let (name, sources) = (&case.name, &case.workspace.sources);
    let parts = case.workspace.parts_of(checked.evaluation.context.engagement);
    for (number, it) in checked.findings.iter().enumerate().take(FINDINGS) {
        let why = answers::explain_finding(sources, checked, &it.id).expect("it is there");
        held.hold("explain", &data(why), name);
        let one = answers::suggest(checked, parts, &[number]);
        held.hold("suggest", &data(answers::suggested_one(sources, checked, &one)), name);
    }
    let some: Vec<usize> = (0..checked.findings.len().min(FINDINGS)).collect();
    let plan = answers::suggest(checked, parts, &some);
    held.hold("suggest", &data(answers::suggested(sources, checked, &plan)), name);
    let obligations: Vec<_> = checked.evaluation.context.obligations.all.indices().collect();
    let all = Asked { obligations: obligations.clone() };
    held.hold("explain", &data(answers::explain(sources, checked, &all)), name);
    held.hold("why-not", &data(answers::why_not(sources, checked, &all)), name);
    held.hold("matrix", &data(answers::matrix(checked, None)), name);
    let horizon = Some(date(2029, 3, 31));
    let line = TimelineAsked { obligations, party: None, days: None, horizon };
    let line = answers::timeline(checked, &line).expect("it is no large engagement");
    held.hold("timeline", &data(line.document), name);
    let primes: Vec<_> = answers::primes(checked).into_iter().map(|it| answers::covered(checked, it)).collect();
    held.hold("coverage", &data(answers::coverage(sources, checked, &primes)), name);
    for picture in [Picture::Obligations, Picture::Delegation, Picture::Contracts] {
        for drawn in [Drawn::Dot, Drawn::Mermaid] {
            held.hold("graph", &data(answers::graph(checked, picture, drawn, Lang::En)), name);
        }
    }
}

#[test]
fn what_every_question_about_a_case_is_answered() {
    let mut held = Held::default();
    let all = cases(&["tests/corpus/laws", "tests/corpus/findings"]);
    for case in all.iter().filter(|it| !it.workspace.has_errors()) {
        for checked in case.workspace.check(DAY) {
            asked(case, &checked, &mut held);
        }
        let tests: Vec<_> = case.workspace.tests.iter().collect();
        let (runs, coverage) = case.workspace.cover(&tests, DAY);
        let sources = &case.workspace.sources;
        let report = answers::with_coverage(answers::test_report(sources, &runs), sources, &coverage);
        held.hold("test", &data(report), &case.name);
    }
    for (old, new) in all.iter().zip(all.iter().skip(1)) {
        let [before, after] = [old, new].map(|it| it.workspace.check(DAY));
        let [was, is] = [(old, &before), (new, &after)].map(|(it, checked)| Version {
            policy: &it.workspace.policy,
            checked,
            sources: &it.workspace.sources,
        });
        held.hold("diff", &data(answers::diff(&answers::difference(was, is), was, is)), &new.name);
    }
}

#[test]
fn every_block_of_an_answer_without_a_form_of_its_own() {
    let table = Table::new(["left", "right", "center"]).align(1, Align::Right).align(2, Align::Center);
    let policy = case("x.json", "{\"engagement\": 1}");
    let problem = policy.workspace.problems.first().expect("a problem").clone();
    let failure = Failure::new(Text::same("no")).help(Text::same("go on"));
    let blocks = Document::new()
        .heading(1, "heading")
        .paragraph("paragraph")
        .list(["item"])
        .terms([("term".into(), "words".into())])
        .table(table.row(["a", "b", "c"]))
        .tree(Tree::leaf("root").child(Tree::leaf("leaf")))
        .note("note")
        .lines(vec!["line".into()])
        .verbatim("text")
        .problem(problem)
        .failure(failure)
        .rule();
    let kinds = blocks.blocks.len();
    let (mut held, blocks) = (Held::default(), in_blocks(&policy, &blocks));
    assert_eq!(blocks["blocks"].as_array().map(Vec::len), Some(kinds));
    for block in blocks["blocks"].as_array().into_iter().flatten() {
        let one = serde_json::json!({ "blocks": [block] });
        held.hold("blocks", &one, "a block");
        held.hold_tightly("blocks", &one, "a block");
    }
}

//! The model and its static checks, case by case: every file under `tests/corpus/checks` is named after the code that it is about.
//!
//! ```text
//! //= name                                   begins a case; what stands before the first is part of every case
//! A owns X.9 by K1  //~ error unknown_duty `X.9` "did you mean"
//! //~^ warning dead_statement "period"       about the line above; `//~|` about the same line as the claim before
//! ```
//!
//! A claim gives severity and code, then in backticks the underlined text and in quotes a part of the words, both optional. Every
//! diagnostic of warning or above must be claimed, and every claim must be met.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use buntan::diagnostic::{Diagnostic, Severity};
use buntan::model::{self, duties_named};
use buntan::workspace::{Loading, Workspace};
use buntan::{check, source::Sources};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/checks")
}

fn open(text: &str) -> Workspace {
    let mut loading = Loading::default();
    loading.add_text("case.buntan", text.as_bytes(), false);
    loading.read(&buntan::world::MemoryWorld::default(), &[]);
    Workspace::new(loading, None)
}

struct Claim {
    line: usize,
    severity: String,
    code: String,
    underlined: Option<String>,
    words: Option<String>,
}

/// The claims of a text, each with the line (from 1) that it is about.
fn claims(text: &str) -> Vec<Claim> {
    let mut all: Vec<Claim> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Some((_, claim)) = line.split_once("//~") else { continue };
        let (about, claim) = match (claim.strip_prefix('^'), claim.strip_prefix('|')) {
            (Some(claim), _) => (number, claim),
            (_, Some(claim)) => (all.last().expect("a claim above").line, claim),
            _ => (number + 1, claim),
        };
        let mut words = claim.split_whitespace();
        let mut word = || words.next().expect("severity and code").to_owned();
        all.push(Claim {
            line: about,
            severity: word(),
            code: word(),
            underlined: between(claim, '`', claim.find('"').unwrap_or(claim.len())),
            words: quoted(claim),
        });
    }
    all
}

/// What stands between the first `mark` and the last before the quoted part; the underlined text may itself hold quotes.
fn between(claim: &str, mark: char, quote: usize) -> Option<String> {
    let from = claim.find(mark).filter(|from| *from < quote)? + 1;
    let to = from + claim[from..].find(mark)?;
    Some(claim[from..to].to_owned())
}

/// What stands in quotes after the underlined text.
fn quoted(claim: &str) -> Option<String> {
    let begin = between(claim, '`', claim.find('"').unwrap_or(claim.len()))
        .map_or(0, |it| claim.find('`').map_or(0, |at| at + it.len() + 2));
    let rest = &claim[begin..];
    let from = rest.find('"')? + 1;
    let to = from + rest[from..].rfind('"')?;
    Some(rest[from..to].to_owned())
}

/// Everything that a diagnostic says, in both languages.
fn words(problem: &Diagnostic) -> String {
    let labels = problem.primary.iter().chain(&problem.labels).map(|label| &label.text);
    let all = std::iter::once(&problem.headline).chain(labels).chain(&problem.help);
    all.map(|text| format!("{}\n{}\n", text.en, text.ja)).collect()
}

fn meets(claim: &Claim, problem: &Diagnostic, sources: &Sources) -> bool {
    let Some(span) = problem.primary.as_ref().map(|label| label.span) else { return false };
    let line = sources.get(span.source).position(span.start).line;
    line == claim.line
        && problem.code.name == claim.code
        && problem.severity.name() == claim.severity
        && claim.underlined.as_ref().is_none_or(|text| sources.slice(span) == text)
        && claim.words.as_ref().is_none_or(|part| words(problem).contains(part))
}

fn shown(problem: &Diagnostic, sources: &Sources) -> String {
    let place = problem.primary.as_ref().map(|label| (sources.place(label.span), sources.slice(label.span)));
    format!("{} {} {place:?}\n{}", problem.severity.name(), problem.code.name, words(problem))
}

/// What is wrong with one case.
fn failures(text: &str) -> Vec<String> {
    let workspace = open(text);
    let mut open_claims = claims(text);
    let mut failures = Vec::new();
    for problem in &workspace.problems {
        match open_claims.iter().position(|claim| meets(claim, problem, &workspace.sources)) {
            Some(at) => {
                open_claims.remove(at);
            }
            None if problem.severity >= Severity::Warning => {
                failures.push(format!("not claimed: {}", shown(problem, &workspace.sources)));
            }
            None => {}
        }
    }
    failures.extend(open_claims.iter().map(|it| format!("not met: line {}: {} {}", it.line, it.severity, it.code)));
    failures
}

/// The cases of a file: name and text.
fn cases(text: &str) -> Vec<(String, String)> {
    let mut parts = text.split("//= ");
    let before = parts.next().unwrap_or_default();
    parts
        .map(|part| {
            let (name, rest) = part.split_once('\n').expect("a line end after the name of a case");
            (name.to_owned(), format!("{before}//= {name}\n{rest}"))
        })
        .collect()
}

#[test]
fn every_case() {
    let mut failed = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder()).expect("the corpus") {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("a corpus file");
        for (name, case) in cases(&text) {
            count += 1;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            failed.extend(failures(&case).into_iter().map(|it| format!("{stem}::{name}: {it}")));
        }
    }
    failed.sort();
    assert!(failed.is_empty(), "{} problems in {count} cases:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn every_code_has_a_case_that_claims_it() {
    for code in model::CODES.iter().chain(check::CODES) {
        let path = folder().join(code.name).with_extension("buntan");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let claimed: BTreeSet<String> = claims(&text).into_iter().map(|claim| claim.code).collect();
        assert!(claimed.contains(code.name), "no case claims `{}`", code.name);
    }
}

const CATALOGUES: [&str; 2] = [
    r#"catalogue b {
  fact big : bool of engagement
  fact stored : bool of component
  section Z "Z" { control X.10 "十" { per component when stored  duty b "い" duty a "ろ" requires X.2 } }
  section A "A" { control X.2 "二" { per contract where direct when big } }
}"#,
    r#"catalogue a { control Y.1 "一" { per engagement serves b:X.2 } }"#,
];

const ENGAGEMENT: [&str; 11] = [
    "use a, b only X.*",
    "party H hospital",
    "party A vendor { stored = no }",
    "party B vendor",
    "component emr application by A runs on host { stored = yes }",
    "component host infrastructure by B",
    "contract K10 H -> A { period 2026-04-01 ..  covers emr }",
    "contract K2 A -> B under K10 { period 2026-04-01 ..  covers host }",
    "big = yes",
    "A owns X.* on emr by K10 \"第8条\"",
    "A delegates X.10.a on host to B via K2",
];

fn engagement(items: &[&str]) -> String {
    format!("engagement \"e\" {{\n{}\n}}\n", items.join("\n"))
}

/// A settled engagement and its policy in words that hold nothing of positions.
fn said(text: &str) -> String {
    let workspace = open(text);
    let errors: Vec<_> = workspace.problems.iter().filter(|it| it.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let (settled, _) = workspace.cases[0].settled.as_ref().expect("a settled engagement");
    let duties: Vec<Vec<usize>> = settled.statements.iter().map(|it| it.duties.ones().collect()).collect();
    let in_view: Vec<usize> = settled.in_view.ones().collect();
    without_spans(&format!("{:#?}\n{settled:#?}\n{duties:?}\n{in_view:?}", workspace.policy))
}

/// A debug print without the fields `span: Span { … }`.
fn without_spans(print: &str) -> String {
    let mut kept = String::new();
    let mut skipping = 0;
    for line in print.lines() {
        if line.trim_start().starts_with("data: 0x") {
            continue; // where a bit set lies in memory
        }
        if skipping == 0 && line.trim_end().ends_with("Span {") {
            skipping = line.len() - line.trim_start().len() + 1;
        } else if skipping == 0 {
            kept.push_str(line);
            kept.push('\n');
        } else if line.trim_start().starts_with('}') && line.len() - line.trim_start().len() + 1 == skipping {
            skipping = 0;
        }
    }
    kept
}

/// The first line in which two prints differ.
fn difference(a: &str, b: &str) -> String {
    let differing = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    format!("{differing:?}")
}

#[test]
fn the_order_of_declarations_never_matters() {
    let written = said(&format!("{}\n{}\n{}", CATALOGUES[0], CATALOGUES[1], engagement(&ENGAGEMENT)));
    for turn in 0..ENGAGEMENT.len() {
        let mut items = ENGAGEMENT.to_vec();
        items.rotate_left(turn);
        if turn % 2 == 0 {
            items.reverse();
        }
        let again = said(&format!("{}\n{}\n{}", engagement(&items), CATALOGUES[1], CATALOGUES[0]));
        assert!(written == again, "{} in the order {items:#?}", difference(&written, &again));
    }
}

#[test]
fn parts_of_an_engagement_say_what_one_says() {
    let catalogues = CATALOGUES.join("\n");
    let whole = said(&format!("{catalogues}\n{}", engagement(&ENGAGEMENT)));
    let (first, second) = ENGAGEMENT.split_at(6);
    let continued = engagement(second).replace("\"e\"", "\"e\" continued");
    let parts = said(&format!("{catalogues}\n{continued}\n{}", engagement(first)));
    assert!(whole == parts, "{}", difference(&whole, &parts));
}

#[test]
fn names_that_a_lost_block_declared_are_not_reported() {
    let text =
        format!("{}\n{}", CATALOGUES.join("\n").replacen("catalogue b", "catalog b", 1), engagement(&ENGAGEMENT));
    let codes: Vec<&str> = open(&text).problems.iter().map(|it| it.code.name).collect();
    assert_eq!(codes, ["syntax_error"]);
}

#[test]
fn tables_stand_in_natural_order() {
    let workspace = open(&format!("{}\n{}", CATALOGUES.join("\n"), engagement(&ENGAGEMENT)));
    let ids: Vec<&str> = workspace.policy.duties.iter().map(|duty| duty.id.as_str()).collect();
    assert_eq!(ids, ["Y.1", "X.2", "X.10.a", "X.10.b"]);
    let (settled, _) = workspace.cases[0].settled.as_ref().expect("a settled engagement");
    let contracts: Vec<&str> = settled.contracts.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(contracts, ["K2", "K10"]);
}

#[test]
fn patterns_match_whole_segments() {
    let policy = open(&CATALOGUES.join("\n")).policy;
    let found = |pattern: &str| -> Vec<&str> {
        let set = duties_named(&policy, None, pattern).unwrap_or_default();
        set.ones().map(|row| policy.duties.iter().nth(row).map_or("", |duty| duty.id.as_str())).collect()
    };
    assert_eq!(found("X.10"), ["X.10.a", "X.10.b"]);
    assert_eq!(found("X.1"), [""; 0]);
    assert_eq!(found("X.*"), ["X.2", "X.10.a", "X.10.b"]);
    assert_eq!(found("b:X.10.a"), ["X.10.a"]);
    assert_eq!(found("b:*"), ["X.2", "X.10.a", "X.10.b"]);
    assert_eq!(found("*"), ["Y.1", "X.2", "X.10.a", "X.10.b"]);
    assert_eq!(found("a:X.2"), [""; 0]);
}

#[test]
fn levels_in_one_list_are_bounded() {
    let metrics: Vec<String> = (0..101).map(|n| format!("metric m{n} : number lower own sum suppliers max")).collect();
    let levels: Vec<String> = (0..101).map(|n| format!("m{n} <= {n}")).collect();
    let text = |count: usize| {
        format!(
            "catalogue t {{\n{}\n}}\nengagement \"e\" {{ use t\nparty H hospital\nparty A vendor\n\
             contract K1 H -> A {{ date 2026-04-01  promises {} }}\n}}\n",
            metrics.join("\n"),
            levels[..count].join(", ")
        )
    };
    let codes = |text: &str| -> Vec<&str> { open(text).problems.iter().map(|problem| problem.code.name).collect() };
    assert!(!codes(&text(100)).contains(&"too_large"));
    assert!(codes(&text(101)).contains(&"too_large"));
}

/// Each beneath the last.
#[test]
fn tiers_of_subcontracts_are_bounded() {
    let text = |tiers: usize| {
        let parties: String = (1..=tiers).map(|it| format!("  party V{it} vendor\n")).collect();
        let contract = |it: usize| match it {
            1 => "  contract K1 H -> V1 { period 2026-04-01 ..  covers emr }\n".to_owned(),
            _ => format!(
                "  contract K{it} V{} -> V{it} under K{} {{ period 2026-04-01 ..  covers emr }}\n",
                it - 1,
                it - 1
            ),
        };
        let contracts: String = (1..=tiers).map(contract).collect();
        format!(
            "catalogue t {{ title \"T\" publisher \"t\" edition 2026-01 control T.1 \"a\" joint {{ per component }} }}\n\
             engagement \"e\" {{\n  use t\n  party H hospital\n{parties}  component emr application by V1\n{contracts}}}\n"
        )
    };
    let codes = |text: &str| -> Vec<&str> { open(text).problems.iter().map(|problem| problem.code.name).collect() };
    assert!(!codes(&text(64)).contains(&"too_large"));
    assert!(codes(&text(65)).contains(&"too_large"));
    assert!(codes(&text(2000)).contains(&"too_large"));
}

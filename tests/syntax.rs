//! What the language reads, and what it says about what it cannot read.
//!
//! `tests/corpus/syntax/ok` holds files without a problem. `tests/corpus/syntax/err` holds cases headed `//= name`. A comment
//! `//~ error code `underlined` "fragment"` claims a problem on its line, `//~^` on the line above; fragments are looked for in
//! headline, labels and help of both languages. `//@ keeps A, B` names what must be there all the same.
//! `BLESS=1 cargo test --test syntax` rewrites the claims; read the diff.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use buntan::diagnostic::{Diagnostic, Lang};
use buntan::source::{Source, SourceId};
use buntan::syntax::{Parsed, ast, parse};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder");
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    all.sort();
    all
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a text").replace("\r\n", "\n")
}

fn parsed(text: &str) -> Parsed {
    parse(SourceId(0), &Source::new("case.buntan", text))
}

fn ok_files() -> Vec<PathBuf> {
    files("tests/corpus/syntax/ok")
}

fn codes(parsed: &Parsed) -> Vec<&'static str> {
    parsed.problems.iter().map(|problem| problem.code.name).collect()
}

/// One line for each problem, for messages of this file.
fn told(text: &str, problems: &[Diagnostic]) -> String {
    let source = Source::new("case.buntan", text);
    let mut out = String::new();
    for problem in problems {
        let at = problem.primary.as_ref().map_or(0, |primary| primary.span.start);
        let line = source.position(at).line;
        writeln!(out, "{line}: {} {}", problem.code.name, problem.headline.en).expect("a string");
    }
    out
}

fn underlined<'a>(text: &'a str, problem: &Diagnostic) -> &'a str {
    let span = problem.primary.as_ref().expect("a place").span;
    text.get(span.start as usize..span.end as usize).expect("a place inside the text")
}

// ------------------------------------------------------------------------------------------------------------------ corpus

#[test]
fn sound_files_have_no_problems() {
    for path in ok_files() {
        let text = read(&path);
        let parsed = parsed(&text);
        assert!(parsed.problems.is_empty(), "{}:\n{}", path.display(), told(&text, &parsed.problems));
    }
}

/// The cases of a file, each with its head.
fn cases(whole: &str) -> Vec<String> {
    let mut cases: Vec<String> = Vec::new();
    for line in whole.split_inclusive('\n') {
        match cases.last_mut() {
            Some(case) if !line.starts_with("//= ") => case.push_str(line),
            _ => cases.push(line.to_owned()),
        }
    }
    cases
}

#[test]
fn every_mistake_is_reported_at_its_place() {
    let mut wrong = String::new();
    for path in files("tests/corpus/syntax/err") {
        let whole = read(&path);
        if std::env::var_os("BLESS").is_some() {
            let again: String = cases(&whole).iter().map(|case| blessed(case)).collect();
            fs::write(&path, again).expect("a file to write");
            continue;
        }
        for case in cases(&whole) {
            for message in check(&case) {
                let name = case.lines().next().unwrap_or("");
                writeln!(wrong, "{} {name}: {message}", path.display()).expect("a string");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What a comment says must be reported: the line, counted from 0, and the words behind `//~`.
fn claims(case: &str) -> Vec<(usize, String)> {
    let (mut all, mut above) = (Vec::new(), 0);
    for (number, line) in case.lines().enumerate() {
        let own_line = line.trim_start().starts_with("//~");
        match line.split_once("//~") {
            Some((_, claim)) => match claim.strip_prefix('^') {
                Some(claim) => all.push((above, claim.trim().to_owned())),
                None => all.push((number, claim.trim().to_owned())),
            },
            None => {}
        }
        if !own_line {
            above = number;
        }
    }
    all
}

/// Line, counted from 0, and severity, code and underlined text of a problem.
fn described(text: &str, problem: &Diagnostic) -> (usize, String) {
    let start = problem.primary.as_ref().expect("a place").span.start;
    let line = Source::new("case", text).position(start).line - 1;
    let shown = underlined(text, problem).lines().next().unwrap_or("");
    (line, format!("{} {} `{shown}`", problem.severity.name(), problem.code.name))
}

fn check(case: &str) -> Vec<String> {
    let parsed = parsed(case);
    let mut wrong = Vec::new();
    let mut open = claims(case);
    for problem in &parsed.problems {
        let labels = problem.primary.iter().chain(&problem.labels).map(|label| &label.text);
        let mut words = String::new();
        for text in labels.chain([&problem.headline]).chain(&problem.help) {
            words.push_str(&format!("{}\n{}\n", text.in_lang(Lang::Ja), text.in_lang(Lang::En)));
        }
        for text in problem.help.iter().chain([&problem.headline]) {
            if text.ja.is_empty() || text.en.is_empty() || text.en.ends_with('.') || text.ja.ends_with('。') {
                wrong.push(format!("words: {text:?}"));
            }
        }
        let (line, shown) = described(case, problem);
        let met = open.iter().position(|(at, claim)| {
            let rest = claim.strip_prefix(&shown);
            *at == line && rest.is_some_and(|rest| fragments(rest).all(|part| words.contains(&part)))
        });
        match met {
            Some(at) => drop(open.remove(at)),
            None => wrong.push(format!("not claimed, line {line}: {shown}\n{words}")),
        }
    }
    wrong.extend(open.into_iter().map(|(line, claim)| format!("not reported, line {line}: {claim}")));
    let kept = names(&parsed.file);
    let listed = case.lines().filter_map(|line| line.strip_prefix("//@ keeps ")).flat_map(|line| line.split(", "));
    wrong.extend(listed.filter(|name| !kept.contains(*name)).map(|name| format!("lost: {name}")));
    wrong
}

/// The quoted parts of a claim; a quote inside one is written `”`.
fn fragments(claim: &str) -> impl Iterator<Item = String> + '_ {
    claim.split('"').skip(1).step_by(2).map(|part| part.replace('”', "\""))
}

/// The case with the claims that would be true.
fn blessed(case: &str) -> String {
    let bare: String = case
        .lines()
        .filter(|line| !line.trim_start().starts_with("//~"))
        .map(|line| format!("{}\n", line.split_once("//~").map_or(line, |(before, _)| before.trim_end())))
        .collect();
    let parsed = parsed(&bare);
    let mut lines: Vec<String> = bare.lines().map(str::to_owned).collect();
    for problem in parsed.problems.iter().rev() {
        let (line, shown) = described(&bare, problem);
        let mut claim = format!("//~^ {shown} \"{}\"", problem.headline.en.replace('"', "”"));
        for help in &problem.help {
            write!(claim, " \"{}\"", help.en.replace('"', "”")).expect("a string");
        }
        lines.insert(line + 1, claim);
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// Everything declared, and `who does` of every statement.
fn names(file: &ast::File) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for it in &file.catalogues {
        all.insert(it.name.text.clone());
        all.extend(it.sections.iter().map(|it| it.label.text.clone()));
        all.extend(it.facts.iter().map(|it| it.name.text.clone()));
        all.extend(it.controls.iter().map(|it| it.id.text.clone()));
    }
    for it in &file.engagements {
        all.insert(it.name.text.clone());
        all.extend(it.parties.iter().map(|it| it.name.text.clone()));
        all.extend(it.components.iter().map(|it| it.name.text.clone()));
        all.extend(it.contracts.iter().map(|it| it.name.text.clone()));
        for it in &it.statements {
            let who = it.who.as_ref().map_or("", |who| &who.text);
            all.insert(format!("{who} {}", it.does.text));
        }
    }
    all
}

//! What holds of the source as a whole: imports point one way, every code has its page and its case, every mutant applies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[path = "support/files.rs"]
mod files;

use files::files;

/// The stages in order; each may use only what stands before it.
const ORDER: [&str; 23] = [
    "source",
    "diagnostic",
    "world",
    "syntax",
    "bundle",
    "model",
    "verify",
    "graph",
    "check",
    "evaluate",
    "findings",
    "report",
    "answers",
    "pages",
    "packs",
    "workspace",
    "forms",
    "oscal",
    "schemas",
    "codes",
    "guide",
    "batch",
    "cli",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The stage that a source file belongs to.
fn stage(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).expect("a file under src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_point_one_way() {
    let position: BTreeMap<&str, usize> = ORDER.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let own = stage(&path);
        if own == "lib" || own == "main" {
            continue;
        }
        let own_place = *position.get(own.as_str()).unwrap_or_else(|| panic!("`{own}` is not in the order of stages"));
        let text = fs::read_to_string(&path).expect("a source file");
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for used in line.split("crate::").skip(1).chain(line.split("buntan::").skip(1)) {
                let names: Vec<String> = match used.strip_prefix('{') {
                    Some(list) => list.split(['}', ',']).map(|it| it.trim().to_owned()).collect(),
                    None => vec![used.to_owned()],
                };
                for name in names {
                    let name: String = name.chars().take_while(|ch| ch.is_alphanumeric() || *ch == '_').collect();
                    if let Some(place) = position.get(name.as_str())
                        && *place > own_place
                    {
                        wrong.push(format!("{}: {own} uses {name}: {}", path.display(), line.trim()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_is_a_stage() {
    let stages: BTreeSet<String> = files(&root().join("src"), "rs").iter().map(|it| stage(it)).collect();
    let known: BTreeSet<String> = ORDER.iter().chain(&["lib", "main"]).map(|it| (*it).to_owned()).collect();
    assert_eq!(stages, known);
}

#[test]
fn every_code_has_a_page_in_both_languages() {
    let mut names = BTreeSet::new();
    for code in buntan::codes::all() {
        assert!(names.insert(code.name), "`{}` is there twice", code.name);
        for (ja, en) in [code.page.says, code.page.why, code.page.remedy] {
            assert!(!ja.is_empty() && !en.is_empty(), "`{}` lacks words", code.name);
            assert!(!ja.is_ascii(), "`{}`: the Japanese is not Japanese: {ja}", code.name);
            // What stands in backticks may be Japanese: it is what a user writes.
            let prose: String = en.split('`').step_by(2).collect();
            let english = prose.chars().all(|ch| ch.is_ascii() || "…→×".contains(ch));
            assert!(english, "`{}`: the English is not English: {en}", code.name);
        }
    }
}

#[test]
fn every_code_occurs_in_a_case() {
    let mut written = String::new();
    for path in files(&root().join("tests"), "buntan").iter().chain(&files(&root().join("tests"), "rs")) {
        written.push_str(&fs::read_to_string(path).expect("a test"));
    }
    let own = fs::read_to_string(root().join("tests/architecture.rs")).expect("this file");
    let written = written.replace(&own, "");
    let missing: Vec<&str> =
        buntan::codes::all().into_iter().map(|code| code.name).filter(|name| !written.contains(name)).collect();
    assert!(missing.is_empty(), "no test names {missing:?}");
}

#[test]
fn every_finding_has_a_canonical_file_with_its_rendering() {
    let all = files(&root().join("tests/corpus/findings"), "buntan");
    for code in buntan::findings::CODES {
        let file = all.iter().find(|path| path.file_stem().is_some_and(|stem| stem == code.name));
        let file = file.unwrap_or_else(|| panic!("no tests/corpus/findings/**/{}.buntan", code.name));
        assert!(file.with_extension("out").is_file(), "no rendering beside {}", file.display());
    }
}

/// What a patch looks for: by hunk, the file and its lines as they are before.
fn hunks(patch: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut file = String::new();
    for line in patch.lines() {
        if let Some(path) = line.strip_prefix("--- a/") {
            file = path.to_owned();
        } else if line.starts_with("@@") {
            found.push((file.clone(), String::new()));
        } else if let (Some((_, before)), Some(kept)) = (found.last_mut(), line.strip_prefix([' ', '-'])) {
            *before += &format!("{kept}\n");
        }
    }
    found
}

#[test]
fn every_mutant_says_what_it_breaks_and_applies() {
    let all = files(&root().join("tests/mutants"), "patch");
    assert!(!all.is_empty());
    for path in all {
        let name = path.display();
        let patch = fs::read_to_string(&path).expect("a patch");
        let says = patch.lines().next().unwrap_or_default();
        assert!(says.ends_with('.') && says.contains(' '), "{name}: the first line says in words what breaks");
        let hunks = hunks(&patch);
        assert!(!hunks.is_empty(), "{name}: changes nothing");
        for (file, before) in hunks {
            assert!(file.starts_with("src/"), "{name}: `{file}` states no law");
            let text = fs::read_to_string(root().join(&file)).unwrap_or_else(|_| panic!("{name}: no `{file}`"));
            let places = format!("\n{text}").matches(&format!("\n{before}")).count();
            assert_eq!(places, 1, "{name}: where in `{file}`?\n{before}");
        }
    }
}

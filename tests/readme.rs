//! The README is true: both halves say the same, and what it shows is what is printed.
//!
//! `BLESS=1 cargo test --test readme` rewrites the outputs; read the diff.

use std::fs;
use std::path::PathBuf;

use buntan::answers;
use buntan::diagnostic::Lang;
use buntan::report::{self, Options};
use buntan::workspace::{Loading, Workspace};
use buntan::world::MemoryWorld;
use jiff::civil::date;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// The English half and the Japanese half.
fn halves(text: &str) -> (String, String) {
    let at = text.find("\n# 分担").expect("a Japanese half") + 1;
    (text[..at].to_owned(), text[at..].to_owned())
}

/// Fenced blocks: the words after the fence, and the text.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(words), None) => open = Some((words.to_owned(), String::new())),
            (Some(_), Some(block)) => found.push(block),
            (None, Some((words, body))) => open = Some((words, body + line + "\n")),
            (None, None) => {}
        }
    }
    found
}

#[test]
fn both_halves_have_the_same_headings_and_commands() {
    let text = fs::read_to_string(path()).expect("README.md");
    let (en, ja) = halves(&text);
    let shape = |half: &str| -> Vec<usize> {
        let mut fenced = false;
        let mut levels = Vec::new();
        for line in half.lines() {
            if line.starts_with("```") {
                fenced = !fenced;
            } else if !fenced && line.starts_with('#') {
                levels.push(line.chars().take_while(|ch| *ch == '#').count());
            }
        }
        levels
    };
    assert_eq!(shape(&en), shape(&ja));
    let commands = |half: &str| -> Vec<String> {
        blocks(half).into_iter().filter(|(words, _)| words == "sh").map(|(_, body)| body).collect()
    };
    assert_eq!(commands(&en), commands(&ja));
    let kinds = |half: &str| -> Vec<String> { blocks(half).into_iter().map(|(words, _)| words).collect() };
    assert_eq!(kinds(&en), kinds(&ja));
}

#[test]
fn the_policy_prints_what_is_shown() {
    let mut text = fs::read_to_string(path()).expect("README.md");
    let (en, ja) = halves(&text);
    for (half, lang) in [(en, Lang::En), (ja, Lang::Ja)] {
        let all = blocks(&half);
        let policy = &all.iter().find(|(words, _)| words.starts_with("buntan ")).expect("a policy").1;
        let shown = &all.iter().find(|(words, _)| words == "console").expect("a session").1;
        let command = shown.lines().next().expect("a command");
        let mut loading = Loading::default();
        loading.add_text("hospital.buntan", policy.as_bytes(), false);
        loading.read(&MemoryWorld::default(), &[]);
        let workspace = Workspace::new(loading, None);
        let day = date(2026, 10, 1);
        let document =
            answers::check(&workspace.sources, &workspace.check(day), &workspace.skipped(), &workspace.problems);
        let mut out = Vec::new();
        report::write(&document, &workspace.sources, &Options { lang, ..Options::default() }, &mut out)
            .expect("memory");
        let seen = format!("{command}\n{}", String::from_utf8(out).expect("UTF-8"));
        assert!(workspace.run_tests(day).iter().all(|run| run.problems.is_empty()), "the test in the README fails");
        if std::env::var_os("BLESS").is_some() {
            text = text.replace(&format!("```console\n{shown}```"), &format!("```console\n{seen}```"));
        } else {
            assert_eq!(*shown, seen, "BLESS=1 rewrites it");
        }
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(path(), text).expect("README.md");
    }
}

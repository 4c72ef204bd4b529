//! Whatever is typed or fed: no panic, and an answer.

use std::fs;
use std::path::{Path, PathBuf};

use buntan::source::{Source, SourceId};
use buntan::syntax;
use buntan::workspace::{Loading, Workspace};
use buntan::world::MemoryWorld;
use jiff::civil::date;
use rayon::prelude::*;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|it| it == "buntan") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn texts(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    files(&root).into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("a text"))).collect()
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Reads, compiles, settles, judges and tests a text; problems are fine, a panic is not.
fn survive(text: &str) {
    let mut loading = Loading::default();
    loading.add_text("a.buntan", text.as_bytes(), false);
    loading.read(&MemoryWorld::default(), &[]);
    let workspace = Workspace::new(loading, None);
    let _ = workspace.check(date(2026, 10, 1));
    let _ = workspace.run_tests(date(2026, 10, 1));
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

#[test]
fn every_prefix_of_every_corpus_file_parses() {
    for (_, text) in texts("tests/corpus") {
        (0..text.len()).into_par_iter().filter(|at| text.is_char_boundary(*at)).for_each(|at| {
            let prefix = &text[..at];
            // Parsing alone for every prefix; the whole pipeline for some.
            let source = Source::new("a.buntan", prefix);
            let _ = syntax::parse(SourceId(0), &source);
            if at % 997 == 0 {
                survive(prefix);
            }
        });
    }
}

#[test]
fn five_hundred_cuts_of_each_pack_and_example_are_survived() {
    for (path, text) in texts("policies") {
        let mut random = Random(0x5eed);
        for number in 0..500 {
            let from = boundary(&text, random.below(text.len()));
            let to = boundary(&text, from + random.below(200));
            let cut = format!("{}{}", &text[..from], &text[to.max(from)..]);
            let source = Source::new("a.buntan", cut.as_str());
            let parsed = syntax::parse(SourceId(0), &source);
            assert!(parsed.file.catalogues.len() <= 1, "{}", path.display());
            if number % 50 == 0 {
                survive(&cut);
            }
        }
    }
}

#[test]
fn cut_and_swapped_cases_are_survived() {
    for (_, text) in texts("tests/corpus/laws") {
        let lines: Vec<&str> = text.lines().collect();
        let mut random = Random(7);
        for _ in 0..5 {
            let mut lines = lines.clone();
            let (a, b) = (random.below(lines.len()), random.below(lines.len()));
            lines.swap(a, b);
            lines.remove(random.below(lines.len()));
            survive(&lines.join("\n"));
        }
    }
}

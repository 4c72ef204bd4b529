//! Whatever is typed or fed: no panic, and an answer.

use std::fs;
use std::path::{Path, PathBuf};

use buntan::source::{Source, SourceId};
use buntan::syntax;
use buntan::workspace::{Loading, Workspace};
use buntan::world::MemoryWorld;
use jiff::civil::date;
use rayon::prelude::*;

#[path = "support/files.rs"]
mod files;

use files::files;

fn texts(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    files(&root, "buntan").into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("a text"))).collect()
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
fn prefixes_of_every_corpus_file_parse() {
    for (_, text) in texts("tests/corpus") {
        // Of a long text every prefix of its beginning, and then some of each line: the time grows with the square of the length.
        let is_tried = |at: &usize| *at < 2_000 || text[..*at].ends_with('\n') || at.is_multiple_of(13);
        let ends = (0..text.len()).into_par_iter().filter(|at| text.is_char_boundary(*at));
        ends.filter(is_tried).for_each(|at| {
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
fn hundreds_of_cuts_of_each_pack_and_example_are_survived() {
    for (path, text) in texts("policies") {
        let mut random = Random(0x5eed);
        // About ten megabytes of text for each.
        for number in 0..(10_000_000 / text.len().max(1)).clamp(40, 500) {
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

/// A catalogue with these controls, and the beginning of an engagement that uses it.
fn ours(controls: &str) -> String {
    format!(
        "catalogue t {{ title \"t\" publisher \"t\" edition 2026-01\n{controls}\n}}\nengagement \"E\" {{ use t party H hospital party A vendor\n"
    )
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|number| line(number) + "\n").collect()
}

/// The codes of all problems and findings on a day.
fn codes(text: &str) -> Vec<&'static str> {
    let mut loading = Loading::default();
    loading.add_text("a.buntan", text.as_bytes(), false);
    loading.read(&MemoryWorld::default(), &[]);
    let workspace = Workspace::new(loading, None);
    let findings = workspace.check(date(2026, 10, 1)).into_iter().flat_map(|it| it.findings);
    let mut codes: Vec<&str> = findings.map(|it| it.code.name).collect();
    codes.extend(workspace.problems.iter().map(|it| it.code.name));
    codes.sort();
    codes.dedup();
    codes
}

const PER_COMPONENT: &str = "control T.1 \"x\" joint { per component }";

// Each of these took minutes, or gigabytes, when something was asked of every pair or of every combination.

/// One subcontract beneath the other, and a duty that is delegated down to the last.
fn tiers(count: usize) -> String {
    ours(PER_COMPONENT)
        + "party V1 vendor component c application by V1\n\
           contract K1 H -> V1 { type saas period 2026-04-01 .. covers c }\n\
           V1 owns T.1 on c by K1\n"
        + &lines(count - 1, |at| {
            let (above, next) = (at + 1, at + 2);
            format!(
                "party V{next} vendor\ncontract K{next} V{above} -> V{next} under K{above} {{ type iaas period 2026-04-01 \
                 .. covers c consented 2026-02-01 }}\nV{above} delegates T.1 on c to V{next} via K{next}"
            )
        })
        + &format!("V{count} accepts T.1 on c by K{count}\n}}")
}

#[test]
fn a_long_line_of_subcontracts_is_followed_to_its_end() {
    assert_eq!(codes(&tiers(64)), ["unused_party"]);
    assert_eq!(codes(&tiers(64).replace("V64 accepts T.1 on c by K64", "")), ["broken_delegation", "unused_party"]);
}

#[test]
fn a_line_of_subcontracts_without_end_is_refused() {
    assert_eq!(codes(&tiers(65)), ["too_large"]);
    assert_eq!(codes(&tiers(1500)), ["too_large"]);
}

#[test]
fn components_on_components_and_all_connected_are_related() {
    let chain = lines(2000, |at| format!("component c{at} application by A runs on c{}", at + 1));
    assert_eq!(codes(&(ours(PER_COMPONENT) + &chain + "component c2000 application by A }")), ["unowned"]);
    let others = |at: usize| (0..at).map(|it| format!("c{it}")).collect::<Vec<_>>().join(", ");
    let connected = lines(400, |at| match at {
        0 => "component c0 application by A".to_owned(),
        _ => format!("component c{at} application by {} connects {}", if at % 2 == 0 { "A" } else { "B" }, others(at)),
    });
    let text = ours("control T.1 \"x\" joint { per interface }") + "party B vendor\n" + &connected + "}";
    assert_eq!(codes(&text), ["unowned"]);
}

#[test]
fn the_same_said_of_everything_many_times_is_weighed() {
    let text = ours(&lines(60, |at| format!("control T.{at} \"x\" joint {{ per component }}")))
        + &lines(50, |at| format!("component c{at} application by A"))
        + "contract K1 H -> A { type saas period 2026-04-01 .. covers none }\n"
        + &lines(2000, |at| format!("A owns * by \"{at}\""))
        + "}";
    assert_eq!(codes(&text), Vec::<&str>::new());
    let contradicting = ours(PER_COMPONENT)
        + "component c application by A\n"
        + &lines(1000, |at| format!("A owns T.1 on c by \"{at}\"\nA disclaims T.1 on c by \"{at}\""))
        + "}";
    assert!(codes(&contradicting).contains(&"contradicting_statements"));
}

#[test]
fn quantifiers_within_quantifiers_are_asked_once_of_each_subject() {
    let condition =
        (0..12).fold("kind == device".to_owned(), |inner, _| format!("some (component of engagement where {inner})"));
    let text = ours(&format!("control T.1 \"x\" joint {{ per component when {condition} }}"))
        + &lines(60, |at| format!("component c{at} application by A"))
        + "}";
    assert_eq!(codes(&text), ["unused_party"; 0]);
}

#[test]
fn tens_of_thousands_of_controls_are_compiled() {
    let controls = lines(20_000, |at| format!("control T.{at} \"x\" joint {{ per component }}"));
    assert_eq!(codes(&(ours(&controls) + "component c application by A }")), ["unowned"]);
}

#[test]
fn what_is_too_large_to_be_judged_is_refused() {
    let members = ours(PER_COMPONENT) + &lines(10_001, |at| format!("component c{at} application by A")) + "}";
    assert_eq!(codes(&members), ["too_large"]);
    let controls = lines(300, |at| format!("control T.{at} \"x\" joint {{ per component }}"));
    let product = ours(&controls) + &lines(1000, |at| format!("component c{at} application by A")) + "}";
    assert_eq!(codes(&product), ["too_large"]);
}

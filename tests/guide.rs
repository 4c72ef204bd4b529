//! The guide and the project of `buntan init`, read as the user reads them: every example is written to a folder and every command
//! run there, in both languages.
//!
//! `BLESS=1 cargo test --test guide` rewrites what the commands print in the chapters; read the diff.

#[path = "support/run.rs"]
mod run;

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use buntan::cli::ExitStatus;
use buntan::diagnostic::Lang;
use buntan::guide::{Chapter, chapters};
use buntan::model::{
    ComponentKind, Composition, ContractType, Direction, Document, Form, Level, Mode, PartyKind, Phase, Role,
    SubjectKind, Unit, Unmet, Weekday, Word,
};
use buntan::syntax::format::Position;
use run::{Around, typed};

const LANGS: [(Lang, &str); 2] = [(Lang::Ja, "ja"), (Lang::En, "en")];
const GRAMMAR: &str = include_str!("../grammar/buntan.pest");

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("buntan-guide-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for the examples");
        Folder(path)
    }

    /// Runs what follows `buntan` as a reader of that language on an 80-column page.
    fn run(&self, line: &str, lang: &str) -> (ExitStatus, String) {
        let env = |name: &str| (name == "LANG").then(|| lang.to_owned());
        let around = Around { width: Some(80), env: &env, ..Around::default() };
        let (status, mut said, err) = typed(&self.0, line, b"", &around);
        said.extend(err.into_bytes());
        (status, String::from_utf8(said).expect("UTF-8"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Every chapter in both languages, with the folder that its examples fill.
fn each(test: &str, check: impl Fn(&Chapter, Lang, &str, &Folder)) {
    for chapter in chapters() {
        for (lang, word) in LANGS {
            check(chapter, lang, word, &Folder::new(&format!("{test}-{}-{word}", chapter.topic)));
        }
    }
}

#[test]
fn every_example_loads_and_its_tests_pass() {
    each("loads", |chapter, lang, word, folder| {
        for example in chapter.examples(lang) {
            let Some(file) = example.file else {
                assert_ne!(
                    example.language, "buntan",
                    "{}.{word}.md:{}: a file has a name",
                    chapter.topic, example.line
                );
                continue;
            };
            fs::write(folder.0.join(file), example.text).expect("a file of a chapter");
            if file == "buntan.toml" {
                // Settings alone are nothing to judge; the files that follow are judged under them.
                continue;
            }
            let (status, seen) = folder.run("check . --at 2026-10-01 --fail-on never", word);
            assert_eq!(status, ExitStatus::Clean, "{}.{word}.md:{}\n{seen}", chapter.topic, example.line);
            if example.text.lines().any(|line| line.starts_with("test ")) {
                let (status, seen) = folder.run("test .", word);
                assert_eq!(status, ExitStatus::Clean, "{}.{word}.md:{}\n{seen}", chapter.topic, example.line);
            }
        }
    });
}

#[test]
fn every_command_prints_what_is_shown() {
    let bless = std::env::var_os("BLESS").is_some();
    each("prints", |chapter, lang, word, folder| {
        let mut text = String::new();
        let mut done = 0;
        for example in chapter.examples(lang) {
            if let Some(file) = example.file {
                fs::write(folder.0.join(file), example.text).expect("a file of a chapter");
            }
            if example.language == "console" {
                let block = bytes_of(chapter.text(lang), example.line, example.text);
                text.push_str(&chapter.text(lang)[done..block.start]);
                text.push_str(&session(folder, example.text, word));
                done = block.end;
            }
        }
        text.push_str(&chapter.text(lang)[done..]);
        if bless && text != chapter.text(lang) {
            let name = format!("{}.{word}.md", chapter.topic);
            fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide").join(name), text).expect("a chapter");
        } else {
            assert_eq!(text, chapter.text(lang), "{}.{word}.md", chapter.topic);
        }
    });
}

/// Where the text of an example stands in its chapter.
fn bytes_of(chapter: &str, line: usize, example: &str) -> Range<usize> {
    let start = chapter.split_inclusive('\n').take(line - 1).map(str::len).sum();
    start..start + example.len()
}

/// The commands of a console example with what they print now; an exit status other than 0 is told at the end.
fn session(folder: &Folder, example: &str, lang: &str) -> String {
    let commands = example.lines().filter_map(|line| line.strip_prefix("$ buntan "));
    let shown = commands.map(|line| {
        let (status, seen) = folder.run(line, lang);
        let exit = match status {
            ExitStatus::Clean => "",
            ExitStatus::Findings => "# exit 1\n",
            ExitStatus::Failed => "# exit 2\n",
            ExitStatus::Incomplete => "# exit 3\n",
        };
        format!("$ buntan {line}\n{seen}{exit}")
    });
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn both_languages_have_the_same_shape() {
    for chapter in chapters() {
        let [ja, en] = [Lang::Ja, Lang::En].map(|lang| {
            let headings: Vec<usize> = prose_lines(chapter.text(lang))
                .filter(|line| line.starts_with('#'))
                .map(|line| line.chars().take_while(|it| *it == '#').count())
                .collect();
            let commands = |text: &'static str| text.lines().filter(|line| line.starts_with("$ ")).collect::<Vec<_>>();
            let examples = chapter.examples(lang);
            let examples: Vec<_> = examples.iter().map(|it| (it.language, it.file, commands(it.text))).collect();
            let items = prose_lines(chapter.text(lang)).filter(|line| line.starts_with("- ")).count();
            (headings, examples, items)
        });
        assert_eq!(ja, en, "{}", chapter.topic);
    }
}

/// The lines outside of fences.
fn prose_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

#[test]
fn chapters_that_are_named_exist() {
    for chapter in chapters() {
        for (lang, word) in LANGS {
            for rest in chapter.text(lang).split("`buntan guide ").skip(1) {
                let topic = rest.split('`').next().unwrap_or_default();
                assert!(chapters().iter().any(|it| it.topic == topic), "{}.{word}.md: {topic}", chapter.topic);
            }
        }
    }
}

#[test]
fn every_keyword_is_in_the_table() {
    let files = chapters().iter().find(|it| it.topic == "files").expect("the chapter `files`");
    for (lang, word) in LANGS {
        let tables = files.examples(lang);
        let table = tables.iter().find(|it| it.language == "text").expect("the table of keywords");
        let cells = table.text.lines().flat_map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()));
        let cells: Vec<&str> = cells.collect();
        let shown: BTreeSet<(String, String)> =
            cells.chunks(2).map(|pair| (pair[0].to_owned(), pair[1..].concat())).collect();
        assert_eq!(shown, keywords(), "files.{word}.md");
    }
}

/// Every keyword of the grammar with its alias.
fn keywords() -> BTreeSet<(String, String)> {
    let rules = GRAMMAR.lines().filter(|line| line.starts_with("k_") || line.starts_with("op_"));
    let mut all = BTreeSet::new();
    for rule in rules.filter_map(|line| line.split_once("@{ (").map(|(_, rule)| rule)) {
        if let Some(([en, ja], _)) = rule.split_once(") ~ !idc").map(|(words, rest)| {
            let mut sides = words.split('|').map(|side| quoted(side).join(" "));
            ([sides.next().unwrap_or_default(), sides.next().unwrap_or_default()], rest)
        }) {
            all.insert((en, ja));
        }
    }
    assert!(all.len() > 80, "the keywords of the grammar are not found: {all:?}");
    // Where the grammar spells a list of keywords out, it has them all in both languages, in one order.
    for list in ["operand_word", "clause_word"] {
        let rule = GRAMMAR.split(&format!("\n{list} ")).nth(1).and_then(|rest| rest.split("!idc").next());
        let listed = quoted(rule.expect("a list of keywords"));
        let (en, ja) = listed.split_at(listed.len() / 2);
        all.extend(en.iter().zip(ja).map(|(en, ja)| ((*en).to_owned(), (*ja).to_owned())));
    }
    all
}

/// The texts in quotes.
fn quoted(rule: &str) -> Vec<&str> {
    rule.split('"').skip(1).step_by(2).collect()
}

/// Whatever a rule may ask is listed with its Japanese word.
#[test]
fn every_word_of_rules_is_in_the_list() {
    let rules = chapters().iter().find(|it| it.topic == "rules").expect("the chapter `rules`");
    for (lang, word) in LANGS {
        let tables = rules.examples(lang);
        let table = tables.iter().find(|it| it.text.starts_with("party, vendor")).expect("the table of what is asked");
        let mut known = 0;
        for en in table.text.split(|ch: char| !(ch.is_ascii_lowercase() || ch == '_')) {
            let Some((en, ja)) = buntan::model::spelling(Position::Step, en) else { continue };
            assert!(rules.text(lang).contains(&format!("`{en}` {ja}")), "rules.{word}.md: {en} {ja}");
            known += 1;
        }
        assert!(known > 60, "{known}");
    }
}

#[test]
fn every_word_is_in_the_list() {
    fn check<W: Word>() {
        let files = chapters().iter().find(|it| it.topic == "files").expect("the chapter `files`");
        for (lang, word) in LANGS {
            for (_, en, ja) in W::WORDS {
                assert!(files.text(lang).contains(&format!("`{en}` {ja}")), "files.{word}.md: {en} {ja}");
            }
        }
    }
    check::<PartyKind>();
    check::<ComponentKind>();
    check::<ContractType>();
    check::<Form>();
    check::<Level>();
    check::<Phase>();
    check::<Mode>();
    check::<SubjectKind>();
    check::<Role>();
    check::<Document>();
    check::<Unmet>();
    check::<Unit>();
    check::<Direction>();
    check::<Composition>();
    check::<Weekday>();
}

#[test]
fn the_project_of_init_is_clean() {
    for (_, word) in LANGS {
        let folder = Folder::new(&format!("init-{word}"));
        let (status, seen) = folder.run("init .", word);
        assert_eq!(status, ExitStatus::Clean, "{seen}");
        let (status, seen) = folder.run("check . --at 2026-10-01 --fail-on note", word);
        assert_eq!(status, ExitStatus::Clean, "{seen}");
        let (status, seen) = folder.run("test .", word);
        assert_eq!(status, ExitStatus::Clean, "{seen}");
        // What its comments promise: without the acceptance there is a finding.
        let path = folder.0.join("hospital.buntan");
        let text = fs::read_to_string(&path).expect("the project");
        let without = text.lines().filter(|line| !line.starts_with("  B accepts ")).collect::<Vec<_>>().join("\n");
        fs::write(&path, without).expect("the project");
        let (status, seen) = folder.run("check . --at 2026-10-01", word);
        assert_eq!(status, ExitStatus::Findings, "{seen}");
        assert!(seen.contains("broken_delegation"), "{seen}");
    }
}

//! The canonical layout: it says the same, and laying out twice changes nothing.
//!
//! `tests/corpus/format/CASE.buntan` is laid out as `CASE.out` shows; `BLESS=1 cargo test --test format` writes what comes of it.

use std::fs;
use std::path::{Path, PathBuf};

use buntan::diagnostic::{Lang, Severity};
use buntan::source::{Source, SourceId};
use buntan::syntax::format::{LeftAlone, Options, format};
use buntan::syntax::{parse, to_json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The policy files beneath a folder.
fn policies(folder: &str) -> Vec<PathBuf> {
    files(folder, "buntan")
}

/// The files beneath a folder whose names end in an extension.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("a text").replace("\r\n", "\n")
}

fn is_sound(text: &str) -> bool {
    parse(SourceId(0), &Source::new("case", text)).problems.iter().all(|it| it.severity != Severity::Error)
}

/// Every sound text there is: the corpus, the packs, the examples, the guide's and those of `init`.
fn sound() -> Vec<(String, String)> {
    let files = ["tests/corpus", "policies", "src"].into_iter().flat_map(policies);
    let mut all: Vec<(String, String)> = files.map(|path| (path.display().to_string(), read(&path))).collect();
    for chapter in buntan::guide::chapters() {
        for lang in [Lang::Ja, Lang::En] {
            let examples = chapter.examples(lang).into_iter().filter(|example| example.language == "buntan");
            all.extend(examples.map(|example| (chapter.topic.to_owned(), example.text.to_owned())));
        }
    }
    all.retain(|(_, text)| is_sound(text));
    assert!(all.len() > 60, "only {} texts", all.len());
    all
}

fn laid_out(name: &str, text: &str, keywords: Option<Lang>) -> String {
    let options = Options { keywords: keywords.map(|lang| (lang, buntan::model::spelling as _)) };
    match format(SourceId(0), &Source::new(name, text), &options) {
        Ok(text) => text,
        Err(problems) => panic!("{name}: {problems:#?}\n{text}"),
    }
}

/// What a text says: its tree without places, and the JSON of its engagements.
fn says(text: &str) -> String {
    let file = parse(SourceId(0), &Source::new("case", text)).file;
    let json: Vec<String> = file.engagements.iter().map(|it| to_json(it).to_string()).collect();
    let tree = format!("{file:?}");
    let mut parts = tree.split("Span { ");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    out + &json.join("\n")
}

fn same(name: &str, before: &str, after: &str) {
    let (before, after) = (says(before), says(after));
    if before != after {
        let at = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
        let part = |text: &str| {
            text.chars()
                .skip(text[..at.min(text.len())].chars().count().saturating_sub(80))
                .take(200)
                .collect::<String>()
        };
        panic!("{name} says something else:\n{}\n{}", part(&before), part(&after));
    }
}

#[test]
fn cases_are_laid_out_as_shown() {
    let mut wrong = String::new();
    for path in policies("tests/corpus/format") {
        let shown = path.with_extension("out");
        let text = laid_out(&path.display().to_string(), &fs::read_to_string(&path).expect("a text"), None);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&shown, text).expect("a file to write");
        } else if fs::read_to_string(&shown).ok().map(|text| text.replace("\r\n", "\n")) != Some(text.clone()) {
            wrong.push_str(&format!("{}:\n{text}\n", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_layout_says_the_same_and_is_its_own_layout() {
    for (name, text) in sound() {
        let once = laid_out(&name, &text, None);
        same(&name, &text, &once);
        twice(&name, &once);
    }
}

#[test]
fn no_line_ends_in_a_blank_and_none_is_needlessly_long() {
    for (name, text) in sound() {
        for line in laid_out(&name, &text, None).lines() {
            assert_eq!(line, line.trim_end(), "{name}");
            assert!(!line.contains('\t'), "{name}: {line}");
        }
    }
}

/// Line breaks, blanks and `;` where the language does not mind them.
fn mangled(text: &str, seed: u64) -> Vec<String> {
    let mut state = seed;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let wide: String = text
        .lines()
        .map(|line| {
            let blanks = ["", " ", "\t", "\u{3000}  ", "        "][next(5) as usize];
            let lines = ["\n", "\n", "\n\n\n", "  \n", "\r\n"][next(5) as usize];
            format!("{blanks}{}{lines}", line.trim_start())
        })
        .collect();
    let mut spread = String::new();
    let mut quoted = false;
    for line in text.lines() {
        let comment = line.trim_start().starts_with("//");
        for c in line.chars() {
            quoted ^= c == '"';
            match c {
                ' ' if !quoted && !comment && next(3) == 0 => {
                    spread.push_str(["   ", "\u{3000}", "\t"][next(3) as usize])
                }
                ',' if !quoted && !comment && next(3) == 0 => spread.push_str(",\n   "),
                c => spread.push(c),
            }
        }
        quoted = false;
        spread.push('\n');
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut commented = String::new();
    for line in lines {
        commented.push_str(line);
        let plain = !line.contains("//") && !line.trim().is_empty();
        commented.push_str(match next(6) {
            0 if plain => " // a remark",
            1 if plain => "\n// a line of its own",
            2 if plain => "   \n\n\n",
            _ => "",
        });
        commented.push('\n');
    }
    vec![wide, spread, commented]
}

#[test]
fn whatever_the_layout_was_it_says_the_same() {
    let mut tried = 0;
    for (number, (name, text)) in sound().into_iter().enumerate() {
        for mangled in mangled(&text, number as u64 + 7) {
            if !is_sound(&mangled) {
                continue;
            }
            tried += 1;
            let once = laid_out(&name, &mangled, None);
            same(&name, &mangled, &once);
            twice(&name, &once);
        }
    }
    assert!(tried > 150, "only {tried} layouts were sound");
}

/// Items of a text, each with the lines that belong to it.
fn items(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines() {
        if all.is_empty() || line.starts_with(|c: char| c.is_alphabetic()) {
            all.push(String::new());
        }
        if let Some(item) = all.last_mut() {
            item.push_str(line);
            item.push('\n');
        }
    }
    all
}

/// A text badly laid out: blanks and line ends wherever there was one, lines joined and broken, comments, long words and lists.
/// Much of that says something else or nothing; what is sound has a layout.
fn broken(text: &str, next: &mut impl FnMut(u64) -> u64, rarely: u64) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let is_space = |c: char| c == ' ' || c == '\n';
        let taken = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => rest.get(1..).and_then(|inside| inside.find(['"', '\n'])).map_or(1, |end| end + 2),
            c if is_space(c) => rest.find(|c| !is_space(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (word, after) = rest.split_at(taken.min(rest.len()));
        rest = after;
        if next(rarely) > 0 {
            out.push_str(word);
            continue;
        }
        let long = next(60) as usize;
        match first {
            c if is_space(c) && word.contains('\n') => {
                let ends =
                    [" ", "  ", "; ", "\n", "\n\n\n", "   \n\t", " // a remark\n", "\n// alone\n", "\n\n// apart\n\n"];
                out.push_str(ends[next(ends.len() as u64) as usize]);
            }
            c if is_space(c) => {
                let blanks = ["\n", "\n", "\n\n", "   ", "\t", "\u{3000}", "; ", " // a remark\n", "\n// alone\n"];
                out.push_str(blanks[next(blanks.len() as u64) as usize]);
            }
            '"' if word.len() > 1 && word.ends_with('"') && !word.ends_with("\\\"") => {
                let longer = if long.is_multiple_of(2) { "x".repeat(long) } else { "長".repeat(long) };
                out.push_str(&format!("{}{longer}\"", &word[..word.len() - 1]));
            }
            ',' => {
                let member =
                    rest.trim_start().split([' ', ',', '\n', '"', '{', '}', '(', ')']).next().unwrap_or_default();
                let members = if member.is_empty() { 0 } else { long / 2 };
                out.push_str(&format!(", {member}").repeat(members));
                out.push(',');
            }
            _ => out.push_str(word),
        }
    }
    out
}

#[test]
fn however_it_was_broken_it_says_the_same_and_its_layout_is_its_own() {
    let all: Vec<(String, String)> = sound()
        .into_iter()
        .flat_map(|(name, text)| items(&text).into_iter().map(move |item| (name.clone(), item)))
        .filter(|(_, item)| item.lines().count() > 1 && item.len() < 6_000 && is_sound(item))
        .collect();
    let mut state = 11_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut tried = 0;
    for _ in 0..4_000 {
        let (name, item) = &all[next(all.len() as u64) as usize];
        let rarely = [2, 5, 10, 30, 80][next(5) as usize];
        let text = broken(item, &mut next, rarely);
        if !is_sound(&text) {
            continue;
        }
        tried += 1;
        let keywords = [None, None, Some(Lang::Ja), Some(Lang::En)][next(4) as usize];
        let once = laid_out(name, &text, keywords);
        if keywords.is_none() {
            same(name, &text, &once);
        }
        lines_equal(&format!("{name}\n{text}"), &once, &laid_out(name, &once, keywords));
    }
    assert!(tried > 1_000, "only {tried} layouts were sound");
}

#[test]
fn keywords_go_to_the_other_language_and_back() {
    let (mut english, mut japanese) = (0, 0);
    for (name, text) in sound() {
        let [en, ja] = [Lang::En, Lang::Ja].map(|lang| laid_out(&name, &text, Some(lang)));
        english += usize::from(en == laid_out(&name, &text, None));
        japanese += usize::from(ja != en);
        // Word for word: where the words of the other language were too long for a line, it stays broken.
        let words = |text: &str| text.replace(';', " ").split_whitespace().collect::<String>();
        assert_eq!(words(&en), words(&laid_out(&name, &ja, Some(Lang::En))), "{name}");
        assert_eq!(words(&ja), words(&laid_out(&name, &en, Some(Lang::Ja))), "{name}");
        // Keywords are no words of the tree; what a vocabulary calls `saas` or `SaaS` is, as it was written.
        same(&name, &laid_out(&name, &en, None), &en);
    }
    assert!(english > 30 && japanese > 50, "{english} {japanese}");
}

#[test]
fn policies_judge_the_same_with_japanese_keywords() {
    use buntan::model::Date;
    use buntan::workspace::{Loading, Workspace};
    use buntan::world::MemoryWorld;
    let day = Date::new(2026, 10, 1).expect("a day");
    let folders = ["policies/examples", "tests/corpus/laws"]
        .into_iter()
        .map(policies)
        .map(|files| files.into_iter().map(|path| (path.display().to_string(), read(&path))).collect::<Vec<_>>());
    let json = files("policies/examples", "json").into_iter();
    let rest = json.fold(MemoryWorld::default(), |world, path| world.file(&path, read(&path)));
    for files in folders {
        // Files may use each other and engagements in JSON: all of them are in either language.
        let world = |keywords: Option<Lang>| {
            let of = |(name, text): &(String, String)| (name.clone(), laid_out(name, text, keywords));
            files.iter().map(of).fold(rest.clone(), |world, (name, text)| world.file(name, text))
        };
        let (english, japanese) = (world(None), world(Some(Lang::Ja)));
        for (name, _) in &files {
            let judged = |world: &MemoryWorld| {
                let mut loading = Loading::default();
                loading.read(world, &[PathBuf::from(name)]);
                let workspace = Workspace::new(loading, None);
                // A part of an engagement is judged with its start or not at all.
                if workspace.problems.iter().any(|it| it.code.name == "missing_start") {
                    return Vec::new();
                }
                assert!(!workspace.has_errors(), "{name}: {:#?}", workspace.problems);
                let runs = workspace.run_tests(day);
                assert!(runs.iter().all(|run| run.problems.is_empty()), "{name}");
                let ids = |case: &buntan::answers::Checked| {
                    case.findings.iter().map(|it| (it.code.name, it.id.clone())).collect::<Vec<_>>()
                };
                workspace.check(day).iter().map(ids).collect::<Vec<_>>()
            };
            assert_eq!(judged(&english), judged(&japanese), "{name}");
        }
    }
}

#[test]
fn a_text_with_errors_is_left_alone() {
    let source = Source::new("case", "engagement \"e\" { A ownz P2.C.1 }");
    match format(SourceId(0), &source, &Options::default()) {
        Err(LeftAlone::Problems(problems)) => assert_eq!(problems[0].code.name, "syntax_error"),
        other => panic!("{other:?}"),
    }
}

/// The layout of a layout is itself.
fn twice(name: &str, once: &str) {
    lines_equal(name, once, &laid_out(name, once, None));
}

fn lines_equal(name: &str, left: &str, right: &str) {
    if let Some((left, right)) = left.lines().zip(right.lines()).find(|(left, right)| left != right) {
        panic!("{name}:\n{left}\n{right}");
    }
    assert_eq!(left.len(), right.len(), "{name}");
}

#[test]
fn shipped_policies_are_laid_out_by_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut found = 0;
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "buntan") {
                let text = fs::read_to_string(&path).expect("a policy");
                let name = path.display().to_string();
                lines_equal(&name, &text, &laid_out(&name, &text, None));
                found += 1;
            }
        }
    }
    assert!(found > 6, "{found} policies");
}

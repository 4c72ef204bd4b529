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
use buntan::syntax::{Parsed, ast, decode, limits, parse, parse_json, to_json};

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
        if let Some((_, claim)) = line.split_once("//~") {
            match claim.strip_prefix('^') {
                Some(claim) => all.push((above, claim.trim().to_owned())),
                None => all.push((number, claim.trim().to_owned())),
            }
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
    for it in &file.templates {
        all.insert(it.name.text.clone());
        all.extend(it.facts.iter().map(|it| it.name.text.clone()));
        all.extend(it.statements.iter().map(|it| format!("template {}", it.says.does.text)));
    }
    all.extend(file.rules.iter().map(|it| format!("rule {}", it.name.text)));
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

// ------------------------------------------------------------------------------------------------------------ equal trees

/// A tree without its places.
fn shape(it: &impl std::fmt::Debug) -> String {
    let text = format!("{it:#?}");
    let mut out = String::new();
    let mut skip = None;
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        match skip {
            Some(outer) if depth > outer => {}
            Some(_) => skip = None,
            None if line.ends_with("Span {") => skip = Some(depth),
            None => {
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    out
}

/// Two trees that differ in places only.
fn same(left: &impl std::fmt::Debug, right: &impl std::fmt::Debug) {
    let (left, right) = (shape(left), shape(right));
    if let Some((left, right)) = left.lines().zip(right.lines()).find(|(left, right)| left != right) {
        panic!("the trees differ:\n{left}\n{right}");
    }
    assert_eq!(left.len(), right.len());
}

#[test]
fn japanese_keywords_give_the_same_tree() {
    let english = parsed(&read(&root().join("tests/corpus/syntax/ok/all.en.buntan")));
    let japanese = parsed(&read(&root().join("tests/corpus/syntax/ok/all.ja.buntan")));
    same(&english.file, &japanese.file);
}

#[test]
fn text_and_json_say_the_same() {
    for path in ok_files() {
        for written in parsed(&read(&path)).file.engagements {
            let json = serde_json::to_string_pretty(&to_json(&written)).expect("JSON");
            let again = parse_json(SourceId(0), &Source::new("a.json", json.as_str()));
            assert!(again.problems.is_empty(), "{}", told(&json, &again.problems));
            same(&written, &again.file.engagements[0]);
        }
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    for path in ok_files() {
        let text = read(&path);
        let plain = shape(&parsed(&text).file);
        for other in [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), text.replace("  ", "\u{3000}\t")] {
            let again = parsed(&other);
            assert!(again.problems.is_empty(), "{}", told(&other, &again.problems));
            assert_eq!(plain, shape(&again.file));
        }
    }
}

#[test]
fn names_are_compared_by_their_nfkc_form() {
    let parsed = parsed("engagement \"e\" { party ｶﾙﾃ① vendor\n party カルテ1 vendor }");
    let keys: Vec<String> = parsed.file.engagements[0].parties.iter().map(|party| party.name.key()).collect();
    assert_eq!(keys, ["カルテ1", "カルテ1"]);
    assert_eq!(parsed.file.engagements[0].parties[0].name.text, "ｶﾙﾃ①");
}

#[test]
fn spans_hold_no_blanks_and_no_comments() {
    let text = "engagement \"e\" {\n  A owns P2.C.1   // why\n  contract K1 { covers emr  // what\n  } \n}\n";
    let parsed = parsed(text);
    let engagement = &parsed.file.engagements[0];
    let slice = |span: buntan::source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(slice(engagement.statements[0].span), "A owns P2.C.1");
    assert!(slice(engagement.contracts[0].span).ends_with('}'));
    assert_eq!(slice(engagement.span), text.trim_end());
}

#[test]
fn trivia_lists_comments_and_blank_lines() {
    let text = "// own\n\nengagement \"//no\" { // trailing\n  /// doc\n  \n  A owns P2.C.1\n}\n";
    let trivia = parsed(text).trivia;
    let slice = |span: buntan::source::Span| &text[span.start as usize..span.end as usize];
    let comments: Vec<_> = trivia.comments.iter().map(|it| (slice(it.span), it.own_line)).collect();
    assert_eq!(comments, [("// own", true), ("// trailing", false)]);
    assert_eq!(trivia.blank_lines.len(), 2);
}

// ---------------------------------------------------------------------------------------------------- refused characters

#[test]
fn control_characters_are_refused_by_name_everywhere() {
    for (c, name) in [('\u{202e}', "U+202E"), ('\u{2066}', "U+2066"), ('\u{200f}', "U+200F"), ('\u{0}', "U+0000")] {
        for text in [
            format!("engagement \"病{c}院\" {{ party A vendor }}"),
            format!("engagement \"病院\" {{ party A{c} vendor }}"),
            format!("engagement \"病院\" {{ party A vendor }} // {c}"),
        ] {
            let parsed = parsed(&text);
            assert_eq!(codes(&parsed), ["control_character"], "{text:?}");
            assert!(parsed.problems[0].headline.en.contains(name));
            assert_eq!(underlined(&text, &parsed.problems[0]), c.to_string());
            assert_eq!(parsed.file.engagements[0].name.text, "病院");
            assert_eq!(parsed.file.engagements[0].parties[0].name.text, "A");
        }
    }
}

#[test]
fn full_width_text_is_read_as_ascii_at_its_own_place() {
    let text = "engagement \"e\" {\n  Ａ社　owns　Ｐ２.Ｃ.1 on emr、wan\n}";
    let parsed = parsed(text);
    assert_eq!(codes(&parsed), ["full_width"; 4]);
    let statement = &parsed.file.engagements[0].statements[0];
    let slice = |name: &ast::Name| &text[name.span.start as usize..name.span.end as usize];
    assert_eq!(statement.who.as_ref().map(|it| (it.text.as_str(), slice(it))), Some(("A社", "Ａ社")));
    assert_eq!((statement.duties[0].text.as_str(), slice(&statement.duties[0])), ("P2.C.1", "Ｐ２.Ｃ.1"));
    assert_eq!(slice(&statement.on[1].first), "wan");
}

// ---------------------------------------------------------------------------------------------------------------- bounds

/// What nests, as `(before, open, inside, close, after)`.
const NESTING: [(&str, &str, &str, &str, &str); 4] = [
    ("catalogue c {\n", "section A {\n", "", "}\n", "}"),
    ("catalogue c { control X.1 \"x\" { when ", "(", "stored", ")", "} }"),
    ("catalogue c { control X.1 \"x\" { when ", "some (component where ", "stored", ")", "} }"),
    ("catalogue c { control X.1 \"x\" { ", "duty a {", "", "}", "} }"),
];

#[test]
fn nesting_is_bounded() {
    for (before, open, inside, close, after) in NESTING {
        let outer = before.matches('{').count();
        let nested = |depth: usize, closed: bool| {
            let end = if closed { format!("{}{after}", close.repeat(depth)) } else { String::new() };
            format!("{before}{}{inside}{end}", open.repeat(depth))
        };
        let most = limits::MAX_NESTING - outer;
        let sound = parsed(&nested(most, true));
        assert!(sound.problems.is_empty(), "{open}: {:?}", sound.problems);
        assert!(!codes(&parsed(&nested(most, false))).is_empty());
        for depth in [most + 1, 100_000] {
            for closed in [true, false] {
                let text = nested(depth, closed);
                let refused = parsed(&text);
                assert_eq!(codes(&refused), ["too_deep"], "{open} {depth}");
                assert!(refused.file.catalogues.is_empty());
            }
        }
    }
}

/// A `)` never pays for a `{`, nor a quote that is not closed for the header behind it.
#[test]
fn depth_cannot_be_hidden() {
    for line in [
        "section A { )\n",
        "section A { \" }\n",
        "section A {\n \"{\n}\n",
        "section A {\n/{\n}／／ }\n",
        "section A { /\u{202e}/ }\n",
    ] {
        let text = format!("catalogue c {{\n{}", line.repeat(20_000));
        // Read on a small stack: a missed bracket would end the process.
        std::thread::Builder::new()
            .stack_size(1024 * 1024)
            .spawn(move || assert!(!parsed(&text).problems.is_empty()))
            .expect("a thread")
            .join()
            .expect("no overflow");
    }
}

#[test]
fn long_conditions_and_lists_are_flat() {
    let condition = vec!["a"; 100_000].join(" and ");
    let mixed = vec!["not a == 1 or b"; 50_000].join(" and ");
    for when in [condition, mixed] {
        let text = format!("catalogue c {{ control X.1 \"x\" {{ when {when} }} }}");
        let parsed = parsed(&text);
        assert!(parsed.problems.is_empty(), "{}", told(&text, &parsed.problems));
        drop(parsed);
    }
}

#[test]
fn sizes_are_bounded() {
    let name = "あ".repeat(limits::MAX_NAME / 3 + 1);
    assert_eq!(codes(&parsed(&format!("engagement \"e\" {{ party {name} vendor }}"))), ["too_large"]);
    let long = "x".repeat(limits::MAX_STRING);
    assert_eq!(codes(&parsed(&format!("engagement \"{long}\" {{ }}"))), ["too_large"]);
    let file = " ".repeat(limits::MAX_FILE + 1);
    assert_eq!(codes(&parsed(&file)), ["too_large"]);
    assert_eq!(decode(file.as_bytes()).expect_err("too large").code.name, "too_large");
}

#[test]
fn encodings_are_named() {
    let text = "engagement \"市民病院\" { party A vendor \"電子カルテ社の事業所\" }";
    assert_eq!(decode(text.as_bytes()).expect("UTF-8"), text);
    assert_eq!(decode(format!("\u{feff}{text}").as_bytes()).expect("UTF-8"), text);
    let utf_16: Vec<u8> = [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let bare: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let shift_jis = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
    let euc_jp = encoding_rs::EUC_JP.encode(text).0.into_owned();
    let jis = encoding_rs::ISO_2022_JP.encode(text).0.into_owned();
    let cases =
        [(utf_16, "UTF-16"), (bare, "UTF-16"), (shift_jis, "Shift_JIS"), (euc_jp, "EUC-JP"), (jis, "ISO-2022-JP")];
    for (bytes, name) in cases {
        let problem = decode(&bytes).expect_err(name);
        assert_eq!(problem.code.name, "encoding");
        assert!(problem.headline.en.contains(name) && problem.headline.ja.contains(name), "{name}: {problem:?}");
    }
    assert_eq!(decode(b"engagement \"\xff\xff\"\n").expect_err("no encoding").code.name, "encoding");
}

// ----------------------------------------------------------------------------------------------------------- damaged texts

/// Whatever the text, every place is inside it and every message has words.
fn survives(text: &str) {
    for problem in parsed(text).problems {
        assert!(!problem.headline.ja.is_empty() && !problem.headline.en.is_empty());
        underlined(text, &problem);
    }
}

#[test]
fn every_prefix_is_read() {
    for path in ok_files() {
        let text = read(&path);
        text.char_indices().for_each(|(at, _)| survives(&text[..at]));
    }
}

#[test]
fn every_deletion_of_one_character_is_read() {
    // One file: this reads it as often as it has characters.
    for path in ok_files().into_iter().take(1) {
        let text = read(&path);
        for (at, c) in text.char_indices() {
            survives(&format!("{}{}", &text[..at], &text[at + c.len_utf8()..]));
        }
    }
}

#[test]
fn hostile_shapes_stay_linear() {
    let many = 200_000;
    for text in [
        "\"\\".repeat(many / 2),
        "\"".repeat(many),
        "/".repeat(many),
        "a ".repeat(many / 2),
        "a\n".repeat(many / 2),
        "}\n".repeat(many / 2),
        format!("engagement \"e\" {{\n{}", "A owns\n".repeat(many / 7)),
        format!("engagement \"e\" {{\n{}", "{\n".repeat(40) + &"x ".repeat(many / 2)),
        format!("engagement \"e\" {{ A owns P2.C.1{}by K1 }}", "\n".repeat(many)),
        format!("engagement \"e\" {{\n{}}}", "A owns P2.C.1\n\n\n\n".repeat(many / 18)),
        format!("engagement \"e\" {{ A owns {} }}", "P2.C.1, ".repeat(many / 8)),
        format!("engagement \"e\" {{ A owns {}", "a-".repeat(many / 2)),
        format!("catalogue c {{ control X.1 \"x\" {{ when {}", "a == ".repeat(many / 5)),
        format!("catalogue c {{ control X.1 \"x\" {{ when {}", "(a) ".repeat(many / 4)),
        "engagement ".repeat(many / 11),
        "engagement \"e\" { ".repeat(60) + &"x\n".repeat(many / 2),
        "Ａ".repeat(many / 3),
        "Ａ ".repeat(many / 4),
        "\u{202e}".repeat(many / 3),
        "/// d\n".repeat(many / 6),
        "//\n".repeat(many / 3) + "\"",
        "\r".repeat(many),
        ",\n".repeat(many / 2),
        format!("engagement \"e\" {{ x ,{}", ",\n".repeat(many / 2)),
    ] {
        let parsed = parsed(&text);
        assert!(parsed.problems.len() <= limits::MAX_PROBLEMS);
    }
}

// ------------------------------------------------------------------------------------------------------------------ JSON

/// Code, pointer and underlined text of every problem.
fn json_problems(name: &str, text: &str) -> Vec<(&'static str, String, String)> {
    let parsed = parse_json(SourceId(0), &Source::new(name, text));
    let row = |problem: &Diagnostic| {
        assert!(!problem.headline.ja.is_empty() && !problem.headline.en.is_empty());
        let pointer = problem.pointer.clone().expect("a pointer");
        (problem.code.name, pointer, underlined(text, problem).to_owned())
    };
    parsed.problems.iter().map(row).collect()
}

fn json_problem(text: &str) -> (&'static str, String, String) {
    let mut all = json_problems("a.json", text);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn json_mistakes_have_code_pointer_and_place() {
    let owned = |(code, pointer, text): (&'static str, &str, &str)| (code, pointer.to_owned(), text.to_owned());
    for (text, expected) in [
        (r#"{"engagement":"e","partys":[]}"#, ("json_unknown_key", "/partys", "\"partys\"")),
        (
            r#"{"engagement":"e","parties":[{"name":"A","kind":"vendor","knd":1}]}"#,
            ("json_unknown_key", "/parties/0/knd", "\"knd\""),
        ),
        (r#"{"engagement":"e","use":[],"use":[]}"#, ("json_duplicate_key", "/use", "\"use\"")),
        (r#"{"x_id":"a","engagement":"e","x_id":"b"}"#, ("json_duplicate_key", "/x_id", "\"x_id\"")),
        (
            r#"{"engagement":"e","parties":[{"name":"A","kind":"vendor","x_a":1,"x_a":1}]}"#,
            ("json_duplicate_key", "/parties/0/x_a", "\"x_a\""),
        ),
        (r#"{"engagement":"e","facts":{"a":1,"a":2}}"#, ("json_duplicate_key", "/facts/a", "\"a\"")),
        (r#"{"engagement":"e","parties":[{"name":"A"}]}"#, ("json_missing_key", "/parties/0", "{")),
        (r#"{"parties":[]}"#, ("json_missing_key", "", "{")),
        (r#"{"engagement":3}"#, ("json_wrong_type", "/engagement", "3")),
        (r#"{"engagement":"e","parties":{}}"#, ("json_wrong_type", "/parties", "{}")),
        (r#"{"engagement":"e","continued":"yes"}"#, ("json_wrong_type", "/continued", "\"yes\"")),
        (r#"{"engagement":"e","facts":{"a":[1]}}"#, ("json_wrong_type", "/facts/a", "[1]")),
        (
            r#"{"engagement":"e","links":[{"between":["a"],"facts":{}}]}"#,
            ("json_wrong_type", "/links/0/between", "[\"a\"]"),
        ),
        (
            r#"{"engagement":"e","links":[{"between":["a","b","c"],"facts":{}}]}"#,
            ("json_wrong_type", "/links/0/between", "[\"a\",\"b\",\"c\"]"),
        ),
        (r#"{"engagement":"e","all_other_facts_no":false}"#, ("json_wrong_type", "/all_other_facts_no", "false")),
        (
            r#"{"engagement":"e","contracts":[{"name":"K","consented":3}]}"#,
            ("json_wrong_type", "/contracts/0/consented", "3"),
        ),
        (
            r#"{"engagement":"e","contracts":[{"name":"K","follows":["a",3]}]}"#,
            ("json_wrong_type", "/contracts/0/follows/1", "3"),
        ),
        (
            r#"{"engagement":"e","contracts":[{"name":"K","follows":[{"template":"a","fact":{}}]}]}"#,
            ("json_unknown_key", "/contracts/0/follows/0/fact", "\"fact\""),
        ),
        (
            r#"{"engagement":"e","contracts":[{"name":"K","follows":[{"facts":{"plan":"basic"}}]}]}"#,
            ("json_missing_key", "/contracts/0/follows/0", "{"),
        ),
        (
            r#"{"engagement":"e","contracts":[{"name":"K","follows":[{"template":"a","facts":[]}]}]}"#,
            ("json_wrong_type", "/contracts/0/follows/0/facts", "[]"),
        ),
        (r#"[1]"#, ("json_wrong_type", "", "[1]")),
        (r#"{"engagement":"e",}"#, ("json_syntax", "", ",")),
        (r#"{"engagement":"e"} // x"#, ("json_syntax", "", "// x")),
        (r#"{"engagement" "e"}"#, ("json_syntax", "", "\"e\"")),
        ("", ("json_syntax", "", "")),
        ("{\"engagement\":\"a\nb\"}", ("json_syntax", "", "\"a\nb\"")),
        (r#"{"engagement":"a\u202eb"}"#, ("control_character", "", "\"a\\u202eb\"")),
    ] {
        assert_eq!(json_problem(text), owned(expected), "{text}");
    }
    let long = format!(r#"{{"engagement":"{0}","parties":[{{"name":"{0}","kind":"vendor"}}]}}"#, "x".repeat(300));
    assert_eq!(json_problem(&long).0, "too_large");
    let deep = format!(r#"{{"engagement":"e","x_a":{}}}"#, "[".repeat(100_000));
    assert_eq!(json_problem(&deep).0, "too_deep");
}

#[test]
fn json_keeps_what_is_sound_and_names_every_mistake() {
    let text = r#"{"engagement":"e","parties":[{"name":"A","kind":"vendor"},{"name":"B"},{"name":"C","kind":"vendor","x":1}],
        "statements":[{"does":"owns","who":3},{"does":"owns","who":"C"}],"oops":1}"#;
    let parsed = parse_json(SourceId(0), &Source::new("a.json", text));
    assert_eq!(codes(&parsed), ["json_missing_key", "json_unknown_key", "json_wrong_type", "json_unknown_key"]);
    let engagement = &parsed.file.engagements[0];
    assert_eq!(engagement.parties.iter().map(|it| it.name.text.as_str()).collect::<Vec<_>>(), ["A", "C"]);
    assert_eq!(engagement.statements.len(), 1);
    let span = engagement.statements[0].span;
    assert_eq!(&text[span.start as usize..span.end as usize], r#"{"does":"owns","who":"C"}"#);
}

#[test]
fn json_facts_and_short_forms() {
    let text = r#"{"engagement":"e","facts":{"a":true,"b":false,"c":null,"d":99.90,"e":"4h"},"all_other_facts_no":true,
        "x_row":{"id":7},"parties":[{"name":"A","kind":"vendor","x_note":1,"title":{"ja":"甲","en":"A"}}],
        "contracts":[{"name":"K","consented":"none","disclosed":{"date":"2026-02-01","by":"届"},"covers":[],
            "follows":["a",{"template":"b","facts":{"plan":"basic","users":null}}]}],
        "statements":[{"does":"owns","who":"A","duties":["P2.C.*"],"on":["emr","emr -- wan"],"by":[{"contract":"K","clause":"8"}]}]}"#;
    let parsed = parse_json(SourceId(0), &Source::new("a.json", text));
    assert!(parsed.problems.is_empty(), "{}", told(text, &parsed.problems));
    let it = &parsed.file.engagements[0];
    let values: Vec<&str> = it.facts.0.iter().map(|it| it.value.text.as_str()).collect();
    assert_eq!(values, ["yes", "no", "unknown", "99.90", "4h"]);
    let slice = |name: &ast::Name| &text[name.span.start as usize..name.span.end as usize];
    assert_eq!((slice(&it.facts.0[3].name), slice(&it.facts.0[3].value)), ("\"d\"", "99.90"));
    assert!(it.all_other_facts_no.is_some());
    assert_eq!(it.extra, [("x_row".to_owned(), serde_json::json!({"id": 7}))]);
    assert!(it.contracts[0].consented.as_ref().is_some_and(|it| it.date.is_none()));
    assert_eq!(it.contracts[0].covers.as_ref().map(Vec::len), Some(0));
    let follows: Vec<_> = it.contracts[0].follows.iter().flatten().collect();
    assert_eq!(follows.iter().map(|it| slice(&it.template)).collect::<Vec<_>>(), ["\"a\"", "\"b\""]);
    assert_eq!(slice(&follows[1].facts.0[1].value), "null");
    assert!(text[follows[1].span.start as usize..follows[1].span.end as usize].starts_with("{\"template\""));
    assert_eq!(it.statements[0].on[1].second.as_ref().map(|it| it.text.as_str()), Some("wan"));
    assert_eq!(to_json(it)["x_row"]["id"], 7);
}

#[test]
fn a_bad_row_never_stops_the_others() {
    let text =
        "{\"engagement\":\"a\"}\r\n\n{\"engagement\":}\n{\"engagement\":\"b\",\"y\":1}\nnull\n{\"engagement\":\"c\"}";
    let parsed = parse_json(SourceId(0), &Source::new("rows.ndjson", text));
    let names: Vec<&str> = parsed.file.engagements.iter().map(|it| it.name.text.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let shown: Vec<_> =
        json_problems("rows.ndjson", text).into_iter().map(|(code, pointer, _)| (code, pointer)).collect();
    let expected = [("json_syntax", "3:"), ("json_unknown_key", "4:/y"), ("json_wrong_type", "5:")];
    assert_eq!(shown, expected.map(|(code, pointer)| (code, pointer.to_owned())));
    let c = &parsed.file.engagements[2].name;
    assert_eq!(&text[c.span.start as usize..c.span.end as usize], "\"c\"");
}

#[test]
fn damaged_json_is_read() {
    for path in ok_files() {
        for written in parsed(&read(&path)).file.engagements {
            let json = to_json(&written).to_string();
            for (at, c) in json.char_indices() {
                json_problems("a.json", &json[..at]);
                json_problems("a.json", &format!("{}{}", &json[..at], &json[at + c.len_utf8()..]));
            }
        }
    }
}

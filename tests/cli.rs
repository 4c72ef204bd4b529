//! The command line, in-process.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use buntan::cli::{self, COMMANDS, ExitStatus, GLOBALS, Stdio};
use jiff::civil::date;

/// The surroundings of a run.
#[derive(Default)]
struct Env {
    vars: Vec<(&'static str, &'static str)>,
    terminal: bool,
    dir: PathBuf,
    stdin: &'static str,
}

struct Seen {
    status: ExitStatus,
    out: String,
    err: String,
}

impl Env {
    fn run(&self, line: &str) -> Seen {
        let mut out = Vec::new();
        let (status, err) = self.run_to(line, &mut out);
        Seen { status, out: String::from_utf8(out).expect("UTF-8"), err }
    }

    fn run_to(&self, line: &str, stdout: &mut dyn Write) -> (ExitStatus, String) {
        let mut stderr = Vec::new();
        let env = |name: &str| self.vars.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let mut io = Stdio {
            stdin: &mut self.stdin.as_bytes(),
            stdout,
            stderr: &mut stderr,
            stdout_is_terminal: self.terminal,
            stderr_is_terminal: self.terminal,
            width: None,
            env: &env,
            today: date(2026, 10, 1),
            current_dir: self.dir.clone(),
            is_last: false,
        };
        let args = std::iter::once("buntan").chain(line.split_whitespace()).map(OsString::from);
        let status = cli::run(args, &mut io);
        (status, String::from_utf8(stderr).expect("UTF-8"))
    }
}

fn run(line: &str) -> Seen {
    Env::default().run(line)
}

/// The pages of all commands and the overview.
fn pages(lang: &str) -> Vec<(String, String)> {
    let lines = COMMANDS.iter().map(|command| format!("{} --help --lang {lang}", command.name));
    let lines = lines.chain([format!("--help --lang {lang}"), format!("help --lang {lang}")]);
    lines
        .map(|line| {
            let seen = run(&line);
            assert_eq!((seen.status, seen.err.as_str()), (ExitStatus::Clean, ""), "{line}");
            (line, seen.out)
        })
        .collect()
}

fn is_japanese(ch: char) -> bool {
    matches!(ch, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

// ------------------------------------------------------------------------------------------------------------------ help

#[test]
fn japanese_help_has_no_words_of_clap() {
    for (line, page) in pages("ja") {
        let fixed =
            ["Usage", "Options", "Commands", "Arguments", "error:", "Print", "possible values", "default", "[OPTIONS]"];
        for word in fixed {
            assert!(!page.contains(word), "{line}: {word}\n{page}");
        }
        assert!(page.contains("使い方") && page.contains("共通のオプション"), "{line}\n{page}");
    }
}

#[test]
fn english_help_has_no_japanese() {
    for (line, page) in pages("en") {
        assert!(!page.chars().any(is_japanese), "{line}\n{page}");
    }
}

#[test]
fn every_row_of_the_table_speaks_both_languages() {
    let args = COMMANDS.iter().flat_map(|command| command.args).chain(GLOBALS).map(|arg| (arg.name, arg.about));
    let examples = COMMANDS.iter().flat_map(|command| command.examples).map(|example| (example.line, example.shows));
    let abouts = COMMANDS.iter().map(|command| (command.name, command.about));
    for (name, (ja, en)) in abouts.chain(args).chain(examples) {
        assert!(ja.chars().any(is_japanese) && !en.is_empty() && !en.chars().any(is_japanese), "{name}");
        assert!(!ja.ends_with('。') && !en.ends_with('.'), "{name}");
    }
}

#[test]
fn every_command_has_an_example_that_parses() {
    for command in COMMANDS {
        assert!(!command.examples.is_empty(), "{}", command.name);
        for example in command.examples {
            let line = example.line.strip_prefix("buntan ").expect("an example is a command line of buntan");
            assert!(line.starts_with(command.name), "{line}");
            let line = line.split(['>', '|']).next().unwrap_or_default();
            // With `--help` the rest of the line is parsed, but nothing is done.
            assert_eq!(run(&format!("{line} --help")).status, ExitStatus::Clean, "{line}");
        }
    }
}

#[test]
fn help_is_asked_for_in_many_ways() {
    let page = run("init --help").out;
    assert!(page.starts_with("Write a small project with comments\n"), "{page}");
    for line in ["init -h", "help init", "--help init", "init --help --format json", "-h --lang en init"] {
        let same = run(line).out;
        assert!(same == page || line.starts_with('-'), "{line}\n{same}");
    }
    assert_eq!(run("").status, ExitStatus::Failed);
    assert_eq!(run("-V").out, format!("buntan {}\n", env!("CARGO_PKG_VERSION")));
}

// -------------------------------------------------------------------------------------------------------------- language

#[test]
fn the_language_comes_from_the_option_then_from_the_environment() {
    let title = |vars: &[(&'static str, &'static str)], line: &str| {
        Env { vars: vars.to_vec(), ..Env::default() }.run(line).out.contains("手引き")
    };
    assert!(!title(&[], "guide"));
    assert!(title(&[("LANG", "ja_JP.UTF-8")], "guide"));
    assert!(title(&[("LC_ALL", ""), ("LANG", "ja_JP.UTF-8")], "guide"));
    assert!(!title(&[("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")], "guide"));
    assert!(!title(&[("LANG", "ja_JP.UTF-8")], "guide --lang en"));
    assert!(title(&[("LC_MESSAGES", "en_US")], "--lang=ja guide"));
}

// -------------------------------------------------------------------------------------------------------------- mistakes

#[test]
fn mistakes_are_told_in_both_languages_with_a_next_step() {
    let cases = [
        ("gide", "error: there is no command `gide`\n = help: did you mean `guide`?\n = help: see `buntan --help`\n"),
        (
            "gide --lang ja",
            "error: `gide` というコマンドはありません\n = help: もしかして `guide` ですか\n = help: 使い方: `buntan --help`\n",
        ),
        (
            "code --colr",
            "error: there is no option `--colr`\n = help: did you mean `--color`?\n = help: see `buntan code --help`\n",
        ),
        (
            "code --colr --lang ja",
            "error: `--colr` というオプションはありません\n = help: もしかして `--color` ですか\n = help: 使い方: `buntan code --help`\n",
        ),
        (
            "code --format jsn",
            "error: `--format` does not take the value `jsn`\n = help: did you mean `json`?\n = help: possible values: human, short, json, md, html, csv, xlsx\n = help: see `buntan code --help`\n",
        ),
        (
            "code --format jsn --lang ja",
            "error: `--format` の値 `jsn` は使えません\n = help: もしかして `json` ですか\n = help: 使える値: human、short、json、md、html、csv、xlsx\n = help: 使い方: `buntan code --help`\n",
        ),
        (
            "code --threads",
            "error: `--threads` needs a value\n = help: write a value after it\n = help: see `buntan code --help`\n",
        ),
        (
            "code --threads 0 --lang ja",
            "error: `--threads` の値 `0` は1以上1024以下の整数ではありません\n = help: 例: `--threads 4`\n",
        ),
        (
            "completions",
            "error: `SHELL` is missing\n = help: `SHELL`: Name of the shell\n = help: see `buntan completions --help`\n",
        ),
        ("code a b", "error: one argument too many: `b`\n = help: see `buntan code --help`\n"),
        ("--help=3", "error: `--help` takes no value `3`\n = help: see `buntan --help`\n"),
        (
            "guide strat",
            "error: there is no chapter `strat`\n = help: did you mean `start`?\n = help: `buntan guide` lists the chapters\n",
        ),
        (
            "help gide",
            "error: there is no command `gide`\n = help: did you mean `guide`?\n = help: `buntan help` lists all commands\n",
        ),
    ];
    for (line, expected) in cases {
        let seen = run(line);
        assert_eq!((seen.status, seen.out.as_str(), seen.err.as_str()), (ExitStatus::Failed, "", expected), "{line}");
    }
}

#[test]
fn no_mistake_speaks_english_in_japanese() {
    for line in [
        "x",
        "code --x",
        "code --lang",
        "code a b",
        "completions",
        "completions x",
        "code --color x",
        "--threads 1 --threads 2 code",
        "code --threads x",
    ] {
        let seen = Env { vars: vec![("LANG", "ja_JP.UTF-8")], ..Env::default() }.run(line);
        assert_eq!(seen.status, ExitStatus::Failed, "{line}");
        for said in seen.err.lines() {
            assert!(said.chars().any(is_japanese), "{line}: {said}");
        }
    }
}

#[test]
fn arguments_cannot_act_on_the_terminal() {
    let seen = run("\u{1b}[2Jx");
    assert!(!seen.err.contains('\u{1b}') && seen.err.contains("`<U+001B>[2Jx`"), "{}", seen.err);
}

// --------------------------------------------------------------------------------------------------------------- streams

#[test]
fn colours_on_terminals_only() {
    let colored = |vars: &[(&'static str, &'static str)], terminal: bool, line: &str| {
        let seen = Env { vars: vars.to_vec(), terminal, ..Env::default() }.run(line);
        format!("{}{}", seen.out, seen.err).contains('\u{1b}')
    };
    for line in ["guide", "--help", "gide"] {
        assert!(colored(&[], true, line), "{line}");
        assert!(!colored(&[], false, line), "{line}");
        assert!(!colored(&[("NO_COLOR", "1")], true, line), "{line}");
        assert!(colored(&[("NO_COLOR", "")], true, line), "{line}");
        assert!(!colored(&[("TERM", "dumb")], true, line), "{line}");
        assert!(colored(&[("NO_COLOR", "1")], false, &format!("{line} --color always")), "{line}");
        assert!(!colored(&[], true, &format!("--color=never {line}")), "{line}");
    }
    assert!(!colored(&[], true, "guide --format json"));
}

struct Closed(io::ErrorKind);

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_broken_pipe_ends_quietly_and_a_full_disk_does_not() {
    for line in ["guide", "--help", "-V", "completions zsh", "code"] {
        let (status, err) = Env::default().run_to(line, &mut Closed(io::ErrorKind::BrokenPipe));
        assert_eq!((status, err.as_str()), (ExitStatus::Clean, ""), "{line}");
        let (status, err) = Env::default().run_to(line, &mut Closed(io::ErrorKind::StorageFull));
        assert_eq!(status, ExitStatus::Failed, "{line}");
        assert!(err.starts_with("error: the output cannot be written: "), "{err}");
    }
}

// -------------------------------------------------------------------------------------------------------------- commands

#[test]
fn completions_know_commands_and_options() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&format!("completions {shell}")).out;
        assert!(script.contains("completions") && script.contains("guide") && script.contains("threads"), "{shell}");
    }
    assert!(run("completions fish --lang ja").out.contains("書き方の手引きを読む"));
}

#[test]
fn codes_have_pages() {
    let list = run("code --format json").out;
    let codes: Vec<serde_json::Value> = serde_json::from_str(&list).expect("a list");
    assert_eq!(codes.len(), buntan::codes::all().len());
    for code in buntan::codes::all() {
        let seen = run(&format!("code {}", code.name));
        assert_eq!(seen.status, ExitStatus::Clean);
        assert!(seen.out.starts_with(code.name), "{}", seen.out);
    }
    let seen = run("code no_such_code_at_all");
    assert_eq!(seen.status, ExitStatus::Failed);
    assert!(seen.err.contains("`buntan code` lists all codes"), "{}", seen.err);
}

#[test]
fn the_guide_has_chapters_with_examples() {
    use buntan::diagnostic::Lang;
    for chapter in buntan::guide::chapters() {
        for (lang, name) in [(Lang::Ja, "ja"), (Lang::En, "en")] {
            let text = chapter.text(lang);
            assert!(text.starts_with("# "), "{}", chapter.topic);
            assert_eq!(text.matches("```").count(), 2 * chapter.examples(lang).len(), "{} {name}", chapter.topic);
            for example in chapter.examples(lang) {
                let line = text.lines().nth(example.line - 1).expect("the line is in the text");
                assert_eq!(Some(line), example.text.lines().next());
            }
            let seen = run(&format!("guide {} --lang {name}", chapter.topic)).out;
            assert!(seen.starts_with(chapter.title(lang)) && !seen.contains("```"), "{seen}");
        }
        let files =
            |lang| chapter.examples(lang).iter().map(|example| (example.language, example.file)).collect::<Vec<_>>();
        assert_eq!(files(Lang::Ja), files(Lang::En), "{}: both languages have the same examples", chapter.topic);
    }
}

#[test]
fn init_writes_once() {
    let dir = std::env::temp_dir().join(format!("buntan-init-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a folder for the test");
    let env = Env { dir: dir.clone(), ..Env::default() };
    let seen = env.run("init minato --lang ja");
    assert_eq!((seen.status, seen.err.as_str()), (ExitStatus::Clean, ""));
    let written = std::fs::read_to_string(dir.join("minato/hospital.buntan")).expect("it was written");
    assert!(written.contains("みなと病院") && dir.join("minato/buntan.toml").exists());

    std::fs::remove_file(dir.join("minato/buntan.toml")).expect("it was written");
    let again = env.run("init minato");
    assert_eq!(again.status, ExitStatus::Failed);
    assert!(again.err.starts_with("error: `minato/hospital.buntan` is there already\n"), "{}", again.err);
    assert!(!dir.join("minato/buntan.toml").exists(), "a refusal writes nothing");
    std::fs::remove_dir_all(&dir).expect("the folder of the test");
}

#[test]
fn fmt_writes_what_it_says() {
    let dir = std::env::temp_dir().join(format!("buntan-fmt-{}", std::process::id()));
    std::fs::create_dir_all(dir.join("more")).expect("a folder for the test");
    let file = |name: &str| dir.join(name);
    let rough = "\u{feff}engagement \"e\"{\r\nparty A   vendor\r\n}\r\n";
    let fine = "engagement \"e\" {\n  party A vendor\n}\n";
    std::fs::write(file("rough.buntan"), rough).expect("a file");
    std::fs::write(file("more/fine.buntan"), fine).expect("a file");
    std::fs::write(file("broken.buntan"), "engagement \"e\" { A ownz P2.C.1 }").expect("a file");
    let env = Env { dir: dir.clone(), ..Env::default() };

    for line in ["fmt . --check", "fmt . --diff"] {
        let seen = env.run(line);
        assert_eq!(seen.status, ExitStatus::Failed, "a broken file is an error: {}", seen.out);
        assert!(seen.out.contains("`ownz`") && seen.out.contains("was left untouched"), "{}", seen.out);
    }
    let seen = env.run("fmt rough.buntan more --check");
    assert_eq!(seen.status, ExitStatus::Findings);
    assert!(seen.out.contains("- rough.buntan") && !seen.out.contains("fine"), "{}", seen.out);
    let seen = env.run("fmt rough.buntan more --diff");
    assert_eq!(seen.status, ExitStatus::Findings);
    assert!(seen.out.contains("-party A   vendor\n") && seen.out.contains("+  party A vendor\n"), "{}", seen.out);
    assert_eq!(std::fs::read_to_string(file("rough.buntan")).expect("a text"), rough);

    let seen = env.run("fmt");
    assert_eq!(seen.status, ExitStatus::Failed, "the sound ones are written all the same");
    assert_eq!(std::fs::read_to_string(file("rough.buntan")).expect("a text"), fine);
    assert!(std::fs::read_to_string(file("broken.buntan")).expect("a text").contains("ownz"));
    assert_eq!(env.run("fmt rough.buntan more --check").status, ExitStatus::Clean);

    let seen = env.run("fmt more --keywords ja");
    assert_eq!((seen.status, seen.err.as_str()), (ExitStatus::Clean, ""));
    let japanese = std::fs::read_to_string(file("more/fine.buntan")).expect("a text");
    assert_eq!(japanese, "案件 \"e\" {\n  当事者 A 事業者\n}\n");
    let json = env.run("fmt more --keywords en --check --format json").out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["files"][0]["status"], "changed");
    assert_eq!(std::fs::read_dir(dir.join("more")).expect("a folder").count(), 1, "nothing is left behind");
    std::fs::remove_dir_all(&dir).expect("the folder of the test");
}

#[test]
fn fmt_reads_standard_input() {
    let env = Env { stdin: "test \"t\"{at 2026-10-01}", ..Env::default() };
    let seen = env.run("fmt -");
    assert_eq!((seen.status, seen.out.as_str()), (ExitStatus::Clean, "test \"t\" { at 2026-10-01 }\n"));
    assert_eq!(env.run("fmt - --check").status, ExitStatus::Findings);
    assert_eq!(env.run("fmt - more").status, ExitStatus::Failed);
    let seen = Env { stdin: "test {", ..Env::default() }.run("fmt -");
    assert_eq!(seen.status, ExitStatus::Failed);
    for line in ["fmt notes.txt", "fmt no-such.buntan"] {
        let seen = run(line);
        assert_eq!(seen.status, ExitStatus::Failed, "{line}");
        assert!(seen.err.starts_with("error: `no"), "{}", seen.err);
    }
}

/// Where there is no answer, a program gets the reason in the form that `schema` says, and people get words.
#[test]
fn a_program_is_told_in_json_why_there_is_no_answer() {
    for line in ["matrix nowhere.buntan", "matrix --nope", "explain policies/examples/clinic/after.buntan --finding 0"]
    {
        let seen = run(&format!("{line} --format json --lang en"));
        assert_eq!(seen.status, ExitStatus::Failed, "{line}");
        let said: serde_json::Value = serde_json::from_str(&seen.out).expect(line);
        let headline = said["blocks"][0]["failure"]["headline"]["en"].as_str().expect(line);
        assert!(seen.err.starts_with("error: ") && seen.err.contains(headline), "{line}: {}", seen.err);
        assert_eq!(run(&format!("{line} --lang en")).out, "", "{line}");
    }
}

/// What hangs together from step to step, from control to control, from test to test is a row each for a spreadsheet.
#[test]
fn answers_without_a_table_have_rows_for_spreadsheets() {
    for (line, head, row) in [
        (
            "explain policies/examples/city-hospital/before.buntan --duty P2.C.1 --on 専用線 --at 2026-10-01",
            "depth,step,item,place,as written",
            "P2.C.1.a",
        ),
        ("catalogue show roles-2024", "control,title,section,source,summary,duties,carried by,per,when", "P2.C.2,"),
        ("test policies/examples/clinic", "test,result,place,why", ",passed,policies/examples/clinic/"),
    ] {
        let seen = run(&format!("{line} --format csv --lang en"));
        let mut rows = seen.out.trim_start_matches('\u{feff}').lines();
        assert_eq!(rows.next(), Some(head), "{line}: {}", seen.err);
        assert!(rows.clone().count() > 5 && rows.any(|it| it.contains(row)), "{line}: {}", seen.out);
    }
}

/// A consent is written inside the contract that is there, and its day is left to who consents.
#[test]
fn a_consent_is_added_where_it_stands_and_has_no_day_made_up() {
    let seen = run("suggest policies/examples/city-hospital/before.buntan --at 2026-10-01 --lang en");
    let out = seen.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let place = "between the `{ }` of `contract K6`, in place of what begins with the same word: policies/examples/city-hospital/before.buntan:73:12";
    assert!(out.contains(place), "{}", seen.out);
    assert!(seen.out.contains("\n    consented YYYY-MM-DD by \"…\"\n"), "{}", seen.out);
    assert!(!out.contains("consented 2026-10-01") && !out.contains("contract K6 {"), "{}", seen.out);
}

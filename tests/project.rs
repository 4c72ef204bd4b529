//! Projects on disk and the commands about engagements: what is read, what is refused, exit statuses, forms of output.

use std::fs;
use std::path::{Path, PathBuf};

use buntan::cli::ExitStatus;
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::Value;

#[path = "support/run.rs"]
mod run;

use run::run;

/// A folder of its own for each test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("buntan-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn file(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    fn run_with(&self, line: &str, stdin: &[u8]) -> (ExitStatus, String, String) {
        run(&self.0, line, stdin)
    }

    fn run(&self, line: &str) -> (ExitStatus, String, String) {
        self.run_with(line, b"")
    }

    /// The codes of the problems and findings of `check`, and its status.
    fn codes(&self, line: &str) -> (ExitStatus, Vec<String>) {
        let (status, out, err) = self.run(&format!("check {line} --format json"));
        let seen: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
        let code = |it: &Value| it["code"].as_str().expect("a code").to_owned();
        let mut codes: Vec<String> = seen["diagnostics"].as_array().expect("a list").iter().map(code).collect();
        for engagement in seen["engagements"].as_array().expect("a list") {
            codes.extend(engagement["findings"].as_array().expect("a list").iter().map(code));
        }
        (status, codes)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const CATALOGUE: &str = "catalogue ours { title \"t\" publisher \"p\" edition 2026-01\n\
    control X.1 ja \"監視\" en \"Watching\" joint { per component  level required } }\n";

fn engagement(inside: &str) -> String {
    format!(
        "engagement \"E\" {{\n  use ours\n  party H hospital\n  party A vendor\n  component emr application by A\n  \
         contract K1 H -> A {{ type saas  period 2026-04-01 ..  covers emr }}\n{inside}\n}}\n"
    )
}

const OWNS: &str = "  A owns X.1 on emr by K1 \"8\"";

#[test]
fn exit_statuses_are_clean_findings_failed() {
    let folder = Folder::new("exit")
        .file("clean.buntan", CATALOGUE.to_owned() + &engagement(OWNS))
        .file("gap.buntan", CATALOGUE.to_owned() + &engagement(""))
        .file("broken.buntan", CATALOGUE.to_owned() + &engagement("  A ownz X.1"));
    assert_eq!(folder.codes("clean.buntan"), (ExitStatus::Clean, vec![]));
    assert_eq!(folder.codes("gap.buntan"), (ExitStatus::Findings, vec!["unowned".to_owned()]));
    assert_eq!(folder.codes("gap.buntan --fail-on never").0, ExitStatus::Clean);
    assert_eq!(folder.codes("broken.buntan").0, ExitStatus::Failed);
    assert_eq!(folder.run("check").0, ExitStatus::Failed);
    assert_eq!(folder.run("check gap.buntan --at 2026-13-01").0, ExitStatus::Failed);
}

#[test]
fn a_broken_engagement_is_not_judged_and_says_so() {
    let folder = Folder::new("skipped").file("broken.buntan", CATALOGUE.to_owned() + &engagement("  A ownz X.1"));
    let (_, out, _) = folder.run("check broken.buntan --format json");
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((seen["skipped"][0].as_str(), seen["engagements"].as_array().map(Vec::len)), (Some("E"), Some(0)));
    for lang in ["ja", "en"] {
        let (_, out, _) = folder.run(&format!("check broken.buntan --lang {lang}"));
        assert!(out.contains(if lang == "ja" { "評価していません" } else { "was not evaluated" }), "{out}");
    }
}

#[test]
fn files_are_named_and_found_and_never_outside() {
    let outside = Folder::new("outside").file("secret.buntan", CATALOGUE);
    let climb = format!("use \"../{}/secret.buntan\"\n", outside.0.file_name().expect("a name").to_string_lossy());
    let folder = Folder::new("use")
        .file("sub/ours.buntan", CATALOGUE)
        .file("by_file.buntan", engagement(OWNS).replace("use ours", "use \"sub/ours.buntan\""))
        .file("by_load.buntan", "use \"sub/ours.buntan\"\n".to_owned() + &engagement(OWNS))
        .file("missing.buntan", "use \"nothing.buntan\"\n")
        .file("climb.buntan", climb)
        .file("notes.txt", "x")
        .file("kind.buntan", "use \"notes.txt\"\n");
    assert_eq!(folder.codes("by_file.buntan"), (ExitStatus::Clean, vec![]));
    assert_eq!(folder.codes("by_load.buntan"), (ExitStatus::Clean, vec![]));
    assert_eq!(folder.codes("missing.buntan"), (ExitStatus::Failed, vec!["unreadable_file".to_owned()]));
    assert_eq!(folder.codes("climb.buntan"), (ExitStatus::Failed, vec!["outside_project".to_owned()]));
    assert_eq!(folder.codes("kind.buntan"), (ExitStatus::Failed, vec!["not_a_policy_file".to_owned()]));
    assert_eq!(folder.codes("nowhere.buntan"), (ExitStatus::Failed, vec!["unreadable_file".to_owned()]));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_project_is_outside() {
    let outside = Folder::new("linked").file("secret.buntan", CATALOGUE);
    let folder = Folder::new("link").file("a.buntan", "use \"link.buntan\"\n");
    std::os::unix::fs::symlink(outside.0.join("secret.buntan"), folder.0.join("link.buntan")).expect("a link");
    assert_eq!(folder.codes("a.buntan"), (ExitStatus::Failed, vec!["outside_project".to_owned()]));
}

#[test]
fn an_engagement_goes_on_in_another_file() {
    let rest = "engagement \"E\" continued {\n  A owns X.1 on emr by K1 \"8\"\n}\n";
    let folder = Folder::new("continued")
        .file("start.buntan", CATALOGUE.to_owned() + &engagement(""))
        .file("rest.buntan", rest)
        .file("again.buntan", engagement(""));
    assert_eq!(folder.codes("start.buntan rest.buntan"), (ExitStatus::Clean, vec![]));
    assert_eq!(folder.codes("rest.buntan start.buntan"), (ExitStatus::Clean, vec![]));
    assert_eq!(folder.codes("rest.buntan"), (ExitStatus::Failed, vec!["missing_start".to_owned()]));
    let (status, codes) = folder.codes("start.buntan again.buntan");
    assert_eq!((status, codes.contains(&"duplicate_engagement".to_owned())), (ExitStatus::Failed, true));
}

#[test]
fn facts_of_what_another_part_declares_may_be_stated() {
    let catalogue = "catalogue ours {\n  fact stores : bool of component\n  fact big : bool of contract\n  \
         control X.1 \"a\" { per component when stores }\n  control X.2 \"b\" { per contract when big }\n}\n";
    let more = |emr: &str| {
        format!(
            "engagement \"E\" continued {{\n  contract K1 {{ big = no }}\n  component {emr} {{ stores = no }}\n}}\n"
        )
    };
    let json = r#"{"engagement":"E","continued":true,"contracts":[{"name":"K1","facts":{"big":false}}],
        "components":[{"name":"emr","facts":{"stores":false}}]}"#;
    let folder = Folder::new("more")
        .file("start.buntan", catalogue.to_owned() + &engagement(""))
        .file("more.buntan", more("emr"))
        .file("more.json", json)
        .file("other.buntan", more("nothing"))
        .file("otherwise.buntan", "engagement \"E\" continued {\n  contract K1 { big = yes }\n}\n");
    let open = vec!["undetermined".to_owned(), "undetermined".to_owned()];
    assert_eq!(folder.codes("start.buntan"), (ExitStatus::Clean, open));
    assert_eq!(folder.codes("start.buntan more.buntan"), (ExitStatus::Clean, vec![]));
    assert_eq!(folder.codes("more.json start.buntan"), (ExitStatus::Clean, vec![]));
    let wrong = |paths: &str, code: &str| {
        let (status, codes) = folder.codes(paths);
        assert_eq!((status, codes.contains(&code.to_owned())), (ExitStatus::Failed, true), "{paths}: {codes:?}");
    };
    wrong("start.buntan other.buntan", "unknown_word");
    wrong("start.buntan more.buntan otherwise.buntan", "contradicting_facts");
}

#[test]
fn remedies_hold_over_days_and_say_why_there_is_none() {
    let late = "  component wan network by A in use 2027-01-01 ..\n  A owns X.1 on emr by K1 \"8\"";
    let folder = Folder::new("remedies").file("late.buntan", CATALOGUE.to_owned() + &engagement(late)).file(
        "twice.buntan",
        CATALOGUE.to_owned()
            + &engagement("  A solely owns X.1 on emr by K1 \"8\"\n  H solely owns X.1 on emr by \"Rules 9\""),
    );
    let (_, out, _) = folder.run("suggest late.buntan --from 2026-10-01 --to 2027-10-01 --format json");
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&seen["from"], &seen["to"]), (&"2026-10-01".into(), &"2027-10-01".into()));
    assert_eq!(seen["findings"][0]["code"], "unowned", "{out}");
    let (_, out, _) = folder.run("suggest twice.buntan --at 2026-10-01 --lang en");
    assert!(out.contains("H withdraws what it says in Rules 9."), "{out}");
    // Without the hospital nobody would carry it once the contract is over.
    let ends = "  component wan network in use 2026-04-01 ..\n  contract K9 H -> A { period 2026-04-01 .. 2026-12-31  covers wan }\n  A owns X.1 on wan by K9 \"8\"\n  H owns X.1 on wan by \"Rules 9\"";
    let folder = Folder::new("ends").file("ends.buntan", CATALOGUE.to_owned() + &engagement(ends));
    let (_, out, _) = folder.run("suggest ends.buntan --from 2026-10-01 --to 2027-03-31 --lang en");
    assert!(out.contains("`A owns X.1 on wan by K9 \"8\"`") && !out.contains("H withdraws"), "{out}");
}

#[test]
fn a_remedy_that_would_raise_another_finding_is_named_with_it() {
    let folder = Folder::new("refused").file("a.buntan", include_str!("corpus/findings/ownership/out_of_reach.buntan"));
    let (_, out, _) = folder.run("suggest a.buntan --at 2026-10-01 --format json");
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    let open = seen["open"].as_array().expect("what is open").iter();
    let why: Vec<&str> = open.filter_map(|it| it["question"]["en"].as_str()).collect();
    let raised =
        "`contract K3 { covers emr, wan }` would raise another finding: error (`unsplit_shared`) `T.1` Backup on `emr`";
    assert!(why.iter().any(|it| it.starts_with(raised)), "{why:?}");
}

#[test]
fn settings_of_the_project_hold_and_mistakes_in_them_are_named() {
    let gap = CATALOGUE.to_owned() + &engagement("");
    let folder = Folder::new("config")
        .file("buntan.toml", "lang = \"ja\"\nfail_on = \"never\"\n[severity]\nunowned = \"warning\"\n")
        .file("sub/gap.buntan", &gap);
    let (status, out, _) = folder.run("check sub/gap.buntan");
    assert_eq!(status, ExitStatus::Clean);
    assert!(out.contains("warning[unowned]") && out.contains("基準日"), "{out}");
    assert!(folder.run("check sub/gap.buntan --lang en").1.contains("(on 2026-10-01)"));
    for wrong in [
        "lang = \"fr\"",
        "fail_onn = \"error\"",
        "[severity]\nunownd = \"note\"",
        "[severity]\nunowned = \"off\"",
        "x =",
    ] {
        let folder = Folder::new("bad_config").file("buntan.toml", wrong).file("gap.buntan", &gap);
        let (status, codes) = folder.codes("gap.buntan");
        assert_eq!((status, codes.contains(&"bad_setting".to_owned())), (ExitStatus::Failed, true), "{wrong}");
    }
}

#[test]
fn standard_input_is_a_file_of_the_current_folder() {
    let folder = Folder::new("stdin").file("ours.buntan", CATALOGUE);
    let text = "use \"ours.buntan\"\n".to_owned() + &engagement(OWNS);
    let (status, out, err) = folder.run_with("check - --lang en", text.as_bytes());
    assert_eq!(status, ExitStatus::Clean, "{out}{err}");
    let (status, out, _) = folder.run_with("check -", b"\xff\xfe\x00");
    assert_eq!(status, ExitStatus::Failed);
    assert!(out.contains("encoding"), "{out}");
}

#[test]
fn tests_pass_fail_or_cannot_run() {
    let base = CATALOGUE.to_owned() + &engagement(OWNS);
    let folder = Folder::new("tests")
        .file("good.buntan", base.clone() + "test \"a\" { with \"E\" expect exactly { } }\n")
        .file("bad.buntan", base.clone() + "test \"a\" { with \"E\" expect unowned X.1 on emr }\n")
        .file("no_with.buntan", base.clone() + "test \"a\" { with \"F\" expect exactly { } }\n")
        .file("nothing.buntan", base.clone() + "test \"a\" { with \"E\" }\n")
        .file("idle.buntan", base.clone() + "test \"a\" { with \"E\" { remove A disclaims X.1 } expect exactly { } }\n")
        .file("nobody.buntan", base.clone() + "test \"a\" { with \"E\" expect no unowned X.1 by Z }\n")
        .file("no_one.buntan", base.clone() + "test \"a\" { with \"E\" expect no carried X.1 by A answerable Z }\n")
        .file("thing.buntan", base.clone() + "test \"a\" { with \"E\" expect no carried X.1 by emr }\n")
        .file("none.buntan", &base);
    assert_eq!(folder.run("test good.buntan").0, ExitStatus::Clean);
    for (file, code) in [
        ("bad.buntan", "failed_expectation"),
        ("no_with.buntan", "unrunnable_test"),
        ("nothing.buntan", "unrunnable_test"),
        ("idle.buntan", "idle_change"),
        ("nobody.buntan", "unknown_name"),
        ("no_one.buntan", "unknown_name"),
        ("thing.buntan", "wrong_kind_of_name"),
    ] {
        let (status, out, _) = folder.run(&format!("test {file} --format json"));
        assert_eq!((status, out.contains(code)), (ExitStatus::Findings, true), "{file}: {out}");
    }
    assert_eq!(folder.run("test none.buntan").0, ExitStatus::Failed);
}

#[test]
fn tests_are_chosen_by_name() {
    let test = |name: &str| format!("test {name} {{ with \"E\" expect exactly {{ }} }}\n");
    let text = CATALOGUE.to_owned()
        + &engagement(OWNS)
        + &test("\"Alpha\"")
        + &test("\"beta\"")
        + &test("ja \"三番\" en \"gamma\"");
    let folder = Folder::new("filter").file("a.buntan", text);
    let ran = |options: &str| {
        let (status, out, _) = folder.run(&format!("test a.buntan --format json {options}"));
        assert_eq!(status, ExitStatus::Clean, "{out}");
        let seen: Value = serde_json::from_str(&out).expect("JSON");
        let tests = seen["tests"].as_array().expect("tests").iter();
        tests.map(|test| test["name"]["en"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ran("--filter ALPH"), ["Alpha"]);
    assert_eq!(ran("--filter 三 --filter beta"), ["beta", "gamma"]);
    let (status, _, err) = folder.run("test a.buntan --filter gama --lang en");
    assert_eq!(status, ExitStatus::Failed);
    for words in ["no test has `gama`", "did you mean `gamma`", "- Alpha"] {
        assert!(err.contains(words), "{words}: {err}");
    }
}

#[test]
fn a_failed_test_shows_what_was_found_instead() {
    let tests = r#"
test "missing" { with "E" at 2026-10-01 expect lapse X.1 on emr }
test "exactly" { with "E" at 2026-10-01 expect exactly { unowned X.1 on emr  warning lapse X.1 on emr } }
test "surplus" { with "E" at 2026-10-01 expect exactly { } }
test "no" { with "E" at 2026-10-01 expect no unowned X.1 }
test "carried" { with "E" at 2026-10-01 expect carried X.1 on emr by A }
test "sound" { with "E" at 2026-10-01 expect unowned X.1 on emr }
"#;
    let folder = Folder::new("difference").file("a.buntan", CATALOGUE.to_owned() + &engagement("") + tests);
    let (status, out, _) = folder.run("test a.buntan --format json");
    assert_eq!(status, ExitStatus::Findings);
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    let sides = |number: usize| {
        let problems = seen["tests"][number]["problems"].as_array().expect("problems");
        assert!(problems.len() <= 1, "{problems:#?}");
        let side = |key: &str| problems.first().map(|it| it[key].clone()).unwrap_or_default();
        (side("expected"), side("found"))
    };
    let unowned = "error unowned X.1 on emr";
    let json = |lines: &[&str]| serde_json::json!(lines);
    assert_eq!(sides(0), (json(&["lapse X.1 on emr"]), json(&[unowned])));
    assert_eq!(sides(1), (json(&["unowned X.1 on emr", "warning lapse X.1 on emr"]), json(&["unowned X.1 on emr"])));
    assert_eq!(sides(2), (json(&[]), json(&[unowned])));
    assert_eq!(sides(3), (json(&["no unowned X.1"]), json(&[unowned])));
    assert_eq!(sides(4), (json(&["carried X.1 on emr by A"]), json(&["no carried X.1 on emr"])));
    assert_eq!(sides(5), (Value::Null, Value::Null));
    let (_, out, _) = folder.run("test a.buntan --lang en --filter missing");
    assert!(out.contains("    - lapse X.1 on emr\n    + error unowned X.1 on emr\n"), "{out}");
}

#[test]
fn junit_has_a_suite_for_every_file_and_escapes_what_it_says() {
    let base = CATALOGUE.to_owned() + &engagement("");
    let folder = Folder::new("junit")
        .file("a.buntan", base + "test \"<b> & ]]>\" { with \"E\" expect exactly { } }\n")
        .file("more/b.buntan", "test \"fine\" { with \"E\" at 2026-10-01 expect unowned X.1 on emr }\n")
        .file("broken.buntan", "engagement \"F\" { partz H hospital }\n");
    let (status, out, _) = folder.run("test a.buntan more/b.buntan --format junit");
    assert_eq!(status, ExitStatus::Findings);
    for words in [
        "<testsuites name=\"buntan\" tests=\"2\" skipped=\"0\" failures=\"1\" errors=\"0\">",
        "<testsuite name=\"a.buntan\"",
        "<testsuite name=\"more/b.buntan\"",
        "&lt;b&gt; &amp; ]]&gt;",
        "type=\"failed_expectation\"",
        "classname=\"more/b.buntan\" file=\"more/b.buntan\" line=\"1\"/>",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
    assert_eq!(out, folder.run("test a.buntan more/b.buntan --format junit --threads 1").1);
    let (status, out, _) = folder.run("test broken.buntan --format junit");
    assert_eq!(status, ExitStatus::Failed);
    assert!(out.starts_with("<?xml") && out.contains("<error"), "{out}");
}

#[test]
fn what_is_unknown_neither_holds_nor_does_not() {
    let text = r#"
catalogue u {
  fact stores : bool of component
  metric availability : percent higher own product suppliers product
  control U.1 "Watching" joint { per component  when stores }
}
engagement "E" {
  use u
  party H hospital
  party A vendor
  component emr application by A
  component lab application by A { stores = no }
  contract K1 H -> A { type saas  period 2026-04-01 .. 2027-03-31  covers emr, lab }
}
test "1" { with "E" at 2026-10-01 expect applies U.1 on emr }
test "2" { with "E" at 2026-10-01 expect no applies U.1 on emr }
test "3" { with "E" at 2026-10-01 expect applies U.1 on lab }
test "4" { with "E" at 2026-10-01 expect level availability of K1 = 100% }
test "5" { with "E" at 2026-10-01 expect no level availability of K1 = 100% }
test "6" { with "E" at 2027-10-01 expect no level availability of K1 = 100% }
test "7" { with "E" at 2026-10-01 expect level availability of K1 = 3h }
test "8" { with "E" at 2026-10-01 expect level availability of emr = 99% }
test "9" { with "E" { contract K1 { itself availability >= 99.9% } } at 2026-10-01 expect no level availability of K1 = 99.90% }
test "10" { with "E" at 2026-10-01 expect no applies U.1 on K1 }
"#;
    let folder = Folder::new("unknown").file("a.buntan", text);
    let (status, out, _) = folder.run("test a.buntan --format json");
    assert_eq!(status, ExitStatus::Findings);
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((seen["passed"].as_u64(), seen["failed"].as_u64()), (Some(0), Some(10)), "{out}");
    let headline = |number: usize| seen["tests"][number]["problems"][0]["message"]["en"].clone();
    let found = |number: usize| seen["tests"][number]["problems"][0]["found"].clone();
    assert!(headline(0).as_str().is_some_and(|it| it.contains("`stores` of `emr`")), "{}", headline(0));
    assert_eq!(found(2), serde_json::json!(["no applies U.1 on lab"]));
    assert_eq!(found(8), serde_json::json!(["level availability of K1 = 99.9%"]));
}

#[test]
fn a_test_has_one_engagement() {
    let own = "engagement { party H hospital }";
    let text = CATALOGUE.to_owned()
        + &engagement("")
        + &format!("test \"both\" {{ with \"E\" {own} expect exactly {{ }} }}\n")
        + "test \"none\" { expect exactly { } }\n"
        + "test \"wrong\" { engagement { party H hospital  component c application by Z } expect exactly { } }\n";
    let folder = Folder::new("own").file("a.buntan", text);
    let (status, out, _) = folder.run("test a.buntan --format json");
    assert_eq!(status, ExitStatus::Findings);
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    let code = |number: usize| seen["tests"][number]["problems"][0]["code"].as_str().expect("a code").to_owned();
    assert_eq!([code(0), code(1), code(2)], ["unrunnable_test", "unrunnable_test", "unknown_name"]);
}

#[test]
fn coverage_counts_what_some_test_saw() {
    let text = r#"
catalogue cov {
  fact stores : bool of component
  derive big of component : bool { no  except yes "§1" when stores }
  control V.1 "Watching" joint { per component  when stores  duty a "watch"  duty b "report" { when big } }
  control V.2 "Watching" joint { per component where kind == network }
  control V.3 "Watching" joint { per contract }
}
rule named error cites V.1 { for component c where c.kind == application  must c.provider exists  else "{c}" }
engagement "E" {
  use cov only V.1, V.2
  party H hospital
  party A vendor
  component emr application "records" by A { stores = yes }
  contract K1 H -> A { type saas  period 2026-04-01 .. 2027-03-31  covers emr }
}
test "yes" { with "E" at 2026-10-01 expect unowned V.1 on emr }
test "unknown" { with "E" { component emr { stores = unknown } } at 2026-10-01 expect undetermined V.1 on emr }
"#;
    let folder = Folder::new("coverage").file("a.buntan", text);
    let covered = |options: &str| {
        let (status, out, err) = folder.run(&format!("test a.buntan --format json --coverage {options}"));
        let seen: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
        (status, seen["coverage"].clone())
    };
    let (status, all) = covered("");
    assert_eq!(status, ExitStatus::Clean);
    let cov = &all["catalogues"][0];
    let done = |list: &str| -> Vec<(String, bool)> {
        let list = cov[list].as_array().expect("a list").iter();
        list.map(|it| (it["id"].as_str().expect("an id").to_owned(), it["exercised"] == true)).collect()
    };
    let at = |id: &str, exercised: bool| (id.to_owned(), exercised);
    // V.3 is out of view.
    assert_eq!(done("controls"), [at("V.1", true), at("V.2", false)]);
    assert_eq!(done("duties"), [at("V.1.a", true), at("V.1.b", true), at("V.2", false)]);
    let answers = |it: &Value| ["true", "false", "unknown", "unknown_counts"].map(|key| it[key] == true);
    let conditions: Vec<(String, [bool; 4])> = cov["conditions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| (it["of"].as_str().expect("words").to_owned(), answers(it)))
        .collect();
    let asked = |of: &str, answers: [bool; 4]| (of.to_owned(), answers);
    assert_eq!(
        conditions,
        [
            asked("big §1", [true, false, true, true]),
            asked("V.1.a", [true, false, true, true]),
            asked("V.1.b", [true, false, true, true]),
            // No component is a network, and no fact is asked.
            asked("V.2", [false, true, false, false]),
        ]
    );
    assert_eq!(answers(&cov["rules"][0])[..2], [true, false]);
    let kind =
        |name: &str| cov["kinds"].as_array().expect("kinds").iter().any(|it| it["name"] == name && it["found"] == true);
    assert!(kind("unowned") && kind("undetermined") && !kind("lapse"));
    // 1 of 2 controls, 2 of 3 duties, 7 of 11 answers of conditions, 1 of 2 of rules.
    assert_eq!(
        (all["exercised"].as_u64(), all["of"].as_u64(), all["percent"].as_u64()),
        (Some(11), Some(18), Some(61))
    );

    assert_eq!(covered("--threads 1").1, covered("--threads 8").1);
    // Only one of the tests: nothing was unknown in it.
    assert_eq!(answers(&covered("--filter yes").1["catalogues"][0]["conditions"][1])[..3], [true, false, false]);
    assert_eq!(covered("--fail-under 61").0, ExitStatus::Clean);
    assert_eq!(covered("--fail-under 62").0, ExitStatus::Findings);
    assert_eq!(folder.run("test a.buntan --fail-under many").0, ExitStatus::Failed);
    assert_eq!(folder.run("test a.buntan --fail-under 101").0, ExitStatus::Failed);
    let (_, out, _) = folder.run("test a.buntan --coverage --lang en");
    for words in ["cov: 61%", "controls not exercised", "never false", "61% exercised (11 of 18)"] {
        assert!(out.contains(words), "{words}: {out}");
    }
}

#[test]
fn the_public_json_has_its_fields() {
    let folder = Folder::new("json").file("gap.buntan", CATALOGUE.to_owned() + &engagement(""));
    let (_, out, _) = folder.run("check gap.buntan --format json --at 2026-10-01");
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    let finding = &seen["engagements"][0]["findings"][0];
    assert_eq!(seen["version"], 1);
    assert_eq!(
        ["name", "from", "to"].map(|key| seen["engagements"][0][key].as_str()),
        [Some("E"), Some("2026-10-01"), Some("2026-10-01")]
    );
    for key in [
        "id",
        "code",
        "severity",
        "catalogue",
        "control",
        "duties",
        "subject",
        "phase",
        "mode",
        "parties",
        "from",
        "to",
        "message",
        "locations",
        "because",
        "derivation",
    ] {
        assert!(finding.get(key).is_some(), "{key} is missing");
    }
    assert_eq!(
        (finding["subject"]["kind"].as_str(), finding["subject"]["name"].as_str()),
        (Some("component"), Some("emr"))
    );
    assert_eq!((finding["from"].as_str(), finding["to"].as_str()), (Some("2026-10-01"), Some("2026-10-01")));
    assert!(finding["message"]["ja"].is_string() && finding["message"]["en"].is_string());
    let place = &finding["locations"][0];
    assert!(
        place["file"].is_string() && place["line"].is_u64() && place["column"].is_u64() && !place["role"].is_null()
    );

    let (_, out, _) = folder.run("catalogue list roles-2024 --format json");
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    let control = &seen["catalogues"][0]["controls"][0];
    assert_eq!((seen["catalogues"][0]["name"].as_str(), control["id"].as_str()), (Some("roles-2024"), Some("P1.A.1")));
    for key in ["catalogue", "id", "title", "section", "level", "source", "duties", "per", "when", "requires", "serves"]
    {
        assert!(control.get(key).is_some(), "{key} is missing");
    }
    for key in ["label", "title", "who"] {
        assert!(control["duties"][0].get(key).is_some(), "{key} is missing");
    }
}

#[test]
fn an_id_does_not_hang_on_place_day_or_wording() {
    let gap = CATALOGUE.to_owned() + &engagement("");
    let folder = Folder::new("ids")
        .file("a.buntan", &gap)
        .file("b.buntan", format!("\n\n// moved\n{}", gap.replace("Watching", "Monitoring")));
    let id = |line: &str| -> String {
        let seen: Value = serde_json::from_str(&folder.run(line).1).expect("JSON");
        seen["engagements"][0]["findings"][0]["id"].as_str().expect("an id").to_owned()
    };
    let first = id("check a.buntan --format json --at 2026-10-01");
    assert_eq!(first, id("check b.buntan --format json --at 2027-10-01"));
    let (status, out, err) = folder.run(&format!("explain a.buntan --finding {first} --lang en"));
    assert_eq!(status, ExitStatus::Clean, "{err}");
    assert!(out.contains("nobody says anything about it"), "{out}");
    assert_eq!(folder.run("explain a.buntan --finding 000").0, ExitStatus::Failed);
}

#[test]
fn every_answer_is_given_in_every_form_and_language() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let before = root.join("policies/examples/city-hospital/before.buntan");
    let levels = before.with_file_name("levels.buntan");
    let folder = Folder::new("answers")
        .file("before.buntan", fs::read(before).expect("the example"))
        .file("levels.buntan", fs::read(levels).expect("its levels"));
    for command in [
        "check before.buntan",
        "explain before.buntan --duty P2.C.1",
        "why-not before.buntan --duty P2.C.*",
        "matrix before.buntan",
        "graph before.buntan --of obligations",
        "graph before.buntan --of delegation",
        "graph before.buntan --of contracts",
        "test before.buntan",
        "catalogue list",
        "catalogue show roles-2024",
    ] {
        for lang in ["ja", "en"] {
            for format in ["human", "short", "json"] {
                let (status, out, err) = folder.run(&format!("{command} --lang {lang} --format {format}"));
                assert_ne!(status, ExitStatus::Failed, "{command}: {err}");
                assert!(out.len() > 100, "{command} --format {format}: {out}");
                if format == "json" {
                    let seen: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{command}: {out}"));
                    assert!(seen["version"].is_u64(), "{command}");
                }
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new("threads");
    for name in ["before", "after", "levels"] {
        let text = fs::read(root.join(format!("policies/examples/city-hospital/{name}.buntan"))).expect("the example");
        fs::write(folder.0.join(format!("{name}.buntan")), text).expect("a file");
    }
    for format in ["human", "json"] {
        let one = folder.run(&format!("check . --threads 1 --format {format}"));
        assert_eq!(one, folder.run(&format!("check . --threads 8 --format {format}")));
    }
}

#[test]
fn questions_about_many_days_are_bounded() {
    let day = |number: i32| date(2020, 1, 1).checked_add(number.days()).expect("a day");
    let mut text = CATALOGUE.to_owned() + "engagement \"E\" {\n  use ours\n  party H hospital  party A vendor\n";
    for number in 0..1500 {
        let (component, from) = (number, day(number * 2));
        text += &format!("  component c{component} application by A in use 2020-01-01 ..\n");
        text += &format!("  A owns X.* on c{component} from {from}\n");
    }
    let folder = Folder::new("many_days").file("many.buntan", text + "}\n");
    let (status, _, err) = folder.run("check many.buntan --from 2020-01-01 --to 2030-01-01 --lang en");
    assert_eq!(status, ExitStatus::Failed, "{err}");
    assert!(err.contains("too many obligations and dates"), "{err}");
    let (status, _, err) = folder.run("timeline many.buntan --lang en");
    assert_eq!(status, ExitStatus::Failed, "{err}");
    assert!(err.contains("too many obligations and days"), "{err}");
    // A day is still judged: what would be a late start is told as the gap that it is.
    let (status, out, _) = folder.run("check many.buntan --at 2020-01-01 --lang en --format short");
    assert_eq!(status, ExitStatus::Findings);
    assert!(out.contains("error[unowned]") && !out.contains("late_start"), "{}", &out[..500]);
}

#[test]
fn days_that_cannot_be_are_refused() {
    let folder = Folder::new("days").file("gap.buntan", CATALOGUE.to_owned() + &engagement(""));
    for (line, words) in [
        ("check gap.buntan --from 2026-04-01", "go together"),
        ("check gap.buntan --to 2026-04-01", "go together"),
        ("check gap.buntan --from 2026-04-02 --to 2026-04-01", "is before"),
        ("check gap.buntan --from 2026-04-01 --to 2026-04-02 --at 2026-04-01", "cannot stand beside"),
        ("timeline gap.buntan --horizon soon", "not a number of days"),
        ("timeline gap.buntan --party Nobody", "there is no party"),
    ] {
        let (status, _, err) = folder.run(&format!("{line} --lang en"));
        assert_eq!(status, ExitStatus::Failed, "{line}");
        assert!(err.contains(words), "{line}: {err}");
    }
}

#[test]
fn a_horizon_tells_what_opens() {
    let text = CATALOGUE.to_owned() + &engagement("  H owns X.1 on emr until 2026-12-29\n");
    let folder = Folder::new("horizon").file("e.buntan", text);
    let (status, out, _) = folder.run("timeline e.buntan --horizon 90 --at 2026-10-01 --format json");
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((status, seen["opens"][0]["from"].as_str()), (ExitStatus::Findings, Some("2026-12-30")), "{out}");
    let (status, out, _) = folder.run("timeline e.buntan --horizon 89 --at 2026-10-01 --format json");
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((status, seen["opens"].as_array().map(Vec::len)), (ExitStatus::Clean, Some(0)), "{out}");
    // Where it depends on what nobody stated it is told, too.
    let text = CATALOGUE.replace("per component", "per component  when watched")
        + &engagement("  H owns X.1 on emr until 2026-12-29\n");
    let text = text.replacen("control X.1", "fact watched : bool of component\n  control X.1", 1);
    let folder = Folder::new("horizon-unknown").file("e.buntan", text);
    let (status, out, _) = folder.run("timeline e.buntan --horizon 90 --at 2026-10-01 --format json");
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    let opens = &seen["opens"][0];
    assert_eq!(
        (status, &opens["from"], &opens["surely"]),
        (ExitStatus::Findings, &"2026-12-30".into(), &false.into()),
        "{out}"
    );
}

/// It is stated once, of the engagement, whatever asks for it.
#[test]
fn a_fact_of_the_engagement_is_asked_of_the_engagement() {
    let text = CATALOGUE.replace("per component", "per component  when public");
    let text = text.replacen("control X.1", "fact public : bool of engagement\n  control X.1", 1) + &engagement("");
    let folder = Folder::new("fact-of-all").file("a.buntan", text);
    let (_, out, _) = folder.run("check a.buntan --at 2026-10-01 --lang en");
    assert!(out.contains("decided by `public`\n"), "{out}");
}

const BY_LAW: &str = "catalogue c {
  control L.1 \"watch\" { per component level required by law \"the act\" }
  control L.2 \"report\" { per component level required }
}
engagement \"E\" { use c  party H hospital  party A vendor  component app application by A
  contract K1 H -> A { type saas  period 2026-04-01 ..  covers app } }
";

/// What law demands is never made light of; all else a project may weigh as it likes.
#[test]
fn settings_do_not_lower_what_law_demands() {
    let folder = Folder::new("by-law").file("a.buntan", BY_LAW).file("buntan.toml", "[severity]\nunowned = \"note\"\n");
    let (_, out, _) = folder.run("check a.buntan --format json --lang en");
    let seen: Value = serde_json::from_str(&out).expect("JSON");
    let findings = seen["engagements"][0]["findings"].as_array().expect("findings");
    let weights: Vec<(&str, &str)> = findings
        .iter()
        .map(|it| (it["control"].as_str().unwrap_or("?"), it["severity"].as_str().unwrap_or("?")))
        .collect();
    assert!(weights.iter().any(|(id, weight)| id.ends_with("L.1") && *weight == "error"), "{weights:?}");
    assert!(weights.iter().any(|(id, weight)| id.ends_with("L.2") && *weight == "note"), "{weights:?}");
}

/// The language that a project asks for is that of every command, of its answers and of its errors.
#[test]
fn every_command_speaks_the_language_of_the_project() {
    let folder = Folder::new("language").file("in/a.buntan", BY_LAW).file("in/buntan.toml", "lang = \"ja\"\n");
    let is_japanese = |text: &str| text.chars().any(|ch| ('\u{3040}'..='\u{30ff}').contains(&ch));
    for line in [
        "check in/a.buntan",
        "check in/none.buntan in/a.buntan",
        "explain in/a.buntan --finding 000000000000",
        "suggest in/a.buntan --finding 000000000000",
        "why-not in/a.buntan --duty Z.9",
        "matrix in/a.buntan --engagement nobody",
        "timeline in/a.buntan --at yesterday",
        "what-if in/a.buntan --without nobody",
        "coverage in/a.buntan --prime nobody",
        "diff in/a.buntan in/none.buntan",
        "graph in/a.buntan --engagement nobody",
        "test in/a.buntan",
        "fmt --check in/a.buntan in/none.buntan",
        "batch in/none.ndjson --policy in/a.buntan",
    ] {
        let (_, out, err) = folder.run(line);
        assert!(is_japanese(&format!("{out}{err}")), "{line}: {out}{err}");
        let (_, out, err) = folder.run(&format!("{line} --lang en"));
        let prose: String = format!("{out}{err}").split('`').step_by(2).collect();
        assert!(!is_japanese(&prose), "{line} --lang en: {prose}");
    }
    let inside = folder.0.join("in");
    for line in ["guide nothing", "code nothing", "catalogue show nothing", "nothing"] {
        let (_, out, err) = run(&inside, line, b"");
        assert!(is_japanese(&format!("{out}{err}")), "{line}: {out}{err}");
    }
}

/// The level that a contract states itself shows which clause of its template it replaces.
#[test]
fn a_replaced_level_is_visible_in_the_proof() {
    let folder = Folder::new("replaced").file(
        "a.buntan",
        "catalogue c { metric uptime : percent higher own product suppliers product }
template base \"Base\" { use c  promises uptime >= 99.9% }
engagement \"E\" { use c  party H hospital  party A vendor  component app application by A
  contract K1 H -> A { type saas  period 2026-04-01 ..  covers app  follows base  promises uptime >= 99.2% }
  H demands uptime >= 99.5% on app }
",
    );
    let (_, out, err) = folder.run("check a.buntan --format json --lang en");
    let seen: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
    let proof = seen["engagements"][0]["findings"][0]["derivation"].to_string();
    assert!(proof.contains("own level replaces this one"), "{out}");
    assert!(proof.contains("\"line\":2"), "{proof}");
}

#[test]
fn a_horizon_is_some_days() {
    let folder = Folder::new("horizon-days").file("a.buntan", BY_LAW);
    for (days, told) in [("0", "from 1 on"), ("-1", "from 1 on"), ("soon", "from 1 on"), ("70000", "from 1 on")] {
        let (status, _, err) = folder.run(&format!("timeline a.buntan --horizon={days}"));
        assert!(status == ExitStatus::Failed && err.contains(told), "{days}: {err}");
    }
}

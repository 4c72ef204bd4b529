//! `check --baseline`: only what is new, worse or fixed since an earlier run.

use std::fs;

use buntan::cli::ExitStatus;
use serde_json::Value;

#[path = "support/run.rs"]
mod run;

use run::run;

fn hospital(statements: &str) -> String {
    format!(
        r#"
catalogue t {{
  title "T"  publisher "t"  edition 2026-01
  control T.1 "Monitoring" joint {{ per component  level required  duty a "watch" of supplier  duty b "tell" of supplier  duty c "mend" of supplier }}
  control T.2 "Reporting"  joint {{ per component  level recommended }}
}}
engagement "Minato" {{
  use t
  party H hospital  party A vendor
  component emr application by A
  component wan network by A
  contract K1 H -> A {{ type saas  period 2026-04-01 .. 2036-03-31  covers emr, wan }}
  {statements}
}}
"#
    )
}

/// A folder whose hospital is written anew, step by step.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new(statements: &str) -> Self {
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        folder.write(statements);
        folder
    }

    fn write(&self, statements: &str) {
        fs::write(self.0.path().join("h.buntan"), hospital(statements)).expect("a file");
    }

    fn run(&self, line: &str) -> (ExitStatus, String, String) {
        run(self.0.path(), line, b"")
    }

    /// Keeps what is found now.
    fn keep(&self, line: &str) {
        let (status, out, err) = self.run(line);
        assert_ne!(status, ExitStatus::Failed, "{err}");
        fs::write(self.0.path().join("before.json"), out).expect("a file");
    }

    fn json(&self) -> Value {
        let (_, out, err) = self.run("check h.buntan --at 2026-10-01 --baseline before.json --format json");
        assert_eq!(err, "");
        serde_json::from_str::<Value>(&out).expect("JSON")["engagements"][0].clone()
    }
}

const CHECK: &str = "check h.buntan --at 2026-10-01 --format json";
const AGAINST: &str = "check h.buntan --at 2026-10-01 --baseline before.json --lang en";

#[test]
fn what_was_known_is_neither_shown_nor_counted() {
    let folder = Folder::new("A owns T.1 on emr by K1 \"8\"");
    folder.keep(CHECK);
    let (status, out, _) = folder.run(AGAINST);
    assert_eq!(status, ExitStatus::Clean, "{out}");
    assert!(out.contains("0 new, 0 worse, 0 changed, 0 fixed; 3 known before are neither counted nor"), "{out}");
    assert!(!out.contains("error["), "{out}");
    assert!(out.contains("0 errors, 0 warnings"), "{out}");
    // For programs everything is there, each with how it stands.
    let since: Vec<Value> =
        folder.json()["findings"].as_array().expect("findings").iter().map(|it| it["since"].clone()).collect();
    assert_eq!(since, ["known", "known", "known"]);
}

#[test]
fn new_findings_count_and_fixed_ones_are_named() {
    let folder = Folder::new("A owns T.1 on emr by K1 \"8\"");
    folder.keep(CHECK);
    folder.write("A owns T.1 on wan by K1 \"8\"");
    let (status, out, _) = folder.run(AGAINST);
    assert_eq!(status, ExitStatus::Findings);
    assert!(out.contains("1 new, 0 worse, 0 changed, 1 fixed; 2 known"), "{out}");
    assert!(out.contains("1 error, 0 warnings"), "{out}");
    let (found, fixed) = out.split_once("Fixed").expect("what is fixed");
    assert!(found.contains("on `emr`") && !found.contains("on `wan`"), "{out}");
    assert!(fixed.contains("on `wan`") && !fixed.contains("on `emr`"), "{out}");
    assert_eq!(folder.json()["baseline"]["fixed"].as_array().map(Vec::len), Some(1));
    let (_, table, _) = folder.run(&format!("{AGAINST} --format csv"));
    let last: Vec<&str> = table.lines().filter_map(|it| it.rsplit(',').next()).collect();
    assert_eq!(last, ["since the baseline", "new", "fixed"], "{table}");
    // What is fixed says as much as what is new.
    let fixed = table.lines().last().expect("a row");
    for words in ["an obligation applies, and nobody carries it", "T.1", ",wan,", ",2026-10-01,2026-10-01,"] {
        assert!(fixed.contains(words), "{words}: {fixed}");
    }
}

#[test]
fn more_duties_and_an_expired_waiver_are_worse() {
    let folder = Folder::new(
        "A owns T.1.a, T.1.c on emr by K1 \"8\"\n  A owns T.1, T.2 on wan by K1 \"8\"\n  H waives unowned T.2 on emr because \"x\" until 2026-11-30",
    );
    folder.keep(CHECK);
    // The duty `a` is given up as well.
    folder.write("A owns T.1.c on emr by K1 \"8\"\n  A owns T.1, T.2 on wan by K1 \"8\"\n  H waives unowned T.2 on emr because \"x\" until 2026-11-30");
    let (status, out, _) = folder.run(AGAINST);
    assert_eq!(status, ExitStatus::Findings);
    assert!(out.contains("0 new, 1 worse, 0 changed, 0 fixed; 0 known"), "{out}");
    assert!(out.lines().any(|it| it.starts_with("error[") && it.contains("worse: ")), "{out}");
    // The day after the last one of the waiver.
    let (_, out, _) = folder.run("check h.buntan --at 2026-12-01 --baseline before.json --lang en --fail-on warning");
    assert!(out.contains("0 new, 2 worse, 0 changed, 0 fixed"), "{out}");
}

#[test]
fn a_gap_that_grows_is_worse_and_one_that_shrinks_is_known_whatever_it_is_called() {
    let part = "A owns T.1.a, T.1.c on emr by K1 \"8\"\n  A owns T.1 on wan by K1 \"8\"";
    let none = "A owns T.1 on wan by K1 \"8\"";
    let folder = Folder::new(part);
    folder.keep(CHECK);
    folder.write(none);
    let (status, out, _) = folder.run(AGAINST);
    assert_eq!(status, ExitStatus::Findings);
    assert!(out.contains("0 new, 1 worse, 0 changed, 0 fixed; 2 known") && out.contains("error[unowned]"), "{out}");
    folder.keep(CHECK);
    folder.write(part);
    let (status, out, _) = folder.run(AGAINST);
    assert_eq!(status, ExitStatus::Clean);
    assert!(out.contains("0 new, 0 worse, 0 changed, 0 fixed; 3 known"), "{out}");
    // Somebody else's word against it is another defect.
    folder.write(
        "A owns T.1 on wan by K1 \"8\"\n  A disclaims T.1 on emr by K1 \"8\"\n  H disclaims T.1 on emr by K1 \"8\"",
    );
    let (_, out, _) = folder.run(AGAINST);
    assert!(out.contains("0 new, 0 worse, 1 changed, 0 fixed; 2 known") && out.contains("mutual_disclaimer"), "{out}");
}

#[test]
fn fewer_duties_are_no_worse() {
    let folder = Folder::new("A owns T.1.a on emr by K1 \"8\"");
    folder.keep(CHECK);
    folder.write("A owns T.1.a, T.1.b on emr by K1 \"8\"");
    let (status, out, _) = folder.run("check h.buntan --at 2026-10-01 --baseline before.json --lang en");
    assert_eq!(status, ExitStatus::Clean, "{out}");
    assert!(out.contains("0 new, 0 worse, 0 changed, 0 fixed"), "{out}");
}

#[test]
fn a_longer_question_is_no_worse_answer() {
    let folder = Folder::new("A owns T.1, T.2 on emr by K1 \"8\"");
    folder.keep(CHECK);
    let (status, out, _) =
        folder.run("check h.buntan --from 2026-04-01 --to 2027-03-31 --baseline before.json --lang en");
    assert_eq!(status, ExitStatus::Clean, "{out}");
    assert!(out.contains("0 new, 0 worse"), "{out}");
}

#[test]
fn engagements_that_are_not_judged_are_neither_fixed_nor_forgotten() {
    let folder = Folder::new("A owns T.1 on emr by K1 \"8\"");
    folder.keep(CHECK);
    let renamed = hospital("A owns T.1 on emr by K1 \"8\"").replace("Minato", "Kita");
    fs::write(folder.0.path().join("h.buntan"), renamed).expect("a file");
    let (status, out, _) = folder.run(AGAINST);
    assert_eq!(status, ExitStatus::Findings);
    assert!(out.contains("3 new, 0 worse, 0 changed, 0 fixed"), "{out}");
    assert!(out.contains("1 of the engagements of the baseline (`Minato`) are not judged here"), "{out}");
}

#[test]
fn build_servers_are_told_what_is_new() {
    let folder = Folder::new("A owns T.1 on emr by K1 \"8\"");
    folder.keep(CHECK);
    folder.write("A owns T.1 on wan by K1 \"8\"");
    let (_, out, _) = folder.run("check h.buntan --at 2026-10-01 --baseline before.json --format sarif");
    let log: Value = serde_json::from_str(&out).expect("JSON");
    let states: Vec<&str> = log["runs"][0]["results"]
        .as_array()
        .expect("results")
        .iter()
        .filter_map(|it| it["baselineState"].as_str())
        .collect();
    assert_eq!(states, ["new", "unchanged", "unchanged", "absent"]);
    assert_eq!(log["runs"][0]["results"][3]["ruleId"], "unowned");
    let (_, out, _) = folder.run("check h.buntan --at 2026-10-01 --baseline before.json --format github --lang en");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 2, "{out}");
    assert!(lines[0].starts_with("::error ") && lines[0].contains(" new `T.1`"), "{out}");
    assert!(lines[1].starts_with("::notice title=unowned::") && lines[1].contains(" fixed: `T.1`"), "{out}");
    let (_, out, _) = folder.run("check h.buntan --at 2026-10-01 --baseline before.json --format junit");
    assert!(out.contains(r#"tests="2" skipped="0" failures="1""#), "{out}");
    assert!(
        out.contains("1 new, 0 worse, 0 changed, 1 fixed; 2 known before") && out.contains("fixed: [unowned]"),
        "{out}"
    );
}

#[test]
fn what_is_waived_is_shown_whether_or_not_it_was_known() {
    let folder =
        Folder::new("A owns T.1 on emr by K1 \"8\"\n  H waives unowned T.2 on emr because \"x\" until 2026-11-30");
    folder.keep(CHECK);
    let (_, out, _) = folder.run(AGAINST);
    assert!(
        out.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("2 known before are neither counted nor shown, and 1 more known before are shown as waived"),
        "{out}"
    );
    assert!(out.contains("Waived findings"), "{out}");
}

/// Three rows; the second has another gap than before, the third is not judged any more.
#[test]
fn a_batch_tells_what_is_new_of_each_row() {
    let folder = Folder::new("");
    let catalogue = hospital("").split("engagement").next().expect("a catalogue").to_owned();
    let row = |name: &str, on: &str| {
        format!(
            r#"{{"engagement":"{name}","use":[{{"catalogue":"t"}}],
                 "parties":[{{"name":"H","kind":"hospital"}},{{"name":"A","kind":"vendor"}}],
                 "components":[{{"name":"emr","kind":"application","by":"A"}},{{"name":"wan","kind":"network","by":"A"}}],
                 "contracts":[{{"name":"K1","customer":"H","supplier":"A","type":["saas"],"covers":["emr","wan"],
                   "period":{{"from":"2026-04-01"}}}}],
                 "statements":[{{"who":"A","does":"owns","duties":["T.1","T.2"],"on":["{on}"],"by":[{{"contract":"K1"}}]}}]}}"#
        )
        .replace('\n', " ")
    };
    fs::write(folder.0.path().join("t.buntan"), catalogue).expect("a file");
    let write = |rows: &[String]| fs::write(folder.0.path().join("rows.ndjson"), rows.join("\n")).expect("a file");
    let batch =
        |options: &str| folder.run(&format!("batch rows.ndjson --policy t.buntan --at 2026-10-01 --lang en {options}"));
    write(&[row("a", "emr"), row("b", "emr"), row("c", "emr")]);
    let (_, before, err) = batch("--fail-on never");
    assert!(!before.contains("error\":"), "{before}{err}");
    fs::write(folder.0.path().join("before.ndjson"), &before).expect("a file");
    write(&[row("a", "emr"), row("b", "wan"), row("d", "emr")]);
    let (status, out, err) = batch("--baseline before.ndjson");
    assert_eq!(status, ExitStatus::Findings);
    let records: Vec<Value> = out.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    let sizes = |key: &str| -> Vec<usize> { records.iter().map(|it| it[key].as_array().map_or(9, Vec::len)).collect() };
    assert_eq!((sizes("findings"), sizes("fixed")), (vec![0, 2, 2], vec![0, 2, 0]));
    assert!(records[1]["findings"].as_array().expect("findings").iter().all(|it| it["since"] == "new"), "{out}");
    assert!(err.contains("2 fixed, 2 known before and not"), "{err}");
    assert!(err.contains("1 of the engagements of the baseline are not judged here"), "{err}");
    // What is fixed is of what was asked for.
    let (_, out, _) = batch("--baseline before.ndjson --only broken_delegation");
    assert!(out.lines().all(|it| it.contains("\"findings\":[]") && it.contains("\"fixed\":[]")), "{out}");
    // A row that has a key of its own is known to `check` by its engagement, and to `batch` by that key.
    write(&[row("a", "emr").replacen('{', "{\"x_id\":\"7\",", 1)]);
    let (_, records, _) = batch("--fail-on never");
    assert!(records.contains("\"id\":\"7\""), "{records}");
    fs::write(folder.0.path().join("records.ndjson"), &records).expect("a file");
    let check = "check rows.ndjson t.buntan --at 2026-10-01 --format json";
    let (_, findings, _) = folder.run(check);
    fs::write(folder.0.path().join("findings.json"), &findings).expect("a file");
    for baseline in ["records.ndjson", "findings.json"] {
        let (_, out, err) = batch(&format!("--baseline {baseline}"));
        assert!(out.contains("\"findings\":[]") && !err.contains("not judged here"), "{out}{err}");
        let (status, out, err) = folder.run(&format!("{check} --baseline {baseline}"));
        assert_eq!(status, ExitStatus::Clean, "{out}{err}");
    }
    let (status, _, err) = batch("--baseline before.ndjson --without A");
    assert_eq!(status, ExitStatus::Failed);
    assert!(err.contains("--without"), "{err}");
}

#[test]
fn another_party_under_the_same_finding_is_worse() {
    let folder = Folder::new("A disclaims T.1 on emr by K1 \"8\"");
    folder.keep(CHECK);
    let kept = fs::read_to_string(folder.0.path().join("before.json")).expect("a file");
    // The words that were kept say something else than those that are found now.
    let other = kept.replace("nobody carries it", "somebody else does not carry it");
    assert_ne!(other, kept);
    fs::write(folder.0.path().join("before.json"), other).expect("a file");
    let (status, out, _) = folder.run(AGAINST);
    assert_eq!(status, ExitStatus::Findings, "{out}");
    assert!(out.contains("0 worse, 4 changed"), "{out}");
}

#[test]
fn what_is_no_baseline_is_refused_with_its_line() {
    let folder = Folder::new("");
    let cases = [
        ("{\"row\":1,\"id\":\"x\",\"findings\":[]}\n{\"row\":", "line 2 of `before.json`"),
        (
            "{\"row\":1,\"id\":\"x\",\"findings\":[]}\n{\"row\":2,\"id\":\"x\",\"findings\":[]}",
            "two engagements called `x`",
        ),
        (
            "{\"row\":1,\n\"id\":\"x\",\"findings\":[]}\n\n{\"row\":2,\"id\":\"x\",\"findings\":[]}",
            "line 4 of `before.json`",
        ),
        ("{\"version\":99,\"engagements\":[]}", "version 99"),
        ("{\"version\":1,\n\"engagements\":[{}]}", "line 2 of `before.json`"),
        ("not json", "line 1 of `before.json`"),
    ];
    for (text, expected) in cases {
        fs::write(folder.0.path().join("before.json"), text).expect("a file");
        let (status, _, err) = folder.run(AGAINST);
        assert_eq!(status, ExitStatus::Failed, "{text}");
        assert!(err.contains(expected) && err.contains("--format json"), "{text}: {err}");
    }
    // A file of holes takes no room.
    let large = fs::File::create(folder.0.path().join("before.json")).expect("a file");
    large.set_len(300 * 1024 * 1024).expect("holes");
    let (status, _, err) = folder.run(AGAINST);
    assert_eq!(status, ExitStatus::Failed);
    assert!(err.contains("too large: the most is 256 MiB"), "{err}");
    let (status, _, err) = folder.run("check h.buntan --baseline nowhere.json --lang en");
    assert_eq!(status, ExitStatus::Failed);
    assert!(err.contains("nowhere.json"), "{err}");
}

//! What every command prints, as it is typed: it is as its schema says, and would not be with a key less or one more.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use buntan::cli::ExitStatus;
use buntan::schemas::SCHEMAS;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::held::Held;
use super::root;
use super::run::run;

const HOSPITAL: &str = r#"catalogue ours {
  title "Our list"  publisher "us"  edition 2026-04
  metric availability : percent  higher  own product  suppliers product "Availability"
  fact remote : bool of vendor "Works from elsewhere" default no
  control S.1 "Watching" { summary "Somebody watches"  per component  level required  of provider }
  control S.2 "Mending" led by vendor { summary "Somebody mends"  per component  level recommended  of provider  requires S.1 }
}
engagement "Minato" {
  use ours
  party H hospital "Minato Hospital"
  party A vendor "Records Ltd"
  party B vendor "Cloud Ltd"
  component emr application by A
  component iaas infrastructure by B
  contract K1 H -> A { type saas  period 2026-04-01 .. 2036-03-31  covers emr, iaas  promises availability >= 99.9% }
  contract K2 A -> B under K1 { type iaas  period 2026-04-01 .. 2028-03-31  covers iaas  consented 2026-02-15  promises availability >= 99% }
  A owns S.1 on emr, iaas by K1 "Art. 1"
  A delegates S.1 on iaas to B via K2
  B accepts S.1 on iaas by K2 "Art. 2"
  H waives unowned S.2 on iaas because "moves next year" until 2027-03-31
  H waives broken_delegation S.2 on emr because "nothing of it" until 2027-03-31
}
test "somebody watches" { with "Minato" {} at 2026-10-01 expect carried S.1 on emr by A answerable A }
test "nobody mends" { with "Minato" {} at 2026-10-01 expect carried S.2 on emr }
"#;

const SUCCESSOR: &str = "contract K9 H -> A { type operation  period 2027-04-01 .. 2036-03-31  covers iaas }
A owns S.2 on iaas by K9 \"Art. 1\"\n";

/// A folder with a hospital, and the schemas that were needed in it.
struct Desk {
    folder: TempDir,
    held: Held,
}

impl Desk {
    fn new() -> Self {
        let desk = Desk { folder: tempfile::tempdir().expect("a folder"), held: Held::default() };
        desk.write("h.buntan", HOSPITAL);
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Runs a line whose one answer has to be as its schema says, and gives back the answer.
    fn hold(&mut self, name: &str, line: &str) -> Value {
        self.hold_in(&self.path().to_owned(), name, line)
    }

    fn hold_in(&mut self, folder: &Path, name: &str, line: &str) -> Value {
        let (_, out, err) = run(folder, &format!("{line} --format json"), b"");
        let value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{line}: {error}\n{out}{err}"));
        self.held.hold(name, &value, line);
        self.held.hold_tightly(name, &value, line);
        value
    }

    /// Runs a line of `batch`, of which every line of output is one answer.
    fn hold_lines(&mut self, line: &str, rows: &str) -> Vec<Value> {
        let (status, out, err) = run(self.path(), &format!("batch - --at 2026-10-01 {line}"), rows.as_bytes());
        assert_ne!(status, ExitStatus::Failed, "{line}\n{err}");
        let all: Vec<Value> = out.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
        for it in &all {
            self.held.hold("batch-record", it, line);
            self.held.hold_tightly("batch-record", it, line);
        }
        all
    }
}

#[test]
fn the_examples_are_answered_as_the_schemas_say() {
    let mut desk = Desk::new();
    let hospital = "policies/examples/city-hospital/before.buntan --at 2026-10-01";
    for (name, line) in [
        ("check", format!("check {hospital} --account")),
        ("check", "check policies/examples --account --from 2026-10-01 --to 2029-03-31".to_owned()),
        ("explain", format!("explain {hospital} --duty P2.C.*")),
        ("why-not", format!("why-not {hospital} --duty P2.C.*")),
        ("matrix", format!("matrix {hospital}")),
        ("timeline", format!("timeline {hospital} --duty P2.C.1 --horizon 900")),
        ("coverage", format!("coverage {hospital}")),
        ("suggest", format!("suggest {hospital} --duty P2.C.1")),
        (
            "what-if",
            "what-if policies/examples/city-hospital/before.buntan --without 基盤社 --from 2027-04-01".to_owned(),
        ),
        (
            "diff",
            "diff policies/examples/city-hospital/before.buntan policies/examples/city-hospital/after.buntan"
                .to_owned(),
        ),
        ("diff", "diff policies/roles-2024 policies/contract-checklist-draft".to_owned()),
        ("test", "test policies/examples/clinic --coverage".to_owned()),
        ("catalogue", "catalogue list".to_owned()),
        ("catalogue", "catalogue show roles-2024".to_owned()),
        ("catalogue-stats", "catalogue stats".to_owned()),
        ("codes", "code".to_owned()),
        ("code", "code unowned".to_owned()),
        ("chapters", "guide".to_owned()),
        ("chapter", "guide start".to_owned()),
        ("schemas", "schema".to_owned()),
        ("convert", "convert oscal tests/data/nist-leveraged-example-ssp.json".to_owned()),
    ] {
        desk.hold_in(root(), name, &line);
    }
}

/// A finding that is not there any more, in as few words as a baseline needs.
fn earlier() -> Value {
    json!({ "id": "x", "code": "unowned", "severity": "error", "from": "2026-10-01", "to": "2026-10-01" })
}

#[test]
fn a_baseline_tells_what_is_new_worse_known_and_fixed() {
    let mut desk = Desk::new();
    let checked = desk.hold("check", "check h.buntan --at 2026-10-01");
    let mut before = checked.clone();
    let findings = before["engagements"][0]["findings"].as_array_mut().expect("findings");
    assert!(findings.len() >= 3, "{findings:?}");
    findings[0]["severity"] = json!("note");
    findings[1]["id"] = json!("fixed");
    desk.write("before.json", &before.to_string());
    let engagement =
        desk.hold("check", "check h.buntan --at 2026-10-01 --baseline before.json")["engagements"][0].clone();
    let words = |it: &Value| it["since"].as_str().map(str::to_owned);
    let since: BTreeSet<String> = engagement["findings"].as_array().into_iter().flatten().filter_map(words).collect();
    assert_eq!(since.into_iter().collect::<Vec<_>>(), ["known", "new", "worse"]);
    assert_eq!(engagement["baseline"]["fixed"][0]["id"], "fixed");
    // What `batch` wrote says less of a finding.
    desk.write("line.ndjson", &json!({ "row": 1, "id": "Minato", "findings": [earlier()] }).to_string());
    let fixed = desk.hold("check", "check h.buntan --at 2026-10-01 --baseline line.ndjson")["engagements"][0].clone();
    assert_eq!(fixed["baseline"]["fixed"][0]["message"], Value::Null);
    let waived = |it: &&Value| it["waived"].is_object();
    assert!(checked["engagements"][0]["findings"].as_array().into_iter().flatten().any(|it| waived(&it)));
    assert_eq!(checked["engagements"][0]["idle_waivers"].as_array().map(Vec::len), Some(1));
}

#[test]
fn errors_of_input_are_told_as_the_schemas_say() {
    let mut desk = Desk::new();
    desk.write("wrong.buntan", &HOSPITAL.replace("by K1", "by K8"));
    desk.write(
        "wrong.json",
        r#"{"engagement": "x", "x_number": 7, "parties": [{"name": 3, "kind": "vendor"}], "partys": []}"#,
    );
    desk.write("broken.buntan", "engagement \"Minato\" { party }\n");
    let skipped = desk.hold("check", "check wrong.buntan");
    assert_eq!(skipped["skipped"], json!(["Minato"]));
    let pointers = desk.hold("check", "check wrong.json")["diagnostics"].clone();
    assert!(pointers.as_array().into_iter().flatten().any(|it| it["pointer"] == "/parties/0/name"), "{pointers}");
    desk.write("before.json", r#"{"version": 1, "engagements": []}"#);
    desk.hold("export", "export csv h.buntan --at 2026-10-01 -o form.csv");
    for line in [
        "test wrong.buntan",
        "diff h.buntan wrong.buntan",
        "verify before.json broken.buntan",
        "import csv form.csv --into wrong.buntan",
        "bundle broken.buntan -o x.bundle",
        "batch wrong.json --policy broken.buntan",
    ] {
        desk.hold("blocks", line);
    }
    let broken = desk.hold("fmt", "fmt --check broken.buntan");
    assert_eq!(broken["files"][0]["status"], "untouched");
    let unlike = desk.hold("fmt", "fmt --diff h.buntan");
    assert_eq!((&unlike["files"][0]["status"], unlike["files"][0]["diff"].is_string()), (&json!("changed"), true));
    desk.hold("fmt", "fmt h.buntan");
    assert_eq!(desk.hold("fmt", "fmt h.buntan")["files"][0]["status"], "unchanged");
}

#[test]
fn questions_of_several_kinds() {
    let mut desk = Desk::new();
    desk.write("added/successor.buntan", SUCCESSOR);
    desk.write(
        "other/h.buntan",
        &HOSPITAL
            .replace("99.9%", "99.5%")
            .replace("B accepts", "// B accepts")
            .replace("level recommended", "level optional"),
    );
    for line in [
        "what-if h.buntan --without B --from 2027-04-01",
        "what-if h.buntan --fact A.remote=yes --at 2026-10-01",
        "what-if h.buntan --contract added/successor.buntan --at 2027-10-01",
        "what-if h.buntan --from 2028-10-01 --at 2026-10-01",
    ] {
        desk.hold("what-if", line);
    }
    for line in
        ["diff h.buntan other/h.buntan", "diff other/h.buntan h.buntan --engagement Minato", "diff h.buntan h.buntan"]
    {
        desk.hold("diff", line);
    }
    let tests = desk.hold("test", "test h.buntan --coverage");
    assert_eq!((&tests["passed"], &tests["failed"]), (&json!(1), &json!(1)));
    let late = desk.hold("timeline", "timeline h.buntan --at 2026-10-01 --horizon 900");
    assert!(
        !late["opens"].as_array().expect("a list").is_empty()
            && !late["resurfaces"].as_array().expect("a list").is_empty()
    );
    let found = desk.hold("suggest", "suggest h.buntan");
    let id = found["findings"][0]["id"].as_str().expect("a finding");
    for name in ["suggest", "explain"] {
        desk.hold(name, &format!("{name} h.buntan --finding {id}"));
    }
    for drawn in ["dot", "mermaid"] {
        desk.hold("graph", &format!("graph h.buntan --of delegation --as {drawn}"));
    }
    desk.hold("coverage", "coverage h.buntan");
    desk.hold("matrix", "matrix h.buntan");
    desk.hold("why-not", "why-not h.buntan --duty S.2");
    desk.hold("blocks", "init new");
}

#[test]
fn verify_says_what_it_refuses() {
    let mut desk = Desk::new();
    let mut checked = desk.hold("check", "check h.buntan --at 2026-10-01 --account");
    desk.write("found.json", &checked.to_string());
    assert_eq!(desk.hold("verify", "verify found.json h.buntan")["agrees"], true);
    checked["engagements"][0]["findings"].as_array_mut().expect("findings").remove(0);
    desk.write("found.json", &checked.to_string());
    let refused = desk.hold("verify", "verify found.json h.buntan");
    assert!(refused["agrees"] == false && refused["refused"][0]["ja"].is_string());
}

#[test]
fn forms_and_bundles() {
    let mut desk = Desk::new();
    desk.hold("export", "export csv h.buntan --lang en --party B --at 2026-10-01 -o form.csv");
    let form = fs::read_to_string(desk.path().join("form.csv")).expect("a form");
    let filled = form.replacen("accept,", "decline,", 1);
    assert_ne!(form, filled, "{form}");
    desk.write("form.csv", &filled);
    let changes = desk.hold("import", "import csv form.csv --into h.buntan")["changes"].clone();
    assert_eq!(changes.as_array().map(Vec::len), Some(1), "{changes}");
    desk.write("form.csv", &form.replacen("accept,", "perhaps,", 1));
    let problems = desk.hold("import", "import csv form.csv --into h.buntan")["problems"].clone();
    assert!(problems[0]["cell"].is_string(), "{problems}");
    let (policies, _) = HOSPITAL.split_once("engagement").expect("both");
    desk.write("list.buntan", policies);
    desk.hold("bundle", "bundle list.buntan -o ours.bundle");
    desk.hold("bundle", "bundle --list ours.bundle");
}

/// A row of the same hospital with an id, and a second vendor whose name is nearly the same.
fn row(id: Value, statements: Value) -> String {
    let row = json!({
        "x_id": id, "engagement": "Minato", "use": [{ "catalogue": "ours" }],
        "parties": [
            { "name": "H", "kind": "hospital" },
            { "name": "A", "kind": "vendor", "title": "Records Ltd", "corporate_number": "8700110005901" },
            { "name": "B", "kind": "vendor", "title": "Recods Ltd" },
        ],
        "components": [{ "name": "emr", "kind": "application", "by": "A" }],
        "contracts": [{ "name": "K1", "customer": "H", "supplier": "A", "type": ["saas"], "covers": ["emr"],
                        "period": { "from": "2026-04-01", "to": "2036-03-31" } }],
        "statements": statements,
    });
    format!("{row}\n")
}

#[test]
fn rows_and_their_totals() {
    let mut desk = Desk::new();
    let (policies, _) = HOSPITAL.split_once("engagement").expect("both");
    desk.write("list.buntan", policies);
    let owns = json!([{ "who": "A", "does": "owns", "duties": ["S.1", "S.2"], "on": ["emr"] }]);
    let rows = row(json!("a"), json!([]))
        + &row(json!(7), owns).replace("Records", "Record")
        + &row(json!("c"), json!([{ "who": "Z", "does": "owns" }]))
        + &row(json!("d"), json!([]))
        + "{\"engagement\": \"x\", \"partys\": []}\nno JSON\n";
    let summary = |desk: &mut Desk| {
        let text = fs::read_to_string(desk.path().join("totals.json")).expect("totals");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        desk.held.hold("batch-summary", &value, "totals");
        desk.held.hold_tightly("batch-summary", &value, "totals");
        value
    };
    let brief = desk.hold_lines("--policy list.buntan --summary totals.json", &rows);
    assert!(brief[0]["findings"][0]["roots"].is_array() && brief[0]["findings"][0].get("message").is_none());
    assert!(
        brief.iter().any(|it| it["error"]["pointer"].is_string()) && brief.iter().any(|it| it["problems"].is_array())
    );
    let totals = summary(&mut desk);
    assert!(!totals["look_alikes"].as_array().expect("a list").is_empty(), "{totals}");
    assert!(!totals["batch"]["first_faults"].as_array().expect("a list").is_empty());
    let full = desk.hold_lines("--policy list.buntan --detail full", &rows);
    assert!(full[0]["findings"][0]["derivation"].is_object());
    let without = desk.hold_lines("--policy list.buntan --without 8700110005901 --summary totals.json", &rows);
    assert_eq!(without[1]["without"], json!(["A"]));
    assert!(summary(&mut desk)["batch"]["left"].is_object());
    let mut before = brief;
    before[0]["findings"][0]["severity"] = json!("note");
    before[1]["findings"] = json!([earlier()]);
    desk.write("before.ndjson", &format!("{}\n{}\n", before[0], before[1]));
    for detail in ["brief", "full"] {
        let line = format!("--policy list.buntan --baseline before.ndjson --detail {detail} --summary totals.json");
        let against = desk.hold_lines(&line, &rows);
        assert_eq!((&against[0]["findings"][0]["since"], &against[1]["fixed"]), (&json!("worse"), &json!(["x"])));
        assert_eq!(against[3]["findings"][0]["since"], "new", "{}", against[3]);
    }
    assert_eq!(summary(&mut desk)["batch"]["since"]["rows"], 2);
}

#[test]
fn every_schema_of_an_output_is_held_here() {
    let own = include_str!("commands.rs");
    for it in SCHEMAS.iter().filter(|it| it.name != "engagement") {
        assert!(own.contains(&format!("\"{}\"", it.name)), "no output is held to `{}`", it.name);
    }
}

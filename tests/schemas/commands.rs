//! What every command prints, as it is typed: it is as its schema says, and would not be with a key less or one more.

use std::collections::BTreeSet;
use std::fs;

use buntan::schemas::SCHEMAS;
use serde_json::{Value, json};

use super::desk::{Desk, HOSPITAL, SUCCESSOR, earlier};
use super::root;

#[test]
fn the_examples_are_answered_as_the_schemas_say() {
    let mut desk = Desk::new();
    let hospital = "policies/examples/city-hospital/before.buntan --at 2026-10-01";
    for (name, line) in [
        ("check", format!("check {hospital} --account")),
        ("check", "check policies/examples --account --from 2026-10-01 --to 2027-12-31".to_owned()),
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

#[test]
fn a_baseline_tells_what_is_new_worse_changed_known_and_fixed() {
    let mut desk = Desk::new();
    let checked = desk.hold("check", "check h.buntan --at 2026-10-01");
    let mut before = checked.clone();
    let findings = before["engagements"][0]["findings"].as_array_mut().expect("findings");
    assert!(findings.len() >= 3, "{findings:?}");
    findings[0]["severity"] = json!("note");
    (findings[1]["id"], findings[1]["duties"]) = (json!("fixed"), json!([]));
    desk.write("before.json", &before.to_string());
    let engagement =
        desk.hold("check", "check h.buntan --at 2026-10-01 --baseline before.json")["engagements"][0].clone();
    let words = |it: &Value| it["since"].as_str().map(str::to_owned);
    let since: BTreeSet<String> = engagement["findings"].as_array().into_iter().flatten().filter_map(words).collect();
    assert_eq!(since.into_iter().collect::<Vec<_>>(), ["known", "new", "worse"]);
    assert_eq!(engagement["baseline"]["fixed"][0]["id"], "fixed");
    let mut otherwise = checked.clone();
    otherwise["engagements"][0]["findings"][0]["message"]["en"] = json!("something else");
    desk.write("otherwise.json", &otherwise.to_string());
    let engagement =
        desk.hold("check", "check h.buntan --at 2026-10-01 --baseline otherwise.json")["engagements"][0].clone();
    assert_eq!(
        (&engagement["findings"][0]["since"], &engagement["baseline"]["changed"]),
        (&json!("changed"), &json!(1))
    );
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

#[test]
fn every_schema_of_an_output_is_held() {
    let own = [include_str!("commands.rs"), include_str!("rows.rs"), include_str!("desk.rs")].concat();
    for it in SCHEMAS.iter().filter(|it| it.name != "engagement") {
        assert!(own.contains(&format!("\"{}\"", it.name)), "no output is held to `{}`", it.name);
    }
}

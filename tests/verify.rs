//! `buntan verify`: what `check` wrote is confirmed as it stands, and refused by name where it was touched.

#[path = "support/run.rs"]
mod run;

use std::fs;

use buntan::cli::ExitStatus;
use run::{Around, typed};
use serde_json::Value;

/// Four vendors, of whom two point at each other and one was handed what it never accepted.
const HOSPITAL: &str = r#"
catalogue t {
  title "T"  publisher "t"  edition 2026-01
  fact heavy : bool of component
  control T.1 "Monitoring" joint { per component  level required }
  control T.2 "Reporting"  joint { per component  level recommended  requires T.1 }
  control T.3 "Keeping"    joint { per component  when heavy }
  control T.4 "Rules"      led by hospital { per engagement }
  control T.5 "Leaving"    joint { per component where kind in {network} }
}
engagement "Minato Hospital" {
  use t
  party H hospital  party A vendor  party B vendor  party N vendor
  component emr  application    by A  runs on iaas  connects wan { heavy = no }
  component iaas infrastructure by B { heavy = yes }
  component wan  network        by N
  contract K1 H -> A          { type saas       period 2026-04-01 .. 2036-03-31  covers emr, iaas }
  contract K2 A -> B under K1 { type iaas       period 2026-04-01 .. 2036-03-31  covers iaas  consented 2026-02-15 }
  contract K3 H -> N          { type operation  period 2026-04-01 .. 2036-03-31  covers wan }
  A owns T.1, T.2 on emr, iaas by K1 "8"
  A delegates T.1 on iaas to B via K2
  A disclaims T.1 on wan by K1 "14"
  N disclaims T.1 on wan by K3 "9"
  N owns T.2 on wan by K3 "7" from 2027-01-01
  H excludes T.5 on wan because "not ours"
}
"#;

/// A folder with the hospital.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        folder.write("hospital.buntan", HOSPITAL);
        folder
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.path().join(name), text).expect("a file");
    }

    fn run(&self, line: &str) -> (ExitStatus, String, String) {
        let around = Around { width: Some(400), ..Around::default() };
        let (status, out, err) = typed(self.0.path(), line, b"", &around);
        (status, String::from_utf8(out).expect("UTF-8"), err)
    }
}

/// What `check` writes of the hospital.
fn written(options: &str) -> Value {
    let (_, out, err) = Folder::new().run(&format!("check hospital.buntan --format json {options}"));
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}\n{err}"))
}

/// What `verify` says of it.
fn verified(written: &Value) -> (ExitStatus, String) {
    let folder = Folder::new();
    folder.write("findings.json", &written.to_string());
    let (status, out, err) = folder.run("verify findings.json hospital.buntan --lang en");
    (status, out + &err)
}

/// What `verify` says of it once it was touched.
fn touched(options: &str, touch: impl FnOnce(&mut Value)) -> String {
    let mut written = written(options);
    touch(&mut written);
    let (status, said) = verified(&written);
    assert_eq!(status, ExitStatus::Findings, "{said}");
    said
}

#[test]
fn what_check_wrote_is_confirmed() {
    for options in ["--at 2026-10-01 --account", "--from 2026-10-01 --to 2028-03-31"] {
        let (status, said) = verified(&written(options));
        assert_eq!(status, ExitStatus::Clean, "{options}: {said}");
        assert!(said.contains("all of them agree"), "{said}");
    }
}

#[test]
fn totals_add_up() {
    let written = written("--at 2026-10-01 --account");
    let account = &written["engagements"][0]["account"];
    let sum: u64 = account["totals"].as_object().expect("totals").values().filter_map(Value::as_u64).sum();
    assert_eq!(Some(sum), account["total"].as_u64());
    assert_eq!(account["obligations"].as_array().map(|all| all.len() as u64), Some(sum));
    for it in account["obligations"].as_array().expect("obligations") {
        let silent = it["finding"].is_null();
        assert!(it["came_to"] != "gap" || !silent, "a gap without a finding: {it}");
    }
}

#[test]
fn a_finding_that_is_missing_added_or_altered_is_refused_by_name() {
    let findings = |it: &mut Value| it["engagements"][0]["findings"].as_array_mut().expect("findings").clone();
    let said = touched("--at 2026-10-01", |it| {
        let mut all = findings(it);
        all.retain(|it| it["code"] != "mutual_disclaimer");
        it["engagements"][0]["findings"] = all.into();
    });
    assert!(said.contains("the finding `mutual_disclaimer") && said.contains("is missing"), "{said}");

    let said = touched("--at 2026-10-01", |it| {
        let mut all = findings(it);
        let mut another = all[0].clone();
        another["id"] = "000000000000".into();
        another["subject"]["name"] = "nowhere".into();
        all.push(another);
        it["engagements"][0]["findings"] = all.into();
    });
    assert!(said.contains("on nowhere") && said.contains("does not follow from the laws"), "{said}");

    let said = touched("--at 2026-10-01", |it| it["engagements"][0]["findings"][0]["severity"] = "note".into());
    assert!(said.contains("for `severity`; by the laws it is \"error\""), "{said}");

    let said =
        touched("--at 2026-10-01", |it| it["engagements"][0]["findings"][0]["because"] = serde_json::json!(["x"]));
    assert!(said.contains("`because`"), "{said}");
}

#[test]
fn a_step_of_a_proof_that_was_altered_is_refused_by_name() {
    let finding = |it: &mut Value, pointer: &str, to: &str| {
        *it.pointer_mut(&format!("/engagements/0/findings/0{pointer}")).expect(pointer) = to.into();
    };
    for (pointer, path) in [
        ("/derivation/steps/0/text/ja", "derivation.steps[0].text.ja"),
        ("/derivation/steps/0/location/file", "derivation.steps[0].location.file"),
        ("/message/en", "message.en"),
        ("/locations/0/line", "locations[0].line"),
    ] {
        let said = touched("--at 2026-10-01", |it| finding(it, pointer, "forged"));
        assert!(said.contains(&format!("says \"forged\" at `{path}`; from the texts it is")), "{said}");
    }
    let said = touched("--at 2026-10-01", |it| finding(it, "/id", "000000000000"));
    assert!(said.contains("no finding of these texts has the id `000000000000`"), "{said}");
    let said = touched("--at 2026-10-01", |it| {
        it.pointer_mut("/engagements/0/findings/0/derivation/steps")
            .and_then(Value::as_array_mut)
            .expect("steps")
            .pop();
    });
    assert!(said.contains("at `derivation.steps.length`"), "{said}");
}

#[test]
fn an_obligation_of_which_something_else_is_said_is_refused_by_name() {
    let options = "--at 2026-10-01 --account";
    let obligations = "/engagements/0/account/obligations";
    let said = touched(options, |it| {
        let all = it.pointer_mut(obligations).and_then(Value::as_array_mut).expect("obligations");
        let gap = all.iter_mut().find(|it| it["came_to"] == "gap").expect("a gap");
        gap["came_to"] = "carried".into();
    });
    assert!(said.contains("it says \"carried\" for `came_to`; by the laws it is \"gap\""), "{said}");

    let said = touched(options, |it| {
        it.pointer_mut(obligations).and_then(Value::as_array_mut).expect("obligations").pop();
    });
    assert!(said.contains("is missing") && said.contains("do not add up"), "{said}");

    let said = touched(options, |it| it["engagements"][0]["account"]["totals"]["gap"] = 0.into());
    assert!(said.contains("do not add up"), "{said}");
}

#[test]
fn other_texts_and_other_files_are_told() {
    let said = touched("--at 2026-10-01", |it| it["sources"][0]["sha256"] = "0".into());
    assert!(said.contains("has changed since"), "{said}");

    let said = touched("--at 2026-10-01", |it| it["engagements"][0]["name"] = "elsewhere".into());
    assert!(said.contains("there is no engagement `elsewhere`") && said.contains("is missing"), "{said}");

    let (status, said) = verified(&serde_json::json!({}));
    assert_eq!(status, ExitStatus::Findings, "{said}");
    assert!(said.contains("not what `buntan check --format json` writes"), "{said}");

    let (status, _, err) = Folder::new().run("verify nowhere.json --lang en");
    assert_eq!(status, ExitStatus::Failed);
    assert!(err.contains("`nowhere.json` does not exist"), "{err}");
}

#[test]
fn without_paths_the_texts_are_those_that_were_judged() {
    let folder = Folder::new();
    folder.write("findings.json", &written("--at 2026-10-01").to_string());
    let (status, out, err) = folder.run("verify findings.json");
    assert_eq!(status, ExitStatus::Clean, "{out}{err}");
}

#[test]
fn a_text_that_has_changed_is_told() {
    let folder = Folder::new();
    folder.write("findings.json", &written("--at 2026-10-01").to_string());
    folder.write("hospital.buntan", &HOSPITAL.replace("N disclaims T.1", "N owns T.1"));
    let (status, out, _) = folder.run("verify findings.json --lang en");
    assert_eq!(status, ExitStatus::Findings, "{out}");
    assert!(out.contains("`hospital.buntan` has changed since"), "{out}");
    assert!(out.contains("the finding `mutual_disclaimer T.1 on wan by A, N 2026-10-01` does not follow"), "{out}");
}

#[test]
fn the_account_is_told_to_readers() {
    let (_, out, _) = Folder::new().run("check hospital.buntan --at 2026-10-01 --account --lang en");
    assert!(out.contains("What became of every obligation: Minato Hospital (on 2026-10-01)"), "{out}");
    assert!(out.contains("in all"), "{out}");
}

/// The settings of a project weigh findings, and are no text that could be judged.
#[test]
fn the_settings_of_a_project_are_those_of_what_was_judged() {
    let folder = Folder::new();
    folder.write("buntan.toml", "[severity]\nmutual_disclaimer = \"note\"\n");
    for path in ["", "hospital.buntan"] {
        let (_, out, _) = folder.run("check hospital.buntan --at 2026-10-01 --format json");
        assert!(out.contains("buntan.toml"), "{out}");
        folder.write("findings.json", &out);
        let (status, said, err) = folder.run(&format!("verify findings.json {path} --lang en"));
        assert_eq!(status, ExitStatus::Clean, "{said}{err}");
    }
}

#[test]
fn numbers_at_the_end_and_the_day_of_an_account_are_looked_at() {
    let said = touched("--at 2026-10-01", |it| it["summary"]["findings"]["error"] = 0.into());
    assert!(said.contains("`summary`"), "{said}");
    let said = touched("--at 2026-10-01 --account", |it| it["engagements"][0]["account"]["at"] = "2027-01-01".into());
    assert!(said.contains("\"2027-01-01\"") && said.contains("2026-10-01"), "{said}");
    let said = touched("--at 2026-10-01", |it| {
        let twice = it["engagements"][0].clone();
        it["engagements"].as_array_mut().expect("engagements").push(twice);
    });
    assert!(said.contains("twice"), "{said}");
}

/// Known answers are counted, not tried each way.
#[test]
fn many_vendors_are_counted_at_once() {
    let folder = Folder::new();
    let vendors: String = (0..60)
        .map(|it| format!("party V{it} vendor\ncontract K{it} H -> V{it} {{ type saas  period 2026-04-01 .. 2036-03-31  covers none }}\n"))
        .collect();
    folder.write(
        "many.buntan",
        &format!(
            "catalogue c {{ title \"C\" publisher \"c\" edition 2026-01\ncontrol C.1 \"x\" joint {{ per engagement  when count (vendor where direct) >= 2 }} }}\nengagement \"many\" {{ use c\nparty H hospital\n{vendors} }}"
        ),
    );
    let (_, out, _) = folder.run("check many.buntan --at 2026-10-01 --format json --account");
    folder.write("findings.json", &out);
    let (status, said, err) = folder.run("verify findings.json --lang en");
    assert_eq!(status, ExitStatus::Clean, "{said}{err}");
}

#[test]
fn what_stands_beside_the_findings_is_looked_at_as_well() {
    type Touch = fn(&mut Value);
    let touch: [(&str, Touch); 5] = [
        ("skipped", |it| it["skipped"] = serde_json::json!(["nobody"])),
        ("diagnostics", |it| it["diagnostics"] = serde_json::json!([{ "code": "unused_fact", "severity": "note" }])),
        ("since", |it| it["engagements"][0]["findings"][0]["since"] = "new".into()),
        ("totals", |it| it["engagements"][0]["account"]["totals"]["more"] = 0.into()),
        ("more", |it| it["engagements"][0]["account"]["obligations"][0]["more"] = 0.into()),
    ];
    for (named, touch) in touch {
        let said = touched("--at 2026-10-01 --account", touch);
        assert!(said.contains(named), "{named}: {said}");
    }
}

/// An engagement that cannot be judged keeps nobody from looking at the others.
#[test]
fn what_was_skipped_is_confirmed_as_skipped() {
    let folder = Folder::new();
    folder.write("other.buntan", "engagement \"Other\" { use t  party H hospital  A owns T.1 on emr }");
    let (_, out, _) = folder.run("check hospital.buntan other.buntan --at 2026-10-01 --format json");
    folder.write("findings.json", &out);
    let (status, said, err) = folder.run("verify findings.json hospital.buntan other.buntan --lang en");
    assert_eq!(status, ExitStatus::Clean, "{said}{err}");
}

//! What `check` says to build servers and to code scanning: SARIF, JUnit, annotations of GitHub.

use std::fs;
use std::path::Path;

use buntan::cli::ExitStatus;
use serde_json::Value;

#[path = "support/run.rs"]
mod run;

use run::{Around, run, typed};

/// A gap that nobody fills, one that is waived, a broken delegation, a warning, and a name with everything that is special anywhere.
const HOSPITAL: &str = r#"
catalogue t {
  title "T"  publisher "t"  edition 2026-01
  control T.1 "<b>監視</b>, 100% & \"more\"" joint { per component  level required }
  control T.2 "Reporting" joint { per component  level recommended }
}
engagement "港::病院 100%,x" {
  use t
  party H hospital  party A vendor  party B vendor
  component emr  application    by A  runs on iaas
  component iaas infrastructure by B
  contract K1 H -> A          { type saas  period 2026-04-01 .. 2036-03-31  covers emr, iaas }
  contract K2 A -> B under K1 { type iaas  period 2026-04-01 .. 2036-03-31  covers iaas  consented 2026-02-15 }
  A owns T.1 on iaas by K1 "8"
  A delegates T.1 on iaas to B via K2
  H waives unowned T.2 on emr because "移行中" until 2026-12-31
}
"#;

fn folder(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(name), text).expect("a file");
    folder
}

fn said(line: &str) -> (ExitStatus, String) {
    let folder = folder("分担 100%.buntan", HOSPITAL);
    let (status, out, err) = run(folder.path(), line, b"");
    assert_eq!(err, "", "{line}");
    (status, out)
}

fn sarif(text: &str) -> Value {
    let mut schema: Value = serde_json::from_str(include_str!("data/sarif-2.1.0.json")).expect("a schema");
    // The published pattern for languages has a bracket too many, and is no regular expression.
    for it in ["run", "toolComponent"] {
        schema["definitions"][it]["properties"]["language"]["pattern"] = "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$".into();
    }
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let log: Value = serde_json::from_str(text).expect("JSON");
    let errors: Vec<String> = validator.iter_errors(&log).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    // The schema lets unknown keys pass; the types of the format keep what they know.
    let typed: serde_sarif::sarif::Sarif = serde_json::from_str(text).expect("SARIF");
    assert_eq!(serde_json::to_value(&typed).expect("JSON"), log);
    log
}

#[test]
fn sarif_is_valid_and_points_into_the_file() {
    for lang in ["ja", "en"] {
        let (status, out) = said(&format!("check . --at 2026-10-01 --format sarif --lang {lang}"));
        assert_eq!(status, ExitStatus::Findings);
        let log = sarif(&out);
        let results = log["runs"][0]["results"].as_array().expect("results");
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
        let broken = results.iter().find(|it| it["ruleId"] == "broken_delegation").expect("the broken delegation");
        assert_eq!(rules[broken["ruleIndex"].as_u64().expect("a number") as usize]["id"], "broken_delegation");
        let place = &broken["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "%E5%88%86%E6%8B%85%20100%25.buntan");
        let region = &place["region"];
        assert_eq!(region["snippet"]["text"], "A delegates T.1 on iaas to B via K2");
        let line = HOSPITAL.lines().position(|it| it.contains("delegates")).expect("a line") as u64 + 1;
        assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(line), Some(3)));
        let proof = broken["properties"]["proof"].as_array().expect("a proof");
        assert!(
            proof.len() > 1 && proof.iter().any(|it| it.as_str().is_some_and(|it| it.contains(&format!(":{line}:3")))),
            "{proof:?}"
        );
        let waived = results.iter().find(|it| it["suppressions"] != serde_json::json!([])).expect("what is waived");
        assert_eq!(waived["suppressions"][0]["justification"], "移行中");
        assert!(waived["properties"]["waived"].is_object());
        // Both languages help, whatever is asked for.
        let help = rules[0]["help"]["text"].as_str().expect("help");
        assert!(help.chars().any(|it| it > '\u{3000}') && help.contains(" the "), "{help}");
    }
}

#[test]
fn broken_texts_and_engagements_without_verdict_are_in_the_log() {
    let folder = folder("a.buntan", "engagement \"E\" { party H hospital  party A vender }\n");
    let (status, out, _) = run(folder.path(), "check . --format sarif", b"");
    assert_eq!(status, ExitStatus::Failed);
    let log = sarif(&out);
    let run_of = &log["runs"][0];
    assert_eq!(run_of["invocations"][0]["executionSuccessful"], false);
    assert_eq!(run_of["results"][0]["level"], "error");
    assert!(run_of["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().is_some());
    let (_, xml, _) = run(folder.path(), "check . --format junit", b"");
    assert!(xml.contains("errors=\"2\""), "{xml}");
    let (_, lines, _) = run(folder.path(), "check . --format github", b"");
    assert!(lines.starts_with("::error file=a.buntan,line=1,endLine=1,col="), "{lines}");
    assert!(lines.contains("::error title=buntan::"), "{lines}");
}

#[test]
fn junit_has_a_case_for_every_control() {
    let (status, xml) = said("check . --at 2026-10-01 --format junit");
    assert_eq!(status, ExitStatus::Findings);
    assert!(xml.contains(r#"tests="2" skipped="0" failures="1" errors="0""#), "{xml}");
    assert!(xml.contains("T.1 &lt;b&gt;監視&lt;/b&gt;, 100% &amp; &quot;more&quot;"), "{xml}");
    assert!(xml.contains("分担 100%.buntan:"), "{xml}");
    // What does not fail a build is still told.
    let (status, xml) = said("check . --at 2026-10-01 --format junit --fail-on never");
    assert_eq!(status, ExitStatus::Clean);
    assert!(xml.contains(r#"failures="0""#) && xml.contains("broken_delegation"), "{xml}");
}

#[test]
fn a_title_puts_no_link_into_a_log() {
    let hospital = HOSPITAL.replace("infrastructure by", "infrastructure \"[here](https://example.invalid)\" by");
    assert_ne!(hospital, HOSPITAL);
    let folder = folder("h.buntan", &hospital);
    let (_, out, _) = run(folder.path(), "check . --at 2026-10-01 --format sarif --lang en", b"");
    let log = sarif(&out);
    let texts: Vec<&str> = log["runs"][0]["results"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|it| it["message"]["text"].as_str())
        .filter(|it| it.contains("example.invalid"))
        .collect();
    assert!(!texts.is_empty() && texts.iter().all(|it| it.contains(r"\[here\](https")), "{texts:?}");
}

#[test]
fn annotations_are_one_line_each_with_their_place() {
    let (_, out) = said("check . --at 2026-10-01 --format github --lang en");
    let lines: Vec<&str> = out.lines().collect();
    let line = HOSPITAL.lines().position(|it| it.contains("delegates")).expect("a line") + 1;
    let expected = format!(
        "::error file=分担 100%25.buntan,line={line},endLine={line},col=3,endColumn=38,title=broken_delegation::"
    );
    assert!(lines.iter().any(|it| it.starts_with(&expected)), "{out}");
    assert!(lines.iter().any(|it| it.starts_with("::notice ") && it.contains("waived until 2026-12-31")), "{out}");
    assert!(
        lines
            .iter()
            .all(|it| it.starts_with("::error ") || it.starts_with("::warning ") || it.starts_with("::notice "))
    );
    // `%` begins an escape, and `,` and `:` end a property.
    assert!(lines.iter().any(|it| it.contains("100%25 & ")), "{out}");
}

#[test]
fn the_summary_of_a_step_gets_the_page() {
    let folder = folder("a.buntan", HOSPITAL);
    let summary = folder.path().join("summary.md");
    fs::write(&summary, "before\n").expect("a file");
    let with = |path: String| {
        let env = move |name: &str| (name == "GITHUB_STEP_SUMMARY").then(|| path.clone());
        let line = "check a.buntan --format github --lang en";
        let (status, _, err) = typed(folder.path(), line, b"", &Around { env: &env, ..Around::default() });
        (status, err)
    };
    assert_eq!(with(summary.display().to_string()).0, ExitStatus::Findings);
    let page = fs::read_to_string(&summary).expect("a page");
    assert!(
        page.starts_with("before\n#") && page.contains("broken\\_delegation") || page.contains("broken_delegation"),
        "{page}"
    );
    let (status, err) = with(Path::new("nowhere/summary.md").display().to_string());
    assert_eq!(status, ExitStatus::Failed);
    assert!(err.contains("nowhere/summary.md") && err.contains("GITHUB_STEP_SUMMARY"), "{err}");
    // What is read is not written to, by whatever name.
    for name in ["a.buntan", "./a.buntan"] {
        let (status, err) = with(name.to_owned());
        assert_eq!(status, ExitStatus::Failed);
        assert!(err.contains("among what is read"), "{err}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("a.buntan")).expect("a policy"), HOSPITAL);
}

/// Beside a baseline every result says how it stands to it, also what is gone and stands nowhere any more.
#[test]
fn every_result_beside_a_baseline_has_a_state() {
    let folder = folder("h.buntan", HOSPITAL);
    let (_, kept, _) = run(folder.path(), "check h.buntan --at 2026-10-01 --format json", b"");
    fs::write(folder.path().join("before.json"), kept).expect("a file");
    let mended = HOSPITAL.replace("  H waives", "  B accepts T.1 on iaas by K2\n  party idle vendor\n  H waives");
    fs::write(folder.path().join("h.buntan"), mended).expect("a file");
    let line = "check h.buntan --at 2026-10-01 --baseline before.json --format sarif --lang en";
    let log = sarif(&run(folder.path(), line, b"").1);
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert!(results.iter().all(|it| it["baselineState"].is_string()), "{results:#?}");
    // A warning about a text is in no baseline.
    assert!(
        results.iter().any(|it| it["baselineState"] == "new" && it["partialFingerprints"].is_null()),
        "{results:#?}"
    );
    let gone: Vec<&Value> = results.iter().filter(|it| it["baselineState"] == "absent").collect();
    assert!(gone.iter().any(|it| it["ruleId"] == "broken_delegation"), "{gone:#?}");
    assert!(gone.iter().all(|it| it["locations"].is_null() && it["message"]["text"].is_string()), "{gone:#?}");
}

//! `buntan what-if` as it is typed: a party that leaves, a contract that is added, other days.

use std::fs;
use std::path::PathBuf;

use buntan::cli::ExitStatus;
use serde_json::Value;

#[path = "support/run.rs"]
mod run;

use run::run;

const HOSPITAL: &str = r#"catalogue ours {
  title "Our list"
  control S.1 "Watching" { summary "Somebody watches"  per component  of provider }
}
engagement "Minato" {
  use ours
  party H hospital "Minato Hospital"
  party A vendor "Records Ltd"
  party B vendor "Cloud Ltd"
  party C vendor "Successor Ltd"
  component emr application by A
  component iaas infrastructure by B
  contract K1 H -> A { type saas  period 2026-04-01 .. 2036-03-31  covers emr }
  contract K2 H -> B { type iaas  period 2026-04-01 .. 2028-03-31  covers iaas }
  A owns S.1 on emr by K1 "Art. 1"
  B owns S.1 on iaas by K2 "Art. 1"
}
"#;

const SUCCESSOR: &str = r#"contract K9 H -> C { type iaas  period 2027-04-01 .. 2036-03-31  covers iaas }
C owns S.1 on iaas by K9 "Art. 1"
"#;

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("buntan-what-if-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("added")).expect("a folder");
        fs::write(path.join("h.buntan"), HOSPITAL).expect("a file");
        Folder(path).file("successor.buntan", SUCCESSOR)
    }

    /// A file that is not judged by itself.
    fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.0.join("added").join(name), text).expect("a file");
        self
    }

    fn run(&self, line: &str) -> (ExitStatus, String, String) {
        run(&self.0, line, b"")
    }

    fn asked(&self, options: &str) -> (ExitStatus, Value) {
        let (status, out, err) = self.run(&format!("what-if h.buntan --format json {options}"));
        (status, serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}")))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Code, subject and first day of findings.
fn told(findings: &Value) -> Vec<String> {
    let all = findings.as_array().expect("a list");
    let word = |it: &Value| it.as_str().expect("a word").to_owned();
    all.iter().map(|it| [&it["code"], &it["subject"]["name"], &it["from"]].map(word).join(" ")).collect()
}

#[test]
fn a_party_leaves_on_a_day() {
    let folder = Folder::new("leaves");
    let (status, seen) = folder.asked("--without B");
    assert_eq!(status, ExitStatus::Findings);
    assert_eq!(told(&seen["impact"]["appeared"]), ["unowned iaas 2026-10-01"], "{seen}");
    let carriers = &seen["impact"]["carriers"][0];
    assert_eq!(
        (&carriers["before"]["performers"][0]["performer"], &carriers["after"]["state"]),
        (&"B".into(), &"gap".into())
    );
    // From a day on; what is judged is that day.
    let (_, seen) = folder.asked("--without B --from 2027-04-01");
    assert_eq!(told(&seen["impact"]["appeared"]), ["unowned iaas 2027-04-01"]);
    // On a day before, nothing has changed yet.
    let (status, seen) = folder.asked("--without B --from 2027-04-01 --at 2027-03-31");
    assert_eq!(status, ExitStatus::Clean, "{seen}");
    // Both leave.
    let (_, seen) = folder.asked("--without A,B");
    assert_eq!(told(&seen["impact"]["appeared"]), ["unowned emr 2026-10-01", "unowned iaas 2026-10-01"]);
}

#[test]
fn what_a_party_waived_or_retained_ends_the_day_before_it_leaves() {
    let said = "component lab application by A
contract K3 H -> A { type saas  period 2026-04-01 .. 2036-03-31  covers lab }
B waives unowned S.1 on lab because \"moving\" by K2 until 2028-12-31
B retains \"outage\" of S.1 on emr
B shares risk \"loss\" of S.1 on iaas by K2
checked S.1 no 2026-06-01 settled 2026-07-01 on emr, lab
checked S.1 no 2026-06-01 on iaas
";
    let hospital = HOSPITAL.replace("  A owns", &format!("{said}  A owns"));
    let folder = Folder::new("waives").file("../h.buntan", &hospital);
    let (status, seen) = folder.asked("--without B --from 2027-04-01");
    assert_eq!(status, ExitStatus::Findings);
    let impact = &seen["impact"];
    assert_eq!(told(&impact["appeared"]), ["unowned iaas 2027-04-01"], "{seen}");
    // The risks went with it; what somebody checked stays checked.
    assert_eq!(told(&impact["gone"]), ["risk_not_agreed emr 2027-04-01", "risk_not_agreed iaas 2027-04-01"], "{seen}");
    // What it put up with is open again from that day on, and is new enough to fail.
    let changed = impact["changed"].as_array().expect("a list");
    assert_eq!(changed.len(), 1, "{seen}");
    let out = folder.run("what-if h.buntan --without B --from 2027-04-01 --lang en").1;
    assert!(out.contains("before: waived error"), "{out}");
    assert!(out.contains("until 2027-03-31 (K2), expired"), "{out}");
    // On the last day before all of it still holds; of the waiver it is told that it ends on that day.
    let (status, seen) = folder.asked("--without B --from 2027-04-01 --at 2027-03-31");
    assert_eq!((status, told(&seen["impact"]["gone"])), (ExitStatus::Clean, Vec::new()), "{seen}");
    let waived = &seen["impact"]["changed"][0]["after"]["waived"];
    assert_eq!((&waived["owner"], &waived["until"]), (&"B".into(), &"2027-03-31".into()), "{seen}");
    // What would only have begun afterwards never does.
    let late = hospital.replace("until 2028-12-31", "from 2027-04-01 until 2028-12-31");
    let folder = Folder::new("waives-late").file("../h.buntan", &late);
    let out = folder.run("what-if h.buntan --without B --from 2027-04-01 --lang en").1;
    assert!(out.contains("before: waived error") && !out.contains("expired"), "{out}");
}

#[test]
fn who_cannot_leave() {
    let folder = Folder::new("cannot");
    let (status, _, err) = folder.run("what-if h.buntan --without H --lang en");
    assert!(status == ExitStatus::Failed && err.contains("is the hospital"), "{err}");
    let (status, _, err) = folder.run("what-if h.buntan --without AA --lang en");
    assert!(status == ExitStatus::Failed && err.contains("did you mean `A`"), "{err}");
    let (status, _, err) = folder.run("what-if h.buntan --lang en");
    assert!(status == ExitStatus::Failed && err.contains("nothing is supposed"), "{err}");
}

#[test]
fn an_added_contract_fills_the_gap() {
    let whole = format!("engagement \"Minato\" continued {{\n{SUCCESSOR}}}\n");
    let folder = Folder::new("contract").file("whole.buntan", &whole);
    for file in ["successor.buntan", "whole.buntan"] {
        let line = format!("--without B --contract added/{file} --from 2027-04-01");
        let (status, seen) = folder.asked(&line);
        assert_eq!(status, ExitStatus::Clean, "{file}: {seen}");
        assert_eq!(told(&seen["impact"]["appeared"]), [""; 0]);
        let carriers = &seen["impact"]["carriers"][0];
        assert_eq!(carriers["after"]["performers"][0]["performer"], "C", "{file}");
    }
    // Over the years: what would lapse when K2 ends does not.
    let (_, seen) = folder.asked("--contract added/successor.buntan --from 2028-04-01 --to 2030-03-31");
    assert_eq!(told(&seen["impact"]["gone"]).len(), 1, "{seen}");
    // Too late by a day, and the day is told.
    let late = SUCCESSOR.replace("2027-04-01 ..", "2027-04-02 ..");
    let folder = Folder::new("late").file("late.buntan", &late);
    let (status, seen) = folder.asked("--without B --contract added/late.buntan --from 2027-04-01 --to 2028-03-31");
    assert_eq!(status, ExitStatus::Findings);
    let new = &seen["impact"]["appeared"][0];
    assert_eq!((&new["from"], &new["to"]), (&"2027-04-01".into(), &"2027-04-01".into()), "{seen}");
}

#[test]
fn what_is_added_must_belong_and_be_sound() {
    let folder = Folder::new("sound")
        .file("other.buntan", "engagement \"Elsewhere\" continued { party X vendor }\n")
        .file("unknown.buntan", "contract K9 H -> Nobody { type iaas  period 2027-04-01 ..  covers iaas }\n")
        .file("broken.buntan", "contract K9 H -> \n");
    let (status, _, err) = folder.run("what-if h.buntan --contract added/other.buntan --lang en");
    assert!(status == ExitStatus::Failed && err.contains("a part of `Elsewhere`, not of `Minato`"), "{err}");
    for file in ["unknown", "broken"] {
        let (status, out, err) = folder.run(&format!("what-if h.buntan --contract added/{file}.buntan --format short"));
        assert!(status == ExitStatus::Failed && out.starts_with(&format!("added/{file}.buntan:1:")), "{out}{err}");
    }
    assert_eq!(folder.run("what-if h.buntan --contract added/nowhere.buntan").0, ExitStatus::Failed);
}

#[test]
fn days_alone_are_compared() {
    let folder = Folder::new("days");
    // From the last day of K2 to the day after it.
    let (status, seen) = folder.asked("--at 2028-03-31 --from 2028-04-01");
    assert_eq!(status, ExitStatus::Findings, "{seen}");
    assert_eq!(told(&seen["impact"]["appeared"]), ["unowned iaas 2028-04-01"]);
    assert_eq!((&seen["from"], &seen["to"]), (&"2028-04-01".into(), &"2028-04-01".into()));
    // Several days against the day before.
    let (status, seen) = folder.asked("--at 2028-03-31 --from 2028-03-31 --to 2028-04-30");
    assert_eq!(status, ExitStatus::Findings);
    assert_eq!(told(&seen["impact"]["appeared"]), ["unowned iaas 2028-04-01"], "{seen}");
    assert_eq!(&seen["to"], "2028-04-30");
    // A gap that stands on both days has not changed.
    let (_, seen) = folder.asked("--at 2028-04-01 --from 2028-05-01");
    assert_eq!((told(&seen["impact"]["appeared"]), told(&seen["impact"]["gone"])), (vec![], vec![]), "{seen}");
    assert_eq!(seen["impact"]["changed"], Value::Array(vec![]), "{seen}");
    // A party that leaves within the days.
    let (_, seen) = folder.asked("--without A --from 2027-01-01 --to 2027-12-31");
    assert_eq!(told(&seen["impact"]["appeared"]), ["unowned emr 2027-01-01"]);
    for wrong in ["--without B --to 2027-01-01", "--without B --from 2027-01-01 --to 2026-01-01"] {
        assert_eq!(folder.run(&format!("what-if h.buntan {wrong}")).0, ExitStatus::Failed, "{wrong}");
    }
}

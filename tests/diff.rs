//! `buntan diff`: what differs between two versions, and what makes no difference.

use std::fs;
use std::path::PathBuf;

use buntan::cli::ExitStatus;
use buntan::source::{Source, SourceId};
use buntan::syntax;
use serde_json::Value;

#[path = "support/run.rs"]
mod run;

use run::run;

const CATALOGUE: &str = r#"catalogue ours {
  title "Our list"  edition 2026-04
  metric availability : percent  higher  own product  suppliers product "Availability"
  metric notice : duration  lower  own sum  suppliers max "Notice"
  control S.1 "Watching" { summary "Somebody watches"  per component  level required  of provider }
  control S.2 "Mending" led by vendor { summary "Somebody mends"  per component  level recommended  of provider }
}
"#;

const HOSPITAL: &str = r#"engagement "Minato" {
  use ours
  party H hospital "Minato Hospital"
  party A vendor "Records Ltd"
  party B vendor "Cloud Ltd"
  component emr application by A
  component lab application by A
  contract K1 H -> A { type saas  period 2026-04-01 .. 2036-03-31  covers emr, lab
    promises availability >= 99.90%, notice <= 4h }
  contract K2 H -> B { type operation  period 2026-04-01 .. 2036-03-31  covers emr, lab }
  H demands availability >= 99.9% on emr
  A owns S.1 on emr by K1 "Art. 1"
  A owns S.2 on emr, lab by K1 "Art. 2"
  B owns S.1 on lab by K2 "Art. 1"
}
"#;

/// Two folders, gone afterwards.
struct Versions(PathBuf);

impl Versions {
    /// One file each, beside the catalogue.
    fn new(name: &str, old: &str, new: &str) -> Self {
        let file = |text: &str| format!("{CATALOGUE}{text}");
        Versions::of(name, &[("h.buntan", &file(old))], &[("h.buntan", &file(new))])
    }

    fn of(name: &str, old: &[(&str, &str)], new: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("buntan-diff-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        for (folder, files) in [("old", old), ("new", new)] {
            fs::create_dir_all(path.join(folder)).expect("a folder");
            for (file, text) in files {
                fs::write(path.join(folder).join(file), text).expect("a file");
            }
        }
        Versions(path)
    }

    fn run(&self, line: &str) -> (ExitStatus, String, String) {
        run(&self.0, line, b"")
    }

    fn json(&self, options: &str) -> (ExitStatus, Value) {
        let (status, out, err) = self.run(&format!("diff old new --format json {options}"));
        (status, serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}")))
    }

    /// What differs in the only engagement.
    fn engagement(&self) -> Value {
        let (status, seen) = self.json("");
        assert_eq!(status, ExitStatus::Findings, "{seen}");
        seen["engagements"][0].clone()
    }
}

impl Drop for Versions {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("a list: {value}")).clone()
}

/// Duty and subject of what became of a party's duties.
fn of(engagement: &Value, party: &str, what: &str) -> Vec<String> {
    let parties = list(&engagement["parties"]);
    let it = parties.iter().find(|it| it["name"] == party).unwrap_or_else(|| panic!("{party}: {engagement}"));
    let one = |it: &Value| format!("{} {}", it["duties"][0].as_str().unwrap(), it["subject"]["name"].as_str().unwrap());
    list(&it[what]).iter().map(one).collect()
}

/// What differs of a sort: how, the verdict, the English name.
fn told(changes: &Value, sort: &str) -> Vec<String> {
    let all = list(changes);
    let of_it = all.iter().filter(|it| it["sort"] == sort);
    let word = |it: &Value| it.as_str().expect("a word").to_owned();
    of_it.map(|it| format!("{} {} {}", word(&it["how"]), word(&it["verdict"]), word(&it["name"]["en"]))).collect()
}

#[test]
fn equal_versions_differ_in_nothing() {
    let versions = Versions::new("equal", HOSPITAL, HOSPITAL);
    let (status, seen) = versions.json("");
    assert_eq!((status, &seen["equal"]), (ExitStatus::Clean, &Value::Bool(true)), "{seen}");
    for (lang, words) in [("en", "do not differ"), ("ja", "違いはありません")] {
        let (status, out, _) = versions.run(&format!("diff old new --lang {lang}"));
        assert!(status == ExitStatus::Clean && out.contains(words), "{out}");
    }
}

#[test]
fn names_of_files_order_and_form_make_no_difference() {
    let reordered = HOSPITAL
        .replace("  A owns S.1 on emr by K1 \"Art. 1\"\n", "")
        .replace("  use ours\n", "  use ours\n\n  // first\n  A owns S.1 on emr by K1 \"Art. 1\"\n")
        .replace("emr, lab by K1", "lab, emr by K1")
        .replace("99.90%", "99.9%");
    let versions = Versions::of(
        "renamed",
        &[("a.buntan", CATALOGUE), ("b.buntan", HOSPITAL)],
        &[("x.buntan", &reordered), ("y.buntan", CATALOGUE)],
    );
    assert_eq!(versions.json("").0, ExitStatus::Clean);
    // The same in JSON.
    let source = Source::new("h.buntan", HOSPITAL);
    let parsed = syntax::parse(SourceId(0), &source);
    let json = serde_json::to_string(&parsed.file.engagements[0]).expect("an engagement as JSON");
    fs::remove_file(versions.0.join("new/x.buntan")).expect("a file");
    fs::write(versions.0.join("new/x.json"), json).expect("a file");
    let (status, seen) = versions.json("");
    assert_eq!(status, ExitStatus::Clean, "{seen}");
}

#[test]
fn carriers_move_are_dropped_new_and_shared() {
    let new = HOSPITAL
        .replace("A owns S.1 on emr by K1 \"Art. 1\"", "B owns S.1 on emr by K2 \"Art. 5\"")
        .replace("A owns S.2 on emr, lab by", "A owns S.2 on emr by")
        .replace("  B owns S.1 on lab", "  A owns S.1 on lab by K1 \"Art. 7\"\n  B owns S.1 on lab");
    let versions = Versions::new("carriers", HOSPITAL, &new);
    let seen = versions.engagement();
    assert_eq!(of(&seen, "A", "moved"), ["S.1 emr"]);
    assert_eq!(of(&seen, "B", "moved"), ["S.1 emr"]);
    assert_eq!(of(&seen, "A", "dropped"), ["S.2 lab"]);
    assert_eq!(of(&seen, "B", "dropped"), [""; 0]);
    // Two owners without parts.
    assert_eq!(of(&seen, "A", "newly_shared"), ["S.1 lab"]);
    assert_eq!(of(&seen, "B", "newly_shared"), ["S.1 lab"]);
    let codes: Vec<Value> = list(&seen["findings"]["appeared"]).iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, ["unsplit_shared", "unowned"], "{seen}");
    // The other way round.
    let back = Versions::new("carriers-back", &new, HOSPITAL).engagement();
    assert_eq!(of(&back, "A", "newly_carried"), ["S.2 lab"]);
    assert_eq!(of(&back, "B", "no_longer_shared"), ["S.1 lab"]);
    assert_eq!(list(&back["findings"]["gone"]).len(), 2);
    for lang in ["ja", "en"] {
        let (_, out, _) = versions.run(&format!("diff old new --lang {lang}"));
        let words = if lang == "ja" { "新たに複数で担う" } else { "newly shared" };
        assert!(out.contains(words), "{out}");
    }
}

#[test]
fn one_gap_under_two_names_changes() {
    let catalogue = CATALOGUE.replace("of provider }", "duty a \"look\" of provider  duty b \"tell\" of provider }");
    let part = HOSPITAL.replace("A owns S.1 on emr", "A owns S.1.a on emr");
    let none = HOSPITAL.replace("  A owns S.1 on emr by K1 \"Art. 1\"\n", "");
    let (part, none) = (format!("{catalogue}{part}"), format!("{catalogue}{none}"));
    let seen = Versions::of("names", &[("h.buntan", &part)], &[("h.buntan", &none)]).engagement();
    let findings = &seen["findings"];
    assert_eq!((list(&findings["appeared"]).len(), list(&findings["gone"]).len()), (0, 0), "{findings}");
    let codes: Vec<[Value; 2]> =
        list(&findings["changed"]).iter().map(|it| ["before", "after"].map(|side| it[side]["code"].clone())).collect();
    assert_eq!(codes, [["partly_owned", "unowned"]], "{findings}");
}

#[test]
fn parts_are_shared_too() {
    let new = HOSPITAL
        .replace("A owns S.1 on emr by K1 \"Art. 1\"", "share S.1 on emr by K1 \"Art. 1\" { logs: A  rules: H }");
    let seen = Versions::new("parts", HOSPITAL, &new).engagement();
    assert_eq!(of(&seen, "A", "newly_shared"), ["S.1 emr"], "{seen}");
    assert_eq!(of(&seen, "H", "newly_shared"), ["S.1 emr"]);
}

#[test]
fn levels_are_weaker_or_stronger_as_their_metric_says() {
    for (from, to, how) in [
        ("availability >= 99.90%", "availability >= 99.89%", "weaker promise"),
        ("availability >= 99.90%", "availability >= 99.91%", "stronger promise"),
        ("notice <= 4h", "notice <= 241min", "weaker promise"),
        ("notice <= 4h", "notice <= 3h", "stronger promise"),
        ("H demands availability >= 99.9%", "H demands availability >= 99.5%", "weaker demand"),
        ("H demands availability >= 99.9%", "H demands availability >= 99.95%", "stronger demand"),
        ("notice <= 4h", "notice <= 4h as goal", "weaker promise"),
    ] {
        let new = HOSPITAL.replace(from, to);
        let versions = Versions::new("levels", HOSPITAL, &new);
        let seen = versions.engagement();
        let levels = list(&seen["levels"]);
        assert_eq!(levels.len(), 1, "{to}: {seen}");
        let it = &levels[0];
        assert_eq!(format!("{} {}", it["verdict"].as_str().unwrap(), it["sort"].as_str().unwrap()), how, "{to}");
        assert!(it["old"]["line"].is_u64() && it["new"]["file"] == "new/h.buntan", "{it}");
        let party = if how.ends_with("demand") { "H" } else { "A" };
        let parties = list(&seen["parties"]);
        let own = parties.iter().find(|it| it["name"] == party).expect("the party");
        assert_eq!(list(&own[how.split(' ').next().unwrap()]).len(), 1, "{to}");
    }
    let gone = HOSPITAL.replace(", notice <= 4h", "");
    let seen = Versions::new("level-gone", HOSPITAL, &gone).engagement();
    assert_eq!(told(&seen["levels"], "promise"), ["removed weaker notice <= 4h of K1"]);
    let hours = HOSPITAL.replace("notice <= 4h", "notice <= 4h hours weekdays 09:00 .. 17:00");
    let (status, _) = Versions::new("level-hours", &hours, &hours).json("");
    assert_ne!(status, ExitStatus::Findings);
}

#[test]
fn statements_are_told_with_their_places() {
    let new = HOSPITAL
        .replace("A owns S.2 on emr, lab by K1 \"Art. 2\"", "A owns S.2 on emr, lab by K1 \"Art. 22\"")
        .replace("A owns S.1 on emr by K1 \"Art. 1\"", "A supports S.1 on emr by K1 \"Art. 1\"")
        .replace("B owns S.1 on lab by K2 \"Art. 1\"", "B disclaims S.2 on emr by K2 \"Art. 9\"");
    let versions = Versions::new("statements", HOSPITAL, &new);
    let seen = versions.engagement();
    assert_eq!(
        told(&seen["statements"], "statement"),
        [
            "changed other A owns S.2 on emr, lab by K1 \"Art. 22\"",
            "changed weaker A supports S.1 on emr by K1 \"Art. 1\"",
            "added other B disclaims S.2 on emr by K2 \"Art. 9\"",
            "removed other B owns S.1 on lab by K2 \"Art. 1\"",
        ],
        "{seen}"
    );
    let clause = &list(&seen["statements"])[0];
    assert_eq!(
        clause["fields"],
        serde_json::json!([{ "field": "by", "old": ["K1 \"Art. 2\""], "new": ["K1 \"Art. 22\""] }])
    );
    assert_eq!(clause["old"]["file"], "old/h.buntan");
    let (_, out, _) = versions.run("diff old new --format short --lang en");
    assert!(out.contains("new/h.buntan:19:3: weaker statement A supports S.1 on emr"), "{out}");
    assert!(out.contains("old/h.buntan:21:3: removed statement B owns S.1 on lab"), "{out}");
}

#[test]
fn declarations_and_days() {
    let new = HOSPITAL.replace(
        "K2 H -> B { type operation  period 2026-04-01 .. 2036-03-31",
        "K2 H -> B { type operation  period 2026-04-01 .. 2027-03-31",
    );
    let versions = Versions::new("days", HOSPITAL, &new);
    let seen = versions.engagement();
    assert_eq!(told(&seen["declared"], "contract"), ["changed other K2"]);
    assert!(list(&seen["carriers"]).is_empty(), "on the day both carry it: {seen}");
    let later = versions.json("--at 2027-04-01").1["engagements"][0].clone();
    assert_eq!(of(&later, "B", "dropped"), ["S.1 lab"]);
    // The same day of the old version alone, and a stretch of days.
    let sooner = versions.json("--at 2027-04-01 --old-at 2026-04-01").1["engagements"][0].clone();
    assert_eq!(
        (&sooner["old"]["from"], &sooner["new"]["from"]),
        (&Value::from("2026-04-01"), &Value::from("2027-04-01"))
    );
    let years = versions.json("--from 2026-04-01 --to 2028-03-31").1["engagements"][0].clone();
    assert_eq!(list(&years["findings"]["appeared"])[0]["from"], "2027-04-01", "{years}");
    for wrong in [
        "--at 2026-04-01 --from 2026-04-01 --to 2027-04-01",
        "--old-from 2026-04-01",
        "--at yesterday",
        "--engagement Minto",
    ] {
        assert_eq!(versions.run(&format!("diff old new {wrong}")).0, ExitStatus::Failed, "{wrong}");
    }
    assert!(versions.run("diff old new --engagement Minto").2.contains("`Minato`"));
}

#[test]
fn catalogues_are_compared_control_by_control() {
    let file = |catalogue: &str| format!("{catalogue}{HOSPITAL}");
    let catalogue = CATALOGUE
        .replace("level required", "level recommended")
        .replace("\"Mending\"", "\"Repairing\"")
        .replace("led by vendor", "joint")
        .replace(
            "}\n}\n",
            "requires S.1 }\n  control S.3 \"Telling\" { summary \"Somebody tells\"  per contract }\n}\n",
        );
    let versions = Versions::of("catalogue", &[("h.buntan", &file(CATALOGUE))], &[("h.buntan", &file(&catalogue))]);
    let (status, seen) = versions.json("");
    assert_eq!(status, ExitStatus::Findings);
    let changes = &seen["catalogues"][0]["changes"];
    assert_eq!(
        told(changes, "control"),
        ["changed weaker S.1 Watching", "changed stronger S.2 Repairing", "added other S.3 Telling"],
        "{seen}"
    );
    let fields = list(&list(changes)[1]["fields"]);
    let names: Vec<&str> = fields.iter().map(|it| it["field"].as_str().unwrap()).collect();
    assert_eq!(names, ["title", "leading", "requires"]);
    let (_, out, _) = versions.run("diff old new --lang ja");
    assert!(out.contains("水準：必須 → 推奨") && out.contains("主導：事業者 → 共同"), "{out}");
    // A catalogue alone, under another name: two editions of one.
    let edition =
        CATALOGUE.replace("catalogue ours", "catalogue ours-2027").replace("edition 2026-04", "edition 2027-04");
    let versions = Versions::of("edition", &[("c.buntan", CATALOGUE)], &[("c.buntan", &edition)]);
    let (status, seen) = versions.json("");
    assert_eq!(status, ExitStatus::Findings);
    assert_eq!((&seen["catalogues"][0]["name"], &seen["catalogues"][0]["was"]), (&"ours-2027".into(), &"ours".into()));
    assert_eq!(told(&seen["catalogues"][0]["changes"], "catalogue"), ["changed other ours-2027"]);
}

#[test]
fn errors_of_either_version_stop_it() {
    let broken = HOSPITAL.replace("A owns S.1", "A owns S.9");
    let versions = Versions::new("broken", HOSPITAL, &broken);
    let (status, out, _) = versions.run("diff old new");
    assert!(status == ExitStatus::Failed && out.contains("new/h.buntan"), "{out}");
    assert_eq!(versions.run("diff old nowhere").0, ExitStatus::Failed);
    assert_eq!(versions.run("diff old").0, ExitStatus::Failed);
}

/// A spreadsheet has what is said otherwise in a table of its own, a row each.
#[test]
fn statements_that_differ_are_rows() {
    let (old, new) = (HOSPITAL, HOSPITAL.replace("A owns", "A disclaims"));
    assert_ne!(old, new);
    let versions = Versions::new("rows", old, &new);
    let (_, out, _) = versions.run("diff old new --format csv --lang en");
    let heads = "party,change,what,as written,what differs,where it stood,where it stands";
    let (_, rows) = out.split_once(heads).unwrap_or_else(|| panic!("{out}"));
    assert!(rows.lines().any(|it| it.starts_with("A,") && it.contains("new/h.buntan:")), "{rows}");
}

//! `buntan coverage`: it calls missing what the check finds, and tells of every tier.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use buntan::answers::{Checked, Coverage, Fate, covered};
use buntan::cli::ExitStatus;
use buntan::model::{ContractIdx, PartyIdx, Subject};
use buntan::workspace::{Loading, Workspace};
use buntan::world::MemoryWorld;
use jiff::civil::date;
use serde_json::Value;

#[path = "support/files.rs"]
mod files;
#[path = "support/run.rs"]
mod run;

use files::files;
use run::run;

const HOSPITAL: &str = r#"catalogue ours {
  title "Our list"
  metric availability : percent  higher  own product  suppliers product "Availability"
  control S.1 "Watching" { summary "Somebody watches"  per component  of provider }
  control S.2 "Secrecy"  { summary "All keep it"  per engagement  flows down  of supplier }
}
engagement "Minato" {
  use ours
  party H hospital "Minato Hospital"
  party A vendor "Records Ltd"
  party B vendor "Cloud Ltd"
  party C vendor "Housing Ltd"
  party D vendor "Dealer Ltd"
  component emr application by A runs on iaas
  component iaas infrastructure by B
  contract K1 H -> A          { type saas  period 2026-04-01 .. 2036-03-31  covers emr, iaas
    promises availability >= 99.9% }
  contract K2 A -> B under K1 { type iaas  period 2026-04-01 .. 2036-03-31  covers iaas  consented 2026-02-15
    promises availability >= 99.95% }
  contract K3 B -> C under K2 { type iaas  period 2026-04-01 .. 2030-03-31  covers iaas  disclosed 2026-02-15
    promises availability >= 99.8% }
  contract K4 H -> D          { type sale  date 2026-03-01  covers emr }
  A owns S.1 on emr, iaas by K1 "Art. 1"
  A owns S.2 on engagement by K1 "Art. 2"
  B owns S.2 on engagement by K2 "Art. 2"
  A delegates S.1 on iaas to B via K2
  B delegates S.1 on iaas to C via K3
}
"#;

/// The engagements of the corpus and of the example.
fn corpus() -> Vec<(String, Workspace)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let world =
        MemoryWorld::default().file("levels.buntan", include_str!("../policies/examples/city-hospital/levels.buntan"));
    let folders = ["tests/corpus/findings", "tests/corpus/laws", "policies/examples/city-hospital"];
    let paths = folders.iter().flat_map(|folder| files(&root.join(folder), "buntan"));
    // Parts of an engagement that goes on in other files are read with it elsewhere.
    let paths = paths.filter(|path| path.components().all(|it| it.as_os_str() != "all-packs"));
    let read = |path: PathBuf| {
        let mut loading = Loading::default();
        loading.add_text("a.buntan", &fs::read(&path).expect("a corpus file"), false);
        loading.read(&world, &[]);
        (path.display().to_string(), Workspace::new(loading, None))
    };
    paths.map(read).collect()
}

/// Whether a contract stands under one that a party supplies.
fn is_beneath(checked: &Checked, contract: ContractIdx, prime: PartyIdx) -> bool {
    let contracts = &checked.evaluation.context.engagement.contracts;
    let mut above = contracts[contract].parent;
    while let Some(at) = above {
        if contracts[at].supplier == prime {
            return true;
        }
        above = contracts[at].parent;
    }
    false
}

#[test]
fn what_is_missing_is_what_the_check_finds() {
    let (mut broken, mut not_passed_on) = (0, 0);
    for (path, workspace) in corpus() {
        for day in [date(2026, 10, 1), date(2030, 6, 1)] {
            for checked in workspace.check(day) {
                let engagement = checked.evaluation.context.engagement;
                let found = |code: &'static str| checked.findings.iter().filter(move |it| it.code.name == code);
                let mut seen = BTreeSet::new();
                for (prime, party) in engagement.parties.enumerate() {
                    let coverage = covered(&checked, prime);
                    let subcontracts: BTreeSet<ContractIdx> =
                        coverage.subcontracts.iter().map(|it| it.contract).collect();
                    let beneath: BTreeSet<ContractIdx> =
                        engagement.contracts.indices().filter(|at| is_beneath(&checked, *at, prime)).collect();
                    assert_eq!(subcontracts, beneath, "{path} {}", party.name);
                    let flows = |it: &Coverage| -> BTreeSet<_> {
                        let all = it.subcontracts.iter().flat_map(|sub| {
                            sub.not_passed_on.iter().filter(|it| it.certain).map(|it| (sub.contract, it.duty))
                        });
                        all.collect()
                    };
                    let told: BTreeSet<_> = found("missing_flow_down")
                        .filter_map(|it| match it.group.subject {
                            Subject::Contract(at) if beneath.contains(&at) => Some((at, &it.group.duties)),
                            _ => None,
                        })
                        .flat_map(|(at, duties)| duties.iter().map(move |duty| (at, *duty)))
                        .collect();
                    assert_eq!(flows(&coverage), told, "{path} {}", party.name);
                    not_passed_on += told.len();
                    let handed = coverage.subcontracts.iter().flat_map(|it| &it.handed).chain(&coverage.loose);
                    for it in handed {
                        if let Fate::Missing(why, number) = &it.fate {
                            let finding = &checked.findings[*number];
                            assert_eq!(finding.code.name, "broken_delegation", "{path}");
                            assert!(finding.group.obligations.contains(&it.at), "{path}");
                            assert!(finding.group.defect.reasons.iter().any(|it| it == why.name()), "{path}");
                            for end in [it.step.from, it.step.to] {
                                assert!(finding.group.defect.parties.contains(&end), "{path}");
                            }
                            seen.insert(it.at);
                        }
                    }
                }
                for finding in found("broken_delegation") {
                    // What the hospital itself hands on is no matter of a prime.
                    if !finding.group.defect.parties.contains(&engagement.hospital) {
                        let all: BTreeSet<_> = finding.group.obligations.iter().copied().collect();
                        assert!(all.is_subset(&seen), "{path}: {:?}", finding.message(&checked.evaluation.context));
                        broken += all.len();
                    }
                }
            }
        }
    }
    assert!(broken > 5 && not_passed_on > 2, "{broken} {not_passed_on}");
}

/// A file in a folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("buntan-coverage-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        fs::write(path.join("h.buntan"), text).expect("a file");
        Folder(path)
    }

    fn run(&self, options: &str) -> (ExitStatus, String, String) {
        run(&self.0, &format!("coverage h.buntan {options}"), b"")
    }

    fn json(&self, options: &str) -> (ExitStatus, Value) {
        let (status, out, err) = self.run(&format!("--format json {options}"));
        (status, serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}")))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn every_tier_is_told() {
    let folder = Folder::new("tiers", HOSPITAL);
    let (status, seen) = folder.json("--prime A");
    assert_eq!(status, ExitStatus::Findings);
    let prime = &seen["primes"][0];
    let [two, three] = [&prime["subcontracts"][0], &prime["subcontracts"][1]];
    assert_eq!((&two["contract"], &two["tier"], &two["subcontractor"]), (&"K2".into(), &1.into(), &"B".into()));
    assert_eq!((&three["contract"], &three["tier"], &three["under"]), (&"K3".into(), &2.into(), &"K1".into()));
    // B accepts by handing it on; C has not accepted.
    assert_eq!(two["delegated"][0]["state"], "accepted", "{seen}");
    let missing = &three["delegated"][0];
    assert_eq!((&missing["state"], &missing["why"]), (&"missing".into(), &"not_accepted".into()));
    assert_eq!(
        (&missing["duty"], &missing["subject"], &missing["location"]["line"]),
        (&"S.1".into(), &"iaas".into(), &27.into())
    );
    // What flows down stands in K2 and not in K3; K3 promises less than K1.
    assert_eq!(two["not_passed_on"], Value::Array(Vec::new()));
    assert_eq!(
        (&three["not_passed_on"][0]["duty"], &three["not_passed_on"][0]["state"]),
        (&"S.2".into(), &"missing".into())
    );
    assert_eq!(two["levels"], Value::Array(Vec::new()));
    let lower = &three["levels"][0];
    assert_eq!([&lower["state"], &lower["own"], &lower["promised"]], ["weaker", "99.9%", "99.8%"]);
    assert_eq!([&two["consented"], &three["disclosed"]], ["2026-02-15", "2026-02-15"]);
    assert_eq!((&prime["missing"], &prime["complete"]), (&2.into(), &false.into()));
    // B is a prime of its own subcontract.
    let (_, seen) = folder.json("");
    let names: Vec<&Value> = seen["primes"].as_array().expect("a list").iter().map(|it| &it["prime"]).collect();
    assert_eq!(names, ["A", "B"]);
    assert_eq!(seen["primes"][1]["subcontracts"][0]["tier"], 1);
}

#[test]
fn nothing_is_missing_once_it_is_written() {
    let mended = HOSPITAL.replace(
        "  A delegates",
        "  C accepts S.1 on iaas by K3 \"Annex 1\"\n  C owns S.2 on engagement by K3 \"Art. 2\"\n  A delegates",
    );
    let folder = Folder::new("mended", &mended);
    let (status, seen) = folder.json("--prime A");
    assert_eq!((status, &seen["primes"][0]["missing"]), (ExitStatus::Clean, &0.into()), "{seen}");
    // When K3 is over, the chain breaks.
    let (status, seen) = folder.json("--prime A --at 2030-04-01");
    let three = &seen["primes"][0]["subcontracts"][1];
    assert_eq!((status, &three["in_force"]), (ExitStatus::Findings, &false.into()));
    assert_eq!(three["delegated"][0]["why"], "out_of_force", "{seen}");
    // Nobody told the hospital of C.
    let folder = Folder::new("hidden", &mended.replace("  disclosed 2026-02-15", ""));
    let (status, seen) = folder.json("--prime A");
    let three = &seen["primes"][0]["subcontracts"][1];
    assert_eq!(status, ExitStatus::Findings);
    assert_eq!(three["consent_and_disclosure"][0]["code"], "undisclosed_subcontractor", "{seen}");
    assert_eq!(three["delegated"][0]["why"], "undisclosed");
}

#[test]
fn who_hands_on_what_it_does_not_carry() {
    let unowned = HOSPITAL.replace("A owns S.1 on emr, iaas", "A owns S.1 on emr");
    let (_, seen) = Folder::new("unowned", &unowned).json("--prime A");
    let delegated = &seen["primes"][0]["subcontracts"][0]["delegated"][0];
    assert_eq!((&delegated["state"], &delegated["why"]), (&"without_effect".into(), &Value::Null), "{seen}");
}

#[test]
fn both_languages_and_mistakes() {
    let folder = Folder::new("words", HOSPITAL);
    let (status, out, _) = folder.run("--prime D --lang en");
    assert!(status == ExitStatus::Clean && out.contains("`D` (Dealer Ltd) has no subcontracts"), "{out}");
    assert!(folder.run("--prime D --lang ja").1.contains("再委託はありません"));
    let (status, _, err) = folder.run("--prime AA --lang en");
    assert!(status == ExitStatus::Failed && err.contains("did you mean `A`"), "{err}");
    let (_, out, _) = folder.run("--prime A --lang en");
    assert!(out.contains("missing `S.1` on `iaas`: `C` (Housing Ltd) has not accepted it"), "{out}");
    assert!(out.contains("weaker than `availability >= 99.9%` of `K1`: `>= 99.8%`"), "{out}");
    let (_, out, _) = folder.run("--prime A --lang ja");
    assert!(out.contains("2 次：`C`（Housing Ltd）、契約 `K3`") && out.contains("は引き受けていません"), "{out}");
    let (_, out, _) = folder.run("--prime A --format short --lang en");
    assert!(out.lines().any(|line| line.starts_with("missing `S.1` on `iaas`")), "{out}");
}

//! The built-in packs and the shipped examples: complete, clean, and their own tests pass.

use std::path::PathBuf;

use buntan::answers;
use buntan::bundle;
use buntan::diagnostic::{Lang, Severity};
use buntan::report::{self, Document, Options};
use buntan::source::{Source, SourceId, Sources};
use buntan::syntax;
use buntan::workspace::Workspace;
use buntan::world::DiskWorld;
use jiff::civil::date;

const DAY: jiff::civil::Date = date(2026, 10, 1);

fn open(path: &str) -> Workspace {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let paths = [PathBuf::from(path)];
    Workspace::open(&DiskWorld::new(&root, &paths), &paths, None)
}

fn words(workspace: &Workspace, document: &Document) -> String {
    let mut out = Vec::new();
    let options = Options { lang: Lang::En, ..Options::default() };
    report::write(document, &workspace.sources, &options, &mut out).expect("writing to memory");
    String::from_utf8(out).expect("UTF-8")
}

fn loads_and_passes(path: &str) -> Workspace {
    let workspace = open(path);
    let loud = workspace.problems.iter().filter(|it| it.severity >= Severity::Warning);
    let loud = loud.fold(Document::new(), |document, it| document.problem(it.clone()));
    assert!(loud.blocks.is_empty(), "{path}:\n{}", words(&workspace, &loud));
    let runs = workspace.run_tests(DAY);
    assert!(!runs.is_empty(), "{path} has no tests");
    let failed = runs.iter().filter(|run| !run.problems.is_empty()).count();
    assert_eq!(failed, 0, "{}", words(&workspace, &answers::test_report(&workspace.sources, &runs)));
    workspace
}

/// The built-in bundle as the packs' catalogues make it.
fn bundled() -> Vec<u8> {
    let policies = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies");
    let folders = std::fs::read_dir(policies).expect("a folder").map(|it| it.expect("an entry").path());
    let catalogues: Vec<PathBuf> = folders.map(|it| it.join("catalogue.buntan")).filter(|it| it.is_file()).collect();
    let mut sources = Sources::default();
    let read = |path: &PathBuf| {
        let folder = path.parent().and_then(|it| it.file_name()).expect("a folder").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).expect("a catalogue");
        let id = sources.add(Source::new(format!("{folder}/catalogue.buntan"), text));
        (id, syntax::parse(id, sources.get(id)).file)
    };
    let read: Vec<_> = catalogues.iter().map(read).collect();
    let source = |(id, _): &(SourceId, _)| sources.get(*id);
    let policies = read.iter().map(|it| bundle::Policy { name: &source(it).name, text: &source(it).text, file: &it.1 });
    let policies: Vec<_> = policies.collect();
    bundle::write(&policies).expect("a bundle")
}

#[test]
fn the_builtin_bundle_says_what_the_policies_say() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("policies/builtin.bundle");
    let expected = bundled();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &expected).expect("writing the bundle");
    }
    let found = std::fs::read(&path).expect("the bundle");
    assert!(found == expected, "a pack was changed: `BLESS=1 cargo test --test packs` writes {}", path.display());
    let bundle = bundle::read(found).expect("a sound bundle");
    for entry in &bundle.entries {
        let file = bundle.tree(entry, SourceId(7)).expect("a tree");
        assert!(bundle.agrees(entry, &file), "{}", entry.name);
        assert!(file.catalogues.iter().all(|it| it.span.source == SourceId(7) && it.name.span.source == SourceId(7)));
    }
}

#[test]
fn packs_load_and_their_tests_pass() {
    for pack in buntan::packs::all() {
        let workspace = loads_and_passes(&format!("policies/{}", pack.name));
        let names: Vec<&str> = workspace.policy.catalogues.iter().map(|it| it.name.as_str()).collect();
        assert!(names.contains(&pack.name), "{names:?}");
    }
}

/// Every control, every duty, every condition and rule of a pack both ways and unknown: nothing of it is there unproven.
#[test]
fn the_tests_of_a_pack_exercise_all_of_it() {
    for pack in buntan::packs::all() {
        let workspace = open(&format!("policies/{}", pack.name));
        let tests: Vec<_> = workspace.tests.iter().collect();
        let (_, coverage) = workspace.cover(&tests, DAY);
        let own = coverage.catalogues.iter().find(|it| it.name == pack.name).expect("the pack");
        assert!(!own.score().is_under(100), "{}: {:?}", pack.name, own.scores());
    }
}

/// Whoever uses a catalogue is asked its own rules alone, whatever else was read: all packs are, for a batch.
#[test]
fn a_rule_of_a_pack_stands_at_a_control_of_its_own() {
    let workspace = Workspace::packs(buntan::packs::all().iter().map(|it| it.name));
    assert!(workspace.policy.rules.len() >= 7);
    for rule in workspace.policy.rules.iter() {
        let control = &workspace.policy.controls[rule.control];
        assert_eq!(rule.span.source, control.span.source, "{}", rule.name);
    }
}

#[test]
fn roles_2024_has_every_row_of_the_checklist() {
    let workspace = Workspace::packs(["roles-2024"]);
    let ids: Vec<&str> = workspace.policy.controls.iter().map(|it| it.id.as_str()).collect();
    let rows = |part: &str, section: &str, count: usize| -> Vec<String> {
        (1..=count).map(|row| format!("{part}.{section}.{row}")).collect()
    };
    let expected = [
        rows("P1", "A", 2),
        rows("P1", "B", 6),
        rows("P1", "C", 3),
        rows("P2", "A", 12),
        rows("P2", "B", 6),
        rows("P2", "C", 5),
    ];
    assert_eq!(ids, expected.concat());
    for duty in ["P1.A.2.1", "P1.A.2.2", "P1.B.3.1", "P1.B.3.2", "P1.B.5.1", "P1.B.5.2", "P1.B.6.1", "P1.B.6.2"] {
        assert!(workspace.policy.duties.iter().any(|it| it.id == duty), "{duty} is missing");
    }
}

#[test]
fn every_control_says_what_it_is_in_both_languages() {
    for pack in buntan::packs::all() {
        let workspace = Workspace::packs([pack.name]);
        for control in workspace.policy.controls.iter() {
            for text in [&control.title, &control.summary] {
                assert!(!text.ja.is_empty() && !text.en.is_empty() && text.ja != text.en, "{}: {text:?}", control.id);
            }
            assert!(!control.source.is_empty(), "{} has no source", control.id);
        }
        for duty in workspace.policy.duties.iter() {
            assert!(!duty.title.ja.is_empty() && !duty.title.en.is_empty(), "{} has no title", duty.id);
            assert!(duty.requires.iter().all(|it| !it.docs.is_empty()), "a `requires` of {} has no reason", duty.id);
        }
    }
}

#[test]
fn clinics_that_follow_standard_terms_take_a_few_lines() {
    let workspace = loads_and_passes("policies/examples/standard-terms");
    assert_eq!(workspace.policy.templates.len(), 2);
    for text in ["clinic.buntan", "clinic.json"].map(|name| format!("policies/examples/standard-terms/{name}")) {
        let workspace = open(&text);
        let (engagement, _) = workspace.cases[0].settled.as_ref().expect("a sound engagement");
        let own = engagement.statements.iter().filter(|it| it.origin.is_none()).count();
        assert!(own <= 1 && engagement.statements.len() >= 25, "{text}: {own} of {}", engagement.statements.len());
    }
}

#[test]
fn the_hospital_before_has_its_gaps() {
    let workspace = loads_and_passes("policies/examples/city-hospital/before.buntan");
    let checked = workspace.check(DAY);
    let mut kinds: Vec<&str> = checked.iter().flat_map(|it| &it.findings).map(|it| it.code.name).collect();
    kinds.sort();
    kinds.dedup();
    let across =
        ["broken_delegation", "conflicting_owners", "missing_flow_down", "mutual_disclaimer", "unsplit_shared"];
    assert!(across.iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
    let engagement = &checked[0].evaluation.context.engagement;
    assert!(engagement.parties.len() >= 8 && engagement.components.len() >= 12 && engagement.contracts.len() >= 6);
}

#[test]
fn the_hospital_after_has_none() {
    let workspace = loads_and_passes("policies/examples/city-hospital/after.buntan");
    let checked = workspace.check(DAY);
    let loud: Vec<_> =
        checked.iter().flat_map(|it| &it.findings).filter(|it| it.severity >= Severity::Warning).collect();
    assert!(loud.is_empty(), "{loud:?}");
}

#[test]
fn figures_are_those_of_the_text() {
    let workspace = Workspace::packs(buntan::packs::all().iter().map(|it| it.name));
    let figures = answers::stats(&workspace.policy, workspace.policy.catalogues.iter()).data.expect("figures");
    for pack in buntan::packs::all() {
        let lines = |word: &str| pack.text().lines().filter(|line| line.trim_start().starts_with(word)).count();
        let of_pack = figures["catalogues"].as_array().and_then(|all| all.iter().find(|it| it["name"] == pack.name));
        let of_pack = of_pack.expect("a row for each pack");
        for (figure, word) in [("controls", "control "), ("facts", "fact "), ("derived", "derive ")] {
            assert_eq!(of_pack[figure], lines(word), "{} {figure}", pack.name);
        }
        let by_level =
            ["required", "recommended", "optional", "none"].map(|it| of_pack[it].as_u64().unwrap_or_default());
        assert_eq!(of_pack["controls"], by_level.iter().sum::<u64>(), "{}", pack.name);
    }
}

#[test]
fn a_pack_tells_which_others_serve_it() {
    let workspace = Workspace::packs(buntan::packs::all().iter().map(|it| it.name));
    let roles = workspace.policy.catalogues.iter().find(|it| it.name == "roles-2024").expect("the pack");
    let page = words(&workspace, &answers::show(&workspace.sources, &workspace.policy, roles));
    assert!(page.contains("served by contract-checklist-draft:D1.A.2"), "{page}");
    assert!(page.contains("external_connection"), "{page}");
}

#[test]
fn the_hospital_on_all_packs_has_no_gap() {
    let workspace = loads_and_passes("policies/examples/city-hospital");
    let checked = workspace.check(DAY);
    let after =
        checked.iter().find(|it| it.evaluation.context.engagement.name.contains("改善後")).expect("the hospital after");
    let used =
        after.evaluation.context.engagement.uses.iter().map(|it| &workspace.policy.catalogues[it.catalogue].name);
    let used: std::collections::BTreeSet<&String> = used.collect();
    for pack in buntan::packs::all() {
        assert!(used.iter().any(|name| *name == pack.name), "{} is not used", pack.name);
    }
    let loud: Vec<_> = after.findings.iter().filter(|it| it.severity >= Severity::Warning && !it.is_waived()).collect();
    assert!(loud.is_empty(), "{loud:?}");
}

#[test]
fn the_clinic_and_the_network_show_their_gaps_and_close_them() {
    for folder in ["clinic", "regional-network"] {
        let workspace = loads_and_passes(&format!("policies/examples/{folder}"));
        let loud =
            |it: &&answers::Checked| it.findings.iter().any(|it| it.severity >= Severity::Warning && !it.is_waived());
        let checked = workspace.check(DAY);
        assert_eq!((checked.len(), checked.iter().filter(loud).count()), (2, 1), "{folder}");
    }
}

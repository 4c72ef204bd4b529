//! Bundles: what goes in comes out, and nothing that was damaged is taken for a bundle.

#[path = "support/run.rs"]
mod run;

use std::fs;
use std::path::PathBuf;

use buntan::bundle::{self, Bundle, Fault, Policy};
use buntan::cli::ExitStatus;
use buntan::source::{Source, SourceId};
use buntan::syntax::{self, ast};
use proptest::prelude::*;
use run::run;

const LIST: &str = r#"/// Ours.
catalogue ours {
  title ja "自院の一覧" en "Our own list"
  fact remote : bool of component ja "遠隔" en "remote" default no
  metric availability : percent higher own product suppliers product ja "稼働率" en "availability"
  section B "Basics" {
    control B.1 ja "記録" en "Records" {
      summary ja "記録を残す。" en "Keep records."
      source "B 1"
      per component where kind in {application} or remote
      duty a ja "残す" en "Keep" of provider
      duty b ja "見直す" en "Review" of hospital only
    }
  }
}

template ours_terms "Terms" {
  use ours
  fact plan : { basic, premium } required
  promises availability >= 99.9% hours weekdays 08:30 .. 17:30 when plan == premium
  supplier owns B.1.a on covered application by "Art. 8"
}

rule kept "Kept" warning cites ours:B.1 {
  for component c where c.kind == application
  must c.kind != application
  else "{c} is an application"
}
"#;

const HOSPITAL: &str = r#"engagement "Minato Hospital" {
  use ours
  party H hospital "Minato Hospital"
  party A vendor   "Records Ltd"
  component emr application by A
  contract K1 H -> A { type saas  period 2026-04-01 .. 2031-03-31  covers emr }
  A owns B.1.a on emr by K1 "Art. 8"
  H owns B.1.b on emr
}
"#;

fn parsed(text: &str) -> ast::File {
    syntax::parse(SourceId(3), &Source::new("ours.buntan", text)).file
}

fn written(text: &str) -> Vec<u8> {
    bundle::write(&[Policy { name: "ours.buntan", text, file: &parsed(text) }]).expect("a bundle")
}

fn fault(bytes: Vec<u8>) -> Option<Fault> {
    bundle::read(bytes).err()
}

/// Seals what was tampered with, as somebody would who knows the format.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let seal = Sha256::digest(&bytes[44..]);
    bytes[12..44].copy_from_slice(&seal);
    bytes
}

// ---------------------------------------------------------------------------------------------------------------- format

#[test]
fn what_goes_in_comes_out() {
    let bundle = bundle::read(written(LIST)).expect("sound");
    let [entry] = bundle.entries.as_slice() else { panic!("one text") };
    assert_eq!((entry.name.as_str(), bundle.text(entry)), ("ours.buntan", LIST));
    assert_eq!(entry.names.catalogues, ["ours"]);
    assert_eq!(entry.names.templates, ["ours_terms"]);
    let file = bundle.tree(entry, SourceId(3)).expect("a tree");
    let expected = parsed(LIST);
    assert_eq!(format!("{:#?}", file.catalogues), format!("{:#?}", expected.catalogues));
    assert_eq!(format!("{:#?}", file.templates), format!("{:#?}", expected.templates));
    assert_eq!(format!("{:#?}", file.rules), format!("{:#?}", expected.rules));
    assert!(bundle.agrees(entry, &file));
}

#[test]
fn the_order_of_files_makes_no_difference() {
    let file = parsed(LIST);
    let [a, b] = ["a.buntan", "b.buntan"].map(|name| Policy { name, text: LIST, file: &file });
    assert_eq!(bundle::write(&[a, b]), bundle::write(&[b, a]));
}

#[test]
fn every_truncation_and_every_changed_byte_is_noticed() {
    let whole = written(LIST);
    for length in 0..whole.len() {
        assert!(fault(whole[..length].to_vec()).is_some(), "{length}");
    }
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        assert!(fault(changed).is_some(), "{at}");
    }
    assert_eq!(fault([whole, vec![0]].concat()), Some(Fault::Damaged));
}

#[test]
fn what_is_something_else_is_told_apart() {
    assert_eq!(fault(Vec::new()), Some(Fault::Foreign));
    assert_eq!(fault(LIST.into()), Some(Fault::Foreign));
    let mut other = written(LIST);
    other[8] += 1;
    assert_eq!(fault(other), Some(Fault::OtherFormat));
    assert_eq!(fault(vec![0; syntax::limits::MAX_BUNDLE + 1]), Some(Fault::TooLarge));
}

#[test]
fn two_texts_of_one_name_are_refused() {
    let file = parsed(LIST);
    let twice = [Policy { name: "a.buntan", text: LIST, file: &file }; 2];
    assert_eq!(fault(bundle::write(&twice).expect("bytes")), Some(Fault::Damaged));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(fault(bytes.clone()).is_some());
        let mut like_one = written(LIST)[..44].to_vec();
        like_one.extend(bytes);
        prop_assert!(fault(sealed(like_one)).is_some());
    }

    /// Whoever seals the bundle again gets past the seal, never past what the text says, and nothing panics on the way.
    #[test]
    fn tampering_is_an_error_or_changes_nothing(at in 44..3000_usize, byte in any::<u8>()) {
        let mut bytes = written(LIST);
        let at = at % (bytes.len() - 44) + 44;
        bytes[at] = byte;
        if let Ok(bundle) = bundle::read(sealed(bytes)) {
            for entry in &bundle.entries {
                let file = parsed(bundle.text(entry));
                let said = bundle.agrees(entry, &file);
                prop_assert!(!said || bundle.text(entry) == LIST);
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------- command line

/// A folder that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let path = std::env::temp_dir().join(format!("buntan-bundle-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        for (name, bytes) in files {
            let file = path.join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, bytes).expect("a file");
        }
        Folder(path)
    }

    fn run(&self, line: &str) -> (ExitStatus, String) {
        let (status, out, err) = run(&self.0, line, b"");
        (status, out + &err)
    }

    fn bundle(&self, name: &str) -> Bundle {
        bundle::read(fs::read(self.0.join(name)).expect("a file")).expect("a bundle")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const TESTS: &str = "test \"nobody\" {\n  engagement { use ours }\n  at 2026-10-01\n  expect exactly { }\n}\n";

#[test]
fn a_bundle_is_used_like_a_built_in_catalogue() {
    let files = [("lists/ours.buntan", LIST), ("lists/tests.buntan", TESTS), ("hospital.buntan", HOSPITAL)];
    let folder = Folder::new("used", &files.map(|(name, text)| (name, text.as_bytes())));
    let (status, seen) = folder.run("check hospital.buntan");
    assert!(status == ExitStatus::Failed && seen.contains("unknown_catalogue"), "{seen}");
    let (status, seen) = folder.run("bundle lists -o ours.bundle");
    assert_eq!(status, ExitStatus::Clean, "{seen}");
    let bundle = folder.bundle("ours.bundle");
    let names: Vec<&str> = bundle.entries.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["lists/ours.buntan"]);
    let print = bundle.entries[0].fingerprint.to_string();
    assert!(seen.contains(&print) && folder.run("bundle --list ours.bundle").1.contains(&print), "{seen}");
    assert!(folder.run("bundle --list ours.bundle --format json").1.contains(&format!("\"sha256\": \"{print}\"")));
    let (status, seen) = folder.run("check hospital.buntan --bundle ours.bundle");
    assert!(status == ExitStatus::Clean && seen.contains("2 of 2 obligations"), "{seen}");
    let (_, seen) = folder.run("explain hospital.buntan --duty B.1.a --bundle ours.bundle");
    assert!(seen.contains("ours.bundle:lists/ours.buntan"), "{seen}");
}

#[test]
fn templates_and_rules_that_stand_alone_come_along() {
    let rule = LIST.find("rule kept").expect("the rule");
    let template = LIST.find("template").expect("the template");
    let hospital = HOSPITAL
        .replace("covers emr }", "covers emr  follows ours_terms { plan = basic } }")
        .replace("  A owns B.1.a on emr by K1 \"Art. 8\"\n", "");
    let files = [
        ("lists/a.buntan", &LIST[..template]),
        ("lists/b.buntan", &LIST[template..rule]),
        ("lists/c.buntan", &LIST[rule..]),
        ("hospital.buntan", &hospital),
    ];
    let folder = Folder::new("alone", &files.map(|(name, text)| (name, text.as_bytes())));
    let (status, seen) = folder.run("bundle lists -o ours.bundle");
    assert_eq!(status, ExitStatus::Clean, "{seen}");
    let (_, seen) = folder.run("check hospital.buntan --bundle ours.bundle --format short");
    assert!(!seen.contains("unknown_") && seen.contains("kept"), "{seen}");
    let (_, seen) = folder.run("batch hospital.buntan --bundle ours.bundle --fail-on never");
    assert!(!seen.contains("unknown_") && seen.contains("\"kept\""), "{seen}");
}

#[test]
fn what_a_file_declares_itself_comes_first() {
    let own = LIST.replace("Keep records.", "Keep all records.").replace("duty b", "duty c");
    let hospital = HOSPITAL.replace("B.1.b", "B.1.c");
    let files = [("ours.buntan", LIST), ("new/ours.buntan", &own), ("new/hospital.buntan", &hospital)];
    let folder = Folder::new("first", &files.map(|(name, text)| (name, text.as_bytes())));
    let (status, seen) = folder.run("bundle ours.buntan -o ours.bundle");
    assert_eq!(status, ExitStatus::Clean, "{seen}");
    let (status, seen) = folder.run("check new --bundle ours.bundle");
    assert_eq!(status, ExitStatus::Clean, "{seen}");
}

#[test]
fn what_cannot_be_put_into_a_bundle_is_refused() {
    let wrong = LIST.replace("of component", "of nothing");
    let files =
        [("hospital.buntan", HOSPITAL), ("tests.buntan", TESTS), ("ours.buntan", LIST), ("wrong.buntan", &wrong)];
    let folder = Folder::new("refused", &files.map(|(name, text)| (name, text.as_bytes())));
    for (line, words) in [
        ("bundle ours.buntan hospital.buntan -o x.bundle", "holds an engagement"),
        ("bundle wrong.buntan -o x.bundle", "nothing"),
        ("bundle ours.buntan -o hospital.buntan", "is not a bundle"),
        ("bundle ours.buntan -o nowhere/x.bundle", "cannot be written"),
        ("bundle ours.buntan", "--output"),
        ("bundle --list ours.buntan", "not a bundle"),
        ("bundle --list nothing.bundle", "does not exist"),
        ("check hospital.buntan --bundle ours.buntan", "not a bundle"),
        ("check hospital.buntan --bundle nothing.bundle", "does not exist"),
    ] {
        let (status, seen) = folder.run(line);
        assert!(status == ExitStatus::Failed && seen.contains(words), "{line}\n{seen}");
    }
    assert!(!folder.0.join("x.bundle").exists());
    assert_eq!(fs::read_to_string(folder.0.join("hospital.buntan")).expect("untouched"), HOSPITAL);
}

#[test]
fn a_tree_that_says_something_else_than_its_text_is_an_error() {
    let other = LIST.replace("of hospital only", "of provider");
    let forged = bundle::write(&[Policy { name: "ours.buntan", text: LIST, file: &parsed(&other) }]).expect("bytes");
    let folder = Folder::new("forged", &[("hospital.buntan", HOSPITAL.as_bytes()), ("forged.bundle", &forged)]);
    let (status, seen) = folder.run("check hospital.buntan --bundle forged.bundle");
    assert!(status == ExitStatus::Failed && seen.contains("contradicting_bundle"), "{seen}");
}

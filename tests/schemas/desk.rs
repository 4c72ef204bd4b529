//! A folder with a small hospital, in which commands are typed and their answers held to the schemas.

use std::fs;
use std::path::Path;

use buntan::cli::ExitStatus;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::held::Held;
use super::run::run;

/// A hospital with its catalogue and tests, of which one fails.
pub const HOSPITAL: &str = r#"catalogue ours {
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

/// What a vendor may take over.
pub const SUCCESSOR: &str = "contract K9 H -> A { type operation  period 2027-04-01 .. 2036-03-31  covers iaas }
A owns S.2 on iaas by K9 \"Art. 1\"\n";

/// A folder with a hospital, and the schemas that were needed in it.
pub struct Desk {
    folder: TempDir,
    /// The schemas.
    pub held: Held,
}

impl Desk {
    pub fn new() -> Self {
        let desk = Desk { folder: tempfile::tempdir().expect("a folder"), held: Held::default() };
        desk.write("h.buntan", HOSPITAL);
        desk
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Runs a line whose one answer has to be as its schema says, and gives back the answer.
    pub fn hold(&mut self, name: &str, line: &str) -> Value {
        let folder = self.path().to_owned();
        self.hold_in(&folder, name, line)
    }

    pub fn hold_in(&mut self, folder: &Path, name: &str, line: &str) -> Value {
        let (_, out, err) = run(folder, &format!("{line} --format json"), b"");
        let value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{line}: {error}\n{out}{err}"));
        self.held.hold(name, &value, line);
        self.held.hold_tightly(name, &value, line);
        value
    }

    /// Runs a line of `batch`, of which every line of output is one answer.
    pub fn hold_lines(&mut self, line: &str, rows: &str) -> Vec<Value> {
        let folder = self.path().to_owned();
        self.hold_lines_in(&folder, &format!("batch - --at 2026-10-01 {line}"), rows)
    }

    pub fn hold_lines_in(&mut self, folder: &Path, line: &str, rows: &str) -> Vec<Value> {
        let (status, out, err) = run(folder, line, rows.as_bytes());
        assert_ne!(status, ExitStatus::Failed, "{line}\n{err}");
        let all: Vec<Value> = out.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
        for it in &all {
            self.held.hold("batch-record", it, line);
            self.held.hold_tightly("batch-record", it, line);
        }
        all
    }
}

/// A finding that is not there any more, in as few words as a baseline needs.
pub fn earlier() -> Value {
    json!({ "id": "x", "code": "unowned", "severity": "error", "from": "2026-10-01", "to": "2026-10-01" })
}

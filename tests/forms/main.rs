//! Forms, both ways: what goes out comes back the same, and what people fill in changes the findings.

#[path = "../support/run.rs"]
mod run;

mod book;
mod hostile;
mod kept;
mod messy;
mod new;
mod outgoing;
mod page;
mod round_trip;
mod vendor;

use std::fs;
use std::path::{Path, PathBuf};

use buntan::cli::ExitStatus;
use tempfile::TempDir;

use book::Book;

/// A folder with a copy of the examples.
pub struct Desk(TempDir);

impl Desk {
    /// With a folder of the examples.
    pub fn with(example: &str) -> Self {
        let desk = Desk(tempfile::tempdir().expect("a folder"));
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/examples").join(example), desk.0.path());
        desk
    }

    /// With one file.
    pub fn with_text(name: &str, text: &str) -> Self {
        let desk = Desk(tempfile::tempdir().expect("a folder"));
        fs::write(desk.path(name), text).expect("a file");
        desk
    }

    /// A file on the desk.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a command; what it says goes to one text.
    pub fn run(&self, line: &str) -> (ExitStatus, String) {
        let (status, out, err) = run::run(self.0.path(), line, b"");
        (status, format!("{out}{err}"))
    }

    /// Runs a command that has to end well.
    pub fn clean(&self, line: &str) -> String {
        let (status, said) = self.run(line);
        assert_eq!(status, ExitStatus::Clean, "{line}\n{said}");
        said
    }

    /// Exports a form in the place of one that was filled in and moved away.
    pub fn anew(&self, line: &str) -> String {
        let name = line.split_whitespace().skip_while(|it| *it != "-o").nth(1).expect("an output");
        fs::remove_file(self.path(name)).expect("a form");
        self.clean(line)
    }

    /// Runs a command that must not write anything to a file, because of errors.
    pub fn refused(&self, line: &str, file: &str) -> String {
        let before = self.text(file);
        let (status, said) = self.run(line);
        assert_eq!(status, ExitStatus::Failed, "{line}\n{said}");
        assert_eq!(before, self.text(file), "{line}");
        said
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text")
    }

    /// Opens a workbook, changes it, and saves it.
    pub fn fill_in(&self, name: &str, fill: impl FnOnce(&mut Book)) -> Book {
        let mut book = Book::open(&self.path(name));
        fill(&mut book);
        book.save(&self.path(name));
        book
    }

    /// The findings of a check, as kinds with what they are about.
    pub fn findings(&self, file: &str) -> Vec<String> {
        let (_, said) = self.run(&format!("check {file} --at 2026-10-01 --format json"));
        let value: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        let mut all = Vec::new();
        for it in value["engagements"].as_array().expect("engagements") {
            for finding in it["findings"].as_array().expect("findings") {
                all.push(format!(
                    "{} {} {}",
                    finding["code"].as_str().unwrap_or_default(),
                    finding["control"].as_str().unwrap_or_default(),
                    finding["subject"]["name"].as_str().unwrap_or_default()
                ));
            }
        }
        all
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir_all(&target).expect("a folder");
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a file");
        }
    }
}

/// Lines that are in one text and not in the other, in order; however many blanks stand between their words.
pub fn new_lines(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let squeezed = |text: &str| {
        let line = |it: &str| it.split(' ').filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ") + "\n";
        text.lines().map(line).collect::<String>()
    };
    let (before, after) = (squeezed(before), squeezed(after));
    let diff = similar::TextDiff::from_lines(&before, &after);
    let of = |tag| {
        let lines = diff.iter_all_changes().filter(move |it| it.tag() == tag);
        lines.map(|it| it.value().trim().to_owned()).collect::<Vec<_>>()
    };
    (of(similar::ChangeTag::Delete), of(similar::ChangeTag::Insert))
}

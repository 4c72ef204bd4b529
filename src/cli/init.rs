//! `buntan init`: a small project to begin with.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::context::Context;
use super::files::unwritable;
use super::parser::pick;
use super::table::{Arg, Command, Example, Shape, Words};
use super::{ExitStatus, Outcome};
use crate::report::{Document, Failure, Inline, Style};
use crate::source::Sources;
use crate::text;

/// The row of the table.
pub(super) static COMMAND: Command = Command {
    name: "init",
    about: ("注釈付きの小さな例を作る", "Write a small project with comments"),
    long: (
        "`buntan.toml` と `hospital.buntan` を書きます。どちらかが既にあれば何も書きません。",
        "Writes `buntan.toml` and `hospital.buntan`. If one of them is there already, nothing is written.",
    ),
    args: &[Arg {
        name: "DIR",
        shape: Shape::Position { required: false, many: false, values: &[] },
        about: ("作るフォルダ。省くと今のフォルダ", "Folder to write to; without it the current one"),
    }],
    examples: &[Example {
        line: "buntan init minato",
        shows: ("フォルダ `minato` に例を作る", "Write a project to the folder `minato`"),
    }],
    run,
};

/// The files, by name.
const FILES: &[(&str, Words)] = &[
    ("buntan.toml", (include_str!("init/buntan.ja.toml"), include_str!("init/buntan.en.toml"))),
    ("hospital.buntan", (include_str!("init/hospital.ja.buntan"), include_str!("init/hospital.en.buntan"))),
];

fn run(context: &mut Context<'_, '_>) -> Outcome {
    let given = context.values("DIR").first().map_or(PathBuf::new(), PathBuf::from);
    let folder = context.io.current_dir.join(&given);
    // Looked at before anything is written, so that a refusal leaves nothing half done.
    if let Some((name, _)) = FILES.iter().find(|(name, _)| fs::symlink_metadata(folder.join(name)).is_ok()) {
        return Err(exists(&given.join(name)).into());
    }
    fs::create_dir_all(&folder).map_err(|error| unwritable(&given, &error))?;
    for (name, words) in FILES {
        let text = pick(*words, context.lang());
        create(&folder.join(name), text).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => exists(&given.join(name)),
            _ => unwritable(&given.join(name), &error),
        })?;
    }
    let written =
        FILES.iter().map(|(name, _)| Inline::styled(given.join(name).to_string_lossy().into_owned(), Style::Code));
    let document = Document::new()
        .paragraph(text!("次のファイルを書きました:", "Written:"))
        .list(written)
        .paragraph(text!("書き方: `buntan guide start`", "How to go on: `buntan guide start`"));
    context.show(&document, &Sources::default())?;
    Ok(ExitStatus::Clean)
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

fn exists(path: &Path) -> Failure {
    let path = path.to_string_lossy();
    Failure::new(text!("`{path}` が既にあります", "`{path}` is there already"))
        .help(text!("別のフォルダを指定してください: `buntan init DIR`", "name another folder: `buntan init DIR`"))
}

//! Reading: every file that was named, every file and pack that those name.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::offered::{self, Offer};
use crate::bundle::{Bundle, Entry};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::packs;
use crate::source::{Source, SourceId, Sources, Span};
use crate::syntax::{self, Parsed, ast, limits};
use crate::text;
use crate::world::World;

/// A file that cannot be read.
pub static UNREADABLE_FILE: Code = Code {
    name: "unreadable_file",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("ファイルを読めません", "a file cannot be read"),
        why: ("読めない入力は、ないものとして扱えません", "an input that cannot be read is not the same as none"),
        example: "use \"catalogues/ours.buntan\"",
        remedy: ("パスと権限を確認します", "check its path and permissions"),
    },
};

/// A file outside of the project.
pub static OUTSIDE_PROJECT: Code = Code {
    name: "outside_project",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("プロジェクトのフォルダの外にあるファイルです", "a file lies outside of the project's folder"),
        why: (
            "`use` はプロジェクトのフォルダと組込みの確認表の外には出ません（リンクは解決してから確かめます）",
            "`use` never leaves the project's folder and the built-in packs; links are resolved first",
        ),
        example: "use \"../elsewhere/theirs.buntan\"",
        remedy: (
            "ファイルをプロジェクトの中に置くか、共通の親フォルダに `buntan.toml` を置きます",
            "put the file into the project, or put a `buntan.toml` into a folder above both",
        ),
    },
};

/// A file that is neither a policy nor an engagement.
pub static NOT_A_POLICY_FILE: Code = Code {
    name: "not_a_policy_file",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "`.buntan`、`.json`、`.ndjson` 以外のファイルです",
            "a file is neither `.buntan` nor `.json` nor `.ndjson`",
        ),
        why: ("形式が分からない入力は評価できません", "what has no known form cannot be judged"),
        example: "use \"notes.txt\"",
        remedy: ("拡張子を確認します", "check its extension"),
    },
};

/// A bundle that says something else than its texts.
pub static CONTRADICTING_BUNDLE: Code = Code {
    name: "contradicting_bundle",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "バンドルに書かれた内容が、その中の文と一致しません",
            "a bundle says something else of a text than what the text says",
        ),
        why: (
            "示される文と評価される内容が違えば、どちらも確かめられません",
            "if what is shown were not what is judged, neither could be relied on",
        ),
        example: "buntan check hospital.buntan --bundle ours.bundle",
        remedy: (
            "元のファイルから `buntan bundle` で作り直します",
            "write it again with `buntan bundle` from the files it was made of",
        ),
    },
};

/// The code of problems of files.
pub static CODES: [&Code; 4] = [&UNREADABLE_FILE, &OUTSIDE_PROJECT, &NOT_A_POLICY_FILE, &CONTRADICTING_BUNDLE];

/// One text with what it came to.
pub struct LoadedFile {
    /// Its source.
    pub source: SourceId,
    /// Where it lies; `None` for a pack and for standard input.
    pub path: Option<PathBuf>,
    /// What was written.
    pub file: ast::File,
}

/// Everything that was read.
#[derive(Default)]
pub struct Loading {
    /// All texts.
    pub sources: Sources,
    /// All files, in order of reading.
    pub files: Vec<LoadedFile>,
    /// Problems of files and of syntax.
    pub problems: Vec<Diagnostic>,
    seen: BTreeSet<PathBuf>,
    bundles: Vec<(String, Bundle)>,
    taken: BTreeSet<Offer>,
}

/// A file to read, and who asked for it.
struct Wanted {
    path: PathBuf,
    by: Option<Span>,
}

impl Loading {
    /// Reads the paths given, then whatever the files name, then the packs they name.
    pub fn read(&mut self, world: &dyn World, paths: &[PathBuf]) {
        let mut queue: VecDeque<Wanted> = self.named_files(0).into();
        for path in paths {
            if world.is_folder(path) {
                match world.files(path) {
                    Ok(files) => queue.extend(
                        files.into_iter().filter(|it| is_policy_file(it)).map(|path| Wanted { path, by: None }),
                    ),
                    Err(error) => self.problems.push(unreadable(path, None, &error)),
                }
            } else {
                queue.push_back(Wanted { path: path.clone(), by: None });
            }
        }
        while !queue.is_empty() {
            let batch: Vec<Wanted> = queue.drain(..).collect();
            let from = self.files.len();
            self.read_batch(world, batch);
            queue.extend(self.named_files(from));
        }
        self.read_packs();
    }

    /// Takes a text that was not read from a file: standard input.
    pub fn add_text(&mut self, name: &str, bytes: &[u8], json: bool) {
        let source = match syntax::decode(bytes) {
            Ok(text) => Source::new(name, text),
            Err(problem) => return self.refuse(name, problem),
        };
        let id = self.sources.add(source);
        let source = self.sources.get(id);
        let parsed = if json { syntax::parse_json(id, source) } else { syntax::parse(id, source) };
        self.take(id, None, parsed);
    }

    fn refuse(&mut self, name: &str, mut problem: Diagnostic) {
        let id = self.sources.add(Source::new(name, ""));
        problem.primary = problem
            .primary
            .or_else(|| Some(crate::diagnostic::Label { span: Span::new(id, 0, 0), text: Text::default() }));
        if let Some(primary) = &mut problem.primary {
            primary.span = Span::new(id, 0, 0);
        }
        self.problems.push(problem);
    }

    fn take(&mut self, source: SourceId, path: Option<PathBuf>, parsed: Parsed) {
        self.problems.extend(parsed.problems);
        self.files.push(LoadedFile { source, path, file: parsed.file });
    }

    fn read_batch(&mut self, world: &dyn World, batch: Vec<Wanted>) {
        let mut ids = Vec::new();
        for Wanted { path, by } in batch {
            if !self.seen.insert(path.clone()) {
                continue;
            }
            if !is_policy_file(&path) {
                let shown = path.display();
                let headline = text!(
                    "`{shown}` は評価できる形式のファイルではありません",
                    "`{shown}` is not a file that can be judged"
                );
                let help =
                    text!("`.buntan`、`.json`、`.ndjson` を指定します", "name a `.buntan`, `.json` or `.ndjson` file");
                self.problems.push(Diagnostic::new(&NOT_A_POLICY_FILE, by, headline).help(help));
                continue;
            }
            let name = path.display().to_string();
            match world.read(&path, limits::MAX_FILE) {
                Err(error) => self.problems.push(unreadable(&path, by, &error)),
                Ok(bytes) => match syntax::decode(&bytes) {
                    Err(problem) => self.refuse(&name, problem),
                    Ok(text) => ids.push((self.sources.add(Source::new(name, text)), path)),
                },
            }
        }
        let sources = &self.sources;
        let parsed: Vec<Parsed> = ids
            .par_iter()
            .map(|(id, path)| {
                let source = sources.get(*id);
                if is_json(path) { syntax::parse_json(*id, source) } else { syntax::parse(*id, source) }
            })
            .collect();
        for ((id, path), parsed) in ids.into_iter().zip(parsed) {
            self.take(id, Some(path), parsed);
        }
    }

    /// The files that files from a number on name, relative to themselves.
    fn named_files(&self, from: usize) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for it in self.files.iter().skip(from) {
            let folder = it.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
            let uses = it.file.every_engagement().flat_map(|engagement| &engagement.uses).map(|used| &used.catalogue);
            for name in it.file.loads.iter().chain(uses.filter(|name| is_file_name(&name.text))) {
                wanted.push(Wanted { path: joined(folder, &name.text), by: Some(name.span) });
            }
        }
        wanted
    }

    /// What of the bundles and the built-in packs is named and no file declares itself, and what these name.
    fn read_packs(&mut self) {
        loop {
            let wanted = offered::wanted(&self.files, &self.bundles);
            let new: Vec<_> = wanted.into_iter().filter(|it| self.taken.insert(*it)).collect();
            if new.is_empty() {
                return;
            }
            self.read_offers(&new);
        }
    }

    /// Reads all that bundles and built-in packs have and that nothing declares yet, named or not.
    pub fn read_all_offered(&mut self) {
        let all = offered::all(&self.files, &self.bundles);
        let new: Vec<_> = all.into_iter().filter(|it| self.taken.insert(*it)).collect();
        self.read_offers(&new);
    }

    /// Reads a built-in pack.
    pub fn add_pack(&mut self, pack: &'static packs::Pack) {
        let offer = Offer::Pack(pack.name);
        if self.taken.insert(offer) {
            self.read_offers(&[offer]);
        }
    }

    fn read_offers(&mut self, offers: &[Offer]) {
        let mut named = Vec::new();
        for offer in offers {
            let source = match *offer {
                Offer::Pack(name) => packs::find(name).map(packs::Pack::source),
                Offer::Bundled(bundle, entry) => {
                    let (path, bundle) = &self.bundles[bundle];
                    let entry = &bundle.entries[entry];
                    Some(Source::new(format!("{path}:{}", entry.name), bundle.text(entry)))
                }
            };
            named.extend(source.map(|source| (self.sources.add(source), *offer)));
        }
        let parsed: Vec<Parsed> = named.par_iter().map(|(id, offer)| self.parse_offer(*id, *offer)).collect();
        for ((id, _), parsed) in named.into_iter().zip(parsed) {
            self.take(id, None, parsed);
        }
    }

    fn parse_offer(&self, id: SourceId, offer: Offer) -> Parsed {
        match offer {
            Offer::Pack(name) => match packs::find(name).and_then(|pack| pack.tree(id)) {
                Some(file) => Parsed { file, ..Parsed::default() },
                None => syntax::parse(id, self.sources.get(id)),
            },
            Offer::Bundled(bundle, entry) => {
                let bundle = &self.bundles[bundle].1;
                self.parse_bundled(id, bundle, &bundle.entries[entry])
            }
        }
    }

    /// What a bundle has may be named as if it were built in.
    pub fn offer(&mut self, path: &Path, bundle: Bundle) {
        self.bundles.push((path.display().to_string(), bundle));
    }

    /// Reads a text of a bundle, and whether the rest of its entry says the same.
    fn parse_bundled(&self, id: SourceId, bundle: &Bundle, entry: &Entry) -> Parsed {
        let mut parsed = syntax::parse(id, self.sources.get(id));
        parsed.file = ast::File { loads: Vec::new(), engagements: Vec::new(), tests: Vec::new(), ..parsed.file };
        if !bundle.agrees(entry, &parsed.file) {
            let headline = text!(
                "バンドルの中の木と見出しが、この文の読み方と一致しません",
                "what the bundle says of this text is not how it is read"
            );
            let help =
                text!("元のファイルから作り直してください", "write the bundle again from the files it was made of");
            parsed.problems.push(Diagnostic::new(&CONTRADICTING_BUNDLE, Span::new(id, 0, 0), headline).help(help));
        }
        parsed
    }
}

/// A `use` names a file when it ends in `.buntan`.
pub fn is_file_name(name: &str) -> bool {
    name.ends_with(".buntan")
}

fn is_policy_file(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "buntan") || is_json(path)
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "json" || it == "ndjson" || it == "jsonl")
}

/// A path relative to a folder, with `.` and `..` applied as far as names go, so that one file has one name.
pub fn joined(folder: &Path, name: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for part in Path::new(name).components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if path.file_name().is_some() => {
                path.pop();
            }
            other => path.push(other),
        }
    }
    path
}

fn unreadable(path: &Path, by: Option<Span>, error: &io::Error) -> Diagnostic {
    let shown = path.display();
    match error.kind() {
        io::ErrorKind::PermissionDenied if by.is_some() => Diagnostic::new(
            &OUTSIDE_PROJECT,
            by,
            text!(
                "`{shown}` はプロジェクトの外にあるか、読む権限がありません",
                "`{shown}` lies outside of the project, or may not be read"
            ),
        ),
        io::ErrorKind::NotFound => {
            Diagnostic::new(&UNREADABLE_FILE, by, text!("`{shown}` が見つかりません", "`{shown}` does not exist"))
        }
        io::ErrorKind::InvalidInput => Diagnostic::new(
            &UNREADABLE_FILE,
            by,
            text!("`{shown}` は通常のファイルではありません", "`{shown}` is not a plain file"),
        ),
        _ => Diagnostic::new(
            &UNREADABLE_FILE,
            by,
            text!("`{shown}` を読めません：{error}", "`{shown}` cannot be read: {error}"),
        ),
    }
}

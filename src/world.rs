//! The outside: files of a project and the built-in packs. Everything that reads goes through a [`World`].

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Where files come from.
pub trait World: Sync {
    /// The bytes of a file, at most `limit + 1` of them, so that a reader learns that there are more.
    ///
    /// # Errors
    /// Whatever the system says; [`io::ErrorKind::PermissionDenied`] for a file outside of the project.
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>>;

    /// The files beneath a folder, at any depth, in order of their paths. Hidden ones are left out; a link to a folder is not followed,
    /// a link to nothing is there (reading it fails).
    ///
    /// # Errors
    /// Whatever the system says.
    fn files(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;

    /// Whether a path names a folder.
    fn is_folder(&self, path: &Path) -> bool;
}

/// Files on disk, from one project only.
#[derive(Clone, Debug)]
pub struct DiskWorld {
    current_dir: PathBuf,
    roots: Vec<PathBuf>,
}

/// The file that marks a project's folder.
pub const PROJECT_FILE: &str = "buntan.toml";

impl DiskWorld {
    /// A world that opens the projects of the paths given: for each the nearest folder above it that holds `buntan.toml`, else its
    /// own folder. Links are resolved first.
    pub fn new(current_dir: &Path, paths: &[PathBuf]) -> Self {
        let resolved = paths.iter().filter_map(|path| current_dir.join(path).canonicalize().ok());
        let mut roots: Vec<PathBuf> = Vec::new();
        for root in resolved.map(|path| project_folder(&path)) {
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
        DiskWorld { current_dir: current_dir.to_owned(), roots }
    }

    /// The settings file of the first project that has one.
    pub fn project_file(&self) -> Option<PathBuf> {
        self.roots.iter().map(|root| root.join(PROJECT_FILE)).find(|file| file.is_file())
    }
}

/// The nearest ancestor that holds `buntan.toml`, else the folder of the file (a folder is its own).
fn project_folder(path: &Path) -> PathBuf {
    let own = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    own.ancestors().find(|folder| folder.join(PROJECT_FILE).is_file()).unwrap_or(own).to_owned()
}

impl World for DiskWorld {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        use io::Read;
        let resolved = self.current_dir.join(path).canonicalize()?;
        if !self.roots.iter().any(|root| resolved.starts_with(root)) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        if !resolved.is_file() {
            // A pipe or a device may never end.
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut bytes = Vec::new();
        std::fs::File::open(resolved)?.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn files(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            let told = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
            for entry in std::fs::read_dir(self.current_dir.join(&folder)).map_err(told)? {
                let entry = entry.map_err(told)?;
                if entry.file_name().to_string_lossy().starts_with('.') {
                    continue;
                }
                let path = folder.join(entry.file_name());
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file() || (kind.is_symlink() && !entry.path().is_dir()) {
                    found.push(path);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.current_dir.join(path).is_dir()
    }
}

/// Files in memory, for tests and for editors.
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl MemoryWorld {
    /// Adds a file.
    pub fn file(mut self, path: impl AsRef<Path>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(plain(path.as_ref()), bytes.into());
        self
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        let bytes = self.files.get(&plain(path)).ok_or(io::ErrorKind::NotFound)?;
        Ok(bytes.iter().copied().take(limit + 1).collect())
    }

    fn files(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let folder = plain(folder);
        Ok(self.files.keys().filter(|path| path.starts_with(&folder)).cloned().collect())
    }

    fn is_folder(&self, path: &Path) -> bool {
        let path = plain(path);
        self.files.keys().any(|file| file.starts_with(&path) && *file != path)
    }
}

/// Another world in which some files have a new text already, before anybody has written it.
pub struct Overlay<'a> {
    inner: &'a dyn World,
    texts: BTreeMap<PathBuf, String>,
}

impl<'a> Overlay<'a> {
    /// A world with some files replaced, by the paths under which they are read.
    pub fn new(inner: &'a dyn World, texts: BTreeMap<PathBuf, String>) -> Self {
        Overlay { inner, texts }
    }
}

impl World for Overlay<'_> {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        match self.texts.get(path) {
            Some(text) => Ok(text.bytes().take(limit + 1).collect()),
            None => self.inner.read(path, limit),
        }
    }

    fn files(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.inner.files(folder)
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.inner.is_folder(path)
    }
}

/// A path without `.` and with `..` applied; it never climbs above its beginning.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

//! Files that are written whole, and what is said of those that cannot be read or written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::context::Stop;
use crate::report::Failure;
use crate::text;

pub(super) fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => Failure::new(text!("`{shown}` が見つかりません", "`{shown}` does not exist")),
        _ => Failure::new(text!("`{shown}` を読めません：{error}", "`{shown}` cannot be read: {error}")),
    }
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    Failure::new(text!("`{shown}` に書き込めません：{error}", "`{shown}` cannot be written: {error}"))
}

/// Whether a path to write to names a folder: one that is there, or `reports/`, which need not be.
pub(super) fn is_folder(current_dir: &Path, path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(std::path::is_separator) || current_dir.join(path).is_dir()
}

/// Refuses what was made read-only: a file that is replaced by another would not even ask.
pub(super) fn writable(path: &Path, target: &Path) -> Result<(), Stop> {
    let is_closed = fs::metadata(target).is_ok_and(|it| it.permissions().readonly());
    if !is_closed {
        return Ok(());
    }
    let shown = path.display();
    let headline =
        text!("`{shown}` は読み取り専用なので、書き込みません", "`{shown}` is read-only, and was not written");
    let help = text!("読み取り専用を解除するか、別の場所に写してください", "make it writable, or copy it elsewhere");
    Err(Failure::new(headline).help(help).into())
}

/// Writes a file that is not there yet; it has a name that nobody else has until it is whole.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = builder.tempfile_in(folder).map_err(|error| io::Error::from(error.kind()))?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// Puts bytes in the place of a file: whoever reads sees the old one or the new one, and nothing between.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    // Its own words would name a file that nobody knows of.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| io::Error::from(error.kind()))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    fs::set_permissions(file.path(), fs::metadata(&path)?.permissions())?;
    file.persist(&path)?;
    Ok(())
}

/// Whether a file is among those that were read, by whatever name.
pub(super) fn is_read(path: &Path, read: impl IntoIterator<Item = PathBuf>) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    read.into_iter().filter_map(|it| it.canonicalize().ok()).any(|it| it == path)
}

/// Writes a file that appears under its name when it is whole; never over any of what was `read`, nor onto what is no plain file.
pub(super) fn put(shown: &Path, target: &Path, read: impl Iterator<Item = PathBuf>, bytes: &[u8]) -> Result<(), Stop> {
    let name = shown.display();
    if let Ok(there) = target.canonicalize() {
        if !there.is_file() {
            let headline = text!(
                "`{name}` はフォルダかデバイスで、通常のファイルではありません",
                "`{name}` is a folder or a device, not a plain file"
            );
            return Err(Failure::new(headline).into());
        }
        if is_read(&there, read) {
            let headline = text!("`{name}` は読み込むファイルです", "`{name}` is among what is read");
            return Err(Failure::new(headline).help(text!("別の名前にしてください", "choose another name")).into());
        }
    }
    if let Some(folder) = shown.parent().filter(|_| !target.parent().is_some_and(Path::is_dir)) {
        let folder = folder.display();
        let headline = text!("フォルダ `{folder}` がありません", "there is no folder `{folder}`");
        let help = text!(
            "先に作るか（`mkdir -p {folder}`）、ほかの場所を指定してください",
            "make it first (`mkdir -p {folder}`), or name another place"
        );
        return Err(Failure::new(headline).help(help).into());
    }
    // What a link leads to is replaced, not the link.
    let written = if target.exists() { replace(target, bytes) } else { create(target, bytes) };
    written.map_err(|error| unwritable(shown, &error).into())
}

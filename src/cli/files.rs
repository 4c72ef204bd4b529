//! Files that are replaced, and what is said of those that cannot be read or written.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

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

/// Puts bytes in the place of a file: whoever reads sees the old one or the new one, and nothing between.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    fs::set_permissions(file.path(), fs::metadata(&path)?.permissions())?;
    file.persist(&path)?;
    Ok(())
}

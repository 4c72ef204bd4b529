//! What is said of files that cannot be read or written.

use std::io;
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

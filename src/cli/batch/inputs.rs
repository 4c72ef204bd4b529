//! What is named as input: files, folders and patterns resolved to files, in order.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;

use crate::batch::{self, Input};
use crate::cli::context::{Context, Stop};
use crate::cli::files::unreadable;
use crate::report::Failure;
use crate::text;
use crate::workspace::Workspace;
use crate::world::{DiskWorld, World};

/// What is named, with folders and patterns resolved, in order. A file of a folder or pattern that is one of the policies, and holds no
/// engagement, is no row.
pub(super) fn named(context: &Context<'_, '_>, policies: &Workspace) -> Result<Vec<Input>, Stop> {
    let current_dir = &context.io.current_dir;
    let whole_path = |path: &Path| current_dir.join(path).canonicalize().ok();
    let read: BTreeSet<PathBuf> =
        policies.without_engagements().filter_map(|it| whole_path(Path::new(&it.name))).collect();
    let is_row = |path: &PathBuf| whole_path(path).is_none_or(|it| !read.contains(&it));
    let mut all = Vec::new();
    for given in context.values("PATH") {
        if given == "-" {
            all.push(standard(context)?);
            continue;
        }
        let path = PathBuf::from(given);
        let whole = current_dir.join(&path);
        let files = if whole.is_dir() {
            let files = beneath(current_dir, &path)?;
            files.into_iter().filter(|it| batch::holds_rows(it) && is_row(it)).collect()
        } else if whole.symlink_metadata().is_ok() || !is_pattern(&path) {
            vec![plain(current_dir, path.clone())?]
        } else {
            let files = matching(current_dir, &path)?;
            files.into_iter().filter(|it| batch::holds_rows(it) && is_row(it)).collect()
        };
        if files.is_empty() {
            let shown = path.display();
            let headline = text!("`{shown}` に案件のファイルがありません", "`{shown}` holds no file of engagements");
            return Err(Failure::new(headline).into());
        }
        all.extend(files.into_iter().map(Input::File));
    }
    Ok(all)
}

/// Bytes of an input, where they say how much there is to read.
pub(super) fn size(context: &Context<'_, '_>, input: &Input) -> Option<u64> {
    let Input::File(path) = input else { return None };
    let file = std::fs::metadata(context.io.current_dir.join(path)).ok()?;
    Some(file.len()).filter(|_| !batch::is_packed(path))
}

fn standard(context: &Context<'_, '_>) -> Result<Input, Stop> {
    if context.switch("resume") {
        let headline = text!("標準入力は `--resume` で続けられません", "standard input cannot be resumed");
        return Err(Failure::new(headline).into());
    }
    Ok(Input::Standard)
}

fn plain(current_dir: &Path, path: PathBuf) -> Result<PathBuf, Stop> {
    let shown = path.display();
    match std::fs::metadata(current_dir.join(&path)) {
        Ok(it) if it.is_file() => Ok(path),
        Ok(_) => Err(Failure::new(text!(
            "`{shown}` は通常のファイルではありません",
            "`{shown}` is a pipe or a device, not a plain file"
        ))
        .help(text!("`-` で標準入力から読めます", "`-` reads from standard input"))
        .into()),
        Err(error) => Err(unreadable(&path, &error).into()),
    }
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

fn beneath(current_dir: &Path, folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let world = DiskWorld::new(current_dir, std::slice::from_ref(&folder.to_owned()));
    Ok(world.files(folder).map_err(|error| unreadable(folder, &error))?)
}

/// The files that a pattern names. What stands before its first `*` is a folder, even if its name looks like a pattern.
fn matching(current_dir: &Path, pattern: &Path) -> Result<Vec<PathBuf>, Stop> {
    let mut parts: Vec<_> = pattern.components().collect();
    let mut folder = PathBuf::new();
    while let Some(part) = parts.first() {
        let deeper = folder.join(part);
        if !current_dir.join(&deeper).is_dir() {
            break;
        }
        folder = deeper;
        parts.remove(0);
    }
    let rest: PathBuf = parts.into_iter().collect();
    if !is_pattern(&rest) || rest.components().next().is_some_and(|it| !is_pattern(it.as_ref())) {
        return Ok(vec![plain(current_dir, pattern.to_owned())?]);
    }
    let shown = pattern.display();
    let glob = GlobBuilder::new(&rest.to_string_lossy()).literal_separator(true).build().map_err(|error| {
        let kind = error.kind();
        Failure::new(text!("`{shown}` というパターンは使えません：{kind}", "`{shown}` is no pattern: {kind}"))
    })?;
    let matcher = glob.compile_matcher();
    let start = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
    let mut files = beneath(current_dir, start)?;
    files.retain(|it| it.strip_prefix(start).is_ok_and(|inside| matcher.is_match(inside)));
    Ok(files.into_iter().map(|it| it.strip_prefix(".").map(Path::to_path_buf).unwrap_or(it)).collect())
}

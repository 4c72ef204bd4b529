//! What people added to forms, kept beside the engagement: `import --write` puts it there, and the next `export` of the same form has it
//! again.
//!
//! ```text
//! hospital.buntan
//! hospital.forms/split-B-h0a1b2c3d4e5f.xlsx      the form of B, with the columns and sheets that were added to it
//! ```
//!
//! Whose form it is stands in the file as well, so that nobody else's is taken for it, nor written over.

use std::fs;
use std::path::{Path, PathBuf};

use super::context::{Context, Stop};
use super::export::{book, file_name, workbook};
use super::files::{replace, unwritable, writable};
use crate::forms::came::Came;
use crate::forms::filled;
use crate::forms::form::{Form, Kind};
use crate::forms::kept::Kept;
use crate::forms::said::short;
use crate::report::Failure;
use crate::source::Sources;
use crate::syntax::ast;
use crate::text;

/// Which form: its kind, the engagement, the party.
#[derive(Clone, PartialEq)]
pub(super) struct Which(Kind, String, Option<String>);

impl From<&Form> for Which {
    fn from(form: &Form) -> Self {
        Which(form.kind, form.engagement.clone(), form.party.clone())
    }
}

impl From<&Came> for Which {
    fn from(came: &Came) -> Self {
        Which(came.kind, came.engagement.clone(), came.party.clone())
    }
}

/// Where it is kept: beside each of the files in which the engagement stands.
fn places(sources: &Sources, parts: &[ast::Engagement], Which(kind, engagement, party): &Which) -> Vec<PathBuf> {
    let kind = kind.name();
    let hash = short(&[kind.to_owned(), engagement.clone(), party.clone().unwrap_or_default()]);
    let name = match party {
        Some(party) => format!("{kind}-{}-{hash}.xlsx", file_name(party)),
        None => format!("{kind}-{hash}.xlsx"),
    };
    let files = parts.iter().map(|it| Path::new(&sources.get(it.span.source).name));
    files.filter(|it| it.as_os_str() != "-").map(|it| it.with_extension("forms").join(&name)).collect()
}

/// What was kept of a form, and where.
pub(super) fn kept(
    context: &Context<'_, '_>,
    sources: &Sources,
    parts: &[ast::Engagement],
    which: &Which,
) -> Result<Option<(PathBuf, Came)>, Stop> {
    let there = |it: &PathBuf| context.io.current_dir.join(it).exists();
    let Some(path) = places(sources, parts, which).into_iter().find(there) else { return Ok(None) };
    match book(context, &path)?.and_then(|it| Came::new(it, context.io.today)) {
        Ok(came) if Which::from(&came) == *which => Ok(Some((path, came))),
        _ => {
            let shown = path.display();
            let headline = text!(
                "`{shown}` は、加えられた列とシートを残した様式として読めません",
                "`{shown}` cannot be read as the form in which columns and sheets were kept"
            );
            Err(Failure::new(headline).help(text!("別の場所へ移してください", "move it away")).into())
        }
    }
}

/// A form with what is to be kept of it.
pub(super) struct Keeping {
    path: PathBuf,
    form: Form,
}

/// What is to be kept of forms that came back, beyond what is kept already.
pub(super) fn keeping(
    context: &Context<'_, '_>,
    sources: &Sources,
    all: &[(&[ast::Engagement], &Form, Kept)],
) -> Result<Vec<Keeping>, Stop> {
    let mut keeping: Vec<Keeping> = Vec::new();
    for (parts, form, added) in all.iter().filter(|(.., added)| !added.is_empty()) {
        let which = Which::from(*form);
        let before = kept(context, sources, parts, &which)?;
        if let Some(same) = keeping.iter_mut().find(|it| Which::from(&it.form) == which) {
            let all = std::mem::take(&mut same.form.kept).joined(added.clone());
            same.form = same.form.clone().keeping(all);
            continue;
        }
        let own = before.as_ref().map(|(_, came)| filled::read(&came.book, form).kept).unwrap_or_default();
        let path = before.map(|(path, _)| path).or_else(|| places(sources, parts, &which).into_iter().next());
        if let Some(path) = path.filter(|_| !own.holds(added)) {
            writable(&path, &context.io.current_dir.join(&path))?;
            keeping.push(Keeping { path, form: (*form).clone().keeping(own.joined(added.clone())) });
        }
    }
    Ok(keeping)
}

impl Keeping {
    /// Writes it: the file, and what is in it.
    pub(super) fn write(self, context: &Context<'_, '_>) -> Result<(String, Kept), Stop> {
        let Keeping { path, form } = self;
        let target = context.io.current_dir.join(&path);
        let bytes = workbook(&form)?;
        let folder = target.parent().map_or(Ok(()), fs::create_dir_all);
        let written =
            folder.and_then(|()| if target.exists() { replace(&target, &bytes) } else { fs::write(&target, bytes) });
        written.map_err(|error| unwritable(&path, &error))?;
        Ok((path.display().to_string(), form.kept))
    }
}

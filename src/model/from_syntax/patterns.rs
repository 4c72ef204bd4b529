//! Patterns: which duties an id or a pattern means.

use std::borrow::Cow;

use fixedbitset::FixedBitSet;
use smallvec::SmallVec;

use super::names::{key_of, same};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, did_you_mean};
use crate::model::{Catalogue, CatalogueIdx, DutyIdx, Idx, Policy};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::text;

/// An id that no catalogue has.
pub static UNKNOWN_DUTY: Code = Code {
    name: "unknown_duty",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("確認表にない項目番号である", "an id that no catalogue has"),
        why: (
            "存在しない番号について述べても、どの対応も担われない",
            "whatever is said about an id that does not exist carries nothing",
        ),
        example: "A owns P2.C.99 by K1",
        remedy: ("番号を直すか、確認表を `use` に加える", "correct the id, or add its catalogue to `use`"),
    },
};

/// An id that several catalogues have.
pub static AMBIGUOUS_ID: Code = Code {
    name: "ambiguous_id",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("複数の確認表に同じ番号がある", "several catalogues have this id"),
        why: ("どの確認表の項目を負うのか決まらない", "nobody could tell which catalogue's duty is meant"),
        example: "use roles-2024, ours\nA owns P2.C.1",
        remedy: (
            "`roles-2024:P2.C.1` のように確認表の名前を前に付ける",
            "put the catalogue in front: `roles-2024:P2.C.1`",
        ),
    },
};

/// A catalogue that was not loaded.
pub static UNKNOWN_CATALOGUE: Code = Code {
    name: "unknown_catalogue",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("読み込まれていない確認表である", "a catalogue that was not loaded"),
        why: ("確認表がなければ、担うべき対応も分からない", "without the catalogue nobody knows what must be carried"),
        example: "use roles-2042",
        remedy: (
            "綴りを直すか、その確認表のファイルを `use` で読み込む",
            "correct the name, or `use` the file that holds it",
        ),
    },
};

/// The duties that a pattern means: `P2.A.10` a control with all its duties, `P2.A.10.a` a duty or a group, `P2.C.*` everything
/// beneath, `*` everything; `roles-2024:…` in one catalogue.
///
/// A catalogue is in use when `in_view` holds any of its duties; without `in_view` all are. An id without a catalogue must be
/// unambiguous among those in use; where none of them has it, among all. The answer may go beyond `in_view`.
pub fn duties_matching(
    policy: &Policy,
    in_view: Option<&FixedBitSet>,
    pattern: &Name,
) -> Result<FixedBitSet, Diagnostic> {
    matching(policy, &in_use(policy, in_view), &pattern.text, Some(pattern.span))
}

/// [`duties_matching`] for a pattern that stands in no text, as on the command line.
pub fn duties_named(policy: &Policy, in_view: Option<&FixedBitSet>, pattern: &str) -> Result<FixedBitSet, Diagnostic> {
    matching(policy, &in_use(policy, in_view), pattern, None)
}

fn in_use(policy: &Policy, in_view: Option<&FixedBitSet>) -> Vec<CatalogueIdx> {
    let Some(in_view) = in_view else { return policy.catalogues.indices().collect() };
    let mut all: Vec<_> = in_view
        .ones()
        .take_while(|row| *row < policy.duties.len())
        .map(|row| policy.control_of(DutyIdx::new(row)).catalogue)
        .collect();
    all.sort();
    all.dedup();
    all
}

/// The duties of a pattern, unqualified ids looked up in some catalogues first.
pub(super) fn matching(
    policy: &Policy,
    first: &[CatalogueIdx],
    written: &str,
    span: Option<Span>,
) -> Result<FixedBitSet, Diagnostic> {
    let mut set = FixedBitSet::with_capacity(policy.duties.len());
    set.extend(listed(policy, first, written, span)?.iter().map(|duty| duty.row()));
    Ok(set)
}

/// The same as a list.
pub(super) fn listed<'a>(
    policy: &'a Policy,
    first: &[CatalogueIdx],
    written: &str,
    span: Option<Span>,
) -> Result<Cow<'a, [DutyIdx]>, Diagnostic> {
    let key = key_of(written.trim());
    if let Some((catalogue, path)) = key.split_once(':') {
        let catalogue = catalogue_named(policy, catalogue, span)?;
        let found = look_up(policy, catalogue, path);
        return if found.is_empty() { Err(unknown_duty(policy, &[catalogue], path, span)) } else { Ok(found) };
    }
    if key == "*" {
        return Ok(first.iter().flat_map(|catalogue| look_up(policy, *catalogue, "*").into_owned()).collect());
    }
    if let Some(found) = unambiguous(policy, first.iter().copied(), &key, span)? {
        return Ok(found);
    }
    let anywhere = unambiguous(policy, policy.catalogues.indices(), &key, span)?;
    anywhere.ok_or_else(|| unknown_duty(policy, first, &key, span))
}

/// What one of some catalogues has; nothing where none has it.
fn unambiguous<'a>(
    policy: &'a Policy,
    catalogues: impl Iterator<Item = CatalogueIdx>,
    path: &str,
    span: Option<Span>,
) -> Result<Option<Cow<'a, [DutyIdx]>>, Diagnostic> {
    let hits = catalogues.map(|catalogue| (catalogue, look_up(policy, catalogue, path)));
    let mut hits: SmallVec<[(CatalogueIdx, Cow<[DutyIdx]>); 1]> = hits.filter(|(_, found)| !found.is_empty()).collect();
    if hits.len() > 1 {
        let names: Vec<_> = hits.iter().map(|(catalogue, _)| policy.catalogues[*catalogue].name.as_str()).collect();
        return Err(ambiguous_id(&names, path, span));
    }
    Ok(hits.pop().map(|(_, found)| found))
}

fn look_up<'a>(policy: &'a Policy, catalogue: CatalogueIdx, path: &str) -> Cow<'a, [DutyIdx]> {
    if path == "*" {
        let controls = policy.catalogues[catalogue].controls.clone().map(crate::model::ControlIdx);
        return controls.flat_map(|control| policy.duties_of(control)).collect();
    }
    Cow::Borrowed(match path.strip_suffix(".*") {
        Some(prefix) => policy.ids.beneath(catalogue, prefix),
        None => policy.ids.exact(catalogue, path),
    })
}

/// A pattern that means the duties of one catalogue, unless it names another.
pub(super) fn qualified(policy: &Policy, catalogue: CatalogueIdx, pattern: &str) -> String {
    match pattern.contains(':') {
        true => pattern.to_owned(),
        false => format!("{}:{pattern}", policy.catalogues[catalogue].name),
    }
}

/// A catalogue by name.
pub(super) fn catalogue_named(policy: &Policy, name: &str, span: Option<Span>) -> Result<CatalogueIdx, Diagnostic> {
    policy.catalogues.position(|catalogue| same(&catalogue.name, &key_of(name))).ok_or_else(|| {
        let headline = text!("確認表 `{name}` は読み込まれていません", "no catalogue `{name}` was loaded");
        let catalogues = policy.catalogues.iter().map(|catalogue: &Catalogue| catalogue.name.as_str());
        let names = catalogues.chain(policy.profiles.iter().map(|it| it.name.as_str()));
        Diagnostic::new(&UNKNOWN_CATALOGUE, span, headline).suggest(name, names)
    })
}

fn ambiguous_id(catalogues: &[&str], path: &str, span: Option<Span>) -> Diagnostic {
    let list = catalogues.join("`, `");
    let first = catalogues.first().copied().unwrap_or_default();
    Diagnostic::new(&AMBIGUOUS_ID, span, text!("`{path}` は複数の確認表にあります", "several catalogues have `{path}`"))
        .here(text!("`{list}` にあります", "in `{list}`"))
        .help(text!("`{first}:{path}` のように書きます", "write `{first}:{path}`, for example"))
}

fn unknown_duty(policy: &Policy, catalogues: &[CatalogueIdx], path: &str, span: Option<Span>) -> Diagnostic {
    let headline = text!("項目 `{path}` はありません", "there is no control or duty `{path}`");
    let mut diagnostic = Diagnostic::new(&UNKNOWN_DUTY, span, headline);
    if let Some(catalogue) = policy.catalogues.indices().find(|it| !look_up(policy, *it, path).is_empty()) {
        let name = &policy.catalogues[catalogue].name;
        return diagnostic
            .help(text!("確認表 `{name}` にはあります", "the catalogue `{name}` has it: `{name}:{path}`"));
    }
    if catalogues.iter().any(|it| !policy.ids.beneath(*it, path).is_empty()) {
        return diagnostic.help(text!("その下のすべては `{path}.*` です", "everything beneath it is `{path}.*`"));
    }
    let wanted = path.trim_end_matches(".*");
    if let Some(near) = did_you_mean(wanted, catalogues.iter().flat_map(|it| policy.ids.paths(*it))) {
        diagnostic = diagnostic.help(text!("もしかして `{near}` ですか", "did you mean `{near}`?"));
    } else if let [one] = catalogues {
        let name = &policy.catalogues[*one].name;
        diagnostic = diagnostic.help(text!("確認表 `{name}` を見ています", "looked up in the catalogue `{name}`"));
    }
    diagnostic
}

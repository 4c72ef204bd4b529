//! The built-in packs: each a folder under `policies/`, together one bundle that is part of the program.
//!
//! `BLESS=1 cargo test --test packs` writes the bundle again after a pack was changed.

use std::sync::LazyLock;

use crate::bundle::{self, Bundle, Entry};
use crate::source::{Source, SourceId};
use crate::syntax::ast;

/// One built-in pack; its folder, its catalogue and the word after `use` are one name.
#[derive(Clone, Copy, Debug)]
pub struct Pack {
    /// `roles-2024`
    pub name: &'static str,
    /// What the bundle says of it.
    pub entry: &'static Entry,
}

static BUNDLE: LazyLock<Bundle> =
    LazyLock::new(|| bundle::open_embedded(include_bytes!("../policies/builtin.bundle")).unwrap_or_default());

static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let pack = |entry: &'static Entry| Some(Pack { name: entry.name.split('/').next()?, entry });
    BUNDLE.entries.iter().filter_map(pack).collect()
});

/// All built-in packs by name.
pub fn all() -> &'static [Pack] {
    &PACKS
}

/// The pack of a name, or the one that declares a profile of that name.
pub fn find(name: &str) -> Option<&'static Pack> {
    all().iter().find(|pack| pack.entry.names.are_used(name))
}

impl Pack {
    /// Its catalogue as a source of its own.
    pub fn source(&self) -> Source {
        Source::embedded(format!("pack:{}", self.entry.name), BUNDLE.bytes(self.entry))
    }

    /// Its catalogue as written.
    pub fn text(&self) -> &'static str {
        BUNDLE.text(self.entry)
    }

    /// Its catalogue as read; nothing where the bundle is older than the program.
    pub fn tree(&self, source: SourceId) -> Option<ast::File> {
        BUNDLE.tree(self.entry, source).ok()
    }
}

//! `bundle`: what is in a bundle.

use serde_json::json;

use super::check::FORMAT_VERSION;
use crate::bundle::{Bundle, Entry};
use crate::report::{Document, Inline, Style};
use crate::text;

/// The texts of a bundle, with what each offers and its fingerprint.
pub fn bundle(bundle: &Bundle) -> Document {
    let mut document = Document::new();
    for entry in &bundle.entries {
        document = document.heading(2, entry.name.as_str()).terms(terms(entry));
    }
    let each = bundle.entries.iter().map(|entry| {
        json!({
            "name": entry.name,
            "sha256": entry.fingerprint.to_string(),
            "bytes": bundle.text(entry).len(),
            "catalogues": entry.names.catalogues,
            "profiles": entry.names.profiles,
            "templates": entry.names.templates,
        })
    });
    document.data(json!({ "version": FORMAT_VERSION, "texts": each.collect::<Vec<_>>() }))
}

fn terms(entry: &Entry) -> Vec<(Inline, Inline)> {
    let names = [
        (text!("確認表", "catalogues"), &entry.names.catalogues),
        (text!("プロファイル", "profiles"), &entry.names.profiles),
        (text!("約款", "templates"), &entry.names.templates),
    ];
    let names = names.into_iter().filter(|(_, names)| !names.is_empty());
    let names = names.map(|(what, names)| (Inline::from(what), code(names.join(", "))));
    names.chain([(Inline::from("SHA-256"), code(entry.fingerprint.to_string()))]).collect()
}

fn code(words: String) -> Inline {
    Inline::styled(words, Style::Code)
}

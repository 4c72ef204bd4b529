//! Words of others as names, ids and texts of the language.

use unicode_normalization::UnicodeNormalization;

/// Characters of a title.
const TITLE: usize = 100;

/// What may stand in an id.
pub(super) fn label(words: &str) -> String {
    let part = |part: &str| -> String {
        let kept: String = part.chars().map(|ch| if ch.is_alphanumeric() || ch == '-' { ch } else { '_' }).collect();
        let kept = kept.trim_matches('-').replace("--", "-");
        if kept.is_empty() { "_".to_owned() } else { kept }
    };
    words.nfkc().collect::<String>().split('.').map(part).collect::<Vec<_>>().join(".")
}

/// What may be a name: never a keyword, since no keyword has an underscore at its end.
pub(super) fn name(title: &str) -> String {
    let kept: String = title.nfkc().map(|ch| if ch.is_alphanumeric() { ch } else { '_' }).collect();
    let words: Vec<&str> = kept.split('_').filter(|it| !it.is_empty()).collect();
    let name: String = words.join("_").chars().take(TITLE / 2).collect();
    match name.chars().next() {
        Some(first) if first.is_alphabetic() && words.len() > 1 => name,
        Some(first) if first.is_alphabetic() => format!("{name}_"),
        Some(_) | None => format!("_{name}"),
    }
}

/// The first line as a text of the language, cut to the length of a title.
pub(super) fn quoted(words: &str) -> String {
    quoted_within(words, TITLE)
}

/// The first line as a text of the language, cut to some characters.
pub(super) fn quoted_within(words: &str, most: usize) -> String {
    let line = words.trim().lines().next().unwrap_or_default().trim();
    let mut cut: String = line.chars().take(most).collect();
    if cut.chars().count() < line.chars().count() {
        cut.push('…');
    }
    let mut out = String::from("\"");
    for ch in cut.chars() {
        match ch {
            '"' | '\\' => {
                out.push('\\');
                out.push(ch);
            }
            ch if crate::report::safe(ch.encode_utf8(&mut [0; 4])).len() != ch.len_utf8() => out.push(' '),
            ch => out.push(ch),
        }
    }
    out.push('"');
    out
}

//! Words that later versions of the language will use, where they would stand: as an item, as a field, as a verb.

use super::token;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::syntax::parser::Cx;
use crate::text;

/// A word of a construct that this version does not have.
pub static RESERVED_WORD: Code = Code {
    name: "reserved_word",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("後の版のために取ってある語が使われている", "a word that is reserved for a later version"),
        why: (
            "この版ではまだ意味を持たない。黙って飛ばすと、書いたことが判定に入ったように見える",
            "this version gives it no meaning; skipping it silently would look as if it had been judged",
        ),
        example: "A retains \"…\" of P2.B.5 on emr",
        remedy: ("その行を `//` で注記にしておく", "keep the line as a comment with `//`"),
    },
};

/// Items, fields and verbs of the whole language that are not read yet.
const RESERVED: &[&str] = &["applies"];

/// The error for a stray range that begins with such a word, or has one after the name it begins with.
pub(super) fn reserved(cx: &Cx, text: &str, (start, end): (usize, usize)) -> Option<Diagnostic> {
    let first = token::at(text, start, end)?;
    let second = token::at(text, first.end(), end);
    let is_name = second.is_some_and(|second| matches!(second.text, "=" | ":"));
    let found = [Some(first).filter(|_| !is_name), second]
        .into_iter()
        .flatten()
        .find(|token| RESERVED.binary_search(&token.text).is_ok())?;
    let written = found.text;
    Some(
        Diagnostic::new(
            &RESERVED_WORD,
            cx.range(found.start, found.end()),
            text!("`{written}` は後の版のために予約された語です", "`{written}` is reserved for a later version"),
        )
        .help(text!("この版では `//` で注記にしておいてください", "keep the line as a comment with `//` for now")),
    )
}

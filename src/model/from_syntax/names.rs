//! Words of closed vocabularies, and how names compare.

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::Word;
use crate::syntax::ast::Name;
pub(in crate::model) use crate::syntax::ast::key_of;
use crate::text;

/// A word that its closed vocabulary does not have.
pub static UNKNOWN_WORD: Code = Code {
    name: "unknown_word",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("決められた語彙にない語である", "a word is not in the vocabulary of its place"),
        why: (
            "種別や水準の語は閉じた一覧から選ぶ。綴り違いを黙って受け入れると判定が変わる",
            "kinds, types and levels come from closed lists; accepting a slip silently would change the verdict",
        ),
        example: "component emr aplication",
        remedy: ("一覧にある語を書く", "write one of the words of the list"),
    },
};

/// A name that means something already.
pub static RESERVED_NAME: Code = Code {
    name: "reserved_name",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("言語がすでに使っている名前である", "a name that the language uses itself"),
        why: (
            "同じ語が二つのものを指すと、条件や対象が読めなくなる",
            "with one word for two things nobody can tell what a condition or a subject means",
        ),
        example: "party engagement vendor",
        remedy: ("別の名前にする", "choose another name"),
    },
};

/// The member of a closed vocabulary that was written.
pub(super) fn word<T: Word>(written: &Name) -> Result<T, Diagnostic> {
    T::from_word(&written.key()).ok_or_else(|| {
        let words: Vec<_> = T::WORDS.iter().map(|(_, en, ja)| (*en, *ja)).collect();
        unknown_word(written, T::WHAT, &words)
    })
}

/// All members that were written, in the order of the vocabulary, each once.
pub(super) fn words<T: Word>(written: &[Name], problems: &mut Vec<Diagnostic>) -> Vec<T> {
    if written.is_empty() {
        return Vec::new();
    }
    let found: Vec<T> = written.iter().filter_map(|name| keep(word(name), problems)).collect();
    T::WORDS.iter().map(|(it, ..)| *it).filter(|it| found.contains(it)).collect()
}

/// A word that is not among `(en, ja)` pairs.
pub(super) fn unknown_word(written: &Name, what: (&str, &str), words: &[(&str, &str)]) -> Diagnostic {
    let (what_ja, what_en) = what;
    let written_text = &written.text;
    let list = words.iter().map(|(en, _)| *en).collect::<Vec<_>>().join("`, `");
    Diagnostic::new(
        &UNKNOWN_WORD,
        written.span,
        text!("`{written_text}` という{what_ja}はありません", "there is no {what_en} `{written_text}`"),
    )
    .suggest(&written.key(), words.iter().flat_map(|(en, ja)| [*en, *ja]))
    .help(text!("使えるのは `{list}` です", "it may be `{list}`"))
}

/// The good half of a result; the bad half goes to the problems.
pub(super) fn keep<T>(result: Result<T, Diagnostic>, problems: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

/// Whether a declared name and a key (already in NFKC) name the same.
pub(super) fn same(declared: &str, key: &str) -> bool {
    // Letters of ASCII are their own form; most names have no others.
    declared == key || !declared.is_ascii() && key_of(declared) == key
}

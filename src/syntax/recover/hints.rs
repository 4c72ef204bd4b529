//! What people type instead of what was expected.

use super::token;
use crate::diagnostic::Diagnostic;
use crate::syntax::words::Word;
use crate::text;

/// Adds what helps with the characters at the place of an error.
pub(super) fn hints(
    problem: Diagnostic,
    text: &str,
    (start, end): (usize, usize),
    at: usize,
    expected: &[&'static Word],
) -> Diagnostic {
    let rest = text.get(at..end).unwrap_or("").trim_start();
    let problem = match rest.chars().next() {
        Some('“' | '”' | '„' | '「' | '」' | '『' | '』' | '‘' | '’' | '\'') => {
            problem.help(text!("文は半角の `\"` で囲んでください", "put texts between plain `\"`"))
        }
        Some('⇒') => problem.help(text!("`->` と書いてください", "write `->`")),
        Some('–' | '—' | '―' | '─' | '−' | 'ー') => {
            problem.help(text!("半角の `-` で書いてください", "write a plain `-`"))
        }
        Some('。' | '．' | '･') => problem.help(text!("`.` で区切ってください", "write `.`")),
        _ => problem,
    };
    glued(problem, text, start, at, expected)
}

/// `電子カルテowns`: kanji and Latin letters are both letters, so a name ends only at a blank.
fn glued(problem: Diagnostic, text: &str, start: usize, at: usize, expected: &[&'static Word]) -> Diagnostic {
    let Some(last) = token::before(text, start, at) else { return problem };
    let keywords = expected.iter().flat_map(|word| word.keywords.iter());
    let split =
        keywords.filter_map(|keyword| Some((last.text.strip_suffix(keyword)?, *keyword))).find(|(name, keyword)| {
            // In the middle of a Latin word a keyword is part of it: `information`, `to`.
            let joint = name.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
            !(name.is_empty() || joint && keyword.is_ascii() && keyword.len() < 4)
        });
    match split {
        Some((name, keyword)) => problem.help(text!(
            "`{name}` と `{keyword}` の間に空白を入れてください",
            "put a blank between `{name}` and `{keyword}`"
        )),
        None => problem,
    }
}

//! What people type instead of what was expected.

use jiff::civil::Date;

use super::token;
use crate::diagnostic::Diagnostic;
use crate::syntax::refused::code_point;
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
    let whole = text.get(at..end).unwrap_or("");
    let rest = whole.trim_start();
    let problem = match whole.chars().find(|it| !matches!(it, ' ' | '\t' | '\u{3000}' | '\r' | '\n')) {
        Some(it) if is_invisible(it) => {
            let name = code_point(it);
            problem.help(text!(
                "見えない文字 {name} があります。ふつうの空白にするか、削除してください",
                "there is {name}, which does not show; make it a plain blank, or delete it"
            ))
        }
        _ => problem,
    };
    let problem = match date(rest) {
        Some(meant) => problem.help(text!("日付は `{meant}` と書いてください", "write the day as `{meant}`")),
        None => problem,
    };
    let problem = match rest.chars().next() {
        Some('〜' | '～') => problem.help(text!(
            "期間は `..` と書いてください（例：`2026-04-01 .. 2031-03-31`）",
            "write a period with `..`, such as `2026-04-01 .. 2031-03-31`"
        )),
        Some('。') if rest.chars().nth(1).is_none_or(|it| it == '\n' || it == '\r') => {
            problem.help(text!("行末の `。` は要りません。削除してください", "no `。` ends a line; delete it"))
        }
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

/// A blank that is none, or something that shows nothing at all: what comes along from a document or a page.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{ad}' | '\u{2007}' | '\u{200b}'..='\u{200d}' | '\u{202f}' | '\u{2060}' | '\u{feff}')
}

/// A day as it is written elsewhere, such as `2026/2/15`, `2026.02.15` or `2026年2月15日`, as it is written here.
fn date(rest: &str) -> Option<String> {
    let end = rest.find(|c: char| !(c.is_ascii_digit() || "/.-年月日".contains(c))).unwrap_or(rest.len());
    let numbers: Vec<&str> = rest[..end].split(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    let [year, month, day] = numbers[..] else { return None };
    let day = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let meant = day.to_string();
    (year.len() == 4 && !rest.starts_with(&meant)).then_some(meant)
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

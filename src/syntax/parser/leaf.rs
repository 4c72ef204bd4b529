//! Names, texts, lists and periods: the leaves of the tree.

use super::{Cx, Pair, Rule};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::syntax::ast::{Name, Period, SubjectName};
use crate::syntax::limits::MAX_NAME;
use crate::syntax::refused::TOO_LARGE;
use crate::text;

/// A text in quotes that cannot be taken as it stands.
pub static BAD_TEXT: Code = Code {
    name: "bad_text",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("引用符の中の書き方が誤っている", "a text in quotes is written in a wrong way"),
        why: (
            "知らない `\\` の綴りや、同じ言語の二つの文は、どう読むか決められない",
            "an unknown `\\` form, or two texts in one language, cannot be read in one way only",
        ),
        example: "title ja \"役割\" ja \"分担\"",
        remedy: (
            "使えるのは `\\\"` `\\\\` `\\n` `\\t`。言語ごとの文は一つずつ書く",
            "only `\\\"` `\\\\` `\\n` `\\t` exist; give each language one text",
        ),
    },
};

/// The first child of a rule.
pub(super) fn child<'i>(pair: &Pair<'i>, rule: Rule) -> Option<Pair<'i>> {
    pair.clone().into_inner().find(|child| child.as_rule() == rule)
}

/// The last child that is not a keyword or a sign: what a clause of one keyword and one word says.
pub(super) fn last<'i>(pair: &Pair<'i>) -> Option<Pair<'i>> {
    pair.clone().into_inner().next_back()
}

/// A word as written.
pub(super) fn name(cx: &mut Cx, pair: &Pair) -> Name {
    let (text, span) = (pair.as_str(), cx.span(pair));
    if text.len() > MAX_NAME {
        let bytes = text.len();
        let problem = Diagnostic::new(
            &TOO_LARGE,
            span,
            text!(
                "名前が長すぎます（{bytes} バイト、上限は {MAX_NAME} バイト）",
                "the name is too long ({bytes} bytes, at most {MAX_NAME})"
            ),
        );
        cx.report(problem.help(text!("短い名前にしてください", "choose a shorter name")));
    }
    Name { text: text.to_owned(), span }
}

/// A keyword in its English form, at the place where it was written in either language.
pub(super) fn keyword(cx: &Cx, pair: &Pair, english: &str) -> Name {
    Name { text: english.to_owned(), span: cx.span(pair) }
}

/// The word of a clause that holds a single one.
pub(super) fn word(cx: &mut Cx, pair: &Pair) -> Option<Name> {
    last(pair).map(|word| name(cx, &word))
}

/// The words of a list, or of a clause that holds a list.
pub(super) fn words(cx: &mut Cx, pair: &Pair) -> Vec<Name> {
    let mut words = Vec::new();
    for child in pair.clone().into_inner() {
        match child.as_rule() {
            Rule::name | Rule::term | Rule::pattern | Rule::label | Rule::value => words.push(name(cx, &child)),
            Rule::names | Rule::terms | Rule::patterns | Rule::labels => words.extend(self::words(cx, &child)),
            _ => {}
        }
    }
    words
}

/// Subjects of a clause: `emr, iaas -- wan`.
pub(super) fn subjects(cx: &mut Cx, pair: &Pair) -> Vec<SubjectName> {
    let mut all = Vec::new();
    for child in pair.clone().into_inner() {
        match child.as_rule() {
            Rule::subjects => all.extend(subjects(cx, &child)),
            Rule::subject => {
                let mut ends = words(cx, &child).into_iter();
                all.push(SubjectName { first: ends.next().unwrap_or_default(), second: ends.next() });
            }
            _ => {}
        }
    }
    all
}

/// `2026-04-01 .. 2027-03-31`
pub(super) fn period(cx: &mut Cx, pair: &Pair) -> Period {
    let mut dates = pair.clone().into_inner().filter(|child| child.as_rule() == Rule::date);
    let from = dates.next().map(|date| name(cx, &date)).unwrap_or_default();
    Period { from, to: dates.next().map(|date| name(cx, &date)) }
}

/// The words of a text in quotes.
pub(super) fn string(cx: &mut Cx, pair: &Pair) -> String {
    let (inner, start) = between_quotes(pair);
    unescaped(cx, inner, start)
}

/// What stands between the quotes of a text, and where it starts.
pub(super) fn between_quotes<'i>(pair: &Pair<'i>) -> (&'i str, usize) {
    let text = pair.as_str();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    (inner, pair.as_span().start() + 1)
}

/// Words without their `\\` forms; `start` is where they stand.
pub(super) fn unescaped(cx: &mut Cx, inner: &str, start: usize) -> String {
    if !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut words = String::with_capacity(inner.len());
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            words.push(c);
            continue;
        }
        match chars.next() {
            Some((_, '"')) => words.push('"'),
            Some((_, '\\')) => words.push('\\'),
            Some((_, 'n')) => words.push('\n'),
            Some((_, 't')) => words.push('\t'),
            Some((_, other)) => {
                words.push(other);
                let span = cx.range(start + at, start + at + 1 + other.len_utf8());
                let problem = Diagnostic::new(
                    &BAD_TEXT,
                    span,
                    text!("`\\{other}` という書き方はありません", "there is no `\\{other}` in a text"),
                );
                cx.report(problem.help(text!(
                    "`\\` そのものは `\\\\` と書きます。ほかに `\\\"` `\\n` `\\t` が使えます",
                    "write `\\\\` for a backslash; `\\\"`, `\\n` and `\\t` exist besides"
                )));
            }
            None => {}
        }
    }
    words
}

/// A text in quotes as a name with its place.
pub(super) fn string_name(cx: &mut Cx, pair: Pair) -> Name {
    Name { text: string(cx, &pair), span: cx.span(&pair) }
}

/// The text in quotes that a clause holds, if it holds one.
pub(super) fn string_of(cx: &mut Cx, pair: &Pair) -> Option<String> {
    child(pair, Rule::string).map(|text| string(cx, &text))
}

/// All texts in quotes that a clause lists.
pub(super) fn strings(cx: &mut Cx, pair: &Pair) -> Vec<String> {
    pair.clone().into_inner().filter(|it| it.as_rule() == Rule::string).map(|text| string(cx, &text)).collect()
}

/// A text in one language or in both.
pub(super) fn text(cx: &mut Cx, pair: &Pair) -> Text {
    let (mut ja, mut en) = (None, None);
    let mut lang = None;
    for child in pair.clone().into_inner() {
        match child.as_rule() {
            Rule::lang => lang = Some(child),
            Rule::string => {
                let words = string(cx, &child);
                let slot = match lang.as_ref().map(|lang| lang.as_str()) {
                    None => return Text::same(words),
                    Some("ja") => &mut ja,
                    Some(_) => &mut en,
                };
                if slot.replace(words).is_some() {
                    let lang = lang.take();
                    let written = lang.as_ref().map_or("", |lang| lang.as_str());
                    let problem = Diagnostic::new(
                        &BAD_TEXT,
                        cx.span(lang.as_ref().unwrap_or(&child)),
                        text!("`{written}` の文が二つあります", "there are two texts in `{written}`"),
                    );
                    cx.report(problem.help(text!("一つにしてください", "keep one of them")));
                }
            }
            _ => {}
        }
    }
    match (ja, en) {
        (Some(ja), Some(en)) => Text { ja, en },
        (Some(one), None) | (None, Some(one)) => Text::same(one),
        (None, None) => Text::default(),
    }
}

/// The text that a declaration holds, if it holds one.
pub(super) fn text_of(cx: &mut Cx, pair: &Pair) -> Option<Text> {
    child(pair, Rule::text).map(|words| text(cx, &words))
}

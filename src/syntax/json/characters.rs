//! Characters inside JSON strings: those that a policy may not hold anywhere, and those that JSON wants escaped.

use jsonc_parser::ast::{ObjectPropName, Value};

use super::malformed::JSON_SYNTAX;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::limits::MAX_STRING;
use crate::syntax::refused;
use crate::text;

/// Every string and key of a tree; nesting was bounded before.
pub(super) fn check(value: &Value, text: &str, span: &dyn Fn(usize, usize) -> Span, problems: &mut Vec<Diagnostic>) {
    match value {
        Value::StringLit(it) => string(&it.value, (it.range.start, it.range.end), text, span, problems),
        Value::Array(it) => it.elements.iter().for_each(|value| check(value, text, span, problems)),
        Value::Object(it) => {
            for entry in &it.properties {
                if let ObjectPropName::String(it) = &entry.name {
                    string(&it.value, (it.range.start, it.range.end), text, span, problems);
                }
                check(&entry.value, text, span, problems);
            }
        }
        _ => {}
    }
}

fn string(
    value: &str,
    (start, end): (usize, usize),
    text: &str,
    span: &dyn Fn(usize, usize) -> Span,
    problems: &mut Vec<Diagnostic>,
) {
    let whole = span(start, end);
    if text.get(start..end).is_some_and(|raw| raw.chars().any(|c| c < ' ')) {
        problems.push(
            Diagnostic::new(
                &JSON_SYNTAX,
                whole,
                text!("文字列の中に改行やタブがそのまま入っています", "a string holds a bare line end or tab"),
            )
            .help(text!("`\\n` や `\\t` と書いてください", "write `\\n` or `\\t`")),
        );
    } else if let Some(c) = value.chars().find(|c| refused::is_refused(*c)) {
        problems.push(refused::refused_character(whole, c));
    }
    if value.len() > MAX_STRING {
        problems.push(refused::long_string(span(start, start + 1), value.len()));
    }
}

//! The plain reader: over a tree with places, from which what is wrong is taken out.

use jsonc_parser::ast::Value;
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};
use serde::Deserialize;

use super::characters;
use super::deserializer::{self, At};
use super::malformed::{self, JSON_SYNTAX};
use super::places::Place;
use super::wrong::{What, Wrong};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::Engagement;
use crate::syntax::limits::{MAX_NESTING, MAX_ROW_PROBLEMS};
use crate::syntax::{Parsed, refused};
use crate::text;

/// Reads one row; `row` is empty where the whole text is one.
pub(super) fn read(text: &str, place: Place, row: &str, parsed: &mut Parsed) {
    let span = |start: usize, end: usize| place.span((start, end));
    let first = parsed.problems.len();
    if let Some(at) = too_deep(text) {
        parsed.problems.push(refused::too_deep(span(at, at + 1)));
    } else {
        match parse_to_ast(text, &collect(), &strict()) {
            Err(error) => {
                let range = error.range();
                let (headline, help) = malformed::words(error.kind());
                let end = range.end.max(range.start).min(text.len());
                let problem = Diagnostic::new(&JSON_SYNTAX, span(range.start.min(end), end), headline);
                parsed.problems.push(help.into_iter().fold(problem, Diagnostic::help));
            }
            Ok(tree) => match tree.value {
                None => parsed.problems.push(empty(span(0, text.len()))),
                Some(value) => {
                    characters::check(&value, text, &span, &mut parsed.problems);
                    row_of(value, text, place, parsed);
                }
            },
        }
    }
    parsed.problems.truncate(first + MAX_ROW_PROBLEMS);
    let head = if row.is_empty() { String::new() } else { format!("{row}:") };
    for problem in parsed.problems.iter_mut().skip(first) {
        problem.pointer = Some(format!("{head}{}", problem.pointer.as_deref().unwrap_or("")));
    }
}

/// Reads the engagement of a tree, again without each element that is wrong.
fn row_of(mut value: Value, text: &str, place: Place, parsed: &mut Parsed) {
    let span = |start: usize, end: usize| place.span((start, end));
    for _ in 0..MAX_ROW_PROBLEMS {
        match Engagement::deserialize(At::new(&value, place)) {
            Ok(mut engagement) => {
                engagement.span = place.span(deserializer::range(&value));
                engagement.extra = extra(&value, text);
                parsed.file.engagements.push(engagement);
                return;
            }
            Err(wrong) => {
                // A required key whose value was wrong has been reported, and taken out, before.
                if let What::MissingKey(key) = *wrong.what {
                    let pointer = format!("{}/{key}", wrong.pointer());
                    if parsed.problems.last().is_some_and(|last| last.pointer.as_deref() == Some(&pointer)) {
                        return;
                    }
                }
                let (start, end) = wrong.range.unwrap_or((0, text.len()));
                let mut problem = wrong.report(span(start, end), |(start, end)| span(start, end));
                problem.pointer = Some(wrong.pointer());
                parsed.problems.push(problem);
                if !remove(&mut value, &wrong) {
                    return;
                }
            }
        }
    }
}

/// Takes the element with the mistake out of the tree: the key that nobody knows, the second of two, or the whole value.
fn remove(value: &mut Value, wrong: &Wrong) -> bool {
    let mut steps: Vec<&str> = wrong.path.iter().rev().map(String::as_str).collect();
    if let What::UnknownKey(key, _) | What::DuplicateKey(key, _) = &*wrong.what {
        if steps.last() != Some(&key.as_str()) {
            steps.push(key);
        }
    } else {
        // The innermost list element: a party without its kind is no party.
        while steps.last().is_some_and(|step| step.parse::<usize>().is_err())
            && steps.iter().any(|step| step.parse::<usize>().is_ok())
        {
            steps.pop();
        }
    }
    let Some((last, outer)) = steps.split_last() else { return false };
    let mut at = value;
    for step in outer {
        let next = match at {
            Value::Object(object) => {
                object.properties.iter_mut().find(|it| it.name.as_str() == *step).map(|it| &mut it.value)
            }
            Value::Array(array) => step.parse::<usize>().ok().and_then(|number| array.elements.get_mut(number)),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    match at {
        Value::Object(object) => match object.properties.iter().rposition(|it| it.name.as_str() == *last) {
            Some(found) => drop(object.properties.remove(found)),
            None => return false,
        },
        Value::Array(array) => match last.parse::<usize>() {
            Ok(number) if number < array.elements.len() => drop(array.elements.remove(number)),
            _ => return false,
        },
        _ => return false,
    }
    true
}

/// The keys beginning with `x_`, as they stand.
fn extra(value: &Value, text: &str) -> Vec<(String, serde_json::Value)> {
    let Value::Object(object) = value else { return Vec::new() };
    let own = object.properties.iter().filter(|entry| entry.name.as_str().starts_with("x_"));
    own.map(|entry| {
        let (start, end) = deserializer::range(&entry.value);
        let written = text.get(start..end).unwrap_or("null");
        (entry.name.as_str().to_owned(), serde_json::from_str(written).unwrap_or_default())
    })
    .collect()
}

fn empty(span: Span) -> Diagnostic {
    Diagnostic::new(&JSON_SYNTAX, span, text!("JSON が空です", "there is no JSON here"))
        .help(text!("`{{\"engagement\": …}}` の形で書いてください", "write `{{\"engagement\": …}}`"))
}

/// Where the bracket opens that is one too many, outside strings.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Some(at);
        }
    }
    None
}

fn collect() -> CollectOptions {
    CollectOptions { comments: CommentCollectionStrategy::Off, tokens: false }
}

/// JSON as the standard has it, so that every other tool reads the same.
fn strict() -> ParseOptions {
    ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}

//! Annotations as GitHub reads them from the output of a step: `::error file=…,line=…::…`.
//!
//! What a baseline knows is left out; what is new, worse, changed or fixed since then says so. What is waived becomes a notice that says so; what lies in a built-in pack is told without a place, since no file of the
//! repository is meant.

use std::fmt::Write;

use super::reported::Reported;
use super::{Judged, file};
use crate::diagnostic::{Severity, Text};
use crate::report::safe;
use crate::source::Position;
use crate::text;

/// One line for everything that is wrong.
pub fn github(judged: &Judged<'_>) -> String {
    let mut out = String::new();
    for it in Reported::all(judged).into_iter().filter(|it| !it.is_known()) {
        out.push_str(&annotation(judged, &it));
    }
    for it in judged.checked.iter().filter_map(|it| it.against.as_ref()).flat_map(|it| &it.fixed) {
        let (id, fixed) = (&it.id, text!("解消", "fixed"));
        let words = it.message.as_ref().map_or(it.control.as_deref().unwrap_or_default(), |it| it.in_lang(judged.lang));
        let words = message(&format!("{id} {}: {words}", fixed.in_lang(judged.lang)));
        let _ = writeln!(out, "::notice title={}::{words}", property(&it.code));
    }
    for name in judged.skipped {
        let words =
            text!("「{name}」は入力に誤りがあるため評価していません", "`{name}` was not evaluated because of errors");
        // Writing into a string cannot fail.
        let _ = writeln!(out, "::error title=buntan::{}", message(words.in_lang(judged.lang)));
    }
    out
}

fn annotation(judged: &Judged<'_>, it: &Reported<'_>) -> String {
    let kind = match it.severity {
        _ if it.waiver().is_some() => "notice",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some((span, _)) = it.places.first() {
        let source = judged.sources.get(span.source);
        if !source.is_built_in() {
            let (from, to) = (source.position(span.start), source.position(span.end));
            properties.push(format!("file={}", property(file(&source.name))));
            let Position { line, column } = from;
            properties.push(format!("line={line},endLine={}", to.line));
            if to.line == line {
                properties.push(format!("col={column},endColumn={}", to.column.max(column + 1)));
            }
        }
    }
    properties.push(format!("title={}", property(it.name)));
    let waived = match it.waiver() {
        Some(waiver) => {
            let until = waiver.until;
            text!("{until}まで免除 ", "waived until {until}: ")
        }
        None => Text::default(),
    };
    let id = it.id().map(|id| format!("{id} ")).unwrap_or_default();
    let since = it.since.map(|it| format!("{} ", it.words().in_lang(judged.lang))).unwrap_or_default();
    let words = format!("{}{id}{since}{}", waived.in_lang(judged.lang), it.message.in_lang(judged.lang));
    format!("::{kind} {}::{}\n", properties.join(","), message(&words))
}

/// The words of a command end with the line, and `%` begins an escape.
fn message(words: &str) -> String {
    safe(words).replace('%', "%25")
}

/// The same for a property, which `:` and `,` would end.
fn property(words: &str) -> String {
    message(words).replace(':', "%3A").replace(',', "%2C")
}

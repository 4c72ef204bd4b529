//! Problems with their sources, drawn by codespan.

mod cut;
mod view;

use codespan_reporting::diagnostic::{Diagnostic as Drawn, Label as DrawnLabel, LabelStyle, Severity as DrawnSeverity};
use codespan_reporting::term::{self, Config};

use super::document::Failure;
use super::ink::Ink;
use super::inline::Style;
use super::safe;
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::Sources;
use crate::text;
use view::View;

/// Draws a problem with the lines it points at. `error`, `warning`, `note` and `help` are the same in every language.
pub(super) fn draw(diagnostic: &Diagnostic, sources: &Sources, lang: Lang, ink: &mut Ink) {
    let labels: Vec<_> = diagnostic.primary.iter().chain(&diagnostic.labels).collect();
    let (view, places) = View::new(labels.iter().map(|label| label.span), sources);

    let drawn_labels = labels.iter().zip(places).enumerate().map(|(at, (label, place))| DrawnLabel {
        style: if at == 0 && diagnostic.primary.is_some() { LabelStyle::Primary } else { LabelStyle::Secondary },
        file_id: place.file,
        range: place.range,
        message: safe(label.text.in_lang(lang)).into_owned(),
    });
    let drawn = Drawn::new(severity(diagnostic.severity))
        .with_code(diagnostic.code.name)
        .with_message(safe(diagnostic.headline.in_lang(lang)))
        .with_labels(drawn_labels.collect())
        .with_notes(notes(diagnostic, lang));

    emit(&drawn, &view, ink);
}

/// Draws why there is no answer, in the same form.
pub(super) fn draw_failure(failure: &Failure, lang: Lang, ink: &mut Ink) {
    let none = Sources::default();
    let (view, _) = View::new(std::iter::empty(), &none);
    let notes = failure.help.iter().map(|help| lines(&format!("help: {}", help.in_lang(lang)))).collect();
    let drawn = Drawn::error().with_message(safe(failure.headline.in_lang(lang))).with_notes(notes);
    emit(&drawn, &view, ink);
}

fn emit(drawn: &Drawn<usize>, view: &View, ink: &mut Ink) {
    if term::emit_to_write_style(ink, &Config::default(), view, drawn).is_err() {
        // Nothing here does I/O and every place was looked up, so this cannot be seen; the words must not be lost all the same.
        ink.put(Style::Plain, &format!("\nerror: {}\n", drawn.message));
    }
    ink.close_up();
}

fn severity(severity: Severity) -> DrawnSeverity {
    match severity {
        Severity::Error => DrawnSeverity::Error,
        Severity::Warning => DrawnSeverity::Warning,
        Severity::Note => DrawnSeverity::Note,
    }
}

/// The place in JSON input, then what to do.
fn notes(diagnostic: &Diagnostic, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(pointer) = &diagnostic.pointer {
        notes.push(text!("JSON の位置: {pointer}", "in JSON: {pointer}").in_lang(lang).to_owned());
    }
    notes.extend(diagnostic.help.iter().map(|help| format!("help: {}", help.in_lang(lang))));
    notes.iter().map(|note| lines(note)).collect()
}

/// Harmless, but the lines of a help text stay lines; codespan indents them.
fn lines(text: &str) -> String {
    text.lines().map(safe).collect::<Vec<_>>().join("\n")
}

//! From steps to texts: only the lines of the statements themselves are touched.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::problems::{Problem, UNWRITABLE_ANSWER};
use super::plan::{Step, Where};
use super::written::{Refused, lines};
use crate::diagnostic::{Lang, Text};
use crate::source::{SourceId, Sources, Span};
use crate::syntax::ast;
use crate::text;

/// The new texts, by source.
pub type Texts = BTreeMap<SourceId, String>;

/// The texts after some steps; and what could not be written.
pub fn texts(sources: &Sources, parts: &[ast::Engagement], steps: &[Step]) -> (Texts, Vec<Problem>) {
    let keywords = keywords(sources, parts);
    let mut cuts: BTreeMap<SourceId, Vec<(Range<usize>, String)>> = BTreeMap::new();
    let mut problems = Vec::new();
    for step in steps {
        let mut written = Vec::new();
        for statement in &step.statements {
            match lines(statement, keywords) {
                Ok(lines) => written.push(lines),
                Err(refused) => problems.extend(step.places.iter().map(|place| {
                    let (says, help) = why(&refused);
                    help.into_iter().fold(Problem::new(&UNWRITABLE_ANSWER, place.clone(), says), Problem::help)
                })),
            }
        }
        let (Where::Instead(span) | Where::Behind(span) | Where::End(span)) = step.at;
        let text = &sources.get(span.source).text;
        let Some(whole) = parts.iter().map(|it| it.span).find(|it| it.holds(span)) else { continue };
        let cut = match step.at {
            Where::Instead(_) => instead(text, span, parts, &written.concat()),
            Where::Behind(_) => behind(text, span, whole, &written.concat()),
            Where::End(_) => at_end(text, whole, &written.concat()),
        };
        cuts.entry(span.source).or_default().push(cut);
    }
    let texts = cuts.into_iter().map(|(source, cuts)| (source, cut(&sources.get(source).text, cuts)));
    (texts.collect(), problems)
}

fn why(refused: &Refused) -> (Text, Vec<Text>) {
    match refused {
        Refused::Problems(problems) => match problems.first() {
            Some(first) => {
                let Text { ja, en } = &first.headline;
                (
                    text!("記入をファイルに書けません：{ja}", "it cannot be written into the file: {en}"),
                    first.help.clone(),
                )
            }
            None => (text!("記入をファイルに書けません", "it cannot be written into the file"), Vec::new()),
        },
        Refused::Unfaithful => (
            text!("記入をそのままの形でファイルに書けません", "it cannot be written into the file as it is"),
            Vec::new(),
        ),
    }
}

/// The language in which most of the statements are written.
fn keywords(sources: &Sources, parts: &[ast::Engagement]) -> Option<Lang> {
    let all = parts.iter().flat_map(|it| &it.statements).map(|it| sources.slice(it.does.span).is_ascii());
    let (en, ja): (Vec<bool>, Vec<bool>) = all.partition(|is_ascii| *is_ascii);
    (ja.len() > en.len()).then_some(Lang::Ja)
}

/// The line end of a text.
fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind(['\n', '\r'])).map_or(0, |it| it + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find(['\n', '\r'])).map_or(text.len(), |it| at + it)
}

/// The blanks with which the line of a byte begins.
fn indent(text: &str, at: usize) -> &str {
    let line = text.get(line_start(text, at)..).unwrap_or("");
    let width = line.find(|it: char| it != ' ' && it != '\t').unwrap_or(line.len());
    line.get(..width).unwrap_or("")
}

/// New lines behind the line of a statement; in a block on one line, before its `}`.
fn behind(text: &str, span: Span, whole: Span, lines: &[String]) -> (Range<usize>, String) {
    let (newline, indent) = (newline(text), indent(text, span.start as usize));
    let end = line_end(text, span.end as usize);
    let close = (whole.end as usize).saturating_sub(1);
    let joined: String = lines.iter().map(|line| format!("{newline}{indent}{line}")).collect();
    match close < end {
        true => (close..close, format!("{joined}{newline}")),
        false => (end..end, joined),
    }
}

/// New lines before the `}` of a block.
fn at_end(text: &str, whole: Span, lines: &[String]) -> (Range<usize>, String) {
    let newline = newline(text);
    let close = (whole.end as usize).saturating_sub(1);
    let joined: String = lines.iter().map(|line| format!("  {line}{newline}")).collect();
    let first = line_start(text, close);
    match text.get(first..close).is_some_and(|before| before.trim().is_empty()) {
        true => (first..first, joined),
        false => (close..close, format!("{newline}{joined}")),
    }
}

/// Other lines in the place of a statement and of the `///` lines above it.
fn instead(text: &str, span: Span, parts: &[ast::Engagement], lines: &[String]) -> (Range<usize>, String) {
    let (start, end) = (span.start as usize, span.end as usize);
    let count = parts.iter().flat_map(|it| &it.statements).find(|it| it.span == span).map_or(0, |it| it.docs.len());
    let start = with_docs(text, start, count).unwrap_or(start);
    let (newline, indent) = (newline(text), indent(text, start));
    if !lines.is_empty() {
        return (start..end, lines.join(&format!("{newline}{indent}")));
    }
    // Nothing takes its place: its line goes, unless something else stands on it.
    let (first, last) = (line_start(text, start), line_end(text, end));
    let before = text.get(first..start).unwrap_or("");
    let after = text.get(end..last).unwrap_or("");
    if !before.trim().is_empty() || !after.trim().is_empty() {
        return (start..end, String::new());
    }
    let rest = text.get(last..).unwrap_or("");
    let wide = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
    (first..last + wide, String::new())
}

/// Where the `///` lines of a statement begin, if they stand on the lines right above it.
fn with_docs(text: &str, start: usize, count: usize) -> Option<usize> {
    let mut first = start;
    for _ in 0..count {
        let this = line_start(text, first);
        let above = line_start(text, text.get(..this)?.trim_end_matches(['\n', '\r']).len());
        let line = text.get(above..this)?;
        let blanks = line.len() - line.trim_start().len();
        if !line.trim_start().starts_with("///") {
            return None;
        }
        first = above + blanks;
    }
    Some(first)
}

/// A text with some ranges replaced; of ranges that meet, the first stands first.
fn cut(text: &str, mut cuts: Vec<(Range<usize>, String)>) -> String {
    cuts.sort_by_key(|(range, _)| (range.start, range.end));
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for (range, words) in cuts {
        new.push_str(text.get(at..range.start.max(at)).unwrap_or(""));
        new.push_str(&words);
        at = range.end.max(at);
    }
    new.push_str(text.get(at..).unwrap_or(""));
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (Sources, Vec<ast::Engagement>) {
        let mut sources = Sources::default();
        let id = sources.add(crate::source::Source::new("a.buntan", text));
        let parsed = crate::syntax::parse(id, sources.get(id));
        assert!(parsed.problems.is_empty(), "{:?}", parsed.problems);
        (sources, parsed.file.engagements)
    }

    fn step(at: Where, lines: &[&str]) -> Step {
        let text = format!("engagement \"+\" {{\n{}\n}}", lines.join("\n"));
        let (_, parts) = file(&text);
        Step { at, statements: parts[0].statements.clone(), places: Vec::new() }
    }

    fn after(text: &str, make: impl Fn(&[ast::Statement]) -> Vec<Step>) -> String {
        let (sources, parts) = file(text);
        let (texts, problems) = texts(&sources, &parts, &make(&parts[0].statements));
        assert!(problems.is_empty(), "{problems:?}");
        texts.into_values().next().unwrap_or_default()
    }

    const OPEN: &str = "engagement \"x\" {\n  // 一 / one\n  A owns P.1 by K1 \"8\"   // why\n\n  /// said\n  B accepts P.1\n    on x // two lines\n}\n";

    #[test]
    fn a_statement_changes_in_its_place() {
        let new = after(OPEN, |it| vec![step(Where::Instead(it[0].span), &["A owns P.1 by K1 \"9\""])]);
        assert_eq!(new, OPEN.replace("K1 \"8\"", "K1 \"9\""));
        let new = after(OPEN, |it| {
            vec![step(Where::Instead(it[1].span), &["/// other", "/// words", "B disclaims P.1 on x"])]
        });
        assert_eq!(
            new,
            OPEN.replace("/// said\n  B accepts P.1\n    on x", "/// other\n  /// words\n  B disclaims P.1 on x")
        );
    }

    #[test]
    fn new_lines_stand_behind_comments() {
        let new = after(OPEN, |it| vec![step(Where::Behind(it[0].span), &["A owns P.2"])]);
        assert_eq!(new, OPEN.replace("// why\n", "// why\n  A owns P.2\n"));
    }

    #[test]
    fn what_is_taken_out_leaves_comments() {
        let new =
            after(OPEN, |it| vec![Step { at: Where::Instead(it[0].span), statements: Vec::new(), places: Vec::new() }]);
        assert_eq!(new, OPEN.replace("  A owns P.1 by K1 \"8\"   // why", "     // why"));
        let bare = OPEN.replace("   // why", "");
        let new = after(&bare, |it| {
            vec![Step { at: Where::Instead(it[0].span), statements: Vec::new(), places: Vec::new() }]
        });
        assert_eq!(new, bare.replace("  A owns P.1 by K1 \"8\"\n", ""));
    }

    #[test]
    fn line_ends_and_blocks_on_one_line() {
        let dos = OPEN.replace('\n', "\r\n");
        let new = after(&dos, |it| vec![step(Where::Behind(it[0].span), &["A owns P.2"])]);
        assert_eq!(new, dos.replace("// why\r\n", "// why\r\n  A owns P.2\r\n"));
        let short = "engagement \"x\" { party A vendor\nA owns P.1 }\n";
        let new = after(short, |it| vec![step(Where::Behind(it[0].span), &["A owns P.2"])]);
        assert_eq!(new, "engagement \"x\" { party A vendor\nA owns P.1 \nA owns P.2\n}\n");
    }

    #[test]
    fn japanese_files_stay_japanese() {
        let text = "案件 \"x\" {\n  A 負う P.1\n}\n";
        let new = after(text, |it| {
            vec![step(Where::Behind(it[0].span), &["B accepts P.2 on x by K1 \"8\" until 2027-03-31"])]
        });
        assert_eq!(new, "案件 \"x\" {\n  A 負う P.1\n  B 引き受ける P.2 対象 x 根拠 K1 \"8\" 終了日 2027-03-31\n}\n");
    }
}

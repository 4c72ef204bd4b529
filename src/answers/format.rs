//! Texts in their canonical layout, and what is different.

use serde_json::json;
use similar::{ChangeTag, TextDiff};

use crate::diagnostic::Lang;
use crate::model;
use crate::report::{Document, Failure, Inline, Style, diagnostic_json};
use crate::source::{SourceId, Sources};
use crate::syntax::format::{LeftAlone, Options, format};
use crate::text;

/// A text and its canonical layout.
#[derive(Debug)]
pub struct LaidOut {
    /// The text as written.
    pub source: SourceId,
    /// The text as it should be, or why it was left alone.
    pub outcome: Result<String, LeftAlone>,
    /// They differ.
    pub differs: bool,
}

/// Lays out a text; `keywords` says in which language they are to be.
pub fn lay_out(sources: &Sources, source: SourceId, keywords: Option<Lang>) -> LaidOut {
    let options = Options { keywords: keywords.map(|lang| (lang, model::spelling as _)) };
    let outcome = format(source, sources.get(source), &options);
    let differs = outcome.as_ref().is_ok_and(|text| **text != *sources.get(source).text);
    LaidOut { source, outcome, differs }
}

/// What was laid out: the files that differ, with the differences where they are asked for, and what could not be read.
pub fn laid_out(sources: &Sources, all: &[LaidOut], with_diff: bool, written: bool) -> Document {
    let name = |it: &LaidOut| sources.get(it.source).name.clone();
    let changed: Vec<&LaidOut> = all.iter().filter(|it| it.differs).collect();
    let mut document = Document::new();
    for it in &changed {
        if with_diff && let Ok(after) = &it.outcome {
            document = document.lines(text_difference(&name(it), &sources.get(it.source).text, after));
        }
    }
    let mut problems = Vec::new();
    for it in all {
        match &it.outcome {
            Ok(_) => {}
            Err(LeftAlone::Problems(more)) => problems.extend(more.iter().cloned()),
            Err(LeftAlone::Unfaithful) => {
                let name = name(it);
                let headline = text!("`{name}` は意味を変えずに整形できません", "`{name}` cannot be laid out as it is");
                let help = text!("この例を開発者に知らせてください", "please report it as an example");
                document = document.failure(Failure::new(headline).help(help));
            }
        }
    }
    for problem in &problems {
        document = document.problem(problem.clone());
    }
    if !with_diff && !changed.is_empty() {
        let count = changed.len();
        document = if written {
            document.paragraph(text!("整形しました（{count} 件）:", "Laid out ({count}):"))
        } else {
            document.paragraph(text!("整形が必要です（{count} 件）:", "To be laid out ({count}):"))
        };
        document = document.list(changed.iter().map(|it| Inline::styled(name(it), Style::Code)));
    }
    let untouched: Vec<String> = all.iter().filter(|it| it.outcome.is_err()).map(name).collect();
    if !untouched.is_empty() {
        let list = untouched.join("`, `");
        document = document.note(text!(
            "`{list}` には誤りがあるため、手を付けていません",
            "`{list}` has errors and was left untouched"
        ));
    }
    if document.blocks.is_empty() {
        let count = all.len();
        document = document.paragraph(text!("整形は不要です（{count} 件）", "Nothing to lay out (files: {count})"));
    }
    let files = all.iter().map(|it| {
        let status = match (&it.outcome, it.differs) {
            (Err(_), _) => "untouched",
            (Ok(_), true) => "changed",
            (Ok(_), false) => "unchanged",
        };
        let diff = it.outcome.as_ref().ok().filter(|_| it.differs && with_diff);
        let diff = diff.map(|after| unified(&name(it), &sources.get(it.source).text, after));
        json!({ "file": name(it), "status": status, "diff": diff })
    });
    let problems: Vec<_> = problems.iter().map(|problem| diagnostic_json(problem, sources)).collect();
    document.data(json!({ "files": files.collect::<Vec<_>>(), "written": written, "problems": problems }))
}

/// Lines around a change.
const CONTEXT: usize = 3;

/// A unified difference of two texts under one name.
pub fn unified(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(CONTEXT).header(name, name).to_string()
}

/// A unified difference, in colours.
pub fn text_difference(name: &str, before: &str, after: &str) -> Vec<Inline> {
    let diff = TextDiff::from_lines(before, after);
    let mut unified = diff.unified_diff();
    let mut lines: Vec<Inline> =
        ["---", "+++"].iter().map(|sign| Inline::styled(format!("{sign} {name}"), Style::Strong)).collect();
    for hunk in unified.context_radius(CONTEXT).iter_hunks() {
        lines.push(Inline::styled(hunk.header().to_string(), Style::Dim));
        for change in hunk.iter_changes() {
            let style = match change.tag() {
                ChangeTag::Equal => Style::Plain,
                ChangeTag::Delete => Style::Error,
                ChangeTag::Insert => Style::Good,
            };
            let line = change.value().trim_end_matches(['\n', '\r']);
            lines.push(Inline::styled(format!("{}{line}", change.tag()), style));
        }
    }
    lines
}

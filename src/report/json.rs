//! The writer for programs: both languages at once, so that the output does not depend on who asks.

use std::fmt::Write;
use std::io;

use serde_json::{Value, json};

use super::document::{Align, Block, Document, Table, Tree};
use super::inline::Inline;
use super::safe;
use crate::diagnostic::{Diagnostic, Label};
use crate::source::Sources;

/// The machine form of a document, or else its blocks.
pub(super) fn write(document: &Document, sources: &Sources) -> io::Result<String> {
    let written = match &document.data {
        Some(data) => serde_json::to_string_pretty(data)?,
        None => {
            let blocks: Vec<Value> = document.blocks.iter().map(|block| of_block(block, sources)).collect();
            serde_json::to_string_pretty(&json!({ "blocks": blocks }))?
        }
    };
    Ok(escape(written))
}

/// The machine form of a problem: the keys of a finding, so that a program reads both in one way; what a problem does not have is
/// null or empty.
pub fn diagnostic(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let labels = diagnostic.primary.iter().chain(&diagnostic.labels);
    json!({
        "id": null,
        "code": diagnostic.code.name,
        "severity": diagnostic.severity,
        "catalogue": null,
        "control": null,
        "duties": [],
        "subject": null,
        "phase": null,
        "mode": null,
        "parties": [],
        "from": null,
        "to": null,
        "message": diagnostic.headline,
        "locations": labels.map(|label| of_label(label, sources)).collect::<Vec<_>>(),
        "because": [],
        "derivation": null,
        "help": diagnostic.help,
        "pointer": diagnostic.pointer,
    })
}

fn of_label(label: &Label, sources: &Sources) -> Value {
    let source = sources.get(label.span.source);
    let position = source.position(label.span.start);
    json!({ "file": source.name, "line": position.line, "column": position.column, "role": label.text })
}

fn of_block(block: &Block, sources: &Sources) -> Value {
    match block {
        Block::Heading(level, words) => json!({ "heading": words.plain(), "level": level }),
        Block::Paragraph(words) => json!({ "paragraph": words.plain() }),
        Block::List(items) => json!({ "list": plain(items) }),
        Block::Terms(terms) => {
            let entry = |(term, words): &(Inline, Inline)| json!({ "term": term.plain(), "text": words.plain() });
            json!({ "terms": terms.iter().map(entry).collect::<Vec<_>>() })
        }
        Block::Table(table) => of_table(table),
        Block::Tree(tree) => json!({ "tree": of_tree(tree) }),
        Block::Note(words) => json!({ "note": words.plain() }),
        Block::Lines(lines) => json!({ "lines": plain(lines) }),
        Block::Verbatim(text) | Block::Mermaid(text) => json!({ "verbatim": text }),
        Block::Problem(problem) => json!({ "problem": diagnostic(problem, sources) }),
        Block::Failure(failure) => json!({ "failure": failure }),
        Block::Rule => json!({ "rule": true }),
    }
}

fn plain(words: &[Inline]) -> Value {
    words.iter().map(|words| json!(words.plain())).collect()
}

fn of_table(table: &Table) -> Value {
    let align = |align| match align {
        Align::Left => "left",
        Align::Right => "right",
        Align::Center => "center",
    };
    let columns: Vec<Value> = table
        .columns
        .iter()
        .map(|column| json!({ "head": column.head.plain(), "align": align(column.align) }))
        .collect();
    let rows: Vec<Value> = table.rows.iter().map(|row| plain(row)).collect();
    json!({ "table": { "columns": columns, "rows": rows } })
}

fn of_tree(tree: &Tree) -> Value {
    json!({ "label": tree.label.plain(), "children": tree.children.iter().map(of_tree).collect::<Vec<_>>() })
}

/// JSON allows most of what acts on a terminal to stand raw in a string; here it is escaped, which means the same.
fn escape(written: String) -> String {
    let mut out = String::with_capacity(written.len() + 1);
    let mut units = [0; 2];
    for ch in written.chars() {
        if ch != '\n' && safe::acts(ch) {
            for unit in ch.encode_utf16(&mut units) {
                // Writing into a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(ch);
        }
    }
    out.push('\n');
    out
}

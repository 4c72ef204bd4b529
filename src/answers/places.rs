//! Places and derivations as every answer shows them.

use serde_json::{Value, json};

use crate::diagnostic::Text;
use crate::findings::Derivation;
use crate::report::{Align, Inline, Style, Table, Tree};
use crate::source::{Sources, Span};
use crate::text;

/// Words quoted from a source are cut here, so that a place stays one line.
const MAX_QUOTED: usize = 60;

/// `file:line:column` as JSON, with what the place is there for.
pub fn location(sources: &Sources, span: Span, role: &Text) -> Value {
    let source = sources.get(span.source);
    let position = source.position(span.start);
    json!({ "file": source.name, "line": position.line, "column": position.column, "role": role })
}

/// `file:line:column`, the words that stand there, and what they come to.
pub fn place(sources: &Sources, span: Span, words: &Text) -> Inline {
    let place = sources.place(span);
    let quoted = quoted(sources, span);
    let inline = Inline::styled(format!("{place} "), Style::Dim).and(format!("`{quoted}`"), Style::Code);
    if words.is_empty() {
        return inline;
    }
    inline.and(Text::new(format!("：{}", words.ja), format!(": {}", words.en)), Style::Plain)
}

/// The first line of what stands at a span, cut to a readable length.
fn quoted(sources: &Sources, span: Span) -> String {
    let line = sources.slice(span).lines().next().unwrap_or_default().trim();
    let whole = sources.slice(span).trim();
    let mut cut: String = line.chars().take(MAX_QUOTED).collect();
    if cut.chars().count() < line.chars().count() || whole.len() > line.len() {
        cut.push('…');
    }
    cut.replace('`', "'")
}

/// A derivation as a tree.
pub fn tree_of(sources: &Sources, derivation: &Derivation) -> Tree {
    let mut label = Inline::from(&derivation.text);
    if let Some(source) = &derivation.source {
        label = label.and(format!(" [{source}]"), Style::Strong);
    }
    let mut tree = Tree::leaf(label);
    if let Some(span) = derivation.span {
        tree = tree.child(Tree::leaf(place(sources, span, &Text::default())));
    }
    tree.children.extend(derivation.steps.iter().map(|step| tree_of(sources, step)));
    tree
}

/// Derivations as a table, a step a row.
pub fn steps_of<'a>(sources: &Sources, all: impl IntoIterator<Item = &'a Derivation>) -> Table {
    let heads = [
        text!("段", "depth"),
        text!("内容", "step"),
        text!("出典", "item"),
        text!("場所", "place"),
        text!("記述", "as written"),
    ];
    let mut table = Table::new(heads).align(0, Align::Right);
    for derivation in all {
        push_steps(sources, derivation, 1, &mut table);
    }
    table
}

fn push_steps(sources: &Sources, it: &Derivation, depth: usize, table: &mut Table) {
    let place = it.span.map(|span| sources.place(span)).unwrap_or_default();
    let written = it.span.map(|span| quoted(sources, span)).unwrap_or_default();
    let item = it.source.clone().unwrap_or_default();
    table.rows.push(vec![
        Inline::from(depth.to_string()),
        Inline::from(&it.text),
        Inline::from(item),
        Inline::from(place),
        Inline::from(written),
    ]);
    it.steps.iter().for_each(|step| push_steps(sources, step, depth + 1, table));
}

/// A derivation as JSON.
pub fn derivation_json(sources: &Sources, derivation: &Derivation) -> Value {
    json!({
        "text": derivation.text,
        "source": derivation.source,
        "location": derivation.span.map(|span| location(sources, span, &Text::default())),
        "steps": derivation.steps.iter().map(|step| derivation_json(sources, step)).collect::<Vec<_>>(),
    })
}

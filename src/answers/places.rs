//! Places and derivations as every answer shows them.

use serde_json::{Value, json};

use crate::diagnostic::Text;
use crate::findings::Derivation;
use crate::report::{Inline, Style, Tree};
use crate::source::{Sources, Span};

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

/// A derivation as JSON.
pub fn derivation_json(sources: &Sources, derivation: &Derivation) -> Value {
    json!({
        "text": derivation.text,
        "source": derivation.source,
        "location": derivation.span.map(|span| location(sources, span, &Text::default())),
        "steps": derivation.steps.iter().map(|step| derivation_json(sources, step)).collect::<Vec<_>>(),
    })
}

//! Graphs as pictures for pages of Markdown: the same nodes and edges in the language of Mermaid.

use std::fmt::Write;

use super::picture::{PictureEdge, PictureNode};

/// The picture as a flow chart; edges to nodes that do not exist are left out. What is alarming is red and drawn thick, so that
/// colour is not the only sign.
///
/// ```
/// use buntan::graph::{PictureNode, mermaid};
/// let node = PictureNode { label: "a \"quoted\" party".into(), alarming: false };
/// assert_eq!(mermaid(&[node], &[]), "flowchart LR\n  n0[\"a #quot;quoted#quot; party\"]\n");
/// ```
pub fn mermaid(nodes: &[PictureNode], edges: &[PictureEdge]) -> String {
    let mut out = "flowchart LR\n".to_owned();
    // Writing into a string cannot fail.
    for (at, node) in nodes.iter().enumerate() {
        let class = if node.alarming { ":::alarm" } else { "" };
        let _ = writeln!(out, "  n{at}[\"{}\"]{class}", escaped(&node.label));
    }
    for edge in edges.iter().filter(|it| it.from < nodes.len() && it.to < nodes.len()) {
        let arrow = if edge.alarming { "==>" } else { "-->" };
        let _ = match edge.label.is_empty() {
            true => writeln!(out, "  n{} {arrow} n{}", edge.from, edge.to),
            false => writeln!(out, "  n{} {arrow}|\"{}\"| n{}", edge.from, escaped(&edge.label), edge.to),
        };
    }
    if nodes.iter().any(|it| it.alarming) {
        out.push_str("  classDef alarm stroke:#c00,stroke-width:3px,color:#c00\n");
    }
    out
}

/// In a label only entities act, and `#` begins one; a line end is a tag.
fn escaped(label: &str) -> String {
    let mut out = String::with_capacity(label.len());
    for ch in label.chars() {
        match ch {
            '#' => out.push_str("#35;"),
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '`' => out.push_str("#96;"),
            // `%%{` begins a directive, wherever it stands.
            '%' => out.push_str("#37;"),
            '\n' => out.push_str("<br/>"),
            ch if ch.is_control() => {
                let _ = write!(out, "#{};", u32::from(ch));
            }
            ch => out.push(ch),
        }
    }
    out
}

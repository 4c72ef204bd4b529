//! Graphs as pictures: any nodes and edges to the DOT language, labels escaped.

use petgraph::dot::{Config, Dot};
use petgraph::graph::DiGraph;

/// A node of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureNode {
    /// Its words.
    pub label: String,
    /// Drawn as a warning: a gap, a broken step.
    pub alarming: bool,
}

/// An edge of a picture, between node numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureEdge {
    /// Where it starts.
    pub from: usize,
    /// Where it points.
    pub to: usize,
    /// Its words.
    pub label: String,
    /// Drawn as a warning.
    pub alarming: bool,
}

/// The picture in the DOT language; edges to nodes that do not exist are left out.
///
/// ```
/// use buntan::graph::{PictureNode, dot};
/// let node = PictureNode { label: "a \"quoted\" party".into(), alarming: false };
/// assert!(dot(&[node], &[]).contains(r#"a \"quoted\" party"#));
/// ```
pub fn dot(nodes: &[PictureNode], edges: &[PictureEdge]) -> String {
    let mut graph: DiGraph<&PictureNode, &PictureEdge> = DiGraph::new();
    let indices: Vec<_> = nodes.iter().map(|node| graph.add_node(node)).collect();
    for edge in edges {
        if let (Some(from), Some(to)) = (indices.get(edge.from), indices.get(edge.to)) {
            graph.add_edge(*from, *to, edge);
        }
    }
    let color = |alarming: bool| if alarming { ", color=red, fontcolor=red" } else { "" };
    let edge_words = |_: &_, edge: petgraph::graph::EdgeReference<'_, &PictureEdge>| {
        format!("label=\"{}\"{}", escaped(&edge.weight().label), color(edge.weight().alarming))
    };
    let node_words = |_: &_, (_, node): (_, &&PictureNode)| {
        format!("shape=box, label=\"{}\"{}", escaped(&node.label), color(node.alarming))
    };
    let config = [Config::EdgeNoLabel, Config::NodeNoLabel];
    format!("{:?}", Dot::with_attr_getters(&graph, &config, &edge_words, &node_words))
}

fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

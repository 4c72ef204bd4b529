//! The duties of a policy as graphs: what requires what, what serves what.
//!
//! An edge `a → b` of `requires` means *a depends on b*; an edge `a → b` of `serves` means *carrying a carries b*.

use std::collections::BTreeMap;

use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::model::{DutyIdx, Idx, Policy};
use crate::source::Span;

/// Which of the two relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// `requires`
    Requires,
    /// `serves`
    Serves,
}

/// Duties that go round in a circle, each with the place that names the next.
#[derive(Clone, Debug)]
pub struct DutyCycle {
    /// Of which relation.
    pub relation: RelationKind,
    /// The circle, from its smallest duty on.
    pub path: Vec<(DutyIdx, Span)>,
}

/// Duties of one catalogue that together carry a duty of another: one duty, or all duties of a whole control.
#[derive(Clone, Debug)]
pub struct Server {
    /// All of these must be carried.
    pub duties: Vec<DutyIdx>,
    /// The place that says so.
    pub span: Span,
}

/// The relations of a policy in the order in which they are computed.
#[derive(Clone, Debug)]
pub struct DutyGraph {
    /// Every duty after those it requires.
    pub by_requires: Vec<DutyIdx>,
    /// Every duty after those that serve it.
    pub by_serves: Vec<DutyIdx>,
    /// By duty: who serves it, directly.
    pub servers: Vec<Vec<Server>>,
}

impl DutyGraph {
    /// Orders the duties of a policy without cycles; where there is one (reported by [`duty_cycles`]) the order is that of the table.
    ///
    /// ```text
    /// control C.2 { requires C.1 }          C.1 comes before C.2
    /// control ours.1 { serves theirs.7 }    ours.1 is a server of theirs.7
    /// ```
    pub fn new(policy: &Policy) -> Self {
        let mut servers = vec![Vec::new(); policy.duties.len()];
        for (server, relation) in serving(policy) {
            servers[relation.duty.row()].push(Server { duties: server, span: relation.span });
        }
        DutyGraph {
            by_requires: dependencies_first(policy, RelationKind::Requires),
            by_serves: dependencies_first(policy, RelationKind::Serves).into_iter().rev().collect(),
            servers,
        }
    }
}

/// Every `serves` with the duties that stand together behind it.
fn serving(policy: &Policy) -> impl Iterator<Item = (Vec<DutyIdx>, &crate::model::Relation)> {
    let whole = policy.controls.enumerate().flat_map(move |(at, control)| {
        control.serves.iter().map(move |relation| (policy.duties_of(at).collect(), relation))
    });
    let single =
        policy.duties.enumerate().flat_map(|(at, duty)| duty.serves.iter().map(move |relation| (vec![at], relation)));
    whole.chain(single)
}

/// All circles of `requires` and of `serves`, each once.
pub fn duty_cycles(policy: &Policy) -> Vec<DutyCycle> {
    [RelationKind::Requires, RelationKind::Serves]
        .into_iter()
        .flat_map(|relation| {
            let graph = relation_graph(policy, relation);
            let mut circles: Vec<_> = tarjan_scc(&graph)
                .into_iter()
                .filter_map(|mut component| {
                    component.sort();
                    circle(&graph, &component).map(|path| DutyCycle { relation, path })
                })
                .collect();
            circles.sort_by_key(|cycle| cycle.path.first().map(|(duty, _)| *duty));
            circles
        })
        .collect()
}

fn relation_graph(policy: &Policy, relation: RelationKind) -> DiGraph<DutyIdx, Span> {
    let mut graph = DiGraph::with_capacity(policy.duties.len(), policy.duties.len());
    for duty in policy.duties.indices() {
        graph.add_node(duty);
    }
    let node = |duty: DutyIdx| NodeIndex::new(duty.row());
    match relation {
        RelationKind::Requires => {
            for (from, duty) in policy.duties.enumerate() {
                for to in &duty.requires {
                    graph.add_edge(node(from), node(to.duty), to.span);
                }
            }
        }
        RelationKind::Serves => {
            for (group, to) in serving(policy) {
                for from in group {
                    graph.add_edge(node(from), node(to.duty), to.span);
                }
            }
        }
    }
    graph
}

/// What an edge points to comes before where it starts.
fn dependencies_first(policy: &Policy, relation: RelationKind) -> Vec<DutyIdx> {
    let graph = relation_graph(policy, relation);
    match toposort(&graph, None) {
        Ok(order) => order.into_iter().rev().map(|node| graph[node]).collect(),
        Err(_) => policy.duties.indices().collect(),
    }
}

/// The shortest way round inside a strongly connected component, from its smallest node; `None` if it is a single node without a loop.
fn circle(graph: &DiGraph<DutyIdx, Span>, component: &[NodeIndex]) -> Option<Vec<(DutyIdx, Span)>> {
    let &start = component.first()?;
    if component.len() == 1 && graph.find_edge(start, start).is_none() {
        return None;
    }
    let mut came_from: BTreeMap<NodeIndex, (NodeIndex, Span)> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut edges: Vec<_> = graph.edges(node).collect();
        edges.sort_by_key(|edge| edge.target());
        for edge in edges {
            if edge.target() == start {
                return Some(walk_back(graph, &came_from, start, node, *edge.weight()));
            }
            let target = edge.target();
            if component.binary_search(&target).is_ok() && !came_from.contains_key(&target) {
                came_from.insert(target, (node, *edge.weight()));
                queue.push_back(target);
            }
        }
    }
    None
}

fn walk_back(
    graph: &DiGraph<DutyIdx, Span>,
    came_from: &BTreeMap<NodeIndex, (NodeIndex, Span)>,
    start: NodeIndex,
    last: NodeIndex,
    closing: Span,
) -> Vec<(DutyIdx, Span)> {
    let mut path = vec![(graph[last], closing)];
    let mut node = last;
    while node != start {
        let Some(&(previous, span)) = came_from.get(&node) else { break };
        path.push((graph[previous], span));
        node = previous;
    }
    path.reverse();
    path
}

//! The duties of a policy as graphs: what requires what, what serves what.
//!
//! An edge `a → b` of `requires` means *a depends on b*; an edge `a → b` of `serves` means *carrying a carries b*.

use std::collections::BTreeMap;

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::unionfind::UnionFind;
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
    /// Whether the served duty serves these in turn (`same as`).
    pub mutual: bool,
}

/// The relations of a policy in the order in which they are computed.
#[derive(Clone, Debug)]
pub struct DutyGraph {
    /// Every duty after those it requires.
    pub by_requires: Vec<DutyIdx>,
    /// Every duty after those that serve it; duties that are the same stand together.
    pub by_serves: Vec<DutyIdx>,
    /// By duty: who serves it, directly.
    pub servers: Vec<Vec<Server>>,
    /// Whether any duties are the same.
    pub has_mutual: bool,
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
        for (served, server) in serving(policy) {
            servers[served.row()].push(server);
        }
        meet_at_the_first(&mut servers);
        DutyGraph {
            by_requires: dependencies_first(policy, RelationKind::Requires),
            by_serves: dependencies_first(policy, RelationKind::Serves).into_iter().rev().collect(),
            has_mutual: servers.iter().flatten().any(|it| it.mutual),
            servers,
        }
    }
}

/// Of duties that are the same by way of others, each also knows the first: a gap of all of them is told at one.
fn meet_at_the_first(servers: &mut [Vec<Server>]) {
    let mut alike = UnionFind::new(servers.len());
    let is_same = |one: DutyIdx, other: DutyIdx| servers[one.row()].iter().any(|it| it.mutual && it.duties == [other]);
    for (row, served_by) in servers.iter().enumerate() {
        for server in served_by {
            if let [other] = server.duties[..]
                && is_same(DutyIdx::new(row), other)
                && is_same(other, DutyIdx::new(row))
            {
                alike.union(row, other.row());
            }
        }
    }
    let mut first: BTreeMap<usize, DutyIdx> = BTreeMap::new();
    for (row, class) in alike.into_labeling().into_iter().enumerate() {
        let here = DutyIdx::new(row);
        let first = *first.entry(class).or_insert(here);
        let known = |it: &Server| it.duties == [first];
        let span = servers[row].iter().find(|it| it.mutual).map(|it| it.span);
        if let Some(span) = span.filter(|_| first != here && !servers[row].iter().any(known)) {
            servers[row].push(Server { duties: vec![first], span, mutual: true });
        }
    }
}

/// Every duty that is served, with what serves it: one entry per `serves`, one each way per `same as`.
pub fn serving(policy: &Policy) -> impl Iterator<Item = (DutyIdx, Server)> {
    let whole = policy.controls.enumerate().filter(|(_, it)| !(it.serves.is_empty() && it.same_as.is_empty()));
    let whole = whole.map(|(at, it)| (policy.duties_of(at).collect::<Vec<_>>(), &it.serves, &it.same_as));
    let single = policy.duties.enumerate().filter(|(_, it)| !(it.serves.is_empty() && it.same_as.is_empty()));
    let single = single.map(|(at, it)| (vec![at], &it.serves, &it.same_as));
    whole.chain(single).flat_map(|(group, serves, same_as)| {
        let mut all = Vec::new();
        for relation in serves {
            all.push((relation.duty, Server { duties: group.clone(), span: relation.span, mutual: false }));
        }
        for same in same_as {
            let mut each = |served: &[DutyIdx], duties: &[DutyIdx]| {
                all.extend(
                    served
                        .iter()
                        .map(|duty| (*duty, Server { duties: duties.to_vec(), span: same.span, mutual: true })),
                );
            };
            each(&same.duties, &group);
            each(&group, &same.duties);
        }
        all
    })
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

/// What an edge says: where it stands in the text, and whether it is one half of a `same as`, which makes no circle by itself.
#[derive(Clone, Copy, Debug)]
struct Edge {
    span: Span,
    mutual: bool,
}

fn relation_graph(policy: &Policy, relation: RelationKind) -> DiGraph<DutyIdx, Edge> {
    let mut graph = DiGraph::with_capacity(policy.duties.len(), policy.duties.len());
    for duty in policy.duties.indices() {
        graph.add_node(duty);
    }
    let node = |duty: DutyIdx| NodeIndex::new(duty.row());
    match relation {
        RelationKind::Requires => {
            for (from, duty) in policy.duties.enumerate() {
                for to in &duty.requires {
                    graph.add_edge(node(from), node(to.duty), Edge { span: to.span, mutual: false });
                }
            }
        }
        RelationKind::Serves => {
            for (served, Server { duties, span, mutual }) in serving(policy) {
                for from in duties {
                    graph.add_edge(node(from), node(served), Edge { span, mutual });
                }
            }
        }
    }
    graph
}

/// What an edge points to comes before where it starts.
fn dependencies_first(policy: &Policy, relation: RelationKind) -> Vec<DutyIdx> {
    let graph = relation_graph(policy, relation);
    tarjan_scc(&graph).into_iter().flatten().map(|node| graph[node]).collect()
}

/// The shortest way round inside a strongly connected component, from the smallest node that an edge other than `same as` leaves
/// for another of it; `None` if there is none.
fn circle(graph: &DiGraph<DutyIdx, Edge>, component: &[NodeIndex]) -> Option<Vec<(DutyIdx, Span)>> {
    let inside = |node: NodeIndex| component.binary_search(&node).is_ok();
    let one_way = |node: &NodeIndex| graph.edges(*node).any(|edge| !edge.weight().mutual && inside(edge.target()));
    let start = component.iter().copied().find(one_way)?;
    let mut came_from: BTreeMap<NodeIndex, (NodeIndex, Span)> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut edges: Vec<_> = graph.edges(node).filter(|edge| node != start || !edge.weight().mutual).collect();
        edges.sort_by_key(|edge| edge.target());
        for edge in edges {
            if edge.target() == start {
                return Some(walk_back(graph, &came_from, start, node, edge.weight().span));
            }
            let target = edge.target();
            if inside(target) && !came_from.contains_key(&target) {
                came_from.insert(target, (node, edge.weight().span));
                queue.push_back(target);
            }
        }
    }
    None
}

fn walk_back(
    graph: &DiGraph<DutyIdx, Edge>,
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

//! Where boxes stand, layer by layer from left to right, and where arrows pass the layers between their ends: beside the boxes
//! there, never behind them.
//!
//! ```text
//! ┌───┐        ┌───┐        ┌───┐
//! │ H │───┬───▶│ A │───┬───▶│ C │
//! └───┘   │    └───┘   │    └───┘
//!         └────────────┘  passes the layer of A
//! ```

use std::collections::VecDeque;

use super::picture::{Edge, GAP, Node, PER_ARROW, THING, WIDTH};

/// Pixels between boxes, and to the edge of the picture.
const SPACE: i32 = 14;
pub(super) const EDGE: i32 = 6;

/// Where a box stands, or an arrow passes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) layer: usize,
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) height: i32,
}

impl Place {
    /// The height at which an arrow passes.
    pub(super) fn middle(self) -> i32 {
        self.y + self.height / 2
    }
}

/// A picture laid out.
pub(super) struct Layout {
    /// Each box.
    pub(super) boxes: Vec<Place>,
    /// By arrow, where it passes layers, in the order in which it does.
    pub(super) passes: Vec<Vec<Place>>,
}

/// Lays out boxes of some heights and the arrows between them; within a layer in the order of what they hang on, so that arrows cross
/// seldom.
pub(super) fn layout(nodes: &[Node], heights: &[i32], edges: &[Edge], roots: &[usize]) -> Layout {
    let mut layers = layers(nodes, edges, roots);
    let mut heights = heights.to_vec();
    let passes: Vec<Vec<usize>> = edges.iter().map(|it| passed(it, &mut layers, &mut heights)).collect();
    let links: Vec<(usize, usize)> = edges.iter().zip(&passes).flat_map(|(edge, pass)| links(edge, pass)).collect();
    let mut places: Vec<Place> = vec![Place::default(); layers.len()];
    let mut order: Vec<usize> = vec![0; layers.len()];
    let mut hangs_on: Vec<Vec<usize>> = vec![Vec::new(); layers.len()];
    for (a, b) in links {
        let (low, high) = if layers[a] < layers[b] { (a, b) } else { (b, a) };
        if layers[low] < layers[high] {
            hangs_on[high].push(low);
        }
    }
    for layer in 0..=layers.iter().copied().max().unwrap_or_default() {
        let mut own: Vec<usize> = (0..layers.len()).filter(|at| layers[*at] == layer).collect();
        own.sort_by_key(|at| (hangs_on[*at].iter().map(|it| order[*it]).min(), *at));
        let mut y = EDGE;
        for (rank, at) in own.into_iter().enumerate() {
            order[at] = rank;
            places[at] = Place { layer, x: EDGE + layer as i32 * (WIDTH + GAP), y, height: heights[at] };
            y += heights[at] + SPACE;
        }
    }
    let places = centred(places);
    let passes = passes.into_iter().map(|pass| pass.into_iter().map(|at| places[at]).collect()).collect();
    Layout { boxes: places[..nodes.len()].to_vec(), passes }
}

/// The layers that an arrow passes, as places of their own: those between its ends; on the way back also that in which it starts.
fn passed(edge: &Edge, layers: &mut Vec<usize>, heights: &mut Vec<i32>) -> Vec<usize> {
    let (from, to) = (layers[edge.from], layers[edge.to]);
    let between: Vec<usize> = if from < to { (from + 1..to).collect() } else { (to + 1..=from).rev().collect() };
    let place = |layer: usize| {
        layers.push(layer);
        heights.push(PER_ARROW);
        layers.len() - 1
    };
    between.into_iter().map(place).collect()
}

/// From place to place along an arrow.
fn links(edge: &Edge, pass: &[usize]) -> Vec<(usize, usize)> {
    let along: Vec<usize> = std::iter::once(edge.from).chain(pass.iter().copied()).chain([edge.to]).collect();
    along.windows(2).map(|it| (it[0], it[1])).collect()
}

/// Short layers stand in the middle of the tallest.
fn centred(mut places: Vec<Place>) -> Vec<Place> {
    let bottom = |layer: usize, places: &[Place]| {
        places.iter().filter(|it| it.layer == layer).map(|it| it.y + it.height).max().unwrap_or_default()
    };
    let tallest = places.iter().map(|it| it.y + it.height).max().unwrap_or_default();
    let shifts: Vec<i32> = places.iter().map(|it| (tallest - bottom(it.layer, &places)) / 2).collect();
    places.iter_mut().zip(shifts).for_each(|(place, shift)| place.y += shift);
    places
}

/// How many arrows each box is away from a root; what nothing leads to stands in the last layer. A thing, to which all leads, stands
/// right of everything that points at it.
fn layers(nodes: &[Node], edges: &[Edge], roots: &[usize]) -> Vec<usize> {
    let mut found: Vec<Option<usize>> = vec![None; nodes.len()];
    let mut next: VecDeque<usize> = roots.iter().copied().collect();
    roots.iter().for_each(|root| found[*root] = Some(0));
    while let Some(at) = next.pop_front() {
        let layer = found[at].unwrap_or_default() + 1;
        for edge in edges.iter().filter(|it| it.from == at) {
            if found[edge.to].is_none() {
                found[edge.to] = Some(layer);
                next.push_back(edge.to);
            }
        }
    }
    let last = found.iter().flatten().copied().max().unwrap_or_default().max(1);
    let reached: Vec<usize> = found.into_iter().map(|it| it.unwrap_or(last)).collect();
    let behind = |(at, node): (usize, &Node)| {
        let before = edges.iter().filter(|it| it.to == at).map(|it| reached[it.from]).max();
        before.filter(|_| node.class == THING).map_or(reached[at], |layer| layer + 1)
    };
    nodes.iter().enumerate().map(behind).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: usize, to: usize) -> Edge {
        Edge { from, to, label: String::new(), class: "" }
    }

    fn meet(one: Place, other: Place) -> bool {
        one.layer == other.layer && one.y < other.y + other.height && other.y < one.y + one.height
    }

    /// The provider hands its contract on, and provides the thing as well; another contract comes back from its supplier.
    #[test]
    fn an_arrow_over_several_layers_passes_beside_the_boxes() {
        let thing = Node { class: THING, ..Node::default() };
        let nodes = [Node::default(), Node::default(), Node::default(), thing];
        let edges = [edge(0, 1), edge(1, 2), edge(2, 3), edge(1, 3), edge(2, 0)];
        let Layout { boxes, passes } = layout(&nodes, &[38; 4], &edges, &[0]);
        assert_eq!(boxes.iter().map(|it| it.layer).collect::<Vec<_>>(), [0, 1, 2, 3]);
        let passed: Vec<Vec<usize>> = passes.iter().map(|it| it.iter().map(|it| it.layer).collect()).collect();
        assert_eq!(passed, [vec![], vec![], vec![], vec![2], vec![2, 1]]);
        for place in passes.into_iter().flatten() {
            assert!(boxes.iter().all(|it| !meet(place, *it)), "{place:?} {boxes:?}");
        }
    }
}

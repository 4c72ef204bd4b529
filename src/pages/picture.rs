//! Boxes and arrows in layers, from left to right, as an inline picture.
//!
//! A box stands one layer to the right of the nearest box that points at it. Every arrow ends at a place of its own with its label
//! before it, so that no two labels meet.

use std::collections::VecDeque;

use maud::{Markup, html};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::graph::{PictureEdge, PictureNode};
use crate::report::safe;

/// Pixels: a box, and the room between boxes.
const WIDTH: i32 = 178;
const GAP: i32 = 138;
const SPACE: i32 = 14;
const LINE: i32 = 16;
const PER_ARROW: i32 = 17;
const EDGE: i32 = 6;

/// Columns that a line of a box, and a label, has room for.
const COLUMNS: usize = 24;
const LABEL: usize = 22;

/// The class of a box that is no party.
pub(super) const THING: &str = "thing";

/// A box.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    /// Its lines; the first stands out.
    pub(super) lines: Vec<String>,
    /// How it looks: `error`, `thing`.
    pub(super) class: &'static str,
    /// Where it leads, and the token of the party whose findings the script then chooses.
    pub(super) link: Option<(String, Option<String>)>,
}

/// An arrow between two boxes.
#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: String,
    /// How it looks: `over`, `error`, `hands`.
    pub(super) class: &'static str,
}

/// Where a box stands.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    layer: usize,
    x: i32,
    y: i32,
    height: i32,
}

/// The boxes and arrows of a graph as a picture of its own; what nothing points at stands on the left.
pub fn svg(nodes: &[PictureNode], edges: &[PictureEdge], name: &str) -> String {
    let class = |alarming: bool| if alarming { "error" } else { "" };
    let boxes: Vec<Node> = nodes
        .iter()
        .map(|it| Node { lines: it.label.lines().map(str::to_owned).collect(), class: class(it.alarming), link: None })
        .collect();
    let is_inside = |it: &&PictureEdge| it.from < nodes.len() && it.to < nodes.len();
    let arrow = |it: &PictureEdge| Edge {
        from: it.from,
        to: it.to,
        label: it.label.replace('\n', " "),
        class: class(it.alarming),
    };
    let arrows: Vec<Edge> = edges.iter().filter(is_inside).map(arrow).collect();
    let is_root = |at: &usize| !arrows.iter().any(|it| it.to == *at && it.from != *at);
    let roots: Vec<usize> = (0..nodes.len()).filter(is_root).collect();
    let looks = format!("{}{}", crate::report::html::STYLE, super::PICTURES);
    let (drawn, width, height) = drawn(&boxes, &arrows, &roots);
    html! {
        svg.picture xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) role="img" aria-label=(safe(name)) {
            title { (safe(name)) }
            style { (looks) }
            (drawn)
        }
    }
    .into_string()
        + "\n"
}

/// Draws the picture; `roots` are the leftmost boxes, `name` says in words what is seen.
pub(super) fn draw(nodes: &[Node], edges: &[Edge], roots: &[usize], name: &str) -> Markup {
    let (drawn, width, height) = drawn(nodes, edges, roots);
    html! {
        div.scrolled tabindex="0" role="group" aria-label=(safe(name)) {
            svg.picture viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) role="group" aria-label=(safe(name)) { (drawn) }
        }
    }
}

/// What stands in the picture, and its width and height.
fn drawn(nodes: &[Node], edges: &[Edge], roots: &[usize]) -> (Markup, i32, i32) {
    let places = placed(nodes, edges, roots);
    let (width, height) = places
        .iter()
        .fold((0, 0), |(width, height), it| (width.max(it.x + WIDTH + EDGE), height.max(it.y + it.height + EDGE)));
    // Room for arrows that come back on the right.
    let back = edges.iter().any(|it| is_back(&places, it));
    let width = if back { width + GAP } else { width };
    let markup = html! {
        g aria-hidden="true" { @for (at, edge) in edges.iter().enumerate() { (arrow(&places, edges, at, edge)) } }
        @for (node, place) in nodes.iter().zip(&places) {
            @match &node.link {
                Some((href, token)) => a href=(href) data-party=[token.as_deref()] { (boxed(node, *place)) },
                None => (boxed(node, *place)),
            }
        }
    };
    (markup, width, height)
}

fn boxed(node: &Node, place: Place) -> Markup {
    let Place { x, y, height, .. } = place;
    let round = if node.class == THING { 12 } else { 3 };
    let lines: Vec<String> = node.lines.iter().flat_map(|it| wrapped(it)).collect();
    let top = y + (height - LINE * lines.len() as i32) / 2 + 12;
    html! {
        rect class=(format!("box {}", node.class)) x=(x) y=(y) width=(WIDTH) height=(height) rx=(round) {}
        text.name x=(x + WIDTH / 2) y=(top) text-anchor="middle" {
            @for (at, line) in lines.iter().enumerate() {
                tspan class=[(at > 0).then_some("more")] x=(x + WIDTH / 2) y=(top + LINE * at as i32) { (line) }
            }
        }
    }
}

fn is_back(places: &[Place], edge: &Edge) -> bool {
    places[edge.to].layer <= places[edge.from].layer
}

/// An arrow ends beside the others that end at the same box.
fn arrow(places: &[Place], edges: &[Edge], at: usize, edge: &Edge) -> Markup {
    let (from, to) = (places[edge.from], places[edge.to]);
    let beside = |other: &&(usize, &Edge)| other.1.to == edge.to && is_back(places, other.1) == is_back(places, edge);
    let all: Vec<(usize, &Edge)> = edges.iter().enumerate().collect();
    let (count, mine) = (all.iter().filter(beside).count(), all.iter().filter(beside).filter(|it| it.0 < at).count());
    let y = to.y + to.height / 2 + PER_ARROW * mine as i32 - PER_ARROW * (count as i32 - 1) / 2;
    let (x1, y1) = (from.x + WIDTH, from.y + from.height / 2);
    let label = cut(&edge.label, LABEL);
    let (path, words, tip) = match is_back(places, edge) {
        false => {
            let (x2, bend) = (to.x - 7, x1 + (GAP / 3));
            (
                format!("M{x1} {y1} C{bend} {y1} {x1} {y} {} {y} L{x2} {y}", x1 + GAP / 3),
                (to.x - 12, y - 4, "end"),
                (x2, 1),
            )
        }
        true => {
            let (x2, bend) = (to.x + WIDTH + 7, x1.max(to.x + WIDTH) + GAP / 2);
            (format!("M{x1} {y1} C{bend} {y1} {bend} {y} {x2} {y}"), (x2 + 12, y - 4, "start"), (x2, -1))
        }
    };
    let (tip_x, side) = tip;
    let head = format!("M{} {y} l{} -4 l0 8 z", tip_x + 7 * side, -8 * side);
    html! {
        path class=(format!("edge {}", edge.class)) d=(path) {}
        path class=(format!("head {}", edge.class)) d=(head) {}
        text class=(format!("label {}", edge.class)) x=(words.0) y=(words.1) text-anchor=(words.2) { (label) }
    }
}

/// Layer by layer; within a layer in the order of what points at them, so that arrows cross seldom.
fn placed(nodes: &[Node], edges: &[Edge], roots: &[usize]) -> Vec<Place> {
    let layers = layers(nodes, edges, roots);
    let mut places: Vec<Place> = vec![Place::default(); nodes.len()];
    let deepest = layers.iter().copied().max().unwrap_or_default();
    let mut order: Vec<usize> = vec![0; nodes.len()];
    for layer in 0..=deepest {
        let mut own: Vec<usize> = (0..nodes.len()).filter(|at| layers[*at] == layer).collect();
        let above =
            |at: usize| edges.iter().filter(|it| it.to == at && layers[it.from] < layer).map(|it| order[it.from]).min();
        own.sort_by_key(|at| (above(*at), *at));
        let mut y = EDGE;
        for (rank, at) in own.into_iter().enumerate() {
            order[at] = rank;
            let arrows = edges.iter().filter(|it| it.to == at).count() as i32;
            let lines = nodes[at].lines.iter().map(|it| wrapped(it).len() as i32).sum::<i32>();
            let height = (lines * LINE + 14).max(arrows * PER_ARROW + 10).max(38);
            places[at] = Place { layer, x: EDGE + layer as i32 * (WIDTH + GAP), y, height };
            y += height + SPACE;
        }
    }
    centred(places)
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

/// At most two lines of what is harmless.
fn wrapped(words: &str) -> Vec<String> {
    let words = safe(words);
    if words.width() <= COLUMNS {
        return vec![words.into_owned()];
    }
    let mut used = 0;
    let end = words.char_indices().find(|(_, ch)| {
        used += ch.width().unwrap_or(0);
        used > COLUMNS
    });
    let end = end.map_or(words.len(), |(at, _)| at);
    // Words are not broken where they need not be.
    let end = words[..end].rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    vec![words[..end].to_owned(), cut(words[end..].trim_start(), COLUMNS)]
}

fn cut(words: &str, columns: usize) -> String {
    let words = safe(words);
    if words.width() <= columns {
        return words.into_owned();
    }
    let mut used = 1;
    let fits = |ch: &char| {
        used += ch.width().unwrap_or(0);
        used <= columns
    };
    words.chars().take_while(fits).collect::<String>() + "…"
}

//! Boxes and arrows in layers, from left to right, as an inline picture.
//!
//! A box stands one layer to the right of the nearest box that points at it ([`layout()`]). Every arrow ends at a place of its own with its label
//! before it, so that no two labels meet.

use maud::{Markup, html};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::layout::{EDGE, Layout, Place, layout};
use crate::diagnostic::Lang;
use crate::graph::{PictureEdge, PictureNode};
use crate::report::html::{Page, STYLE};
use crate::report::safe;

/// Pixels: a box, and the room between boxes.
pub(super) const WIDTH: i32 = 178;
pub(super) const GAP: i32 = 138;
const LINE: i32 = 16;
pub(super) const PER_ARROW: i32 = 17;

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

/// The boxes and arrows of a graph as a picture of its own; what nothing points at stands on the left.
pub fn svg(nodes: &[PictureNode], edges: &[PictureEdge], name: &str) -> String {
    let (boxes, arrows, roots) = made_of(nodes, edges);
    let looks = format!("{}{}", STYLE, super::PICTURES);
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

/// The same as a page of its own.
pub fn picture(nodes: &[PictureNode], edges: &[PictureEdge], name: &str, lang: Lang) -> String {
    let (boxes, arrows, roots) = made_of(nodes, edges);
    let body = html! { main { h1 { (safe(name)) } (draw(&boxes, &arrows, &roots, name)) } };
    Page { lang, title: name, styles: &[STYLE, super::PICTURES], script: None, body }.written()
}

/// The boxes and arrows of a graph, and its leftmost boxes.
fn made_of(nodes: &[PictureNode], edges: &[PictureEdge]) -> (Vec<Node>, Vec<Edge>, Vec<usize>) {
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
    (boxes, arrows, roots)
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
    let arrows = |at: usize| edges.iter().filter(|it| it.to == at).count();
    let heights: Vec<i32> = nodes.iter().enumerate().map(|(at, node)| height(node, arrows(at))).collect();
    let layout = layout(nodes, &heights, edges, roots);
    let (places, passes) = (&layout.boxes, layout.passes.iter().flatten());
    let (width, height) = places
        .iter()
        .chain(passes)
        .fold((0, 0), |(width, height), it| (width.max(it.x + WIDTH + EDGE), height.max(it.y + it.height + EDGE)));
    // Room for arrows that come back on the right.
    let back = edges.iter().any(|it| is_back(places, it));
    let width = if back { width + GAP } else { width };
    let markup = html! {
        g aria-hidden="true" { @for (at, edge) in edges.iter().enumerate() { (arrow(&layout, edges, at, edge)) } }
        @for (node, place) in nodes.iter().zip(places) {
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
fn arrow(layout: &Layout, edges: &[Edge], at: usize, edge: &Edge) -> Markup {
    let places = &layout.boxes;
    let (from, to) = (places[edge.from], places[edge.to]);
    let beside = |other: &&(usize, &Edge)| other.1.to == edge.to && is_back(places, other.1) == is_back(places, edge);
    let all: Vec<(usize, &Edge)> = edges.iter().enumerate().collect();
    let (count, mine) = (all.iter().filter(beside).count(), all.iter().filter(beside).filter(|it| it.0 < at).count());
    let y = to.middle() + PER_ARROW * mine as i32 - PER_ARROW * (count as i32 - 1) / 2;
    let (mut x, start) = (from.x + WIDTH, from.middle());
    let mut path = format!("M{x} {start}");
    let mut last = start;
    let label = cut(&edge.label, LABEL);
    let side = if is_back(places, edge) { -1 } else { 1 };
    for (number, place) in layout.passes[at].iter().enumerate() {
        let (near, far) = if side > 0 { (place.x, place.x + WIDTH) } else { (place.x + WIDTH, place.x) };
        // On the way back it first turns round beside the box at which it starts.
        path += &if side < 0 && number == 0 {
            turned(x, last, near, place.middle())
        } else {
            bent(side, x, last, near, place.middle())
        };
        path += &format!(" L{far} {}", place.middle());
        (x, last) = (far, place.middle());
    }
    let (end, words) = match side {
        1 => (to.x - 7, (to.x - 12, y - 4, "end")),
        _ => (to.x + WIDTH + 7, (to.x + WIDTH + 19, y - 4, "start")),
    };
    path +=
        &if side < 0 && layout.passes[at].is_empty() { turned(x, last, end, y) } else { bent(side, x, last, end, y) };
    let head = format!("M{} {y} l{} -4 l0 8 z", end + 7 * side, -8 * side);
    html! {
        path class=(format!("edge {}", edge.class)) d=(path) {}
        path class=(format!("head {}", edge.class)) d=(head) {}
        text class=(format!("label {}", edge.class)) x=(words.0) y=(words.1) text-anchor=(words.2) { (label) }
    }
}

/// On to the next layer: the bend comes first, so that the rest is straight under the label.
fn bent(side: i32, x: i32, y: i32, to_x: i32, to_y: i32) -> String {
    let bend = x + side * (GAP / 3);
    format!(" C{bend} {y} {x} {to_y} {bend} {to_y} L{to_x} {to_y}")
}

/// Out of a box on the right, and back to the right side of its own layer.
fn turned(x: i32, y: i32, to_x: i32, to_y: i32) -> String {
    let bend = x.max(to_x) + GAP / 2;
    format!(" C{bend} {y} {bend} {to_y} {to_x} {to_y}")
}

/// How high a box is: room for its lines, and for the arrows that end there.
fn height(node: &Node, arrows: usize) -> i32 {
    let lines = node.lines.iter().map(|it| wrapped(it).len() as i32).sum::<i32>();
    (lines * LINE + 14).max(arrows as i32 * PER_ARROW + 10).max(38)
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

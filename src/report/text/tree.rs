//! Trees with `├─` and `└─`.

use super::wrap::{cells, wrap};
use super::{Page, put_line};
use crate::report::document::Tree;
use crate::report::ink::Ink;
use crate::report::inline::Style;

/// A label is never squeezed below this, however deep it hangs.
const NARROWEST: usize = 20;

/// Draws a tree; long labels are wrapped beside the lines.
pub(super) fn draw(tree: &Tree, page: Page, ink: &mut Ink) {
    label(tree, "", "", page, ink);
    children(tree, "", page, ink);
}

fn children(tree: &Tree, before: &str, page: Page, ink: &mut Ink) {
    let last = tree.children.len().saturating_sub(1);
    for (at, child) in tree.children.iter().enumerate() {
        let (branch, below) = if at == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        let beneath = format!("{before}{below}");
        let bar = if child.children.is_empty() { beneath.clone() } else { format!("{beneath}│  ") };
        label(child, &format!("{before}{branch}"), &bar, page, ink);
        children(child, &beneath, page, ink);
    }
}

/// `first` stands before the first line, `next` before those that follow.
fn label(tree: &Tree, first: &str, next: &str, page: Page, ink: &mut Ink) {
    let deepest = first.chars().count().max(next.chars().count());
    let room = page.width.saturating_sub(deepest).max(NARROWEST);
    for (at, line) in wrap(&cells(&tree.label, page.lang), room).iter().enumerate() {
        ink.put(Style::Dim, if at == 0 { first } else { next });
        put_line(line, ink);
        ink.newline();
    }
}

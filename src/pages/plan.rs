//! What to do about all of it: everybody to be called, then the fewest contracts to amend, each with what to write and what to agree on.

use maud::{Markup, html};

use super::calls::all_calls;
use super::view::View;
use crate::answers::suggested;
use crate::report::{Block, Document};

/// The section.
pub(super) fn section(view: &View) -> Markup {
    let told = suggested(view.asked.sources, view.asked.checked, view.asked.suggestions);
    let own_title = |block: &Block| matches!(block, Block::Heading(1, _));
    let blocks = told.blocks.into_iter().filter(|it| !own_title(it)).collect();
    html! {
        (all_calls(view))
        (view.blocks(Document { blocks, ..Document::default() }, 2))
    }
}

//! Titles, as words for readers have them.

use crate::diagnostic::Text;

/// The title that was written, or else the name.
pub(super) fn title_or(written: Option<&Text>, name: &str) -> Text {
    written.map_or_else(|| Text::same(name), title)
}

/// A title that was written. In words for readers a backtick begins and ends what is code; in a title it is a sign like any other, and
/// stands in its full width.
pub(super) fn title(written: &Text) -> Text {
    let shown = |words: &String| if words.contains('`') { words.replace('`', "｀") } else { words.clone() };
    Text { ja: shown(&written.ja), en: shown(&written.en) }
}

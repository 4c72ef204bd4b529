//! What stands between the words of a text and means nothing: comments and blank lines, for the formatter.

use crate::source::Span;

/// Comments and blank lines of one text, in order. Doc comments are not among them: they are part of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trivia {
    /// Comments, without the blanks after them.
    pub comments: Vec<Comment>,
    /// Where lines end on which nothing stands.
    pub blank_lines: Vec<u32>,
}

/// One `// …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the slashes to the last character that is not a blank.
    pub span: Span,
    /// Nothing else stands on its line; otherwise it trails what does.
    pub own_line: bool,
}

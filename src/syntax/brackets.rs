//! Bracket depth, counted before the grammar runs: what nests is bounded whatever the stack of the thread.

use super::limits::MAX_NESTING;

/// What one pass over the brackets shows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Brackets {
    /// Where the bracket opens that is one too many.
    pub too_deep: Option<usize>,
    /// Where quotes open that are not closed on their line.
    pub unclosed: Vec<usize>,
}

/// Counts brackets outside strings and comments.
///
/// INVARIANT: what is a string and what is a comment is decided here as in the grammar; a quote that is not closed takes the
/// rest of its line in both, but for a `{` at the end of it: that was a header. Braces and parentheses are counted apart, so that a `)` never pays for a `{`.
pub(super) fn count(text: &str) -> Brackets {
    let mut found = Brackets::default();
    let (mut braces, mut parens) = (0_usize, 0_usize);
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                let mut closed = false;
                while let Some((_, byte)) = bytes.next_if(|(_, byte)| !matches!(byte, b'\n' | b'\r')) {
                    if byte == b'"' {
                        closed = true;
                        break;
                    }
                    if byte == b'\\' {
                        bytes.next_if(|(_, byte)| !matches!(byte, b'\n' | b'\r'));
                    }
                }
                if !closed {
                    found.unclosed.push(at);
                    let end = bytes.peek().map_or(text.len(), |(end, _)| *end);
                    let line = text.get(at..end).unwrap_or("");
                    braces +=
                        usize::from(line.trim_end_matches([' ', '\t', '\u{3000}']).ends_with('{') && end < text.len());
                }
            }
            b'/' if bytes.next_if(|(_, byte)| *byte == b'/').is_some() => {
                while bytes.next_if(|(_, byte)| !matches!(byte, b'\n' | b'\r')).is_some() {}
            }
            b'{' => braces += 1,
            b'(' => parens += 1,
            b'}' => braces = braces.saturating_sub(1),
            b')' => parens = parens.saturating_sub(1),
            _ => {}
        }
        if braces + parens > MAX_NESTING {
            found.too_deep = Some(at);
            break;
        }
    }
    found
}

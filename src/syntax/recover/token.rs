//! The word, text or sign at a place, as a reader sees it.

/// Some characters of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// Where it starts.
    pub start: usize,
    /// What it is.
    pub text: &'a str,
}

impl Token<'_> {
    /// One past its last byte.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

/// Letters, digits and what joins them to ids and values.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '・' | '①'..='⑳')
}

/// The token that starts at a place before `end`, if something stands there; comments are nothing.
pub(super) fn at(text: &str, at: usize, end: usize) -> Option<Token<'_>> {
    let rest = text.get(at..end)?;
    let start = at + (rest.len() - rest.trim_start_matches(is_blank).len());
    let rest = text.get(start..end)?;
    let mut chars = rest.char_indices();
    let (_, first) = chars.next()?;
    if rest.starts_with("//") {
        return None;
    }
    let width = if is_word(first) {
        let joins = |c: char| matches!(c, '-' | '.' | '%');
        let mut upto = first.len_utf8();
        while let Some((next, c)) = chars.next() {
            if is_word(c) {
                upto = next + c.len_utf8();
            } else if !joins(c) || !chars.clone().next().is_some_and(|(_, after)| is_word(after)) {
                break;
            }
        }
        upto
    } else if first == '"' {
        let closing = chars.find(|(_, c)| matches!(c, '"' | '\n' | '\r'));
        closing.map_or(rest.len(), |(at, c)| if c == '"' { at + 1 } else { at })
    } else {
        let is_sign = |c: char| matches!(c, '=' | '!' | '<' | '>' | '-' | '.');
        match chars.next() {
            Some((_, second)) if is_sign(first) && is_sign(second) => 2,
            _ => first.len_utf8(),
        }
    };
    Some(Token { start, text: rest.get(..width)? })
}

/// The last token of `start..end`; comments and blanks at its end are nothing.
pub(super) fn before(text: &str, start: usize, end: usize) -> Option<Token<'_>> {
    let mut last = None;
    let mut from = start;
    while from < end {
        match at(text, from, end) {
            Some(token) => {
                from = token.end();
                last = Some(token);
            }
            // A comment: go on behind its line.
            None => {
                let rest = text.get(from..end).unwrap_or("");
                let Some(line) = rest.find("//").and_then(|at| Some(at + rest.get(at..)?.find(['\n', '\r'])?)) else {
                    break;
                };
                from += line;
            }
        }
    }
    last
}

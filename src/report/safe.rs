//! Texts of others, made harmless for a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// One line of text in which nothing acts on a terminal: line ends and tabs become blanks, other control characters and what
/// reverses the reading order become visible.
///
/// ```
/// assert_eq!(buntan::report::safe("a\u{1b}[31m"), "a<U+001B>[31m");
/// assert_eq!(buntan::report::safe("病院\n"), "病院 ");
/// ```
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for ch in text.chars() {
        push(&mut out, ch);
    }
    Cow::Owned(out)
}

/// Adds one character in its harmless form.
pub(super) fn push(out: &mut String, ch: char) {
    match ch {
        '\n' | '\r' | '\t' => out.push(' '),
        ch if acts(ch) => {
            // Writing into a string cannot fail.
            let _ = write!(out, "<U+{:04X}>", u32::from(ch));
        }
        ch => out.push(ch),
    }
}

/// Whether a character does something other than to stand there.
pub(super) fn acts(ch: char) -> bool {
    ch.is_control()
        || matches!(ch,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' // reading order, line ends
            | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}' // invisible: byte order mark, tags
            | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}') // no characters, which XML refuses
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn controls_and_reversals_become_visible() {
        for (ch, shown) in
            [('\u{7}', "<U+0007>"), ('\u{7f}', "<U+007F>"), ('\u{9b}', "<U+009B>"), ('\u{202e}', "<U+202E>")]
        {
            assert_eq!(safe(&ch.to_string()), shown);
        }
    }

    #[test]
    fn what_people_write_stays() {
        let text = "電子カルテ社（ＡＢＣ） ①〜が👩‍⚕️";
        assert_eq!(safe(text), text);
    }
}

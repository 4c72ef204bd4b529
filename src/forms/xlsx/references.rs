//! References to cells are looked at before anybody counts with them: one beyond the last corner of a sheet, or a range that ends
//! before it begins, is no work of a spreadsheet.

/// Letters of the last column, `XFD`, and digits of the last row, `1048576`.
const MOST: (usize, usize) = (3, 7);

/// Whether every `r` and every `ref` of a part names a cell or a range.
pub fn are_sound(part: &[u8]) -> bool {
    references(part).all(is_range)
}

/// The cells of which the comments of a part speak.
pub fn commented(part: &[u8]) -> impl Iterator<Item = String> {
    let is_one = |it: &&[u8]| cell(it).is_some_and(|(column, row)| column > 0 && row > 0);
    references(part).filter(is_one).map(|it| String::from_utf8_lossy(it).into_owned())
}

/// The value of every `r` and every `ref`.
fn references(part: &[u8]) -> impl Iterator<Item = &[u8]> {
    let is_start = |at: usize| at > 0 && part[at - 1].is_ascii_whitespace();
    let named = |at: usize| {
        let rest = &part[at..];
        let rest = rest.strip_prefix(b"ref").or_else(|| rest.strip_prefix(b"r"))?;
        let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let (quote, rest) = rest.split_first()?;
        matches!(quote, b'"' | b'\'').then_some(())?;
        rest.get(..rest.iter().position(|it| it == quote)?)
    };
    let starts = part.iter().enumerate().filter(move |(at, it)| **it == b'r' && is_start(*at)).map(|(at, _)| at);
    starts.filter_map(named)
}

fn is_range(words: &[u8]) -> bool {
    let mut cells = words.split(|it| *it == b':').map(cell);
    match (cells.next().flatten(), cells.next(), cells.next()) {
        (Some(_), None, _) => true,
        (Some(first), Some(Some(last)), None) => first.0 <= last.0 && first.1 <= last.1,
        _ => false,
    }
}

/// Column and row, as far as they are named.
fn cell(words: &[u8]) -> Option<(u32, u32)> {
    let letters = words.iter().take_while(|it| it.is_ascii_alphabetic()).count();
    let (letters, digits) = words.split_at(letters);
    if letters.len() > MOST.0 || digits.len() > MOST.1 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let column = letters.iter().fold(0, |column, it| column * 26 + u32::from(it.to_ascii_uppercase() - b'A') + 1);
    let row = digits.iter().fold(0, |row, it| row * 10 + u32::from(it - b'0'));
    Some((column, row))
}

#[cfg(test)]
mod tests {
    use super::are_sound;

    #[test]
    fn references_lie_within_a_sheet() {
        for sound in [
            "<c r=\"A1\">",
            "<row r=\"1048576\">",
            "<dimension ref='A1:XFD1048576'/>",
            "<c\n r = \"b7\"/>",
            "<f ref=\"A:C\">",
            "<x/>",
        ] {
            assert!(are_sound(sound.as_bytes()), "{sound}");
        }
        for bad in [
            "<c r=\"ZZZZ1\">",
            "<row r=\"99999999\">",
            "<m ref=\"B2:A1\">",
            "<m ref=\"A1:B2:C3\">",
            "<c r=\"A-1\">",
            "<c r='&#65;1'>",
        ] {
            assert!(!are_sound(bad.as_bytes()), "{bad}");
        }
    }
}

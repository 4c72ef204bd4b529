//! Words without what typing leaves behind: full-width forms, blanks at the ends, line ends of other systems.

use unicode_normalization::UnicodeNormalization;

/// The form under which words are compared: half-width, in small letters, without blanks.
pub fn key(words: &str) -> String {
    words.nfkc().filter(|it| !it.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// The lines of a cell as they are kept: without blanks at their ends, without empty lines before and after.
pub fn lines(words: &str) -> Vec<String> {
    let unified = words.replace("\r\n", "\n").replace('\r', "\n");
    let all: Vec<&str> = unified.split('\n').map(str::trim).collect();
    let is_full = |line: &&str| !line.is_empty();
    let Some(first) = all.iter().position(&is_full) else { return Vec::new() };
    let last = all.iter().rposition(is_full).unwrap_or(first);
    all[first..=last].iter().map(|line| (*line).to_owned()).collect()
}

/// The same, but a line stays in its place: only empty lines at the end are left out.
pub fn stacked(words: &str) -> Vec<String> {
    let unified = words.replace("\r\n", "\n").replace('\r', "\n");
    let mut all: Vec<String> = unified.split('\n').map(|line| line.trim().to_owned()).collect();
    while all.last().is_some_and(String::is_empty) {
        all.pop();
    }
    all
}

/// As much of some words as fits into so many units of UTF-16, in which spreadsheets count; what is left out shows as `…`.
pub fn cut(words: &str, most: usize) -> String {
    if words.len() <= most || words.encode_utf16().take(most + 1).count() <= most {
        return words.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let fits = |it: &char| left.checked_sub(it.len_utf16()).map(|less| left = less).is_some();
    words.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::{cut, key, lines, stacked};

    #[test]
    fn full_width_and_blanks_do_not_matter() {
        assert_eq!(key(" Ｙ Ｅ Ｓ　"), "yes");
        assert_eq!(key("ﾚ"), "レ");
        assert_eq!(key("引き\n受ける"), "引き受ける");
    }

    #[test]
    fn words_are_cut_as_spreadsheets_count() {
        assert_eq!(cut("病院", 2), "病院");
        assert_eq!(cut("病院名", 2), "病…");
        assert_eq!(cut("🏥🏥", 4), "🏥🏥");
        assert_eq!(cut("🏥🏥", 3), "🏥…");
        assert_eq!(cut("🏥🏥", 2), "…");
    }

    #[test]
    fn lines_are_kept_and_their_ends_are_not() {
        assert_eq!(lines("\r\n 第8条 \r\n\r\n別紙1\r"), ["第8条", "", "別紙1"]);
        assert_eq!(lines(" \u{3000}"), Vec::<String>::new());
        assert_eq!(stacked("\n別紙1 \n\n"), ["", "別紙1"]);
    }
}

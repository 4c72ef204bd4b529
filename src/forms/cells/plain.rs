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

#[cfg(test)]
mod tests {
    use super::{key, lines, stacked};

    #[test]
    fn full_width_and_blanks_do_not_matter() {
        assert_eq!(key(" Ｙ Ｅ Ｓ　"), "yes");
        assert_eq!(key("ﾚ"), "レ");
        assert_eq!(key("引き\n受ける"), "引き受ける");
    }

    #[test]
    fn lines_are_kept_and_their_ends_are_not() {
        assert_eq!(lines("\r\n 第8条 \r\n\r\n別紙1\r"), ["第8条", "", "別紙1"]);
        assert_eq!(lines(" \u{3000}"), Vec::<String>::new());
        assert_eq!(stacked("\n別紙1 \n\n"), ["", "別紙1"]);
    }
}

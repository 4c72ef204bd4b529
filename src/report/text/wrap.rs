//! Columns and line breaks for texts that mix full-width and half-width letters.

use unicode_width::UnicodeWidthChar;

use crate::diagnostic::Lang;
use crate::report::inline::{Inline, Style};
use crate::report::safe;

/// One character in its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) ch: char,
    pub(super) style: Style,
}

impl Cell {
    fn width(self) -> usize {
        self.ch.width().unwrap_or(0)
    }
}

/// The words in one language, character by character, harmless.
pub(super) fn cells(words: &Inline, lang: Lang) -> Vec<Cell> {
    let mut out = Vec::new();
    for (text, style) in &words.0 {
        out.extend(safe(text.in_lang(lang)).chars().map(|ch| Cell { ch, style: *style }));
    }
    out
}

/// How many columns the characters take.
pub(super) fn width(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.width()).sum()
}

/// Cuts text into lines of at most `max` columns: at blanks, between full-width letters, and in the middle of a word only if
/// the word alone is too long. There is always at least one line.
pub(super) fn wrap(cells: &[Cell], max: usize) -> Vec<&[Cell]> {
    let mut lines = Vec::new();
    let mut rest = cells;
    loop {
        let end = line_end(rest, max);
        let (line, more) = rest.split_at(end);
        lines.push(trim_end(line));
        rest = trim_start(more);
        if rest.is_empty() {
            return lines;
        }
    }
}

/// Where the first line of `cells` ends; at least after one character.
fn line_end(cells: &[Cell], max: usize) -> usize {
    let mut used = 0;
    let mut last_break = None;
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 && cells.get(at - 1).is_some_and(|before| may_break(before.ch, cell.ch)) {
            last_break = Some(at);
        }
        used += cell.width();
        if used > max && at > 0 && cell.ch != ' ' {
            return last_break.unwrap_or(at);
        }
    }
    cells.len()
}

fn trim_end(cells: &[Cell]) -> &[Cell] {
    let kept = cells.iter().rposition(|cell| cell.ch != ' ').map_or(0, |at| at + 1);
    cells.get(..kept).unwrap_or_default()
}

fn trim_start(cells: &[Cell]) -> &[Cell] {
    let from = cells.iter().position(|cell| cell.ch != ' ').unwrap_or(cells.len());
    cells.get(from..).unwrap_or_default()
}

/// Whether a line may end after `before` and the next begin with `after`.
fn may_break(before: char, after: char) -> bool {
    if before == ' ' {
        return after != ' ';
    }
    let full = is_full(before) || is_full(after);
    full && after.width() != Some(0) && !never_ends(before) && !never_begins(after)
}

/// Letters between which Japanese may be broken.
fn is_full(ch: char) -> bool {
    ch.width() == Some(2) || ('\u{FF61}'..='\u{FF9F}').contains(&ch)
}

/// 行頭禁則: what must not begin a line. A backtick may be the second of a pair.
fn never_begins(ch: char) -> bool {
    "、。，．・：；？！゛゜ヽヾゝゞ々ー〜）〕］｝〉》」』】％ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…‥｡､｣.,:;!?)]}`% ".contains(ch)
}

/// 行末禁則: what must not end a line.
fn never_ends(ch: char) -> bool {
    "（〔［｛〈《「『【｢([{`".contains(ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, max: usize) -> Vec<String> {
        let cells = cells(&Inline::from(text), Lang::Ja);
        wrap(&cells, max).iter().map(|line| line.iter().map(|cell| cell.ch).collect()).collect()
    }

    #[test]
    fn japanese_breaks_between_letters() {
        assert_eq!(lines("再委託先の選定と管理", 8), ["再委託先", "の選定と", "管理"]);
    }

    #[test]
    fn no_line_begins_with_a_full_stop_or_ends_with_an_open_bracket() {
        assert_eq!(lines("責任を負う。次", 10), ["責任を負", "う。次"]);
        assert_eq!(lines("契約書（別紙）", 8), ["契約書", "（別紙）"]);
    }

    #[test]
    fn english_breaks_at_blanks_and_long_words_anywhere() {
        assert_eq!(lines("who carries it", 11), ["who carries", "it"]);
        assert_eq!(lines("subcontractor", 6), ["subcon", "tracto", "r"]);
        assert_eq!(lines("", 6), [""]);
        assert_eq!(lines("漢字", 1), ["漢", "字"]);
    }

    #[test]
    fn latin_words_in_japanese_stay_whole() {
        assert_eq!(lines("契約 roles-2024 の項目", 12), ["契約", "roles-2024", "の項目"]);
    }
}

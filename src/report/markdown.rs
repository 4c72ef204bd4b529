//! The writer for pages: Markdown as GitHub, GitLab and most wikis read it, with tables.
//!
//! Nothing that an input says becomes markup: outside of backticks every mark is escaped, and what stands between backticks in
//! running text becomes code, in which nothing is markup.

use std::borrow::Cow;

use super::document::{Align, Block, Column, Document, Table, Tree};
use super::ink::Ink;
use super::inline::{Inline, Style};
use super::{Options, diagnostics, safe};
use crate::diagnostic::Lang;
use crate::source::Sources;
use crate::text;

/// Writes all blocks, an empty line between them.
pub(super) fn write(document: &Document, sources: &Sources, options: &Options) -> String {
    let blocks = document.blocks.iter().map(|block| written(block, sources, options.lang));
    blocks.filter(|it| !it.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// One block, with its line end.
fn written(block: &Block, sources: &Sources, lang: Lang) -> String {
    let line = |inline: &Inline| line(inline, lang, false);
    match block {
        Block::Heading(level, words) => format!("{} {}\n", "#".repeat(usize::from(*level).clamp(1, 6)), line(words)),
        Block::Paragraph(words) => format!("{}\n", line(words)),
        Block::List(items) => items.iter().map(|it| item("-", 0, line(it))).collect(),
        Block::Terms(terms) => {
            terms.iter().map(|(term, about)| item("-", 0, format!("{}: {}", line(term), line(about)))).collect()
        }
        Block::Table(table) => written_table(table, lang),
        Block::Tree(tree) => {
            let mut lines = String::new();
            push_tree(tree, 0, lang, &mut lines);
            lines
        }
        Block::Note(words) => format!("> {}\n", line(&Inline::from(text!("注: ", "Note: ")).then(words.clone()))),
        Block::Verbatim(text) => fenced("text", unindented(text)),
        Block::Mermaid(text) => fenced("mermaid", unindented(text)),
        Block::Lines(lines) => {
            fenced("text", lines.iter().map(|line| Cow::Owned(line.plain().in_lang(lang).to_owned())))
        }
        Block::Problem(diagnostic) => drawn(|ink| diagnostics::draw(diagnostic, sources, lang, ink)),
        Block::Failure(failure) => drawn(|ink| diagnostics::draw_failure(failure, lang, ink)),
        Block::Rule => "---\n".to_owned(),
    }
}

/// What is drawn with carets stays as it is drawn.
fn drawn(draw: impl FnOnce(&mut Ink)) -> String {
    let mut ink = Ink::new(false);
    draw(&mut ink);
    let text = ink.finish();
    fenced("text", text.lines().map(Cow::Borrowed))
}

fn unindented(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.trim_end().lines().map(|line| Cow::Owned(line.replace('\t', "    ")))
}

/// A block of code; its fence is longer than any in the text.
fn fenced<'a>(language: &str, lines: impl Iterator<Item = Cow<'a, str>>) -> String {
    let lines: Vec<String> = lines.map(|line| safe(&line).trim_end().to_owned()).collect();
    let fence = "`".repeat(lines.iter().map(|line| longest_run(line)).max().unwrap_or(0).max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

/// An item of a list; one that says nothing is an item all the same.
fn item(mark: &str, depth: usize, words: String) -> String {
    let words = if words.is_empty() { "&nbsp;".to_owned() } else { words };
    format!("{}{mark} {words}\n", "  ".repeat(depth))
}

/// Nested lists; deeper ones begin where the words of the one above do. Their mark is another than that of plain lists, so that
/// the two do not become one where they meet.
fn push_tree(tree: &Tree, depth: usize, lang: Lang, lines: &mut String) {
    lines.push_str(&item("*", depth, line(&tree.label, lang, false)));
    for child in &tree.children {
        push_tree(child, depth + 1, lang, lines);
    }
}

fn written_table(table: &Table, lang: Lang) -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let side = |column: &Column| match column.align {
        Align::Left => "---".to_owned(),
        Align::Right => "--:".to_owned(),
        Align::Center => ":-:".to_owned(),
    };
    let mut lines = row(table.columns.iter().map(|column| line(&column.head, lang, true)).collect());
    lines.push_str(&row(table.columns.iter().map(side).collect()));
    for cells in &table.rows {
        let empty = Inline::default();
        let cell = |at: usize| line(cells.get(at).unwrap_or(&empty), lang, true);
        lines.push_str(&row((0..table.columns.len()).map(cell).collect()));
    }
    lines
}

/// Words on one line. In a cell of a table a bar would end the cell, in code as well.
fn line(inline: &Inline, lang: Lang, in_cell: bool) -> String {
    let mut out = String::new();
    for (words, style) in &inline.0 {
        let words = safe(words.in_lang(lang));
        match style {
            // White space beside the words is no part of the code.
            Style::Code if !words.trim().is_empty() => {
                let (start, bare) = words.split_at(words.len() - words.trim_start().len());
                let end = &bare[bare.trim_end().len()..];
                out.push_str(start);
                push_code(bare.trim_end(), in_cell, &mut out);
                out.push_str(end);
            }
            _ => push_words(&words, in_cell, &mut out),
        }
    }
    at_its_start(out.trim())
}

/// Running text: what stands between two backticks is code.
fn push_words(words: &str, in_cell: bool, out: &mut String) {
    let parts: Vec<&str> = words.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    for (at, part) in parts.iter().enumerate() {
        match (is_paired, at % 2) {
            (true, 1) if part.trim().is_empty() => out.push_str(&format!("\\`{part}\\`")),
            (true, 1) => push_code(part, in_cell, out),
            _ => {
                if at > 0 && !is_paired {
                    out.push_str("\\`");
                }
                push_escaped(part, out);
            }
        }
    }
}

fn push_escaped(words: &str, out: &mut String) {
    let mut rest = words.chars().peekable();
    while let Some(ch) = rest.next() {
        let is_mark =
            matches!(ch, '\\' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '@');
        // Some readers make a link of a bare address.
        let of_address = match ch {
            ':' => rest.peek() == Some(&'/'),
            '.' => out.get(out.len().saturating_sub(3)..).is_some_and(|it| it.eq_ignore_ascii_case("www")),
            _ => false,
        };
        if is_mark || of_address {
            out.push('\\');
        }
        out.push(ch);
    }
}

/// A span of code, its fence longer than any in it.
fn push_code(words: &str, in_cell: bool, out: &mut String) {
    let fence = "`".repeat(longest_run(words) + 1);
    let blank = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    let words = if in_cell { Cow::Owned(words.replace('|', "\\|")) } else { Cow::Borrowed(words) };
    out.push_str(&format!("{fence}{blank}{words}{blank}{fence}"));
}

fn longest_run(words: &str) -> usize {
    words.split(|ch| ch != '`').map(str::len).max().unwrap_or(0)
}

/// A line that begins like an item of a list, or like the line under a heading, does not mean it.
fn at_its_start(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let is_numbered = digits > 0 && line[digits..].starts_with(['.', ')']);
    match line.chars().next() {
        Some('-' | '+' | '=') => format!("\\{line}"),
        _ if is_numbered => format!("{}\\{}", &line[..digits], &line[digits..]),
        _ => line.to_owned(),
    }
}

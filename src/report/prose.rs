//! Texts in a small part of Markdown, such as the chapters of the guide, as documents.

use super::document::{Block, Document};
use super::inline::Inline;

/// Reads headings, paragraphs, `- ` lists, `---` and fenced blocks; anything else is a paragraph. The words stand for both
/// languages, so the caller chooses the text.
///
/// ```
/// assert_eq!(buntan::report::prose("# 題\n\n一行目\n二行目\n").blocks.len(), 2);
/// ```
pub fn prose(markdown: &str) -> Document {
    let mut reader = Reader::default();
    for line in markdown.lines() {
        reader.line(line);
    }
    reader.flush();
    Document { blocks: reader.blocks, ..Document::default() }
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// Lines of the paragraph or list item that is open.
    open: String,
    /// Items of the list that is open.
    items: Vec<String>,
    /// Text of the fenced block that is open.
    fence: Option<String>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if let Some(mut text) = self.fence.take() {
            if line.trim_end() == "```" {
                self.blocks.push(Block::Verbatim(text));
            } else {
                text.push_str(line);
                text.push('\n');
                self.fence = Some(text);
            }
        } else if line.starts_with("```") {
            self.flush();
            self.fence = Some(String::new());
        } else if let Some((level, title)) = heading(line) {
            self.flush();
            self.blocks.push(Block::Heading(level, Inline::from(title)));
        } else if line.trim() == "---" {
            self.flush();
            self.blocks.push(Block::Rule);
        } else if let Some(item) = line.strip_prefix("- ") {
            self.flush_open();
            self.items.push(String::new());
            self.open.push_str(item.trim());
        } else if line.trim().is_empty() {
            self.flush();
        } else {
            join(&mut self.open, line.trim());
        }
    }

    fn flush_open(&mut self) {
        let text = std::mem::take(&mut self.open);
        match self.items.last_mut() {
            Some(item) => *item = text,
            None if text.is_empty() => {}
            None => self.blocks.push(Block::Paragraph(Inline::from(text))),
        }
    }

    fn flush(&mut self) {
        self.flush_open();
        let items = std::mem::take(&mut self.items);
        if !items.is_empty() {
            self.blocks.push(Block::List(items.into_iter().map(Inline::from).collect()));
        }
        // An unclosed fence ends with the text.
        if let Some(text) = self.fence.take() {
            self.blocks.push(Block::Verbatim(text));
        }
    }
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let title = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - title.len()).ok().filter(|level| (1..=6).contains(level))?;
    Some((level, title.strip_prefix(' ')?.trim()))
}

/// Joins two lines of a paragraph: with a blank, except between two full-width letters.
fn join(open: &mut String, line: &str) {
    use unicode_width::UnicodeWidthChar;
    let full = |ch: Option<char>| ch.and_then(UnicodeWidthChar::width) == Some(2);
    let between_letters = full(open.chars().last()) && full(line.chars().next());
    if !open.is_empty() && !between_letters {
        open.push(' ');
    }
    open.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_chapter_needs() {
        let document =
            prose("# 題\n\n病院は\n`A` に\n委ねる。\n\n- 一\n  続き\n- 二\n\n```buntan\nA owns *\n```\n---\n");
        let seen: Vec<String> = document.blocks.iter().map(|block| format!("{block:?}")).collect();
        assert_eq!(seen.len(), 5, "{seen:#?}");
        assert!(matches!(&document.blocks[1], Block::Paragraph(words) if words.plain().ja == "病院は `A` に委ねる。"));
        assert!(
            matches!(&document.blocks[2], Block::List(items) if items[0].plain().ja == "一続き" && items.len() == 2)
        );
        assert!(matches!(&document.blocks[3], Block::Verbatim(text) if text == "A owns *\n"));
    }
}

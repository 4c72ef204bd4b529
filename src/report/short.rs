//! The writer for editors and for `grep`: what can be counted stands on one line each.
//!
//! Problems are `file:line:col: error[code]: headline`, rows are tab-separated, trees are indented. Prose is left out, unless
//! there is nothing else.

use super::document::{Block, Document, Tree};
use super::inline::Inline;
use super::{Options, safe};
use crate::diagnostic::{Diagnostic, Lang};
use crate::source::Sources;

/// Writes the lines.
pub(super) fn write(document: &Document, sources: &Sources, options: &Options) -> String {
    let prose_only = document.blocks.iter().all(is_prose);
    let mut lines = Vec::new();
    for block in &document.blocks {
        if prose_only || !is_prose(block) {
            push_block(block, sources, options.lang, &mut lines);
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn is_prose(block: &Block) -> bool {
    match block {
        Block::Heading(..)
        | Block::Paragraph(_)
        | Block::List(_)
        | Block::Note(_)
        | Block::Verbatim(_)
        | Block::Mermaid(_)
        | Block::Rule => true,
        Block::Terms(_)
        | Block::Table(_)
        | Block::Tree(_)
        | Block::Lines(_)
        | Block::Problem(_)
        | Block::Failure(_) => false,
    }
}

fn push_block(block: &Block, sources: &Sources, lang: Lang, lines: &mut Vec<String>) {
    let words = |inline: &Inline| safe(inline.plain().in_lang(lang)).trim().to_owned();
    match block {
        Block::Heading(_, inline) | Block::Paragraph(inline) | Block::Note(inline) => lines.push(words(inline)),
        Block::List(items) => lines.extend(items.iter().map(words)),
        Block::Terms(terms) => {
            lines.extend(terms.iter().map(|(term, about)| format!("{}\t{}", words(term), words(about))))
        }
        Block::Table(table) => {
            lines.extend(table.rows.iter().map(|row| row.iter().map(words).collect::<Vec<_>>().join("\t")));
        }
        Block::Tree(tree) => push_tree(tree, 0, &words, lines),
        Block::Lines(all) => {
            lines.extend(all.iter().map(|line| safe(line.plain().in_lang(lang)).trim_end().to_owned()));
        }
        Block::Verbatim(text) | Block::Mermaid(text) => {
            lines.extend(text.trim_end().lines().map(|line| safe(line).into_owned()))
        }
        Block::Problem(diagnostic) => lines.push(problem(diagnostic, sources, lang)),
        Block::Failure(failure) => lines.push(format!("error: {}", safe(failure.headline.in_lang(lang)))),
        Block::Rule => {}
    }
}

/// A node that has a line stands on it; of its children only those that have one, too.
fn push_tree(tree: &Tree, depth: usize, words: &dyn Fn(&Inline) -> String, lines: &mut Vec<String>) {
    if let Some(line) = &tree.line {
        lines.push(words(line));
        for child in tree.children.iter().filter(|child| child.line.is_some()) {
            push_tree(child, depth, words, lines);
        }
        return;
    }
    lines.push(format!("{}{}", "  ".repeat(depth), words(&tree.label)));
    for child in &tree.children {
        push_tree(child, depth + 1, words, lines);
    }
}

fn problem(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> String {
    let place = match &diagnostic.primary {
        Some(label) => format!("{}: ", safe(&sources.place(label.span))),
        None => String::new(),
    };
    let headline = safe(diagnostic.headline.in_lang(lang)).into_owned();
    format!("{place}{}[{}]: {headline}", diagnostic.severity.name(), diagnostic.code.name)
}

//! The writer for browsers: one page in one file, readable without a script, a network or colours.
//!
//! Nothing that an input says becomes markup: maud escapes every text, and what acts on the reading order is made visible before.
//! What stands between backticks in running text becomes code.

mod page;

use maud::{Markup, html};

pub use page::{Page, Script};

use super::document::{Align, Block, Column, Document, Table, Tree};
use super::ink::Ink;
use super::inline::{Inline, Style};
use super::{Options, diagnostics, safe};
use crate::diagnostic::{Diagnostic, Lang};
use crate::source::Sources;
use crate::text;

/// The looks of every page.
pub const STYLE: &str = include_str!("page.css");

/// A page of its own.
pub(super) fn write(document: &Document, sources: &Sources, options: &Options) -> String {
    let lang = options.lang;
    let titled = document.blocks.iter().find_map(|block| match block {
        Block::Heading(1, words) => Some(safe(words.plain().in_lang(lang)).into_owned()),
        _ => None,
    });
    let begins_with_it = matches!(document.blocks.first(), Some(Block::Heading(1, _)));
    let title = titled.unwrap_or_else(|| "Buntan".to_owned());
    let body = html! {
        main {
            @if !begins_with_it { h1 { (title) } }
            (fragment(&document.blocks, sources, lang, u8::from(!begins_with_it)))
        }
    };
    Page { lang, title: &title, styles: &[STYLE], script: None, body }.written()
}

/// Blocks for the inside of a page, under a heading of a level; 0 is the page itself.
pub fn fragment(blocks: &[Block], sources: &Sources, lang: Lang, under: u8) -> Markup {
    html! {
        @for (block, level) in blocks.iter().zip(levels(blocks, under)) { (written(block, sources, lang, level)) }
    }
}

/// The levels of headings, block by block: the highest stand right under what is above. None is left out on the way down, as whoever
/// jumps from heading to heading would look for it.
fn levels(blocks: &[Block], under: u8) -> Vec<u8> {
    let own = |block: &Block| if let Block::Heading(level, _) = block { Some(*level) } else { None };
    let highest = blocks.iter().filter_map(own).min().unwrap_or(1);
    let mut last = under;
    let level = |block: &Block| {
        if let Some(own) = own(block) {
            last = (under + 1).saturating_add(own - highest).min(last + 1).clamp(1, 6);
        }
        last
    };
    blocks.iter().map(level).collect()
}

/// One block.
fn written(block: &Block, sources: &Sources, lang: Lang, level: u8) -> Markup {
    let words = |inline: &Inline| words(inline, lang);
    match block {
        Block::Heading(_, inline) => heading(level, words(inline)),
        Block::Paragraph(inline) => html! { p { (words(inline)) } },
        Block::List(items) => html! { ul { @for item in items { li { (words(item)) } } } },
        Block::Terms(terms) => html! {
            dl { @for (term, about) in terms { dt { (words(term)) } dd { (words(about)) } } }
        },
        Block::Table(table) => drawn_table(table, lang),
        Block::Tree(tree) => html! { ul.tree { (branch(tree, lang)) } },
        Block::Note(inline) => html! {
            p.remark { strong { (text!("注: ", "Note: ").in_lang(lang)) } (words(inline)) }
        },
        Block::Verbatim(text) | Block::Mermaid(text) => verbatim(text),
        Block::Lines(lines) => pre(lines.iter().map(|line| safe(line.plain().in_lang(lang)).trim_end().to_owned())),
        Block::Problem(diagnostic) => {
            let said = severity(diagnostic);
            problem(said, drawn(|ink| diagnostics::draw(diagnostic, sources, lang, ink)))
        }
        Block::Failure(failure) => problem("error", drawn(|ink| diagnostics::draw_failure(failure, lang, ink))),
        Block::Rule => html! { hr; },
    }
}

/// A heading of a level.
pub fn heading(level: u8, words: Markup) -> Markup {
    match level {
        0 | 1 => html! { h1 { (words) } },
        2 => html! { h2 { (words) } },
        3 => html! { h3 { (words) } },
        4 => html! { h4 { (words) } },
        5 => html! { h5 { (words) } },
        _ => html! { h6 { (words) } },
    }
}

/// Text that is meant to be copied.
pub fn verbatim(text: &str) -> Markup {
    pre(text.trim_end().lines().map(|line| safe(&line.replace('\t', "    ")).trim_end().to_owned()))
}

/// A long line is scrolled to, also with the keyboard.
fn pre(lines: impl Iterator<Item = String>) -> Markup {
    let lines: Vec<String> = lines.collect();
    html! { pre tabindex="0" { (lines.join("\n")) } }
}

fn severity(diagnostic: &Diagnostic) -> &'static str {
    diagnostic.severity.name()
}

/// What is drawn with carets: its headline as words, its source as it is drawn.
fn problem(severity: &str, drawn: String) -> Markup {
    let (headline, rest) = drawn.split_once('\n').unwrap_or((&drawn, ""));
    html! {
        div class=(format!("problem {severity}")) {
            p { strong { (headline) } }
            @if !rest.trim().is_empty() { pre tabindex="0" { (rest.trim_end()) } }
        }
    }
}

fn drawn(draw: impl FnOnce(&mut Ink)) -> String {
    let mut ink = Ink::new(false);
    draw(&mut ink);
    ink.finish()
}

/// Nested lists.
fn branch(tree: &Tree, lang: Lang) -> Markup {
    html! {
        li {
            (words(&tree.label, lang))
            @if !tree.children.is_empty() {
                ul { @for child in &tree.children { (branch(child, lang)) } }
            }
        }
    }
}

/// A table that is wider than the page is scrolled to, also with the keyboard.
fn drawn_table(table: &Table, lang: Lang) -> Markup {
    let side = |at: usize| match table.columns.get(at).map(|it| it.align) {
        Some(Align::Right) => Some("right"),
        Some(Align::Center) => Some("center"),
        Some(Align::Left) | None => None,
    };
    let empty = Inline::default();
    let head = |at: usize, column: &Column| {
        let words = words(&column.head, lang);
        html! {
            @if column.head.is_empty() { td class=[side(at)] {} } @else { th scope="col" class=[side(at)] { (words) } }
        }
    };
    let cell = |at: usize, inline: &Inline| {
        let words = words(inline, lang);
        html! {
            @if at == 0 && !inline.is_empty() { th scope="row" { (words) } } @else { td class=[side(at)] { (words) } }
        }
    };
    html! {
        div.scrolled tabindex="0" role="group" aria-label=(text!("表", "Table").in_lang(lang)) {
            table {
                thead { tr { @for (at, column) in table.columns.iter().enumerate() { (head(at, column)) } } }
                tbody {
                    @for row in &table.rows {
                        tr { @for at in 0..table.columns.len() { (cell(at, row.get(at).unwrap_or(&empty))) } }
                    }
                }
            }
        }
    }
}

/// Styled words.
pub fn words(inline: &Inline, lang: Lang) -> Markup {
    html! {
        @for (text, style) in &inline.0 {
            @let said = text.in_lang(lang);
            @match style {
                Style::Plain => (prose(said)),
                Style::Strong => strong { (prose(said)) },
                Style::Code => code { (safe(&said.replace('`', ""))) },
                Style::Error => strong.error { (prose(said)) },
                Style::Warning => strong.warning { (prose(said)) },
                Style::Note => strong.note { (prose(said)) },
                Style::Good => span.good { (prose(said)) },
                Style::Dim => span.dim { (prose(said)) },
            }
        }
    }
}

/// Running text: what stands between two backticks is code.
pub fn prose(words: &str) -> Markup {
    let parts: Vec<&str> = words.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    html! {
        @if is_paired {
            @for (at, part) in parts.iter().enumerate() {
                @if at % 2 == 0 { (safe(part)) } @else if part.is_empty() { "``" } @else { code { (safe(part)) } }
            }
        } @else { (safe(words)) }
    }
}

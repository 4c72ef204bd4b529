//! What a page of Markdown says, read back by a parser of Markdown.

use buntan::diagnostic::{Lang, Text};
use buntan::report::{self, Align, Document, Format, Inline, Options, Style, Table, Tree};
use buntan::source::Sources;
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

fn page(document: &Document) -> String {
    let mut out = Vec::new();
    let options = Options { format: Format::Markdown, lang: Lang::Ja, ..Options::default() };
    report::write(document, &Sources::default(), &options, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("writers write UTF-8")
}

fn events(page: &str) -> Vec<Event<'_>> {
    Parser::new_ext(page, pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH)
        .collect()
}

/// All words that a reader sees, without backticks.
fn seen(page: &str) -> String {
    let words = |event: &Event| match event {
        Event::Text(text) | Event::Code(text) => text.to_string(),
        Event::SoftBreak => " ".to_owned(),
        _ => String::new(),
    };
    events(page).iter().map(words).collect()
}

fn bare(words: &str) -> String {
    report::safe(words).chars().filter(|ch| *ch != '`' && !ch.is_whitespace()).collect()
}

/// Words with every mark that means something to Markdown, backticks in and out of balance, lines that look like others.
fn words() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "`",
        "``",
        "|",
        "#",
        "- ",
        "+ ",
        "1. ",
        "> ",
        "<b>",
        "<script>",
        "</td>",
        "&amp;",
        "[x](y)",
        "![",
        "~~",
        "\\",
        "---",
        "===",
        "病院",
        "P2.C.1",
        "a b",
        "：",
        "!",
        "https://example.org",
        "@all",
        "    ",
        "\t",
        "\n",
        "$x$",
        "{",
        "}",
        ":--",
        "0)",
        "-",
        "<!--",
        "<https://a.b>",
        "^",
        "\"",
        "'",
    ]);
    prop::collection::vec(mark, 0..8).prop_map(|all| all.concat())
}

proptest! {
    #[test]
    fn words_are_never_markup(heading in words(), text in words(), code in words(), cells in prop::collection::vec(words(), 6)) {
        let rows = Table::new(["a", "b", "c"]).align(1, Align::Right).row(cells[..3].to_vec()).row(cells[3..].to_vec());
        let document = Document::new()
            .heading(2, heading.as_str())
            .paragraph(text.as_str())
            .paragraph(Inline::from("x ").and(code.as_str(), Style::Code).and(" y", Style::Strong))
            .list([text.as_str(), code.as_str()])
            .tree(Tree::leaf(text.as_str()).child(Tree::leaf(code.as_str()).child(Tree::leaf(heading.as_str()))))
            .note(code.as_str())
            .table(rows);
        let page = page(&document);
        let all = events(&page);
        let is_stray = |event: &&Event| matches!(
            event,
            Event::Html(_) | Event::InlineHtml(_) | Event::Rule | Event::FootnoteReference(_)
                | Event::Start(
                    Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
                        | Tag::CodeBlock(_) | Tag::HtmlBlock
                )
        );
        prop_assert_eq!(all.iter().find(is_stray), None, "{}", page);
        let count = |end: TagEnd| all.iter().filter(|it| **it == Event::End(end)).count();
        prop_assert_eq!(count(TagEnd::TableCell), 9, "{}", &page);
        prop_assert_eq!(count(TagEnd::Item), 5, "{}", &page);
        let expected: String = [&heading, &text].into_iter().map(|it| bare(it)).chain([
            bare("x "), bare(&code), bare("y"), bare(&text), bare(&code), bare(&text), bare(&code), bare(&heading), bare("注: "),
            bare(&code), bare("abc"),
        ]).chain(cells.iter().map(|it| bare(it))).collect();
        prop_assert_eq!(bare(&seen(&page)), expected, "{}", page);
    }

    #[test]
    fn verbatim_stays(text in words()) {
        let page = page(&Document::new().block(report::Block::Verbatim(format!("a{text}\nb"))));
        let all = events(&page);
        let blocks = all.iter().filter(|it| matches!(it, Event::Start(Tag::CodeBlock(_)))).count();
        prop_assert_eq!(blocks, 1);
        prop_assert_eq!(bare(&seen(&page)), bare(&format!("a{text}b")), "{}", page);
    }
}

#[test]
fn a_page_as_it_is_written() {
    let table = Table::new([Text::new("項目", "control"), Text::new("実施者", "performer")]).row(["P2.C.1", "A|B"]);
    let document = Document::new()
        .heading(1, "役割分担")
        .paragraph("`K1`によれば 1 件")
        .tree(Tree::leaf("案件").child(Tree::leaf("契約")))
        .table(table);
    let expected =
        "# 役割分担\n\n`K1`によれば 1 件\n\n* 案件\n  * 契約\n\n| 項目 | 実施者 |\n| --- | --- |\n| P2.C.1 | A\\|B |\n";
    assert_eq!(page(&document), expected);
}

/// A bare address in somebody's words becomes no link, whatever reads the text.
#[test]
fn addresses_are_no_links() {
    let words = "see http://a.example, HTTPS://b.example, www.c.example and d@e.example";
    let text = page(&Document::new().paragraph(words));
    for link in ["http://", "HTTPS://", "www.", "d@e"] {
        assert!(!text.contains(link), "{text}");
    }
}

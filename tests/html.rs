//! What a page says, read back by a parser of HTML.

#[path = "support/formats.rs"]
mod formats;

use buntan::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use buntan::report::{Align, Document, Failure, Format, Inline, Style, Table, Tree};
use buntan::text;
use formats::{bare, words, written};
use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

fn page(document: &Document) -> String {
    String::from_utf8(written(document, Format::Html)).expect("writers write UTF-8")
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn seen(element: ElementRef) -> String {
    element.text().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_are_never_markup(
        heading in words(), text in words(), code in words(), cells in prop::collection::vec(words(), 4),
    ) {
        let document = Document::new()
            .heading(1, heading.as_str())
            .paragraph(text.as_str())
            .paragraph(Inline::styled(code.as_str(), Style::Code))
            .list([text.as_str(), code.as_str()])
            .tree(Tree::leaf(text.as_str()).child(Tree::leaf(code.as_str())))
            .note(code.as_str())
            .verbatim(format!("a{text}"))
            .failure(Failure::new(buntan::diagnostic::Text::same(code.as_str())))
            .table(Table::new(["x", "y"]).row(cells[..2].to_vec()).row(cells[2..].to_vec()));
        let page = page(&document);
        let read = Html::parse_document(&page);
        prop_assert!(all(&read, "script, img, iframe, object, embed, link, base, form, a").is_empty(), "{}", page);
        prop_assert_eq!(all(&read, "style").len(), 1);
        for element in all(&read, "*") {
            prop_assert!(element.value().attrs().all(|(name, _)| !name.starts_with("on") && name != "style"), "{}", page);
        }
        prop_assert_eq!(all(&read, "tbody tr").len(), 2);
        prop_assert_eq!(all(&read, "tbody tr > *").len(), 4);
        let shown: Vec<String> = all(&read, "tbody tr > *").into_iter().map(seen).collect();
        for (cell, shown) in cells.iter().zip(&shown) {
            prop_assert_eq!(bare(shown), bare(cell), "{}", page);
            let acts = |ch: char| matches!(ch, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200f}' | '\u{1b}');
            let is_acting = shown.chars().any(acts);
            prop_assert!(!is_acting, "{}", page);
        }
        prop_assert_eq!(bare(&seen(all(&read, "main > h1")[0])), bare(&heading));
        prop_assert_eq!(bare(&seen(all(&read, "main > p")[0])), bare(&text));
    }
}

static CODE: Code = Code {
    name: "unknown_party",
    family: Family::Model,
    severity: Severity::Error,
    page: Page { says: ("", ""), why: ("", ""), example: "", remedy: ("", "") },
};

#[test]
fn a_page_has_landmarks_and_headings_in_order() {
    let problem = Diagnostic::new(&CODE, None, text!("`保守会社` という当事者はない", "there is no party `保守会社`"));
    let document =
        Document::new().problem(problem).heading(1, "題").heading(4, "深い").heading(2, "節").heading(1, "次");
    let page = page(&document);
    let read = Html::parse_document(&page);
    assert_eq!(all(&read, "html[lang=ja] main").len(), 1);
    assert_eq!(seen(all(&read, "title")[0]), "題");
    let levels: Vec<&str> = all(&read, "h1, h2, h3, h4, h5, h6").iter().map(|it| it.value().name()).collect();
    // One heading of the page, then no level left out on the way down.
    assert_eq!(levels, ["h1", "h2", "h3", "h3", "h2"]);
    assert!(seen(all(&read, ".problem p")[0]).starts_with("error[unknown_party]"));
}

#[test]
fn a_table_says_what_its_cells_stand_under() {
    let table = Table::new(["項目", "", "件数"]).align(2, Align::Right).row(["P2.C.1", "○", "3"]).row(["", "×", "4"]);
    let page = page(&Document::new().heading(1, "表").table(table));
    let read = Html::parse_document(&page);
    assert_eq!(all(&read, "thead th[scope=col]").len(), 2);
    assert_eq!(all(&read, "tbody th[scope=row]").len(), 1);
    assert_eq!(all(&read, "td.right").len(), 2);
    // A table that is wider than the page is scrolled with the keyboard.
    assert_eq!(all(&read, "[tabindex='0'][role=group][aria-label] > table").len(), 1);
}

#[test]
fn what_stands_in_backticks_is_code() {
    let page = page(&Document::new().heading(1, "a").paragraph("`K1`と`K2`、`"));
    let paragraph = Html::parse_document(&page);
    assert_eq!(all(&paragraph, "main p code").len(), 0, "an odd one leaves all as it stands");
    let page = self::page(&Document::new().heading(1, "a").paragraph("`K1`と`K<2>`"));
    let read = Html::parse_document(&page);
    let codes: Vec<String> = all(&read, "main p code").into_iter().map(seen).collect();
    assert_eq!(codes, ["K1", "K<2>"]);
}

/// A browser runs nothing on a page, and loads nothing.
#[test]
fn a_page_forbids_whatever_is_not_in_it() {
    let page = page(&Document::new().heading(1, "a"));
    let read = Html::parse_document(&page);
    let policy = all(&read, "meta[http-equiv=Content-Security-Policy]")[0].value().attr("content").expect("a policy");
    for part in
        ["default-src 'none'", "script-src 'none'", "style-src 'sha256-", "base-uri 'none'", "form-action 'none'"]
    {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("url("), "{page}");
}

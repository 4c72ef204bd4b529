//! Texts of others, as hostile as they come, and documents written in a form.

use buntan::diagnostic::Lang;
use buntan::report::{self, Document, Format, Options};
use buntan::source::Sources;
use proptest::prelude::*;

/// A document in one form.
pub fn written(document: &Document, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let options = Options { format, lang: Lang::Ja, ..Options::default() };
    report::write(document, &Sources::default(), &options, &mut out).expect("a Vec takes everything");
    out
}

/// Markup, quotes, formulas, what acts on the reading order or on a terminal, backticks in and out of balance.
pub fn words() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "</td></table>",
        "<img src=x onerror=alert(1)>",
        "</style>",
        "<!--",
        "]]>",
        "&lt;",
        "&amp",
        "\"",
        "'",
        "` ",
        "``",
        "=HYPERLINK(\"http://a.example\")",
        "=",
        "+1",
        "-1",
        "@SUM(A1)",
        "|cmd",
        "%0A",
        "\t",
        "\r",
        "\n",
        ",",
        ";",
        "\u{202e}",
        "\u{2066}",
        "\u{200f}",
        "\u{1b}[31m",
        "\u{0}",
        "\u{feff}",
        "שלום",
        "病院",
        "＝１",
        "a b",
        "\u{1f469}\u{200d}\u{2695}\u{fe0f}",
    ]);
    prop::collection::vec(mark, 0..7).prop_map(|all| all.concat())
}

/// Words as a reader sees them, without blanks and backticks.
pub fn bare(words: &str) -> String {
    report::safe(words).chars().filter(|ch| *ch != '`' && !ch.is_whitespace()).collect()
}

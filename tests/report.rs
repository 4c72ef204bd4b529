//! What readers see of a document.

use buntan::diagnostic::{Code, Diagnostic, Family, Lang, Page, Severity};
use buntan::report::{self, Align, Document, Failure, Format, Inline, Options, Style, Table, Tree};
use buntan::source::{Source, SourceId, Sources, Span};
use buntan::text;
use unicode_width::UnicodeWidthStr;

static CODE: Code = Code {
    name: "unknown_party",
    family: Family::Model,
    severity: Severity::Error,
    page: Page { says: ("", ""), why: ("", ""), example: "", remedy: ("", "") },
};

fn write(document: &Document, sources: &Sources, options: Options) -> String {
    let mut out = Vec::new();
    report::write(document, sources, &options, &mut out).expect("a Vec takes everything");
    String::from_utf8(out).expect("writers write UTF-8")
}

fn human(document: &Document, lang: Lang, width: usize) -> String {
    write(document, &Sources::default(), Options { lang, width, ..Options::default() })
}

/// One source, and the span of the first `words` in it.
fn source(text: &str, words: &str) -> (Sources, Span) {
    let mut sources = Sources::default();
    let id = sources.add(Source::new("案件.buntan", text));
    let start = text.find(words).expect("the words are in the text");
    (sources, Span::new(id, start, start + words.len()))
}

fn problem(span: Span) -> Diagnostic {
    Diagnostic::new(&CODE, span, text!("`保守会社` という当事者はない", "there is no party `保守会社`"))
}

/// The columns at which `mark` stands in a line.
fn columns(line: &str, mark: char) -> Vec<usize> {
    line.match_indices(mark).map(|(at, _)| line[..at].width()).collect()
}

// ---------------------------------------------------------------------------------------------------------------- layout

#[test]
fn columns_line_up_under_full_width_letters() {
    let table = Table::new([text!("項目", "control"), text!("実施者", "performer"), text!("件数", "count")])
        .align(2, Align::Right)
        .row(["P2.C.1", "電子カルテ社", "3"])
        .row(["P2.A.10", "B", "120"]);
    let seen = human(&Document::new().table(table), Lang::Ja, 80);
    let expected = [
        " 項目    │ 実施者       │ 件数",
        "─────────┼──────────────┼──────",
        " P2.C.1  │ 電子カルテ社 │    3",
        " P2.A.10 │ B            │  120",
    ];
    assert_eq!(seen.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn cells_wrap_inside_their_column_and_nothing_is_lost() {
    let long = "再委託先の選定、監督及び実施状況の報告について定める契約条項";
    let table = Table::new(["id", "text"]).row(["P2.A.10", long]).row(["P2.A.11", long]);
    let seen = human(&Document::new().table(table), Lang::Ja, 30);
    let bars: Vec<Vec<usize>> = seen.lines().filter(|line| line.contains('│')).map(|line| columns(line, '│')).collect();
    assert!(bars.windows(2).all(|pair| pair[0] == pair[1]), "{seen}");
    assert!(seen.lines().all(|line| line.width() <= 30), "{seen}");
    let words: String = seen.chars().filter(|ch| long.contains(*ch)).collect();
    assert_eq!(words, long.repeat(2));
}

#[test]
fn a_table_with_too_many_columns_is_written_row_by_row() {
    let table = Table::new(["項目", "電子カルテ社", "基盤社", "回線社", "保守会社"]).row([
        "P2.C.1",
        "実施",
        "責任者",
        "支援",
        "なし",
    ]);
    let seen = human(&Document::new().table(table), Lang::Ja, 30);
    assert_eq!(seen, "項目: P2.C.1\n電子カルテ社: 実施\n基盤社: 責任者\n回線社: 支援\n保守会社: なし\n");
}

#[test]
fn trees_keep_their_lines_beside_wrapped_labels() {
    let tree = Tree::leaf("A owns P2.C.2")
        .child(Tree::leaf("電子カルテ社は契約 K1 第8条により責任を負う").child(Tree::leaf("K1")))
        .child(Tree::leaf("B accepts"));
    let seen = human(&Document::new().tree(tree), Lang::Ja, 30);
    assert_eq!(
        seen,
        "A owns P2.C.2\n\
         ├─ 電子カルテ社は契約 K1 第\n\
         │  │  8条により責任を負う\n\
         │  └─ K1\n\
         └─ B accepts\n"
    );
}

#[test]
fn paragraphs_wrap_in_both_languages() {
    let words = text!(
        "誰も担っていない対応を、契約の前に見つける。",
        "Finds the duty nobody carries before the contract is signed"
    );
    let document = Document::new().paragraph(words);
    assert_eq!(human(&document, Lang::Ja, 24), "誰も担っていない対応を、\n契約の前に見つける。\n");
    assert_eq!(human(&document, Lang::En, 24), "Finds the duty nobody\ncarries before the\ncontract is signed\n");
}

#[test]
fn blocks_stand_apart_and_headings_close_to_what_follows() {
    let document = Document::new()
        .heading(1, "T")
        .heading(2, "H")
        .terms([(Inline::from("a"), Inline::from("一")), (Inline::from("long"), Inline::from("二"))])
        .list(["x", "y"])
        .verbatim("A owns *  \n\tB\n")
        .note(text!("注記", "remark"))
        .rule();
    let expected = "T\n─\n\nH\n  a     一\n  long  二\n\n- x\n- y\n\n    A owns *\n        B\n\nNote: remark\n\n────────────────────\n";
    assert_eq!(human(&document, Lang::En, 20), expected);
}

// ----------------------------------------------------------------------------------------------------------- diagnostics

#[test]
fn a_problem_shows_its_source_with_the_caret_under_full_width_letters() {
    let (sources, span) = source("engagement \"病院\" {\n  保守会社 owns P2.C.1\n}\n", "保守会社");
    let diagnostic =
        problem(span).here(text!("ここ", "here")).help(text!("`party` で宣言する", "declare it with `party`"));
    let seen = write(&Document::new().problem(diagnostic), &sources, Options { lang: Lang::Ja, ..Options::default() });
    assert_eq!(
        seen,
        "error[unknown_party]: `保守会社` という当事者はない\n  \
           ┌─ 案件.buntan:2:3\n  \
           │\n\
         2 │   保守会社 owns P2.C.1\n  \
           │   ^^^^^^^^ ここ\n  \
           │\n  \
           = help: `party` で宣言する\n"
    );
}

#[test]
fn two_places_in_two_files_and_no_blank_at_any_line_end() {
    let (mut sources, span) = source("A owns x\nB\nC\nD\nA disclaims x\n", "A owns x");
    let other = sources.add(Source::new("b.buntan", "一\n二\n"));
    let id = span.source;
    let diagnostic =
        problem(span).label(Span::new(id, 15, 28), text!("", "")).label(Span::new(other, 4, 7), text!("二", "two"));
    let seen = write(&Document::new().problem(diagnostic), &sources, Options::default());
    assert!(seen.contains("5 │ A disclaims x\n"), "{seen}");
    assert!(seen.contains("┌─ b.buntan:2:1\n"), "{seen}");
    assert!(seen.lines().all(|line| !line.ends_with(' ')), "{seen:?}");
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let text = format!("{{\"rows\": [{}\"保守会社\"{}]}}", "\"病院\", ".repeat(400), ", 1".repeat(400));
    let (sources, span) = source(&text, "保守会社");
    let seen = write(&Document::new().problem(problem(span)), &sources, Options::default());
    let line = seen.lines().find(|line| line.starts_with("1 │ ")).expect("the line is shown");
    let carets = seen.lines().find(|line| line.contains('^')).expect("there are carets");
    assert!(line.width() <= 210 && line.starts_with("1 │ …") && line.ends_with('…'), "{seen}");
    let start = line[..line.find("保守会社").expect("the place is shown")].width();
    assert_eq!(columns(carets, '^'), (start..start + 8).collect::<Vec<_>>(), "{seen}");
    assert!(seen.contains("案件.buntan:1:2412\n"), "the column is that of the source: {seen}");
}

#[test]
fn two_distant_places_on_a_long_line_are_both_shown() {
    let text = format!("保守会社{}回線社{}", "x".repeat(5000), "y".repeat(5000));
    let (sources, span) = source(&text, "保守会社");
    let at = text.find("回線社").expect("it is there");
    let diagnostic = problem(span).label(Span::new(span.source, at, at + 9), text!("他方", "the other"));
    let seen = write(&Document::new().problem(diagnostic), &sources, Options::default());
    let line = seen.lines().find(|line| line.starts_with("1 │ ")).expect("the line is shown");
    assert!(line.contains("保守会社x") && line.contains("x回線社y") && line.width() <= 210, "{seen}");
}

#[test]
fn a_place_over_many_lines_shows_its_ends() {
    let text = format!("contract K1 {{\n{}}}\n", "  x = 1\n".repeat(40));
    let (sources, span) = source(&text, text.trim_end());
    let seen = write(&Document::new().problem(problem(span)), &sources, Options::default());
    assert!(
        seen.contains(" 1 │ ╭ contract K1 {\n") && seen.contains("42 │ │ }\n") && seen.lines().count() < 14,
        "{seen}"
    );
}

#[test]
fn no_place_leads_to_a_panic() {
    let text = "病院\r\n\u{1b}[31m\t保守\n\n";
    let mut sources = Sources::default();
    let id: SourceId = sources.add(Source::new("x", text));
    let empty = sources.add(Source::new("empty", ""));
    for start in 0..text.len() + 3 {
        for end in start.saturating_sub(2)..text.len() + 3 {
            let diagnostic = problem(Span::new(id, start, end)).label(Span::new(empty, start, end), text!("", ""));
            let seen = write(&Document::new().problem(diagnostic), &sources, Options::default());
            assert!(!seen.contains('\u{1b}') && seen.contains('^'), "{seen:?}");
        }
    }
}

#[test]
fn a_failure_has_its_advice_beneath() {
    let failure =
        Failure::new(text!("読めない", "cannot be read")).help(text!("権限を確かめる", "check the permissions"));
    let seen = human(&Document::new().failure(failure), Lang::En, 80);
    assert_eq!(seen, "error: cannot be read\n = help: check the permissions\n");
}

// ---------------------------------------------------------------------------------------------------------------- safety

/// Hostile words everywhere a document can hold words.
fn hostile() -> (Document, Sources) {
    let evil = "x\u{1b}]0;y\u{7}\u{9b}2J\u{202e}\u{2066}\r\nz\u{7f}";
    let (mut sources, _) = source("x", "x");
    let id = sources.add(Source::new(format!("{evil}.buntan"), format!("a {evil} b\n")));
    let diagnostic = Diagnostic::new(&CODE, Span::new(id, 2, 10), text!("{evil}", "{evil}"))
        .here(text!("{evil}", "{evil}"))
        .help(text!("{evil}", "{evil}"));
    let document = Document::new()
        .heading(1, evil)
        .paragraph(Inline::styled(evil, Style::Error))
        .list([evil])
        .terms([(Inline::from(evil), Inline::from(evil))])
        .table(Table::new([evil]).row([evil]))
        .tree(Tree::leaf(evil).child(Tree::leaf(evil)))
        .note(evil)
        .verbatim(evil)
        .problem(diagnostic)
        .failure(Failure::new(text!("{evil}", "{evil}")).help(text!("{evil}", "{evil}")));
    (document, sources)
}

#[test]
fn nothing_in_a_document_acts_on_the_terminal() {
    let (document, sources) = hostile();
    for format in [Format::Human, Format::Short, Format::Json] {
        let seen = write(&document, &sources, Options { format, width: 40, ..Options::default() });
        let acts = |ch: char| {
            ch.is_control() && ch != '\n'
                || ('\u{202a}'..='\u{202e}').contains(&ch)
                || ('\u{2066}'..='\u{2069}').contains(&ch)
        };
        assert!(
            !seen.chars().any(acts) || format == Format::Short && !seen.replace('\t', "").chars().any(acts),
            "{seen:?}"
        );
        if format != Format::Json {
            assert!(seen.contains("<U+001B>") && seen.contains("<U+202E>"), "{seen}");
        }
    }
}

#[test]
fn json_keeps_hostile_words_as_they_are() {
    let words = "\u{9b}\u{202e}\u{e0001}\u{7f}";
    let seen = write(
        &Document::new().data([words]),
        &Sources::default(),
        Options { format: Format::Json, ..Options::default() },
    );
    assert!(seen.is_ascii(), "{seen}");
    assert_eq!(serde_json::from_str::<Vec<String>>(&seen).expect("it is JSON"), [words]);
}

#[test]
fn colours_only_if_asked() {
    let (document, sources) = hostile();
    let plain = write(&document, &sources, Options::default());
    let colored = write(&document, &sources, Options { color: true, ..Options::default() });
    assert!(!plain.contains('\u{1b}') && colored.contains("\u{1b}[1;31merror[unknown_party]"), "{colored:?}");
    let mut stripped = String::new();
    for (at, part) in colored.split('\u{1b}').enumerate() {
        stripped.push_str(if at == 0 { part } else { part.split_once('m').expect("a colour ends in m").1 });
    }
    assert_eq!(stripped, plain);
}

// ---------------------------------------------------------------------------------------------------------- other forms

#[test]
fn short_is_one_line_each_without_prose() {
    let (sources, span) = source("x\n  保守会社 owns P2.C.1\n", "保守会社");
    let document = Document::new()
        .heading(1, "T")
        .problem(problem(span))
        .table(Table::new(["a", "b"]).row(["1\t2", "3"]))
        .tree(Tree::leaf("p").child(Tree::leaf("q")))
        .paragraph("1 error");
    let options = Options { format: Format::Short, ..Options::default() };
    let expected = "案件.buntan:2:3: error[unknown_party]: there is no party `保守会社`\n1 2\t3\np\n  q\n";
    assert_eq!(write(&document, &sources, options), expected);
    assert_eq!(write(&Document::new().paragraph("only prose"), &sources, options), "only prose\n");
}

#[test]
fn json_is_the_data_or_else_the_blocks() {
    let (sources, span) = source("x\n  保守会社 owns P2.C.1\n", "保守会社");
    let options = Options { format: Format::Json, ..Options::default() };
    let document = Document::new().problem(problem(span)).paragraph(text!("一", "one"));
    let seen: serde_json::Value = serde_json::from_str(&write(&document, &sources, options)).expect("it is JSON");
    let place = &seen["blocks"][0]["problem"]["locations"][0];
    assert_eq!((&place["file"], &place["line"], &place["column"]), (&"案件.buntan".into(), &2.into(), &3.into()));
    assert_eq!(seen["blocks"][1]["paragraph"]["en"], "one");
    assert_eq!(write(&document.data(7), &sources, options), "7\n");
}

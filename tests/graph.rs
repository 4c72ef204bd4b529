//! Pictures of who hands what to whom: for Graphviz, for pages of Markdown, and as they are.

use std::fs;

use buntan::cli::ExitStatus;
use scraper::{Html, Selector};

#[path = "support/run.rs"]
mod run;

use run::run;

/// A broken delegation between parties whose names act in every language of pictures.
const HOSPITAL: &str = r#"
catalogue t {
  title "T"  publisher "t"  edition 2026-01
  control T.1 "A \"quoted\" <b>duty</b> %%{init}" joint { per component }
}
engagement "E" {
  use t
  party H hospital "<script>alert(1)</script>"  party A vendor "a \"quoted\" #1 ]--> `x`"  party B vendor "株式会社とても長い名前のクラウド基盤サービス提供会社"
  component emr application by A  runs on iaas
  component iaas infrastructure by B
  contract K1 H -> A { type saas  period 2026-04-01 ..  covers emr, iaas }
  contract K2 A -> B under K1 { type iaas  period 2026-04-01 .. 2026-09-30  covers iaas  consented 2026-02-15 }
  A owns T.1 on emr, iaas by K1 "8"
  A delegates T.1 on iaas to B via K2
}
"#;

fn drawn(line: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("h.buntan"), HOSPITAL).expect("a file");
    let (status, out, err) = run(folder.path(), &format!("graph h.buntan --at 2026-10-01 {line}"), b"");
    assert_eq!((status, err.as_str()), (ExitStatus::Clean, ""), "{line}");
    out
}

#[test]
fn a_picture_stands_alone_and_nothing_in_it_acts() {
    let out = drawn("--of contracts --as svg --lang en");
    let page = Html::parse_fragment(&out);
    let count = |selector: &str| page.select(&Selector::parse(selector).expect("a selector")).count();
    assert_eq!((count("svg"), count("rect.box"), count("path.edge"), count("path.edge.error")), (1, 3, 2, 1), "{out}");
    assert_eq!((count("script"), count("b")), (0, 0), "{out}");
    assert!(
        out.contains("xmlns=\"http://www.w3.org/2000/svg\"") && out.contains("aria-label=\"E (on 2026-10-01)\""),
        "{out}"
    );
    assert!(out.contains("&lt;script&gt;"), "{out}");
}

#[test]
fn mermaid_has_a_box_for_each_party_and_its_labels_are_escaped() {
    let out = drawn("--of contracts --as mermaid");
    let lines: Vec<&str> = out.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    assert_eq!(lines[0], "flowchart LR");
    assert_eq!(lines[3], "n2[\"H<br/>#lt;script#gt;alert(1)#lt;/script#gt;\"]");
    assert_eq!(lines[1], "n0[\"A<br/>a #quot;quoted#quot; #35;1 ]--#gt; ｀x｀\"]");
    assert!(lines.contains(&"n2 -->|\"K1<br/>saas\"| n0"), "{out}");
    // `%%{` would begin a directive.
    assert!(drawn("--of obligations --as mermaid").contains("#37;#37;{init}"), "{out}");
    // A contract that is over is drawn thick.
    assert!(lines.contains(&"n0 ==>|\"K2<br/>iaas\"| n1"), "{out}");
}

/// Of a chain that breaks further down, the steps that hold are drawn as such.
#[test]
fn every_step_of_a_chain_is_drawn() {
    let chain = HOSPITAL
        .replace("  party B vendor", "  party C vendor\n  party B vendor")
        .replace("2026-09-30  covers iaas", " covers iaas")
        .replace(
            "  A owns",
            "  contract K3 B -> C under K2 { type iaas  period 2026-04-01 ..  covers iaas  consented 2026-02-15 }\n  \
             B accepts T.1 on iaas by K2\n  B delegates T.1 on iaas to C via K3\n  A owns",
        );
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("h.buntan"), chain).expect("a file");
    let (_, out, err) = run(folder.path(), "graph h.buntan --of delegation --as mermaid --at 2026-10-01", b"");
    assert_eq!(err, "");
    assert!(out.contains("-->|\"K2 ×1\"|"), "{out}");
    assert!(out.contains("==>|\"✕ K3 ×1\"|"), "{out}");
}

/// A file gets what its ending promises: a page with the picture, Markdown that draws it, rows of a table.
#[test]
fn a_picture_is_written_in_the_form_of_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("h.buntan"), HOSPITAL).expect("a file");
    let written = |name: &str| {
        let line = format!("graph h.buntan --at 2026-10-01 --lang en -o {name}");
        let (status, _, err) = run(folder.path(), &line, b"");
        assert_eq!((status, err.as_str()), (ExitStatus::Clean, ""), "{name}");
        fs::read_to_string(folder.path().join(name)).expect("a file")
    };
    let page = written("g.html");
    let read = Html::parse_document(&page);
    let count = |selector: &str| read.select(&Selector::parse(selector).expect("a selector")).count();
    assert_eq!((count("h1"), count("main svg rect.box"), count("script")), (1, 3, 0), "{page}");
    assert!(written("g.md").contains("\n```mermaid\nflowchart LR\n"));
    for name in ["g.mmd", "g.mermaid"] {
        assert!(written(name).starts_with("flowchart LR\n"), "{name}");
    }
    assert!(written("g.dot").starts_with("digraph"));
    let rows = written("g.csv");
    assert!(rows.contains("from,to,by,broken") && rows.lines().any(|it| it.ends_with("K2 iaas,✕")), "{rows}");
}

#[test]
fn gaps_are_marked_in_every_language() {
    for (form, mark) in [("dot", "color=red"), ("mermaid", ":::alarm"), ("svg", "class=\"box error\"")] {
        let out = drawn(&format!("--of obligations --as {form}"));
        assert!(out.contains(mark), "{form}: {out}");
    }
}

//! An engagement where there is none yet, made of a checklist that was filled in.

use buntan::cli::ExitStatus;

use super::Desk;
use super::book::{Book, Cell};

const SMALL: &str = r#"engagement "みなと病院" {
  use roles-2024 only P2.C.1, P2.C.2
  party 病院 hospital "みなと病院"
  party A    vendor   "電子カルテ社"
  component emr application "電子カルテ" by A { external_storage = yes }
  contract K1 病院 -> A "利用契約" { type saas  form negotiated  period 2026-04-01 .. 2036-03-31  covers emr }
}
"#;

const MADE: &str = r#"engagement "みなと病院" {
  use roles-2024 only P2.C.1, P2.C.2

  party A    vendor   "電子カルテ社"
  party 病院 hospital "みなと病院"
  party B    vendor   "基盤社"

  component emr  application "電子カルテ"   by A { external_storage = yes }
  component iaas platform    "クラウド基盤" by B

  contract K1 病院 -> A "利用契約" { type saas  form negotiated  period 2026-04-01 .. 2036-03-31  covers emr }
  contract K2 A -> B "基盤契約" under K1 {
    type iaas
    form standard_terms
    period 2026-04-01 .. 2036-03-31
    covers iaas
    consented 2026-02-15
  }
  checked P2.C.1 yes 2026-05-10
  checked P2.C.2 no  2026-05-10
}
"#;

/// The form of a small hospital, in which a vendor, a component and a subcontract were added, and two rows filled in.
fn filled_in(desk: &Desk) -> Book {
    desk.clean("export xlsx small.buntan --form checklist -o list.xlsx --lang ja");
    desk.fill_in("list.xlsx", |book| {
        let page = |book: &Book, name: &str| book.sheets.iter().position(|(it, _)| it == name).expect("a sheet");
        let mut add = |name: &str, cells: &[&str]| {
            let at = page(book, name);
            let last = book.sheets[at].1.keys().map(|(row, _)| *row).max().unwrap_or(0);
            for (column, words) in (1..).zip(cells).filter(|(_, words)| !words.is_empty()) {
                book.sheets[at].1.insert((last + 1, column), Cell::from(*words));
            }
        };
        add("当事者", &["B", "事業者", "基盤社"]);
        add("構成要素", &["iaas", "基盤", "クラウド基盤", "B"]);
        add(
            "契約",
            &["K2", "A", "B", "基盤契約", "K1", "IaaS", "約款", "令和8年4月1日", "R18.3.31", "iaas", "", "2026/2/15"],
        );
        book.set("roles-2024:P2.C.1", "初回確認", "レ").set("roles-2024:P2.C.1", "確認日", "2026/5/10");
        book.set("roles-2024:P2.C.2", "初回確認", "✕").set("roles-2024:P2.C.2", "確認日", "R8.5.10");
    })
}

#[test]
fn a_checklist_makes_an_engagement() {
    let desk = Desk::with_text("small.buntan", SMALL);
    filled_in(&desk);
    let (status, said) = desk.run("import xlsx list.xlsx --into new.buntan --lang en");
    assert_eq!(status, ExitStatus::Findings, "{said}");
    assert!(said.contains("it makes a new file (rows filled in: 2)") && !desk.path("new.buntan").exists(), "{said}");
    desk.clean("import xlsx list.xlsx --into new.buntan --write");
    let text = desk.text("new.buntan");
    assert_eq!(text, MADE);
    desk.clean("fmt new.buntan --check");
    assert!(desk.findings("new.buntan").iter().any(|it| it.starts_with("not_confirmed P2.C.2 ")));
    // It is there now, and the same form changes nothing.
    desk.clean("export xlsx new.buntan --form checklist -o next.xlsx --lang ja");
    desk.clean("import xlsx next.xlsx --into new.buntan --write");
    assert_eq!(text, desk.text("new.buntan"));
}

#[test]
fn what_makes_no_engagement_is_an_error_at_its_row() {
    let cases = [
        (
            "当事者",
            2,
            "なんでも屋",
            "error[unreadable_cell]: `list.xlsx`, sheet `当事者`, cell C6: `なんでも屋` is not understood",
        ),
        (
            "当事者",
            1,
            "株式会社 B",
            "error[unreadable_cell]: `list.xlsx`, sheet `当事者`, cell B6: no engagement can be made of this",
        ),
        (
            "契約",
            8,
            "4月から",
            "error[unreadable_cell]: `list.xlsx`, sheet `契約`, cell I5: `4月から` is not understood",
        ),
        (
            "構成要素",
            4,
            "C",
            "error[unreadable_cell]: `list.xlsx`, sheet `構成要素`, cell B5: no engagement can be made of this",
        ),
    ];
    for (sheet, column, words, says) in cases {
        let desk = Desk::with_text("small.buntan", SMALL);
        filled_in(&desk);
        desk.fill_in("list.xlsx", |book| {
            let (_, cells) = book.sheets.iter_mut().find(|(it, _)| it == sheet).expect("a sheet");
            let last = cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
            cells.insert((last, column), words.into());
        });
        let (status, said) = desk.run("import xlsx list.xlsx --into new.buntan --write --lang en");
        assert_eq!(status, ExitStatus::Failed, "{said}");
        assert!(said.contains(says), "{says}\n{said}");
        assert!(!desk.path("new.buntan").exists());
    }
}

#[test]
fn only_a_checklist_makes_an_engagement() {
    let desk = Desk::with_text("small.buntan", SMALL);
    desk.clean("export xlsx small.buntan -o split.xlsx --lang ja");
    for (line, says) in [
        ("import xlsx split.xlsx --into new.buntan --write --lang en", "`new.buntan` does not exist"),
        ("import xlsx split.xlsx --into new.json --write --lang en", "`new.json` does not exist"),
    ] {
        let (status, said) = desk.run(line);
        assert_eq!(status, ExitStatus::Failed, "{said}");
        assert!(said.contains(says), "{said}");
    }
}

//! An engagement where there is none yet, made of a checklist that was filled in.

use buntan::cli::ExitStatus;

use super::Desk;
use super::book::{Book, Cell, parts};

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
            "error[unreadable_cell]: `list.xlsx`, sheet `当事者`, cell B6: `株式会社 B` has a blank; a short name is one word",
        ),
        (
            "契約",
            8,
            "4月から",
            "error[unreadable_cell]: `list.xlsx`, sheet `契約`, cell I5: `4月から` is no day; write it like 2026-04-01",
        ),
        (
            "構成要素",
            4,
            "C",
            "error[unreadable_cell]: `list.xlsx`, sheet `構成要素`, cell E5: `C` is no name and no title of only one thing in the sheet of parties",
        ),
        (
            "構成要素",
            4,
            "B connects emr",
            "error[unreadable_cell]: `list.xlsx`, sheet `構成要素`, cell E5: `B connects emr` is no name",
        ),
        (
            "契約",
            10,
            "iaas external_storage = yes",
            "error[unreadable_cell]: `list.xlsx`, sheet `契約`, cell K5: `iaas external_storage = yes` is no name",
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
fn a_title_may_have_commas_and_quotes() {
    let desk = Desk::with_text("small.buntan", SMALL);
    filled_in(&desk);
    desk.fill_in("list.xlsx", |book| {
        let mut set = |sheet: &str, at: (u32, u16), words: &str| {
            let (_, cells) = book.sheets.iter_mut().find(|(it, _)| it == sheet).expect("a sheet");
            cells.insert(at, words.into());
        };
        let last = 4;
        set("当事者", (last + 1, 3), "Cloud \"One\", Inc.、東京支社");
        set("構成要素", (last, 3), "基盤、東京");
        set("構成要素", (last, 4), "Cloud \"One\", Inc.、東京支社");
        set("契約", (last, 10), "電子カルテ、基盤、東京");
    });
    desk.clean("import xlsx list.xlsx --into new.buntan --write --lang en");
    let text = desk.text("new.buntan");
    assert!(text.contains(r#"party B    vendor   "Cloud \"One\", Inc.、東京支社""#), "{text}");
    assert!(text.contains(r#"component iaas platform    "基盤、東京" by B"#), "{text}");
    assert!(text.contains("covers emr, iaas"), "{text}");
}

#[test]
fn all_that_is_wrong_in_a_row_is_told_at_once() {
    let desk = Desk::with_text("small.buntan", SMALL);
    filled_in(&desk);
    desk.fill_in("list.xlsx", |book| {
        let (_, cells) = book.sheets.iter_mut().find(|(it, _)| it == "契約").expect("a sheet");
        for (column, words) in [(2, "だれか"), (8, "13月"), (10, "どこか")] {
            cells.insert((4, column), words.into());
        }
    });
    let (status, said) = desk.run("import xlsx list.xlsx --into new.buntan --write --lang en");
    assert_eq!(status, ExitStatus::Failed, "{said}");
    for cell in ["C5", "I5", "K5"] {
        assert!(said.contains(&format!("sheet `契約`, cell {cell}: ")), "{cell}\n{said}");
    }
}

#[test]
fn what_the_language_refuses_is_told_at_its_cell_with_all_the_rest() {
    let desk = Desk::with_text("small.buntan", SMALL);
    filled_in(&desk);
    desk.fill_in("list.xlsx", |book| {
        let mut set = |sheet: &str, at: (u32, u16), words: &str| {
            let (_, cells) = book.sheets.iter_mut().find(|(it, _)| it == sheet).expect("a sheet");
            cells.insert(at, words.into());
        };
        // A check digit, a mark that turns the direction, a period upside down, an unknown fact, an unknown kind.
        set("当事者", (3, 4), "7700110005901");
        set("当事者", (5, 3), "基盤\u{202e}社");
        set("契約", (3, 9), "2025-03-31");
        set("構成要素", (3, 9), "no_such_fact = yes");
        set("構成要素", (4, 2), "なにか");
    });
    let (status, said) = desk.run("import xlsx list.xlsx --into new.buntan --write --lang en");
    assert_eq!(status, ExitStatus::Failed, "{said}");
    for (sheet, cell, words) in [
        ("当事者", "E4", "the check digit"),
        ("当事者", "D6", "the control character U+202E"),
        ("契約", "J4", "is before the first"),
        ("構成要素", "J4", "no_such_fact"),
        ("構成要素", "C5", "`なにか` is not understood"),
    ] {
        let place = format!("error[unreadable_cell]: `list.xlsx`, sheet `{sheet}`, cell {cell}: ");
        let at = said.find(&place).unwrap_or_else(|| panic!("{place}\n{said}"));
        assert!(said[at..].replace('\n', " ").contains(words), "{words}\n{said}");
    }
    assert_eq!(said.matches("error[").count(), 5, "{said}");
}

#[test]
fn days_that_may_be_slips_are_told() {
    let desk = Desk::with_text("small.buntan", SMALL);
    filled_in(&desk);
    desk.fill_in("list.xlsx", |book| {
        let (_, cells) = book.sheets.iter_mut().find(|(it, _)| it == "契約").expect("a sheet");
        cells.insert((3, 9), "2099-03-31".into());
    });
    let said = desk.clean("import xlsx list.xlsx --into new.buntan --write --lang en");
    assert!(said.contains("note[far_day]: `list.xlsx`, sheet `契約`, cell J4: 2099-03-31 is more than 20"), "{said}");
    assert!(desk.text("new.buntan").contains("2099-03-31"));
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

/// Fills in a row of a sheet under its heads.
fn put(book: &mut Book, sheet: &str, row: u32, cells: &[(&str, &str)]) {
    let (_, page) = book.sheets.iter_mut().find(|(it, _)| it == sheet).expect("a sheet");
    for (head, words) in cells {
        let (at, _) = page.iter().find(|(_, it)| **it == Cell::from(*head)).expect("a head");
        page.insert((at.0 + row, at.1), Cell::from(*words));
    }
}

/// An empty checklist, filled in by somebody who has never seen an engagement.
fn blank_filled_in(desk: &Desk) {
    desk.clean("export xlsx --blank roles-2024 -o list.xlsx --lang ja --at 2026-10-01");
    desk.fill_in("list.xlsx", |book| {
        put(book, "案件", 1, &[("案件の名称", "かもめ病院　電子カルテ更新")]);
        put(book, "当事者", 1, &[("種別", "医療機関"), ("名称", "かもめ病院")]);
        put(book, "当事者", 2, &[("種別", "事業者"), ("名称", "株式会社はるか電子カルテ")]);
        put(book, "当事者", 4, &[("種別", "事業者"), ("名称", "はるか電子カルテ")]);
        put(
            book,
            "構成要素",
            1,
            &[
                ("種別", "アプリケーション"),
                ("名称", "電子カルテ"),
                ("提供者", "株式会社はるか電子カルテ"),
                ("稼働先", "クラウド 基盤"),
            ],
        );
        put(book, "構成要素", 2, &[("種別", "基盤"), ("名称", "クラウド基盤"), ("提供者", "はるか電子カルテ_2")]);
        put(
            book,
            "契約",
            1,
            &[
                ("委託者", "かもめ病院"),
                ("受託者", "株式会社はるか電子カルテ"),
                ("名称", "利用契約"),
                ("種類", "SaaS"),
                ("形態", "約款"),
                ("開始日", "令和8年4月1日"),
                ("終了日", "2031/3/31"),
                ("範囲", "電子カルテ\nクラウド基盤"),
            ],
        );
        put(
            book,
            "契約",
            2,
            &[
                ("委託者", "株式会社はるか電子カルテ"),
                ("受託者", "はるか電子カルテ_2"),
                ("名称", "2次契約"),
                ("親契約", "利用契約"),
                ("種類", "IaaS"),
                ("開始日", "R8.4.1"),
                ("範囲", "クラウド基盤"),
            ],
        );
        book.set("roles-2024:P2.C.2", "初回確認", "はい").set("roles-2024:P2.C.2", "確認日", "R8.5.10");
        book.set("roles-2024:P1.A.1", "初回確認", "×").set("roles-2024:P1.A.1", "確認日", "R8.5.10");
    });
}

const OF_BLANK: &str = r#"engagement "かもめ病院　電子カルテ更新" {
  use roles-2024

  party かもめ病院         hospital "かもめ病院"
  party はるか電子カルテ   vendor   "株式会社はるか電子カルテ"
  party はるか電子カルテ_2 vendor   "はるか電子カルテ"

  component 電子カルテ   application "電子カルテ"   by はるか電子カルテ runs on クラウド基盤
  component クラウド基盤 platform    "クラウド基盤" by はるか電子カルテ_2

  contract 利用契約 かもめ病院 -> はるか電子カルテ "利用契約" {
    type saas
    form standard_terms
    period 2026-04-01 .. 2031-03-31
    covers 電子カルテ, クラウド基盤
  }
  contract 契約2次契約 はるか電子カルテ -> はるか電子カルテ_2 "2次契約" under 利用契約 {
    type iaas
    period 2026-04-01 ..
    covers クラウド基盤
  }
  checked P1.A.1 no  2026-05-10
  checked P2.C.2 yes 2026-05-10
}
"#;

#[test]
fn an_empty_checklist_makes_an_engagement_of_its_own() {
    let desk = Desk::with_text("small.buntan", SMALL);
    blank_filled_in(&desk);
    let said = desk.clean("import xlsx list.xlsx --into new.buntan --write --lang en");
    assert_eq!(desk.text("new.buntan"), OF_BLANK, "{said}");
    desk.clean("fmt new.buntan --check");
    assert!(!said.contains("not_read") && !desk.path("new.forms").exists(), "{said}");
    let findings = desk.findings("new.buntan");
    for finding in ["not_confirmed P1.A.1 engagement", "not_confirmed  engagement", "unowned P2.C.2 電子カルテ"] {
        assert!(findings.iter().any(|it| it == finding), "{finding}: {findings:?}");
    }
    // The same form once more, and the form of the engagement that was made, change nothing.
    desk.clean("import xlsx list.xlsx --into new.buntan --write");
    desk.clean("export xlsx new.buntan --form checklist -o next.xlsx --lang en --at 2026-10-01");
    desk.clean("import xlsx next.xlsx --into new.buntan --write");
    assert_eq!(desk.text("new.buntan"), OF_BLANK);
    // In it, what applies to nothing is not asked.
    let next = Book::open(&desk.path("next.xlsx"));
    assert!(
        next.sheets.iter().any(|(name, cells)| name == "Engagement" && format!("{cells:?}").contains("かもめ病院"))
    );
}

#[test]
fn what_an_empty_checklist_lacks_is_an_error_at_its_cell() {
    for (sheet, row, head, words, says) in [
        ("案件", 1, "案件の名称", "", "sheet `案件`, cell A4: a cell that is needed is empty"),
        ("当事者", 2, "種別", "", "sheet `当事者`, cell A5: a cell that is needed is empty"),
        ("当事者", 6, "種別", "事業者", "sheet `当事者`, cell B9: a cell that is needed is empty"),
        (
            "当事者",
            2,
            "種別",
            "ベンダー",
            "sheet `当事者`, cell A5: `ベンダー` is not understood; one of hospital, vendor",
        ),
        ("契約", 1, "受託者", "", "sheet `契約`, cell B4: a cell that is needed is empty"),
        ("契約", 1, "開始日", "4月", "sheet `契約`, cell G4: `4月` is no day"),
        ("契約", 2, "開始日", "来年度", "sheet `契約`, cell G5: `来年度` is no day"),
        ("構成要素", 1, "提供者", "どこか", "sheet `構成要素`, cell C4: `どこか` is no name"),
    ] {
        let desk = Desk::with_text("small.buntan", SMALL);
        blank_filled_in(&desk);
        desk.fill_in("list.xlsx", |book| put(book, sheet, row, &[(head, words)]));
        let (status, said) = desk.run("import xlsx list.xlsx --into new.buntan --write --lang en");
        assert_eq!(status, ExitStatus::Failed, "{said}");
        assert!(said.replace('\n', " ").contains(says), "{says}\n{said}");
        assert!(!desk.path("new.buntan").exists());
    }
}

#[test]
fn every_cell_of_an_empty_checklist_offers_what_fits() {
    let desk = Desk::with_text("small.buntan", SMALL);
    desk.clean("export xlsx --blank roles-2024 -o list.xlsx --lang ja");
    let bytes = std::fs::read(desk.path("list.xlsx")).expect("a form");
    let all = parts(&bytes);
    let sheet = |number: usize| {
        let name = format!("xl/worksheets/sheet{number}.xml");
        &all.iter().find(|(it, _)| *it == name).expect("a sheet").1
    };
    for (number, lists) in [
        (3, ["<formula1>\"医療機関,事業者,外部\"</formula1>", "sqref=\"A4:A33\""].as_slice()),
        (
            4,
            &[
                "<formula1>'当事者'!$B$4:$B$33</formula1>",
                "<formula1>'構成要素'!$B$4:$B$33</formula1>",
                "type=\"date\"",
            ],
        ),
        (5, &["<formula1>'契約'!$C$4:$C$33</formula1>", "相対,約款", "type=\"date\""]),
        (6, &["<formula1>\"はい,いいえ\"</formula1>", "type=\"date\""]),
    ] {
        for part in lists {
            assert!(sheet(number).contains(part), "{number}: {part}\n{}", sheet(number));
        }
    }
}

#[test]
fn an_empty_checklist_is_of_catalogues_alone() {
    let desk = Desk::with_text("small.buntan", SMALL);
    for (line, says) in [
        ("export xlsx --blank roles-204 -o a.xlsx", "unknown_catalogue"),
        ("export xlsx small.buntan --blank roles-2024 -o a.xlsx", "`--blank` is for the checklist alone"),
        ("export xlsx --blank roles-2024 --form sla -o a.xlsx", "`--blank` is for the checklist alone"),
        ("export csv --blank roles-2024 -o a.csv", "an empty form cannot be written as csv"),
        ("export xlsx -o a.xlsx", "no engagement is named"),
    ] {
        let (status, said) = desk.run(&format!("{line} --lang en"));
        assert_eq!(status, ExitStatus::Failed, "{line}\n{said}");
        assert!(said.contains(says), "{says}\n{said}");
        assert!(!desk.path("a.xlsx").exists());
    }
    desk.clean("export xlsx --blank roles-2024 --blank contract-checklist-draft -o a.xlsx");
    let (status, said) = desk.run("export xlsx --blank roles-2024 -o a.xlsx --lang en");
    assert_eq!(status, ExitStatus::Failed, "{said}");
    assert!(said.contains("`a.xlsx` is there already"), "{said}");
}

#[test]
fn an_answer_about_nothing_is_told_and_left_in_the_form() {
    let text = r#"engagement "E" {
  use roles-2024 only P2.A.1, P2.C.*
  party H hospital
  party A vendor
  contract K1 H -> A { type operation  period 2026-04-01 .. 2036-03-31 }
}
"#;
    let desk = Desk::with_text("e.buntan", text);
    let export = "export xlsx e.buntan --form checklist -o list.xlsx --lang ja --at 2026-10-01";
    desk.clean(export);
    let book = desk.fill_in("list.xlsx", |book| {
        for row in ["roles-2024:P2.A.1", "roles-2024:P2.C.1", "roles-2024:P2.C.2"] {
            book.set(row, "初回確認", "はい").set(row, "確認日", "R8.5.10");
        }
    });
    let said = desk.clean("import xlsx list.xlsx --into e.buntan --write --lang en").replace('\n', " ");
    let [one, other] = ["roles-2024:P2.C.1", "roles-2024:P2.C.2"].map(|row| book.name(row, "初回確認"));
    assert!(
        said.contains(&format!(
            "warning[idle_row]: `list.xlsx`, sheet `P2 医療機関と事業者が共同で実施する項目`, cell {one}"
        )),
        "{said}"
    );
    assert!(said.contains(&format!("nothing to which the rows apply ({one}, {other})")), "{said}");
    assert_eq!(
        desk.text("e.buntan"),
        text.replace("2036-03-31 }\n", "2036-03-31 }\n  checked P2.A.1 yes 2026-05-10\n")
    );
    // It is not lost by the next export, either.
    let said = desk.refused(&format!("{export} --lang en").replace("--lang ja --", "--"), "e.buntan");
    assert!(said.contains("is there already with something filled in"), "{said}");
}

#[test]
fn things_of_one_title_get_names_of_their_own() {
    let desk = Desk::with_text("small.buntan", SMALL);
    desk.clean("export xlsx --blank roles-2024 -o list.xlsx --lang ja --at 2026-10-01");
    desk.fill_in("list.xlsx", |book| {
        put(book, "案件", 1, &[("案件の名称", "E")]);
        put(book, "当事者", 1, &[("種別", "医療機関"), ("名称", "病院")]);
        put(book, "当事者", 2, &[("種別", "事業者"), ("名称", "クラウド")]);
        put(book, "構成要素", 1, &[("種別", "基盤"), ("名称", "クラウド"), ("提供者", "クラウド")]);
        let of = [("委託者", "病院"), ("受託者", "クラウド"), ("範囲", "クラウド")];
        put(
            book,
            "契約",
            1,
            &[of.as_slice(), &[("名称", "クラウド"), ("種類", "SaaS"), ("開始日", "2026/4/1")]].concat(),
        );
        put(book, "契約", 2, &[of.as_slice(), &[("種類", "保守"), ("開始日", "2026/4/1")]].concat());
        // A copy of a sheet is none of the form's, and goes out again.
        let copy = book.sheets.iter().find(|(it, _)| it == "契約").expect("a sheet").1.clone();
        book.sheets.push(("契約 (2)".to_owned(), copy));
    });
    desk.clean("import xlsx list.xlsx --into new.buntan --write");
    let text = desk.text("new.buntan");
    for line in [
        "  party 病院     hospital \"病院\"\n  party クラウド vendor   \"クラウド\"\n",
        "  component クラウド_2 platform \"クラウド\" by クラウド\n",
        "  contract クラウド_3 病院 -> クラウド \"クラウド\" {",
        "  contract 契約       病院 -> クラウド            { type maintenance ",
        "covers クラウド_2",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    desk.clean("export xlsx new.buntan --form checklist -o next.xlsx --lang ja --at 2026-10-01");
    assert!(Book::open(&desk.path("next.xlsx")).sheets.iter().any(|(name, _)| name == "契約 (2)"));
}

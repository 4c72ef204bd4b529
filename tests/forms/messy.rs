//! Cells as people leave them: what can be understood is, what cannot be is an error at its cell, and nothing is written.

use std::fs;

use buntan::cli::ExitStatus;

use super::book::{Book, Cell, patched};
use super::{Desk, new_lines};

const ROW: &str = "P2.C.5.b on クラウド";
const EXPORT: &str = "export xlsx before.buntan --party 基盤社 -o form.xlsx --lang ja";
const IMPORT: &str = "import xlsx form.xlsx --into before.buntan --write --lang en";

fn desk() -> Desk {
    let desk = Desk::with("city-hospital");
    desk.clean(EXPORT);
    desk
}

/// What the import of a filled-in form adds.
fn added(fill: impl FnOnce(&mut Book)) -> Vec<String> {
    let desk = desk();
    let before = desk.text("before.buntan");
    desk.fill_in("form.xlsx", fill);
    desk.clean(IMPORT);
    new_lines(&before, &desk.text("before.buntan")).1
}

#[test]
fn answers_and_days_in_many_spellings() {
    let expected = ["基盤社 accepts P2.C.5.b on クラウド by K2 from 2026-04-01 until 2027-03-31"];
    let days: [(Cell, Cell); 5] = [
        ("2026/4/1".into(), "2027/3/31".into()),
        ("令和８年４月１日".into(), "R9.3.31".into()),
        ("２０２６年４月１日".into(), "20270331".into()),
        (Cell::Day(46113.0), Cell::Day(46477.0)),
        (Cell::Number(46113.0), Cell::Number(20_270_331.0)),
    ];
    let answers: [Cell; 5] = ["引き受ける".into(), "○".into(), "レ".into(), " ✓ ".into(), Cell::Truth(true)];
    for ((from, until), answer) in days.into_iter().zip(answers) {
        let seen = added(|book| {
            book.set(ROW, "回答", answer.clone()).set(ROW, "開始日", from.clone()).set(ROW, "終了日", until.clone());
        });
        assert_eq!(seen, expected, "{answer:?} {from:?} {until:?}");
    }
}

#[test]
fn workbooks_that_count_from_1904() {
    let desk = desk();
    let before = desk.text("before.buntan");
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "回答", "○").set(ROW, "開始日", Cell::Day(44651.0)).set(ROW, "終了日", Cell::Number(45015.0));
    });
    let bytes = fs::read(desk.path("form.xlsx")).expect("a form");
    let bytes = patched(&bytes, "xl/workbook.xml", |xml| xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" "));
    fs::write(desk.path("form.xlsx"), bytes).expect("a form");
    desk.clean(IMPORT);
    assert_eq!(
        new_lines(&before, &desk.text("before.buntan")).1,
        ["基盤社 accepts P2.C.5.b on クラウド by K2 from 2026-04-01 until 2027-03-31"]
    );
}

#[test]
fn merged_cells_speak_for_all_of_their_rows() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    desk.clean("export xlsx before.buntan --party 保管社 -o form.xlsx --lang ja");
    desk.fill_in("form.xlsx", |book| {
        let first = book.find("P2.C.2.a on 画像保管庫", "条項");
        let second = book.find("P2.C.2.b on 画像保管庫", "条項");
        assert_eq!(first.1 + 1, second.1);
        book.clear("P2.C.2.b on 画像保管庫", "条項").set("P2.C.2.a on 画像保管庫", "条項", "第8条の2");
        book.merged.push((first.0, (first.1, first.2), (second.1, second.2)));
    });
    desk.clean(IMPORT);
    assert_eq!(
        new_lines(&before, &desk.text("before.buntan")).1,
        ["保管社 accepts P2.C.2 on 画像保管庫 by K4 \"第8条の2\""]
    );
}

#[test]
fn sheets_renamed_rows_sorted_columns_moved() {
    let seen = added(|book| {
        book.set(ROW, "回答", "○");
        let (at, _, _) = book.find(ROW, "回答");
        let last = book.sheets[at].1.keys().map(|(row, _)| *row).max().unwrap_or(0);
        let (name, cells) = &mut book.sheets[at];
        *name = "返信用（最終版）".to_owned();
        // The rows beneath the heads upside down, and all columns from right to left, three rows further down.
        *cells = std::mem::take(cells)
            .into_iter()
            .map(|((row, column), cell)| {
                let row = if row > 2 { last + 3 - row } else { row };
                ((row + 3, 30 - column), cell)
            })
            .collect();
        book.sheets.reverse();
    });
    assert_eq!(seen, ["基盤社 accepts P2.C.5.b on クラウド by K2"]);
}

#[test]
fn what_was_added_is_named_and_goes_out_again() {
    let desk = desk();
    let before = desk.text("before.buntan");
    desk.fill_in("form.xlsx", |book| {
        let (at, head, _) = book.find(ROW, "回答");
        let (_, row, _) = book.find(ROW, "回答");
        let top = book.sheets[at].1.iter().find(|(_, it)| **it == Cell::from("回答")).map_or(head, |(at, _)| at.0);
        book.sheets[at].1.insert((top, 20), "社内担当".into());
        book.sheets[at].1.insert((row, 20), "=山田".into());
        book.sheets[at].1.insert((row + 5, 3), "以下余白".into());
        book.sheets.push(("連絡先".to_owned(), [((0, 0), Cell::from("夜間 03-0000-0000"))].into()));
    });
    let said = desk.clean(IMPORT);
    assert_eq!(before, desk.text("before.buntan"));
    for note in [
        "note[not_read]: `form.xlsx`, sheet `役割分担`, cell U3: the column `社内担当` is not part of the form",
        "note[not_read]: `form.xlsx`, sheet `役割分担`, cell D15: the row `以下余白` is not part of the form",
        "note[not_read]: `form.xlsx`, sheet `連絡先`: the sheet is not part of the form",
    ] {
        assert!(said.contains(note), "{note}\n{said}");
    }
    let kept = "kept what was added (`社内担当`, `以下余白`, `連絡先`) in `before.forms/split-基盤社";
    assert!(said.replace('\n', "").contains(kept), "{said}");
    let said = desk.clean("export xlsx before.buntan --party 基盤社 -o next.xlsx --lang ja");
    assert!(said.contains("前に加えられた「社内担当」、「以下余白」、「連絡先」を引き継ぎました"), "{said}");
    let next = Book::open(&desk.path("next.xlsx"));
    assert_eq!(next.get(ROW, "社内担当"), Some(&Cell::from("=山田")));
    assert!(next.sheets.iter().any(|(name, cells)| name == "連絡先" && cells.len() == 1));
    desk.clean("import xlsx next.xlsx --into before.buntan --write");
    assert_eq!(before, desk.text("before.buntan"));
}

#[test]
fn cells_for_reading_that_were_changed_are_named() {
    let desk = desk();
    let before = desk.text("before.buntan");
    let book = desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "対象", "専用線").clear(ROW, "内容");
    });
    let said = desk.clean(IMPORT);
    assert_eq!(before, desk.text("before.buntan"));
    let (first, second) = (book.name(ROW, "内容"), book.name(ROW, "対象"));
    let note = format!(
        "note[not_read]: `form.xlsx`, sheet `役割分担`, cell {first}: cells for reading were changed, which changes nothing ({first}, {second})"
    );
    assert!(said.contains(&note), "{said}");
}

#[test]
fn what_is_not_understood_is_an_error_at_its_cell() {
    let cases: [(&str, Cell, &str); 9] = [
        ("回答", "たぶん".into(), "`たぶん` is no answer here; one of accept (○), decline (×), to be discussed (△)"),
        ("回答", Cell::Number(1.0), "`1` is no answer here"),
        ("開始日", "4/1".into(), "`4/1` is no day; write it like 2026-04-01"),
        ("終了日", "平成31年5月1日".into(), "`平成31年5月1日` is no day"),
        ("終了日", Cell::Number(8.0), "`8` is no day"),
        ("契約・文書", "K22".into(), "there is no contract or document `K22`; did you mean `K12`?"),
        ("条項", Cell::Day(46054.0), "`2026-02-01` is a day; a number such as `2-1` may have become one"),
        ("条項", "2月1日".into(), "`2月1日` is a day; a number such as `2-1` may have become one"),
        ("条項", "一\n二\n三".into(), "there are 3 lines of clauses for 2 contracts"),
    ];
    for (head, cell, says) in cases {
        let desk = desk();
        let book = desk.fill_in("form.xlsx", |book| {
            book.set(ROW, "回答", "○");
            if cell == Cell::from("一\n二\n三") {
                book.set(ROW, "契約・文書", "K2\nK11");
            }
            book.set(ROW, head, cell);
        });
        let said = desk.refused(IMPORT, "before.buntan");
        let place =
            format!("error[unreadable_cell]: `form.xlsx`, sheet `役割分担`, cell {}: {says}", book.name(ROW, head));
        assert!(said.replace('\n', " ").contains(&place), "{place}\n{said}");
        assert!(said.contains("there are errors, and nothing was written"), "{said}");
    }
}

#[test]
fn what_cannot_be_written_is_an_error_at_its_cell() {
    let desk = desk();
    let book = desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "条項", "第14条");
    });
    let said = desk.refused(IMPORT, "before.buntan");
    let place = format!(
        "error[unwritable_answer]: `form.xlsx`, sheet `役割分担`, cell {}: there is no answer",
        book.name(ROW, "回答")
    );
    assert!(said.contains(&place), "{said}");
}

#[test]
fn rows_that_contradict_each_other() {
    // In one workbook: a copy of the row, filled in differently.
    let desk = desk();
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "回答", "○");
        let (at, row, column) = book.find(ROW, "回答");
        let copy: Vec<_> =
            book.sheets[at].1.range((row, 0)..(row + 1, 0)).map(|((_, c), it)| (*c, it.clone())).collect();
        for (c, cell) in copy {
            book.sheets[at].1.insert((row + 4, c), cell);
        }
        book.sheets[at].1.insert((row + 4, column), "×".into());
    });
    assert!(desk.refused(IMPORT, "before.buntan").contains("error[contradicting_rows]"));
    // In two.
    desk.anew(EXPORT);
    desk.clean("export xlsx before.buntan -o all.xlsx --lang ja");
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "回答", "○");
    });
    desk.fill_in("all.xlsx", |book| {
        book.set("P2.C.5.b on クラウド @基盤社", "回答", "×");
    });
    let said = desk.refused("import xlsx form.xlsx all.xlsx --into before.buntan --write", "before.buntan");
    assert!(said.contains("error[contradicting_rows]: `all.xlsx`"), "{said}");
}

/// Puts words into cells of a row so far below a line of the form.
fn below(book: &mut Book, down: u32, cells: &[(&str, &str)]) -> String {
    let mut first = String::new();
    for (head, words) in cells.iter().rev() {
        let (at, row, column) = book.find(ROW, head);
        book.sheets[at].1.insert((row + down, column), Cell::from(*words));
        first = buntan::forms::grid::cell_name(row + down, u32::from(column));
    }
    first
}

#[test]
fn a_row_that_was_added_stops_nothing_and_goes_out_again() {
    let desk = desk();
    let before = desk.text("before.buntan");
    let mut cell = String::new();
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "回答", "○").set(ROW, "条項", "第14条");
        cell = below(book, 20, &[("回答", "○"), ("備考", "夜間の監視も行っています")]);
        below(book, 22, &[("契約・文書", "以下余白")]);
        below(book, 24, &[("項目", "以上")]);
        let (at, row, column) = book.find(ROW, "回答");
        book.sheets[at].1.insert((row + 20, column + 8), "山田".into());
    });
    let said = desk.clean(IMPORT);
    // The other rows go on.
    assert_eq!(
        new_lines(&before, &desk.text("before.buntan")).1,
        ["基盤社 accepts P2.C.5.b on クラウド by K2 \"第14条\""]
    );
    assert!(said.contains(&format!("warning[unknown_row]: `form.xlsx`, sheet `役割分担`, cell {cell}")), "{said}");
    for words in
        ["`以下余白` that was added is filled in", "the row `以上` is not part of the form", "kept what was added"]
    {
        assert!(said.replace('\n', " ").contains(words), "{words}\n{said}");
    }
    desk.anew(EXPORT);
    let next = Book::open(&desk.path("form.xlsx"));
    let (_, cells) = next.sheets.iter().find(|(name, _)| name == "役割分担").expect("the sheet");
    for words in ["夜間の監視も行っています", "以下余白", "以上", "山田"] {
        assert_eq!(cells.values().filter(|it| **it == Cell::from(words)).count(), 1, "{words}");
    }
    // They were named before, and nothing is new about them.
    let said = desk.clean(IMPORT);
    assert!(!said.contains("unknown_row") && !said.contains("以上"), "{said}");
    desk.clean(EXPORT);
    desk.clean("export csv before.buntan --party 基盤社 -o form.csv --lang ja");
    assert!(desk.text("form.csv").contains("夜間の監視も行っています"));
    let said = desk.clean("import csv form.csv --into before.buntan --write --lang en");
    assert!(!said.contains("unknown_row"), "{said}");
    // One that somebody goes on with is the same row, as it is now.
    desk.fill_in("form.xlsx", |book| {
        book.set("added h", "備考", "終夜の監視も行っています");
    });
    desk.clean(IMPORT);
    desk.anew(EXPORT);
    let all = format!("{:?}", Book::open(&desk.path("form.xlsx")));
    assert!(all.contains("終夜") || all.contains("夜間"), "{all}");
}

#[test]
fn a_row_that_was_added_is_taken_for_the_one_that_it_names() {
    let named = [("対応", "P2.C.5.b"), ("対象", "クラウド"), ("回答", "引き受ける"), ("条項", "第14条")];
    let seen = added(|book| {
        below(book, 20, &named);
    });
    assert_eq!(seen, ["基盤社 accepts P2.C.5.b on クラウド by \"第14条\""]);
    // Not where it names nothing, or where the row itself says something else.
    for (answer, cells) in [("", [("対応", "P2.C.9.b"), ("回答", "○")]), ("×", [("対応", "P2.C.5.b"), ("回答", "○")])]
    {
        let desk = desk();
        desk.fill_in("form.xlsx", |book| {
            book.set(ROW, "回答", answer);
            below(book, 20, &[named[1], cells[0], cells[1]]);
        });
        let said = desk.clean(IMPORT);
        assert!(said.contains("warning[unknown_row]"), "{said}");
        assert!(!desk.text("before.buntan").contains("基盤社 accepts P2.C.5.b"), "{said}");
    }
}

#[test]
fn a_row_of_which_nobody_asked_is_taken_where_it_names_one_duty() {
    let cells = [("対応", "P2.C.1.a"), ("対象", "専用線"), ("回答", "○"), ("条項", "第20条")];
    assert_eq!(
        added(|book| {
            below(book, 20, &cells);
        }),
        ["基盤社 owns P2.C.1.a on 専用線 by \"第20条\""]
    );
    // Neither where the component is left out, nor in the name of somebody else.
    for cells in [&[cells[0], cells[2]][..], &[cells[0], cells[1], cells[2], ("当事者", "カルテ社")]] {
        let desk = desk();
        let before = desk.text("before.buntan");
        desk.fill_in("form.xlsx", |book| {
            below(book, 20, cells);
        });
        let said = desk.clean(IMPORT);
        assert!(said.contains("warning[unknown_row]") && before == desk.text("before.buntan"), "{said}");
    }
}

#[test]
fn a_copy_of_a_row_that_speaks_of_something_else_is_not_that_row() {
    let desk = desk();
    desk.fill_in("form.xlsx", |book| {
        let (at, row, _) = book.find(ROW, "回答");
        let copy: Vec<_> =
            book.sheets[at].1.range((row, 0)..(row + 1, 0)).map(|((_, c), it)| (*c, it.clone())).collect();
        for (c, cell) in copy {
            book.sheets[at].1.insert((row + 20, c), cell);
        }
        below(book, 20, &[("対象", "どこか"), ("回答", "○")]);
    });
    let said = desk.clean(IMPORT);
    assert!(said.contains("warning[unknown_row]") && !desk.text("before.buntan").contains("基盤社 accepts P2.C.5.b"));
}

#[test]
fn rows_that_are_gone() {
    let desk = desk();
    desk.fill_in("form.xlsx", |book| {
        let (at, row, _) = book.find(ROW, "回答");
        book.sheets[at].1.retain(|(it, _), _| *it != row);
    });
    let said = desk.clean(IMPORT);
    assert!(said.contains("warning[missing_rows]") && said.contains(ROW), "{said}");
    // A row whose duty the engagement no longer has.
    desk.anew(EXPORT);
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "回答", "○");
    });
    let without =
        desk.text("before.buntan").replace("  カルテ社 delegates P2.C.5.b on クラウド to 基盤社 via K2\n", "");
    fs::write(desk.path("before.buntan"), &without).expect("a file");
    let said = desk.clean(IMPORT);
    assert!(said.contains("warning[unknown_row]") && said.contains("the engagement has no row"), "{said}");
    assert_eq!(desk.text("before.buntan"), without);
    desk.anew(EXPORT);
    assert!(format!("{:?}", Book::open(&desk.path("form.xlsx"))).contains("P2.C.5.b"));
}

#[test]
fn columns_that_are_gone_and_forms_of_other_hospitals() {
    let desk = desk();
    desk.fill_in("form.xlsx", |book| {
        book.sheets.iter_mut().for_each(|(_, cells)| cells.retain(|_, it| *it != Cell::from("回答")));
    });
    let said = desk.refused(IMPORT, "before.buntan");
    let error = "error[incomplete_form]: `form.xlsx`, sheet `役割分担`, cell J3: the column `statement` is not there";
    assert!(said.contains(error), "{said}");
    desk.clean("export xlsx before.buntan --party 基盤社 -o other.xlsx --lang ja");
    let other = desk.text("before.buntan").replace("みなと市民病院 診療情報システム一式", "べつの病院");
    fs::write(desk.path("other.buntan"), other).expect("a file");
    let said = desk.refused("import xlsx other.xlsx --into other.buntan --write", "other.buntan");
    assert!(said.contains("which is not there"), "{said}");
}

#[test]
fn a_head_that_was_changed_is_one_error_about_its_own_sheet() {
    for (head, cell) in [("初回確認", "F3"), ("項目番号", ""), ("行の番号", "A3"), ("備考欄", "I3")] {
        for part in ["P1.A.1", "P2.C.1"] {
            let desk = Desk::with("city-hospital");
            desk.clean("export xlsx before.buntan --form checklist -o form.xlsx --lang ja");
            let mut sheet = String::new();
            desk.fill_in("form.xlsx", |book| {
                let (at, _, column) = book.find(&format!("roles-2024:{part}"), head);
                book.sheets[at].1.insert((2, column), "べつの見出し".into());
                sheet = book.sheets[at].0.clone();
            });
            let (_, said) = desk.run(IMPORT);
            let errors: Vec<&str> = said.lines().filter(|it| it.starts_with("error[")).collect();
            match cell {
                // What is only for reading may be called as one likes.
                "" => assert!(errors.is_empty() && said.contains("nothing is filled in"), "{said}"),
                cell => {
                    let error =
                        format!("error[incomplete_form]: `form.xlsx`, sheet `{sheet}`, cell {cell}: the column");
                    assert!(errors.len() == 1 && errors[0].starts_with(&error), "{error}\n{said}");
                }
            }
            let count = said.matches("[").count();
            assert!(count <= 2, "{said}");
        }
    }
}

#[test]
fn a_row_that_changed_on_both_sides() {
    let desk = desk();
    let row = "P2.A.1 on 基盤社";
    desk.fill_in("form.xlsx", |book| {
        book.set(row, "条項", "約款 第5条");
    });
    let other = desk
        .text("before.buntan")
        .replace("基盤社 owns P2.A.1 by K2 \"約款 第3条\"", "基盤社 owns P2.A.1 by K2 \"約款 第4条\"");
    fs::write(desk.path("before.buntan"), &other).expect("a file");
    assert!(desk.refused(IMPORT, "before.buntan").contains("error[changed_meanwhile]"));
    // A row that nobody touched is none of this.
    desk.fill_in("form.xlsx", |book| {
        book.set(row, "条項", "約款 第3条");
    });
    let (status, said) = desk.run(IMPORT);
    assert_eq!((status, desk.text("before.buntan")), (ExitStatus::Clean, other), "{said}");
}

#[test]
fn formulas_that_nobody_calculated_are_not_empty() {
    for (head, formula) in [("回答", "<f>\"○\"</f>"), ("条項", "<f>A1</f><v></v>"), ("開始日", "<f>TODAY()</f>")]
    {
        let desk = desk();
        let book = desk.fill_in("form.xlsx", |book| {
            book.set(ROW, head, Cell::Number(123_454_321.0));
        });
        let (at, _, _) = book.find(ROW, head);
        let part = format!("xl/worksheets/sheet{}.xml", at + 1);
        let bytes = fs::read(desk.path("form.xlsx")).expect("a form");
        let written = |with: &str| {
            let bytes = patched(&bytes, &part, |xml| {
                assert!(xml.contains("<v>123454321</v>"), "{xml}");
                xml.replace("<v>123454321</v>", with)
            });
            fs::write(desk.path("form.xlsx"), bytes).expect("a form");
        };
        written(formula);
        let said = desk.refused(IMPORT, "before.buntan");
        let place = format!("cell {}: it is a formula that was never calculated", book.name(ROW, head));
        assert!(said.contains("error[unreadable_cell]") && said.contains(&place), "{said}");
        assert!(said.contains("save the workbook once in Excel or LibreOffice"), "{said}");
    }
}

#[test]
fn parts_of_a_checklist_change_places() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    desk.clean("export xlsx before.buntan --form checklist -o list.xlsx --lang ja");
    desk.fill_in("list.xlsx", |book| {
        book.sheets.reverse();
        book.set("roles-2024:P1.A.1", "初回確認", "○").set("roles-2024:P1.A.1", "確認日", "2026/5/10");
    });
    desk.clean("import xlsx list.xlsx --into before.buntan --write");
    assert_eq!(new_lines(&before, &desk.text("before.buntan")).1, ["checked P1.A.1 yes 2026-05-10"]);
}

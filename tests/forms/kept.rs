//! Answers that no statement can hold: they stop nothing, are named, and stand in the next form.

use super::book::{Book, Cell, with_part};
use super::{Desk, new_lines};

const ABSENT: &str = "P2.A.9.a.2 on 画像保管庫 @K3";
const STATED: &str = "P2.A.6.b on K3";
const SHARED: &str = "P2.B.1 on 電子カルテ @病院";
const OPEN: &str = "P2.C.5.b on クラウド @基盤社";

fn exported(kind: &str, form: &str) -> Desk {
    let desk = Desk::with("city-hospital");
    desk.clean(&export(kind, form));
    desk
}

fn export(kind: &str, form: &str) -> String {
    format!("export {kind} before.buntan --form {form} -o form.{kind} --lang ja --at 2026-10-01")
}

/// The next form; that an unedited one changes no byte, of the engagement and of what is kept; and what it shows.
fn next(desk: &Desk, form: &str) -> Book {
    desk.clean(&export("xlsx", form));
    let before = (desk.text("before.buntan"), kept(desk));
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en");
    assert_eq!(said, "nothing is filled in that is not in the engagement already\n");
    assert_eq!(before, (desk.text("before.buntan"), kept(desk)));
    Book::open(&desk.path("form.xlsx"))
}

/// The bytes of the files that are kept beside the engagement.
fn kept(desk: &Desk) -> Vec<Vec<u8>> {
    let Ok(all) = std::fs::read_dir(desk.path("before.forms")) else { return Vec::new() };
    all.map(|it| std::fs::read(it.expect("a file").path()).expect("a file")).collect()
}

#[test]
fn what_is_not_stated_differs_from_what_nobody_answered() {
    let desk = exported("xlsx", "sla");
    let before = desk.text("before.buntan");
    let book = desk.fill_in("form.xlsx", |book| {
        book.set(ABSENT, "記載", "なし").set(ABSENT, "備考", "契約書に条項なし、9月に確認");
        book.set(STATED, "記載", "×").set(STATED, "備考", "次回改定で追加");
    });
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en").replace('\n', " ");
    let told = format!("note[kept_answer]: `form.xlsx`, sheet `記載`, cell {}: ", book.name(ABSENT, "記載"));
    assert!(said.contains(&told), "{said}");
    assert!(said.contains("is not stated (remark: `契約書に条項なし、9月に確認`)"), "{said}");
    assert!(said.contains("warning[taken_back]"), "{said}");
    let (gone, new) = new_lines(&before, &desk.text("before.buntan"));
    assert!(gone.iter().all(|it| it.starts_with("K3 states")) && new.len() <= gone.len(), "{gone:?} {new:?}");
    // Both stand there again, as they came; the form that was filled in is lost nowhere, and may be written over.
    let again = next(&desk, "sla");
    for (row, remark) in [(ABSENT, "契約書に条項なし、9月に確認"), (STATED, "次回改定で追加")] {
        assert_eq!(again.get(row, "記載"), Some(&Cell::from("なし")), "{row}");
        assert_eq!(again.get(row, "備考"), Some(&Cell::from(remark)), "{row}");
    }
    // Taken out again, and stated by now.
    desk.fill_in("form.xlsx", |book| {
        book.clear(ABSENT, "記載").clear(ABSENT, "備考");
        book.set(STATED, "記載", "○").set(STATED, "条項", "別紙9").clear(STATED, "備考");
    });
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    let again = next(&desk, "sla");
    assert_eq!((again.get(ABSENT, "記載"), again.get(ABSENT, "備考")), (None, None));
    assert_eq!(again.get(STATED, "記載"), Some(&Cell::from("あり")));
    assert_eq!(again.get(STATED, "備考"), None);
}

#[test]
fn a_row_that_went_out_with_what_was_kept_is_untouched_whatever_the_file_says_by_then() {
    let desk = exported("csv", "sla");
    let filled = |desk: &Desk| {
        let text = desk.text("form.csv");
        let line = text.lines().find(|it| it.contains(ABSENT)).expect("a row").to_owned();
        (text, line)
    };
    let (text, line) = filled(&desk);
    let mut cells: Vec<&str> = line.split(',').collect();
    cells[7] = "なし";
    std::fs::write(desk.path("form.csv"), text.replace(&line, &cells.join(","))).expect("a file");
    desk.clean("import csv form.csv --into before.buntan --write");
    desk.clean(&export("csv", "sla"));
    assert!(filled(&desk).1.contains(",なし,"), "{}", filled(&desk).1);
    // By now the contract states it, by hand.
    let stated = desk
        .text("before.buntan")
        .replace("  K3 states ", "  K3 states P2.A.9.a.2 \"別紙9\" on 画像保管庫\n  K3 states ");
    std::fs::write(desk.path("before.buntan"), &stated).expect("a file");
    desk.clean("import csv form.csv --into before.buntan --write");
    assert_eq!(desk.text("before.buntan"), stated);
    desk.clean(&export("csv", "sla"));
    assert!(filled(&desk).1.contains(",あり,"), "{}", filled(&desk).1);
}

#[test]
fn a_duty_that_is_stated_no_more_on_one_subject_is_stated_on_the_others() {
    let desk = exported("xlsx", "sla");
    desk.fill_in("form.xlsx", |book| {
        book.set("P2.A.10.b on K2 @K1", "記載", "なし").set("P2.A.10.b on K2 @K1", "備考", "条項は削除済み");
    });
    let before = desk.text("before.buntan");
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    let (_, new) = new_lines(&before, &desk.text("before.buntan"));
    assert_eq!(new, ["K1 states P2.A.10.b \"第12条（再委託）\" on K11"]);
    // The row of K1 is no more; what was said of it stands below the table.
    let again = next(&desk, "sla");
    assert_eq!(format!("{again:?}").matches("条項は削除済み").count(), 1);
    assert_eq!(again.get("added h", "記載"), Some(&Cell::from("なし")));
}

#[test]
fn a_row_of_a_statement_of_parts_is_kept_and_the_others_are_taken_over() {
    let desk = exported("xlsx", "split");
    let before = desk.text("before.buntan");
    let book = desk.fill_in("form.xlsx", |book| {
        book.set(SHARED, "回答", "×").set(SHARED, "備考", "人員がいない");
        book.set(OPEN, "回答", "○").set(OPEN, "条項", "第14条");
    });
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en").replace('\n', " ");
    let told = format!("warning[by_hand]: `form.xlsx`, sheet `役割分担`, cell {}: ", book.name(SHARED, "回答"));
    assert!(said.contains(&told) && said.contains("change the statement in the file by hand"), "{said}");
    let (gone, new) = new_lines(&before, &desk.text("before.buntan"));
    assert_eq!((gone.len(), new), (0, vec!["基盤社 accepts P2.C.5.b on クラウド by K2 \"第14条\"".to_owned()]));
    let again = next(&desk, "split");
    assert_eq!(again.get(SHARED, "回答"), Some(&Cell::from("引き受けない")));
    assert_eq!(again.get(SHARED, "備考"), Some(&Cell::from("人員がいない")));
    // Once the statement is another one, the form shows what it says.
    let share = before.find("  share P2.B.1 on 電子カルテ").expect("a block");
    let end = share + before[share..].find("\n  }\n").expect("an end") + 5;
    let text = desk.text("before.buntan").replace(&before[share..end], "  病院 owns P2.B.1 on 電子カルテ\n");
    std::fs::write(desk.path("before.buntan"), text).expect("a file");
    desk.clean(&export("xlsx", "split"));
    assert_eq!(Book::open(&desk.path("form.xlsx")).get(SHARED, "備考"), None);
}

#[test]
fn a_remark_alone_is_kept_until_there_is_an_answer() {
    let desk = exported("xlsx", "split");
    let before = desk.text("before.buntan");
    let book = desk.fill_in("form.xlsx", |book| {
        book.set(OPEN, "備考", "社内で検討します");
    });
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en").replace('\n', " ");
    let told = format!("note[kept_answer]: `form.xlsx`, sheet `役割分担`, cell {}: ", book.name(OPEN, "備考"));
    assert!(said.contains(&told) && said.contains("`社内で検討します`"), "{said}");
    assert_eq!(before, desk.text("before.buntan"));
    assert_eq!(next(&desk, "split").get(OPEN, "備考"), Some(&Cell::from("社内で検討します")));
    desk.fill_in("form.xlsx", |book| {
        book.set(OPEN, "回答", "×");
    });
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    let new = new_lines(&before, &desk.text("before.buntan")).1;
    assert_eq!(new, ["/// 社内で検討します", "基盤社 disclaims P2.C.5.b on クラウド by K2"]);
    next(&desk, "split");
}

#[test]
fn two_forms_do_not_keep_what_contradicts_itself() {
    let desk = exported("xlsx", "sla");
    std::fs::copy(desk.path("form.xlsx"), desk.path("other.xlsx")).expect("a form");
    desk.fill_in("form.xlsx", |book| {
        book.set(ABSENT, "記載", "なし");
    });
    desk.fill_in("other.xlsx", |book| {
        book.set(ABSENT, "記載", "○").set(ABSENT, "条項", "別紙1");
    });
    let import = "import xlsx form.xlsx other.xlsx --into before.buntan --write --lang en";
    assert!(desk.refused(import, "before.buntan").contains("error[contradicting_rows]"));
}

#[test]
fn a_clause_of_the_answer_before_is_told() {
    let desk = exported("xlsx", "split");
    let row = "P2.C.2.a on 画像保管庫 @保管社";
    let book = desk.fill_in("form.xlsx", |book| {
        book.set(row, "回答", "×");
    });
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en").replace('\n', " ");
    let told = format!(
        "note[not_read]: `form.xlsx`, sheet `役割分担`, cell {}: `第8条` is the clause",
        book.name(row, "条項")
    );
    assert!(said.contains(&told), "{said}");
    // A refusal by a clause of its own, and then an acceptance by the same.
    for (answer, clause) in [("×", Some("第9条ただし書")), ("○", None)] {
        desk.clean(&export("xlsx", "split"));
        desk.fill_in("form.xlsx", |book| {
            book.set(row, "回答", answer);
            if let Some(clause) = clause {
                book.set(row, "条項", clause);
            }
        });
        let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en").replace('\n', " ");
        let told = format!("warning[no_basis]: `form.xlsx`, sheet `役割分担`, cell {}: ", book.name(row, "条項"));
        assert_eq!(said.contains(&told), clause.is_none(), "{said}");
        assert!(!said.contains("note[not_read]"), "{said}");
    }
}

#[test]
fn what_was_written_where_nobody_looks_is_named_and_goes_out_again() {
    let desk = exported("xlsx", "split");
    let book = desk.fill_in("form.xlsx", |book| {
        let (at, ..) = book.find(OPEN, "回答");
        book.sheets[at].1.insert((1, 1), "欄外：部長承認済".into());
        book.sheets[0].1.insert((1, 2), "締切は9月末".into());
        // As another version has it.
        book.sheets[0].1.insert((7, 0), "5. 備考は自由に書いてください。".into());
    });
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en").replace('\n', " ");
    for place in
        ["sheet `役割分担`, cell B2: the row `欄外：部長承認済`", "sheet `記入のしかた`, cell C2: what was written"]
    {
        assert!(said.contains(&format!("note[not_read]: `form.xlsx`, {place}")), "{place}\n{said}");
    }
    let again = next_with_notes(&desk);
    assert_eq!(again.sheets.len(), book.sheets.len() + 1);
    for words in ["欄外：部長承認済", "締切は9月末"] {
        assert_eq!(format!("{again:?}").matches(words).count(), 1, "{words}");
    }
}

/// The next form, of which an unedited import keeps nothing more.
fn next_with_notes(desk: &Desk) -> Book {
    desk.clean(&export("xlsx", "split"));
    let before = (desk.text("before.buntan"), kept(desk));
    desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en");
    assert_eq!(before, (desk.text("before.buntan"), kept(desk)));
    Book::open(&desk.path("form.xlsx"))
}

#[test]
fn comments_at_cells_are_named_and_not_written_over() {
    let desk = exported("xlsx", "split");
    let bytes = std::fs::read(desk.path("form.xlsx")).expect("a form");
    let part = r#"<comments><commentList><comment ref="K12"><text><t>夜間は別料金</t></text></comment></commentList></comments>"#;
    std::fs::write(desk.path("form.xlsx"), with_part(&bytes, "xl/comments1.xml", part)).expect("a form");
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en").replace('\n', " ");
    assert!(said.contains("note[not_read]: `form.xlsx`: comments at cells are not read"), "{said}");
    assert!(said.contains("(K12)"), "{said}");
    let said = desk.refused(&export("xlsx", "split"), "before.buntan");
    assert!(said.contains("上書きしません"), "{said}");
}

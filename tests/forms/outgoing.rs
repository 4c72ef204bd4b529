//! What goes out: nothing that came back is lost by it, and nobody gets what is another's.

use std::fs;

use buntan::cli::ExitStatus;

use super::Desk;
use super::book::{Book, Cell};

const ROW: &str = "P2.C.5.b on クラウド";
const EXPORT: &str = "export xlsx before.buntan --party 基盤社 -o form.xlsx --lang en";

/// An export that must be turned away, with the form as it was.
fn kept(desk: &Desk, line: &str) -> String {
    let before = fs::read(desk.path("form.xlsx")).expect("a form");
    let said = desk.refused(line, "before.buntan");
    assert_eq!(before, fs::read(desk.path("form.xlsx")).expect("a form"), "{line}");
    said
}

#[test]
fn a_form_that_came_back_is_not_overwritten() {
    let desk = Desk::with("city-hospital");
    desk.clean(EXPORT);
    // Nobody has touched it, and another program may have saved it.
    desk.clean(EXPORT);
    desk.fill_in("form.xlsx", |_| {});
    desk.clean(EXPORT);
    desk.clean("export xlsx before.buntan --party 保管社 -o form.xlsx --lang ja");
    desk.clean("export xlsx before.buntan --form sla -o form.xlsx --lang ja");
    desk.clean("export xlsx before.buntan --form checklist -o form.xlsx --lang ja");
    desk.clean(EXPORT);
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "statement", "○");
    });
    let said = kept(&desk, EXPORT);
    for part in ["`form.xlsx` is there already with something filled in", "take it over first"] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    kept(&desk, &format!("{EXPORT} --fresh"));
    kept(&desk, "export xlsx before.buntan --form sla -o form.xlsx");
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    desk.clean(EXPORT);
    assert_eq!(Book::open(&desk.path("form.xlsx")).get(ROW, "statement"), Some(&Cell::from("accept")));
    // What cannot be read is not lost either.
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "from", "来年度");
    });
    kept(&desk, EXPORT);
}

#[test]
fn what_was_added_is_overwritten_only_where_it_goes_out_again() {
    let desk = Desk::with("city-hospital");
    desk.clean(EXPORT);
    let (at, row, _) = Book::open(&desk.path("form.xlsx")).find(ROW, "statement");
    desk.fill_in("form.xlsx", |book| {
        book.sheets[at].1.insert((row, 20), "山田".into());
        book.sheets.push(("連絡先".to_owned(), [((0, 0), Cell::from("夜間 03-0000-0000"))].into()));
    });
    kept(&desk, EXPORT);
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    desk.clean(EXPORT);
    let next = Book::open(&desk.path("form.xlsx"));
    assert!(next.sheets.iter().any(|(name, _)| name == "連絡先"));
    // Neither a row that was added nor a cell for reading goes out again.
    desk.fill_in("form.xlsx", |book| {
        book.sheets[at].1.insert((row + 20, 3), "以下余白".into());
    });
    kept(&desk, EXPORT);
    desk.anew(EXPORT);
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "component", "専用線");
    });
    kept(&desk, EXPORT);
}

/// The files in which additions are kept.
fn beside(desk: &Desk) -> Vec<String> {
    let Ok(all) = fs::read_dir(desk.path("before.forms")) else { return Vec::new() };
    all.map(|it| it.expect("a file").file_name().to_string_lossy().into_owned()).collect()
}

/// A form of 基盤社 with a column and a sheet of its own.
fn with_additions(desk: &Desk, column: &str, sheet: &str) {
    desk.fill_in("form.xlsx", |book| {
        let (at, row, _) = book.find(ROW, "statement");
        book.sheets[at].1.insert((2, 20), column.into());
        book.sheets[at].1.insert((row, 20), "=山田".into());
        book.sheets.push((sheet.to_owned(), [((0, 0), Cell::from("夜間 03-0000-0000"))].into()));
    });
}

#[test]
fn additions_go_out_again_by_themselves() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    desk.clean(EXPORT);
    with_additions(&desk, "社内担当", "連絡先");
    // Nothing is written anywhere without --write, and no form that goes out has what was not taken over.
    desk.clean("import xlsx form.xlsx --into before.buntan");
    assert_eq!(beside(&desk), Vec::<String>::new());
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en --format json");
    assert_eq!((beside(&desk).len(), desk.text("before.buntan")), (1, before), "{said}");
    desk.clean("export xlsx before.buntan --party 基盤社 -o next.xlsx --lang en");
    let next = Book::open(&desk.path("next.xlsx"));
    assert_eq!(next.get(ROW, "社内担当"), Some(&Cell::from("=山田")));
    // What two people added in two copies goes out together; what one of them changed is as it came last.
    desk.anew(EXPORT);
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "社内担当", "鈴木");
    });
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    desk.clean("export xlsx before.buntan --party 基盤社 -o other.xlsx --lang en --fresh");
    let fresh = Book::open(&desk.path("other.xlsx"));
    assert!(!format!("{fresh:?}").contains("鈴木") && !format!("{fresh:?}").contains("連絡先"));
    fs::rename(desk.path("other.xlsx"), desk.path("form.xlsx")).expect("a form");
    with_additions(&desk, "確認者", "議事録");
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    desk.clean("export xlsx before.buntan --party 基盤社 -o all.xlsx --lang en");
    let all = Book::open(&desk.path("all.xlsx"));
    assert_eq!(all.get(ROW, "社内担当"), Some(&Cell::from("鈴木")));
    assert_eq!(all.get(ROW, "確認者"), Some(&Cell::from("=山田")));
    assert!(["連絡先", "議事録"].iter().all(|it| all.sheets.iter().any(|(name, _)| name == it)));
    // The same form once more changes nothing, and a table of text has the columns.
    desk.clean("import xlsx all.xlsx --into before.buntan --write");
    let said = desk.clean("export csv before.buntan --party 基盤社 -o all.csv --lang en");
    assert!(said.contains("社内担当") && !said.contains("連絡先"), "{said}");
    assert!(desk.text("all.csv").contains("'=山田"));
    assert_eq!(beside(&desk).len(), 1);
}

#[test]
fn what_is_no_form_is_never_taken_for_what_was_kept() {
    let desk = Desk::with("city-hospital");
    desk.clean(EXPORT);
    with_additions(&desk, "社内担当", "連絡先");
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    let name = format!("before.forms/{}", beside(&desk)[0]);
    // Another party's form under its name, and something else altogether.
    desk.clean("export xlsx before.buntan --party 保管社 -o other.xlsx --lang en");
    for bytes in [fs::read(desk.path("other.xlsx")).expect("a form"), b"mine".to_vec()] {
        fs::write(desk.path(&name), &bytes).expect("a file");
        let said = desk.refused("import xlsx form.xlsx --into before.buntan --write --lang en", "before.buntan");
        assert!(said.contains("cannot be read as the form in which columns and sheets were kept"), "{said}");
        kept(&desk, EXPORT);
        assert_eq!(fs::read(desk.path(&name)).expect("a file"), bytes);
    }
}

#[test]
fn a_file_ends_as_what_it_is() {
    let desk = Desk::with("city-hospital");
    for (to, name) in [("csv", "form.xlsx"), ("xlsx", "form.csv"), ("xlsx", "form"), ("csv", "form.txt")] {
        let said = desk.refused(&format!("export {to} before.buntan -o {name} --lang en"), "before.buntan");
        assert!(said.contains(&format!("`{name}` is no name for a file of {to}")), "{said}");
        assert!(!desk.path(name).exists());
    }
    desk.clean("export csv before.buntan -o FORM.CSV --lang en");
}

#[test]
fn one_form_that_came_back_stops_the_whole_folder() {
    let desk = Desk::with("city-hospital");
    fs::create_dir(desk.path("out")).expect("a folder");
    desk.clean("export xlsx before.buntan -o out --lang ja");
    desk.fill_in("out/基盤社.xlsx", |book| {
        book.set(ROW, "回答", "○");
    });
    fs::remove_file(desk.path("out/保管社.xlsx")).expect("a form");
    let said = desk.refused("export xlsx before.buntan -o out --lang ja", "before.buntan");
    assert!(said.contains("基盤社.xlsx` は既にあり、記入か加えられたもの"), "{said}");
    assert!(!desk.path("out/保管社.xlsx").exists());
}

#[test]
fn a_vendor_gets_nothing_of_others_contracts() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    desk.clean("export xlsx before.buntan --form sla --party 検査社 -o form.xlsx --lang ja");
    let book = Book::open(&desk.path("form.xlsx"));
    let all = format!("{book:?}");
    assert!(all.contains("K5（") && !all.contains("K1（") && !all.contains("K9") && !all.contains("装置社"), "{all}");
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    assert_eq!(before, desk.text("before.buntan"));
    let (status, said) = desk.run("export xlsx before.buntan --form checklist --party 基盤社 -o list.xlsx --lang en");
    assert_eq!(status, ExitStatus::Failed, "{said}");
    assert!(said.contains("`--party` cannot be given with `--form checklist`"), "{said}");
    assert!(said.contains("the checklist is the whole engagement's") && !desk.path("list.xlsx").exists(), "{said}");
}

#[test]
fn additions_go_out_to_the_same_party_only() {
    let desk = Desk::with("city-hospital");
    desk.clean(EXPORT);
    desk.fill_in("form.xlsx", |book| {
        book.sheets.push(("連絡先".to_owned(), [((0, 0), Cell::from("夜間 03-0000-0000"))].into()));
    });
    fs::create_dir(desk.path("out")).expect("a folder");
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    desk.clean("export xlsx before.buntan -o out --lang ja");
    for entry in fs::read_dir(desk.path("out")).expect("a folder") {
        let path = entry.expect("a file").path();
        let has_it = Book::open(&path).sheets.iter().any(|(name, _)| name == "連絡先");
        assert_eq!(has_it, path.ends_with("基盤社.xlsx"), "{}", path.display());
    }
    for options in ["--party 保管社", "", "--form sla --party カルテ社"] {
        let line = format!("export xlsx before.buntan {options} -o next.xlsx --lang en");
        let said = desk.clean(&line);
        assert!(!said.contains("連絡先") && !format!("{:?}", Book::open(&desk.path("next.xlsx"))).contains("連絡先"));
    }
}

#[test]
fn what_is_read_only_is_not_written() {
    let desk = Desk::with("city-hospital");
    desk.clean(EXPORT);
    let close = |name: &str| {
        let mut permissions = fs::metadata(desk.path(name)).expect("a file").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(desk.path(name), permissions).expect("a file");
    };
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "statement", "○");
    });
    close("before.buntan");
    let said = desk.refused("import xlsx form.xlsx --into before.buntan --write --lang ja", "before.buntan");
    assert!(said.contains("`before.buntan` は読み取り専用なので、書き込みません"), "{said}");
    assert!(!said.contains(".tmp"), "{said}");
    desk.anew(EXPORT);
    close("form.xlsx");
    assert!(kept(&desk, EXPORT).contains("`form.xlsx` is read-only, and was not written"));
}

#[test]
fn nobody_gets_a_form_without_rows() {
    let desk = Desk::with("city-hospital");
    let line = "export xlsx before.buntan --form sla --party 販売社 -o form.xlsx --lang en --at 2026-10-01";
    let (status, said) = desk.run(line);
    assert_eq!(status, ExitStatus::Failed, "{said}");
    assert!(said.contains("so no form was written") && said.contains("--form split"), "{said}");
    assert!(!desk.path("form.xlsx").exists());
}

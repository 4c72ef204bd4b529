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
    for part in ["`form.xlsx` is there already with something filled in", "import it first", "--keep form.xlsx"] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    kept(&desk, &format!("{EXPORT} --keep form.xlsx"));
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
    desk.clean(&format!("{EXPORT} --keep form.xlsx"));
    let next = Book::open(&desk.path("form.xlsx"));
    assert!(next.sheets.iter().any(|(name, _)| name == "連絡先"));
    // Neither a row that was added nor a cell for reading goes out again.
    desk.fill_in("form.xlsx", |book| {
        book.sheets[at].1.insert((row + 20, 3), "以下余白".into());
    });
    kept(&desk, &format!("{EXPORT} --keep form.xlsx"));
    desk.anew(EXPORT);
    desk.fill_in("form.xlsx", |book| {
        book.set(ROW, "component", "専用線");
    });
    kept(&desk, &format!("{EXPORT} --keep form.xlsx"));
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
    desk.clean("export xlsx before.buntan --form sla --party 基盤社 -o form.xlsx --lang ja");
    let book = Book::open(&desk.path("form.xlsx"));
    let all = format!("{book:?}");
    assert!(all.contains("K2") && !all.contains("K1（") && !all.contains("K9") && !all.contains("装置社"), "{all}");
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
    desk.clean("export xlsx before.buntan -o out --lang ja --keep form.xlsx");
    for entry in fs::read_dir(desk.path("out")).expect("a folder") {
        let path = entry.expect("a file").path();
        let has_it = Book::open(&path).sheets.iter().any(|(name, _)| name == "連絡先");
        assert_eq!(has_it, path.ends_with("基盤社.xlsx"), "{}", path.display());
    }
    for options in ["--party 保管社", "", "--form sla --party 基盤社"] {
        let line = format!("export xlsx before.buntan {options} -o next.xlsx --lang en --keep form.xlsx");
        let said = desk.refused(&line, "before.buntan");
        assert!(said.contains("`form.xlsx` is another form, or another party's"), "{said}");
        assert!(!desk.path("next.xlsx").exists());
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

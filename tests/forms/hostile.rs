//! Nobody is trusted: names that look like formulas, marks that turn the direction of writing, packages that are bombs.

use std::fs;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::Desk;
use super::book::{Book, Cell, parts, patched};

const HOSTILE: &str = r#"
catalogue ours {
  title "=HYPERLINK(\"http://example.com\")"  publisher "+1"  edition 2026-04
  control O.1 ja "=cmd|' /C calc'!A0" en "@SUM(1+1)" joint { summary ja "<script>alert(1)</script> & \"" en "-2+3"  source "-1"  per component }
}

engagement "=1+1 ]]> <b>" {
  use ours
  party H hospital "+H"
  party A vendor   "-A</t></is>"
  party B vendor   "@B_x0041_"
  component emr application "=emr" by A
  contract K1 H -> A "=K1" { type operation  period 2026-04-01 .. 2031-03-31  covers emr }
  contract K2 A -> B "+K2" under K1 { type operation  period 2026-04-01 .. 2031-03-31  covers emr  consented 2026-01-01 }
  A owns O.1 on emr by K1 "=1+1"
  A delegates O.1 on emr to B via K2
  /// -1+2
  B accepts O.1 on emr by K2 "@x"
}
"#;

#[test]
fn nothing_becomes_a_formula() {
    let desk = Desk::with_text("a.buntan", HOSTILE);
    for form in ["split", "checklist", "sla"] {
        for lang in ["ja", "en"] {
            desk.clean(&format!("export xlsx a.buntan --form {form} -o form.xlsx --lang {lang}"));
            let bytes = fs::read(desk.path("form.xlsx")).expect("a form");
            for (name, content) in parts(&bytes) {
                let is_sheet = name.starts_with("xl/worksheets/");
                assert!(!is_sheet || !(content.contains("<f>") || content.contains("<f ")), "{name}");
                assert!(!name.contains("externalLink") && !name.contains("vbaProject"), "{name}");
                assert!(!content.contains("<script>"), "{name}");
            }
            desk.clean("import xlsx form.xlsx --into a.buntan --write");
            assert_eq!(desk.text("a.buntan"), HOSTILE);
        }
    }
    desk.clean("export xlsx a.buntan -o form.xlsx --lang ja");
    let book = Book::open(&desk.path("form.xlsx"));
    assert_eq!(book.get("O.1 on emr @B", "条項"), Some(&Cell::from("@x")));
    assert_eq!(book.get("O.1 on emr @B", "備考"), Some(&Cell::from("-1+2")));
    assert_eq!(book.get("O.1 on emr @A", "内容"), Some(&Cell::from("<script>alert(1)</script> & \"")));
}

#[test]
fn tables_of_text_hold_no_formula_either() {
    let desk = Desk::with_text("a.buntan", HOSTILE);
    desk.clean("export csv a.buntan -o form.csv --lang en");
    let bytes = fs::read(desk.path("form.csv")).expect("a file");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&bytes[3..]);
    for record in reader.records() {
        for cell in &record.expect("a record") {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
    desk.clean("import csv form.csv --into a.buntan --write");
    assert_eq!(desk.text("a.buntan"), HOSTILE);
}

#[test]
fn what_vendors_write_stays_words() {
    let desk = Desk::with_text("a.buntan", HOSTILE);
    desk.clean("export xlsx a.buntan --party B -o form.xlsx --lang ja");
    desk.fill_in("form.xlsx", |book| {
        book.set("O.1 on emr @B", "条項", "\" by K1 \"\\").set("O.1 on emr @B", "備考", "}\n// \"\n/// H owns O.1");
    });
    desk.clean("import xlsx form.xlsx --into a.buntan --write");
    assert!(desk.text("a.buntan").contains(
        "  /// }\n  /// // \"\n  /// /// H owns O.1\n  B accepts O.1 on emr by K2 \"\\\" by K1 \\\"\\\\\"\n"
    ));
    desk.clean("export xlsx a.buntan --party B -o next.xlsx --lang ja");
    let next = Book::open(&desk.path("next.xlsx"));
    assert_eq!(next.get("O.1 on emr @B", "条項"), Some(&Cell::from("\" by K1 \"\\")));
    assert_eq!(next.get("O.1 on emr @B", "備考"), Some(&Cell::from("}\n// \"\n/// H owns O.1")));
}

#[test]
fn marks_that_turn_the_direction_are_refused_at_their_cell() {
    let desk = Desk::with_text("a.buntan", HOSTILE);
    for head in ["条項", "備考"] {
        let _ = fs::remove_file(desk.path("form.xlsx"));
        desk.clean("export xlsx a.buntan --party B -o form.xlsx --lang ja");
        let book = desk.fill_in("form.xlsx", |book| {
            book.set("O.1 on emr @B", head, "第8条\u{202e}条9第");
        });
        let said = desk.refused("import xlsx form.xlsx --into a.buntan --write --lang en", "a.buntan");
        let place = format!(
            "error[unreadable_cell]: `form.xlsx`, sheet `役割分担`, cell {}: the control character U+202E",
            book.name("O.1 on emr @B", head)
        );
        assert!(said.contains(&place) && !said.contains('\u{202e}'), "{said}");
    }
}

/// A package with one part that unpacks to many bytes.
fn bomb(size: usize) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).expect("a part");
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..size >> 20 {
        writer.write_all(&zeros).expect("memory");
    }
    writer.finish().expect("a package").into_inner()
}

#[test]
fn bombs_and_other_files_are_turned_away() {
    let desk = Desk::with_text("a.buntan", HOSTILE);
    let bomb = bomb(300 << 20);
    assert!(bomb.len() < 1 << 20);
    // A part that says it is small.
    let mut liar = bomb.clone();
    let size = (300u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..liar.len() - 4).filter(|at| liar[*at..at + 4] == size).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| liar[at..at + 4].copy_from_slice(&100u32.to_le_bytes()));
    let open = |kind: &str| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("mimetype", SimpleFileOptions::default()).expect("a part");
        writer.write_all(kind.as_bytes()).expect("memory");
        writer.finish().expect("a package").into_inner()
    };
    let cases: [(&str, Vec<u8>, &str); 7] = [
        (
            "ods",
            open("application/vnd.oasis.opendocument.spreadsheet"),
            "it is an OpenDocument spreadsheet (.ods), and no workbook of Excel (.xlsx)",
        ),
        ("bomb", bomb, "the workbook is too large"),
        ("liar", liar, "error[unreadable_form]: `form.xlsx`: "),
        (
            "old",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1........".to_vec(),
            "of the old kind (.xls), or locked with a password",
        ),
        ("text", b"hello".to_vec(), "it is not a workbook of Excel (.xlsx)"),
        ("empty", Vec::new(), "it is not a workbook of Excel (.xlsx)"),
        ("torn", b"PK\x03\x04 and no more".to_vec(), "the workbook is damaged"),
    ];
    for (name, bytes, says) in cases {
        fs::write(desk.path("form.xlsx"), bytes).expect("a file");
        let said = desk.refused("import xlsx form.xlsx --into a.buntan --write --lang en", "a.buntan");
        assert!(said.contains(says), "{name}: {said}");
    }
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let desk = Desk::with_text("a.buntan", HOSTILE);
    desk.clean("export xlsx a.buntan --party B -o form.xlsx --lang ja");
    desk.fill_in("form.xlsx", |book| {
        let (at, _, _) = book.find("O.1 on emr @B", "回答");
        book.sheets[at].1.insert((1_048_575, 16_383), "隅".into());
    });
    let said = desk.clean("import xlsx form.xlsx --into a.buntan --write --lang en");
    assert!(said.contains("cell XFD1048576: the row `隅` is not part of the form"), "{said}");
}

#[test]
fn any_workbook_that_is_no_form_is_said_to_be_none() {
    let desk = Desk::with_text("a.buntan", HOSTILE);
    let mut book = Book::default();
    book.sheets.push(("Sheet1".to_owned(), [((0, 0), Cell::from("議事録"))].into()));
    book.save(&desk.path("form.xlsx"));
    let said = desk.refused("import xlsx form.xlsx --into a.buntan --write --lang en", "a.buntan");
    assert!(said.contains("error[unreadable_form]: `form.xlsx`: it is no form that was exported"), "{said}");
    // Nor is it overwritten: it may be somebody's only copy.
    let said = desk.refused("export xlsx a.buntan -o form.xlsx --lang en", "a.buntan");
    assert!(said.contains("is there already, and is no form"), "{said}");
    // Every part of a package may be broken.
    desk.clean("export xlsx a.buntan -o good.xlsx --lang ja");
    let good = fs::read(desk.path("good.xlsx")).expect("a form");
    for (name, content) in parts(&good) {
        for cut in [0, content.len() / 2, content.len().saturating_sub(3)] {
            let end = (0..=cut).rev().find(|at| content.is_char_boundary(*at)).unwrap_or(0);
            fs::write(desk.path("torn.xlsx"), patched(&good, &name, |it| it[..end].to_owned())).expect("a file");
            // It is read or refused; it is never written from, and never the end of the program.
            let _ = desk.run("import xlsx torn.xlsx --into a.buntan");
            assert_eq!(desk.text("a.buntan"), HOSTILE, "{name}");
        }
    }
}

/// Whatever happens to the parts of a package: it is read, or it is refused.
#[test]
fn broken_parts_never_end_the_program() {
    let desk = Desk::with_text("a.buntan", HOSTILE);
    desk.clean("export xlsx a.buntan -o good.xlsx --lang ja");
    let good = fs::read(desk.path("good.xlsx")).expect("a form");
    let names: Vec<String> = parts(&good).into_iter().map(|(name, _)| name).collect();
    let hits = [
        "\"0\"", "\"1\"", "r=\"A1\"", "<c ", "</c>", "t=\"s\"", "<v>", "count=", "A3:", "sheet1", "<row ", "&amp;",
        "numFmtId",
    ];
    let puts = [
        "\"-1\"",
        "\"4294967296\"",
        "r=\"ZZZZZZ9999999999\"",
        "<d ",
        "",
        "t=\"e\"",
        "<v>99999999999</v><v>",
        "r=\"\"",
        "XFD1048577:",
        "\u{0}",
        "<row r=\"0\" ",
        "&undefined;",
        "\"1e400\"",
        "r=\"A0\"",
    ];
    let mut random = fastrand::Rng::with_seed(8);
    let cases = std::env::var("CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(300);
    for _ in 0..cases {
        let name = &names[random.usize(0..names.len())];
        let (hit, put) = (hits[random.usize(0..hits.len())], puts[random.usize(0..puts.len())]);
        let nth = random.usize(0..6);
        let change = |it: String| match it.match_indices(hit).nth(nth).map(|(at, _)| at) {
            Some(at) => format!("{}{put}{}", &it[..at], &it[at + hit.len()..]),
            None => it.chars().rev().collect(),
        };
        let broken = patched(&good, name, change);
        let _ = buntan::forms::xlsx::read("broken.xlsx", &broken);
    }
    // And to its bytes.
    for _ in 0..cases {
        let mut broken = good.clone();
        for _ in 0..random.usize(1..8) {
            let at = random.usize(0..broken.len());
            broken[at] = random.u8(..);
        }
        let _ = buntan::forms::xlsx::read("broken.xlsx", &broken);
    }
}

#[test]
fn names_of_any_length_and_any_blanks_come_back() {
    let long = "🏥".repeat(16_300);
    let text = HOSTILE
        .replace("engagement \"=1+1 ]]> <b>\"", "engagement \" lead\"")
        .replace("\"=K1\"", &format!("\"{long}\""))
        .replace("\"=emr\"", &format!("\"{long}\""))
        .replace("ja \"=cmd|' /C calc'!A0\"", &format!("ja \"{long}\""));
    let desk = Desk::with_text("a.buntan", &text);
    for form in ["split", "checklist", "sla"] {
        desk.clean(&format!("export xlsx a.buntan --form {form} -o form.xlsx --lang ja"));
        let said = desk.clean("import xlsx form.xlsx --into a.buntan --write --lang en");
        assert_eq!(said, "nothing is filled in that is not in the engagement already\n", "{form}");
        desk.fill_in("form.xlsx", |_| {});
        desk.clean("import xlsx form.xlsx --into a.buntan --write");
    }
    desk.clean("export csv a.buntan -o form.csv --lang ja");
    desk.clean("import csv form.csv --into a.buntan --write");
    assert_eq!(desk.text("a.buntan"), text);
    // The name of the engagement itself.
    let text = text.replace(" lead", &long);
    fs::write(desk.path("a.buntan"), &text).expect("a file");
    for form in ["split", "checklist", "sla"] {
        desk.clean(&format!("export xlsx a.buntan --form {form} -o {form}.xlsx --lang ja"));
        desk.clean(&format!("import xlsx {form}.xlsx --into a.buntan --write"));
    }
}

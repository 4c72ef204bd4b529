//! What goes out and comes back untouched changes no byte, and goes out again the same.

use std::fs;

use buntan::cli::ExitStatus;

use super::Desk;
use super::book::{Book, Cell};

const EXAMPLES: [(&str, &str, &str); 6] = [
    ("city-hospital", "before.buntan", "before.buntan"),
    ("city-hospital", "after.buntan", "after.buntan"),
    ("clinic", "before.buntan", "before.buntan"),
    ("regional-network", "after.buntan", "after.buntan"),
    ("standard-terms", "clinic.buntan", "clinic.buntan"),
    ("city-hospital", "all-packs", "all-packs"),
];

#[test]
fn untouched_forms_change_nothing() {
    for (example, file, into) in EXAMPLES {
        let desk = Desk::with(example);
        let (file, into) = match file {
            "all-packs" => ("after.buntan all-packs", "."),
            file => (file, into),
        };
        if into == "." {
            // The second part goes on with one of the two.
            fs::remove_file(desk.path("before.buntan")).expect("a file");
        }
        for form in ["split", "checklist", "sla"] {
            // Every example in one language, and one of them in both.
            for lang in if file == "before.buntan" { ["ja", "en"].as_slice() } else { &["ja"] } {
                let options = format!("{file} --form {form} --lang {lang}");
                desk.clean(&format!("export xlsx {options} -o a.xlsx"));
                let said = desk.clean(&format!("import xlsx a.xlsx --into {into} --lang en --write"));
                assert_eq!(said, "nothing is filled in that is not in the engagement already\n", "{example} {options}");
                // Another program writes other bytes, and the same cells.
                Book::open(&desk.path("a.xlsx")).save(&desk.path("b.xlsx"));
                let said = desk.clean(&format!("import xlsx b.xlsx --into {into} --lang en --write"));
                assert_eq!(said, "nothing is filled in that is not in the engagement already\n", "{example} {options}");
                desk.clean(&format!("export xlsx {options} -o c.xlsx"));
                assert_eq!(
                    fs::read(desk.path("a.xlsx")).expect("a form"),
                    fs::read(desk.path("c.xlsx")).expect("a form"),
                    "{example} {options}"
                );
            }
        }
    }
}

#[test]
fn untouched_tables_of_text_change_nothing() {
    let desk = Desk::with("city-hospital");
    desk.clean("export csv before.buntan -o a.csv --lang ja");
    let bytes = fs::read(desk.path("a.csv")).expect("a file");
    assert!(bytes.starts_with(b"\xef\xbb\xbfbuntan form,1\r\n"));
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(!text.replace("\r\n", "").contains('\r'));
    let before = desk.text("before.buntan");
    desk.clean("import csv a.csv --into before.buntan --write");
    assert_eq!(before, desk.text("before.buntan"));
    // As Excel saves "CSV" in Japan.
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(text.trim_start_matches('\u{feff}'));
    assert!(!lost);
    fs::write(desk.path("b.csv"), bytes).expect("a file");
    desk.clean("import csv b.csv --into before.buntan --write");
    assert_eq!(before, desk.text("before.buntan"));
}

#[test]
fn every_form_is_a_table_as_well() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    for form in ["split", "checklist", "sla"] {
        desk.clean(&format!("export csv before.buntan --form {form} -o {form}.csv --lang ja"));
        let said = desk.clean(&format!("import csv {form}.csv --into before.buntan --write --lang en"));
        assert_eq!(said, "nothing is filled in that is not in the engagement already\n", "{form}");
    }
    // A table that another program saved as a workbook is the same table.
    let bytes = fs::read(desk.path("checklist.csv")).expect("a file");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&bytes[3..]);
    let mut cells = std::collections::BTreeMap::new();
    for (row, record) in (0..).zip(reader.records()) {
        for (column, cell) in (0..).zip(&record.expect("a row")).filter(|(_, it)| !it.is_empty()) {
            cells.insert((row, column), Cell::from(cell.trim_start_matches('\'')));
        }
    }
    Book { sheets: vec![("checklist".to_owned(), cells)], merged: Vec::new() }.save(&desk.path("saved.xlsx"));
    let said = desk.clean("import xlsx saved.xlsx --into before.buntan --write --lang en");
    assert_eq!(said, "nothing is filled in that is not in the engagement already\n");
    // Rows of both parts, and a column that somebody added.
    let text = desk.text("checklist.csv").replace(",指摘\r\n", ",指摘,社内担当\r\n");
    let mut filled = String::new();
    for line in text.split_inclusive("\r\n") {
        let is_it = line.starts_with("roles-2024:P1.A.1,") || line.starts_with("roles-2024:P2.C.1,");
        let mut cells: Vec<String> = match is_it {
            true => csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(line.as_bytes())
                .records()
                .next()
                .expect("a row")
                .expect("a row")
                .iter()
                .map(str::to_owned)
                .collect(),
            false => Vec::new(),
        };
        if is_it {
            (cells[5], cells[6]) = ("○".to_owned(), "2026/5/10".to_owned());
            cells.push("山田".to_owned());
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            writer.write_record(&cells).expect("memory");
            filled += &String::from_utf8(writer.into_inner().expect("memory")).expect("UTF-8");
        } else {
            filled += line;
        }
    }
    fs::write(desk.path("checklist.csv"), filled).expect("a file");
    desk.clean("import csv checklist.csv --into before.buntan --write --lang en");
    let new = super::new_lines(&before, &desk.text("before.buntan")).1;
    assert_eq!(new, ["checked P1.A.1 yes 2026-05-10", "checked P2.C.1 yes 2026-05-10"]);
    // It goes out again with either kind of file.
    for (to, name) in [("csv", "next.csv"), ("xlsx", "next.xlsx")] {
        desk.clean(&format!("export {to} before.buntan --form checklist -o {name} --lang ja"));
    }
    assert_eq!(desk.text("next.csv").matches("山田").count(), 2);
    let next = Book::open(&desk.path("next.xlsx"));
    assert_eq!(next.get("roles-2024:P2.C.1", "社内担当"), Some(&Cell::from("山田")));
}

#[test]
fn a_table_that_somebody_made_is_taken_over() {
    for heads in
        ["control,duty,component,party,statement,clause,from,to", "項目,対応,対象,当事者,回答,条項,開始日,終了日"]
    {
        let desk = Desk::with("city-hospital");
        let before = desk.text("before.buntan");
        let rows = "P2.C.5,P2.C.5.b,クラウド,基盤社,○,第14条,2026-04-01,\nP2.C.2,P2.C.2.a,クラウド,基盤社,,,,\n\
                    P9.X.1,P9.X.1.a,どこか,基盤社,○,,,\n";
        fs::write(desk.path("mine.csv"), format!("{heads}\n{rows}")).expect("a file");
        let said = desk.clean("import csv mine.csv --into before.buntan --write --lang en");
        let new = super::new_lines(&before, &desk.text("before.buntan")).1;
        assert_eq!(new, ["基盤社 accepts P2.C.5.b on クラウド by K2 \"第14条\" from 2026-04-01"], "{said}");
        assert_eq!(said.matches("warning[unknown_row]").count(), 1, "{said}");
        // It is nobody's form, and is not written over.
        desk.refused("export csv before.buntan -o mine.csv", "before.buntan");
    }
}

/// Whatever somebody fills in anywhere: either it is in the form that goes out next, or nothing is written and a cell is named.
#[test]
fn whatever_is_filled_in_comes_out_again_or_is_refused() {
    let original = Desk::with("city-hospital").text("before.buntan");
    let desk = Desk::with("city-hospital");
    let cases = std::env::var("CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(24);
    let (mut written, mut refused) = (0, 0);
    for seed in 0..cases {
        let mut random = fastrand::Rng::with_seed(seed);
        fs::write(desk.path("before.buntan"), &original).expect("a file");
        let _ = fs::remove_file(desk.path("a.xlsx"));
        let _ = fs::remove_file(desk.path("b.xlsx"));
        desk.clean("export xlsx before.buntan -o a.xlsx --lang ja");
        let mut book = Book::open(&desk.path("a.xlsx"));
        let keys = keys(&book);
        let mut filled: Vec<(String, &str, Option<String>)> = Vec::new();
        for _ in 0..random.usize(1..6) {
            let row = keys[random.usize(0..keys.len())].clone();
            if filled.iter().any(|(other, ..)| *other == row) {
                continue;
            }
            let answer = ["引き受ける", "引き受けない", "要協議"][random.usize(0..3)];
            book.set(&row, "回答", answer);
            // No clause that stands there already: that of what is taken back does not go over, and the import says so.
            let clause = random.bool().then(|| format!("第{}条", random.u8(101..140)));
            if let Some(clause) = &clause {
                book.set(&row, "条項", clause.as_str());
                if book
                    .get(&row, "契約・文書")
                    .is_some_and(|it| matches!(it, Cell::Text(words) if words.contains('\n')))
                {
                    book.set(&row, "契約・文書", "K1");
                }
            }
            filled.push((row, answer, clause));
        }
        book.save(&desk.path("a.xlsx"));
        let (status, said) = desk.run("import xlsx a.xlsx --into before.buntan --write --lang en");
        if status == ExitStatus::Failed {
            refused += 1;
            println!("{seed}\n{said}");
            assert!(said.contains("error[unwritable_answer]: `a.xlsx`, sheet `役割分担`, cell J"), "{seed}\n{said}");
            assert_eq!(original, desk.text("before.buntan"), "{seed}");
            continue;
        }
        written += 1;
        assert_eq!(status, ExitStatus::Clean, "{seed}\n{said}");
        desk.clean("fmt before.buntan --check");
        desk.clean("export xlsx before.buntan -o b.xlsx --lang ja");
        let again = Book::open(&desk.path("b.xlsx"));
        for (row, answer, clause) in &filled {
            assert_eq!(again.get(row, "回答"), Some(&Cell::from(*answer)), "{seed} {row}\n{said}");
            if let Some(clause) = clause {
                assert_eq!(again.get(row, "条項"), Some(&Cell::from(clause.as_str())), "{seed} {row}\n{said}");
            }
        }
        desk.clean("import xlsx b.xlsx --into before.buntan --write");
    }
    assert!(written * 3 > cases && refused < written, "{written} written, {refused} refused");
}

fn keys(book: &Book) -> Vec<String> {
    let (_, cells) = book.sheets.iter().find(|(name, _)| name == "役割分担").expect("the sheet");
    let words = cells.iter().filter(|((_, column), _)| *column == 0).filter_map(|(_, it)| match it {
        Cell::Text(words) if words.contains(" @") => Some(words.clone()),
        _ => None,
    });
    words.collect()
}

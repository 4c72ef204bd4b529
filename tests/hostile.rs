//! Workbooks and names that were made to do harm.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use buntan::cli::ExitStatus;
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

#[path = "support/run.rs"]
mod run;

use run::run;

/// A sound matrix of responsibilities.
fn sound() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Control ID", "Can Be Inherited from CSP"]).expect("cells");
    sheet.write_row(1, 0, ["AC-1", "Yes"]).expect("cells");
    book.save_to_buffer().expect("a workbook")
}

/// The same with one part changed.
fn changed(part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(sound())).expect("a package");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = archive.file_names().map(|it| it.expect("a name").into_owned()).collect();
    assert!(names.iter().any(|it| it == part), "{names:?}");
    for name in names {
        let mut text = String::new();
        archive.by_name(&name).expect("a part").read_to_string(&mut text).expect("text");
        out.start_file(name.as_str(), SimpleFileOptions::default()).expect("a part");
        out.write_all(if name == part { change(text) } else { text }.as_bytes()).expect("a part");
    }
    out.finish().expect("a package").into_inner()
}

fn converted(bytes: &[u8]) -> (ExitStatus, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.xlsx"), bytes).expect("a file");
    let (status, _, err) = run(folder.path(), "convert crm a.xlsx --at 2026-04-01 --lang en", b"");
    (status, err.replace("\n  ", " "))
}

#[test]
fn what_a_workbook_says_of_its_own_size_costs_nothing() {
    assert_eq!(converted(&sound()), (ExitStatus::Clean, String::new()));
    let strings = "xl/sharedStrings.xml";
    for count in ["4294967295", "18446744073709551615", "99999999999999999999999"] {
        for attribute in ["uniqueCount", "count"] {
            let (status, err) = converted(&changed(strings, |text| {
                text.replacen("<sst ", &format!("<sst {attribute} = '{count}' "), 1).replacen(
                    "count=\"4\" uniqueCount=\"4\"",
                    "",
                    1,
                )
            }));
            assert_eq!(status, ExitStatus::Failed);
            assert!(err.contains("too large"), "{attribute} {count}: {err}");
        }
    }
    let (status, err) = converted(&changed("xl/styles.xml", |text| {
        text.replacen("</cellXfs>", &format!("{}</cellXfs>", "<xf/>".repeat(2_500_000)), 1)
    }));
    assert!(status == ExitStatus::Failed && err.contains("too large"), "{err}");
}

#[test]
fn merged_ranges_that_lie_over_each_other_are_bounded() {
    let ranges = "<mergeCell ref=\"A1:XFD30\"/>".repeat(2_000);
    let (status, err) = converted(&changed("xl/worksheets/sheet1.xml", |text| {
        text.replacen("</sheetData>", &format!("</sheetData><mergeCells>{ranges}</mergeCells>"), 1)
    }));
    assert!(status == ExitStatus::Failed && err.contains("too large"), "{err}");
}

#[test]
fn the_name_of_a_party_leads_to_no_other_folder() {
    let outer = tempfile::tempdir().expect("a folder");
    let folder = outer.path().join("in");
    fs::create_dir_all(folder.join("out")).expect("a folder");
    let row = r#"{"engagement":"E","use":[{"catalogue":"roles-2024","only":["P2.C.2"]}],
        "parties":[{"name":"H","kind":"hospital"},{"name":"A","kind":"vendor"},{"name":"../../up","kind":"vendor"},{"name":"x\ny/z","kind":"vendor"}],
        "components":[{"name":"c","kind":"application","by":"A"}],
        "contracts":[{"name":"K1","customer":"H","supplier":"A","type":["saas"],"covers":["c"],"period":{"from":"2026-04-01"}},
          {"name":"K2","customer":"A","supplier":"../../up","under":"K1","type":["iaas"],"covers":["c"],"period":{"from":"2026-04-01"}},
          {"name":"K3","customer":"A","supplier":"x\ny/z","under":"K1","type":["iaas"],"covers":["c"],"period":{"from":"2026-04-01"}}],
        "statements":[{"who":"A","does":"owns","duties":["P2.C.2"],"on":["c"],"by":[{"contract":"K1"}]},
          {"who":"A","does":"delegates","duties":["P2.C.2"],"on":["c"],"to":"../../up","via":"K2"},
          {"who":"A","does":"delegates","duties":["P2.C.2"],"on":["c"],"to":"x\ny/z","via":"K3"}]}"#;
    fs::write(folder.join("e.json"), row).expect("a file");
    let (_, out, err) = run(&folder, "export xlsx e.json --at 2026-10-01 -o out", b"");
    let names = |path: &Path| -> Vec<String> {
        let all = fs::read_dir(path).expect("a folder").map(|it| it.expect("an entry").file_name());
        let mut names: Vec<String> = all.map(|it| it.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(outer.path()), ["in"], "{out}{err}");
    assert_eq!(names(&folder), ["e.json", "out"], "{out}{err}");
    let written = names(&folder.join("out"));
    assert!(written.iter().all(|it| !it.contains(['\n', '/'])), "{written:?}");
}

#[test]
fn what_xml_refuses_is_written_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "engagement \"E\u{fffe}\" {\n  use roles-2024 only P2.C.2\n  party H hospital\n  party A vendor \"a\u{ffff}b\"\n  component c application by A\n  contract K1 H -> A { type saas  period 2026-04-01 ..  covers c }\n}\n";
    fs::write(folder.path().join("a.buntan"), text).expect("a file");
    for line in ["check a.buntan --format junit", "graph a.buntan --as svg", "check a.buntan --format html"] {
        let (_, out, err) = run(folder.path(), &format!("{line} --at 2026-10-01"), b"");
        assert!(!format!("{out}{err}").contains(['\u{fffe}', '\u{ffff}']), "{line}");
    }
}

/// Two hospitals that say the same, each in a file of its own.
fn two_hospitals(folder: &Path) {
    for name in ["East", "West"] {
        let text = format!(
            "engagement \"{name}\" {{\n  use roles-2024 only P2.C.2\n  party H hospital\n  party A vendor\n  party B vendor\n  component c application by A\n  contract K1 H -> A {{ type saas  period 2026-04-01 ..  covers c }}\n  contract K2 A -> B under K1 {{ type iaas  period 2026-04-01 ..  covers c  consented 2026-02-01 }}\n  A owns P2.C.2 on c by K1\n  A delegates P2.C.2 on c to B via K2\n}}\n"
        );
        fs::write(folder.join(format!("{name}.buntan")), text).expect("a file");
    }
}

#[test]
fn forms_of_two_engagements_are_never_mixed() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    fs::create_dir(folder.join("in")).expect("a folder");
    two_hospitals(&folder.join("in"));
    for name in ["East", "West"] {
        let line = format!("export csv in --engagement {name} --party B --at 2026-10-01 -o {name}.csv");
        assert_eq!(run(folder, &line, b"").0, ExitStatus::Clean);
    }
    let (status, _, err) = run(folder, "import csv East.csv West.csv --into in --write --lang en", b"");
    assert_eq!(status, ExitStatus::Failed);
    assert!(err.contains("`East.csv` and `West.csv` are forms of different engagements"), "{err}");
}

/// As a spreadsheet in Japan writes days, and reads what looks like numbers.
#[test]
fn a_table_survives_the_way_through_a_spreadsheet() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    two_hospitals(folder);
    assert_eq!(run(folder, "export csv East.buntan --party B --at 2026-10-01 -o a.csv", b"").0, ExitStatus::Clean);
    let text = fs::read_to_string(folder.join("a.csv")).expect("a table");
    assert!(text.contains("at,2026-10-01"), "{text}");
    fs::write(folder.join("a.csv"), text.replace("at,2026-10-01", "at,2026/10/1")).expect("a file");
    let (status, out, err) = run(folder, "import csv a.csv --into East.buntan --lang en", b"");
    assert_eq!((status, err.as_str()), (ExitStatus::Clean, ""), "{out}");
    let is_number = |cell: &str| cell.contains('e') && cell.replace('e', "").chars().all(|it| it.is_ascii_digit());
    assert!(!text.split([',', '\r', '\n']).any(is_number), "{text}");
}

//! Where answers go: the form of a file, and what is never written over.

#[path = "support/run.rs"]
mod run;

use std::fs;
use std::path::Path;

use buntan::cli::ExitStatus;
use calamine::{Reader, Xlsx, open_workbook};
use run::{Around, run, typed};

const POLICY: &str = r#"engagement "みなと病院" {
  use roles-2024 only P2.C.1, P2.C.2
  party H hospital "みなと病院"
  party A vendor "=cmd|' /C calc'!A0"
  component emr application by A
  component wan network by A
  contract K1 H -> A { type saas  period 2026-04-01 .. 2036-03-31  covers emr, wan }
  A owns P2.C.2 on emr by K1 "第8条"
}
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("hospital.buntan"), POLICY).expect("a file");
    folder
}

/// Runs a line of which nothing is to be seen on the terminal.
fn silent(folder: &Path, line: &str) -> ExitStatus {
    let (status, out, err) = run(folder, line, b"");
    assert_eq!((out.as_str(), err.as_str()), ("", ""), "{line}");
    status
}

fn refused(folder: &Path, line: &str) -> String {
    let (status, out, err) = run(folder, line, b"");
    assert_eq!((status, out.as_str()), (ExitStatus::Failed, ""), "{line}");
    err
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("a file of text")
}

fn names(folder: &Path) -> Vec<String> {
    let all = fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").file_name());
    let mut names: Vec<String> = all.map(|it| it.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_has_the_form_in_which_it_ends() {
    let folder = folder();
    let folder = folder.path();
    for (name, begins) in [
        ("m.html", "<!DOCTYPE html>"),
        ("m.md", "# "),
        ("m.json", "{"),
        ("m.csv", "\u{feff}"),
        ("m.txt", "みなと病院"),
        ("M.HTML", "<!DOCTYPE html>"),
    ] {
        assert_eq!(silent(folder, &format!("matrix hospital.buntan --lang ja -o {name}")), ExitStatus::Clean);
        let text = read(folder, name);
        assert!(text.starts_with(begins), "{name}: {text}");
    }
    silent(folder, "matrix hospital.buntan --format csv -o other.html");
    assert!(read(folder, "other.html").starts_with('\u{feff}'), "what was asked for comes before the name");
    silent(folder, "matrix hospital.buntan --lang en --output m.xlsx");
    let mut book: Xlsx<_> = open_workbook(folder.join("m.xlsx")).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Matrix", "Notes"], "all subjects are in one table");
    let rows = book.worksheet_range("Matrix").expect("a sheet");
    let about: Vec<String> = rows.rows().skip(1).map(|row| row[0].to_string()).collect();
    assert!(about.contains(&"emr".to_owned()) && about.contains(&"wan".to_owned()), "{about:?}");
    assert!(rows.rows().next().expect("a head").iter().any(|it| *it == "A"));
    // Nothing half written is left behind.
    assert!(names(folder).iter().all(|it| !it.ends_with(".part")), "{:?}", names(folder));
}

#[test]
fn findings_decide_the_status_whatever_the_form() {
    let folder = folder();
    for name in ["c.html", "c.csv", "c.xlsx", "c.json", "c.md"] {
        assert_eq!(silent(folder.path(), &format!("check hospital.buntan -o {name}")), ExitStatus::Findings, "{name}");
    }
    let page = read(folder.path(), "c.html");
    assert!(page.contains("unowned") && page.contains("<main>"), "{page}");
}

#[test]
fn findings_are_rows_for_spreadsheets() {
    let folder = folder();
    let folder = folder.path();
    silent(folder, "check hospital.buntan --lang ja -o c.csv");
    let text = read(folder, "c.csv");
    let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads: Vec<String> = rows.headers().expect("a head").iter().map(str::to_owned).collect();
    assert_eq!(heads[..5], ["案件", "重さ", "種類", "意味", "番号"]);
    let rows: Vec<csv::StringRecord> = rows.records().map(|it| it.expect("as many cells as heads")).collect();
    let all: Vec<(&str, &str, &str)> = rows.iter().map(|it| (&it[2], &it[6], &it[8])).collect();
    assert_eq!(all, [("unowned", "P2.C.1", "wan"), ("unowned", "P2.C.2", "wan")]);
    assert!(rows.iter().all(|it| &it[0] == "みなと病院" && &it[1] == "重大" && it[15].starts_with("hospital.buntan:")));
    // What is wrong with a text is a row as well.
    fs::write(folder.join("wrong.buntan"), POLICY.replace("by K1", "by K9")).expect("a file");
    run(folder, "check wrong.buntan -o w.csv", b"");
    assert!(read(folder, "w.csv").contains("error,unknown_name"), "{}", read(folder, "w.csv"));
    silent(folder, "check hospital.buntan --lang en -o c.xlsx");
    let mut book: Xlsx<_> = open_workbook(folder.join("c.xlsx")).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Findings", "Notes"]);
    assert_eq!(book.worksheet_range("Findings").expect("a sheet").height(), 3);
}

#[test]
fn what_was_read_is_never_written_over() {
    let folder = folder();
    let folder = folder.path();
    for line in ["check hospital.buntan -o hospital.buntan", "matrix . -o ./hospital.buntan"] {
        assert!(refused(folder, line).contains("among what is read"), "{line}");
    }
    assert!(refused(folder, "report hospital.buntan -o hospital.buntan").contains("a report is HTML"));
    assert_eq!(read(folder, "hospital.buntan"), POLICY);
    fs::create_dir(folder.join("sub")).expect("a folder");
    assert!(refused(folder, "matrix hospital.buntan -o sub").contains("not a plain file"));
    assert!(refused(folder, "matrix hospital.buntan -o nowhere/m.html").contains("mkdir -p nowhere"));
    assert_eq!(names(folder), ["hospital.buntan", "sub"]);
    fs::write(folder.join("m.html.part"), "mine").expect("a file");
    // What stood there before is replaced, and is whole until then.
    fs::write(folder.join("m.html"), "old").expect("a file");
    silent(folder, "matrix hospital.buntan -o m.html");
    assert!(read(folder, "m.html").starts_with("<!DOCTYPE"));
    assert_eq!(names(folder), ["hospital.buntan", "m.html", "m.html.part", "sub"]);
    assert_eq!(read(folder, "m.html.part"), "mine");
}

/// Whoever has a link to where reports go keeps it.
#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_replaced() {
    let folder = folder();
    let folder = folder.path();
    fs::write(folder.join("real.html"), "old").expect("a file");
    std::os::unix::fs::symlink(folder.join("real.html"), folder.join("link.html")).expect("a link");
    silent(folder, "matrix hospital.buntan -o link.html");
    assert!(read(folder, "real.html").starts_with("<!DOCTYPE"));
    assert!(fs::symlink_metadata(folder.join("link.html")).is_ok_and(|it| it.is_symlink()));
    std::os::unix::fs::symlink(folder.join("hospital.buntan"), folder.join("policy.html")).expect("a link");
    assert!(refused(folder, "matrix hospital.buntan -o policy.html").contains("among what is read"));
    assert_eq!(read(folder, "hospital.buntan"), POLICY);
}

#[test]
fn no_cell_of_an_answer_is_a_formula() {
    let folder = folder();
    for name in ["matrix", "coverage", "timeline", "catalogue list"] {
        let path = if name.starts_with("catalogue") { "" } else { " hospital.buntan" };
        silent(folder.path(), &format!("{name}{path} -o t.csv"));
        let text = read(folder.path(), "t.csv");
        let mut records = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        for record in records.records() {
            for cell in &record.expect("a record") {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{name}: {cell}");
            }
        }
    }
}

/// What a person sees at a terminal of a line.
fn at_a_terminal(folder: &Path, line: &str) -> (ExitStatus, Vec<u8>, String) {
    typed(folder, line, b"", &Around { is_terminal: true, ..Around::default() })
}

#[test]
fn a_terminal_is_spared_what_it_cannot_show() {
    let folder = folder();
    let (status, out, err) = at_a_terminal(folder.path(), "matrix hospital.buntan --format xlsx --color never");
    assert_eq!((status, out.len()), (ExitStatus::Failed, 0));
    assert!(err.contains("-o FILE"), "{err}");
    let (status, out, err) = at_a_terminal(folder.path(), "report hospital.buntan --color never --lang ja");
    assert_eq!((status, out.len()), (ExitStatus::Failed, 0));
    assert!(err.contains("-o report.html"), "{err}");
    // A file has no colours, also where the terminal has.
    let (status, ..) = at_a_terminal(folder.path(), "check hospital.buntan --color always -o c.txt");
    assert_eq!(status, ExitStatus::Findings);
    assert!(!read(folder.path(), "c.txt").contains('\u{1b}'));
    assert!(refused(folder.path(), "report hospital.buntan --format csv").contains("HTML only"));
}

#[test]
fn the_totals_of_a_batch_have_the_form_in_which_they_end() {
    let folder = folder();
    let folder = folder.path();
    for (name, begins) in
        [("t.html", "<!DOCTYPE html>"), ("t.csv", "\u{feff}"), ("t.md", "1 row"), ("t.json", "{"), ("t", "{")]
    {
        let (status, ..) = run(folder, &format!("batch hospital.buntan --lang en --summary {name}"), b"");
        assert_eq!(status, ExitStatus::Findings);
        let text = read(folder, name);
        assert!(text.starts_with(begins), "{name}: {text}");
    }
    run(folder, "batch hospital.buntan --summary t.xlsx", b"");
    assert!(open_workbook::<Xlsx<_>, _>(folder.join("t.xlsx")).is_ok_and(|it| !it.sheet_names().is_empty()));
}

/// Whatever was named on the command line stays, be it read as a policy or not.
#[test]
fn nothing_that_is_named_is_written_over() {
    let folder = folder();
    let folder = folder.path();
    let plan = include_str!("data/nist-leveraged-example-ssp.json");
    fs::write(folder.join("plan.json"), plan).expect("a file");
    let said = refused(folder, "convert oscal plan.json -o plan.json --lang en");
    assert!(said.contains("`plan.json` is among what is read"), "{said}");
    assert_eq!(read(folder, "plan.json"), plan);
    assert_eq!(run(folder, "check hospital.buntan --format json -o base.json", b"").0, ExitStatus::Findings);
    let before = read(folder, "base.json");
    refused(folder, "check hospital.buntan --baseline base.json --format json -o base.json");
    assert_eq!(read(folder, "base.json"), before);
}

#[test]
fn an_ending_that_promises_something_else_is_refused() {
    let folder = folder();
    let folder = folder.path();
    for line in [
        "check hospital.buntan -o a.pdf",
        "matrix hospital.buntan -o a.docx",
        "report hospital.buntan -o a.pdf",
        "report hospital.buntan -o a.txt",
    ] {
        let said = refused(folder, &format!("{line} --lang en"));
        assert!(said.contains(".html"), "{line}: {said}");
    }
    // Said plainly, any name will do.
    run(folder, "check hospital.buntan --format md -o a.pdf", b"");
    assert!(read(folder, "a.pdf").starts_with('#'));
    run(folder, "check hospital.buntan -o a.sarif", b"");
    assert!(read(folder, "a.sarif").contains("\"2.1.0\""));
    run(folder, "check hospital.buntan -o a.xml", b"");
    assert!(read(folder, "a.xml").starts_with("<?xml"));
    run(folder, "graph hospital.buntan -o a.svg", b"");
    assert!(read(folder, "a.svg").starts_with("<svg"));
    run(folder, "graph hospital.buntan -o a.mmd", b"");
    assert!(read(folder, "a.mmd").contains("flowchart LR"));
}

/// Whoever opens a workbook sees at once what it is: one table with a name, a head that stays and a filter, and each row says what
/// it is about.
#[test]
fn every_answer_is_a_table_for_an_office() {
    let folder = folder();
    let folder = folder.path();
    let answers = [
        ("matrix hospital.buntan", "分担表", "対象"),
        ("timeline hospital.buntan", "時間の流れ", "対象"),
        ("suggest hospital.buntan", "直し方", "何をするか"),
        ("what-if hospital.buntan --without A --fail-on never", "指摘の変化", "変化"),
        ("check hospital.buntan --fail-on never", "指摘", "案件"),
    ];
    for (line, sheet, head) in answers {
        let (status, _, err) = run(folder, &format!("{line} --at 2026-10-01 --lang ja -o a.xlsx"), b"");
        assert_eq!((status, err.as_str()), (ExitStatus::Clean, ""), "{line}");
        let mut book: Xlsx<_> = open_workbook(folder.join("a.xlsx")).expect("a workbook");
        let names = book.sheet_names();
        assert!(names[0] == sheet && names.len() <= 3, "{line}: {names:?}");
        let range = book.worksheet_range(sheet).expect("a sheet");
        assert_eq!(range.get_value((0, 0)).map(ToString::to_string).as_deref(), Some(head), "{line}");
        assert!(range.height() > 1, "{line}");
        let mut archive = zip::ZipArchive::new(fs::File::open(folder.join("a.xlsx")).expect("a file")).expect("a zip");
        let mut first = String::new();
        let mut part = archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
        std::io::Read::read_to_string(&mut part, &mut first).expect("text");
        assert!(first.contains("<autoFilter") && first.contains("state=\"frozen\""), "{line}");
    }
}

#[test]
fn pictures_speak_the_language_that_was_asked_for() {
    let folder = folder();
    let line = |lang: &str| {
        run(folder.path(), &format!("graph hospital.buntan --of obligations --at 2026-10-01 --lang {lang}"), b"").1
    };
    assert!(line("en").contains("Watching the traffic") && line("en").contains("requires"), "{}", line("en"));
    assert!(line("ja").contains("先に要する") && !line("ja").contains("Watching"), "{}", line("ja"));
}

//! The customer responsibility matrix: a small workbook of the shape of FedRAMP's, with slips as people make them.

use std::fs;
use std::path::Path;

use buntan::cli::ExitStatus;
use buntan::workspace::Workspace;
use buntan::world::MemoryWorld;
use jiff::civil::date;
use rust_xlsxwriter::{Format, Workbook};

#[path = "support/run.rs"]
mod run;

use run::run;

/// The implementation summary (control, then where it comes from) and the matrix (control, inherited, in words).
type Sheets<'a> = (&'a [(&'a str, &'a [usize])], &'a [(&'a str, &'a str, &'a str)]);

const ORIGINS: [&str; 4] = [
    "Service Provider Corporate",
    "Provided by Customer (Customer System Specific)",
    "Shared (Service Provider and Customer Responsibility)",
    "Inherited from Pre-Existing Provisional Authorization",
];

fn workbook(folder: &Path, (summary, matrix): Sheets) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Instructions").expect("a name");
    sheet.write(4, 1, "CSP").and_then(|it| it.write(4, 2, "System Name")).expect("cells");
    sheet.write(5, 1, "Minato").and_then(|it| it.write(5, 2, "Minato \"Cloud\" ☁")).expect("cells");
    let sheet = book.add_worksheet().set_name("CIS").expect("a name");
    sheet.merge_range(1, 0, 2, 0, "Control ID", &Format::new()).expect("a range");
    sheet.merge_range(1, 1, 1, 4, "Control Origination", &Format::new()).expect("a range");
    for (at, origin) in ORIGINS.iter().enumerate() {
        sheet.write(2, at as u16 + 1, *origin).expect("a cell");
    }
    for (at, (control, origins)) in summary.iter().enumerate() {
        sheet.write(at as u32 + 3, 0, *control).expect("a cell");
        for origin in *origins {
            sheet.write(at as u32 + 3, *origin as u16 + 1, "X").expect("a cell");
        }
    }
    let sheet = book.add_worksheet().set_name("Our CRM").expect("a name");
    for (column, head) in
        ["Control ID", "Can Be Inherited from CSP", "Specific Inheritance and Customer Responsibilities"]
            .iter()
            .enumerate()
    {
        sheet.write(2, column as u16, *head).expect("a cell");
    }
    for (at, (control, inherited, said)) in matrix.iter().enumerate() {
        for (column, words) in [control, inherited, said].into_iter().enumerate() {
            sheet.write(at as u32 + 3, column as u16, *words).expect("a cell");
        }
    }
    book.save(folder.join("crm.xlsx")).expect("a file");
}

/// What is written, what is told, and the kinds and duties that are found.
fn converted(sheets: Sheets) -> (ExitStatus, String, String, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    workbook(folder.path(), sheets);
    let (status, policy, err) = run(folder.path(), "convert crm crm.xlsx --at 2026-04-01 --lang en", b"");
    let world = MemoryWorld::default().file("crm.buntan", policy.as_str());
    let workspace = Workspace::open(&world, &["crm.buntan".into()], None);
    assert!(!workspace.has_errors(), "{policy}\n{err}");
    let checked = workspace.check(date(2026, 10, 1));
    let findings = checked.iter().flat_map(|it| it.findings.iter().map(move |finding| (it, finding)));
    let found = findings.map(|(it, finding)| {
        let duties = finding.group.duties.iter().map(|at| it.evaluation.context.policy.duties[*at].id.as_str());
        format!("{} {}", finding.name, duties.collect::<Vec<_>>().join(" "))
    });
    (status, policy, err.replace("\n  ", " "), found.collect())
}

#[test]
fn what_is_not_inherited_is_asked_of_the_customer() {
    let summary: &[(&str, &[usize])] =
        &[("AC-01 (a)", &[0]), ("AC-02 (01)", &[2]), ("AC-02 (a)", &[0, 3]), ("PE-1", &[1])];
    let matrix = &[
        ("AC-01 (a)", "Yes", "All of it.\nSee \"SSP\"."),
        ("AC-02 (01)", " partial ", "A part"),
        ("AC-02 (a)", "YES", ""),
        ("PE-1", "No", "=1+1"),
    ];
    let (status, policy, err, found) = converted((summary, matrix));
    assert_eq!((status, err.as_str()), (ExitStatus::Clean, ""), "{policy}");
    assert_eq!(found, ["partly_owned AC-02.01.customer", "unowned PE-1.customer"]);
    for expected in [
        r#"control AC-02.a "AC-02 (a)""#,
        r#"source "Our CRM!B4""#,
        r#"summary "All of it. See \"SSP\".""#,
        r#"title "Minato \"Cloud\" ☁""#,
    ] {
        assert!(policy.contains(expected), "{expected}: {policy}");
    }
}

#[test]
fn what_is_unclear_or_contradicts_itself_is_told_at_its_cell() {
    let summary: &[(&str, &[usize])] = &[("A-1", &[1]), ("A-2", &[1]), ("A-3", &[0]), ("A-9", &[0])];
    let matrix = &[
        ("A-1", "Yes", ""),
        ("A-2", "Partial", ""),
        ("A-3", "maybe", ""),
        ("A-3", "No", ""),
        ("A-4", "No", ""),
        ("A-5", "", ""),
    ];
    let (status, _, err, found) = converted((summary, matrix));
    assert_eq!(status, ExitStatus::Findings);
    for expected in [
        "CIS!A4 `A-1` is done by the customer here, and inherited as a whole in `Our CRM!B4`",
        "CIS!A5 `A-2` is done by the customer alone here, and inherited in part in `Our CRM!B5`",
        "Our CRM!B6 `maybe` of `A-3` is none of Yes, No and Partial",
        "Our CRM!B7 there are two rows of `A-3`",
        "CIS!A7 `A-9` is not in the matrix of responsibilities",
        "Our CRM!B8 `A-4` is not in the sheet `CIS`",
        "Our CRM!B9 `` of `A-5` is none of Yes, No and Partial",
        "Our CRM!B9 `A-5` is not in the sheet `CIS`",
    ] {
        assert!(err.contains(expected), "{expected}\n{err}");
    }
    assert_eq!(err.matches("- error").count(), 8, "{err}");
    // Whom one of the sheets names is asked; what is unclear is nobody's until somebody says so.
    assert!(found.iter().any(|it| it.contains("A-1.customer")), "{found:?}");
    assert!(found.iter().any(|it| it == "unowned A-3.customer A-3.provider"), "{found:?}");
}

#[test]
fn where_the_sheets_differ_both_are_asked_and_it_is_told() {
    let summary: &[(&str, &[usize])] = &[("B-1", &[2]), ("B-2", &[2]), ("B-3", &[0]), ("B-4", &[]), ("B-5", &[0, 1])];
    let matrix = &[("B-1", "Yes", ""), ("B-2", "No", ""), ("B-3", "No", ""), ("B-4", "Yes", ""), ("B-5", "Yes", "")];
    let (status, policy, err, found) = converted((summary, matrix));
    assert_eq!(status, ExitStatus::Findings);
    for expected in [
        "CIS!A4 `B-1` is shared here, and inherited as a whole in `Our CRM!B4`; the customer is asked as well",
        "CIS!A5 `B-2` is shared here, and not inherited in `Our CRM!B5`; the provider is asked as well",
        "CIS!A6 done by the provider, and not inherited, in rows: 1; read as done by the provider for itself alone",
        "CIS!A7 nobody is marked as the one who does `B-4`",
        "CIS!A8 `B-5` is done by the customer here, and inherited as a whole in `Our CRM!B8`; the customer is asked",
    ] {
        assert!(err.contains(expected), "{expected}\n{err}");
    }
    assert_eq!(err.matches("- error").count(), 5, "{err}");
    // Nobody is let off: what only one of the sheets says is open.
    for open in ["B-1.customer", "B-2.provider", "B-3.customer", "B-5.customer"] {
        assert!(found.iter().any(|it| it.contains(open)), "{open} {found:?}");
    }
    assert!(!policy.contains("owns B-2.provider") && policy.contains("owns B-1.provider"), "{policy}");
}

#[test]
fn no_row_is_lost_and_one_control_is_one_however_it_is_written() {
    let summary: &[(&str, &[usize])] = &[("3.1.1", &[0]), ("AC-02 (01)", &[0])];
    let matrix =
        &[("3.1.1", "Yes", ""), ("", "No", "The customer must"), ("AC-02 (01)", "Yes", ""), ("ac-2(1)", "No", "")];
    let (status, policy, err, found) = converted((summary, matrix));
    assert_eq!(status, ExitStatus::Findings);
    assert!(err.contains("Our CRM!B5 nobody can tell of which control `No` is said"), "{err}");
    assert!(err.contains("Our CRM!B7 there are two rows of `ac-2(1)`"), "{err}");
    assert_eq!(found, [] as [String; 0], "{policy}");
    assert!(policy.contains("section 3-1-1 \"3.1.1\"") && policy.contains("control 3.1.1 "), "{policy}");
}

#[test]
fn what_is_no_matrix_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.xlsx"), b"PK nothing").expect("a file");
    let (status, _, err) = run(folder.path(), "convert crm a.xlsx --lang en", b"");
    assert_eq!(status, ExitStatus::Failed, "{err}");
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Control ID").expect("a cell");
    book.save(folder.path().join("b.xlsx")).expect("a file");
    let (status, _, err) = run(folder.path(), "convert crm b.xlsx --lang en", b"");
    assert_eq!(status, ExitStatus::Failed);
    assert!(err.contains("`b.xlsx` has no matrix of responsibilities"), "{err}");
    let (status, _, err) = run(folder.path(), "convert crm a.xlsx b.xlsx --lang en", b"");
    assert_eq!(status, ExitStatus::Failed);
    assert!(err.contains("one workbook"), "{err}");
}

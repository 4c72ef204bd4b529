//! Parties and subjects on the command line: by their short names, and by their official ones in either language.

use std::fs;

use buntan::cli::ExitStatus;

#[path = "support/run.rs"]
mod run;

const HOSPITAL: &str = r#"engagement "E" {
  use roles-2024 only P2.C.1
  party H hospital "みなと病院"
  party A vendor ja "株式会社みらい電子カルテ" en "Mirai"
  party B vendor "港湾通信"
  party C vendor "港湾通信"
  party Mirai2 vendor "A"
  component emr application ja "電子カルテ" en "Records" by A
  component wan network "専用線" by B connects emr
  contract K1 H -> A "利用契約" { type saas  period 2026-04-01 .. 2036-03-31  covers emr }
  contract K2 H -> B { type operation  period 2026-04-01 .. 2036-03-31  covers wan }
  A disclaims P2.C.1 on wan by K1 "14"
  B owns P2.C.1 on wan by K2 "7"
}
"#;

/// What a line says, with the exit status.
fn said(line: &str) -> (ExitStatus, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("e.buntan"), HOSPITAL).expect("a file");
    let (status, out, err) = run::run(folder.path(), line, b"");
    (status, out + &err)
}

#[test]
fn an_official_name_is_as_good_as_a_short_one() {
    for (command, short, official) in [
        ("timeline e.buntan --party", "A", ["株式会社みらい電子カルテ", "Mirai", "ＭＩＲＡＩ"].as_slice()),
        ("coverage e.buntan --prime", "A", &["株式会社みらい電子カルテ"]),
        ("what-if e.buntan --from 2027-04-01 --without", "A", &["Mirai"]),
        ("matrix e.buntan --component", "wan", &["専用線"]),
        ("explain e.buntan --duty P2.C.1 --on", "wan", &["専用線"]),
        ("matrix e.buntan --component", "emr--wan", &["Records--専用線"]),
        ("why-not e.buntan P2.C.1 --on", "wan", &["専用線"]),
        ("export xlsx e.buntan -o form.xlsx --party", "A", &["株式会社みらい電子カルテ"]),
    ] {
        let wanted = said(&format!("{command} {short} --lang en"));
        for name in official {
            assert_eq!(said(&format!("{command} {name} --lang en")), wanted, "{command} {name}");
        }
    }
}

#[test]
fn a_fact_is_borne_by_an_official_name_too() {
    for bearer in ["emr", "電子カルテ", "Records", "K1", "利用契約", "emr--wan", "Records--専用線"] {
        let (status, said) =
            said(&format!("what-if e.buntan --at 2026-10-01 --lang en --fact {bearer}.external_storage=yes"));
        let is_borne = status != ExitStatus::Failed || said.contains("external_storage");
        assert!(is_borne && !said.contains("there is no party"), "{bearer}: {said}");
    }
    let (status, said) = said("what-if e.buntan --at 2026-10-01 --lang en --fact 港湾通信.external_storage=yes");
    assert_eq!(status, ExitStatus::Failed);
    assert!(said.contains("is what several are called"), "{said}");
}

#[test]
fn a_short_name_comes_first_and_what_several_are_called_is_an_error() {
    // Another party is called `A` officially.
    assert!(said("export xlsx e.buntan -o form.xlsx --party A --lang en").1.contains("wrote `form.xlsx`"));
    for line in ["timeline e.buntan --party 港湾通信", "timeline e.buntan --on 港湾通信"] {
        let (status, said) = said(&format!("{line} --lang en"));
        assert_eq!(status, ExitStatus::Failed, "{said}");
        assert!(said.contains("`港湾通信` is what several are called: `B`, `C`"), "{said}");
    }
    let (status, said) = said("timeline e.buntan --party 株式会社みらい電子カル --lang en");
    assert_eq!(status, ExitStatus::Failed, "{said}");
    assert!(said.contains("there is no party") && said.contains("株式会社みらい電子カルテ"), "{said}");
}

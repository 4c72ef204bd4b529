//! The story: a form goes out to each subcontractor, comes back filled in, and the findings change accordingly.

use std::fs;

use buntan::cli::ExitStatus;

use super::book::{Book, Cell, parts};
use super::{Desk, new_lines};

#[test]
fn a_vendor_accepts_and_the_chain_is_whole() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    assert!(desk.findings("before.buntan").contains(&"broken_delegation P2.C.5 クラウド".to_owned()));
    desk.clean("export xlsx before.buntan --party 基盤社 -o form.xlsx --lang ja");
    desk.fill_in("form.xlsx", |book| {
        book.set("P2.C.5.b on クラウド", "回答", "○");
        book.set("P2.C.5.b on クラウド", "条項", "約款 第14条（障害の調査）");
        book.set("P2.C.5.b on クラウド", "備考", "一次報告は電話、書面は5営業日以内");
    });
    let (status, said) = desk.run("import xlsx form.xlsx --into before.buntan --lang en");
    assert_eq!(status, ExitStatus::Findings, "{said}");
    assert_eq!(before, desk.text("before.buntan"), "nothing is written without --write");
    assert!(said.contains("+  基盤社 accepts P2.C.5.b on クラウド by K2 \"約款 第14条（障害の調査）\""), "{said}");
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    let after = desk.text("before.buntan");
    assert_eq!(
        new_lines(&before, &after),
        (
            vec![],
            vec![
                "/// 一次報告は電話、書面は5営業日以内".to_owned(),
                "基盤社 accepts P2.C.5.b on クラウド by K2 \"約款 第14条（障害の調査）\"".to_owned()
            ]
        )
    );
    let findings = desk.findings("before.buntan");
    assert!(!findings.iter().any(|it| it.ends_with("P2.C.5 クラウド")), "{findings:?}");
    // It says so already: a second import changes nothing.
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    assert_eq!(after, desk.text("before.buntan"));
    // And the next form shows it.
    desk.clean("export xlsx before.buntan --party 基盤社 -o next.xlsx --lang ja");
    let next = Book::open(&desk.path("next.xlsx"));
    assert_eq!(next.get("P2.C.5.b on クラウド", "回答"), Some(&Cell::from("引き受ける")));
    assert_eq!(next.get("P2.C.5.b on クラウド", "備考"), Some(&Cell::from("一次報告は電話、書面は5営業日以内")));
}

#[test]
fn a_vendor_declines_and_the_finding_says_so() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    desk.clean("export xlsx before.buntan --party 保管社 -o form.xlsx --lang ja");
    desk.fill_in("form.xlsx", |book| {
        book.set("P2.C.2.a on 画像保管庫", "回答", "引き受けない");
        book.set("P2.C.2.b on 画像保管庫", "回答", "×");
    });
    let (_, said) = desk.run("import xlsx form.xlsx --into before.buntan --lang en");
    for cell in ["L8", "L9"] {
        let note = format!(
            "note[not_read]: `form.xlsx`, sheet `役割分担`, cell {cell}: `第8条` is the clause of what was accepted"
        );
        assert!(said.contains(&note), "{said}");
    }
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    assert_eq!(
        new_lines(&before, &desk.text("before.buntan")),
        (
            vec!["保管社 accepts P2.C.2 on 画像保管庫 by K4 \"第8条\"".to_owned()],
            // Not by the clause of the acceptance.
            vec!["保管社 disclaims P2.C.2 on 画像保管庫 by K4".to_owned()]
        )
    );
    let after = desk.text("before.buntan");
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    assert_eq!(after, desk.text("before.buntan"));
    assert!(desk.findings("before.buntan").contains(&"broken_delegation P2.C.2 画像保管庫".to_owned()));
}

#[test]
fn every_subcontractor_gets_only_its_own_and_all_come_back_at_once() {
    let desk = Desk::with("city-hospital");
    fs::create_dir(desk.path("out")).expect("a folder");
    desk.clean("export xlsx before.buntan -o out --lang ja");
    let mut names: Vec<String> = fs::read_dir(desk.path("out"))
        .expect("a folder")
        .map(|it| it.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["保管社.xlsx", "基盤社.xlsx", "常駐社.xlsx", "設備社.xlsx"]);
    for name in &names {
        let own = name.trim_end_matches(".xlsx");
        let book = Book::open(&desk.path(&format!("out/{name}")));
        let (_, cells) = book.sheets.iter().find(|(name, _)| name == "役割分担").expect("the sheet");
        let keys = cells.iter().filter(|((_, column), _)| *column == 0).filter_map(|(_, it)| match it {
            Cell::Text(words) if words.contains(" on ") => Some(words.as_str()),
            _ => None,
        });
        let keys: Vec<&str> = keys.collect();
        assert!(!keys.is_empty() && keys.iter().all(|key| key.ends_with(&format!("@{own}"))), "{keys:?}");
        // Nothing of what was found about others, and no contract of others.
        let all = format!("{cells:?}");
        assert!(!all.contains("K9") && !all.contains("装置社") && !all.contains("mutual_disclaimer"), "{all}");
    }
    desk.fill_in("out/基盤社.xlsx", |book| {
        book.set("P2.C.5.b on クラウド", "回答", "引き受ける").set("P2.C.5.b on クラウド", "条項", "第14条");
    });
    desk.fill_in("out/保管社.xlsx", |book| {
        book.set("P2.A.10.c on K4", "回答", "はい").set("P2.A.10.c on K4", "条項", "覚書 第2条");
    });
    let before = desk.text("before.buntan");
    desk.clean("import xlsx out/基盤社.xlsx out/保管社.xlsx out/常駐社.xlsx --into before.buntan --write");
    assert_eq!(
        new_lines(&before, &desk.text("before.buntan")).1,
        ["基盤社 accepts P2.C.5.b on クラウド by K2 \"第14条\"", "保管社 accepts P2.A.10.c on K4 by K4 \"覚書 第2条\"",]
    );
    let findings = desk.findings("before.buntan");
    for gone in ["broken_delegation P2.C.5 クラウド", "missing_flow_down P2.A.10 K4"] {
        assert!(!findings.contains(&gone.to_owned()), "{findings:?}");
    }
}

#[test]
fn the_checklist_is_gone_over_settled_and_gone_over_again() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    let export = "export xlsx before.buntan --form checklist -o list.xlsx --lang ja";
    let import = "import xlsx list.xlsx --into before.buntan --write";
    desk.clean(export);
    desk.fill_in("list.xlsx", |book| {
        book.set("roles-2024:P1.A.1", "初回確認", "はい").set("roles-2024:P1.A.1", "確認日", "令和8年5月10日");
        book.set("roles-2024:P1.A.2.1", "初回確認", "レ").set("roles-2024:P1.A.2.1", "確認日", "2026/5/10");
        book.set("roles-2024:P2.C.1", "初回確認", "いいえ").set("roles-2024:P2.C.1", "確認日", "R8.5.10");
        book.set("roles-2024:P2.C.1", "備考欄", "専用線の監視者が未定");
    });
    desk.clean(import);
    // What was laid out before is so now.
    desk.clean("fmt before.buntan --check");
    let once = desk.text("before.buntan");
    assert_eq!(
        new_lines(&before, &once),
        (
            vec![],
            vec![
                "checked P1.A.1 yes 2026-05-10".to_owned(),
                "checked P1.A.2.1 yes 2026-05-10".to_owned(),
                "/// 専用線の監視者が未定".to_owned(),
                "checked P2.C.1 no 2026-05-10".to_owned()
            ]
        )
    );
    assert!(desk.findings("before.buntan").iter().any(|it| it.starts_with("not_confirmed P2.C.1 ")));
    desk.clean(export);
    desk.fill_in("list.xlsx", |book| {
        book.set("roles-2024:P2.C.1", "完了日", "２０２６／９／１").set("roles-2024:P1.A.1", "初回確認", "×");
    });
    desk.clean(import);
    let twice = desk.text("before.buntan");
    assert_eq!(
        new_lines(&once, &twice).1,
        ["checked P1.A.1 no 2026-05-10", "checked P2.C.1 no 2026-05-10 settled 2026-09-01"]
    );
    assert!(!desk.findings("before.buntan").iter().any(|it| it.starts_with("not_confirmed P2.C.1 ")));
    desk.clean(export);
    desk.fill_in("list.xlsx", |book| {
        book.set("roles-2024:P1.A.1", "初回確認", "はい").set("roles-2024:P1.A.1", "確認日", "2026-09-30");
    });
    desk.clean(import);
    assert_eq!(
        new_lines(&twice, &desk.text("before.buntan")),
        (vec![], vec!["checked P1.A.1 yes 2026-09-30".to_owned()])
    );
}

#[test]
fn what_contracts_state_comes_back_from_the_table() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    desk.clean("export xlsx before.buntan --form sla -o sla.xlsx --lang ja");
    let book = desk.fill_in("sla.xlsx", |book| {
        book.set("P2.A.6.b on K3", "記載", "なし").set("P2.A.3.b on K8", "条項", "別紙4");
    });
    assert_eq!(book.get("P2.A.6.b on K1", "記載"), Some(&Cell::from("あり")));
    let said = desk.clean("import xlsx sla.xlsx --into before.buntan --write --lang en");
    let cell = book.name("P2.A.6.b on K3", "記載");
    let told = format!(
        "warning[taken_back]: `sla.xlsx`, sheet `記載`, cell {cell}: `roles-2024:P2.A.6.b on K3` is stated no more"
    );
    assert!(said.replace('\n', " ").contains(&told), "{said}");
    let (gone, new) = new_lines(&before, &desk.text("before.buntan"));
    assert_eq!(gone.len(), 2);
    assert_eq!(
        new,
        [
            "K3 states P2.A.2.b, P2.A.3.b, P2.A.4.b, P2.A.7.a, P2.A.8, P2.A.11.a \"別紙1 役割分担表\"",
            "K8 states P2.A.2.b, P2.A.4.b, P2.A.6.b, P2.A.7.a, P2.A.8, P2.A.11.a \"別紙3 SLA\"",
            "K8 states P2.A.3.b \"別紙4\" on K8",
        ]
    );
    assert!(desk.findings("before.buntan").iter().any(|it| it.contains(" P2.A.6 K3")));
}

#[test]
fn answers_are_chosen_from_lists_and_the_page_is_ready_for_print() {
    let desk = Desk::with("city-hospital");
    desk.clean("export xlsx before.buntan --party 基盤社 -o form.xlsx --lang ja");
    let bytes = fs::read(desk.path("form.xlsx")).expect("a form");
    let all = parts(&bytes);
    let (_, sheet) = all.iter().find(|(name, _)| name == "xl/worksheets/sheet2.xml").expect("the sheet");
    for part in [
        "<dataValidation type=\"list\" allowBlank=\"1\"",
        "<formula1>\"引き受ける,引き受けない,要協議\"</formula1>",
        "<formula1>buntan!$D$1:$D$",
        "<dataValidation type=\"date\"",
        " scale=\"8",
        "orientation=\"landscape\"",
        "state=\"frozen\"",
        "hidden=\"1\"",
    ] {
        assert!(sheet.contains(part), "{part}\n{sheet}");
    }
    // All that is filled in stands on one page across, in letters of 8 points or more.
    assert!(!sheet.contains("<colBreaks"), "{sheet}");
    let (_, workbook) = all.iter().find(|(name, _)| name == "xl/workbook.xml").expect("the workbook");
    assert!(workbook.contains("_xlnm.Print_Titles") && workbook.contains("_xlnm.Print_Area"), "{workbook}");
    // What a checklist has beside the print goes on pages of its own.
    desk.clean("export xlsx before.buntan --form checklist -o list.xlsx --lang ja");
    let all = parts(&fs::read(desk.path("list.xlsx")).expect("a form"));
    let (_, sheet) = all.iter().find(|(name, _)| name == "xl/worksheets/sheet2.xml").expect("the sheet");
    assert!(sheet.contains("<colBreaks count=\"1\"") && sheet.contains("<brk id=\"9\""), "{sheet}");
}

#[test]
fn a_clause_of_its_own_stays_with_the_refusal() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    desk.clean("export xlsx before.buntan --party 保管社 -o form.xlsx --lang ja");
    desk.fill_in("form.xlsx", |book| {
        for row in ["P2.C.2.a on 画像保管庫", "P2.C.2.b on 画像保管庫"] {
            book.set(row, "回答", "辞退").set(row, "条項", "第9条（免責）");
        }
    });
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    assert_eq!(
        new_lines(&before, &desk.text("before.buntan")).1,
        ["保管社 disclaims P2.C.2 on 画像保管庫 by K4 \"第9条（免責）\""]
    );
}

#[test]
fn an_answer_that_was_emptied_is_taken_back() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    // One of two duties of a statement, and then the other.
    let first = "保管社 accepts P2.C.2 on 画像保管庫 by K4 \"第8条\" except P2.C.2.a";
    for (row, left) in [("P2.C.2.a on 画像保管庫", Some(first)), ("P2.C.2.b on 画像保管庫", None)] {
        let _ = fs::remove_file(desk.path("form.xlsx"));
        desk.clean("export xlsx before.buntan --party 保管社 -o form.xlsx --lang ja");
        let book = desk.fill_in("form.xlsx", |book| {
            book.clear(row, "回答");
        });
        let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en");
        let told = format!("warning[taken_back]: `form.xlsx`, sheet `役割分担`, cell {}", book.name(row, "回答"));
        assert!(said.contains(&told) && said.contains("there is none any more"), "{said}");
        let new: Vec<String> = left.iter().map(|it| (*it).to_owned()).collect();
        let (gone, now) = new_lines(&before, &desk.text("before.buntan"));
        assert_eq!((gone.len(), now), (1, new));
        // Once more it changes nothing.
        let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en");
        assert!(said.contains("nothing is filled in"), "{said}");
    }
    assert!(desk.findings("before.buntan").contains(&"broken_delegation P2.C.2 画像保管庫".to_owned()));
}

#[test]
fn a_check_that_was_emptied_is_taken_back() {
    let desk = Desk::with("city-hospital");
    let before = desk.text("before.buntan");
    let row = "roles-2024:P1.A.1";
    let go_over = |answer: &str, day: &str| {
        let _ = fs::remove_file(desk.path("list.xlsx"));
        desk.clean("export xlsx before.buntan --form checklist -o list.xlsx --lang ja");
        desk.fill_in("list.xlsx", |book| {
            book.set(row, "初回確認", answer).set(row, "確認日", day);
        });
        desk.clean("import xlsx list.xlsx --into before.buntan --write");
        new_lines(&before, &desk.text("before.buntan")).1
    };
    go_over("×", "2026-05-10");
    assert_eq!(go_over("○", "2026-06-10").len(), 2);
    // The one before it speaks again.
    assert_eq!(go_over("", "2026-06-10"), ["checked P1.A.1 no 2026-05-10"]);
    assert_eq!(go_over("", ""), Vec::<String>::new());
}

#[test]
fn days_that_may_be_slips_are_told() {
    let desk = Desk::with("city-hospital");
    desk.clean("export xlsx before.buntan --party 基盤社 -o form.xlsx --lang ja --at 2026-10-01");
    let row = "P2.C.5.b on クラウド";
    let book = desk.fill_in("form.xlsx", |book| {
        book.set(row, "回答", "○").set(row, "条項", "第14条").set(row, "終了日", "2099/3/31");
    });
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en");
    let told =
        format!("note[far_day]: `form.xlsx`, sheet `役割分担`, cell {}: 2099-03-31 is after", book.name(row, "終了日"));
    assert!(said.contains(&told), "{said}");
    desk.clean("export xlsx before.buntan --form checklist -o list.xlsx --lang ja --at 2026-10-01");
    let row = "roles-2024:P1.A.1";
    let book = desk.fill_in("list.xlsx", |book| {
        book.set(row, "初回確認", "○").set(row, "確認日", "2062-05-10");
    });
    let said = desk.clean("import xlsx list.xlsx --into before.buntan --lang en --write");
    assert!(said.contains(&format!("cell {}: 2062-05-10 is more than 5 years", book.name(row, "確認日"))), "{said}");
}

#[test]
fn a_statement_that_was_emptied_is_taken_back() {
    let desk = Desk::with("city-hospital");
    desk.clean("export xlsx before.buntan --form sla -o sla.xlsx --lang ja");
    let book = desk.fill_in("sla.xlsx", |book| {
        book.clear("P2.A.6.b on K3", "記載");
    });
    let (_, said) = desk.run("import xlsx sla.xlsx --into before.buntan --lang en");
    let told = format!("warning[taken_back]: `sla.xlsx`, sheet `記載`, cell {}", book.name("P2.A.6.b on K3", "記載"));
    assert!(said.contains(&told), "{said}");
    // Where nothing is stated any more, saying so changes nothing.
    for _ in 0..2 {
        desk.anew("export xlsx before.buntan --form sla -o sla.xlsx --lang ja");
        desk.fill_in("sla.xlsx", |book| {
            book.set("P2.A.6.b on K3", "記載", "×");
        });
        desk.clean("import xlsx sla.xlsx --into before.buntan --write");
    }
    let after = desk.text("before.buntan");
    assert!(!after.contains("K3 states P2.A.2.b, P2.A.3.b, P2.A.4.b, P2.A.6.b"));
    let said = desk.clean("import xlsx sla.xlsx --into before.buntan --write --lang en");
    assert!(!said.contains("taken_back") && desk.text("before.buntan") == after, "{said}");
}

#[test]
fn answers_that_a_reader_could_mistake_are_told() {
    let desk = Desk::with("city-hospital");
    desk.clean("export xlsx before.buntan -o form.xlsx --lang ja");
    let (accepted, declined, open, bare) = (
        "P2.C.5.b on クラウド @基盤社",
        "P2.C.2.a on 画像保管庫 @保管社",
        "P2.C.2.b on 画像保管庫 @保管社",
        "P2.A.10.c on K4 @保管社",
    );
    let book = desk.fill_in("form.xlsx", |book| {
        book.set(accepted, "回答", "○").set(accepted, "条項", "第14条").set(accepted, "備考", "別途見積りによる");
        book.set(declined, "回答", "×").set(declined, "備考", "範囲外");
        book.set(open, "回答", "要協議");
        book.set(bare, "回答", "○").clear(bare, "契約・文書");
    });
    let said = desk.run("import xlsx form.xlsx --into before.buntan --lang en").1.replace('\n', " ");
    for (code, row, words) in [
        ("accepted_with_remark", accepted, "is accepted, with a remark: `別途見積りによる`"),
        ("not_accepted", declined, ": decline「範囲外」"),
        ("not_accepted", open, ": to be discussed"),
        ("no_basis", bare, "is accepted by no contract or document"),
    ] {
        let told = format!(
            "warning[{code}]: `form.xlsx`, sheet `役割分担`, cell {}: `roles-2024:{row}`",
            book.name(row, "回答")
        );
        let at = said.find(&told).unwrap_or_else(|| panic!("{told}\n{said}"));
        assert!(said[at..].contains(words), "{words}\n{said}");
    }
    assert!(!said.contains(&format!("no_basis]: `form.xlsx`, sheet `役割分担`, cell {}", book.name(accepted, "回答"))));
    // Once they are in the engagement, nobody is told again.
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    let again = desk.clean("import xlsx form.xlsx --into before.buntan --lang en");
    assert!(!again.contains("warning["), "{again}");
}

#[test]
fn what_was_remarked_is_shown_wherever_the_answer_counts() {
    let desk = Desk::with("city-hospital");
    desk.clean("export xlsx before.buntan -o form.xlsx --lang ja");
    let (accepted, declined, open) =
        ("P2.C.5.b on クラウド @基盤社", "P2.C.2.a on 画像保管庫 @保管社", "P2.C.2.b on 画像保管庫 @保管社");
    desk.fill_in("form.xlsx", |book| {
        book.set(accepted, "回答", "○").set(accepted, "条項", "第14条").set(accepted, "備考", "別途見積りによる");
        book.set(declined, "回答", "×").set(declined, "備考", "夜間は範囲外");
        book.set(open, "回答", "要協議").set(open, "備考", "書式を相談したい");
    });
    let old = desk.text("before.buntan");
    desk.clean("import xlsx form.xlsx --into before.buntan --write");
    let check = desk.run("check before.buntan --at 2026-10-01 --lang ja").1.replace('\n', "");
    // A refusal in the finding that it makes; an acceptance, which makes none, among the remarks.
    assert!(check.contains("負わないと述べています（備考「夜間は範囲外」）"), "{check}");
    assert!(check.contains("協議を要するとされています（備考「書式を相談したい」）"), "{check}");
    let remarks = check.split("備考のある記述").nth(1).expect("a heading");
    for remark in ["別途見積りによる", "夜間は範囲外", "書式を相談したい"] {
        assert!(remarks.contains(remark), "{check}");
    }
    let said = desk.run("check before.buntan --at 2026-10-01 --format json").1;
    let value: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let remarks = value["engagements"][0]["remarks"].as_array().expect("remarks");
    assert!(remarks.iter().any(|it| it["remark"] == "別途見積りによる"
        && it["statement"].as_str().is_some_and(|it| it.ends_with("P2.C.5.b on クラウド by K2 \"第14条\""))));
    desk.run("report before.buntan --at 2026-10-01 --lang ja -o report.html");
    assert!(desk.text("report.html").contains("別途見積りによる"));
    fs::write(desk.path("old.buntan"), old).expect("a file");
    let diff = desk.run("diff old.buntan before.buntan --at 2026-10-01 --lang ja").1.replace('\n', "");
    assert!(diff.contains("夜間は範囲外"), "{diff}");
}

#[test]
fn a_refusal_beside_others_who_carry_it_is_shown_as_well() {
    let desk = Desk::with("city-hospital");
    desk.clean("export xlsx before.buntan -o form.xlsx --lang ja --at 2026-10-01");
    desk.fill_in("form.xlsx", |book| {
        book.set("P2.C.2.a on 保守ルータ @監視社", "回答", "×");
    });
    let before = desk.findings("before.buntan");
    let said = desk.clean("import xlsx form.xlsx --into before.buntan --write --lang en");
    assert!(said.contains("warning[not_accepted]"), "{said}");
    assert_eq!(desk.findings("before.buntan"), before);
    let check = desk.run("check before.buntan --at 2026-10-01 --lang en").1;
    let shown = check.split("Refused, and carried by others").nth(1).expect("a heading");
    assert!(shown.contains("監視社 disclaims P2.C.2.a on 保守ルータ"), "{check}");
    desk.run("report before.buntan --at 2026-10-01 --lang en -o report.html");
    assert!(desk.text("report.html").contains("Refused, and carried by others"));
    let json = desk.run("check before.buntan --at 2026-10-01 --format json").1;
    assert!(json.contains("\"refusals\""), "{json}");
}

#[test]
fn a_checklist_that_was_begun_is_one_finding_and_not_a_hundred() {
    let desk = Desk::with("city-hospital");
    desk.clean("export xlsx before.buntan --form checklist -o list.xlsx --lang ja");
    desk.fill_in("list.xlsx", |book| {
        book.set("roles-2024:P1.A.1", "初回確認", "はい").set("roles-2024:P1.A.1", "確認日", "2026-05-10");
        book.set("roles-2024:P2.C.1", "初回確認", "いいえ").set("roles-2024:P2.C.1", "確認日", "2026-05-10");
    });
    let before = desk.findings("before.buntan");
    desk.clean("import xlsx list.xlsx --into before.buntan --write");
    let after = desk.findings("before.buntan");
    let new: Vec<&String> = after.iter().filter(|it| it.starts_with("not_confirmed")).collect();
    assert_eq!(after.len(), before.len() + new.len());
    let unfinished = new.iter().filter(|it| it.ends_with("engagement")).count();
    assert_eq!(unfinished, 1, "{new:?}");
    assert!(new.iter().all(|it| it.ends_with("engagement") || it.starts_with("not_confirmed P2.C.1 ")), "{new:?}");
}

#[test]
fn everything_that_a_contract_states_is_in_the_table() {
    let desk = Desk::with("city-hospital");
    desk.clean("export xlsx before.buntan --form sla -o sla.xlsx --lang ja --at 2026-10-01");
    let book = Book::open(&desk.path("sla.xlsx"));
    // On components, on interfaces and networks, and on the subcontracts beneath.
    for (row, document, clause) in [
        ("P2.A.9.a.2 on 電子カルテ @K1", "K1（電子カルテ利用契約）", "別紙2 安全管理特約"),
        ("P2.C.4.a on 電子カルテ @K1", "K1（電子カルテ利用契約）", "別紙4 障害対応手順"),
        ("P2.B.5.b on 院内LAN @K8", "K8（セキュリティ監視契約）", "別紙1 監視対象と責任分界"),
        ("P2.A.10.b on K2 @K1", "K1（電子カルテ利用契約）", "第12条（再委託）"),
    ] {
        assert_eq!(book.get(row, "記載"), Some(&Cell::from("あり")), "{row}");
        assert_eq!(book.get(row, "文書"), Some(&Cell::from(document)), "{row}");
        assert_eq!(book.get(row, "条項"), Some(&Cell::from(clause)), "{row}");
    }
    // What is stated above is not asked once more beneath.
    assert!(!format!("{book:?}").contains("\"roles-2024:P2.A.10.b on K2\""));
    // A clause on a component is changed there, and nowhere else.
    let before = desk.text("before.buntan");
    desk.fill_in("sla.xlsx", |book| {
        book.set("P2.C.4.a on 電子カルテ @K1", "条項", "別紙9");
    });
    desk.clean("import xlsx sla.xlsx --into before.buntan --write");
    let (gone, new) = new_lines(&before, &desk.text("before.buntan"));
    assert!(new.contains(&"K1 states P2.C.4.a \"別紙9\" on 電子カルテ".to_owned()), "{gone:?} {new:?}");
}

#[test]
fn what_was_taken_over_with_everything_else_is_not_asked_again() {
    let text = r#"engagement "E" {
  use roles-2024 only P2.A.2, P2.A.10
  party H hospital
  party A vendor
  party B vendor
  component emr application by A
  contract K1 H -> A { type saas  period 2026-04-01 .. 2036-03-31  covers emr }
  contract K2 A -> B under K1 { type iaas  period 2026-04-01 .. 2036-03-31  covers emr  consented 2026-02-15 }
  K1 states P2.A.10.b "12" on K1
  K2 states all of K1 "1"
}
"#;
    let desk = Desk::with_text("e.buntan", text);
    desk.clean("export xlsx e.buntan --form sla -o sla.xlsx --lang ja --at 2026-10-01");
    let book = Book::open(&desk.path("sla.xlsx"));
    assert_eq!(book.get("P2.A.10.b on K2", "記載"), Some(&Cell::from("あり")));
    assert_eq!(book.get("P2.A.10.b on K2", "条項"), Some(&Cell::from("1")));
    desk.clean("import xlsx sla.xlsx --into e.buntan --write");
    assert_eq!(desk.text("e.buntan"), text);
}

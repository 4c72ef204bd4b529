//! Forms as pages, to be read.

use std::fs;

use scraper::{Html, Selector};

use super::Desk;

#[test]
fn every_form_is_a_page_as_well() {
    let desk = Desk::with("city-hospital");
    for form in ["split", "checklist", "sla"] {
        for (lang, head) in [("ja", "備考"), ("en", "remark")] {
            let name = format!("{form}-{lang}");
            desk.clean(&format!("export html before.buntan --form {form} -o {name}.html --lang {lang}"));
            desk.clean(&format!("export md before.buntan --form {form} -o {name}.md --lang {lang}"));
            let page = Html::parse_document(&fs::read_to_string(desk.path(&format!("{name}.html"))).expect("a page"));
            let count = |it: &str| page.select(&Selector::parse(it).expect("a selector")).count();
            assert!(count("tbody tr") > 20 && count("h2") > 0, "{name}");
            let text = fs::read_to_string(desk.path(&format!("{name}.md"))).expect("a page");
            assert!(text.lines().any(|it| it.starts_with('|') && it.contains(head)), "{name}: {text}");
            // Rows are found again by what nobody reads.
            assert!(!text.contains("行の番号") && !text.contains("stamp"), "{name}");
        }
    }
}

#[test]
fn a_page_ends_as_one_and_no_empty_form_is_one() {
    let desk = Desk::with("city-hospital");
    assert!(
        desk.refused("export html before.buntan -o a.xlsx --lang en", "before.buntan").contains("end it in `.html`")
    );
    let said = desk.refused("export md --blank roles-2024 -o a.md --lang en", "before.buntan");
    assert!(said.contains("an empty form cannot be written as md"), "{said}");
}

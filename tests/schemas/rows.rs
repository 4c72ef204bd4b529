//! What `batch` writes: a line for each row, and the totals.

use std::fs;

use serde_json::{Value, json};

use super::desk::{Desk, HOSPITAL, earlier};
use super::root;

/// A row of the same hospital with an id, and a second vendor whose name is nearly the same.
fn row(id: Value, statements: Value) -> String {
    let row = json!({
        "x_id": id, "engagement": "Minato", "use": [{ "catalogue": "ours" }],
        "parties": [
            { "name": "H", "kind": "hospital" },
            { "name": "A", "kind": "vendor", "title": "Records Ltd", "corporate_number": "8700110005901" },
            { "name": "B", "kind": "vendor", "title": "Recods Ltd" },
        ],
        "components": [{ "name": "emr", "kind": "application", "by": "A" }],
        "contracts": [{ "name": "K1", "customer": "H", "supplier": "A", "type": ["saas"], "covers": ["emr"],
                        "period": { "from": "2026-04-01", "to": "2036-03-31" } }],
        "statements": statements,
    });
    format!("{row}\n")
}

#[test]
fn rows_and_their_totals() {
    let mut desk = Desk::new();
    let (policies, _) = HOSPITAL.split_once("engagement").expect("both");
    desk.write("list.buntan", policies);
    let owns = json!([{ "who": "A", "does": "owns", "duties": ["S.1", "S.2"], "on": ["emr"] }]);
    let rows = row(json!("a"), json!([]))
        + &row(json!(7), owns).replace("Records", "Record")
        + &row(json!("c"), json!([{ "who": "Z", "does": "owns" }]))
        + &row(json!("d"), json!([]))
        + "{\"engagement\": \"x\", \"partys\": []}\nno JSON\n";
    let summary = |desk: &mut Desk| {
        let text = fs::read_to_string(desk.path().join("totals.json")).expect("totals");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        desk.held.hold("batch-summary", &value, "totals");
        desk.held.hold_tightly("batch-summary", &value, "totals");
        value
    };
    let brief = desk.hold_lines("--policy list.buntan --summary totals.json", &rows);
    assert!(brief[0]["findings"][0]["roots"].is_array() && brief[0]["findings"][0].get("message").is_none());
    assert!(
        brief.iter().any(|it| it["error"]["pointer"].is_string()) && brief.iter().any(|it| it["problems"].is_array())
    );
    let totals = summary(&mut desk);
    assert!(!totals["look_alikes"].as_array().expect("a list").is_empty(), "{totals}");
    assert!(!totals["batch"]["first_faults"].as_array().expect("a list").is_empty());
    let full = desk.hold_lines("--policy list.buntan --detail full", &rows);
    assert!(full[0]["findings"][0]["derivation"].is_object());
    let without = desk.hold_lines("--policy list.buntan --without 8700110005901 --summary totals.json", &rows);
    assert_eq!(without[1]["without"], json!(["A"]));
    assert!(summary(&mut desk)["batch"]["left"].is_object());
    let mut before = brief;
    before[0]["findings"][0]["severity"] = json!("note");
    before[1]["findings"] = json!([earlier()]);
    desk.write("before.ndjson", &format!("{}\n{}\n", before[0], before[1]));
    for detail in ["brief", "full"] {
        let line = format!("--policy list.buntan --baseline before.ndjson --detail {detail} --summary totals.json");
        let against = desk.hold_lines(&line, &rows);
        assert_eq!((&against[0]["findings"][0]["since"], &against[1]["fixed"]), (&json!("worse"), &json!(["x"])));
        assert_eq!(against[3]["findings"][0]["since"], "new", "{}", against[3]);
    }
    assert_eq!(summary(&mut desk)["batch"]["since"]["rows"], 2);
}

#[test]
fn the_examples_as_rows() {
    let mut desk = Desk::new();
    let [examples, hospital] = ["policies/examples", "policies/examples/city-hospital"];
    let given = format!("--policy {hospital}/levels.buntan --policy {examples}/standard-terms/templates.buntan");
    for detail in ["brief", "full"] {
        let line = format!("batch {examples} {given} --detail {detail} --at 2026-10-01");
        let rows = desk.hold_lines_in(root(), &line, "");
        let judged = rows.iter().filter(|it| it["findings"].as_array().is_some_and(|it| !it.is_empty()));
        assert!(judged.count() >= 4, "{rows:?}");
    }
    let without = desk.hold_lines_in(
        root(),
        &format!("batch {hospital} {given} --without 北斗クラウド株式会社 --at 2027-04-01"),
        "",
    );
    assert!(without.iter().any(|it| it["without"] == json!(["基盤社"])), "{without:?}");
}

//! The schema of the input and the reader: what one takes the other takes, and what one refuses for its shape the other refuses.

use std::collections::BTreeSet;
use std::fs;

use buntan::source::{Source, SourceId};
use buntan::syntax;
use jsonschema::Validator;
use serde_json::{Value, json};

use super::files::files;
use super::{root, schema};

/// What the reader refuses for its shape. That a key is there twice no schema can say.
const SHAPE: [&str; 3] = ["json_unknown_key", "json_missing_key", "json_wrong_type"];

/// Every engagement of the examples and of the corpus as JSON, and those that are JSON already.
fn rows() -> Vec<(String, Value)> {
    let folders = ["policies/examples", "tests/corpus/laws", "tests/corpus/findings", "tests/corpus/syntax/ok"];
    let mut rows = Vec::new();
    for folder in folders.map(|it| root().join(it)) {
        for path in files(&folder, "buntan") {
            let text = fs::read_to_string(&path).expect("a file");
            let parsed = syntax::parse(SourceId(0), &Source::new("a.buntan", text));
            let all = parsed.file.engagements.iter();
            rows.extend(all.map(|it| (path.display().to_string(), syntax::to_json(it))));
        }
        for path in files(&folder, "json") {
            let text = fs::read_to_string(&path).expect("a file");
            rows.push((path.display().to_string(), serde_json::from_str(&text).expect("JSON")));
        }
    }
    // In a small row there is little to read again.
    rows.sort_by_key(|(_, row)| row.to_string().len());
    rows
}

/// Whether the reader takes the shape of a row; whatever else it says of it.
fn is_read(row: &Value) -> bool {
    let parsed = syntax::parse_json(SourceId(0), &Source::new("a.json", row.to_string()));
    !parsed.problems.iter().any(|it| SHAPE.contains(&it.code.name))
}

fn validator() -> Validator {
    jsonschema::validator_for(&schema("engagement")).expect("a schema")
}

#[test]
fn what_is_written_is_as_the_schema_says() {
    let (validator, rows) = (validator(), rows());
    assert!(rows.len() > 150, "{}", rows.len());
    for (name, row) in &rows {
        let wrong: Vec<String> = validator.iter_errors(row).map(|it| format!("{} {it}", it.instance_path())).collect();
        assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
        assert!(is_read(row), "{name}");
    }
}

/// The places of a value: of those with the same keys above them the first.
fn places(
    value: &Value,
    path: &mut Vec<String>,
    kind: &mut Vec<String>,
    known: &mut BTreeSet<Vec<String>>,
) -> Vec<String> {
    let mut found = Vec::new();
    if known.insert(kind.clone()) {
        found.push(path.iter().map(|it| format!("/{}", it.replace('~', "~0").replace('/', "~1"))).collect());
    }
    let inner: Vec<(String, String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, it)| (key.clone(), key.clone(), it)).collect(),
        Value::Array(array) => array.iter().enumerate().map(|(at, it)| (at.to_string(), String::new(), it)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (step, sort, it) in inner {
        path.push(step);
        kind.push(sort);
        found.extend(places(it, path, kind, known));
        path.pop();
        kind.pop();
    }
    found
}

/// What else may stand somewhere: a value of every type, a key more, each key less.
fn others(value: &Value) -> Vec<Value> {
    let mut all = vec![Value::Null, json!(true), json!(false), json!(7), json!(-0.5), json!("x"), json!([]), json!({})];
    all.extend([json!({ "x_zz": 1 }), json!({ "ja": null, "en": null }), json!([null]), json!(["x"]), json!([{}])]);
    if let Value::Object(object) = value {
        let with = |key: &str, said: Value| {
            Value::Object(object.clone().into_iter().chain([(key.to_owned(), said)]).collect())
        };
        all.extend([with("zz", json!(1)), with("x_zz", json!({ "any": [1] }))]);
        all.extend(object.keys().map(|key| {
            let less = object.clone().into_iter().filter(|(other, _)| other != key);
            Value::Object(less.collect())
        }));
    }
    all
}

#[test]
fn what_is_refused_for_its_shape_is_not_as_the_schema_says() {
    let (validator, mut known) = (validator(), BTreeSet::new());
    let (mut taken, mut refused) = (0, 0);
    for (name, row) in rows() {
        for place in places(&row, &mut Vec::new(), &mut Vec::new(), &mut known) {
            for other in others(row.pointer(&place).expect("it was found there")) {
                let mut changed = row.clone();
                *changed.pointer_mut(&place).expect("it was found there") = other.clone();
                let is_read = is_read(&changed);
                assert_eq!(is_read, validator.is_valid(&changed), "{name}: {other} at `{place}`");
                *if is_read { &mut taken } else { &mut refused } += 1;
            }
        }
    }
    assert!(taken > 300 && refused > 1000, "{taken} {refused}");
}

//! The schemas: each is sound by itself, every output is as its schema says, and so is every input that is read.

#[path = "../support/files.rs"]
mod files;
#[path = "../support/run.rs"]
mod run;

mod commands;
mod corpus;
mod desk;
mod held;
mod input;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use buntan::cli::{COMMANDS, ExitStatus};
use buntan::schemas::{NAMES, SCHEMAS, find};
use serde_json::Value;

use run::run;

/// The folder of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema(name: &str) -> Value {
    let schema = find(name).unwrap_or_else(|| panic!("there is no schema `{name}`"));
    serde_json::from_str(&schema.text()).expect("JSON")
}

/// Every value within a value, and itself.
fn all_within<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    found.push(value);
    match value {
        Value::Object(object) => object.values().for_each(|it| all_within(it, found)),
        Value::Array(array) => array.iter().for_each(|it| all_within(it, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_schema_is_sound() {
    for it in SCHEMAS {
        let (schema, name) = (schema(it.name), it.name);
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        let (ja, en) = it.what;
        assert_eq!(schema["title"], format!("{ja} / {en}"), "{name}");
        assert!(!ja.is_ascii() && en.is_ascii() && !en.ends_with('.'), "{name}");
        let mut all = Vec::new();
        all_within(&schema, &mut all);
        // An object has the keys that are written down, or any, each with a value of one form.
        for object in all.iter().filter(|it| it["type"] == "object") {
            assert!(object.get("additionalProperties").is_some(), "{name}: {object}");
        }
        let used: BTreeSet<&str> =
            all.iter().filter_map(|it| it.get("$ref")?.as_str()?.strip_prefix("#/$defs/")).collect();
        let defined = schema.get("$defs").and_then(Value::as_object);
        let defined: BTreeSet<&str> = defined.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        assert_eq!(used, defined, "{name}");
    }
}

#[test]
fn what_has_one_name_in_several_schemas_is_one_thing() {
    let mut seen: BTreeMap<String, (&str, Value)> = BTreeMap::new();
    // The names of the input are those of the declarations that read it.
    for it in SCHEMAS.iter().filter(|it| it.name != "engagement") {
        let schema = schema(it.name);
        for (key, value) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            let (first, same) = seen.entry(key.clone()).or_insert_with(|| (it.name, value.clone()));
            assert_eq!(same, value, "`{key}` of `{first}` and of `{}`", it.name);
        }
    }
}

#[test]
fn every_file_is_a_schema() {
    let names: BTreeSet<&str> = SCHEMAS.iter().map(|it| it.name).collect();
    assert_eq!(names, NAMES.iter().copied().collect());
    assert_eq!(names.len(), SCHEMAS.len());
    let written = files::files(&root().join("src/schemas"), "json");
    let written: BTreeSet<String> =
        written.iter().filter_map(|it| Some(it.file_stem()?.to_string_lossy().into_owned())).collect();
    assert_eq!(written, names.iter().filter(|it| **it != "engagement").map(|it| (*it).to_owned()).collect());
}

/// Commands that print no JSON of their own, each with a line that shows it.
const WITHOUT: [(&str, &str); 3] = [
    ("report", "report policies/examples/clinic/before.buntan --format json"),
    ("completions", "completions bash --format json"),
    ("help", "help check --format json"),
];

#[test]
fn every_command_with_a_machine_form_has_a_schema() {
    let of: BTreeSet<&str> = SCHEMAS.iter().flat_map(|it| it.of).copied().collect();
    let commands: BTreeSet<&str> = COMMANDS.iter().map(|it| it.name).collect();
    let without: BTreeSet<&str> = WITHOUT.iter().map(|it| it.0).collect();
    assert_eq!(of, &commands - &without);
    for (_, line) in WITHOUT {
        let (status, out, _) = run(root(), line, b"");
        // That there is no answer is told in JSON all the same.
        assert!(status == ExitStatus::Failed || serde_json::from_str::<Value>(&out).is_err(), "{line}: {out}");
    }
}

#[test]
fn a_schema_is_printed_as_it_is() {
    for it in SCHEMAS {
        // Whatever form the answers shall have.
        for format in ["human", "json", "md"] {
            let (status, out, err) = run(root(), &format!("schema {} --format {format}", it.name), b"");
            assert_eq!((status, err.as_str(), out), (ExitStatus::Clean, "", it.text()), "{}", it.name);
        }
    }
    let (status, out, err) = run(root(), "schema batchrecord --lang en", b"");
    assert_eq!((status, out.as_str()), (ExitStatus::Failed, ""));
    assert!(err.contains("did you mean `batch-record`?"), "{err}");
    let (_, listed, _) = run(root(), "schema --lang ja", b"");
    let (_, completions, _) = run(root(), "completions bash", b"");
    for it in SCHEMAS {
        assert!(listed.contains(it.name) && completions.contains(it.name), "{}", it.name);
    }
}

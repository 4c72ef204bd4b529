//! An output held to its schema, in both directions: it is as the schema says, and nothing near it is.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::schema;

/// The schemas that were needed so far.
#[derive(Default)]
pub struct Held(BTreeMap<String, Validator>);

/// What may be left out, by the name of the schema; nothing of it is ever said as null.
const OPTIONAL: [(&str, &[&str]); 4] = [
    ("check", &["since", "baseline", "account"]),
    ("batch-record", &["since", "without", "fixed", "problems", "id"]),
    ("batch-summary", &["left", "other_names"]),
    ("test", &["coverage"]),
];

/// Objects whose keys are names that somebody chose.
const MAPS: [&str; 3] = ["of", "causes", "left"];

impl Held {
    fn validator(&mut self, name: &str) -> &Validator {
        self.0.entry(name.to_owned()).or_insert_with(|| jsonschema::validator_for(&schema(name)).expect("a schema"))
    }

    /// Fails where a value is not as its schema says.
    pub fn hold(&mut self, name: &str, value: &Value, what: &str) {
        let wrong: Vec<String> = self
            .validator(name)
            .iter_errors(value)
            .take(5)
            .map(|it| format!("{} {}", it.instance_path(), cut(&it.to_string())))
            .collect();
        assert!(wrong.is_empty(), "{what}: not as `{name}` says:\n{}", wrong.join("\n"));
    }

    /// Whether it is as its schema says.
    pub fn fits(&mut self, name: &str, value: &Value) -> bool {
        self.validator(name).is_valid(value)
    }

    /// Fails where a value could lack a key, or have one more, and still be as its schema says. Of objects with the same keys at the same
    /// kind of place one is tried.
    pub fn hold_tightly(&mut self, name: &str, value: &Value, what: &str) {
        let optional = OPTIONAL.iter().find(|it| it.0 == name).map_or(&[][..], |it| it.1);
        let mut objects = BTreeMap::new();
        places(value, &mut Vec::new(), &mut objects);
        for ((_, keys), path) in objects {
            let pointer: String =
                path.iter().map(|it| format!("/{}", it.replace('~', "~0").replace('/', "~1"))).collect();
            let is_map = name == "batch-summary" && path.last().is_some_and(|it| MAPS.contains(&it.as_str()));
            let mut other = value.clone();
            let object = |other: &mut Value| other.pointer_mut(&pointer).expect("it was found there").take();
            let whole = object(&mut other);
            let mut tried = |key: &str, said: Option<Value>| {
                let mut it = whole.clone();
                match said {
                    Some(said) => it[key] = said,
                    None => drop(it.as_object_mut().map(|it| it.remove(key))),
                }
                let mut changed = value.clone();
                *changed.pointer_mut(&pointer).expect("it was found there") = it;
                self.fits(name, &changed)
            };
            assert!(!tried("zz", Some(json!({ "zz": true }))), "{what}: `{name}` takes an unknown key at `{pointer}`");
            for key in keys.iter().filter(|it| !is_map && !optional.contains(&it.as_str()) && !it.starts_with("x_")) {
                assert!(!tried(key, None), "{what}: `{name}` takes `{pointer}` without `{key}`");
            }
        }
    }
}

fn cut(words: &str) -> String {
    words.chars().take(300).collect()
}

/// Objects by where they stand, numbers left out, and their keys: the first of each.
type Places = BTreeMap<(Vec<String>, Vec<String>), Vec<String>>;

fn places(value: &Value, path: &mut Vec<String>, found: &mut Places) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(object) => {
            let kind = path.iter().filter(|it| it.parse::<usize>().is_err()).cloned().collect();
            found.entry((kind, object.keys().cloned().collect())).or_insert_with(|| path.clone());
            object.iter().map(|(key, it)| (key.clone(), it)).collect()
        }
        Value::Array(array) => array.iter().enumerate().map(|(at, it)| (at.to_string(), it)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    // What is the user's own may be anything.
    for (key, it) in inner.into_iter().filter(|(key, _)| !key.starts_with("x_")) {
        path.push(key);
        places(it, path, found);
        path.pop();
    }
}

//! An output held to its schema, in both directions: it is as the schema says, and nothing near it is.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

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

    /// Fails where a value could lack a key, or have one more, and still be as its schema says. Of objects with the same keys at the same
    /// kind of place one is tried, with little beside it.
    pub fn hold_tightly(&mut self, name: &str, value: &Value, what: &str) {
        let optional = OPTIONAL.iter().find(|it| it.0 == name).map_or(&[][..], |it| it.1);
        let mut objects = BTreeMap::new();
        places(value, &mut Vec::new(), &mut objects);
        for ((kind, keys), path) in objects {
            let is_map = name == "batch-summary" && kind.last().is_some_and(|it| MAPS.contains(&it.as_str()));
            let shown = path.join("/");
            let mut fits = |change: &dyn Fn(&mut Map<String, Value>)| {
                let changed = thinned(value, &path, change);
                self.validator(name).is_valid(&changed)
            };
            assert!(fits(&|_| ()), "{what}: `{name}` needs what was left out around `{shown}`");
            let one_more = fits(&|it| drop(it.insert("zz".to_owned(), json!({ "zz": true }))));
            assert!(!one_more, "{what}: `{name}` takes an unknown key at `{shown}`");
            for key in keys.iter().filter(|it| !is_map && !optional.contains(&it.as_str()) && !it.starts_with("x_")) {
                assert!(!fits(&|it| drop(it.remove(key))), "{what}: `{name}` takes `{shown}` without `{key}`");
            }
        }
    }
}

/// A value with the object at a path changed; of longer lists only what is on the way there is kept.
fn thinned(value: &Value, path: &[String], change: &dyn Fn(&mut Map<String, Value>)) -> Value {
    let step = path.split_first();
    match value {
        Value::Object(object) => {
            let each = object.iter().map(|(key, it)| match step {
                Some((own, rest)) if own == key => (key.clone(), thinned(it, rest, change)),
                _ => (key.clone(), thinned(it, &[], &|_| ())),
            });
            let mut object = each.collect();
            if step.is_none() {
                change(&mut object);
            }
            Value::Object(object)
        }
        Value::Array(array) => {
            let own = step.and_then(|(own, _)| own.parse::<usize>().ok());
            let is_kept = |at: usize| array.len() <= 2 || own.unwrap_or(0) == at;
            let each = array.iter().enumerate().filter(|(at, _)| is_kept(*at)).map(|(at, it)| match step {
                Some((_, rest)) if own == Some(at) => thinned(it, rest, change),
                _ => thinned(it, &[], &|_| ()),
            });
            each.collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
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

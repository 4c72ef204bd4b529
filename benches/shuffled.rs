//! Rows as other programs write them.

use fastrand::Rng;
use serde_json::Value;

/// The same row as other programs write it: keys in another order, blanks, escapes, keys of their own.
pub fn shuffled(value: &Value, rng: &mut Rng) -> String {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<(String, String)> =
                object.iter().map(|(key, value)| (string(key, rng), shuffled(value, rng))).collect();
            if object.contains_key("engagement") {
                entries.extend((0..4).map(|it| (format!("\"x_{it}\""), format!("{{\"n\" : [ {it}, null ]}}"))));
            }
            rng.shuffle(&mut entries);
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("{key}{}: {value}", blank(rng))).collect();
            format!("{{{}{}}}", blank(rng), entries.join(&format!(",{}", blank(rng))))
        }
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(|it| shuffled(it, rng)).collect();
            format!("[{}]", all.join(&format!("{}, ", blank(rng))))
        }
        Value::String(text) => string(text, rng),
        _ => value.to_string(),
    }
}

fn blank(rng: &mut Rng) -> &'static str {
    ["", " ", "  ", "\t"][rng.usize(..4)]
}

/// A string, one in eight with an escape for its first character.
fn string(text: &str, rng: &mut Rng) -> String {
    let plain = Value::from(text).to_string();
    match text.chars().next() {
        Some(first) if rng.u8(..8) == 0 && u32::from(first) < 0x10000 => {
            format!("\"\\u{:04x}{}", u32::from(first), &plain[1 + first.len_utf8()..])
        }
        _ => plain,
    }
}

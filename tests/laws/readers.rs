//! The fast reader of rows against the plain one, which finds every mistake.

use buntan::source::{Source, SourceId};
use buntan::syntax::{limits, parse, parse_row, parse_row_fast, parse_row_plain, to_json};
use fastrand::Rng;
use proptest::prelude::*;
use serde_json::Value;

use crate::config;
use crate::generators::scene;

#[path = "../../benches/shuffled.rs"]
mod shuffled;

/// What came of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    Fast,
    /// The fast reader gave up, and the plain one read it without a problem.
    Slow,
    Refused,
}

/// Reads a row with both. What the fast one hands out, the plain one does; it gives up on no sound row that is JSON everywhere.
fn read(text: &str) -> Read {
    let (id, source) = (SourceId(7), Source::new("row", text));
    let plain = parse_row_plain(id, &source);
    let is_sound = plain.problems.is_empty() && plain.file.engagements.len() == 1;
    assert_eq!(format!("{plain:?}"), format!("{:?}", parse_row(id, &source)), "{text}");
    match parse_row_fast(id, &source) {
        Some(fast) => {
            assert!(is_sound, "{:?}\n{text}", plain.problems);
            assert_eq!(format!("{fast:?}"), format!("{:?}", plain.file.engagements[0]), "{text}");
            Read::Fast
        }
        None if is_sound => {
            assert!(serde_json::from_str::<Value>(text).is_err(), "given up for nothing: {text}");
            Read::Slow
        }
        None => Read::Refused,
    }
}

/// The engagements of a policy file in their JSON form.
fn rows(policy: &str) -> Vec<Value> {
    let parsed = parse(SourceId(0), &Source::new("a.buntan", policy));
    assert!(parsed.problems.is_empty(), "{policy}");
    parsed.file.engagements.iter().map(to_json).collect()
}

/// Signs and words that mean something in JSON or are refused in it, and some that only seem to.
const ODD: [&str; 36] = [
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\t",
    "\n",
    "\u{b}",
    "\u{3000}",
    "\0",
    "\u{7f}",
    "\u{202e}",
    "\u{feff}",
    "\\u202e",
    "\\ud83d",
    "\\ud83d\\ude00",
    "\\/",
    "\\n",
    "\\u0000",
    "0",
    "-",
    "1e999",
    "01",
    ".5",
    "null",
    "true",
    "x_",
    "\"x_a\":[1e999,{}],",
    "[1],",
    "//",
    "--",
    "名",
];

/// The text with one thing done to it.
fn damaged(text: &str, rng: &mut Rng) -> String {
    let boundary = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let at = boundary(rng.usize(..=text.len()));
    let until = boundary((at + rng.usize(..12)).min(text.len())).max(at);
    match rng.u8(..4) {
        0 => format!("{}{}", &text[..at], &text[until..]),
        1 => format!("{}{}{}", &text[..at], ODD[rng.usize(..ODD.len())], &text[at..]),
        2 => format!("{}{}{}", &text[..at], ODD[rng.usize(..ODD.len())], &text[until..]),
        _ => {
            // Twice what stands between two commas: a key, an element.
            let mut pieces: Vec<&str> = text.split(',').collect();
            let which = rng.usize(..pieces.len());
            pieces.insert(which, pieces[which]);
            pieces.join(",")
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_fast_reader_is_the_plain_one(scene in scene(), seed in any::<u64>()) {
        let mut rng = Rng::with_seed(seed);
        for row in rows(&scene.text()) {
            let (compact, shuffled) = (row.to_string(), shuffled::shuffled(&row, &mut rng));
            prop_assert_eq!(read(&compact), Read::Fast, "{}", compact);
            prop_assert_eq!(read(&shuffled), Read::Fast, "{}", shuffled);
            read(&damaged(&compact, &mut rng));
            read(&damaged(&shuffled, &mut rng));
        }
    }
}

#[test]
fn rows_with_everything_are_read_fast_and_damaged_ones_alike() {
    let mut rng = Rng::with_seed(1);
    let mut counts = [0; 3];
    for policy in [include_str!("../corpus/syntax/ok/all.en.buntan"), include_str!("../corpus/syntax/ok/all.ja.buntan")]
    {
        for row in rows(policy) {
            let pretty = serde_json::to_string_pretty(&row).expect("JSON");
            assert_eq!(read(&pretty), Read::Fast, "{pretty}");
            for _ in 0..150 {
                let shuffled = shuffled::shuffled(&row, &mut rng);
                assert_eq!(read(&shuffled), Read::Fast, "{shuffled}");
                counts[read(&damaged(&shuffled, &mut rng)) as usize] += 1;
            }
        }
    }
    // A blank that JSON does not know is rare, a mistake is not, and most of what is done inside of words is none.
    let [fast, slow, refused] = counts;
    assert!(fast > slow * 4 && slow > 0 && refused > fast / 4, "{counts:?}");
}

#[test]
fn bounds_are_the_same_for_both_readers() {
    let row = |more: &str| format!(r#"{{"engagement":"e"{more}}}"#);
    let party = |name: &str| row(&format!(r#","parties":[{{"name":"{name}","kind":"vendor"}}]"#));
    let nested = |depth: usize| row(&format!(r#","x_a":{}{}"#, "[".repeat(depth), "]".repeat(depth)));
    let titled = |bytes: usize| format!(r#"{{"engagement":"{}"}}"#, "x".repeat(bytes));
    // A fact may be called like the key of the title; what comes after its value is a name all the same.
    let followed = |bytes: usize| {
        let (long, fact) = ("x".repeat(bytes), r#"{"template":"t","facts":{"engagement":"e"}}"#);
        format!(r#","contracts":[{{"name":"K","follows":[{fact},"{long}"]}}]"#)
    };
    let name = limits::MAX_NAME;
    for (text, expected) in [
        (party(&"x".repeat(name)), Read::Fast),
        (party(&"x".repeat(name + 1)), Read::Refused),
        (party(&"\\u0078".repeat(name)), Read::Fast),
        (party(&"\\u0078".repeat(name + 1)), Read::Refused),
        (titled(limits::MAX_STRING), Read::Fast),
        (titled(limits::MAX_STRING + 1), Read::Refused),
        (nested(limits::MAX_NESTING - 1), Read::Fast),
        (nested(limits::MAX_NESTING), Read::Refused),
        (row(r#","facts":{"a":1,"\u0061":2}"#), Read::Refused),
        (row(r#","facts":{"x_a":1,"x_b":2,"b":-0.10e+1}"#), Read::Fast),
        (row(r#","facts":{"x_a":1,"x_a":2}"#), Read::Refused),
        (row(&format!(r#","facts":{{"a":{}}}"#, "1".repeat(name))), Read::Fast),
        (row(&format!(r#","facts":{{"a":{}}}"#, "1".repeat(name + 1))), Read::Refused),
        (row(&format!(r#","facts":{{"{}":1}}"#, "a".repeat(name + 1))), Read::Refused),
        (row(r#","x_a":{"b":1,"b":1e999},"x_b":2"#), Read::Fast),
        (row(r#","x_a":1,"x_a":2"#), Read::Refused),
        (row(r#","x_a":"\u202e""#), Read::Refused),
        (row(r#","x_a":{"\u202e":1}"#), Read::Refused),
        (row(r#","links":[{"between":["a","b"],"facts":{}}]"#), Read::Fast),
        (row(r#","links":[{"between":["a","b","c"],"facts":{}}]"#), Read::Refused),
        (row(&followed(name)), Read::Fast),
        (row(&followed(name + 1)), Read::Refused),
        (row("\u{3000}"), Read::Slow),
        (row(r#","facts":{"a":"\ud800"}"#), Read::Refused),
    ] {
        assert_eq!(read(&text), expected, "{text}");
    }
}

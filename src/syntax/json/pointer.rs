//! Where in a row a byte lies, as a JSON pointer.

/// One step inwards, with what is known of it so far.
enum Step {
    Element(usize),
    /// The key, and whether what comes next is another.
    Key {
        name: String,
        is_next: bool,
    },
}

/// The JSON pointer to what stands at a byte of a sound text: the value that begins there or holds it, or that of the key that does.
///
/// ```text
/// {"contracts":[{"supplier":"Z"}]}
///                           └ /contracts/0/supplier
/// ```
pub fn pointer_at(text: &str, place: usize) -> String {
    let mut steps: Vec<Step> = Vec::new();
    let mut at = 0;
    while at <= place && at < text.len() {
        let (is_key, end) = (matches!(steps.last(), Some(Step::Key { is_next: true, .. })), end_of(text, at));
        match text.as_bytes()[at] {
            b'"' if is_key => {
                let name = text.get(at..end).and_then(|key| serde_json::from_str(key).ok()).unwrap_or_default();
                steps.pop();
                steps.push(Step::Key { name, is_next: false });
            }
            b',' => match steps.last_mut() {
                Some(Step::Element(number)) => *number += 1,
                Some(Step::Key { is_next, .. }) => *is_next = true,
                None => {}
            },
            b'{' if at < place => steps.push(Step::Key { name: String::new(), is_next: true }),
            b'[' if at < place => steps.push(Step::Element(0)),
            b'}' | b']' if at < place => drop(steps.pop()),
            _ => {}
        }
        at = end;
    }
    let known = steps.iter().map(|step| match step {
        Step::Element(number) => Some(number.to_string()),
        Step::Key { is_next: true, .. } => None,
        Step::Key { name, .. } => Some(name.replace('~', "~0").replace('/', "~1")),
    });
    known.map_while(|step| Some(format!("/{}", step?))).collect()
}

/// One past the sign or the string that begins at a byte.
fn end_of(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    if bytes[at] != b'"' {
        return at + 1;
    }
    let mut end = at + 1;
    while end < bytes.len() && bytes[end] != b'"' {
        end += 1 + usize::from(bytes[end] == b'\\');
    }
    (end + 1).min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_and_every_key_has_its_pointer() {
        let text = r#"{"a":[1,{"b/c":"x,\"{","d":[]},{}],"e~":{"f":null}}"#;
        let pointer = |mark: &str| pointer_at(text, text.find(mark).expect("it is there"));
        for (mark, expected) in [
            ("{\"a", ""),
            ("\"a", "/a"),
            ("[1", "/a"),
            ("1", "/a/0"),
            ("{\"b", "/a/1"),
            ("b/c", "/a/1/b~1c"),
            ("\"x", "/a/1/b~1c"),
            ("{\",", "/a/1/b~1c"),
            ("[]", "/a/1/d"),
            ("{}", "/a/2"),
            ("e~", "/e~0"),
            ("null", "/e~0/f"),
        ] {
            assert_eq!(pointer(mark), expected, "{mark}");
        }
        assert_eq!(pointer_at(text, text.len() + 5), "");
    }

    #[test]
    fn broken_texts_end() {
        for text in ["", "\"", "\"\\", "{\"a", "[[[", "]]", "{,,"] {
            (0..8).for_each(|at| drop(pointer_at(text, at)));
        }
    }
}

//! What can be wrong with JSON that is well formed, and the words for it.

use std::fmt;

use serde::de::{Expected, Unexpected};

use super::impls::{A_DATED, A_FOLLOWED, A_STRING, A_VALUE, AN_OBJECT, TRUE_OR_BY};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::source::Span;
use crate::syntax::limits::MAX_NAME;
use crate::syntax::refused::TOO_LARGE;
use crate::text;

/// A key that the format does not have.
pub static JSON_UNKNOWN_KEY: Code = Code {
    name: "json_unknown_key",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("JSON に知らないキーがある", "JSON holds a key that the format does not have"),
        why: (
            "綴り違いのキーを黙って飛ばすと、書いたはずのことが判定に入らない",
            "skipping a misspelt key silently would leave out what was meant to be said",
        ),
        example: "{\"engagement\": \"…\", \"partys\": []}",
        remedy: ("綴りを直す。独自のキーは `x_` で始める", "correct it; keys of your own begin with `x_`"),
    },
};

/// A key twice in one object.
pub static JSON_DUPLICATE_KEY: Code = Code {
    name: "json_duplicate_key",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("JSON の一つのオブジェクトに同じキーが二度ある", "a JSON object holds the same key twice"),
        why: ("どちらの値が有効か、読む道具によって変わる", "which of the two holds depends on the tool that reads it"),
        example: "{\"engagement\": \"a\", \"engagement\": \"b\"}",
        remedy: ("どちらか一つにする", "keep one of them"),
    },
};

/// A required key that is not there.
pub static JSON_MISSING_KEY: Code = Code {
    name: "json_missing_key",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("JSON に必要なキーがない", "JSON lacks a required key"),
        why: ("それなしには何について述べているか決まらない", "without it nobody can tell what is meant"),
        example: "{\"parties\": [{\"name\": \"A\"}]}",
        remedy: ("キーを補う", "add the key"),
    },
};

/// A value of another JSON type than the format has.
pub static JSON_WRONG_TYPE: Code = Code {
    name: "json_wrong_type",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("JSON の値の型が違う", "a JSON value is of the wrong type"),
        why: ("型の違う値は推測せずに断る", "a value of another type is refused rather than guessed at"),
        example: "{\"engagement\": \"…\", \"parties\": \"A\"}",
        remedy: ("示された型の値を書く", "write a value of the type that is named"),
    },
};

/// What is wrong.
#[derive(Debug)]
pub(super) enum What {
    /// `{expected}`, found something else.
    Type { expected: Text, found: Text },
    /// A key that is not among these.
    UnknownKey(String, &'static [&'static str]),
    /// A key that is missing.
    MissingKey(&'static str),
    /// A key that was there already, at this range.
    DuplicateKey(String, (usize, usize)),
    /// A name of this many bytes.
    LongName(usize),
    /// Anything else.
    Other(String),
}

/// What is wrong, and where.
#[derive(Debug)]
pub(super) struct Wrong {
    /// What; boxed, since every value on the way in could be wrong and nearly none is.
    pub what: Box<What>,
    /// The range in the text of the row.
    pub range: Option<(usize, usize)>,
    /// Keys and numbers from the inside out.
    pub path: Vec<String>,
}

impl Wrong {
    pub fn new(what: What) -> Self {
        Wrong { what: Box::new(what), range: None, path: Vec::new() }
    }

    /// The place, unless a more exact one is known.
    pub fn within(mut self, start: usize, end: usize) -> Self {
        let width = if matches!(*self.what, What::MissingKey(_)) { 1 } else { end - start };
        self.range = self.range.or(Some((start, start + width)));
        self
    }

    /// One step further out.
    pub fn inside(mut self, step: String) -> Self {
        self.path.push(step);
        self
    }

    /// The JSON pointer to the place.
    pub fn pointer(&self) -> String {
        let escaped = |step: &String| format!("/{}", step.replace('~', "~0").replace('/', "~1"));
        self.path.iter().rev().map(escaped).collect()
    }

    /// The diagnostic; `first` turns a range of the row into a span.
    pub fn report(&self, span: Span, place: impl Fn((usize, usize)) -> Span) -> Diagnostic {
        match &*self.what {
            What::Type { expected: Text { ja, en }, found } => {
                let (found_ja, found_en) = (&found.ja, &found.en);
                Diagnostic::new(
                    &JSON_WRONG_TYPE,
                    span,
                    text!("{ja}が必要ですが、{found_ja}があります", "expected {en}, found {found_en}"),
                )
            }
            What::UnknownKey(key, known) => {
                let list = known.join("`, `");
                Diagnostic::new(
                    &JSON_UNKNOWN_KEY,
                    span,
                    text!("`{key}` というキーはありません", "there is no key `{key}` here"),
                )
                .suggest(key, known.iter().copied())
                .help(text!("使えるのは `{list}` です", "it may be `{list}`"))
            }
            What::MissingKey(key) => Diagnostic::new(
                &JSON_MISSING_KEY,
                span,
                text!("キー `{key}` がありません", "the key `{key}` is missing"),
            )
            .help(text!("`\"{key}\": …` を補ってください", "add `\"{key}\": …`")),
            What::DuplicateKey(key, first) => Diagnostic::new(
                &JSON_DUPLICATE_KEY,
                span,
                text!("キー `{key}` が二度あります", "the key `{key}` is there twice"),
            )
            .label(place(*first), text!("一度目はここです", "first stated here"))
            .help(text!("どちらか一つにしてください", "keep one of them")),
            What::LongName(bytes) => Diagnostic::new(
                &TOO_LARGE,
                span,
                text!(
                    "名前が長すぎます（{bytes} バイト、上限は {MAX_NAME} バイト）",
                    "the name is too long ({bytes} bytes, at most {MAX_NAME})"
                ),
            )
            .help(text!("短い名前にしてください", "choose a shorter name")),
            What::Other(words) => Diagnostic::new(
                &JSON_WRONG_TYPE,
                span,
                text!("値が正しくありません：{words}", "the value is not right: {words}"),
            ),
        }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:?}", self.what)
    }
}

impl std::error::Error for Wrong {}

impl serde::de::Error for Wrong {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Wrong::new(What::Other(message.to_string()))
    }

    fn invalid_type(found: Unexpected, expected: &dyn Expected) -> Self {
        Wrong::new(What::Type { expected: expectation(&expected.to_string()), found: finding(&found) })
    }

    fn invalid_value(found: Unexpected, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        let found = text!("{length} 個の配列", "an array of {length}");
        Wrong::new(What::Type { expected: expectation(&expected.to_string()), found })
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Wrong::new(What::UnknownKey(field.to_owned(), expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Wrong::new(What::MissingKey(field))
    }
}

/// What was expected, in both languages; serde says it in English only.
fn expectation(serde_says: &str) -> Text {
    match serde_says {
        A_STRING => text!("文字列", "a string"),
        A_VALUE => {
            text!("文字列、数値、`true`、`false`、`null` のいずれか", "a string, a number, `true`, `false` or `null`")
        }
        TRUE_OR_BY => text!("`true`、または `by` を持つオブジェクト", "`true`, or an object with `by`"),
        A_DATED => {
            text!(
                "日付、`none`、または `date` と `by` を持つオブジェクト",
                "a date, `none`, or an object with `date` and `by`"
            )
        }
        A_FOLLOWED => {
            text!(
                "ひな型の名前、または `template` と `facts` を持つオブジェクト",
                "the name of a template, or an object with `template` and `facts`"
            )
        }
        "a text, or an object with `ja` and `en`" => {
            text!("文字列、または `ja` と `en` を持つオブジェクト", "a string, or an object with `ja` and `en`")
        }
        "a boolean" => text!("`true` または `false`", "`true` or `false`"),
        "a sequence" => text!("配列", "an array"),
        "a tuple of size 2" => text!("二つの名前の配列", "an array of two names"),
        AN_OBJECT | "a map" => text!("オブジェクト", "an object"),
        it if it.starts_with("struct ") => text!("オブジェクト", "an object"),
        it => Text::same(it),
    }
}

fn finding(found: &Unexpected) -> Text {
    match found {
        Unexpected::Bool(it) => text!("`{it}`", "`{it}`"),
        Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) | Unexpected::Other("number") => {
            text!("数値", "a number")
        }
        Unexpected::Str(_) => text!("文字列", "a string"),
        Unexpected::Unit | Unexpected::Option => text!("`null`", "`null`"),
        Unexpected::Seq => text!("配列", "an array"),
        Unexpected::Map => text!("オブジェクト", "an object"),
        other => Text::same(other.to_string()),
    }
}

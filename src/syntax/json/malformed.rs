//! JSON that is not well formed, in the words of people.

use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::errors::ParseErrorKind;

use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::text;

/// A text that is not JSON.
pub static JSON_SYNTAX: Code = Code {
    name: "json_syntax",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("JSON として読めない", "the text is not JSON"),
        why: ("案件を表す JSON は厳密な JSON だけを受け付ける", "engagements are read from strict JSON only"),
        example: "{\"engagement\": \"…\",}",
        remedy: ("示された位置を直す", "correct the place that is shown"),
    },
};

/// What is wrong, and what to do.
pub(super) fn words(kind: &ParseErrorKind) -> (Text, Option<Text>) {
    use ParseErrorKind as Kind;
    match kind {
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => (
            text!("JSON に注釈は書けません", "JSON has no comments"),
            Some(text!(
                "注釈を消すか、`x_` で始まるキーに書いてください",
                "delete it, or use a key beginning with `x_`"
            )),
        ),
        Kind::TrailingCommasNotAllowed => (
            text!("最後の要素の後に `,` は書けません", "the last element has no `,` behind it"),
            Some(text!("`,` を消してください", "delete the `,`")),
        ),
        Kind::ExpectedComma => (text!("`,` がありません", "a `,` is missing"), None),
        Kind::ExpectedColonAfterObjectKey => {
            (text!("キーの後に `:` がありません", "a `:` is missing after the key"), None)
        }
        Kind::ExpectedObjectValue => (text!("`:` の後に値がありません", "a value is missing after `:`"), None),
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => {
            (text!("キーは `\"…\"` で書きます", "a key is a string in `\"…\"`"), None)
        }
        Kind::SingleQuotedStringsNotAllowed => {
            (text!("文字列は `\"…\"` で書きます", "a string stands in `\"…\"`"), None)
        }
        Kind::UnterminatedArray => (text!("`[` が閉じていません", "this `[` has no `]`"), None),
        Kind::UnterminatedObject => (text!("`{{` が閉じていません", "this `{{` has no `}}`"), None),
        Kind::MultipleRootJsonValues => (
            text!("値が二つあります", "there are two values"),
            Some(text!(
                "一行に一件を書くときは、ファイル名を `.ndjson` にしてください",
                "one engagement per line belongs in an `.ndjson` file"
            )),
        ),
        Kind::String(ParseStringErrorKind::UnterminatedStringLiteral) => {
            (text!("文字列が閉じていません", "this string has no closing `\"`"), None)
        }
        Kind::String(_) => (
            text!("文字列の `\\` の書き方が誤っています", "a `\\` in this string is not JSON"),
            Some(text!("`\\` そのものは `\\\\` と書きます", "write `\\\\` for a backslash")),
        ),
        Kind::NestingDepthExceeded => (text!("入れ子が深すぎます", "brackets are nested too deep"), None),
        Kind::UnexpectedWord | Kind::NonFiniteNumbersNotAllowed => (
            text!("この語は JSON の値ではありません", "this word is no JSON value"),
            Some(text!("文字列は `\"…\"` で囲んでください", "put strings in `\"…\"`")),
        ),
        Kind::BareDecimalPointNumbersNotAllowed
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed
        | Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral => {
            (text!("JSON の数値の書き方ではありません", "this is not how JSON writes a number"), None)
        }
        _ => (text!("JSON ではこの記号をここに書けません", "JSON has no such sign here"), None),
    }
}

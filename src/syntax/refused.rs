//! Characters that a policy may not hold, and bounds of the first pass, with their messages.

use super::limits::{MAX_FILE, MAX_NESTING, MAX_STRING};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::source::{SourceId, Span};
use crate::text;

/// Invisible characters that change how a text reads.
pub static CONTROL_CHARACTER: Code = Code {
    name: "control_character",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("見えない制御文字が含まれている", "an invisible control character stands in the text"),
        why: (
            "文字の向きを変える制御文字などを使うと、画面に見える文と判定される文が食い違う",
            "with characters that turn the direction of writing, what people see and what is judged are two different texts",
        ),
        example: "party A vendor \"電子カルテ社[U+202E]\"",
        remedy: ("その文字を削除する", "delete the character"),
    },
};

/// Full-width forms of ASCII characters outside texts.
pub static FULL_WIDTH: Code = Code {
    name: "full_width",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("引用符の外に全角の英数字・記号がある", "full-width letters, digits or signs stand outside a text"),
        why: (
            "全角と半角は別の文字であり、`Ａ社` と `A社` が別の名前に見えてしまう",
            "full-width and half-width are different characters, and a name in one would be another name in the other",
        ),
        example: "party Ａ社 vendor \"電子カルテ社\"",
        remedy: ("半角で書く（全角の空白は使える）", "write it half-width; the full-width blank is fine"),
    },
};

/// Brackets inside brackets inside brackets.
pub static TOO_DEEP: Code = Code {
    name: "too_deep",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("括弧の入れ子が深すぎる", "brackets are nested too deep"),
        why: (
            "入力は信頼できないものとして扱うため、入れ子の深さに上限がある。超えた文書は読まない",
            "inputs are not trusted, so nesting is bounded; a text beyond the bound is not read at all",
        ),
        example: "when ((((((((((… 65 … ))))))))))",
        remedy: ("条件や節を分ける", "split the condition or the section"),
    },
};

/// A file, a text or a name beyond its bound.
pub static TOO_LARGE: Code = Code {
    name: "too_large",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("ファイル、文または名前が大きすぎる", "a file, a text or a name is too large"),
        why: (
            "入力は信頼できないものとして扱うため、大きさに上限がある",
            "inputs are not trusted, so their size is bounded",
        ),
        example: "party A vendor \"… 64 KiB …\"",
        remedy: ("ファイルを分ける、または短く書く", "split the file, or write less"),
    },
};

/// Whether a character may stand nowhere in a policy.
pub(super) fn is_refused(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        // Directions, line separators that editors draw as line ends, and a byte order mark in the middle.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => true,
        c => c.is_control(),
    }
}

/// The ASCII character that a full-width one stands for.
pub(super) fn ascii_of(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xff01 + 0x21),
        '、' => Some(','),
        _ => None,
    }
}

/// The name of a code point as it is printed in its place: `U+202E`.
pub(super) fn code_point(c: char) -> String {
    format!("U+{:04X}", c as u32)
}

/// Why words can stand in no text of a policy; nothing where they can.
pub fn refused(words: &str) -> Option<Text> {
    if words.len() > MAX_STRING {
        return Some(too_long(words.len()));
    }
    words.chars().find(|it| is_refused(*it)).map(not_allowed)
}

fn not_allowed(c: char) -> Text {
    let name = code_point(c);
    text!("制御文字 {name} は使えません", "the control character {name} is not allowed")
}

fn too_long(bytes: usize) -> Text {
    let most = MAX_STRING / 1024;
    text!(
        "文が長すぎます（{bytes} バイト、上限は {most} KiB）",
        "the text is too long ({bytes} bytes, at most {most} KiB)"
    )
}

pub(super) fn refused_character(span: Span, c: char) -> Diagnostic {
    let name = code_point(c);
    Diagnostic::new(&CONTROL_CHARACTER, span, not_allowed(c)).help(text!("{name} を削除してください", "delete {name}"))
}

pub(super) fn full_width(span: Span, written: &str, meant: &str) -> Diagnostic {
    let found = Diagnostic::new(
        &FULL_WIDTH,
        span,
        text!("全角の `{written}` は引用符の外では使えません", "full-width `{written}` is not allowed outside a text"),
    );
    match meant {
        "~" => found.help(text!(
            "期間は `..` と書いてください（例：`2026-04-01 .. 2031-03-31`）",
            "write a period with `..`, such as `2026-04-01 .. 2031-03-31`"
        )),
        _ => found.help(text!(
            "半角で `{meant}` と書いてください。文なら `\"` で囲めば全角のままで構いません",
            "write `{meant}`; inside `\"…\"` full width is fine"
        )),
    }
}

pub(super) fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::new(
        &TOO_DEEP,
        span,
        text!("括弧の入れ子が {MAX_NESTING} 段を超えています", "brackets are nested deeper than {MAX_NESTING}"),
    )
    .help(text!("条件や節を分けてください", "split the condition or the section"))
}

pub(super) fn long_string(span: Span, bytes: usize) -> Diagnostic {
    Diagnostic::new(&TOO_LARGE, span, too_long(bytes))
        .help(text!("閉じの `\"` を確かめ、短くしてください", "check the closing `\"`, and shorten it"))
}

/// A file beyond its bound, at its first byte.
pub(super) fn file_size(id: SourceId, bytes: usize) -> Option<Diagnostic> {
    let most = MAX_FILE / (1024 * 1024);
    (bytes > MAX_FILE).then(|| {
        Diagnostic::new(
            &TOO_LARGE,
            Span::new(id, 0, 0),
            text!(
                "ファイルが大きすぎます（{bytes} バイト、上限は {most} MiB）",
                "the file is too large ({bytes} bytes, at most {most} MiB)"
            ),
        )
        .help(text!("ファイルを分けてください", "split the file"))
    })
}

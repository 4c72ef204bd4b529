//! The codes of texts that cannot be read, with the words for them.

use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::source::Span;
use crate::text;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal { says $says:expr; why $why:expr; example $example:literal; remedy $remedy:expr; })*) => {
        $($(#[$doc])* pub static $name: Code = Code {
            name: $code,
            family: Family::Syntax,
            severity: Severity::Error,
            page: Page { says: $says, why: $why, example: $example, remedy: $remedy },
        };)*
        /// All of them.
        pub static CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    /// Not as the grammar has it.
    SYNTAX_ERROR "syntax_error" {
        says ("文法に合わない書き方です", "this is not how the language is written");
        why ("読めなかった部分は評価に入りません", "what cannot be read does not enter the evaluation");
        example "A ownz P2.C.1";
        remedy ("示された位置に、期待されているものを書きます", "write what is expected at the place that is shown");
    }
    /// A file that is too large.
    TOO_LARGE "too_large" {
        says ("入力が大きすぎます", "the input is too large");
        why ("大きさに上限を設けて、どの計算機でも同じ結果になるようにしています", "bounds keep the result the same on every machine");
        example "";
        remedy ("ファイルを分けます", "split the file");
    }
    /// Not UTF-8.
    ENCODING "encoding" {
        says ("文字コードが UTF-8 ではありません", "the text is not UTF-8");
        why ("推測で読むと、名前や条項が化けるおそれがあります", "guessing might garble names and clauses");
        example "";
        remedy ("UTF-8 で保存し直します", "save it as UTF-8");
    }
    /// `a <= b <= c`
    CHAINED_COMPARISON "chained_comparison" {
        says ("比較を続けて書いています", "comparisons are chained");
        why ("`a <= b <= c` の意味は読む人によって変わります", "readers disagree on what `a <= b <= c` means");
        example "when 1 <= beds <= 20";
        remedy ("`and` で二つに分けます", "split it in two with `and`");
    }
    /// `=` in a condition.
    ASSIGNMENT_IN_CONDITION "assignment_in_condition" {
        says ("条件の中で `=` を使っています", "`=` stands in a condition");
        why ("`=` は値を述べ、`==` は比べます", "`=` states a value, `==` compares");
        example "when plan = basic";
        remedy ("`==` と書きます", "write `==`");
    }
}

/// `a <= b <= c`
pub fn chained(span: Span) -> Diagnostic {
    let headline = text!("比較は続けて書けません", "comparisons cannot be chained");
    Diagnostic::new(&CHAINED_COMPARISON, span, headline)
        .help(text!("`and` で二つに分けてください", "split it in two with `and`"))
}

/// `plan = basic` in a condition.
pub fn assignment(span: Span) -> Diagnostic {
    let headline = text!("条件では `=` ではなく `==` を使います", "a condition compares with `==`, not with `=`");
    Diagnostic::new(&ASSIGNMENT_IN_CONDITION, span, headline).help(text!("`==` と書いてください", "write `==`"))
}

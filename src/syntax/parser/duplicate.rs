//! A field or clause that can be stated once, stated twice.

use std::borrow::Cow;

use super::Cx;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::source::Span;
use crate::text;

/// A field or clause that can be stated once, stated twice.
pub static DUPLICATE_FIELD: Code = Code {
    name: "duplicate_field",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("同じ項目が一つの宣言に二度書かれている", "a declaration states the same field twice"),
        why: ("どちらが有効か決まらない", "nobody can tell which of the two holds"),
        example: "contract K1 H -> A { form negotiated form standard_terms }",
        remedy: ("一つにする。並べられるものは `,` で並べる", "keep one; what may be several is a list with `,`"),
    },
};

/// The fields of one declaration seen so far.
#[derive(Debug, Default)]
pub(super) struct Seen(Vec<(Cow<'static, str>, Span)>);

impl Seen {
    /// Reports a second `field` of one declaration; the place is that of the whole field.
    pub fn once(&mut self, cx: &mut Cx, field: impl Into<Cow<'static, str>>, span: Span) {
        let field = field.into();
        match self.0.iter().find(|(seen, _)| *seen == field) {
            None => self.0.push((field, span)),
            Some(&(_, first)) => cx.report(
                Diagnostic::new(
                    &DUPLICATE_FIELD,
                    span,
                    text!("`{field}` が二度書かれています", "`{field}` is stated twice"),
                )
                .label(first, text!("一度目はここです", "first stated here"))
                .help(text!("どちらか一つにしてください", "keep one of them")),
            ),
        }
    }
}

//! Blocks: `{`, items with the `///` lines before them, lines that no rule could read, `}`.

use pest::iterators::Pairs;

use super::cx::end_of;
use super::{Cx, Pair, Rule};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::source::Span;
use crate::syntax::recover;
use crate::text;

/// A block whose `}` is missing.
pub static UNCLOSED_BLOCK: Code = Code {
    name: "unclosed_block",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("`{` に対応する `}` がない", "a `{` has no `}`"),
        why: ("どこまでがその宣言か決まらない", "nobody can tell where the declaration ends"),
        example: "catalogue X {\n  title \"…\"\nengagement \"…\" { }",
        remedy: ("宣言の終わりに `}` を書く", "write `}` where the declaration ends"),
    },
};

/// A doc comment with nothing behind it that could carry it.
pub static DANGLING_DOC: Code = Code {
    name: "dangling_doc",
    family: Family::Syntax,
    severity: Severity::Warning,
    page: Page {
        says: ("`///` の説明が付く先がない", "a `///` comment has nothing to attach to"),
        why: (
            "`///` は次の宣言の説明として報告書に載る。付く先がなければ失われる",
            "`///` describes the next declaration and appears in reports; with nothing to describe it would be lost",
        ),
        example: "engagement \"…\" {\n  /// nothing follows\n}",
        remedy: ("宣言の直前の行に置くか、`//` にする", "put it on the lines before a declaration, or write `//`"),
    },
};

/// Which rules may stand in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Block {
    File,
    Catalogue,
    Section,
    Template,
    Derive,
    ByType,
    Profile,
    Rule,
    Control,
    Engagement,
    Facts,
    Evidence,
    Contract,
    Share,
    Test,
    Changes,
    Exactly,
}

/// `///` lines that wait for their declaration.
#[derive(Debug, Default)]
pub(super) struct Docs {
    lines: Vec<String>,
    span: Option<Span>,
}

impl Docs {
    fn push(&mut self, cx: &Cx, pair: &Pair) {
        let text = pair.as_str().trim_start_matches('/');
        self.lines.push(text.strip_prefix(' ').unwrap_or(text).trim_end().to_owned());
        let start = pair.as_span().start();
        let span = cx.range(start, start + pair.as_str().trim_end().len());
        self.span = Some(self.span.map_or(span, |first| first.to(span)));
    }

    /// The lines, for the declaration they describe.
    pub fn take(self) -> Vec<String> {
        self.lines
    }

    /// Nothing here can carry them.
    pub fn nothing(self, cx: &mut Cx) {
        if let Some(span) = self.span {
            cx.report(
                Diagnostic::new(
                    &DANGLING_DOC,
                    span,
                    text!("`///` の説明が付く宣言がありません", "`///` has no declaration to describe"),
                )
                .help(text!(
                    "宣言の直前に置くか、`//` にしてください",
                    "put it right before a declaration, or write `//`"
                )),
            );
        }
    }
}

/// Walks over what a block holds (`inner` may begin with its header); `each` gets the items with their docs.
pub(super) fn walk<'i>(
    cx: &mut Cx,
    block: Block,
    inner: Pairs<'i, Rule>,
    mut each: impl FnMut(&mut Cx, Pair<'i>, Docs),
) {
    let mut docs = Docs::default();
    let mut opened: Option<Pair> = None;
    let mut before: Option<(usize, usize)> = None;
    for pair in inner {
        match pair.as_rule() {
            Rule::open_b => {
                opened = Some(pair);
                before = None;
            }
            Rule::missing_close => unclosed(cx, opened.as_ref(), &pair),
            Rule::close_b | Rule::EOI => {}
            Rule::doc => docs.push(cx, &pair),
            rule if is_stray(rule) => {
                // They would have described what could not be read.
                docs = Docs::default();
                recover::stray(cx, block, before.take(), (pair.as_span().start(), pair.as_span().end()));
            }
            _ => {
                before = Some((pair.as_span().start(), end_of(&pair)));
                each(cx, pair, std::mem::take(&mut docs));
            }
        }
    }
    docs.nothing(cx);
}

fn is_stray(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::stray_item
            | Rule::stray_in_engagement
            | Rule::stray_in_catalogue
            | Rule::stray_in_template
            | Rule::stray_in_rule
            | Rule::stray_in_control
            | Rule::stray_in_derive
            | Rule::stray_in_by_type
            | Rule::stray_in_profile
            | Rule::stray_in_contract
            | Rule::stray_in_facts
            | Rule::stray_in_evidence
            | Rule::stray_in_share
            | Rule::stray_in_test
            | Rule::stray_in_changes
            | Rule::stray_in_exactly
    )
}

fn unclosed(cx: &mut Cx, opened: Option<&Pair>, missing: &Pair) {
    let Some(opened) = opened else { return };
    let at = missing.as_span().start();
    let at_end = cx.text().get(at..).is_none_or(|rest| rest.trim().is_empty());
    if at_end && std::mem::replace(&mut cx.end_reported, true) {
        return;
    }
    let rest = cx.text().get(at..).unwrap_or("");
    let word = rest.split(|c: char| c.is_whitespace() || c == '{').next().unwrap_or("");
    let mut problem = Diagnostic::new(
        &UNCLOSED_BLOCK,
        cx.span(opened),
        text!("この `{{` に対応する `}}` がありません", "this `{{` has no `}}`"),
    );
    if at_end {
        problem = problem.help(text!(
            "文書の終わりまでに `}}` を補ってください",
            "write the missing `}}` before the end of the file"
        ));
    } else {
        let span = cx.range(at, at + word.len());
        problem = problem
            .label(span, text!("`{word}` はこの中に書けません", "`{word}` cannot stand inside it"))
            .help(text!("この前に `}}` を補ってください", "write the missing `}}` before it"));
    }
    cx.report(problem);
}

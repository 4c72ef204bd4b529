//! Lines that no rule could read become diagnostics.
//!
//! The grammar sets such lines aside and goes on. Here the rules that may stand in the block are run again on the slice, to learn
//! how far they got and what they expected there. What people often type instead is looked for at that place.

mod example;
mod furthest;
mod hints;
mod near;
mod token;

use super::parser::{Block, Cx, Rule};
use super::words::{Word, words};
use crate::diagnostic::{Code, Diagnostic, Family, Lang, Page, Severity, Text};
use crate::text;
use token::Token;

/// Something that the language does not have at this place.
pub static SYNTAX_ERROR: Code = Code {
    name: "syntax_error",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("この場所に書けないものがある", "something stands where it cannot be read"),
        why: (
            "読めない行を飛ばして判定すると、抜けた役割分担が見えなくなる",
            "judging without a line that could not be read would hide what it says about the sharing of roles",
        ),
        example: "A ownz P2.C.1 on emr",
        remedy: ("示された位置を、そこに書ける形に直す", "write one of the forms that may stand there"),
    },
};

/// How many expectations a message names.
const MOST: usize = 4;

/// Reports a range of the text that no rule of the block could read; `before` is the item right before it.
pub(super) fn stray(cx: &mut Cx, block: Block, before: Option<(usize, usize)>, stray: (usize, usize)) {
    if !cx.has_room() {
        return;
    }
    let text = cx.text();
    // What stands behind an item on its line was probably meant to belong to it.
    let start = match before {
        Some((start, end)) if text.get(end..stray.0).is_some_and(|gap| !gap.contains(['\n', '\r', ';'])) => start,
        _ => stray.0,
    };
    // Without the line end, what may follow on this line and what may follow on the next fail at the same place.
    let slice = text.get(start..stray.1).unwrap_or("").trim_end();
    let (at, mut expected) = furthest::furthest(block, slice);
    let at = start + at;
    if let Some(problem) = misspelt(cx, block, stray, at, &mut expected) {
        return cx.report(problem);
    }
    let problem = match cx.unclosed_quote(start, stray.1).filter(|&quote| quote <= at) {
        Some(quote) => unclosed(cx, quote),
        None => unexpected(cx, block, stray, at, &expected),
    };
    let example = if problem.help.is_empty() { example::example(block, slice, language(text)) } else { None };
    cx.report(match example {
        Some(example) => problem.help(text!("書き方の例：`{example}`", "for instance: `{example}`")),
        None => problem,
    });
}

/// A line whose first word could be read as a name, and fails at the second: perhaps the first was meant as a keyword. If it is
/// one, no verb is missing behind it.
fn misspelt(
    cx: &Cx,
    block: Block,
    stray: (usize, usize),
    at: usize,
    expected: &mut Vec<&'static Word>,
) -> Option<Diagnostic> {
    let first = token::at(cx.text(), stray.0, stray.1)?;
    let second = token::at(cx.text(), first.end(), stray.1);
    if at <= first.start || second.is_some_and(|second| at > second.start) {
        return None;
    }
    let keywords =
        || openers(block).iter().filter_map(|rule| words(*rule)).flat_map(|word| word.keywords.iter().copied());
    if keywords().any(|keyword| keyword == first.text) {
        let names_only = [words(Rule::verb), words(Rule::equals)];
        if expected.iter().any(|word| !names_only.contains(&Some(*word))) {
            expected.retain(|word| !names_only.contains(&Some(*word)));
        }
        return None;
    }
    let written = first.text;
    let near = near::near(written, keywords())?;
    let headline = text!("`{written}` はここに書けません", "`{written}` cannot stand here");
    Some(meant(Diagnostic::new(&SYNTAX_ERROR, cx.range(first.start, first.end()), headline), Some(near)))
}

fn meant(problem: Diagnostic, keyword: Option<&str>) -> Diagnostic {
    // The keyword was chosen already; near to itself it is.
    problem.suggest(keyword.unwrap_or_default(), keyword)
}

/// Rules whose keywords begin an item of a block, or go on with one, where a name could stand as well.
fn openers(block: Block) -> &'static [Rule] {
    match block {
        Block::Engagement => &[Rule::party, Rule::r#use, Rule::k_only, Rule::k_by, Rule::runs_on, Rule::under],
        Block::Changes => &[Rule::add, Rule::party, Rule::k_by, Rule::runs_on],
        Block::Contract => &[Rule::types, Rule::k_hours],
        Block::Derive => &[Rule::exception],
        Block::Template => &[Rule::template_fact, Rule::k_share, Rule::types, Rule::k_said_when],
        _ => &[],
    }
}

fn unclosed(cx: &Cx, quote: usize) -> Diagnostic {
    Diagnostic::new(
        &SYNTAX_ERROR,
        cx.range(quote, quote + 1),
        text!("`\"` が閉じていません", "this `\"` has no closing `\"`"),
    )
    .help(text!(
        "文は一行の中で `\"` で閉じ、改行は `\\n` と書いてください",
        "close the text with `\"` on the same line, and write `\\n` for a line end"
    ))
}

fn unexpected(cx: &Cx, block: Block, stray: (usize, usize), at: usize, expected: &[&'static Word]) -> Diagnostic {
    let text = cx.text();
    let lang = language(text);
    let list = expected.iter().map(|word| word.text(lang)).take(MOST).collect::<Vec<_>>();
    let found = token::at(text, at, stray.1);
    let last = token::before(text, stray.0.min(at), at);
    let problem = match (found, last) {
        (Some(found), _) if block == Block::File && found.text == "}" => brace(cx, found),
        (Some(found), _) => {
            let written = found.text;
            let headline = match either(&list) {
                Some(Text { ja, en }) => {
                    text!("`{written}` の位置には{ja}が必要です", "expected {en}, found `{written}`")
                }
                None => text!("`{written}` はここに書けません", "`{written}` cannot stand here"),
            };
            let keywords = expected.iter().flat_map(|word| word.keywords.iter().copied());
            let near = near::near(written, keywords);
            meant(Diagnostic::new(&SYNTAX_ERROR, cx.range(found.start, found.end()), headline), near)
        }
        (None, Some(last)) => {
            let written = last.text;
            let headline = match either(&list) {
                Some(Text { ja, en }) => {
                    text!("`{written}` の後に{ja}が必要です", "expected {en} after `{written}`")
                }
                None => text!("`{written}` の後が足りません", "something is missing after `{written}`"),
            };
            Diagnostic::new(&SYNTAX_ERROR, cx.range(last.start, last.end()), headline)
        }
        (None, None) => {
            Diagnostic::new(&SYNTAX_ERROR, cx.range(stray.0, stray.1), text!("ここは読めません", "this cannot be read"))
        }
    };
    hints::hints(problem, text, stray, at, expected)
}

/// The language of a text's keywords: that of its first one.
fn language(text: &str) -> Lang {
    let lines = text.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    match lines.take(1).any(|line| !line.starts_with(|first: char| first.is_ascii())) {
        true => Lang::Ja,
        false => Lang::En,
    }
}

fn brace(cx: &Cx, found: Token) -> Diagnostic {
    Diagnostic::new(
        &SYNTAX_ERROR,
        cx.range(found.start, found.end()),
        text!("対応する `{{` のない `}}` です", "this `}}` closes nothing"),
    )
    .help(text!(
        "余分な `}}` を消すか、前の宣言の `{{` を確かめてください",
        "delete it, or look for the missing `{{` above"
    ))
}

/// `a, b or c`
fn either(list: &[Text]) -> Option<Text> {
    let (last, rest) = list.split_last()?;
    if rest.is_empty() {
        return Some(last.clone());
    }
    let rest = Text::list(rest);
    Some(Text::new(format!("{}、または{}", rest.ja, last.ja), format!("{} or {}", rest.en, last.en)))
}

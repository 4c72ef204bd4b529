//! Lines that no rule could read become diagnostics.
//!
//! The grammar sets such lines aside and goes on. Here the rules that may stand in the block are run again on the slice, to learn
//! how far they got and what they expected there.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::parser::{Block, Cx, Grammar, Rule};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::text;

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

/// Reports a range of the text that no rule of the block could read; `before` is the item right before it.
pub(super) fn stray(cx: &mut Cx, block: Block, before: Option<(usize, usize)>, stray: (usize, usize)) {
    if !cx.has_room() {
        return;
    }
    let slice = format!("{}\n", cx.text().get(stray.0..stray.1).unwrap_or(""));
    let (at, _) = furthest(block, &slice);
    let _ = before;
    let span = cx.range(stray.0 + at, stray.1);
    cx.report(Diagnostic::new(&SYNTAX_ERROR, span, text!("ここは読めません", "this cannot be read")));
}

/// How far the rules of a block get in a slice, and what they expected there.
fn furthest(block: Block, slice: &str) -> (usize, Vec<Rule>) {
    match Grammar::parse(wrapper(block), slice) {
        Ok(_) => (0, Vec::new()),
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            match error.variant {
                ErrorVariant::ParsingError { positives, .. } => (at, positives),
                ErrorVariant::CustomError { .. } => (at, Vec::new()),
            }
        }
    }
}

fn wrapper(block: Block) -> Rule {
    match block {
        Block::File => Rule::whole_item,
        Block::Catalogue => Rule::whole_catalogue,
        Block::Section => Rule::whole_section,
        Block::Control => Rule::whole_control,
        Block::Engagement => Rule::whole_engagement,
        Block::Facts => Rule::whole_facts,
        Block::Contract => Rule::whole_contract,
        Block::Share => Rule::whole_share,
        Block::Test => Rule::whole_test,
        Block::Changes => Rule::whole_changes,
        Block::Exactly => Rule::whole_exactly,
    }
}

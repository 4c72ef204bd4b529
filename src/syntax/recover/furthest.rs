//! The second run: the rules of a block on a slice, to learn where they fail and what they expect there.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use crate::syntax::parser::{Block, Grammar, Rule};
use crate::syntax::words::{Word, words};

/// How far the rules of a block get in a slice, and what they expected there, each thing once, keywords first.
///
/// The wrappers end in the end of the text, so that a rule that is content with the beginning of the slice also says what could
/// have followed.
pub(super) fn furthest(block: Block, slice: &str) -> (usize, Vec<&'static Word>) {
    let (at, rules) = failure(block, slice);
    let mut expected: Vec<&'static Word> = Vec::new();
    for word in rules.into_iter().filter_map(words) {
        if !expected.contains(&word) {
            expected.push(word);
        }
    }
    if block == Block::Template {
        // A template has fewer verbs, and its own word for them.
        expected.retain(|word| Some(*word) != words(Rule::verb));
    }
    expected.sort_by_key(|word| word.rank());
    (at, expected)
}

fn failure(block: Block, slice: &str) -> (usize, Vec<Rule>) {
    let Err(error) = Grammar::parse(wrapper(block), slice) else {
        return (0, Vec::new());
    };
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    match error.variant {
        ErrorVariant::ParsingError { positives, .. } => (at, positives),
        ErrorVariant::CustomError { .. } => (at, Vec::new()),
    }
}

/// The rule that reads what may stand in a block, to its end.
pub(super) fn wrapper(block: Block) -> Rule {
    match block {
        Block::File => Rule::whole_item,
        Block::Catalogue => Rule::whole_catalogue,
        Block::Section => Rule::whole_section,
        Block::Template => Rule::whole_template,
        Block::Derive => Rule::whole_derive,
        Block::ByType => Rule::whole_by_type,
        Block::Profile => Rule::whole_profile,
        Block::Rule => Rule::whole_rule,
        Block::Control => Rule::whole_control,
        Block::Engagement => Rule::whole_engagement,
        Block::Facts => Rule::whole_facts,
        Block::Evidence => Rule::whole_evidence,
        Block::Contract => Rule::whole_contract,
        Block::Share => Rule::whole_share,
        Block::Test => Rule::whole_test,
        Block::Changes => Rule::whole_changes,
        Block::Exactly => Rule::whole_exactly,
    }
}

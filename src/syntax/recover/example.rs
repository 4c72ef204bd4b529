//! How what was meant is written: the examples in the grammar, each above the rule that reads it.

use pest::Parser;
use pest::iterators::Pairs;

use super::furthest::wrapper;
use super::token::{self, Token};
use crate::diagnostic::Lang;
use crate::syntax::grammar::{Grammar, spelling};
use crate::syntax::parser::{Block, Grammar as Rules};

/// An example of what may begin in a block like a slice of a text, with keywords in one language. Where only one thing may stand in
/// the block, that was meant.
pub(super) fn example(block: Block, slice: &str, lang: Lang) -> Option<String> {
    let first = token::at(slice, 0, slice.len());
    let second = first.and_then(|it| token::at(slice, it.end(), slice.len()));
    let wrapper = format!("{:?}", wrapper(block));
    let things = Grammar::get().choices(&wrapper);
    let example = match things.as_slice() {
        [only] => shown(only),
        _ => things.iter().find_map(|thing| meant(thing, first?, second)),
    };
    example.map(|text| spelled(block, text, lang))
}

/// An example of a thing, if it was meant by these words.
fn meant(thing: &str, first: Token, second: Option<Token>) -> Option<&'static str> {
    if is_begun(thing, first) {
        return shown(thing);
    }
    // Who speaks stands before the verb.
    let verbs = Grammar::get().behind_a_name(thing);
    let verb = verbs.into_iter().find(|verb| second.is_some_and(|second| is_begun(verb, second)))?;
    shown(verb).or_else(|| shown(thing))
}

/// Whether a thing begins with a word; of a keyword of two words one is enough.
fn is_begun(thing: &str, word: Token) -> bool {
    Grammar::get().openers(thing).iter().any(|opener| opener.split(' ').next() == Some(word.text))
}

/// The first whole example of a thing.
fn shown(thing: &str) -> Option<&'static str> {
    let openers = Grammar::get().openers(thing);
    let is_whole = |text: &&str| {
        let mut words = text.split(' ').take(2);
        text.contains(' ') && (openers.is_empty() || words.any(|word| openers.iter().any(|it| it.starts_with(word))))
    };
    Grammar::get().examples(thing).find(is_whole)
}

/// The example with its keywords in one language.
fn spelled(block: Block, example: &str, lang: Lang) -> String {
    let pairs = Rules::parse(wrapper(block), example).into_iter();
    let keywords = pairs.flat_map(Pairs::flatten).filter_map(|pair| {
        let span = pair.as_span();
        Some((span.start(), span.end(), spelling(pair.as_rule(), pair.as_str(), lang)?))
    });
    let (mut text, mut from) = (String::new(), 0);
    for (start, end, keyword) in keywords {
        text.push_str(example.get(from..start).unwrap_or_default());
        text.push_str(keyword);
        from = end;
    }
    text + example.get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLOCKS: [Block; 17] = [
        Block::File,
        Block::Catalogue,
        Block::Section,
        Block::Template,
        Block::Derive,
        Block::ByType,
        Block::Profile,
        Block::Rule,
        Block::Control,
        Block::Engagement,
        Block::Facts,
        Block::Evidence,
        Block::Contract,
        Block::Share,
        Block::Test,
        Block::Changes,
        Block::Exactly,
    ];

    /// Whatever is shown is read, in both languages, as what it is shown for.
    #[test]
    fn every_example_is_read_in_its_block() {
        let (mut shown_here, mut unread) = (0, Vec::new());
        for block in BLOCKS {
            let wrapper_name = format!("{:?}", wrapper(block));
            let things = Grammar::get().choices(&wrapper_name);
            assert!(!things.is_empty(), "{block:?}");
            for thing in things {
                let verbs = Grammar::get().behind_a_name(thing);
                for example in verbs.iter().chain([&thing]).filter_map(|it| shown(it)) {
                    let texts = [Lang::En, Lang::Ja].map(|lang| spelled(block, example, lang));
                    shown_here += texts.len();
                    unread.extend(texts.into_iter().filter(|text| Rules::parse(wrapper(block), text).is_err()));
                }
            }
        }
        assert!(unread.is_empty(), "{unread:#?}");
        assert!(shown_here > 60, "{shown_here}");
    }

    #[test]
    fn a_line_that_begins_alike_has_an_example() {
        let shown = |block, slice| example(block, slice, Lang::En).unwrap_or_default();
        assert!(shown(Block::Engagement, "component emr provided by A").starts_with("component emr application "));
        assert!(shown(Block::Engagement, "A owns P2.C.1 for emr").starts_with("A solely owns P2.C.* "));
        assert!(shown(Block::Engagement, "A does P2.C.1").is_empty());
        assert!(shown(Block::Facts, "provider A").contains(" = "));
        let ja = example(Block::Engagement, "構成要素 emr 提供 A", Lang::Ja).unwrap_or_default();
        assert!(ja.starts_with("構成要素 emr application "), "{ja}");
    }
}

//! The canonical layout of a policy file.
//!
//! ```text
//!   text ─parse─▶ pairs ─tree─▶ blocks of items of words ─layout─▶ lines
//!                                  comments beside them
//! ```
//!
//! It works on the pairs of the grammar and on nothing else: it knows blocks, items, clauses, lists, brackets and keywords, and
//! reads from the grammar where a line may go on, so that a new rule needs no printer. What shares a line as written shares it
//! still; blanks, columns, continued lines and indentation are decided here. At most one blank line is kept. Lines end in `\n`,
//! and a byte order mark is dropped.
//!
//! INVARIANT: the pairs of the result are the pairs of the text, word for word; that is looked at before anything is given back.

mod columns;
mod layout;
mod tree;

#[cfg(test)]
pub(super) use tree::INLINE;

use pest::Parser;

use super::grammar::spelling;
use super::parser::{Grammar, Pair, Rule};
use super::{Comment, Parsed};
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::source::{Source, SourceId};

/// Why a text was not laid out.
#[derive(Clone, Debug)]
pub enum LeftAlone {
    /// It is not sound.
    Problems(Vec<Diagnostic>),
    /// The layout would have said something else: a mistake of this program.
    Unfaithful,
}

/// How to lay out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Write keywords in one language, and the words of closed vocabularies as this table says.
    pub keywords: Option<(Lang, Vocabulary)>,
}

/// The English and the Japanese spelling of a word of a closed vocabulary, if it is one at that position.
pub type Vocabulary = fn(Position, &str) -> Option<(&'static str, &'static str)>;

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position<'a> {
    /// In a construct, by the name of its rule: `types` for `type saas`.
    In(&'a str),
    /// In a condition, where names ask something.
    Condition,
    /// After a dot: `supplier` of `k.supplier`.
    Step,
    /// In a condition, compared with this name.
    ComparedWith(&'a str),
}

/// Lays out a text.
///
/// # Errors
/// A text that is not sound is not laid out at all.
pub fn format(id: SourceId, source: &Source, options: &Options) -> Result<String, LeftAlone> {
    let parsed = super::parse(id, source);
    if parsed.problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(LeftAlone::Problems(parsed.problems));
    }
    if let Some(text) = source.text.strip_prefix('\u{feff}') {
        return format(id, &Source::new(source.name.clone(), text), options);
    }
    let text: &str = &source.text;
    let laid_out = pairs(text).map(|file| layout::layout(&tree::tree(text, file, &parsed.trivia.comments, options)));
    laid_out.filter(|laid_out| says_the_same(&parsed, text, laid_out, options)).ok_or(LeftAlone::Unfaithful)
}

fn pairs(text: &str) -> Option<Pair<'_>> {
    Grammar::parse(Rule::file, text).ok()?.next()
}

/// Whether two texts have the same pairs, words and comments; where keywords were to be changed, they may differ in those.
fn says_the_same(parsed: &Parsed, before: &str, after: &str, options: &Options) -> bool {
    let again = super::parse(SourceId(0), &Source::new("", after));
    let comments = |text: &str, comments: &[Comment]| -> Vec<String> {
        let spans = comments.iter().map(|comment| comment.span);
        spans.filter_map(|span| Some(text.get(span.start as usize..span.end as usize)?.trim_end().to_owned())).collect()
    };
    let (Some(old), Some(new)) = (pairs(before), pairs(after)) else { return false };
    let (old, new) = (outline(old), outline(new));
    again.problems.len() == parsed.problems.len()
        && comments(before, &parsed.trivia.comments) == comments(after, &again.trivia.comments)
        && old.len() == new.len()
        && old.iter().zip(&new).all(|((depth, old), (new_depth, new))| {
            depth == new_depth && old.as_rule() == new.as_rule() && same_word(old, new, options)
        })
}

/// Every pair, with its depth.
fn outline(file: Pair) -> Vec<(usize, Pair)> {
    let (mut all, mut open) = (Vec::new(), vec![(0, file)]);
    while let Some((depth, pair)) = open.pop() {
        open.extend(pair.clone().into_inner().rev().map(|child| (depth + 1, child)));
        all.push((depth, pair));
    }
    all
}

fn same_word(old: &Pair, new: &Pair, options: &Options) -> bool {
    if !tree::is_word(old) {
        return !tree::is_word(new);
    }
    let plain = |pair: &Pair| pair.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    let (rule, is_string) = (old.as_rule(), old.as_rule() == Rule::string);
    let same = if is_string { old.as_str() == new.as_str() } else { plain(old) == plain(new) };
    same || options.keywords.is_some_and(|(lang, vocabulary)| {
        let spelled = |pair: &Pair| spelling(rule, &plain(pair), lang);
        let closed = |pair: &Pair| {
            let places = ["subject", "related", "template_statement"];
            places.into_iter().find_map(|it| vocabulary(Position::In(it), pair.as_str()))
        };
        match rule {
            Rule::term | Rule::path | Rule::value => true,
            Rule::name => closed(old).is_some() && closed(old) == closed(new),
            _ => spelled(old).is_some() && spelled(old) == spelled(new),
        }
    })
}

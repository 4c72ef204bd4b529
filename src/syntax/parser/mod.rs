//! Pest pairs to the syntax tree, one file per area of the grammar.
//!
//! Every function takes the pair of one rule and returns its node. What the grammar lets through but the language does not mean is
//! reported here (chained comparisons, a field stated twice, a comment with nothing to attach to); lines that no rule could read
//! go to [`recover`](super::recover).

mod block;
mod catalogue;
mod condition;
mod control;
mod cx;
mod derive;
mod duplicate;
mod engagement;
mod leaf;
mod rule;
mod service_level;
mod statement;
mod template;
mod test;

pub use block::{Block, DANGLING_DOC, UNCLOSED_BLOCK};
pub use condition::{ASSIGNMENT_IN_CONDITION, CHAINED_COMPARISON};
pub use cx::Cx;
pub use duplicate::DUPLICATE_FIELD;
pub use leaf::BAD_TEXT;

use pest::Parser;
use pest::iterators::Pair as PestPair;

use super::ast::File;
use super::brackets::Brackets;
use super::scan::Scanned;
use crate::diagnostic::Diagnostic;

#[allow(missing_docs)]
mod grammar {
    /// The grammar, compiled.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/buntan.pest"]
    pub struct Grammar;
}
pub use grammar::{Grammar, Rule};

/// A part of a text that a rule has read.
pub type Pair<'i> = PestPair<'i, Rule>;

/// The tree of a cleaned text, with everything that was wrong in it.
pub(super) fn file(scanned: &Scanned, brackets: &Brackets) -> (File, Vec<Diagnostic>) {
    let mut file = File::default();
    let mut cx = Cx::new(scanned, brackets);
    // The grammar takes any text; if it ever did not, an empty tree would still be a tree.
    let pairs = Grammar::parse(Rule::file, &scanned.text).into_iter().flatten();
    for whole in pairs {
        block::walk(&mut cx, Block::File, whole.into_inner(), |cx, item, docs| match item.as_rule() {
            Rule::load => {
                docs.nothing(cx);
                file.loads.extend(leaf::child(&item, Rule::string).map(|path| leaf::string_name(cx, path)));
            }
            Rule::catalogue => file.catalogues.push(catalogue::catalogue(cx, item, docs)),
            Rule::template => file.templates.push(template::template(cx, item, docs)),
            Rule::user_rule => file.rules.push(rule::rule(cx, item, docs)),
            Rule::engagement => file.engagements.push(engagement::engagement(cx, item, docs)),
            Rule::test => file.tests.push(test::test(cx, item, docs)),
            _ => {}
        });
    }
    (file, cx.finish())
}

//! Pest pairs to the syntax tree.

#[allow(missing_docs)]
mod grammar {
    /// The grammar, compiled.
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/buntan.pest"]
    pub struct Grammar;
}
pub use grammar::{Grammar, Rule};

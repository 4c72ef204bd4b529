//! What was written; knows nothing of meaning.

pub mod ast;
mod json;
mod parser;

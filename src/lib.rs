//! Buntan (分担): who carries which duty, can they be held to it, and where does nobody?
#![warn(missing_docs)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod diagnostic;
pub mod evaluate;
pub mod graph;
pub mod model;
pub mod source;
pub mod syntax;

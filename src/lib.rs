//! Buntan (分担): who carries which duty, can they be held to it, and where does nobody?
#![warn(missing_docs)]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod answers;
pub mod batch;
pub mod bundle;
pub mod check;
pub mod cli;
pub mod codes;
pub mod diagnostic;
pub mod evaluate;
pub mod findings;
pub mod forms;
pub mod graph;
pub mod guide;
pub mod model;
pub mod oscal;
pub mod packs;
pub mod pages;
pub mod report;
pub mod schemas;
pub mod source;
pub mod syntax;
pub mod verify;
pub mod workspace;
pub mod world;

//! The laws, stated a second time for reading: lists and recursion, one law per file.

mod answer;
mod condition;
mod derived;
mod facts;
mod scene;
mod structure;

pub use answer::{Answer, Ask, Facts};
pub use condition::{Reading, decided, holds};
pub use derived::{derive, in_scope, is_yes};
pub use facts::{Cases, Known, attribute_of, disclosed, fact_of};
pub use scene::Scene;
pub use structure::{above, beneath, connected, members, prime, runs_on};

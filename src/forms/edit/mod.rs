//! From answers to the text of an engagement: the least that says what was filled in, with comments and layout left in place.
//!
//! ```text
//!   answers ─plan─▶ statements to put in, to put in place of another, to take out ─texts─▶ the new text
//! ```

pub mod plan;
pub mod texts;
mod without;
mod wording;
pub mod written;

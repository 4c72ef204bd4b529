//! From what was written to what it says: names resolved, types and units checked, problems collected.
//!
//! [`compile`] makes a policy of catalogues, once; `settle` makes an engagement of its parts, often. Neither stops at the first
//! problem. Nothing here depends on the order of declarations.

#![expect(
    clippy::result_large_err,
    reason = "a problem is built once per mistake, and moved at once to the list of problems"
)]

mod attributes;
mod catalogue;
mod condition;
mod control;
mod facts;
mod fields;
mod kind;
mod leaves;
mod names;
mod path;
mod patterns;
mod relations;
mod sections;
mod value;
mod written;

pub use catalogue::compile;
pub use patterns::{duties_matching, duties_named};

pub(in crate::model) use names::key_of;

use crate::diagnostic::Code;

/// The codes of problems with what a text says.
pub static CODES: &[&Code] = &[
    &catalogue::DUPLICATE_CATALOGUE,
    &catalogue::DUPLICATE_CONTROL,
    &condition::MISPLACED_COUNT,
    &condition::NOT_A_CONDITION,
    &control::MISSING_PER,
    &facts::DUPLICATE_FACT,
    &fields::STATED_AND_MET,
    &leaves::DEEP_DUTY,
    &leaves::DUPLICATE_DUTY,
    &leaves::MISPLACED_FIELD,
    &names::RESERVED_NAME,
    &names::UNKNOWN_WORD,
    &path::UNKNOWN_FACT,
    &path::WRONG_SUBJECT,
    &patterns::AMBIGUOUS_ID,
    &patterns::UNKNOWN_CATALOGUE,
    &patterns::UNKNOWN_DUTY,
    &value::BAD_DATE,
    &value::OVERSIZED_NUMBER,
    &value::WRONG_TYPE,
    &value::WRONG_UNIT,
];

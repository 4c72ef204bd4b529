//! From what was written to what it says: names resolved, types and units checked, problems collected.
//!
//! [`compile`] makes a policy of catalogues and templates, once; [`settle`] makes an engagement of its parts, often. Neither stops at the first
//! problem. Nothing here depends on the order of declarations.

#![expect(
    clippy::result_large_err,
    reason = "a problem is built once per mistake, and moved at once to the list of problems"
)]

mod attributes;
mod by_type;
mod catalogue;
mod clauses;
mod components;
mod condition;
mod contracts;
mod control;
mod cycles;
mod derived;
mod engagement;
mod evidence;
mod facts;
mod fields;
mod follow;
mod gather;
mod interfaces;
mod kind;
mod leaves;
mod members;
mod metrics;
mod names;
mod parties;
mod path;
mod patterns;
mod period;
mod profiles;
mod relations;
mod rules;
mod sections;
mod service_levels;
mod settings;
mod spelling;
mod statement;
mod structure;
mod templates;
mod titles;
mod uses;
mod value;
mod variables;
mod waivers;
mod written;

pub use catalogue::compile;
pub use contracts::MISSING_PERIOD;
pub use engagement::settle;
pub use members::{UNKNOWN_NAME, party_named, subject_named};
pub use patterns::{duties_matching, duties_named};
pub use service_levels::level_named;
pub use spelling::spelling;

pub use names::RESERVED_NAME;
pub(in crate::model) use names::key_of;

use crate::diagnostic::Code;

/// The codes of names that nothing declares: not worth reporting where declarations were lost to a syntax error.
pub static UNKNOWN_NAMES: &[&Code] = &[
    &follow::UNKNOWN_TEMPLATE,
    &members::UNKNOWN_NAME,
    &metrics::UNKNOWN_METRIC,
    &path::UNKNOWN_FACT,
    &patterns::UNKNOWN_CATALOGUE,
    &patterns::UNKNOWN_DUTY,
];

/// The codes of problems with what a text says.
pub static CODES: &[&Code] = &[
    &catalogue::DUPLICATE_CATALOGUE,
    &catalogue::DUPLICATE_CONTROL,
    &clauses::MISPLACED_CLAUSE,
    &clauses::MISSING_CLAUSE,
    &components::RUNS_ON_CYCLE,
    &components::SELF_CONNECTION,
    &condition::NOT_A_CONDITION,
    &condition::MISPLACED_COUNT,
    &contracts::MISSING_PERIOD,
    &contracts::PERIOD_AND_DATE,
    &contracts::SELF_CONTRACT,
    &control::MISSING_PER,
    &derived::DERIVED_CYCLE,
    &derived::MISSING_DEFAULT,
    &facts::DUPLICATE_FACT,
    &follow::DUPLICATE_FOLLOWS,
    &follow::UNDECIDED_TEMPLATE,
    &follow::UNKNOWN_TEMPLATE,
    &fields::STATED_AND_MET,
    &interfaces::NO_SUCH_INTERFACE,
    &leaves::DUPLICATE_DUTY,
    &leaves::DEEP_DUTY,
    &leaves::MISPLACED_FIELD,
    &members::DUPLICATE_NAME,
    &members::UNKNOWN_NAME,
    &members::WRONG_KIND_OF_NAME,
    &metrics::DUPLICATE_METRIC,
    &metrics::UNKNOWN_METRIC,
    &metrics::AMBIGUOUS_METRIC,
    &metrics::SENSELESS_COMPOSITION,
    &names::UNKNOWN_WORD,
    &names::RESERVED_NAME,
    &parties::BAD_CORPORATE_NUMBER,
    &parties::MISSING_HOSPITAL,
    &parties::TWO_HOSPITALS,
    &path::UNKNOWN_FACT,
    &path::WRONG_SUBJECT,
    &patterns::UNKNOWN_DUTY,
    &patterns::AMBIGUOUS_ID,
    &patterns::UNKNOWN_CATALOGUE,
    &period::IMPOSSIBLE_PERIOD,
    &service_levels::BAD_HOURS,
    &service_levels::CONTRADICTING_LEVELS,
    &service_levels::DEMAND_OF_A_VENDOR,
    &service_levels::IMPOSSIBLE_LEVEL,
    &service_levels::MISPLACED_GOAL,
    &service_levels::WRONG_DIRECTION,
    &rules::DUPLICATE_RULE,
    &rules::NOT_ONE_CONTROL,
    &rules::DIFFERENT_PLACEHOLDERS,
    &settings::WRONG_BEARER,
    &settings::CONTRADICTING_FACTS,
    &settings::DERIVED_FACT_STATED,
    &statement::OUTSIDE_PARTY_SPEAKS,
    &structure::WRONG_PARENT,
    &structure::CONTRACT_CYCLE,
    &structure::RELIANCE_CYCLE,
    &templates::DUPLICATE_TEMPLATE,
    &templates::OPEN_CONDITION,
    &variables::UNKNOWN_VARIABLE,
    &variables::UNKNOWN_ATTRIBUTE,
    &variables::MISSING_VARIABLE,
    &variables::MISPLACED_VARIABLE,
    &variables::DUPLICATE_VARIABLE,
    &waivers::BLANKET_WAIVER,
    &waivers::WAIVER_OF_LAW,
    &value::WRONG_TYPE,
    &value::WRONG_UNIT,
    &value::BAD_DATE,
    &value::OVERSIZED_NUMBER,
];

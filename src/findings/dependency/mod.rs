//! What depends on what.

pub mod at_risk;

//! What is not known.

pub mod undetermined;
pub mod unknown_provider;

//! What is not known.

pub mod out_of_scope;
pub mod undetermined;
pub mod unknown_provider;

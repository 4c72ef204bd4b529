//! What documents and agreements say.

pub mod completed_before_confirmed;
pub mod evidence_expired;
pub mod not_confirmed;
pub mod not_documented;
pub mod not_waivable;
pub mod risk_not_agreed;
pub mod unreasoned_exclusion;

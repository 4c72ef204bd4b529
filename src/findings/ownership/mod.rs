//! Who owns.

pub mod conflicting_owners;
pub mod mutual_disclaimer;
pub mod non_delegable;
pub mod out_of_reach;
pub mod partly_owned;
pub mod presumed_only;
pub mod unowned;
pub mod unsplit_shared;

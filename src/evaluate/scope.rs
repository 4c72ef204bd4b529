//! The law of scope: whom a catalogue addresses.
//!
//! A catalogue that derives `in_scope` of vendors says by it who is in scope; by one that does not, everybody is. A vendor out of
//! scope has no duties: what is asked per vendor does not apply to it, nothing flows down to it, no gap is put to it, and conditions
//! do not count it. What it owns under a contract in force still counts. Unknown scope is judged as if in scope.
//!
//! A catalogue speaks for itself only: that a ministry's guideline does not address a dealer says nothing of a hospital's own list.
//! What decides who is in scope counts everybody. Duties per contract or component say in their own `where` which of them they mean.

use super::context::Context;
use super::derived::is_yes;
use super::kleene::Kleene;
use crate::model::{CatalogueIdx, PartyIdx, PartyKind, Subject};

/// Whether a vendor is in scope of a catalogue on the day.
pub fn in_scope(context: &Context, catalogue: CatalogueIdx, party: PartyIdx) -> Kleene {
    let is_vendor = context.engagement.parties[party].kind == PartyKind::Vendor;
    match context.policy.catalogues[catalogue].scope {
        Some(fact) if is_vendor => is_yes(context, fact, Subject::Vendor(party)),
        _ => Kleene::known(true),
    }
}

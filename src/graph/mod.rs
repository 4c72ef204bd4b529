//! What must be carried, and how it hangs together.
//!
//! [`DutyGraph`] belongs to a policy and is built once with petgraph: duties with `requires` and `serves`. [`Obligations`] belong
//! to an engagement: duty × subject × phase × mode as index arrays, with the subjects, the contract tree and, for every statement,
//! the set of obligations it speaks of. Nothing here knows days or verdicts.

mod about;
mod contracts;
mod duties;
mod mermaid;
mod obligations;
mod picture;
mod reach;
mod subjects;

pub use contracts::ContractTree;
pub use duties::{DutyCycle, DutyGraph, RelationKind, Server, duty_cycles, serving};
pub use mermaid::mermaid;
pub use obligations::{Obligation, ObligationIdx, Obligations, instantiate};
pub use picture::{PictureEdge, PictureNode, dot};
pub use reach::reach;
pub use subjects::{SubjectIdx, Subjects};

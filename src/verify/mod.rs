//! The laws, stated a second time for reading: lists and recursion, one law per file.

mod answer;
mod checklist;
mod condition;
mod derived;
mod documents;
mod facts;
mod levels;
mod risks;
mod rules;
mod scene;
mod structure;
mod things;
mod waivers;

pub use answer::{Answer, Ask, Facts};
pub use checklist::{Confirmed, begun, confirmed};
pub use condition::{Reading, decided, holds};
pub use derived::{derive, in_scope, is_yes};
pub use documents::{Written, counts, counts_on, is_of, stated, stating, written};
pub use facts::{Cases, Known, attribute_of, disclosed, fact_of};
pub use levels::{Demand, Demander, LevelGap, demanded, demands, level_gaps};
pub use risks::{RiskLack, risks};
pub use rules::{Ruling, rulings};
pub use scene::Scene;
pub use structure::{above, beneath, connected, members, prime, runs_on};
pub use things::{Judged, Thing, Told};
pub use waivers::{Found, waived};

//! The laws, stated a second time for reading: lists and recursion, one law per file. Only what derived facts came to is remembered.
//!
//! [`findings`] says of an engagement what is wrong with it on some days. It knows the model and nothing of how it is otherwise
//! evaluated: it lays out its own obligations, and follows the words of the laws rather than what would be quick. The evaluator is held
//! to it, case by case.

mod account;
mod answer;
mod answering;
mod beside;
mod carrying;
mod checklist;
mod condition;
mod crosswalk;
mod day;
mod dependencies;
mod derived;
mod documents;
mod exclusion;
mod facts;
mod flow_down;
mod gates;
mod grouping;
mod handover;
mod kind;
mod ladder;
mod levels;
mod life;
mod near;
mod obligation;
mod over;
mod owning;
mod reach;
mod risks;
mod roles;
mod rules;
mod scene;
mod service_levels;
mod stance;
mod structure;
mod things;
mod time;
mod user_rules;
mod validity;
mod verdict;
mod waivers;
mod whole;

pub use account::{Accounted, Fate, How, ToldBy, Why, account};
pub use answer::{Answer, Ask, Facts};
pub use checklist::{Confirmed, begun, confirmed};
pub use condition::{Reading, decided, holds};
pub use derived::{derive, in_scope, is_yes};
pub use documents::{Written, counts, counts_on, is_of, stated, stating, written};
pub use facts::{Cases, Known, attribute_of, disclosed, fact_of};
pub use kind::Kind;
pub use levels::{Demand, Demander, LevelGap, demanded, demands, level_gaps};
pub use obligation::Obligation;
pub use over::findings;
pub use risks::{RiskLack, risks};
pub use rules::{Ruling, rulings};
pub use scene::{Remembered, Scene};
pub use structure::{above, beneath, connected, members, prime, runs_on};
pub use things::{Judged, Thing, Told};
pub use waivers::{Found, waived};

use crate::diagnostic::Severity;
use crate::model::{ControlIdx, DutyIdx, Mode, PartyIdx, Phase, Policy, Stretch, Subject, WaiverIdx};

/// A finding, as the laws come to it.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What it is called.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its weight.
    pub severity: Severity,
    /// The days on which it holds.
    pub days: Stretch,
    /// The control, if it is about one.
    pub control: Option<ControlIdx>,
    /// About what.
    pub subject: Subject,
    /// The duties.
    pub duties: Vec<DutyIdx>,
    /// The phases, where distinguished.
    pub phases: Vec<Phase>,
    /// The modes, where distinguished.
    pub modes: Vec<Mode>,
    /// The parties.
    pub parties: Vec<PartyIdx>,
    /// It stands beside something sound.
    pub beside: bool,
    /// Words for machines.
    pub reasons: Vec<String>,
    /// What is not known: the sets of facts that would decide.
    pub facts: Vec<Facts>,
    /// The findings that cause it, by number.
    pub because: Vec<usize>,
    /// By which waiver it is waived.
    pub waived: Option<WaiverIdx>,
    /// What is wrong with levels, if that is it.
    pub gap: Option<LevelGap>,
}

/// What findings of a kind are called.
fn named(policy: &Policy, kind: Kind) -> String {
    match kind {
        Kind::Rule(rule) => policy.rules[rule].name.clone(),
        other => other.name().to_owned(),
    }
}

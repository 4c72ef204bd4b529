//! What a text says: names resolved, types checked, indices instead of names.
//!
//! Two forms: a [`Policy`] (catalogues and templates; compiled once) and an [`Engagement`] (one hospital; many per policy). Invariants: every
//! index is in range; conditions are well-typed for their subject; tables are ordered by names, never by positions in files;
//! a subcontract's customer is its parent's supplier; no contract is its own ancestor. The model does not know obligations.

mod condition;
mod corporate_number;
mod derived;
mod engagement;
mod evidence;
mod fact;
mod from_syntax;
mod full_name;
mod ids;
mod index;
mod natural;
mod policy;
mod rule;
mod service_level;
mod template;
mod time;
mod turning;
mod vocabulary;
mod waiver;

pub use condition::{Attribute, Comparison, Condition, Part, Quantifier, Range, RangeKind, Term, Test, compare, fits};
pub use corporate_number::{CorporateNumber, NoCorporateNumber};
pub use derived::{Derived, DerivedRule, Outcome};
pub use engagement::{
    AllOther, Basis, Component, Contract, Dated, Engagement, On, Party, Statement, Subject, Used, Verb,
};
pub use evidence::{Evidence, Paper};
pub use fact::{Bearer, Fact, FactType, Setting, Stated, Value};
pub use from_syntax::{
    CODES, MISSING_PERIOD, RESERVED_NAME, UNKNOWN_NAME, UNKNOWN_NAMES, compile, duties_matching, duties_named,
    level_named, party_named, settle, spelling, subject_named,
};
pub use full_name::{core_name, full_name, without_legal_form};
pub use ids::DutyIds;
pub use index::{
    CatalogueIdx, ComponentIdx, ContractIdx, ControlIdx, DutyIdx, EvidenceIdx, FactIdx, Idx, MetricIdx, PartyIdx,
    RuleIdx, StatementIdx, Table, TemplateIdx, WaiverIdx,
};
pub use natural::natural_order;
pub use policy::{Bearers, Catalogue, Control, Duty, Excludable, Need, Policy, Profile, Relation, Same, Section};
pub use rule::{For, Leaf, Message, Operand, Path, Piece, Pool, Root, Rule, RuleCondition, Step, Trait, Whose};
pub use service_level::{Bound, DAY_KINDS, Hours, Limits, MINUTES, Metric, ServiceLevel};
pub use template::{Clause, Followed, Origin, Related, Says, Template, TemplateLevel};
pub use time::{Date, Interval, Stretch};
pub use turning::{Turning, marking_days, turning_days};
pub use vocabulary::{
    ComponentKind, Composition, ContractType, Direction, Document, Form, Led, Level, Mode, PartyKind, Phase, Role,
    Sort, SubjectKind, Unit, Unmet, Verdict, Weekday, Word,
};
pub use waiver::{WaivedKind, Waiver};

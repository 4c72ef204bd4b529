//! Static checks on a sound model: what can be said without asking any day.
//!
//! Errors name what cannot be meant; warnings and notes are hints that never stop an evaluation. One file per code.

mod contradicting_checks;
mod contradicting_statements;
mod dead_statement;
mod duplicate_statement;
mod duty_cycles;
mod idle_check;
mod idle_evidence;
mod idle_exclusion;
mod idle_phase;
mod misplaced_gate;
mod nothing_in_use;
mod oversized;
mod same_party;
mod shadowed_statement;
mod subcontract_outside_parent;
mod unbound_statement;
mod undescribed_contract;
mod unplaced_contract;
mod unused;
mod variants;
mod weaker_server;

use rayon::prelude::*;

pub use oversized::find as oversized;

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::Obligations;
use crate::model::{Engagement, Idx, Interval, Policy, Statement, StatementIdx, Verb};

/// The codes of all static checks.
pub static CODES: &[&Code] = &[
    &duty_cycles::REQUIRES_CYCLE,
    &duty_cycles::SERVES_CYCLE,
    &contradicting_checks::CONTRADICTING_CHECKS,
    &contradicting_statements::CONTRADICTING_STATEMENTS,
    &dead_statement::DEAD_STATEMENT,
    &duplicate_statement::DUPLICATE_STATEMENT,
    &idle_phase::IDLE_PHASE,
    &misplaced_gate::MISPLACED_GATE,
    &idle_check::IDLE_CHECK,
    &idle_evidence::IDLE_EVIDENCE,
    &idle_exclusion::IDLE_EXCLUSION,
    &nothing_in_use::NOTHING_IN_USE,
    &same_party::SAME_PARTY,
    &shadowed_statement::SHADOWED_STATEMENT,
    &subcontract_outside_parent::SUBCONTRACT_OUTSIDE_PARENT,
    &undescribed_contract::UNDESCRIBED_CONTRACT,
    &unplaced_contract::UNPLACED_CONTRACT,
    &unbound_statement::UNBOUND_STATEMENT,
    &unused::UNUSED_FACT,
    &unused::UNUSED_PARTY,
    &weaker_server::WEAKER_SERVER,
];

/// Whether a day can be judged in spite of an error: the laws say what becomes of statements that contradict each other.
pub fn is_settled_by_a_law(code: &Code) -> bool {
    [&contradicting_statements::CONTRADICTING_STATEMENTS, &contradicting_checks::CONTRADICTING_CHECKS]
        .iter()
        .any(|it| it.name == code.name)
}

/// What is wrong with catalogues, and wrong or idle in templates.
pub fn check_policy(policy: &Policy) -> Vec<Diagnostic> {
    [
        duty_cycles::find,
        misplaced_gate::find,
        weaker_server::find,
        contradicting_statements::templates,
        dead_statement::templates,
        idle_phase::templates,
    ]
    .iter()
    .flat_map(|find| find(policy))
    .collect()
}

/// What is wrong with, or idle in, an engagement.
pub fn check_engagement(policy: &Policy, engagement: &Engagement, obligations: &Obligations) -> Vec<Diagnostic> {
    let scene = Scene { policy, engagement, obligations };
    let found: Vec<_> = DOUBTS.par_iter().chain(HINTS).map(|find| find(&scene)).collect();
    found.into_iter().flatten().collect()
}

/// What is wrong or doubtful in an engagement, without mere hints.
pub fn doubts(policy: &Policy, engagement: &Engagement, obligations: &Obligations) -> Vec<Diagnostic> {
    let scene = Scene { policy, engagement, obligations };
    DOUBTS.iter().flat_map(|find| find(&scene)).collect()
}

type Check = fn(&Scene) -> Vec<Diagnostic>;

/// The checks that report errors and warnings.
static DOUBTS: &[Check] = &[
    contradicting_checks::find,
    contradicting_statements::find,
    dead_statement::find,
    idle_exclusion::find,
    idle_phase::find,
    nothing_in_use::find,
    same_party::find,
    undescribed_contract::find,
    unplaced_contract::find,
    unbound_statement::find,
    unused::parties,
];

/// The checks that report notes.
static HINTS: &[Check] = &[
    duplicate_statement::find,
    idle_check::find,
    idle_evidence::find,
    shadowed_statement::find,
    subcontract_outside_parent::find,
];

/// What catalogues and templates declare and no condition asks.
pub fn check_usage(policy: &Policy) -> Vec<Diagnostic> {
    [unused::facts, unused::template_facts].iter().flat_map(|find| find(policy)).collect()
}

/// What a check looks at.
struct Scene<'a> {
    policy: &'a Policy,
    engagement: &'a Engagement,
    obligations: &'a Obligations,
}

impl Scene<'_> {
    /// The statements that speak of something, with their index.
    fn statements(&self) -> impl Iterator<Item = (StatementIdx, &Statement)> {
        self.engagement.statements.enumerate()
    }

    /// The statements that the engagement says itself. What a template says and one contract has no use for is no mistake.
    fn own_statements(&self) -> impl Iterator<Item = (StatementIdx, &Statement)> {
        self.statements().filter(|(_, statement)| statement.origin.is_none())
    }

    /// The widest interval in which a statement can be in force: its own period, else that of its contracts.
    fn validity(&self, statement: &Statement) -> Vec<Interval> {
        let own = Interval { from: statement.from, to: statement.until };
        let contracts: Vec<_> = match statement.verb {
            Verb::States { paper, .. } => self.engagement.contract_of(paper).into_iter().collect(),
            _ => statement.by.iter().filter_map(|basis| basis.contract).collect(),
        };
        let term = |k| self.engagement.contracts[k].in_force;
        if contracts.is_empty() {
            return vec![own];
        }
        let joined = |term: Interval| Interval { from: own.from.or(term.from), to: own.to.or(term.to) };
        contracts.into_iter().map(|k| joined(term(k))).collect()
    }

    /// Whether two statements can be in force on the same day.
    fn together(&self, a: &Statement, b: &Statement) -> bool {
        let theirs = self.validity(b);
        self.validity(a).iter().any(|one| theirs.iter().any(|other| one.meets(other)))
    }

    /// Whether one statement of a party overrides another of the same party.
    fn overrides(&self, inner: StatementIdx, outer: StatementIdx) -> bool {
        self.obligations.overriding(outer).contains(inner.row())
    }

    /// The duties of a set as words, the first few.
    fn duties(&self, cells: &fixedbitset::FixedBitSet) -> String {
        let mut ids: Vec<&str> = cells
            .ones()
            .map(|at| self.obligations.all[crate::graph::ObligationIdx::new(at)].duty)
            .map(|duty| self.policy.duties[duty].id.as_str())
            .collect();
        ids.dedup();
        let more = if ids.len() > 3 { "…" } else { "" };
        ids.truncate(3);
        format!("{}{more}", ids.join(", "))
    }
}

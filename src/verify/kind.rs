//! The kinds of findings: their names, and how heavy they can be.

use crate::diagnostic::Severity;
use crate::model::RuleIdx;

/// A kind of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the kind of its name in design and manual")]
pub enum Kind {
    NotWaivable,
    UnreasonedExclusion,
    NonDelegable,
    ConflictingOwners,
    DelegationCycle,
    UnconsentedSubcontract,
    UndisclosedSubcontractor,
    /// No document states it.
    NotDocumented,
    BrokenDelegation,
    UnsplitShared,
    MutualDisclaimer,
    Lapse,
    LateStart,
    PartlyOwned,
    Unowned,
    /// It is carried, and not written or agreed: `not_documented`, too.
    NotWritten,
    EvidenceExpired,
    AtRisk,
    PresumedOnly,
    Overlap,
    Undetermined,
    /// The same where all that may be found is a note.
    UndeterminedNote,
    OutOfReach,
    RiskNotAgreed,
    CompletedBeforeConfirmed,
    NotConfirmed,
    MissingFlowDown,
    OrphanSubcontract,
    UnknownProvider,
    OutOfScope,
    PromiseBelowDemand,
    ChainBelowPromise,
    MissingPromise,
    Incomparable,
    /// A rule of the policy does not hold; the finding has its name.
    Rule(RuleIdx),
    /// It is not known whether a rule of the policy holds.
    OpenRule(RuleIdx),
}

impl Kind {
    /// The word for tests and machines.
    pub fn name(self) -> &'static str {
        match self {
            Kind::NotWaivable => "not_waivable",
            Kind::UnreasonedExclusion => "unreasoned_exclusion",
            Kind::NonDelegable => "non_delegable",
            Kind::ConflictingOwners => "conflicting_owners",
            Kind::DelegationCycle => "delegation_cycle",
            Kind::UnconsentedSubcontract => "unconsented_subcontract",
            Kind::UndisclosedSubcontractor => "undisclosed_subcontractor",
            Kind::NotDocumented | Kind::NotWritten => "not_documented",
            Kind::BrokenDelegation => "broken_delegation",
            Kind::UnsplitShared => "unsplit_shared",
            Kind::MutualDisclaimer => "mutual_disclaimer",
            Kind::Lapse => "lapse",
            Kind::LateStart => "late_start",
            Kind::PartlyOwned => "partly_owned",
            Kind::Unowned => "unowned",
            Kind::EvidenceExpired => "evidence_expired",
            Kind::AtRisk => "at_risk",
            Kind::PresumedOnly => "presumed_only",
            Kind::Overlap => "overlap",
            Kind::Undetermined | Kind::UndeterminedNote | Kind::OpenRule(_) => "undetermined",
            Kind::OutOfReach => "out_of_reach",
            Kind::RiskNotAgreed => "risk_not_agreed",
            Kind::CompletedBeforeConfirmed => "completed_before_confirmed",
            Kind::NotConfirmed => "not_confirmed",
            Kind::MissingFlowDown => "missing_flow_down",
            Kind::OrphanSubcontract => "orphan_subcontract",
            Kind::UnknownProvider => "unknown_provider",
            Kind::OutOfScope => "out_of_scope",
            Kind::PromiseBelowDemand => "promise_below_demand",
            Kind::ChainBelowPromise => "chain_below_promise",
            Kind::MissingPromise => "missing_promise",
            Kind::Incomparable => "incomparable",
            Kind::Rule(_) => "user_rule",
        }
    }

    /// The most that it can weigh, whatever the level of its control.
    pub fn heaviest(self) -> Severity {
        match self {
            Kind::AtRisk | Kind::Undetermined | Kind::OpenRule(_) | Kind::UnknownProvider => Severity::Warning,
            Kind::PresumedOnly | Kind::Overlap | Kind::UndeterminedNote | Kind::OutOfReach | Kind::OutOfScope => {
                Severity::Note
            }
            _ => Severity::Error,
        }
    }

    /// Whether it says no more than that something is not carried, and so may be told where it would be served.
    pub fn is_plain_gap(self) -> bool {
        matches!(
            self,
            Kind::Unowned
                | Kind::PartlyOwned
                | Kind::Lapse
                | Kind::LateStart
                | Kind::NotDocumented
                | Kind::NotWritten
                | Kind::Undetermined
                | Kind::UndeterminedNote
        )
    }
}

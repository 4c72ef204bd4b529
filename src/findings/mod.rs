//! What the reader must act on: every kind in a file of its own, one finding per obligation, consequences under their cause.
//!
//! [`find`] walks the obligations of an evaluation down the [`LADDER`]: the first kind that fits is the finding. Defects of one
//! control on one subject become one finding when kind and parties agree. What is about no obligation (a component without a
//! provider, a subcontract under a contract that is over) stands beside. The order of findings never depends on positions.

pub mod agreement;
pub mod delegation;
pub mod dependency;
pub mod knowledge;
pub mod ownership;
pub mod service_level;
pub mod time;
pub mod user_rule;

mod account;
mod arrange;
mod checklist;
mod derivation;
mod derived;
mod drafts;
mod finish;
mod kind;
mod misfit;
mod names;
mod over;
mod remarks;
pub mod remedy;
mod risks;
mod rivals;
pub mod said;
mod told;
mod unmet;
mod waived;

use std::borrow::Cow;

pub use account::{account, broken};
pub use derivation::Derivation;
pub use kind::{Defect, Group, Kind};
pub use knowledge::undetermined::UNDETERMINED;
pub use misfit::misfits;
pub use names::{Names, qualifiers};
pub use over::find_over;
pub use remarks::{refusals, with_remarks};
pub use told::Told;
pub use waived::{Waived, speaks_of};

use fixedbitset::FixedBitSet;

use crate::diagnostic::{Code, Severity, Text};
use crate::evaluate::{Evaluation, FlowGap, Truth};
use crate::graph::ObligationIdx;
use crate::model::{Idx, Policy, Stretch, Subject};
use crate::source::Span;
use crate::text;

/// The kinds about obligations in the order in which they are asked: the first that fits is the finding. What is unknown comes
/// before all of them, as [`knowledge::undetermined`] of whatever would follow.
pub static LADDER: &[&Kind] = &[
    &agreement::not_waivable::NOT_WAIVABLE,
    &agreement::unreasoned_exclusion::UNREASONED_EXCLUSION,
    &ownership::non_delegable::NON_DELEGABLE,
    &ownership::conflicting_owners::CONFLICTING_OWNERS,
    &delegation::delegation_cycle::DELEGATION_CYCLE,
    &delegation::unconsented_subcontract::UNCONSENTED_SUBCONTRACT,
    &delegation::undisclosed_subcontractor::UNDISCLOSED_SUBCONTRACTOR,
    &agreement::not_documented::NOT_DOCUMENTED,
    &delegation::broken_delegation::BROKEN_DELEGATION,
    &ownership::unsplit_shared::UNSPLIT_SHARED,
    &ownership::mutual_disclaimer::MUTUAL_DISCLAIMER,
    &time::lapse::LAPSE,
    &time::late_start::LATE_START,
    &ownership::partly_owned::PARTLY_OWNED,
    &ownership::unowned::UNOWNED,
    &agreement::not_documented::NOT_WRITTEN,
    &agreement::evidence_expired::EVIDENCE_EXPIRED,
    &dependency::at_risk::AT_RISK,
    &ownership::presumed_only::PRESUMED_ONLY,
    &time::overlap::OVERLAP,
];

/// The kinds that may stand beside whatever else an obligation has: of the checklist, the first that fits.
static OF_THE_CHECKLIST: &[&Kind] =
    &[&agreement::completed_before_confirmed::COMPLETED_BEFORE_CONFIRMED, &agreement::not_confirmed::NOT_CONFIRMED];

/// Every code of a finding, by family and name.
pub static CODES: &[&Code] = &[
    &ownership::conflicting_owners::CONFLICTING_OWNERS.code,
    &ownership::mutual_disclaimer::MUTUAL_DISCLAIMER.code,
    &ownership::non_delegable::NON_DELEGABLE.code,
    &ownership::out_of_reach::OUT_OF_REACH.code,
    &ownership::partly_owned::PARTLY_OWNED.code,
    &ownership::presumed_only::PRESUMED_ONLY.code,
    &ownership::unowned::UNOWNED.code,
    &ownership::unsplit_shared::UNSPLIT_SHARED.code,
    &delegation::broken_delegation::BROKEN_DELEGATION.code,
    &delegation::delegation_cycle::DELEGATION_CYCLE.code,
    &delegation::missing_flow_down::MISSING_FLOW_DOWN.code,
    &delegation::orphan_subcontract::ORPHAN_SUBCONTRACT.code,
    &delegation::unconsented_subcontract::UNCONSENTED_SUBCONTRACT.code,
    &delegation::undisclosed_subcontractor::UNDISCLOSED_SUBCONTRACTOR.code,
    &agreement::completed_before_confirmed::COMPLETED_BEFORE_CONFIRMED.code,
    &agreement::evidence_expired::EVIDENCE_EXPIRED.code,
    &agreement::not_confirmed::NOT_CONFIRMED.code,
    &agreement::not_documented::NOT_DOCUMENTED.code,
    &agreement::not_waivable::NOT_WAIVABLE.code,
    &agreement::risk_not_agreed::RISK_NOT_AGREED.code,
    &agreement::unreasoned_exclusion::UNREASONED_EXCLUSION.code,
    &service_level::chain_below_promise::CHAIN_BELOW_PROMISE.code,
    &service_level::incomparable::INCOMPARABLE.code,
    &service_level::missing_promise::MISSING_PROMISE.code,
    &service_level::promise_below_demand::PROMISE_BELOW_DEMAND.code,
    &time::lapse::LAPSE.code,
    &time::late_start::LATE_START.code,
    &time::overlap::OVERLAP.code,
    &dependency::at_risk::AT_RISK.code,
    &knowledge::undetermined::UNDETERMINED.code,
    &knowledge::unknown_provider::UNKNOWN_PROVIDER.code,
    &knowledge::out_of_scope::OUT_OF_SCOPE.code,
    &user_rule::USER_RULE.code,
];

/// The codes of what can be wrong with waivers.
pub static WAIVER_CODES: &[&Code] = &[&misfit::IDLE_WAIVER, &misfit::UNKNOWN_FINDING];

/// A defect that the evaluator proves.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Made from engagement, code, control, subject, phase and mode; stable.
    pub id: String,
    /// Its kind.
    pub code: &'static Code,
    /// What it is called: the name of its code, or that of the rule of the policy that does not hold.
    pub name: Cow<'static, str>,
    /// Its weight: the control's level, never above its cause.
    pub severity: Severity,
    /// The days on which it holds, of those that were asked about.
    pub days: Stretch,
    /// What it is about: control, subject, duties, parties, reasons.
    pub group: Group,
    /// The places it rests on, the first one foremost, without that of its control.
    places: Vec<(Span, Text)>,
    /// The findings that cause it, as indices into the list of findings.
    pub because: Vec<usize>,
    /// What is carried elsewhere but depends on this, in words.
    pub endangers: Vec<Text>,
    /// The duties that would be carried with these.
    pub serves: Vec<Text>,
    /// What waivers come to for it.
    pub waived: Waived,
    kind: &'static Kind,
    /// Its weight before its causes were looked at, by which it is put in order.
    own: Severity,
}

/// The kind and defect of one obligation that stands, if it has one.
fn first_that_fits(evaluation: &Evaluation, at: ObligationIdx) -> Option<(&'static Kind, Defect)> {
    let standing = &evaluation.standings[at.row()];
    let open = knowledge::undetermined::open_answers(evaluation, at);
    let judged = LADDER.iter().find_map(|kind| (kind.find)(evaluation, at).map(|defect| (*kind, defect)));
    if open.is_empty() {
        return judged;
    }
    let instead_of = match judged {
        // Risks and checks stand beside whatever else there is: they are all there may be.
        None if standing.carried => Some(beside(evaluation, at).next()?),
        judged => judged,
    };
    let is_note = instead_of.as_ref().is_some_and(|(kind, _)| kind.code.severity == Severity::Note);
    let kind = if is_note { &knowledge::undetermined::UNDETERMINED_NOTE } else { &UNDETERMINED };
    let defect = instead_of.map(|(_, defect)| defect).unwrap_or_default();
    let mut defect = knowledge::undetermined::undetermined(evaluation, &open, defect);
    if standing.perhaps {
        let names = Names(&evaluation.context);
        let servers: Vec<Text> = standing.served_by.iter().map(|other| names.obligation(*other)).collect();
        let Text { ja, en } = Text::list(&servers);
        defect
            .details
            .push(text!("{ja}が適用され担われるなら、これを兼ねます", "{en} serves it, if it applies and is carried"));
    }
    Some((kind, defect))
}

/// What may stand beside whatever else an obligation has: its risks, and of the checklist the first that fits.
fn beside(evaluation: &Evaluation, at: ObligationIdx) -> impl Iterator<Item = (&'static Kind, Defect)> {
    let look = |kind: &&'static Kind| (kind.find)(evaluation, at).map(|defect| (*kind, defect));
    let risk = look(&&agreement::risk_not_agreed::RISK_NOT_AGREED);
    risk.into_iter().chain(OF_THE_CHECKLIST.iter().find_map(look))
}

/// All findings of an evaluation, in order: the heaviest first, then by catalogue, control, subject, kind.
pub fn find(evaluation: &Evaluation) -> Vec<Finding> {
    arrange::arranged(found(evaluation))
}

/// The same, as they come. What is found of one obligation may tell for another, but not where somebody puts up with it: then the other
/// is told by itself.
fn found(evaluation: &Evaluation) -> Vec<Finding> {
    let mut apart = FixedBitSet::with_capacity(evaluation.standings.len());
    loop {
        let mut findings = told_apart(evaluation, &apart);
        waived::mark(&evaluation.context, &mut findings);
        let untold = told::told_by_waived(evaluation, &findings);
        let before = apart.count_ones(..);
        apart.extend(untold.into_iter().map(Idx::row));
        if apart.count_ones(..) == before {
            return findings;
        }
    }
}

/// What is found where some are told by themselves, whatever tells for them.
fn told_apart(evaluation: &Evaluation, apart: &FixedBitSet) -> Vec<Finding> {
    let mut drafts = drafts::Drafts::new(evaluation);
    let flow_gaps = &evaluation.flow_gaps;
    let obligations = &evaluation.context.obligations;
    for at in obligations.all.indices() {
        let standing = &evaluation.standings[at.row()];
        if !standing.stands() {
            continue;
        }
        // What is a gap for sure is not told as what perhaps flows down.
        let flows = || {
            let (duty, subject) = (obligations.all[at].duty, obligations.subject(at));
            let mut of_it = flow_gaps.iter().filter(|it| it.duty == duty && subject == Subject::Contract(it.contract));
            of_it.any(|it| it.applies.truth() == Truth::True || !standing.is_gap())
        };
        match first_that_fits(evaluation, at) {
            Some((kind, _)) if is_plain_gap(kind) && !standing.carried && flows() => {}
            Some((kind, _)) if is_plain_gap(kind) && !apart.contains(at.row()) && drafts.is_told_by_server(at) => {}
            Some((kind, defect)) => drafts.add(kind, at, defect),
            None => {}
        }
        if let Some(defect) = (ownership::out_of_reach::OUT_OF_REACH.find)(evaluation, at) {
            drafts.add(&ownership::out_of_reach::OUT_OF_REACH, at, defect);
        }
        if standing.carried
            && let Some(defect) = delegation::broken_delegation::breaks(evaluation, at)
        {
            drafts.add(&delegation::broken_delegation::BROKEN_DELEGATION, at, defect);
        }
        if standing.truth() == Truth::True {
            beside(evaluation, at).for_each(|(kind, defect)| drafts.add_apart(kind, at, defect));
        }
    }
    for (rows, defect) in agreement::not_confirmed::unchecked(evaluation) {
        drafts.add_unchecked(&agreement::not_confirmed::NOT_CONFIRMED, rows, defect);
    }
    let is_told = |gap: &&FlowGap| {
        let mut there =
            obligations.of_duty(gap.duty).filter(|at| obligations.subject(*at) == Subject::Contract(gap.contract));
        gap.applies.truth() == Truth::True || !there.any(|at| evaluation.standings[at.row()].is_gap())
    };
    for gap in flow_gaps.iter().filter(is_told) {
        let defect = delegation::missing_flow_down::not_passed_on(evaluation, gap);
        if gap.applies.truth() == Truth::Unknown {
            let defect = knowledge::undetermined::undetermined(evaluation, &[&gap.applies], defect);
            drafts.add_flow_gap(&knowledge::undetermined::UNDETERMINED, gap, defect);
        } else {
            drafts.add_flow_gap(&delegation::missing_flow_down::MISSING_FLOW_DOWN, gap, defect);
        }
    }
    for (contract, defect) in delegation::orphan_subcontract::orphans(evaluation) {
        drafts.add_structural(&delegation::orphan_subcontract::ORPHAN_SUBCONTRACT, Subject::Contract(contract), defect);
    }
    for (contract, defect) in delegation::undisclosed_subcontractor::undisclosed(evaluation) {
        let subject = Subject::Contract(contract);
        if !drafts.tells(subject, &["unconsented_subcontract", "undisclosed_subcontractor"]) {
            drafts.add_structural(&delegation::undisclosed_subcontractor::UNDISCLOSED_SUBCONTRACTOR, subject, defect);
        }
    }
    for gap in &evaluation.level_gaps {
        drafts.add_level_gap(gap);
    }
    for (component, defect) in knowledge::unknown_provider::unprovided(evaluation) {
        drafts.add_structural(&knowledge::unknown_provider::UNKNOWN_PROVIDER, Subject::Component(component), defect);
    }
    for (party, defect) in knowledge::out_of_scope::not_addressed(evaluation) {
        drafts.add_structural(&knowledge::out_of_scope::OUT_OF_SCOPE, Subject::Vendor(party), defect);
    }
    for broken in user_rule::broken(evaluation) {
        drafts.add_rule(broken);
    }
    drafts.finish()
}

/// Whether a policy has findings of a name: of a kind, or of one of its rules.
pub fn is_name(policy: &Policy, name: &str) -> bool {
    names(policy).any(|it| it == name)
}

/// Everything that findings under a policy are called.
pub fn names(policy: &Policy) -> impl Iterator<Item = &str> {
    CODES.iter().map(|code| code.name).chain(policy.rules.iter().map(|rule| rule.name.as_str()))
}

/// A gap that says no more than that nobody carries it.
fn is_plain_gap(kind: &Kind) -> bool {
    matches!(kind.code.name, "unowned" | "partly_owned" | "lapse" | "late_start" | "not_documented" | "undetermined")
}

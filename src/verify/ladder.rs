//! The ladder: one finding for an obligation, the first kind that holds.
//!
//! What is unknown comes before all, as `undetermined` of whatever would follow. Then what is said against the rules, then what
//! several say at once, then what nobody carries, and last, of what is carried, what hangs on it.

use super::answer::{Answer, Ask, Facts};
use super::beside::{beside, of_risks};
use super::carrying::Break;
use super::crosswalk::{Server, open_servers};
use super::day::Day;
use super::dependencies::gaps_beneath;
use super::documents::{Written, written};
use super::exclusion::Exclusion;
use super::handover::rivals;
use super::kind::Kind;
use super::obligation::alike;
use super::owning::{Owner, expected};
use super::risks::RiskLack;
use super::roles::is_open;
use super::time::{Line, before_and_after};
use super::verdict::Verdict;
use crate::diagnostic::Severity;
use crate::model::{Contract, Idx, Need, PartyIdx, StatementIdx, Subject, Unmet, Verb, Word};

/// What the ladder looks at.
pub struct Look<'a> {
    /// The day.
    pub day: &'a Day<'a>,
    /// What serves what.
    pub servers: &'a [Server],
    /// Where every obligation stands.
    pub verdicts: &'a [Verdict],
    /// What is carried on other days.
    pub line: &'a Line,
}

/// What is wrong with an obligation.
#[derive(Clone, Debug, Default)]
pub struct Defect {
    /// The parties it is about.
    pub parties: Vec<PartyIdx>,
    /// Words for machines.
    pub reasons: Vec<String>,
    /// The sets of facts that would decide.
    pub facts: Vec<Facts>,
    /// The obligations whose defects cause it.
    pub causes: Vec<usize>,
    /// It stands beside something sound.
    pub beside: bool,
}

/// The kind and defect of an obligation that stands, if it has one.
pub fn first_that_holds(look: &Look, at: usize) -> Option<(Kind, Defect)> {
    let verdict = &look.verdicts[at];
    if !verdict.stands() {
        return None;
    }
    let judged = LADDER.iter().find_map(|(kind, holds)| Some((*kind, holds(look, at)?)));
    let open = open_answers(look.day, look.servers, look.verdicts, at);
    if open.is_empty() {
        return judged;
    }
    let (found, instead_of) = match judged {
        Some(judged) => judged,
        None if verdict.carried => beside(look, at).into_iter().next()?,
        None => (Kind::Unowned, Defect::default()),
    };
    // What is not known weighs no more than the worse of its answers.
    let kind = if found.heaviest() == Severity::Note { Kind::UndeterminedNote } else { Kind::Undetermined };
    Some((kind, undetermined(look.day, &open, instead_of)))
}

/// What is not known of an obligation, and, where it is carried only perhaps, of what serves it.
pub fn open_answers<'a>(day: &Day, servers: &[Server], verdicts: &'a [Verdict], at: usize) -> Vec<&'a Answer> {
    let mut open = verdicts[at].open();
    if verdicts[at].perhaps {
        open.extend(open_servers(day, servers, verdicts, at));
    }
    open
}

/// What stands in place of a defect while answers are open.
pub fn undetermined(day: &Day, open: &[&Answer], instead_of: Defect) -> Defect {
    let mut facts: Vec<Facts> = open.iter().flat_map(|it| it.deciding()).collect();
    facts.sort();
    facts.dedup();
    let all = facts.clone();
    facts.retain(|set| !all.iter().any(|other| other != set && other.is_subset(set)));
    let name = |ask: &Ask| match ask {
        Ask::Fact(fact, _) => day.whole.policy.facts[*fact].name.clone(),
        Ask::Provider(_) => "provider".to_owned(),
    };
    let mut reasons: Vec<String> = facts.iter().flatten().map(name).collect();
    reasons.sort();
    reasons.dedup();
    Defect { reasons, facts, causes: instead_of.causes, ..Defect::default() }
}

type Rung = fn(&Look, usize) -> Option<Defect>;

const LADDER: [(Kind, Rung); 20] = [
    (Kind::NotWaivable, not_waivable),
    (Kind::UnreasonedExclusion, unreasoned_exclusion),
    (Kind::NonDelegable, non_delegable),
    (Kind::ConflictingOwners, conflicting_owners),
    (Kind::DelegationCycle, delegation_cycle),
    (Kind::UnconsentedSubcontract, unconsented),
    (Kind::UndisclosedSubcontractor, |look, at| unmet(look, at, Unmet::UndisclosedSubcontractor)),
    (Kind::NotDocumented, |look, at| unmet(look, at, Unmet::NotDocumented)),
    (Kind::BrokenDelegation, |look, at| broken(look, at).filter(|it| !it.beside)),
    (Kind::UnsplitShared, unsplit_shared),
    (Kind::MutualDisclaimer, mutual_disclaimer),
    (Kind::Lapse, |look, at| in_time(look, at, true)),
    (Kind::LateStart, |look, at| in_time(look, at, false)),
    (Kind::PartlyOwned, partly_owned),
    (Kind::Unowned, unowned),
    (Kind::NotWritten, not_written),
    (Kind::EvidenceExpired, evidence_expired),
    (Kind::AtRisk, at_risk),
    (Kind::PresumedOnly, presumed_only),
    (Kind::Overlap, overlap),
];

fn not_waivable(look: &Look, at: usize) -> Option<Defect> {
    match look.verdicts[at].exclusion {
        Exclusion::AgainstLaw(party) => Some(Defect { parties: vec![party], ..Defect::default() }),
        _ => of_risks(look, at, &|lack| (lack == RiskLack::ByLaw).then_some("retained")),
    }
}

/// Where it is not known whether an exclusion holds, it is judged as if it did not.
fn unreasoned_exclusion(look: &Look, at: usize) -> Option<Defect> {
    let (party, what, instead) = match &look.verdicts[at].exclusion {
        Exclusion::Lacks(party, what, instead) => (*party, *what, instead.as_slice()),
        Exclusion::Perhaps(party, _) => (*party, "condition_false", &[][..]),
        Exclusion::None | Exclusion::Removes | Exclusion::AgainstLaw(_) => return None,
    };
    let (all, here) = (&look.day.whole.obligations, &look.day.whole.obligations[at]);
    let is_instead = |other: &usize| {
        let it = &all[*other];
        instead.contains(&it.duty) && it.subject == here.subject && alike(it, here)
    };
    let causes = (0..all.len()).filter(is_instead).collect();
    Some(Defect { parties: vec![party], reasons: vec![what.to_owned()], causes, ..Defect::default() })
}

/// Owned by another, handed on by whom it is asked of, or disclaimed by whom it is asked of.
fn non_delegable(look: &Look, at: usize) -> Option<Defect> {
    let (day, verdict) = (look.day, &look.verdicts[at]);
    let duty = &day.whole.policy.duties[day.whole.obligations[at].duty];
    let asked = expected(day, duty, at);
    if !duty.bearers.only || is_open(duty, &asked) {
        return None;
    }
    let others = verdict.by.owners.iter().filter(|it| it.in_reach && !asked.contains(&it.party)).map(|it| it.party);
    let handing = verdict.by.delegations.iter().filter_map(|it| day.whole.statement(*it).verb.party());
    let disclaiming = verdict.stances.iter().filter(|it| !it.disclaims.is_empty()).map(|it| it.party);
    let of_asked = |it: &PartyIdx| asked.contains(it);
    let who: [(Vec<PartyIdx>, &str); 3] = [
        (others.collect(), "owned_by_another"),
        (handing.filter(of_asked).collect(), "delegated"),
        (disclaiming.filter(of_asked).collect(), "disclaimed"),
    ];
    let mut defect = Defect::default();
    for (parties, reason) in who.into_iter().filter(|(parties, _)| !parties.is_empty()) {
        defect.parties.extend(parties);
        defect.reasons.push(reason.to_owned());
    }
    defect.parties.sort();
    defect.parties.dedup();
    (!defect.parties.is_empty()).then_some(defect)
}

fn conflicting_owners(look: &Look, at: usize) -> Option<Defect> {
    let rivals = rivals(look.day, &look.verdicts[at].by).filter(|it| it.solely)?;
    Some(Defect { parties: rivals.parties, reasons: rivals.labels, ..Defect::default() })
}

fn delegation_cycle(look: &Look, at: usize) -> Option<Defect> {
    let verdict = &look.verdicts[at];
    let portions = counting(verdict).flat_map(|it| &it.portions);
    let mut circles = portions.filter(|it| it.chains.is_empty()).filter_map(|it| it.circle.clone());
    let mut parties = circles.next().filter(|_| !verdict.carried)?;
    parties.sort();
    parties.dedup();
    Some(Defect { parties, ..Defect::default() })
}

/// A duty that is stated or met, and is not; where that depends on facts, it is no gap yet.
fn unmet(look: &Look, at: usize, kind: Unmet) -> Option<Defect> {
    let verdict = &look.verdicts[at];
    let duty = &look.day.whole.policy.duties[look.day.whole.obligations[at].duty];
    let named = match duty.needs {
        Need::Stated(_, named) | Need::Met(_, named) => named,
        Need::Owner => return None,
    };
    let is_gap = !verdict.carried && verdict.met.truth().is_some();
    (is_gap && named == kind).then(Defect::default)
}

/// With neither consent nor disclosure, that is named in the same finding.
fn unconsented(look: &Look, at: usize) -> Option<Defect> {
    let mut defect = unmet(look, at, Unmet::UnconsentedSubcontract)?;
    if let Subject::Contract(k) = look.day.whole.obligations[at].subject {
        let contract = &look.day.whole.engagement.contracts[k];
        defect.parties = two_sides(contract);
        if !is_told(look.day, contract) {
            defect.reasons.push("undisclosed_subcontractor".to_owned());
        }
    }
    Some(defect)
}

/// The customer and the supplier of a contract, in order.
pub fn two_sides(contract: &Contract) -> Vec<PartyIdx> {
    let mut both = vec![contract.customer, contract.supplier];
    both.sort();
    both
}

/// Whether the hospital was told of a subcontract by the day; consent tells.
pub fn is_told(day: &Day, contract: &Contract) -> bool {
    contract.disclosed.iter().chain(&contract.consented).any(|it| it.date <= day.date())
}

/// The steps that do not hold; beside something that is carried they are a note. Of what is not carried, those portions are left out
/// that are.
pub fn broken(look: &Look, at: usize) -> Option<Defect> {
    let verdict = &look.verdicts[at];
    let mut defect = Defect { beside: verdict.carried, ..Defect::default() };
    let portions = counting(verdict).flat_map(|it| &it.portions);
    for (step, why) in portions.filter(|it| verdict.carried || it.chains.is_empty()).flat_map(|it| &it.broken) {
        defect.parties.extend([step.from, step.to]);
        defect.reasons.push(word(*why).to_owned());
        if let Break::Gate(unmet) = why {
            defect.causes.push(*unmet);
        }
    }
    defect.parties.sort();
    defect.parties.dedup();
    (!defect.parties.is_empty()).then_some(defect)
}

fn word(why: Break) -> &'static str {
    match why {
        Break::Disclaimed => "disclaimed",
        Break::NoContract => "no_contract",
        Break::OutOfForce => "out_of_force",
        Break::NotCovered => "not_covered",
        Break::Undisclosed => "undisclosed",
        Break::Gate(_) => "before_delegation",
        Break::NotAccepted => "not_accepted",
    }
}

fn unsplit_shared(look: &Look, at: usize) -> Option<Defect> {
    let verdict = &look.verdicts[at];
    if let Some(rivals) = rivals(look.day, &verdict.by).filter(|it| !it.hand_over) {
        return Some(Defect { parties: rivals.parties, reasons: rivals.labels, ..Defect::default() });
    }
    let several = counting(verdict).flat_map(|it| &it.portions).find_map(|it| it.several.clone())?;
    Some(Defect { parties: several, reasons: vec!["delegated_to_several".to_owned()], ..Defect::default() })
}

fn mutual_disclaimer(look: &Look, at: usize) -> Option<Defect> {
    let verdict = &look.verdicts[at];
    let parties = disclaiming(verdict);
    let fits = !verdict.carried && parties.len() > 1 && counting(verdict).next().is_none();
    fits.then(|| Defect { parties, ..Defect::default() })
}

/// A gap that is carried after the day, and before it or not.
fn in_time(look: &Look, at: usize, carried_before: bool) -> Option<Defect> {
    let (before, after) = before_and_after(look.line, at, look.day.date());
    let fits = look.verdicts[at].is_gap() && after && before == carried_before;
    fits.then(|| Defect { parties: disclaiming(&look.verdicts[at]), ..Defect::default() })
}

/// Some roles or parts are carried, and not all.
fn partly_owned(look: &Look, at: usize) -> Option<Defect> {
    let verdict = &look.verdicts[at];
    let by = &verdict.by;
    let some_role = by.roles.iter().any(|it| it.2);
    let roles: Vec<String> = by.roles.iter().filter(|it| some_role && !it.2).map(|it| it.0.name().to_owned()).collect();
    let owned = counting(verdict).next().is_some() || verdict.presumed;
    let lacks = !roles.is_empty() || (owned && !by.open_parts.is_empty());
    let reasons = [by.open_parts.clone(), roles].concat();
    (!verdict.carried && lacks).then(|| Defect { reasons, ..Defect::default() })
}

fn unowned(look: &Look, at: usize) -> Option<Defect> {
    let verdict = &look.verdicts[at];
    (!verdict.carried).then(|| Defect { parties: disclaiming(verdict), ..Defect::default() })
}

/// Whether what somebody carries by its own word is also written and agreed.
fn in_writing(look: &Look, at: usize) -> Written {
    let (whole, verdict) = (look.day.whole, &look.verdicts[at]);
    let duty = &whole.policy.duties[whole.obligations[at].duty];
    if !verdict.carried || !verdict.served_by.is_empty() || !matches!(duty.needs, Need::Owner) {
        return Written::Unasked;
    }
    let resting: Vec<StatementIdx> = counting(verdict).flat_map(|it| it.statements.clone()).collect();
    let states = |it: &StatementIdx| {
        matches!(whole.statement(*it).verb, Verb::States { .. }) && whole.spoken_of[it.row()].contains(&at)
    };
    let stating: Vec<StatementIdx> = whole.engagement.statements.indices().filter(states).collect();
    written(whole.engagement, look.day.date(), duty, &resting, &stating)
}

fn not_written(look: &Look, at: usize) -> Option<Defect> {
    let reason = match in_writing(look, at) {
        Written::Never => "not_written",
        Written::NotAgreed => "not_agreed",
        Written::Unasked | Written::InOrder | Written::Ended(_) => return None,
    };
    let parties = counting(&look.verdicts[at]).map(|it| it.party).collect();
    Some(Defect { parties, reasons: vec![reason.to_owned()], ..Defect::default() })
}

fn evidence_expired(look: &Look, at: usize) -> Option<Defect> {
    let Written::Ended(papers) = in_writing(look, at) else { return None };
    let engagement = look.day.whole.engagement;
    let reasons = papers.iter().map(|it| engagement.paper_name(*it).to_owned()).collect();
    let parties = counting(&look.verdicts[at]).map(|it| it.party).collect();
    Some(Defect { parties, reasons, ..Defect::default() })
}

/// On the same subject it is a finding; elsewhere it is told under its cause.
fn at_risk(look: &Look, at: usize) -> Option<Defect> {
    let all = &look.day.whole.obligations;
    let mut causes = gaps_beneath(look.day, look.verdicts, at);
    causes.retain(|other| all[*other].subject == all[at].subject);
    (!causes.is_empty()).then(|| Defect { causes, ..Defect::default() })
}

fn presumed_only(look: &Look, at: usize) -> Option<Defect> {
    let verdict = &look.verdicts[at];
    let presumed = verdict.carried && verdict.presumed;
    presumed.then(|| Defect { parties: vec![look.day.whole.engagement.hospital], ..Defect::default() })
}

fn overlap(look: &Look, at: usize) -> Option<Defect> {
    let rivals = rivals(look.day, &look.verdicts[at].by).filter(|it| it.hand_over)?;
    Some(Defect { parties: rivals.parties, reasons: rivals.labels, ..Defect::default() })
}

/// Those who own a thing in their own right.
fn counting(verdict: &Verdict) -> impl Iterator<Item = &Owner> {
    verdict.by.owners.iter().filter(|it| it.counts())
}

/// Those whose disclaimers count.
fn disclaiming(verdict: &Verdict) -> Vec<PartyIdx> {
    verdict.stances.iter().filter(|it| !it.disclaims.is_empty()).map(|it| it.party).collect()
}

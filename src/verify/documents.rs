//! The law of documents: what says a duty, what it is written in, and since when and until when that counts.
//!
//! ```text
//! contract K1                                     while it is in force
//! S1 { signed 2026-03-20  period 2026-04-01 .. }  from the later of the two days to the end of the period
//! S2 of K1 { signed 2026-03-20 }                  from its signing to the end of K1
//! S3 of K1 { signed …  period …  continues }      to the end of its period or of K1, whichever is later
//! S4 { draft }                                    never
//! ```

use crate::model::{
    ContractIdx, ContractType, Date, Document, Duty, DutyIdx, Engagement, Form, Idx, Interval, Paper, Policy,
    Statement, StatementIdx, Verb,
};

/// From when to when a document counts; `None` is never.
pub fn counts(engagement: &Engagement, paper: Paper) -> Option<Interval> {
    let evidence = match paper {
        Paper::Contract(contract) => return Some(engagement.contracts[contract].in_force),
        Paper::Evidence(at) => &engagement.evidence[at],
    };
    let signed = evidence.signed.filter(|_| !evidence.draft)?;
    let contract = evidence.contract.map(|it| engagement.contracts[it].in_force);
    let own_end = match (evidence.period, contract) {
        (Some(period), _) => period.to,
        (None, Some(contract)) => contract.to,
        (None, None) => None,
    };
    let end = match contract {
        Some(contract) if evidence.continues => own_end.zip(contract.to).map(|(own, its)| own.max(its)),
        _ => own_end,
    };
    let first = evidence.period.and_then(|it| it.from).map_or(signed, |from| from.max(signed));
    let is_over = end.is_some_and(|end| end < first);
    (!is_over).then_some(Interval { from: Some(first), to: end })
}

/// Whether a document counts on a day.
pub fn counts_on(engagement: &Engagement, paper: Paper, day: Date) -> bool {
    counts(engagement, paper).is_some_and(|it| it.holds(day))
}

/// Whether a document is of one of some kinds. A contract is one; on standard terms, or of the type of terms, it is terms of use, too.
pub fn is_of(engagement: &Engagement, paper: Paper, kinds: &[Document]) -> bool {
    match paper {
        Paper::Evidence(at) => kinds.contains(&engagement.evidence[at].kind),
        Paper::Contract(at) => {
            let contract = &engagement.contracts[at];
            let is_terms = contract.form == Some(Form::StandardTerms) || contract.types.contains(&ContractType::Terms);
            kinds.contains(&Document::Contract) || (is_terms && kinds.contains(&Document::Terms))
        }
    }
}

// ------------------------------------------------------------------------------------------------------- stated in

/// The duties that a contract, or evidence that belongs to it, states on anything, itself or by `states all of` another; a goal only
/// where the duty says that it is enough.
pub fn stated(
    policy: &Policy,
    engagement: &Engagement,
    contract: ContractIdx,
    valid: &dyn Fn(&Statement) -> bool,
) -> Vec<DutyIdx> {
    stated_there(policy, engagement, contract, valid, &|_, _| true)
}

/// The same, of those statements that are where it is asked for.
pub fn stated_there(
    policy: &Policy,
    engagement: &Engagement,
    contract: ContractIdx,
    valid: &dyn Fn(&Statement) -> bool,
    there: &dyn Fn(ContractIdx, StatementIdx) -> bool,
) -> Vec<DutyIdx> {
    let mut contracts = vec![contract];
    let mut duties = Vec::new();
    let mut at = 0;
    while at < contracts.len() {
        let of_it = |it: &Statement| match it.verb {
            Verb::States { paper, .. } => engagement.contract_of(paper) == Some(contracts[at]) && valid(it),
            _ => false,
        };
        let mut further = Vec::new();
        for (by, statement) in engagement.statements.enumerate().filter(|(_, it)| of_it(it)) {
            if let Verb::States { all_of, as_goal, .. } = statement.verb {
                let said = statement.duties.ones().map(DutyIdx::new).filter(|_| there(contracts[at], by));
                duties.extend(said.filter(|it| !as_goal || policy.duties[*it].goal_is_enough));
                further.extend(all_of);
            }
        }
        further.retain(|it| !contracts.contains(it));
        contracts.extend(further);
        at += 1;
    }
    duties.sort();
    duties.dedup();
    duties
}

/// The statements by which a duty that must be stated is: those of documents of a kind that is asked for, of the statements that are
/// valid and speak of the obligation; and of those that take over the lot of another contract and speak of its subject, the ones whose
/// lot holds the duty.
pub fn stating(
    policy: &Policy,
    engagement: &Engagement,
    duty: DutyIdx,
    kinds: &[Document],
    said: &[StatementIdx],
    on_its_subject: &[StatementIdx],
    valid: &dyn Fn(&Statement) -> bool,
) -> Vec<StatementIdx> {
    let goal_is_enough = policy.duties[duty].goal_is_enough;
    let says = |at: &StatementIdx| match engagement.statements[*at].verb {
        Verb::States { paper, all_of: None, as_goal, .. } => {
            (goal_is_enough || !as_goal) && is_of(engagement, paper, kinds)
        }
        _ => false,
    };
    let takes_over = |at: &StatementIdx| match engagement.statements[*at].verb {
        Verb::States { paper, all_of: Some(whole), .. } => {
            is_of(engagement, paper, kinds) && stated(policy, engagement, whole, valid).contains(&duty)
        }
        _ => false,
    };
    let own = said.iter().copied().filter(says);
    own.chain(on_its_subject.iter().copied().filter(takes_over)).collect()
}

// --------------------------------------------------------------------------------------------------- documented in

/// Whether what somebody carries is written where it should be, and agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Nobody asks for it.
    Unasked,
    /// It is.
    InOrder,
    /// No document of the kinds that are asked for ever said it.
    Never,
    /// These said it, and have ended.
    Ended(Vec<Paper>),
    /// The other side has not agreed.
    NotAgreed,
}

/// Judges a duty that is carried by somebody's own word.
///
/// `resting` are the owners' statements that count. `stating` are all statements by which documents say it, other than as a goal and
/// other than by taking over a lot, whatever the day: one that has days of its own says it on these days alone.
pub fn written(
    engagement: &Engagement,
    day: Date,
    duty: &Duty,
    resting: &[StatementIdx],
    stating: &[StatementIdx],
) -> Written {
    let papers = papers(engagement, resting, stating);
    let judged = |fitting: Vec<(Paper, Interval)>, otherwise: Written| {
        let has_ended = |(_, said): &&(Paper, Interval)| said.to.is_some_and(|end| end < day);
        let mut ended: Vec<Paper> = fitting.iter().filter(has_ended).map(|(paper, _)| *paper).collect();
        ended.sort();
        ended.dedup();
        match fitting.iter().any(|(_, said)| said.holds(day)) {
            true => Written::InOrder,
            false if ended.is_empty() => otherwise,
            false => Written::Ended(ended),
        }
    };
    let kinds = &duty.documented;
    if !kinds.is_empty() {
        let of_kind = papers.iter().copied().filter(|(it, _)| is_of(engagement, *it, kinds)).collect();
        let writing = judged(of_kind, Written::Never);
        if !duty.agreed || writing != Written::InOrder {
            return writing;
        }
    }
    if !duty.agreed {
        return Written::Unasked;
    }
    let agreed = |at: &StatementIdx| engagement.statements[*at].agreed.is_some_and(|on| on <= day);
    if resting.iter().any(agreed) {
        return Written::InOrder;
    }
    let of_both = papers.into_iter().filter(|(it, _)| is_of_both(engagement, *it)).collect();
    judged(of_both, Written::NotAgreed)
}

/// The documents that statements rest on, the evidence where some is named, else the contract, as long as they count; and those that
/// state it, as long as they count and on the days of the statement.
fn papers(engagement: &Engagement, resting: &[StatementIdx], stating: &[StatementIdx]) -> Vec<(Paper, Interval)> {
    let bases = resting.iter().flat_map(|it| &engagement.statements[*it].by);
    let rested_on = bases.filter_map(|it| match (it.evidence, it.contract) {
        (Some(evidence), _) => Some(Paper::Evidence(evidence)),
        (None, contract) => contract.map(Paper::Contract),
    });
    let rested_on = rested_on.filter_map(|it| Some((it, counts(engagement, it)?)));
    let stated = stating.iter().map(|it| &engagement.statements[*it]).filter_map(|it| match it.verb {
        Verb::States { paper, all_of: None, as_goal: false, .. } => {
            Some((paper, both(counts(engagement, paper)?, Interval { from: it.from, to: it.until })?))
        }
        _ => None,
    });
    rested_on.chain(stated).collect()
}

/// The days that lie in both.
fn both(one: Interval, other: Interval) -> Option<Interval> {
    let from = one.from.max(other.from);
    let to = match (one.to, other.to) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    let is_over = from.zip(to).is_some_and(|(from, to)| to < from);
    (!is_over).then_some(Interval { from, to })
}

/// Whether both sides hold to a document; what one side issues is no agreement.
fn is_of_both(engagement: &Engagement, paper: Paper) -> bool {
    match paper {
        Paper::Contract(_) => true,
        Paper::Evidence(at) => {
            let kind = engagement.evidence[at].kind;
            matches!(kind, Document::Contract | Document::Sla | Document::Terms | Document::Rules)
        }
    }
}

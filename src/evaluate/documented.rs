//! The law of evidence: what somebody carries must, where the duty asks for it, be written in a document that counts, or be agreed.
//!
//! A document counts from its signing (a draft never) to its end; one that continues, as long as its contract runs. A statement may
//! rest on several documents, and has expired when the last one has. A certificate is evidence only for a duty that lists it.
//!
//! ```text
//! duty b "報告" of supplier documented in contract, sla
//!     A owns X.b by K1 "第8条"            written, while K1 is in force
//!     A owns X.b by S1 "3.2"  S1 states X.b "3.2"      written, while the SLA S1 counts; then expired
//!     A owns X.b by "口頭の説明"           not written
//! ```
//!
//! # Choices
//!
//! - It is written where the owner's statement rests on the document, or where the document states it; a goal is not.
//! - `agreed` is met by the day of agreement beside the statement, or by resting on what both sides hold to: a contract in force, a
//!   service level agreement or the institution's rules while they count. What one side issues (a report, a register, a disclosure, a
//!   certificate) is no agreement. Where a duty asks for writing, too, both are needed.
//! - An agreement that rests on a document alone ends with it: it has expired, and is not one that never was.
//! - What the crosswalk carries is written where the serving duty is.

use std::collections::BTreeSet;

use super::context::Context;
use super::standing::{Need, Standing};
use super::stated::is_one_of;
use crate::graph::ObligationIdx;
use crate::model::{Document, Paper, Verb};

/// Whether what is carried is also written and agreed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Documented {
    /// Nobody asks for it.
    #[default]
    Unasked,
    /// It is, in these documents.
    InOrder(Vec<Paper>),
    /// No document of the kinds asked for ever said it.
    NotWritten,
    /// These said it, and have ended.
    Expired(Vec<Paper>),
    /// The other side has not agreed.
    NotAgreed,
}

/// Judges an obligation that is carried.
pub fn documented(context: &Context, at: ObligationIdx, standing: &Standing) -> Documented {
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let asked = !duty.documented.is_empty() || duty.agreed;
    if !asked || !standing.carried || standing.need != Need::Owner || !standing.served_by.is_empty() {
        return Documented::Unasked;
    }
    let papers = papers(context, at, standing);
    let counts = |paper: &Paper| context.engagement.counts(*paper).is_some_and(|it| it.holds(context.day));
    let ended = |paper: &Paper| {
        let end = context.engagement.counts(*paper).and_then(|it| it.to);
        end.is_some_and(|end| end < context.day)
    };
    let mut fitting = papers.clone();
    if !duty.documented.is_empty() {
        fitting.retain(|paper| is_one_of(context, *paper, &duty.documented));
        if !fitting.iter().any(counts) {
            let ended: Vec<Paper> = fitting.into_iter().filter(ended).collect();
            return if ended.is_empty() { Documented::NotWritten } else { Documented::Expired(ended) };
        }
    }
    let said = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.statements);
    let mut agreed = said.filter_map(|it| context.engagement.statements[*it].agreed);
    if duty.agreed && !agreed.any(|day| day <= context.day) {
        let of_both: Vec<Paper> = papers.into_iter().filter(|it| is_of_both(context, *it)).collect();
        if !of_both.iter().any(counts) {
            let ended: Vec<Paper> = of_both.into_iter().filter(ended).collect();
            return if ended.is_empty() { Documented::NotAgreed } else { Documented::Expired(ended) };
        }
    }
    Documented::InOrder(fitting.into_iter().filter(counts).collect())
}

/// Whether both sides hold to a document.
fn is_of_both(context: &Context, paper: Paper) -> bool {
    match paper {
        Paper::Contract(_) => true,
        Paper::Evidence(it) => match context.engagement.evidence[it].kind {
            Document::Contract | Document::Sla | Document::Terms | Document::Rules => true,
            Document::Disclosure | Document::Report | Document::Register | Document::Certificate => false,
        },
    }
}

/// The documents that the owners rest on, and those that state it.
fn papers(context: &Context, at: ObligationIdx, standing: &Standing) -> Vec<Paper> {
    let owned = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.statements);
    let rested_on = owned.flat_map(|it| &context.engagement.statements[*it].by).filter_map(|basis| {
        let contract = basis.contract.map(Paper::Contract);
        basis.evidence.map(Paper::Evidence).or(contract)
    });
    // Whether they count on the day is asked of the documents themselves.
    let said = context.obligations.about(at).iter().map(|by| &context.engagement.statements[*by].verb);
    let stating = said.filter_map(|verb| match verb {
        Verb::States { paper, all_of: None, as_goal: false, .. } => Some(*paper),
        _ => None,
    });
    let all: BTreeSet<Paper> = rested_on.chain(stating).collect();
    all.into_iter().collect()
}

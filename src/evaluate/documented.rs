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
//! - It is written where the owner's statement rests on the document, or where the document states it; a goal is not. What a document
//!   states from a day or until a day it says on these days alone, as far as it counts.
//! - `agreed` is met by the day of agreement beside the statement, or by resting on what both sides hold to: a contract in force, a
//!   service level agreement or the institution's rules while they count. What one side issues (a report, a register, a disclosure, a
//!   certificate) is no agreement. Where a duty asks for writing, too, both are needed.
//! - An agreement that rests on a document alone ends with it: it has expired, and is not one that never was.
//! - What the crosswalk carries is written where the serving duty is.

use std::collections::BTreeMap;

use super::context::Context;
use super::standing::{Need, Standing};
use super::stated::is_one_of;
use crate::graph::ObligationIdx;
use crate::model::{Date, Document, Interval, Paper, StatementIdx, Verb};

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
    /// These said it, and no longer do.
    Expired(Vec<Ended>),
    /// The other side has not agreed.
    NotAgreed,
}

/// A document that said something, and no longer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The document.
    pub paper: Paper,
    /// The last day on which it said so.
    pub last: Date,
    /// The statement that has ended, where the document goes on without it.
    pub by: Option<StatementIdx>,
}

/// A document, the days on which it says something, and the statement that ends that before the document does.
type Saying = (Paper, Interval, Option<StatementIdx>);

/// Judges an obligation that is carried.
pub fn documented(context: &Context, at: ObligationIdx, standing: &Standing) -> Documented {
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let asked = !duty.documented.is_empty() || duty.agreed;
    if !asked || !standing.carried || standing.need != Need::Owner || !standing.served_by.is_empty() {
        return Documented::Unasked;
    }
    let papers = papers(context, at, standing);
    let counts = |(_, said, _): &Saying| said.holds(context.day);
    let ended = |papers: Vec<Saying>| -> Vec<Ended> {
        let over = papers.into_iter().filter_map(|(paper, said, by)| {
            let last = said.to.filter(|end| *end < context.day)?;
            Some((paper, Ended { paper, last, by }))
        });
        let last: BTreeMap<Paper, Ended> = over.collect();
        last.into_values().collect()
    };
    let mut fitting = papers.clone();
    if !duty.documented.is_empty() {
        fitting.retain(|(paper, ..)| is_one_of(context, *paper, &duty.documented));
        if !fitting.iter().any(counts) {
            let ended = ended(fitting);
            return if ended.is_empty() { Documented::NotWritten } else { Documented::Expired(ended) };
        }
    }
    let said = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.statements);
    let mut agreed = said.filter_map(|it| context.engagement.statements[*it].agreed);
    if duty.agreed && !agreed.any(|day| day <= context.day) {
        let of_both: Vec<_> = papers.into_iter().filter(|(paper, ..)| is_of_both(context, *paper)).collect();
        if !of_both.iter().any(counts) {
            let ended = ended(of_both);
            return if ended.is_empty() { Documented::NotAgreed } else { Documented::Expired(ended) };
        }
    }
    let mut in_order: Vec<Paper> = fitting.into_iter().filter(counts).map(|(paper, ..)| paper).collect();
    in_order.dedup();
    Documented::InOrder(in_order)
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

/// The documents that the owners rest on, and those that state it, each with the days on which it says so; in order, those of one
/// document by their last day.
fn papers(context: &Context, at: ObligationIdx, standing: &Standing) -> Vec<Saying> {
    let owned = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.statements);
    let rested_on = owned.flat_map(|it| &context.engagement.statements[*it].by).filter_map(|basis| {
        let contract = basis.contract.map(Paper::Contract);
        Some((basis.evidence.map(Paper::Evidence).or(contract)?, Interval::ALWAYS, None))
    });
    let said = context.obligations.about(at).iter().map(|by| (*by, &context.engagement.statements[*by]));
    let stating = said.filter_map(|(by, it)| match it.verb {
        Verb::States { paper, all_of: None, as_goal: false, .. } => {
            Some((paper, Interval { from: it.from, to: it.until }, Some(by)))
        }
        _ => None,
    });
    let says = |(paper, own, by): Saying| {
        let counts = context.engagement.counts(paper)?;
        let said = counts.common(&own)?;
        Some((paper, said, by.filter(|_| said.to != counts.to)))
    };
    let mut all: Vec<Saying> = rested_on.chain(stating).filter_map(says).collect();
    all.sort_by_key(|(paper, said, by)| (*paper, said.to.is_none(), said.to, said.from, *by));
    all
}

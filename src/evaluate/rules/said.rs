//! The exclusions, checks and risks that rules range over: what somebody said, and what counts of it on the day.

use fixedbitset::FixedBitSet;

use super::Asking;
use crate::evaluate::confirmed::latest;
use crate::evaluate::context::Context;
use crate::model::{Idx, On, Sort, StatementIdx, Subject, Verb};

impl Asking<'_> {
    /// The statements of a sort that are in force on the day, in table order.
    pub(super) fn in_force(&self, sort: Sort) -> impl Iterator<Item = StatementIdx> + '_ {
        let context = &self.evaluation.context;
        let all = context.engagement.statements.enumerate().filter(move |(at, it)| match it.verb {
            Verb::Excludes { .. } => sort == Sort::Exclusion && context.in_force(*at),
            Verb::Retains { .. } => sort == Sort::Risk && context.in_force(*at),
            Verb::Checked { .. } => sort == Sort::Check && self.counting().contains(at.row()),
            _ => false,
        });
        all.map(|(at, _)| at)
    }

    fn counting(&self) -> &FixedBitSet {
        self.counting.get_or_init(|| counting(&self.evaluation.context))
    }
}

/// The checks up to the day that are the last of something that they speak of: what was gone over again is what that came to.
fn counting(context: &Context) -> FixedBitSet {
    let statements = &context.engagement.statements;
    let mut all = FixedBitSet::with_capacity(statements.len());
    for at in context.obligations.all.indices() {
        all.extend(latest(context, at).into_iter().map(|it| it.at.row()));
    }
    // A check that speaks of nothing is replaced by none.
    let idle = statements.enumerate().filter(|(at, it)| match it.verb {
        Verb::Checked { date, .. } => date <= context.day && context.obligations.spoken_of[*at].is_clear(),
        _ => false,
    });
    all.extend(idle.map(|(at, _)| at.row()));
    all
}

/// What a statement is on: what it names, else that of which it speaks.
pub(super) fn subjects(context: &Context, at: StatementIdx) -> Vec<Subject> {
    match &context.engagement.statements[at].on {
        On::These(subjects) => subjects.clone(),
        On::Own => {
            let spoken_of = context.obligations.spoken_of[at].ones();
            spoken_of.map(|row| context.obligations.subject(Idx::new(row))).collect()
        }
    }
}

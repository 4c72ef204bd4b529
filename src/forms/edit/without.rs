//! A statement without some of what it speaks of, where its words allow that.

use fixedbitset::FixedBitSet;

use crate::answers::Checked;
use crate::model::{self, Idx};
use crate::syntax::ast::{Name, Statement};

/// The statement without some of the obligations that it speaks of: ids or subjects are taken out of its lists. `None` where no list
/// names them apart.
pub fn without(
    checked: &Checked,
    spoken_of: &FixedBitSet,
    written: &Statement,
    out: &FixedBitSet,
) -> Option<Statement> {
    let context = &checked.evaluation.context;
    let wanted: FixedBitSet = spoken_of.difference(out).collect();
    let is_wanted = |kept: &FixedBitSet| kept.ones().eq(wanted.ones());
    // By ids.
    let of_id = |name: &Name| -> FixedBitSet {
        let view = &context.engagement.in_view;
        let Ok(duties) = model::duties_matching(context.policy, Some(view), name) else { return FixedBitSet::new() };
        spoken_of
            .ones()
            .filter(|row| duties.contains(context.obligations.all[crate::graph::ObligationIdx::new(*row)].duty.row()))
            .collect()
    };
    if let Some(duties) = kept(&written.duties, of_id, out, is_wanted) {
        return Some(Statement { duties, ..written.clone() });
    }
    // By subjects.
    let of_subject = |name: &crate::syntax::ast::SubjectName| -> FixedBitSet {
        let Ok(subject) = model::subject_named(context.engagement, name) else { return FixedBitSet::new() };
        let is_it = |row: &usize| context.obligations.subject(crate::graph::ObligationIdx::new(*row)) == subject;
        spoken_of.ones().filter(is_it).collect()
    };
    let on = kept(&written.on, of_subject, out, is_wanted)?;
    Some(Statement { on, ..written.clone() })
}

/// The items of a list that are not taken out, if they are what is wanted and some are left.
fn kept<T: Clone>(
    list: &[T],
    of: impl Fn(&T) -> FixedBitSet,
    out: &FixedBitSet,
    is_wanted: impl Fn(&FixedBitSet) -> bool,
) -> Option<Vec<T>> {
    let mut all = FixedBitSet::new();
    let mut left = Vec::new();
    for item in list {
        let set = of(item);
        let is_out = !set.is_clear() && set.ones().all(|row| out.contains(row));
        if !is_out {
            all.grow(set.len());
            all.union_with(&set);
            left.push(item.clone());
        }
    }
    (!left.is_empty() && is_wanted(&all)).then_some(left)
}

//! `too_large`, for engagements: more than can be judged in the time and memory that a reader has.

use crate::diagnostic::Diagnostic;
use crate::graph::{ContractTree, Subjects};
use crate::model::{DutyIdx, Engagement, Idx, Policy, SubjectKind};
use crate::syntax::{TOO_LARGE, limits};
use crate::text;

/// The bound that an engagement exceeds, if it does; asked before anything is built whose size is a product.
pub fn find(policy: &Policy, engagement: &Engagement) -> Option<Diagnostic> {
    let members = [
        (engagement.parties.len(), text!("当事者", "parties")),
        (engagement.components.len(), text!("構成要素", "components")),
        (engagement.contracts.len(), text!("契約", "contracts")),
        (engagement.statements.len(), text!("記述", "statements")),
    ];
    if let Some((count, what)) = members.into_iter().find(|(count, _)| *count > limits::MAX_MEMBERS) {
        return Some(problem(engagement, count, limits::MAX_MEMBERS, &what.ja, &what.en));
    }
    let tree = ContractTree::new(engagement);
    let kinds = [
        SubjectKind::Engagement,
        SubjectKind::Contract,
        SubjectKind::Vendor,
        SubjectKind::Component,
        SubjectKind::Interface,
    ];
    let counts = kinds.map(|kind| (kind, Subjects::count(engagement, &tree, kind)));
    let subjects: usize = counts.iter().map(|(_, count)| count).sum();
    if subjects > limits::MAX_SUBJECTS {
        return Some(problem(engagement, subjects, limits::MAX_SUBJECTS, "対象", "subjects"));
    }
    let of_duty = |row: usize| {
        let duty = &policy.duties[DutyIdx::new(row)];
        let subjects = counts.iter().find(|(kind, _)| *kind == duty.per).map_or(0, |(_, count)| *count);
        subjects * duty.phases.len().max(1) * duty.modes.len().max(1)
    };
    let obligations: usize = engagement.in_view.ones().map(of_duty).sum();
    (obligations > limits::MAX_OBLIGATIONS)
        .then(|| problem(engagement, obligations, limits::MAX_OBLIGATIONS, "責任", "obligations"))
}

fn problem(engagement: &Engagement, count: usize, most: usize, ja: &str, en: &str) -> Diagnostic {
    let name = &engagement.name;
    let headline = text!(
        "案件「{name}」は{ja}が {count} 件あり、評価できる {most} 件を超えています",
        "`{name}` has {count} {en}; up to {most} can be judged"
    );
    Diagnostic::new(&TOO_LARGE, engagement.span, headline).help(text!(
        "案件を分けるか、`use … only` で対応を絞ってください",
        "split the engagement, or narrow the duties with `use … only`"
    ))
}

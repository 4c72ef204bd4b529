//! `too_large`, for engagements: more than can be judged in the time and memory that a reader has.

use crate::diagnostic::{Diagnostic, Text};
use crate::graph::{ContractTree, Subjects};
use crate::model::{
    Contract, ContractIdx, DutyIdx, Engagement, Idx, On, Policy, Pool, Rule, RuleCondition, Sort, Statement, Subject,
    SubjectKind, Test, Verb, Whose,
};
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
    let tiers = |mut at: ContractIdx| {
        let above = std::iter::from_fn(|| {
            at = engagement.contracts[at].parent?;
            Some(at)
        });
        above.take(limits::MAX_TIERS).count() + 1
    };
    if let Some(count) = engagement.contracts.indices().map(tiers).find(|it| *it > limits::MAX_TIERS) {
        return Some(problem(engagement, count, limits::MAX_TIERS, "段の再委託", "tiers of subcontracts"));
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
    if let Some((count, most, what)) = too_many_levels(policy, engagement, &tree) {
        return Some(problem(engagement, count, most, &what.ja, &what.en));
    }
    let of_duty = |row: usize| {
        let duty = &policy.duties[DutyIdx::new(row)];
        let subjects = counts.iter().find(|(kind, _)| *kind == duty.per).map_or(0, |(_, count)| *count);
        subjects * duty.phases.len().max(1) * duty.modes.len().max(1)
    };
    let obligations: usize = engagement.in_view.ones().map(of_duty).sum();
    if obligations > limits::MAX_OBLIGATIONS {
        return Some(problem(engagement, obligations, limits::MAX_OBLIGATIONS, "責任", "obligations"));
    }
    let levels = |of: fn(&Contract) -> usize| engagement.contracts.iter().map(of).sum();
    let said = |of: fn(&Statement) -> usize| engagement.statements.iter().map(of).sum();
    let of_one =
        engagement.contracts.indices().map(|k| engagement.evidence.iter().filter(|it| it.contract == Some(k)).count());
    let most_evidence = of_one.max().unwrap_or(0);
    let size = |pool: &Pool| match (pool.sort, &pool.duties) {
        (Sort::Obligation, None) => obligations,
        (Sort::Obligation, Some(duties)) => engagement.in_view.intersection(duties).map(of_duty).sum(),
        (Sort::Party, _) => engagement.parties.len(),
        (Sort::Promise, _) => levels(|it| it.promises.len()),
        (Sort::OwnShare, _) => levels(|it| it.itself.len()),
        (Sort::Demand, _) => {
            let stated: usize = said(|it| match (&it.verb, &it.on) {
                (Verb::Demands { .. }, On::These(subjects)) => subjects.len(),
                _ => 0,
            });
            let demands = |row: usize| policy.control_of(DutyIdx::new(row)).demands.len();
            let controls = engagement.in_view.ones().map(|row| of_duty(row).saturating_mul(demands(row)));
            controls.fold(stated, usize::saturating_add)
        }
        (Sort::Evidence, _) if pool.of == Whose::All => engagement.evidence.len(),
        // Of one thing: as many as any has.
        (Sort::Evidence, _) => most_evidence,
        (Sort::Exclusion, _) => said(|it| usize::from(matches!(it.verb, Verb::Excludes { .. }))),
        (Sort::Check, _) => said(|it| usize::from(matches!(it.verb, Verb::Checked { .. }))),
        (Sort::Risk, _) => said(|it| usize::from(matches!(it.verb, Verb::Retains { .. }))),
        (Sort::Engagement | Sort::Vendor | Sort::Contract | Sort::Component | Sort::Interface, _) => {
            counts.iter().find(|(kind, _)| Some(*kind) == pool.sort.subject()).map_or(0, |(_, count)| *count)
        }
    };
    let mut so_far: usize = 0;
    for rule in policy.rules.iter().filter(|rule| rule.is_asked(engagement)) {
        so_far = so_far.saturating_add(bindings(rule, &size));
        if so_far > limits::MAX_BINDINGS {
            let problem = problem(engagement, so_far, limits::MAX_BINDINGS, "規則の変数の組", "bindings of rules");
            return Some(problem.label(rule.span, text!("この規則まで", "up to this rule")));
        }
    }
    None
}

/// How many bindings a rule may have to try: the product of what it ranges over, with the quantifiers inside.
fn bindings(rule: &Rule, size: &impl Fn(&Pool) -> usize) -> usize {
    let (mut around, mut all) = (1_usize, 0_usize);
    for range in &rule.ranges {
        around = around.saturating_mul(size(&range.pool));
        let inside = range.filter.iter().map(|filter| quantified(filter, size)).fold(1, usize::saturating_add);
        all = all.saturating_add(around.saturating_mul(inside));
    }
    all.saturating_add(around.saturating_mul(quantified(&rule.must, size).saturating_add(1)))
}

/// How many members the quantifiers of a condition go through.
fn quantified(condition: &RuleCondition, size: &impl Fn(&Pool) -> usize) -> usize {
    match &condition.node {
        Test::All(parts) | Test::Any(parts) => {
            parts.iter().map(|it| quantified(it, size)).fold(0, usize::saturating_add)
        }
        Test::Not(inner) => quantified(inner, size),
        Test::Holds(_) | Test::Compare(..) | Test::In(..) | Test::Exists(_) => 0,
        Test::Quantified(_, pool, inner) | Test::Count(pool, inner, ..) => {
            let each = inner.as_ref().map_or(0, |inner| quantified(inner, size)).saturating_add(1);
            size(pool).saturating_mul(each)
        }
    }
}

/// How often levels would be compared, where that is too often.
fn too_many_levels(policy: &Policy, engagement: &Engagement, tree: &ContractTree) -> Option<(usize, usize, Text)> {
    let mut comparisons = 0_usize;
    for (at, contract) in engagement.contracts.enumerate().filter(|(_, it)| !it.promises.is_empty()) {
        let suppliers = tree.directly_beneath(at).len() + contract.relies_on.len();
        if suppliers > limits::MAX_SUPPLIERS {
            let name = &contract.name;
            let what = text!("`{name}` の供給元", "suppliers of `{name}`");
            return Some((suppliers, limits::MAX_SUPPLIERS, what));
        }
        comparisons = comparisons.saturating_add(contract.promises.len() * suppliers);
    }
    for statement in engagement.statements.iter() {
        if let (Verb::Demands { .. }, On::These(subjects)) = (&statement.verb, &statement.on) {
            let covering = |subject: &Subject| match subject {
                Subject::Component(it) => tree.covering(*it).len().max(1),
                Subject::Engagement | Subject::Contract(_) | Subject::Vendor(_) | Subject::Interface(..) => 1,
            };
            comparisons = comparisons.saturating_add(subjects.iter().map(covering).sum());
        }
    }
    let covered: usize = engagement.components.indices().map(|it| tree.covering(it).len().max(1)).sum();
    for duty in engagement.in_view.ones().map(|row| &policy.duties[DutyIdx::new(row)]) {
        let on = match duty.per {
            SubjectKind::Component => covered,
            SubjectKind::Contract => engagement.contracts.len(),
            SubjectKind::Engagement | SubjectKind::Vendor | SubjectKind::Interface => 0,
        };
        comparisons = comparisons.saturating_add(policy.controls[duty.control].demands.len().saturating_mul(on));
    }
    let most = limits::MAX_LEVEL_COMPARISONS;
    (comparisons > most).then(|| (comparisons, most, text!("水準の比較", "comparisons of levels")))
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

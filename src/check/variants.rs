//! The variants of a template: every choice of its facts.

use std::collections::BTreeSet;

use crate::model::{Condition, FactIdx, FactType, Template, Term, Value};

/// Choices that are looked at; beyond, nothing is claimed.
const MAX_VARIANTS: usize = 256;

/// Whether some choice of the facts leaves all conditions possible. Facts with endless values, and what the contract decides, may be
/// anything.
pub fn possible_together(template: &Template, conditions: &[&Condition]) -> bool {
    let asked: BTreeSet<FactIdx> = conditions.iter().flat_map(|it| it.facts()).collect();
    let choices: Vec<(FactIdx, Vec<Value>)> =
        asked.into_iter().filter_map(|fact| Some((fact, values(&template.facts[fact].kind)?))).collect();
    let count = choices.iter().try_fold(1_usize, |so_far, (_, all)| so_far.checked_mul(all.len()));
    let Some(count) = count.filter(|it| *it <= MAX_VARIANTS) else { return true };
    (0..count).any(|number| {
        let mut rest = number;
        let chosen: Vec<(FactIdx, &Value)> = choices
            .iter()
            .filter_map(|(fact, all)| {
                let value = all.get(rest % all.len());
                rest /= all.len();
                Some((*fact, value?))
            })
            .collect();
        let known = |term: &Term| match term {
            Term::Fact(fact) => chosen.iter().find(|(it, _)| it == fact).map(|(_, value)| vec![(*value).clone()]),
            Term::Literal(value) => Some(vec![value.clone()]),
            Term::Attribute(_) | Term::Day | Term::Unknown => None,
        };
        conditions.iter().all(|it| it.decided(&known) != Some(false))
    })
}

/// All values of a type, if they can be listed.
fn values(kind: &FactType) -> Option<Vec<Value>> {
    match kind {
        FactType::Bool => Some(vec![Value::Bool(false), Value::Bool(true)]),
        FactType::OneOf(words) => Some(words.iter().map(|it| Value::Word(it.clone().into())).collect()),
        FactType::Number | FactType::Percent | FactType::Duration | FactType::Date | FactType::Party => None,
    }
}

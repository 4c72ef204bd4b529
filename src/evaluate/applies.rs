//! The law of applicability: does a condition hold for a subject on the day?
//!
//! Facts are open: what nobody stated is unknown. A fact stated at a wider bearer holds for everything beneath that does not say
//! otherwise; two wider bearers of one rank that disagree leave it unknown. What the structure says, and what exists only where
//! written (disclosure, consent), is never unknown.
//!
//! ```text
//! control A.9 { per component  when external_storage }
//!     emr { external_storage = yes }      applies
//!     lab { external_storage = no }       does not
//!     ris { }                             unknown: decided by `external_storage` of ris
//! ```

use super::context::Context;
use super::kleene::{Ask, Kleene};
use crate::model::{
    self, Attribute, Bearer, Comparison, Condition, FactIdx, FactType, PartyKind, Quantifier, Range, RangeKind, Stated,
    Subject, Term, Test, Value, Word,
};

/// What a term of a condition comes to.
enum Known {
    /// One value, or several of which any may fit.
    Values(Vec<Value>),
    /// Nothing: a stated absence, or something that exists only where written.
    Absent,
    /// An open end: later than every day.
    Open,
    /// Not known.
    Unknown(Ask),
    /// `unknown` written out.
    Unsaid,
}

/// Whether a condition holds for a subject.
pub fn holds(context: &Context, condition: &Condition, subject: Subject) -> Kleene {
    let all_of =
        |conditions: &[Condition]| -> Vec<Kleene> { conditions.iter().map(|it| holds(context, it, subject)).collect() };
    match &condition.node {
        Test::All(conditions) => Kleene::all(all_of(conditions)),
        Test::Any(conditions) => Kleene::any(all_of(conditions)),
        Test::Not(inner) => holds(context, inner, subject).negated(),
        Test::Holds(term) => ask(context, term, subject, |values| values.contains(&Value::Bool(true))),
        Test::In(term, members) => {
            ask(context, term, subject, |values| values.iter().any(|value| members.contains(value)))
        }
        Test::Exists(term) => match known(context, term, subject) {
            Known::Values(values) => Kleene::known(!values.is_empty()),
            Known::Absent | Known::Open => Kleene::known(false),
            Known::Unknown(fact) => Kleene::waits_for([fact]),
            Known::Unsaid => Kleene::known(false),
        },
        Test::Compare(left, comparison, right) => compare(context, left, *comparison, right, subject),
        Test::Quantified(quantifier, range, inner) => context.once(condition, seen_from(*range, subject), |from| {
            let each = ranged(context, *range, inner.as_deref(), from);
            match quantifier {
                Quantifier::Some => Kleene::any(each),
                Quantifier::Every => Kleene::all(each),
                Quantifier::No => Kleene::any(each).negated(),
            }
        }),
        Test::Count(range, inner, comparison, number) => context.once(condition, seen_from(*range, subject), |from| {
            let each = ranged(context, *range, inner.as_deref(), from);
            Kleene::count(each, |count| model::fits(count.cmp(number), *comparison))
        }),
    }
}

fn ask(context: &Context, term: &Term, subject: Subject, fits: impl Fn(&[Value]) -> bool) -> Kleene {
    match known(context, term, subject) {
        Known::Values(values) => Kleene::known(fits(&values)),
        Known::Absent | Known::Open | Known::Unsaid => Kleene::known(false),
        Known::Unknown(fact) => Kleene::waits_for([fact]),
    }
}

fn compare(context: &Context, left: &Term, comparison: Comparison, right: &Term, subject: Subject) -> Kleene {
    use std::cmp::Ordering::{Equal, Greater, Less};
    match (known(context, left, subject), known(context, right, subject)) {
        (Known::Unknown(a), Known::Unknown(b)) => Kleene::waits_for([a, b]),
        (Known::Unsaid, Known::Unknown(_)) | (Known::Unknown(_), Known::Unsaid) => {
            Kleene::known(comparison == Comparison::Equal)
        }
        (Known::Unsaid, _) | (_, Known::Unsaid) => Kleene::known(comparison == Comparison::NotEqual),
        (Known::Unknown(a), _) | (_, Known::Unknown(a)) => Kleene::waits_for([a]),
        (Known::Absent, _) | (_, Known::Absent) => Kleene::known(comparison == Comparison::NotEqual),
        (Known::Open, Known::Open) => Kleene::known(model::fits(Equal, comparison)),
        (Known::Open, Known::Values(_)) => Kleene::known(model::fits(Greater, comparison)),
        (Known::Values(_), Known::Open) => Kleene::known(model::fits(Less, comparison)),
        (Known::Values(lefts), Known::Values(rights)) => Kleene::known(model::compare(&lefts, comparison, &rights)),
    }
}

fn known(context: &Context, term: &Term, subject: Subject) -> Known {
    match term {
        Term::Literal(value) => Known::Values(vec![value.clone()]),
        Term::Day => Known::Values(vec![Value::Date(context.day)]),
        Term::Unknown => Known::Unsaid,
        Term::Attribute(attribute) => attribute_of(context, *attribute, subject),
        Term::Fact(fact) => fact_of(context, *fact, subject),
    }
}

/// What the structure says of a subject; the model has made sure that the attribute belongs to its kind.
fn attribute_of(context: &Context, attribute: Attribute, subject: Subject) -> Known {
    let engagement = context.engagement;
    let yes = |it: bool| Known::Values(vec![Value::Bool(it)]);
    let word = |it: &str| Value::Word(it.to_owned());
    let day = |it: Option<crate::model::Date>| it.map_or(Known::Absent, |day| Known::Values(vec![Value::Date(day)]));
    match subject {
        Subject::Contract(k) => {
            let contract = &engagement.contracts[k];
            match attribute {
                Attribute::Type => Known::Values(contract.types.iter().map(|it| word(it.name())).collect()),
                Attribute::Form => contract.form.map_or(Known::Absent, |it| Known::Values(vec![word(it.name())])),
                Attribute::Direct => yes(engagement.is_direct(k)),
                Attribute::Subcontract => yes(contract.parent.is_some()),
                Attribute::Linked => yes(contract.linked),
                Attribute::Selected => yes(contract.selected_by.is_some()),
                Attribute::Start => day(contract.in_force.from),
                Attribute::End => contract.in_force.to.map_or(Known::Open, |to| Known::Values(vec![Value::Date(to)])),
                Attribute::Disclosed => {
                    let consented = contract.consented.as_ref().map(|it| it.date);
                    let disclosed = contract.disclosed.as_ref().map(|it| it.date);
                    day(consented.into_iter().chain(disclosed).min())
                }
                Attribute::Consented => day(contract.consented.as_ref().map(|it| it.date)),
                Attribute::Kind | Attribute::Connected | Attribute::Provided => Known::Absent,
            }
        }
        Subject::Vendor(party) => {
            let supplies = |fits: &dyn Fn(crate::model::ContractIdx) -> bool| {
                engagement
                    .contracts
                    .enumerate()
                    .any(|(at, k)| k.supplier == party && context.contract_in_force(at) && fits(at))
            };
            match attribute {
                Attribute::Kind => Known::Values(vec![word(engagement.parties[party].kind.name())]),
                Attribute::Direct => yes(supplies(&|k| engagement.is_direct(k))),
                Attribute::Subcontract => yes(supplies(&|k| engagement.contracts[k].parent.is_some())),
                _ => Known::Absent,
            }
        }
        Subject::Component(c) => {
            let component = &engagement.components[c];
            match attribute {
                Attribute::Kind => Known::Values(vec![word(component.kind.name())]),
                Attribute::Connected => yes(!component.connects.is_empty()),
                Attribute::Provided => yes(component.provider.is_some()),
                _ => Known::Absent,
            }
        }
        Subject::Engagement | Subject::Interface(..) => Known::Absent,
    }
}

/// The bearers of a fact seen from a subject, rank by rank from the narrowest to the widest.
fn bearers(context: &Context, subject: Subject) -> Vec<Vec<Bearer>> {
    let engagement = context.engagement;
    let suppliers = |contracts: &[crate::model::ContractIdx]| -> Vec<Bearer> {
        let mut all: Vec<_> = contracts.iter().map(|k| Bearer::Party(engagement.contracts[*k].supplier)).collect();
        all.sort();
        all.dedup();
        all
    };
    let mut ranks = match subject {
        Subject::Engagement => vec![],
        Subject::Vendor(party) => vec![vec![Bearer::Party(party)]],
        Subject::Contract(k) => vec![vec![Bearer::Contract(k)], suppliers(&[k])],
        Subject::Component(c) => {
            let covering = context.obligations.tree.covering(c);
            let mut parties = suppliers(covering);
            if let Some(provider) = engagement.components[c].provider {
                parties = vec![Bearer::Party(provider)];
            }
            vec![vec![Bearer::Component(c)], covering.iter().copied().map(Bearer::Contract).collect(), parties]
        }
        Subject::Interface(a, b) => vec![vec![Bearer::Interface(a, b)]],
    };
    ranks.push(vec![Bearer::Engagement]);
    ranks
}

fn fact_of(context: &Context, fact: FactIdx, subject: Subject) -> Known {
    let declared = &context.policy.facts[fact];
    for rank in bearers(context, subject) {
        let mut said: Vec<&Stated> =
            rank.into_iter().filter_map(|bearer| context.setting(fact, bearer)).map(|it| &it.stated).collect();
        said.dedup();
        match said.as_slice() {
            [] => continue,
            [Stated::Value(value)] => return Known::Values(vec![value.clone()]),
            [Stated::None] => return Known::Absent,
            [Stated::Unknown] | [_, _, ..] => return Known::Unknown(Ask { fact, subject }),
        }
    }
    match &declared.default {
        Some(value) => Known::Values(vec![value.clone()]),
        None if declared.kind == FactType::Bool && context.engagement.all_other_no.is_some() => {
            Known::Values(vec![Value::Bool(false)])
        }
        None => Known::Unknown(Ask { fact, subject }),
    }
}

/// From where a range is seen: a subject, or the engagement whatever the subject.
fn seen_from(range: Range, subject: Subject) -> Subject {
    if range.of_engagement { Subject::Engagement } else { subject }
}

/// The answers of everything in a range; what does not live on the day is not in it, but contracts that have ended are.
fn ranged(context: &Context, range: Range, inner: Option<&Condition>, from: Subject) -> Vec<Kleene> {
    members(context, range.kind, from)
        .into_iter()
        .map(|member| inner.map_or(Kleene::known(true), |condition| holds(context, condition, member)))
        .collect()
}

fn members(context: &Context, range: RangeKind, subject: Subject) -> Vec<Subject> {
    let engagement = context.engagement;
    let tree = &context.obligations.tree;
    let begun =
        |k: &crate::model::ContractIdx| engagement.contracts[*k].in_force.from.is_none_or(|from| from <= context.day);
    let mut found: Vec<Subject> = match range {
        RangeKind::Contract => {
            let contracts: Vec<_> = match subject {
                Subject::Engagement => engagement.contracts.indices().collect(),
                Subject::Vendor(p) => {
                    engagement.contracts.indices().filter(|k| engagement.contracts[*k].supplier == p).collect()
                }
                Subject::Contract(k) => tree.beneath(k),
                Subject::Component(c) => tree.covering(c).to_vec(),
                Subject::Interface(a, b) => tree.covering(a).iter().chain(tree.covering(b)).copied().collect(),
            };
            contracts.into_iter().filter(begun).map(Subject::Contract).collect()
        }
        RangeKind::Vendor => {
            let parties: Vec<_> = match subject {
                Subject::Engagement => engagement.parties.indices().collect(),
                Subject::Vendor(p) => vec![p],
                Subject::Contract(k) => {
                    let mut all = vec![k];
                    all.extend(tree.beneath(k));
                    all.into_iter().map(|k| engagement.contracts[k].supplier).collect()
                }
                Subject::Component(c) => engagement.components[c].provider.into_iter().collect(),
                Subject::Interface(a, b) => {
                    [a, b].into_iter().filter_map(|c| engagement.components[c].provider).collect()
                }
            };
            let vendor = |p: &crate::model::PartyIdx| engagement.parties[*p].kind == PartyKind::Vendor;
            parties.into_iter().filter(vendor).map(Subject::Vendor).filter(|it| context.lives(*it)).collect()
        }
        RangeKind::Component => {
            let components: Vec<_> = match subject {
                Subject::Engagement => engagement.components.indices().collect(),
                Subject::Vendor(p) => {
                    engagement.components.indices().filter(|c| engagement.components[*c].provider == Some(p)).collect()
                }
                Subject::Contract(k) => engagement.contracts[k].covers.clone(),
                Subject::Component(c) => context.obligations.subjects.runs_on(c).collect(),
                Subject::Interface(a, b) => vec![a, b],
            };
            components.into_iter().map(Subject::Component).filter(|it| context.lives(*it)).collect()
        }
        RangeKind::Interface => {
            let all = context.obligations.subjects.all.iter().copied();
            all.filter(|it| match (*it, subject) {
                (Subject::Interface(..), Subject::Engagement) => true,
                (Subject::Interface(a, b), Subject::Component(c)) => a == c || b == c,
                (Subject::Interface(a, b), Subject::Vendor(p)) => {
                    [a, b].into_iter().any(|c| engagement.components[c].provider == Some(p))
                }
                (Subject::Interface(a, b), Subject::Contract(k)) => {
                    [a, b].into_iter().any(|c| engagement.contracts[k].covers.contains(&c))
                }
                (it, other) => it == other && matches!(it, Subject::Interface(..)),
            })
            .filter(|it| context.lives(*it))
            .collect()
        }
    };
    found.sort();
    found.dedup();
    found
}

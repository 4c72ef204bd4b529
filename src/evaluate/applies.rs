//! The law of applicability: does a condition hold for a subject on the day?
//!
//! Facts are open: what nobody stated is unknown. A fact stated at a wider bearer holds for everything beneath that does not say
//! otherwise; two wider bearers of one rank that disagree leave it unknown. What the structure says, and what exists only where
//! written (disclosure, consent), is never unknown.
//! For a component speaks who provides it; where that is not known, whoever supplies by a contract that covers it.
//!
//! ```text
//! control A.9 { per component  when external_storage }
//!     emr { external_storage = yes }      applies
//!     lab { external_storage = no }       does not
//!     ris { }                             unknown: decided by `external_storage` of ris
//! ```

use smallvec::{SmallVec, smallvec};

use super::context::Context;
use super::derived::{Case, bearer, is_yes};
use super::kleene::{Ask, Kleene, Truth};
use crate::model::{
    self, Attribute, Bearer, Comparison, ComponentIdx, Condition, FactIdx, FactType, PartyIdx, PartyKind, Quantifier,
    Range, RangeKind, Setting, Stated, Subject, SubjectKind, Term, Test, Value, Word,
};

/// What a term of a condition comes to.
pub(super) enum Known {
    /// One value, or several of which any may fit.
    Values(SmallVec<[Value; 1]>),
    /// Nothing: a stated absence, or something that exists only where written.
    Absent,
    /// An open end: later than every day.
    Open,
    /// Not known.
    Unknown(Ask),
    /// A derived fact that may come to several things.
    Cases(Vec<(Kleene, Known)>),
    /// `unknown` written out.
    Unsaid,
}

/// Whether a condition holds for a subject.
pub fn holds(context: &Context, condition: &Condition, subject: Subject) -> Kleene {
    let each = |it: &Condition| holds(context, it, subject);
    match &condition.node {
        Test::All(conditions) => Kleene::all(conditions.iter().map(each)),
        Test::Any(conditions) => Kleene::any(conditions.iter().map(each)),
        Test::Not(inner) => holds(context, inner, subject).negated(),
        Test::Holds(term) => ask(context, term, subject, |values| values.contains(&Value::Bool(true))),
        Test::In(term, members) => {
            ask(context, term, subject, |values| values.iter().any(|value| members.contains(value)))
        }
        Test::Exists(term) => ask(context, term, subject, |values| !values.is_empty()),
        Test::Compare(left, comparison, right) => {
            compare(&known(context, left, subject), *comparison, &known(context, right, subject))
        }
        Test::Quantified(quantifier, range, inner) => context.once(condition, seen_from(*range, subject), |from| {
            let each = ranged(context, *range, inner.as_deref(), from);
            match quantifier {
                Quantifier::Some => Kleene::any(each.map(Kleene::all)),
                Quantifier::Every => Kleene::all(each.map(|[counts, answer]| Kleene::any([counts.negated(), answer]))),
                Quantifier::No => Kleene::any(each.map(Kleene::all)).negated(),
            }
        }),
        Test::Count(range, inner, comparison, number) => context.once(condition, seen_from(*range, subject), |from| {
            let each = ranged(context, *range, inner.as_deref(), from).map(Kleene::all).collect();
            Kleene::count(each, |count| model::fits(count.cmp(number), *comparison))
        }),
    }
}

fn ask(context: &Context, term: &Term, subject: Subject, fits: impl Fn(&[Value]) -> bool) -> Kleene {
    answer(&known(context, term, subject), &fits)
}

/// Whether what is known fits.
pub(super) fn answer(known: &Known, fits: &impl Fn(&[Value]) -> bool) -> Kleene {
    match known {
        Known::Values(values) => Kleene::known(fits(values)),
        Known::Absent | Known::Open | Known::Unsaid => Kleene::known(false),
        Known::Unknown(fact) => Kleene::waits_for([*fact]),
        Known::Cases(cases) => Kleene::of_cases(cases.iter().map(|(is_so, it)| (is_so.clone(), answer(it, fits)))),
    }
}

/// Whether two things that are known compare as asked.
pub(super) fn compare(left: &Known, comparison: Comparison, right: &Known) -> Kleene {
    use std::cmp::Ordering::{Equal, Greater, Less};
    match (left, right) {
        (Known::Cases(cases), _) => {
            Kleene::of_cases(cases.iter().map(|(is_so, it)| (is_so.clone(), compare(it, comparison, right))))
        }
        (_, Known::Cases(cases)) => {
            Kleene::of_cases(cases.iter().map(|(is_so, it)| (is_so.clone(), compare(left, comparison, it))))
        }
        (Known::Unsaid, Known::Unknown(_)) | (Known::Unknown(_), Known::Unsaid) => {
            Kleene::known(comparison == Comparison::Equal)
        }
        (Known::Unsaid, _) | (_, Known::Unsaid) => Kleene::known(comparison == Comparison::NotEqual),
        (Known::Absent, _) | (_, Known::Absent) => Kleene::known(comparison == Comparison::NotEqual),
        (Known::Unknown(a), Known::Unknown(b)) => Kleene::waits_for([*a, *b]),
        (Known::Unknown(a), _) | (_, Known::Unknown(a)) => Kleene::waits_for([*a]),
        (Known::Open, Known::Open) => Kleene::known(model::fits(Equal, comparison)),
        (Known::Open, Known::Values(_)) => Kleene::known(model::fits(Greater, comparison)),
        (Known::Values(_), Known::Open) => Kleene::known(model::fits(Less, comparison)),
        (Known::Values(lefts), Known::Values(rights)) => Kleene::known(model::compare(lefts, comparison, rights)),
    }
}

fn known(context: &Context, term: &Term, subject: Subject) -> Known {
    match term {
        Term::Literal(value) => Known::Values(smallvec![value.clone()]),
        Term::Day => Known::Values(smallvec![Value::Date(context.day)]),
        Term::Unknown => Known::Unsaid,
        Term::Attribute(attribute) => attribute_of(context, *attribute, subject),
        Term::Fact(fact) => fact_of(context, *fact, subject),
    }
}

/// What the structure says of a subject; the model has made sure that the attribute belongs to its kind.
pub(super) fn attribute_of(context: &Context, attribute: Attribute, subject: Subject) -> Known {
    let engagement = context.engagement;
    let yes = |it: bool| Known::Values(smallvec![Value::Bool(it)]);
    let word = |it: &'static str| Value::Word(it.into());
    let day =
        |it: Option<crate::model::Date>| it.map_or(Known::Absent, |day| Known::Values(smallvec![Value::Date(day)]));
    let party = |it: Option<PartyIdx>| {
        it.map_or(Known::Absent, |it| Known::Values(smallvec![Value::Thing(Subject::Vendor(it))]))
    };
    match subject {
        Subject::Contract(k) => {
            let contract = &engagement.contracts[k];
            match attribute {
                Attribute::Type => Known::Values(contract.types.iter().map(|it| word(it.name())).collect()),
                Attribute::Form => contract.form.map_or(Known::Absent, |it| Known::Values(smallvec![word(it.name())])),
                Attribute::Direct => yes(engagement.is_direct(k)),
                Attribute::Subcontract => yes(contract.parent.is_some()),
                Attribute::Linked => yes(contract.linked),
                Attribute::Selected => yes(contract.selected_by.is_some()),
                Attribute::InForce => yes(context.contract_in_force(k)),
                Attribute::Start => day(contract.in_force.from),
                Attribute::End => {
                    contract.in_force.to.map_or(Known::Open, |to| Known::Values(smallvec![Value::Date(to)]))
                }
                Attribute::Disclosed => {
                    let consented = contract.consented.as_ref().map(|it| it.date);
                    let disclosed = contract.disclosed.as_ref().map(|it| it.date);
                    day(consented.into_iter().chain(disclosed).min())
                }
                Attribute::Consented => day(contract.consented.as_ref().map(|it| it.date)),
                Attribute::Customer => party(Some(contract.customer)),
                Attribute::Supplier => party(Some(contract.supplier)),
                Attribute::Prime => party(Some(context.obligations.tree.prime(engagement, k))),
                Attribute::SelectedBy => party(contract.selected_by),
                Attribute::Kind | Attribute::Connected | Attribute::Provided => Known::Absent,
            }
        }
        Subject::Vendor(party) => {
            let supplies = |fits: &dyn Fn(crate::model::ContractIdx) -> bool| {
                let supplied = context.obligations.tree.supplied_by(party);
                supplied.iter().any(|at| context.contract_in_force(*at) && fits(*at))
            };
            match attribute {
                Attribute::Kind => Known::Values(smallvec![word(engagement.parties[party].kind.name())]),
                Attribute::Direct => yes(supplies(&|k| engagement.is_direct(k))),
                Attribute::Subcontract => yes(supplies(&|k| engagement.contracts[k].parent.is_some())),
                _ => Known::Absent,
            }
        }
        Subject::Component(c) => {
            let component = &engagement.components[c];
            match attribute {
                Attribute::Kind => Known::Values(smallvec![word(component.kind.name())]),
                Attribute::Connected => yes(!component.connects.is_empty()),
                Attribute::Provided => yes(component.provider.is_some()),
                _ => Known::Absent,
            }
        }
        Subject::Interface(a, b) if attribute == Attribute::Selected => yes(is_selected(context, a, b)),
        Subject::Engagement | Subject::Interface(..) => Known::Absent,
    }
}

/// Whether of those who meet at an interface one chose the other, by a contract that has begun.
fn is_selected(context: &Context, a: ComponentIdx, b: ComponentIdx) -> bool {
    let Context { engagement, obligations, .. } = context;
    let covering = || [a, b].into_iter().flat_map(|it| obligations.tree.covering(it));
    let meets = |party: PartyIdx| match a == b {
        true => covering().any(|k| engagement.is_direct(*k) && engagement.contracts[*k].supplier == party),
        false => [a, b].into_iter().any(|it| engagement.components[it].provider == Some(party)),
    };
    covering().map(|k| &engagement.contracts[*k]).any(|contract| {
        let has_begun = contract.in_force.from.is_none_or(|from| from <= context.day);
        has_begun
            && contract.selected_by.is_some_and(|by| by != contract.supplier && meets(by) && meets(contract.supplier))
    })
}

/// What the narrowest rank of bearers that says anything of a fact says of it, seen from a subject.
fn stated_of(context: &Context, fact: FactIdx, subject: Subject) -> Option<Known> {
    narrowest(context, subject, |rank| stated_at(context, fact, subject, rank))
}

/// By whom a fact that is not known was stated nevertheless: as unknown, or by several that do not agree.
pub fn stated_unknown<'a>(context: &Context<'a>, fact: FactIdx, subject: Subject) -> Vec<&'a Setting> {
    let all = narrowest(context, subject, |rank| {
        let said: Vec<_> = rank.filter_map(|bearer| context.setting(fact, bearer)).collect();
        (!said.is_empty()).then_some(said)
    });
    all.unwrap_or_default()
}

/// The first answer of the ranks of bearers that hold for a subject, the narrowest first.
fn narrowest<T>(
    context: &Context,
    subject: Subject,
    said: impl Fn(&mut dyn Iterator<Item = Bearer>) -> Option<T>,
) -> Option<T> {
    let one = |bearer: Bearer| said(&mut std::iter::once(bearer));
    let contracts = &context.engagement.contracts;
    let narrow = match subject {
        Subject::Engagement => None,
        Subject::Vendor(party) => one(Bearer::Party(party)),
        Subject::Contract(k) => one(Bearer::Contract(k)).or_else(|| one(Bearer::Party(contracts[k].supplier))),
        Subject::Component(c) => {
            let covering = context.obligations.tree.covering(c);
            let suppliers = || said(&mut covering.iter().map(|k| Bearer::Party(contracts[*k].supplier)));
            let parties = || match context.engagement.components[c].provider {
                Some(provider) => one(Bearer::Party(provider)),
                None => suppliers(),
            };
            one(Bearer::Component(c))
                .or_else(|| said(&mut covering.iter().map(|k| Bearer::Contract(*k))))
                .or_else(parties)
        }
        Subject::Interface(a, b) => one(Bearer::Interface(a, b)),
    };
    narrow.or_else(|| one(Bearer::Engagement))
}

/// What the bearers of one rank say of a fact; it is not known where they disagree.
fn stated_at(
    context: &Context,
    fact: FactIdx,
    subject: Subject,
    rank: &mut dyn Iterator<Item = Bearer>,
) -> Option<Known> {
    let mut said = rank.filter_map(|bearer| context.setting(fact, bearer)).map(|it| &it.stated);
    let first = said.next()?;
    Some(match first {
        _ if said.any(|other| other != first) => Known::Unknown(ask_of(context, fact, subject)),
        Stated::Value(value) => Known::Values(smallvec![value.clone()]),
        Stated::None => Known::Absent,
        Stated::Unknown => Known::Unknown(ask_of(context, fact, subject)),
    })
}

/// What is not known of a fact. A fact of the engagement is one, whatever it is asked of.
fn ask_of(context: &Context, fact: FactIdx, subject: Subject) -> Ask {
    let is_the_engagements = context.policy.facts[fact].bearer == SubjectKind::Engagement;
    Ask::Fact(fact, if is_the_engagements { Subject::Engagement } else { subject })
}

/// What a derived fact comes to.
fn derived_fact(context: &Context, fact: FactIdx, subject: Subject) -> Known {
    let bearer = bearer(context, fact, subject);
    let ask = Ask::Fact(fact, bearer);
    let one = |case: &Case| match &case.value {
        Some(value) => Known::Values(smallvec![value.clone()]),
        None => Known::Unknown(ask),
    };
    match context.derived(fact, bearer) {
        [] => Known::Unknown(ask),
        [case] if case.is_so.truth() == Truth::True => one(case),
        cases => Known::Cases(cases.iter().map(|case| (case.is_so.clone(), one(case))).collect()),
    }
}

/// What was stated of a fact, from the narrowest bearer to the widest; what a derived one comes to.
pub(super) fn fact_of(context: &Context, fact: FactIdx, subject: Subject) -> Known {
    let declared = &context.policy.facts[fact];
    if declared.derived.is_some() {
        return derived_fact(context, fact, subject);
    }
    if let Some(stated) = stated_of(context, fact, subject) {
        return stated;
    }
    match &declared.default {
        Some(value) => Known::Values(smallvec![value.clone()]),
        None if declared.kind == FactType::Bool && context.engagement.all_other_no.is_some() => {
            Known::Values(smallvec![Value::Bool(false)])
        }
        None => Known::Unknown(ask_of(context, fact, subject)),
    }
}

/// From where a range is seen: a subject, or the engagement whatever the subject.
fn seen_from(range: Range, subject: Subject) -> Subject {
    if range.of_engagement { Subject::Engagement } else { subject }
}

/// Of everything in a range, whether it counts and what is answered of it; what does not live on the day is not in it, but contracts
/// that have ended are. A vendor that may be out of scope may not count.
fn ranged(
    context: &Context,
    range: Range,
    inner: Option<&Condition>,
    from: Subject,
) -> impl Iterator<Item = [Kleene; 2]> {
    let counts = move |member| range.scope.map_or(Kleene::known(true), |fact| is_yes(context, fact, member));
    let answer = move |member| inner.map_or(Kleene::known(true), |condition| holds(context, condition, member));
    members(context, range.kind, from).map(move |member| [counts(member), answer(member)])
}

/// Collects the derived facts that a condition asks, each of what bears it, until there are `most`. Where one part or one member of
/// a range decides, the others are left out.
pub(super) fn asked(
    context: &Context,
    condition: &Condition,
    subject: Subject,
    most: usize,
    found: &mut Vec<(FactIdx, Subject)>,
) {
    let is_derived = |fact: &FactIdx| context.policy.facts[*fact].derived.is_some();
    if found.len() >= most || !condition.facts().iter().any(is_derived) {
        return;
    }
    let add = |fact: FactIdx, subject: Subject, found: &mut Vec<(FactIdx, Subject)>| {
        let it = (fact, bearer(context, fact, subject));
        if is_derived(&fact) && found.len() < most && !found.contains(&it) {
            found.push(it);
        }
    };
    let of = |term: &Term, found: &mut Vec<(FactIdx, Subject)>| match term {
        Term::Fact(fact) => add(*fact, subject, found),
        Term::Attribute(_) | Term::Literal(_) | Term::Day | Term::Unknown => {}
    };
    match &condition.node {
        Test::All(parts) | Test::Any(parts) => {
            let truth = |it: &Condition| holds(context, it, subject).truth();
            let decisive = match (&condition.node, truth(condition)) {
                (Test::All(_), Truth::False) => Some(Truth::False),
                (Test::Any(_), Truth::True) => Some(Truth::True),
                _ => None,
            };
            for part in parts {
                if decisive.is_none_or(|wanted| truth(part) == wanted) {
                    asked(context, part, subject, most, found);
                }
            }
        }
        Test::Not(inner) => asked(context, inner, subject, most, found),
        Test::Holds(term) | Test::In(term, _) | Test::Exists(term) => of(term, found),
        Test::Compare(left, _, right) => [left, right].into_iter().for_each(|it| of(it, found)),
        Test::Quantified(_, range, inner) | Test::Count(range, inner, ..) => {
            let inner = inner.as_deref();
            let decisive = match (&condition.node, holds(context, condition, subject).truth()) {
                (Test::Quantified(Quantifier::Some, ..), Truth::True) => Some(Truth::True),
                (Test::Quantified(Quantifier::Every, ..), Truth::False) => Some(Truth::False),
                (Test::Quantified(Quantifier::No, ..), Truth::False) => Some(Truth::True),
                _ => None,
            };
            let answer = |member| inner.map_or(Truth::True, |it| holds(context, it, member).truth());
            for member in members(context, range.kind, seen_from(*range, subject)) {
                if found.len() < most && decisive.is_none_or(|wanted| answer(member) == wanted) {
                    range.scope.into_iter().for_each(|fact| add(fact, member, found));
                    inner.into_iter().for_each(|it| asked(context, it, member, most, found));
                }
            }
        }
    }
}

/// What is in a range on the day, in table order: contracts once they have begun, all else while it lives,
/// who provides something always.
pub(super) fn members(context: &Context, range: RangeKind, subject: Subject) -> impl Iterator<Item = Subject> {
    let is_there = move |member: &Subject| match member {
        Subject::Contract(k) => context.engagement.contracts[*k].in_force.from.is_none_or(|from| from <= context.day),
        // Whoever provides something is there, with a contract or without.
        Subject::Vendor(_) if matches!(subject, Subject::Component(_) | Subject::Interface(..)) => true,
        Subject::Engagement | Subject::Vendor(_) | Subject::Component(_) | Subject::Interface(..) => {
            context.lives(*member)
        }
    };
    candidates(context, range, subject).into_iter().filter(is_there)
}

/// What a range names, whatever the day.
fn candidates(context: &Context, range: RangeKind, subject: Subject) -> Vec<Subject> {
    let engagement = context.engagement;
    let tree = &context.obligations.tree;
    let mut found: Vec<Subject> = match range {
        RangeKind::Contract => {
            let contracts: Vec<_> = match subject {
                Subject::Engagement => engagement.contracts.indices().collect(),
                Subject::Vendor(p) => tree.supplied_by(p).to_vec(),
                Subject::Contract(k) => tree.beneath(k),
                Subject::Component(c) => tree.covering(c).to_vec(),
                Subject::Interface(a, b) => tree.covering(a).iter().chain(tree.covering(b)).copied().collect(),
            };
            contracts.into_iter().map(Subject::Contract).collect()
        }
        RangeKind::ContractAbove => match subject {
            Subject::Contract(k) => tree.above(k).map(Subject::Contract).collect(),
            Subject::Engagement | Subject::Vendor(_) | Subject::Component(_) | Subject::Interface(..) => Vec::new(),
        },
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
            parties.into_iter().filter(vendor).map(Subject::Vendor).collect()
        }
        RangeKind::ComponentAbove | RangeKind::ComponentConnected => {
            let components: Vec<_> = match (subject, range) {
                (Subject::Component(c), RangeKind::ComponentConnected) => {
                    context.obligations.subjects.connected(c).collect()
                }
                (Subject::Component(c), _) => context.obligations.subjects.run_on(c).collect(),
                _ => Vec::new(),
            };
            components.into_iter().map(Subject::Component).collect()
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
            components.into_iter().map(Subject::Component).collect()
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
            .collect()
        }
    };
    found.sort();
    found.dedup();
    found
}

//! What is known of a subject: the facts that somebody stated, and what the structure says.
//!
//! Facts are open: what nobody stated is unknown. A fact is looked up from the narrowest thing that bears it to the widest, and the
//! first that says something decides:
//!
//! ```text
//! component   itself · the contracts that cover it · who provides it · the engagement
//! contract    itself · its supplier · the engagement
//! vendor      itself · the engagement
//! interface   itself · the engagement
//! ```
//!
//! Where nobody knows who provides a component, those speak for it who supply by the contracts that cover it: it lies in these, and
//! they in their suppliers. Several that say different things leave it unknown, and `unknown` is said, too: nothing wider and no
//! default fills it.
//! The structure is never unknown, and neither is what exists only where it is written: disclosure and consent.

use std::cmp::Ordering;

use super::answer::{Answer, Ask, Facts};
use super::derived::derive;
use super::scene::Scene;
use super::structure::prime;
use crate::model::{
    Attribute, Bearer, Comparison, ComponentIdx, Contract, ContractIdx, Date, FactIdx, FactType, PartyIdx, Stated,
    Subject, SubjectKind, Term, Value, Word,
};

/// What a term comes to.
#[derive(Clone, Debug)]
pub enum Known {
    /// These values, any of which may fit; none is a stated absence, or something that was never written.
    Values(Vec<Value>),
    /// The end of what has no end: later than every day.
    NoEnd,
    /// Nobody said it.
    Unsaid(Ask),
    /// `unknown`, as a condition asks for it.
    Unknown,
}

/// What a term may come to, case by case, of which one is the case. What is stated has one.
pub type Cases = Vec<(Answer, Known)>;

/// What a term comes to, of a subject.
pub fn known(scene: &Scene, term: &Term, subject: Subject) -> Cases {
    match term {
        Term::Fact(fact) => fact_of(scene, *fact, subject),
        Term::Attribute(attribute) => surely(attribute_of(scene, *attribute, subject)),
        Term::Literal(value) => surely(Known::Values(vec![value.clone()])),
        Term::Day => surely(Known::Values(vec![Value::Date(scene.day)])),
        Term::Unknown => surely(Known::Unknown),
    }
}

/// One case.
pub fn surely(known: Known) -> Cases {
    vec![(Answer::known(true), known)]
}

/// Whether what is known fits a test of its values; what nobody said has to be known for that.
pub fn fits(cases: &Cases, test: &dyn Fn(&[Value]) -> bool) -> Answer {
    let one = |known: &Known| match known {
        Known::Values(values) => Answer::known(test(values)),
        Known::NoEnd | Known::Unknown => Answer::known(test(&[])),
        Known::Unsaid(ask) => Answer::waits_for([*ask].into()),
    };
    Answer::of_cases(&cases.iter().map(|(when, known)| (when.clone(), one(known))).collect::<Vec<_>>())
}

/// Whether two terms compare as asked, in every combination of their cases; `!=` is the opposite of `==`.
pub fn compared(left: &Cases, how: Comparison, right: &Cases) -> Answer {
    let mut cases = Vec::new();
    for (left_when, one) in left {
        for (right_when, other) in right {
            cases.push((left_when.clone().and(right_when.clone()), compared_once(one, how, other)));
        }
    }
    Answer::of_cases(&cases)
}

/// `== unknown` asks whether nobody said it. An absence equals nothing and is in no order, and an open end is later than every day.
fn compared_once(left: &Known, how: Comparison, right: &Known) -> Answer {
    match (left, right) {
        (Known::Unknown, other) | (other, Known::Unknown) => {
            Answer::known(how == Comparison::Equal && matches!(other, Known::Unsaid(_) | Known::Unknown))
        }
        (Known::Values(none), _) | (_, Known::Values(none)) if none.is_empty() => Answer::known(false),
        (Known::Unsaid(one), Known::Unsaid(other)) => Answer::waits_for(Facts::from([*one, *other])),
        (Known::Unsaid(ask), _) | (_, Known::Unsaid(ask)) => Answer::waits_for([*ask].into()),
        (Known::NoEnd, Known::NoEnd) => Answer::known(is_such(Ordering::Equal, how)),
        (Known::NoEnd, Known::Values(_)) => Answer::known(is_such(Ordering::Greater, how)),
        (Known::Values(_), Known::NoEnd) => Answer::known(is_such(Ordering::Less, how)),
        (Known::Values(ones), Known::Values(others)) => {
            let stand = |one: &Value, other: &Value| order(one, other).is_some_and(|it| is_such(it, how));
            Answer::known(ones.iter().any(|one| others.iter().any(|other| stand(one, other))))
        }
    }
}

fn is_such(order: Ordering, how: Comparison) -> bool {
    match how {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }
}

/// Values of one kind stand in an order; amounts of different units in none.
fn order(one: &Value, other: &Value) -> Option<Ordering> {
    let same_kind = std::mem::discriminant(one) == std::mem::discriminant(other);
    same_kind.then(|| one.cmp(other))
}

// ------------------------------------------------------------------------------------------------------------- facts

/// What a fact of a subject comes to.
pub fn fact_of(scene: &Scene, fact: FactIdx, subject: Subject) -> Cases {
    let declared = &scene.policy.facts[fact];
    if declared.derived.is_some() {
        return derive(scene, fact, subject);
    }
    // A fact of the engagement is one, whatever it is asked of.
    let of = if declared.bearer == SubjectKind::Engagement { Subject::Engagement } else { subject };
    let unsaid = || surely(Known::Unsaid(Ask::Fact(fact, of)));
    for rank in bearers(scene, subject) {
        let said: Vec<&Stated> = rank.iter().filter_map(|bearer| stated(scene, fact, *bearer)).collect();
        let Some(first) = said.first() else { continue };
        return match first {
            _ if said.iter().any(|it| it != first) => unsaid(),
            Stated::Value(value) => surely(Known::Values(vec![value.clone()])),
            Stated::None => surely(Known::Values(Vec::new())),
            Stated::Unknown => unsaid(),
        };
    }
    if let Some(value) = &declared.default {
        return surely(Known::Values(vec![value.clone()]));
    }
    if scene.engagement.all_other_no.is_some() && declared.kind == FactType::Bool {
        return surely(Known::Values(vec![Value::Bool(false)]));
    }
    unsaid()
}

/// Who may state a fact of a subject, from the narrowest on.
fn bearers(scene: &Scene, subject: Subject) -> Vec<Vec<Bearer>> {
    let engagement = scene.engagement;
    let mut ranks = match subject {
        Subject::Engagement => vec![],
        Subject::Vendor(party) => vec![vec![Bearer::Party(party)]],
        Subject::Contract(at) => {
            vec![vec![Bearer::Contract(at)], vec![Bearer::Party(engagement.contracts[at].supplier)]]
        }
        Subject::Component(at) => {
            let covering: Vec<_> = engagement.contracts.enumerate().filter(|(_, it)| it.covers.contains(&at)).collect();
            let parties = match engagement.components[at].provider {
                Some(provider) => vec![provider],
                None => covering.iter().map(|(_, it)| it.supplier).collect(),
            };
            vec![
                vec![Bearer::Component(at)],
                covering.iter().map(|(contract, _)| Bearer::Contract(*contract)).collect(),
                parties.into_iter().map(Bearer::Party).collect(),
            ]
        }
        Subject::Interface(one, other) => vec![vec![Bearer::Interface(one, other)]],
    };
    ranks.push(vec![Bearer::Engagement]);
    ranks
}

fn stated<'a>(scene: &Scene<'a>, fact: FactIdx, bearer: Bearer) -> Option<&'a Stated> {
    let setting = scene.engagement.settings.iter().find(|it| it.fact == fact && it.bearer == bearer);
    setting.map(|it| &it.stated)
}

// --------------------------------------------------------------------------------------------------------- structure

/// What the structure says of a subject; nothing where it is not asked of such a subject.
pub fn attribute_of(scene: &Scene, attribute: Attribute, subject: Subject) -> Known {
    let engagement = scene.engagement;
    match subject {
        Subject::Contract(at) => of_contract(scene, attribute, at),
        Subject::Vendor(party) => match attribute {
            Attribute::Kind => word(engagement.parties[party].kind),
            Attribute::Direct => yes(supplies(scene, party, &|it| it.customer == engagement.hospital)),
            Attribute::Subcontract => yes(supplies(scene, party, &|it| it.parent.is_some())),
            _ => Known::Values(Vec::new()),
        },
        Subject::Component(at) => match attribute {
            Attribute::Kind => word(engagement.components[at].kind),
            Attribute::Connected => yes(!engagement.components[at].connects.is_empty()),
            Attribute::Provided => yes(engagement.components[at].provider.is_some()),
            _ => Known::Values(Vec::new()),
        },
        Subject::Interface(one, other) if attribute == Attribute::Selected => yes(is_selected(scene, one, other)),
        Subject::Engagement | Subject::Interface(..) => Known::Values(Vec::new()),
    }
}

/// Whether one of those who meet at an interface chose another of them: the providers of two ends, or of one component those who supply
/// it to the hospital.
fn is_selected(scene: &Scene, one: ComponentIdx, other: ComponentIdx) -> bool {
    let Scene { engagement, day, .. } = scene;
    let covering = || engagement.contracts.iter().filter(|it| it.covers.contains(&one) || it.covers.contains(&other));
    let direct = covering().filter(|it| it.customer == engagement.hospital).map(|it| it.supplier);
    let providers = [one, other].into_iter().filter_map(|it| engagement.components[it].provider);
    let meeting: Vec<PartyIdx> = if one == other { direct.collect() } else { providers.collect() };
    let mut begun = covering().filter(|it| it.in_force.from.is_none_or(|from| from <= *day));
    begun.any(|it| {
        let by = it.selected_by.filter(|by| *by != it.supplier);
        by.is_some_and(|by| meeting.contains(&by)) && meeting.contains(&it.supplier)
    })
}

/// Whether a party supplies by some contract of a kind that is in force.
fn supplies(scene: &Scene, party: PartyIdx, kind: &dyn Fn(&Contract) -> bool) -> bool {
    scene.engagement.contracts.iter().any(|it| it.supplier == party && it.in_force.holds(scene.day) && kind(it))
}

fn of_contract(scene: &Scene, attribute: Attribute, at: ContractIdx) -> Known {
    let engagement = scene.engagement;
    let contract = &engagement.contracts[at];
    match attribute {
        Attribute::Type => Known::Values(contract.types.iter().map(|it| Value::Word(it.name().into())).collect()),
        Attribute::Form => contract.form.map_or(Known::Values(Vec::new()), word),
        Attribute::Direct => yes(contract.customer == engagement.hospital),
        Attribute::Subcontract => yes(contract.parent.is_some()),
        Attribute::Linked => yes(contract.linked),
        Attribute::Selected => yes(contract.selected_by.is_some()),
        Attribute::InForce => yes(contract.in_force.holds(scene.day)),
        Attribute::Start => date(contract.in_force.from),
        Attribute::End => contract.in_force.to.map_or(Known::NoEnd, |day| date(Some(day))),
        Attribute::Disclosed => date(disclosed(contract)),
        Attribute::Consented => date(contract.consented.as_ref().map(|it| it.date)),
        Attribute::Customer => parties(Some(contract.customer)),
        Attribute::Supplier => parties(Some(contract.supplier)),
        Attribute::SelectedBy => parties(contract.selected_by),
        Attribute::Prime => parties(prime(engagement, at)),
        Attribute::Kind | Attribute::Connected | Attribute::Provided => Known::Values(Vec::new()),
    }
}

/// Whoever consents has been told: the earlier of the two days.
pub fn disclosed(contract: &Contract) -> Option<Date> {
    contract.disclosed.iter().chain(&contract.consented).map(|it| it.date).min()
}

fn yes(it: bool) -> Known {
    Known::Values(vec![Value::Bool(it)])
}

fn word(it: impl Word) -> Known {
    Known::Values(vec![Value::Word(it.name().into())])
}

fn date(day: Option<Date>) -> Known {
    Known::Values(day.into_iter().map(Value::Date).collect())
}

fn parties(party: Option<PartyIdx>) -> Known {
    Known::Values(party.into_iter().map(|it| Value::Thing(Subject::Vendor(it))).collect())
}

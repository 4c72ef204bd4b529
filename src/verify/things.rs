//! What rules range over, where relations lead from it, and what can be asked of it.

use super::answer::{Answer, Ask};
use super::documents::{counts_on, stated};
use super::facts::{Cases, Known, attribute_of, fact_of, surely};
use super::levels::{Demand, Demander, demanded};
use super::scene::Scene;
use super::structure::prime;
use crate::model::{
    Bound, ComponentIdx, ContractIdx, Date, DutyIdx, EvidenceIdx, Hours, Idx, Leaf, Mode, On, Paper, PartyIdx, Phase,
    Sort, Statement, StatementIdx, Step, Subject, Trait, Unit, Value, Verb, Verdict, Word,
};

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// The engagement, a party, a contract, a component or an interface.
    Subject(Subject),
    /// An obligation, by its number.
    Obligation(usize),
    /// The promise of this number of a contract.
    Promise(ContractIdx, usize),
    /// The own share of this number of its supplier.
    OwnShare(ContractIdx, usize),
    /// The demand of this number, on the subject of this number.
    Demand(usize, usize),
    /// A piece of evidence.
    Evidence(EvidenceIdx),
    /// An exclusion, a check or a risk.
    Said(Sort, StatementIdx),
}

/// What the other laws say of an obligation, as far as rules ask it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The duty.
    pub duty: DutyIdx,
    /// About what.
    pub subject: Subject,
    /// In which phase, where distinguished.
    pub phase: Option<Phase>,
    /// In which mode, where distinguished.
    pub mode: Option<Mode>,
    /// Its subject exists, it may apply, and nothing removes it.
    pub stands: bool,
    /// Whether it applies and is not removed.
    pub applies: Answer,
    /// Whether somebody carries it, a document states it, or its condition is met.
    pub carried: Answer,
    /// The hospital is presumed to carry it.
    pub presumed: bool,
    /// It depends on something that nobody carries.
    pub at_risk: bool,
    /// Who performs it.
    pub performers: Vec<PartyIdx>,
    /// Who answers for it.
    pub answerable: Vec<PartyIdx>,
    /// Who owns it, within reach.
    pub owners: Vec<PartyIdx>,
    /// Who disclaims it.
    pub disclaimers: Vec<PartyIdx>,
}

/// What the other laws say of an engagement on a day, as far as rules ask it.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The engagement on the day.
    pub scene: Scene<'a>,
    /// The obligations, in order.
    pub obligations: &'a [Judged],
    /// The levels that are demanded.
    pub demands: &'a [Demand],
    /// Whether a statement is valid on the day.
    pub valid: &'a dyn Fn(&Statement) -> bool,
    /// The obligations that a statement speaks of, by number.
    pub spoken_of: &'a dyn Fn(StatementIdx) -> Vec<usize>,
    /// The subjects that a statement speaks of.
    pub subjects_of: &'a dyn Fn(StatementIdx) -> Vec<Subject>,
}

impl Thing {
    /// By which it is told from others.
    fn value(self) -> Value {
        match self {
            Thing::Subject(it) => Value::Thing(it),
            Thing::Obligation(at) => Value::Row(Sort::Obligation, at, 0),
            Thing::Promise(contract, number) => Value::Row(Sort::Promise, contract.row(), number),
            Thing::OwnShare(contract, number) => Value::Row(Sort::OwnShare, contract.row(), number),
            Thing::Demand(at, on) => Value::Row(Sort::Demand, at, on),
            Thing::Evidence(at) => Value::Row(Sort::Evidence, at.row(), 0),
            Thing::Said(sort, at) => Value::Row(sort, at.row(), 0),
        }
    }

    /// What a finding about it stands on.
    pub fn subject(self, told: &Told) -> Subject {
        let engagement = told.scene.engagement;
        match self {
            Thing::Subject(subject) => subject,
            Thing::Obligation(at) => told.obligations[at].subject,
            Thing::Promise(contract, _) | Thing::OwnShare(contract, _) => Subject::Contract(contract),
            Thing::Demand(at, on) => told.demands[at].on[on],
            Thing::Evidence(at) => engagement.evidence[at].contract.map_or(Subject::Engagement, Subject::Contract),
            Thing::Said(_, at) => match (&engagement.statements[at].on, engagement.statements[at].verb.party()) {
                (On::These(subjects), _) if subjects.len() == 1 => subjects[0],
                (_, Some(party)) => Subject::Vendor(party),
                (_, None) => Subject::Engagement,
            },
        }
    }

    /// The parties that it is about.
    pub fn parties(self, told: &Told) -> Vec<PartyIdx> {
        let engagement = told.scene.engagement;
        let sides = |it: ContractIdx| vec![engagement.contracts[it].customer, engagement.contracts[it].supplier];
        match self {
            Thing::Subject(Subject::Vendor(party)) => vec![party],
            Thing::Subject(Subject::Contract(it)) | Thing::Promise(it, _) | Thing::OwnShare(it, _) => sides(it),
            Thing::Subject(_) | Thing::Obligation(_) => Vec::new(),
            Thing::Demand(at, _) => match told.demands[at].by {
                Demander::Statement(at) => engagement.statements[at].verb.party().into_iter().collect(),
                Demander::Control(..) => Vec::new(),
            },
            Thing::Evidence(at) => engagement.evidence[at].contract.map_or(Vec::new(), sides),
            Thing::Said(_, at) => engagement.statements[at].verb.party().into_iter().collect(),
        }
    }
}

// ---------------------------------------------------------------------------------------------------------- relations

fn party(it: PartyIdx) -> Thing {
    Thing::Subject(Subject::Vendor(it))
}

fn contract(it: ContractIdx) -> Thing {
    Thing::Subject(Subject::Contract(it))
}

fn component(it: ComponentIdx) -> Thing {
    Thing::Subject(Subject::Component(it))
}

fn all<T: Copy>(these: &[T], thing: fn(T) -> Thing) -> Vec<Thing> {
    these.iter().map(|it| thing(*it)).collect()
}

/// Where a relation leads; the one thing that may not be known is who provides a component.
pub fn step(told: &Told, from: Thing, step: Step) -> Result<Vec<Thing>, Ask> {
    Ok(match from {
        Thing::Subject(Subject::Component(at)) if step == Step::Provider => {
            let provider = told.scene.engagement.components[at].provider;
            vec![party(provider.ok_or(Ask::Provider(at))?)]
        }
        Thing::Subject(subject) => from_subject(told, subject, step),
        Thing::Obligation(at) => from_obligation(&told.obligations[at], step),
        Thing::Promise(at, _) | Thing::OwnShare(at, _) => of_kind(Subject::Contract(at), step),
        Thing::Demand(..) if step == Step::By => all(&from.parties(told), party),
        Thing::Demand(..) => of_kind(from.subject(told), step),
        Thing::Evidence(at) => match (step, told.scene.engagement.evidence[at].contract) {
            (Step::States | Step::Goals, _) => states(told, Paper::Evidence(at), step == Step::Goals),
            (Step::Contract, Some(of)) => vec![contract(of)],
            _ => Vec::new(),
        },
        Thing::Said(_, at) => from_said(told, from, at, step),
    })
}

fn from_subject(told: &Told, from: Subject, step: Step) -> Vec<Thing> {
    let engagement = told.scene.engagement;
    match (from, step) {
        (Subject::Engagement, Step::Hospital) => vec![party(engagement.hospital)],
        (Subject::Contract(at), Step::Customer) => vec![party(engagement.contracts[at].customer)],
        (Subject::Contract(at), Step::Supplier) => vec![party(engagement.contracts[at].supplier)],
        (Subject::Contract(at), Step::Prime) => prime(engagement, at).map(party).into_iter().collect(),
        (Subject::Contract(at), Step::SelectedBy) => {
            engagement.contracts[at].selected_by.map(party).into_iter().collect()
        }
        (Subject::Contract(at), Step::Parent) => engagement.contracts[at].parent.map(contract).into_iter().collect(),
        (Subject::Contract(at), Step::Covers) => all(&engagement.contracts[at].covers, component),
        (Subject::Contract(at), Step::States | Step::Goals) => states(told, Paper::Contract(at), step == Step::Goals),
        (Subject::Component(at), Step::RunsOn) => all(&engagement.components[at].runs_on, component),
        (Subject::Component(at), Step::Connects) => all(&engagement.components[at].connects, component),
        (Subject::Component(at), Step::CoveredBy) => {
            let covering = engagement.contracts.enumerate().filter(|(_, it)| it.covers.contains(&at));
            covering.map(|(at, _)| contract(at)).collect()
        }
        (Subject::Interface(one, other), Step::Ends) => vec![component(one), component(other)],
        _ => Vec::new(),
    }
}

fn from_obligation(it: &Judged, step: Step) -> Vec<Thing> {
    match step {
        Step::Performer => all(&it.performers, party),
        Step::Answerable => all(&it.answerable, party),
        Step::Owners => all(&it.owners, party),
        Step::Disclaimers => all(&it.disclaimers, party),
        _ => of_kind(it.subject, step),
    }
}

fn from_said(told: &Told, from: Thing, at: StatementIdx, step: Step) -> Vec<Thing> {
    match step {
        Step::By => all(&from.parties(told), party),
        Step::Obligations => {
            let spoken_of = (told.spoken_of)(at).into_iter();
            spoken_of.filter(|it| told.obligations[*it].stands).map(Thing::Obligation).collect()
        }
        _ => {
            let on: Vec<Subject> = match &told.scene.engagement.statements[at].on {
                On::These(subjects) => subjects.clone(),
                On::Own => (told.spoken_of)(at).iter().map(|it| told.obligations[*it].subject).collect(),
            };
            on.into_iter().flat_map(|it| of_kind(it, step)).collect()
        }
    }
}

/// What something is about, if that is of the kind that is asked for.
fn of_kind(subject: Subject, step: Step) -> Vec<Thing> {
    let fits = match step {
        Step::Contract => matches!(subject, Subject::Contract(_)),
        Step::Vendor => matches!(subject, Subject::Vendor(_)),
        Step::Component => matches!(subject, Subject::Component(_)),
        Step::Interface => matches!(subject, Subject::Interface(..)),
        _ => false,
    };
    fits.then_some(Thing::Subject(subject)).into_iter().collect()
}

/// The obligations that a document states on the day, or only aims at; by taking over the lot of another contract, what that states,
/// on what the statement speaks of.
fn states(told: &Told, paper: Paper, goals: bool) -> Vec<Thing> {
    let (policy, engagement) = (told.scene.policy, told.scene.engagement);
    let mut found = Vec::new();
    for (at, statement) in engagement.statements.enumerate().filter(|(_, it)| (told.valid)(it)) {
        match statement.verb {
            Verb::States { paper: by, all_of, as_goal, .. } if by == paper && as_goal == goals => match all_of {
                None => found.extend((told.spoken_of)(at)),
                Some(whole) => {
                    let duties = stated(policy, engagement, whole, told.valid);
                    let on = (told.subjects_of)(at);
                    let all = told.obligations.iter().enumerate();
                    let taken = all.filter(|(_, it)| duties.contains(&it.duty) && on.contains(&it.subject));
                    found.extend(taken.map(|(number, _)| number));
                }
            },
            _ => {}
        }
    }
    found.retain(|it| told.obligations[*it].stands);
    found.sort();
    found.dedup();
    found.into_iter().map(Thing::Obligation).collect()
}

// -------------------------------------------------------------------------------------------------------- what is asked

/// What a thing says to what is asked of it; nothing to what is not asked of such things.
pub fn asked(told: &Told, leaf: Leaf, of: Thing) -> Cases {
    match (leaf, of) {
        (Leaf::Itself, it) => surely(Known::Values(vec![it.value()])),
        (Leaf::Attribute(attribute), Thing::Subject(subject)) => surely(attribute_of(&told.scene, attribute, subject)),
        (Leaf::Fact(fact), Thing::Subject(subject)) => fact_of(&told.scene, fact, subject),
        (Leaf::Trait(asked), Thing::Obligation(at)) => of_obligation(told, asked, &told.obligations[at]),
        (Leaf::Trait(asked), Thing::Evidence(at)) => surely(of_evidence(told, asked, at)),
        (Leaf::Trait(asked), Thing::Said(_, at)) => surely(of_said(told, asked, at)),
        (Leaf::Trait(asked), Thing::Promise(..) | Thing::OwnShare(..) | Thing::Demand(..)) => {
            surely(level(told, of).map_or(nothing(), |(bound, goal)| of_level(told, asked, bound, goal)))
        }
        (Leaf::Trait(_), Thing::Subject(_)) | (Leaf::Attribute(_) | Leaf::Fact(_), _) => surely(nothing()),
    }
}

fn nothing() -> Known {
    Known::Values(Vec::new())
}

fn words<'a>(all: impl IntoIterator<Item = &'a str>) -> Known {
    Known::Values(all.into_iter().map(|it| Value::Word(it.to_owned().into())).collect())
}

fn is_so(it: bool) -> Known {
    Known::Values(vec![Value::Bool(it)])
}

fn on(day: Option<Date>) -> Known {
    Known::Values(day.into_iter().map(Value::Date).collect())
}

fn of_obligation(told: &Told, asked: Trait, it: &Judged) -> Cases {
    let either = |yes: Known, no: Known| vec![(it.carried.clone(), yes), (it.carried.clone().opposite(), no)];
    let verdict = |it: Verdict| words([it.name()]);
    let policy = told.scene.policy;
    match asked {
        Trait::Carried => either(is_so(true), is_so(false)),
        Trait::Verdict if it.presumed => either(verdict(Verdict::Presumed), verdict(Verdict::Gap)),
        Trait::Verdict if it.at_risk => either(verdict(Verdict::AtRisk), verdict(Verdict::Gap)),
        Trait::Verdict => either(verdict(Verdict::Carried), verdict(Verdict::Gap)),
        Trait::Level => surely(words([policy.duties[it.duty].level.name()])),
        Trait::Phase => surely(words(it.phase.map(Word::name))),
        Trait::Mode => surely(words(it.mode.map(Word::name))),
        Trait::Duty => surely(words([policy.duties[it.duty].id.as_str()])),
        Trait::Control => surely(words([policy.control_of(it.duty).id.as_str()])),
        _ => surely(nothing()),
    }
}

/// A level, and whether it is only a goal.
fn level<'a>(told: &Told<'a>, of: Thing) -> Option<(&'a Bound, bool)> {
    let contracts = &told.scene.engagement.contracts;
    match of {
        Thing::Promise(at, number) => contracts[at].promises.get(number).map(|it| (&it.bound, it.goal)),
        Thing::OwnShare(at, number) => contracts[at].itself.get(number).map(|it| (&it.bound, it.goal)),
        Thing::Demand(at, _) => {
            demanded(told.scene.policy, told.scene.engagement, told.demands[at].by).map(|it| (it, false))
        }
        Thing::Subject(_) | Thing::Obligation(_) | Thing::Evidence(_) | Thing::Said(..) => None,
    }
}

fn of_level(told: &Told, asked: Trait, bound: &Bound, goal: bool) -> Known {
    let amount = bound.amount.clone();
    let is_always = bound.limits.hours == Hours::default();
    match asked {
        Trait::Metric => Known::Values(vec![Value::Metric(bound.metric)]),
        Trait::Value => Known::Values(vec![match told.scene.policy.metrics[bound.metric].unit {
            Unit::Percent => Value::Percent(amount),
            Unit::Duration => Value::Duration(amount),
            Unit::Number => Value::Number(amount),
        }]),
        Trait::Goal => is_so(goal),
        Trait::Hours if !is_always => words([bound.limits.hours.to_string().as_str()]),
        Trait::Excluding => words(bound.limits.excluding.iter().map(String::as_str)),
        _ => nothing(),
    }
}

fn of_evidence(told: &Told, asked: Trait, at: EvidenceIdx) -> Known {
    let evidence = &told.scene.engagement.evidence[at];
    match asked {
        Trait::Kind => words([evidence.kind.name()]),
        Trait::Signed => on(evidence.signed),
        Trait::Draft => is_so(evidence.draft),
        Trait::FirstDay => on(evidence.period.and_then(|it| it.from)),
        Trait::LastDay => match evidence.period {
            Some(period) => period.to.map_or(Known::NoEnd, |day| on(Some(day))),
            None => nothing(),
        },
        Trait::Continues => is_so(evidence.continues),
        Trait::InForce => is_so(counts_on(told.scene.engagement, Paper::Evidence(at), told.scene.day)),
        _ => nothing(),
    }
}

fn of_said(told: &Told, asked: Trait, at: StatementIdx) -> Known {
    let policy = told.scene.policy;
    let statement = &told.scene.engagement.statements[at];
    let ids = |rows: Vec<usize>| words(rows.iter().map(|row| policy.duties[DutyIdx::new(*row)].id.as_str()));
    match (asked, &statement.verb) {
        (Trait::Duties, _) => ids(statement.duties.ones().collect()),
        (Trait::Agreed, _) => on(statement.agreed),
        (Trait::Instead, Verb::Excludes { instead, .. }) => ids(instead.ones().collect()),
        (Trait::Reason, Verb::Excludes { because, .. }) => {
            words(Some(because.as_str()).filter(|it| !it.trim().is_empty()))
        }
        (Trait::Answer, Verb::Checked { confirmed, .. }) => is_so(*confirmed),
        (Trait::CheckedOn, Verb::Checked { date, .. }) => on(Some(*date)),
        (Trait::Settled, Verb::Checked { settled, .. }) => on(*settled),
        (Trait::Risk, Verb::Retains { risk, .. }) => words([risk.as_str()]),
        (Trait::Shared, Verb::Retains { shared, .. }) => is_so(*shared),
        (Trait::Explained, Verb::Retains { explained, .. }) => on(*explained),
        _ => nothing(),
    }
}

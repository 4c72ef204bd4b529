//! The law of user rules: what must hold besides, of every binding of the variables of a rule, on the day.
//!
//! A rule is asked where the catalogue that it cites is in use, within `only`, and so are those whose facts it asks. Its variables
//! range over what exists on the day: contracts in force, living components, interfaces and vendors, all parties, and the
//! obligations that apply. Where it is not known whether something belongs to a range, or what a condition comes to, the answer is
//! unknown and names the facts that decide.
//!
//! ```text
//! for contract k where W  must M        W and not M: broken       W unknown, M false: undetermined
//!                                       W and M, or not W: in order
//! ```
//!
//! Of a relation to several (`k.covers.kind`) any may fit; `!=` says that none is equal. What nobody said of a provider is unknown.

use super::applies::{self, Known};
use super::derived::is_yes;
use super::kleene::{Ask, Kleene, Truth};
use super::standing::{Need, Standing};
use super::{Evaluation, Excluded};
use crate::graph::ObligationIdx;
use crate::model::{
    self, Comparison, ContractIdx, Idx, Leaf, Operand, PartyIdx, PartyKind, Path, Pool, Quantifier, RangeKind, Root,
    Rule, RuleCondition, RuleIdx, Sort, Step, Subject, Test, Trait, Value, Verdict, Word,
};

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// The engagement, a party, a contract, a component or an interface.
    Subject(Subject),
    /// An obligation.
    Obligation(ObligationIdx),
}

/// A rule that does not hold, or of which it is not known, for one binding of its variables.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The rule.
    pub rule: RuleIdx,
    /// What its variables stand for, outermost first.
    pub bound: Vec<Thing>,
    /// False or unknown.
    pub answer: Kleene,
}

/// The rules that are asked of an engagement, and do not surely hold; in order of rules and of what they range over.
pub fn rulings(evaluation: &Evaluation) -> Vec<Ruling> {
    let mut found = Vec::new();
    for rule in asked(evaluation) {
        let mut asking = Asking { evaluation, bound: Vec::new() };
        asking.bind(rule, &Kleene::known(true), &mut found);
    }
    found
}

/// The rules that an engagement is asked.
pub fn asked(evaluation: &Evaluation) -> impl Iterator<Item = RuleIdx> {
    let (policy, engagement) = (evaluation.context.policy, evaluation.context.engagement);
    policy.rules.enumerate().filter(move |(_, rule)| rule.is_asked(engagement)).map(|(at, _)| at)
}

/// What is at the end of a path that a message shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A value.
    Value(Value),
    /// An obligation.
    Obligation(ObligationIdx),
    /// Nothing.
    Absent,
    /// An end that is open.
    Open,
    /// Not known.
    Unknown,
}

/// What a message shows of a path: several things of a relation to several.
pub fn shown(evaluation: &Evaluation, path: &Path, bound: &[Thing]) -> Vec<Shown> {
    let asking = Asking { evaluation, bound: bound.to_vec() };
    let (things, mut all) = asking.things(path);
    let mut found = Vec::new();
    for thing in things {
        match (thing, path.leaf) {
            (Thing::Obligation(at), Leaf::Itself) => found.push(Shown::Obligation(at)),
            _ => all.push(asking.at(path, thing)),
        }
    }
    for known in all {
        match known {
            Known::Values(values) => found.extend(values.into_iter().map(Shown::Value)),
            Known::Open => found.push(Shown::Open),
            Known::Absent => {}
            Known::Unknown(_) | Known::Unsaid => found.push(Shown::Unknown),
            Known::Cases(cases) => found.push(decided(&cases).map_or(Shown::Unknown, Shown::Value)),
        }
    }
    if found.is_empty() { vec![Shown::Absent] } else { found }
}

/// The value of the case that surely is one, if it has one.
fn decided(cases: &[(Kleene, Known)]) -> Option<Value> {
    let sure = cases.iter().find(|(is_so, _)| is_so.truth() == Truth::True);
    match sure.map(|(_, known)| known) {
        Some(Known::Values(values)) => values.first().cloned(),
        Some(Known::Absent | Known::Open | Known::Unknown(_) | Known::Cases(_) | Known::Unsaid) | None => None,
    }
}

/// An evaluation with what the variables stand for, outermost first.
struct Asking<'a> {
    evaluation: &'a Evaluation<'a>,
    bound: Vec<Thing>,
}

impl Asking<'_> {
    /// Tries every binding of the variables that are left; `so_far` is whether those before belong to their ranges.
    fn bind(&mut self, at: RuleIdx, so_far: &Kleene, found: &mut Vec<Ruling>) {
        let rule: &Rule = &self.evaluation.context.policy.rules[at];
        let Some(range) = rule.ranges.get(self.bound.len()) else {
            let answer = Kleene::any([so_far.clone().negated(), self.holds(&rule.must)]);
            if answer.truth() != Truth::True {
                found.push(Ruling { rule: at, bound: self.bound.clone(), answer });
            }
            return;
        };
        for (thing, belongs) in self.members(&range.pool) {
            self.bound.push(thing);
            let filter = range.filter.as_ref().map_or(Kleene::known(true), |filter| self.holds(filter));
            let belongs = Kleene::all([so_far.clone(), belongs, filter]);
            if belongs.truth() != Truth::False {
                self.bind(at, &belongs, found);
            }
            self.bound.pop();
        }
    }

    fn holds(&mut self, condition: &RuleCondition) -> Kleene {
        match &condition.node {
            Test::All(parts) => Kleene::all(parts.iter().map(|it| self.holds(it)).collect::<Vec<_>>()),
            Test::Any(parts) => Kleene::any(parts.iter().map(|it| self.holds(it)).collect::<Vec<_>>()),
            Test::Not(inner) => self.holds(inner).negated(),
            Test::Holds(it) => self.any(it, |values| values.contains(&Value::Bool(true))),
            Test::In(it, members) => self.any(it, |values| values.iter().any(|value| members.contains(value))),
            Test::Exists(it) => self.any(it, |values| !values.is_empty()),
            Test::Compare(left, how, right) => self.compare(left, *how, right),
            Test::Quantified(quantifier, pool, inner) => {
                let each = self.each(pool, inner.as_deref());
                let both = |(belongs, answer): (Kleene, Kleene)| Kleene::all([belongs, answer]);
                match quantifier {
                    Quantifier::Some => Kleene::any(each.into_iter().map(both)),
                    Quantifier::No => Kleene::any(each.into_iter().map(both)).negated(),
                    Quantifier::Every => {
                        let implied = |(belongs, answer): (Kleene, Kleene)| Kleene::any([belongs.negated(), answer]);
                        Kleene::all(each.into_iter().map(implied))
                    }
                }
            }
            Test::Count(pool, inner, how, number) => {
                let each = self.each(pool, inner.as_deref()).into_iter();
                let each = each.map(|(belongs, answer)| Kleene::all([belongs, answer])).collect();
                Kleene::count(each, |count| model::fits(count.cmp(number), *how))
            }
        }
    }

    /// Of every member of a range whether it belongs to it, and what is answered of it.
    fn each(&mut self, pool: &Pool, inner: Option<&RuleCondition>) -> Vec<(Kleene, Kleene)> {
        let mut all = Vec::new();
        for (thing, belongs) in self.members(pool) {
            self.bound.push(thing);
            let answer = inner.map_or(Kleene::known(true), |inner| self.holds(inner));
            self.bound.pop();
            all.push((belongs, answer));
        }
        all
    }

    fn any(&self, operand: &Operand, fits: impl Fn(&[Value]) -> bool) -> Kleene {
        Kleene::any(self.answers(operand).iter().map(|known| applies::answer(known, &fits)))
    }

    /// Any on the one side with any on the other; `!=` is that none are equal.
    fn compare(&self, left: &Operand, how: Comparison, right: &Operand) -> Kleene {
        if how == Comparison::NotEqual && !matches!((left, right), (Operand::Unknown, _) | (_, Operand::Unknown)) {
            return self.compare(left, Comparison::Equal, right).negated();
        }
        let (lefts, rights) = (self.answers(left), self.answers(right));
        let pairs = lefts.iter().flat_map(|left| rights.iter().map(move |right| applies::compare(left, how, right)));
        match how {
            Comparison::NotEqual => Kleene::all(pairs),
            _ => Kleene::any(pairs),
        }
    }

    /// What an operand comes to, one answer for each thing that its path leads to.
    fn answers(&self, operand: &Operand) -> Vec<Known> {
        let path = match operand {
            Operand::Literal(value) => return vec![Known::Values(vec![value.clone()])],
            Operand::Day => return vec![Known::Values(vec![Value::Date(self.evaluation.context.day)])],
            Operand::Unknown => return vec![Known::Unsaid],
            Operand::Path(path) => path,
        };
        let (things, mut answers) = self.things(path);
        answers.extend(things.into_iter().map(|thing| self.at(path, thing)));
        if answers.is_empty() {
            answers.push(Known::Absent);
        }
        answers
    }

    /// The things at the end of the steps of a path, and what is not known on the way there.
    fn things(&self, path: &Path) -> (Vec<Thing>, Vec<Known>) {
        let mut things = vec![self.root(path.root)];
        let mut unknown = Vec::new();
        for step in &path.steps {
            let mut next = Vec::new();
            for thing in things {
                match self.step(thing, *step) {
                    Ok(more) => next.extend(more),
                    Err(ask) => unknown.push(Known::Unknown(ask)),
                }
            }
            next.sort();
            next.dedup();
            things = next;
        }
        (things, unknown)
    }

    fn root(&self, root: Root) -> Thing {
        match root {
            Root::Engagement => Thing::Subject(Subject::Engagement),
            Root::Bound(at) => self.bound.get(at).copied().unwrap_or(Thing::Subject(Subject::Engagement)),
        }
    }

    /// Where a relation leads from a thing; the model has made sure that it is one of its relations.
    fn step(&self, from: Thing, step: Step) -> Result<Vec<Thing>, Ask> {
        let context = &self.evaluation.context;
        let (engagement, tree) = (context.engagement, &context.obligations.tree);
        let party = |it: PartyIdx| Thing::Subject(Subject::Vendor(it));
        let contract = |it: ContractIdx| Thing::Subject(Subject::Contract(it));
        let component = |it| Thing::Subject(Subject::Component(it));
        Ok(match from {
            Thing::Subject(Subject::Contract(k)) => {
                let it = &engagement.contracts[k];
                match step {
                    Step::Customer => vec![party(it.customer)],
                    Step::Supplier => vec![party(it.supplier)],
                    Step::Prime => vec![party(tree.prime(engagement, k))],
                    Step::SelectedBy => it.selected_by.map(party).into_iter().collect(),
                    Step::Parent => it.parent.map(contract).into_iter().collect(),
                    Step::Covers => it.covers.iter().copied().map(component).collect(),
                    _ => Vec::new(),
                }
            }
            Thing::Subject(Subject::Component(c)) => {
                let it = &engagement.components[c];
                match step {
                    Step::Provider => vec![party(it.provider.ok_or(Ask::Provider(c))?)],
                    Step::RunsOn => it.runs_on.iter().copied().map(component).collect(),
                    Step::Connects => it.connects.iter().copied().map(component).collect(),
                    Step::CoveredBy => tree.covering(c).iter().copied().map(contract).collect(),
                    _ => Vec::new(),
                }
            }
            Thing::Subject(Subject::Interface(a, b)) if step == Step::Ends => vec![component(a), component(b)],
            Thing::Subject(Subject::Engagement) if step == Step::Hospital => vec![party(engagement.hospital)],
            Thing::Subject(Subject::Engagement | Subject::Vendor(_) | Subject::Interface(..)) => Vec::new(),
            Thing::Obligation(at) => {
                let standing = self.standing(at);
                let subject = context.obligations.subject(at);
                match (step, subject) {
                    (Step::Contract, Subject::Contract(_))
                    | (Step::Vendor, Subject::Vendor(_))
                    | (Step::Component, Subject::Component(_))
                    | (Step::Interface, Subject::Interface(..)) => vec![Thing::Subject(subject)],
                    (Step::Performer, _) => {
                        standing.performers(context).into_iter().map(|(performer, _)| party(performer)).collect()
                    }
                    (Step::Answerable, _) => {
                        standing.performers(context).into_iter().map(|(_, answers)| party(answers)).collect()
                    }
                    (Step::Owners, _) => {
                        standing.owners.iter().filter(|it| it.in_reach).map(|it| party(it.party)).collect()
                    }
                    (Step::Disclaimers, _) => standing.disclaimers().map(|(who, _)| party(who)).collect(),
                    _ => Vec::new(),
                }
            }
        })
    }

    fn standing(&self, at: ObligationIdx) -> &Standing {
        &self.evaluation.standings[at.row()]
    }

    /// What is asked at the end of a path.
    fn at(&self, path: &Path, thing: Thing) -> Known {
        let context = &self.evaluation.context;
        let word = |it: &str| Known::Values(vec![Value::Word(it.to_owned())]);
        match (path.leaf, thing) {
            (Leaf::Itself, Thing::Subject(subject)) => Known::Values(vec![Value::Thing(subject)]),
            (Leaf::Attribute(attribute), Thing::Subject(subject)) => applies::attribute_of(context, attribute, subject),
            (Leaf::Fact(fact), Thing::Subject(subject)) => applies::fact_of(context, fact, subject),
            (Leaf::Trait(asked), Thing::Obligation(at)) => {
                let it = context.obligations.all[at];
                let duty = &context.policy.duties[it.duty];
                match asked {
                    Trait::Carried => cases(&carried(self.standing(at)), Value::Bool(true), Value::Bool(false)),
                    Trait::Verdict => verdict(self.standing(at)),
                    Trait::Level => word(duty.level.name()),
                    Trait::Phase => it.phase.map_or(Known::Absent, |phase| word(phase.name())),
                    Trait::Mode => it.mode.map_or(Known::Absent, |mode| word(mode.name())),
                    Trait::Duty => word(&duty.id),
                    Trait::Control => word(&context.policy.control_of(it.duty).id),
                }
            }
            (Leaf::Itself | Leaf::Attribute(_) | Leaf::Fact(_), Thing::Obligation(_))
            | (Leaf::Trait(_), Thing::Subject(_)) => Known::Absent,
        }
    }

    /// What a variable ranges over, each with whether it belongs there.
    fn members(&self, pool: &Pool) -> Vec<(Thing, Kleene)> {
        let context = &self.evaluation.context;
        if pool.sort == Sort::Obligation {
            let all = context.obligations.all.enumerate();
            return all
                .filter(|(_, it)| pool.duties.as_ref().is_none_or(|duties| duties.contains(it.duty.row())))
                .filter(|(at, _)| self.standing(*at).stands())
                .map(|(at, _)| (Thing::Obligation(at), applies_to(self.standing(at))))
                .collect();
        }
        let (from, kind) = match pool.of {
            Some((root, kind)) => (self.root(root), kind),
            None => (Thing::Subject(Subject::Engagement), everywhere(pool.sort)),
        };
        let Thing::Subject(from) = from else { return Vec::new() };
        let mut all: Vec<Subject> =
            applies::members(context, kind, from).filter(|subject| context.lives(*subject)).collect();
        if pool.sort == Sort::Party {
            let parties = context.engagement.parties.enumerate();
            let others = parties.filter(|(_, party)| party.kind != PartyKind::Vendor);
            all.extend(others.map(|(at, _)| Subject::Vendor(at)));
            all.sort();
        }
        let counts = |subject| pool.scope.map_or(Kleene::known(true), |fact| is_yes(context, fact, subject));
        all.into_iter().map(|subject| (Thing::Subject(subject), counts(subject))).collect()
    }
}

/// The range of all things of a sort that are subjects.
fn everywhere(sort: Sort) -> RangeKind {
    match sort {
        Sort::Contract => RangeKind::Contract,
        Sort::Party | Sort::Vendor => RangeKind::Vendor,
        Sort::Component => RangeKind::Component,
        Sort::Interface | Sort::Engagement | Sort::Obligation => RangeKind::Interface,
    }
}

/// Whether an obligation that stands applies.
fn applies_to(standing: &Standing) -> Kleene {
    match &standing.excluded {
        Excluded::Open(_, excluded) => Kleene::all([standing.applies.clone(), excluded.clone().negated()]),
        Excluded::No | Excluded::Removed(_) | Excluded::NotWaivable(_) | Excluded::Refused(..) => {
            standing.applies.clone()
        }
    }
}

fn carried(standing: &Standing) -> Kleene {
    match &standing.need {
        Need::Met(answer) if !standing.carried => answer.clone(),
        Need::Met(_) | Need::Owner | Need::Stated(_) => Kleene::known(standing.carried),
    }
}

/// One value if it is so, another if not.
fn cases(is_so: &Kleene, yes: Value, no: Value) -> Known {
    match is_so.truth() {
        Truth::True => Known::Values(vec![yes]),
        Truth::False => Known::Values(vec![no]),
        Truth::Unknown => Known::Cases(vec![
            (is_so.clone(), Known::Values(vec![yes])),
            (is_so.clone().negated(), Known::Values(vec![no])),
        ]),
    }
}

fn verdict(standing: &Standing) -> Known {
    let word = |it: Verdict| Value::Word(it.name().to_owned());
    let carrying = match (standing.presumed, standing.at_risk.is_empty()) {
        (true, _) => Verdict::Presumed,
        (false, false) => Verdict::AtRisk,
        (false, true) => Verdict::Carried,
    };
    cases(&carried(standing), word(carrying), word(Verdict::Gap))
}

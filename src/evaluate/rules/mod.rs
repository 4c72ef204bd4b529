//! The law of user rules: what must hold besides, of every binding of the variables of a rule, on the day.
//!
//! A rule is asked where the catalogue that it cites is in use, within `only`, and so are those whose facts it asks. Its variables
//! range over what exists on the day: contracts in force with their promises and own shares, living components, interfaces and
//! vendors, all parties, the obligations that apply, demands, exclusions, risks and checks in force; and over all evidence, of which a rule asks
//! whether it counts. Where it is not known whether something belongs to a range, or what a condition comes to, the answer is
//! unknown and names the facts that decide.
//!
//! ```text
//! for contract k where W  must M        W and not M: broken       W unknown, M false: undetermined
//!                                       W and M, or not W: in order
//! ```
//!
//! Of a relation to several (`k.covers.kind`) any may fit; `!=` says that none is equal. What nobody said of a provider is unknown.
//! Amounts of different units are neither equal nor in order.

mod leaves;
mod papers;
mod ranges;
mod relations;
mod said;
mod thing;

use std::cell::OnceCell;

use fixedbitset::FixedBitSet;
use smallvec::smallvec;

pub use thing::Thing;

use super::Evaluation;
use super::applies::{self, Known};
use super::kleene::{Kleene, Truth};
use super::standing::Standing;
use crate::graph::ObligationIdx;
use crate::model::{
    self, Comparison, Idx, Leaf, Operand, Path, Pool, Quantifier, Root, Rule, RuleCondition, RuleIdx, Subject, Test,
    Value,
};

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
        let mut asking = Asking::new(evaluation, Vec::new());
        asking.bind(rule, &Kleene::known(true), &mut |bound, answer| {
            if answer.truth() != Truth::True {
                found.push(Ruling { rule, bound: bound.to_vec(), answer });
            }
        });
    }
    found
}

/// What the rules that an engagement is asked come to, for every binding of their variables.
pub fn rule_answers(evaluation: &Evaluation, mut tell: impl FnMut(RuleIdx, Truth)) {
    for rule in asked(evaluation) {
        let mut asking = Asking::new(evaluation, Vec::new());
        asking.bind(rule, &Kleene::known(true), &mut |_, answer| tell(rule, answer.truth()));
    }
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
    /// A thing itself.
    Thing(Thing),
    /// Nothing.
    Absent,
    /// An end that is open.
    Open,
    /// Not known.
    Unknown,
}

/// What a message shows of a path: several things of a relation to several.
pub fn shown(evaluation: &Evaluation, path: &Path, bound: &[Thing]) -> Vec<Shown> {
    let asking = Asking::new(evaluation, bound.to_vec());
    let (things, mut all) = asking.things(path);
    let mut found = Vec::new();
    for thing in things {
        match path.leaf {
            Leaf::Itself => found.push(Shown::Thing(thing)),
            Leaf::Attribute(_) | Leaf::Trait(_) | Leaf::Fact(_) => all.push(asking.at(path.leaf, thing)),
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
    /// What documents state, looked through when it is first asked.
    stating: OnceCell<papers::Stating>,
    /// The checks that count, likewise.
    counting: OnceCell<FixedBitSet>,
}

impl<'a> Asking<'a> {
    fn new(evaluation: &'a Evaluation<'a>, bound: Vec<Thing>) -> Self {
        Asking { evaluation, bound, stating: OnceCell::new(), counting: OnceCell::new() }
    }
    /// Tries every binding of the variables that are left; `so_far` is whether those before belong to their ranges.
    fn bind(&mut self, at: RuleIdx, so_far: &Kleene, tell: &mut dyn FnMut(&[Thing], Kleene)) {
        let rule: &Rule = &self.evaluation.context.policy.rules[at];
        let Some(range) = rule.ranges.get(self.bound.len()) else {
            let answer = Kleene::any([so_far.clone().negated(), self.holds(&rule.must)]);
            tell(&self.bound, answer);
            return;
        };
        for (thing, belongs) in self.members(&range.pool) {
            self.bound.push(thing);
            let filter = range.filter.as_ref().map_or(Kleene::known(true), |filter| self.holds(filter));
            let belongs = Kleene::all([so_far.clone(), belongs, filter]);
            if belongs.truth() != Truth::False {
                self.bind(at, &belongs, tell);
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
            Operand::Literal(value) => return vec![Known::Values(smallvec![value.clone()])],
            Operand::Day => return vec![Known::Values(smallvec![Value::Date(self.evaluation.context.day)])],
            Operand::Unknown => return vec![Known::Unsaid],
            Operand::Path(path) => path,
        };
        let (things, mut answers) = self.things(path);
        answers.extend(things.into_iter().map(|thing| self.at(path.leaf, thing)));
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

    fn standing(&self, at: ObligationIdx) -> &Standing {
        &self.evaluation.standings[at.row()]
    }
}

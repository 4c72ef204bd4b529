//! The days on which an answer may turn: between two of them nothing that an engagement says begins or ends.

use std::collections::BTreeSet;

use super::{
    Attribute, Condition, Date, Engagement, Excludable, Interval, Leaf, Need, Operand, Outcome, Part, Policy,
    RuleCondition, Stated, Term, Trait, Value, Verb,
};

/// Every day that may differ from the day before it: first days, days after last days, days on which something happened.
///
/// A law may look at nothing of a day but how it lies to these: whatever has a date is listed here.
pub fn turning_days(policy: &Policy, engagement: &Engagement) -> BTreeSet<Date> {
    let mut days = policy.turning.clone();
    for contract in engagement.contracts.iter() {
        days.interval(contract.in_force);
        days.happened(contract.disclosed.iter().chain(&contract.consented).map(|it| it.date));
    }
    for component in engagement.components.iter() {
        days.interval(component.in_use.unwrap_or(Interval::ALWAYS));
    }
    for evidence in engagement.evidence.iter() {
        days.happened(evidence.signed);
        days.interval(evidence.period.unwrap_or(Interval::ALWAYS));
    }
    for statement in engagement.statements.iter() {
        days.happened(statement.agreed);
        days.interval(Interval { from: statement.from, to: statement.until });
        match statement.verb {
            Verb::Excludes { agreed, .. } => days.happened(agreed),
            Verb::Retains { explained, .. } => days.happened(explained),
            Verb::Checked { date, settled, .. } => days.happened(settled.into_iter().chain([date])),
            _ => {}
        }
    }
    let facts = engagement.settings.iter().filter_map(|it| match &it.stated {
        Stated::Value(Value::Date(day)) => Some(*day),
        _ => None,
    });
    days.happened(facts);
    if days.compares_terms {
        let contracts = engagement.contracts.iter().map(|it| it.in_force);
        let evidence = engagement.evidence.iter().filter_map(|it| it.period);
        days.happened(contracts.chain(evidence).flat_map(|it| it.from.into_iter().chain(it.to)).collect::<Vec<_>>());
    }
    days.all
}

/// The same, and the days on which waivers begin and end: they turn no answer, but what is said of findings.
pub fn marking_days(policy: &Policy, engagement: &Engagement) -> BTreeSet<Date> {
    let mut days = Turning { all: turning_days(policy, engagement), ..Turning::default() };
    engagement.waivers.iter().for_each(|it| days.interval(it.days()));
    days.all
}

/// Days on which an answer may turn, gathered.
#[derive(Clone, Debug, Default)]
pub struct Turning {
    all: BTreeSet<Date>,
    /// Some condition looks at the first or last day of contracts or evidence as a date: `end <= day` turns on the last day itself.
    compares_terms: bool,
}

impl Turning {
    /// What catalogues, templates and rules say of days, whatever the engagement.
    pub(super) fn of(policy: &Policy) -> Self {
        let mut days = Turning::default();
        days.happened(policy.facts.iter().filter_map(|it| match it.default {
            Some(Value::Date(day)) => Some(day),
            _ => None,
        }));
        for derived in policy.facts.iter().filter_map(|it| it.derived.as_ref()) {
            derived.conditions().for_each(|it| days.condition(it));
            derived.rules.iter().for_each(|it| match &it.outcome {
                Outcome::Value(value) => days.value(value),
                Outcome::Open | Outcome::Answer(_) => {}
            });
        }
        for duty in policy.duties.iter() {
            let met = match &duty.needs {
                Need::Met(condition, _) => Some(condition),
                Need::Owner | Need::Stated(..) => None,
            };
            duty.when.as_deref().into_iter().chain(met).for_each(|it| days.condition(it));
        }
        for control in policy.controls.iter() {
            if let Excludable::When(condition) = &control.excludable {
                days.condition(condition);
            }
        }
        for rule in policy.rules.iter() {
            rule.conditions().for_each(|it| days.rule(it));
        }
        days
    }

    /// A period turns on its first day and on the day after its last.
    fn interval(&mut self, interval: Interval) {
        self.all.extend(interval.from);
        self.all.extend(interval.to.and_then(|to| to.tomorrow().ok()));
    }

    /// `date <= day` turns on the date, `date < day` on the day after.
    fn happened(&mut self, dates: impl IntoIterator<Item = Date>) {
        for date in dates {
            self.interval(Interval { from: Some(date), to: Some(date) });
        }
    }

    fn condition(&mut self, condition: &Condition) {
        condition.walk(&mut |part| match part {
            Part::Value(value) | Part::Term(Term::Literal(value)) => self.value(value),
            Part::Term(Term::Attribute(Attribute::Start | Attribute::End)) => self.compares_terms = true,
            Part::Term(Term::Fact(_) | Term::Attribute(_) | Term::Day | Term::Unknown) | Part::Range(_) => {}
        });
    }

    fn rule(&mut self, condition: &RuleCondition) {
        condition.walk(&mut |part| match part {
            Part::Value(value) | Part::Term(Operand::Literal(value)) => self.value(value),
            Part::Term(Operand::Path(path)) => {
                self.compares_terms |= matches!(
                    path.leaf,
                    Leaf::Attribute(Attribute::Start | Attribute::End) | Leaf::Trait(Trait::FirstDay | Trait::LastDay)
                );
            }
            Part::Term(Operand::Day | Operand::Unknown) | Part::Range(_) => {}
        });
    }

    fn value(&mut self, value: &Value) {
        if let Value::Date(day) = value {
            self.happened([*day]);
        }
    }
}

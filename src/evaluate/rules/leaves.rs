//! What rules ask at the end of a path.

use fixedbitset::FixedBitSet;
use smallvec::{SmallVec, smallvec};

use super::{Asking, Thing};
use crate::evaluate::Evaluation;
use crate::evaluate::applies::{self, Known};
use crate::evaluate::kleene::{Kleene, Truth};
use crate::evaluate::serves::is_carried;
use crate::graph::ObligationIdx;
use crate::model::{
    Bound, Date, DutyIdx, EvidenceIdx, Hours, Idx, Interval, Leaf, Paper, StatementIdx, Trait, Unit, Value, Verb,
    Verdict, Word,
};

impl Asking<'_> {
    /// What a thing says to what is asked of it; the model has made sure that it can be asked.
    pub(super) fn at(&self, leaf: Leaf, thing: Thing) -> Known {
        let context = &self.evaluation.context;
        match (leaf, thing) {
            (Leaf::Itself, thing) => Known::Values(smallvec![thing.value()]),
            (Leaf::Attribute(attribute), Thing::Subject(subject)) => applies::attribute_of(context, attribute, subject),
            (Leaf::Fact(fact), Thing::Subject(subject)) => applies::fact_of(context, fact, subject),
            (Leaf::Trait(asked), Thing::Obligation(at)) => self.of_obligation(asked, at),
            (Leaf::Trait(asked), Thing::Evidence(at)) => self.of_evidence(asked, at),
            (Leaf::Trait(asked), Thing::Exclusion(at) | Thing::Check(at) | Thing::Risk(at)) => self.of_said(asked, at),
            (Leaf::Trait(asked), Thing::Promise(..) | Thing::OwnShare(..) | Thing::Demand(..)) => {
                thing.level(self.evaluation).map_or(Known::Absent, |(bound, goal)| self.of_level(asked, bound, goal))
            }
            (Leaf::Trait(_), Thing::Subject(_)) | (Leaf::Attribute(_) | Leaf::Fact(_), _) => Known::Absent,
        }
    }

    fn of_obligation(&self, asked: Trait, at: ObligationIdx) -> Known {
        let context = &self.evaluation.context;
        let it = context.obligations.all[at];
        let duty = &context.policy.duties[it.duty];
        match asked {
            Trait::Carried => cases(&self.carried(at), Value::Bool(true), Value::Bool(false)),
            Trait::Verdict => self.verdict(at),
            Trait::Level => word(duty.level.name()),
            Trait::Phase => it.phase.map_or(Known::Absent, |phase| word(phase.name())),
            Trait::Mode => it.mode.map_or(Known::Absent, |mode| word(mode.name())),
            Trait::Duty => word(&duty.id),
            Trait::Control => word(&context.policy.control_of(it.duty).id),
            _ => Known::Absent,
        }
    }

    fn carried(&self, at: ObligationIdx) -> Kleene {
        let Evaluation { context, standings, .. } = self.evaluation;
        is_carried(context, |at| &standings[at.row()], at)
    }

    fn verdict(&self, at: ObligationIdx) -> Known {
        let word = |it: Verdict| Value::Word(it.name().into());
        let standing = self.standing(at);
        let carrying = match (standing.presumed, standing.at_risk.is_empty()) {
            (true, _) => Verdict::Presumed,
            (false, false) => Verdict::AtRisk,
            (false, true) => Verdict::Carried,
        };
        cases(&self.carried(at), word(carrying), word(Verdict::Gap))
    }

    fn of_level(&self, asked: Trait, bound: &Bound, goal: bool) -> Known {
        let amount = bound.amount.clone();
        match asked {
            Trait::Metric => Known::Values(smallvec![Value::Metric(bound.metric)]),
            Trait::Value => Known::Values(smallvec![match self.evaluation.context.policy.metrics[bound.metric].unit {
                Unit::Percent => Value::Percent(amount),
                Unit::Duration => Value::Duration(amount),
                Unit::Number => Value::Number(amount),
            }]),
            Trait::Goal => truth(goal),
            Trait::Hours if bound.limits.hours == Hours::default() => Known::Absent,
            Trait::Hours => word(&bound.limits.hours.to_string()),
            Trait::Excluding => several(bound.limits.excluding.iter().map(String::as_str)),
            _ => Known::Absent,
        }
    }

    fn of_evidence(&self, asked: Trait, at: EvidenceIdx) -> Known {
        let context = &self.evaluation.context;
        let evidence = &context.engagement.evidence[at];
        match asked {
            Trait::Kind => word(evidence.kind.name()),
            Trait::Signed => date(evidence.signed),
            Trait::Draft => truth(evidence.draft),
            Trait::FirstDay => date(evidence.period.and_then(|it| it.from)),
            Trait::LastDay => match evidence.period {
                Some(Interval { to: None, .. }) => Known::Open,
                Some(Interval { to, .. }) => date(to),
                None => Known::Absent,
            },
            Trait::Continues => truth(evidence.continues),
            Trait::InForce => {
                let counts = context.engagement.counts(Paper::Evidence(at));
                truth(counts.is_some_and(|it| it.holds(context.day)))
            }
            _ => Known::Absent,
        }
    }

    fn of_said(&self, asked: Trait, at: StatementIdx) -> Known {
        let context = &self.evaluation.context;
        let statement = &context.engagement.statements[at];
        let ids = |duties: &FixedBitSet| {
            let all = duties.ones().map(|row| context.policy.duties[DutyIdx::new(row)].id.as_str());
            several(all)
        };
        match (asked, &statement.verb) {
            (Trait::Duties, _) => ids(&statement.duties),
            (Trait::Agreed, _) => date(statement.agreed),
            (Trait::Instead, Verb::Excludes { instead, .. }) => ids(instead),
            (Trait::Reason, Verb::Excludes { because, .. }) if because.trim().is_empty() => Known::Absent,
            (Trait::Reason, Verb::Excludes { because, .. }) => word(because),
            (Trait::Answer, Verb::Checked { confirmed, .. }) => truth(*confirmed),
            (Trait::CheckedOn, Verb::Checked { date: day, .. }) => date(Some(*day)),
            (Trait::Settled, Verb::Checked { settled, .. }) => date(*settled),
            (Trait::Risk, Verb::Retains { risk, .. }) => word(risk),
            (Trait::Shared, Verb::Retains { shared, .. }) => truth(*shared),
            (Trait::Explained, Verb::Retains { explained, .. }) => date(*explained),
            _ => Known::Absent,
        }
    }
}

fn word(it: &str) -> Known {
    several([it])
}

/// Words, any of which may fit.
fn several<'a>(words: impl IntoIterator<Item = &'a str>) -> Known {
    let all: SmallVec<[Value; 1]> = words.into_iter().map(|it| Value::Word(it.to_owned().into())).collect();
    if all.is_empty() { Known::Absent } else { Known::Values(all) }
}

fn truth(it: bool) -> Known {
    Known::Values(smallvec![Value::Bool(it)])
}

fn date(it: Option<Date>) -> Known {
    it.map_or(Known::Absent, |day| Known::Values(smallvec![Value::Date(day)]))
}

/// One value if it is so, another if not.
fn cases(is_so: &Kleene, yes: Value, no: Value) -> Known {
    match is_so.truth() {
        Truth::True => Known::Values(smallvec![yes]),
        Truth::False => Known::Values(smallvec![no]),
        Truth::Unknown => Known::Cases(vec![
            (is_so.clone(), Known::Values(smallvec![yes])),
            (is_so.clone().negated(), Known::Values(smallvec![no])),
        ]),
    }
}

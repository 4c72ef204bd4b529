//! Levels of service of two versions: promises, own shares and demands, compared exactly and as the metric's direction says.

use super::change::{Change, of_pairs, paired};
use super::item::{Field, Item, Order, Sort};
use crate::answers::compare::Side;
use crate::diagnostic::Text;
use crate::model::{Bound, Engagement, Hours, Limits, On, Policy, ServiceLevel, Verb};
use crate::source::Span;
use crate::text;

/// What differs between the levels of two versions.
pub fn levels(old: Side, new: Side) -> Vec<Change> {
    let same_limits = |it: &Item| [it.key.clone(), it.said("hours"), it.said("excluding")].join("\u{2}");
    let same_amount = |it: &Item| [it.key.clone(), it.said("amount")].join("\u{2}");
    let keys: [&dyn Fn(&Item) -> String; 4] = [&Item::whole, &same_limits, &same_amount, &|it| it.key.clone()];
    of_pairs(paired(items(old), items(new), &keys, &|_, _| true))
}

fn items(side: Side) -> Vec<Item> {
    let context = &side.checked.evaluation.context;
    let (policy, engagement) = (context.policy, context.engagement);
    let mut all = Vec::new();
    for contract in engagement.contracts.iter() {
        let supplier = &engagement.parties[contract.supplier].name;
        for (sort, levels) in [(Sort::Promise, &contract.promises), (Sort::OwnShare, &contract.itself)] {
            let item = |it: &ServiceLevel| item(policy, sort, &contract.name, supplier, &it.bound, it.goal, it.span);
            all.extend(levels.iter().map(item));
        }
    }
    for statement in engagement.statements.iter() {
        if let Verb::Demands { party, bound } = &statement.verb {
            let by = &engagement.parties[*party].name;
            for on in demanded_on(engagement, &statement.on) {
                all.push(item(policy, Sort::Demand, &on, by, bound, false, statement.span));
            }
        }
    }
    all
}

/// Each subject of a demand by itself, so that one more is a demand more.
fn demanded_on(engagement: &Engagement, on: &On) -> Vec<String> {
    match on {
        On::These(all) => all.iter().map(|it| engagement.subject_name(*it)).collect(),
        On::Own => Vec::new(),
    }
}

fn item(policy: &Policy, sort: Sort, at: &str, party: &str, bound: &Bound, goal: bool, span: Span) -> Item {
    let metric = &policy.metrics[bound.metric];
    let (name, sign, amount) = (&metric.name, metric.sign(), metric.shown(&bound.amount));
    let limits = &bound.limits;
    let hours = Some(limits.hours.to_string()).filter(|_| limits.hours != Hours::default());
    let hours_alone = Limits { hours: limits.hours.clone(), ..Limits::default() };
    let exceptions_alone = Limits { excluding: limits.excluding.clone(), ..Limits::default() };
    let fields = vec![
        Field::one("amount", "水準", Some(&*amount)).ordered(Order::Amount(metric.better, bound.amount.normalized())),
        Field::one("hours", "時間帯", hours).ordered(Order::Limits(hours_alone)),
        Field::all("excluding", "除外", limits.excluding.iter().cloned()).ordered(Order::Limits(exceptions_alone)),
        Field::flag("goal", "努力目標", goal).ordered(Order::Rank(i64::from(!goal))),
    ];
    let name: Text = text!("{at} の {name} {sign} {amount}", "{name} {sign} {amount} of {at}");
    let key = [at, &metric.name].join("\u{2}");
    Item { sort, key, name, party: Some(party.to_owned()), fields, span: Some(span) }
}

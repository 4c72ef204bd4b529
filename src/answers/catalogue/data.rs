//! Catalogues for programs.

use serde_json::{Value, json};

use super::items::{
    controls, derivation, derived_facts, excludable, included, met_by, metrics, profiles, qualified, rules, same_ids,
    sections, served_by, stated_facts, who, written,
};
use crate::answers::check::FORMAT_VERSION;
use crate::model::{self, Catalogue, Control, Duty, DutyIdx, Fact, Metric, Policy, Rule, Word};
use crate::source::Sources;

pub(super) fn data<'a>(
    sources: &Sources,
    policy: &'a Policy,
    catalogues: impl Iterator<Item = &'a Catalogue>,
) -> Value {
    let each = |it: &Catalogue| {
        json!({
            "name": it.name,
            "title": it.title,
            "publisher": it.publisher,
            "edition": it.edition,
            "metrics": metrics(policy, it).into_iter().map(metric_json).collect::<Vec<_>>(),
            "facts": stated_facts(policy, it).map(fact_json).collect::<Vec<_>>(),
            "derived": derived_facts(policy, it).map(derived_json).collect::<Vec<_>>(),
            "profiles": profiles(policy, it).map(|profile| json!({
                "name": profile.name,
                "title": profile.title,
                "include": profile.parts.iter().map(|part| included(policy, part)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "rules": rules(policy, it).map(|rule| rule_json(sources, policy, rule)).collect::<Vec<_>>(),
            "controls": controls(policy, it).map(|(_, control)| control_json(sources, policy, it, control)).collect::<Vec<_>>(),
        })
    };
    json!({ "version": FORMAT_VERSION, "catalogues": catalogues.map(each).collect::<Vec<_>>() })
}

fn metric_json(metric: &Metric) -> Value {
    json!({
        "name": metric.name,
        "title": metric.title,
        "unit": metric.unit,
        "better": metric.better,
        "own": metric.own,
        "suppliers": metric.suppliers,
    })
}

fn fact_json(fact: &Fact) -> Value {
    json!({
        "name": fact.name,
        "title": fact.title,
        "of": fact.bearer,
        "type": fact.kind.to_string(),
        "default": fact.default.as_ref().map(|it| it.to_string()),
    })
}

fn rule_json(sources: &Sources, policy: &Policy, rule: &Rule) -> Value {
    json!({
        "name": rule.name,
        "title": rule.title,
        "severity": rule.severity.name(),
        "cites": policy.controls[rule.control].id,
        "for": rule.ranges.iter().map(|it| written(sources, it.span)).collect::<Vec<_>>(),
        "must": rule.must_text,
    })
}

fn derived_json(fact: &Fact) -> Value {
    json!({
        "name": fact.name,
        "title": fact.title,
        "of": fact.bearer,
        "rules": derivation(fact).map(|it| json!({ "depth": it.depth, "rule": it.words(), "source": it.source })).collect::<Vec<_>>(),
    })
}

fn control_json(sources: &Sources, policy: &Policy, catalogue: &Catalogue, control: &Control) -> Value {
    let duties: Vec<&Duty> = control.duties.clone().map(|at| &policy.duties[DutyIdx(at)]).collect();
    let section: Vec<&str> = sections(catalogue, control.section).iter().map(|it| it.label.as_str()).collect();
    let mut when: Vec<&str> = duties.iter().map(|it| it.when_text.as_str()).filter(|it| !it.is_empty()).collect();
    when.dedup();
    let mut per: Vec<_> = duties.iter().map(|it| it.per.name()).collect();
    per.dedup();
    let related = |relations: &dyn Fn(&Duty) -> &Vec<model::Relation>| -> Vec<String> {
        let ids = duties.iter().flat_map(|duty| relations(duty)).map(|it| qualified(policy, it.duty));
        let mut ids: Vec<String> = ids.collect();
        ids.dedup();
        ids
    };
    let mut serves = related(&|duty| &duty.serves);
    serves.extend(control.serves.iter().map(|it| qualified(policy, it.duty)));
    json!({
        "catalogue": catalogue.name,
        "id": control.id,
        "title": control.title,
        "section": section.join("."),
        "led": control.led,
        "level": control.level,
        "by_law": control.by_law,
        "excludable": excludable(sources, control),
        "source": control.source,
        "summary": control.summary,
        "category": control.category,
        "risk": control.risk,
        "refs": control.refs,
        "marks": control.marks,
        "remark": control.remark,
        "demands": control.demands.iter().map(|it| policy.level(&it.bound)).collect::<Vec<_>>(),
        "duties": control.duties.clone().map(|at| duty_json(sources, policy, DutyIdx(at))).collect::<Vec<_>>(),
        "per": per.join(", "),
        "when": when.join("; "),
        "requires": related(&|duty| &duty.requires),
        "serves": serves,
        "same_as": same_ids(policy, &control.same_as).collect::<Vec<_>>(),
    })
}

fn duty_json(sources: &Sources, policy: &Policy, at: DutyIdx) -> Value {
    let duty = &policy.duties[at];
    let who = who(duty);
    let (needs, documents): (&str, Vec<&str>) = match &duty.needs {
        model::Need::Owner => ("owner", Vec::new()),
        model::Need::Stated(kinds, _) => ("stated", kinds.iter().map(|it| it.name()).collect()),
        model::Need::Met(..) => ("met", Vec::new()),
    };
    json!({
        "label": duty.label,
        "id": duty.id,
        "title": duty.title,
        "who": who,
        "source": duty.source,
        "refs": duty.refs,
        "per": duty.per,
        "when": duty.when_text,
        "level": duty.level,
        "phases": duty.phases,
        "modes": duty.modes,
        "needs": needs,
        "met_by": met_by(sources, duty),
        "stated_in": documents,
        "documented_in": duty.documented,
        "agreed": duty.agreed,
        "before_delegation": duty.before_delegation,
        "goal_is_enough": duty.goal_is_enough,
        "flows_down": duty.flows_down,
        "requires": duty.requires.iter().map(|it| qualified(policy, it.duty)).collect::<Vec<_>>(),
        "serves": duty.serves.iter().map(|it| qualified(policy, it.duty)).collect::<Vec<_>>(),
        "served_by": served_by(policy, at),
        "same_as": same_ids(policy, &duty.same_as).collect::<Vec<_>>(),
    })
}

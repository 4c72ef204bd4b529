//! What an engagement says there is, in two versions: parties, components, contracts, documents, facts, catalogues in use.

use super::change::{Change, changes};
use super::item::{Field, Item, Order, Sort};
use crate::answers::compare::Side;
use crate::diagnostic::Text;
use crate::model::{
    Contract, Dated, Engagement, Evidence, Followed, Interval, PartyIdx, Policy, Setting, Stated, Value,
};
use crate::source::Span;

/// What differs in what is declared.
pub fn declared(old: Side, new: Side) -> Vec<Change> {
    changes(items(old), items(new))
}

fn items(side: Side) -> Vec<Item> {
    let context = &side.checked.evaluation.context;
    let (policy, engagement) = (context.policy, context.engagement);
    let mut all = vec![whole(engagement)];
    all.extend(engagement.uses.iter().map(|used| {
        let name = &policy.catalogues[used.catalogue].name;
        thing(Sort::Use, name, vec![Field::all("only", "範囲", used.only.iter().cloned())], used.span)
    }));
    for party in engagement.parties.iter() {
        let fields = vec![
            Field::word("kind", "種別", Some(party.kind)),
            Field::text("title", "名称", &party.title),
            Field::one("corporate_number", "法人番号", party.corporate_number.map(|it| it.to_string())),
        ];
        all.push(thing(Sort::Party, &party.name, fields, party.span));
    }
    for it in engagement.components.iter() {
        let names = |all: &[crate::model::ComponentIdx]| -> Vec<String> {
            all.iter().map(|at| engagement.components[*at].name.clone()).collect()
        };
        let fields = vec![
            Field::word("kind", "種別", Some(it.kind)),
            Field::text("title", "名称", &it.title),
            Field::one("provider", "提供者", it.provider.map(|at| engagement.parties[at].name.clone())),
            Field::all("runs_on", "稼働先", names(&it.runs_on)),
            Field::all("connects", "接続先", names(&it.connects)),
            Field::one("in_use", "使用期間", it.in_use.map(days)),
        ];
        all.push(thing(Sort::Component, &it.name, fields, it.span));
    }
    all.extend(engagement.contracts.iter().map(|it| contract(policy, engagement, it)));
    all.extend(engagement.evidence.iter().map(|it| evidence(engagement, it)));
    all.extend(engagement.settings.iter().map(|it| setting(policy, engagement, it)));
    all
}

fn thing(sort: Sort, name: &str, fields: Vec<Field>, span: Span) -> Item {
    Item { sort, key: name.to_owned(), name: Text::same(name), party: None, fields, span: Some(span) }
}

/// The engagement itself; the two that are compared are one, whatever they are called.
fn whole(engagement: &Engagement) -> Item {
    let other = engagement.all_other_no.as_ref();
    let extra = engagement.extra.iter().map(|(key, value)| format!("{key} = {value}"));
    let fields = vec![
        Field::one("name", "名称", Some(engagement.name.as_str())),
        Field::one("hospital", "医療機関", Some(engagement.parties[engagement.hospital].name.as_str())),
        Field::flag("all_other_facts_no", "ほかの前提は no", other.is_some()),
        Field::one("all_other_facts_by", "その根拠", other.and_then(|it| it.by.clone())),
        Field::all("extra", "付記", extra),
    ];
    Item { key: String::new(), ..thing(Sort::Engagement, &engagement.name, fields, engagement.span) }
}

fn contract(policy: &Policy, engagement: &Engagement, it: &Contract) -> Item {
    let party = |at: PartyIdx| engagement.parties[at].name.clone();
    let other = |at: crate::model::ContractIdx| engagement.contracts[at].name.clone();
    let dated = |it: &Option<Dated>| it.as_ref().map(|it| it.date);
    let by = |it: &Option<Dated>| it.as_ref().and_then(|it| it.by.clone());
    let follows = |it: &Followed| {
        let template = &policy.templates[it.template];
        let values = template.facts.iter().zip(&it.values);
        let values: Vec<String> = values.map(|(fact, value)| format!("{} = {value}", fact.name)).collect();
        format!("{} {{ {} }}", template.name, values.join("  "))
    };
    let fields = vec![
        Field::one("customer", "委託者", Some(party(it.customer))),
        Field::one("supplier", "受託者", Some(party(it.supplier))),
        Field::text("title", "名称", &it.title),
        Field::one("under", "親契約", it.parent.map(other)),
        Field::one("selected_by", "選定者", it.selected_by.map(party)),
        Field::flag("linked", "連携", it.linked),
        Field::words("type", "種類", it.types.iter().copied()),
        Field::word("form", "形態", it.form),
        Field::all("follows", "ひな型", it.follows.iter().map(follows)),
        Field::one("period", "期間", Some(days(it.in_force))),
        Field::all("covers", "範囲", it.covers.iter().map(|at| engagement.components[*at].name.clone())),
        Field::all("relies_on", "依拠する契約", it.relies_on.iter().map(|at| other(*at))),
        Field::day("disclosed", "開示", dated(&it.disclosed)).ordered(Order::Presence),
        Field::one("disclosed_by", "開示の根拠", by(&it.disclosed)),
        Field::day("consented", "承諾", dated(&it.consented)).ordered(Order::Presence),
        Field::one("consented_by", "承諾の根拠", by(&it.consented)),
    ];
    thing(Sort::Contract, &it.name, fields, it.span)
}

fn evidence(engagement: &Engagement, it: &Evidence) -> Item {
    let fields = vec![
        Field::word("kind", "種類", Some(it.kind)),
        Field::one("of", "契約", it.contract.map(|at| engagement.contracts[at].name.clone())),
        Field::text("title", "名称", &it.title),
        Field::day("signed", "署名", it.signed).ordered(Order::Presence),
        Field::flag("draft", "案", it.draft),
        Field::one("period", "期間", it.period.map(days)),
        Field::flag("continues", "継続", it.continues),
    ];
    thing(Sort::Evidence, &it.name, fields, it.span)
}

fn setting(policy: &Policy, engagement: &Engagement, it: &Setting) -> Item {
    let fact = &policy.facts[it.fact];
    let bearer = engagement.bearer_name(it.bearer);
    let name = match it.bearer {
        crate::model::Bearer::Engagement => fact.name.clone(),
        _ => format!("{bearer}.{}", fact.name),
    };
    let stated = match &it.stated {
        Stated::Value(Value::Thing(subject)) => engagement.subject_name(*subject),
        Stated::Value(value) => value.to_string(),
        Stated::Unknown => "unknown".to_owned(),
        Stated::None => "none".to_owned(),
    };
    let catalogue = &policy.catalogues[fact.catalogue].name;
    let item = thing(Sort::Fact, &name, vec![Field::one("value", "値", Some(stated))], it.span);
    Item { key: format!("{catalogue}:{name} {}", fact.bearer as usize), ..item }
}

/// `2026-04-01 .. 2036-03-31`, an open end left out.
pub fn days(it: Interval) -> String {
    let day = |day: Option<crate::model::Date>| day.map(|it| it.to_string()).unwrap_or_default();
    format!("{} .. {}", day(it.from), day(it.to)).trim().to_owned()
}

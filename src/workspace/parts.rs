//! Parts of one engagement: what one states of a contract or component that another declares goes to the declaration.
//!
//! ```text
//! contract K1 H -> A { … }                     in one file
//! contract K1 { external_storage = yes }       in another: the same contract
//! component emr { stores = yes }               the same component
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::ast::{Component, Contract, Engagement, Settings};

/// What is stated of: a contract or a component, by its name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Contract(String),
    Component(String),
}

/// The same parts, each fact at what it is stated of. What nobody declares is left where it stands, and reported there.
pub(super) fn joined(mut parts: Vec<Engagement>) -> Vec<Engagement> {
    let contracts = parts.iter().flat_map(|part| &part.contracts).filter(|it| !is_more_of_contract(it));
    let components = parts.iter().flat_map(|part| &part.components).filter(|it| !is_more_of_component(it));
    let declared: BTreeSet<Key> = contracts.map(of_contract).chain(components.map(of_component)).collect();
    let mut more: BTreeMap<Key, (Settings, Vec<String>)> = BTreeMap::new();
    // Whether it was taken away.
    let mut take = |key: Key, facts: &Settings, docs: &[String]| {
        let is_declared = declared.contains(&key);
        if is_declared {
            let it = more.entry(key).or_default();
            it.0.0.extend(facts.0.iter().cloned());
            it.1.extend(docs.iter().cloned());
        }
        is_declared
    };
    for part in parts.iter_mut().filter(|part| part.continued) {
        part.contracts.retain(|it| !(is_more_of_contract(it) && take(of_contract(it), &it.facts, &it.docs)));
        part.components.retain(|it| !(is_more_of_component(it) && take(of_component(it), &it.facts, &it.docs)));
    }
    for part in &mut parts {
        let contracts = part.contracts.iter_mut().map(|it| (of_contract(it), &mut it.facts, &mut it.docs));
        let components = part.components.iter_mut().map(|it| (of_component(it), &mut it.facts, &mut it.docs));
        for (key, facts, docs) in contracts.chain(components) {
            let (more_facts, more_docs) = more.remove(&key).unwrap_or_default();
            facts.0.extend(more_facts.0);
            docs.extend(more_docs);
        }
    }
    parts
}

fn of_contract(it: &Contract) -> Key {
    Key::Contract(it.name.key())
}

fn of_component(it: &Component) -> Key {
    Key::Component(it.name.key())
}

/// `contract K1 { external_storage = yes }`: facts, and nothing that would declare it.
fn is_more_of_contract(it: &Contract) -> bool {
    let Contract {
        name: _,
        docs: _,
        span: _,
        customer: None,
        supplier: None,
        title: None,
        under: None,
        selected_by: None,
        linked: false,
        types,
        form: None,
        period: None,
        date: None,
        covers: None,
        disclosed: None,
        consented: None,
        follows: None,
        promises: None,
        itself: None,
        relies_on: None,
        facts,
    } = it
    else {
        return false;
    };
    types.is_empty() && !facts.is_empty()
}

/// `component emr { stores = yes }`
fn is_more_of_component(it: &Component) -> bool {
    let Component {
        name: _, docs: _, kind: None, title: None, by: None, runs_on, connects, in_use: None, facts, ..
    } = it
    else {
        return false;
    };
    runs_on.is_empty() && connects.is_empty() && !facts.is_empty()
}

//! Places of whole elements: what a tree with its places knows and serde does not hand on.

use jsonc_parser::ast::{Object, Value};

use super::deserializer::{Place, range};
use crate::source::Span;
use crate::syntax::ast::Engagement;

/// Fills the spans of the engagement, its contracts and its statements by walking over the tree beside it.
pub(super) fn fill(engagement: &mut Engagement, value: &Value, place: Place) {
    engagement.span = span(value, place);
    let Value::Object(object) = value else { return };
    if let (Some(it), Some(value)) = (&mut engagement.all_other_facts_no, get(object, "all_other_facts_no")) {
        it.span = span(value, place);
    }
    for (it, value) in engagement.statements.iter_mut().zip(elements(object, "statements")) {
        it.span = span(value, place);
        it.levels.iter_mut().for_each(|level| level.span = level.metric.span);
    }
    for (it, value) in engagement.contracts.iter_mut().zip(elements(object, "contracts")) {
        it.span = span(value, place);
        let levels = it.promises.iter_mut().chain(&mut it.itself).flatten();
        levels.for_each(|level| level.span = level.metric.span);
        let Value::Object(contract) = value else { continue };
        for (dated, key) in [(&mut it.disclosed, "disclosed"), (&mut it.consented, "consented")] {
            if let (Some(dated), Some(value)) = (dated, get(contract, key)) {
                dated.span = span(value, place);
            }
        }
        for (followed, value) in it.follows.iter_mut().flatten().zip(elements(contract, "follows")) {
            followed.span = span(value, place);
        }
    }
}

fn span(value: &Value, place: Place) -> Span {
    let (start, end) = range(value);
    Span::new(place.id, place.offset + start, place.offset + end)
}

fn get<'a>(object: &'a Object<'a>, key: &str) -> Option<&'a Value<'a>> {
    object.properties.iter().find(|entry| entry.name.as_str() == key).map(|entry| &entry.value)
}

fn elements<'a>(object: &'a Object<'a>, key: &str) -> &'a [Value<'a>] {
    match get(object, key) {
        Some(Value::Array(array)) => &array.elements,
        _ => &[],
    }
}

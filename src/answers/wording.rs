//! What a finding says to readers, held against what the same texts say today: the words, the places, and every step of the proof.
//!
//! Whether a finding is right is derived from the laws ([`verified`](super::verified)); here nothing is derived, so that what was altered
//! in words alone is found as well.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::check::{check_data, engagement_json};
use super::checked::Checked;
use super::verified::{Verified, list, named, word};
use crate::diagnostic::{Diagnostic, Text};
use crate::source::Sources;
use crate::text;

/// Of one finding no more differences are named.
const MOST: usize = 5;

/// What stands beside the words, or hangs on what was asked: how a finding stands to a baseline, and what became of obligations.
const APART: [&str; 4] = ["since", "baseline", "account", "findings"];

/// Holds what was written of an engagement against what is said of it now.
pub(super) fn wording(sources: &Sources, checked: &Checked, written: &Value, verified: &mut Verified) {
    let now = engagement_json(sources, checked);
    let by_id: BTreeMap<&str, &Value> = list(&now["findings"]).iter().map(|it| (word(&it["id"]), it)).collect();
    for it in list(&written["findings"]) {
        let name = named(it);
        let Some(now) = by_id.get(word(&it["id"])) else {
            let id = word(&it["id"]);
            verified.refused.push(text!(
                "指摘 `{name}` の番号 `{id}` の指摘は、今の文書にありません",
                "of the finding `{name}`, no finding of these texts has the id `{id}`"
            ));
            continue;
        };
        let of = text!("指摘 `{name}`", "the finding `{name}`");
        verified.refused.extend(differences(it, now).into_iter().map(|it| it.words(&of)));
    }
    let name = &checked.evaluation.context.engagement.name;
    let of = text!("案件「{name}」", "the engagement `{name}`");
    verified.refused.extend(differences(written, &now).into_iter().map(|it| it.words(&of)));
}

/// Holds what was written beside the engagements (texts, diagnostics, what was skipped) against what is said of the texts now.
pub(super) fn beside(sources: &Sources, (skipped, problems): (&[String], &[Diagnostic]), written: &Value) -> Vec<Text> {
    let now = check_data(sources, &[], skipped, problems).data.unwrap_or_default();
    let alone = |it: &Value| {
        let mut it = it.clone();
        for list in ["sources", "diagnostics", "skipped"] {
            if let Some(all) = it[list].as_array_mut() {
                all.sort_by_key(Value::to_string);
            }
        }
        if let Some(all) = it.as_object_mut() {
            all.remove("engagements");
        }
        if let Some(summary) = it["summary"].as_object_mut() {
            summary.remove("engagements");
            summary.remove("findings");
        }
        it
    };
    let mut found = Vec::new();
    differ(&alone(written), &alone(&now), String::new(), &mut found);
    found.truncate(MOST);
    let of = text!("結果", "the file");
    found.into_iter().map(|it| it.words(&of)).collect()
}

/// One thing that stands otherwise.
struct Difference {
    path: String,
    then: Value,
    now: Value,
}

impl Difference {
    fn words(&self, of: &Text) -> Text {
        let Difference { path, then, now } = self;
        let Text { ja, en } = of;
        text!(
            "{ja}の `{path}` は {then} とありますが、今の文書からは {now} です",
            "{en} says {then} at `{path}`; from the texts it is {now}"
        )
    }
}

fn differences(then: &Value, now: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    let without = |it: &Value| {
        let mut it = it.clone();
        it.as_object_mut().into_iter().for_each(|it| it.retain(|key, _| !APART.contains(&key.as_str())));
        it
    };
    differ(&without(then), &without(now), String::new(), &mut found);
    found.truncate(MOST);
    found
}

/// What differs, named by its path; the depth is that of what was made now.
fn differ(then: &Value, now: &Value, path: String, found: &mut Vec<Difference>) {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            let keys = now.keys().chain(then.keys().filter(|key| !now.contains_key(*key)));
            for key in keys {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                differ(
                    &then.get(key).cloned().unwrap_or_default(),
                    &now.get(key).cloned().unwrap_or_default(),
                    inner,
                    found,
                );
            }
        }
        (Value::Array(then), Value::Array(now)) if then.len() == now.len() => {
            for (at, (then, now)) in then.iter().zip(now).enumerate() {
                differ(then, now, format!("{path}[{at}]"), found);
            }
        }
        (Value::Array(then), Value::Array(now)) => {
            let [then, now] = [then.len(), now.len()].map(|count| json!(count));
            found.push(Difference { path: format!("{path}.length"), then, now });
        }
        _ if then != now => found.push(Difference { path, then: then.clone(), now: now.clone() }),
        _ => {}
    }
}

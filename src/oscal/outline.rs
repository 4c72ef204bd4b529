//! The keys near the top of a plan: one that is misspelt would leave out all that it holds.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::diagnostic::{Text, did_you_mean};
use crate::text;

/// By pointer: the keys that OSCAL has there. What lies deeper is read with its keys, or not at all.
const KEYS: [(&str, &[&str]); 6] = [
    ("", &["$schema", "system-security-plan"]),
    (
        "/system-security-plan",
        &[
            "uuid",
            "metadata",
            "import-profile",
            "system-characteristics",
            "system-implementation",
            "control-implementation",
            "back-matter",
        ],
    ),
    (
        "/system-security-plan/metadata",
        &[
            "title",
            "published",
            "last-modified",
            "version",
            "oscal-version",
            "revisions",
            "document-ids",
            "props",
            "links",
            "roles",
            "locations",
            "parties",
            "responsible-parties",
            "actions",
            "remarks",
        ],
    ),
    (
        "/system-security-plan/system-characteristics",
        &[
            "system-ids",
            "system-name",
            "system-name-short",
            "description",
            "props",
            "links",
            "date-authorized",
            "security-sensitivity-level",
            "system-information",
            "security-impact-level",
            "status",
            "authorization-boundary",
            "network-architecture",
            "data-flow",
            "responsible-parties",
            "remarks",
        ],
    ),
    (
        "/system-security-plan/system-implementation",
        &["props", "links", "leveraged-authorizations", "users", "components", "inventory-items", "remarks"],
    ),
    ("/system-security-plan/control-implementation", &["description", "set-parameters", "implemented-requirements"]),
];

/// The first key near the top that OSCAL does not have, with its pointer.
pub(super) fn unknown_key(bytes: &[u8]) -> Option<Text> {
    let outline: Outline = serde_json::from_slice(bytes).ok()?;
    KEYS.iter().find_map(|(pointer, keys)| {
        let mut at = &outline;
        for key in pointer.split('/').skip(1) {
            at = at.0.get(key)?;
        }
        let unknown = at.0.keys().find(|it| !keys.contains(&it.as_str()))?;
        let near = did_you_mean(unknown, keys.iter().copied());
        let (ja, en) = near.map_or_else(Default::default, |near| {
            (format!("。もしかして `{near}` ですか"), format!("; did you mean `{near}`?"))
        });
        Some(text!("`{pointer}/{unknown}` は OSCAL にない項目です{ja}", "OSCAL has no `{pointer}/{unknown}`{en}"))
    })
}

/// The keys of an object, and of the objects in it; of everything else nothing.
#[derive(Default)]
struct Outline(BTreeMap<String, Outline>);

impl<'de> Deserialize<'de> for Outline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Keys)
    }
}

struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = Outline;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Outline, A::Error> {
        let mut outline = Outline::default();
        while let Some((key, inside)) = map.next_entry()? {
            outline.0.insert(key, inside);
        }
        Ok(outline)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Outline, A::Error> {
        while all.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Outline::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Outline, E> {
        Ok(Outline::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Outline, E> {
        Ok(Outline::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Outline, E> {
        Ok(Outline::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Outline, E> {
        Ok(Outline::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Outline, E> {
        Ok(Outline::default())
    }

    fn visit_unit<E>(self) -> Result<Outline, E> {
        Ok(Outline::default())
    }
}

//! How names, facts and subjects look in JSON.

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::source::{SourceId, Span};
use crate::syntax::ast::{Name, Setting, Settings, SubjectName};

/// The newtype name by which a [`Name`] asks a deserializer that knows positions for `[source, start, end, text]`.
pub(super) const SPANNED: &str = "$buntan::Name";

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a string")
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
                Ok(Name { text: String::deserialize(deserializer)?, span: Span::default() })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Name, A::Error> {
                let mut next = || seq.next_element::<u32>().map(Option::unwrap_or_default);
                let span = Span { source: SourceId(next()?), start: next()?, end: next()? };
                Ok(Name { text: seq.next_element()?.unwrap_or_default(), span })
            }
        }
        deserializer.deserialize_newtype_struct(SPANNED, NameVisitor)
    }
}

impl Serialize for Settings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for Setting { name, value } in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SettingsVisitor;
        impl<'de> Visitor<'de> for SettingsVisitor {
            type Value = Settings;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("an object of facts")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
                let mut all = Vec::new();
                while let Some((name, value)) = map.next_entry()? {
                    all.push(Setting { name, value });
                }
                Ok(Settings(all))
            }
        }
        deserializer.deserialize_map(SettingsVisitor)
    }
}

impl Serialize for SubjectName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.second {
            None => self.first.serialize(serializer),
            Some(second) => serializer.serialize_str(&format!("{} -- {}", self.first.text, second.text)),
        }
    }
}

impl<'de> Deserialize<'de> for SubjectName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let whole = Name::deserialize(deserializer)?;
        Ok(match whole.text.split_once("--") {
            None => SubjectName { first: whole, second: None },
            Some((first, second)) => {
                let name = |text: &str| Name { text: text.trim().to_owned(), span: whole.span };
                SubjectName { first: name(first), second: Some(name(second)) }
            }
        })
    }
}

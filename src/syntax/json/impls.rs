//! How names, facts, subjects and a few short forms look in JSON.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::source::{SourceId, Span};
use crate::syntax::ast::{AllOther, Dated, Follows, Name, Scalar, Setting, Settings, SubjectName};

/// The newtype name by which a [`Name`] asks a deserializer that knows positions for `[source, start, end, text]`.
pub(super) const SPANNED: &str = "$buntan::Name";

/// The same for the value of a fact, which may be any scalar.
pub(super) const SPANNED_VALUE: &str = "$buntan::Value";

/// What a [`Name`] expects, in messages.
pub(super) const A_STRING: &str = "a string";

/// What the value of a fact expects.
pub(super) const A_VALUE: &str = "a string, a number, `true`, `false` or `null`";

/// What `all_other_facts_no` expects.
pub(super) const TRUE_OR_BY: &str = "`true`, or an object with `by`";

/// What `disclosed` and `consented` expect.
pub(super) const A_DATED: &str = "a date, `none`, or an object with `date` and `by`";

/// What an element of `follows` expects.
pub(super) const A_FOLLOWED: &str = "the name of a template, or an object with `template` and `facts`";

/// What a map of facts expects.
pub(super) const AN_OBJECT: &str = "an object";

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Reads a word with its place; without a deserializer that knows places, a scalar without one.
struct NameVisitor(&'static str);

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.0 == SPANNED { A_STRING } else { A_VALUE })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        if self.0 == SPANNED { deserializer.deserialize_str(self) } else { deserializer.deserialize_any(self) }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Name, E> {
        Ok(Name { text: text.to_owned(), span: Span::default() })
    }

    fn visit_bool<E: Error>(self, it: bool) -> Result<Name, E> {
        self.visit_str(if it { "yes" } else { "no" })
    }

    fn visit_unit<E: Error>(self) -> Result<Name, E> {
        self.visit_str("unknown")
    }

    fn visit_i64<E: Error>(self, it: i64) -> Result<Name, E> {
        self.visit_str(&it.to_string())
    }

    fn visit_u64<E: Error>(self, it: u64) -> Result<Name, E> {
        self.visit_str(&it.to_string())
    }

    fn visit_f64<E: Error>(self, it: f64) -> Result<Name, E> {
        self.visit_str(&it.to_string())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Name, A::Error> {
        let mut next = || seq.next_element::<u32>().map(Option::unwrap_or_default);
        let span = Span { source: SourceId(next()?), start: next()?, end: next()? };
        Ok(Name { text: seq.next_element()?.unwrap_or_default(), span })
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(SPANNED, NameVisitor(SPANNED))
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(SPANNED_VALUE, NameVisitor(SPANNED_VALUE)).map(Scalar)
    }
}

impl Serialize for Scalar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
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
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(AN_OBJECT)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
                let mut all = Vec::new();
                while let Some((name, Scalar(value))) = map.next_entry()? {
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

impl Serialize for AllOther {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.by {
            None => serializer.serialize_bool(true),
            Some(by) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("by", by)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for AllOther {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AllOtherVisitor;
        impl<'de> Visitor<'de> for AllOtherVisitor {
            type Value = AllOther;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(TRUE_OR_BY)
            }
            fn visit_bool<E: Error>(self, it: bool) -> Result<AllOther, E> {
                match it {
                    true => Ok(AllOther::default()),
                    false => Err(E::invalid_value(serde::de::Unexpected::Bool(it), &self)),
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AllOther, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct By {
                    by: Option<String>,
                }
                let By { by } = By::deserialize(MapAccessDeserializer::new(map))?;
                Ok(AllOther { by, span: Span::default() })
            }
        }
        deserializer.deserialize_any(AllOtherVisitor)
    }
}

impl Serialize for Dated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let date = self.date.as_ref().map_or("none", |date| &date.text);
        match &self.by {
            None => serializer.serialize_str(date),
            Some(by) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("date", date)?;
                map.serialize_entry("by", by)?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Dated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DatedVisitor;
        impl<'de> Visitor<'de> for DatedVisitor {
            type Value = Dated;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(A_DATED)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Dated, E> {
                Ok(dated(Name { text: text.to_owned(), span: Span::default() }, None))
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Dated, D::Error> {
                deserializer.deserialize_any(self)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Dated, A::Error> {
                NameVisitor(SPANNED).visit_seq(seq).map(|date| dated(date, None))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Dated, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Both {
                    date: Name,
                    by: Option<String>,
                }
                let Both { date, by } = Both::deserialize(MapAccessDeserializer::new(map))?;
                Ok(dated(date, by))
            }
        }
        deserializer.deserialize_newtype_struct(SPANNED, DatedVisitor)
    }
}

fn dated(date: Name, by: Option<String>) -> Dated {
    let absent = matches!(date.text.as_str(), "none" | "なし");
    Dated { date: (!absent).then_some(date), by, span: Span::default() }
}

impl Serialize for Follows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.facts.is_empty() {
            return self.template.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("template", &self.template)?;
        map.serialize_entry("facts", &self.facts)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Follows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FollowsVisitor;
        fn alone(template: Name) -> Follows {
            Follows { template, ..Follows::default() }
        }
        impl<'de> Visitor<'de> for FollowsVisitor {
            type Value = Follows;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(A_FOLLOWED)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Follows, E> {
                NameVisitor(SPANNED).visit_str(text).map(alone)
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Follows, D::Error> {
                deserializer.deserialize_any(self)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Follows, A::Error> {
                NameVisitor(SPANNED).visit_seq(seq).map(alone)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Follows, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Both {
                    template: Name,
                    #[serde(default)]
                    facts: Settings,
                }
                let Both { template, facts } = Both::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Follows { template, facts, span: Span::default() })
            }
        }
        deserializer.deserialize_newtype_struct(SPANNED, FollowsVisitor)
    }
}

//! How names, facts, subjects and a few short forms look in JSON.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::places::{self, SCALAR, WORD, Whole};
use crate::source::Span;
use crate::syntax::ast::{AllOther, Dated, Follows, Name, Scalar, Setting, Settings, SubjectName};

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

/// Reads a word, or any scalar, with its place.
struct NameVisitor(&'static str);

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(if self.0 == WORD { A_STRING } else { A_VALUE })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, _: D) -> Result<Name, D::Error> {
        Err(D::Error::invalid_type(Unexpected::Map, &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<Name, A::Error> {
        let text = pair.next_element()?.unwrap_or_default();
        Ok(Name { text, span: places::place(&mut pair)? })
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(WORD, NameVisitor(WORD))
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(SCALAR, NameVisitor(SCALAR)).map(Scalar)
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
        // Few names hold a `-`, and to look for two of them costs more.
        Ok(match whole.text.contains('-').then(|| whole.text.split_once("--")).flatten() {
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
        struct TrueOrBy(Option<String>);
        struct TrueOrByVisitor;
        impl<'de> Visitor<'de> for TrueOrByVisitor {
            type Value = TrueOrBy;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(TRUE_OR_BY)
            }
            fn visit_bool<E: Error>(self, it: bool) -> Result<TrueOrBy, E> {
                match it {
                    true => Ok(TrueOrBy(None)),
                    false => Err(E::invalid_value(Unexpected::Bool(it), &self)),
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TrueOrBy, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct By {
                    by: Option<String>,
                }
                let By { by } = By::deserialize(MapAccessDeserializer::new(map))?;
                Ok(TrueOrBy(by))
            }
        }
        impl<'de> Deserialize<'de> for TrueOrBy {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(TrueOrByVisitor)
            }
        }
        let Whole(TrueOrBy(by), span) = Whole::deserialize(deserializer)?;
        Ok(AllOther { by, span })
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
            fn visit_seq<A: SeqAccess<'de>>(self, pair: A) -> Result<Dated, A::Error> {
                let date = NameVisitor(WORD).visit_seq(pair)?;
                let span = date.span;
                Ok(dated(date, None, span))
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Dated, D::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Both {
                    date: Name,
                    by: Option<String>,
                }
                let Whole(Both { date, by }, span) = Whole::deserialize(deserializer)?;
                Ok(dated(date, by, span))
            }
        }
        deserializer.deserialize_newtype_struct(WORD, DatedVisitor)
    }
}

fn dated(date: Name, by: Option<String>, span: Span) -> Dated {
    let absent = matches!(date.text.as_str(), "none" | "なし");
    Dated { date: (!absent).then_some(date), by, span }
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
        impl<'de> Visitor<'de> for FollowsVisitor {
            type Value = Follows;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str(A_FOLLOWED)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, pair: A) -> Result<Follows, A::Error> {
                let template = NameVisitor(WORD).visit_seq(pair)?;
                Ok(Follows { span: template.span, template, facts: Settings::default() })
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Follows, D::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Both {
                    template: Name,
                    #[serde(default)]
                    facts: Settings,
                }
                let Whole(Both { template, facts }, span) = Whole::deserialize(deserializer)?;
                Ok(Follows { template, facts, span })
            }
        }
        deserializer.deserialize_newtype_struct(WORD, FollowsVisitor)
    }
}

//! A serde deserializer over a JSON tree that says what is wrong, and where.

use std::collections::HashMap;

use jsonc_parser::ast::{Object, ObjectProp, Value};
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::places::{self, Place, SCALAR, WHOLE, WORD};
use super::wrong::{What, Wrong};
use crate::syntax::limits::MAX_NAME;

/// One value of the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    value: &'a Value<'a>,
    place: Place,
    /// A title rather than a name: as long as any text.
    long: bool,
}

impl<'a> At<'a> {
    /// The whole tree.
    pub fn new(value: &'a Value<'a>, place: Place) -> Self {
        At { value, place, long: false }
    }

    fn word<'de, V: Visitor<'de>>(self, visitor: V, text: &str) -> Result<V::Value, Wrong> {
        let (start, end) = range(self.value);
        if text.len() > MAX_NAME && !self.long {
            return Err(Wrong::new(What::LongName(text.len())).within(start, end));
        }
        places::word(visitor, text, self.place.span((start, end)))
    }

    fn unexpected(&self) -> Unexpected<'a> {
        match self.value {
            Value::StringLit(it) => Unexpected::Str(&it.value),
            Value::NumberLit(_) => Unexpected::Other("number"),
            Value::BooleanLit(it) => Unexpected::Bool(it.value),
            Value::Object(_) => Unexpected::Map,
            Value::Array(_) => Unexpected::Seq,
            Value::NullKeyword(_) => Unexpected::Unit,
        }
    }
}

/// First byte and end of a value in the text of its row.
pub(super) fn range(value: &Value) -> (usize, usize) {
    let range = match value {
        Value::StringLit(it) => it.range,
        Value::NumberLit(it) => it.range,
        Value::BooleanLit(it) => it.range,
        Value::Object(it) => it.range,
        Value::Array(it) => it.range,
        Value::NullKeyword(it) => it.range,
    };
    (range.start, range.end)
}

impl<'de> Deserializer<'de> for At<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let found = match self.value {
            Value::StringLit(it) => visitor.visit_str(&it.value),
            // As a number only its text matters; where a number cannot stand, the visitor says so.
            Value::NumberLit(it) => match it.value.parse::<i64>() {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => visitor.visit_f64(it.value.parse().unwrap_or(0.0)),
            },
            Value::BooleanLit(it) => visitor.visit_bool(it.value),
            Value::NullKeyword(_) => visitor.visit_unit(),
            Value::Array(it) => visitor.visit_seq(Elements { all: it.elements.iter(), at: 0, place: self.place }),
            Value::Object(it) => visitor.visit_map(Entries::new(it, self.place)),
        };
        let (start, end) = range(self.value);
        found.map_err(|wrong: Wrong| wrong.within(start, end))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Value::NullKeyword(_) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        let (start, end) = range(self.value);
        let found = match (name, self.value) {
            (WHOLE, _) => visitor.visit_seq(Pair { at: self, is_read: false }),
            (WORD | SCALAR, Value::StringLit(it)) => self.word(visitor, &it.value),
            (SCALAR, Value::NumberLit(it)) => self.word(visitor, it.value),
            (SCALAR, Value::BooleanLit(it)) => self.word(visitor, if it.value { "yes" } else { "no" }),
            (SCALAR, Value::NullKeyword(_)) => self.word(visitor, "unknown"),
            (WORD, Value::Object(_)) => visitor.visit_newtype_struct(self),
            _ => Err(Wrong::invalid_type(self.unexpected(), &visitor)),
        };
        found.map_err(|wrong| wrong.within(start, end))
    }

    /// Only an object: serde would also take the fields of a struct from an array.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.value {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => {
                let (start, end) = range(self.value);
                Err(Wrong::invalid_type(self.unexpected(), &visitor).within(start, end))
            }
        }
    }

    /// Who reads a tuple asks for no more than its elements.
    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Wrong> {
        match self.value {
            Value::Array(it) if it.elements.len() > length => {
                let (start, end) = range(self.value);
                Err(Wrong::invalid_length(it.elements.len(), &visitor).within(start, end))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple_struct map
        enum identifier ignored_any
    }
}

/// A value, and where it stands.
struct Pair<'a> {
    at: At<'a>,
    is_read: bool,
}

impl<'de> SeqAccess<'de> for Pair<'_> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        if !std::mem::replace(&mut self.is_read, true) {
            return seed.deserialize(self.at).map(Some);
        }
        let span = self.at.place.span(range(self.at.value));
        seed.deserialize(places::packed(span).into_deserializer()).map(Some)
    }
}

struct Elements<'a> {
    all: std::slice::Iter<'a, Value<'a>>,
    at: usize,
    place: Place,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        let Some(value) = self.all.next() else { return Ok(None) };
        let number = self.at;
        self.at += 1;
        seed.deserialize(At::new(value, self.place)).map(Some).map_err(|wrong| wrong.inside(number.to_string()))
    }
}

struct Entries<'a> {
    all: std::slice::Iter<'a, ObjectProp<'a>>,
    seen: HashMap<&'a str, (usize, usize)>,
    current: Option<&'a ObjectProp<'a>>,
    place: Place,
}

impl<'a> Entries<'a> {
    fn new(object: &'a Object<'a>, place: Place) -> Self {
        Entries { all: object.properties.iter(), seen: HashMap::new(), current: None, place }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        for entry in self.all.by_ref() {
            let name = entry.name.as_str();
            let key = Key { entry, place: self.place };
            let (start, end) = key.range();
            let placed = |wrong: Wrong| wrong.within(start, end).inside(name.to_owned());
            if let Some(first) = self.seen.insert(name, (start, end)) {
                return Err(placed(Wrong::new(What::DuplicateKey(name.to_owned(), first))));
            }
            // Keys beginning with `x_` belong to whoever wrote them.
            if !name.starts_with("x_") {
                self.current = Some(entry);
                return seed.deserialize(key).map(Some).map_err(placed);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let Some(entry) = self.current.take() else { return Err(Wrong::custom("value before key")) };
        let name = entry.name.as_str();
        let at = At { value: &entry.value, place: self.place, long: name == "engagement" };
        seed.deserialize(at).map_err(|wrong| wrong.inside(name.to_owned()))
    }
}

/// A key: a word for a struct, a word with its place for a map of facts.
#[derive(Clone, Copy)]
struct Key<'a> {
    entry: &'a ObjectProp<'a>,
    place: Place,
}

impl Key<'_> {
    fn range(&self) -> (usize, usize) {
        use jsonc_parser::ast::ObjectPropName;
        let range = match &self.entry.name {
            ObjectPropName::String(it) => it.range,
            ObjectPropName::Word(it) => it.range,
        };
        (range.start, range.end)
    }
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_str(self.entry.name.as_str())
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        let (start, end) = self.range();
        let text = self.entry.name.as_str();
        if text.len() > MAX_NAME {
            return Err(Wrong::new(What::LongName(text.len())).within(start, end));
        }
        places::word(visitor, text, self.place.span((start, end)))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

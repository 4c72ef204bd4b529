//! The fast reader: an engagement straight from its text, without a tree.
//!
//! At the least doubt it gives up and says nothing of why: the plain reader reads the text again and names what is wrong. What it hands
//! out is, place by place, what the plain reader would.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use super::cursor::{Cursor, Doubt};
use super::places::{self, Place, SCALAR, WHOLE, WORD, Whole};
use crate::source::Span;
use crate::syntax::ast::Engagement;
use crate::syntax::limits::MAX_NAME;

/// The engagement of a row, where nothing about it is odd.
pub(super) fn read(text: &str, place: Place) -> Option<Engagement> {
    let mut reader = Reader { cursor: Cursor::new(text), place, is_title: false, own: Vec::new() };
    let Whole(mut engagement, span) = Whole::<Engagement>::deserialize(&mut reader).ok()?;
    reader.cursor.end().ok()?;
    (engagement.span, engagement.extra) = (span, reader.own);
    Some(engagement)
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    place: Place,
    /// The next word is a title rather than a name: as long as any text.
    is_title: bool,
    /// Keys of the engagement beginning with `x_`.
    own: Vec<(String, serde_json::Value)>,
}

impl Reader<'_> {
    fn span_since(&self, start: usize) -> Span {
        self.place.span((start, self.cursor.at()))
    }

    fn object<'de, V: Visitor<'de>>(&mut self, visitor: V, seen: Option<HashSet<String>>) -> Result<V::Value, Doubt> {
        self.cursor.open(b'{')?;
        visitor.visit_map(Entries { reader: self, is_first: true, seen, own: HashSet::new() })
    }

    /// A key beginning with `x_` belongs to whoever wrote it.
    fn own(&mut self, key: Cow<str>) -> Result<(), Doubt> {
        self.cursor.peek();
        let start = self.cursor.at();
        self.cursor.skip()?;
        if self.cursor.depth() == 1 {
            let value = serde_json::from_str(self.cursor.since(start)).unwrap_or_default();
            self.own.push((key.into_owned(), value));
        }
        Ok(())
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Doubt;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Doubt> {
        match self.cursor.peek() {
            b'"' => self.deserialize_str(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'{' => self.object(visitor, None),
            b't' | b'f' => self.deserialize_bool(visitor),
            // Nothing takes a number or `null` that does not ask for a scalar or an option.
            _ => Err(Doubt),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Doubt> {
        match self.cursor.string()? {
            Cow::Borrowed(text) => visitor.visit_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Doubt> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Doubt> {
        match self.cursor.scalar()? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Doubt),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Doubt> {
        match self.cursor.peek() {
            b'n' if self.cursor.scalar()? == "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Doubt> {
        self.cursor.open(b'[')?;
        visitor.visit_seq(Elements::new(self))
    }

    /// Who reads a tuple asks for no more than its elements.
    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Doubt> {
        self.cursor.open(b'[')?;
        let found = visitor.visit_seq(Elements::new(self))?;
        if self.cursor.goes_on(false, b']')? { Err(Doubt) } else { Ok(found) }
    }

    /// A map takes any key, and so does not see for itself that one comes twice; a struct does.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Doubt> {
        self.object(visitor, Some(HashSet::new()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Doubt> {
        self.object(visitor, None)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Doubt> {
        let first = self.cursor.peek();
        let start = self.cursor.at();
        let text = match (name, first) {
            (WHOLE, _) => return visitor.visit_seq(Pair { start, reader: self, is_read: false }),
            (WORD | SCALAR, b'"') => self.cursor.string()?,
            (WORD, b'{') => return visitor.visit_newtype_struct(self),
            (SCALAR, _) => Cow::Borrowed(match self.cursor.scalar()? {
                "true" => "yes",
                "false" => "no",
                "null" => "unknown",
                number => number,
            }),
            _ => return Err(Doubt),
        };
        if !std::mem::take(&mut self.is_title) && text.len() > MAX_NAME {
            return Err(Doubt);
        }
        places::word(visitor, &text, self.span_since(start))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char bytes byte_buf unit unit_struct tuple_struct enum identifier ignored_any
    }
}

/// A value, and where it turns out to stand.
struct Pair<'r, 'a> {
    reader: &'r mut Reader<'a>,
    start: usize,
    is_read: bool,
}

impl<'de> SeqAccess<'de> for Pair<'_, '_> {
    type Error = Doubt;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Doubt> {
        if !std::mem::replace(&mut self.is_read, true) {
            return seed.deserialize(&mut *self.reader).map(Some);
        }
        seed.deserialize(places::packed(self.reader.span_since(self.start)).into_deserializer()).map(Some)
    }
}

struct Elements<'r, 'a> {
    reader: &'r mut Reader<'a>,
    /// Where the first begins.
    begins: usize,
    /// How many have been read.
    count: usize,
}

impl<'r, 'a> Elements<'r, 'a> {
    fn new(reader: &'r mut Reader<'a>) -> Self {
        let begins = reader.cursor.at();
        Elements { reader, begins, count: 0 }
    }
}

impl<'de> SeqAccess<'de> for Elements<'_, '_> {
    type Error = Doubt;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Doubt> {
        if !self.reader.cursor.goes_on(self.count == 0, b']')? {
            return Ok(None);
        }
        let element = seed.deserialize(&mut *self.reader)?;
        self.count += 1;
        Ok(Some(element))
    }

    /// As many more as there will be, if all are as long as those that have been read, and a few; before the first, one.
    fn size_hint(&self) -> Option<usize> {
        let Some(length) = (self.reader.cursor.at() - self.begins).checked_div(self.count) else { return Some(1) };
        let expected = self.reader.cursor.left() / length.max(1);
        Some(expected + expected / 8)
    }
}

struct Entries<'r, 'a> {
    reader: &'r mut Reader<'a>,
    is_first: bool,
    /// The keys so far, where nobody else compares them.
    seen: Option<HashSet<String>>,
    /// Those beginning with `x_`.
    own: HashSet<String>,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Doubt;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Doubt> {
        while self.reader.cursor.goes_on(std::mem::take(&mut self.is_first), b'}')? {
            self.reader.cursor.peek();
            let start = self.reader.cursor.at();
            let text = self.reader.cursor.string()?;
            let span = self.reader.span_since(start);
            self.reader.cursor.pass(b':')?;
            if text.starts_with("x_") {
                if !self.own.insert(text.clone().into_owned()) {
                    return Err(Doubt);
                }
                self.reader.own(text)?;
                continue;
            }
            if self.seen.as_mut().is_some_and(|seen| !seen.insert(text.clone().into_owned())) {
                return Err(Doubt);
            }
            self.reader.is_title = text == "engagement";
            return seed.deserialize(Key { text: &text, span }).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Doubt> {
        seed.deserialize(&mut *self.reader)
    }
}

/// A key: a word for a struct, a word with its place for a map of facts.
struct Key<'a> {
    text: &'a str,
    span: Span,
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Doubt;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Doubt> {
        visitor.visit_str(self.text)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Doubt> {
        if self.text.len() > MAX_NAME { Err(Doubt) } else { places::word(visitor, self.text, self.span) }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

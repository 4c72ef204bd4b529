//! How a value comes with its place through the data model of serde, which knows of none.
//!
//! A type asks for a newtype of one of the names below, which only the two readers know. It gets a pair instead: the word or the value
//! that it asked for, and where that stands.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, SeqAccess, Visitor};

use crate::source::{SourceId, Span};
use crate::syntax::ast::{Contract, ServiceLevel, Statement};

/// Asks for a word in quotes; of an object, whoever has a longer form is asked to read it.
pub(super) const WORD: &str = "$buntan::Word";

/// Asks for any scalar as it is written, or as facts call it: `yes`, `no`, `unknown`.
pub(super) const SCALAR: &str = "$buntan::Scalar";

/// Asks for a value of whatever kind.
pub(super) const WHOLE: &str = "$buntan::Whole";

/// Elements for which there is room before they are read. They are large, and moving them costs more than reading them.
const MAX_RESERVED: usize = 1_000;

/// So many tell how long the others of a list are.
const A_FEW: usize = 8;

/// Where a row lies: its source, and the byte at which its text begins there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The source.
    pub id: SourceId,
    /// The first byte of the row.
    pub offset: usize,
}

impl Place {
    /// The span of a range of the row.
    pub fn span(self, (start, end): (usize, usize)) -> Span {
        Span::new(self.id, self.offset + start, self.offset + end)
    }
}

/// A place as a number, in which form serde lets it pass.
pub(super) fn packed(span: Span) -> u128 {
    u128::from(span.source.0) << 64 | u128::from(span.start) << 32 | u128::from(span.end)
}

/// The place at the end of a pair.
pub(super) fn place<'de, A: SeqAccess<'de>>(pair: &mut A) -> Result<Span, A::Error> {
    let packed: u128 = pair.next_element()?.unwrap_or_default();
    Ok(Span { source: SourceId((packed >> 64) as u32), start: (packed >> 32) as u32, end: packed as u32 })
}

/// Hands out the pair of a word and its place.
pub(super) fn word<'de, V: Visitor<'de>, E: Error>(visitor: V, text: &str, span: Span) -> Result<V::Value, E> {
    visitor.visit_seq(Word { text: Some(text), span, error: PhantomData })
}

struct Word<'a, E> {
    text: Option<&'a str>,
    span: Span,
    error: PhantomData<E>,
}

impl<'de, E: Error> SeqAccess<'de> for Word<'_, E> {
    type Error = E;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, E> {
        match self.text.take() {
            Some(text) => seed.deserialize(text.into_deserializer()).map(Some),
            None => seed.deserialize(packed(self.span).into_deserializer()).map(Some),
        }
    }
}

/// A value with its place.
pub(super) struct Whole<T>(pub T, pub Span);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pair<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pair<T> {
            type Value = Whole<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a value with its place")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<Whole<T>, A::Error> {
                let value = pair.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
                Ok(Whole(value, place(&mut pair)?))
            }
        }
        deserializer.deserialize_newtype_struct(WHOLE, Pair(PhantomData))
    }
}

/// An element that keeps its place.
pub(in crate::syntax) trait Placed {
    /// Takes note of it.
    fn stands_at(&mut self, span: Span);
}

impl Placed for Contract {
    fn stands_at(&mut self, span: Span) {
        self.span = span;
        self.promises.iter_mut().chain(&mut self.itself).flatten().for_each(level);
    }
}

impl Placed for Statement {
    fn stands_at(&mut self, span: Span) {
        self.span = span;
        self.levels.iter_mut().for_each(level);
    }
}

/// A level stands where its metric does.
fn level(it: &mut ServiceLevel) {
    it.span = it.metric.span;
}

/// Reads a list of elements that keep their places.
pub(in crate::syntax) fn list<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de> + Placed,
    D: Deserializer<'de>,
{
    struct List<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de> + Placed> Visitor<'de> for List<T> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a sequence")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
            let mut all = Vec::new();
            while seq.next_element_seed(Next(&mut all))?.is_some() {
                if all.len() == A_FEW {
                    all.reserve_exact(seq.size_hint().unwrap_or(0).min(MAX_RESERVED));
                }
            }
            Ok(all)
        }
    }
    deserializer.deserialize_seq(List(PhantomData))
}

/// The next element of a list; it is read into its place there, since it is large.
struct Next<'a, T>(&'a mut Vec<T>);

impl<'de, T: Deserialize<'de> + Placed> DeserializeSeed<'de> for Next<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_newtype_struct(WHOLE, self)
    }
}

impl<'de, T: Deserialize<'de> + Placed> Visitor<'de> for Next<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value with its place")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pair: A) -> Result<(), A::Error> {
        self.0.extend(pair.next_element::<T>()?);
        let span = place(&mut pair)?;
        self.0.last_mut().into_iter().for_each(|it| it.stands_at(span));
        Ok(())
    }
}

//! Texts in two languages, side by side so that they cannot drift.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// The language of what a user reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Japanese.
    Ja,
    /// English.
    #[default]
    En,
}

/// One text in both languages. A text that a user gave in one language only stands in both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Text {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Text { ja: ja.into(), en: en.into() }
    }

    /// The same words in both languages: a name, a number, a text given once.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Text { ja: words.clone(), en: words }
    }

    /// The words in one language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }

    /// Nothing in either language.
    pub fn is_empty(&self) -> bool {
        self.ja.is_empty() && self.en.is_empty()
    }

    /// Joins texts: `、` in Japanese, `, ` in English.
    pub fn list<'a>(texts: impl IntoIterator<Item = &'a Text>) -> Text {
        let (ja, en): (Vec<&str>, Vec<&str>) = texts.into_iter().map(|t| (t.ja.as_str(), t.en.as_str())).unzip();
        Text { ja: ja.join("、"), en: en.join(", ") }
    }
}

/// In JSON a text is one string or `{"ja": …, "en": …}`.
impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Text;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a text, or an object with `ja` and `en`")
            }
            fn visit_str<E: serde::de::Error>(self, words: &str) -> Result<Text, E> {
                Ok(Text::same(words))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Text, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct Both {
                    ja: Option<String>,
                    en: Option<String>,
                }
                let Both { ja, en } = Both::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                match (ja, en) {
                    (Some(ja), Some(en)) => Ok(Text { ja, en }),
                    (Some(one), None) | (None, Some(one)) => Ok(Text::same(one)),
                    (None, None) => Err(serde::de::Error::missing_field("ja")),
                }
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// `text!("…{name}", "…{name}")`: Japanese first, English second, both with the same captured variables.
///
/// A variable that is itself a [`Text`] must be taken apart first; use [`Text::in_lang`] or two variables.
#[macro_export]
macro_rules! text {
    ($ja:literal, $en:literal $(,)?) => {
        $crate::diagnostic::Text { ja: format!($ja), en: format!($en) }
    };
}

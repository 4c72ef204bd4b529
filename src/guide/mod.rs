//! The guide: chapters with examples that are policies, and with the commands that check them.
//!
//! A chapter is `<topic>.ja.md` and `<topic>.en.md` beside this file, in the small part of Markdown that
//! [`report::prose`](crate::report::prose) reads. Fenced blocks are examples: ```` ```buntan hospital.buntan ```` is a file
//! of that name, ```` ```console ```` command lines with what they print. A file of the same name further down replaces the one
//! above. `tests/guide.rs` runs all of it.

use crate::diagnostic::Lang;

/// One chapter.
#[derive(Debug)]
pub struct Chapter {
    /// The name under which it is asked for.
    pub topic: &'static str,
    ja: &'static str,
    en: &'static str,
}

/// A fenced block of a chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example<'a> {
    /// `buntan`, `console`, `json`, `toml`, `text`, or nothing.
    pub language: &'a str,
    /// The name of the file, if it has one.
    pub file: Option<&'a str>,
    /// The text, with its last line end.
    pub text: &'a str,
    /// The line of the chapter on which the text begins, from 1.
    pub line: usize,
}

macro_rules! chapter {
    ($topic:literal) => {
        Chapter {
            topic: $topic,
            ja: include_str!(concat!($topic, ".ja.md")),
            en: include_str!(concat!($topic, ".en.md")),
        }
    };
}

static CHAPTERS: &[Chapter] = &[
    chapter!("start"),
    chapter!("parties"),
    chapter!("statements"),
    chapter!("delegation"),
    chapter!("facts"),
    chapter!("catalogues"),
    chapter!("scope"),
    chapter!("exclusions"),
    chapter!("rules"),
    chapter!("templates"),
    chapter!("levels"),
    chapter!("time"),
    chapter!("evidence"),
    chapter!("tests"),
    chapter!("findings"),
    chapter!("waivers"),
    chapter!("questions"),
    chapter!("forms"),
    chapter!("files"),
];

/// All chapters in reading order.
pub fn chapters() -> &'static [Chapter] {
    CHAPTERS
}

impl Chapter {
    /// The whole text.
    pub fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.ja,
            Lang::En => self.en,
        }
    }

    /// Its first line, without the `#`.
    pub fn title(&self, lang: Lang) -> &'static str {
        self.text(lang).lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }

    /// Its fenced blocks, in order.
    pub fn examples(&self, lang: Lang) -> Vec<Example<'static>> {
        let text = self.text(lang);
        let mut examples = Vec::new();
        // (words after the fence, first byte, first line) of the block that is open
        let mut open: Option<(&str, usize, usize)> = None;
        let mut at = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let end = at + line.len();
            if let Some(words) = line.trim_end().strip_prefix("```") {
                open = match open {
                    None => Some((words, end, index + 2)),
                    Some((words, start, line)) => {
                        let mut words = words.split_whitespace();
                        let language = words.next().unwrap_or_default();
                        let text = text.get(start..at).unwrap_or_default();
                        examples.push(Example { language, file: words.next(), text, line });
                        None
                    }
                };
            }
            at = end;
        }
        examples
    }
}

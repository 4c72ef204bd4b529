//! Statements as they are written: from the tree to a line of the language, in the language of the keywords around it.

use super::super::said::Paper;
use crate::diagnostic::{Diagnostic, Lang};
use crate::model;
use crate::source::{Source, SourceId};
use crate::syntax::ast::{Basis, Name, Scalar, Statement, SubjectName};
use crate::syntax::format::{LeftAlone, Options, format};

/// A statement on one line, with English keywords; what forms write: carrying, `open`, `states`, `checked`.
pub fn plain(it: &Statement) -> String {
    let mut line = Words::default();
    match it.does.text.as_str() {
        "checked" => {
            line.word("checked").names(&it.duties);
            line.word(it.answer.as_ref().map_or("no", |Scalar(answer)| answer.text.as_str()));
            line.name("", it.date.as_ref());
        }
        "open" => {
            line.word("open").names(&it.duties);
        }
        verb => {
            line.name("", it.who.as_ref());
            if it.solely {
                line.word("solely");
            }
            line.word(verb).names(&it.duties);
        }
    }
    if let Some(clause) = &it.clause {
        // A clause of a document stands first, or it would belong to what is before it.
        line.word(&quoted(clause));
    }
    line.list("on", it.on.iter().map(subject)).list("by", it.by.iter().map(basis)).name("to", it.to.as_ref());
    line.name("via", it.via.as_ref()).list("except", texts(&it.except)).list("in", texts(&it.phases));
    line.list("part", texts(&it.part)).name("agreed", it.agreed.as_ref());
    line.name("from", it.from.as_ref()).name("until", it.until.as_ref()).name("settled", it.settled.as_ref());
    if it.as_goal {
        line.word("as goal");
    }
    line.0.join(" ")
}

#[derive(Default)]
struct Words(Vec<String>);

impl Words {
    fn word(&mut self, word: &str) -> &mut Self {
        self.0.push(word.to_owned());
        self
    }

    fn names(&mut self, names: &[Name]) -> &mut Self {
        self.0.push(texts(names).collect::<Vec<_>>().join(", "));
        self
    }

    fn name(&mut self, keyword: &str, name: Option<&Name>) -> &mut Self {
        if let Some(name) = name {
            self.0.extend([keyword, &name.text].into_iter().filter(|it| !it.is_empty()).map(str::to_owned));
        }
        self
    }

    fn list(&mut self, keyword: &str, items: impl Iterator<Item = String>) -> &mut Self {
        let items: Vec<String> = items.collect();
        if !items.is_empty() {
            self.0.push(format!("{keyword} {}", items.join(", ")));
        }
        self
    }
}

fn texts(names: &[Name]) -> impl Iterator<Item = String> + '_ {
    names.iter().map(|it| it.text.clone())
}

fn subject(it: &SubjectName) -> String {
    match &it.second {
        Some(second) => format!("{} -- {}", it.first.text, second.text),
        None => it.first.text.clone(),
    }
}

fn basis(it: &Basis) -> String {
    let name = it.contract.as_ref().map(|it| it.text.clone());
    let clause = it.clause.as_deref().map(quoted);
    name.into_iter().chain(clause).collect::<Vec<_>>().join(" ")
}

/// A text between quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A name that stands in no text.
pub fn name(text: &str) -> Name {
    Name { text: text.to_owned(), ..Name::default() }
}

/// What a row rests on, as a statement says it.
pub fn bases(papers: &[Paper]) -> Vec<Basis> {
    papers.iter().map(|it| Basis { contract: it.name.as_deref().map(name), clause: it.clause.clone() }).collect()
}

/// Why a statement cannot be written.
#[derive(Debug)]
pub enum Refused {
    /// What was filled in is nothing that a file may hold, such as a character that turns the direction of writing.
    Problems(Vec<Diagnostic>),
    /// The layout would not be what was meant.
    Unfaithful,
}

/// The lines of a statement with its remarks above it, as `buntan fmt` would lay them out, without indentation.
///
/// # Errors
/// It is not sound.
pub fn lines(it: &Statement, keywords: Option<Lang>) -> Result<Vec<String>, Refused> {
    let docs = it.docs.iter().map(|line| format!("  /// {line}\n"));
    let text = format!("engagement \"+\" {{\n{}  {}\n}}\n", docs.collect::<String>(), plain(it));
    let source = Source::new("+", text);
    let parsed = crate::syntax::parse(SourceId(0), &source);
    if !parsed.problems.is_empty() {
        return Err(Refused::Problems(parsed.problems));
    }
    let said = parsed.file.engagements.first().and_then(|it| it.statements.first());
    if !said.is_some_and(|said| plain(said) == plain(it) && said.docs == it.docs) {
        return Err(Refused::Unfaithful);
    }
    let options = Options { keywords: keywords.map(|lang| (lang, model::spelling as _)) };
    let laid_out = format(SourceId(0), &source, &options).map_err(|why| match why {
        LeftAlone::Problems(problems) => Refused::Problems(problems),
        LeftAlone::Unfaithful => Refused::Unfaithful,
    })?;
    let inside = laid_out.lines().skip(1).collect::<Vec<_>>();
    let inside = inside.split_last().map_or(&[][..], |(_, before)| before);
    Ok(inside.iter().map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned()).collect())
}

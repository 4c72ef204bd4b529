//! What was written; knows nothing of meaning.

pub mod ast;
pub mod limits;

mod decode;
mod json;
mod parser;
mod problems;

use pest::Parser;

pub use decode::decode;
pub use problems::CODES;

use crate::diagnostic::Diagnostic;
use crate::source::{Source, SourceId, Span};
use crate::text;
use parser::{Grammar, Reading, Rule};

/// A text read as far as it can be.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// Everything sound.
    pub file: ast::File,
    /// Everything else.
    pub problems: Vec<Diagnostic>,
}

/// Reads a file of the language. It never fails as a whole: what cannot be read is reported, everything sound is kept.
pub fn parse(id: SourceId, source: &Source) -> Parsed {
    let same = |at: usize| at;
    let mut reading = Reading::new(id, &same);
    let file = match Grammar::parse(Rule::file, &source.text) {
        Ok(mut pairs) => match pairs.next() {
            Some(pair) => parser::file(&mut reading, pair, &mut |reading, pair| {
                if pair.as_rule() != Rule::close || parser::find(&pair, Rule::missing_close).is_some() {
                    let span = reading.span(&pair);
                    let headline = text!("文法に合わない書き方です", "this is not how the language is written");
                    reading.problems.push(Diagnostic::new(&problems::SYNTAX_ERROR, span, headline));
                }
            }),
            None => ast::File::default(),
        },
        Err(error) => {
            let at = match error.location {
                pest::error::InputLocation::Pos(at) => at,
                pest::error::InputLocation::Span((at, _)) => at,
            };
            let headline = text!("文法に合わない書き方です", "this is not how the language is written");
            reading.problems.push(Diagnostic::new(&problems::SYNTAX_ERROR, Span::new(id, at, at), headline));
            ast::File::default()
        }
    };
    Parsed { file, problems: reading.problems }
}

/// Reads an engagement in JSON.
pub fn parse_json(id: SourceId, source: &Source) -> Parsed {
    let mut parsed = Parsed::default();
    match serde_json::from_str(&source.text) {
        Ok(engagement) => parsed.file.engagements.push(engagement),
        Err(error) => {
            let words = error.to_string();
            let headline = text!("JSON として読めません：{words}", "this is not an engagement in JSON: {words}");
            parsed.problems.push(Diagnostic::new(&problems::SYNTAX_ERROR, Span::new(id, 0, 0), headline));
        }
    }
    parsed
}

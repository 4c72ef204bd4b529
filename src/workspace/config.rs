//! `buntan.toml`: the settings of a project.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::check;
use crate::diagnostic::{Code, Diagnostic, Family, Lang, Page, Severity};
use crate::findings;
use crate::model::Policy;
use crate::source::{Source, SourceId, Span};
use crate::text;

/// The settings of a project; what is not set is left to the command line and the environment.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// `lang = "ja"`
    pub lang: Option<Lang>,
    /// `fail_on = "warning"`; the inner `None` is `never`.
    pub fail_on: Option<Option<Severity>>,
    /// `[severity] presumed_only = "warning"`
    pub severities: Vec<(String, Severity)>,
}

/// `buntan.toml` cannot be understood.
pub static BAD_SETTING: Code = Code {
    name: "bad_setting",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("`buntan.toml` の設定が読み取れません", "a setting in `buntan.toml` cannot be understood"),
        why: (
            "設定を読み飛ばすと、意図と違う重さで報告されるおそれがあります",
            "skipping it might report things at another weight than was meant",
        ),
        example: "",
        remedy: (
            "使えるのは `lang = \"ja\"`、`fail_on = \"warning\"`、`[severity]` の `コード = \"error|warning|note\"` です",
            "what can be set is `lang = \"ja\"`, `fail_on = \"warning\"`, and `code = \"error|warning|note\"` under `[severity]`",
        ),
    },
};

const KEYS: [&str; 3] = ["lang", "fail_on", "severity"];

/// Reads the settings and every problem in them.
pub fn read(id: SourceId, source: &Source, policy: &Policy) -> (Config, Vec<Diagnostic>) {
    let mut config = Config::default();
    let mut problems = Vec::new();
    let table = match DeTable::parse(&source.text) {
        Ok(table) => table,
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let words = error.message();
            let headline = text!("TOML として読めません：{words}", "this is not TOML: {words}");
            return (config, vec![Diagnostic::new(&BAD_SETTING, Span::new(id, span.start, span.end), headline)]);
        }
    };
    let at = |range: std::ops::Range<usize>| Span::new(id, range.start, range.end);
    for (key, value) in table.get_ref() {
        let name = key.get_ref().as_ref();
        match name {
            "lang" => match lang(value) {
                Some(lang) => config.lang = Some(lang),
                None => problems.push(expected(at(value.span()), name, "\"ja\" | \"en\"")),
            },
            "fail_on" => match word(value) {
                Some("never") => config.fail_on = Some(None),
                Some(word) if severity(word).is_some() => config.fail_on = Some(severity(word)),
                _ => problems.push(expected(at(value.span()), name, "\"error\" | \"warning\" | \"note\" | \"never\"")),
            },
            "severity" => match value.get_ref() {
                DeValue::Table(table) => {
                    for (code, value) in table {
                        let name = code.get_ref().as_ref();
                        match (weighable(policy).find(|it| *it == name), word(value).and_then(severity)) {
                            (Some(code), Some(severity)) => config.severities.push((code.to_owned(), severity)),
                            (Some(_), None) => {
                                problems.push(expected(at(value.span()), name, "\"error\" | \"warning\" | \"note\""));
                            }
                            (None, _) => problems.push(
                                Diagnostic::new(
                                    &BAD_SETTING,
                                    at(code.span()),
                                    text!("`{name}` というコードはありません", "there is no code `{name}`"),
                                )
                                .suggest(name, weighable(policy)),
                            ),
                        }
                    }
                }
                _ => problems.push(expected(at(value.span()), name, "[severity]")),
            },
            _ => problems.push(
                Diagnostic::new(
                    &BAD_SETTING,
                    at(key.span()),
                    text!("`{name}` という設定はありません", "there is no setting `{name}`"),
                )
                .suggest(name, KEYS)
                .help(text!("使える設定：lang、fail_on、[severity]", "there are lang, fail_on and [severity]")),
            ),
        }
    }
    (config, problems)
}

/// The language that settings ask for, whatever else is in them.
pub fn lang_of(text: &str) -> Option<Lang> {
    let table = DeTable::parse(text).ok()?;
    table.get_ref().get("lang").and_then(lang)
}

fn lang(value: &Spanned<DeValue<'_>>) -> Option<Lang> {
    match word(value)? {
        "ja" => Some(Lang::Ja),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// The names whose weight a project may set: findings, those of rules among them, and hints; an error of the input stays an error.
fn weighable(policy: &Policy) -> impl Iterator<Item = &str> {
    let hints = check::CODES
        .iter()
        .chain(findings::WAIVER_CODES)
        .filter(|code| code.severity < Severity::Error)
        .map(|code| code.name);
    findings::names(policy).chain(hints)
}

fn word<'a>(value: &'a Spanned<DeValue<'_>>) -> Option<&'a str> {
    value.get_ref().as_str()
}

fn severity(word: &str) -> Option<Severity> {
    [Severity::Error, Severity::Warning, Severity::Note].into_iter().find(|it| it.name() == word)
}

fn expected(span: Span, name: &str, values: &str) -> Diagnostic {
    Diagnostic::new(&BAD_SETTING, span, text!("`{name}` に指定できるのは {values} です", "`{name}` takes {values}"))
}

//! SARIF 2.1.0: a rule for every kind that was found, a result for every finding and every problem of a text.
//!
//! The first place is where a result stands, the others are related to it. What is waived is suppressed, with the reason. The
//! help of a rule is in both languages, since whoever reads a log on a server did not choose its language.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::reported::Reported;
use super::{Judged, file};
use crate::answers::baseline::Since;
use crate::answers::check::bare_json;
use crate::answers::checked::Checked;
use crate::answers::seen::Seen;
use crate::diagnostic::{Code, Lang, Text};
use crate::findings::Derivation;
use crate::report::safe;
use crate::source::Span;
use crate::text;

/// Where the form is described.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What may stand in a path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// The whole log.
pub fn sarif(judged: &Judged<'_>) -> Value {
    let all = Reported::all(judged);
    let mut rules: BTreeMap<&str, &'static Code> = BTreeMap::new();
    for it in &all {
        rules.entry(it.name).or_insert(it.code);
    }
    let number: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, name)| (*name, at)).collect();
    let why: Vec<Derivation> = judged.checked.iter().flat_map(|it| it.derivations()).collect();
    let skipped = judged.skipped.iter().map(|name| {
        let words =
            text!("「{name}」は入力に誤りがあるため評価していません", "`{name}` was not evaluated because of errors");
        json!({ "level": "error", "message": { "text": plain(words.in_lang(judged.lang)) } })
    });
    let problems = all.iter().filter(|it| it.finding.is_none()).count();
    let results = all.iter().enumerate().map(|(at, it)| {
        let why = at.checked_sub(problems).and_then(|at| why.get(at));
        result(judged, it, number[it.name], why)
    });
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "buntan",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": language(judged.lang),
                "rules": rules.iter().map(|(name, code)| rule(judged, name, code)).collect::<Vec<_>>(),
            } },
            "language": language(judged.lang),
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": judged.skipped.is_empty(),
                "toolExecutionNotifications": skipped.collect::<Vec<_>>(),
            }],
            "results": results.chain(fixed(judged, &number)).collect::<Vec<_>>(),
        }],
    })
}

/// Text of a message. What stands in brackets before others is a link in a log, which no title may put there.
fn plain(words: &str) -> String {
    let words = safe(words);
    match words.contains("](") {
        true => words.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]"),
        false => words.into_owned(),
    }
}

fn language(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "ja",
        Lang::En => "en",
    }
}

fn rule(judged: &Judged<'_>, name: &str, code: &Code) -> Value {
    let said = |(ja, en): (&str, &str)| Text::new(ja, en).in_lang(judged.lang).to_owned();
    let (why, remedy) = (code.page.why, code.page.remedy);
    let help = format!("{}\n{}\n\n{}\n{}", why.0, remedy.0, why.1, remedy.1);
    let markdown = format!(
        "**理由** {}\n\n**直し方** {}\n\n**Why** {}\n\n**What to do** {}\n\n```\n{}\n```",
        why.0, remedy.0, why.1, remedy.1, code.page.example
    );
    json!({
        "id": name,
        "shortDescription": { "text": said(code.page.says) },
        "fullDescription": { "text": said(why) },
        "help": { "text": help, "markdown": markdown },
        "defaultConfiguration": { "level": code.severity.name() },
        "properties": { "family": code.family },
    })
}

fn result(judged: &Judged<'_>, it: &Reported<'_>, rule: usize, why: Option<&Derivation>) -> Value {
    let words = |text: &Text| plain(text.in_lang(judged.lang));
    let mut places = it.places.iter();
    let mut result = json!({
        "ruleId": it.name,
        "ruleIndex": rule,
        "level": it.severity.name(),
        "message": { "text": words(&it.message) },
        "locations": places.next().map(|(span, _)| location(judged, *span)).into_iter().collect::<Vec<_>>(),
        "relatedLocations": places.enumerate().map(|(at, (span, role))| {
            let mut place = location(judged, *span);
            place["id"] = json!(at + 1);
            if !role.is_empty() {
                place["message"] = json!({ "text": words(role) });
            }
            place
        }).collect::<Vec<_>>(),
        "suppressions": it.waiver().iter().map(|waiver| json!({
            "kind": "inSource",
            "status": "accepted",
            "justification": safe(&waiver.because),
            "location": location(judged, waiver.span),
        })).collect::<Vec<_>>(),
    });
    // Whatever a baseline says nothing of is new, and so is what is wrong with a text.
    let is_compared = judged.checked.iter().any(|it| it.against.is_some());
    if let Some(since) = it.since.or_else(|| is_compared.then_some(Since::New)) {
        result["baselineState"] = json!(match since {
            Since::New => "new",
            Since::Worse | Since::Changed => "updated",
            Since::Known => "unchanged",
        });
    }
    if let Some(id) = it.id() {
        result["partialFingerprints"] = json!({ "finding/v1": id });
    }
    if let Some((checked, finding)) = it.finding {
        let mut properties = bare_json(judged.sources, checked, finding);
        properties["engagement"] = json!(checked.evaluation.context.engagement.name);
        properties["proof"] = json!(why.map(|why| proof(judged, why, 0)).unwrap_or_default());
        result["properties"] = properties;
    } else if !it.help.is_empty() {
        result["properties"] = json!({ "help": it.help.iter().map(words).collect::<Vec<_>>() });
    }
    result
}

/// What was found before and is not found any more; it stands nowhere.
fn fixed(judged: &Judged<'_>, number: &BTreeMap<&str, usize>) -> Vec<Value> {
    let of = |checked: &Checked<'_>| {
        let name = checked.evaluation.context.engagement.name.clone();
        let all = checked.against.iter().flat_map(|it| &it.fixed);
        all.map(move |it| (name.clone(), it.clone())).collect::<Vec<_>>()
    };
    let result = |(engagement, it): (String, Seen)| {
        let message = it.message.unwrap_or_else(|| Text::same(it.control.unwrap_or_default()));
        let mut result = json!({
            "ruleId": it.code,
            "level": it.severity.name(),
            "message": { "text": plain(message.in_lang(judged.lang)) },
            "baselineState": "absent",
            "partialFingerprints": { "finding/v1": it.id },
            "properties": { "engagement": engagement },
        });
        if let Some(number) = number.get(it.code.as_str()) {
            result["ruleIndex"] = json!(number);
        }
        result
    };
    judged.checked.iter().flat_map(of).map(result).collect()
}

/// A derivation in lines, each step indented under what follows from it.
fn proof(judged: &Judged<'_>, why: &Derivation, depth: usize) -> Vec<String> {
    let place = why.span.map(|span| format!(" ({})", judged.sources.place(span))).unwrap_or_default();
    let source = why.source.as_ref().map(|it| format!(" [{it}]")).unwrap_or_default();
    let line = format!("{}{}{source}{place}", "  ".repeat(depth), why.text.in_lang(judged.lang));
    let beneath = why.steps.iter().flat_map(|step| proof(judged, step, depth + 1));
    std::iter::once(safe(&line).into_owned()).chain(beneath).collect()
}

fn location(judged: &Judged<'_>, span: Span) -> Value {
    let source = judged.sources.get(span.source);
    let (from, to) = (source.position(span.start), source.position(span.end));
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&source.name) },
        "region": {
            "startLine": from.line, "startColumn": from.column, "endLine": to.line, "endColumn": to.column,
            "snippet": { "text": judged.sources.slice(span) },
        },
    } })
}

/// A name of a source as a URI: `pack:…` is one, a path is encoded.
fn uri(name: &str) -> String {
    let encoded = |path: &str| utf8_percent_encode(path, PATH).to_string();
    match name.split_once(':') {
        Some(("pack", path)) => format!("pack:{}", encoded(path)),
        _ if name.starts_with('/') => format!("file://{}", encoded(name)),
        _ => encoded(file(name)),
    }
}

//! Declarations of facts.

use std::collections::BTreeMap;

use super::attributes::{DAY, attribute};
use super::names::{RESERVED_NAME, UNKNOWN_WORD, keep, word};
use super::value;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{CatalogueIdx, Fact, FactIdx, FactType, Stated, SubjectKind, Table, Value, natural_order};
use crate::syntax::ast::{FactDecl, FactKind, Name};
use crate::text;

/// A fact that a catalogue declares twice.
pub static DUPLICATE_FACT: Code = Code {
    name: "duplicate_fact",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ前提が二度宣言されている", "a catalogue declares a fact twice"),
        why: ("どちらの型と既定値が有効か決まらない", "nobody could tell which type and which default hold"),
        example: "fact big : bool of engagement\nfact big : number of contract",
        remedy: ("一つにまとめるか、別の名前にする", "keep one of them, or rename one"),
    },
};

/// The types by name (en, ja).
pub(super) const TYPES: [(&str, &str, FactType); 5] = [
    ("bool", "真偽", FactType::Bool),
    ("number", "数値", FactType::Number),
    ("percent", "割合", FactType::Percent),
    ("duration", "時間", FactType::Duration),
    ("date", "日付", FactType::Date),
];

/// Declares the facts of one catalogue, in natural order of their names.
pub(super) fn declare(
    catalogue: CatalogueIdx,
    declarations: &[FactDecl],
    facts: &mut Table<FactIdx, Fact>,
    problems: &mut Vec<Diagnostic>,
) {
    for declaration in distinct(declarations, problems) {
        let bearer = keep(word::<SubjectKind>(&declaration.bearer), problems);
        let fact = fact(catalogue, bearer, declaration, problems);
        if let Some(fact) = fact {
            facts.push(fact);
        }
    }
}

/// The declarations by name, each name once; a name that is taken or reserved is reported.
pub(super) fn distinct<'a>(declarations: &'a [FactDecl], problems: &mut Vec<Diagnostic>) -> Vec<&'a FactDecl> {
    let mut first: BTreeMap<String, &FactDecl> = BTreeMap::new();
    for declaration in declarations {
        let key = declaration.name.key();
        if let Some(before) = first.get(&key) {
            problems.push(duplicate_fact(&declaration.name, &before.name));
        } else if is_reserved(&key) {
            problems.push(reserved(&declaration.name));
        } else {
            first.insert(key, declaration);
        }
    }
    let mut sorted: Vec<_> = first.into_iter().collect();
    sorted.sort_by(|(a, _), (b, _)| natural_order(a, b));
    sorted.into_iter().map(|(_, declaration)| declaration).collect()
}

/// What a condition would read as something else.
fn is_reserved(key: &str) -> bool {
    DAY.contains(&key) || attribute(key).is_some() || value::truth(key).is_some()
}

/// A declaration; `None` where its type is wrong.
pub(super) fn fact(
    catalogue: CatalogueIdx,
    bearer: Option<SubjectKind>,
    declaration: &FactDecl,
    problems: &mut Vec<Diagnostic>,
) -> Option<Fact> {
    let (kind, bearer) = (fact_type(&declaration.kind, problems)?, bearer?);
    let default = declaration.default.as_ref().and_then(|written| default(written, &kind, problems));
    let name = declaration.name.text.clone();
    let title = declaration.title.clone().unwrap_or_else(|| Text::same(&name));
    Some(Fact { catalogue, name, kind, bearer, title, default, span: declaration.name.span })
}

fn fact_type(kind: &FactKind, problems: &mut Vec<Diagnostic>) -> Option<FactType> {
    match kind {
        FactKind::OneOf(words) => {
            words.iter().filter(|word| value::is_unknown(word) || value::is_none(word)).for_each(|word| {
                problems.push(reserved(word));
            });
            Some(FactType::OneOf(words.iter().map(|word| word.text.clone()).collect()))
        }
        FactKind::Named(name) => {
            let key = name.key();
            let found = TYPES.iter().find(|(en, ja, _)| *en == key || *ja == key);
            if found.is_none() {
                problems.push(unknown_type(name));
            }
            found.map(|(.., kind)| kind.clone())
        }
    }
}

fn default(written: &Name, kind: &FactType, problems: &mut Vec<Diagnostic>) -> Option<Value> {
    match keep(value::stated(written, kind), problems)? {
        Stated::Value(value) => Some(value),
        Stated::Unknown => None,
        Stated::None => {
            problems.push(value::wrong_type(written, kind));
            None
        }
    }
}

fn unknown_type(name: &Name) -> Diagnostic {
    let written = &name.text;
    let list = TYPES.map(|(en, ..)| en).join("`, `");
    let headline = text!("`{written}` という型はありません", "there is no type `{written}`");
    Diagnostic::new(&UNKNOWN_WORD, name.span, headline)
        .suggest(&name.key(), TYPES.iter().flat_map(|(en, ja, _)| [*en, *ja]))
        .help(text!("使えるのは `{list}` と `{{語, 語}}` です", "it may be `{list}`, or a list `{{word, word}}`"))
}

fn duplicate_fact(name: &Name, before: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!("前提 `{written}` は宣言済みです", "the fact `{written}` is declared already");
    Diagnostic::new(&DUPLICATE_FACT, name.span, headline).label(before.span, text!("最初の宣言", "first declared here"))
}

/// A name that cannot be given.
pub(super) fn reserved(name: &Name) -> Diagnostic {
    let written = &name.text;
    let headline = text!("`{written}` は名前に使えません", "`{written}` cannot be a name");
    Diagnostic::new(&RESERVED_NAME, name.span, headline)
        .here(text!("言語がすでに使う語です", "the language uses this word itself"))
}

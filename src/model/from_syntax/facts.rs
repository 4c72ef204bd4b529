//! Declarations of facts.

use std::collections::BTreeMap;

use super::attributes::{DAY, attribute};
use super::names::{RESERVED_NAME, UNKNOWN_WORD, keep, word};
use super::titles::title_or;
use super::value;
use super::variables::is_relation;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{CatalogueIdx, Derived, Fact, FactIdx, FactType, Stated, SubjectKind, Table, Value, natural_order};
use crate::syntax::ast::{Catalogue, Derive, FactDecl, FactKind, Name};
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
pub(super) const TYPES: [(&str, &str, FactType); 6] = [
    ("bool", "真偽", FactType::Bool),
    ("number", "数値", FactType::Number),
    ("percent", "割合", FactType::Percent),
    ("duration", "時間", FactType::Duration),
    ("date", "日付", FactType::Date),
    ("party", "当事者", FactType::Party),
];

/// Declares the facts of one catalogue, in natural order of their names, then by bearer. The rules of derived facts are read when
/// all facts are known; they are handed back.
pub(super) fn declare<'a>(
    catalogue: CatalogueIdx,
    written: &'a Catalogue,
    facts: &mut Table<FactIdx, Fact>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<(FactIdx, &'a Derive)> {
    let mut declared: BTreeMap<Key, Declaration> = BTreeMap::new();
    for fact in &written.facts {
        add(&mut declared, (fact.name.key(), None), Declaration::Stated(fact), problems);
    }
    for derive in &written.derived {
        if let Some(bearer) = keep(word::<SubjectKind>(&derive.bearer), problems) {
            add(&mut declared, (derive.name.key(), Some(bearer)), Declaration::Derived(derive, bearer), problems);
        }
    }
    let mut sorted: Vec<_> = declared.into_iter().collect();
    sorted.sort_by(|((a, of_a), _), ((b, of_b), _)| natural_order(a, b).then(of_a.cmp(of_b)));
    let mut derived = Vec::new();
    for (_, declaration) in sorted {
        match declaration {
            Declaration::Stated(written) => {
                let bearer = keep(word::<SubjectKind>(&written.bearer), problems);
                if let Some(fact) = fact(catalogue, bearer, written, problems) {
                    facts.push(fact);
                }
            }
            Declaration::Derived(written, bearer) => {
                if let Some(fact) = derived_fact(catalogue, written, bearer, problems) {
                    derived.push((facts.push(fact), written));
                }
            }
        }
    }
    derived
}

/// The stated facts by name, each name once; a name that is taken or reserved is reported.
pub(super) fn distinct<'a>(declarations: &'a [FactDecl], problems: &mut Vec<Diagnostic>) -> Vec<&'a FactDecl> {
    let mut declared: BTreeMap<Key, Declaration> = BTreeMap::new();
    for fact in declarations {
        add(&mut declared, (fact.name.key(), None), Declaration::Stated(fact), problems);
    }
    let mut sorted: Vec<_> = declared.into_iter().collect();
    sorted.sort_by(|((a, _), _), ((b, _), _)| natural_order(a, b));
    let stated = |(_, declaration)| match declaration {
        Declaration::Stated(it) => Some(it),
        Declaration::Derived(..) => None,
    };
    sorted.into_iter().filter_map(stated).collect()
}

/// A stated fact has a name for itself; derived facts of one name have different bearers.
type Key = (String, Option<SubjectKind>);

enum Declaration<'a> {
    Stated(&'a FactDecl),
    Derived(&'a Derive, SubjectKind),
}

impl Declaration<'_> {
    fn name(&self) -> &Name {
        match self {
            Declaration::Stated(it) => &it.name,
            Declaration::Derived(it, _) => &it.name,
        }
    }
}

fn add<'a>(
    declared: &mut BTreeMap<Key, Declaration<'a>>,
    key: Key,
    declaration: Declaration<'a>,
    problems: &mut Vec<Diagnostic>,
) {
    let before = declared.get(&key).or_else(|| declared.get(&(key.0.clone(), None)));
    if let Some(before) = before {
        problems.push(duplicate_fact(declaration.name(), before.name()));
    } else if is_reserved(&key.0) {
        problems.push(reserved(declaration.name()));
    } else {
        declared.insert(key, declaration);
    }
}

/// What a condition would read as something else.
fn is_reserved(key: &str) -> bool {
    DAY.contains(&key) || attribute(key).is_some() || is_relation(key) || value::truth(key).is_some()
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
    let title = title_or(declaration.title.as_ref(), &name);
    Some(Fact { catalogue, name, kind, bearer, title, default, derived: None, span: declaration.name.span })
}

/// A derived fact without its rules.
fn derived_fact(
    catalogue: CatalogueIdx,
    written: &Derive,
    bearer: SubjectKind,
    problems: &mut Vec<Diagnostic>,
) -> Option<Fact> {
    let kind = fact_type(&written.kind, problems)?;
    let name = written.name.text.clone();
    let title = title_or(written.title.as_ref(), &name);
    let derived = Some(Derived::default());
    let fact = Fact { catalogue, name, kind, bearer, title, default: None, derived, span: written.name.span };
    if fact.is_scope() && fact.kind != FactType::Bool {
        let headline = text!("事業者の `in_scope` は `bool` です", "`in_scope` of vendors is a `bool`");
        problems.push(Diagnostic::new(&value::WRONG_TYPE, written.name.span, headline));
        return None;
    }
    Some(fact)
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

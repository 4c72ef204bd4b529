//! Names in conditions: an attribute of the subject, the day, or a fact that the subject has from itself or from something wider.

use super::attributes::{ATTRIBUTES, DAY, attribute, kind_of};
use super::condition::Scope;
use super::kind::Kind;
use super::names::same;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{Fact, FactIdx, FactType, RangeKind, SubjectKind, Term, Word};
use crate::syntax::ast::Name;
use crate::text;

/// A fact that no catalogue in sight declares.
pub static UNKNOWN_FACT: Code = Code {
    name: "unknown_fact",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("宣言されていない前提である", "a fact that was not declared"),
        why: (
            "綴り違いの前提は永久に「不明」のままになり、項目が当てはまるか分からない",
            "a misspelt fact would stay unknown for ever, and nobody could tell whether a control applies",
        ),
        example: "fact external_storage : bool of component\ncontrol X.1 \"…\" { per component when external_store }",
        remedy: (
            "綴りを直すか、確認表で `fact` を宣言する",
            "correct the name, or declare the `fact` in the catalogue",
        ),
    },
};

/// Something asked of another kind of subject than has it.
pub static WRONG_SUBJECT: Code = Code {
    name: "wrong_subject",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("この対象には問えないことを問うている", "a condition asks something that its subject does not have"),
        why: (
            "一つの契約に複数の構成要素があるように、狭いものの前提は一つに定まらない",
            "a contract covers several components, so a fact of one of them has no single value there",
        ),
        example: "control X.1 \"…\" { per component when consented exists }",
        remedy: (
            "`some (contract where …)` のように対象を移して問う",
            "move to the right subject: `some (contract where …)`",
        ),
    },
};

/// What a name asks, and the type of the answer.
pub(super) struct Asked {
    /// What it asks.
    pub term: Term,
    /// The type of the answer.
    pub kind: Kind,
}

/// Resolves a name in a condition.
pub(super) fn resolve(scope: Scope, name: &Name) -> Result<Asked, Diagnostic> {
    let key = name.key();
    if DAY.contains(&key.as_str()) {
        return Ok(Asked { term: Term::Day, kind: Kind::Plain(FactType::Date) });
    }
    if let Some(row) = attribute(&key) {
        if row.of.contains(&scope.subject) {
            return Ok(Asked { term: Term::Attribute(row.attribute), kind: kind_of(row.attribute, scope.subject) });
        }
        return Err(wrong_subject(name, row.of, scope.subject));
    }
    let declared = declared(scope).find(|(_, fact)| same(&fact.name, &key));
    match declared {
        Some((at, fact)) if fact.bearer.holds_for(scope.subject) => {
            Ok(Asked { term: Term::Fact(at), kind: Kind::Plain(fact.kind.clone()) })
        }
        Some((_, fact)) => {
            let declared_here = text!("ここで宣言", "declared here");
            Err(wrong_subject(name, &[fact.bearer], scope.subject).label(fact.span, declared_here))
        }
        None => Err(unknown_fact(scope, name)),
    }
}

fn declared<'a>(scope: Scope<'a>) -> impl Iterator<Item = (FactIdx, &'a Fact)> {
    scope.facts.enumerate().filter(move |(_, fact)| fact.catalogue == scope.catalogue)
}

fn unknown_fact(scope: Scope, name: &Name) -> Diagnostic {
    let written = &name.text;
    let facts = declared(scope).map(|(_, fact)| fact).filter(|fact| fact.bearer.holds_for(scope.subject));
    let attributes = ATTRIBUTES.iter().filter(|row| row.of.contains(&scope.subject)).flat_map(|row| [row.en, row.ja]);
    Diagnostic::new(
        &UNKNOWN_FACT,
        name.span,
        text!("前提 `{written}` は宣言されていません", "no fact `{written}` was declared"),
    )
    .suggest(&name.key(), facts.map(|fact| fact.name.as_str()).chain(attributes).chain(DAY))
}

fn wrong_subject(name: &Name, of: &[SubjectKind], subject: SubjectKind) -> Diagnostic {
    let written = &name.text;
    let of: Vec<Text> = of.iter().map(|kind| kind.words()).collect();
    let Text { ja: of_ja, en: of_en } = Text::list(&of);
    let Text { ja, en } = subject.words();
    Diagnostic::new(
        &WRONG_SUBJECT,
        name.span,
        text!("`{written}` は{ja}には問えません", "`{written}` cannot be asked of the subject `{en}`"),
    )
    .here(text!("これは{of_ja}のものです", "it belongs to: {of_en}"))
}

/// What a quantifier ranges over, if the subject has such things.
pub(super) fn range(from: SubjectKind, over: SubjectKind, name: &Name) -> Result<RangeKind, Diagnostic> {
    use SubjectKind::{Component, Contract, Engagement, Interface, Vendor};
    let range = match (from, over) {
        (_, Contract) => Some(RangeKind::Contract),
        (Engagement | Contract | Component | Interface, Vendor) => Some(RangeKind::Vendor),
        (_, Component) => Some(RangeKind::Component),
        (Engagement | Component | Vendor, Interface) => Some(RangeKind::Interface),
        (Vendor, Vendor) | (Contract | Interface, Interface) | (_, Engagement) => None,
    };
    range.ok_or_else(|| {
        let (of, what) = (from.words(), over.words());
        let ((of_ja, of_en), (ja, en)) = ((of.ja, of.en), (what.ja, what.en));
        let headline =
            text!("{of_ja}から{ja}を数えることはできません", "a subject `{of_en}` has no `{en}` to go through");
        Diagnostic::new(&WRONG_SUBJECT, name.span, headline)
    })
}

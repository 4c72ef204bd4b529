//! Names in conditions: an attribute of the subject, the day, or a fact that the subject has from itself or from something wider.

use super::attributes::{ATTRIBUTES, DAY, attribute, kind_of};
use super::condition::Scope;
use super::kind::Kind;
use super::names::same;
use super::variables::misplaced_variable;
use super::written::way_word;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{Fact, FactIdx, FactType, RangeKind, SubjectKind, Term, Word};
use crate::syntax::ast::{Name, Over, Way};
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
pub(super) struct Asked<T = Term> {
    /// What it asks.
    pub term: T,
    /// The type of the answer.
    pub kind: Kind,
}

/// Resolves a name in a condition.
pub(super) fn resolve(scope: Scope, name: &Name) -> Result<Asked, Diagnostic> {
    let key = name.key();
    if key.contains('.') {
        return Err(misplaced_variable(name));
    }
    if DAY.contains(&key.as_str()) {
        return Ok(Asked { term: Term::Day, kind: Kind::Plain(FactType::Date) });
    }
    if let Some(row) = attribute(&key) {
        if row.of.contains(&scope.subject) {
            return Ok(Asked { term: Term::Attribute(row.attribute), kind: kind_of(row.attribute, scope.subject) });
        }
        return Err(wrong_subject(name, row.of, scope.subject));
    }
    match named(scope, &key) {
        Some((at, fact)) if can_be_asked(fact, scope.subject) => {
            Ok(Asked { term: Term::Fact(at), kind: Kind::of(&fact.kind) })
        }
        Some((_, fact)) => {
            let declared_here = text!("ここで宣言", "declared here");
            Err(wrong_subject(name, &[fact.bearer], scope.subject).label(fact.span, declared_here))
        }
        None => Err(unknown_fact(scope, name)),
    }
}

/// The fact of a name: of several derived ones that of the subject itself, then one that can be asked of it.
fn named<'a>(scope: Scope<'a>, key: &str) -> Option<(FactIdx, &'a Fact)> {
    let rank = |fact: &Fact| (fact.bearer != scope.subject, !can_be_asked(fact, scope.subject));
    declared(scope).filter(|(_, fact)| same(&fact.name, key)).min_by_key(|(_, fact)| rank(fact))
}

/// What is stated at something wider holds for what lies in it. A derived fact has one value only for its own bearer, for the
/// vendor that supplies a contract, and for the engagement.
pub(super) fn can_be_asked(fact: &Fact, subject: SubjectKind) -> bool {
    match (&fact.derived, fact.bearer) {
        (Some(_), SubjectKind::Vendor) => matches!(subject, SubjectKind::Vendor | SubjectKind::Contract),
        (Some(_), SubjectKind::Contract) => subject == SubjectKind::Contract,
        (Some(_), bearer) | (None, bearer) => bearer.holds_for(subject),
    }
}

fn declared<'a>(scope: Scope<'a>) -> impl Iterator<Item = (FactIdx, &'a Fact)> {
    scope.facts.enumerate().filter(move |(_, fact)| fact.catalogue == scope.catalogue)
}

fn unknown_fact(scope: Scope, name: &Name) -> Diagnostic {
    let written = &name.text;
    let facts = declared(scope).map(|(_, fact)| fact).filter(|fact| can_be_asked(fact, scope.subject));
    let attributes = ATTRIBUTES.iter().filter(|row| row.of.contains(&scope.subject)).flat_map(|row| [row.en, row.ja]);
    Diagnostic::new(
        &UNKNOWN_FACT,
        name.span,
        text!("前提 `{written}` は宣言されていません", "no fact `{written}` was declared"),
    )
    .suggest(&name.key(), facts.map(|fact| fact.name.as_str()).chain(attributes).chain(DAY))
}

pub(super) fn wrong_subject(name: &Name, of: &[SubjectKind], subject: SubjectKind) -> Diagnostic {
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
pub(super) fn range(from: SubjectKind, kind: SubjectKind, over: &Over) -> Result<RangeKind, Diagnostic> {
    use SubjectKind::{Component, Contract, Engagement, Interface, Vendor};
    let name = &over.kind;
    if let Some((way, span)) = over.way {
        return looking(from, kind, way).ok_or_else(|| {
            let (of, what, way) = (from.words(), kind.words(), way_word(way));
            let ((of_ja, of_en), (ja, en)) = ((of.ja, of.en), (what.ja, what.en));
            let headline = text!(
                "{of_ja}から `{way}` の{ja}をたどることはできません",
                "a subject `{of_en}` has no `{en} {way}`"
            );
            let help = text!(
                "契約からは `contract above`、`contract beneath`、構成要素からは `component above`、`component beneath`、`component connected` です",
                "contracts have `contract above` and `contract beneath`, components `component above`, `component beneath` and `component connected`"
            );
            Diagnostic::new(&WRONG_SUBJECT, span, headline).help(help)
        });
    }
    let range = match (from, kind) {
        (_, Contract) => Some(RangeKind::Contract),
        (Engagement | Contract | Component | Interface, Vendor) => Some(RangeKind::Vendor),
        (_, Component) => Some(RangeKind::Component),
        (Engagement | Component | Vendor, Interface) => Some(RangeKind::Interface),
        (Vendor, Vendor) | (Contract | Interface, Interface) | (_, Engagement) => None,
    };
    range.ok_or_else(|| {
        let (of, what) = (from.words(), kind.words());
        let ((of_ja, of_en), (ja, en)) = ((of.ja, of.en), (what.ja, what.en));
        let headline =
            text!("{of_ja}から{ja}を数えることはできません", "a subject `{of_en}` has no `{en}` to go through");
        Diagnostic::new(&WRONG_SUBJECT, name.span, headline)
    })
}

/// The range that looks up, down or along connections; down is where a contract and a component look by themselves.
fn looking(from: SubjectKind, over: SubjectKind, way: Way) -> Option<RangeKind> {
    use SubjectKind::{Component, Contract};
    match (from, over, way) {
        (Contract, Contract, Way::Above) => Some(RangeKind::ContractAbove),
        (Contract, Contract, Way::Beneath) => Some(RangeKind::Contract),
        (Component, Component, Way::Above) => Some(RangeKind::ComponentAbove),
        (Component, Component, Way::Beneath) => Some(RangeKind::Component),
        (Component, Component, Way::Connected) => Some(RangeKind::ComponentConnected),
        _ => None,
    }
}

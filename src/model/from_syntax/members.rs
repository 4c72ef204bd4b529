//! The names of an engagement: parties, components, contracts and evidence share one name space.

use std::collections::BTreeMap;

use super::facts::reserved;
use super::value;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{
    ComponentIdx, ContractIdx, Engagement, EvidenceIdx, FactType, Idx, Paper, PartyIdx, Stated, Subject, SubjectKind,
    Value, Word, natural_order,
};
use crate::source::Span;
use crate::syntax::ast::{Name, SubjectName};
use crate::text;

/// A name that was given twice.
pub static DUPLICATE_NAME: Code = Code {
    name: "duplicate_name",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ名前のものが二つある", "two things have one name"),
        why: (
            "当事者、構成要素、契約は同じ名前で区別なく指されるため、名前は一つずつでなければならない",
            "parties, components and contracts are all named in the same places, so each needs a name of its own",
        ),
        example: "party A vendor\ncomponent A application",
        remedy: ("どちらかの名前を変える", "rename one of them"),
    },
};

/// A name that nothing has.
pub static UNKNOWN_NAME: Code = Code {
    name: "unknown_name",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("案件にない名前である", "a name that nothing in the engagement has"),
        why: ("存在しない相手に負わせた責任は誰も担わない", "what is given to nobody is carried by nobody"),
        example: "party A vendor\nB owns P2.C.1",
        remedy: ("綴りを直すか、宣言を加える", "correct the name, or declare it"),
    },
};

/// The name of another kind of thing.
pub static WRONG_KIND_OF_NAME: Code = Code {
    name: "wrong_kind_of_name",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("ここに置けない種類のものの名前である", "the name of another kind of thing than can stand there"),
        why: (
            "責任を負うのは当事者であり、契約や構成要素ではない",
            "parties carry duties; contracts and components do not",
        ),
        example: "K1 owns P2.C.1",
        remedy: ("求められる種類のものの名前を書く", "name a thing of the kind that is wanted"),
    },
};

/// What a name of an engagement stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thing {
    Party(PartyIdx),
    Component(ComponentIdx),
    Contract(ContractIdx),
    Evidence(EvidenceIdx),
}

/// All names of an engagement.
#[derive(Debug, Default)]
pub(super) struct Names {
    things: BTreeMap<String, (Thing, String)>,
    first: BTreeMap<String, Span>,
}

/// What of a written engagement is declared by name.
pub(super) trait Declared {
    /// Its name.
    fn name(&self) -> &Name;
}

impl Names {
    /// Takes the declarations of one kind, in natural order of their names; a name that is taken or reserved is reported.
    pub fn take<'a, T: Declared>(&mut self, declared: &[&'a T], problems: &mut Vec<Diagnostic>) -> Vec<&'a T> {
        let mut taken: Vec<(String, &T)> = Vec::with_capacity(declared.len());
        for it in declared {
            let key = it.name().key();
            if SubjectKind::from_word(&key) == Some(SubjectKind::Engagement) {
                problems.push(reserved(it.name()));
            } else if let Some(before) = self.first.get(&key) {
                problems.push(duplicate_name(it.name(), *before));
            } else {
                self.first.insert(key.clone(), it.name().span);
                taken.push((key, it));
            }
        }
        taken.sort_by(|(a, _), (b, _)| natural_order(a, b));
        taken.into_iter().map(|(_, it)| it).collect()
    }

    /// Numbers parties.
    pub fn parties<T: Declared>(&mut self, sorted: &[&T]) {
        self.number(sorted, |row| Thing::Party(PartyIdx::new(row)));
    }

    /// Numbers components.
    pub fn components<T: Declared>(&mut self, sorted: &[&T]) {
        self.number(sorted, |row| Thing::Component(ComponentIdx::new(row)));
    }

    /// Numbers contracts.
    pub fn contracts<T: Declared>(&mut self, sorted: &[&T]) {
        self.number(sorted, |row| Thing::Contract(ContractIdx::new(row)));
    }

    /// Numbers evidence.
    pub fn evidence<T: Declared>(&mut self, sorted: &[&T]) {
        self.number(sorted, |row| Thing::Evidence(EvidenceIdx::new(row)));
    }

    fn number<T: Declared>(&mut self, sorted: &[&T], thing: impl Fn(usize) -> Thing) {
        for (row, it) in sorted.iter().enumerate() {
            self.things.insert(it.name().key(), (thing(row), it.name().text.clone()));
        }
    }

    /// A party.
    pub fn party(&self, name: &Name) -> Result<PartyIdx, Diagnostic> {
        match self.find(name, "当事者", "party", |it| matches!(it, Thing::Party(_)))? {
            Thing::Party(it) => Ok(it),
            other => Err(wrong_kind(name, other, "当事者", "party")),
        }
    }

    /// What was stated of a fact, which may be a party.
    pub fn stated(&self, written: &Name, kind: &FactType) -> Result<Stated, Diagnostic> {
        if *kind == FactType::Party && !value::is_unknown(written) && !value::is_none(written) {
            return self.party(written).map(|it| Stated::Value(Value::Thing(Subject::Vendor(it))));
        }
        value::stated(written, kind)
    }

    /// A component.
    pub fn component(&self, name: &Name) -> Result<ComponentIdx, Diagnostic> {
        match self.find(name, "構成要素", "component", |it| matches!(it, Thing::Component(_)))? {
            Thing::Component(it) => Ok(it),
            other => Err(wrong_kind(name, other, "構成要素", "component")),
        }
    }

    /// A contract.
    pub fn contract(&self, name: &Name) -> Result<ContractIdx, Diagnostic> {
        match self.find(name, "契約", "contract", |it| matches!(it, Thing::Contract(_)))? {
            Thing::Contract(it) => Ok(it),
            other => Err(wrong_kind(name, other, "契約", "contract")),
        }
    }

    /// A document: a contract or a piece of evidence.
    pub fn paper(&self, name: &Name) -> Result<Paper, Diagnostic> {
        let is_paper = |it: &Thing| matches!(it, Thing::Contract(_) | Thing::Evidence(_));
        match self.find(name, "契約や根拠文書", "contract or evidence", is_paper)? {
            Thing::Contract(it) => Ok(Paper::Contract(it)),
            Thing::Evidence(it) => Ok(Paper::Evidence(it)),
            other => Err(wrong_kind(name, other, "契約や根拠文書", "contract or evidence")),
        }
    }

    /// A subject: `engagement`, a contract, a party, a component, or an interface of two components.
    pub fn subject(&self, written: &SubjectName) -> Result<Subject, Diagnostic> {
        if let Some(second) = &written.second {
            let (a, b) = (self.component(&written.first)?, self.component(second)?);
            return Ok(Subject::Interface(a.min(b), a.max(b)));
        }
        if SubjectKind::from_word(&written.first.form()) == Some(SubjectKind::Engagement) {
            return Ok(Subject::Engagement);
        }
        match self.find(&written.first, "対象", "subject", |it| !matches!(it, Thing::Evidence(_)))? {
            Thing::Party(it) => Ok(Subject::Vendor(it)),
            Thing::Component(it) => Ok(Subject::Component(it)),
            Thing::Contract(it) => Ok(Subject::Contract(it)),
            other @ Thing::Evidence(_) => Err(wrong_kind(&written.first, other, "対象", "subject")),
        }
    }

    fn find(&self, name: &Name, ja: &str, en: &str, fits: impl Fn(&Thing) -> bool) -> Result<Thing, Diagnostic> {
        let key = name.form();
        self.things.get(&*key).map(|(thing, _)| *thing).ok_or_else(|| {
            let written = &name.text;
            let headline = text!("`{written}` という{ja}はありません", "there is no {en} `{written}`");
            let candidates = self.things.values().filter(|(thing, _)| fits(thing)).map(|(_, text)| text.as_str());
            Diagnostic::new(&UNKNOWN_NAME, name.span, headline).suggest(&key, candidates)
        })
    }
}

/// The subject of a settled engagement that a name stands for, as after `on`.
///
/// # Errors
/// `unknown_name`, `wrong_kind_of_name`.
pub fn subject_named(engagement: &Engagement, written: &SubjectName) -> Result<Subject, Diagnostic> {
    settled(engagement).subject(written)
}

/// The party of a settled engagement that a name stands for.
///
/// # Errors
/// `unknown_name`, `wrong_kind_of_name`.
pub fn party_named(engagement: &Engagement, written: &Name) -> Result<PartyIdx, Diagnostic> {
    settled(engagement).party(written)
}

/// The names of a settled engagement.
fn settled(engagement: &Engagement) -> Names {
    let mut names = Names::default();
    let mut number = |name: &str, thing| {
        let name = Name { text: name.to_owned(), ..Name::default() };
        names.things.insert(name.key(), (thing, name.text));
    };
    for (at, it) in engagement.parties.enumerate() {
        number(&it.name, Thing::Party(at));
    }
    for (at, it) in engagement.components.enumerate() {
        number(&it.name, Thing::Component(at));
    }
    for (at, it) in engagement.contracts.enumerate() {
        number(&it.name, Thing::Contract(at));
    }
    for (at, it) in engagement.evidence.enumerate() {
        number(&it.name, Thing::Evidence(at));
    }
    names
}

fn wrong_kind(name: &Name, is: Thing, ja: &str, en: &str) -> Diagnostic {
    let written = &name.text;
    let (is_ja, is_en) = match is {
        Thing::Party(_) => ("当事者", "party"),
        Thing::Component(_) => ("構成要素", "component"),
        Thing::Contract(_) => ("契約", "contract"),
        Thing::Evidence(_) => ("根拠文書", "piece of evidence"),
    };
    Diagnostic::new(
        &WRONG_KIND_OF_NAME,
        name.span,
        text!("`{written}` は{is_ja}で、{ja}ではありません", "`{written}` is a {is_en}, not a {en}"),
    )
}

fn duplicate_name(name: &Name, before: Span) -> Diagnostic {
    let written = &name.text;
    let headline = text!("名前 `{written}` は使われています", "the name `{written}` is taken");
    Diagnostic::new(&DUPLICATE_NAME, name.span, headline).label(before, text!("最初の宣言", "first declared here"))
}

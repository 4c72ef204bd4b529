//! Facts as stated: at what, and which value.

use std::collections::BTreeMap;

use super::gather::Gathered;
use super::members::Names;
use super::names::{keep, same};
use super::path::UNKNOWN_FACT;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::model::{
    Bearer, CatalogueIdx, ComponentIdx, ContractIdx, Fact, FactIdx, Idx, PartyIdx, Policy, Setting, Stated,
    SubjectKind, Word,
};
use crate::source::Span;
use crate::syntax::ast::{self, Settings};
use crate::text;

/// A fact stated at something that cannot bear it.
pub static WRONG_BEARER: Code = Code {
    name: "wrong_bearer",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("前提が、それを持てないものについて述べられている", "a fact is stated of something that cannot bear it"),
        why: (
            "契約の前提を構成要素に書いても、契約については何も分からない",
            "a fact of contracts that is stated at a component says nothing about any contract",
        ),
        example: "fact resale : bool of contract\ncomponent emr application { resale = yes }",
        remedy: (
            "宣言された対象か、それより広いもの（契約、事業者、案件）に書く",
            "state it at what it was declared of, or at something wider (contract, vendor, engagement)",
        ),
    },
};

/// A fact with two values at one place.
pub static CONTRADICTING_FACTS: Code = Code {
    name: "contradicting_facts",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ前提に二つの値が述べられている", "one fact is stated twice, with different values"),
        why: ("どちらが正しいか分からないまま判定はできない", "nothing can be judged while nobody knows which is true"),
        example: "component emr application { external_storage = yes  external_storage = no }",
        remedy: ("正しいほうだけを残す", "keep the true one"),
    },
};

/// A derived fact that somebody states.
pub static DERIVED_FACT_STATED: Code = Code {
    name: "derived_fact_stated",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "確認表が導く前提が、案件の中で述べられている",
            "an engagement states a fact that its catalogue derives",
        ),
        why: (
            "書かれた値と規則の答えが食い違えば、どちらの根拠も失われる",
            "a value beside the answer of the rules would leave nobody able to say what it rests on",
        ),
        example: "derive in_scope of vendor : bool { when some (contract) }\nparty A vendor { in_scope = no }",
        remedy: (
            "規則の問う前提のほうを述べる。本文が定めない場合に備えるなら、確認表で `fact` を宣言し、規則がそれを問う",
            "state the facts that its rules ask; to settle what a text leaves open, let a rule ask a `fact` of the catalogue",
        ),
    },
};

/// Everything that was stated of facts, by fact, then bearer, each once.
pub(super) fn settings(
    policy: &Policy,
    in_use: &[CatalogueIdx],
    names: &Names,
    gathered: &Gathered,
    sorted: Members,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Setting> {
    let mut all = Collected { policy, in_use, names, found: BTreeMap::new() };
    for setting in &gathered.facts {
        all.add(Bearer::Engagement, setting, problems);
    }
    for (row, it) in sorted.parties.iter().enumerate() {
        all.add_all(Bearer::Party(PartyIdx::new(row)), &it.facts, problems);
    }
    for (row, it) in sorted.components.iter().enumerate() {
        all.add_all(Bearer::Component(ComponentIdx::new(row)), &it.facts, problems);
    }
    for (row, it) in sorted.contracts.iter().enumerate() {
        all.add_all(Bearer::Contract(ContractIdx::new(row)), &it.facts, problems);
    }
    for link in &gathered.links {
        let (first, second) = &link.between;
        let (a, b) = (keep(names.component(first), problems), keep(names.component(second), problems));
        if let (Some(a), Some(b)) = (a, b) {
            all.add_all(Bearer::Interface(a.min(b), a.max(b)), &link.facts, problems);
        }
    }
    let row = |((fact, bearer), (stated, span))| Setting { fact, bearer, stated, span };
    all.found.into_iter().map(row).collect()
}

/// What is declared by name, in table order.
#[derive(Clone, Copy)]
pub(super) struct Members<'a> {
    /// Parties.
    pub parties: &'a [&'a ast::Party],
    /// Components.
    pub components: &'a [&'a ast::Component],
    /// Contracts.
    pub contracts: &'a [&'a ast::Contract],
}

struct Collected<'a> {
    policy: &'a Policy,
    in_use: &'a [CatalogueIdx],
    names: &'a Names,
    found: BTreeMap<(FactIdx, Bearer), (Stated, Span)>,
}

impl Collected<'_> {
    fn add_all(&mut self, bearer: Bearer, settings: &Settings, problems: &mut Vec<Diagnostic>) {
        for setting in &settings.0 {
            self.add(bearer, setting, problems);
        }
    }

    /// A name that several catalogues declare is stated of all whose declaration it fits.
    fn add(&mut self, bearer: Bearer, setting: &ast::Setting, problems: &mut Vec<Diagnostic>) {
        let (mut stated, mut refused) = (Vec::new(), Vec::new());
        for fact in self.named(setting) {
            match read(self.names, &self.policy.facts[fact], bearer, setting) {
                Ok(value) => stated.push((fact, value)),
                Err(problem) => refused.push(problem),
            }
        }
        if stated.is_empty() {
            let unknown = || match self.all_named(setting).first() {
                Some(derived) => derived_fact_stated(&self.policy.facts[*derived], setting),
                None => unknown_fact(self.policy, self.in_use, setting),
            };
            problems.push(refused.into_iter().next().unwrap_or_else(unknown));
        }
        let policy = self.policy;
        for (fact, value) in stated {
            let entry = self.found.entry((fact, bearer)).or_insert_with(|| (value.clone(), setting.name.span));
            if entry.0 != value {
                problems.push(contradicting(&policy.facts[fact], setting, entry.1));
            }
        }
    }

    /// The facts of a name that can be stated: of the catalogues in use, else of any.
    fn named(&self, setting: &ast::Setting) -> Vec<FactIdx> {
        let mut all = self.all_named(setting);
        all.retain(|at| self.policy.facts[*at].derived.is_none());
        all
    }

    fn all_named(&self, setting: &ast::Setting) -> Vec<FactIdx> {
        let key = setting.name.key();
        let all: Vec<_> = self.policy.facts.enumerate().filter(|(_, fact)| same(&fact.name, &key)).collect();
        let used: Vec<_> =
            all.iter().filter(|(_, fact)| self.in_use.contains(&fact.catalogue)).map(|it| it.0).collect();
        if used.is_empty() { all.into_iter().map(|it| it.0).collect() } else { used }
    }
}

fn read(names: &Names, fact: &Fact, bearer: Bearer, setting: &ast::Setting) -> Result<Stated, Diagnostic> {
    let kind = bearer_kind(bearer);
    if !kind.holds_for(fact.bearer) {
        return Err(wrong_bearer(fact, kind, setting));
    }
    names
        .stated(&setting.value, &fact.kind)
        .map_err(|problem| problem.label(fact.span, text!("ここで宣言", "declared here")))
}

fn derived_fact_stated(fact: &Fact, setting: &ast::Setting) -> Diagnostic {
    let name = &setting.name.text;
    let headline =
        text!("`{name}` は導出される前提で、述べることはできません", "`{name}` is derived, and cannot be stated");
    Diagnostic::new(&DERIVED_FACT_STATED, setting.name.span, headline)
        .label(fact.span, text!("この規則から導かれます", "derived by these rules"))
}

fn bearer_kind(bearer: Bearer) -> SubjectKind {
    match bearer {
        Bearer::Engagement => SubjectKind::Engagement,
        Bearer::Party(_) => SubjectKind::Vendor,
        Bearer::Contract(_) => SubjectKind::Contract,
        Bearer::Component(_) => SubjectKind::Component,
        Bearer::Interface(..) => SubjectKind::Interface,
    }
}

fn wrong_bearer(fact: &Fact, at: SubjectKind, setting: &ast::Setting) -> Diagnostic {
    let name = &setting.name.text;
    let (of, at) = (fact.bearer.words(), at.words());
    let ((of_ja, of_en), (ja, en)) = ((of.ja, of.en), (at.ja, at.en));
    Diagnostic::new(
        &WRONG_BEARER,
        setting.name.span,
        text!("`{name}` は{ja}には述べられません", "`{name}` cannot be stated of a thing of the kind `{en}`"),
    )
    .label(fact.span, text!("{of_ja}の前提として宣言", "declared of: {of_en}"))
}

fn contradicting(fact: &Fact, setting: &ast::Setting, before: Span) -> Diagnostic {
    let (name, value) = (&fact.name, &setting.value.text);
    Diagnostic::new(
        &CONTRADICTING_FACTS,
        setting.name.span,
        text!("`{name}` には別の値が述べられています", "`{name}` is stated with another value, too"),
    )
    .here(text!("ここでは `{value}`", "`{value}` here"))
    .label(before, text!("別の値はここ", "the other value is here"))
}

fn unknown_fact(policy: &Policy, in_use: &[CatalogueIdx], setting: &ast::Setting) -> Diagnostic {
    let written = &setting.name.text;
    let declared = policy.facts.iter().filter(|fact| in_use.contains(&fact.catalogue)).map(|fact| fact.name.as_str());
    let headline: Text = text!("前提 `{written}` は宣言されていません", "no fact `{written}` was declared");
    Diagnostic::new(&UNKNOWN_FACT, setting.name.span, headline).suggest(&setting.name.key(), declared)
}

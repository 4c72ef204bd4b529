//! Contracts that follow templates: the clauses of a template become statements of the contract's parties, resting on the contract.
//!
//! ```text
//! template saas_standard { fact plan : { basic, premium } required
//!                          supplier owns P2.C.1 on covered application when plan == premium by "第8条" }
//! contract K1 H -> A { follows saas_standard { plan = premium }  covers emr }
//!     A owns P2.C.1 on emr by K1 "第8条"
//! ```
//!
//! # Choices
//!
//! - `type` and `form` of a template hold where the contract says none itself; of several templates the types add up, while their
//!   forms must agree.
//! - What a condition asks and nobody said (a fact, the contract's type or form) is an error at `follows`, never "no".
//! - Of levels the contract's own beats its templates' metric by metric, whatever their limits.
//! - A contract follows a template once; several contracts may follow the same, and one contract several.

mod levels;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use levels::levels;

use super::members::Names;
use super::names::{keep, key_of};
use super::path::UNKNOWN_FACT;
use super::settings::CONTRADICTING_FACTS;
use super::statement::OUTSIDE_PARTY_SPEAKS;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{
    Attribute, Basis, Clause, Component, ComponentIdx, Condition, Contract, ContractIdx, ContractType, Fact, FactType,
    Followed, Form, Idx, On, Origin, Paper, Party, PartyIdx, PartyKind, Policy, Related, Role, Says, Stated, Statement,
    Subject, Table, Template, TemplateIdx, Term, Value, Verb, Word, natural_order,
};
use crate::source::Span;
use crate::syntax::{TOO_LARGE, ast, limits};
use crate::text;

/// A template that was not loaded.
pub static UNKNOWN_TEMPLATE: Code = Code {
    name: "unknown_template",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("読み込まれていないひな型である", "a template that was not loaded"),
        why: (
            "ひな型がなければ、契約が何を定めるのか分からない",
            "without the template nobody knows what the contract says",
        ),
        example: "contract K1 H -> A { follows saas_standrad }",
        remedy: (
            "綴りを直すか、ひな型のファイルを `use \"…\"` で読み込む",
            "correct the name, or `use \"…\"` the file that holds it",
        ),
    },
};

/// A template followed twice by one contract.
pub static DUPLICATE_FOLLOWS: Code = Code {
    name: "duplicate_follows",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("一つの契約が同じひな型に二度従っている", "a contract follows one template twice"),
        why: ("どちらの前提が有効か決まらない", "nobody could tell whose facts hold"),
        example: "contract K1 H -> A { follows standard { plan = basic }, standard { plan = premium } }",
        remedy: ("一つにする", "keep one"),
    },
};

/// Something that a followed template must know, and that nobody said.
pub static UNDECIDED_TEMPLATE: Code = Code {
    name: "undecided_template",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("従うひな型が必要とすることが決まっていない", "what a followed template needs to know is not settled"),
        why: (
            "契約にどの条項があるか分からないまま判定すると、間隙を見逃す",
            "judged without knowing which clauses the contract has, a gap might pass",
        ),
        example: "template standard { fact plan : { basic, premium } required }\ncontract K1 H -> A { follows standard }",
        remedy: (
            "`follows` に値を書く：`follows standard { plan = basic }`。契約の種類や形態なら契約に書く",
            "give the value: `follows standard { plan = basic }`; a type or form is stated by the contract",
        ),
    },
};

/// The templates that a contract follows, by template.
pub(super) fn followed(
    policy: &Policy,
    names: &Names,
    written: &ast::Contract,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Followed> {
    let mut all: BTreeMap<TemplateIdx, Followed> = BTreeMap::new();
    for it in written.follows.iter().flatten() {
        let key = it.template.key();
        let Some(template) = named(policy, &key) else {
            let name = &it.template.text;
            let headline = text!("ひな型 `{name}` は読み込まれていません", "no template `{name}` was loaded");
            let loaded = policy.templates.iter().map(|template| template.name.as_str());
            problems.push(Diagnostic::new(&UNKNOWN_TEMPLATE, it.template.span, headline).suggest(&key, loaded));
            continue;
        };
        let followed =
            Followed { template, values: values(names, &policy.templates[template], it, problems), span: it.span };
        match all.entry(template) {
            Entry::Occupied(before) => problems.push(followed_twice(&written.name.text, it, before.get().span)),
            Entry::Vacant(place) => {
                place.insert(followed);
            }
        }
    }
    all.into_values().collect()
}

/// The template of a name: they stand in the order of their names.
fn named(policy: &Policy, key: &str) -> Option<TemplateIdx> {
    let all = policy.templates.iter().as_slice();
    all.binary_search_by(|template| natural_order(&key_of(&template.name), key)).ok().map(TemplateIdx::new)
}

fn followed_twice(contract: &str, again: &ast::Follows, before: Span) -> Diagnostic {
    let name = &again.template.text;
    let headline = text!("`{contract}` は `{name}` に二度従っています", "`{contract}` follows `{name}` twice");
    Diagnostic::new(&DUPLICATE_FOLLOWS, again.template.span, headline)
        .label(before, text!("一度目はここ", "first here"))
}

/// A value for each fact of a template; what is missing is reported, and the list then shorter.
fn values(names: &Names, template: &Template, it: &ast::Follows, problems: &mut Vec<Diagnostic>) -> Vec<Value> {
    let declared: BTreeSet<String> = template.facts.iter().map(|fact| key_of(&fact.name).into_owned()).collect();
    let mut given: BTreeMap<String, &ast::Setting> = BTreeMap::new();
    for setting in &it.facts.0 {
        let key = setting.name.key();
        if !declared.contains(&key) {
            problems.push(unknown_fact(template, setting));
        } else if let Some(before) = given.get(&key) {
            if before.value.key() != setting.value.key() {
                problems.push(contradicting(setting, before));
            }
        } else {
            given.insert(key, setting);
        }
    }
    let value = |fact: &Fact| match (given.get(&*key_of(&fact.name)), &fact.default) {
        (Some(setting), _) => keep(read(names, fact, setting), problems),
        (None, Some(default)) => Some(default.clone()),
        (None, None) => {
            problems.push(undecided(fact, it.template.span));
            None
        }
    };
    template.facts.iter().filter_map(value).collect()
}

fn read(names: &Names, fact: &Fact, setting: &ast::Setting) -> Result<Value, Diagnostic> {
    match names.stated(&setting.value, &fact.kind) {
        Ok(Stated::Value(value)) => Ok(value),
        Ok(Stated::Unknown | Stated::None) => Err(undecided(fact, setting.value.span)),
        Err(problem) => Err(problem.label(fact.span, text!("ここで宣言", "declared here"))),
    }
}

fn undecided(fact: &Fact, span: Span) -> Diagnostic {
    let name = &fact.name;
    let like = match &fact.kind {
        FactType::Bool => "yes",
        FactType::OneOf(words) => words.first().map_or("…", String::as_str),
        FactType::Number => "300",
        FactType::Percent => "99.9%",
        FactType::Duration => "4h",
        FactType::Date => "2026-04-01",
        FactType::Party => "A",
    };
    Diagnostic::new(
        &UNDECIDED_TEMPLATE,
        span,
        text!("ひな型の前提 `{name}` が決まっていません", "the template's fact `{name}` is not settled"),
    )
    .label(fact.span, text!("ここで宣言", "declared here"))
    .help(text!("`{{ {name} = {like} }}` のように書きます", "write it as in `{{ {name} = {like} }}`"))
}

fn unknown_fact(template: &Template, setting: &ast::Setting) -> Diagnostic {
    let (written, of) = (&setting.name.text, &template.name);
    let declared = template.facts.iter().map(|fact| fact.name.as_str());
    let headline =
        text!("ひな型 `{of}` に前提 `{written}` はありません", "the template `{of}` has no fact `{written}`");
    Diagnostic::new(&UNKNOWN_FACT, setting.name.span, headline)
        .suggest(&setting.name.key(), declared)
        .label(template.span, text!("ひな型はここ", "the template is here"))
}

fn contradicting(setting: &ast::Setting, before: &ast::Setting) -> Diagnostic {
    let name = &setting.name.text;
    let headline = text!("`{name}` には別の値が述べられています", "`{name}` is stated with another value, too");
    Diagnostic::new(&CONTRADICTING_FACTS, setting.name.span, headline)
        .label(before.name.span, text!("別の値はここ", "the other value is here"))
}

/// What a contract is about: what it says itself, else what its templates say together.
pub(super) fn types(policy: &Policy, own: Vec<ContractType>, follows: &[Followed]) -> Vec<ContractType> {
    if !own.is_empty() {
        return own;
    }
    let said: Vec<ContractType> = follows.iter().flat_map(|it| policy.templates[it.template].types.clone()).collect();
    ContractType::WORDS.iter().map(|(it, ..)| *it).filter(|it| said.contains(it)).collect()
}

/// How a contract came about: what it says itself, else what its templates say alike.
pub(super) fn form(
    policy: &Policy,
    own: Option<Form>,
    follows: &[Followed],
    problems: &mut Vec<Diagnostic>,
) -> Option<Form> {
    if own.is_some() {
        return own;
    }
    let mut said = follows.iter().filter_map(|it| policy.templates[it.template].form.map(|form| (form, it)));
    let (form, first) = said.next()?;
    if let Some((_, other)) = said.find(|(other, _)| *other != form) {
        let headline = text!("従うひな型の形態が異なります", "the templates that it follows differ in their form");
        problems.push(
            Diagnostic::new(&CONTRADICTING_FACTS, other.span, headline)
                .label(first.span, text!("もう一つはここ", "the other is here"))
                .help(text!("契約に `form` を書きます", "state the `form` of the contract itself")),
        );
    }
    Some(form)
}

/// What clauses are read against.
pub(super) struct Scene<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The hospital.
    pub hospital: PartyIdx,
    /// All parties.
    pub parties: &'a Table<PartyIdx, Party>,
    /// All components.
    pub components: &'a Table<ComponentIdx, Component>,
    /// All contracts.
    pub contracts: &'a Table<ContractIdx, Contract>,
}

/// The statements of all contracts that follow templates.
pub(super) fn statements(scene: &Scene, problems: &mut Vec<Diagnostic>) -> Vec<Statement> {
    let around = Around::new(scene);
    let mut all = Vec::new();
    // Both factors are written by somebody, and their product by nobody.
    let mut work = 0;
    for (contract, it) in scene.contracts.enumerate() {
        for followed in &it.follows {
            let template = &scene.policy.templates[followed.template];
            if followed.values.len() < template.facts.len() {
                continue;
            }
            let before = problems.len();
            for (number, clause) in template.clauses.iter().enumerate() {
                let when = clause.when.as_ref().map(|when| (when, clause.when_text.as_str()));
                let said = is_said(scene.hospital, it, followed, when, problems);
                if let Some(statement) = said.then(|| around.statement(contract, followed, number, clause)).flatten() {
                    problems.extend(around.outside_party(&statement, followed));
                    if let On::These(subjects) = &statement.on {
                        work += subjects.len();
                    }
                    all.push(statement);
                }
                work += 1;
                if work > limits::MAX_FOLLOWED {
                    problems.push(too_much(followed.span));
                    return Vec::new();
                }
                if problems.len() > before {
                    break;
                }
            }
        }
    }
    all
}

fn too_much(span: Span) -> Diagnostic {
    let most = limits::MAX_FOLLOWED;
    let headline = text!(
        "ひな型に従う契約と条項、その対象が合わせて {most} 件を超えています",
        "contracts that follow templates, times their clauses and subjects, are more than {most}"
    );
    Diagnostic::new(&TOO_LARGE, span, headline).help(text!("案件を分けてください", "split the engagement"))
}

/// Whether a condition holds for a contract; one that cannot be decided is reported.
fn is_said(
    hospital: PartyIdx,
    contract: &Contract,
    followed: &Followed,
    when: Option<(&Condition, &str)>,
    problems: &mut Vec<Diagnostic>,
) -> bool {
    let Some((when, asked)) = when else { return true };
    when.decided(&|term| known(hospital, contract, followed, term)).unwrap_or_else(|| {
        let contract = &contract.name;
        let headline = text!(
            "`{contract}` では条件 `{asked}` が決まりません",
            "for `{contract}` the condition `{asked}` is not decided"
        );
        problems.push(
            Diagnostic::new(&UNDECIDED_TEMPLATE, followed.span, headline)
                .label(when.span, text!("ひな型の条件", "the condition of the template"))
                .help(text!("契約の `type` や `form` を書きます", "state the `type` or the `form` of the contract")),
        );
        false
    })
}

/// What a term of a condition is for a contract; a type or form that nobody stated is not known.
fn known(hospital: PartyIdx, contract: &Contract, followed: &Followed, term: &Term) -> Option<Vec<Value>> {
    let yes = |it: bool| Some(vec![Value::Bool(it)]);
    let word = |it: &str| Value::Word(it.to_owned().into());
    let party = |it: Option<PartyIdx>| Some(it.map(|it| Value::Thing(Subject::Vendor(it))).into_iter().collect());
    match term {
        Term::Fact(fact) => followed.values.get(fact.row()).map(|value| vec![value.clone()]),
        Term::Literal(value) => Some(vec![value.clone()]),
        Term::Attribute(attribute) => match attribute {
            Attribute::Type if contract.types.is_empty() => None,
            Attribute::Type => Some(contract.types.iter().map(|it| word(it.name())).collect()),
            Attribute::Form => contract.form.map(|it| vec![word(it.name())]),
            Attribute::Direct => yes(contract.customer == hospital),
            Attribute::Subcontract => yes(contract.parent.is_some()),
            Attribute::Linked => yes(contract.linked),
            Attribute::Selected => yes(contract.selected_by.is_some()),
            Attribute::Customer => party(Some(contract.customer)),
            Attribute::Supplier => party(Some(contract.supplier)),
            Attribute::SelectedBy => party(contract.selected_by),
            Attribute::Kind
            | Attribute::Connected
            | Attribute::Provided
            | Attribute::Start
            | Attribute::End
            | Attribute::Disclosed
            | Attribute::Consented
            | Attribute::Prime
            | Attribute::InForce => None,
        },
        Term::Day | Term::Unknown => None,
    }
}

/// A scene with what is looked up often.
struct Around<'a> {
    scene: &'a Scene<'a>,
    /// By contract: those directly beneath.
    children: Vec<Vec<ContractIdx>>,
    /// By component: those that it runs on or that run on it.
    stacked: Vec<Vec<ComponentIdx>>,
}

impl<'a> Around<'a> {
    fn new(scene: &'a Scene<'a>) -> Self {
        let mut children = vec![Vec::new(); scene.contracts.len()];
        for (at, contract) in scene.contracts.enumerate() {
            contract.parent.into_iter().for_each(|parent| children[parent.row()].push(at));
        }
        let mut stacked = vec![Vec::new(); scene.components.len()];
        for (at, component) in scene.components.enumerate() {
            for below in &component.runs_on {
                stacked[at.row()].push(*below);
                stacked[below.row()].push(at);
            }
        }
        Around { scene, children, stacked }
    }

    fn contract(&self, at: ContractIdx) -> &'a Contract {
        &self.scene.contracts[at]
    }

    /// What a clause says for a contract; nothing, where it takes over a contract above and there is none.
    fn statement(&self, at: ContractIdx, followed: &Followed, number: usize, clause: &Clause) -> Option<Statement> {
        let party = |role| self.party(at, role);
        let verb = match &clause.says {
            Says::Owns { role, solely, parts, complete } => {
                Verb::Owns { party: party(*role), solely: *solely, parts: parts.clone(), complete: complete.clone() }
            }
            Says::Accepts(role) => Verb::Accepts { party: party(*role) },
            Says::Disclaims(role) => Verb::Disclaims { party: party(*role) },
            Says::Supports(role) => Verb::Supports { party: party(*role) },
            Says::Informs(role) => Verb::Informs { party: party(*role) },
            Says::Retains { role, risk, shared, explained, .. } => {
                Verb::Retains { party: party(*role), risk: risk.clone(), shared: *shared, explained: *explained }
            }
            Says::Open => Verb::Open,
            Says::States { all_of_parent: false, clause, as_goal } => {
                Verb::States { paper: Paper::Contract(at), all_of: None, clause: clause.clone(), as_goal: *as_goal }
            }
            Says::States { all_of_parent: true, clause, as_goal } => {
                let all_of = Some(self.contract(at).parent?);
                Verb::States { paper: Paper::Contract(at), all_of, clause: clause.clone(), as_goal: *as_goal }
            }
        };
        let basis = |clause: Option<String>| Basis { contract: Some(at), evidence: None, clause };
        let by: Vec<Basis> = match (&verb, clause.by.as_slice()) {
            (Verb::States { .. }, _) => Vec::new(),
            (_, []) => vec![basis(None)],
            (_, some) => some.iter().map(|it| basis(Some(it.clone()))).collect(),
        };
        let origin = Origin { template: followed.template, clause: number, contract: at, followed: followed.span };
        Some(Statement {
            verb,
            duties: clause.duties.clone(),
            on: self.on(at, &clause.on),
            phases: clause.phases.clone(),
            modes: clause.modes.clone(),
            by,
            from: None,
            until: None,
            agreed: match &clause.says {
                Says::Retains { agreed, .. } => *agreed,
                _ => None,
            },
            origin: Some(origin),
            docs: Vec::new(),
            span: clause.span,
        })
    }

    /// An outside party that a clause gives something to carry.
    fn outside_party(&self, statement: &Statement, followed: &Followed) -> Option<Diagnostic> {
        let (Verb::Owns { party, .. } | Verb::Accepts { party } | Verb::Retains { party, .. }) = statement.verb else {
            return None;
        };
        let party = &self.scene.parties[party];
        let name = &party.name;
        let headline =
            text!("`{name}` は外部の当事者で、何も負いません", "`{name}` is an outside party, and owes nothing");
        (party.kind == PartyKind::Outside).then(|| {
            Diagnostic::new(&OUTSIDE_PARTY_SPEAKS, followed.span, headline)
                .label(party.span, text!("`outside` と宣言", "declared `outside` here"))
                .label(statement.span, text!("ひな型の条項", "the clause of the template"))
        })
    }

    fn on(&self, at: ContractIdx, related: &[Related]) -> On {
        if related.is_empty() {
            return On::Own;
        }
        let mut subjects: Vec<Subject> = related.iter().flat_map(|it| self.subjects(at, *it)).collect();
        subjects.sort();
        subjects.dedup();
        On::These(subjects)
    }

    fn subjects(&self, at: ContractIdx, related: Related) -> Vec<Subject> {
        let covered = self.contract(at).covers.iter().copied();
        match related {
            Related::Engagement => vec![Subject::Engagement],
            Related::Contract => vec![Subject::Contract(at)],
            Related::Beneath => self.beneath(at).into_iter().map(Subject::Contract).collect(),
            Related::Covered(kind) => covered
                .filter(|c| kind.is_none_or(|kind| self.scene.components[*c].kind == kind))
                .map(Subject::Component)
                .collect(),
            // Those at which nobody meets are none of the subjects of the engagement.
            Related::CoveredInterface => covered
                .flat_map(|c| {
                    let others = self.scene.components[c].connects.iter().chain(&self.stacked[c.row()]).copied();
                    others.chain([c]).map(move |other| Subject::Interface(c.min(other), c.max(other)))
                })
                .collect(),
            Related::Party(role) => vec![Subject::Vendor(self.party(at, role))],
        }
    }

    /// The subcontracts beneath, at any depth. A contract beneath itself has been reported.
    fn beneath(&self, at: ContractIdx) -> Vec<ContractIdx> {
        let mut found = self.children[at.row()].clone();
        let mut next = 0;
        while let Some(contract) = found.get(next).copied().filter(|_| found.len() < self.children.len()) {
            found.extend(&self.children[contract.row()]);
            next += 1;
        }
        found
    }

    /// The party in a role of a contract.
    fn party(&self, at: ContractIdx, role: Role) -> PartyIdx {
        let contract = self.contract(at);
        match role {
            Role::Hospital => self.scene.hospital,
            // No clause speaks of a provider; the supplier answers for what the contract covers.
            Role::Supplier | Role::Provider => contract.supplier,
            Role::Customer => contract.customer,
            Role::Prime => {
                let line = std::iter::successors(Some(at), |at| self.contract(*at).parent);
                let top = line.take(self.scene.contracts.len()).last().unwrap_or(at);
                self.contract(top).supplier
            }
            Role::Selector => contract.selected_by.unwrap_or(contract.customer),
        }
    }
}

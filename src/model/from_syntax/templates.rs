//! Templates: from the syntax tree to a [`Template`], once for a policy.
//!
//! # Choices
//!
//! - Who speaks is a role that is one party of every contract: `supplier customer hospital prime selector`. A provider is that of a
//!   component, so no contract has one.
//! - A template owns, accepts, disclaims, supports, informs, shares, leaves open, states, and retains or shares risks. To delegate and to exclude is an
//!   engagement's own decision: it needs a subcontract, or a reason.
//! - It promises levels, and states its supplier's own share, as any contract does.
//! - Subjects are `engagement`, `contract`, `beneath` (the subcontracts beneath it), `covered`, `covered KIND`, `covered interface`,
//!   and a role as a vendor. `covered` is what the contract itself covers; without `on` a clause speaks of what any statement by that
//!   contract speaks of.
//! - A condition asks the facts of the template and the structure of the contract: `type form direct subcontract linked selected customer supplier selected_by`. It
//!   is decided once, when the engagement is settled: what the day decides (`day`, dates, consent) cannot be asked.
//! - A fact of a template has no `unknown`: whoever signs a standard contract knows which variant it is.
//! - An id without a catalogue is looked up in those that the template names after `use`; where it names none, in all that were
//!   loaded. A contract may follow it whatever its engagement uses: what is not in view there is not judged.

use std::collections::BTreeMap;

use super::clauses;
use super::condition::{Scope, condition};
use super::facts;
use super::members::Names;
use super::names::{keep, unknown_word, word, words};
use super::patterns::catalogue_named;
use super::service_levels::{Metrics, own_shares, promises};
use super::statement::{self, Around, labels, phases_and_modes};
use super::titles::title_or;
use super::value::{self, date};
use super::written::written;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{
    Attribute, CatalogueIdx, Clause, ComponentKind, Condition, Fact, FactIdx, Policy, Related, Role, Says, SubjectKind,
    Table, Template, TemplateIdx, TemplateLevel, Term, Test, Word, natural_order,
};
use crate::syntax::ast::{self, ByRelation, Name, TemplateStatement};
use crate::syntax::{TOO_LARGE, limits};
use crate::text;

/// Two templates of one name.
pub static DUPLICATE_TEMPLATE: Code = Code {
    name: "duplicate_template",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ名前のひな型が二つある", "two templates have one name"),
        why: ("`follows` でどちらを指すのか決まらない", "nobody could tell which of them `follows` means"),
        example: "template standard { … }\ntemplate standard { … }",
        remedy: ("名前を変える", "rename one"),
    },
};

/// A condition of a template that no contract alone decides.
pub static OPEN_CONDITION: Code = Code {
    name: "open_condition",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "ひな型の条件が、契約を結んだだけでは決まらないことを問うている",
            "a condition of a template asks what a contract alone does not decide",
        ),
        why: (
            "ひな型の条項があるかどうかは契約ごとに一度で決まる。日によって変わる契約書はない",
            "whether a contract has a clause is settled once for each contract; no contract changes its text from day to day",
        ),
        example: "template standard {\n  supplier owns P2.C.1 when start <= day\n}",
        remedy: (
            "ひな型の `fact` か、契約の `type form direct subcontract linked selected customer supplier selected_by` を問う",
            "ask a `fact` of the template, or the contract's `type form direct subcontract linked selected customer supplier selected_by`",
        ),
    },
};

/// The facts of a template belong to no catalogue.
const NO_CATALOGUE: CatalogueIdx = CatalogueIdx(u32::MAX);

/// Who can speak.
const SPEAKERS: [Role; 5] = [Role::Supplier, Role::Customer, Role::Hospital, Role::Prime, Role::Selector];

/// Of whom, as a vendor, something can be said.
const VENDORS: [Role; 4] = [Role::Supplier, Role::Customer, Role::Prime, Role::Selector];

/// The subjects that are no role (en, ja).
const COVERED: (&str, &str) = ("covered", "範囲内");
pub(super) const BENEATH: (&str, &str) = ("beneath", "再委託契約");
const PARENT: (&str, &str) = ("parent", "親契約");

/// The templates by name, each name once.
pub(super) fn templates(
    policy: &Policy,
    all: &[&ast::Template],
    problems: &mut Vec<Diagnostic>,
) -> Table<TemplateIdx, Template> {
    let mut first: BTreeMap<String, &ast::Template> = BTreeMap::new();
    for template in all {
        let before = *first.entry(template.name.key()).or_insert(template);
        if !std::ptr::eq(before, *template) {
            let name = &template.name.text;
            let headline = text!("ひな型 `{name}` は二つあります", "there are two templates `{name}`");
            let label = text!("最初の宣言", "first declared here");
            problems.push(
                Diagnostic::new(&DUPLICATE_TEMPLATE, template.name.span, headline).label(before.name.span, label),
            );
        }
    }
    let mut sorted: Vec<_> = first.into_iter().collect();
    sorted.sort_by(|(a, _), (b, _)| natural_order(a, b));
    let mut statements = 0;
    let mut all = Table::default();
    for (_, it) in sorted {
        statements += it.statements.len()
            + it.levels.iter().map(|it| it.levels.len()).sum::<usize>()
            + it.statements.iter().map(|it| it.says.parts.len()).sum::<usize>();
        if statements > limits::MAX_MEMBERS {
            problems.push(too_large(it));
            break;
        }
        all.push(template(policy, it, problems));
    }
    all
}

fn too_large(it: &ast::Template) -> Diagnostic {
    let most = limits::MAX_MEMBERS;
    let headline =
        text!("ひな型の記述が合わせて {most} 件を超えています", "the statements of all templates are more than {most}");
    Diagnostic::new(&TOO_LARGE, it.name.span, headline)
        .help(text!("使わないひな型を外してください", "leave out templates that nothing follows"))
}

fn template(policy: &Policy, it: &ast::Template, problems: &mut Vec<Diagnostic>) -> Template {
    let declared = facts::distinct(&it.facts, problems).into_iter();
    let facts: Vec<Fact> = declared.filter_map(|declared| fact(declared, problems)).collect();
    let facts = facts.into_iter().collect();
    let uses = it.uses.iter().filter_map(|name| keep(catalogue_named(policy, &name.text, Some(name.span)), problems));
    let in_use: Vec<CatalogueIdx> =
        if it.uses.is_empty() { policy.catalogues.indices().collect() } else { uses.collect() };
    let mut clauses = Vec::new();
    for statement in &it.statements {
        clauses.extend(clause(policy, &in_use, &facts, statement, problems));
    }
    let metrics = Metrics { policy, in_use: &in_use };
    let levels = it.levels.iter().flat_map(|it| levels(metrics, &facts, it, problems)).collect();
    Template {
        name: it.name.text.clone(),
        title: title_or(it.title.as_ref(), &it.name.text),
        types: words(&it.types, problems),
        form: it.form.as_ref().and_then(|name| keep(word(name), problems)),
        facts,
        levels,
        clauses,
        docs: it.docs.clone(),
        span: it.name.span,
    }
}

/// A fact of a template; its default is a value.
fn fact(declared: &ast::FactDecl, problems: &mut Vec<Diagnostic>) -> Option<Fact> {
    let fact = facts::fact(NO_CATALOGUE, Some(SubjectKind::Contract), declared, problems)?;
    if let Some(default) = declared.default.as_ref().filter(|default| value::is_unknown(default)) {
        problems.push(value::wrong_type(default, &fact.kind));
    }
    Some(fact)
}

/// The clauses of a statement: one, or one for each part of a `share`; none where something is wrong with it.
fn clause(
    policy: &Policy,
    in_use: &[CatalogueIdx],
    facts: &Table<FactIdx, Fact>,
    it: &TemplateStatement,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Clause> {
    let before = problems.len();
    clauses::check(&it.says, problems);
    let all = says(&it.says, problems);
    let (phases, modes) = phases_and_modes(&it.says.phases, problems);
    // Of an engagement nothing is known yet; ids need the policy only.
    let around = Around { policy, in_use, names: &Names::default(), parties: &Table::default(), belongs: &[] };
    let duties = statement::duties(&around, &it.says, problems);
    let on: Vec<Related> = it.on.iter().filter_map(|name| keep(related(name), problems)).collect();
    let when = when(facts, it.when.as_ref(), problems);
    if problems.len() > before {
        return Vec::new();
    }
    let clause = |says| Clause {
        says,
        duties: duties.clone(),
        on: on.clone(),
        phases: phases.clone(),
        modes: modes.clone(),
        by: it.says.by.iter().filter_map(|basis| basis.clause.clone()).collect(),
        when: when.clone(),
        when_text: it.when.as_ref().map(written).unwrap_or_default(),
        span: it.says.span,
    };
    all.into_iter().map(clause).collect()
}

/// The levels of `promises` or `itself`; none where their condition is wrong.
fn levels(
    metrics: Metrics,
    facts: &Table<FactIdx, Fact>,
    it: &ast::TemplateLevels,
    problems: &mut Vec<Diagnostic>,
) -> Vec<TemplateLevel> {
    let before = problems.len();
    let read = if it.itself { own_shares } else { promises };
    let all = read(metrics, &it.levels, problems);
    let when = when(facts, it.when.as_ref(), problems);
    if problems.len() > before {
        return Vec::new();
    }
    let when_text = it.when.as_ref().map(written).unwrap_or_default();
    let level = |level| TemplateLevel { itself: it.itself, level, when: when.clone(), when_text: when_text.clone() };
    all.into_iter().map(level).collect()
}

/// A condition that a contract alone decides.
fn when(facts: &Table<FactIdx, Fact>, expr: Option<&ast::Expr>, problems: &mut Vec<Diagnostic>) -> Option<Condition> {
    let scope = Scope { facts, catalogue: NO_CATALOGUE, subject: SubjectKind::Contract };
    let when = condition(scope, expr?, problems)?;
    closed(&when, problems);
    Some(when)
}

fn says(it: &ast::Statement, problems: &mut Vec<Diagnostic>) -> Vec<Says> {
    match it.does.key().as_str() {
        "share" => {
            let all: Vec<Name> = it.parts.iter().map(|part| part.label.clone()).collect();
            let complete = Some(labels(&all));
            let part = |part: &ast::SharePart| {
                let parts = labels(std::slice::from_ref(&part.label));
                let role = keep(speaker(&part.party), problems)?;
                Some(Says::Owns { role, solely: false, parts, complete: complete.clone() })
            };
            return it.parts.iter().filter_map(part).collect();
        }
        "open" => return vec![Says::Open],
        "states" => return states(it, problems).into_iter().collect(),
        _ => {}
    }
    let Some(role) = it.who.as_ref().and_then(|name| keep(speaker(name), problems)) else { return Vec::new() };
    let says = match it.does.key().as_str() {
        "owns" => Says::Owns { role, solely: it.solely, parts: labels(&it.part), complete: None },
        "accepts" => Says::Accepts(role),
        "disclaims" => Says::Disclaims(role),
        "supports" => Says::Supports(role),
        "informs" => Says::Informs(role),
        "retains" | "shares risk" => Says::Retains {
            role,
            risk: it.risk.clone().unwrap_or_default(),
            shared: it.does.key() == "shares risk",
            explained: it.explained.as_ref().and_then(|day| keep(date(day), problems)),
            agreed: it.agreed.as_ref().and_then(|day| keep(date(day), problems)),
        },
        // The grammar lets no other verb into a template.
        _ => return Vec::new(),
    };
    vec![says]
}

fn speaker(name: &Name) -> Result<Role, Diagnostic> {
    role(name, &SPEAKERS).ok_or_else(|| {
        let words = role_words(&SPEAKERS);
        unknown_word(name, ("話し手の役割", "role of a speaker"), &words)
    })
}

fn role(name: &Name, among: &[Role]) -> Option<Role> {
    Role::from_word(&name.key()).filter(|role| among.contains(role))
}

fn role_words(roles: &[Role]) -> Vec<(&'static str, &'static str)> {
    Role::WORDS.iter().filter(|(role, ..)| roles.contains(role)).map(|(_, en, ja)| (*en, *ja)).collect()
}

/// `contract states …`: the contract that follows speaks for itself only.
fn states(it: &ast::Statement, problems: &mut Vec<Diagnostic>) -> Option<Says> {
    let is = |name: &Name, (en, ja): (&str, &str)| name.key() == en || name.key() == ja;
    let contract = (SubjectKind::Contract.name(), "契約");
    for (name, what, only) in
        [(&it.who, ("文書", "document"), contract), (&it.all_of, ("引き継ぐ契約", "contract to take over"), PARENT)]
    {
        if let Some(name) = name.as_ref().filter(|name| !is(name, only)) {
            problems.push(unknown_word(name, what, &[only]));
            return None;
        }
    }
    Some(Says::States { all_of_parent: it.all_of.is_some(), clause: it.clause.clone(), as_goal: it.as_goal })
}

fn related(name: &ByRelation) -> Result<Related, Diagnostic> {
    let key = name.relation.key();
    let is = |(en, ja): (&str, &str)| key == en || key == ja;
    if is(COVERED) {
        return match &name.kind {
            None => Ok(Related::Covered(None)),
            Some(kind) if SubjectKind::from_word(&kind.key()) == Some(SubjectKind::Interface) => {
                Ok(Related::CoveredInterface)
            }
            Some(kind) => match ComponentKind::from_word(&kind.key()) {
                Some(kind) => Ok(Related::Covered(Some(kind))),
                None => {
                    let mut words: Vec<_> = ComponentKind::WORDS.iter().map(|(_, en, ja)| (*en, *ja)).collect();
                    words.push((SubjectKind::Interface.name(), "接点"));
                    Err(unknown_word(kind, ("範囲内の対象", "kind of covered subject"), &words))
                }
            },
        };
    }
    let found = match (SubjectKind::from_word(&key), role(&name.relation, &VENDORS)) {
        (Some(SubjectKind::Engagement), _) => Some(Related::Engagement),
        (Some(SubjectKind::Contract), _) => Some(Related::Contract),
        (_, Some(role)) => Some(Related::Party(role)),
        _ if is(BENEATH) => Some(Related::Beneath),
        _ => None,
    };
    found.ok_or_else(|| {
        let mut words = vec![COVERED, (SubjectKind::Contract.name(), "契約"), BENEATH];
        words.push((SubjectKind::Engagement.name(), "案件"));
        words.extend(role_words(&VENDORS));
        unknown_word(&name.relation, ("契約との関係", "relation to the contract"), &words)
    })
}

/// Reports whatever of a condition a contract alone does not decide.
fn closed(condition: &Condition, problems: &mut Vec<Diagnostic>) {
    let open = |term: &Term| match term {
        Term::Day | Term::Unknown => true,
        Term::Attribute(attribute) => !is_decided(*attribute),
        Term::Fact(_) | Term::Literal(_) => false,
    };
    let is_open = match &condition.node {
        Test::All(parts) | Test::Any(parts) => return parts.iter().for_each(|it| closed(it, problems)),
        Test::Not(part) => return closed(part, problems),
        Test::Holds(it) | Test::In(it, _) | Test::Exists(it) => open(it),
        Test::Compare(left, _, right) => open(left) || open(right),
        Test::Quantified(..) | Test::Count(..) => true,
    };
    if is_open {
        problems.push(open_condition(condition));
    }
}

/// Whether signing the contract settles what an attribute says.
fn is_decided(attribute: Attribute) -> bool {
    match attribute {
        Attribute::Type
        | Attribute::Form
        | Attribute::Direct
        | Attribute::Subcontract
        | Attribute::Linked
        | Attribute::Selected
        | Attribute::Customer
        | Attribute::Supplier
        | Attribute::SelectedBy => true,
        Attribute::Kind
        | Attribute::Connected
        | Attribute::Provided
        | Attribute::Start
        | Attribute::End
        | Attribute::Disclosed
        | Attribute::Consented
        | Attribute::Prime
        | Attribute::InForce => false,
    }
}

fn open_condition(condition: &Condition) -> Diagnostic {
    let headline = text!("この条件は契約だけでは決まりません", "this condition is not decided by a contract alone");
    let help = text!(
        "問えるのはひな型の前提と、契約の `type form direct subcontract linked selected customer supplier selected_by` です",
        "it may ask the facts of the template, and the contract's `type form direct subcontract linked selected customer supplier selected_by`"
    );
    Diagnostic::new(&OPEN_CONDITION, condition.span, headline).help(help)
}

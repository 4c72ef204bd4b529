//! Catalogues, templates and rules: from the syntax tree to one [`Policy`].
//!
//! In two phases, so that `requires` and `serves` may point anywhere: first facts, controls and duties of all catalogues, then the
//! relations between duties, and what templates say of them.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::control::{self, Compiled, Place};
use super::fields::Chain;
use super::metrics;
use super::path::WRONG_SUBJECT;
use super::profiles::profiles;
use super::relations::{relations, same};
use super::sections::{Sections, sections};
use super::service_levels::{Metrics, own_shares};
use super::titles::title_or;
use super::{derived, facts, rules, templates};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity};
use crate::model::{
    Catalogue, CatalogueIdx, Control, ControlIdx, DutyIds, Idx, Policy, ServiceLevel, SubjectKind, Turning,
    natural_order,
};
use crate::source::Span;
use crate::syntax::ast::{self, Fields};
use crate::text;

/// Two catalogues of one name.
pub static DUPLICATE_CATALOGUE: Code = Code {
    name: "duplicate_catalogue",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ名前の確認表が二つある", "two catalogues have one name"),
        why: ("`use` でどちらを指すのか決まらない", "nobody could tell which of them `use` means"),
        example: "catalogue ours { … }\ncatalogue ours { … }",
        remedy: ("名前を変えるか、一つにまとめる", "rename one, or merge them"),
    },
};

/// Two controls of one id, or a control and a duty of one path.
pub static DUPLICATE_CONTROL: Code = Code {
    name: "duplicate_control",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("同じ番号の項目または対応が二つある", "a control or duty has the id of another"),
        why: ("その番号で何を負うのか決まらない", "nobody could tell which of the two is owned"),
        example: "control X.1 \"…\" { … }\ncontrol X.1 \"…\" { … }",
        remedy: ("番号を分ける", "give one of them another id"),
    },
};

/// Compiles catalogues, templates and rules; with errors the policy holds what was sound, and whatever was not is reported.
///
/// Catalogues come in order of name, controls and duties in natural order of their ids, whatever the order of writing.
pub fn compile(
    catalogues: &[&ast::Catalogue],
    templates: &[&ast::Template],
    rules: &[&ast::Rule],
) -> (Policy, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let catalogues = distinct(catalogues, &mut problems);
    let mut policy = Policy::default();
    let mut written = Vec::new();
    for (at, catalogue) in catalogues.iter().enumerate() {
        written.extend(facts::declare(CatalogueIdx::new(at), catalogue, &mut policy.facts, &mut problems));
        metrics::declare(CatalogueIdx::new(at), &catalogue.metrics, &mut policy.metrics, &mut problems);
    }
    derived::derive(&mut policy, &written, &mut problems);
    let rows = rows(&mut policy, &catalogues, &mut problems);
    let compiled: Vec<_> = each(&rows, |row, problems| row.compile(&policy, problems));
    let count = compiled.iter().map(|it| it.0.duties.len()).sum();
    policy.controls.reserve(compiled.len());
    policy.duties.reserve(count);
    let mut chains = Vec::with_capacity(count);
    for (Compiled { control, duties }, more) in compiled {
        problems.extend(more);
        let begin = policy.duties.len() as u32;
        for (duty, chain) in duties {
            policy.duties.push(duty);
            chains.push(chain);
        }
        policy.controls.push(Control { duties: begin..policy.duties.len() as u32, ..control });
    }
    policy.ids = DutyIds::new(&policy);
    relate(&mut policy, &rows, &chains, &mut problems);
    policy.profiles = profiles(&policy, &catalogues, &mut problems);
    policy.templates = templates::templates(&policy, templates, &mut problems);
    policy.rules = rules::rules(&policy, rules, &mut problems);
    policy.turning = Turning::of(&policy);
    (policy, each_once(problems))
}

/// So few things are not worth another thread.
const TOGETHER: usize = 64;

/// What each of many things comes to, and what is wrong with it, on all cores.
fn each<T: Sync, R: Send>(all: &[T], of: impl Fn(&T, &mut Vec<Diagnostic>) -> R + Sync) -> Vec<(R, Vec<Diagnostic>)> {
    let one = |it: &T| {
        let mut problems = Vec::new();
        (of(it, &mut problems), problems)
    };
    all.par_iter().with_min_len(TOGETHER).map(one).collect()
}

/// The catalogues by name, each name once.
fn distinct<'a>(catalogues: &[&'a ast::Catalogue], problems: &mut Vec<Diagnostic>) -> Vec<&'a ast::Catalogue> {
    let mut first: BTreeMap<String, &ast::Catalogue> = BTreeMap::new();
    for catalogue in catalogues {
        let before = *first.entry(catalogue.name.key()).or_insert(catalogue);
        if !std::ptr::eq(before, *catalogue) {
            let name = &catalogue.name.text;
            let headline = text!("確認表 `{name}` は二つあります", "there are two catalogues `{name}`");
            let label = text!("最初の宣言", "first declared here");
            problems.push(
                Diagnostic::new(&DUPLICATE_CATALOGUE, catalogue.name.span, headline).label(before.name.span, label),
            );
        }
    }
    let mut sorted: Vec<_> = first.into_iter().collect();
    sorted.sort_by(|(a, _), (b, _)| natural_order(a, b));
    sorted.into_iter().map(|(_, catalogue)| catalogue).collect()
}

/// A control as written, and where it will stand.
struct Row<'a> {
    catalogue: CatalogueIdx,
    control: ControlIdx,
    written: &'a ast::Control,
    section: Option<usize>,
}

/// Adds the catalogues; their controls are still to be compiled.
fn rows<'a>(policy: &mut Policy, catalogues: &[&'a ast::Catalogue], problems: &mut Vec<Diagnostic>) -> Vec<Row<'a>> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, catalogue) in catalogues.iter().enumerate() {
        let at = CatalogueIdx::new(number);
        let first = rows.len() as u32;
        let Sections { rows: sections, place } = sections(&catalogue.sections);
        for written in sorted_controls(catalogue, problems) {
            let section = written.section.and_then(|section| place.get(section).copied());
            rows.push(Row { catalogue: at, control: ControlIdx::new(rows.len()), written, section });
        }
        policy.catalogues.push(Catalogue {
            name: catalogue.name.text.clone(),
            title: title_or(catalogue.title.as_ref(), &catalogue.name.text),
            publisher: catalogue.publisher.clone().unwrap_or_default(),
            edition: catalogue.edition.as_ref().map(|edition| edition.text.clone()).unwrap_or_default(),
            sections,
            controls: first..rows.len() as u32,
            scope: derived::scope_of(&policy.facts, at),
            docs: catalogue.docs.clone(),
            span: catalogue.name.span,
        });
    }
    rows
}

impl<'a> Row<'a> {
    /// The control and its duties; relations are read later.
    fn compile(&self, policy: &Policy, problems: &mut Vec<Diagnostic>) -> Compiled<'a> {
        let place = Place { facts: &policy.facts, catalogue: self.catalogue, control: self.control };
        let mut compiled = control::compile(place, self.written, self.section, problems);
        let subjects = compiled.duties.iter().map(|(duty, _)| duty.per);
        compiled.control.demands = wanted(policy, self.catalogue, self.written, subjects, problems);
        compiled
    }
}

/// The levels that a control demands. They are put to contracts, and so it must apply to these or to what they cover.
fn wanted(
    policy: &Policy,
    catalogue: CatalogueIdx,
    control: &ast::Control,
    mut subjects: impl Iterator<Item = SubjectKind>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<ServiceLevel> {
    let written = &control.fields.demands;
    if let Some(first) = written.first()
        && !subjects.any(|it| matches!(it, SubjectKind::Component | SubjectKind::Contract))
    {
        let headline = text!("この項目は水準を求められません", "this control cannot demand a level");
        let help = text!("`per component` か `per contract` と書きます", "write `per component` or `per contract`");
        problems.push(Diagnostic::new(&WRONG_SUBJECT, first.span, headline).help(help));
    }
    own_shares(Metrics { policy, in_use: &[catalogue] }, written, problems)
}

/// The controls in natural order of their ids; whatever has the path of something else is reported and left out.
fn sorted_controls<'a>(catalogue: &'a ast::Catalogue, problems: &mut Vec<Diagnostic>) -> Vec<&'a ast::Control> {
    let mut first: BTreeMap<String, &ast::Control> = BTreeMap::new();
    for control in &catalogue.controls {
        let before = *first.entry(control.id.key()).or_insert(control);
        if !std::ptr::eq(before, control) {
            problems.push(duplicate_control(&control.id.text, control.id.span, before.id.span));
        }
    }
    for (key, control) in &first {
        let beneath = format!("{key}.");
        if !first.range(beneath.clone()..).next().is_some_and(|(id, _)| id.starts_with(&beneath)) {
            continue;
        }
        for duty in control.duties.iter() {
            let path = format!("{key}.{}", duty.label.key());
            let inner = duty.duties.iter().map(|inner| (format!("{path}.{}", inner.label.key()), inner.label.span));
            for (path, span) in inner.chain([(path.clone(), duty.label.span)]) {
                if let Some(other) = first.get(&path) {
                    problems.push(duplicate_control(&path, span, other.id.span));
                }
            }
        }
    }
    let mut sorted: Vec<_> = first.into_iter().collect();
    sorted.sort_by(|(a, _), (b, _)| natural_order(a, b));
    sorted.into_iter().map(|(_, control)| control).collect()
}

fn duplicate_control(path: &str, span: Span, before: Span) -> Diagnostic {
    let headline = text!("番号 `{path}` は二つあります", "the id `{path}` stands for two things");
    Diagnostic::new(&DUPLICATE_CONTROL, span, headline).label(before, text!("もう一つはここ", "the other is here"))
}

/// The second phase: what requires and serves what.
fn relate(policy: &mut Policy, rows: &[Row], chains: &[Chain], problems: &mut Vec<Diagnostic>) {
    let of_controls = each(rows, |row, problems| {
        let Fields { serves, same_as, .. } = &row.written.fields;
        (relations(policy, row.catalogue, serves, problems), same(policy, row.catalogue, same_as, problems))
    });
    let chained: Vec<_> = policy.duties.indices().zip(chains).collect();
    let of_duties = each(&chained, |(at, chain), problems| {
        let catalogue = policy.control_of(*at).catalogue;
        let own = chain.0.get(1..).and_then(<[_]>::last);
        (
            relations(policy, catalogue, chain.list(|fields| &fields.requires), problems),
            own.map(|fields| relations(policy, catalogue, &fields.serves, problems)).unwrap_or_default(),
            own.map(|fields| same(policy, catalogue, &fields.same_as, problems)).unwrap_or_default(),
        )
    });
    for (row, ((serves, same_as), more)) in rows.iter().zip(of_controls) {
        let control = &mut policy.controls[row.control];
        (control.serves, control.same_as) = (serves, same_as);
        problems.extend(more);
    }
    for ((at, _), ((requires, serves, same_as), more)) in chained.into_iter().zip(of_duties) {
        let duty = &mut policy.duties[at];
        (duty.requires, duty.serves, duty.same_as) = (requires, serves, same_as);
        problems.extend(more);
    }
}

/// A field of a control is read once for every duty that inherits it; its problem is one.
pub(super) fn each_once(problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen = std::collections::BTreeSet::new();
    let is_new =
        |it: &Diagnostic| seen.insert((it.code.name, it.primary.as_ref().map(|label| label.span), it.headline.clone()));
    problems.into_iter().filter(is_new).collect()
}

//! What a catalogue holds, and how its parts are called.

use crate::diagnostic::Text;
use crate::model::{
    self, Catalogue, Control, ControlIdx, DerivedRule, Duty, DutyIdx, Excludable, Fact, Metric, Need, Policy, Rule,
    Word,
};
use crate::source::{Sources, Span};

/// The controls of a catalogue in the order in which they are written.
pub(super) fn controls<'a>(
    policy: &'a Policy,
    catalogue: &Catalogue,
) -> impl Iterator<Item = (ControlIdx, &'a Control)> + use<'a> {
    let mut all: Vec<_> = catalogue.controls.clone().map(ControlIdx).map(|at| (at, &policy.controls[at])).collect();
    all.sort_by_key(|(_, it)| it.span.start);
    all.into_iter()
}

pub(super) fn metrics<'a>(policy: &'a Policy, catalogue: &Catalogue) -> Vec<&'a Metric> {
    let of_it = |it: &&Metric| policy.catalogues[it.catalogue].name == catalogue.name;
    policy.metrics.iter().filter(of_it).collect()
}

pub(super) fn profiles<'a>(policy: &'a Policy, catalogue: &Catalogue) -> impl Iterator<Item = &'a model::Profile> {
    let name = catalogue.name.clone();
    policy.profiles.iter().filter(move |it| policy.catalogues[it.catalogue].name == name)
}

pub(super) fn derived_facts<'a>(policy: &'a Policy, catalogue: &Catalogue) -> impl Iterator<Item = &'a Fact> {
    let name = catalogue.name.clone();
    policy.facts.iter().filter(move |it| it.derived.is_some() && policy.catalogues[it.catalogue].name == name)
}

pub(super) fn derivation(fact: &Fact) -> impl Iterator<Item = &DerivedRule> {
    fact.derived.iter().flat_map(|it| &it.rules)
}

/// `roles-2024: P2.A.*, P2.C.1`
pub(super) fn included(
    policy: &Policy,
    (catalogue, patterns, _): &(model::CatalogueIdx, Vec<String>, fixedbitset::FixedBitSet),
) -> String {
    format!("{}: {}", policy.catalogues[*catalogue].name, patterns.join(", "))
}

/// What stands in the text, on one line.
pub(super) fn written(sources: &Sources, span: Span) -> String {
    sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What an exclusion of a control needs: `agreed`, or a condition.
pub(super) fn excludable(sources: &Sources, control: &Control) -> Option<String> {
    match &control.excludable {
        Excludable::Freely => None,
        Excludable::WhenAgreed => Some("agreed".to_owned()),
        Excludable::When(condition) => Some(written(sources, condition.span)),
    }
}

/// The condition that a duty must meet.
pub(super) fn met_by(sources: &Sources, duty: &Duty) -> Option<String> {
    match &duty.needs {
        Need::Met(condition, _) => Some(written(sources, condition.span)),
        Need::Owner | Need::Stated(..) => None,
    }
}

/// The headings above a control, outermost first.
pub(super) fn sections(catalogue: &Catalogue, section: Option<usize>) -> Vec<&model::Section> {
    let at = |number: usize| catalogue.sections.get(number);
    let mut all: Vec<_> = std::iter::successors(section.and_then(at), |it| it.parent.and_then(at))
        .take(catalogue.sections.len())
        .collect();
    all.reverse();
    all
}

pub(super) fn heading(catalogue: &Catalogue, section: Option<usize>) -> Text {
    let each: Vec<Text> = sections(catalogue, section)
        .into_iter()
        .map(|it| Text { ja: format!("{} {}", it.label, it.title.ja), en: format!("{} {}", it.label, it.title.en) })
        .collect();
    let (ja, en): (Vec<_>, Vec<_>) = each.into_iter().map(|it| (it.ja, it.en)).unzip();
    Text { ja: ja.join("／"), en: en.join(" / ") }
}

pub(super) fn same_ids<'a>(policy: &'a Policy, same_as: &'a [model::Same]) -> impl Iterator<Item = String> + 'a {
    same_as.iter().flat_map(|it| &it.duties).map(|duty| qualified(policy, *duty))
}

pub(super) fn qualified(policy: &Policy, duty: DutyIdx) -> String {
    format!("{}:{}", policy.catalogue_of(duty).name, policy.duties[duty].id)
}

/// Who is expected to carry a duty; nothing where anybody may.
pub fn who(duty: &Duty) -> Text {
    let each: Vec<Text> = duty.bearers.roles.iter().map(|it| it.words()).collect();
    let (ja, en): (Vec<_>, Vec<_>) = each.into_iter().map(|it| (it.ja, it.en)).unzip();
    let (mut ja, mut en) = (ja.join("と"), en.join(" and "));
    if duty.bearers.only {
        ja.push_str("のみ");
        en.push_str(" only");
    }
    if let Some(toward) = duty.bearers.toward {
        let words = toward.words();
        ja.push_str(&format!("（{}に対して）", words.ja));
        en.push_str(&format!(" toward {}", words.en));
    }
    Text { ja, en }
}

/// The facts that parties state.
pub(super) fn stated_facts<'a>(policy: &'a Policy, catalogue: &Catalogue) -> impl Iterator<Item = &'a Fact> {
    let name = catalogue.name.clone();
    policy.facts.iter().filter(move |it| it.derived.is_none() && policy.catalogues[it.catalogue].name == name)
}

/// The rules that cite a control of it.
pub(super) fn rules<'a>(policy: &'a Policy, catalogue: &Catalogue) -> impl Iterator<Item = &'a Rule> {
    let controls = catalogue.controls.clone();
    policy.rules.iter().filter(move |it| controls.contains(&it.control.0))
}

/// The duties of other catalogues whose carrying carries this one: what a statement about them says here as well.
pub(super) fn served_by(policy: &Policy, duty: DutyIdx) -> Vec<String> {
    let control = policy.duties[duty].control;
    let says = |all: &[model::Relation]| all.iter().any(|it| it.duty == duty);
    let of_duty = policy.duties.enumerate().filter(|(_, it)| says(&it.serves)).map(|(at, _)| qualified(policy, at));
    let of_control = policy.controls.iter().filter(|it| says(&it.serves)).map(|it| control_id(policy, it));
    let same = |all: &[model::Same]| all.iter().any(|it| it.duties.contains(&duty));
    let same_duty = policy.duties.enumerate().filter(|(_, it)| same(&it.same_as)).map(|(at, _)| qualified(policy, at));
    let whole: Vec<DutyIdx> = policy.duties_of(control).collect();
    let same_control = policy
        .controls
        .iter()
        .filter(|it| it.same_as.iter().any(|same| same.duties == whole))
        .map(|it| control_id(policy, it));
    let mut all: Vec<String> = of_duty.chain(of_control).chain(same_duty).chain(same_control).collect();
    all.sort();
    all.dedup();
    all
}

fn control_id(policy: &Policy, control: &Control) -> String {
    format!("{}:{}", policy.catalogues[control.catalogue].name, control.id)
}

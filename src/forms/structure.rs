//! The sheets that the print has no place for: parties, components and contracts. They let a checklist that was filled in make an
//! engagement where there is none yet; beside one that is there, they are for reading.

use super::form::{Field, Head, Line, Sheet};
use super::view::{View, stacked};
use crate::diagnostic::Text;
use crate::model::{ComponentIdx, ContractType, Date, Word};
use crate::packs;
use crate::syntax::ast::Settings;

/// The heads of the sheet of parties.
pub static PARTIES: [Head; 5] = [
    ("名前", "name", 14, Field::Shown),
    ("種別", "kind", 12, Field::Shown),
    ("名称", "title", 40, Field::Shown),
    ("法人番号", "corporate number", 18, Field::Shown),
    ("前提", "facts", 30, Field::Shown),
];

/// The heads of the sheet of components.
pub static COMPONENTS: [Head; 9] = [
    ("名前", "name", 14, Field::Shown),
    ("種別", "kind", 16, Field::Shown),
    ("名称", "title", 34, Field::Shown),
    ("提供者", "provider", 14, Field::Shown),
    ("稼働先", "runs on", 18, Field::Shown),
    ("接続先", "connects", 18, Field::Shown),
    ("使用開始", "in use from", 12, Field::Shown),
    ("使用終了", "in use to", 12, Field::Shown),
    ("前提", "facts", 30, Field::Shown),
];

/// The heads of the sheet of contracts.
pub static CONTRACTS: [Head; 13] = [
    ("名前", "name", 12, Field::Shown),
    ("委託者", "customer", 14, Field::Shown),
    ("受託者", "supplier", 14, Field::Shown),
    ("名称", "title", 30, Field::Shown),
    ("親契約", "under", 10, Field::Shown),
    ("種類", "type", 18, Field::Shown),
    ("形態", "form", 14, Field::Shown),
    ("開始日", "from", 12, Field::Shown),
    ("終了日", "to", 12, Field::Shown),
    ("範囲", "covers", 26, Field::Shown),
    ("開示日", "disclosed", 12, Field::Shown),
    ("承諾日", "consented", 12, Field::Shown),
    ("前提", "facts", 30, Field::Shown),
];

/// The three sheets.
pub fn sheets(view: &View) -> Vec<Sheet> {
    vec![
        sheet(("当事者", "Parties"), &PARTIES, parties(view)),
        sheet(("構成要素", "Components"), &COMPONENTS, components(view)),
        sheet(("契約", "Contracts"), &CONTRACTS, contracts(view)),
    ]
}

/// What stands after `use`, line by line: the built-in catalogues, which are there wherever the engagement goes.
pub fn uses(view: &View) -> String {
    let built_in = view.engagement().uses.iter().filter_map(|used| {
        let name = &view.policy().catalogues[used.catalogue].name;
        packs::find(name).map(|_| match used.only.is_empty() {
            true => name.clone(),
            false => format!("{name} only {}", used.only.join(", ")),
        })
    });
    built_in.collect::<Vec<_>>().join("\n")
}

fn sheet((ja, en): (&str, &str), heads: &[Head], rows: Vec<(String, Vec<Text>)>) -> Sheet {
    let lines = rows.into_iter().map(|(key, shown)| Line::shown(key, shown, Default::default()));
    Sheet::shown(Text::new(ja, en), Text::new(ja, en), heads, lines)
}

fn parties(view: &View) -> Vec<(String, Vec<Text>)> {
    let row = |it: &crate::model::Party| {
        let written = view.parts.iter().flat_map(|part| &part.parties).filter(|of| of.name.key() == it.name);
        let number = it.corporate_number.as_ref().map(ToString::to_string).unwrap_or_default();
        let shown = vec![
            Text::same(it.name.as_str()),
            it.kind.words(),
            it.title.clone(),
            Text::same(number),
            facts(written.map(|of| &of.facts)),
        ];
        (it.name.clone(), shown)
    };
    view.engagement().parties.iter().map(row).collect()
}

fn components(view: &View) -> Vec<(String, Vec<Text>)> {
    let engagement = view.engagement();
    let row = |(at, it): (ComponentIdx, &crate::model::Component)| {
        let written = view.parts.iter().flat_map(|part| &part.components).filter(|of| of.name.key() == it.name);
        // A connection is known in both directions, and written once.
        let connects: Vec<ComponentIdx> = it.connects.iter().copied().filter(|other| *other > at).collect();
        let shown = vec![
            Text::same(it.name.as_str()),
            it.kind.words(),
            it.title.clone(),
            Text::same(it.provider.map(|party| engagement.parties[party].name.clone()).unwrap_or_default()),
            names(it.runs_on.iter().map(|it| &engagement.components[*it].name)),
            names(connects.iter().map(|it| &engagement.components[*it].name)),
            day(it.in_use.and_then(|it| it.from)),
            day(it.in_use.and_then(|it| it.to)),
            facts(written.map(|of| &of.facts)),
        ];
        (it.name.clone(), shown)
    };
    engagement.components.enumerate().map(row).collect()
}

fn contracts(view: &View) -> Vec<(String, Vec<Text>)> {
    let engagement = view.engagement();
    let row = |it: &crate::model::Contract| {
        let written = view.parts.iter().flat_map(|part| &part.contracts).filter(|of| of.name.key() == it.name);
        let types: Vec<Text> = it.types.iter().map(|it: &ContractType| it.words()).collect();
        let shown = vec![
            Text::same(it.name.as_str()),
            Text::same(engagement.parties[it.customer].name.as_str()),
            Text::same(engagement.parties[it.supplier].name.as_str()),
            it.title.clone(),
            Text::same(it.parent.map(|it| engagement.contracts[it].name.clone()).unwrap_or_default()),
            stacked(&types),
            it.form.map(Word::words).unwrap_or_default(),
            day(it.in_force.from),
            day(it.in_force.to),
            names(it.covers.iter().map(|it| &engagement.components[*it].name)),
            day(it.disclosed.as_ref().map(|it| it.date)),
            day(it.consented.as_ref().map(|it| it.date)),
            facts(written.map(|of| &of.facts)),
        ];
        (it.name.clone(), shown)
    };
    engagement.contracts.iter().map(row).collect()
}

fn names<'a>(all: impl Iterator<Item = &'a String>) -> Text {
    Text::same(all.cloned().collect::<Vec<_>>().join("\n"))
}

fn day(day: Option<Date>) -> Text {
    Text::same(day.map(|it| it.to_string()).unwrap_or_default())
}

/// `external_storage = yes`, line by line.
fn facts<'a>(all: impl Iterator<Item = &'a Settings>) -> Text {
    let lines = all.flat_map(|it| &it.0).map(|it| format!("{} = {}", it.name.text, it.value.text));
    Text::same(lines.collect::<Vec<_>>().join("\n"))
}

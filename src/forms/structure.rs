//! The sheets that the print has no place for: parties, components and contracts. They let a checklist that was filled in make an
//! engagement where there is none yet; beside one that is there, they are for reading.

use super::form::Field::Declared;
use super::form::Offer::{ComponentKinds, ContractTypes, Day, Forms, Of, PartyKinds, Words};
use super::form::{Head, Line, Sheet};
use super::view::{View, stacked};
use crate::diagnostic::Text;
use crate::model::{ComponentIdx, ContractType, Date, Word};
use crate::packs;
use crate::syntax::ast::Settings;

/// The head under which the name of the engagement stands.
pub static ENGAGEMENT: [Head; 1] = [("案件の名称", "name of the engagement", 60, Declared(Words))];

/// The heads of the sheet of parties.
pub static PARTIES: [Head; 5] = [
    ("名前", "name", 14, Declared(Words)),
    ("種別", "kind", 12, Declared(PartyKinds)),
    ("名称", "title", 40, Declared(Words)),
    ("法人番号", "corporate number", 18, Declared(Words)),
    ("前提", "facts", 30, Declared(Words)),
];

/// The heads of the sheet of components.
pub static COMPONENTS: [Head; 9] = [
    ("名前", "name", 14, Declared(Words)),
    ("種別", "kind", 16, Declared(ComponentKinds)),
    ("名称", "title", 34, Declared(Words)),
    ("提供者", "provider", 26, Declared(Of("当事者"))),
    ("稼働先", "runs on", 22, Declared(Of("構成要素"))),
    ("接続先", "connects", 22, Declared(Of("構成要素"))),
    ("使用開始", "in use from", 12, Declared(Day)),
    ("使用終了", "in use to", 12, Declared(Day)),
    ("前提", "facts", 30, Declared(Words)),
];

/// The heads of the sheet of contracts.
pub static CONTRACTS: [Head; 13] = [
    ("名前", "name", 12, Declared(Words)),
    ("委託者", "customer", 26, Declared(Of("当事者"))),
    ("受託者", "supplier", 26, Declared(Of("当事者"))),
    ("名称", "title", 30, Declared(Words)),
    ("親契約", "under", 20, Declared(Of("契約"))),
    ("種類", "type", 18, Declared(ContractTypes)),
    ("形態", "form", 14, Declared(Forms)),
    ("開始日", "from", 12, Declared(Day)),
    ("終了日", "to", 12, Declared(Day)),
    ("範囲", "covers", 26, Declared(Of("構成要素"))),
    ("開示日", "disclosed", 12, Declared(Day)),
    ("承諾日", "consented", 12, Declared(Day)),
    ("前提", "facts", 30, Declared(Words)),
];

/// A sheet: its name in both languages, and its heads.
type Declares = (&'static str, &'static str, &'static [Head]);

static SHEETS: [Declares; 4] = [
    ("案件", "Engagement", &ENGAGEMENT),
    ("当事者", "Parties", &PARTIES),
    ("構成要素", "Components", &COMPONENTS),
    ("契約", "Contracts", &CONTRACTS),
];

/// The sheets of an engagement that is there, for reading.
pub fn sheets(view: &View) -> Vec<Sheet> {
    let name = &view.engagement().name;
    let itself = vec![(name.clone(), vec![Text::same(name.as_str())])];
    let rows = [itself, parties(view), components(view), contracts(view)];
    let sheet = |((ja, en, heads), rows): (&Declares, Vec<(String, Vec<Text>)>)| {
        let lines = rows.into_iter().map(|(key, shown)| Line::shown(key, shown, Default::default()));
        Sheet::shown(Text::new(*ja, *en), Text::new(*ja, *en), heads, lines)
    };
    SHEETS.iter().zip(rows).map(sheet).collect()
}

/// Empty rows of a sheet of which a new engagement is made.
const EMPTY_ROWS: usize = 30;

/// The same sheets, empty: what nobody can know who has never seen an engagement is left out of them.
pub fn blank() -> Vec<Sheet> {
    let sheet = |(ja, en, heads): &Declares| {
        let asked: Vec<Head> = heads.iter().copied().filter(|(ja, ..)| !["名前", "前提"].contains(ja)).collect();
        let count = if heads.len() == 1 { 1 } else { EMPTY_ROWS };
        let lines = (0..count).map(|_| Line::shown(String::new(), Vec::new(), Default::default()));
        Sheet::declared(Text::new(*ja, *en), Text::new(*ja, *en), &asked, lines)
    };
    SHEETS.iter().map(sheet).collect()
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

//! How much a catalogue asks: its rows by level, its conditions, agreements and relations.

use serde_json::{Map, Value, json};

use super::items::{controls, derived_facts, rules, stated_facts};
use crate::answers::check::FORMAT_VERSION;
use crate::diagnostic::Text;
use crate::model::{Catalogue, Duty, DutyIdx, Level, Need, Policy};
use crate::report::{Align, Document, Inline, Style, Table};
use crate::text;

/// A figure with its key and its heading.
struct Figure {
    key: &'static str,
    head: Text,
    of: fn(&Policy, &Catalogue) -> usize,
}

/// The figures of each catalogue: what it holds, and what that hangs together with.
pub fn stats<'a>(policy: &Policy, catalogues: impl Iterator<Item = &'a Catalogue> + Clone) -> Document {
    let each = catalogues.clone().map(|it| {
        let figures =
            held().into_iter().chain(related()).map(|figure| (figure.key.to_owned(), json!((figure.of)(policy, it))));
        let mut row: Map<String, Value> = figures.collect();
        row.insert("name".to_owned(), json!(it.name));
        Value::Object(row)
    });
    let data = json!({ "version": FORMAT_VERSION, "catalogues": each.collect::<Vec<_>>() });
    Document::new()
        .heading(2, text!("項目と対応", "Controls and duties"))
        .table(table(policy, catalogues.clone(), &held()))
        .heading(2, text!("条件、合意、関係", "Conditions, agreements, relations"))
        .table(table(policy, catalogues, &related()))
        .data(data)
}

fn table<'a>(policy: &Policy, catalogues: impl Iterator<Item = &'a Catalogue>, figures: &[Figure]) -> Table {
    let heads = std::iter::once(text!("名前", "name")).chain(figures.iter().map(|it| it.head.clone()));
    let mut table = Table::new(heads.collect::<Vec<_>>());
    for column in 1..=figures.len() {
        table = table.align(column, Align::Right);
    }
    for catalogue in catalogues {
        let name = Inline::styled(catalogue.name.as_str(), Style::Code);
        let numbers = figures.iter().map(|it| Inline::from((it.of)(policy, catalogue).to_string()));
        table = table.row(std::iter::once(name).chain(numbers).collect::<Vec<_>>());
    }
    table
}

fn held() -> Vec<Figure> {
    vec![
        Figure { key: "controls", head: text!("項目", "controls"), of: |_, it| it.controls.len() },
        Figure {
            key: "required",
            head: text!("必須", "required"),
            of: |policy, it| at_level(policy, it, Level::Required),
        },
        Figure {
            key: "recommended",
            head: text!("推奨", "recommended"),
            of: |policy, it| at_level(policy, it, Level::Recommended),
        },
        Figure {
            key: "optional",
            head: text!("任意", "optional"),
            of: |policy, it| at_level(policy, it, Level::Optional),
        },
        Figure {
            key: "none", head: text!("説明のみ", "explains"), of: |policy, it| at_level(policy, it, Level::None)
        },
        Figure { key: "duties", head: text!("対応", "duties"), of: |policy, it| duties(policy, it).count() },
        Figure { key: "rules", head: text!("規則", "rules"), of: |policy, it| rules(policy, it).count() },
    ]
}

fn related() -> Vec<Figure> {
    vec![
        Figure { key: "facts", head: text!("前提", "facts"), of: |policy, it| stated_facts(policy, it).count() },
        Figure { key: "derived", head: text!("導出", "derived"), of: |policy, it| derived_facts(policy, it).count() },
        Figure {
            key: "conditional",
            head: text!("条件付き", "conditional"),
            of: |policy, it| duties(policy, it).filter(|duty| !duty.when_text.is_empty()).count(),
        },
        Figure {
            key: "agreed",
            head: text!("合意", "agreed"),
            of: |policy, it| duties(policy, it).filter(|duty| duty.agreed).count(),
        },
        Figure {
            key: "written",
            head: text!("文書", "written"),
            of: |policy, it| duties(policy, it).filter(|duty| is_written(duty)).count(),
        },
        Figure {
            key: "requires",
            head: text!("先に要る", "requires"),
            of: |policy, it| duties(policy, it).map(|duty| duty.requires.len()).sum(),
        },
        Figure { key: "serves", head: text!("兼ねる", "serves"), of: serves },
        Figure { key: "same_as", head: text!("同一", "same as"), of: same_as },
    ]
}

fn duties<'a>(policy: &'a Policy, catalogue: &Catalogue) -> impl Iterator<Item = &'a Duty> + use<'a> {
    controls(policy, catalogue).flat_map(|(_, it)| it.duties.clone()).map(|at| &policy.duties[DutyIdx(at)])
}

fn at_level(policy: &Policy, catalogue: &Catalogue, level: Level) -> usize {
    controls(policy, catalogue).filter(|(_, it)| it.level == level).count()
}

/// Whether a document has to say it.
fn is_written(duty: &Duty) -> bool {
    !duty.documented.is_empty() || matches!(duty.needs, Need::Stated(..))
}

fn serves(policy: &Policy, catalogue: &Catalogue) -> usize {
    let of_duties: usize = duties(policy, catalogue).map(|duty| duty.serves.len()).sum();
    of_duties + controls(policy, catalogue).map(|(_, it)| it.serves.len()).sum::<usize>()
}

fn same_as(policy: &Policy, catalogue: &Catalogue) -> usize {
    let of_duties: usize = duties(policy, catalogue).map(|duty| duty.same_as.len()).sum();
    of_duties + controls(policy, catalogue).map(|(_, it)| it.same_as.len()).sum::<usize>()
}

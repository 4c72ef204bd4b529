//! Coverage, for people and for programs.

use serde_json::{Value, json};

use super::items::{Asked, CatalogueCoverage, DomainCoverage, Score};
use crate::answers::places;
use crate::diagnostic::Text;
use crate::report::{Align, Document, Inline, Style, Table};
use crate::source::Sources;
use crate::text;

/// Adds to what came of some tests what they exercised.
pub fn with_coverage(mut document: Document, sources: &Sources, coverage: &DomainCoverage) -> Document {
    let data = document.data.take();
    for catalogue in &coverage.catalogues {
        document = of_catalogue(document, catalogue);
    }
    let missing: Vec<&str> = names(coverage.other_kinds.iter().map(|it| (it.0, it.1)));
    document = document.terms(untouched(
        text!("現れない、項目によらない指摘（数えません）", "kinds about no control, not found (not counted)"),
        &missing,
    ));
    let score = coverage.score();
    let (percent, Score { done, of }) = (score.percent(), score);
    let style = if done == of { Style::Good } else { Style::Strong };
    document = document.paragraph(Inline::styled(
        text!("網羅率 {percent}%（{of} 件中 {done} 件）", "{percent}% exercised ({done} of {of})"),
        style,
    ));
    let mut all = data.unwrap_or_else(|| json!({}));
    if let Value::Object(fields) = &mut all {
        fields.insert("coverage".to_owned(), to_json(sources, coverage));
    }
    document.data(all)
}

fn of_catalogue(document: Document, it: &CatalogueCoverage) -> Document {
    let (name, percent) = (&it.name, it.score().percent());
    let [controls, duties, conditions, rules] = it.scores();
    let heads = [text!("対象", "what"), text!("実施", "exercised"), text!("全体", "of")];
    let mut table = Table::new(heads).align(1, Align::Right).align(2, Align::Right);
    let rows = [
        (text!("項目", "controls"), controls),
        (text!("対応", "duties"), duties),
        (text!("条件の結果", "answers of conditions"), conditions),
        (text!("規則の結果", "answers of rules"), rules),
    ];
    for (words, Score { done, of }) in rows {
        table = table.row([words, Text::same(done.to_string()), Text::same(of.to_string())]);
    }
    // The duties of a control that was not exercised were not either.
    let of_exercised = it.duties.iter().filter(|(_, control, _)| it.controls.iter().any(|at| at.1 && at.0 == *control));
    let controls = names(it.controls.iter().map(|it| (it.0.as_str(), it.1)));
    let duties = names(of_exercised.map(|it| (it.0.as_str(), it.2)));
    let kinds = names(it.kinds.iter().map(|it| (it.0, it.1)));
    let document = document
        .heading(2, text!("{name}：{percent}%", "{name}: {percent}%"))
        .table(table.clone())
        .rows(text!("{name}", "{name}"), table)
        .terms(untouched(text!("実施されない項目", "controls not exercised"), &controls))
        .terms(untouched(text!("実施されない対応", "duties not exercised"), &duties));
    let asked = it.conditions.iter().chain(&it.rules);
    document
        .terms(asked.filter_map(never))
        .terms(untouched(text!("現れない指摘の種類（数えません）", "kinds not found (not counted)"), &kinds))
}

fn names<'a>(all: impl Iterator<Item = (&'a str, bool)>) -> Vec<&'a str> {
    all.filter(|(_, done)| !done).map(|(name, _)| name).collect()
}

fn untouched(head: Text, all: &[&str]) -> Option<(Inline, Inline)> {
    (!all.is_empty()).then(|| (Inline::from(head), Inline::styled(all.join(", "), Style::Code)))
}

/// How a condition never came out.
fn never(it: &Asked) -> Option<(Inline, Inline)> {
    let missing: Vec<&str> = it.answers().filter(|(_, did)| !did).map(|(answer, _)| answer).collect();
    let list = missing.join(", ");
    let head = Inline::styled(&*it.of, Style::Code);
    let words = Inline::styled(&*it.text, Style::Code)
        .and(text!("：{list} になったことがない", ": never {list}"), Style::Plain);
    (!missing.is_empty()).then_some((head, words))
}

fn to_json(sources: &Sources, coverage: &DomainCoverage) -> Value {
    let kinds = |all: &[(&str, bool)]| -> Vec<Value> {
        all.iter().map(|(name, found)| json!({ "name": name, "found": found })).collect()
    };
    let asked = |all: &[Asked]| -> Vec<Value> { all.iter().map(|it| asked(sources, it)).collect() };
    let catalogue = |it: &CatalogueCoverage| {
        let score = it.score();
        json!({
            "name": it.name,
            "exercised": score.done,
            "of": score.of,
            "percent": score.percent(),
            "controls": it.controls.iter().map(|(id, done)| json!({ "id": id, "exercised": done })).collect::<Vec<_>>(),
            "duties": it.duties.iter().map(|(id, _, done)| json!({ "id": id, "exercised": done })).collect::<Vec<_>>(),
            "conditions": asked(&it.conditions),
            "rules": asked(&it.rules),
            "kinds": kinds(&it.kinds),
        })
    };
    let score = coverage.score();
    json!({
        "exercised": score.done,
        "of": score.of,
        "percent": score.percent(),
        "catalogues": coverage.catalogues.iter().map(catalogue).collect::<Vec<_>>(),
        "kinds": kinds(&coverage.other_kinds),
    })
}

fn asked(sources: &Sources, it: &Asked) -> Value {
    json!({
        "of": it.of,
        "text": it.text,
        "location": places::location(sources, it.span, &Text::default()),
        "true": it.came.yes,
        "false": it.came.no,
        "unknown": it.came.unknown,
        "unknown_counts": it.may_be_unknown,
    })
}

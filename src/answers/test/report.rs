//! What came of some tests, for people and for programs.

use serde_json::{Value, json};

use super::{TestRun, Unmet, difference};
use crate::answers::{check, places};
use crate::diagnostic::Text;
use crate::report::{Document, Inline, Style, Table, diagnostic_json};
use crate::source::Sources;
use crate::text;

/// What came of some tests.
pub fn report(sources: &Sources, runs: &[TestRun]) -> Document {
    let failed = runs.iter().filter(|run| !run.problems.is_empty()).count();
    let passed = runs.len() - failed;
    let mut document = Document::new();
    for run in runs {
        let good = run.problems.is_empty();
        let (mark, style) = if good { ("ok", Style::Good) } else { ("FAILED", Style::Error) };
        let place = sources.place(run.span);
        let line = Inline::styled(format!("{mark:<6} "), style)
            .and(&run.name, Style::Plain)
            .and(format!("  {place}"), Style::Dim);
        document = why(document.paragraph(line), run);
    }
    let style = if failed == 0 { Style::Good } else { Style::Error };
    let data = json!({
        "version": check::FORMAT_VERSION,
        "passed": passed,
        "failed": failed,
        "tests": runs.iter().map(|run| json!({
            "name": run.name,
            "location": places::location(sources, run.span, &Text::default()),
            "passed": run.problems.is_empty(),
            "problems": run.problems.iter().map(|it| problem(it, sources)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    document
        .paragraph(Inline::styled(
            text!("成功 {passed} 件、失敗 {failed} 件", "{passed} passed, {failed} failed"),
            style,
        ))
        .rows(text!("検査", "Tests"), rows(sources, runs))
        .data(data)
}

/// The tests, a row each.
fn rows(sources: &Sources, runs: &[TestRun]) -> Table {
    let heads = [text!("検査", "test"), text!("結果", "result"), text!("場所", "place"), text!("理由", "why")];
    runs.iter().fold(Table::new(heads), |table, run| {
        let result = if run.problems.is_empty() { text!("成功", "passed") } else { text!("失敗", "failed") };
        let why: Vec<Text> = run.problems.iter().map(|it| it.problem.headline.clone()).collect();
        table.row([run.name.clone(), result, Text::same(sources.place(run.span)), Text::list(&why)])
    })
}

/// Why a test failed: each problem with its difference.
pub(super) fn why(document: Document, run: &TestRun) -> Document {
    run.problems.iter().fold(document, |document, it| document.problem(it.problem.clone()).lines(difference::shown(it)))
}

/// A problem, with both sides of the difference.
fn problem(it: &Unmet, sources: &Sources) -> Value {
    let mut value = diagnostic_json(&it.problem, sources);
    if let Value::Object(fields) = &mut value {
        fields.insert("expected".to_owned(), json!(it.expected));
        fields.insert("found".to_owned(), json!(it.found));
    }
    value
}

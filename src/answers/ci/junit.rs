//! What `check` found as JUnit XML: a suite for every engagement, a case for every control that is looked at, which fails if one
//! of its findings does. What is about no control has a case of its own, and so has an error of a text.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::Judged;
use super::reported::Reported;
use crate::answers::checked::Checked;
use crate::diagnostic::Text;
use crate::model::{ControlIdx, DutyIdx, Idx};
use crate::report::safe;
use crate::source::Span;
use crate::text;

/// The suites of all engagements; texts with errors stand before them.
pub fn junit(judged: &Judged<'_>) -> String {
    let mut report = Report::new("buntan");
    let texts = texts(judged);
    if !texts.test_cases.is_empty() {
        report.add_test_suite(texts);
    }
    report.add_test_suites(judged.checked.iter().map(|it| engagement(judged, it)));
    report.to_string().unwrap_or_default()
}

/// The problems of the texts and the engagements that could not be judged for them.
fn texts(judged: &Judged<'_>) -> TestSuite {
    let name = text!("入力", "texts");
    let mut suite = TestSuite::new(name.in_lang(judged.lang));
    let problems = Reported::all(judged).into_iter().filter(|it| it.finding.is_none());
    for it in problems.filter(|it| it.fails(judged.limit)) {
        let mut case = TestCase::new(words(judged, &it.message), failure(judged, NonSuccessKind::Error, &[&it]));
        case.set_classname(name.in_lang(judged.lang));
        suite.add_test_case(case);
    }
    for name in judged.skipped {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        let why = text!("入力に誤りがあるため評価していません", "it was not evaluated because of errors in its texts");
        status.set_message(why.in_lang(judged.lang));
        suite.add_test_case(TestCase::new(safe(name), status));
    }
    suite
}

fn engagement(judged: &Judged<'_>, checked: &Checked<'_>) -> TestSuite {
    let context = &checked.evaluation.context;
    let mut suite = TestSuite::new(safe(checked.title().in_lang(judged.lang)));
    let mut by_control: BTreeMap<Option<ControlIdx>, Vec<Reported<'_>>> = BTreeMap::new();
    for duty in context.engagement.in_view.ones() {
        by_control.entry(Some(context.policy.duties[DutyIdx::new(duty)].control)).or_default();
    }
    for (it, finding) in Reported::of(checked).zip(&checked.findings).filter(|(it, _)| !it.is_known()) {
        by_control.entry(finding.group.control).or_default().push(it);
    }
    let mut add = |name: String, found: &[&Reported<'_>]| {
        let failing: Vec<&Reported<'_>> = found.iter().copied().filter(|it| it.fails(judged.limit)).collect();
        let mut case = TestCase::new(name, failure(judged, NonSuccessKind::Failure, &failing));
        let lighter: Vec<String> =
            found.iter().filter(|it| !it.fails(judged.limit)).map(|it| described(judged, it)).collect();
        if !lighter.is_empty() {
            case.set_system_out(lighter.join("\n"));
        }
        case.set_classname(safe(&context.engagement.name));
        suite.add_test_case(case);
    };
    for (control, found) in &by_control {
        match control {
            Some(at) => {
                let it = &context.policy.controls[*at];
                let found: Vec<&Reported<'_>> = found.iter().collect();
                add(format!("{} {}", safe(&it.id), words(judged, &it.title)), &found);
            }
            None => found.iter().for_each(|it| add(words(judged, &it.message), &[it])),
        }
    }
    if let (Some(against), Some(told)) = (&checked.against, checked.against_words()) {
        let fixed = against.fixed.iter().map(|it| {
            let (id, code) = (&it.id, &it.code);
            let said = it.message.as_ref().map(|it| words(judged, it)).unwrap_or_default();
            safe(text!("解消：[{code}] {id} {said}", "fixed: [{code}] {id} {said}").in_lang(judged.lang)).into_owned()
        });
        let lines: Vec<String> = std::iter::once(words(judged, &told)).chain(fixed).collect();
        suite.set_system_out(lines.join("\n"));
    }
    suite
}

/// The status of a case with these findings; with none it is a success.
fn failure(judged: &Judged<'_>, kind: NonSuccessKind, found: &[&Reported<'_>]) -> TestCaseStatus {
    let Some(first) = found.first() else { return TestCaseStatus::success() };
    let mut status = TestCaseStatus::non_success(kind);
    let all: Vec<String> = found.iter().map(|it| described(judged, it)).collect();
    status.set_type(first.name).set_message(words(judged, &first.message)).set_description(all.join("\n"));
    status
}

/// A finding with its places, in lines.
fn described(judged: &Judged<'_>, it: &Reported<'_>) -> String {
    let id = it.id().map(|id| format!(" {id}")).unwrap_or_default();
    let mut lines = vec![format!("{}[{}]{id} {}", it.severity.name(), it.name, words(judged, &it.message))];
    if let Some(waiver) = it.waiver() {
        let until = waiver.until;
        lines.push(text!("  {until}まで免除", "  waived until {until}").in_lang(judged.lang).to_owned());
    }
    lines.extend(it.places.iter().map(|(span, role)| place(judged, *span, &words(judged, role))));
    lines.extend(it.help.iter().map(|help| format!("  = {}", words(judged, help))));
    lines.join("\n")
}

fn place(judged: &Judged<'_>, span: Span, role: &str) -> String {
    let place = judged.sources.place(span);
    let place = safe(&place);
    if role.is_empty() { format!("  {place}") } else { format!("  {place}: {role}") }
}

fn words(judged: &Judged<'_>, text: &Text) -> String {
    safe(text.in_lang(judged.lang)).into_owned()
}

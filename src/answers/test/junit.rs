//! What came of some tests as JUnit XML, for build servers: a suite for every file, a case for every test.
//!
//! Without times and ids, so that the same tests give the same bytes.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{TestRun, report};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Document, Format, Options, safe, write};
use crate::source::{Sources, Span};

/// Columns of the text of a failure.
const WIDTH: usize = 100;

/// The tests that were run.
pub fn junit(sources: &Sources, runs: &[TestRun], options: &Options) -> String {
    let lang = options.lang;
    let cases = runs.iter().map(|run| {
        let mut status = TestCaseStatus::success();
        if let Some(first) = run.problems.first() {
            let all = report::why(Document::new(), run);
            status = failure(NonSuccessKind::Failure, &first.problem, &all, sources, options);
        }
        (run.span, TestCase::new(safe(run.name.in_lang(lang)), status))
    });
    suites(sources, cases)
}

/// Texts with errors, whose tests were not run: a case with an error for each.
pub fn junit_of_problems(sources: &Sources, problems: &[Diagnostic], options: &Options) -> String {
    let errors = problems.iter().filter(|it| it.severity == Severity::Error);
    let cases = errors.filter_map(|it| {
        let span = it.primary.as_ref()?.span;
        let all = Document::new().problem(it.clone());
        let status = failure(NonSuccessKind::Error, it, &all, sources, options);
        Some((span, TestCase::new(safe(it.headline.in_lang(options.lang)), status)))
    });
    suites(sources, cases)
}

fn failure(
    kind: NonSuccessKind,
    first: &Diagnostic,
    all: &Document,
    sources: &Sources,
    options: &Options,
) -> TestCaseStatus {
    let options = Options { format: Format::Human, color: false, width: WIDTH, ..*options };
    let mut body = Vec::new();
    // Writing to memory cannot fail.
    let _ = write(all, sources, &options, &mut body);
    let mut status = TestCaseStatus::non_success(kind);
    status
        .set_type(first.code.name)
        .set_message(safe(first.headline.in_lang(options.lang)))
        .set_description(String::from_utf8_lossy(&body));
    status
}

/// Puts the cases of each file together, in order.
fn suites(sources: &Sources, cases: impl Iterator<Item = (Span, TestCase)>) -> String {
    let mut report = Report::new("buntan");
    let mut suites: Vec<TestSuite> = Vec::new();
    for (span, mut case) in cases {
        let source = sources.get(span.source);
        let file = safe(&source.name);
        case.set_classname(file.clone());
        case.extra.insert("file".into(), file.clone().into());
        case.extra.insert("line".into(), source.position(span.start).line.to_string().into());
        match suites.iter_mut().find(|suite| suite.name.as_str() == file) {
            Some(suite) => suite.add_test_case(case),
            None => {
                let mut suite = TestSuite::new(file);
                suite.add_test_case(case);
                suites.push(suite);
                continue;
            }
        };
    }
    report.add_test_suites(suites);
    report.to_string().unwrap_or_default()
}

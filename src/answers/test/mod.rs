//! `test`: what a policy file itself says must hold, in the language of the policies.
//!
//! ```text
//! test "an unaccepted delegation is broken" {
//!   with "みなと病院" { remove B accepts P2.C.2 }
//!   at 2026-10-01
//!   expect broken_delegation P2.C.2 on iaas because not_accepted
//! }
//! ```

mod changes;
mod coverage;
mod difference;
mod expect;
mod junit;
mod report;
mod written;

pub use changes::{IDLE_CHANGE, with_changes};
pub use coverage::{DomainCoverage, Touched, with_coverage};
pub use expect::Unmet;
pub use junit::{junit, junit_of_problems};
pub use report::report;

use super::checked::Checked;
use super::variant::{Settled, settled};
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::evaluate::evaluate;
use crate::graph::DutyGraph;
use crate::model::{Date, Policy, Stretch};
use crate::source::Span;
use crate::syntax::ast;
use crate::text;

/// An expectation that does not hold.
pub static FAILED_EXPECTATION: Code = Code {
    name: "failed_expectation",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: ("検査の期待が成り立ちません", "what a test expects does not hold"),
        why: (
            "条項や案件の変更が、意図しない結果をもたらした可能性があります",
            "a change of a policy or an engagement may have done what nobody meant",
        ),
        example: "test \"…\" { with \"みなと病院\"  expect exactly { } }",
        remedy: (
            "期待か案件のどちらが正しいかを確かめます",
            "find out which is right, the expectation or the engagement",
        ),
    },
};

/// A test that cannot be run.
pub static UNRUNNABLE_TEST: Code = Code {
    name: "unrunnable_test",
    family: Family::Model,
    severity: Severity::Error,
    page: Page {
        says: (
            "検査を実行できません（案件が見つからない、期待がない、など）",
            "a test cannot be run: no such engagement, nothing expected",
        ),
        why: (
            "実行されない検査は、通った検査と見分けがつきません",
            "a test that does not run looks like one that passes",
        ),
        example: "test \"…\" { with \"存在しない案件\"  expect exactly { } }",
        remedy: ("`with` の案件名と `expect` を確かめます", "check the engagement after `with`, and what is expected"),
    },
};

/// What this answer reports.
pub static CODES: [&Code; 3] = [&FAILED_EXPECTATION, &UNRUNNABLE_TEST, &IDLE_CHANGE];

/// One test that was run.
#[derive(Clone, Debug)]
pub struct TestRun {
    /// Its title.
    pub name: Text,
    /// Where it stands.
    pub span: Span,
    /// Why it failed; nothing if it passed.
    pub problems: Vec<Unmet>,
}

/// The engagements that a test can start from: a name and the parts as written.
pub type Parts<'a> = &'a [(&'a str, &'a [ast::Engagement])];

/// Runs one test; `today` is the day where it names none. `look` sees how the engagement was judged, if it was.
pub fn run<T: Default>(
    policy: &Policy,
    graph: &DutyGraph,
    engagements: Parts<'_>,
    (test, today): (&ast::Test, Date),
    look: impl Fn(&Checked) -> T,
) -> (TestRun, T) {
    let unmet = |problems: Vec<Diagnostic>| problems.into_iter().map(Unmet::from).collect();
    let run = |problems| TestRun { name: test.name.clone(), span: test.span, problems };
    let done = |problems: Vec<Diagnostic>| (run(unmet(problems)), T::default());
    let unrunnable = |span, headline| vec![Diagnostic::new(&UNRUNNABLE_TEST, span, headline)];
    if test.expects.is_empty() {
        return done(unrunnable(test.span, text!("`expect` がありません", "nothing is expected")));
    }
    let parts = match parts(engagements, test) {
        Ok(parts) => parts,
        Err(problem) => return done(vec![*problem]),
    };
    let days = match days(test, today) {
        Ok(days) => days,
        Err((span, headline)) => return done(unrunnable(span, headline)),
    };
    let (changed, mut problems) = with_changes(parts, &test.changes);
    let Settled { engagement, obligations, .. } = match settled(policy, &changed) {
        Ok(settled) if problems.is_empty() => settled,
        Ok(_) => return done(problems),
        Err(more) => {
            problems.extend(more);
            return done(problems);
        }
    };
    let evaluation = evaluate(policy, graph, &engagement, &obligations, days.from);
    let checked = Checked::new(evaluation, days.to);
    let problems = test.expects.iter().flat_map(|it| expect::judge(policy, &checked, it)).collect();
    (run(problems), look(&checked))
}

/// What a test starts from: its own engagement, or the parts of the one it names.
fn parts<'a>(engagements: Parts<'a>, test: &'a ast::Test) -> Result<&'a [ast::Engagement], Box<Diagnostic>> {
    let unrunnable = |span, headline| Box::new(Diagnostic::new(&UNRUNNABLE_TEST, span, headline));
    let with = match (&test.with, test.engagement.as_deref()) {
        (None, Some(own)) => return Ok(std::slice::from_ref(own)),
        (Some(_), Some(own)) => {
            let headline =
                text!("`with` と `engagement` の両方があります", "there is both a `with` and an `engagement`");
            return Err(unrunnable(own.span, headline));
        }
        (None, None) => {
            let headline =
                text!("`with` も `engagement` もありません", "there is neither a `with` nor an `engagement`");
            return Err(unrunnable(test.span, headline));
        }
        (Some(with), None) => with,
    };
    let key = with.key();
    let named = |(name, parts): &&(&str, &'a [ast::Engagement])| {
        *name == key || parts.first().is_some_and(|it| it.name.key() == key)
    };
    match engagements.iter().find(named) {
        Some((_, parts)) => Ok(parts),
        None => {
            let name = &with.text;
            let headline = text!("案件「{name}」が見つかりません", "there is no engagement `{name}`");
            Err(Box::new(unrunnable(with.span, headline).suggest(name, engagements.iter().map(|(name, _)| *name))))
        }
    }
}

/// The days of a test: of `at`, of `over`, or today.
fn days(test: &ast::Test, today: Date) -> Result<Stretch, (Span, Text)> {
    let day = |name: &ast::Name| {
        let day = &name.text;
        name.text
            .parse::<Date>()
            .map_err(|_| (name.span, text!("`{day}` という日はありません", "there is no day `{day}`")))
    };
    match (&test.at, &test.over) {
        (None, None) => Ok(today.into()),
        (Some(at), None) => day(at).map(Stretch::from),
        (Some(at), Some(_)) => {
            Err((at.span, text!("`at` と `over` の両方があります", "there is both an `at` and an `over`")))
        }
        (None, Some(over)) => {
            let Some(to) = &over.to else {
                let headline = text!("`over` には終わりの日が必要です", "`over` needs a last day");
                return Err((over.from.span, headline));
            };
            Stretch::new(day(&over.from)?, day(to)?)
                .ok_or((to.span, text!("終わりが始まりより前です", "the last day is before the first")))
        }
    }
}

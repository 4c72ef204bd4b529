//! Findings and problems of texts as one kind of thing, in the order of `check`.

use std::borrow::Cow;

use super::Judged;
use crate::answers::baseline::Since;
use crate::answers::checked::Checked;
use crate::diagnostic::{Code, Diagnostic, Severity, Text};
use crate::findings::Finding;
use crate::model::Waiver;
use crate::source::Span;

/// One thing that is wrong.
pub(super) struct Reported<'a> {
    /// What it is called: the name of its code, or of the rule that does not hold.
    pub name: &'a str,
    pub code: &'static Code,
    pub severity: Severity,
    pub message: Cow<'a, Text>,
    /// The places it rests on, the first one foremost.
    pub places: Vec<(Span, Cow<'a, Text>)>,
    pub help: &'a [Text],
    /// Where it comes from, if it is a finding.
    pub finding: Option<(&'a Checked<'a>, &'a Finding)>,
    /// How it stands to the baseline.
    pub since: Option<Since>,
}

impl<'a> Reported<'a> {
    /// Everything that is wrong: the texts first, then the engagements.
    pub fn all(judged: &Judged<'a>) -> Vec<Reported<'a>> {
        let checked: &'a [Checked<'a>] = judged.checked;
        let findings = checked.iter().flat_map(Reported::of);
        judged.problems.iter().map(Reported::problem).chain(findings).collect()
    }

    fn problem(it: &'a Diagnostic) -> Self {
        let places =
            it.primary.iter().chain(&it.labels).map(|label| (label.span, Cow::Borrowed(&label.text))).collect();
        let Diagnostic { code, severity, headline, help, .. } = it;
        Reported {
            name: code.name,
            code,
            severity: *severity,
            message: Cow::Borrowed(headline),
            places,
            help,
            finding: None,
            since: None,
        }
    }

    /// The findings of an engagement.
    pub fn of(checked: &'a Checked<'a>) -> impl Iterator<Item = Reported<'a>> {
        checked.findings.iter().enumerate().map(|(at, it)| Reported::found(checked, at, it))
    }

    fn found(checked: &'a Checked<'a>, at: usize, it: &'a Finding) -> Self {
        Reported {
            name: &it.name,
            code: it.code,
            severity: it.severity,
            message: Cow::Owned(it.message(&checked.evaluation.context)),
            places: it.places(checked.evaluation.context.policy).collect(),
            help: &[],
            finding: Some((checked, it)),
            since: checked.since(at),
        }
    }

    /// The waiver that speaks of it.
    pub fn waiver(&self) -> Option<&'a Waiver> {
        let (checked, finding) = self.finding?;
        Some(&checked.evaluation.context.engagement.waivers[finding.waived.by()?])
    }

    /// Its stable number, if it is a finding.
    pub fn id(&self) -> Option<&'a str> {
        self.finding.map(|(_, it)| it.id.as_str())
    }

    /// Whether it was known before.
    pub fn is_known(&self) -> bool {
        self.since == Some(Since::Known)
    }

    /// Whether a build fails for it.
    pub fn fails(&self, limit: Option<Severity>) -> bool {
        self.waiver().is_none() && !self.is_known() && limit.is_some_and(|limit| self.severity >= limit)
    }
}

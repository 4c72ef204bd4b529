//! A finding as data, without words and proof.

use serde::Serialize;
use serde_json::Value;

use super::baseline::Since;
use super::checked::Checked;
use crate::diagnostic::{Severity, Text};
use crate::findings::Finding;
use crate::model::{Date, Mode, Phase, SubjectKind, Word};
use crate::source::{Sources, Span};

/// One finding. The keys stand in order of text, as in the values that are made of it.
#[derive(Debug, Serialize)]
pub struct FindingRecord<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<Vec<&'a str>>,
    catalogue: Option<&'a str>,
    code: &'a str,
    control: Option<&'a str>,
    duties: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endangers: Option<&'a [Text]>,
    from: Date,
    id: &'a str,
    mode: Option<String>,
    parties: Vec<&'a str>,
    phase: Option<String>,
    reasons: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    roots: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serves: Option<&'a [Text]>,
    severity: Severity,
    /// What became of it since a baseline, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'static str>,
    subject: SubjectRecord,
    to: Date,
    waived: Option<Value>,
}

#[derive(Debug, Serialize)]
struct SubjectRecord {
    kind: SubjectKind,
    name: String,
}

impl<'a> FindingRecord<'a> {
    /// A finding by itself.
    pub(super) fn new(sources: &Sources, checked: &'a Checked, it: &'a Finding) -> Self {
        let context = &checked.evaluation.context;
        let (policy, engagement) = (context.policy, context.engagement);
        let control = it.group.control.map(|at| &policy.controls[at]);
        FindingRecord {
            because: None,
            catalogue: it.group.catalogue(policy).map(|at| policy.catalogues[at].name.as_str()),
            code: &it.name,
            control: control.map(|it| it.id.as_str()),
            duties: it.group.duties.iter().map(|at| policy.duties[*at].id.as_str()).collect(),
            endangers: None,
            from: it.days.from,
            id: &it.id,
            mode: modes(&it.group.modes),
            parties: it.group.defect.parties.iter().map(|at| engagement.parties[*at].name.as_str()).collect(),
            phase: phases(&it.group.phases),
            reasons: &it.group.defect.reasons,
            roots: None,
            serves: None,
            severity: it.severity,
            since: None,
            subject: SubjectRecord { kind: it.group.subject.kind(), name: engagement.subject_name(it.group.subject) },
            to: it.days.to,
            waived: it.waived.by().map(|at| super::check::waiver_json(sources, checked, &engagement.waivers[at])),
        }
    }

    /// One of many: with what hangs on it, where the statements stand on which it rests, and what became of it since a baseline.
    pub fn of_many(sources: &Sources, checked: &'a Checked, at: usize) -> Self {
        let it = &checked.findings[at];
        FindingRecord {
            roots: Some(roots(sources, checked, it)),
            since: checked.since(at).map(Since::name),
            ..FindingRecord::new(sources, checked, it).hanging(checked, it)
        }
    }

    /// With what hangs on it.
    pub(super) fn hanging(mut self, checked: &'a Checked, it: &'a Finding) -> Self {
        self.because = Some(it.because.iter().map(|at| checked.findings[*at].id.as_str()).collect());
        self.endangers = Some(&it.endangers);
        self.serves = Some(&it.serves);
        self
    }

    /// The same as a value.
    pub(super) fn value(&self) -> Value {
        // Words, numbers and lists of them: nothing of it can fail.
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// Where the statements stand on which a finding rests.
pub fn roots(sources: &Sources, checked: &Checked, it: &Finding) -> Vec<String> {
    let policy = checked.evaluation.context.policy;
    let is_said = |span: &Span| !policy.catalogues.iter().any(|it| it.span.holds(*span));
    it.spans(policy).filter(is_said).map(|span| sources.place(span)).collect()
}

/// The phases that are distinguished, as they are written.
pub(super) fn phases(phases: &[Phase]) -> Option<String> {
    joined(phases.iter().map(|it| it.name()))
}

/// The modes that are distinguished, as they are written.
pub(super) fn modes(modes: &[Mode]) -> Option<String> {
    joined(modes.iter().map(|it| it.name()))
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}

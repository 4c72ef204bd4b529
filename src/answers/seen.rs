//! A finding as it was seen at one time: what is kept of it to be held against those of another time.
//!
//! Findings are the same if their ids are. But a gap that grows, or of which somebody takes a part, may be called otherwise, and so has
//! another id. Each obligation has at most one defect of the ladder; what speaks now of duties of which the other spoke continues it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::checked::Checked;
use super::record::{modes, phases};
use crate::diagnostic::{Severity, Text};
use crate::findings::{Finding, LADDER, UNDETERMINED};
use crate::model::{Date, Stretch, Word};

/// A finding as it was seen.
#[derive(Clone, Debug, Deserialize)]
pub struct Seen {
    /// Its stable number.
    pub id: String,
    /// What it was called.
    pub code: String,
    /// Its weight.
    pub severity: Severity,
    /// The catalogue of the control it was about.
    #[serde(default)]
    pub catalogue: Option<String>,
    /// The control it was about.
    #[serde(default)]
    pub control: Option<String>,
    /// What it was about.
    #[serde(default)]
    pub subject: Option<SeenSubject>,
    /// In words, where they were written.
    #[serde(default)]
    pub message: Option<Text>,
    /// The duties, by id.
    #[serde(default)]
    pub duties: Vec<String>,
    /// The phases, where they are distinguished.
    #[serde(default)]
    pub phase: Option<String>,
    /// The modes, where they are distinguished.
    #[serde(default)]
    pub mode: Option<String>,
    /// The parties, by name.
    #[serde(default)]
    pub parties: Vec<String>,
    #[serde(default)]
    reasons: Vec<String>,
    /// The first day, of those asked about.
    pub from: Date,
    /// The last day, of those asked about.
    pub to: Date,
    #[serde(default)]
    waived: Option<IgnoredAny>,
}

/// What a finding was about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct SeenSubject {
    /// The word of its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
}

impl Seen {
    /// A finding as it is seen now.
    pub fn now(checked: &Checked<'_>, it: &Finding) -> Self {
        let context = &checked.evaluation.context;
        let (policy, engagement) = (context.policy, context.engagement);
        Seen {
            id: it.id.clone(),
            code: it.name.to_string(),
            severity: it.severity,
            catalogue: it.group.catalogue(policy).map(|at| policy.catalogues[at].name.clone()),
            control: it.group.control.map(|at| policy.controls[at].id.clone()),
            subject: Some(SeenSubject {
                kind: it.group.subject.kind().name().to_owned(),
                name: engagement.subject_name(it.group.subject),
            }),
            message: Some(it.message(context)),
            duties: it.group.duties.iter().map(|at| policy.duties[*at].id.clone()).collect(),
            phase: phases(&it.group.phases),
            mode: modes(&it.group.modes),
            parties: it.group.defect.parties.iter().map(|at| engagement.parties[*at].name.clone()).collect(),
            reasons: it.group.defect.reasons.clone(),
            from: it.days.from,
            to: it.days.to,
            waived: it.is_waived().then_some(IgnoredAny),
        }
    }

    /// Whether there is more of it: it weighs more, speaks of more duties, nobody carries any part of it any more, it is no longer waived,
    /// or holds on more of the days that were asked about both times.
    pub fn has_grown(&self, was: &Seen, both: Option<Stretch>) -> bool {
        self.severity > was.severity
            || (was.waived.is_some() && self.waived.is_none())
            || adds(&self.duties, &was.duties)
            || is_wider(self.phase.as_deref(), was.phase.as_deref())
            || is_wider(self.mode.as_deref(), was.mode.as_deref())
            || (was.code.as_str(), self.code.as_str()) == ("partly_owned", "unowned")
            || both.is_some_and(|both| self.is_longer(was, both))
    }

    /// Whether it says something that it did not, for better or worse: another defect, others' parties, other reasons, other figures.
    pub fn says_otherwise(&self, was: &Seen) -> bool {
        let fewer = self.duties.len() < was.duties.len() || self.parties.len() < was.parties.len();
        // Figures stand in the words alone; where those were not kept, nobody can tell. Of less, other words are said.
        let words = self.message.as_ref().zip(was.message.as_ref()).is_some_and(|(is, was)| is != was);
        self.is_other_defect(was)
            || adds(&self.parties, &was.parties)
            || adds(&self.reasons, &was.reasons)
            || (words && !fewer && self.code == was.code)
    }

    /// Whether something else is wrong with it now; that somebody took a part of what nobody carried is no other defect.
    pub fn is_other_defect(&self, was: &Seen) -> bool {
        self.code != was.code && (was.code.as_str(), self.code.as_str()) != ("unowned", "partly_owned")
    }

    fn is_longer(&self, was: &Seen, both: Stretch) -> bool {
        self.from.max(both.from) < was.from.max(both.from) || self.to.min(both.to) > was.to.min(both.to)
    }

    /// What obligations of it have in common, if it is a defect of which each has at most one.
    fn place(&self) -> Option<Place<'_>> {
        let is_alone = LADDER.iter().chain([&&UNDETERMINED]).any(|kind| kind.code.name == self.code);
        let place = (self.catalogue.as_deref(), self.control.as_deref()?, self.subject.as_ref()?);
        (is_alone && !self.duties.is_empty()).then_some(place)
    }
}

/// Catalogue, control, subject.
type Place<'a> = (Option<&'a str>, &'a str, &'a SeenSubject);

/// For each finding of now those of before that it continues, though its id is another.
pub fn continued(before: &[&Seen], now: &[&Seen]) -> Vec<Vec<usize>> {
    let mut there: BTreeMap<Place<'_>, Vec<usize>> = BTreeMap::new();
    for (at, it) in before.iter().enumerate() {
        if let Some(place) = it.place() {
            there.entry(place).or_default().push(at);
        }
    }
    let of = |it: &&Seen| {
        let candidates = it.place().and_then(|place| there.get(&place)).into_iter().flatten().copied();
        candidates.filter(|at| before[*at].duties.iter().any(|duty| it.duties.contains(duty))).collect()
    };
    now.iter().map(of).collect()
}

fn adds(is: &[String], was: &[String]) -> bool {
    is.iter().any(|it| !was.contains(it))
}

/// The days that were asked about both times.
pub fn both(one: Stretch, other: Stretch) -> Option<Stretch> {
    Stretch::new(one.from.max(other.from), one.to.min(other.to))
}

/// Whether a list of words names some that another does not; none at all means that they are not distinguished.
fn is_wider(is: Option<&str>, was: Option<&str>) -> bool {
    match (is, was) {
        (None, None) | (Some(_), None) => false,
        (None, Some(_)) => true,
        (Some(is), Some(was)) => is.split(", ").any(|word| was.split(", ").all(|other| other != word)),
    }
}

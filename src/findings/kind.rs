//! What a kind of finding is: a code, a question to the evaluation, and words.

use crate::diagnostic::{Code, Text};
use crate::evaluate::Evaluation;
use crate::graph::ObligationIdx;
use crate::model::{ControlIdx, DutyIdx, Mode, PartyIdx, Phase, Subject};
use crate::source::Span;

use super::names::Names;

/// One kind of finding about an obligation. Each kind is a `static` in a file of its own.
pub struct Kind {
    /// Its name and page.
    pub code: Code,
    /// Whether an obligation has the defect; it is asked only if no kind before it in the ladder fits.
    pub find: fn(&Evaluation, ObligationIdx) -> Option<Defect>,
    /// What it says of a group of obligations of one control on one subject.
    pub say: fn(&Names, &Group) -> Text,
}

/// A defect of one obligation, before it is grouped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Defect {
    /// The parties it is about.
    pub parties: Vec<PartyIdx>,
    /// Words for tests and machines: `not_accepted`, names of facts, labels of parts.
    pub reasons: Vec<String>,
    /// What the message says besides, one text per obligation; equal ones are said once.
    pub details: Vec<Text>,
    /// Further places.
    pub places: Vec<(Span, Text)>,
    /// The obligations whose defects cause this one.
    pub causes: Vec<ObligationIdx>,
    /// It stands beside something sound, and so is only a note.
    pub beside: bool,
}

/// Obligations of one control on one subject with one kind of defect of the same parties.
#[derive(Clone, Debug)]
pub struct Group {
    /// The control; `None` for what is about no control.
    pub control: Option<ControlIdx>,
    /// The subject.
    pub subject: Subject,
    /// The duties.
    pub duties: Vec<DutyIdx>,
    /// The obligations.
    pub obligations: Vec<ObligationIdx>,
    /// The phases, where distinguished.
    pub phases: Vec<Phase>,
    /// The modes, where distinguished.
    pub modes: Vec<Mode>,
    /// What they have in common and what differs.
    pub defect: Defect,
}

impl Group {
    /// The control's heading, the duties' ids and the subject, as every message begins.
    pub fn head(&self, names: &Names) -> Text {
        let subject = names.subject(self.subject);
        let Some(control) = self.control else {
            return subject;
        };
        let policy = names.0.policy;
        let title = &policy.controls[control].title;
        let ids = names.duties(&self.named());
        let when = super::names::qualifiers(&self.phases, &self.modes);
        Text {
            ja: format!("{} {}／{}{}", ids.ja, title.ja, subject.ja, when.ja),
            en: format!("{} {} on {}{}", ids.en, title.en, subject.en, when.en),
        }
    }

    /// The duties, or only the first where they are all that the control has.
    fn named(&self) -> Vec<DutyIdx> {
        self.duties.clone()
    }

    /// The details, each said once.
    pub fn details(&self) -> Text {
        let mut all: Vec<&Text> = Vec::new();
        for detail in &self.defect.details {
            if !detail.is_empty() && !all.contains(&detail) {
                all.push(detail);
            }
        }
        let (ja, en): (Vec<_>, Vec<_>) = all.iter().map(|it| (it.ja.as_str(), it.en.as_str())).unzip();
        Text { ja: ja.join("。"), en: en.join("; ") }
    }

    /// The head, then a verdict, then the details.
    pub fn sentence(&self, names: &Names, verdict: Text) -> Text {
        let head = self.head(names);
        let details = self.details();
        let join = |head: &str, verdict: &str, details: &str, colon: &str, stop: &str| match details {
            "" => format!("{head}{colon}{verdict}"),
            details => format!("{head}{colon}{verdict}{stop}{details}"),
        };
        Text {
            ja: join(&head.ja, &verdict.ja, &details.ja, "：", "。"),
            en: join(&head.en, &verdict.en, &details.en, ": ", "; "),
        }
    }
}

/// Who is expected to carry a duty on a subject, as a detail: "a gap is put to that role".
pub fn asked(evaluation: &Evaluation, at: ObligationIdx) -> Text {
    let context = &evaluation.context;
    let names = Names(context);
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let subject = context.obligations.subject(at);
    let each: Vec<Text> = duty
        .bearers
        .roles
        .iter()
        .map(|role| {
            let role_words = names.role(*role);
            let parties = crate::evaluate::in_role(context, *role, subject);
            let who = names.parties(&parties);
            if parties.is_empty() {
                role_words
            } else {
                Text { ja: format!("{} {}", role_words.ja, who.ja), en: format!("{} {}", role_words.en, who.en) }
            }
        })
        .collect();
    if each.is_empty() {
        return Text::default();
    }
    let Text { ja, en } = Text::list(&each);
    crate::text!("想定される担い手：{ja}", "expected of: {en}")
}

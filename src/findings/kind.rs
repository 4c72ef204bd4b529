//! What a kind of finding is: a code, a question to the evaluation, and words.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Text};
use crate::evaluate::{Evaluation, LevelGap, Truth, in_role, in_scope};
use crate::graph::ObligationIdx;
use crate::model::{CatalogueIdx, ControlIdx, DutyIdx, Mode, PartyIdx, Phase, Policy, Role, RuleIdx, Subject, Word};
use crate::source::Span;

use super::derivation::Derivation;
use super::names::Names;

/// One kind of finding about an obligation. Each kind is a `static` in a file of its own.
#[derive(Debug)]
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
    /// In which roles somebody is expected to carry it, and who stands in them: a gap is put to them.
    pub asked: Vec<(Role, Vec<PartyIdx>)>,
    /// Words for tests and machines: `not_accepted`, names of facts, labels of parts.
    pub reasons: Vec<String>,
    /// What the message says besides, one text per obligation; equal ones are said once.
    pub details: Vec<Text>,
    /// Further places.
    pub places: Vec<(Span, Text)>,
    /// Its proof, where it is about no obligation; without one, its places are.
    pub proof: Vec<Derivation>,
    /// The obligations whose defects cause this one.
    pub causes: Vec<ObligationIdx>,
    /// What is wrong with levels of service, where that is what it is about; it proves itself.
    pub level: Option<Box<LevelGap>>,
    /// The rule that does not hold, where that is what it is about.
    pub rule: Option<RuleIdx>,
    /// It stands beside something sound, and so is only a note.
    pub beside: bool,
    /// It is about a subcontract beneath what it names, to which that is not passed on.
    pub not_passed_on: bool,
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
    /// The catalogue; what is about several of its controls has one as well.
    pub fn catalogue(&self, policy: &Policy) -> Option<CatalogueIdx> {
        let of_duty = self.duties.first().map(|duty| policy.duties[*duty].control);
        self.control.or(of_duty).map(|it| policy.controls[it].catalogue)
    }

    /// Whether law demands any of it.
    pub fn is_by_law(&self, policy: &Policy) -> bool {
        let of_duties = self.duties.iter().map(|duty| policy.duties[*duty].control);
        self.control.into_iter().chain(of_duties).any(|it| policy.controls[it].by_law.is_some())
    }

    /// The control's heading, the duties' ids and the subject, as every message begins.
    pub fn head(&self, names: &Names) -> Text {
        let subject = names.subject(self.subject);
        let Some(control) = self.control else {
            return subject;
        };
        let title = &names.0.policy.controls[control].title;
        // All duties of a control are the control.
        let whole: Vec<DutyIdx> = names.0.policy.duties_of(control).collect();
        let ids = if self.duties == whole { Text::same(names.control(control)) } else { names.duties(&self.duties) };
        let when = self.when(names);
        Text {
            ja: format!("{} {}／{}{}", ids.ja, title.ja, subject.ja, when.ja),
            en: format!("{} {} on {}{}", ids.en, title.en, subject.en, when.en),
        }
    }

    /// Its phases and modes; where not each phase with each mode, one with the other.
    pub fn when(&self, names: &Names) -> Text {
        let both = |at: &ObligationIdx| {
            let it = names.0.obligations.all[*at];
            it.phase.zip(it.mode)
        };
        // Some of its duties may distinguish only phases, or only modes: then there is more than pairs to name.
        let pairs: Option<BTreeSet<(Phase, Mode)>> = self.obligations.iter().map(both).collect();
        let product = self.phases.len() * self.modes.len();
        let Some(pairs) = pairs.filter(|it| !it.is_empty() && it.len() != product) else {
            return super::names::qualifiers(&self.phases, &self.modes);
        };
        let each = pairs.iter().map(|(phase, mode)| {
            let (phase, mode) = (phase.words(), mode.words());
            Text { ja: format!("{}の{}", phase.ja, mode.ja), en: format!("{} in {}", mode.en, phase.en) }
        });
        let Text { ja, en } = Text::list(&each.collect::<Vec<_>>());
        Text { ja: format!("（{ja}）"), en: format!(" ({en})") }
    }

    /// The details, each said once, and who is expected to carry it.
    fn details(&self, names: &Names) -> Text {
        let asked = self.asked(names);
        let mut all: Vec<&Text> = Vec::new();
        for detail in self.defect.details.iter().chain(&asked) {
            if !detail.is_empty() && !all.contains(&detail) {
                all.push(detail);
            }
        }
        let (ja, en): (Vec<_>, Vec<_>) = all.iter().map(|it| (it.ja.as_str(), it.en.as_str())).unzip();
        Text { ja: ja.join("。"), en: en.join("; ") }
    }

    fn asked(&self, names: &Names) -> Option<Text> {
        let each: Vec<Text> = self
            .defect
            .asked
            .iter()
            .map(|(role, parties)| {
                let (role, who) = (names.role(*role), names.parties(parties));
                match parties.is_empty() {
                    true => role,
                    false => Text { ja: format!("{} {}", role.ja, who.ja), en: format!("{} {}", role.en, who.en) },
                }
            })
            .collect();
        let Text { ja, en } = Text::list(&each);
        (!each.is_empty()).then(|| crate::text!("想定される担い手：{ja}", "expected of: {en}"))
    }

    /// The head, then a verdict, then the details.
    pub fn sentence(&self, names: &Names, verdict: Text) -> Text {
        let head = self.head(names);
        let details = self.details(names);
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

/// Who is expected to carry a duty on a subject, role by role; nothing is asked of those out of scope.
pub fn asked(evaluation: &Evaluation, at: ObligationIdx) -> Vec<(Role, Vec<PartyIdx>)> {
    let context = &evaluation.context;
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    let subject = context.obligations.subject(at);
    let catalogue = context.policy.controls[duty.control].catalogue;
    // Of one that supplies nothing on the day, nothing says that it is not addressed.
    let addressed = |party: &PartyIdx| {
        !context.lives(Subject::Vendor(*party)) || in_scope(context, catalogue, *party).truth() != Truth::False
    };
    let in_role =
        |role: &Role| (*role, in_role(context, *role, subject).into_iter().filter(addressed).collect::<Vec<_>>());
    duty.bearers.roles.iter().map(in_role).collect()
}

//! One engagement, judged on a day or over a stretch of days.

use std::collections::BTreeMap;

use super::baseline::{Against, Since};
use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, State};
use crate::findings::{Derivation, Finding, find_over, speaks_of};
use crate::model::{Date, Stretch, Waiver, turning_days};
use crate::text;

/// One engagement with its findings from a first to a last day.
#[derive(Debug)]
pub struct Checked<'a> {
    /// How it stands on the first day.
    pub evaluation: Evaluation<'a>,
    /// The last day; often the first.
    pub last: Date,
    /// The findings of all the days.
    pub findings: Vec<Finding>,
    /// How they stand to what was found before, where that was asked.
    pub against: Option<Against>,
}

/// A waiver that marks nothing on the days asked about.
#[derive(Clone, Copy, Debug)]
pub struct IdleWaiver<'a> {
    /// The waiver.
    pub waiver: &'a Waiver,
    /// Why it marks nothing.
    pub why: Idle,
}

/// Why a waiver marks nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// Nothing was found of which it speaks.
    Nothing,
    /// It has expired, and nothing is found any more.
    Expired,
    /// It begins later.
    Later,
}

impl IdleWaiver<'_> {
    /// In words.
    pub fn words(&self) -> Text {
        let until = self.waiver.until;
        match (self.why, self.waiver.from) {
            (Idle::Later, Some(from)) => {
                text!(
                    "この免除は {from} に始まり、まだ効力がありません：",
                    "this waiver begins on {from}, and does not hold yet:"
                )
            }
            (Idle::Expired, _) => text!(
                "{until} に期限が切れた免除です。当てはまる指摘はもうなく、削除できます：",
                "this waiver expired on {until}, and nothing that it speaks of is found any more:"
            ),
            (Idle::Nothing | Idle::Later, _) => {
                text!("当てはまる指摘のない免除です：", "this waiver speaks of nothing that was found:")
            }
        }
    }
}

impl<'a> Checked<'a> {
    /// Finds what is wrong from the day of an evaluation to a last day.
    pub fn new(evaluation: Evaluation<'a>, last: Date) -> Self {
        let findings = find_over(&evaluation, last);
        Checked { evaluation, last, findings, against: None }
    }

    /// How a finding stands to the baseline.
    pub fn since(&self, finding: usize) -> Option<Since> {
        self.against.as_ref().and_then(|it| it.since.get(finding).copied())
    }

    /// Whether a finding counts: it is neither waived nor known before.
    pub fn counts(&self, finding: usize) -> bool {
        self.since(finding) != Some(Since::Known) && self.findings.get(finding).is_some_and(|it| !it.is_waived())
    }

    /// What became of it since the baseline, in words.
    pub fn against_words(&self) -> Option<Text> {
        let known = self.findings.iter().enumerate().filter(|(at, _)| self.since(*at) == Some(Since::Known));
        let waived = known.filter(|(_, it)| it.is_waived()).count();
        Some(self.against.as_ref()?.words(waived))
    }

    /// The findings that count.
    pub fn counting(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().enumerate().filter(|(at, _)| self.counts(*at)).map(|(_, it)| it)
    }

    /// The days that were asked about.
    pub fn days(&self) -> Stretch {
        Stretch { from: self.evaluation.context.day, to: self.last }
    }

    /// The engagement and the days, as a heading.
    pub fn title(&self) -> Text {
        let name = &self.evaluation.context.engagement.name;
        let Stretch { from, to } = self.days();
        match self.days().is_day() {
            true => text!("{name}（基準日 {from}）", "{name} (on {from})"),
            false => text!("{name}（{from}〜{to}）", "{name} (from {from} to {to})"),
        }
    }

    /// The first days of the pieces between which nothing turns.
    pub fn turns(&self) -> Vec<Date> {
        let context = &self.evaluation.context;
        let pieces = self.days().cut(&turning_days(context.policy, context.engagement));
        pieces.into_iter().map(|piece| piece.from).collect()
    }

    /// Looks at every piece of the days between which nothing turns; the first is evaluated already.
    pub fn every_day(&self, mut look: impl FnMut(Date, &Evaluation)) {
        for day in self.turns() {
            match day == self.evaluation.context.day {
                true => look(day, &self.evaluation),
                false => look(day, &self.evaluation.on(day)),
            }
        }
    }

    /// How many obligations apply on some day, and how many of these are carried on every day on which they apply.
    pub fn carried(&self) -> (usize, usize) {
        let standings = &self.evaluation.standings;
        if self.days().is_day() {
            let applying = standings.iter().filter(|it| it.stands());
            return (applying.clone().count(), applying.filter(|it| it.carried).count());
        }
        let mut seen: Vec<(bool, bool)> = vec![(false, true); standings.len()];
        let mut look = |evaluation: &Evaluation| {
            for (seen, standing) in seen.iter_mut().zip(&evaluation.standings) {
                seen.0 |= standing.stands();
                seen.1 &= !standing.stands() || standing.carried;
            }
        };
        match self.evaluation.timeline() {
            None => self.turns().into_iter().for_each(|day| look(&self.evaluation.on(day))),
            Some(line) => {
                for (at, seen) in self.evaluation.context.obligations.all.indices().zip(&mut seen) {
                    for spell in line.spells(at).into_iter().filter(|it| it.days.within(self.days()).is_some()) {
                        seen.0 |= spell.state != State::Absent;
                        seen.1 &= matches!(spell.state, State::Absent | State::Carried(_));
                    }
                }
            }
        }
        let applying = seen.iter().filter(|(applies, _)| *applies);
        (applying.clone().count(), applying.filter(|(_, carried)| *carried).count())
    }

    /// The waivers that speak of no finding, and those that have not begun.
    pub fn idle_waivers(&self) -> Vec<IdleWaiver<'a>> {
        let engagement = self.evaluation.context.engagement;
        let state = |waiver: &Waiver| {
            let fits = self.findings.iter().any(|it| speaks_of(waiver, it));
            let days = self.days();
            if waiver.until < days.from {
                (!fits).then_some(Idle::Expired)
            } else if waiver.from.is_some_and(|from| from > days.to) {
                Some(Idle::Later)
            } else {
                (!fits).then_some(Idle::Nothing)
            }
        };
        engagement.waivers.iter().filter_map(|waiver| Some(IdleWaiver { waiver, why: state(waiver)? })).collect()
    }

    /// Why, finding by finding: each on its own first day.
    pub fn derivations(&self) -> Vec<Derivation> {
        let mut by_day: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for (number, it) in self.findings.iter().enumerate() {
            by_day.entry(it.days.from).or_default().push(number);
        }
        let mut all = vec![Derivation::default(); self.findings.len()];
        for (day, numbers) in by_day {
            let other = (day != self.evaluation.context.day).then(|| self.evaluation.on(day));
            let evaluation = other.as_ref().unwrap_or(&self.evaluation);
            for number in numbers {
                all[number] = self.findings[number].derivation(evaluation);
            }
        }
        all
    }

    /// Why there is one of the findings.
    pub fn derivation(&self, finding: &Finding) -> Derivation {
        match finding.days.from == self.evaluation.context.day {
            true => finding.derivation(&self.evaluation),
            false => finding.derivation(&self.evaluation.on(finding.days.from)),
        }
    }
}

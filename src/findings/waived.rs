//! Which findings somebody puts up with: the step that marks what was found, and changes nothing else.
//!
//! ```text
//! H waives unowned P2.C.1 on wan because "移行中" until 2026-12-31
//!     … ─ waived ─ 2026-12-31 │ 2027-01-01 ─ open again, naming the waiver ─ …
//! ```
//!
//! A finding is waived whole or not at all: all its duties, phases and modes must be in the scope of one waiver. Of several waivers
//! the one that lasts longest counts. What the law demands cannot be waived.

use std::cmp::Reverse;

use super::Finding;
use super::derivation::Derivation;
use super::names::Names;
use crate::diagnostic::Text;
use crate::evaluate::Context;
use crate::model::{Basis, Date, Idx, Waiver, WaiverIdx};
use crate::text;

/// What waivers come to for a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waived {
    /// No waiver speaks of it.
    #[default]
    No,
    /// It is waived.
    By(WaiverIdx),
    /// A waiver speaks of it, but the law demands what is missing.
    AgainstLaw(WaiverIdx),
    /// A waiver speaks of some of it only.
    InPart(WaiverIdx),
    /// It was waived, and is no longer.
    Expired(WaiverIdx),
}

/// How much of a finding lies in the scope of a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Nothing,
    Part,
    Whole,
}

impl Waived {
    /// The waiver that holds.
    pub fn by(self) -> Option<WaiverIdx> {
        match self {
            Waived::By(at) => Some(at),
            Waived::No | Waived::AgainstLaw(_) | Waived::InPart(_) | Waived::Expired(_) => None,
        }
    }

    /// The waiver that is to be named, whether or not it holds.
    pub fn named(self) -> Option<WaiverIdx> {
        match self {
            Waived::No => None,
            Waived::By(at) | Waived::AgainstLaw(at) | Waived::InPart(at) | Waived::Expired(at) => Some(at),
        }
    }
}

impl Finding {
    /// Whether somebody puts up with it: it is shown, but does not count.
    pub fn is_waived(&self) -> bool {
        self.waived.by().is_some()
    }

    /// What a waiver comes to for it, with the place of the waiver.
    pub fn waiver(&self, context: &Context) -> Option<Derivation> {
        let waiver = &context.engagement.waivers[self.waived.named()?];
        let names = Names(context);
        let Text { ja, en } = names.party(waiver.owner);
        let (until, because) = (waiver.until, &waiver.because);
        let by = rests_on(&names, waiver);
        let (by_ja, by_en) = (by.ja, by.en);
        let words = match self.waived {
            Waived::No => return None,
            Waived::By(_) => text!(
                "{ja}が {until} まで免除しています{by_ja}。理由：{because}",
                "waived by {en} until {until}{by_en}, because: {because}"
            ),
            Waived::Expired(_) => text!(
                "{ja}が {until} まで免除していましたが{by_ja}、期限が切れました",
                "waived by {en} until {until}{by_en}, expired"
            ),
            Waived::AgainstLaw(_) => text!(
                "{ja}の免除に効果はありません。法令が求めることは免除できません",
                "the waiver by {en} has no effect: what law demands cannot be waived"
            ),
            Waived::InPart(_) => text!(
                "{ja}の免除はこの指摘の一部だけを対象としています。指摘は全体としてのみ免除できます",
                "the waiver by {en} covers only some of it: a finding is waived whole or not at all"
            ),
        };
        Some(Derivation::at(words, waiver.span))
    }
}

/// Marks what was found on the day of a context.
pub(super) fn mark(context: &Context, findings: &mut [Finding]) {
    let waivers = &context.engagement.waivers;
    if waivers.is_empty() {
        return;
    }
    for finding in findings {
        finding.waived = waived(context, finding);
    }
}

fn waived(context: &Context, finding: &Finding) -> Waived {
    let by_law = finding.group.is_by_law(context.policy);
    let waivers = &context.engagement.waivers;
    let speaking = |scope: Scope, fits: fn(&Waiver, Date) -> bool| {
        let all = waivers.enumerate().filter(|(_, it)| fits(it, context.day) && self::scope(it, finding) == scope);
        all.max_by_key(|(at, it)| (it.until, Reverse(at.row()))).map(|(at, _)| at)
    };
    let in_force = |it: &Waiver, day: Date| it.days().holds(day);
    if let Some(at) = speaking(Scope::Whole, in_force) {
        return if by_law { Waived::AgainstLaw(at) } else { Waived::By(at) };
    }
    let partly = speaking(Scope::Part, in_force).map(Waived::InPart);
    let expired = || speaking(Scope::Whole, |it, day| it.until < day).filter(|_| !by_law).map(Waived::Expired);
    partly.or_else(expired).unwrap_or_default()
}

/// Whether a waiver speaks of a finding, or of some of it, whatever the day.
pub fn speaks_of(waiver: &Waiver, finding: &Finding) -> bool {
    scope(waiver, finding) != Scope::Nothing
}

fn scope(waiver: &Waiver, finding: &Finding) -> Scope {
    let group = &finding.group;
    if !waiver.names(&finding.name) || !(waiver.on.is_empty() || waiver.on.contains(&group.subject)) {
        return Scope::Nothing;
    }
    let duties = match &waiver.duties {
        None => Scope::Whole,
        // What is about no control is about no duty either.
        Some(_) if group.duties.is_empty() => Scope::Nothing,
        Some(set) => covered(&group.duties, |it| set.contains(it.row())),
    };
    let when = [limited(&waiver.phases, &group.phases), limited(&waiver.modes, &group.modes)];
    match when.iter().chain([&duties]).any(|it| *it == Scope::Nothing) {
        true => Scope::Nothing,
        false if when.iter().chain([&duties]).any(|it| *it == Scope::Part) => Scope::Part,
        false => Scope::Whole,
    }
}

/// What is not distinguished holds in all phases, of which a waiver that names some has only a part.
fn limited<T: PartialEq>(named: &[T], found: &[T]) -> Scope {
    match (named.is_empty(), found.is_empty()) {
        (true, _) => Scope::Whole,
        (false, true) => Scope::Part,
        (false, false) => covered(found, |it| named.contains(it)),
    }
}

fn covered<T>(all: &[T], is_in: impl Fn(&T) -> bool) -> Scope {
    match all.iter().filter(|it| is_in(it)).count() {
        0 => Scope::Nothing,
        count if count == all.len() => Scope::Whole,
        _ => Scope::Part,
    }
}

/// What a waiver rests on, in brackets: ` (稟議 12)`
fn rests_on(names: &Names, waiver: &Waiver) -> Text {
    let by: Vec<String> = waiver.by.iter().map(|basis| basis_words(names, basis)).collect();
    let by = by.join(", ");
    if by.is_empty() { Text::default() } else { text!("（{by}）", " ({by})") }
}

fn basis_words(names: &Names, basis: &Basis) -> String {
    let engagement = names.0.engagement;
    let evidence = basis.evidence.map(|it| engagement.evidence[it].name.as_str());
    let paper = evidence.or(basis.contract.map(|it| engagement.contracts[it].name.as_str()));
    let words = paper.into_iter().chain(basis.clause.as_deref());
    words.collect::<Vec<_>>().join(" ")
}

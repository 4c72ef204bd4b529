//! Waivers: findings that somebody puts up with for a while, with a reason.

use fixedbitset::FixedBitSet;

use super::{Basis, Date, Interval, Mode, PartyIdx, Phase, Subject};
use crate::source::Span;

/// `H waives unowned P2.C.1 on wan because "移行中" until 2026-12-31`
///
/// It says nothing of who carries what: no law looks at it, so that it can change no verdict, but only mark what was found.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Who puts up with it, and answers for that.
    pub owner: PartyIdx,
    /// The kinds of findings, by name, each once.
    pub kinds: Vec<WaivedKind>,
    /// The duties it speaks of, `except` taken out; `None` where none were named: whatever is found on its subjects.
    pub duties: Option<FixedBitSet>,
    /// The subjects it speaks of; empty is all.
    pub on: Vec<Subject>,
    /// The phases it speaks of; empty is all.
    pub phases: Vec<Phase>,
    /// The modes it speaks of; empty is all.
    pub modes: Vec<Mode>,
    /// Why.
    pub because: String,
    /// What it rests on.
    pub by: Vec<Basis>,
    /// The first day, if there is one.
    pub from: Option<Date>,
    /// The last day: no waiver is without end.
    pub until: Date,
    /// The whole of it in the text.
    pub span: Span,
}

/// A kind of finding as written. Which kinds there are is known only where findings are made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WaivedKind {
    /// `unowned`, or the name of a rule.
    pub name: String,
    /// Where.
    pub span: Span,
}

impl Waiver {
    /// The days on which it holds.
    pub fn days(&self) -> Interval {
        Interval { from: self.from, to: Some(self.until) }
    }

    /// Whether it is about findings of a name.
    pub fn names(&self, kind: &str) -> bool {
        self.kinds.iter().any(|it| it.name == kind)
    }
}

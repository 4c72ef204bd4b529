//! How it stands with an obligation, and what each party is to it: the signs of a matrix, on terminals, in spreadsheets and on pages.
//!
//! ```text
//! ○ carried   △ carried, with a finding   ？ undetermined   ◇ waived   × nobody
//! P performs  A answers  D declines  N has not agreed  ! a finding is open
//! ```

use std::collections::BTreeMap;

use super::checked::Checked;
use crate::diagnostic::{Severity, Text};
use crate::evaluate::Break;
use crate::findings::{Finding, Told};
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx, Verb};
use crate::report::Style;
use crate::text;

/// How it stands with an obligation, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nobody carries it.
    Nobody,
    /// It depends on what nobody stated.
    Unknown,
    /// Nobody carries it, and the finding is waived.
    Waived,
    /// It is carried, and an error or a warning is open about it.
    Open,
    /// It is carried.
    Carried,
}

/// What a party is to an obligation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Performs it.
    pub performs: bool,
    /// Answers for it to the hospital.
    pub answers: bool,
    /// Says that it does not carry it.
    pub declines: bool,
    /// Has been handed it without having accepted it.
    pub has_not_agreed: bool,
    /// An open finding about it names the party.
    pub is_named: bool,
}

/// An obligation with everything that a matrix says of it.
#[derive(Debug)]
pub struct Allocation {
    /// How it stands.
    pub state: State,
    /// It is written that this is still to be agreed.
    pub to_be_agreed: bool,
    /// What some parties are to it.
    pub parts: BTreeMap<PartyIdx, Part>,
    /// The finding that tells of it, if there is one.
    pub first: Option<usize>,
    /// The open errors and warnings about it.
    pub open: Vec<usize>,
}

impl State {
    /// All of them.
    pub const ALL: [State; 5] = [State::Carried, State::Open, State::Unknown, State::Waived, State::Nobody];

    /// Its sign.
    pub fn sign(self) -> &'static str {
        match self {
            State::Nobody => "×",
            State::Unknown => "？",
            State::Waived => "◇",
            State::Open => "△",
            State::Carried => "○",
        }
    }

    /// In words.
    pub fn words(self) -> Text {
        match self {
            State::Nobody => text!("担い手なし", "nobody"),
            State::Unknown => text!("前提が不明", "undetermined"),
            State::Waived => text!("担い手なし（免除）", "nobody (waived)"),
            State::Open => text!("担われているが指摘あり", "carried, with a finding"),
            State::Carried => text!("担われている", "carried"),
        }
    }

    /// How it looks.
    pub fn style(self) -> Style {
        match self {
            State::Nobody => Style::Error,
            State::Unknown | State::Open => Style::Warning,
            State::Waived => Style::Dim,
            State::Carried => Style::Good,
        }
    }
}

/// A sign of a party, and what it means.
pub type Sign = (Text, Text);

impl Part {
    /// The signs of everything that a party can be.
    pub fn all() -> Vec<Sign> {
        Part { performs: true, answers: true, declines: true, has_not_agreed: true, is_named: true }.signs()
    }

    /// Its signs.
    pub fn signs(&self) -> Vec<Sign> {
        let signs = [
            (self.performs, text!("実", "P"), text!("実施する", "performs")),
            (self.answers, text!("責", "A"), text!("医療機関に対して責任を負う", "answers for it to the hospital")),
            (self.declines, text!("拒", "D"), text!("負わないと述べている", "declines it")),
            (
                self.has_not_agreed,
                text!("未", "N"),
                text!("委ねられたが引き受けていない", "was handed it and has not agreed"),
            ),
            (self.is_named, text!("！", "!"), text!("未解決の指摘に関わる", "is named by an open finding")),
        ];
        signs.into_iter().filter(|(holds, ..)| *holds).map(|(_, sign, meaning)| (sign, meaning)).collect()
    }
}

/// What every sign means, on one line.
pub fn legend() -> Text {
    let states = State::ALL.map(|it| (Text::same(it.sign()), it.words()));
    let each = states.into_iter().chain(Part::all());
    let (ja, en): (Vec<String>, Vec<String>) =
        each.map(|(sign, means)| (format!("{}＝{}", sign.ja, means.ja), format!("{} {}", sign.en, means.en))).unzip();
    Text { ja: ja.join("、"), en: en.join("; ") }
}

/// Whether a finding asks for something: an error or a warning that nobody puts up with.
pub fn is_open(it: &Finding) -> bool {
    !it.is_waived() && it.severity > Severity::Note
}

/// What a matrix says of an obligation.
pub fn allocation(checked: &Checked, told: &Told, at: ObligationIdx) -> Allocation {
    let context = &checked.evaluation.context;
    let standing = &checked.evaluation.standings[at.row()];
    let first = told.first(at);
    let named = told.all(at);
    let mut open: Vec<usize> = first.into_iter().chain(named.iter().copied()).collect();
    open.retain(|number| is_open(&checked.findings[*number]));
    open.sort_unstable();
    open.dedup();
    let mut parts: BTreeMap<PartyIdx, Part> = BTreeMap::new();
    for (performer, answerable) in standing.performers(context) {
        parts.entry(performer).or_default().performs = true;
        parts.entry(answerable).or_default().answers = true;
    }
    for (party, _) in standing.disclaimers() {
        parts.entry(party).or_default().declines = true;
    }
    let segments = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.segments);
    for (path, why) in segments.flat_map(|it| &it.broken) {
        if let (Some(step), Break::NotAccepted) = (path.last(), why) {
            parts.entry(step.to).or_default().has_not_agreed = true;
        }
    }
    for party in open.iter().flat_map(|number| &checked.findings[*number].group.defect.parties) {
        parts.entry(*party).or_default().is_named = true;
    }
    let is_waived = || {
        let mut of_it = named.iter().map(|number| &checked.findings[*number]);
        of_it.any(|it| it.is_waived() && !it.group.defect.beside)
    };
    let state = match standing.carried {
        true if open.is_empty() => State::Carried,
        true => State::Open,
        false if is_waived() => State::Waived,
        false if standing.is_gap() => State::Nobody,
        false => State::Unknown,
    };
    let to_be_agreed = context.statements_about(at).any(|(_, it)| matches!(it.verb, Verb::Open));
    Allocation { state, to_be_agreed, parts, first: first.or(open.first().copied()), open }
}

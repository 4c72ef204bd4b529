//! Remedies: the smallest changes after which a finding is gone, each with the statement to add and the sentence to agree on.
//!
//! ```text
//! broken_delegation P2.C.2 on iaas: B has not accepted it
//!     add      B accepts P2.C.2 on iaas by K2 "…"
//!     agree    "Cloud Ltd takes over from Records Ltd …: monitoring of equipment in operation, for the cloud"
//! ```
//!
//! [`remedies`] only proposes, smallest first; whoever shows a remedy first tries it on a copy of the engagement.
//!
//! # Choices
//!
//! - Who is asked is the party that the duty is `of`; where it is of nobody, who provides the subject, then who supplies it. The
//!   hospital is asked only for duties that are `of` it, that it leads, or about what it provides itself.
//! - Withdrawing a statement is proposed only if it speaks of nothing else. A party that speaks of more steps back by a narrower
//!   `disclaims`, which wins over its own wider `owns`.
//! - A reason, a fact or a provider is not made up: that is a question to be answered, and no remedy ([`question`]).
//! - Nothing is removed by an exclusion.
//! - What is not known before it is agreed, such as the number of a clause, is written `"…"`.
//! - A level is promised as it is demanded, under the limits that the promise has already where these are wide enough. A promise that
//!   nothing supports is lowered; who of the suppliers should promise more is for the parties to settle.
//! - Evidence is renewed as far as its contract goes.
//! - On which day somebody consents or discloses is not made up: it is written [`DAY`], and only to try it the day of evaluation is
//!   supposed. It is an act of a party and amends no contract.

mod chains;
mod contracts;
mod documents;
mod exclusions;
mod levels;
mod owning;
mod reach;
mod risks;
mod rivals;
mod write;

pub use write::{DAY, Field, Line, written};
pub(super) use write::{LevelWords, quoted};

use std::collections::BTreeSet;

use super::Finding;
use crate::diagnostic::Text;
use crate::evaluate::Evaluation;
use crate::graph::ObligationIdx;
use crate::model::{Bound, ComponentIdx, ContractIdx, Date, EvidenceIdx, Idx, PartyIdx, Statement, StatementIdx, Verb};
use crate::source::Span;
use crate::text;

/// Changes that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remedy {
    /// Each change.
    pub amendments: Vec<Amendment>,
}

/// One change of an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// What changes in the text.
    pub change: Change,
    /// What the parties say to each other.
    pub agree: Text,
    /// Who must agree.
    pub asks: Vec<PartyIdx>,
}

/// What changes in the text of an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A statement is added, which rests on these contracts. What is not known before it is agreed is `"…"`.
    Add(String, Vec<ContractIdx>),
    /// A contract covers a component, too.
    Cover(ContractIdx, ComponentIdx),
    /// A contract is in force from a day to a day, or without end.
    Term(ContractIdx, Date, Option<Date>),
    /// The subcontractor is disclosed to the hospital on a day.
    Disclosed(ContractIdx, Date),
    /// The hospital consents to a subcontract on a day.
    Consented(ContractIdx, Date),
    /// A contract promises a level: in place of its promise of this number, or besides.
    Promise(ContractIdx, Option<usize>, Box<Bound>),
    /// The own share of this number of a contract is this instead.
    OwnShare(ContractIdx, usize, Box<Bound>),
    /// Evidence holds from a day to a day, or without end.
    Renew(EvidenceIdx, Date, Option<Date>),
    /// A statement is withdrawn, which rests on these contracts.
    Withdraw(Span, Vec<ContractIdx>),
}

impl Amendment {
    /// The contracts that must be amended for it.
    pub fn contracts(&self) -> &[ContractIdx] {
        match &self.change {
            Change::Add(_, contracts) | Change::Withdraw(_, contracts) => contracts,
            Change::Cover(contract, _)
            | Change::Term(contract, ..)
            | Change::Promise(contract, ..)
            | Change::OwnShare(contract, ..) => std::slice::from_ref(contract),
            Change::Disclosed(..) | Change::Consented(..) | Change::Renew(..) => &[],
        }
    }
}

impl Remedy {
    /// The contracts that must be amended for it.
    pub fn contracts(&self) -> BTreeSet<ContractIdx> {
        self.amendments.iter().flat_map(Amendment::contracts).copied().collect()
    }

    fn of(amendments: impl IntoIterator<Item = Amendment>) -> Self {
        Remedy { amendments: amendments.into_iter().collect() }
    }
}

/// What might remedy a finding, the smallest change first. Consequences have none of their own where that of their cause is enough.
pub fn remedies(evaluation: &Evaluation, finding: &Finding) -> Vec<Remedy> {
    let group = &finding.group;
    let mut all: Vec<Remedy> = match finding.code.name {
        "unowned" | "partly_owned" | "mutual_disclaimer" | "lapse" | "late_start" | "presumed_only" => {
            let mut all = reach::within_reach(evaluation, group);
            all.extend(chains::mended(evaluation, group));
            all.extend(contracts::bridged(evaluation, group));
            all.extend(owning::owned(evaluation, group));
            all
        }
        "broken_delegation" => chains::mended(evaluation, group),
        "delegation_cycle" => chains::cut(evaluation, group),
        "unconsented_subcontract" | "undisclosed_subcontractor" => contracts::known(evaluation, finding),
        "missing_flow_down" => documents::passed_on(evaluation, group),
        "not_documented" => documents::documented(evaluation, group),
        "evidence_expired" => documents::renewed(evaluation, group),
        "promise_below_demand" | "missing_promise" | "incomparable" | "chain_below_promise" => {
            levels::promised(evaluation, group)
        }
        "conflicting_owners" | "unsplit_shared" => rivals::settled(evaluation, group),
        "non_delegable" => rivals::kept(evaluation, group),
        "risk_not_agreed" => risks::agreed(evaluation, group),
        "not_waivable" | "unreasoned_exclusion" => exclusions::mended(evaluation, group),
        "out_of_reach" => reach::within_reach(evaluation, group),
        "orphan_subcontract" => contracts::aligned(evaluation, group),
        _ => Vec::new(),
    };
    let engagement = evaluation.context.engagement;
    let says_nothing = |it: &Amendment| match it.change {
        Change::Cover(contract, component) => engagement.contracts[contract].covers.contains(&component),
        _ => false,
    };
    all.iter_mut().for_each(|it| it.amendments.retain(|it| !says_nothing(it)));
    all.retain(|it| !it.amendments.is_empty());
    let mut kept: Vec<Remedy> = Vec::new();
    for it in all {
        if !kept.contains(&it) {
            kept.push(it);
        }
    }
    kept
}

/// What must be found out or decided before a finding can be remedied, if that is what it takes.
pub fn question(evaluation: &Evaluation, finding: &Finding) -> Option<Text> {
    let names = super::Names(&evaluation.context);
    let subject = names.subject(finding.group.subject);
    let (ja, en) = (subject.ja, subject.en);
    match finding.code.name {
        "undetermined" => Some(super::knowledge::undetermined::asked_for(evaluation, finding)),
        "unknown_provider" => Some(text!("{ja}を誰が提供していますか", "who provides {en}?")),
        "unreasoned_exclusion" => Some(text!(
            "{ja}についてこの除外が必要な理由と、求められる合意・条件は何ですか",
            "why is this excluded on {en}, and was it agreed where that is asked for?"
        )),
        "unowned" | "partly_owned" | "mutual_disclaimer" | "lapse" | "late_start" => Some(text!(
            "{ja}について、これを担える契約がどの事業者にもありません。誰と契約しますか",
            "no vendor has a contract by which it could carry this on {en}: with whom is one to be made?"
        )),
        "risk_not_agreed" => Some(text!(
            "{ja}についてこのリスクをいつ説明し、医療機関はいつ合意しましたか",
            "when was this risk explained for {en}, and when did the hospital agree?"
        )),
        "not_confirmed" | "completed_before_confirmed" => Some(text!(
            "{ja}について、この行はいつ確認し、足りないものはいつ済みましたか",
            "when was this row gone over for {en}, and when was what is missing settled?"
        )),
        "missing_promise" => Some(text!(
            "{ja}の水準を約束できる直接契約がありません。誰と契約しますか",
            "no direct contract can promise a level for {en}: with whom is one to be made?"
        )),
        "broken_delegation" => {
            Some(text!("{ja}について、どの契約で委ねますか", "by which contract is this handed on for {en}?"))
        }
        _ => None,
    }
}

/// The statements of a party that own, share, disclaim or hand on some obligation of a group.
fn statements_of(
    evaluation: &Evaluation,
    obligations: &[ObligationIdx],
    fits: impl Fn(&Verb) -> bool,
) -> BTreeSet<StatementIdx> {
    let context = &evaluation.context;
    obligations
        .iter()
        .flat_map(|at| context.about(*at))
        .filter(|at| fits(&context.engagement.statements[*at].verb))
        .collect()
}

/// Whether a statement speaks of nothing that applies besides some obligations, and stands in the engagement itself: what a template
/// says is overridden, not withdrawn.
fn can_be_withdrawn(evaluation: &Evaluation, statement: StatementIdx, obligations: &[ObligationIdx]) -> bool {
    let context = &evaluation.context;
    let mut spoken_of = context.obligations.spoken_of[statement].ones();
    let is_own = context.engagement.statements[statement].origin.is_none();
    is_own
        && spoken_of.all(|row| {
            let at = ObligationIdx::new(row);
            obligations.contains(&at) || !evaluation.standings[row].stands()
        })
}

/// Takes a statement back.
fn withdrawn(evaluation: &Evaluation, statement: StatementIdx) -> Amendment {
    let context = &evaluation.context;
    let it = &context.engagement.statements[statement];
    let party = it.verb.party();
    let contracts: Vec<ContractIdx> = match &it.verb {
        Verb::Delegates { party, to, via, .. } => context.delegated_via(*party, *to, *via).to_vec(),
        _ => it.by.iter().filter_map(|basis| basis.contract).collect(),
    };
    let Text { ja, en } = party.map(|it| write::party(context, it)).unwrap_or_default();
    let Text { ja: where_ja, en: where_en } = clauses_of(evaluation, it);
    Amendment {
        change: Change::Withdraw(it.span, contracts),
        agree: match where_en.is_empty() {
            true => text!("{ja}は、この記述を取り下げる。", "{en} withdraws this statement."),
            false => text!("{ja}は、{where_ja}の記述を取り下げる。", "{en} withdraws what it says in {where_en}."),
        },
        asks: party.into_iter().collect(),
    }
}

/// Where a statement stands: `contract K1, Art. 14`; nothing where it rests on nothing.
fn clauses_of(evaluation: &Evaluation, statement: &Statement) -> Text {
    let context = &evaluation.context;
    let all: Vec<Text> = statement
        .by
        .iter()
        .map(|basis| {
            let evidence = basis.evidence.map(|it| context.engagement.evidence[it].title.clone());
            let paper = evidence.or(basis.contract.map(|it| write::contract(context, it)));
            match (paper, &basis.clause) {
                (Some(Text { ja, en }), Some(clause)) => text!("{ja} {clause}", "{en}, {clause}"),
                (Some(paper), None) => paper,
                (None, clause) => Text::same(clause.clone().unwrap_or_default()),
            }
        })
        .collect();
    Text::list(&all)
}

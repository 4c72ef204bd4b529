//! A risk that was not agreed on: the same statement with the day on which the hospital agreed, in place of the one without.

use super::write::{self, basis};
use super::{Amendment, Change, Remedy};
use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, RiskLack};
use crate::findings::kind::Group;
use crate::findings::said;
use crate::model::{ContractIdx, Idx, StatementIdx, Verb};
use crate::text;

/// All risks of the group that lack an agreement are agreed on. What a template says is not for one engagement to change.
pub(super) fn agreed(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let risks = group.obligations.iter().flat_map(|at| &evaluation.standings[at.row()].risks);
    let lacks = |lack| matches!(lack, Some(RiskLack::Agreement | RiskLack::LaterAgreement));
    let mut all: Vec<StatementIdx> = risks.filter(|it| lacks(it.lack)).map(|it| it.by).collect();
    all.sort();
    all.dedup();
    let own = all.iter().all(|at| evaluation.context.engagement.statements[*at].origin.is_none());
    match own {
        true => vec![Remedy::of(all.into_iter().flat_map(|at| replaced(evaluation, at)))],
        false => Vec::new(),
    }
}

fn replaced(evaluation: &Evaluation, at: StatementIdx) -> Vec<Amendment> {
    let context = &evaluation.context;
    let mut it = context.engagement.statements[at].clone();
    it.agreed = Some(context.day);
    let contracts: Vec<ContractIdx> = it.by.iter().filter_map(|basis| basis.contract).collect();
    let mut line = said::statement(context, &it);
    if it.by.is_empty() {
        line.push_str(&format!(" by {}", basis(context, &[])));
    }
    let Verb::Retains { risk, .. } = &it.verb else { return Vec::new() };
    let hospital = context.engagement.hospital;
    let Text { ja: h_ja, en: h_en } = write::party(context, hospital);
    let Text { ja, en } = it.verb.party().map(|party| write::party(context, party)).unwrap_or_default();
    let agree = text!(
        "{h_ja}は、説明を受けたうえで、{ja}の述べるリスク「{risk}」に合意する。",
        "{h_en} has been told of the risk “{risk}” that {en} speaks of, and agrees."
    );
    let without = Amendment {
        // The other statement amends the contracts already.
        change: Change::Withdraw(it.span, Vec::new()),
        agree: text!(
            "{ja}は、この記述を合意した日を加えたものに替える。",
            "{en} says it with the day of the agreement instead."
        ),
        asks: it.verb.party().into_iter().collect(),
    };
    vec![without, Amendment { change: Change::Add(line, contracts), agree, asks: vec![hospital] }]
}

//! `not_waivable`: what law demands was excluded, or its risk retained.

use super::risk_not_agreed::of_risks;
use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::{Evaluation, Excluded, RiskLack};
use crate::findings::kind::{Defect, Kind};
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// No reason removes it.
pub static NOT_WAIVABLE: Kind = Kind {
    code: Code {
        name: "not_waivable",
        family: Family::Agreement,
        severity: Severity::Error,
        page: Page {
            says: (
                "法令が求める対応が除外され、またはそのリスクが残されています",
                "a duty that law demands was excluded, or its risk retained or shared",
            ),
            why: (
                "法令上の要求は、当事者の合意では外せません",
                "no agreement between the parties removes what law demands",
            ),
            example: "control P2.A.8 \"個人情報の管理\" joint { by law \"個人情報保護法\"  per contract }\nA excludes P2.A.8 on K1 because \"対象外と考える\"",
            remedy: (
                "除外やリスクの記述を取り下げ、担う当事者を決めます",
                "withdraw the exclusion or the risk and settle who carries it",
            ),
        },
    },
    find,
    say: |names, group| {
        let verdict = match group.defect.reasons.iter().any(|it| it == RETAINED) {
            true => text!(
                "法令が求めるため、リスクを残すことも分担することもできません",
                "law demands it; its risk can be neither retained nor shared"
            ),
            false => text!("法令が求めるため除外できません", "law demands it; it cannot be excluded"),
        };
        group.sentence(names, verdict)
    },
};

const RETAINED: &str = "retained";

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let context = &evaluation.context;
    let Excluded::NotWaivable(by) = &evaluation.standings[at.row()].excluded else {
        return of_risks(evaluation, at, |lack| (lack == RiskLack::ByLaw).then_some(RETAINED));
    };
    let statement = &context.engagement.statements[*by];
    let law = context.policy.control_of(context.obligations.all[at].duty).by_law.clone().unwrap_or_default();
    let detail = if law.is_empty() { Text::default() } else { text!("根拠：{law}", "it is demanded by: {law}") };
    Some(Defect {
        parties: statement.verb.party().into_iter().collect(),
        details: vec![detail],
        places: vec![(statement.span, text!("この除外", "this exclusion"))],
        ..Defect::default()
    })
}

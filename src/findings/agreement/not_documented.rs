//! `not_documented`: a document must say it, and none in force does.

use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::{Documented, Evaluation};
use crate::findings::kind::{Defect, Kind};
use crate::findings::unmet::unmet;
use crate::graph::ObligationIdx;
use crate::model::{DutyIdx, Idx, Need, Unmet, Word};
use crate::text;

const CODE: Code = Code {
    name: "not_documented",
    family: Family::Agreement,
    severity: Severity::Error,
    page: Page {
        says: (
            "文書に定め、または合意しておくべき事項が、そうなっていません",
            "a document must say it, or the other side agree to it, and that is not so",
        ),
        why: (
            "口頭の了解は、担当者の交代や事故の際に残りません",
            "what was only understood is gone when people change or something happens",
        ),
        example: "duty b \"再委託先の行為への責任\" of prime toward hospital stated in contract\n// K1 states P2.A.10.b がない / no `K1 states P2.A.10.b`\nduty c \"報告\" of prime documented in contract, sla\nA owns P2.A.10.c by \"口頭の説明\"   // 契約書にも SLA にもない / in neither contract nor SLA",
        remedy: (
            "条項を定め、`K1 states 項目 \"第n条\"` や `by K1 \"第n条\"` のように書きます。合意だけでよいものは `agreed 日付` を書きます。規程や台帳に定めるものは、`evidence 名前 rules \"規程名\" { signed 日付 }`（病院のものは `of` なし）と書いて、それに基づけます",
            "agree the clause, and write `K1 states ITEM \"clause\"` or `by K1 \"clause\"`; where agreement is enough, `agreed DATE`. For rules and registers write `evidence NAME rules \"title\" { signed DATE }`, without `of` where they are the hospital's own, and rest on that",
        ),
    },
};

/// Nothing in writing that would state it.
pub static NOT_DOCUMENTED: Kind = Kind {
    code: CODE,
    find: |evaluation, at| unmet(evaluation, at, Unmet::NotDocumented),
    say: |names, group| {
        let is_met_by = |duty: &DutyIdx| matches!(names.0.policy.duties[*duty].needs, Need::Met(..));
        let met_by = group.duties.iter().filter(|it| is_met_by(it)).count();
        let verdict = match met_by {
            0 => text!("定める文書がありません", "no document states it"),
            all if all == group.duties.len() => text!("求められる条件が満たされていません", "what it takes is not met"),
            _ => text!(
                "定める文書がないか、求められる条件が満たされていません",
                "no document states it, or what it takes is not met"
            ),
        };
        group.sentence(names, verdict)
    },
};

/// Somebody carries it, but not in writing, or without the other side's agreement.
pub static NOT_WRITTEN: Kind = Kind {
    code: CODE,
    find: find_unwritten,
    say: |names, group| {
        let verdict = match group.defect.reasons.iter().any(|it| it == NOT_AGREED) {
            true => text!("担われていますが、相手方の合意がありません", "carried, but the other side has not agreed"),
            false => {
                text!(
                    "担われていますが、求められる文書に書かれていません",
                    "carried, but not written where it should be"
                )
            }
        };
        group.sentence(names, verdict)
    },
};

const NOT_AGREED: &str = "not_agreed";

fn find_unwritten(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let reason = match evaluation.standings[at.row()].documented {
        Documented::NotWritten => "not_written",
        Documented::NotAgreed => NOT_AGREED,
        Documented::Unasked | Documented::InOrder(_) | Documented::Expired(_) => return None,
    };
    Some(Defect {
        reasons: vec![reason.to_owned()],
        details: vec![asked_for(evaluation, at)],
        ..of_owners(evaluation, at)
    })
}

/// The kinds of document that a duty asks for.
pub(super) fn asked_for(evaluation: &Evaluation, at: ObligationIdx) -> Text {
    let context = &evaluation.context;
    let kinds = &context.policy.duties[context.obligations.all[at].duty].documented;
    if kinds.is_empty() {
        return Text::default();
    }
    let Text { ja, en } = Text::list(&kinds.iter().map(|it| it.words()).collect::<Vec<_>>());
    text!("求められる文書：{ja}", "it should be in: {en}")
}

/// The owners and where they own it.
pub(super) fn of_owners(evaluation: &Evaluation, at: ObligationIdx) -> Defect {
    let owners = || evaluation.standings[at.row()].owners.iter().filter(|it| it.counts());
    let place = |by: &crate::model::StatementIdx| {
        let span = evaluation.context.engagement.statements[*by].span;
        (span, text!("ここで負うと述べています", "owned here"))
    };
    Defect {
        parties: owners().map(|it| it.party).collect(),
        places: owners().flat_map(|it| &it.statements).map(place).collect(),
        ..Defect::default()
    }
}

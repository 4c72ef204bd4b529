//! `at_risk`: what is carried depends, on the same subject, on something that nobody carries.

use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// Carried, but resting on a gap.
pub static AT_RISK: Kind = Kind {
    code: Code {
        name: "at_risk",
        family: Family::Dependency,
        severity: Severity::Warning,
        page: Page {
            says: (
                "担われていますが、先に要る対応が担われていません",
                "it is carried, but depends on something that nobody carries",
            ),
            why: (
                "気付かれないものは報告されません。先に要るものが欠けると、担っていても果たせません",
                "what nobody notices is not reported: without what it rests on, a duty cannot be done",
            ),
            example: "control C.4 \"事故の報告\" joint { per component  requires C.2 }\n// C.4 は担われ、C.2 は誰も担っていない / C.4 is carried, C.2 is not",
            remedy: ("先に要る対応の間隙を解消します", "close the gap that it rests on"),
        },
    },
    find,
    say: |names, group| {
        group.sentence(
            names,
            text!("担われていますが、先に要る対応が欠けています", "carried, but what it rests on is missing"),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let context = &evaluation.context;
    let names = Names(context);
    let here = context.obligations.all[at].subject;
    let risk = &evaluation.standings[at.row()].at_risk;
    let same = risk.iter().copied().filter(|it| context.obligations.all[*it].subject == here);
    let causes: Vec<ObligationIdx> = same.collect();
    if causes.is_empty() {
        return None;
    }
    let words = |it: &ObligationIdx| {
        let Text { ja, en } = names.obligation(*it);
        text!("先に要る対応：{ja}", "it depends on {en}")
    };
    Some(Defect { details: causes.iter().map(words).collect(), causes, ..Defect::default() })
}

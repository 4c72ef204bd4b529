//! `unsplit_shared`: several own it, or were handed it, and nobody says which part is whose.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::findings::rivals::rivals;
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// Everybody's, and so perhaps nobody's.
pub static UNSPLIT_SHARED: Kind = Kind {
    code: Code {
        name: "unsplit_shared",
        family: Family::Ownership,
        severity: Severity::Error,
        page: Page {
            says: (
                "複数の当事者が負うと述べ、分け方が決まっていません",
                "several parties own the same obligation, and nobody says which part is whose",
            ),
            why: (
                "分け方が決まっていない共同の対応は、互いに相手が行うものと考えられがちです",
                "what is shared without parts is easily left to the other",
            ),
            example: "S owns P2.C.1 on lan by K5 \"第3条\"\nH owns P2.C.1 on lan by \"院内規程\"",
            remedy: (
                "`share` で部分に分けるか、一方の記述を取り下げます",
                "divide it into parts with `share`, or withdraw one of the statements",
            ),
        },
    },
    find,
    say: |names, group| {
        let parties = names.parties(&group.defect.parties);
        let (ja, en) = (parties.ja, parties.en);
        group.sentence(
            names,
            text!(
                "{ja}がいずれも担うとされ、分け方が決まっていません",
                "{en} are each to carry it, and nothing says which part is whose"
            ),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    if let Some(rivals) = rivals(evaluation, at).filter(|it| !it.handover) {
        return Some(rivals.defect);
    }
    let standing = &evaluation.standings[at.row()];
    let names = Names(&evaluation.context);
    let segments = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.segments);
    let (from, to) = segments.filter_map(|segment| segment.split.as_ref()).next()?;
    let party = names.party(*from);
    let (ja, en) = (party.ja, party.en);
    let handed = standing
        .delegations
        .iter()
        .filter(|at| evaluation.context.engagement.statements[**at].verb.party() == Some(*from));
    Some(Defect {
        parties: to.clone(),
        reasons: vec!["delegated_to_several".to_owned()],
        details: vec![text!("{ja}が分けずに委ねています", "{en} delegates it to them without parts")],
        places: handed
            .map(|at| {
                (evaluation.context.engagement.statements[*at].span, text!("ここで委ねています", "delegated here"))
            })
            .collect(),
        ..Defect::default()
    })
}

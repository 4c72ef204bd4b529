//! `delegation_cycle`: one obligation is handed round in a circle.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// Everybody hands it on, and it comes back.
pub static DELEGATION_CYCLE: Kind = Kind {
    code: Code {
        name: "delegation_cycle",
        family: Family::Delegation,
        severity: Severity::Error,
        page: Page {
            says: ("一つの対応が当事者の間を循環して委ねられています", "one obligation is delegated round in a circle"),
            why: (
                "全員が次の者に委ねているため、実施する者がいません",
                "everybody leaves it to the next, so that nobody performs it",
            ),
            example: "A delegates P2.C.2 on iaas to B via K2\nB delegates P2.C.2 on iaas to A via K5",
            remedy: (
                "循環のどこかで委任を取り下げ、実施者を決めます",
                "withdraw one of the delegations and settle who performs it",
            ),
        },
    },
    find,
    say: |names, group| {
        group.sentence(
            names,
            text!("委ね先が循環し、実施する者がいません", "it is handed round in a circle, and nobody performs it"),
        )
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let standing = &evaluation.standings[at.row()];
    let names = Names(&evaluation.context);
    let segments = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.segments);
    let circle = segments.filter(|it| it.chains.is_empty()).find_map(|it| it.circle.as_ref())?;
    if standing.carried {
        return None;
    }
    let (ja, en): (Vec<_>, Vec<_>) = circle.iter().map(|it| names.party(*it)).map(|it| (it.ja, it.en)).unzip();
    let (ja, en) = (ja.join(" → "), en.join(" → "));
    let mut parties = circle.clone();
    parties.sort();
    parties.dedup();
    let engagement = evaluation.context.engagement;
    let places = standing
        .delegations
        .iter()
        .filter(|at| engagement.statements[**at].verb.party().is_some_and(|it| parties.contains(&it)))
        .map(|at| (engagement.statements[*at].span, text!("ここで委ねています", "delegated here")))
        .collect();
    Some(Defect { parties, details: vec![text!("{ja}", "{en}")], places, ..Defect::default() })
}

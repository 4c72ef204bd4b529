//! `unowned`: an obligation applies and nobody carries it.

use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind, asked};
use crate::findings::names::Names;
use crate::findings::remarks::{left_open, remarked};
use crate::graph::ObligationIdx;
use crate::model::{Idx, StatementIdx, Verb};
use crate::source::Span;
use crate::text;

/// Nobody carries it; at most one party says that it does not.
pub static UNOWNED: Kind = Kind {
    code: Code {
        name: "unowned",
        family: Family::Ownership,
        severity: Severity::Error,
        page: Page {
            says: ("適用される対応を、誰も担っていません", "an obligation applies, and nobody carries it"),
            why: (
                "誰も担わない対応は実施されません。事業者の間に落ちた対応は、どの契約を単独で読んでも見つかりません",
                "what nobody carries is not done; a duty that fell between vendors shows in no single contract",
            ),
            example: "A owns P2.C.2 on emr by K1 \"第8条\"\n// wan については誰も P2.C.2 を述べていない / nobody speaks of wan",
            remedy: (
                "担う当事者を決め、根拠となる条項とともに `owns` を書きます。対象外であれば理由を付けて `excludes` を書きます",
                "settle who carries it and write `owns` with the clause; if it is out of place, write `excludes` with a reason",
            ),
        },
    },
    find,
    say: |names, group| {
        let disclaimers = names.parties(&group.defect.parties);
        let (ja, en) = (disclaimers.ja, disclaimers.en);
        let verdict = if group.defect.parties.is_empty() {
            text!("担う当事者がいません", "nobody carries it")
        } else {
            text!("担う当事者がいません（{ja}は負わないと述べています）", "nobody carries it ({en} disclaims it)")
        };
        group.sentence(names, verdict)
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    (!evaluation.standings[at.row()].carried).then(|| disclaimed(evaluation, at))
}

/// What was said to carry it, and does not: owning out of reach, and handing on or taking over what nobody owns.
fn in_vain(evaluation: &Evaluation, at: ObligationIdx) -> Vec<(Span, Text)> {
    let context = &evaluation.context;
    let names = Names(context);
    let standing = &evaluation.standings[at.row()];
    let span = |by: StatementIdx| context.engagement.statements[by].span;
    let mut all = Vec::new();
    for owner in standing.owners.iter().filter(|owner| !owner.in_reach) {
        let Text { ja, en } = names.party(owner.party);
        let told = text!("{ja}は負うと述べていますが、手が届きません", "{en} claims to own it, and does not reach it");
        all.extend(owner.statements.iter().map(|by| (span(*by), told.clone())));
    }
    if standing.owners.iter().any(|owner| owner.counts()) {
        return all;
    }
    for (by, statement) in context.statements_about(at) {
        let told = match statement.verb {
            // Whoever claims to own it has been told of.
            Verb::Delegates { party, .. } if standing.owners.iter().any(|owner| owner.party == party) => continue,
            Verb::Delegates { party, .. } => {
                let Text { ja, en } = names.party(party);
                text!("{ja}は委ねていますが、負っていません", "{en} hands it on, and does not own it")
            }
            Verb::Accepts { party } => {
                let Text { ja, en } = names.party(party);
                text!(
                    "{ja}は引き受けていますが、委ねる者が負っていません",
                    "{en} accepts it, and whoever would hand it on does not own it"
                )
            }
            _ => continue,
        };
        all.push((span(by), told));
    }
    all
}

/// Those who disclaim an obligation that nobody carries, and where.
pub(in crate::findings) fn disclaimed(evaluation: &Evaluation, at: ObligationIdx) -> Defect {
    let standing = &evaluation.standings[at.row()];
    let place = |at| {
        let statement = &evaluation.context.engagement.statements[at];
        (statement.span, remarked(text!("ここで負わないと述べています", "disclaimed here"), statement))
    };
    let open = left_open(evaluation, at).into_iter().chain(in_vain(evaluation, at));
    let open: Vec<(Span, Text)> = open.collect();
    let mut parties: Vec<_> = standing.disclaimers().map(|(party, _)| party).collect();
    parties.dedup();
    Defect {
        parties,
        asked: asked(evaluation, at),
        details: open.iter().map(|(_, words)| words.clone()).collect(),
        places: standing.disclaimers().map(|(_, by)| place(by)).chain(open).collect(),
        ..Defect::default()
    }
}

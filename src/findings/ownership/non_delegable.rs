//! `non_delegable`: only one role may carry it, and somebody else does, or was handed it, or the role itself disclaims it.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::{Evaluation, in_role, is_open};
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx};
use crate::text;

/// What cannot be handed on was.
pub static NON_DELEGABLE: Kind = Kind {
    code: Code {
        name: "non_delegable",
        family: Family::Ownership,
        severity: Severity::Error,
        page: Page {
            says: (
                "特定の役割の者しか担えない対応を、他の者が負い、委ねられ、またはその者自身が負わないと述べています",
                "only one role may carry it, and somebody else owns it, was handed it, or the role itself disclaims it",
            ),
            why: (
                "その対応は他者が行っても果たされたことになりません",
                "it is not fulfilled by anybody else's doing it",
            ),
            example: "duty a \"管理責任者の任命\" of hospital only\nA owns P1.B.4.a by K1 \"第20条\"",
            remedy: (
                "定められた役割の者が負うように記述を改めます。他の者は `supports` で支援できます",
                "let the role that is named own it; others may `supports` it",
            ),
        },
    },
    find,
    say: |names, group| group.sentence(names, text!("他の者に委ねられない対応です", "it cannot be left to others")),
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let context = &evaluation.context;
    let names = Names(context);
    let standing = &evaluation.standings[at.row()];
    // Of what nobody speaks, nobody who is not meant to says anything.
    if standing.owners.is_empty() && standing.delegations.is_empty() && standing.stances.is_empty() {
        return None;
    }
    let duty = &context.policy.duties[context.obligations.all[at].duty];
    if !duty.bearers.only {
        return None;
    }
    let subject = context.obligations.subject(at);
    let expected: BTreeSet<PartyIdx> =
        duty.bearers.roles.iter().flat_map(|role| in_role(context, *role, subject)).collect();
    if is_open(duty, &expected) {
        return None;
    }
    let mut defect = Defect::default();
    let span = |at| context.engagement.statements[at].span;
    for owner in standing.owners.iter().filter(|it| it.in_reach && !expected.contains(&it.party)) {
        let party = names.party(owner.party);
        let (ja, en) = (party.ja, party.en);
        defect.parties.push(owner.party);
        defect.reasons.push("owned_by_another".to_owned());
        defect.details.push(text!("{ja}が負うと述べています", "{en} owns it"));
        let places = owner.statements.iter().map(|at| (span(*at), text!("ここで負うと述べています", "owned here")));
        defect.places.extend(places);
    }
    for delegation in &standing.delegations {
        let Some(party) = context.engagement.statements[*delegation].verb.party() else { continue };
        if expected.contains(&party) {
            let words = names.party(party);
            let (ja, en) = (words.ja, words.en);
            defect.parties.push(party);
            defect.reasons.push("delegated".to_owned());
            defect.details.push(text!("{ja}が他の者に委ねています", "{en} delegates it"));
            defect.places.push((span(*delegation), text!("ここで委ねています", "delegated here")));
        }
    }
    for (party, disclaimer) in standing.disclaimers().filter(|(party, _)| expected.contains(party)) {
        let words = names.party(party);
        let (ja, en) = (words.ja, words.en);
        defect.parties.push(party);
        defect.reasons.push("disclaimed".to_owned());
        defect.details.push(text!("{ja}自身が負わないと述べています", "{en} itself disclaims it"));
        defect.places.push((span(disclaimer), text!("ここで負わないと述べています", "disclaimed here")));
    }
    defect.parties.sort();
    defect.parties.dedup();
    (!defect.parties.is_empty()).then_some(defect)
}

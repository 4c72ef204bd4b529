//! `partly_owned`: some of it is carried: other duties, other roles or other parts; the rest is not.

use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::graph::ObligationIdx;
use crate::model::{Idx, Word};
use crate::text;

/// A role without an owner, or a part of a complete list without a carrier, beside others that have one.
pub static PARTLY_OWNED: Kind = Kind {
    code: Code {
        name: "partly_owned",
        family: Family::Ownership,
        severity: Severity::Error,
        page: Page {
            says: (
                "項目の一部の対応・役割・部分は担われていますが、残りは担われていません",
                "some duties, roles or parts of a control are carried, the rest is not",
            ),
            why: (
                "一部が書かれていると全体が決まったように見えるため、見落とされやすい間隙です",
                "what is partly settled looks settled; the rest is easily overlooked",
            ),
            example: "share P2.B.1 on emr complete { mechanism: A  rights: B }\n// B は emr に手が届かない / B does not reach emr",
            remedy: (
                "挙げられた対応・役割・部分について、担う当事者を決めて書きます",
                "settle who carries the duties, roles or parts that are named",
            ),
        },
    },
    find,
    say: |names, group| {
        // Without a role or part to name, the duties named are not carried at all; others of the control are.
        let verdict = match group.defect.reasons.is_empty() {
            true => text!("担われていません", "not carried"),
            false => text!("一部しか担われていません", "only partly carried"),
        };
        group.sentence(names, verdict)
    },
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let standing = &evaluation.standings[at.row()];
    let some_role = standing.roles.iter().any(|it| it.carried);
    let some_owner = standing.owners.iter().any(|it| it.counts()) || standing.presumed;
    let lacking: Vec<_> = standing.roles.iter().filter(|it| !it.carried).collect();
    let lacks_roles = some_role && !lacking.is_empty();
    let lacks_parts = some_owner && !standing.open_parts.is_empty();
    if standing.carried || !(lacks_roles || lacks_parts) {
        return None;
    }
    let names = Names(&evaluation.context);
    let mut defect = Defect { reasons: standing.open_parts.clone(), ..Defect::default() };
    for role in lacking.iter().filter(|_| some_role) {
        let (words, who) = (names.role(role.role), names.parties(&role.parties));
        let (ja, en) = (words.ja, words.en);
        let (who_ja, who_en) = bracketed(who);
        defect.reasons.push(role.role.name().to_owned());
        defect
            .details
            .push(text!("役割「{ja}」{who_ja}の担い手がいません", "nobody in the role {en}{who_en} carries it"));
    }
    for label in &standing.open_parts {
        defect.details.push(text!("部分 `{label}` の担い手がいません", "nobody carries part `{label}`"));
    }
    Some(defect)
}

fn bracketed(who: Text) -> (String, String) {
    if who.is_empty() { Default::default() } else { (format!("（{}）", who.ja), format!(" ({})", who.en)) }
}

//! Who owns it gets at it: by a contract that covers it, or by access that the hospital grants.

use super::{Amendment, Change, Remedy, write};
use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, Owner};
use crate::findings::kind::Group;
use crate::model::{ComponentIdx, ContractIdx, Idx, PartyIdx, PartyKind, Subject};
use crate::text;

/// Two ways for each owner out of reach.
pub(super) fn within_reach(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let context = &evaluation.context;
    let component = match group.subject {
        Subject::Component(it) | Subject::Interface(it, _) => it,
        Subject::Engagement | Subject::Contract(_) | Subject::Vendor(_) => return Vec::new(),
    };
    let standings = group.obligations.iter().map(|at| &evaluation.standings[at.row()]);
    let mut out: Vec<&Owner> = standings.flat_map(|it| &it.owners).filter(|it| !it.in_reach).collect();
    out.retain(|it| context.engagement.parties[it.party].kind == PartyKind::Vendor);
    out.sort_by_key(|it| it.party);
    out.dedup_by_key(|it| it.party);
    let covered = out.iter().map(|owner| {
        let by = owner.statements.iter().flat_map(|at| &context.engagement.statements[*at].by);
        let contract = by.filter_map(|it| it.contract).find(|k| context.contract_in_force(*k));
        contract.map(|k| covering(evaluation, k, component))
    });
    let granted = out.iter().map(|owner| granted(evaluation, owner.party, component));
    let covered: Option<Vec<Amendment>> = covered.collect();
    covered.into_iter().map(Remedy::of).chain([Remedy::of(granted)]).collect()
}

/// A contract covers a component, too.
pub(super) fn covering(evaluation: &Evaluation, contract: ContractIdx, component: ComponentIdx) -> Amendment {
    let context = &evaluation.context;
    let it = &context.engagement.contracts[contract];
    let Text { ja: what_ja, en: what_en } = write::subject(context, Subject::Component(component));
    let Text { ja, en } = write::contract(context, contract);
    Amendment {
        change: Change::Cover(contract, component),
        agree: text!("{ja}の対象に{what_ja}を加える。", "{what_en} is added to what {en} covers."),
        asks: vec![it.customer, it.supplier],
    }
}

fn granted(evaluation: &Evaluation, party: PartyIdx, component: ComponentIdx) -> Amendment {
    let context = &evaluation.context;
    let engagement = context.engagement;
    let hospital = engagement.hospital;
    let (h, p, c) =
        (&engagement.parties[hospital].name, &engagement.parties[party].name, &engagement.components[component].name);
    let Text { ja: by_ja, en: by_en } = write::party(context, hospital);
    let Text { ja: to_ja, en: to_en } = write::party(context, party);
    let Text { ja: what_ja, en: what_en } = write::subject(context, Subject::Component(component));
    Amendment {
        change: Change::Add(format!("{h} grants {p} access to {c}"), Vec::new()),
        agree: text!(
            "{by_ja}は、{to_ja}に{what_ja}へのアクセスを認める。",
            "{by_en} grants {to_en} access to {what_en}."
        ),
        asks: vec![hospital, party],
    }
}

//! A chain of delegation holds to its end: what a broken step lacks is added, or the delegation is withdrawn.

use std::collections::{BTreeMap, BTreeSet};

use super::write::{self, About};
use super::{Amendment, Remedy, can_be_withdrawn, contracts, reach, statements_of, withdrawn};
use crate::diagnostic::Text;
use crate::evaluate::{Break, Evaluation, Step};
use crate::findings::kind::Group;
use crate::model::{ContractIdx, DutyIdx, Idx, PartyIdx, StatementIdx, Subject, Verb};
use crate::text;

/// First what the broken steps lack; then doing without them.
pub(super) fn mended(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let broken = broken(evaluation, group);
    let mut accepted: BTreeMap<(ContractIdx, PartyIdx, PartyIdx), BTreeSet<DutyIdx>> = BTreeMap::new();
    let mut amendments: Vec<Amendment> = Vec::new();
    let mut can_be_mended = !broken.is_empty();
    for (duty, step, why) in &broken {
        let made = match why {
            Break::NotAccepted => match step.via {
                Some(via) => {
                    accepted.entry((via, step.from, step.to)).or_default().insert(*duty);
                    Vec::new()
                }
                None => continue,
            },
            Break::NotCovered(k) => match group.subject {
                Subject::Component(c) | Subject::Interface(c, _) => vec![reach::covering(evaluation, *k, c)],
                Subject::Engagement | Subject::Contract(_) | Subject::Vendor(_) => Vec::new(),
            },
            Break::OutOfForce(k) => contracts::in_force_today(evaluation, *k).into_iter().collect(),
            Break::Undisclosed(k) => vec![contracts::disclosed(evaluation, *k)],
            Break::Gate(k, _) => vec![contracts::consented(evaluation, *k)],
            Break::Disclaimed(at) if can_be_withdrawn(evaluation, *at, &group.obligations) => {
                vec![withdrawn(evaluation, *at)]
            }
            // An acceptance inside one's own disclaimer is the narrower word.
            Break::Disclaimed(_) => match step.via {
                Some(via) => {
                    accepted.entry((via, step.from, step.to)).or_default().insert(*duty);
                    Vec::new()
                }
                None => continue,
            },
            Break::NoContract => {
                can_be_mended = false;
                Vec::new()
            }
        };
        for it in made {
            if !amendments.contains(&it) {
                amendments.push(it);
            }
        }
    }
    for ((via, from, to), duties) in accepted {
        amendments.extend(accepts(evaluation, group, via, from, to, duties.into_iter().collect()));
    }
    let delegations: BTreeSet<StatementIdx> = broken.iter().map(|(_, step, _)| step.delegation).collect();
    let own = delegations.iter().all(|at| can_be_withdrawn(evaluation, *at, &group.obligations));
    let without =
        (own && !delegations.is_empty()).then(|| Remedy::of(delegations.iter().map(|at| withdrawn(evaluation, *at))));
    let mended = can_be_mended.then(|| Remedy::of(amendments));
    mended.into_iter().chain(without).collect()
}

/// The last steps of chains that do not hold, where nothing else carries the part.
fn broken<'a>(evaluation: &'a Evaluation, group: &Group) -> Vec<(DutyIdx, &'a Step, &'a Break)> {
    let mut all = Vec::new();
    for at in &group.obligations {
        let duty = evaluation.context.obligations.all[*at].duty;
        let standing = &evaluation.standings[at.row()];
        let segments = standing.owners.iter().filter(|it| it.counts()).flat_map(|it| &it.segments);
        for segment in segments.filter(|it| standing.carried || it.chains.is_empty()) {
            let last = segment.broken.iter().filter_map(|(path, why)| path.last().map(|step| (duty, step, why)));
            all.extend(last);
        }
    }
    all
}

fn accepts(
    evaluation: &Evaluation,
    group: &Group,
    via: ContractIdx,
    from: PartyIdx,
    to: PartyIdx,
    duties: Vec<DutyIdx>,
) -> Vec<Amendment> {
    let context = &evaluation.context;
    let Text { ja: from_ja, en: from_en } = write::party(context, from);
    let Text { ja: to_ja, en: to_en } = write::party(context, to);
    let Text { ja: on_ja, en: on_en } = write::subject(context, group.subject);
    let each = About::each(context, group, duties).into_iter().map(|about| {
        let Text { ja: what_ja, en: what_en } = about.title();
        let agree = text!(
            "{to_ja}は、{from_ja}から委ねられた、{on_ja}に関する{what_ja}を引き受け、実施する。",
            "{to_en} takes over from {from_en}, and performs, {what_en} for {on_en}."
        );
        about.add(to, "accepts", &[via], agree, vec![to])
    });
    each.collect()
}

/// One delegation of a circle is withdrawn.
pub(super) fn cut(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let parties = &group.defect.parties;
    let within = |verb: &Verb| matches!(verb, Verb::Delegates { party, to, .. } if parties.contains(party) && parties.contains(to));
    statements_of(evaluation, &group.obligations, within)
        .into_iter()
        .filter(|at| can_be_withdrawn(evaluation, *at, &group.obligations))
        .map(|at| Remedy::of([withdrawn(evaluation, at)]))
        .collect()
}

//! What is wrong with levels, as findings: of which contracts and parties, on what, and by whose demand.

use super::answer::Answer;
use super::grouping::Draft;
use super::kind::Kind;
use super::ladder::{Defect, Look, undetermined};
use super::levels::{Demand, Demander, LevelGap, demanded, demands, level_gaps};
use crate::model::{ContractIdx, ControlIdx, DutyIdx, Idx, MetricIdx, PartyIdx, Subject};

/// What is demanded on a day.
pub fn demands_on(look: &Look) -> Vec<Demand> {
    let (day, whole) = (look.day, look.day.whole);
    let applies = |control: ControlIdx, on: Subject| applies(look, control, on);
    let valid = |it: &crate::model::Statement| day.is_valid(it);
    demands(whole.policy, whole.engagement, &valid, day.scene.lives, &applies)
}

/// All defects of levels on a day.
pub fn level_drafts(look: &Look, demands: &[Demand]) -> Vec<Draft> {
    let whole = look.day.whole;
    let gaps = level_gaps(whole.policy, whole.engagement, look.day.date(), demands);
    gaps.into_iter().map(|gap| draft(look, gap)).collect()
}

/// Whether any duty of a control applies on a subject; `None` where none stands.
fn applies(look: &Look, control: ControlIdx, on: Subject) -> Option<Answer> {
    let whole = look.day.whole;
    let standing = whole.obligations.iter().zip(look.verdicts).filter(|(it, verdict)| {
        it.subject == on && whole.policy.duties[it.duty].control == control && verdict.stands()
    });
    let answers: Vec<Answer> = standing.map(|(_, verdict)| verdict.applying()).collect();
    (!answers.is_empty()).then(|| Answer::any(answers))
}

/// What a control demands is said of that control, with its weight; where it is not known whether it applies, that is what is said.
fn draft(look: &Look, gap: LevelGap) -> Draft {
    let demand = demand_of(&gap).cloned();
    let mut draft = Draft::of(kind(&gap), subject(&gap), defect(look, &gap));
    if let Some(Demand { by: Demander::Control(control, _), applies, .. }) = demand {
        let (policy, in_view) = (look.day.whole.policy, &look.day.whole.engagement.in_view);
        let duties: Vec<DutyIdx> = policy.duties_of(control).filter(|it| in_view.contains(it.row())).collect();
        draft.level = duties.iter().map(|it| policy.duties[*it].level).min();
        (draft.control, draft.duties) = (Some(control), duties);
        if applies.truth().is_none() {
            draft.kind = Kind::Undetermined;
            draft.defect = undetermined(look.day, &[&applies], Defect::default());
            return draft;
        }
    }
    Draft { gap: Some(gap), ..draft }
}

fn demand_of(gap: &LevelGap) -> Option<&Demand> {
    match gap {
        LevelGap::BelowDemand(it, ..) | LevelGap::IncomparableWithDemand(it, ..) | LevelGap::Missing(it, _) => Some(it),
        LevelGap::ChainBelow(..) | LevelGap::IncomparableInChain(..) => None,
    }
}

fn kind(gap: &LevelGap) -> Kind {
    match gap {
        LevelGap::BelowDemand(..) => Kind::PromiseBelowDemand,
        LevelGap::Missing(..) => Kind::MissingPromise,
        LevelGap::ChainBelow(..) => Kind::ChainBelowPromise,
        LevelGap::IncomparableWithDemand(..) | LevelGap::IncomparableInChain(..) => Kind::Incomparable,
    }
}

fn subject(gap: &LevelGap) -> Subject {
    match gap {
        LevelGap::Missing(demand, _) => demand.on.first().copied().unwrap_or(Subject::Engagement),
        LevelGap::BelowDemand(_, k, _)
        | LevelGap::IncomparableWithDemand(_, k, _)
        | LevelGap::ChainBelow(k, ..)
        | LevelGap::IncomparableInChain(k, ..) => Subject::Contract(*k),
    }
}

/// The two sides of all contracts that have to do with it, and the metric with what the level is demanded on or compared with.
fn defect(look: &Look, gap: &LevelGap) -> Defect {
    let (policy, engagement) = (look.day.whole.policy, look.day.whole.engagement);
    let promised = |k: &ContractIdx, number: &usize| engagement.contracts[*k].promises[*number].bound.metric;
    let wanted = |it: &Demand| demanded(policy, engagement, it.by).map_or(MetricIdx::new(0), |it| it.metric);
    let (metric, contracts, on): (MetricIdx, Vec<ContractIdx>, Vec<Subject>) = match gap {
        LevelGap::BelowDemand(demand, k, _) | LevelGap::IncomparableWithDemand(demand, k, _) => {
            (wanted(demand), vec![*k], demand.on.clone())
        }
        LevelGap::Missing(demand, asked) => (wanted(demand), asked.clone(), Vec::new()),
        LevelGap::ChainBelow(k, number, suppliers, _) => (
            promised(k, number),
            [k].into_iter().chain(suppliers.iter().map(|(k, _)| k)).copied().collect(),
            Vec::new(),
        ),
        LevelGap::IncomparableInChain(k, number, supplier, _) => {
            let both = [Some(*k), *supplier].into_iter().flatten().collect();
            (promised(k, number), both, supplier.map(Subject::Contract).into_iter().collect())
        }
    };
    let sides = |k: &ContractIdx| [engagement.contracts[*k].customer, engagement.contracts[*k].supplier];
    let mut parties: Vec<PartyIdx> = contracts.iter().flat_map(sides).collect();
    parties.extend(matches!(gap, LevelGap::Missing(..)).then_some(engagement.hospital));
    parties.sort();
    parties.dedup();
    let names = on.into_iter().map(|it| engagement.subject_name(it));
    let reasons = [policy.metrics[metric].name.clone()].into_iter().chain(names).collect();
    Defect { parties, reasons, ..Defect::default() }
}

//! Levels that are demanded are promised; a promise that nothing supports is lowered to what can be kept; what cannot be compared is
//! stated under the hours and exceptions of the other.

use super::write::{self, LevelWords};
use super::{Amendment, Change, Remedy};
use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, LevelDefect, Part};
use crate::findings::kind::Group;
use crate::model::{Bound, ContractIdx};
use crate::text;

/// What a contract promises instead of too little or of nothing, or under other limits.
pub(super) fn promised(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let context = &evaluation.context;
    let Some(gap) = &group.defect.level else { return Vec::new() };
    let metric = &context.policy.metrics[gap.metric];
    let promise =
        |(k, number): (ContractIdx, usize)| context.engagement.contracts[k].promises.get(number).map(|it| &it.bound);
    let made =
        |k: ContractIdx, replaces: Option<usize>, bound: Bound| Remedy::of([promises(evaluation, k, replaces, bound)]);
    match &gap.defect {
        LevelDefect::PromiseBelowDemand(demanded, at) => match (demanded.bound(context), promise(*at)) {
            (Some(wanted), Some(now)) => {
                let raised = Bound { limits: now.limits.clone(), ..wanted.clone() };
                vec![made(at.0, Some(at.1), raised)]
            }
            _ => Vec::new(),
        },
        LevelDefect::IncomparableWithDemand(demanded, at) => match (demanded.bound(context), promise(*at)) {
            (Some(wanted), Some(now)) => {
                let enough = metric.is_as_good(&now.amount, &wanted.amount);
                let widened = Bound { limits: wanted.limits.clone(), ..if enough { now } else { wanted }.clone() };
                vec![made(at.0, Some(at.1), widened)]
            }
            _ => Vec::new(),
        },
        LevelDefect::MissingPromise(demanded, asked) => {
            let wanted = demanded.bound(context);
            let can = asked.iter().filter(|(k, part)| *part != Part::OutOfForce && context.contract_in_force(*k));
            can.filter_map(|(k, _)| Some(made(*k, None, wanted?.clone()))).collect()
        }
        LevelDefect::ChainBelowPromise(chain) => match (&chain.effective, promise(chain.promise)) {
            (Some(effective), Some(now)) => {
                let amount = effective.normalized();
                let kept = Bound { written: metric.shown(&amount), amount, ..now.clone() };
                vec![made(chain.promise.0, Some(chain.promise.1), kept)]
            }
            _ => Vec::new(),
        },
        LevelDefect::IncomparableInChain(at, of, number) => {
            let Some(above) = promise(*at) else { return Vec::new() };
            let under = |now: &Bound| Bound { limits: above.limits.clone(), ..now.clone() };
            match of {
                Some(k) => promise((*k, *number)).map(|now| made(*k, Some(*number), under(now))).into_iter().collect(),
                None => {
                    let own = context.engagement.contracts[at.0].itself.get(*number);
                    own.map(|own| Remedy::of([shares(evaluation, at.0, *number, under(&own.bound))]))
                        .into_iter()
                        .collect()
                }
            }
        }
    }
}

/// A contract promises a level, in place of one of its promises or besides.
fn promises(evaluation: &Evaluation, contract: ContractIdx, replaces: Option<usize>, bound: Bound) -> Amendment {
    let context = &evaluation.context;
    let it = &context.engagement.contracts[contract];
    let Text { ja: a_ja, en: a_en } = write::party(context, it.supplier);
    let Text { ja: b_ja, en: b_en } = write::party(context, it.customer);
    let Text { ja: k_ja, en: k_en } = write::contract(context, contract);
    let Text { ja: level_ja, en: level_en } = LevelWords(context).said(&bound);
    Amendment {
        change: Change::Promise(contract, replaces, Box::new(bound)),
        agree: text!(
            "{a_ja}は、{k_ja}により、{b_ja}に対して{level_ja}を約束する。",
            "{a_en} promises {b_en} by {k_en}: {level_en}."
        ),
        asks: vec![it.customer, it.supplier],
    }
}

/// The supplier of a contract contributes a level itself, in place of its own share of this number.
fn shares(evaluation: &Evaluation, contract: ContractIdx, number: usize, bound: Bound) -> Amendment {
    let context = &evaluation.context;
    let supplier = context.engagement.contracts[contract].supplier;
    let Text { ja: a_ja, en: a_en } = write::party(context, supplier);
    let Text { ja: k_ja, en: k_en } = write::contract(context, contract);
    let Text { ja: level_ja, en: level_en } = LevelWords(context).said(&bound);
    Amendment {
        change: Change::OwnShare(contract, number, Box::new(bound)),
        agree: text!(
            "{a_ja}は、{k_ja}に対する自社分として{level_ja}を示す。",
            "{a_en} states as its own share in {k_en}: {level_en}."
        ),
        asks: vec![supplier],
    }
}

//! Which levels are demanded and promised, and whether what they rest on supports them.

pub mod chain_below_promise;
pub mod incomparable;
pub mod missing_promise;
pub mod promise_below_demand;

mod proof;

pub use proof::{proof, supported};

use super::kind::{Defect, Kind};
use super::names::Names;
use crate::diagnostic::Text;
use crate::evaluate::{Demanded, Evaluation, LevelDefect, LevelGap, Part, PromiseIdx};
use crate::model::{Bound, ContractIdx, Metric, PartyIdx, ServiceLevel, Subject};
use crate::source::Span;
use crate::text;

/// How many places of a long chain are shown without asking for its proof.
const MAX_PLACES: usize = 10;

/// The kind of a defect of levels.
pub fn kind(defect: &LevelDefect) -> &'static Kind {
    match defect {
        LevelDefect::PromiseBelowDemand(..) => &promise_below_demand::PROMISE_BELOW_DEMAND,
        LevelDefect::ChainBelowPromise(_) => &chain_below_promise::CHAIN_BELOW_PROMISE,
        LevelDefect::MissingPromise(..) => &missing_promise::MISSING_PROMISE,
        LevelDefect::IncomparableWithDemand(..) | LevelDefect::IncomparableInChain(..) => &incomparable::INCOMPARABLE,
    }
}

/// The parties, words and places of a defect of levels.
pub fn defect(evaluation: &Evaluation, gap: &LevelGap) -> Defect {
    let levels = Levels(Names(&evaluation.context));
    let engagement = evaluation.context.engagement;
    let ends = |k: ContractIdx| [engagement.contracts[k].customer, engagement.contracts[k].supplier];
    let (mut contracts, mut on, mut places): (Vec<ContractIdx>, Vec<Subject>, Vec<(Span, Text)>) = Default::default();
    match &gap.defect {
        LevelDefect::PromiseBelowDemand(demanded, promise) | LevelDefect::IncomparableWithDemand(demanded, promise) => {
            contracts.push(promise.0);
            on.extend(&demanded.on);
            places.extend(levels.places(levels.promise(*promise), text!("約束", "the promise")));
            places.push((levels.span_of(demanded), text!("求める水準", "the demand")));
        }
        LevelDefect::MissingPromise(demanded, asked) => {
            contracts.extend(asked.iter().map(|(k, _)| *k));
            places.push((levels.span_of(demanded), text!("求める水準", "the demand")));
        }
        LevelDefect::ChainBelowPromise(chain) => {
            let at = chain.promise.0;
            contracts.push(at);
            places.extend(levels.places(levels.promise(chain.promise), text!("約束", "the promise")));
            if let Part::Counts(number) = chain.own {
                places.extend(levels.places(levels.own_share(at, number), text!("自社分", "the own share")));
            }
            for (k, part) in &chain.suppliers {
                if let Part::Counts(number) = part {
                    contracts.push(*k);
                    let Text { ja, en } = levels.0.contract(*k);
                    places.extend(
                        levels.places(levels.promise((*k, *number)), text!("{ja}の約束", "the promise of {en}")),
                    );
                }
            }
        }
        LevelDefect::IncomparableInChain(promise, of, number) => {
            contracts.push(promise.0);
            places.extend(levels.places(levels.promise(*promise), text!("約束", "the promise")));
            match of {
                Some(k) => {
                    contracts.push(*k);
                    on.push(Subject::Contract(*k));
                    let Text { ja, en } = levels.0.contract(*k);
                    places.extend(
                        levels.places(levels.promise((*k, *number)), text!("{ja}の約束", "the promise of {en}")),
                    );
                }
                None => {
                    places.extend(levels.places(levels.own_share(promise.0, *number), text!("自社分", "the own share")))
                }
            }
        }
    }
    let mut parties: Vec<PartyIdx> = contracts.into_iter().flat_map(ends).collect();
    if matches!(gap.defect, LevelDefect::MissingPromise(..)) {
        parties.push(engagement.hospital);
    }
    parties.sort();
    parties.dedup();
    places.truncate(MAX_PLACES);
    let metric = evaluation.context.policy.metrics[gap.metric].name.clone();
    let reasons = std::iter::once(metric).chain(on.iter().map(|it| engagement.subject_name(*it))).collect();
    Defect { parties, reasons, places, level: Some(Box::new(gap.clone())), ..Defect::default() }
}

/// Calls levels by their metric and amount.
struct Levels<'a>(Names<'a>);

impl<'a> Levels<'a> {
    fn metric(&self, gap: &LevelGap) -> &'a Metric {
        &self.0.0.policy.metrics[gap.metric]
    }

    fn promise(&self, (contract, number): PromiseIdx) -> &'a ServiceLevel {
        &self.0.0.engagement.contracts[contract].promises[number]
    }

    fn own_share(&self, contract: ContractIdx, number: usize) -> &'a ServiceLevel {
        &self.0.0.engagement.contracts[contract].itself[number]
    }

    /// Where a level stands; of a level of a template also where the contract follows it.
    fn places(&self, level: &ServiceLevel, words: Text) -> impl Iterator<Item = (Span, Text)> + use<> {
        std::iter::once((level.span, words)).chain(self.0.followed_level(level))
    }

    /// What is demanded.
    fn bound_of(&self, demanded: &Demanded) -> Option<&'a Bound> {
        demanded.bound(self.0.0)
    }

    fn span_of(&self, demanded: &Demanded) -> Span {
        demanded.span(self.0.0)
    }

    fn subjects(&self, on: &[Subject]) -> Text {
        let all: Vec<Text> = on.iter().map(|it| self.0.subject(*it)).collect();
        Text::list(&all)
    }
}

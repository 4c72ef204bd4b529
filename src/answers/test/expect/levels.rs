//! `expect level availability of K1 = 99.88002%`: what a contract comes to with all that it rests on, exactly.

use bigdecimal::BigDecimal;

use super::{Asked, Judged, Unmet};
use crate::answers::test::{FAILED_EXPECTATION, written};
use crate::diagnostic::Diagnostic;
use crate::evaluate::effective_levels;
use crate::model::{self, ContractIdx, MetricIdx, Subject};
use crate::syntax::ast::{ExpectLevel, Name, SubjectName};
use crate::text;

pub(super) fn is_level(asked: &Asked, it: &ExpectLevel) -> Judged {
    judge(asked, it, "", |level, amount| level == amount)
}

pub(super) fn is_not_level(asked: &Asked, it: &ExpectLevel) -> Judged {
    judge(asked, it, "no ", |level, amount| level != amount)
}

/// Whether what is known of the level is as it should be, on every day; what is not known is neither.
fn judge(asked: &Asked, it: &ExpectLevel, no: &str, fits: impl Fn(&BigDecimal, &BigDecimal) -> bool) -> Judged {
    let engagement = asked.checked.evaluation.context.engagement;
    let contract = contract(asked, &it.contract)?;
    let (metric, amount) = model::level_named(asked.policy, engagement, &it.metric, &it.amount).map_err(Box::new)?;
    let mut first: Option<Unmet> = None;
    asked.checked.every_day(|day, evaluation| {
        if first.is_some() {
            return;
        }
        let context = &evaluation.context;
        let known = context.contract_in_force(contract).then(|| effective_levels(context, contract, metric));
        let good = |level: &Option<BigDecimal>| level.as_ref().is_some_and(|level| fits(level, &amount));
        if known.as_ref().is_some_and(|all| all.iter().all(good)) {
            return;
        }
        let unmet = unmet(asked, it, metric, known.as_deref());
        let expected = vec![format!("{no}{}", written::expected_level(it))];
        first = Some(asked.since(day, Unmet { expected, ..unmet }));
    });
    Ok(first.into_iter().collect())
}

/// `levels` are those found, `None` where the contract is not in force.
fn unmet(asked: &Asked, it: &ExpectLevel, metric: MetricIdx, levels: Option<&[Option<BigDecimal>]>) -> Unmet {
    let (contract, name) = (&it.contract.text, &it.metric.text);
    let Some(levels) = levels else {
        return asked.unmet(text!(
            "契約 `{contract}` はその日に有効でありません",
            "the contract `{contract}` is not in force on the day"
        ));
    };
    let declared = &asked.policy.metrics[metric];
    let mut known: Vec<String> = levels.iter().flatten().map(|level| declared.shown(level)).collect();
    known.dedup();
    let list = known.join(", ");
    let headline = match known.is_empty() {
        true => text!(
            "`{contract}` の `{name}` は分かりません。何も述べられていません",
            "`{name}` of `{contract}` is not known: nothing says what it comes to"
        ),
        false => text!("`{contract}` の `{name}` は {list} です", "`{name}` of `{contract}` comes to {list}"),
    };
    let found = known.iter().map(|level| written::level(it, level)).collect();
    Unmet { found, ..asked.unmet(headline) }
}

fn contract(asked: &Asked, name: &Name) -> Result<ContractIdx, Box<Diagnostic>> {
    let subject = SubjectName { first: name.clone(), second: None };
    match model::subject_named(asked.checked.evaluation.context.engagement, &subject).map_err(Box::new)? {
        Subject::Contract(at) => Ok(at),
        Subject::Engagement | Subject::Vendor(_) | Subject::Component(_) | Subject::Interface(..) => {
            let written = &name.text;
            let headline = text!("`{written}` は契約ではありません", "`{written}` is not a contract");
            Err(Box::new(Diagnostic::new(&FAILED_EXPECTATION, name.span, headline)))
        }
    }
}

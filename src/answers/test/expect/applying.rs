//! `expect applies P2.A.9 on store`: known for sure, on every day that is asked about. What is unknown neither applies nor does not.

use std::collections::BTreeMap;

use super::{Asked, Judged, Unmet};
use crate::answers::test::written;
use crate::diagnostic::Text;
use crate::evaluate::{Evaluation, Truth};
use crate::findings::Names;
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::syntax::ast::ExpectApplies;
use crate::text;

/// `wanted` is true, or false after `no`.
pub(super) fn applies(asked: &Asked, it: &ExpectApplies, wanted: Truth) -> Judged {
    let obligations = asked.obligations(&it.duties, &it.on)?;
    // Without a subject, `no` also holds where there is nothing on which it could apply.
    if obligations.is_empty() && (wanted == Truth::True || !it.on.is_empty()) {
        let headline = text!("その対象に当てはまる対応はありません", "there is no such duty on such a subject");
        return Ok(vec![asked.unmet(headline)]);
    }
    let mut all: BTreeMap<ObligationIdx, Unmet> = BTreeMap::new();
    asked.checked.every_day(|day, evaluation| {
        for at in &obligations {
            let truth = truth(evaluation, *at);
            if truth != wanted {
                let other = || asked.since(day, unmet(asked, it, evaluation, (*at, truth, wanted)));
                all.entry(*at).or_insert_with(other);
            }
        }
    });
    Ok(all.into_values().collect())
}

/// What does not exist does not apply.
fn truth(evaluation: &Evaluation, at: ObligationIdx) -> Truth {
    let standing = &evaluation.standings[at.row()];
    if standing.alive { standing.truth() } else { Truth::False }
}

fn unmet(
    asked: &Asked,
    it: &ExpectApplies,
    evaluation: &Evaluation,
    (at, truth, wanted): (ObligationIdx, Truth, Truth),
) -> Unmet {
    let names = Names(&evaluation.context);
    let standing = &evaluation.standings[at.row()];
    let Text { ja, en } = names.obligation(at);
    let headline = match truth {
        Truth::True => text!("{ja}は適用されないはずですが、適用されます", "{en} applies, but should not"),
        Truth::False if !standing.alive => text!("{ja}はその日に存在しません", "{en} does not exist on the day"),
        Truth::False => text!("{ja}は適用されません", "{en} does not apply"),
        Truth::Unknown => {
            let Text { ja: why_ja, en: why_en } = names.deciding(&standing.applies.deciding());
            match why_en.is_empty() {
                true => text!("{ja}が適用されるかどうか分かりません", "it is not known whether {en} applies"),
                false => text!(
                    "{ja}が適用されるかどうかは{why_ja}によります",
                    "whether {en} applies depends on {why_en}, which is not known"
                ),
            }
        }
    };
    let no = |truth: Truth| if truth == Truth::False { "no " } else { "" };
    let expected = vec![format!("{}{}", no(wanted), written::expected_to_apply(it))];
    let found = match truth {
        Truth::Unknown => Vec::new(),
        known => vec![format!("{}{}", no(known), written::applies(&names, at))],
    };
    Unmet { expected, found, ..asked.unmet(headline) }
}

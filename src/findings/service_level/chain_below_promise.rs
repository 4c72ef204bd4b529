//! `chain_below_promise`: what a promise rests on comes to less than the promise.

use super::Levels;
use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::LevelDefect;
use crate::findings::kind::Kind;
use crate::text;

/// The own share and the suppliers do not support the promise.
pub static CHAIN_BELOW_PROMISE: Kind = Kind {
    code: Code {
        name: "chain_below_promise",
        family: Family::ServiceLevel,
        severity: Severity::Error,
        page: Page {
            says: (
                "自社分と供給元の約束から計算した水準が、契約の約束に届きません",
                "the own share and the promises of the suppliers come to less than what the contract promises",
            ),
            why: (
                "全員が約束を守っても、医療機関への約束は守られません",
                "the promise fails even if everybody keeps theirs",
            ),
            example: "contract K1 H -> A { promises availability >= 99.9%  itself availability >= 99.98% }\ncontract K2 A -> B under K1 { promises availability >= 99.9% }\ncontract K3 A -> C under K1 { promises availability >= 99.85% }\n// 99.98% × 99.9% × 99.85% = 99.73019997%",
            remedy: (
                "再委託先の約束か自社分を引き上げるか、守れる水準を約束し直します",
                "raise the promises of the suppliers or the own share, or promise what can be kept",
            ),
        },
    },
    find: |_, _| None,
    say: |names, group| {
        let Some(gap) = &group.defect.level else { return group.head(names) };
        let LevelDefect::ChainBelowPromise(chain) = &gap.defect else { return group.head(names) };
        let levels = Levels(*names);
        let metric = levels.metric(gap);
        let (name, sign, promised) = (&metric.name, metric.sign(), &levels.promise(chain.promise).bound.written);
        let effective = chain.effective.as_ref().map(|it| metric.shown(it)).unwrap_or_default();
        group.sentence(
            names,
            text!(
                "`{name} {sign} {promised}` を約束していますが、自社分と供給元を合わせた水準は {effective} です",
                "`{name} {sign} {promised}` is promised, but own share and suppliers come to {effective}"
            ),
        )
    },
};

//! `promise_below_demand`: a contract promises a level that is not as good as the one demanded.

use super::Levels;
use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::LevelDefect;
use crate::findings::kind::Kind;
use crate::text;

/// Less is promised than is demanded.
pub static PROMISE_BELOW_DEMAND: Kind = Kind {
    code: Code {
        name: "promise_below_demand",
        family: Family::ServiceLevel,
        severity: Severity::Error,
        page: Page {
            says: (
                "契約で約束された水準が、求められた水準に届きません",
                "a contract promises a level that is not as good as the one demanded",
            ),
            why: (
                "求める水準を下回っても契約違反にならず、履行を求められません",
                "what falls short of the demand breaks no promise, and nobody can be held to it",
            ),
            example: "H demands availability >= 99.9% on emr\ncontract K1 H -> A { covers emr  promises availability >= 99.5% }",
            remedy: (
                "契約の水準を求める水準まで引き上げるか、求める水準を見直します。一つの契約だけに求めるなら `on 契約` と書きます",
                "raise the promise to the demand, or reconsider the demand; what is wanted of one contract only is demanded `on` it",
            ),
        },
    },
    find: |_, _| None,
    say: |names, group| {
        let Some(gap) = &group.defect.level else { return group.head(names) };
        let LevelDefect::PromiseBelowDemand(demanded, promise) = &gap.defect else { return group.head(names) };
        let levels = Levels(*names);
        let metric = levels.metric(gap);
        let (name, sign, promised) = (&metric.name, metric.sign(), &levels.promise(*promise).bound.written);
        let wanted = levels.bound_of(demanded).map(|it| it.written.as_str()).unwrap_or_default();
        let Text { ja, en } = levels.subjects(&demanded.on);
        group.sentence(
            names,
            text!(
                "{ja}に求められた `{name} {sign} {wanted}` に対し、約束は {promised} です",
                "`{name} {sign} {wanted}` is demanded on {en}, and only {promised} is promised"
            ),
        )
    },
};

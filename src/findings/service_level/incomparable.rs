//! `incomparable`: two levels of one metric stand under limits that cannot be compared.

use super::Levels;
use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::LevelDefect;
use crate::findings::kind::Kind;
use crate::findings::names::Names;
use crate::model::Bound;
use crate::text;

/// Other hours, other exceptions: never a pass.
pub static INCOMPARABLE: Kind = Kind {
    code: Code {
        name: "incomparable",
        family: Family::ServiceLevel,
        severity: Severity::Error,
        page: Page {
            says: (
                "時間帯か対象外が異なるため、同じ指標の水準を比べられません",
                "two levels of one metric stand under other hours or exceptions, and cannot be compared",
            ),
            why: (
                "平日日中だけの約束は、夜間も求められた水準を満たすとはいえません",
                "what is promised on weekdays says nothing of the nights that are demanded, too",
            ),
            example: "H demands availability >= 99.9% on emr\ncontract K1 H -> A { covers emr  promises availability >= 99.9% hours weekdays 08:30 .. 17:30 }",
            remedy: (
                "約束の時間帯を相手の時間帯が含まれるように広げ（割合では同じにし）、相手にない対象外を除きます",
                "let the hours of the promise include the other's (of a percentage: be the same), and drop the exceptions that the other does not make",
            ),
        },
    },
    find: |_, _| None,
    say: |names, group| {
        let Some(gap) = &group.defect.level else { return group.head(names) };
        let levels = Levels(*names);
        let name = &levels.metric(gap).name;
        let verdict = match &gap.defect {
            LevelDefect::IncomparableWithDemand(demanded, promise) => {
                let Text { ja, en } = levels.subjects(&demanded.on);
                let promised = &levels.promise(*promise).bound;
                let Text { ja: why_ja, en: why_en } = match levels.bound_of(demanded) {
                    Some(wanted) => differs(names, promised, wanted),
                    None => Text::default(),
                };
                text!(
                    "`{name}` の約束は、{ja}に求められた水準と比べられません：{why_ja}",
                    "its promise of `{name}` cannot be held against the demand on {en}: {why_en}"
                )
            }
            LevelDefect::IncomparableInChain(promise, of, number) => {
                let promised = &levels.promise(*promise).bound;
                let (what, bound) = match of {
                    Some(k) => {
                        let Text { ja, en } = names.contract(*k);
                        let bound = &levels.promise((*k, *number)).bound;
                        (text!("{ja}の約束", "the promise of {en}"), bound)
                    }
                    None => (text!("自社分", "the own share"), &levels.own_share(promise.0, *number).bound),
                };
                let Text { ja, en } = what;
                let Text { ja: why_ja, en: why_en } = differs(names, bound, promised);
                text!(
                    "{ja}では `{name}` の約束を支えられません：{why_ja}",
                    "{en} cannot support its promise of `{name}`: {why_en}"
                )
            }
            LevelDefect::PromiseBelowDemand(..)
            | LevelDefect::ChainBelowPromise(_)
            | LevelDefect::MissingPromise(..) => return group.head(names),
        };
        group.sentence(names, verdict)
    },
};

/// Why one level does not speak of all that another speaks of.
fn differs(names: &Names, one: &Bound, other: &Bound) -> Text {
    let metric = &names.0.policy.metrics[one.metric];
    let hours = !metric.covers_hours(&one.limits.hours, &other.limits.hours);
    let extra: Vec<&str> = one.limits.excluding.difference(&other.limits.excluding).map(String::as_str).collect();
    let extra = extra.join("`, `");
    // A share of wider hours is none of these.
    let includes = one.limits.hours.include(&other.limits.hours);
    match (hours, extra.is_empty()) {
        (true, true) if includes => text!(
            "時間帯が相手の時間帯より広く、その割合からは相手の時間帯の割合が分かりません",
            "its hours are wider, and a percentage of them says nothing of the other's"
        ),
        (true, false) if includes => text!(
            "時間帯が相手の時間帯より広く、その割合からは相手の時間帯の割合が分かりません。相手にない対象外 `{extra}` もあります",
            "its hours are wider, and a percentage of them says nothing of the other's; and it excepts `{extra}`"
        ),
        (true, true) => text!("時間帯が相手の時間帯を含みません", "its hours do not include all of the other's"),
        (false, _) => text!("相手にない対象外 `{extra}` があります", "it excepts `{extra}`, which the other does not"),
        (true, false) => text!(
            "時間帯が相手の時間帯を含まず、相手にない対象外 `{extra}` があります",
            "its hours do not include all of the other's, and it excepts `{extra}`"
        ),
    }
}

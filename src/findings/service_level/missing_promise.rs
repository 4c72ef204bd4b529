//! `missing_promise`: a level is demanded, and no contract in question promises it.

use super::Levels;
use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::{LevelDefect, Part};
use crate::findings::kind::Kind;
use crate::model::Subject;
use crate::text;

/// Nobody promises what is demanded.
pub static MISSING_PROMISE: Kind = Kind {
    code: Code {
        name: "missing_promise",
        family: Family::ServiceLevel,
        severity: Severity::Error,
        page: Page {
            says: (
                "求められた水準を約束している契約がありません",
                "a level is demanded, and no contract in question promises it",
            ),
            why: (
                "約束のない水準や努力目標は、下回っても履行を求められません",
                "nobody can be held to a level that was never promised, or only aimed at",
            ),
            example: "H demands availability >= 99.9% on emr\ncontract K1 H -> A { covers emr  promises availability >= 99.9% as goal }",
            remedy: (
                "対象とする契約に `promises` を加えるか、求める水準を取り下げます",
                "add `promises` to a contract that covers it, or withdraw the demand",
            ),
        },
    },
    find: |_, _| None,
    say: |names, group| {
        let Some(gap) = &group.defect.level else { return group.head(names) };
        let LevelDefect::MissingPromise(demanded, asked) = &gap.defect else { return group.head(names) };
        let levels = Levels(*names);
        let metric = levels.metric(gap);
        let (name, sign) = (&metric.name, metric.sign());
        let wanted = levels.bound_of(demanded).map(|it| it.written.as_str()).unwrap_or_default();
        let goals: Vec<Text> =
            asked.iter().filter(|(_, part)| matches!(part, Part::Goal(_))).map(|(k, _)| names.contract(*k)).collect();
        let Text { ja, en } = Text::list(&goals);
        let verdict = match (gap.subject, asked.is_empty(), goals.is_empty()) {
            (_, false, false) => text!(
                "`{name} {sign} {wanted}` が求められていますが、{ja}の水準は努力目標です",
                "`{name} {sign} {wanted}` is demanded, and in {en} it is only a goal"
            ),
            (Subject::Contract(_), ..) => text!(
                "`{name} {sign} {wanted}` が求められていますが、約束していません",
                "`{name} {sign} {wanted}` is demanded, and it does not promise it"
            ),
            (_, true, _) => text!(
                "`{name} {sign} {wanted}` が求められていますが、これを対象とする有効な直接契約がありません",
                "`{name} {sign} {wanted}` is demanded, and no direct contract in force covers it"
            ),
            (_, false, true) => text!(
                "`{name} {sign} {wanted}` が求められていますが、約束している直接契約がありません",
                "`{name} {sign} {wanted}` is demanded, and no direct contract that covers it promises it"
            ),
        };
        group.sentence(names, verdict)
    },
};

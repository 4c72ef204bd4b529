//! `unknown_provider`: nobody said who runs a component or answers for its running.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::Evaluation;
use crate::findings::kind::{Defect, Kind};
use crate::model::{ComponentIdx, Subject};
use crate::text;

/// A component without a `by`.
pub static UNKNOWN_PROVIDER: Kind = Kind {
    code: Code {
        name: "unknown_provider",
        family: Family::Knowledge,
        severity: Severity::Warning,
        page: Page {
            says: (
                "構成要素を誰が運用しているか（運用に責任をもつか）が述べられていません",
                "nobody said who runs a component, or answers for its running",
            ),
            why: (
                "提供者が分からないと、接点も担い手も確かめられません",
                "without it neither its interfaces nor who could carry anything can be told",
            ),
            example: "component switch network connects lan   // by がない / no `by`",
            remedy: (
                "`by 当事者` を書きます。医療機関が買って運用しているものは医療機関です",
                "write `by PARTY`; what the hospital bought and runs is by the hospital",
            ),
        },
    },
    find: |_, _| None,
    say: |names, group| group.sentence(names, text!("提供者が述べられていません", "nobody said who provides it")),
};

/// Components that live on the day and have no provider.
pub fn unprovided(evaluation: &Evaluation) -> Vec<(ComponentIdx, Defect)> {
    let context = &evaluation.context;
    context
        .engagement
        .components
        .enumerate()
        .filter(|(at, component)| component.provider.is_none() && context.lives(Subject::Component(*at)))
        .map(|(at, component)| {
            let places = vec![(component.span, text!("この構成要素", "this component"))];
            (at, Defect { places, ..Defect::default() })
        })
        .collect()
}

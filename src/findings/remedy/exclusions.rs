//! An exclusion that does not count: agreed to, or withdrawn. A reason is never made up.

use super::write::{self, About, quoted};
use super::{Amendment, Change, Remedy, can_be_withdrawn, statements_of, withdrawn};
use crate::diagnostic::Text;
use crate::evaluate::Evaluation;
use crate::findings::kind::Group;
use crate::model::{DutyIdx, Idx, StatementIdx, Verb};
use crate::text;

/// First the agreement that it lacks, then doing without it.
pub(super) fn mended(evaluation: &Evaluation, group: &Group) -> Vec<Remedy> {
    let by_law = group.control.is_some_and(|it| evaluation.context.policy.controls[it].by_law.is_some());
    let excludes = |verb: &Verb| match verb {
        Verb::Excludes { .. } => true,
        Verb::Retains { .. } => by_law,
        _ => false,
    };
    let all = statements_of(evaluation, &group.obligations, excludes);
    let lacks_agreement = group.defect.reasons.iter().any(|it| it == "not_agreed");
    let agreed = all.iter().filter(|_| lacks_agreement).map(|at| agreed(evaluation, group, *at));
    let mut remedies: Vec<Remedy> = agreed.filter(|it| !it.is_empty()).map(Remedy::of).collect();
    if all.iter().all(|at| can_be_withdrawn(evaluation, *at, &group.obligations)) {
        remedies.push(Remedy::of(all.into_iter().map(|at| withdrawn(evaluation, at))));
    }
    remedies
}

/// The same exclusion with the day on which the hospital agreed.
fn agreed(evaluation: &Evaluation, group: &Group, at: StatementIdx) -> Vec<Amendment> {
    let context = &evaluation.context;
    let it = &context.engagement.statements[at];
    let Verb::Excludes { party, because, instead, .. } = &it.verb else { return Vec::new() };
    let instead: Vec<DutyIdx> = instead.ones().map(DutyIdx::new).collect();
    let instead = match instead.is_empty() {
        true => String::new(),
        false => format!(" instead {}", About::some(context, group, instead).ids()),
    };
    let (because, day) = (quoted(because), context.day);
    let hospital = context.engagement.hospital;
    let Text { ja: h_ja, en: h_en } = write::party(context, hospital);
    let Text { ja: on_ja, en: on_en } = write::subject(context, group.subject);
    let each = About::each(context, group, group.duties.clone()).into_iter().map(|about| {
        let said = about.said(&context.engagement.parties[*party].name, "excludes");
        let Text { ja: what_ja, en: what_en } = about.title();
        Amendment {
            change: Change::Add(format!("{said} because {because}{instead} agreed {day}"), Vec::new()),
            agree: text!(
                "{h_ja}は、{on_ja}について{what_ja}を対象外とすることに同意する。",
                "{h_en} agrees that {what_en} is left out for {on_en}."
            ),
            asks: vec![hospital],
        }
    });
    each.collect()
}

//! Whether what a test expects holds.

use std::collections::{BTreeMap, BTreeSet};

use super::FAILED_EXPECTATION;
use crate::answers::Checked;
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::evaluate::{Context, Evaluation};
use crate::findings::{self, Finding, Names};
use crate::graph::ObligationIdx;
use crate::model::{self, Date, Idx, PartyIdx, Policy, Subject};
use crate::syntax::ast::{Expect, ExpectCarried, ExpectFinding, ExpectKind, Name, SubjectName};
use crate::text;

/// The problems of one expectation.
pub fn judge(policy: &Policy, checked: &Checked, expect: &Expect) -> Vec<Diagnostic> {
    let judged = match &expect.kind {
        ExpectKind::Exactly(all) => exactly(policy, checked, expect, all),
        ExpectKind::Finding(it) => is_there(policy, checked, it),
        ExpectKind::NoFinding(it) => is_not_there(policy, checked, expect, it),
        ExpectKind::Carried(it) => carried(policy, checked, expect, it),
        ExpectKind::NotCarried(it) => not_carried(policy, checked, expect, it),
    };
    judged.unwrap_or_else(|problem| vec![*problem])
}

type Judged = Result<Vec<Diagnostic>, Box<Diagnostic>>;

/// Every error and warning is expected; everything expected is there; notes may be there besides.
fn exactly(policy: &Policy, checked: &Checked, expect: &Expect, all: &[ExpectFinding]) -> Judged {
    let mut claimed: BTreeSet<usize> = BTreeSet::new();
    let mut problems = Vec::new();
    for it in all {
        let found = matching(policy, checked, it)?;
        if found.is_empty() {
            problems.push(missing(checked, it));
        }
        claimed.extend(found);
    }
    for (number, finding) in checked.findings.iter().enumerate() {
        if finding.severity >= Severity::Warning && !claimed.contains(&number) {
            let said = said(finding);
            let (ja, en) = (said.ja, said.en);
            let headline =
                text!("期待していない指摘があります：{ja}", "there is a finding that was not expected: {en}");
            problems.push(with_places(Diagnostic::new(&FAILED_EXPECTATION, expect.span, headline), finding));
        }
    }
    Ok(problems)
}

fn is_there(policy: &Policy, checked: &Checked, it: &ExpectFinding) -> Judged {
    let found = matching(policy, checked, it)?;
    Ok(if found.is_empty() { vec![missing(checked, it)] } else { Vec::new() })
}

fn is_not_there(policy: &Policy, checked: &Checked, expect: &Expect, it: &ExpectFinding) -> Judged {
    let found = matching(policy, checked, it)?;
    let problem = |number: usize| {
        let finding = &checked.findings[number];
        let said = said(finding);
        let (ja, en) = (said.ja, said.en);
        let headline = text!("ないはずの指摘があります：{ja}", "there is a finding that should not be there: {en}");
        with_places(Diagnostic::new(&FAILED_EXPECTATION, expect.span, headline), finding)
    };
    Ok(found.into_iter().map(problem).collect())
}

fn said(finding: &Finding) -> Text {
    let (severity, code) = (finding.severity.name(), &finding.name);
    let (from, to, Text { ja, en }) = (finding.days.from, finding.days.to, &finding.message);
    match finding.days.is_day() {
        true => text!("{severity}[{code}] {ja}", "{severity}[{code}] {en}"),
        false => text!("{severity}[{code}] {from}〜{to} {ja}", "{severity}[{code}] {from} .. {to} {en}"),
    }
}

fn with_places(mut problem: Diagnostic, finding: &Finding) -> Diagnostic {
    for (span, words) in finding.places.iter().take(3) {
        problem = problem.label(*span, words.clone());
    }
    problem
}

fn missing(checked: &Checked, it: &ExpectFinding) -> Diagnostic {
    let kind = &it.kind.text;
    let headline = text!("期待した `{kind}` の指摘がありません", "the expected `{kind}` is not there");
    let problem = Diagnostic::new(&FAILED_EXPECTATION, it.span, headline);
    let near: Vec<Text> = checked.findings.iter().filter(|finding| finding.name == *kind).map(said).collect();
    match near.as_slice() {
        [] => {
            let others: BTreeSet<&str> = checked.findings.iter().map(|finding| finding.name.as_ref()).collect();
            let others = others.into_iter().collect::<Vec<_>>().join(", ");
            problem.help(text!("あるのは：{others}", "there are: {others}"))
        }
        some => some.iter().take(3).fold(problem, |problem, said| problem.help(said.clone())),
    }
}

/// The findings that an expectation fits.
fn matching(policy: &Policy, checked: &Checked, it: &ExpectFinding) -> Result<Vec<usize>, Box<Diagnostic>> {
    let kind = &it.kind.text;
    if !findings::is_name(policy, kind) {
        let headline = text!("`{kind}` という種類の指摘はありません", "there is no kind of finding `{kind}`");
        let problem = Diagnostic::new(&FAILED_EXPECTATION, it.kind.span, headline);
        return Err(Box::new(problem.suggest(kind, findings::names(policy))));
    }
    let engagement = checked.evaluation.context.engagement;
    let duties = duties(policy, checked, &it.duties)?;
    let subjects = subjects(checked, &it.on)?;
    let parties: Vec<String> = it.by.iter().map(Name::key).collect();
    let reasons: Vec<String> = it.because.iter().map(Name::key).collect();
    let (from, until) = (day(it.from.as_ref())?, day(it.until.as_ref())?);
    let fits = |finding: &Finding| {
        let group = &finding.group;
        finding.name == *kind
            && it.severity.as_ref().is_none_or(|severity| severity.text == finding.severity.name())
            && duties.as_ref().is_none_or(|duties| group.duties.iter().any(|duty| duties.contains(duty.row())))
            && (subjects.is_empty() || subjects.contains(&group.subject))
            && parties.iter().all(|name| group.defect.parties.iter().any(|at| engagement.parties[*at].name == *name))
            && reasons.iter().all(|reason| group.defect.reasons.contains(reason))
            && from.is_none_or(|day| finding.days.from == day)
            && until.is_none_or(|day| finding.days.to == day)
    };
    Ok(checked.findings.iter().enumerate().filter(|(_, finding)| fits(finding)).map(|(number, _)| number).collect())
}

fn day(name: Option<&Name>) -> Result<Option<Date>, Box<Diagnostic>> {
    let Some(name) = name else { return Ok(None) };
    let day = &name.text;
    name.text.parse().map(Some).map_err(|_| {
        let headline = text!("`{day}` という日はありません", "there is no day `{day}`");
        Box::new(Diagnostic::new(&FAILED_EXPECTATION, name.span, headline))
    })
}

fn duties(
    policy: &Policy,
    checked: &Checked,
    patterns: &[Name],
) -> Result<Option<fixedbitset::FixedBitSet>, Box<Diagnostic>> {
    let mut all: Option<fixedbitset::FixedBitSet> = None;
    for pattern in patterns {
        let some = model::duties_matching(policy, Some(&checked.evaluation.context.engagement.in_view), pattern)
            .map_err(Box::new)?;
        match &mut all {
            Some(all) => all.union_with(&some),
            None => all = Some(some),
        }
    }
    Ok(all)
}

fn subjects(checked: &Checked, names: &[SubjectName]) -> Result<Vec<Subject>, Box<Diagnostic>> {
    let engagement = checked.evaluation.context.engagement;
    names.iter().map(|name| model::subject_named(engagement, name).map_err(Box::new)).collect()
}

/// The obligations that an expectation speaks of and that apply on the day of an evaluation.
fn obligations(policy: &Policy, checked: &Checked, it: &ExpectCarried) -> Result<Vec<ObligationIdx>, Box<Diagnostic>> {
    let duties = duties(policy, checked, &it.duties)?.unwrap_or_default();
    let subjects = subjects(checked, &it.on)?;
    let all = &checked.evaluation.context.obligations;
    let fits = |at: &ObligationIdx| {
        duties.contains(all.all[*at].duty.row()) && (subjects.is_empty() || subjects.contains(&all.subject(*at)))
    };
    Ok(all.all.indices().filter(fits).collect())
}

/// What does not hold of obligations on the days that were asked about, told once for each obligation; `None` where none of them
/// ever applies.
fn on_every_day(
    checked: &Checked,
    expect: &Expect,
    asked: &[ObligationIdx],
    wrong: impl Fn(&Evaluation, ObligationIdx) -> Option<Text>,
) -> Option<Vec<Diagnostic>> {
    let mut problems: BTreeMap<ObligationIdx, Diagnostic> = BTreeMap::new();
    let mut applies = false;
    for day in checked.turns() {
        let other = (day != checked.evaluation.context.day).then(|| checked.evaluation.on(day));
        let evaluation = other.as_ref().unwrap_or(&checked.evaluation);
        for at in asked.iter().copied().filter(|at| evaluation.standings[at.row()].stands()) {
            applies = true;
            if let Some(Text { ja, en }) = wrong(evaluation, at) {
                let headline = match checked.days().is_day() {
                    true => Text { ja, en },
                    false => text!("{day} から：{ja}", "from {day}: {en}"),
                };
                problems.entry(at).or_insert_with(|| Diagnostic::new(&FAILED_EXPECTATION, expect.span, headline));
            }
        }
    }
    applies.then(|| problems.into_values().collect())
}

fn carried(policy: &Policy, checked: &Checked, expect: &Expect, it: &ExpectCarried) -> Judged {
    let asked = obligations(policy, checked, it)?;
    let problems = on_every_day(checked, expect, &asked, |evaluation, at| {
        let context = &evaluation.context;
        let names = Names(context);
        let standing = &evaluation.standings[at.row()];
        let performers = standing.performers(context);
        let anybody = it.by.is_none() && it.answerable.is_none();
        if standing.carried && (anybody || performers.iter().any(|who| is_expected(context, *who, it))) {
            return None;
        }
        let Text { ja, en } = names.obligation(at);
        let who: Vec<Text> = performers.iter().map(|(performer, _)| names.party(*performer)).collect();
        Some(if standing.carried {
            let Text { ja: who_ja, en: who_en } = Text::list(&who);
            text!("{ja}は期待した当事者ではなく{who_ja}が担っています", "{en} is carried by {who_en}, not as expected")
        } else {
            text!("{ja}は担われていません", "{en} is not carried")
        })
    });
    let nothing = || {
        let headline = text!("当てはまる責任がありません", "no obligation that applies fits");
        vec![Diagnostic::new(&FAILED_EXPECTATION, expect.span, headline)]
    };
    Ok(problems.unwrap_or_else(nothing))
}

/// Whether a performer and who answers for it are those expected.
fn is_expected(context: &Context, (performer, answers): (PartyIdx, PartyIdx), it: &ExpectCarried) -> bool {
    let is = |party: PartyIdx, name: &Option<Name>| {
        name.as_ref().is_none_or(|name| context.engagement.parties[party].name == name.key())
    };
    is(performer, &it.by) && is(answers, &it.answerable)
}

fn not_carried(policy: &Policy, checked: &Checked, expect: &Expect, it: &ExpectCarried) -> Judged {
    let asked = obligations(policy, checked, it)?;
    let wrongly = |evaluation: &Evaluation, at: ObligationIdx| {
        let context = &evaluation.context;
        let standing = &evaluation.standings[at.row()];
        let anybody = it.by.is_none() && it.answerable.is_none();
        let who = || standing.performers(context).into_iter().any(|who| is_expected(context, who, it));
        let Text { ja, en } = Names(context).obligation(at);
        (standing.carried && (anybody || who()))
            .then(|| text!("{ja}は担われていないはずですが、担われています", "{en} is carried, but should not be"))
    };
    Ok(on_every_day(checked, expect, &asked, wrongly).unwrap_or_default())
}

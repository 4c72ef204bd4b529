//! `expect unowned P2.C.1 on wan`, `expect no …`, `expect exactly { … }`

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::{Asked, Judged, Unmet};
use crate::answers::test::{FAILED_EXPECTATION, written};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::findings::{self, Finding, Names};
use crate::model::{Date, Idx, PartyIdx, Subject};
use crate::syntax::ast::{ExpectFinding, Name};
use crate::text;

/// How many findings are told in full besides a difference.
const TOLD: usize = 3;

/// Every error and warning that is not waived is expected; everything expected is there; notes may be there besides.
pub(super) fn exactly(asked: &Asked, all: &[ExpectFinding]) -> Judged {
    let wanted: Vec<Wanted> = all.iter().map(|it| Wanted::new(asked, it)).collect::<Result<_, _>>()?;
    let fits: Vec<Vec<usize>> = wanted.iter().map(|it| it.matching(asked)).collect();
    let claimed: BTreeSet<usize> = fits.iter().flatten().copied().collect();
    let of_weight = |(_, it): &(usize, &Finding)| it.severity >= Severity::Warning && !it.is_waived();
    let found = asked.checked.findings.iter().enumerate().filter(of_weight).map(|(number, _)| number);
    let surplus: Vec<usize> = found.filter(|number| !claimed.contains(number)).collect();
    let missing: Vec<&ExpectFinding> =
        all.iter().zip(&fits).filter(|(_, fits)| fits.is_empty()).map(|(it, _)| it).collect();
    if missing.is_empty() && surplus.is_empty() {
        return Ok(Vec::new());
    }
    let (less, more) = (missing.len(), surplus.len());
    let headline = text!(
        "指摘が期待と異なります（不足 {less} 件、余分 {more} 件）",
        "the findings are not exactly those expected: {less} missing, {more} not expected"
    );
    let mut unmet = asked.unmet(headline);
    for it in missing.iter().take(TOLD) {
        unmet.problem = unmet.problem.label(it.span, text!("この指摘がありません", "this is missing"));
    }
    for number in surplus.iter().take(TOLD) {
        let Text { ja, en } = said(asked, &asked.checked.findings[*number]);
        unmet.problem = unmet.problem.help(text!("期待していない指摘：{ja}", "not expected: {en}"));
    }
    unmet.expected = all.iter().map(written::expected).collect();
    unmet.found = beside(asked, &wanted, &fits, &surplus);
    Ok(vec![unmet])
}

/// What is there, in the order of what is expected: as expected where it fits; what is not expected stands where the nearest that is missing would.
fn beside(asked: &Asked, wanted: &[Wanted], fits: &[Vec<usize>], surplus: &[usize]) -> Vec<String> {
    let names = Names(&asked.checked.evaluation.context);
    let mut instead: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for number in surplus {
        let finding = &asked.checked.findings[*number];
        let missing = wanted.iter().enumerate().filter(|(at, _)| fits[*at].is_empty());
        let near = missing.map(|(at, it)| (it.nearness(asked, finding), at)).filter(|(near, _)| *near > 0);
        // Of equally near ones the first.
        let nearest = near.max_by_key(|(near, at)| (*near, std::cmp::Reverse(*at)));
        instead.entry(nearest.map_or(usize::MAX, |(_, at)| at)).or_default().push(*number);
    }
    let told = |at: &usize| {
        let all = instead.get(at).into_iter().flatten();
        all.map(|number| written::found(&names, &asked.checked.findings[*number])).collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    for (at, it) in wanted.iter().enumerate() {
        match fits[at].is_empty() {
            true => lines.extend(told(&at)),
            false => lines.push(written::expected(it.written)),
        }
    }
    lines.extend(told(&usize::MAX));
    lines
}

pub(super) fn is_there(asked: &Asked, it: &ExpectFinding) -> Judged {
    let wanted = Wanted::new(asked, it)?;
    if !wanted.matching(asked).is_empty() {
        return Ok(Vec::new());
    }
    let kind = &it.kind.text;
    let headline = match it.waived {
        false => text!("期待した `{kind}` の指摘がありません", "the expected `{kind}` is not there"),
        true => text!("期待した、免除された `{kind}` の指摘がありません", "the expected waived `{kind}` is not there"),
    };
    let mut problem = Diagnostic::new(&FAILED_EXPECTATION, it.span, headline);
    let near = wanted.nearest(asked);
    for finding in &near {
        let Text { ja, en } = said(asked, finding);
        problem = problem.help(text!("近いもの：{ja}", "near it: {en}"));
    }
    if near.is_empty() {
        let others: BTreeSet<&str> = asked.checked.findings.iter().map(|finding| finding.name.as_ref()).collect();
        let others = others.into_iter().collect::<Vec<_>>().join(", ");
        problem = problem.help(match others.is_empty() {
            true => text!("指摘は一つもありません", "there is no finding at all"),
            false => text!("あるのは：{others}", "there are: {others}"),
        });
    }
    let names = Names(&asked.checked.evaluation.context);
    let found = near.iter().map(|finding| written::found(&names, finding)).collect();
    Ok(vec![Unmet { problem, expected: vec![written::expected(it)], found }])
}

pub(super) fn is_not_there(asked: &Asked, it: &ExpectFinding) -> Judged {
    let found = Wanted::new(asked, it)?.matching(asked);
    let Some(first) = found.first() else { return Ok(Vec::new()) };
    let names = Names(&asked.checked.evaluation.context);
    let Text { ja, en } = said(asked, &asked.checked.findings[*first]);
    let more = match found.len() - 1 {
        0 => Text::default(),
        more => text!("（ほか {more} 件）", " (and {more} more)"),
    };
    let headline = Text {
        ja: format!("ないはずの指摘があります：{ja}{}", more.ja),
        en: format!("there is a finding that should not be there: {en}{}", more.en),
    };
    let mut unmet = asked.unmet(headline);
    let places = asked.checked.findings[*first].places(asked.checked.evaluation.context.policy);
    for (span, words) in places.take(TOLD) {
        unmet.problem = unmet.problem.label(span, words.into_owned());
    }
    unmet.expected = vec![format!("no {}", written::expected(it))];
    unmet.found = found.iter().map(|number| written::found(&names, &asked.checked.findings[*number])).collect();
    Ok(vec![unmet])
}

/// A finding on one line.
fn said(asked: &Asked, finding: &Finding) -> Text {
    let (severity, code) = (finding.severity.name(), &finding.name);
    let Text { ja, en } = finding.message(&asked.checked.evaluation.context);
    let Text { ja: days_ja, en: days_en } = finding.days.words();
    let (w_ja, w_en) = if finding.is_waived() { ("免除 ", "waived ") } else { ("", "") };
    match finding.days.is_day() {
        true => text!("{w_ja}{severity}[{code}] {ja}", "{w_en}{severity}[{code}] {en}"),
        false => text!("{w_ja}{severity}[{code}] {days_ja} {ja}", "{w_en}{severity}[{code}] {days_en} {en}"),
    }
}

/// An expectation with its names looked up.
struct Wanted<'a> {
    written: &'a ExpectFinding,
    duties: Option<FixedBitSet>,
    subjects: Vec<Subject>,
    parties: Vec<PartyIdx>,
    reasons: Vec<String>,
    from: Option<Date>,
    until: Option<Date>,
}

impl<'a> Wanted<'a> {
    fn new(asked: &Asked, it: &'a ExpectFinding) -> Result<Self, Box<Diagnostic>> {
        let kind = &it.kind.text;
        if !findings::is_name(asked.policy, kind) {
            let headline = text!("`{kind}` という種類の指摘はありません", "there is no kind of finding `{kind}`");
            let problem = Diagnostic::new(&FAILED_EXPECTATION, it.kind.span, headline);
            return Err(Box::new(problem.suggest(kind, findings::names(asked.policy))));
        }
        Ok(Wanted {
            written: it,
            duties: asked.duties(&it.duties)?,
            subjects: asked.subjects(&it.on)?,
            parties: it.by.iter().map(|name| asked.party(name)).collect::<Result<_, _>>()?,
            reasons: it.because.iter().map(Name::key).collect(),
            from: day(it.from.as_ref())?,
            until: day(it.until.as_ref())?,
        })
    }

    /// The findings that it fits.
    fn matching(&self, asked: &Asked) -> Vec<usize> {
        let findings = asked.checked.findings.iter().enumerate();
        findings.filter(|(_, finding)| self.fits(finding)).map(|(number, _)| number).collect()
    }

    fn fits(&self, finding: &Finding) -> bool {
        let group = &finding.group;
        finding.name == self.written.kind.text
            && finding.is_waived() == self.written.waived
            && self.written.severity.as_ref().is_none_or(|severity| severity.text == finding.severity.name())
            && self.duties.as_ref().is_none_or(|duties| group.duties.iter().any(|duty| duties.contains(duty.row())))
            && (self.subjects.is_empty() || self.subjects.contains(&group.subject))
            && self.parties.iter().all(|party| group.defect.parties.contains(party))
            && self.reasons.iter().all(|reason| group.defect.reasons.contains(reason))
            && self.from.is_none_or(|day| finding.days.from == day)
            && self.until.is_none_or(|day| finding.days.to == day)
    }

    /// How much a finding has in common with it: of the same kind, or about the same control; then the subject. 0 is nothing.
    fn nearness(&self, asked: &Asked, finding: &Finding) -> usize {
        let group = &finding.group;
        let of_control = |row: usize| {
            let duty = <crate::model::DutyIdx as Idx>::new(row);
            Some(asked.policy.duties[duty].control) == group.control
        };
        let same_kind = finding.name == self.written.kind.text;
        let same_duty = self.duties.as_ref().is_some_and(|all| group.duties.iter().any(|it| all.contains(it.row())));
        let same_control = same_duty || self.duties.as_ref().is_some_and(|all| all.ones().any(of_control));
        let same_subject = (same_kind || same_control) && self.subjects.contains(&group.subject);
        [(same_kind, 4), (same_control, 4), (same_duty, 1), (same_subject, 2)]
            .into_iter()
            .map(|(same, weight)| if same { weight } else { 0 })
            .sum()
    }

    /// The nearest findings, in their order where equally near.
    fn nearest<'b>(&self, asked: &'b Asked) -> Vec<&'b Finding> {
        let findings = asked.checked.findings.iter();
        let mut near: Vec<(usize, &Finding)> =
            findings.map(|it| (self.nearness(asked, it), it)).filter(|(near, _)| *near > 0).collect();
        near.sort_by_key(|(near, _)| std::cmp::Reverse(*near));
        near.into_iter().take(TOLD).map(|(_, it)| it).collect()
    }
}

fn day(name: Option<&Name>) -> Result<Option<Date>, Box<Diagnostic>> {
    let Some(name) = name else { return Ok(None) };
    let day = &name.text;
    name.text.parse().map(Some).map_err(|_| {
        let headline = text!("`{day}` という日はありません", "there is no day `{day}`");
        Box::new(Diagnostic::new(&FAILED_EXPECTATION, name.span, headline))
    })
}

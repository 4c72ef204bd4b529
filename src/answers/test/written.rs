//! Expectations and findings in the words of a test: both can be compared line by line, and what was found can be copied into one.

use crate::evaluate::Standing;
use crate::findings::{Finding, Names};
use crate::graph::ObligationIdx;
use crate::model::{DutyIdx, PartyIdx};
use crate::syntax::ast::{ExpectApplies, ExpectCarried, ExpectFinding, ExpectLevel, Name, SubjectName};

/// `error broken_delegation P2.C.2 on iaas because not_accepted`, as it is expected.
pub fn expected(it: &ExpectFinding) -> String {
    Line::default()
        .word(it.waived.then_some("waived"))
        .word(it.severity.as_ref().map(|it| it.text.as_str()))
        .word(Some(&it.kind.text))
        .list("", it.duties.iter().map(text))
        .list("on", it.on.iter().map(subject))
        .list("by", it.by.iter().map(text))
        .list("because", it.because.iter().map(text))
        .list("from", it.from.iter().map(text))
        .list("until", it.until.iter().map(text))
        .0
}

/// The same of a finding: everything that an expectation can say of it.
pub fn found(names: &Names, it: &Finding) -> String {
    let engagement = names.0.engagement;
    let group = &it.group;
    let days = (!it.days.is_day()).then_some(it.days);
    Line::default()
        .word(it.is_waived().then_some("waived"))
        .word(Some(it.severity.name()))
        .word(Some(&it.name))
        .list("", ids(names, it))
        .list("on", [engagement.subject_name(group.subject)])
        .list("by", group.defect.parties.iter().map(|at| engagement.parties[*at].name.clone()))
        .list("because", group.defect.reasons.iter().cloned())
        .list("from", days.iter().map(|days| days.from.to_string()))
        .list("until", days.iter().map(|days| days.to.to_string()))
        .0
}

/// `carried P2.C.2 on iaas by B answerable A`, as it is expected.
pub fn expected_carrier(it: &ExpectCarried) -> String {
    Line::default()
        .list("carried", it.duties.iter().map(text))
        .list("on", it.on.iter().map(subject))
        .list("by", it.by.iter().map(text))
        .list("answerable", it.answerable.iter().map(text))
        .0
}

/// The same of who carries an obligation; of nobody: `no carried P2.C.2 on iaas`; where that is not known: `undetermined P2.C.2 on iaas`.
pub fn carriers(names: &Names, at: ObligationIdx, standing: &Standing) -> Vec<String> {
    let line = |lead: &str| obligation(lead, names, at);
    let party = |at: PartyIdx| names.0.engagement.parties[at].name.clone();
    match standing.performers(names.0) {
        _ if standing.is_not_carried() => vec![line("no carried").0],
        _ if !standing.carried => vec![line("undetermined").0],
        all if all.is_empty() => vec![line("carried").0],
        all => all
            .iter()
            .map(|(performer, answers)| {
                line("carried").list("by", [party(*performer)]).list("answerable", [party(*answers)]).0
            })
            .collect(),
    }
}

/// `applies P2.A.9 on store`, as it is expected.
pub fn expected_to_apply(it: &ExpectApplies) -> String {
    Line::default().list("applies", it.duties.iter().map(text)).list("on", it.on.iter().map(subject)).0
}

/// The same of an obligation.
pub fn applies(names: &Names, at: ObligationIdx) -> String {
    obligation("applies", names, at).0
}

/// `level availability of K1 = 99.88002%`, as it is expected.
pub fn expected_level(it: &ExpectLevel) -> String {
    level(it, &it.amount.text)
}

/// The same with another amount.
pub fn level(it: &ExpectLevel, amount: &str) -> String {
    format!("level {} of {} = {amount}", it.metric.text, it.contract.text)
}

fn obligation(lead: &str, names: &Names, at: ObligationIdx) -> Line {
    let duty = plain(&names.duty(names.0.obligations.all[at].duty));
    let subject = names.0.engagement.subject_name(names.0.obligations.subject(at));
    Line::default().list(lead, [duty]).list("on", [subject])
}

/// The control where it is about all its duties, else these.
fn ids(names: &Names, it: &Finding) -> Vec<String> {
    let Some(control) = it.group.control else {
        return it.group.duties.iter().map(|duty| plain(&names.duty(*duty))).collect();
    };
    let whole: Vec<DutyIdx> = names.0.policy.duties_of(control).collect();
    match it.group.duties.is_empty() || it.group.duties == whole {
        true => vec![plain(&names.control(control))],
        false => it.group.duties.iter().map(|duty| plain(&names.duty(*duty))).collect(),
    }
}

fn plain(quoted: &str) -> String {
    quoted.trim_matches('`').to_owned()
}

fn text(name: &Name) -> String {
    name.text.clone()
}

fn subject(name: &SubjectName) -> String {
    match &name.second {
        Some(second) => format!("{} -- {}", name.first.text, second.text),
        None => name.first.text.clone(),
    }
}

/// Words with one blank between them.
#[derive(Default)]
struct Line(String);

impl Line {
    fn word(mut self, word: Option<&str>) -> Self {
        if let Some(word) = word.filter(|word| !word.is_empty()) {
            if !self.0.is_empty() {
                self.0.push(' ');
            }
            self.0.push_str(word);
        }
        self
    }

    /// A keyword and what stands after it; nothing where nothing does.
    fn list(self, keyword: &str, all: impl IntoIterator<Item = String>) -> Self {
        let all: Vec<String> = all.into_iter().collect();
        if all.is_empty() { self } else { self.word(Some(keyword)).word(Some(&all.join(", "))) }
    }
}

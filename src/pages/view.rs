//! What all sections share: the data with its anchors, so that whatever is named can be followed.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::Asked;
use super::glossary::Glossary;
use crate::answers::{Refused, Way, is_open, unanswered};
use crate::diagnostic::{Severity, Text};
use crate::evaluate::{Context, Evaluation};
use crate::findings::{Derivation, Finding, Names, Told};
use crate::graph::{ObligationIdx, SubjectIdx};
use crate::model::{ContractIdx, ControlIdx, Date, Idx, PartyIdx, Subject};
use crate::report::html::prose;
use crate::report::safe;
use crate::source::{SourceId, Span};
use crate::text;

/// Words quoted from a source are cut here.
const MAX_QUOTED: usize = 90;

/// Findings that are told with their chain, derivation and remedy. Each takes about 7 KB: a page of 1300 has 9 MB and opens within
/// seconds; one of many more would be no page.
pub(super) const MAX_IN_FULL: usize = 2_000;

/// The data of a report, and what its sections point at.
pub(super) struct View<'a, 'c> {
    pub(super) asked: Asked<'a, 'c>,
    pub(super) names: Names<'a>,
    glossary: Glossary<'a>,
    /// What findings say of each obligation.
    pub(super) told: Told<'a>,
    /// How it stands on the first days of findings that begin later.
    later: BTreeMap<Date, Evaluation<'c>>,
    /// Everybody that a finding touches, finding by finding.
    touched: Vec<BTreeSet<PartyIdx>>,
    /// The open findings that touch a party: errors and warnings.
    counts: BTreeMap<PartyIdx, Count>,
    /// What follows from a finding, finding by finding.
    follows: Vec<Vec<usize>>,
    subjects: BTreeMap<Subject, SubjectIdx>,
    /// The lines pointed at, from 0, by text.
    cited: RefCell<BTreeMap<SourceId, BTreeSet<usize>>>,
    /// The controls pointed at.
    controls: RefCell<BTreeSet<ControlIdx>>,
}

/// How many open findings touch a party. This is the one rule by which findings are counted by party, wherever that is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Count {
    pub(super) errors: usize,
    pub(super) warnings: usize,
}

/// What a finding comes to, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Harm {
    /// Nobody carries it.
    Uncarried,
    /// Several are to carry it, and who does is not settled.
    Disputed,
    /// It is carried, and something else is amiss.
    Other,
}

impl<'a, 'c> View<'a, 'c> {
    pub(super) fn new(asked: Asked<'a, 'c>) -> Self {
        let checked = asked.checked;
        let evaluation = &checked.evaluation;
        let names = Names(&evaluation.context);
        let days = checked.findings.iter().take(MAX_IN_FULL).map(|it| it.days.from);
        let days: BTreeSet<Date> = days.filter(|day| *day != evaluation.context.day).collect();
        let mut follows = vec![Vec::new(); checked.findings.len()];
        for (number, it) in checked.findings.iter().enumerate() {
            it.because.iter().for_each(|cause| follows[*cause].push(number));
        }
        let mut view = View {
            asked,
            names,
            glossary: Glossary::new(evaluation.context.policy, evaluation.context.engagement),
            told: Told::new(evaluation, &checked.findings),
            later: days.into_iter().map(|day| (day, evaluation.on(day))).collect(),
            touched: Vec::new(),
            counts: BTreeMap::new(),
            follows,
            subjects: evaluation.context.obligations.subjects.all.enumerate().map(|(at, it)| (*it, at)).collect(),
            cited: RefCell::default(),
            controls: RefCell::default(),
        };
        view.touched = (0..view.findings().len()).map(|number| view.everybody(number)).collect();
        view.counts = view.counted();
        view
    }

    fn counted(&self) -> BTreeMap<PartyIdx, Count> {
        let mut counts: BTreeMap<PartyIdx, Count> = BTreeMap::new();
        for (it, touched) in self.findings().iter().zip(&self.touched).filter(|(it, _)| is_open(it)) {
            for party in touched {
                let count = counts.entry(*party).or_default();
                match it.severity {
                    Severity::Error => count.errors += 1,
                    Severity::Warning | Severity::Note => count.warnings += 1,
                }
            }
        }
        counts
    }

    /// How many open findings touch a party.
    pub(super) fn count(&self, party: PartyIdx) -> Count {
        self.counts.get(&party).copied().unwrap_or_default()
    }

    /// What follows from a finding.
    pub(super) fn follows(&self, number: usize) -> &[usize] {
        &self.follows[number]
    }

    /// How it stands on the first day of a finding that is told in full.
    pub(super) fn evaluation(&self, number: usize) -> &Evaluation<'c> {
        self.later.get(&self.findings()[number].days.from).unwrap_or(&self.asked.checked.evaluation)
    }

    /// Why there is a finding.
    pub(super) fn derivation(&self, number: usize) -> Derivation {
        self.findings()[number].derivation(self.evaluation(number))
    }

    /// By which token a subject is chosen; what is about no obligation may have none.
    pub(super) fn subject_token(&self, subject: Subject) -> Option<String> {
        self.subjects.get(&subject).map(|at| format!("s{}", at.row()))
    }

    pub(super) fn context(&self) -> &'a Context<'c> {
        &self.asked.checked.evaluation.context
    }

    pub(super) fn findings(&self) -> &'a [Finding] {
        &self.asked.checked.findings
    }

    /// The words in the language of the report.
    pub(super) fn say(&self, text: Text) -> String {
        safe(text.in_lang(self.asked.lang)).into_owned()
    }

    /// A name as it is written.
    pub(super) fn code(&self, name: &str) -> Markup {
        html! { code { (safe(name)) } }
    }

    /// The same as running text: names as code, facts and levels in words.
    pub(super) fn prose(&self, text: &Text) -> Markup {
        prose(&self.glossary.said(text.in_lang(self.asked.lang), self.asked.lang))
    }

    /// A weight as a mark and a word; colour comes on top.
    pub(super) fn severity(&self, finding: &Finding) -> Markup {
        let (class, mark, words) = match (finding.is_waived(), finding.severity) {
            (true, _) => ("waived", "－", text!("免除", "waived")),
            (false, Severity::Error) => ("error", "✕", Severity::Error.words()),
            (false, Severity::Warning) => ("warning", "▲", Severity::Warning.words()),
            (false, Severity::Note) => ("note", "●", Severity::Note.words()),
        };
        html! { span class=(format!("badge {class}")) { span aria-hidden="true" { (mark) } " " (self.say(words)) } }
    }

    /// A place that can be followed: to the line of the text, which is quoted.
    pub(super) fn place(&self, span: Span) -> Markup {
        let source = self.asked.sources.get(span.source);
        let (first, last) = (source.line_of(span.start), source.line_of(span.end.saturating_sub(1).max(span.start)));
        self.cited.borrow_mut().entry(span.source).or_default().extend(first..=last.min(first + 40));
        let anchor = format!("#{}", line_anchor(span.source, first));
        let shown = self.asked.sources.place(span);
        html! { a.place href=(anchor) { code { (safe(&self.quoted(span))) } " " span.dim { (safe(&shown)) } } }
    }

    /// What stands at a span, on one line and cut to a readable length.
    fn quoted(&self, span: Span) -> String {
        let mut words = String::new();
        for word in self.asked.sources.slice(span).split_whitespace() {
            let blank = if words.is_empty() { "" } else { " " };
            words.push_str(blank);
            words.push_str(word);
            if words.chars().count() > MAX_QUOTED {
                return words.chars().take(MAX_QUOTED).chain(['…']).collect();
            }
        }
        words
    }

    /// A control by its printed source, to be followed to its card.
    pub(super) fn control(&self, at: ControlIdx) -> Markup {
        self.controls.borrow_mut().insert(at);
        let control = &self.context().policy.controls[at];
        html! { a href=(format!("#{}", control_anchor(at))) { (self.code(&control.id)) " " (self.say(control.title.clone())) } }
    }

    /// The lines that are pointed at so far.
    pub(super) fn cited(&self) -> BTreeMap<SourceId, BTreeSet<usize>> {
        self.cited.borrow().clone()
    }

    /// The controls that are pointed at so far.
    pub(super) fn cited_controls(&self) -> Vec<ControlIdx> {
        self.controls.borrow().iter().copied().collect()
    }

    /// What was tried about a finding.
    pub(super) fn ways(&self, number: usize) -> Option<(&'a [Way], Option<&'a Refused>)> {
        let it = self.asked.suggestions;
        let place = it.of.iter().position(|at| *at == number)?;
        Some((it.ways.get(place)?.as_slice(), it.refused.get(place)?.as_ref()))
    }

    /// The way of the plan that settles a finding, if there is one.
    pub(super) fn chosen(&self, number: usize) -> Option<&'a Way> {
        let it = self.asked.suggestions;
        let ways = it.plan.ways.iter().filter_map(|(place, way)| it.ways.get(*place)?.get(*way));
        ways.into_iter().find(|way| way.gone.contains(&number))
    }

    /// The finding from which another follows, and under which it is told; what counts never stands under what does not.
    pub(super) fn cause(&self, number: usize) -> Option<usize> {
        let counts = |at: &&usize| self.findings().get(**at).is_some_and(|it| !it.is_waived());
        self.findings()[number].because.iter().find(counts).copied()
    }

    /// The open findings that follow from no other, the worst first: by weight; what nobody carries before what is disputed, and that
    /// before the rest; then by how much hangs on it.
    pub(super) fn heaviest(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.findings().len()).collect();
        all.retain(|at| is_open(&self.findings()[*at]) && self.cause(*at).is_none());
        all.sort_by_cached_key(|at| {
            let finding = &self.findings()[*at];
            let reach = finding.group.obligations.len() + finding.endangers.len() + self.follows(*at).len();
            (Reverse(finding.severity), self.harm(*at), Reverse(reach), *at)
        });
        all
    }

    /// What comes of a finding.
    fn harm(&self, number: usize) -> Harm {
        let (finding, standings) = (&self.findings()[number], &self.evaluation(number).standings);
        let is_open = |at: &ObligationIdx| standings[at.row()].stands() && !standings[at.row()].carried;
        match finding.code.name {
            "conflicting_owners" | "unsplit_shared" => Harm::Disputed,
            _ if finding.group.obligations.iter().any(is_open) => Harm::Uncarried,
            _ => Harm::Other,
        }
    }

    /// What kind of defect it is, in a sentence.
    pub(super) fn kind(&self, finding: &Finding) -> Markup {
        let rule = finding.group.defect.rule.map(|at| &self.context().policy.rules[at]);
        match rule {
            Some(rule) => html! { (self.code(&rule.name)) },
            None => {
                let (ja, en) = finding.code.page.says;
                self.prose(&Text::new(ja, en))
            }
        }
    }

    /// What to settle where there is no remedy: the question that is open, or what the kind of defect asks for.
    pub(super) fn question(&self, number: usize) -> Markup {
        match self.ways(number) {
            Some((_, None)) => self.prose(&unanswered(self.asked.checked, number, None)),
            Some((_, Some(_))) | None => {
                let (ja, en) = self.findings()[number].code.page.remedy;
                self.prose(&Text::new(ja, en))
            }
        }
    }

    /// What is found, without what it is about where that stands above.
    pub(super) fn verdict(&self, finding: &Finding) -> Markup {
        let head = finding.group.head(&self.names);
        let cut = |message: &str, head: &str| {
            let rest = message.strip_prefix(head).map(|it| it.trim_start_matches(['：', ':', ' ']));
            rest.filter(|it| !it.is_empty()).unwrap_or(message).to_owned()
        };
        let Text { ja, en } = finding.message(self.context());
        self.prose(&Text { ja: cut(&ja, &head.ja), en: cut(&en, &head.en) })
    }

    /// Who has to be asked about a finding: by the remedy that is planned, else those it is about, else those expected to carry it;
    /// the hospital where it is its own.
    pub(super) fn whom(&self, number: usize) -> BTreeSet<PartyIdx> {
        let finding = &self.findings()[number];
        let planned = self.chosen(number).into_iter().flat_map(|way| &way.remedy.amendments).flat_map(|it| &it.asks);
        let hospital = self.context().engagement.hospital;
        let mut all: BTreeSet<PartyIdx> = planned.copied().collect();
        if all.is_empty() {
            all.extend(finding.group.defect.parties.iter().filter(|it| **it != hospital));
        }
        if all.is_empty() {
            all.extend(finding.group.defect.asked.iter().flat_map(|(_, parties)| parties));
        }
        if all.is_empty() {
            all.insert(hospital);
        }
        all
    }

    /// Everybody that a finding touches, for filtering.
    pub(super) fn touched(&self, number: usize) -> &BTreeSet<PartyIdx> {
        &self.touched[number]
    }

    fn everybody(&self, number: usize) -> BTreeSet<PartyIdx> {
        let finding = &self.findings()[number];
        let mut all = self.whom(number);
        all.extend(&finding.group.defect.parties);
        match finding.group.subject {
            Subject::Vendor(party) => all.extend([party]),
            Subject::Contract(at) => {
                let contract = &self.context().engagement.contracts[at];
                all.extend([contract.customer, contract.supplier]);
            }
            Subject::Engagement | Subject::Component(_) | Subject::Interface(..) => {}
        }
        all
    }

    /// A finding by what it is about, to be followed.
    pub(super) fn finding(&self, number: usize) -> Markup {
        let finding = &self.findings()[number];
        let head = finding.group.head(&self.names);
        html! { a href=(format!("#{}", finding_anchor(finding))) { (self.prose(&head)) } }
    }

    /// A contract by its name, to be followed to its row.
    pub(super) fn contract(&self, at: ContractIdx) -> Markup {
        html! { a href=(format!("#contract-{}", at.row())) { (self.code(&self.context().engagement.contracts[at].name)) } }
    }

    /// A party: its full name, and the short one where that is another.
    pub(super) fn party(&self, at: PartyIdx) -> Markup {
        let party = &self.context().engagement.parties[at];
        let title = self.say(party.title.clone());
        html! {
            @if title == party.name { bdi { (safe(&title)) } }
            @else { bdi { (safe(&title)) } " " span.nowrap { (self.code(&party.name)) } }
        }
    }

    /// A fragment made of an answer.
    pub(super) fn blocks(&self, document: crate::report::Document, under: u8) -> Markup {
        let said = |block| self.glossary.block(block, self.asked.lang);
        let blocks: Vec<_> = document.blocks.into_iter().map(said).collect();
        crate::report::html::fragment(&blocks, self.asked.sources, self.asked.lang, under)
    }
}

/// By which rule findings are counted by party; it stands wherever such a number does.
pub(super) fn how_counted() -> Text {
    text!(
        "✕ は重大な指摘、▲ は注意の数です。その当事者が関わる未解決の指摘を、結果として生じたものも含めて数えます。一つの指摘に複数の当事者が関わるため、合計は指摘の総数より多くなります",
        "✕ counts errors and ▲ warnings: every open finding that touches the party, consequences included. A finding may touch several parties, so that the numbers add up to more than there are findings"
    )
}

/// A count by party, as signs.
pub(super) fn tally(count: Count) -> Markup {
    html! {
        @if count.errors > 0 { span.error { span aria-hidden="true" { "✕" } (count.errors) } }
        @if count.warnings > 0 { " " span.warning { span aria-hidden="true" { "▲" } (count.warnings) } }
    }
}

pub(super) fn finding_anchor(finding: &Finding) -> String {
    format!("finding-{}", finding.id)
}

pub(super) fn control_anchor(at: ControlIdx) -> String {
    format!("control-{}", at.row())
}

pub(super) fn line_anchor(source: SourceId, line: usize) -> String {
    format!("text-{}-{}", source.0, line + 1)
}

/// Words by which the script filters: `p3 p5`.
pub(super) fn tokens<T: Idx>(letter: char, all: impl IntoIterator<Item = T>) -> String {
    all.into_iter().map(|it| format!("{letter}{}", it.row())).collect::<Vec<_>>().join(" ")
}

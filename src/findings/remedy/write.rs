//! Statements as they are written, and sentences as they are agreed on.

use std::collections::{BTreeMap, BTreeSet};

use super::{Amendment, Change};
use crate::diagnostic::Text;
use crate::evaluate::{Context, covers};
use crate::findings::kind::Group;
use crate::model::{
    Bound, ComponentIdx, ContractIdx, Date, DutyIdx, Hours, MetricIdx, Mode, PartyIdx, PartyKind, Phase, ServiceLevel,
    Subject, Word,
};
use crate::source::Span;
use crate::text;

/// What some changes come to in the text: each line with the contract that it belongs to. What several changes say of one field of a contract is one line; withdrawn statements have none.
pub fn written<'a>(
    context: &Context,
    amendments: impl IntoIterator<Item = &'a Amendment>,
) -> Vec<(Option<ContractIdx>, Line)> {
    let engagement = context.engagement;
    let mut added = Vec::new();
    let mut covers: BTreeMap<ContractIdx, BTreeSet<ComponentIdx>> = BTreeMap::new();
    let mut terms: BTreeMap<ContractIdx, (Date, Option<Date>)> = BTreeMap::new();
    let mut promises: BTreeMap<(ContractIdx, &str), Promised> = BTreeMap::new();
    let mut renewed = Vec::new();
    let mut records: BTreeSet<(ContractIdx, &str, Date)> = BTreeSet::new();
    for it in amendments {
        match &it.change {
            Change::Add(statement, by) => {
                let line = (by.first().copied(), Line::Statement(statement.clone()));
                if !added.contains(&line) {
                    added.push(line);
                }
            }
            Change::Cover(contract, component) => {
                let all = covers.entry(*contract).or_default();
                all.extend(engagement.contracts[*contract].covers.iter().copied());
                all.insert(*component);
            }
            Change::Term(contract, from, to) => {
                let term = terms.entry(*contract).or_insert((*from, *to));
                term.0 = term.0.min(*from);
                term.1 = term.1.zip(*to).map(|(a, b)| a.max(b));
            }
            Change::Disclosed(contract, day) => {
                records.insert((*contract, "disclosed", *day));
            }
            Change::Consented(contract, day) => {
                records.insert((*contract, "consented", *day));
            }
            Change::Promise(contract, replaces, bound) => {
                let now = || Promised::new(&engagement.contracts[*contract].promises);
                promises.entry((*contract, "promises")).or_insert_with(now).promise(context, *replaces, bound);
            }
            Change::OwnShare(contract, replaces, bound) => {
                let now = || Promised::new(&engagement.contracts[*contract].itself);
                promises.entry((*contract, "itself")).or_insert_with(now).promise(context, Some(*replaces), bound);
            }
            Change::Renew(at, from, to) => {
                let evidence = &engagement.evidence[*at];
                let to = to.map(|to| format!(" {to}")).unwrap_or_default();
                let holder = format!("evidence {}", evidence.name);
                let text = format!("period {from} ..{to}");
                let line = (evidence.contract, Line::Field(Field { holder, at: evidence.span, text, supposed: None }));
                if !renewed.contains(&line) {
                    renewed.push(line);
                }
            }
            Change::Withdraw(..) => {}
        }
    }
    let dated = |contract: ContractIdx, text: String, supposed: Option<Date>| {
        let it = &engagement.contracts[contract];
        let holder = format!("contract {}", it.name);
        (Some(contract), Line::Field(Field { holder, at: it.span, text, supposed }))
    };
    let field = |contract: ContractIdx, text: String| dated(contract, text, None);
    let covers = covers.into_iter().map(|(contract, all)| {
        let names: Vec<&str> = all.iter().map(|it| engagement.components[*it].name.as_str()).collect();
        field(contract, format!("covers {}", names.join(", ")))
    });
    let terms = terms.into_iter().map(|(contract, (from, to))| {
        let to = to.map(|to| format!(" {to}")).unwrap_or_default();
        field(contract, format!("period {from} ..{to}"))
    });
    let records =
        records.into_iter().map(|(contract, what, day)| dated(contract, format!("{what} {DAY} by \"…\""), Some(day)));
    let promises =
        promises.into_iter().map(|((contract, what), all)| field(contract, format!("{what} {}", all.written(context))));
    covers.chain(terms).chain(promises).chain(records).chain(renewed).chain(added).collect()
}

/// The promises, or own shares, of a contract as they will be; what it says itself of a metric replaces what its templates say of it.
struct Promised {
    /// Each with the number that it had.
    levels: Vec<(Option<usize>, ServiceLevel)>,
    /// The metrics that the contract speaks of itself.
    own: BTreeSet<MetricIdx>,
}

impl Promised {
    fn new(now: &[ServiceLevel]) -> Self {
        let levels = now.iter().enumerate().map(|(number, it)| (Some(number), it.clone())).collect();
        let own = now.iter().filter(|it| it.origin.is_none()).map(|it| it.bound.metric).collect();
        Promised { levels, own }
    }

    /// Of two levels under the same limits the better one is kept.
    fn promise(&mut self, context: &Context, replaces: Option<usize>, bound: &Bound) {
        self.own.insert(bound.metric);
        self.levels.retain(|(number, _)| number.is_none() || *number != replaces);
        let metric = &context.policy.metrics[bound.metric];
        let alike = |it: &ServiceLevel| !it.goal && it.bound.metric == bound.metric && it.bound.limits == bound.limits;
        match self.levels.iter_mut().find(|(_, it)| alike(it)) {
            Some((_, there)) if metric.is_as_good(&there.bound.amount, &bound.amount) => {}
            Some((_, there)) => there.bound = bound.clone(),
            None => {
                let span = Span::default();
                self.levels.push((
                    None,
                    ServiceLevel { bound: bound.clone(), goal: false, origin: None, replaces: Vec::new(), span },
                ));
            }
        }
    }

    fn written(&self, context: &Context) -> String {
        let own = self.levels.iter().map(|(_, it)| it).filter(|it| self.own.contains(&it.bound.metric));
        let mut all: Vec<&ServiceLevel> = own.collect();
        all.sort_by(|a, b| (a.bound.metric, &a.bound.limits, a.goal).cmp(&(b.bound.metric, &b.bound.limits, b.goal)));
        let all: Vec<String> = all.into_iter().map(|it| LevelWords(context).written(it)).collect();
        all.join(", ")
    }
}

/// Levels as they are written, and as one speaks of them.
pub(in crate::findings) struct LevelWords<'a>(pub &'a Context<'a>);

impl LevelWords<'_> {
    /// `availability >= 99.9% hours weekdays 08:30 .. 17:30 excluding planned_maintenance`
    fn written(&self, level: &ServiceLevel) -> String {
        let mut line = self.bound(&level.bound);
        if level.goal {
            line.push_str(" as goal");
        }
        line
    }

    /// The same of a level that is no goal.
    pub(in crate::findings) fn bound(&self, bound: &Bound) -> String {
        let Bound { metric, written, limits, .. } = bound;
        let metric = &self.0.policy.metrics[*metric];
        let mut line = format!("{} {} {written}", metric.name, metric.sign());
        if limits.hours != Hours::default() {
            line.push_str(&format!(" hours {}", limits.hours));
        }
        if !limits.excluding.is_empty() {
            let labels: Vec<&str> = limits.excluding.iter().map(String::as_str).collect();
            line.push_str(&format!(" excluding {}", labels.join(", ")));
        }
        line
    }

    /// “Availability” of at least 99.9%
    pub(super) fn said(&self, bound: &Bound) -> Text {
        self.0.policy.level_in_words(bound)
    }
}

/// Stands for a day that nobody can know before it has come: on which somebody consents.
pub const DAY: &str = "YYYY-MM-DD";

/// One line of what changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A statement to add.
    Statement(String),
    /// A field inside the block of a contract or of evidence.
    Field(Field),
}

/// `consented YYYY-MM-DD by "…"`, inside `contract K2 { … }`: it replaces the field that begins with the same word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// `contract K2`
    pub holder: String,
    /// Where that stands.
    pub at: Span,
    /// The field. A day that is not known is [`DAY`].
    pub text: String,
    /// The day that is supposed in its place when the change is tried.
    pub supposed: Option<Date>,
}

impl Line {
    /// The line as it is told: `contract K2 { consented YYYY-MM-DD by "…" }`.
    pub fn told(&self) -> String {
        match self {
            Line::Statement(it) => it.clone(),
            Line::Field(Field { holder, text, .. }) => format!("{holder} {{ {text} }}"),
        }
    }

    /// The same as a test writes it, on a copy of the engagement.
    pub fn tried(&self) -> String {
        match self {
            Line::Statement(it) => format!("add {it}"),
            Line::Field(Field { supposed: Some(day), .. }) => self.told().replace(DAY, &day.to_string()),
            Line::Field(_) => self.told(),
        }
    }
}

/// Duties of one control, on a subject, in phases and modes: what a statement speaks of.
pub(super) struct About<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) duties: Vec<DutyIdx>,
    pub(super) subject: Subject,
    /// ` in maintenance, emergency`, or nothing.
    when: String,
    when_words: Text,
}

impl<'a> About<'a> {
    /// What a group is about.
    pub(super) fn group(context: &'a Context<'a>, group: &Group) -> Self {
        About::some(context, group, group.duties.clone())
    }

    /// Some duties of a group.
    pub(super) fn some(context: &'a Context<'a>, group: &Group, duties: Vec<DutyIdx>) -> Self {
        About::during(context, group, duties, &group.phases, &group.modes)
    }

    /// The same as statements say it: one for all that is open in the same modes of the same phases.
    pub(super) fn each(context: &'a Context<'a>, group: &Group, duties: Vec<DutyIdx>) -> Vec<Self> {
        let mut open: BTreeMap<DutyIdx, BTreeMap<Option<Phase>, BTreeSet<Option<Mode>>>> = BTreeMap::new();
        for it in group.obligations.iter().map(|at| context.obligations.all[*at]) {
            if duties.contains(&it.duty) {
                open.entry(it.duty).or_default().entry(it.phase).or_default().insert(it.mode);
            }
        }
        if duties.iter().any(|it| !open.contains_key(it)) {
            return vec![About::some(context, group, duties)];
        }
        let mut alike: BTreeMap<(Vec<Phase>, Vec<Mode>), Vec<DutyIdx>> = BTreeMap::new();
        for (duty, modes_of) in open {
            let mut phases_of: BTreeMap<BTreeSet<Option<Mode>>, Vec<Phase>> = BTreeMap::new();
            for (phase, modes) in modes_of {
                phases_of.entry(modes).or_default().extend(phase);
            }
            for (modes, phases) in phases_of {
                alike.entry((phases, modes.into_iter().flatten().collect())).or_default().push(duty);
            }
        }
        let each = alike.into_iter().map(|((phases, modes), all)| About::during(context, group, all, &phases, &modes));
        each.collect()
    }

    fn during(context: &'a Context<'a>, group: &Group, duties: Vec<DutyIdx>, phases: &[Phase], modes: &[Mode]) -> Self {
        let words = phases.iter().map(|it| it.name()).chain(modes.iter().map(|it| it.name()));
        let words: Vec<&str> = words.collect();
        let when = if words.is_empty() { String::new() } else { format!(" in {}", words.join(", ")) };
        let when_words = crate::findings::qualifiers(phases, modes);
        About { context, duties, subject: group.subject, when, when_words }
    }

    /// The same on another subject.
    pub(super) fn on(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// `P2.C.2.a, P2.C.2.b`, or the control if it is all of them; with the catalogue where several are in use.
    pub(super) fn ids(&self) -> String {
        let policy = self.context.policy;
        let prefix = |duty: &DutyIdx| match self.context.engagement.uses.len() {
            0 | 1 => String::new(),
            _ => format!("{}:", policy.catalogue_of(*duty).name),
        };
        if let Some(first) = self.duties.first() {
            let control = policy.duties[*first].control;
            if policy.duties_of(control).eq(self.duties.iter().copied()) {
                return format!("{}{}", prefix(first), policy.controls[control].id);
            }
        }
        let ids: Vec<String> =
            self.duties.iter().map(|it| format!("{}{}", prefix(it), policy.duties[*it].id)).collect();
        ids.join(", ")
    }

    /// What it comes to, in the catalogue's own headings.
    pub(super) fn title(&self) -> Text {
        let policy = self.context.policy;
        let Some(first) = self.duties.first() else { return Text::default() };
        let control = policy.duties[*first].control;
        let whole = policy.duties_of(control).eq(self.duties.iter().copied());
        let titles: Vec<Text> = self.duties.iter().map(|it| policy.duties[*it].title.clone()).collect();
        let head = &policy.controls[control].title;
        let (ids, when) = (self.ids(), &self.when_words);
        let parts = match whole {
            true => Text::default(),
            false => {
                let list = Text::list(&titles);
                Text { ja: format!("（{}）", list.ja), en: format!(" ({})", list.en) }
            }
        };
        Text {
            ja: format!("「{}{}」{}（{ids}）", head.ja, parts.ja, when.ja),
            en: format!("“{}{}”{} ({ids})", head.en, parts.en, when.en),
        }
    }

    /// `A owns P2.C.2 on emr in maintenance`
    pub(super) fn said(&self, who: &str, verb: &str) -> String {
        let (ids, when) = (self.ids(), &self.when);
        let on = self.context.engagement.subject_name(self.subject);
        format!("{who} {verb} {ids} on {on}{when}")
    }

    /// `K1 states P2.C.2 "…" on emr in maintenance`
    pub(super) fn stated_in(&self, document: &str) -> String {
        let (ids, when) = (self.ids(), &self.when);
        let on = self.context.engagement.subject_name(self.subject);
        format!("{document} states {ids} \"…\" on {on}{when}")
    }

    /// An added statement of a party, by a contract; by the hospital's own rules without one.
    pub(super) fn add(
        &self,
        who: PartyIdx,
        verb: &str,
        by: &[ContractIdx],
        agree: Text,
        asks: Vec<PartyIdx>,
    ) -> Amendment {
        let said = self.said(&self.context.engagement.parties[who].name, verb);
        let by_words = basis(self.context, by);
        Amendment { change: Change::Add(format!("{said} by {by_words}"), by.to_vec()), agree, asks }
    }
}

/// `K1 "…"`: the clause is not known before it is agreed; without a contract, the hospital's own rules.
pub(super) fn basis(context: &Context, by: &[ContractIdx]) -> String {
    let named: Vec<String> = by.iter().map(|k| format!("{} \"…\"", context.engagement.contracts[*k].name)).collect();
    if named.is_empty() { "\"…\"".to_owned() } else { named.join(", ") }
}

/// A text between quotes.
pub(in crate::findings) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A party as it signs.
pub(super) fn party(context: &Context, party: PartyIdx) -> Text {
    context.engagement.parties[party].title.clone()
}

/// A contract as its parties call it.
pub(super) fn contract(context: &Context, contract: ContractIdx) -> Text {
    let it = &context.engagement.contracts[contract];
    match it.title.ja == it.name && it.title.en == it.name {
        true => {
            let name = &it.name;
            text!("契約 {name}", "contract {name}")
        }
        false => it.title.clone(),
    }
}

/// A subject as one speaks of it.
pub(super) fn subject(context: &Context, subject: Subject) -> Text {
    let engagement = context.engagement;
    match subject {
        Subject::Engagement => text!("案件全体", "the engagement as a whole"),
        Subject::Contract(it) => contract(context, it),
        Subject::Vendor(it) => party(context, it),
        Subject::Component(it) => engagement.components[it].title.clone(),
        Subject::Interface(a, b) => {
            let (a, b) = (&engagement.components[a].title, &engagement.components[b].title);
            Text { ja: format!("{}と{}の接点", a.ja, b.ja), en: format!("the interface of {} and {}", a.en, b.en) }
        }
    }
}

/// The contract by which a party can take on something about a subject: in force, covering it, with the hospital if there is one.
pub(super) fn contract_for(context: &Context, party: PartyIdx, subject: Subject) -> Option<ContractIdx> {
    let engagement = context.engagement;
    let supplies = |k: &ContractIdx| engagement.contracts[*k].supplier == party && context.contract_in_force(*k);
    let mut all: Vec<ContractIdx> = engagement.contracts.indices().filter(supplies).collect();
    all.sort_by_key(|k| (!covers(context, *k, subject), subject != Subject::Contract(*k), !engagement.is_direct(*k)));
    all.first().copied()
}

/// Whether a party can be asked for something about a subject: the hospital always, a vendor by a contract in force.
pub(super) fn can_be_asked(context: &Context, party: PartyIdx, subject: Subject) -> bool {
    match context.engagement.parties[party].kind {
        PartyKind::Hospital => true,
        PartyKind::Vendor => contract_for(context, party, subject).is_some(),
        PartyKind::Outside => false,
    }
}

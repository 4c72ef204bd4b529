//! The difference of two evaluations: findings that appear, go or change, and what passes into other hands.
//!
//! Everything is matched by names (catalogue, control, subject, phase, mode), so that the two may come from different texts. Hands
//! are compared on the first day of each side, findings over all their days.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::check::{brief_json, headed};
use super::checked::Checked;
use super::seen::{self, Seen};
use crate::diagnostic::{Severity, Text};
use crate::evaluate::State;
use crate::findings::{Finding, qualifiers};
use crate::graph::ObligationIdx;
use crate::model::{Date, DutyIdx, Idx, SubjectKind, Word};
use crate::report::{Document, Inline, Style, Table, Tree};
use crate::source::Sources;
use crate::text;

/// One side: an evaluation, and the texts that its places lie in.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// What was judged.
    pub checked: &'a Checked<'a>,
    /// Its texts.
    pub sources: &'a Sources,
}

/// What differs between two evaluations.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Findings of the second only, as indices.
    pub appeared: Vec<usize>,
    /// Findings of the first only.
    pub gone: Vec<usize>,
    /// Findings of both whose weight, duties, parties, reasons, days or waiver differ.
    pub changed: Vec<(usize, usize)>,
    /// What passes from some hands into others.
    pub shifts: Vec<Shift>,
}

/// Duties of one control on one subject that pass from some hands into others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shift {
    /// The catalogue.
    pub catalogue: String,
    /// The control.
    pub control: String,
    /// Its title.
    pub title: Text,
    /// The duties, with their phases and modes where distinguished; the control, if it is all of them.
    pub duties: Vec<Text>,
    /// What they are about.
    pub subject: (SubjectKind, String),
    /// Before.
    pub before: Hands,
    /// After.
    pub after: Hands,
}

/// In whose hands something is, by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hands {
    /// It does not apply, or its subject does not exist.
    Absent,
    /// Nobody carries it.
    Nobody,
    /// Not carried, and whether it must be depends on facts that nobody stated.
    Open,
    /// A document or a condition.
    Settled,
    /// Each performer with who answers for it.
    These(Vec<(String, String)>),
}

impl Hands {
    /// Those who perform it.
    pub fn performers(&self) -> Vec<&str> {
        match self {
            Hands::These(all) => all.iter().map(|(performer, _)| performer.as_str()).collect(),
            Hands::Absent | Hands::Nobody | Hands::Open | Hands::Settled => Vec::new(),
        }
    }

    /// In words.
    pub fn words(&self) -> (Text, Style) {
        match self {
            Hands::Absent => (text!("該当なし", "not applicable"), Style::Dim),
            Hands::Nobody => (text!("× 担い手なし", "× nobody"), Style::Error),
            Hands::Open => (text!("？ 前提が不明", "? unknown facts"), Style::Warning),
            Hands::Settled => (text!("文書や条件による", "a document or condition"), Style::Plain),
            Hands::These(all) => {
                let each: Vec<Text> = all
                    .iter()
                    .map(|(does, answers)| match does == answers {
                        true => Text::same(format!("`{does}`")),
                        false => text!("`{does}`（責任者 `{answers}`）", "`{does}` (`{answers}` answers)"),
                    })
                    .collect();
                (Text::list(&each), Style::Plain)
            }
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let (state, all) = match self {
            Hands::Absent => ("absent", &[][..]),
            Hands::Nobody => ("gap", &[][..]),
            Hands::Open => ("open", &[][..]),
            Hands::Settled => ("carried", &[][..]),
            Hands::These(all) => ("carried", all.as_slice()),
        };
        let pair = |(does, answers): &(String, String)| json!({ "performer": does, "answerable": answers });
        json!({ "state": state, "performers": all.iter().map(pair).collect::<Vec<_>>() })
    }
}

/// Compares two evaluations.
pub fn compare(before: &Checked, after: &Checked) -> Comparison {
    let mut comparison = Comparison { shifts: shifts(before, after), ..Comparison::default() };
    let mut left: BTreeMap<FindingKey, Vec<usize>> = BTreeMap::new();
    for (number, it) in before.findings.iter().enumerate() {
        left.entry(key_of(before, it)).or_default().push(number);
    }
    let mut open = Vec::new();
    // Those that are the same in every respect are paired first, so that of two alike the other one is told.
    for (number, it) in after.findings.iter().enumerate() {
        let own = respects(after, it);
        let candidates = left.get_mut(&key_of(after, it));
        let same = candidates.and_then(|all| {
            let at = all.iter().position(|other| respects(before, &before.findings[*other]) == own)?;
            Some(all.remove(at))
        });
        if same.is_none() {
            open.push(number);
        }
    }
    for number in open {
        match left.get_mut(&key_of(after, &after.findings[number])) {
            Some(all) if !all.is_empty() => comparison.changed.push((all.remove(0), number)),
            _ => comparison.appeared.push(number),
        }
    }
    comparison.gone = left.into_values().flatten().collect();
    comparison.gone.sort();
    comparison.continued(before, after);
    comparison
}

/// Code and rule, control, subject, phases, modes: what the id of a finding is made of, but for the engagement's name.
type FindingKey = ((&'static str, Option<String>), String, SubjectKind, String, Vec<&'static str>);

fn key_of(checked: &Checked, it: &Finding) -> FindingKey {
    let context = &checked.evaluation.context;
    let control = it.group.control.map(|at| {
        let control = &context.policy.controls[at];
        format!("{}:{}", context.policy.catalogues[control.catalogue].name, control.id)
    });
    let rule = it.group.defect.rule.map(|at| context.policy.rules[at].name.clone());
    let subject = context.engagement.subject_name(it.group.subject);
    let phases = it.group.phases.iter().map(|it| it.name());
    let when = phases.chain(it.group.modes.iter().map(|it| it.name())).collect();
    ((it.code.name, rule), control.unwrap_or_default(), it.group.subject.kind(), subject, when)
}

/// In what two findings about the same may differ.
fn respects(checked: &Checked, it: &Finding) -> impl PartialEq + use<> {
    let context = &checked.evaluation.context;
    let parties: Vec<String> =
        it.group.defect.parties.iter().map(|at| context.engagement.parties[*at].name.clone()).collect();
    let duties: Vec<String> = it.group.duties.iter().map(|at| context.policy.duties[*at].id.clone()).collect();
    // By whom it is waived, and until when.
    let waived = it.waived.by().map(|at| {
        let waiver = &context.engagement.waivers[at];
        (context.engagement.parties[waiver.owner].name.clone(), waiver.until)
    });
    (it.severity, parties, duties, it.group.defect.reasons.clone(), turns(checked, it), waived)
}

/// When a finding begins and ends. What stands on the first day, or the last, of those asked about neither begins nor ends: two sides
/// may ask about other days.
fn turns(checked: &Checked, it: &Finding) -> (Option<Date>, Option<Date>) {
    let asked = checked.days();
    ((it.days.from > asked.from).then_some(it.days.from), (it.days.to < asked.to).then_some(it.days.to))
}

/// What an obligation is called, whatever the text.
type ObligationKey = (String, String, SubjectKind, String, Option<&'static str>, Option<&'static str>);

fn obligations(checked: &Checked) -> BTreeMap<ObligationKey, ObligationIdx> {
    let context = &checked.evaluation.context;
    let key = |at: ObligationIdx| {
        let it = context.obligations.all[at];
        let subject = context.obligations.subject(at);
        (
            context.policy.catalogue_of(it.duty).name.clone(),
            context.policy.duties[it.duty].id.clone(),
            subject.kind(),
            context.engagement.subject_name(subject),
            it.phase.map(Word::name),
            it.mode.map(Word::name),
        )
    };
    context.obligations.all.indices().map(|at| (key(at), at)).collect()
}

/// In whose hands an obligation is on the first day.
pub fn hands(checked: &Checked, at: ObligationIdx) -> Hands {
    let context = &checked.evaluation.context;
    match State::of(context, &checked.evaluation.standings[at.row()]) {
        State::Absent => Hands::Absent,
        State::Gap => Hands::Nobody,
        State::Open => Hands::Open,
        State::Carried(all) if all.is_empty() => Hands::Settled,
        State::Carried(all) => {
            let name = |party| context.engagement.parties[party].name.clone();
            Hands::These(all.into_iter().map(|(does, answers)| (name(does), name(answers))).collect())
        }
    }
}

fn shifts(before: &Checked, after: &Checked) -> Vec<Shift> {
    let (old, new) = (obligations(before), obligations(after));
    let keys: BTreeSet<&ObligationKey> = old.keys().chain(new.keys()).collect();
    // In the order of the catalogue, whichever side has the duty.
    let mut found = Vec::new();
    for key in keys {
        let of = |side: &Checked, all: &BTreeMap<ObligationKey, ObligationIdx>| {
            all.get(key).map_or(Hands::Absent, |at| hands(side, *at))
        };
        let (was, is) = (of(before, &old), of(after, &new));
        if was == is {
            continue;
        }
        let (side, at) = match (new.get(key), old.get(key)) {
            (Some(at), _) => (after, *at),
            (None, Some(at)) => (before, *at),
            (None, None) => continue,
        };
        let context = &side.evaluation.context;
        let it = context.obligations.all[at];
        let control = context.policy.control_of(it.duty);
        let when = qualifiers(it.phase.as_slice(), it.mode.as_slice());
        let id = &key.1;
        let shift = Shift {
            catalogue: key.0.clone(),
            control: control.id.clone(),
            title: control.title.clone(),
            duties: vec![Text { ja: format!("{id}{}", when.ja), en: format!("{id}{}", when.en) }],
            subject: (key.2, key.3.clone()),
            before: was,
            after: is,
        };
        found.push(((key.0.clone(), it.duty.row(), it.subject.row()), shift, it.duty, side));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let mut all: Vec<(Shift, Vec<DutyIdx>, &Checked)> = Vec::new();
    let mut places = BTreeMap::new();
    for (_, shift, duty, side) in found {
        let same = Shift { duties: Vec::new(), title: Text::default(), ..shift.clone() };
        let place = *places.entry(same).or_insert(all.len());
        match all.get_mut(place) {
            Some((it, duties, _)) => {
                it.duties.extend(shift.duties);
                duties.push(duty);
            }
            None => all.push((shift, vec![duty], side)),
        }
    }
    all.into_iter()
        .map(|(mut shift, duties, side)| {
            let policy = side.evaluation.context.policy;
            let whole: Vec<DutyIdx> =
                duties.first().map(|it| policy.duties_of(policy.duties[*it].control).collect()).unwrap_or_default();
            if whole == duties {
                shift.duties = vec![Text::same(&shift.control)];
            }
            shift
        })
        .collect()
}

impl Comparison {
    /// What goes and what appears may be one gap under two names.
    fn continued(&mut self, before: &Checked, after: &Checked) {
        let seen = |side: &Checked, all: &[usize]| -> Vec<Seen> {
            all.iter().map(|at| Seen::now(side, &side.findings[*at])).collect()
        };
        let (were, are) = (seen(before, &self.gone), seen(after, &self.appeared));
        let of = seen::continued(&were.iter().collect::<Vec<_>>(), &are.iter().collect::<Vec<_>>());
        let pairs: Vec<(usize, usize)> = self
            .appeared
            .iter()
            .zip(of)
            .flat_map(|(new, of)| of.into_iter().map(|old| (self.gone[old], *new)))
            .collect();
        self.gone.retain(|it| pairs.iter().all(|(old, _)| old != it));
        self.appeared.retain(|it| pairs.iter().all(|(_, new)| new != it));
        self.changed.extend(pairs);
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.appeared.is_empty() && self.gone.is_empty() && self.changed.is_empty() && self.shifts.is_empty()
    }

    /// The heaviest of what is new.
    pub fn worst(&self, before: &Checked, after: &Checked) -> Option<Severity> {
        let new = self.new_findings(before, after).into_iter().map(|at| &after.findings[at]);
        new.filter(|it| !it.is_waived()).map(|it| it.severity).max()
    }

    /// What is new, in order: findings that appear, those that become heavier or are no longer waived, and those that speak of more
    /// duties or more days than before.
    pub fn new_findings(&self, before: &Checked, after: &Checked) -> Vec<usize> {
        let both = seen::both(before.days(), after.days());
        let has_grown = |(old, new): &&(usize, usize)| {
            let was = Seen::now(before, &before.findings[*old]);
            let now = Seen::now(after, &after.findings[*new]);
            now.has_grown(&was, both) || now.is_other_defect(&was)
        };
        let grown = self.changed.iter().filter(has_grown).map(|(_, new)| *new);
        let all: BTreeSet<usize> = self.appeared.iter().copied().chain(grown).collect();
        all.into_iter().collect()
    }

    /// How much differs, in a line.
    pub fn summary(&self) -> Inline {
        let [new, gone, changed] = [self.appeared.len(), self.gone.len(), self.changed.len()];
        let shifts: usize = self.shifts.len();
        let style = if new > 0 { Style::Error } else { Style::Good };
        Inline::styled(text!("新たな指摘 {new} 件", "findings: {new} new"), style).and(
            text!(
                "、なくなる指摘 {gone} 件、変わる指摘 {changed} 件、担い手が変わる箇所 {shifts} 件",
                ", {gone} gone, {changed} changed; changes of carriers: {shifts}"
            ),
            Style::Plain,
        )
    }

    /// The differences for readers, under headings of a level.
    pub fn told(&self, document: Document, before: Side, after: Side, level: u8) -> Document {
        let document = self.findings_told(document, before, after, level);
        if self.shifts.is_empty() {
            return document;
        }
        document.heading(level, text!("担い手の変化", "Who carries it instead")).table(self.table())
    }

    /// The findings among them.
    pub fn findings_told(&self, mut document: Document, before: Side, after: Side, level: u8) -> Document {
        let section = |document: Document, title: Text, trees: Vec<Tree>| match trees.is_empty() {
            true => document,
            false => trees.into_iter().fold(document.heading(level, title), Document::tree),
        };
        let of = |side: Side, at: usize, style| {
            let it = &side.checked.findings[at];
            let mut tree = headed(side.sources, side.checked, it, style);
            let places = it.places(side.checked.evaluation.context.policy);
            let places = places.map(|(span, words)| super::places::place(side.sources, span, &words));
            tree.children.extend(places.take(2).map(Tree::leaf));
            tree
        };
        let appeared = self.appeared.iter().map(|at| of(after, *at, Style::Strong)).collect();
        document = section(document, text!("新たな指摘", "New findings"), appeared);
        let changed = self.changed.iter().map(|(old, new)| {
            let mut tree = of(after, *new, Style::Plain);
            let was = &before.checked.findings[*old];
            let severity = was.severity.name();
            let Text { ja, en } = was.message(&before.checked.evaluation.context);
            let (from, to) = (was.days.from, was.days.to);
            let days = match before.checked.days().is_day() {
                true => Text::default(),
                false => text!(" {from}〜{to}", " {from} .. {to}"),
            };
            let (days_ja, days_en) = (days.ja, days.en);
            let (w_ja, w_en) = if was.is_waived() { ("免除 ", "waived ") } else { ("", "") };
            tree.children = vec![Tree::leaf(text!(
                "以前：{w_ja}{severity}{days_ja} {ja}",
                "before: {w_en}{severity}{days_en} {en}"
            ))];
            if let Some(crate::findings::Derivation { text, span: Some(span), .. }) =
                after.checked.findings[*new].waiver(&after.checked.evaluation.context)
            {
                tree.children.push(Tree::leaf(super::places::place(after.sources, span, &text)));
            }
            tree
        });
        document = section(document, text!("変わる指摘", "Findings that change"), changed.collect());
        let gone = self.gone.iter().map(|at| {
            let it = &before.checked.findings[*at];
            headed(before.sources, before.checked, it, Style::Plain)
        });
        section(document, text!("なくなる指摘", "Findings that go"), gone.collect())
    }

    /// The findings among them, a row each, for spreadsheets.
    pub fn findings_table(&self, before: Side, after: Side) -> Table {
        let mut table = Table::new([
            text!("変化", "what"),
            text!("重さ", "severity"),
            text!("種類", "kind"),
            text!("番号", "id"),
            text!("内容", "what is wrong"),
            text!("以前", "before"),
            text!("場所", "place"),
        ]);
        let row = |what: Text, side: Side, at: usize, was: Text| {
            let it = &side.checked.findings[at];
            let first = it.spans(side.checked.evaluation.context.policy).next();
            let place = first.map(|span| side.sources.place(span)).unwrap_or_default();
            vec![
                Inline::from(what),
                Inline::from(it.severity.words()),
                Inline::from(it.name.as_ref()),
                Inline::from(it.id.as_str()),
                Inline::from(it.message(&side.checked.evaluation.context)),
                Inline::from(was),
                Inline::from(place),
            ]
        };
        let appeared = self.appeared.iter().map(|at| row(text!("新規", "new"), after, *at, Text::default()));
        let changed = self.changed.iter().map(|(old, new)| {
            let was = before.checked.findings[*old].message(&before.checked.evaluation.context);
            row(text!("変化", "changed"), after, *new, was)
        });
        let gone = self.gone.iter().map(|at| row(text!("解消", "gone"), before, *at, Text::default()));
        table.rows.extend(appeared.chain(changed).chain(gone));
        table
    }

    /// Who carries what instead, for readers.
    pub fn table(&self) -> Table {
        let heads = [text!("対応", "duties"), text!("対象", "on"), text!("以前", "before"), text!("以後", "after")];
        let mut table = Table::new(heads);
        for it in &self.shifts {
            let cell = |hands: &Hands| {
                let (words, style) = hands.words();
                Inline::styled(words, style)
            };
            let cells = [
                Inline::from(Text::list(&it.duties)),
                Inline::from(it.subject_words()),
                cell(&it.before),
                cell(&it.after),
            ];
            table = table.row(cells);
        }
        table
    }

    /// The differences for programs.
    pub fn json(&self, before: Side, after: Side) -> Value {
        let of = |side: Side, at: usize| brief_json(side.sources, side.checked, &side.checked.findings[at]);
        let changed = |(old, new): &(usize, usize)| json!({ "before": of(before, *old), "after": of(after, *new) });
        json!({
            "appeared": self.appeared.iter().map(|at| of(after, *at)).collect::<Vec<_>>(),
            "gone": self.gone.iter().map(|at| of(before, *at)).collect::<Vec<_>>(),
            "changed": self.changed.iter().map(changed).collect::<Vec<_>>(),
            "carriers": self.shifts.iter().map(Shift::json).collect::<Vec<_>>(),
        })
    }
}

impl Shift {
    /// What they are about, in words.
    pub fn subject_words(&self) -> Text {
        match self.subject.0 {
            SubjectKind::Engagement => text!("案件全体", "the engagement"),
            SubjectKind::Contract | SubjectKind::Vendor | SubjectKind::Component | SubjectKind::Interface => {
                Text::same(format!("`{}`", self.subject.1))
            }
        }
    }

    /// For programs.
    pub fn json(&self) -> Value {
        json!({
            "catalogue": self.catalogue,
            "control": self.control,
            "duties": self.duties.iter().map(|it| &it.en).collect::<Vec<_>>(),
            "subject": { "kind": self.subject.0, "name": self.subject.1 },
            "before": self.before.json(),
            "after": self.after.json(),
        })
    }
}

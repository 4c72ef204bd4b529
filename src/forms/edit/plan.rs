//! Which statements change: one about nothing but the rows at hand is put into other words; one about more gives up what its lists
//! name apart; where they do not, a narrower statement stands beside it, as the law of ownership allows.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::super::cells::marks::Answer;
use super::super::form::{Accepting, Line, Speaker};
use super::super::problems::{Place, Problem, UNWRITABLE_ANSWER};
use super::super::said::Said;
use super::super::view::View;
use super::without::without;
use super::written::{bases, name};
use crate::evaluate::{Truth, holds};
use crate::graph::ObligationIdx;
use crate::model::{DutyIdx, Idx, Need, StatementIdx, Subject, Verb, Word};
use crate::source::{Sources, Span};
use crate::syntax::ast::{Name, Scalar, Statement, SubjectName};
use crate::text;

/// A row that says something else than before.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The row.
    pub line: &'a Line,
    /// What it says now.
    pub said: Said,
    /// Where that was filled in.
    pub place: Place,
}

/// What becomes of the text, in one place.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where.
    pub at: Where,
    /// What stands there afterwards; nothing takes a statement out.
    pub statements: Vec<Statement>,
    /// The rows that ask for it.
    pub places: Vec<Place>,
}

/// Where statements go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// In the place of one.
    Instead(Span),
    /// On new lines behind one.
    Behind(Span),
    /// On new lines at the end of a block.
    End(Span),
}

/// What is to be written for some changes, and those for which nothing can be.
pub fn plan(view: &View, sources: &Sources, changes: &[Change], last: Where) -> (Vec<Step>, Vec<Problem>) {
    let mut planner = Planner { view, sources, last, steps: BTreeMap::new(), problems: Vec::new() };
    let mut by_statement: BTreeMap<Option<StatementIdx>, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        match planner.target(change) {
            Ok(target) => by_statement.entry(target).or_default().push(change),
            Err(problem) => planner.problems.push(problem),
        }
    }
    for (target, changes) in by_statement {
        match target {
            Some(at) => planner.change(at, &changes),
            None => planner.add(&changes),
        }
    }
    let steps = planner.steps.into_iter().map(|(at, (statements, places))| Step { at, statements, places });
    (steps.collect(), planner.problems)
}

struct Planner<'a> {
    view: &'a View<'a>,
    sources: &'a Sources,
    /// Where there is always room.
    last: Where,
    steps: BTreeMap<Where, (Vec<Statement>, Vec<Place>)>,
    problems: Vec<Problem>,
}

/// What is filled in alike, and by whom.
type Alike<'a> = (Said, Vec<&'a Change<'a>>);

impl Planner<'_> {
    /// The statement that a change is about, if there is one that may be put into other words.
    fn target(&self, change: &Change) -> Result<Option<StatementIdx>, Problem> {
        self.sense(change)?;
        let has_answer = change.said.answer.is_some();
        let Some(at) = change.line.by else {
            return match has_answer {
                true => Ok(None),
                false => Err(Problem::new(
                    &UNWRITABLE_ANSWER,
                    change.place.clone(),
                    text!(
                        "回答がなく、ほかの欄だけが記入されています",
                        "there is no answer, and the other cells are filled in"
                    ),
                )
                .help(text!("回答を選んでください", "choose an answer"))),
            };
        };
        let statement = &self.view.engagement().statements[at];
        let is_handing_on = matches!(statement.verb, Verb::Delegates { .. });
        if statement.origin.is_some() || is_handing_on {
            return if has_answer { Ok(None) } else { Err(self.stuck(change, at)) };
        }
        let is_whole = match &statement.verb {
            Verb::Owns { parts, complete, .. } => parts.is_empty() && complete.is_none(),
            Verb::States { all_of, .. } => all_of.is_none(),
            _ => true,
        };
        let is_there = self.view.written.contains_key(&statement.span);
        if is_whole && is_there { Ok(Some(at)) } else { Err(self.stuck(change, at)) }
    }

    /// What the cells of a row cannot say together.
    fn sense(&self, change: &Change) -> Result<(), Problem> {
        let no = |says| Err(Problem::new(&UNWRITABLE_ANSWER, change.place.clone(), says));
        let said = &change.said;
        match change.line.speaker {
            Speaker::Nobody => no(text!(
                "この案件に該当する対象がないので、書き込めません",
                "the engagement has nothing to which the row applies"
            )),
            Speaker::Check if said.answer.is_some() && said.date.is_none() => {
                no(text!("確認日がありません", "the day of the check is missing"))
            }
            Speaker::Contract(_) if said.papers.len() > 1 => {
                no(text!("文書は一つだけ書けます", "only one document can be named here"))
            }
            Speaker::Check | Speaker::Contract(_) | Speaker::Party(..) => Ok(()),
        }
    }

    fn stuck(&self, change: &Change, at: StatementIdx) -> Problem {
        let place = self.sources.place(self.view.engagement().statements[at].span);
        let says = text!(
            "`{place}` の記述はほかの行や部分も述べており、この行だけを書き換えられません",
            "the statement at `{place}` speaks of other rows or of parts as well, and cannot be changed for this row alone"
        );
        Problem::new(&UNWRITABLE_ANSWER, change.place.clone(), says)
            .help(text!("その記述をファイルで直してください", "change the statement in the file by hand"))
    }

    /// Rows of which nothing is said so far, or nothing that may be put into other words.
    fn add(&mut self, changes: &[&Change]) {
        let mut by_speaker: BTreeMap<Where, Vec<&Change>> = BTreeMap::new();
        for change in changes {
            by_speaker.entry(self.home(change.line)).or_default().push(change);
        }
        for (home, changes) in by_speaker {
            for (said, changes) in alike(&changes) {
                let statements = self.fresh(&said, &changes, None);
                self.put(home, statements, &changes);
            }
        }
    }

    /// The last statement of whoever speaks, else of anybody.
    fn home(&self, line: &Line) -> Where {
        let engagement = self.view.engagement();
        let wanted = match line.speaker {
            Speaker::Party(it, _) => Some(engagement.parties[it].name.as_str()),
            Speaker::Contract(it) => Some(engagement.contracts[it].name.as_str()),
            Speaker::Check | Speaker::Nobody => None,
        };
        let speaks = |it: &&Statement| match wanted {
            Some(name) => it.who.as_ref().is_some_and(|who| who.key() == name),
            None => it.does.text == "checked",
        };
        let (Where::Instead(last) | Where::Behind(last) | Where::End(last)) = self.last;
        let in_file = |it: &&Statement| last.source == it.span.source;
        let own = self.view.written.values().copied().filter(speaks).filter(in_file).map(|it| it.span).max();
        own.map_or(self.last, Where::Behind)
    }

    /// Rows of one statement.
    fn change(&mut self, at: StatementIdx, changes: &[&Change]) {
        let context = &self.view.checked.evaluation.context;
        let span = self.view.engagement().statements[at].span;
        let Some(written) = self.view.written.get(&span).copied() else { return };
        let is_party = changes.iter().all(|it| matches!(it.line.speaker, Speaker::Party(..)));
        let all = context.obligations.spoken_of[at].ones();
        let spoken_of: FixedBitSet = all.filter(|row| self.matters(ObligationIdx::new(*row), is_party)).collect();
        let mut rows = FixedBitSet::with_capacity(context.obligations.all.len());
        changes.iter().for_each(|it| rows.union_with(&it.line.about));
        // A check on a later day is another check, and the earlier one stays on record.
        let (again, changes): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|it| {
            let before = &it.line.said;
            it.line.speaker == Speaker::Check && it.said.answer.is_some() && it.said.date > before.date
        });
        for (said, changes) in alike(&again) {
            let statements = self.fresh(&said, &changes, Some(written));
            self.put(Where::Behind(span), statements, &changes);
        }
        if changes.is_empty() {
            return;
        }
        rows.clear();
        changes.iter().for_each(|it| rows.union_with(&it.line.about));
        let changes = changes.as_slice();
        let groups = alike(changes);
        let is_all = spoken_of.is_subset(&rows);
        match (is_all, groups.as_slice()) {
            (true, [(said, changes)]) if said.answer.is_some() => {
                let line = changes.first().map(|it| it.line);
                let statement = line.map(|line| self.reworded(written, line, said));
                self.put(Where::Instead(span), statement.into_iter().collect(), changes);
            }
            (true, groups) => {
                let fresh: Vec<Statement> =
                    groups.iter().flat_map(|(said, changes)| self.fresh(said, changes, Some(written))).collect();
                self.put(Where::Instead(span), fresh, changes);
            }
            (false, groups) => match without(self.view.checked, &spoken_of, written, &rows) {
                Some(rest) => {
                    let fresh = groups.iter().flat_map(|(said, changes)| self.fresh(said, changes, Some(written)));
                    let all = std::iter::once(rest).chain(fresh).collect();
                    self.put(Where::Instead(span), all, changes);
                }
                None => self.beside_or_split(span, written, &spoken_of, &groups),
            },
        }
    }

    /// Whether it makes a difference who says what of an obligation: not where its conditions rule it out whatever the day, nor, for
    /// what parties take on, where it needs no owner.
    fn matters(&self, at: ObligationIdx, is_party: bool) -> bool {
        let context = &self.view.checked.evaluation.context;
        let duty = &context.policy.duties[context.obligations.all[at].duty];
        let is_of_owners = matches!(duty.needs, Need::Owner) || duty.flows_down;
        let subject = context.obligations.subject(at);
        let applies = duty.when.as_ref().is_none_or(|when| holds(context, when, subject).truth() != Truth::False);
        applies && (is_of_owners || !is_party)
    }

    /// A narrower statement beside a wide one, if it then is the one that counts; else the wide one gives up the duties at hand, and
    /// speaks of them once more on the other subjects.
    fn beside_or_split(&mut self, span: Span, written: &Statement, spoken_of: &FixedBitSet, groups: &[Alike]) {
        let mut out = FixedBitSet::with_capacity(spoken_of.len());
        let mut fresh = Vec::new();
        let mut split = Vec::new();
        for (said, changes) in groups {
            let (beside, rest): (Vec<&Change>, Vec<&Change>) =
                changes.iter().copied().partition(|it| wins(&it.line.said, said));
            let statements = self.fresh(said, &beside, Some(written));
            if !beside.is_empty() {
                self.put(Where::Behind(span), statements, &beside);
            }
            if !rest.is_empty() {
                rest.iter().for_each(|it| out.union_with(&it.line.about));
                fresh.extend(self.fresh(said, &rest, Some(written)));
                split.extend(rest);
            }
        }
        if split.is_empty() {
            return;
        }
        let duties: BTreeSet<DutyIdx> = split.iter().flat_map(|it| duties_of(self.view, it.line)).collect();
        let obligations = self.view.checked.evaluation.context.obligations;
        let others = spoken_of.ones().map(ObligationIdx::new).filter(|at| !out.contains(at.row()));
        let others: Vec<ObligationIdx> = others.filter(|at| duties.contains(&obligations.all[*at].duty)).collect();
        let wide = Statement { except: [written.except.clone(), self.ids(&duties)].concat(), ..written.clone() };
        let again = self.tables(others).into_iter().map(|(duties, on, phases)| Statement {
            duties: self.ids(&duties),
            except: Vec::new(),
            docs: Vec::new(),
            on,
            phases,
            ..written.clone()
        });
        let all: Vec<Statement> = std::iter::once(wide).chain(again).chain(fresh).collect();
        self.put(Where::Instead(span), all, &split);
    }

    fn put(&mut self, at: Where, statements: Vec<Statement>, changes: &[&Change]) {
        let (all, places) = self.steps.entry(at).or_default();
        all.extend(statements);
        places.extend(changes.iter().map(|it| it.place.clone()));
    }

    /// A statement with what was changed in a row; the rest of it stays as it was written.
    fn reworded(&self, written: &Statement, line: &Line, said: &Said) -> Statement {
        let mut it = written.clone();
        let before = &line.said;
        if said.remark != before.remark {
            it.docs = said.remark.clone();
        }
        let verb = self.verb(line.speaker, said.answer, Some(written));
        if it.does.text == "checked" {
            it.answer = answer_of(said);
            (it.date, it.settled) = (day(said.date), day(said.settled));
            return it;
        }
        if it.does.text == "states" {
            it.as_goal = said.answer == Some(Answer::Goal);
            if said.papers != before.papers {
                (it.who, it.clause) = self.paper(line.speaker, said);
            }
        } else {
            if verb != it.does.text {
                it.does = name(verb);
                it.solely = false;
                it.who = match verb {
                    "open" => None,
                    _ => it.who.or_else(|| self.who(line.speaker)),
                };
            }
            if said.papers != before.papers {
                it.by = bases(&said.papers);
            }
        }
        if said.from != before.from {
            it.from = day(said.from);
        }
        if said.until != before.until {
            it.until = day(said.until);
        }
        it
    }

    /// New statements about some rows that say the same.
    fn fresh(&self, said: &Said, changes: &[&Change], before: Option<&Statement>) -> Vec<Statement> {
        if said.answer.is_none() {
            return Vec::new();
        }
        let mut all = Vec::new();
        let mut by_verb: BTreeMap<(Option<String>, &'static str), (Speaker, Vec<&Line>)> = BTreeMap::new();
        for change in changes {
            let verb = self.verb(change.line.speaker, said.answer, before);
            let who = self.who(change.line.speaker).map(|it| it.text);
            by_verb.entry((who, verb)).or_insert((change.line.speaker, Vec::new())).1.push(change.line);
        }
        for ((_, verb), (speaker, lines)) in by_verb {
            let mut it = Statement { does: name(verb), docs: said.remark.clone(), ..Statement::default() };
            (it.from, it.until) = (day(said.from), day(said.until));
            match speaker {
                Speaker::Check => {
                    it.answer = answer_of(said);
                    (it.date, it.settled) = (day(said.date), day(said.settled));
                    // One row, one line: the next to change is found again by itself.
                    all.extend(
                        lines
                            .iter()
                            .map(|line| Statement { duties: self.ids(&duties_of(self.view, line)), ..it.clone() }),
                    );
                    continue;
                }
                Speaker::Contract(_) => {
                    it.as_goal = said.answer == Some(Answer::Goal);
                    (it.who, it.clause) = self.paper(speaker, said);
                }
                Speaker::Party(..) | Speaker::Nobody => {
                    it.who = if verb == "open" { None } else { self.who(speaker) };
                    it.by = bases(&said.papers);
                }
            }
            for (duties, subjects, phases) in self.tables(lines.iter().flat_map(|line| View::obligations_of(line))) {
                all.push(Statement { duties: self.ids(&duties), on: subjects, phases, ..it.clone() });
            }
        }
        all
    }

    fn who(&self, speaker: Speaker) -> Option<Name> {
        let engagement = self.view.engagement();
        match speaker {
            Speaker::Party(it, _) => Some(name(&engagement.parties[it].name)),
            Speaker::Contract(it) => Some(name(&engagement.contracts[it].name)),
            Speaker::Check | Speaker::Nobody => None,
        }
    }

    /// The document that speaks, and where in it.
    fn paper(&self, speaker: Speaker, said: &Said) -> (Option<Name>, Option<String>) {
        let first = said.papers.first();
        let named = first.and_then(|it| it.name.as_deref()).map(name);
        (named.or_else(|| self.who(speaker)), first.and_then(|it| it.clause.clone()))
    }

    /// The verb of an answer: what somebody already says it with, else by what was asked.
    fn verb(&self, speaker: Speaker, answer: Option<Answer>, before: Option<&Statement>) -> &'static str {
        match (answer, speaker) {
            (Some(Answer::Declines), _) => "disclaims",
            (Some(Answer::Open), _) => "open",
            (Some(Answer::Yes | Answer::No), _) => "checked",
            (Some(Answer::States | Answer::Goal), _) => "states",
            (Some(Answer::Accepts) | None, Speaker::Party(_, accepting)) => {
                match before.map(|it| it.does.text.as_str()) {
                    Some("owns") => "owns",
                    Some("accepts") => "accepts",
                    _ if accepting == Accepting::Handed => "accepts",
                    _ => "owns",
                }
            }
            (Some(Answer::Accepts) | None, Speaker::Contract(_) | Speaker::Check | Speaker::Nobody) => "accepts",
        }
    }

    /// Rows as products of duties and subjects, so that what is alike is one statement.
    fn tables(
        &self,
        all: impl IntoIterator<Item = ObligationIdx>,
    ) -> Vec<(BTreeSet<DutyIdx>, Vec<SubjectName>, Vec<Name>)> {
        let context = &self.view.checked.evaluation.context;
        let mut by_subject: BTreeMap<(Subject, Vec<&'static str>), BTreeSet<DutyIdx>> = BTreeMap::new();
        for at in all {
            let it = context.obligations.all[at];
            let words = it.phase.map(Word::name).into_iter().chain(it.mode.map(Word::name));
            let key = (context.obligations.subject(at), words.collect::<Vec<&'static str>>());
            by_subject.entry(key).or_default().insert(it.duty);
        }
        let mut by_duties: BTreeMap<(BTreeSet<DutyIdx>, Vec<&'static str>), Vec<Subject>> = BTreeMap::new();
        for ((subject, when), duties) in by_subject {
            by_duties.entry((duties, when)).or_default().push(subject);
        }
        let table = |((duties, when), subjects): ((BTreeSet<DutyIdx>, Vec<&'static str>), Vec<Subject>)| {
            let subjects = subjects.into_iter().map(|it| subject_name(&context.engagement.subject_name(it)));
            (duties, subjects.collect(), when.into_iter().map(name).collect())
        };
        by_duties.into_iter().map(table).collect()
    }

    /// The ids of some duties, a control for all of its own; with the catalogue where several are in use.
    fn ids(&self, duties: &BTreeSet<DutyIdx>) -> Vec<Name> {
        let policy = self.view.policy();
        let has_several = self.view.has_several_catalogues();
        let mut ids: Vec<String> = Vec::new();
        for duty in duties {
            let control = policy.duties[*duty].control;
            let is_whole = policy.duties_of(control).all(|it| duties.contains(&it));
            let id = if is_whole { &policy.controls[control].id } else { &policy.duties[*duty].id };
            let id = match has_several {
                true => format!("{}:{id}", policy.catalogue_of(*duty).name),
                false => id.clone(),
            };
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids.iter().map(|it| name(it)).collect()
    }
}

/// Changes that say the same, in the order of the rows.
fn alike<'a>(changes: &[&'a Change<'a>]) -> Vec<Alike<'a>> {
    let mut all: Vec<Alike> = Vec::new();
    for change in changes {
        match all.iter_mut().find(|(said, _)| *said == change.said) {
            Some((_, changes)) => changes.push(change),
            None => all.push((change.said.clone(), vec![change])),
        }
    }
    all
}

/// Whether a narrower statement wins over a wide one whenever either holds.
fn wins(before: &Said, said: &Said) -> bool {
    match (before.answer, said.answer) {
        // What was once said on other days would go on being said.
        (Some(Answer::Accepts), Some(Answer::Accepts)) | (Some(Answer::Declines), Some(Answer::Declines)) => {
            (before.from, before.until) == (said.from, said.until)
        }
        (Some(Answer::Accepts), Some(Answer::Declines)) | (Some(Answer::Declines), Some(Answer::Accepts)) => {
            said.from.is_none() && said.until.is_none()
        }
        _ => false,
    }
}

fn duties_of(view: &View, line: &Line) -> BTreeSet<DutyIdx> {
    let obligations = view.checked.evaluation.context.obligations;
    View::obligations_of(line).map(|at: ObligationIdx| obligations.all[at].duty).collect()
}

fn subject_name(written: &str) -> SubjectName {
    match written.split_once(" -- ") {
        Some((first, second)) => SubjectName { first: name(first), second: Some(name(second)) },
        None => SubjectName { first: name(written), second: None },
    }
}

fn day(day: Option<jiff::civil::Date>) -> Option<Name> {
    day.map(|it| name(&it.to_string()))
}

fn answer_of(said: &Said) -> Option<Scalar> {
    Some(Scalar(name(if said.answer == Some(Answer::Yes) { "yes" } else { "no" })))
}

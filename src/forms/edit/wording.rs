//! The words of statements: what a row says, as somebody would write it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::cells::marks::Answer;
use super::super::form::{Accepting, Line, Speaker};
use super::super::said::Said;
use super::super::view::View;
use super::plan::Change;
use super::written::{bases, name};
use crate::graph::ObligationIdx;
use crate::model::{DutyIdx, Subject, Word};
use crate::syntax::ast::{Name, Scalar, Statement, SubjectName};

/// Puts rows of an engagement into words.
pub(super) struct Wording<'a>(pub &'a View<'a>);

/// Duties, on subjects, in phases and modes.
pub(super) type Table = (BTreeSet<DutyIdx>, Vec<SubjectName>, Vec<Name>);

/// By who speaks and with which verb: the rows.
type Spoken<'a> = BTreeMap<(Option<String>, &'static str), (Speaker, Vec<&'a Line>)>;

impl Wording<'_> {
    /// A statement with what was changed in a row; the rest of it stays as it was written.
    pub(super) fn reworded(&self, written: &Statement, line: &Line, said: &Said) -> Statement {
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
    pub(super) fn fresh(&self, said: &Said, changes: &[&Change], before: Option<&Statement>) -> Vec<Statement> {
        if said.answer.is_none() {
            return Vec::new();
        }
        let mut all = Vec::new();
        let mut by_verb: Spoken = BTreeMap::new();
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
                        lines.iter().map(|line| Statement { duties: self.ids(&duties_of(self.0, line)), ..it.clone() }),
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
        let engagement = self.0.engagement();
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
            (Some(Answer::States | Answer::Goal | Answer::Absent), _) => "states",
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
    pub(super) fn tables(&self, all: impl IntoIterator<Item = ObligationIdx>) -> Vec<Table> {
        let context = &self.0.checked.evaluation.context;
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
    pub(super) fn ids(&self, duties: &BTreeSet<DutyIdx>) -> Vec<Name> {
        let policy = self.0.policy();
        let has_several = self.0.has_several_catalogues();
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

pub(super) fn duties_of(view: &View, line: &Line) -> BTreeSet<DutyIdx> {
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

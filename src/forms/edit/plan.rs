//! Which statements change: one about nothing but the rows at hand is put into other words; one about more gives up what its lists
//! name apart; where they do not, a narrower statement stands beside it, as the law of ownership allows.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use fixedbitset::FixedBitSet;

use super::super::cells::marks::Answer;
use super::super::filled::added::keepable;
use super::super::filled::cell;
use super::super::form::{Field, Line, Speaker};
use super::super::noted::Beside;
use super::super::problems::{BY_HAND, Place, Problem, UNWRITABLE_ANSWER};
use super::super::said::Said;
use super::super::view::View;
use super::without::without;
use super::wording::{Wording, duties_of};
use crate::evaluate::{Truth, holds};
use crate::graph::ObligationIdx;
use crate::model::{DutyIdx, Idx, Need, StatementIdx, Verb};
use crate::source::{Sources, Span};
use crate::syntax::ast::Statement;
use crate::text;

/// A row that says something else than before.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The row.
    pub line: &'a Line,
    /// What it says now.
    pub said: Said,
    /// What its cells say.
    pub cells: Said,
    /// The cell of the answer.
    pub place: Place,
    /// In which column each of its cells is.
    pub columns: Rc<[(Field, u32)]>,
}

impl Change<'_> {
    /// A cell of the row; where it has none, that of the answer.
    pub fn at(&self, field: Field) -> Place {
        cell(&self.place, &self.columns, field)
    }
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

/// What comes of some changes.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// What is to be written.
    pub steps: Vec<Step>,
    /// What has to be put into the file by hand.
    pub besides: Vec<Beside<'a>>,
    /// What is wrong, or left to do.
    pub problems: Vec<Problem>,
}

/// What is to be written for some changes.
pub fn plan<'a>(view: &View, sources: &Sources, changes: &[Change<'a>], last: Where) -> Plan<'a> {
    let mut planner = Planner { view, sources, last, homes: homes(view, last), steps: BTreeMap::new() };
    let mut by_statement: BTreeMap<Option<StatementIdx>, Vec<&Change>> = BTreeMap::new();
    let mut plan = Plan::default();
    for change in changes {
        match planner.target(change) {
            Ok(target) => by_statement.entry(target).or_default().push(change),
            Err(problem) => {
                if !problem.stops() {
                    plan.besides.push(Beside::by_hand(change.line, change.place.clone(), change.cells.clone()));
                }
                plan.problems.push(*problem);
            }
        }
    }
    for (target, changes) in by_statement {
        match target {
            Some(at) => planner.change(at, &changes),
            None => planner.add(&changes),
        }
    }
    let steps = planner.steps.into_iter().map(|(at, (statements, places))| Step { at, statements, places });
    Plan { steps: steps.collect(), ..plan }
}

struct Planner<'a> {
    view: &'a View<'a>,
    sources: &'a Sources,
    /// Where there is always room.
    last: Where,
    /// By who speaks, the last statement in the same file; of checks, by nobody.
    homes: BTreeMap<String, Span>,
    steps: BTreeMap<Where, (Vec<Statement>, Vec<Place>)>,
}

/// What is filled in alike, and by whom.
type Alike<'a> = (Said, Vec<&'a Change<'a>>);

impl Planner<'_> {
    /// The statement that a change is about, if there is one that may be put into other words.
    fn target(&self, change: &Change) -> Result<Option<StatementIdx>, Box<Problem>> {
        self.sense(change)?;
        let has_answer = change.said.answer.is_some();
        let Some(at) = change.line.by else {
            return match has_answer {
                true => Ok(None),
                false => Err(Box::new(
                    Problem::new(
                        &UNWRITABLE_ANSWER,
                        change.place.clone(),
                        text!(
                            "回答がなく、ほかの欄だけが記入されています",
                            "there is no answer, and the other cells are filled in"
                        ),
                    )
                    .help(text!("回答を選んでください", "choose an answer")),
                )),
            };
        };
        let statement = &self.view.engagement().statements[at];
        let is_handing_on = matches!(statement.verb, Verb::Delegates { .. });
        if statement.origin.is_some() || is_handing_on {
            return if has_answer { Ok(None) } else { Err(Box::new(self.stuck(change, at))) };
        }
        let is_whole = match &statement.verb {
            Verb::Owns { parts, complete, .. } => parts.is_empty() && complete.is_none(),
            Verb::States { all_of, .. } => all_of.is_none(),
            _ => true,
        };
        let is_there = self.view.written.contains_key(&statement.span);
        if is_whole && is_there { Ok(Some(at)) } else { Err(Box::new(self.stuck(change, at))) }
    }

    /// What the cells of a row cannot say together.
    fn sense(&self, change: &Change) -> Result<(), Box<Problem>> {
        let no = |field, says| Err(Box::new(Problem::new(&UNWRITABLE_ANSWER, change.at(field), says)));
        let said = &change.said;
        match change.line.speaker {
            Speaker::Check if said.answer.is_some() && said.date.is_none() => {
                no(Field::Date, text!("確認日がありません", "the day of the check is missing"))
            }
            Speaker::Contract(_) if said.papers.len() > 1 => {
                no(Field::Paper, text!("文書は一つだけ書けます", "only one document can be named here"))
            }
            Speaker::Check | Speaker::Contract(_) | Speaker::Party(..) | Speaker::Nobody => Ok(()),
        }
    }

    fn stuck(&self, change: &Change, at: StatementIdx) -> Problem {
        let place = self.sources.place(self.view.engagement().statements[at].span);
        let says = text!(
            "`{place}` の記述はほかの行や部分も述べており、この行だけを書き換えられないので、回答を案件のそばに残します",
            "the statement at `{place}` speaks of other rows or of parts as well, and cannot be changed for this row alone; the answer is kept beside the engagement"
        );
        Problem::new(&BY_HAND, change.place.clone(), says)
            .help(text!(
                "回答のとおりでよければ、その記述をファイルで直してください",
                "if the answer holds, change the statement in the file by hand"
            ))
            .help(keepable())
    }

    /// Rows of which nothing is said so far, or nothing that may be put into other words.
    fn add(&mut self, changes: &[&Change]) {
        let mut by_speaker: BTreeMap<Where, Vec<&Change>> = BTreeMap::new();
        for change in changes {
            by_speaker.entry(self.home(change.line)).or_default().push(change);
        }
        for (home, changes) in by_speaker {
            // Checks stand in the order of the rows; what parties say alike stands together.
            let (checks, others): (Vec<&Change>, Vec<&Change>) =
                changes.iter().partition(|it| it.line.speaker == Speaker::Check);
            let groups = checks.into_iter().map(|it| (it.said.clone(), vec![it])).chain(alike(&others));
            for (said, changes) in groups {
                let statements = self.wording().fresh(&said, &changes, None);
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
        self.homes.get(wanted.unwrap_or_default()).map_or(self.last, |span| Where::Behind(*span))
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
            let statements = self.wording().fresh(&said, &changes, Some(written));
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
                let statement = line.map(|line| self.wording().reworded(written, line, said));
                self.put(Where::Instead(span), statement.into_iter().collect(), changes);
            }
            (true, groups) => {
                let fresh: Vec<Statement> = groups
                    .iter()
                    .flat_map(|(said, changes)| self.wording().fresh(said, changes, Some(written)))
                    .collect();
                self.put(Where::Instead(span), fresh, changes);
            }
            (false, groups) => match without(self.view.checked, &spoken_of, written, &rows) {
                Some(rest) => {
                    let fresh =
                        groups.iter().flat_map(|(said, changes)| self.wording().fresh(said, changes, Some(written)));
                    let all = std::iter::once(rest).chain(fresh).collect();
                    self.put(Where::Instead(span), all, changes);
                }
                None => self.beside_or_split(at, written, &spoken_of, groups),
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
    /// speaks of them once more on the other subjects; where it speaks of nothing else, only that is left of it.
    fn beside_or_split(&mut self, at: StatementIdx, written: &Statement, spoken_of: &FixedBitSet, groups: &[Alike]) {
        let span = self.view.engagement().statements[at].span;
        let mut out = FixedBitSet::with_capacity(spoken_of.len());
        let mut fresh = Vec::new();
        let mut split = Vec::new();
        for (said, changes) in groups {
            let (beside, rest): (Vec<&Change>, Vec<&Change>) =
                changes.iter().copied().partition(|it| wins(&it.line.said, said));
            let statements = self.wording().fresh(said, &beside, Some(written));
            if !beside.is_empty() {
                self.put(Where::Behind(span), statements, &beside);
            }
            if !rest.is_empty() {
                rest.iter().for_each(|it| out.union_with(&it.line.about));
                fresh.extend(self.wording().fresh(said, &rest, Some(written)));
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
        let is_other = |row: usize| !duties.contains(&obligations.all[ObligationIdx::new(row)].duty);
        let wide = obligations.spoken_of[at].ones().any(is_other).then(|| Statement {
            except: [written.except.clone(), self.wording().ids(&duties)].concat(),
            ..written.clone()
        });
        // The remark stays with the first of them.
        let docs = |number: usize| if wide.is_none() && number == 0 { written.docs.clone() } else { Vec::new() };
        let again =
            self.wording().tables(others).into_iter().enumerate().map(|(number, (duties, on, phases))| Statement {
                duties: self.wording().ids(&duties),
                except: Vec::new(),
                docs: docs(number),
                on,
                phases,
                ..written.clone()
            });
        let again: Vec<Statement> = again.collect();
        let all: Vec<Statement> = wide.into_iter().chain(again).chain(fresh).collect();
        self.put(Where::Instead(span), all, &split);
    }

    fn wording(&self) -> Wording<'_> {
        Wording(self.view)
    }

    fn put(&mut self, at: Where, statements: Vec<Statement>, changes: &[&Change]) {
        let (all, places) = self.steps.entry(at).or_default();
        all.extend(statements);
        places.extend(changes.iter().map(|it| it.place.clone()));
    }
}

fn homes(view: &View, last: Where) -> BTreeMap<String, Span> {
    let (Where::Instead(last) | Where::Behind(last) | Where::End(last)) = last;
    let mut homes: BTreeMap<String, Span> = BTreeMap::new();
    for it in view.written.values().filter(|it| it.span.source == last.source) {
        let who = match (&it.who, it.does.text.as_str()) {
            (Some(who), _) => who.key(),
            (None, "checked") => String::new(),
            (None, _) => continue,
        };
        homes.insert(who, it.span);
    }
    homes
}

/// Changes that say the same, in the order of the rows.
fn alike<'a>(changes: &[&'a Change<'a>]) -> Vec<Alike<'a>> {
    let mut all: Vec<Alike> = Vec::new();
    let mut places: BTreeMap<&Said, usize> = BTreeMap::new();
    for change in changes {
        let at = *places.entry(&change.said).or_insert_with(|| {
            all.push((change.said.clone(), Vec::new()));
            all.len() - 1
        });
        all[at].1.push(change);
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

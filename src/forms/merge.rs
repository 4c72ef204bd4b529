//! Filled-in forms against the engagement: what has changed, and whether what was written says it.

use std::collections::BTreeMap;

use super::came::Came;
use super::cells::marks::Answer;
use super::checklist::checklist;
use super::create::Created;
use super::edit::plan::{Change, Step, Where};
use super::filled::{self, Reading};
use super::form::{Field, Form, Kind, Line, Speaker};
use super::kept::Kept;
use super::noted::{Beside, otherwise};
use super::problems::{
    CHANGED_MEANWHILE, CONTRADICTING_ROWS, IDLE_ROW, NOT_READ, Place, Problem, UNREADABLE_CELL, UNWRITABLE_ANSWER,
};
use super::said::{Paper, Said};
use super::sla::sla;
use super::split::{Called, split};
use super::table::{spread, table};
use super::view::View;
use crate::diagnostic::{Diagnostic, Lang, Text};
use crate::model::PartyIdx;
use crate::source::{SourceId, Sources};
use crate::syntax::ast;
use crate::text;

/// The form that would go out now.
pub fn form(view: &View, kind: Kind, party: Option<PartyIdx>, lang: Lang) -> Form {
    match kind {
        Kind::Split => split(view, party, lang),
        Kind::Checklist => checklist(view, lang),
        Kind::Sla => sla(view, party, lang),
    }
}

/// The form by which a file is read that came back: as it would go out, in the kind of file that it is.
pub fn read_by(came: &Came, form: &Form) -> Form {
    if came.book.is_table { table(form) } else { form.clone() }
}

/// The same with what people added to it and can be understood although nobody asked for it.
pub fn with_unasked(view: &View, came: &Came, party: Option<PartyIdx>, form: Form) -> Form {
    if form.kind != Kind::Split {
        return form;
    }
    let spoken_of = filled::spoken_of_besides(&came.book, &form);
    if spoken_of.is_empty() {
        return form;
    }
    let called = Called::new(view);
    let mut unasked: Vec<Line> = spoken_of.iter().filter_map(|it| called.line(view, party, it)).collect();
    unasked.sort_by(|one, other| one.key.cmp(&other.key));
    unasked.dedup_by(|one, other| one.key == other.key);
    unasked.retain(|it| !form.lines().any(|asked| asked.key == it.key));
    Form { unasked, ..form }
}

/// What was added to a form that came back, as added to its sheets; with those of its answers that stand in no statement.
pub fn added(came: &Came, form: &Form, reading: &Reading, besides: &[Beside]) -> Kept {
    let own = besides.iter().filter(|it| it.place.file == came.book.name);
    let answers = own.map(|it| (it.line.key.clone(), it.noted.clone())).collect();
    // What it had from before is kept already.
    let kept = if came.book.is_table { spread(&reading.kept, form) } else { reading.kept.clone() };
    Kept { answers, ..kept }
}

/// What was filled in.
#[derive(Debug, Default)]
pub struct News<'a> {
    /// What is not in the engagement yet, in the order of rows.
    pub changes: Vec<Change<'a>>,
    /// What no statement can say.
    pub besides: Vec<Beside<'a>>,
    /// What is wrong, or to be told.
    pub problems: Vec<Problem>,
}

/// What was filled in and is not in the engagement yet; and what cannot be taken over.
///
/// With `is_new` the engagement has just been made of a form: then all that is filled in is new, whenever it was.
pub fn changes<'a>(readings: &[Reading<'a>], is_new: bool) -> News<'a> {
    let mut all: BTreeMap<&str, Change<'a>> = BTreeMap::new();
    let mut problems = Vec::new();
    let mut idle = Vec::new();
    let mut besides: BTreeMap<&str, Beside<'a>> = BTreeMap::new();
    for filled in readings.iter().flat_map(|it| &it.lines) {
        let key = filled.line.key.as_str();
        let before = &filled.line.said;
        if filled.line.speaker == Speaker::Nobody {
            if filled.said.stamp(key) != filled.stamp && filled.said.answer.is_some() {
                idle.push(&filled.place);
            }
            continue;
        }
        if let Some((beside, told)) = Beside::of(filled) {
            match besides.get(key) {
                Some(other) if other.noted != beside.noted => {
                    problems.push(Problem::new(&CONTRADICTING_ROWS, filled.place.clone(), otherwise(&other.place)));
                }
                _ => problems.extend(told),
            }
            besides.entry(key).or_insert(beside);
            if filled.said.answer.is_none() {
                continue;
            }
        }
        // An answer that was emptied is as good as one that says that nothing is stated: what was there is taken back.
        let is_taken_back = match filled.said.answer {
            Some(answer) => answer == Answer::Absent,
            None => before.answer.is_some(),
        };
        let said = &match is_taken_back {
            true => Said { answer: None, ..before.clone() },
            false => declined(before, &filled.said),
        };
        let is_said = if is_new { said.answer.is_none() } else { filled.is_untouched() };
        if is_said || said == before {
            continue;
        }
        let has_changed = !is_new && filled.has_changed_since();
        // It was taken back, or declined, by this very row.
        if has_changed && said.answer.is_none() && before.answer.is_none() {
            continue;
        }
        if has_changed && before.answer == Some(Answer::Declines) && without_clauses(said) == *before {
            continue;
        }
        if has_changed {
            let says = text!(
                "書き出したあとに案件も変わり、この行の記入と食い違います",
                "the engagement has changed since the form went out, and says something else in this row"
            );
            let help =
                text!("様式を書き出し直し、この行を記入してください", "export the form again, and fill in this row");
            problems.push(Problem::new(&CHANGED_MEANWHILE, filled.place.clone(), says).help(help));
            continue;
        }
        match all.get(key) {
            Some(other) if other.said == *said => {}
            Some(other) => {
                problems.push(Problem::new(&CONTRADICTING_ROWS, filled.place.clone(), otherwise(&other.place)));
            }
            None => {
                let (place, columns) = (filled.place.clone(), filled.columns.clone());
                let (said, cells) = (said.clone(), filled.said.clone());
                let change = Change { line: filled.line, said, cells, place, columns };
                problems.extend(left_standing(&change));
                all.insert(key, change);
            }
        }
    }
    let against = |it: &Beside<'a>| Some((all.get(it.line.key.as_str())?.clone(), it.place.clone(), it.noted.clone()?));
    for (change, place, noted) in besides.values().filter_map(against) {
        if change.said.answer.is_some() && change.cells != noted.said {
            problems.push(Problem::new(&CONTRADICTING_ROWS, change.place, otherwise(&place)));
        }
    }
    problems.extend(nothing_to_apply_to(&idle));
    let order = readings.iter().flat_map(|it| &it.lines).map(|it| it.line.key.as_str());
    let changes = order.filter_map(|key| all.remove(key)).collect();
    News { changes, besides: besides.into_values().collect(), problems }
}

/// Rows that are answered although the engagement has nothing to which they apply, sheet by sheet.
fn nothing_to_apply_to(places: &[&Place]) -> Vec<Problem> {
    let mut by_sheet: BTreeMap<(&str, Option<&str>), Vec<&Place>> = BTreeMap::new();
    for place in places {
        by_sheet.entry((&place.file, place.sheet.as_deref())).or_default().push(place);
    }
    let problem = |all: Vec<&Place>| {
        let cells: Vec<String> = all.iter().filter_map(|it| it.cell_name()).collect();
        let (ja, en) = (cells.join("、"), cells.join(", "));
        let says = text!(
            "案件に該当する対象がない行なので、取り込みません（{ja}）",
            "not taken over, since the engagement has nothing to which the rows apply ({en})"
        );
        all.first().map(|first| Problem::new(&IDLE_ROW, (*first).clone(), says))
    };
    by_sheet.into_values().filter_map(problem).collect()
}

/// What was filled in, where somebody declines what was accepted: the clause that was left as it stood is that of the acceptance.
fn declined(before: &Said, said: &Said) -> Said {
    let is_refusal = (before.answer, said.answer) == (Some(Answer::Accepts), Some(Answer::Declines));
    if is_refusal && said.papers == before.papers { without_clauses(said) } else { said.clone() }
}

/// That a clause was left as it stood, and does not go over to the refusal.
fn left_standing(change: &Change) -> Option<Problem> {
    let clauses = change.cells.papers.iter().filter_map(|it| it.clause.as_deref());
    let clauses = clauses.collect::<Vec<_>>().join(" ");
    let is_dropped = change.said.answer.is_some() && change.said.papers != change.cells.papers;
    let says = text!(
        "「{clauses}」は引き受けていたときの条項なので、引き受けない根拠としては取り込みません",
        "`{clauses}` is the clause of what was accepted, and is not taken over as that of the refusal"
    );
    let help = text!(
        "引き受けない根拠の条項があれば、書き換えて取り込み直してください",
        "if a clause says that it is refused, put that one in its place, and import the form again"
    );
    is_dropped.then(|| Problem::new(&NOT_READ, change.at(Field::Clause), says).help(help))
}

fn without_clauses(said: &Said) -> Said {
    let papers = said.papers.iter().filter(|it| it.name.is_some());
    Said { papers: papers.map(|it| Paper { clause: None, ..it.clone() }).collect(), ..said.clone() }
}

/// Whether something stands in a file that a new form in its place would lose: an answer that the engagement has not, or what was added
/// and is not in what was `kept` of it.
pub fn is_touched(view: &View, came: &Came, party: Option<PartyIdx>, kept: Option<&Came>) -> bool {
    if came.engagement != view.engagement().name {
        return true;
    }
    let form = form(view, came.kind, party, came.lang);
    let as_it_is = read_by(came, &form);
    let reading = filled::read(&came.book, &as_it_is);
    let news = changes(std::slice::from_ref(&reading), false);
    let mut all = reading.problems.iter().chain(&news.problems);
    let kept = kept.map(|it| filled::read(&it.book, &form).kept).unwrap_or_default();
    let by_hand = |it: &Change| Beside::by_hand(it.line, it.place.clone(), it.cells.clone()).noted;
    let is_news = |it: &Change| kept.answers.get(&it.line.key) != Some(&by_hand(it));
    news.changes.iter().any(is_news)
        || reading.is_annotated
        || !kept.holds(&added(came, &form, &reading, &news.besides))
        || all.any(|it| it.stops() || it.code.name == IDLE_ROW.name)
}

/// Where new statements go if nothing else says so: behind the last one of the part in a file, else at the end of it.
pub fn room(parts: &[ast::Engagement], is_open: impl Fn(SourceId) -> bool) -> Option<Where> {
    let part = parts.iter().find(|it| is_open(it.span.source))?;
    let last = part.statements.iter().map(|it| it.span).filter(|it| part.span.holds(*it)).max();
    Some(last.map_or(Where::End(part.span), Where::Behind))
}

/// Steps that would change a file that was not named.
pub fn elsewhere(sources: &Sources, steps: &[Step], is_open: impl Fn(SourceId) -> bool) -> Vec<Problem> {
    let closed = steps.iter().filter_map(|step| {
        let (Where::Instead(span) | Where::Behind(span) | Where::End(span)) = step.at;
        (!is_open(span.source)).then(|| (step, sources.place(span)))
    });
    closed
        .flat_map(|(step, there)| {
            step.places.iter().map(move |place| {
                let says = text!(
                    "書き換える記述は別のファイル `{there}` にあります",
                    "the statement to change stands in another file: `{there}`"
                );
                let help = text!("`--into` にフォルダを指定してください", "name the folder with `--into`");
                Problem::new(&UNWRITABLE_ANSWER, place.clone(), says).help(help)
            })
        })
        .collect()
}

/// Rows that, once written and read again, do not say what was filled in, or of which nobody asked that they say something else.
pub fn misunderstood(before: &[&Form], changes: &[Change], after: &[Form]) -> Vec<Problem> {
    let mut wanted: BTreeMap<&str, (&Said, Option<&Change>)> = BTreeMap::new();
    for line in before.iter().flat_map(|it| it.lines()).filter(|it| it.by.is_some()) {
        wanted.insert(&line.key, (&line.said, None));
    }
    for change in changes {
        wanted.insert(&change.line.key, (&change.said, Some(change)));
    }
    // Where the last check was taken back, the one before it speaks again.
    let is_earlier = |change: Option<&Change>, now: &Said| {
        change.is_some_and(|it| it.line.speaker == Speaker::Check && now.date < it.line.said.date)
    };
    let there: BTreeMap<&str, &Said> =
        after.iter().flat_map(Form::lines).map(|line| (line.key.as_str(), &line.said)).collect();
    let fallback = changes.first().map(|it| it.place.clone()).unwrap_or_default();
    let mut problems = Vec::new();
    for (key, (said, change)) in wanted {
        let is_said = match (there.get(key), said.answer) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(now), None) => now.answer.is_none() || is_earlier(change, now),
            (Some(now), Some(_)) => *now == said,
        };
        if !is_said {
            let says = match change {
                Some(_) => text!(
                    "書き込んでも、ほかの記述のためにこの記入のとおりになりません",
                    "written into the file, it would not say this, because of other statements"
                ),
                None => text!(
                    "書き込むと、記入していない行 `{key}` の内容まで変わります",
                    "written into the file, the row `{key}` would change as well, which nobody filled in"
                ),
            };
            let place = change.map_or_else(|| fallback.clone(), |it| it.place.clone());
            let help = text!("記述をファイルで直してください", "change the statements in the file by hand");
            problems.push(Problem::new(&UNWRITABLE_ANSWER, place, says).help(help));
        }
    }
    problems
}

/// What is wrong with a workbook of which a text was made, and with the text: at the cells of the workbook.
///
/// Where rows were left out, only what is wrong in the others is told: what they have to do with those is not known.
pub fn unmade<'a>(
    sources: &Sources,
    problems: impl Iterator<Item = &'a Diagnostic>,
    new: &Created,
    file: &str,
) -> Vec<Problem> {
    let is_whole = new.problems.is_empty();
    let place = |problem: &Diagnostic| {
        let span = problem.primary.as_ref()?.span;
        let source = sources.get(span.source);
        let row = new.rows.get(&source.line_of(span.start))?;
        let line = source.text.get(..span.start as usize)?.rfind('\n').map_or(0, |it| it + 1);
        let is_about_others = new.left_out.iter().any(|it| *it == sources.slice(span));
        (is_whole || !is_about_others).then(|| row.at(span.start as usize - line).clone())
    };
    let mut all = new.problems.clone();
    for problem in problems {
        let Some(place) = place(problem).or_else(|| is_whole.then(|| Place::file(file))) else { continue };
        let Text { ja, en } = &problem.headline;
        let says = text!("この記入から案件を作れません：{ja}", "no engagement can be made of this: {en}");
        all.push(problem.help.iter().cloned().fold(Problem::new(&UNREADABLE_CELL, place, says), Problem::help));
    }
    all
}

/// A new text that is not sound.
pub fn unsound(sources: &Sources, problem: &Diagnostic, place: Place) -> Problem {
    let at = problem.primary.as_ref().map(|it| sources.place(it.span)).unwrap_or_default();
    let Text { ja, en } = &problem.headline;
    let says = text!(
        "書き込むとファイルに誤りが生じます（`{at}`：{ja}）",
        "written into the file, it would be an error (`{at}`: {en})"
    );
    problem.help.iter().cloned().fold(Problem::new(&UNWRITABLE_ANSWER, place, says), Problem::help)
}

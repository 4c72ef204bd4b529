//! `timeline`: who carries what when, with the holes standing out, and what opens soon.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::checked::Checked;
use crate::diagnostic::Text;
use crate::evaluate::{Carriers, Spell, State, Timeline};
use crate::findings::{Finding, Names, find, qualifiers};
use crate::graph::ObligationIdx;
use crate::model::{Date, PartyIdx, Stretch, Subject, turning_days};
use crate::report::{Document, Inline, Style, Table};
use crate::text;

/// How many cells a bar has.
const BAR: i64 = 24;

/// What a time line is asked of.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The obligations.
    pub obligations: Vec<ObligationIdx>,
    /// Only what this party performs or answers for.
    pub party: Option<PartyIdx>,
    /// The days to show; otherwise from the first to the last day on which anything turns.
    pub days: Option<Stretch>,
    /// Warn of what opens after the day of evaluation and up to this day.
    pub horizon: Option<Date>,
}

/// A time line, and whether something opens within the horizon.
#[derive(Debug)]
pub struct Lines {
    /// The answer.
    pub document: Document,
    /// Something opens within the horizon.
    pub opens: bool,
}

/// Obligations of one subject that stand the same way on all days shown.
#[derive(Debug)]
pub struct Line {
    /// The obligations.
    pub obligations: Vec<ObligationIdx>,
    /// From when to when they stand how, in order.
    pub spells: Vec<(Stretch, State)>,
}

/// Draws the time line; `None` where an engagement has too many obligations and days.
pub fn timeline(checked: &Checked, asked: &Asked) -> Option<Lines> {
    let context = &checked.evaluation.context;
    let line = checked.evaluation.timeline()?;
    let days = asked.days.unwrap_or_else(|| all_days(checked));
    let Stretch { from, to } = days;
    let name = &context.engagement.name;
    let (or_others_ja, or_others_en) =
        if asked.party.is_some() { ("または他の当事者が担う", " or carried by others") } else { ("", "") };
    let mut document = Document::new().heading(1, text!("{name}（{from}〜{to}）", "{name} (from {from} to {to})")).note(text!(
        "`=`・`-` 担い手あり（交代ごとに替わる）、`x` 担い手なし、`?` 前提が不明、`.` 該当なし{or_others_ja}",
        "`=` and `-` carried (they alternate where somebody takes over), `x` nobody carries it, `?` depends on unknown facts, `.` not applicable{or_others_en}"
    ));
    let openings = asked.horizon.map(|until| openings(checked, asked, until)).unwrap_or_default();
    let resurfacing = asked.horizon.map(|until| resurfacing(checked, asked, until)).unwrap_or_default();
    if let Some(until) = asked.horizon {
        document = warned(document, checked, &openings, until);
        document = no_longer_waived(document, checked, &resurfacing);
    }
    let names = Names(context);
    let mut rows = Vec::new();
    let mut spells = Table::new([
        text!("対象", "about"),
        text!("対応", "duties"),
        text!("初日", "from"),
        text!("最終日", "to"),
        text!("担い手（責任者）", "who carries it (who answers)"),
    ]);
    for (subject, lines) in lines(checked, line, asked, days) {
        document =
            document.heading(2, names.subject(subject)).table(table(checked, &lines, days, asked.days.is_none()));
        rows.extend(lines.iter().flat_map(|line| line_json(checked, line)));
        spells.rows.extend(lines.iter().flat_map(|line| spell_rows(checked, subject, line)));
    }
    document = document.rows(text!("時間の流れ", "Time line"), spells);
    if rows.is_empty() {
        document = document.paragraph(text!("示すものがありません", "there is nothing to show"));
    }
    let opening_json = |opening: &Opening| {
        let mut it = obligation_json(checked, opening.obligation);
        it["from"] = json!(opening.from.to_string());
        it["surely"] = json!(opening.surely);
        it
    };
    let data = json!({
        "version": super::check::FORMAT_VERSION,
        "name": name,
        "from": from.to_string(),
        "to": to.to_string(),
        "rows": rows,
        "horizon": asked.horizon.map(|it| it.to_string()),
        "opens": openings.iter().map(opening_json).collect::<Vec<_>>(),
        "resurfaces": resurfacing.iter().map(|(number, day)| json!({
            "id": checked.findings[*number].id,
            "code": checked.findings[*number].name,
            "from": day.to_string(),
        })).collect::<Vec<_>>(),
    });
    Some(Lines { document: document.data(data), opens: !(openings.is_empty() && resurfacing.is_empty()) })
}

/// Subject by subject, what stands alike; what applies on none of the days is left out.
pub fn lines(checked: &Checked, line: &Timeline, asked: &Asked, days: Stretch) -> Vec<(Subject, Vec<Line>)> {
    let obligations = &checked.evaluation.context.obligations;
    let mut by_subject: BTreeMap<crate::graph::SubjectIdx, Vec<Line>> = BTreeMap::new();
    for at in &asked.obligations {
        let spells = shown(&line.spells(*at), days, asked.party);
        if spells.iter().all(|(_, state)| *state == State::Absent) {
            continue;
        }
        let lines = by_subject.entry(obligations.all[*at].subject).or_default();
        match lines.iter_mut().find(|it| it.spells == spells) {
            Some(same) => same.obligations.push(*at),
            None => lines.push(Line { obligations: vec![*at], spells }),
        }
    }
    by_subject.into_iter().map(|(at, lines)| (obligations.subjects.all[at], lines)).collect()
}

/// From the first day on which anything turns to the last on which an obligation comes to stand otherwise, or a contract ends; and the
/// day of evaluation.
pub fn all_days(checked: &Checked) -> Stretch {
    let context = &checked.evaluation.context;
    let turning = turning_days(context.policy, context.engagement);
    let first = turning.first().copied().unwrap_or(context.day).min(context.day);
    let ends = context.engagement.contracts.iter().filter_map(|it| it.in_force.to);
    let line = checked.evaluation.timeline();
    let changes = line.into_iter().flat_map(|line| {
        let last = |at| line.spells(at).last().and_then(|spell| spell.days.from);
        context.obligations.all.indices().filter_map(last)
    });
    Stretch { from: first, to: ends.chain(changes).fold(context.day, Date::max) }
}

/// What of the spells lies in the days shown; with a party, of what it carries at some time, also when nobody does.
fn shown(spells: &[Spell], days: Stretch, party: Option<PartyIdx>) -> Vec<(Stretch, State)> {
    let is_its = |party: PartyIdx| {
        spells.iter().any(|spell| match &spell.state {
            State::Carried(carriers) => carriers.iter().any(|(does, answers)| *does == party || *answers == party),
            State::Absent | State::Gap | State::Open => false,
        })
    };
    if party.is_some_and(|party| !is_its(party)) {
        return vec![(days, State::Absent)];
    }
    let mut all: Vec<(Stretch, State)> = Vec::new();
    for spell in spells {
        let Some(piece) = spell.days.within(days) else { continue };
        let state = match (&spell.state, party) {
            (state @ (State::Absent | State::Gap | State::Open), _) | (state, None) => state.clone(),
            (State::Carried(carriers), Some(party)) => {
                let own: Carriers =
                    carriers.iter().copied().filter(|(does, answers)| *does == party || *answers == party).collect();
                if own.is_empty() { State::Absent } else { State::Carried(own) }
            }
        };
        match all.last_mut() {
            Some((before, same)) if *same == state => before.to = piece.to,
            _ => all.push((piece, state)),
        }
    }
    all
}

/// What comes to be without a carrier.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// What.
    pub obligation: ObligationIdx,
    /// From when on.
    pub from: Date,
    /// Else it depends on facts that nobody stated.
    pub surely: bool,
}

/// What is a gap, for sure or perhaps, from a day after that of evaluation on, up to a day, and was none before, be it that it was
/// carried, perhaps or for sure, or that it did not apply yet: the first time for each obligation. With a party, what it carries and
/// nobody does then.
pub fn openings(checked: &Checked, asked: &Asked, until: Date) -> Vec<Opening> {
    let today = checked.evaluation.context.day;
    let Some(line) = checked.evaluation.timeline() else { return Vec::new() };
    let carried_by = |state: &State| match (state, asked.party) {
        (State::Carried(carriers), Some(party)) => {
            carriers.iter().any(|(does, answers)| *does == party || *answers == party)
        }
        (State::Carried(_), None) => true,
        (State::Absent | State::Gap | State::Open, _) => false,
    };
    // What begins without a carrier, or was only perhaps carried, is nobody's in particular.
    let begins = |state: &State| matches!(state, State::Absent | State::Open) && asked.party.is_none();
    let opening = |at: &ObligationIdx| {
        let spells = line.spells(*at);
        let mut pairs = spells.windows(2).filter_map(|pair| match pair {
            [before, gap] if carried_by(&before.state) || begins(&before.state) => {
                let is_gap = matches!(gap.state, State::Gap | State::Open);
                let from = gap.days.from.filter(|from| is_gap && *from > today && *from <= until)?;
                Some(Opening { obligation: *at, from, surely: gap.state == State::Gap })
            }
            _ => None,
        });
        // They stand in order of days.
        pairs.next()
    };
    let mut all: Vec<Opening> = asked.obligations.iter().filter_map(opening).collect();
    all.sort_by_key(|it| (it.from, it.obligation));
    all
}

/// The findings that are waived on the day of evaluation and open again up to a day, unless they are mended before.
fn resurfacing(checked: &Checked, asked: &Asked, until: Date) -> Vec<(usize, Date)> {
    let waivers = &checked.evaluation.context.engagement.waivers;
    let of_it = |it: &Finding| it.group.obligations.iter().any(|at| asked.obligations.contains(at));
    let by_party = |it: &Finding| asked.party.is_none_or(|party| it.group.defect.parties.contains(&party));
    let waived = checked.findings.iter().enumerate().filter(|(_, it)| it.is_waived() && of_it(it) && by_party(it));
    let ends = waived.filter_map(|(number, it)| Some((number, waivers[it.waived.by()?].until.tomorrow().ok()?)));
    let mut all: Vec<(usize, Date)> = ends.filter(|(_, day)| *day <= until).collect();
    all.sort_by_key(|(number, day)| (*day, *number));
    let mut open: BTreeMap<Date, Vec<Finding>> = BTreeMap::new();
    all.retain(|(number, day)| {
        let there = open.entry(*day).or_insert_with(|| find(&checked.evaluation.on(*day)));
        there.iter().any(|it| it.id == checked.findings[*number].id && !it.is_waived())
    });
    all
}

fn no_longer_waived(document: Document, checked: &Checked, all: &[(usize, Date)]) -> Document {
    if all.is_empty() {
        return document;
    }
    let names = Names(&checked.evaluation.context);
    let count = all.len();
    let heading = text!("免除の期限が切れ、再び指摘となるもの（{count} 件）", "What is no longer waived: {count}");
    let each = all.iter().map(|(number, day)| {
        let it = &checked.findings[*number];
        let (severity, name, Text { ja, en }) = (it.severity.name(), &it.name, it.group.head(&names));
        let words = text!("{day} から：{severity}[{name}] {ja}", "from {day}: {severity}[{name}] {en}");
        Inline::styled(words, Style::Warning)
    });
    document.heading(2, heading).list(each)
}

fn warned(document: Document, checked: &Checked, openings: &[Opening], until: Date) -> Document {
    let names = Names(&checked.evaluation.context);
    let day = checked.evaluation.context.day;
    let count = openings.len();
    if openings.is_empty() {
        let words = text!(
            "{day} の翌日から {until} までに、担い手を欠くことになるものはありません",
            "nothing comes to be without a carrier after {day} and up to {until}"
        );
        return document.paragraph(Inline::styled(words, Style::Good));
    }
    let heading = text!(
        "{until} までに担い手を欠くことになるもの（{count} 件）",
        "What comes to be without a carrier by {until}: {count}"
    );
    let each = openings.iter().map(|Opening { obligation, from, surely }| {
        let Text { ja, en } = names.obligation(*obligation);
        let left = Stretch { from: day, to: *from }.days() - 1;
        let s = if left == 1 { "" } else { "s" };
        let (perhaps_ja, perhaps_en) = if *surely {
            ("", "")
        } else {
            ("（前提が不明のため、かもしれない）", " (perhaps: it depends on unknown facts)")
        };
        let words =
            text!("{from}（{left} 日後）から：{ja}{perhaps_ja}", "from {from}, in {left} day{s}: {en}{perhaps_en}");
        Inline::styled(words, Style::Warning).and(title(checked, *obligation), Style::Plain)
    });
    document.heading(2, heading).list(each)
}

fn title(checked: &Checked, at: ObligationIdx) -> Text {
    let context = &checked.evaluation.context;
    let title = &context.policy.duties[context.obligations.all[at].duty].title;
    Text { ja: format!(" {}", title.ja), en: format!(" {}", title.en) }
}

/// `open_end`: the days shown end where nothing turns any more, so that what stands there goes on.
fn table(checked: &Checked, lines: &[Line], days: Stretch, open_end: bool) -> Table {
    let mut table = Table::new([
        Inline::from(text!("対応", "duties")),
        Inline::from(text!("期間", "days")),
        Inline::from(text!("担い手（責任者）", "who carries it (who answers)")),
    ]);
    for line in lines {
        table = table.row([Inline::from(duties(checked, &line.obligations)), bar(line, days), Inline::default()]);
        for (piece, state) in line.spells.iter().filter(|(_, state)| *state != State::Absent) {
            let (from, to) = (piece.from, piece.to);
            let (words, style) = said(checked, state);
            let term = match open_end && to == days.to {
                true => text!("{from}〜", "{from} .."),
                false => text!("{from}〜{to}", "{from} .. {to}"),
            };
            let term = Inline::styled(term, style);
            table = table.row([Inline::default(), term, Inline::styled(words, style)]);
        }
    }
    table
}

/// The same for spreadsheets: a row for each stretch of days.
fn spell_rows(checked: &Checked, subject: Subject, line: &Line) -> Vec<Vec<Inline>> {
    let lived = line.spells.iter().filter(|(_, state)| *state != State::Absent);
    let row = |(piece, state): &(Stretch, State)| {
        let (words, style) = said(checked, state);
        vec![
            Inline::from(Names(&checked.evaluation.context).subject(subject)),
            Inline::from(duties(checked, &line.obligations)),
            Inline::from(piece.from.to_string()),
            Inline::from(piece.to.to_string()),
            Inline::styled(words, style),
        ]
    };
    lived.map(row).collect()
}

/// The duties of some obligations, each with the phase and mode that it distinguishes.
pub fn duties(checked: &Checked, obligations: &[ObligationIdx]) -> Text {
    let context = &checked.evaluation.context;
    let each: Vec<Text> = obligations
        .iter()
        .map(|at| {
            let it = context.obligations.all[*at];
            let id = &context.policy.duties[it.duty].id;
            let when = qualifiers(it.phase.as_slice(), it.mode.as_slice());
            Text { ja: format!("{id}{}", when.ja), en: format!("{id}{}", when.en) }
        })
        .collect();
    Text::list(&each)
}

/// One character for a share of the days; a hole, however short, is never left out.
fn bar(line: &Line, days: Stretch) -> Inline {
    let total = days.days();
    let cells = BAR.min(total);
    let mut bar = Inline::default();
    for cell in 0..cells {
        let (first, last) = (cell * total / cells, ((cell + 1) * total / cells - 1).max(cell * total / cells));
        let offset = |day: Date| Stretch { from: days.from, to: day }.days() - 1;
        let touched = line
            .spells
            .iter()
            .enumerate()
            .filter(|(_, (piece, _))| offset(piece.from) <= last && offset(piece.to) >= first);
        let worst = touched.max_by_key(|(number, (_, state))| (weight(state), *number));
        let (sign, style) = match worst {
            None => (".", Style::Dim),
            Some((number, (_, state))) => match state {
                State::Absent => (".", Style::Dim),
                State::Gap => ("x", Style::Error),
                State::Open => ("?", Style::Warning),
                State::Carried(_) => (if number % 2 == 0 { "=" } else { "-" }, Style::Good),
            },
        };
        bar = bar.and(sign, style);
    }
    bar
}

fn weight(state: &State) -> u8 {
    match state {
        State::Absent => 0,
        State::Carried(_) => 1,
        State::Open => 2,
        State::Gap => 3,
    }
}

/// A state in words, and how it is to be seen.
pub fn said(checked: &Checked, state: &State) -> (Text, Style) {
    let names = Names(&checked.evaluation.context);
    match state {
        State::Absent => (Text::default(), Style::Dim),
        State::Gap => (text!("× 担い手がいません", "× nobody carries it"), Style::Error),
        State::Open => (text!("？ 前提が述べられていません", "? depends on facts that nobody stated"), Style::Warning),
        State::Carried(carriers) if carriers.is_empty() => {
            (text!("文書や条件による", "by a document or condition"), Style::Plain)
        }
        State::Carried(carriers) => {
            let each: Vec<Text> = carriers
                .iter()
                .map(|(performer, answerable)| {
                    let (does, answers) = (names.party(*performer), names.party(*answerable));
                    match performer == answerable {
                        true => does,
                        false => Text {
                            ja: format!("{}（責任者 {}）", does.ja, answers.ja),
                            en: format!("{} ({} answers)", does.en, answers.en),
                        },
                    }
                })
                .collect();
            (Text::list(&each), Style::Plain)
        }
    }
}

fn line_json(checked: &Checked, line: &Line) -> Vec<Value> {
    let name = |party: PartyIdx| checked.evaluation.context.engagement.parties[party].name.clone();
    let spell = |(piece, state): &(Stretch, State)| {
        let (word, carriers) = match state {
            State::Absent => ("absent", &[][..]),
            State::Gap => ("gap", &[][..]),
            State::Open => ("open", &[][..]),
            State::Carried(carriers) => ("carried", carriers.as_slice()),
        };
        let carriers = carriers.iter().map(|(p, a)| json!({ "performer": name(*p), "answerable": name(*a) }));
        json!({
            "from": piece.from.to_string(),
            "to": piece.to.to_string(),
            "state": word,
            "performers": carriers.collect::<Vec<_>>(),
        })
    };
    let spells: Vec<Value> = line.spells.iter().map(spell).collect();
    line.obligations
        .iter()
        .map(|at| {
            let mut it = obligation_json(checked, *at);
            it["spells"] = json!(spells);
            it
        })
        .collect()
}

fn obligation_json(checked: &Checked, at: ObligationIdx) -> Value {
    let context = &checked.evaluation.context;
    let it = context.obligations.all[at];
    json!({
        "catalogue": context.policy.catalogue_of(it.duty).name,
        "duty": context.policy.duties[it.duty].id,
        "subject": context.engagement.subject_name(context.obligations.subject(at)),
        "phase": it.phase,
        "mode": it.mode,
    })
}

//! `matrix`: control by party: who performs, who answers, where nobody does.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::allocation::{Allocation, Part, State, allocation, legend};
use super::checked::Checked;
use crate::diagnostic::Text;
use crate::findings::{Names, Told, qualifiers};
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx, Subject};
use crate::report::{Align, Document, Inline, Style, Table};
use crate::text;

/// Parties that get a column of their own in a table of everything; of more, their names stand in the rows alone.
const MAX_COLUMNS: usize = 60;

/// An obligation, and what is said of it.
type Row = (ObligationIdx, Allocation);

/// One table per subject that something is about, and the same as one table for spreadsheets; `on` limits it to one subject.
pub fn matrix(checked: &Checked, on: Option<Subject>) -> Document {
    let context = &checked.evaluation.context;
    let (name, day) = (&context.engagement.name, context.day);
    let names = Names(context);
    let mut document = Document::new().heading(1, text!("{name}（基準日 {day}）", "{name} (on {day})")).note(legend());
    let told = Told::new(&checked.evaluation, &checked.findings);
    let mut by_subject: Vec<Vec<Row>> = context.obligations.subjects.all.iter().map(|_| Vec::new()).collect();
    for at in context.obligations.all.indices().filter(|at| checked.evaluation.standings[at.row()].stands()) {
        let subject = context.obligations.all[at].subject;
        if on.is_none_or(|only| only == context.obligations.subject(at)) {
            by_subject[subject.row()].push((at, allocation(checked, &told, at)));
        }
    }
    for (subject, rows) in context.obligations.subjects.all.iter().zip(&by_subject).filter(|(_, rows)| !rows.is_empty())
    {
        document = document.heading(2, names.subject(*subject)).table(table(checked, rows));
    }
    let rows: Vec<Row> = by_subject.into_iter().flatten().collect();
    let data: Vec<Value> = rows.iter().map(|it| row_json(checked, it)).collect();
    document.rows(text!("分担表", "Matrix"), everything(checked, &rows)).data(json!({
        "version": super::check::FORMAT_VERSION,
        "name": name,
        "at": day.to_string(),
        "rows": data,
    }))
}

/// The parties that are anything to any of some obligations.
fn parties(rows: &[Row]) -> Vec<PartyIdx> {
    let all: BTreeSet<PartyIdx> = rows.iter().flat_map(|(_, it)| it.parts.keys().copied()).collect();
    all.into_iter().collect()
}

/// The table of one subject.
fn table(checked: &Checked, rows: &[Row]) -> Table {
    let parties = parties(rows);
    let mut heads = vec![Inline::from(text!("対応", "duty")), Inline::from("")];
    heads.extend(parties.iter().map(|it| Inline::from(party(checked, *it))));
    let mut table = Table::new(heads);
    for column in 1..parties.len() + 2 {
        table = table.align(column, Align::Center);
    }
    for (at, it) in rows {
        let mut cells = vec![Inline::from(duty(checked, *at)), Inline::styled(it.state.sign(), it.state.style())];
        cells.extend(parties.iter().map(|party| signs(it.parts.get(party), "・", " ")));
        table = table.row(cells);
    }
    table
}

/// All of it in one table, each row with what it is about.
fn everything(checked: &Checked, rows: &[Row]) -> Table {
    let context = &checked.evaluation.context;
    let names = Names(context);
    let columns = Some(parties(rows)).filter(|all| all.len() <= MAX_COLUMNS).unwrap_or_default();
    let heads = [
        text!("対象", "about"),
        text!("確認表", "catalogue"),
        text!("番号", "id"),
        text!("対応", "duty"),
        text!("状態", "state"),
        text!("実施", "performs"),
        text!("責任", "answers"),
        text!("負わないと述べている", "declines"),
        text!("指摘", "findings"),
    ];
    let mut table = Table::new(heads);
    for it in &columns {
        let at = table.columns.len();
        table = table.column(party(checked, *it)).align(at, Align::Center);
    }
    for (at, it) in rows {
        let obligation = context.obligations.all[*at];
        let of = |holds: fn(&Part) -> bool| {
            let all = it.parts.iter().filter(|(_, part)| holds(part)).map(|(at, _)| party(checked, *at));
            Inline::from(all.collect::<Vec<_>>().join(", "))
        };
        let Text { ja, en } = state(it);
        let sign = it.state.sign();
        let mut cells = vec![
            Inline::from(names.subject(context.obligations.subject(*at))),
            Inline::from(context.policy.catalogue_of(obligation.duty).name.as_str()),
            Inline::from(context.policy.duties[obligation.duty].id.as_str()),
            Inline::from(title(checked, *at)),
            Inline::styled(text!("{sign} {ja}", "{sign} {en}"), it.state.style()),
            of(|it| it.performs),
            of(|it| it.answers),
            of(|it| it.declines),
            Inline::from(ids(checked, it).join(", ")),
        ];
        cells.extend(columns.iter().map(|party| signs(it.parts.get(party), " ", " ")));
        table = table.row(cells);
    }
    table
}

/// How an obligation stands, in words.
pub fn state(it: &Allocation) -> Text {
    let Text { ja, en } = it.state.words();
    let is_carried = matches!(it.state, State::Carried | State::Open);
    let (by_ja, by_en) = match is_carried && !it.parts.values().any(|part| part.performs) {
        true => ("（文書や条件による）", " (by a document or condition)"),
        false => ("", ""),
    };
    let (open_ja, open_en) = if it.to_be_agreed { ("・協議中", ", to be agreed") } else { ("", "") };
    text!("{ja}{by_ja}{open_ja}", "{en}{by_en}{open_en}")
}

fn signs(part: Option<&Part>, ja: &str, en: &str) -> Inline {
    let all = part.map(Part::signs).unwrap_or_default();
    let joined =
        |words: fn(&Text) -> &str, by: &str| all.iter().map(|(sign, _)| words(sign)).collect::<Vec<_>>().join(by);
    Inline::styled(Text { ja: joined(|it| &it.ja, ja), en: joined(|it| &it.en, en) }, Style::Plain)
}

fn party<'a>(checked: &'a Checked, at: PartyIdx) -> &'a str {
    &checked.evaluation.context.engagement.parties[at].name
}

fn title(checked: &Checked, at: ObligationIdx) -> Text {
    let context = &checked.evaluation.context;
    let it = context.obligations.all[at];
    let duty = &context.policy.duties[it.duty];
    let when = qualifiers(it.phase.as_slice(), it.mode.as_slice());
    Text { ja: format!("{}{}", duty.title.ja, when.ja), en: format!("{}{}", duty.title.en, when.en) }
}

fn duty(checked: &Checked, at: ObligationIdx) -> Text {
    let context = &checked.evaluation.context;
    let id = &context.policy.duties[context.obligations.all[at].duty].id;
    let Text { ja, en } = title(checked, at);
    text!("{id} {ja}", "{id} {en}")
}

fn ids<'a>(checked: &'a Checked, it: &Allocation) -> Vec<&'a str> {
    it.open.iter().map(|number| checked.findings[*number].id.as_str()).collect()
}

fn row_json(checked: &Checked, (at, row): &Row) -> Value {
    let context = &checked.evaluation.context;
    let it = context.obligations.all[*at];
    let standing = &checked.evaluation.standings[at.row()];
    let some = |holds: fn(&Part) -> bool| {
        row.parts.iter().filter(|(_, part)| holds(part)).map(|(at, _)| party(checked, *at)).collect::<Vec<_>>()
    };
    json!({
        "catalogue": context.policy.catalogue_of(it.duty).name,
        "duty": context.policy.duties[it.duty].id,
        "subject": context.engagement.subject_name(context.obligations.subject(*at)),
        "phase": it.phase,
        "mode": it.mode,
        "applies": format!("{:?}", standing.truth()).to_lowercase(),
        "carried": standing.carried,
        "waived": row.state == State::Waived,
        "presumed": standing.presumed,
        "to_be_agreed": row.to_be_agreed,
        "performers": standing.performers(context).into_iter()
            .map(|(performer, answerable)| json!({ "performer": party(checked, performer), "answerable": party(checked, answerable) }))
            .collect::<Vec<_>>(),
        "declined_by": some(|it| it.declines),
        "not_agreed_by": some(|it| it.has_not_agreed),
        "findings": ids(checked, row),
    })
}
